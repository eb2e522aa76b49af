"""What a coordinator proposes about the members: a line of the journal, and a card to the secretariat that points
to it."""

from __future__ import annotations

from datetime import date

from handlers.dialogue import chronicle
from handlers.dialogue.card import Button, Card, Line
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.tell import tell
from handlers.locale import Speech
from handlers.rules.names import first_name
from storage import groups, people
from storage.engine import Store
from storage.tables import Group, JournalLine, Organisation, OrganisationKind, Person

HAVE_DIRECTORS = (OrganisationKind.municipality, OrganisationKind.region)


def propose(
    request: Request,
    store: Store,
    group: Group,
    organisation: Organisation,
    person: Person | None,
    what: str,
    *,
    how: str = "",
    day: date | None = None,
) -> Reply:
    """Bring a coordinator's wish (`what`: add, replace, remove) to the member of the secretariat who owns the
    group; the receipt."""
    t = request.t
    line = chronicle.note(
        request,
        store,
        "member.proposed",
        group=number(group.id),
        for_=number(person.id) if person is not None else None,
        facts={
            "what": what,
            "organisation": number(organisation.id),
            "person": number(person.id) if person is not None else None,
            "how": how,
            "day": day.isoformat() if day is not None else None,
        },
    )
    owner = people.get(store, group.owner_id)
    tell(
        store,
        owner,
        subject=f"proposal:{line.id}",
        key=f"proposal:{line.id}",
        now=request.now,
        card=lambda t: _card(t, store, line),
    )
    return Reply(
        Card(
            t("{owner} has your proposal.", owner=first_name(owner.name)),
            (Line(t("You will hear when it is answered.")),),
            tone="waiting",
        )
    )


def _card(t: Speech, store: Store, line: JournalLine) -> Card:
    proposer = people.get(store, number(line.actor_id))
    args: dict[str, str | int] = {"journal": number(line.id)}
    lines: tuple[Line, ...] = ()
    if line.facts.get("what") == "add" and line.facts.get("person") is not None:
        organisation = people.organisation(store, number_in(line, "organisation"))
        place, name = organisation.short, first_name(proposer.name)
        lines = (
            ()
            if organisation.kind not in HAVE_DIRECTORS
            else (
                (Line(t("{name} says that it is agreed with {organisation}.", name=name, organisation=place)),)
                if line.facts.get("how") == "agreed"
                else (Line(t("If you say yes, {organisation} is asked.", organisation=place)),)
            )
        )
    return Card(
        t("{name} proposes: {what}", name=proposer.name, what=_what(t, store, line)),
        lines,
        (
            Button("member.agree", t("Yes"), args, style="primary"),
            Button("member.decline", t("No"), args),
        ),
        tone="waiting",
    )


def settled(t: Speech, store: Store, line: JournalLine, *, agreed: bool) -> Card:
    """The card once it has been answered."""
    what = _what(t, store, line)
    if agreed:
        return Card(t("The secretariat has said yes: {what}", what=what), tone="good")
    return Card(t("The secretariat has said no: {what}", what=what))


def _what(t: Speech, store: Store, line: JournalLine) -> str:
    group = groups.get(store, number(line.group_id)).title
    person, day = person_of(store, line), line.facts.get("day")
    if person is None:
        place = people.organisation(store, number_in(line, "organisation")).short
        return t("somebody from {organisation} joins {group}.", organisation=place, group=group)
    match line.facts.get("what"):
        case "add":
            return t("{name} joins {group}.", name=person.name, group=group)
        case "replace" if isinstance(day, str):
            return t(
                "{name} is replaced in {group} on {day}.",
                name=person.name,
                group=group,
                day=t.day(date.fromisoformat(day)),
            )
    return t("{name} leaves {group}.", name=person.name, group=group)


def person_of(store: Store, line: JournalLine) -> Person | None:
    """Whom a proposal is about; None for whoever an organisation names."""
    return people.get(store, number_in(line, "person")) if line.facts.get("person") is not None else None


def number_in(line: JournalLine, name: str) -> int:
    """A number among the facts of a proposal."""
    found = line.facts.get(name)
    assert isinstance(found, int)
    return found
