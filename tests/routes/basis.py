"""The political decision that a group rests on."""

from __future__ import annotations

from handlers.dialogue.reply import Reply
from tests import elnet
from tests.routes.book import Book, Step, fill, press
from tests.routes.stages import ESTABLISHED, SETTLED
from tests.world import House

book = Book()


def asked(house: House) -> Reply:
    """The question that ends the order of an assignment."""
    first = house.say("Sofie", "ny bestilt opgave Elnet")
    return house.fill("Sofie", house.fill("Sofie", first, **elnet.FIRST), **elnet.SECOND)


@book.recipe("basis.skip", SETTLED)
def skip(house: House) -> Step:
    return press("Sofie", asked(house), "Gå videre uden")


@book.recipe("basis.write", SETTLED)
def write(house: House) -> Step:
    return press("Sofie", asked(house), "Skriv beslutning")


@book.recipe("basis.written", SETTLED)
def written(house: House) -> Step:
    form = house.press("Sofie", asked(house), "Skriv beslutning")
    return fill("Sofie", form, organ="direktionen", day="11. november", item="4")


@book.recipe("basis.write", ESTABLISHED, "of a task force")
def write_of_a_task_force(house: House) -> Step:
    return press("Sofie", house.say("Sofie", "status Elnet"), "Beslutning og sag")
