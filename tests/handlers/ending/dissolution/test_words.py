"""How long a group lasted and who carries on, as people say it."""

from __future__ import annotations

from datetime import date

from handlers.ending.dissolution.words import carried_on, lasted
from handlers.locale import Speech
from storage.tables import (
    Group,
)
from tests.world import at


def test_how_long_it_took_is_said_as_people_say_it() -> None:
    t = Speech("da", at("2027-06-01 10:00"))
    first = date(2026, 12, 1)
    said = [
        lasted(t, first, date(*day))
        for day in ((2027, 6, 1), (2027, 5, 18), (2026, 12, 20), (2026, 12, 9), (2026, 12, 3), (2026, 12, 31))
    ]
    assert said == ["seks måneder", "seks måneder", "to uger", "en uge", "få dage", "1 måned"]


def test_who_carries_on_is_danish_where_the_form_of_the_word_is_certain() -> None:
    t = Speech("da", at("2027-06-01 10:00"))

    def says(who: str, what: str) -> str:
        return carried_on(t, Group(title="Elnet", follow_on_owner=who, follow_on=what))

    assert says("BRN", "interessevaretagelse") == "BRN fører interessevaretagelsen videre."
    assert says("BRN", "arbejdet med AAU") == "BRN fører arbejdet med AAU videre."
    assert says("BRN", "papir og plan") == "BRN fører dette videre: papir og plan."
    assert says("BRN", "") == "BRN fører sagen videre."
    assert says("", "dialog") == "Det skal føres videre: dialog."
    assert says("", "") == ""
