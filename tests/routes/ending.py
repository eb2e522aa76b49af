"""When a group ends, and the way back."""

from __future__ import annotations

from handlers.dialogue.reply import Reply
from tests.routes.book import Book, Say, Step, fill, press
from tests.routes.stages import DISSOLVED, MONTH_BEFORE, PROPOSED, WEEK_BEFORE, about, titled
from tests.world import House

book = Book()


def question(house: House) -> Reply:
    """The card that asks Emil whether the end still holds."""
    return about(house, "Emil", "end")


@book.recipe("end.holds", MONTH_BEFORE)
def holds(house: House) -> Step:
    return press("Emil", question(house), "Ja, det holder")


@book.recipe("end.finished", MONTH_BEFORE)
def finished(house: House) -> Step:
    return press("Emil", question(house), "Vi er færdige nu")


@book.recipe("end.call", WEEK_BEFORE)
def call(house: House) -> Step:
    return press("Emil", question(house), "Ring til mig")


@book.recipe("end.extend", WEEK_BEFORE)
def extend(house: House) -> Step:
    return press("Emil", question(house), "Forlæng")


@book.recipe("end.longer", MONTH_BEFORE)
def longer(house: House) -> Step:
    return press("Emil", house.press("Emil", question(house), "Forlæng"), "3 måneder")


@book.recipe("end.choose", MONTH_BEFORE)
def choose(house: House) -> Step:
    return press("Emil", house.press("Emil", question(house), "Forlæng"), "Vælg dato")


@book.recipe("end.until", MONTH_BEFORE)
def until(house: House) -> Step:
    form = house.press("Emil", house.press("Emil", question(house), "Forlæng"), "Vælg dato")
    return fill("Emil", form, until="18. juni")


@book.recipe("dissolve", MONTH_BEFORE)
def dissolve(house: House) -> Step:
    return Say("Emil", "opløs Elnet")


@book.recipe("dissolve.open", MONTH_BEFORE)
def dissolve_open(house: House) -> Step:
    return press("Emil", house.say("Emil", "status Elnet"), "Rund af")


@book.recipe("dissolve.close", MONTH_BEFORE)
def close(house: House) -> Step:
    form = house.say("Emil", "opløs Elnet")
    return fill("Emil", form, more="et papir", owner="BRN-sekretariatet", follow_on="interessevaretagelse")


@book.recipe("dissolve.approve", PROPOSED)
def approve(house: House) -> Step:
    return press("Sofie", titled(house, "Sofie", "foreslår at lukke"), "Luk gruppen")


@book.recipe("dissolve.not_yet", PROPOSED)
def not_yet(house: House) -> Step:
    return press("Sofie", titled(house, "Sofie", "foreslår at lukke"), "Ikke endnu")


@book.recipe("reopen", DISSOLVED)
def reopen(house: House) -> Step:
    return press("Sofie", about(house, "Sofie", "dissolved"), "Genåbn")


@book.recipe("result.show", DISSOLVED)
def result(house: House) -> Step:
    return press("Vibeke", about(house, "Vibeke", "dissolved"), "Resultatet på én side")
