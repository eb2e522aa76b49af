"""What to call a person, an organisation in a list, and whoever ordered a group."""

from __future__ import annotations

from handlers.locale import Speech
from storage import people
from storage.engine import Store
from storage.tables import Circle, Group, Organisation, Person


def name_of(t: Speech, person: Person) -> str:
    """The full name; "Erased profile" for somebody whose name is no longer kept."""
    return person.name or t("Erased profile")


def short_name(circle: Circle, organisation: Organisation) -> str:
    """An organisation in a list; the circle's secretariat goes by the circle's own name."""
    return circle.title if organisation.id == circle.secretariat_id else organisation.short


def commissioner(store: Store, group: Group) -> str:
    """By whom a group was ordered: BRN when its own secretariat did it, else the organisation."""
    return short_name(people.circle(store), people.organisation(store, group.commissioner_id))
