"""Adding somebody: a person by name, or an organisation that is to find one."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.dialogue import chronicle
from handlers.dialogue.card import Button, Card, Item, Items, Line
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import MemberJoined, SeatWanted
from handlers.dialogue.form import Choice, Form, Option
from handlers.dialogue.joining import join, leave, still_there
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.somebody import person_field, person_named
from handlers.dialogue.standing import in_secretariat
from handlers.dialogue.tell import tell
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules.names import count_word, first_name, fold
from storage import groups, members, nominations, people
from storage.engine import Store
from storage.tables import WORKING, Group, JournalLine, Organisation, Person, RequestState, Seat

from . import proposing
from .proposing import HAVE_DIRECTORS

router = Router()
ASK, AGREED = "ask", "agreed"


@dataclass(frozen=True)
class Wish:
    """Who is wanted in a group: a person, or whoever an organisation names; and whether it is agreed."""

    group: Group
    organisation: Organisation
    person: Person | None
    how: str = ASK

    @property
    def args(self) -> dict[str, str | int]:
        """The wish as the arguments of a button."""
        return {
            "group": number(self.group.id),
            "organisation": number(self.organisation.id),
            "person": number(self.person.id) if self.person is not None else 0,
            "how": self.how,
        }


def add_form(request: Request, store: Store) -> Form:
    """Who, and whether it is agreed with their director already."""
    t, group = request.t, groups.get(store, request.id("group"))
    return Form(
        "member.added",
        t("Who is to join {group}?", group=group.title),
        (
            person_field(
                t,
                store,
                "who",
                t("Name, mail address or organisation"),
                hint=t("With an organisation we ask its director to name somebody."),
            ),
            Choice(
                "how",
                t("Is it agreed?"),
                options=(
                    Option(ASK, t("No, ask the director first")),
                    Option(AGREED, t("Yes, by phone, mail or in a meeting")),
                ),
            ),
        ),
        t("Add"),
        args={"group": number(group.id)},
        values={"how": ASK, **_suggested(request, store)},
    )


def _suggested(request: Request, store: Store) -> dict[str, str]:
    """The person about whom the card was whose button was pressed."""
    if "person" not in request.args:
        return {}
    person = people.get(store, request.id("person"))
    alone = len(people.by_name(store, person.name)) == 1
    return {"who": person.name if alone else person.email or person.name}


@router.button("member.add", subject="group", changes=False)
def add(request: Request, store: Store) -> Reply:
    """[Tilføj et medlem]"""
    living(request, groups.get(store, request.id("group")))
    return Reply(form=add_form(request, store))


@router.form("member.added", add_form, subject="group")
def added(request: Request, store: Store) -> Reply:
    """The form."""
    group = groups.get(store, request.id("group"))
    return carry_out(request, store, wish(request, store, group, request.value("who"), request.value("how"), "who"))


def wish(request: Request, store: Store, group: Group, said: str, how: str, field: str | None = None) -> Wish:
    """The wish that a name or an organisation's name stands for."""
    wanted = fold(said)
    for organisation in people.organisations(store).values():
        if wanted and wanted in (fold(organisation.short), fold(organisation.official)):
            if organisation.kind not in HAVE_DIRECTORS:
                raise UserError(
                    request.t("Write who from {organisation} it is.", organisation=organisation.short), field=field
                )
            return Wish(group, organisation, None)
    person = person_named(request, store, said, field=field)
    return Wish(group, people.organisation(store, person.organisation_id), person, how)


def carry_out(request: Request, store: Store, it: Wish, *, over: bool = False) -> Reply:
    """Add, ask the organisation, or (for a coordinator) propose it to the secretariat; the receipt.

    Where an organisation has all its seats, nothing is done and the ways out are shown, unless `over`.
    """
    group = it.group
    living(request, group)
    _not_there_yet(request, store, it)
    if not in_secretariat(request, store):
        return proposing.propose(request, store, group, it.organisation, it.person, "add", how=it.how)
    if not over:
        full = _full(request.t, store, it)
        if full is not None:
            return Reply(full)
    if it.organisation.kind in HAVE_DIRECTORS and (it.person is None or it.how == ASK):
        return _ask(request, store, it)
    return _add(request, store, it)


@router.button("member.over", subject="group")
def over(request: Request, store: Store) -> Reply:
    """[Gå videre alligevel]: the organisation gets a seat more."""
    group = groups.get(store, request.id("group"))
    organisation = people.organisation(store, request.id("organisation"))
    person = people.get(store, request.id("person")) if request.id("person") else None
    it = Wish(group, organisation, person, str(request.args.get("how", ASK)))
    living(request, group)
    _not_there_yet(request, store, it)
    seat = groups.seats(store, number(group.id)).get(number(organisation.id))
    if seat is not None:
        taken = len(staying(store, number(group.id), number(organisation.id)))
        chronicle.note(
            request,
            store,
            "seats.raised",
            group=number(group.id),
            subject=number(seat.id),
            facts={"before": seat.maximum, "after": taken + 1},
        )
        seat.maximum = max(seat.maximum, taken + 1)
    return carry_out(request, store, it, over=True)


@router.button("member.swap", subject="group", changes=False)
def swap(request: Request, store: Store) -> Reply:
    """[Skift en ud]: who of the organisation is to go."""
    t, gid = request.t, request.id("group")
    organisation = people.organisation(store, request.id("organisation"))
    items = tuple(
        Item(person.name, (Button("member.replace", t("Replace"), {"membership": membership}),))
        for membership, person in staying(store, gid, number(organisation.id))
    )
    return Reply(
        Card(t("Who from {organisation} is to be replaced?", organisation=organisation.short), (Items(items),))
    )


def staying(store: Store, gid: int, organisation_id: int) -> list[tuple[int, Person]]:
    """The members of an organisation who have not announced that they stop: membership and person."""
    return [
        (number(membership.id), person)
        for membership, person in members.of_group(store, gid)
        if membership.organisation_id == organisation_id and membership.leaving_on is None
    ]


def living(request: Request, group: Group) -> None:
    """A UserError for a group in which nobody works."""
    if group.state not in WORKING:
        raise UserError(request.t("Nobody can be added to {group} or leave it now.", group=group.title))


def _not_there_yet(request: Request, store: Store, it: Wish) -> None:
    t, gid = request.t, number(it.group.id)
    if it.person is None:
        for asked in nominations.open_requests_of(store, number(it.organisation.id)):
            if asked.group_id == gid:
                raise UserError(t("{organisation} has been asked already.", organisation=it.organisation.short))
        return
    if members.membership(store, gid, number(it.person.id)) is not None:
        raise UserError(t("{name} is in {group} already.", name=it.person.name, group=it.group.title))
    if nominations.nominee_of_person(store, gid, number(it.person.id)) is not None:
        raise UserError(t("{name} has been asked already.", name=it.person.name))
    for asked in nominations.requests_of_group(store, gid):
        if asked.named_id == it.person.id and asked.state in (RequestState.planned, RequestState.waiting):
            raise UserError(t("{name} has been asked already.", name=it.person.name))


def _full(t: Speech, store: Store, it: Wish) -> Card | None:
    """The card about an organisation that has all its seats (texts 11); None while there is room."""
    seat: Seat | None = groups.seats(store, number(it.group.id)).get(number(it.organisation.id))
    taken = len(staying(store, number(it.group.id), number(it.organisation.id)))
    if seat is None or taken < seat.maximum:
        return None
    per_place = it.organisation.kind in HAVE_DIRECTORS
    most = (
        t.plural(
            seat.maximum,
            "At most {n} representative per municipality/region.",
            "At most {n} representatives per municipality/region.",
        )
        if per_place
        else t.plural(
            seat.maximum,
            "At most {n} representative per organisation.",
            "At most {n} representatives per organisation.",
        )
    )
    return Card(
        t(
            "{organisation} already has {count} in {group}.",
            organisation=it.organisation.short,
            count=count_word(taken, t.language),
            group=it.group.title,
        ),
        (Line(most),),
        (
            Button(
                "member.swap",
                t("Replace one"),
                {"group": number(it.group.id), "organisation": number(it.organisation.id)},
                style="primary",
            ),
            Button("member.over", t("Go on all the same"), it.args),
        ),
        tone="warning",
    )


def _ask(request: Request, store: Store, it: Wish) -> Reply:
    t, gid = request.t, number(it.group.id)
    chronicle.note(
        request,
        store,
        "member.wanted",
        group=gid,
        subject=number(it.organisation.id),
        for_=it.person.id if it.person is not None else None,
    )
    person_id = number(it.person.id) if it.person is not None else None
    store.happened(SeatWanted(gid, number(it.organisation.id), person_id))
    place = it.organisation.short
    title = (
        t("We ask {organisation} whether we may borrow {name}.", organisation=place, name=it.person.name)
        if it.person is not None
        else t("We ask {organisation} to name somebody.", organisation=place)
    )
    see = Button("status.show", t("See"), {"group": gid})
    return Reply(Card(title, (Line(t("You will see the answer on the group's page.")),), (see,), tone="waiting"))


def _add(request: Request, store: Store, it: Wish) -> Reply:
    assert it.person is not None
    t, group, person = request.t, it.group, still_there(request, store, it.person)
    joined = join(store, number(group.id), person, request.now)
    line = chronicle.note(
        request, store, "member.added", group=number(group.id), subject=joined, for_=number(person.id)
    )
    owner = first_name(people.get(store, group.owner_id).name)
    tell(
        store,
        person,
        subject=f"membership:{joined}",
        key=f"membership:{joined}/added",
        now=request.now,
        card=lambda t: Card(
            t("You are in {group}, {name}.", group=group.title, name=first_name(person.name)),
            (Line(t("{owner} is your contact. If it is not agreed with you, just write.", owner=owner)),),
            (Button("status.show", t("{group} on one page", group=group.title), {"group": number(group.id)}),),
            tone="good",
        ),
    )
    director = (
        people.director(store, number(it.organisation.id), request.now.date())
        if it.organisation.kind in HAVE_DIRECTORS
        else None
    )
    if director is not None and director.id != person.id:
        tell(
            store,
            director,
            subject=f"membership:{joined}/director",
            key=f"membership:{joined}/director",
            now=request.now,
            card=lambda t: Card(
                t("{name} is in {group}.", name=first_name(person.name), group=group.title),
                (
                    Line(
                        t(
                            "We understand that it is agreed with you. You need not do anything more."
                            " If it is not, write to {owner}.",
                            owner=owner,
                        )
                    ),
                ),
                tone="good",
            ),
        )
    title = t("{name} is in {group}.", name=person.name, group=group.title)
    return Reply(Card(title, buttons=(undo_button(t, line),), tone="good"))


@router.undo("member.added")
def undo_added(request: Request, store: Store, line: JournalLine) -> Reply:
    """They are not in the group after all."""
    t, membership = request.t, members.get(store, number(line.subject_id))
    person, group = people.get(store, membership.person_id), groups.get(store, membership.group_id)
    if membership.until is not None:
        raise UserError(t("It has gone on from there and cannot be taken back."))
    leave(store, membership, request.now)
    tell(
        store,
        person,
        subject=f"membership:{membership.id}",
        key=f"membership:{membership.id}/back",
        now=request.now,
        card=lambda t: Card(t("You are not in {group} after all.", group=group.title)),
    )
    return Reply(Card(t("Taken back. {name} is not in {group}.", name=person.name, group=group.title)))


# --- what others hear ---


@router.on(MemberJoined)
def joined(event: MemberJoined, request: Request, store: Store) -> None:
    """The journal's line, which the group's digests read."""
    membership = members.get(store, event.membership_id)
    chronicle.note(
        request,
        store,
        "member.joined",
        group=membership.group_id,
        subject=event.membership_id,
        for_=membership.person_id,
    )


@router.news("member.joined")
def news(line: JournalLine, t: Speech, store: Store) -> str | None:
    """Tobias Grønnegaard fra Green Hub Denmark er kommet med i gruppen (texts 6b); not of the first ones."""
    membership = members.get(store, number(line.subject_id))
    group = groups.get(store, membership.group_id)
    if group.established_at is None or line.at <= group.established_at or membership.until is not None:
        return None
    return t(
        "{name} from {organisation} has joined the group.",
        name=people.get(store, membership.person_id).name,
        organisation=people.organisation(store, membership.organisation_id).short,
    )
