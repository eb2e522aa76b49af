"""`/taskforce medlem`: who is in the group, with what can be done; or done at once, with a verb and a name."""

from __future__ import annotations

from dataclasses import replace

from handlers.dialogue.card import Button, Card, Confirm, Item, Items
from handlers.dialogue.command import Command
from handlers.dialogue.errors import UserError
from handlers.dialogue.filled import date_sentence
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.somebody import matching, person_named
from handlers.locale import Speech, mark
from handlers.rules.dates import DateProblem, find_date
from handlers.rules.names import danish_key, first_name, typed
from storage import groups, members, people
from storage.engine import Store
from storage.tables import Group, Membership, Person

from . import adding, leaving

router = Router()
ADD, REPLACE, REMOVE = {"tilfoej", "add"}, {"afloes", "replace"}, {"fjern", "remove"}


@router.command(
    Command(
        "member",
        "medlem",
        mark("Add, replace or remove a member"),
        usage="Elnet add Kasper Thybo-Lund",
        dansk_usage="Elnet tilføj Kasper Thybo-Lund",
        action="member",
    ),
    subject="group",
    changes=True,
)
def member(request: Request, store: Store) -> Reply:
    """The word."""
    group = groups.get(store, request.id("group"))
    adding.living(request, group)
    verb, _, rest = request.words.partition(" ")
    match typed(verb):
        case "":
            return Reply(everybody(request.t, store, group))
        case word if word in ADD:
            return _add(request, store, group, rest)
        case word if word in REPLACE:
            return _replace(request, store, group, rest)
        case word if word in REMOVE:
            return Reply(_sure(request.t, group, *_member(request, store, group, rest)))
    found = matching(request.words, [person for _, person in members.of_group(store, number(group.id))])
    if found:
        return Reply(everybody(request.t, store, group, only=found))
    form = adding.add_form(request.with_args(group=number(group.id)), store)
    return Reply(form=replace(form, values={**form.values, "who": request.words}))


def everybody(t: Speech, store: Store, group: Group, *, only: list[Person] | None = None) -> Card:
    """The members by organisation and name, each with [Afløs] and [Fjern]; `only` some of them."""
    inside = members.of_group(store, number(group.id))
    places = people.organisations(store, {membership.organisation_id for membership, _ in inside})
    inside.sort(key=lambda each: (danish_key(places[each[0].organisation_id].short), danish_key(each[1].name)))
    items = tuple(
        _item(t, group, membership, person, places[membership.organisation_id].short)
        for membership, person in inside
        if only is None or person.id in [each.id for each in only]
    )
    return Card(
        t.plural(len(inside), "{group}: one member", "{group}: {n} members", group=group.title),
        (Items(items),) if items else (),
        (Button("member.add", t("Add a member"), {"group": number(group.id)}, style="primary"),),
    )


def _item(t: Speech, group: Group, membership: Membership, person: Person, place: str) -> Item:
    buttons = [_removal(t, group, membership, person)]
    if membership.leaving_on is None:
        args: dict[str, str | int] = {"membership": number(membership.id)}
        buttons.insert(0, Button("member.replace", t("Replace"), args))
        return Item(f"{person.name}, {place}", tuple(buttons))
    text = t("{name}, {organisation}, stops on {day}", name=person.name, organisation=place,
             day=t.day(membership.leaving_on))  # fmt: skip
    return Item(text, tuple(buttons))


def _removal(t: Speech, group: Group, membership: Membership, person: Person) -> Button:
    name = first_name(person.name)
    return Button(
        "member.remove",
        t("Remove"),
        {"membership": number(membership.id)},
        style="danger",
        confirm=Confirm(
            t("Shall {name} leave {group}?", name=person.name, group=group.title),
            t("{name} is thanked in one line. You can undo it.", name=name),
            t("Yes, remove {name}", name=name),
        ),
    )


def _sure(t: Speech, group: Group, membership: Membership, person: Person) -> Card:
    button = replace(_removal(t, group, membership, person), confirm=None)
    name = first_name(person.name)
    return Card(
        t("Shall {name} leave {group}?", name=person.name, group=group.title),
        buttons=(replace(button, label=t("Yes, remove {name}", name=name)),),
    )


def _add(request: Request, store: Store, group: Group, said: str) -> Reply:
    if not said:
        return Reply(form=adding.add_form(request.with_args(group=number(group.id)), store))
    return adding.carry_out(request, store, adding.wish(request, store, group, said, adding.ASK))


def _replace(request: Request, store: Store, group: Group, said: str) -> Reply:
    if not said:
        return Reply(everybody(request.t, store, group))
    try:
        found = find_date(said, request.now)
    except DateProblem as problem:
        raise UserError(date_sentence(request.t, problem)) from None
    moment, name = found if found is not None else (None, said)
    membership, _ = _member(request, store, group, name)
    if moment is None:
        return Reply(form=leaving.replace_form(request.with_args(membership=number(membership.id)), store))
    return leaving.replace_on(request, store, membership, moment.day)


def _member(request: Request, store: Store, group: Group, said: str) -> tuple[Membership, Person]:
    """The member whom the words mean; a UserError when they mean nobody."""
    inside = members.of_group(store, number(group.id))
    if not said:
        raise UserError(request.t("Write whose name, such as: {example}", example=inside[0][1].name if inside else ""))
    person = person_named(request, store, said, among=[each for _, each in inside])
    return next((membership, each) for membership, each in inside if each.id == person.id)
