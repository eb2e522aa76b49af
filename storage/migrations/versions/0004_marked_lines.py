"""Marked lines in groups' rooms: what each became, decisions, how groups stand; deadlines for a whole week."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("organ", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("proposed", "taken", "withdrawn", name="decisionstate", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("noted_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_decisions_group_id_groups")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["people.id"], name=op.f("fk_decisions_noted_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decisions_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decisions_noted_by_id"), ["noted_by_id"], unique=False)

    op.create_table(
        "marked_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("face", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("under", sa.Text(), nullable=False),
        sa.Column("aside", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "deadline", "decision", "output", "status", name="markedkind", native_enum=False, create_constraint=True
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum("kept", "asked", "undone", "gone", name="markstate", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("became_id", sa.Integer(), nullable=True),
        sa.Column("heard_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_marked_lines_group_id_groups")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_marked_lines_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marked_lines")),
    )
    with op.batch_alter_table("marked_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_marked_lines_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_marked_lines_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_marked_lines_place"), ["place"], unique=False)

    op.create_table(
        "status_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column(
            "colour",
            sa.Enum("green", "yellow", "red", name="colour", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=False),
        sa.Column("said_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("withdrawn_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_status_lines_group_id_groups")),
        sa.ForeignKeyConstraint(["said_by_id"], ["people.id"], name=op.f("fk_status_lines_said_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_lines")),
    )
    with op.batch_alter_table("status_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_status_lines_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_status_lines_said_by_id"), ["said_by_id"], unique=False)

    with op.batch_alter_table("milestones", schema=None) as batch_op:
        batch_op.add_column(sa.Column("week", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    # a deadline for a whole week becomes one for the Sunday that ends it
    with op.batch_alter_table("milestones", schema=None) as batch_op:
        batch_op.drop_column("week")
    for table in ("status_lines", "marked_lines", "decisions"):
        op.drop_table(table)
