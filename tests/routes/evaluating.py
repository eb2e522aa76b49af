"""Evaluating a group, and whether one without an end goes on."""

from __future__ import annotations

from handlers.dialogue.reply import Reply
from tests.handlers.ending.elnet import established
from tests.routes.book import Book, Step, fill, press
from tests.routes.stages import ESTABLISHED, Stage, about
from tests.world import House

book = Book()


def _endless(house: House) -> None:
    established(house, ends=None)
    house.sleep("2027-12-01 08:00")


def _planned(house: House) -> None:
    form = house.press("Emil", house.say("Emil", "status Elnet"), "Planlæg evaluering")
    house.fill("Emil", form, when="marts 2027", asks="both")


def _asked(house: House) -> None:
    house.sleep("2027-03-01 08:00")


def _closed(house: House) -> None:
    form = house.press("Anna", about(house, "Anna", "evaluation"), "Bevar")
    house.fill("Anna", form, gaps="Jura")
    house.press("Sofie", page(house, "Sofie"), "Gør op nu")


ENDLESS = Stage(_endless)
PLANNED = Stage(_planned, ESTABLISHED)
ASKED = Stage(_asked, PLANNED)
CLOSED = Stage(_closed, ASKED)


def page(house: House, who: str) -> Reply:
    """How the evaluation stands."""
    return house.press(who, house.say(who, "status Elnet"), "Evaluering")


@book.recipe("end.another_year", ENDLESS)
def another_year(house: House) -> Step:
    return press("Emil", about(house, "Emil", "end"), "Fortsæt et år")


@book.recipe("evaluation.plan", ESTABLISHED)
def plan(house: House) -> Step:
    return press("Emil", house.say("Emil", "status Elnet"), "Planlæg evaluering")


@book.recipe("evaluation.planned", ESTABLISHED)
def planned(house: House) -> Step:
    form = house.press("Emil", house.say("Emil", "status Elnet"), "Planlæg evaluering")
    return fill("Emil", form, when="foråret 2027", asks="directors")


@book.recipe("evaluation.show", CLOSED)
def show(house: House) -> Step:
    return press("Emil", house.say("Emil", "status Elnet"), "Evaluering")


@book.recipe("evaluation.drop", PLANNED)
def drop(house: House) -> Step:
    return press("Emil", page(house, "Emil"), "Aflys")


@book.recipe("evaluation.close", ASKED)
def close(house: House) -> Step:
    return press("Sofie", page(house, "Sofie"), "Gør op nu")


@book.recipe("evaluation.answer", ASKED)
def answer(house: House) -> Step:
    return press("Vibeke", about(house, "Vibeke", "evaluation"), "Ændr")


@book.recipe("evaluation.answered", ASKED)
def answered(house: House) -> Step:
    form = house.press("Vibeke", about(house, "Vibeke", "evaluation"), "Ændr")
    return fill("Vibeke", form, interests="Elnettet først", cadence="right", unnamed="yes")


@book.recipe("evaluation.read", CLOSED)
def read(house: House) -> Step:
    return press("Vibeke", about(house, "Vibeke", "evaluation"), "Se resultatet")
