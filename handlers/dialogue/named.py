"""What to call a person: their name, or a neutral word once the profile has been erased."""

from __future__ import annotations

from handlers.locale import Speech
from storage.tables import Person


def name_of(t: Speech, person: Person) -> str:
    """The full name; "Erased profile" for somebody whose name is no longer kept."""
    return person.name or t("Erased profile")
