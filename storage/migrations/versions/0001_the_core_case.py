"""The tables of the core case: a circle, its people, groups and all that happens in them."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

from storage.migrations.triggers import guard_journal

revision = "0001"
down_revision = None


def _one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True)


def upgrade() -> None:
    op.create_table(
        "local_clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offset_seconds", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_local_clock")),
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _one_of("organisationkind", "municipality", "region", "secretariat", "association", "company", "other"),
            nullable=False,
        ),
        sa.Column("short", sa.Text(), nullable=False),
        sa.Column("official", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("code", name=op.f("uq_organisations_code")),
        sa.UniqueConstraint("short", name=op.f("uq_organisations_short")),
    )
    op.create_table(
        "request_keys",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("reply", sa.JSON(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_request_keys")),
    )
    op.create_index(op.f("ix_request_keys_at"), "request_keys", ["at"], unique=False)

    op.create_table(
        "circles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("secretariat_id", sa.Integer(), nullable=True),
        sa.Column("digest_due", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["secretariat_id"], ["organisations.id"], name=op.f("fk_circles_secretariat_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circles")),
    )
    op.create_index(op.f("ix_circles_secretariat_id"), "circles", ["secretariat_id"], unique=False)

    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("competences", sa.Text(), nullable=False),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("cadence", _one_of("cadence", "weekly", "monthly", "off"), nullable=False),
        sa.Column("digest_due", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("digest_sent_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("may_ask_again", sa.Boolean(), nullable=False),
        sa.Column("erase_on", sa.Date(), nullable=True),
        sa.Column("erase_due", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("erased_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_people_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
    )
    op.create_index(op.f("ix_people_digest_due"), "people", ["digest_due"], unique=False)
    op.create_index(op.f("ix_people_erase_due"), "people", ["erase_due"], unique=False)
    op.create_index(op.f("ix_people_name"), "people", ["name"], unique=False)
    op.create_index(op.f("ix_people_organisation_id"), "people", ["organisation_id"], unique=False)

    op.create_table(
        "absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("begin_due", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["deputy_id"], ["people.id"], name=op.f("fk_absences_deputy_id_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_absences_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    op.create_index(op.f("ix_absences_begin_due"), "absences", ["begin_due"], unique=False)
    op.create_index(op.f("ix_absences_deputy_id"), "absences", ["deputy_id"], unique=False)
    op.create_index(op.f("ix_absences_person_id"), "absences", ["person_id"], unique=False)

    op.create_table(
        "circle_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("circle_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_circle_members_circle_id_circles")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_circle_members_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_members")),
        sa.UniqueConstraint(
            "circle_id", "organisation_id", "since", name=op.f("uq_circle_members_circle_id_organisation_id_since")
        ),
    )
    op.create_index(op.f("ix_circle_members_circle_id"), "circle_members", ["circle_id"], unique=False)
    op.create_index(op.f("ix_circle_members_organisation_id"), "circle_members", ["organisation_id"], unique=False)

    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_drafts_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index(op.f("ix_drafts_person_id"), "drafts", ["person_id"], unique=False)

    op.create_table(
        "groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("circle_id", sa.Integer(), nullable=False),
        sa.Column("template", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("competences", sa.Text(), nullable=False),
        sa.Column(
            "state",
            _one_of("groupstate", "ordered", "nominating", "established", "closing", "dissolved", "withdrawn"),
            nullable=False,
        ),
        sa.Column("commissioner_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("case_number", sa.Text(), nullable=False),
        sa.Column("hours", sa.Float(), nullable=True),
        sa.Column("duration_months", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("planned_end", sa.Date(), nullable=True),
        sa.Column("approximate_end", sa.Boolean(), nullable=False),
        sa.Column("end_ask_due", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("end_asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("end_confirmed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("follow_on", sa.Text(), nullable=False),
        sa.Column("follow_on_owner", sa.Text(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ordered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("established_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("dissolved_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_groups_circle_id_circles")),
        sa.ForeignKeyConstraint(
            ["commissioner_id"], ["organisations.id"], name=op.f("fk_groups_commissioner_id_organisations")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_groups_owner_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
    )
    op.create_index(op.f("ix_groups_circle_id"), "groups", ["circle_id"], unique=False)
    op.create_index(op.f("ix_groups_commissioner_id"), "groups", ["commissioner_id"], unique=False)
    op.create_index(op.f("ix_groups_end_ask_due"), "groups", ["end_ask_due"], unique=False)
    op.create_index(op.f("ix_groups_owner_id"), "groups", ["owner_id"], unique=False)

    op.create_table(
        "handovers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("due_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["people.id"], name=op.f("fk_handovers_from_id_people")),
        sa.ForeignKeyConstraint(["to_id"], ["people.id"], name=op.f("fk_handovers_to_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )
    op.create_index(op.f("ix_handovers_due_at"), "handovers", ["due_at"], unique=False)
    op.create_index(op.f("ix_handovers_from_id"), "handovers", ["from_id"], unique=False)
    op.create_index(op.f("ix_handovers_to_id"), "handovers", ["to_id"], unique=False)

    op.create_table(
        "identities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("identitykind", "workspace", "mail"), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_identities_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identities")),
        sa.UniqueConstraint("kind", "address", name=op.f("uq_identities_kind_address")),
    )
    op.create_index(op.f("ix_identities_person_id"), "identities", ["person_id"], unique=False)

    op.create_table(
        "offices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _one_of("officekind", "director", "deputy", "director_secretary", "secretariat", "secretariat_reader"),
            nullable=False,
        ),
        sa.Column("acting", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("change_due", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("confirm_due", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("confirm_asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_offices_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_offices_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offices")),
    )
    op.create_index(op.f("ix_offices_change_due"), "offices", ["change_due"], unique=False)
    op.create_index(op.f("ix_offices_confirm_due"), "offices", ["confirm_due"], unique=False)
    op.create_index(op.f("ix_offices_organisation_id"), "offices", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_offices_person_id"), "offices", ["person_id"], unique=False)

    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("for_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("face", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_journal_actor_id_people")),
        sa.ForeignKeyConstraint(["for_id"], ["people.id"], name=op.f("fk_journal_for_id_people")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_journal_group_id_groups")),
        sa.ForeignKeyConstraint(["undoes_id"], ["journal.id"], name=op.f("fk_journal_undoes_id_journal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    op.create_index(op.f("ix_journal_actor_id"), "journal", ["actor_id"], unique=False)
    op.create_index(op.f("ix_journal_at"), "journal", ["at"], unique=False)
    op.create_index(op.f("ix_journal_for_id"), "journal", ["for_id"], unique=False)
    op.create_index(op.f("ix_journal_group_id"), "journal", ["group_id"], unique=False)
    op.create_index(op.f("ix_journal_undoes_id"), "journal", ["undoes_id"], unique=False)
    op.create_index(op.f("ix_journal_what"), "journal", ["what"], unique=False)

    op.create_table(
        "milestones",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("at", sa.Time(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("state", _one_of("milestonestate", "proposed", "open", "done", "dropped"), nullable=False),
        sa.Column("ask_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("late_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("late_asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("delayed", sa.Text(), nullable=False),
        sa.Column("help_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("done_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["people.id"], name=op.f("fk_milestones_created_by_id_people")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_milestones_group_id_groups")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_milestones_owner_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestones")),
    )
    op.create_index(op.f("ix_milestones_ask_at"), "milestones", ["ask_at"], unique=False)
    op.create_index(op.f("ix_milestones_created_by_id"), "milestones", ["created_by_id"], unique=False)
    op.create_index(op.f("ix_milestones_day"), "milestones", ["day"], unique=False)
    op.create_index(op.f("ix_milestones_group_id"), "milestones", ["group_id"], unique=False)
    op.create_index(op.f("ix_milestones_late_at"), "milestones", ["late_at"], unique=False)
    op.create_index(op.f("ix_milestones_owner_id"), "milestones", ["owner_id"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unique_key", sa.Text(), nullable=False),
        sa.Column(
            "kind", _one_of("outboxkind", "message", "update", "open_room", "invite", "close_room"), nullable=False
        ),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("due_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ready_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("leased_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("failed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.Column("face", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_outbox_group_id_groups")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_outbox_person_id_people")),
        sa.ForeignKeyConstraint(["target_id"], ["outbox.id"], name=op.f("fk_outbox_target_id_outbox")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("unique_key", name=op.f("uq_outbox_unique_key")),
    )
    op.create_index(op.f("ix_outbox_due_at"), "outbox", ["due_at"], unique=False)
    op.create_index(op.f("ix_outbox_group_id"), "outbox", ["group_id"], unique=False)
    op.create_index(op.f("ix_outbox_lane"), "outbox", ["lane"], unique=False)
    op.create_index(op.f("ix_outbox_person_id"), "outbox", ["person_id"], unique=False)
    op.create_index(op.f("ix_outbox_subject"), "outbox", ["subject"], unique=False)
    op.create_index(op.f("ix_outbox_target_id"), "outbox", ["target_id"], unique=False)

    op.create_table(
        "outputs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("state", _one_of("outputstate", "expected", "delivered", "dropped"), nullable=False),
        sa.Column("delivered_by_id", sa.Integer(), nullable=True),
        sa.Column("delivered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["delivered_by_id"], ["people.id"], name=op.f("fk_outputs_delivered_by_id_people")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_outputs_group_id_groups")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outputs")),
    )
    op.create_index(op.f("ix_outputs_delivered_by_id"), "outputs", ["delivered_by_id"], unique=False)
    op.create_index(op.f("ix_outputs_group_id"), "outputs", ["group_id"], unique=False)

    op.create_table(
        "roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("rolekind", "coordinator", "deputy"), nullable=False),
        sa.Column("state", _one_of("rolestate", "planned", "asked", "active", "declined", "ended"), nullable=False),
        sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("start_due", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("leaving_on", sa.Date(), nullable=True),
        sa.Column("leave_due", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_roles_group_id_groups")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_roles_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
    )
    op.create_index(op.f("ix_roles_group_id"), "roles", ["group_id"], unique=False)
    op.create_index(op.f("ix_roles_leave_due"), "roles", ["leave_due"], unique=False)
    op.create_index(op.f("ix_roles_leaving_on"), "roles", ["leaving_on"], unique=False)
    op.create_index(op.f("ix_roles_person_id"), "roles", ["person_id"], unique=False)
    op.create_index(op.f("ix_roles_start_due"), "roles", ["start_due"], unique=False)

    op.create_table(
        "rooms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("opened_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("closed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_rooms_group_id_groups")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
    )
    op.create_index(op.f("ix_rooms_group_id"), "rooms", ["group_id"], unique=False)

    op.create_table(
        "rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reply_by", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("send_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("notice_due", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("noticed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("closed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_rounds_group_id_groups")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
    )
    op.create_index(op.f("ix_rounds_group_id"), "rounds", ["group_id"], unique=False)
    op.create_index(op.f("ix_rounds_notice_due"), "rounds", ["notice_due"], unique=False)

    op.create_table(
        "seats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_seats_group_id_groups")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_seats_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seats")),
        sa.UniqueConstraint("group_id", "organisation_id", name=op.f("uq_seats_group_id_organisation_id")),
    )
    op.create_index(op.f("ix_seats_group_id"), "seats", ["group_id"], unique=False)
    op.create_index(op.f("ix_seats_organisation_id"), "seats", ["organisation_id"], unique=False)

    op.create_table(
        "workspace_channels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("archived_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_workspace_channels_group_id_groups")),
        sa.ForeignKeyConstraint(["other_id"], ["people.id"], name=op.f("fk_workspace_channels_other_id_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_workspace_channels_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace_channels")),
        sa.UniqueConstraint("name", name=op.f("uq_workspace_channels_name")),
        sa.UniqueConstraint("person_id", "other_id", name=op.f("uq_workspace_channels_person_id_other_id")),
    )
    op.create_index(op.f("ix_workspace_channels_group_id"), "workspace_channels", ["group_id"], unique=False)
    op.create_index(op.f("ix_workspace_channels_other_id"), "workspace_channels", ["other_id"], unique=False)
    op.create_index(op.f("ix_workspace_channels_person_id"), "workspace_channels", ["person_id"], unique=False)
    op.create_index(
        op.f("uq_workspace_channels_alone"),
        "workspace_channels",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("other_id IS NULL"),
        postgresql_where=sa.text("other_id IS NULL"),
    )

    op.create_table(
        "journal_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["journal.id"], name=op.f("fk_journal_texts_line_id_journal")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_journal_texts_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_texts")),
    )
    op.create_index(op.f("ix_journal_texts_line_id"), "journal_texts", ["line_id"], unique=False)
    op.create_index(op.f("ix_journal_texts_person_id"), "journal_texts", ["person_id"], unique=False)

    op.create_table(
        "nomination_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("route", _one_of("requestroute", "open", "named", "ex_officio", "external"), nullable=False),
        sa.Column(
            "state",
            _one_of("requeststate", "planned", "waiting", "named", "declined", "skipped", "withdrawn"),
            nullable=False,
        ),
        sa.Column("addressee_id", sa.Integer(), nullable=True),
        sa.Column("named_id", sa.Integer(), nullable=True),
        sa.Column("delegate_id", sa.Integer(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("competences", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("reply_by", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("send_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("sent_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("remind_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("reminded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_via", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("wants_in_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["addressee_id"], ["people.id"], name=op.f("fk_nomination_requests_addressee_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["people.id"], name=op.f("fk_nomination_requests_answered_by_id_people")
        ),
        sa.ForeignKeyConstraint(["delegate_id"], ["people.id"], name=op.f("fk_nomination_requests_delegate_id_people")),
        sa.ForeignKeyConstraint(["deputy_id"], ["people.id"], name=op.f("fk_nomination_requests_deputy_id_people")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_nomination_requests_group_id_groups")),
        sa.ForeignKeyConstraint(["named_id"], ["people.id"], name=op.f("fk_nomination_requests_named_id_people")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_nomination_requests_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_nomination_requests_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination_requests")),
    )
    op.create_index(op.f("ix_nomination_requests_addressee_id"), "nomination_requests", ["addressee_id"], unique=False)
    op.create_index(
        op.f("ix_nomination_requests_answered_by_id"), "nomination_requests", ["answered_by_id"], unique=False
    )
    op.create_index(op.f("ix_nomination_requests_card"), "nomination_requests", ["card"], unique=False)
    op.create_index(op.f("ix_nomination_requests_delegate_id"), "nomination_requests", ["delegate_id"], unique=False)
    op.create_index(op.f("ix_nomination_requests_deputy_id"), "nomination_requests", ["deputy_id"], unique=False)
    op.create_index(op.f("ix_nomination_requests_group_id"), "nomination_requests", ["group_id"], unique=False)
    op.create_index(op.f("ix_nomination_requests_named_id"), "nomination_requests", ["named_id"], unique=False)
    op.create_index(
        op.f("ix_nomination_requests_organisation_id"), "nomination_requests", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_nomination_requests_remind_at"), "nomination_requests", ["remind_at"], unique=False)
    op.create_index(op.f("ix_nomination_requests_round_id"), "nomination_requests", ["round_id"], unique=False)
    op.create_index(op.f("ix_nomination_requests_send_at"), "nomination_requests", ["send_at"], unique=False)

    op.create_table(
        "workspace_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seen_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["workspace_channels.id"], name=op.f("fk_workspace_members_channel_id_workspace_channels")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_workspace_members_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace_members")),
        sa.UniqueConstraint("channel_id", "person_id", name=op.f("uq_workspace_members_channel_id_person_id")),
    )
    op.create_index(op.f("ix_workspace_members_channel_id"), "workspace_members", ["channel_id"], unique=False)
    op.create_index(op.f("ix_workspace_members_person_id"), "workspace_members", ["person_id"], unique=False)

    op.create_table(
        "workspace_posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("only_for_id", sa.Integer(), nullable=True),
        sa.Column("outbox_id", sa.Integer(), nullable=True),
        sa.Column("asked", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("card", sa.JSON(), nullable=False),
        sa.Column("posted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_workspace_posts_author_id_people")),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["workspace_channels.id"], name=op.f("fk_workspace_posts_channel_id_workspace_channels")
        ),
        sa.ForeignKeyConstraint(["only_for_id"], ["people.id"], name=op.f("fk_workspace_posts_only_for_id_people")),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_workspace_posts_outbox_id_outbox")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace_posts")),
        sa.UniqueConstraint("asked", name=op.f("uq_workspace_posts_asked")),
        sa.UniqueConstraint("outbox_id", name=op.f("uq_workspace_posts_outbox_id")),
    )
    op.create_index(op.f("ix_workspace_posts_author_id"), "workspace_posts", ["author_id"], unique=False)
    op.create_index(op.f("ix_workspace_posts_channel_id"), "workspace_posts", ["channel_id"], unique=False)
    op.create_index(op.f("ix_workspace_posts_only_for_id"), "workspace_posts", ["only_for_id"], unique=False)

    op.create_table(
        "nominees",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.Column("state", _one_of("nomineestate", "asked", "accepted", "declined", "withdrawn"), nullable=False),
        sa.Column("named_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("reply_by", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("remind_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("reminded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("answered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("question_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("replied_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_nominees_group_id_groups")),
        sa.ForeignKeyConstraint(["named_by_id"], ["people.id"], name=op.f("fk_nominees_named_by_id_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_nominees_person_id_people")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["nomination_requests.id"], name=op.f("fk_nominees_request_id_nomination_requests")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nominees")),
    )
    op.create_index(op.f("ix_nominees_group_id"), "nominees", ["group_id"], unique=False)
    op.create_index(op.f("ix_nominees_named_by_id"), "nominees", ["named_by_id"], unique=False)
    op.create_index(op.f("ix_nominees_person_id"), "nominees", ["person_id"], unique=False)
    op.create_index(op.f("ix_nominees_remind_at"), "nominees", ["remind_at"], unique=False)
    op.create_index(op.f("ix_nominees_request_id"), "nominees", ["request_id"], unique=False)
    op.create_index(
        op.f("uq_nominees_open"),
        "nominees",
        ["group_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('asked', 'accepted')"),
        postgresql_where=sa.text("state IN ('asked', 'accepted')"),
    )

    op.create_table(
        "memberships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("nominee_id", sa.Integer(), nullable=True),
        sa.Column("since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("leaving_on", sa.Date(), nullable=True),
        sa.Column("leave_due", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_memberships_group_id_groups")),
        sa.ForeignKeyConstraint(["nominee_id"], ["nominees.id"], name=op.f("fk_memberships_nominee_id_nominees")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_memberships_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_memberships_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
    )
    op.create_index(op.f("ix_memberships_group_id"), "memberships", ["group_id"], unique=False)
    op.create_index(op.f("ix_memberships_leave_due"), "memberships", ["leave_due"], unique=False)
    op.create_index(op.f("ix_memberships_leaving_on"), "memberships", ["leaving_on"], unique=False)
    op.create_index(op.f("ix_memberships_nominee_id"), "memberships", ["nominee_id"], unique=False)
    op.create_index(op.f("ix_memberships_organisation_id"), "memberships", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_memberships_person_id"), "memberships", ["person_id"], unique=False)
    op.create_index(
        op.f("uq_memberships_open"),
        "memberships",
        ["group_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )

    guard_journal()


def downgrade() -> None:
    op.drop_table("memberships")
    op.drop_table("nominees")
    op.drop_table("workspace_posts")
    op.drop_table("workspace_members")
    op.drop_table("nomination_requests")
    op.drop_table("journal_texts")
    op.drop_table("workspace_channels")
    op.drop_table("seats")
    op.drop_table("rounds")
    op.drop_table("rooms")
    op.drop_table("roles")
    op.drop_table("outputs")
    op.drop_table("outbox")
    op.drop_table("milestones")
    op.drop_table("journal")
    op.drop_table("offices")
    op.drop_table("identities")
    op.drop_table("handovers")
    op.drop_table("groups")
    op.drop_table("drafts")
    op.drop_table("circle_members")
    op.drop_table("absences")
    op.drop_table("people")
    op.drop_table("circles")
    op.drop_table("request_keys")
    op.drop_table("organisations")
    op.drop_table("local_clock")
