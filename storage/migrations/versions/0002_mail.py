"""Mail: signed links, the faces a message has been tried on, and the local workspace's letter box."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("answer", "calendar", name="linkpurpose", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("outbox_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("revoked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_links_group_id_groups")),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_links_outbox_id_outbox")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_links_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
    )
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_links_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_links_outbox_id"), ["outbox_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_links_person_id"), ["person_id"], unique=False)

    op.create_table(
        "workspace_mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("outbox_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("arrived_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("seen_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_workspace_mails_outbox_id_outbox")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_workspace_mails_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace_mails")),
        sa.UniqueConstraint("outbox_id", name=op.f("uq_workspace_mails_outbox_id")),
    )
    with op.batch_alter_table("workspace_mails", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_workspace_mails_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("milestones", schema=None) as batch_op:
        batch_op.add_column(sa.Column("revision", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("revised_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answer_by", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("news", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("insist", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("only_by", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("passed_over", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("tried_since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        for name in ("tried_since", "passed_over", "only_by", "insist", "news", "answer_by"):
            batch_op.drop_column(name)
    with op.batch_alter_table("milestones", schema=None) as batch_op:
        batch_op.drop_column("revised_at")
        batch_op.drop_column("revision")
    op.drop_table("workspace_mails")
    op.drop_table("links")
