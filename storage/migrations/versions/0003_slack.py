"""Slack: its identities, reactions, messages at a place, and who is in a group's room."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0003"
down_revision = "0002"

KINDS = {  # table → column, its constraint, the words of before, and those that come
    "identities": ("kind", "identitykind", ("workspace", "mail"), ("slack",)),
    "outbox": ("kind", "outboxkind", ("message", "update", "open_room", "invite", "close_room"), ("react",)),
}


def _allow(table: str, *, more: bool) -> None:
    column, name, before, coming = KINDS[table]
    words = (*before, *coming) if more else before
    listed = ", ".join(f"'{word}'" for word in words)
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
        batch_op.create_check_constraint(op.f(f"ck_{table}_{name}"), f"{column} IN ({listed})")


def upgrade() -> None:
    op.create_table(
        "room_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("inside", "outside", "left", name="entrystate", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_room_entries_person_id_people")),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_room_entries_room_id_rooms")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_entries")),
        sa.UniqueConstraint("room_id", "person_id", name=op.f("uq_room_entries_room_id_person_id")),
    )
    with op.batch_alter_table("room_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_entries_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_room_entries_room_id"), ["room_id"], unique=False)

    with op.batch_alter_table("rooms", schema=None) as batch_op:
        batch_op.add_column(sa.Column("url", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("nonce", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("said_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("place", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("pinned", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_index(batch_op.f("ix_outbox_reference"), ["reference"], unique=False)
    for table in KINDS:
        _allow(table, more=True)


def downgrade() -> None:
    # what the older schema has no word for goes: addresses on Slack, and reactions
    op.execute("DELETE FROM identities WHERE kind = 'slack'")
    op.execute("DELETE FROM outbox WHERE kind = 'react'")
    for table in KINDS:
        _allow(table, more=False)
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_reference"))
        batch_op.drop_column("pinned")
        batch_op.drop_column("place")
    with op.batch_alter_table("rooms", schema=None) as batch_op:
        for name in ("said_at", "nonce", "url"):
            batch_op.drop_column(name)
    op.drop_table("room_entries")
