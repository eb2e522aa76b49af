"""Finding, or taking in, a person whom somebody has written with a name and a work address."""

from __future__ import annotations

from handlers.dialogue.errors import UserError
from handlers.dialogue.request import Request
from handlers.locale import Speech
from handlers.rules.names import fold, looks_like_email
from storage import people
from storage.engine import Store
from storage.tables import Person


def find_person(
    request: Request,
    store: Store,
    organisation_id: int,
    *,
    name_field: str = "name",
    email_field: str = "email",
    title_field: str = "title",
) -> Person:
    """The person of an organisation that a form's fields describe, taken in when nobody knows them yet.

    A UserError at its field when a name or an address is missing, is no address, or belongs to somebody of
    another organisation.
    """
    t = request.t
    name, email = request.value(name_field), request.value(email_field)
    if not name and not email:
        raise UserError(t("Write the name and the work e-mail of the person."), field=name_field)
    if not email:
        known = [
            each for each in people.everybody(store, organisation_id=organisation_id) if fold(each.name) == fold(name)
        ]
        if len(known) == 1:
            return known[0]
        raise UserError(t("Write the work e-mail of {name}, so that we can ask.", name=name[:60]), field=email_field)
    if not looks_like_email(email):
        raise UserError(t("“{text}” is not an e-mail address.", text=email[:60]), field=email_field)
    found = people.by_email(store, email)
    if found is None:
        if not name:
            raise UserError(t("Write the name of the person."), field=name_field)
        _refuse_foreign(t, store, organisation_id, email, email_field)
        found = Person(
            organisation_id=organisation_id,
            name=name,
            email=email.lower(),
            title=request.value(title_field),
            competences=request.value("competences"),
            language=people.circle(store).language,
            created_at=request.now,
        )
        store.add(found)
        return found
    if found.organisation_id != organisation_id:
        theirs = people.organisation(store, found.organisation_id).short
        mine = people.organisation(store, organisation_id).short
        raise UserError(
            t("{name} works at {theirs}. Name somebody from {mine}.", name=found.name, theirs=theirs, mine=mine),
            field=email_field,
        )
    return found


def _refuse_foreign(t: Speech, store: Store, organisation_id: int, email: str, field: str) -> None:
    """A UserError for an address of a house that is known to be another organisation's."""
    domain = f"@{email.rpartition('@')[2].lower()}"
    houses = {each.organisation_id for each in people.everybody(store) if (each.email or "").lower().endswith(domain)}
    if houses and organisation_id not in houses:
        theirs, mine = (people.organisation(store, id_).short for id_ in (min(houses), organisation_id))
        raise UserError(
            t("{email} is an address of {theirs}. Name somebody from {mine}.",
              email=email[:60], theirs=theirs, mine=mine),
            field=field,
        )  # fmt: skip


def same_house(store: Store, organisation_id: int, email: str) -> bool:
    """Whether an address is of the same house as those of the organisation's known people."""
    domain = email.rpartition("@")[2].lower()
    known = people.everybody(store, organisation_id=organisation_id)
    return any((each.email or "").lower().endswith(f"@{domain}") for each in known)


def invent_name(email: str) -> str:
    """A name to begin with, out of an address: lone.ravnkilde@… is Lone Ravnkilde."""
    local = email.partition("@")[0]
    return " ".join(
        "-".join(part.capitalize() for part in piece.split("-"))
        for piece in local.replace("_", ".").split(".")
        if piece
    )
