"""Readers who have their cards as mails: which updates become a mail of their own, and answers by link."""

from __future__ import annotations

from sqlmodel import select

from handlers.dialogue.card import Button, Letter, unmarked
from handlers.dialogue.reply import Reply
from handlers.dialogue.tell import MAIL
from storage.tables import OutboxKind, OutboxRow, Person
from tests.world import House


def by_mail(house: House, *names: str) -> None:
    """What these people have been sent so far went by mail."""
    ids = {house.person(name).id for name in names}
    with house.database.changing() as store:
        for row in store.session.exec(select(OutboxRow)):
            if row.person_id in ids and row.sent_at is not None:
                row.face = MAIL


def news(house: House, since: int = 0) -> list[tuple[str, str]]:
    """Who gets a mail more because a card has changed, and its title, from an outbox row's number on."""
    with house.database.reading() as store:
        rows = store.session.exec(
            select(OutboxRow, Person.name)
            .join(Person, Person.id == OutboxRow.person_id)  # type: ignore[arg-type]
            .where(OutboxRow.kind == OutboxKind.update, OutboxRow.news, OutboxRow.id > since)
            .order_by(OutboxRow.id)  # type: ignore[arg-type]
        ).all()
        return [(name, unmarked(str(row.payload["title"]))) for row, name in rows]


def sent_since(house: House) -> int:
    """The number of the newest outbox row."""
    with house.database.reading() as store:
        return max(row.id or 0 for row in store.session.exec(select(OutboxRow)))


def letter(house: House, who: str) -> Letter:
    """How the newest card of a person reads as a mail."""
    found = house.card(who).letter
    assert found is not None
    return found


def press(house: House, who: str, pressed: Button) -> Reply:
    """Press a button on the page behind a mail's link."""
    return house.ask(who, action=pressed.action, args=pressed.args, face="link")


def mail_button(house: House, who: str, label: str) -> Button:
    """The button of a label in a letter."""
    return next(each for each in letter(house, who).buttons if each.label == label)


def lines(found: Letter) -> list[str]:
    """The lines of a letter as they are read."""
    return [unmarked(each) for each in found.lines]
