"""What a plan waits for."""

from __future__ import annotations

from handlers.dialogue.reply import Reply
from tests.routes.book import Book, Step, fill, press
from tests.routes.stages import ESTABLISHED, Stage, titled
from tests.world import House, button, buttons

book = Book()
DECISION = Stage(lambda house: _waiting(house), ESTABLISHED)  # a note waits for a decision
DECIDED = Stage(lambda house: house.wind("2026-12-08 08:00"), DECISION)


def _waiting(house: House) -> None:
    house.say("Emil", "frist Elnet mandag den 7. december beslutning om metode")
    house.say("Emil", "frist Elnet fredag den 18. december notat")
    decision, note = (each for each in buttons(house.say("Emil", "frist Elnet").card) if each.label == "Ret")
    form = house.ask("Emil", action=note.action, args=note.args)
    house.fill("Emil", form, gate=str(decision.args["milestone"]))


def question(house: House) -> Reply:
    """The card that asks what was decided."""
    return titled(house, "Emil", "Blev det et ja")


@book.recipe("gate.show", DECISION)
def show(house: House) -> Step:
    see = button(house.say("Emil", "plan Elnet").card, "Se")
    return press("Emil", house.ask("Emil", action=see.action, args=see.args), "Notér beslutningen")


@book.recipe("gate.yes", DECIDED)
def yes(house: House) -> Step:
    return press("Emil", question(house), "Ja")


@book.recipe("gate.no", DECIDED)
def no(house: House) -> Step:
    return press("Emil", question(house), "Nej")


@book.recipe("gate.postpone", DECIDED)
def postpone(house: House) -> Step:
    return press("Emil", question(house), "Udsat")


@book.recipe("gate.postponed", DECIDED)
def postponed(house: House) -> Step:
    return fill("Emil", house.press("Emil", question(house), "Udsat"), day="14. december")
