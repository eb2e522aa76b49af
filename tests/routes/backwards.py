"""Planning backwards from a høringsfrist or a meeting."""

from __future__ import annotations

from handlers.dialogue.reply import Reply
from tests.routes.book import Book, Step, fill, press
from tests.routes.stages import DEADLINE
from tests.world import House

book = Book()


def form(house: House) -> Reply:
    """What Emil fills in."""
    start = house.press("Emil", house.say("Emil", "frist Elnet"), "Planlæg baglæns")
    return house.press("Emil", start, "En høringsfrist")


def days(house: House) -> Reply:
    """The days that it leads to."""
    return house.fill("Emil", form(house), what="Bredbåndspuljen", day="29. januar 2027")


@book.recipe("back_plan.open", DEADLINE)
def open_(house: House) -> Step:
    return press("Emil", house.say("Emil", "frist Elnet"), "Planlæg baglæns")


@book.recipe("back_plan.open", DEADLINE, "again")
def again(house: House) -> Step:
    return press("Emil", days(house), "Ret")


@book.recipe("back_plan.preview", DEADLINE)
def preview(house: House) -> Step:
    return fill("Emil", form(house), what="Bredbåndspuljen", day="29. januar 2027")


@book.recipe("back_plan.save", DEADLINE)
def save(house: House) -> Step:
    return press("Emil", days(house), "Sæt dem på planen")
