"""The journal: lines that are only ever added, with their texts beside them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlmodel import col, delete, select

from .engine import Store
from .tables import JournalLine, JournalText


def write(store: Store, line: JournalLine, texts: Mapping[str, str], *, about: int | None = None) -> JournalLine:
    """Add a line and its texts; `about` is the person whom the texts are about, for erasure."""
    store.add(line)
    assert line.id is not None
    for name, text in texts.items():
        if text:
            store.add(JournalText(line_id=line.id, person_id=about, name=name, text=text))
    return line


def get(store: Store, line_id: int) -> JournalLine | None:
    """One line."""
    return store.session.get(JournalLine, line_id)


def texts_of(store: Store, line_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """The texts of some lines, by line and name."""
    found: dict[int, dict[str, str]] = {}
    for text in store.session.exec(select(JournalText).where(col(JournalText.line_id).in_(line_ids))):
        found.setdefault(text.line_id, {})[text.name] = text.text
    return found


def lines_of_group(store: Store, group_id: int, *, limit: int | None = None) -> Sequence[JournalLine]:
    """A group's lines, newest first."""
    return store.session.exec(
        select(JournalLine).where(JournalLine.group_id == group_id).order_by(col(JournalLine.id).desc()).limit(limit)
    ).all()


def lines_since(store: Store, what: Collection[str], since: datetime, until: datetime) -> Sequence[JournalLine]:
    """Lines of some kinds after `since` and up to `until`, oldest first, without those that were undone."""
    undone = select(JournalLine.undoes_id).where(col(JournalLine.undoes_id).is_not(None))
    return store.session.exec(
        select(JournalLine)
        .where(
            col(JournalLine.what).in_(what),
            JournalLine.at > since,
            JournalLine.at <= until,
            col(JournalLine.id).not_in(undone),
        )
        .order_by(col(JournalLine.id))
    ).all()


def last_of(store: Store, actor_id: int, what: Collection[str]) -> JournalLine | None:
    """A person's newest line of some kinds that has not been undone."""
    undone = select(JournalLine.undoes_id).where(col(JournalLine.undoes_id).is_not(None))
    return store.session.exec(
        select(JournalLine)
        .where(
            JournalLine.actor_id == actor_id,
            col(JournalLine.what).in_(what),
            col(JournalLine.id).not_in(undone),
        )
        .order_by(col(JournalLine.id).desc())
        .limit(1)
    ).first()


def last_about(store: Store, subject_id: int, what: Collection[str]) -> JournalLine | None:
    """The newest line of some kinds about one thing, unless it has been undone."""
    undone = select(JournalLine.undoes_id).where(col(JournalLine.undoes_id).is_not(None))
    return store.session.exec(
        select(JournalLine)
        .where(
            JournalLine.subject_id == subject_id,
            col(JournalLine.what).in_(what),
            col(JournalLine.id).not_in(undone),
        )
        .order_by(col(JournalLine.id).desc())
        .limit(1)
    ).first()


def latest(store: Store, group_id: int, what: str) -> JournalLine | None:
    """A group's newest line of a kind, undone or not."""
    return store.session.exec(
        select(JournalLine)
        .where(JournalLine.group_id == group_id, JournalLine.what == what)
        .order_by(col(JournalLine.id).desc())
        .limit(1)
    ).first()


def was_undone(store: Store, line_id: int) -> bool:
    """Whether a line has been taken back."""
    return store.session.exec(select(JournalLine.id).where(JournalLine.undoes_id == line_id)).first() is not None


def erase_texts(store: Store, person_id: int) -> None:
    """Delete every text that is about a person; the lines stay."""
    store.session.exec(delete(JournalText).where(col(JournalText.person_id) == person_id))
