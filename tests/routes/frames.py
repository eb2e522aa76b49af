"""Economic frames, hours lent, and what goes on beside a group."""

from __future__ import annotations

from handlers.dialogue.reply import Reply
from tests.routes.book import Book, Step, fill, press
from tests.routes.stages import ESTABLISHED, SETTLED, Stage
from tests.world import House

book = Book()
PROCESS = Stage(lambda house: _process(house), ESTABLISHED)
FRAMED = Stage(lambda house: _frame(house), PROCESS)
BESIDE = Stage(lambda house: house.fill("Emil", _choice(house), other=_number(house)), FRAMED)


def _process(house: House) -> None:
    house.fill("Sofie", house.say("Sofie", "ny forløb Budget 2027"))


def _frame(house: House) -> None:
    elnet = str(house.group("Elnet").id)
    house.fill("Sofie", _new(house), title="Reduceret ramme", amount="65 mio.", total="100 mio.", groups=(elnet,))


def _new(house: House) -> Reply:
    return house.press("Sofie", house.press("Sofie", house.say("Sofie", "status Budget 2027"), "Ramme"), "Ny ramme")


def _choice(house: House) -> Reply:
    return house.press("Emil", house.say("Emil", "plan Elnet"), "Vis ved siden af")


def _number(house: House) -> str:
    return str(house.group("Budget 2027").id)


def kept(house: House) -> Reply:
    """The frame, as the process that keeps it shows it."""
    return house.press("Sofie", house.say("Sofie", "status Budget 2027"), "Ramme")


def hours(house: House) -> Reply:
    """The frame and the hours of Elnet, as Anna sees them."""
    return house.press("Anna", house.say("Anna", "status Elnet"), "Ramme og timer")


@book.recipe("frame.show", ESTABLISHED)
def show(house: House) -> Step:
    return press("Anna", house.say("Anna", "status Elnet"), "Ramme og timer")


@book.recipe("frame.new", ESTABLISHED)
def new(house: House) -> Step:
    page = house.press("Emil", house.say("Emil", "status Elnet"), "Ramme og timer")
    return press("Emil", page, "Ny ramme")


@book.recipe("frame.made", PROCESS)
def made(house: House) -> Step:
    elnet = str(house.group("Elnet").id)
    return fill("Sofie", _new(house), title="Reduceret ramme", amount="65 mio.", groups=(elnet,))


@book.recipe("frame.edit", FRAMED)
def edit(house: House) -> Step:
    return press("Sofie", kept(house), "Ret ramme")


@book.recipe("frame.changed", FRAMED)
def changed(house: House) -> Step:
    return fill("Sofie", house.press("Sofie", kept(house), "Ret ramme"), amount="60 mio. kr.", parts="Elnet: 20 mio.")


@book.recipe("frame.drop", FRAMED)
def drop(house: House) -> Step:
    return press("Sofie", kept(house), "Afslut ramme")


@book.recipe("hours.edit", ESTABLISHED)
def edit_hours(house: House) -> Step:
    return press("Anna", hours(house), "Ret timer")


@book.recipe("hours.edited", ESTABLISHED)
def edited_hours(house: House) -> Step:
    return fill("Anna", house.press("Anna", hours(house), "Ret timer"), hours="2,5")


@book.recipe("beside.choose", PROCESS)
def choose(house: House) -> Step:
    return press("Emil", house.say("Emil", "plan Elnet"), "Vis ved siden af")


@book.recipe("beside.chosen", FRAMED)
def chosen(house: House) -> Step:
    return fill("Emil", _choice(house), other=_number(house))


@book.recipe("beside.drop", BESIDE)
def hide(house: House) -> Step:
    return press("Emil", house.say("Emil", "plan Elnet"), "Vis ikke længere")


@book.recipe("process.new", ESTABLISHED)
def new_process(house: House) -> Step:
    nothing = house.press("Sofie", house.say("Sofie", "plan Elnet"), "Vis ved siden af")
    return press("Sofie", nothing, "Nyt forløb")


@book.recipe("process.made", SETTLED)
def made_process(house: House) -> Step:
    return fill("Sofie", house.say("Sofie", "ny forløb Budget 2027"), case_number="2026-0119")
