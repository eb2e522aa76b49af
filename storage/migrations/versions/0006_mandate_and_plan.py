"""Mandates and the bodies that approve them; dates of every precision, points and gates on the plan; long forms."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0006"
down_revision = "0005"

PURPOSES = ("answer", "calendar", "file")  # of links, before
STATES = ("proposed", "open", "done", "dropped")  # of deadlines, before
PRECISIONS = ("day", "range", "week", "part", "month", "quarter", "season", "year", "before", "since")


def _among(column: str, *words: str) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


def _words(name: str, *words: str) -> sa.Enum:
    """A column of words; its check is added by hand, since a batch does not."""
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=False)


def _allow(table: str, column: str, name: str, *words: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
        batch_op.create_check_constraint(op.f(f"ck_{table}_{name}"), _among(column, *words))


def upgrade() -> None:
    op.create_table(
        "mandates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "sent",
                "approved",
                "returned",
                "replaced",
                name="mandatestate",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("settled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["changed_by_id"], ["people.id"], name=op.f("fk_mandates_changed_by_id_people")),
        sa.ForeignKeyConstraint(["created_by_id"], ["people.id"], name=op.f("fk_mandates_created_by_id_people")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_mandates_group_id_groups")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandates")),
        sa.UniqueConstraint("group_id", "version", name=op.f("uq_mandates_group_id_version")),
    )
    with op.batch_alter_table("mandates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mandates_changed_by_id"), ["changed_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mandates_created_by_id"), ["created_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mandates_group_id"), ["group_id"], unique=False)

    op.create_table(
        "mandate_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("organ", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "undecided",
                "planned",
                "waiting",
                "approved",
                "returned",
                "left_out",
                name="stepstate",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("settle_by", sa.Date(), nullable=True),
        sa.Column("secretary_id", sa.Integer(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("settled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_mandate_steps_decision_id_decisions")),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandates.id"], name=op.f("fk_mandate_steps_mandate_id_mandates")),
        sa.ForeignKeyConstraint(["secretary_id"], ["people.id"], name=op.f("fk_mandate_steps_secretary_id_people")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["people.id"], name=op.f("fk_mandate_steps_settled_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate_steps")),
    )
    with op.batch_alter_table("mandate_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mandate_steps_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mandate_steps_mandate_id"), ["mandate_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mandate_steps_secretary_id"), ["secretary_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mandate_steps_settled_by_id"), ["settled_by_id"], unique=False)

    op.create_table(
        "plan_points",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "open",
                "done",
                "dropped",
                "lapsed",
                name="milestonestate",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("gate_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["gate_id"], ["milestones.id"], name=op.f("fk_plan_points_gate_id_milestones")),
        sa.ForeignKeyConstraint(
            ["milestone_id"], ["milestones.id"], name=op.f("fk_plan_points_milestone_id_milestones")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_points")),
    )
    with op.batch_alter_table("plan_points", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_points_gate_id"), ["gate_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_points_milestone_id"), ["milestone_id"], unique=False)

    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("item", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("basis", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("groups", schema=None) as batch_op:
        batch_op.add_column(sa.Column("needs_basis", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.add_column(sa.Column("action", sa.Text(), server_default="", nullable=False))
    _allow("links", "purpose", "linkpurpose", *PURPOSES, "page")

    with op.batch_alter_table("milestones", schema=None) as batch_op:
        batch_op.add_column(sa.Column("until", sa.Time(), nullable=True))
        batch_op.add_column(sa.Column("first", sa.Date(), nullable=True))
        precision = _words("precision", *PRECISIONS)
        batch_op.add_column(sa.Column("precision", precision, server_default="day", nullable=False))
        batch_op.add_column(sa.Column("about", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("words", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("organ", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("gate_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("answer", _words("gateanswer", "yes", "no"), nullable=True))
        batch_op.add_column(sa.Column("answered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
    days = sa.table("milestones", sa.column("id"), sa.column("week"), sa.column("day"), sa.column("first"),
                    sa.column("precision"))  # fmt: skip
    weeks = op.get_bind().execute(sa.select(days.c.id, sa.type_coerce(days.c.day, sa.Date())).where(days.c.week)).all()
    for id_, day in weeks:
        monday = sa.type_coerce(day - timedelta(days=6), sa.Date())
        op.execute(sa.update(days).where(days.c.id == id_).values(precision="week", first=monday))
    with op.batch_alter_table("milestones", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_milestones_gate_id"), ["gate_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_milestones_gate_id_milestones"), "milestones", ["gate_id"], ["id"])
        batch_op.create_check_constraint(op.f("ck_milestones_precision"), _among("precision", *PRECISIONS))
        batch_op.create_check_constraint(op.f("ck_milestones_gateanswer"), _among("answer", "yes", "no"))
        batch_op.drop_column("week")
    _allow("milestones", "state", "milestonestate", *STATES, "lapsed")


def downgrade() -> None:
    # what has lapsed is off the plan, and a date of another precision becomes the day that ends it
    op.execute("UPDATE milestones SET state = 'dropped' WHERE state = 'lapsed'")
    _allow("milestones", "state", "milestonestate", *STATES)
    with op.batch_alter_table("milestones", schema=None) as batch_op:
        batch_op.add_column(sa.Column("week", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(sa.text("UPDATE milestones SET week = :yes WHERE precision = 'week'").bindparams(yes=True))
    with op.batch_alter_table("milestones", schema=None) as batch_op:
        for name in ("precision", "gateanswer"):
            batch_op.drop_constraint(op.f(f"ck_milestones_{name}"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_milestones_gate_id_milestones"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_milestones_gate_id"))
        for name in ("answered_at", "answer", "gate_id", "organ", "words", "about", "precision", "first", "until"):
            batch_op.drop_column(name)
    op.execute("DELETE FROM links WHERE purpose = 'page'")
    _allow("links", "purpose", "linkpurpose", *PURPOSES)
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.drop_column("action")
    with op.batch_alter_table("groups", schema=None) as batch_op:
        batch_op.drop_column("needs_basis")
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_column("basis")
        batch_op.drop_column("item")
    for table in ("plan_points", "mandate_steps", "mandates"):
        op.drop_table(table)
