"""How groups stand: which bodies are told, when they are, who is asked for it, and the papers about it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from .engine import Store
from .tables import (
    LIVING,
    PROCESS,
    Group,
    GroupState,
    JournalLine,
    Milestone,
    MilestoneState,
    StatusLine,
    StatusPaper,
    StatusQuestion,
    StatusRecipient,
)

# --- who is told ---


def recipient(store: Store, recipient_id: int) -> StatusRecipient:
    """A body that is known to be told, or to have been."""
    return store.session.get_one(StatusRecipient, recipient_id)


def recipients(store: Store, group_id: int) -> Sequence[StatusRecipient]:
    """The bodies that are told how a group stands, in the order in which they were chosen."""
    return store.session.exec(
        select(StatusRecipient)
        .where(StatusRecipient.group_id == group_id, col(StatusRecipient.ended_at).is_(None))
        .order_by(col(StatusRecipient.id))
    ).all()


def of_organ(store: Store, organ: str) -> list[StatusRecipient]:
    """The same body as every living group tells it, by group; however its name is written, small or large."""
    rows = store.session.exec(
        select(StatusRecipient)
        .join(Group, col(Group.id) == col(StatusRecipient.group_id))
        .where(col(StatusRecipient.ended_at).is_(None), col(Group.state).in_(LIVING))
        .order_by(col(StatusRecipient.group_id), col(StatusRecipient.id))
    ).all()
    return [each for each in rows if each.organ.casefold() == organ.casefold()]  # SQLite folds no æ, ø and å


def organs(store: Store, recipient_ids: Collection[int]) -> dict[int, str]:
    """The names of some bodies."""
    rows = store.session.exec(
        select(StatusRecipient.id, StatusRecipient.organ).where(col(StatusRecipient.id).in_(recipient_ids))
    )
    return {id_: organ for id_, organ in rows if id_ is not None}


def tellings(store: Store, group_id: int) -> Sequence[Milestone]:
    """When the bodies are told that are still to be, earliest first."""
    return store.session.exec(
        select(Milestone)
        .where(
            Milestone.group_id == group_id,
            col(Milestone.recipient_id).is_not(None),
            Milestone.state == MilestoneState.open,
        )
        .order_by(col(Milestone.day), col(Milestone.id))
    ).all()


def together(store: Store, milestone: Milestone) -> list[Milestone]:
    """The open tellings of a group that share a line with this one: with the same date and owner, late or not."""

    def alike(each: Milestone) -> tuple[object, ...]:
        when = (each.day, each.first, each.precision, each.at)
        return (*when, each.owner_id, each.late_asked_at is None)

    return [each for each in tellings(store, milestone.group_id) if alike(each) == alike(milestone)]


def of_recipient(store: Store, recipient_id: int) -> Sequence[Milestone]:
    """Every time that a body is or was told, earliest first; those that were dropped are among them."""
    return store.session.exec(
        select(Milestone).where(Milestone.recipient_id == recipient_id).order_by(col(Milestone.day), col(Milestone.id))
    ).all()


def last_told(store: Store, group_id: int) -> datetime | None:
    """When a body was told last how a group stands."""
    return store.session.exec(
        select(func.max(Milestone.done_at)).where(
            Milestone.group_id == group_id,
            col(Milestone.recipient_id).is_not(None),
            Milestone.state == MilestoneState.done,
        )
    ).one()


# --- who is asked ---


def question(store: Store, question_id: int) -> StatusQuestion:
    """A question that is known to have been asked."""
    return store.session.get_one(StatusQuestion, question_id)


def open_question(store: Store, group_id: int) -> StatusQuestion | None:
    """What a group has been asked and has not answered."""
    return store.session.exec(_open().where(StatusQuestion.group_id == group_id)).first()


def open_questions(store: Store, group_ids: Collection[int]) -> dict[int, StatusQuestion]:
    """The same for several groups."""
    rows = store.session.exec(_open().where(col(StatusQuestion.group_id).in_(group_ids)))
    return {each.group_id: each for each in rows}


def answered_by(store: Store, status_id: int) -> Sequence[StatusQuestion]:
    """The questions that a status has answered."""
    return store.session.exec(select(StatusQuestion).where(StatusQuestion.status_id == status_id)).all()


def _open() -> SelectOfScalar[StatusQuestion]:
    return select(StatusQuestion).where(
        col(StatusQuestion.answered_at).is_(None), col(StatusQuestion.withdrawn_at).is_(None)
    )


def established(store: Store) -> Sequence[Group]:
    """The groups that can be asked: those that have begun and are not being closed, by number."""
    return store.session.exec(
        select(Group).where(Group.state == GroupState.established, Group.template != PROCESS).order_by(col(Group.id))
    ).all()


# --- what was said, and the paper about it ---


def lines(store: Store, group_id: int) -> Sequence[StatusLine]:
    """How a group stood, each time that it was said and not taken back; oldest first."""
    return store.session.exec(
        select(StatusLine)
        .where(StatusLine.group_id == group_id, col(StatusLine.withdrawn_at).is_(None))
        .order_by(col(StatusLine.id))
    ).all()


def paper(store: Store, group_id: int) -> StatusPaper | None:
    """The corrected text that counts now: the newest that no body has been told since."""
    told = last_told(store, group_id)
    newest = store.session.exec(
        select(StatusPaper)
        .where(StatusPaper.group_id == group_id, col(StatusPaper.dropped_at).is_(None))
        .order_by(col(StatusPaper.id).desc())
    ).first()
    return newest if newest is not None and (told is None or newest.kept_at > told) else None


def kept_paper(store: Store, paper_id: int) -> StatusPaper:
    """A text that is known to have been kept."""
    return store.session.get_one(StatusPaper, paper_id)


def moves(store: Store, group_id: int) -> dict[int, str]:
    """The deadlines of a group that were moved, each with the date that it had first, as `moments.packed` writes it."""
    rows = store.session.exec(
        select(JournalLine)
        .where(
            JournalLine.group_id == group_id,
            or_(JournalLine.what == "milestone.moved", JournalLine.what == "milestone.edited"),
        )
        .order_by(col(JournalLine.id))
    )
    found: dict[int, str] = {}
    for line in rows:
        if line.subject_id is not None and line.facts.get("when"):
            found.setdefault(line.subject_id, str(line.facts["when"]))
    return found
