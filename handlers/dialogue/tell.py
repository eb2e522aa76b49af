"""Writing to somebody: rows in the outbox, with the sentences already in the reader's language.

A message belongs to a subject ("request:12"). When the subject is settled, every card that was sent about it
is drawn again for its reader.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from handlers.locale import Speech
from storage import links, outbox, people, rooms
from storage.engine import Store
from storage.tables import PROCESS, Group, GroupState, OutboxKind, OutboxRow, Person

from .card import Card
from .request import number
from .wire import from_json, to_json

LINK = "link"  # the kind of a room that is nothing but an address
DIGEST, PROFILE_SUBJECT = "digest:", "me:"  # how the subjects of digests and of links to a profile begin
REPLY = "reply:"  # of what answers words of its reader, and is nobody else's business
Mark = Literal["done", "unclear", "none"]  # ✅, ❓, or nothing any longer
WAITING = "waiting"  # the tone of a card that asks for an answer
MAIL = "mail"  # the face whose messages cannot be drawn again


def tell(
    store: Store,
    person: Person,
    *,
    subject: str,
    key: str,
    now: datetime,
    card: Callable[[Speech], Card],
    at: datetime | None = None,
    answer_by: datetime | None = None,
    insist: bool = False,
    only_by: str = "",
    place: str = "",
) -> bool:
    """Send a card to a person, once for each `key`, now or `at` a later domain time.

    The buttons of a mail work until `answer_by` (domain time), by default for half a year. `insist` sends it by
    mail as well where it goes by chat first: silence there is no error that anybody would notice. `only_by` is
    the one face that may carry it; with a `place` on it, the card is shown there, to the person alone. Nobody is
    written to who has been erased. Whether a row was written.
    """
    if person.erased_at is not None:
        return False
    return outbox.put(
        store,
        OutboxRow(
            unique_key=key,
            kind=OutboxKind.message,
            lane=f"person:{person.id}/{subject}",
            subject=subject,
            person_id=number(person.id),
            payload=to_json(card(Speech(person.language, now))),
            due_at=at or now,
            answer_by=answer_by,
            insist=insist,
            only_by=only_by,
            place=place,
        ),
    )


def post(
    store: Store,
    group: Group,
    *,
    subject: str,
    key: str,
    now: datetime,
    card: Callable[[Speech], Card],
    pinned: bool = False,
    place: str = "",
    inside: bool = False,
) -> bool:
    """Post a card in a group's room, in the circle's language, once for each `key`; one that is `pinned` stays at
    the top, and one with a `place` stands under what was written there. What is only for those `inside` the room is
    sent to nobody else by mail. Whether a row was written: a group that has not begun has no room, and one whose room
    is a link talks elsewhere, and so does a process.
    """
    if group.template == PROCESS:
        return False
    room = rooms.of_group(store, number(group.id))
    if room is None and group.state not in (GroupState.established, GroupState.closing, GroupState.dissolved):
        return False
    if room is not None and room.kind == LINK:
        return False
    language = people.circle(store).language
    return outbox.put(
        store,
        OutboxRow(
            unique_key=key,
            kind=OutboxKind.message,
            lane=f"room:{group.id}",
            subject=subject,
            group_id=number(group.id),
            payload=to_json(card(Speech(language, now))),
            due_at=now,
            pinned=pinned,
            place=place,
            only_by=room.kind if inside and room is not None else "",
        ),
    )


def react(store: Store, place: str, face: str, how: Mark, *, key: str, now: datetime) -> bool:
    """Put a mark on what somebody wrote at a `place` of a face, in place of the one that stood there, once for each
    `key`. Whether a row was written; it says whether it is the `first` there."""
    lane = f"mark:{face}/{place}"
    return outbox.put(
        store,
        OutboxRow(
            unique_key=key,
            kind=OutboxKind.react,
            lane=lane,
            subject=lane,
            payload={"mark": how, "first": not outbox.any_in(store, lane)},
            due_at=now,
            only_by=face,
            place=place,
        ),
    )


def redraw(
    store: Store,
    subject: str,
    *,
    now: datetime,
    card: Callable[[Speech, Person | None], Card | None],
    news: bool = False,
    answer_by: datetime | None = None,
    all_the_same: bool = False,
) -> None:
    """Draw every card about a subject again, for each reader (None for a room); None leaves it as it is.

    A card that has not gone yet is changed where it lies; one that has is followed by an update, and one that may have
    gone is both. A question that has not gone and is one no longer goes to nobody, unless it becomes one again, or is
    to go `all_the_same`. A mail cannot be changed: its link's page shows how things stand, and where that is `news` its
    reader gets one mail more, unless they have the card on a face where it was just changed under their eyes. The cards
    can be answered until `answer_by` from now on, where that is given. Of several that stand in one conversation the
    newest says it all once nobody is waited for; the others keep their titles.
    """
    rows = outbox.messages_about(store, subject)
    if answer_by is not None:
        links.prolong(store, subject, answer_by)
    newest = set({row.person_id: row.id for row in rows if row.person_id is not None}.values())
    elsewhere = {row.person_id for row in rows if row.face not in ("", MAIL)}
    readers = people.several(store, [row.person_id for row in rows if row.person_id is not None])
    for row in rows:
        reader = readers.get(row.person_id) if row.person_id is not None else None
        if reader is not None and reader.erased_at is not None:
            continue
        language = reader.language if reader is not None else people.circle(store).language
        drawn = card(Speech(language, now), reader)
        if drawn is None:
            continue
        if row.person_id is not None and row.id not in newest and row.face not in ("", MAIL):
            drawn = _in_short(drawn)
        if drawn.tone != WAITING and row.withdrawn and row.failed_at is not None:
            continue
        pointless = not all_the_same and drawn.tone != WAITING and _asks(row)
        if pointless and outbox.withdraw(store, number(row.id), now):
            continue
        payload = to_json(drawn)
        *updates, first = outbox.versions(store, number(row.id))
        stood = (updates[0] if updates else first).payload  # looked at before the row itself says something else
        # What may have gone all the same, pointless or with what it said before, is followed by an update, should it
        # be found; so is what an older update would draw over.
        tried = None if pointless else outbox.replace_unsent(store, number(row.id), payload)
        if tried == 0 and not updates:
            continue
        if stood == payload:
            continue  # its reader has exactly that, or is about to
        # A row that was changed brings the news itself, unless older news behind it would be the last word.
        brought = tried is not None and not any(each.news and each.sent_at is None for each in updates)
        outbox.put(
            store,
            OutboxRow(
                unique_key=f"{row.unique_key}/{len(updates) + 1}",
                kind=OutboxKind.update,
                lane=row.lane,
                subject=subject,
                person_id=row.person_id,
                group_id=row.group_id,
                target_id=row.id,
                news=news and not brought and row.id in newest and row.person_id not in elsewhere,
                answer_by=answer_by or row.answer_by,
                payload=payload,
                due_at=now,
            ),
        )


def _asks(row: OutboxRow) -> bool:
    """Whether a message that has not gone is a question with an answer to press."""
    if row.sent_at is not None or row.payload.get("tone") != WAITING:
        return False
    return any(each.style != "link" and each.url is None for each in from_json(Card, row.payload).buttons)


def _in_short(card: Card) -> Card:
    """A card above a newer one about the same: what can be opened, and nothing to press. One that asks for an answer
    stays as it is."""
    if card.tone == WAITING:
        return card
    return Card(card.title, buttons=tuple(each for each in card.buttons if each.url is not None), tone=card.tone)


def take_back(store: Store, subject: str) -> int:
    """Drop what has not gone about a subject; how many messages that were."""
    return outbox.drop_unsent(store, subject)


def room_row(
    store: Store,
    group: Group,
    kind: OutboxKind,
    *,
    key: str,
    now: datetime,
    payload: dict[str, object],
    only_by: str = "",
) -> None:
    """Ask for something to be done with a group's room: open it, invite somebody, close it. `only_by` is the face that
    is asked, where it is not the one that the room is on."""
    outbox.put(
        store,
        OutboxRow(
            unique_key=key,
            kind=kind,
            lane=f"room:{group.id}",
            subject=f"room:{group.id}",
            group_id=number(group.id),
            payload=payload,
            due_at=now,
            only_by=only_by,
        ),
    )
