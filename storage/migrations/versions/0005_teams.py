"""Teams: its identities, the references by which people and channels are written to first, and links to papers."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0005"
down_revision = "0004"

KINDS = ("workspace", "mail", "slack")  # of identities, before
PURPOSES = ("answer", "calendar")  # of links, before


def _allow(table: str, column: str, name: str, *words: str) -> None:
    listed = ", ".join(f"'{word}'" for word in words)
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
        batch_op.create_check_constraint(op.f(f"ck_{table}_{name}"), f"{column} IN ({listed})")


def _identities(*kinds: str) -> None:
    _allow("identities", "kind", "identitykind", *kinds)


def _links(*purposes: str) -> None:
    _allow("links", "purpose", "linkpurpose", *purposes)


def upgrade() -> None:
    op.create_table(
        "conversation_references",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("face", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("reference", sa.JSON(), nullable=False),
        sa.Column("seen_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("dead_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_references")),
        sa.UniqueConstraint("face", "address", name=op.f("uq_conversation_references_face_address")),
    )
    with op.batch_alter_table("conversation_references", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conversation_references_conversation"), ["conversation"], unique=False)
    _identities(*KINDS, "teams")
    _links(*PURPOSES, "file")


def downgrade() -> None:
    op.execute("DELETE FROM identities WHERE kind = 'teams'")  # the older schema has no word for them
    _identities(*KINDS)
    op.execute("DELETE FROM links WHERE purpose = 'file'")
    _links(*PURPOSES)
    op.drop_table("conversation_references")
