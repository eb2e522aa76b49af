"""Thanks when a group has ended: to each member, to each director who lent somebody, to the coordinator
(texts 8). Nobody gets two of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from handlers.dialogue import tell
from handlers.dialogue.card import Button, Card, Line
from handlers.dialogue.named import commissioner
from handlers.dialogue.request import Request, number
from handlers.locale import Speech
from handlers.rules import dates_written
from handlers.rules.names import danish_key, first_name
from handlers.rules.workdays import add_months, next_sending_time, opening
from storage import endings, nominations, people
from storage.engine import Store
from storage.tables import Group, JournalLine, Membership, NomineeState, Person

from .words import began, carried_on, ended, lasted, matter_carried_on, paragraph, results

KEPT = 6  # months after the last group, then a profile goes unless its person wants to stay
WARNED = timedelta(weeks=1)  # before it goes, its person gets a word


@dataclass(frozen=True)
class Thanked:
    """How many members were thanked, and how many directors and contacts outside who had lent somebody."""

    members: int
    lenders: int


def send(
    request: Request,
    store: Store,
    group: Group,
    line: JournalLine,
    present: Sequence[tuple[Membership, Person]],
    coordinator: Person | None,
    titles: Sequence[str],
) -> Thanked:
    """Thank everybody once; directors in office hours. `titles` is what came of it."""
    today = request.now.date()
    about = {number(person.id): person for _, person in present if person.erased_at is None}
    if coordinator is not None:
        about.setdefault(number(coordinator.id), coordinator)
    people.hold(store, list(about))  # another group that they are in may be ending at this moment
    leader = coordinator.id if coordinator is not None else None
    stays = endings.needed_elsewhere(store, list(about), number(group.id), today)
    mail: list[tuple[Person, str, datetime, Callable[[Speech], Card]]] = []
    for id_, person in about.items():
        asked = id_ not in stays and not person.may_ask_again
        if asked:
            _let_go(person, request.now)
        card: Callable[[Speech], Card]
        if id_ == leader:
            card = partial(to_coordinator, group=group, person=person, asked=asked)
        else:
            card = partial(to_member, group=group, person=person, titles=titles, asked=asked)
        mail.append((person, "member", request.now, card))
    lent = lenders(store, group, today, set(about))
    for lender, names in lent:
        card = partial(to_lender, store=store, group=group, names=names, titles=titles)
        mail.append((lender, "lender", next_sending_time(request.now), card))
    for reader, role, at, card in mail:
        key = f"dissolved/{line.id}/{role}/{reader.id}"
        tell.tell(store, reader, subject=f"dissolved:{group.id}", key=key, now=request.now, card=card, at=at)
    return Thanked(len(about), len(lent))


def _let_go(person: Person, now: datetime) -> None:
    """The profile of somebody in no other group goes after six months, and they are told a week before."""
    person.erase_on = add_months(now.date(), KEPT)
    person.erase_due = next_sending_time(opening(person.erase_on - WARNED, now))


def lenders(store: Store, group: Group, today: date, present: set[int]) -> list[tuple[Person, list[str]]]:
    """Each director, or contact outside, who lent somebody to the group, with the names of those, also of
    those who left before the end. Read from the requests for nominations; who was in the group is thanked as
    a member, never for lending themselves."""
    requests = {number(each.id): each for each in nominations.requests_of_group(store, number(group.id))}
    taken_part = {
        membership.nominee_id: person for membership, person in endings.memberships_of(store, number(group.id))
    }
    found: dict[int, tuple[Person, list[str]]] = {}
    for nominee in nominations.nominees_of(store, list(requests), [NomineeState.accepted]):
        asked = requests[nominee.request_id]
        person = taken_part.get(nominee.id)
        if person is None or person.erased_at is not None:
            continue
        director = people.director(store, asked.organisation_id, today)
        if director is None and asked.addressee_id is not None:
            director = people.get(store, asked.addressee_id)
        if director is None or director.erased_at is not None or director.id in present:
            continue
        names = found.setdefault(number(director.id), (director, []))[1]
        if person.name not in names:
            names.append(person.name)
    return [(director, sorted(names, key=danish_key)) for director, names in found.values()]


# --- the cards ---


def to_member(t: Speech, group: Group, person: Person, titles: Sequence[str], asked: bool) -> Card:
    """Tak for din indsats."""
    text = paragraph(
        t("The group was dissolved today after {time}.", time=lasted(t, began(t, group), ended(t, group))),
        t("What came of it: {results}.", results=results(t, titles)),
        carried_on(t, group),
    )
    title = t("Thank you for your work in {title}, {name}", title=group.title, name=first_name(person.name))
    return _with_question(t, title, text, person, asked)


def to_coordinator(t: Speech, group: Group, person: Person, asked: bool) -> Card:
    """Tak for at holde trådene."""
    text = paragraph(t("Everything has been gathered and filed."), t("You have no open tasks in the group."))
    name = first_name(person.name)
    title = t("Thank you for holding {title} together, {name}.", title=group.title, name=name)
    return _with_question(t, title, text, person, asked)


def _with_question(t: Speech, title: str, text: Line, person: Person, asked: bool) -> Card:
    if not asked or person.erase_on is None:
        return Card(title, (text,), tone="good")
    day = dates_written.day_only(person.erase_on, t.language, year=True)
    return Card(
        title,
        (
            text,
            Line(t("May we ask you another time?")),
            Line(t("If you do not answer, we delete your profile on {day}.", day=day), "footer"),
        ),
        (
            Button("me.keep", t("Yes, gladly"), style="primary"),
            Button("me.erase", t("No, thank you, delete me")),
        ),
        tone="good",
    )


def to_lender(t: Speech, store: Store, group: Group, names: Sequence[str], titles: Sequence[str]) -> Card:
    """Tak for lånet."""
    owner, circle = people.get(store, group.owner_id), people.circle(store)
    return Card(
        t("Thank you for lending us {names}", names=t.names(names)),
        (
            paragraph(
                t(
                    "{title} was dissolved on {day} after {time}.",
                    title=group.title,
                    day=t.day(ended(t, group)),
                    time=lasted(t, began(t, group), ended(t, group)),
                ),
                t("{commissioner} now has {results}.",
                  commissioner=commissioner(store, group), results=results(t, titles)),
                matter_carried_on(t, group),
                t("There is nothing more for you to do."),
            ),
            Line(t("Regards, {name}, {circle}", name=owner.name, circle=circle.title), "signature"),
        ),
        (Button("result.show", t("The result on one page"), {"group": number(group.id)}, style="link"),),
        tone="good",
    )  # fmt: skip
