"""A message that will never arrive: the group's owner in the secretariat is told, and whom to ring.

Nobody types anything. The card says who did not get it and why; *Ring op* shows the telephone numbers. The
notice is about "undelivered:…", so that one which does not arrive either causes no further one.
"""

from __future__ import annotations

from handlers.dialogue.card import Argument, Button, Card, Facts, Line
from handlers.dialogue.events import Undelivered
from handlers.dialogue.named import name_of
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import tell
from handlers.locale import Speech
from storage import about, groups, outbox, people
from storage.engine import Store
from storage.tables import OfficeKind, OutboxRow, Person

NOTICE = "undelivered:"  # how the subject of such a notice begins
NO_SUCH_ADDRESS = "no such address"  # what a face says when nobody has that address

router = Router()


@router.on(Undelivered)
def undelivered(event: Undelivered, request: Request, store: Store) -> None:
    """Tell the group's owner; where no group is known, or the owner is the one, the rest of the staff."""
    row = outbox.get(store, event.outbox_id)
    if row is None or row.person_id is None or row.subject.startswith(NOTICE):
        return
    reader, today = people.get(store, row.person_id), request.now.date()
    group_id = about.group_of(store, row)
    owner = people.get(store, groups.get(store, group_id).owner_id) if group_id is not None else None
    told = [owner] if owner is not None else people.staff(store, today)
    if owner is not None and owner.id == reader.id:
        told = people.staff(store, today)
    for person in told:
        if person.id == reader.id:
            continue
        tell(
            store,
            person,
            subject=f"{NOTICE}{row.id}",
            key=f"undelivered/{row.id}/{person.id}",
            now=request.now,
            card=lambda t: _notice(t, reader, row, event.why, group_id),
        )


def _notice(t: Speech, reader: Person, row: OutboxRow, why: str, group_id: int | None) -> Card:
    name = name_of(t, reader)
    if row.face == "mail":
        title = t("The mail to {name} did not arrive.", name=name)
    else:
        title = t("The message to {name} did not arrive.", name=name)
    if why == NO_SUCH_ADDRESS and reader.email:
        reason = t("The address {address} does not exist.", address=reader.email)
    else:
        reason = t("The answer was: {why}", why=why)
    about: dict[str, Argument] = {"person": number(reader.id)}
    more = () if group_id is None else (Button("status.show", t("Show the group"), {"group": group_id}),)
    return Card(
        title,
        (Line(str(row.payload.get("title", "")), "muted"), Line(reason)),
        (Button("undelivered.call", t("Call"), about, style="primary"), *more),
        tone="warning",
    )


@router.button("undelivered.call", subject="person", changes=False)
def call(request: Request, store: Store) -> Reply:
    """The telephone numbers of the person, of whoever takes the director's telephone, and of the deputy."""
    t, person = request.t, people.get(store, request.id("person"))
    pairs = [(name_of(t, person), person.phone or t("no number"))]
    today = request.now.date()
    is_director = any(each.kind == OfficeKind.director for each in people.offices_of(store, number(person.id), today))
    words = {
        OfficeKind.director_secretary: t("the director's secretary"),
        OfficeKind.deputy: t("deputy"),
    }
    if is_director:
        for office, holder in people.holders(store, person.organisation_id, list(words), today):
            if holder.phone and holder.id != person.id:
                pairs.append((t("{name}, {post}", name=holder.name, post=words[office.kind]), holder.phone))
    return Reply(Card(t("Call {name}", name=name_of(t, person)), (Facts(tuple(pairs)),)))
