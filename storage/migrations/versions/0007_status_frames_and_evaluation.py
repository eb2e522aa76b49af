"""Bodies that are told how a group stands, economic frames and hours, groups beside each other, evaluations."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "evaluations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "asked",
                "closed",
                "dropped",
                name="evaluationstate",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "asks",
            sa.Enum("members", "directors", "both", name="asks", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("first", sa.Date(), nullable=True),
        sa.Column(
            "precision",
            sa.Enum(
                "day",
                "range",
                "week",
                "part",
                "month",
                "quarter",
                "season",
                "year",
                "before",
                "since",
                name="precision",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("about", sa.Boolean(), nullable=False),
        sa.Column("ask_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("remind_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("close_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("closed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["people.id"], name=op.f("fk_evaluations_created_by_id_people")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_evaluations_group_id_groups")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluations")),
    )
    with op.batch_alter_table("evaluations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluations_ask_at"), ["ask_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_evaluations_close_at"), ["close_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_evaluations_created_by_id"), ["created_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evaluations_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evaluations_remind_at"), ["remind_at"], unique=False)

    op.create_table(
        "frames",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["changed_by_id"], ["people.id"], name=op.f("fk_frames_changed_by_id_people")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_frames_group_id_groups")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frames")),
    )
    with op.batch_alter_table("frames", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_frames_changed_by_id"), ["changed_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_frames_group_id"), ["group_id"], unique=False)

    op.create_table(
        "group_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["people.id"], name=op.f("fk_group_links_created_by_id_people")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_group_links_group_id_groups")),
        sa.ForeignKeyConstraint(["other_id"], ["groups.id"], name=op.f("fk_group_links_other_id_groups")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_links")),
        sa.UniqueConstraint("group_id", "other_id", name=op.f("uq_group_links_group_id_other_id")),
    )
    with op.batch_alter_table("group_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_links_created_by_id"), ["created_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_group_links_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_group_links_other_id"), ["other_id"], unique=False)

    op.create_table(
        "status_recipients",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("organ", sa.Text(), nullable=False),
        sa.Column("rhythm", sa.Text(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["people.id"], name=op.f("fk_status_recipients_created_by_id_people")
        ),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_status_recipients_group_id_groups")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_recipients")),
    )
    with op.batch_alter_table("status_recipients", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_status_recipients_created_by_id"), ["created_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_status_recipients_group_id"), ["group_id"], unique=False)

    op.create_table(
        "evaluation_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum("keep", "change", "dissolve", name="verdict", native_enum=False, create_constraint=True),
            nullable=True,
        ),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("answered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluations.id"], name=op.f("fk_evaluation_answers_evaluation_id_evaluations")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_evaluation_answers_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_answers")),
        sa.UniqueConstraint("evaluation_id", "person_id", name=op.f("uq_evaluation_answers_evaluation_id_person_id")),
    )
    with op.batch_alter_table("evaluation_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_answers_evaluation_id"), ["evaluation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evaluation_answers_person_id"), ["person_id"], unique=False)

    op.create_table(
        "frame_shares",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("frame_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["frame_id"], ["frames.id"], name=op.f("fk_frame_shares_frame_id_frames")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_frame_shares_group_id_groups")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frame_shares")),
        sa.UniqueConstraint("frame_id", "group_id", name=op.f("uq_frame_shares_frame_id_group_id")),
    )
    with op.batch_alter_table("frame_shares", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_frame_shares_frame_id"), ["frame_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_frame_shares_group_id"), ["group_id"], unique=False)

    op.create_table(
        "status_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("reply_by", sa.Date(), nullable=False),
        sa.Column("remind_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("status_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("withdrawn_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["people.id"], name=op.f("fk_status_questions_asked_by_id_people")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_status_questions_group_id_groups")),
        sa.ForeignKeyConstraint(
            ["status_id"], ["status_lines.id"], name=op.f("fk_status_questions_status_id_status_lines")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_questions")),
    )
    with op.batch_alter_table("status_questions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_status_questions_asked_by_id"), ["asked_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_status_questions_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_status_questions_remind_at"), ["remind_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_status_questions_status_id"), ["status_id"], unique=False)

    op.create_table(
        "status_papers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("kept_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("kept_by_id", sa.Integer(), nullable=False),
        sa.Column("dropped_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_status_papers_group_id_groups")),
        sa.ForeignKeyConstraint(["kept_by_id"], ["people.id"], name=op.f("fk_status_papers_kept_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_papers")),
    )
    with op.batch_alter_table("status_papers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_status_papers_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_status_papers_kept_by_id"), ["kept_by_id"], unique=False)

    with op.batch_alter_table("groups", schema=None) as batch_op:
        batch_op.add_column(sa.Column("status_rhythm", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("status_due", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.create_index(batch_op.f("ix_groups_status_due"), ["status_due"], unique=False)

    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hours", sa.Float(), nullable=True))

    with op.batch_alter_table("milestones", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recipient_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_milestones_recipient_id"), ["recipient_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_milestones_recipient_id_status_recipients"), "status_recipients", ["recipient_id"], ["id"]
        )

    with op.batch_alter_table("status_lines", schema=None) as batch_op:
        batch_op.add_column(sa.Column("next_step", sa.Text(), server_default="", nullable=False))

    _ask_about_groups_without_an_end()


def _ask_about_groups_without_an_end() -> None:
    """Groups without an end are asked once a year from now on whether they go on: those that work already as well."""
    groups = sa.table(
        "groups",
        sa.column("id", sa.Integer()),
        sa.column("state", sa.Text()),
        sa.column("planned_end", sa.Date()),
        sa.column("established_at", sqlmodel.sql.sqltypes.UTCDateTime()),
        sa.column("end_ask_due", sqlmodel.sql.sqltypes.UTCDateTime()),
    )
    connection = op.get_bind()
    endless = sa.select(groups.c.id, groups.c.established_at).where(
        groups.c.state == "established", groups.c.planned_end.is_(None), groups.c.established_at.is_not(None)
    )
    for id_, established_at in connection.execute(endless).all():
        due = established_at + timedelta(days=365)
        connection.execute(groups.update().where(groups.c.id == id_).values(end_ask_due=due))


def downgrade() -> None:
    with op.batch_alter_table("status_lines", schema=None) as batch_op:
        batch_op.drop_column("next_step")

    with op.batch_alter_table("milestones", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_milestones_recipient_id_status_recipients"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_milestones_recipient_id"))
        batch_op.drop_column("recipient_id")

    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_column("hours")

    with op.batch_alter_table("groups", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_groups_status_due"))
        batch_op.drop_column("status_due")
        batch_op.drop_column("status_rhythm")

    for table in (
        "status_papers",
        "status_questions",
        "frame_shares",
        "evaluation_answers",
        "status_recipients",
        "group_links",
        "frames",
        "evaluations",
    ):
        op.drop_table(table)
