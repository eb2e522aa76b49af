"""Naming somebody in a form: by full name, by part of it, or by mail address."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.locale import Speech
from handlers.rules.names import fold, looks_like_email
from storage import members, people
from storage.engine import Store
from storage.tables import Group, Person

from .errors import UserError
from .form import Choice, Option
from .form import Person as PersonField
from .request import Request, number


def person_field(
    t: Speech, store: Store, name: str, label: str, *, hint: str = "", required: bool = True
) -> PersonField:
    """A field that finds anybody in the directory by typing."""
    return PersonField(name, label, hint=hint, required=required, options=options(store, people.everybody(store)))


def options(store: Store, some: Sequence[Person]) -> tuple[Option, ...]:
    """People to choose from: the name, or the address where two share a name, and their organisation."""
    organisations = people.organisations(store, {each.organisation_id for each in some})
    names = [each.name for each in some]
    return tuple(
        Option(
            each.name if names.count(each.name) == 1 else each.email or each.name,
            each.name,
            organisations[each.organisation_id].short,
        )
        for each in some
    )


def lead(store: Store, group: Group) -> Person:
    """Who is told about a group's plan: the coordinator, or the secretariat while there is none."""
    return members.coordinator(store, number(group.id)) or people.get(store, group.owner_id)


def possible_owners(store: Store, group: Group) -> list[Person]:
    """The group's members, its coordinator, and the secretariat's owner of the group."""
    some = [person for _, person in members.of_group(store, number(group.id))]
    for more in (members.coordinator(store, number(group.id)), people.get(store, group.owner_id)):
        if more is not None and more.id not in [each.id for each in some]:
            some.append(more)
    return some


def owner_field(t: Speech, store: Store, group: Group, *, required: bool = False) -> Choice:
    """One of the group's people, by number."""
    some = possible_owners(store, group)
    places = people.organisations(store, {each.organisation_id for each in some})
    return Choice(
        "owner",
        t("Who has it?"),
        required=required,
        options=tuple(Option(str(each.id), each.name, places[each.organisation_id].short) for each in some),
    )


def person_named(
    request: Request, store: Store, said: str, *, field: str | None = None, among: Sequence[Person] | None = None
) -> Person:
    """The one person meant by a name, a part of it or an address; among some people, or the whole directory.

    A UserError at the `field` when there is nobody, or more than one.
    """
    t = request.t
    some = people.everybody(store) if among is None else among
    found = matching(said, some)
    if len(found) == 1:
        return found[0]
    if not found:
        raise UserError(t("I do not know anybody called “{name}”.", name=said[:60]), field=field)
    known = people.organisations(store, {each.organisation_id for each in found})
    raise UserError(
        t(
            "Several people fit: {names}. Write the mail address.",
            names=t.names([f"{each.name} ({known[each.organisation_id].short})" for each in found[:4]]),
        ),
        field=field,
    )


def matching(said: str, some: Sequence[Person]) -> list[Person]:
    """Everybody whom the words can mean; an exact name or address beats a part of a name."""
    said = said.strip().lstrip("@")
    if looks_like_email(said):
        return [each for each in some if (each.email or "").casefold() == said.casefold()]
    wanted = fold(said)
    if not wanted:
        return []
    exact = [each for each in some if fold(each.name) == wanted]
    return exact or [each for each in some if f" {fold(each.name)} ".startswith(f" {wanted} ")]
