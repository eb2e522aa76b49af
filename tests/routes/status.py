"""How a group stands: asked, answered, told to bodies, and on paper."""

from __future__ import annotations

from handlers.dialogue.reply import Reply
from tests.handlers.working.made import made_group
from tests.routes.book import Book, Step, fill, press
from tests.routes.stages import ESTABLISHED, Stage, titled
from tests.routes.working import action
from tests.world import House

book = Book()
ASKED = Stage(lambda house: action(house, "Sofie", "status.ask"), ESTABLISHED)
TOLD = Stage(lambda house: house.fill("Emil", _add(house), organs="direktionen", day="januar 2027"), ESTABLISHED)
CORRECTED = Stage(lambda house: house.fill("Emil", _write(house), status="Vi er godt på vej."), TOLD)


def stands(house: House, who: str = "Emil") -> Reply:
    """[Status] on Elnet's page."""
    return house.press(who, house.say(who, "status Elnet"), "Status")


def _add(house: House) -> Reply:
    return house.press("Emil", stands(house), "Tilføj modtagere")


def _paper(house: House) -> Reply:
    return house.press("Emil", stands(house), "Statuspapir")


def _write(house: House) -> Reply:
    return house.press("Emil", _paper(house), "Ret teksten")


@book.recipe("status.stands", ESTABLISHED)
def status(house: House) -> Step:
    return press("Emil", house.say("Emil", "status Elnet"), "Status")


# --- who is told ---


@book.recipe("status.recipients", ESTABLISHED)
def recipients(house: House) -> Step:
    return press("Emil", stands(house), "Tilføj modtagere")


@book.recipe("status.recipients_added", ESTABLISHED)
def recipients_added(house: House) -> Step:
    return fill("Emil", _add(house), organs="direktionen, bestyrelsen", day="januar 2027", rhythm="hver anden måned")


@book.recipe("status.recipient_end", TOLD)
def recipient_end(house: House) -> Step:
    return press("Emil", stands(house), "Stop")


# --- asking and answering ---


@book.recipe("status.ask", ESTABLISHED)
def ask(house: House) -> Step:
    return press("Sofie", house.say("Sofie", "status Elnet"), "Bed om status")


@book.recipe("status.ask_all", ESTABLISHED)
def ask_all(house: House) -> Step:
    return press("Sofie", house.say("Sofie", ""), "Bed om status")


@book.recipe("status.chase", ASKED)
def chase(house: House) -> Step:
    return press("Sofie", house.say("Sofie", ""), "Ryk")


@book.recipe("status.go_on", ASKED)
def go_on(house: House) -> Step:
    return press("Sofie", house.say("Sofie", ""), "Fortsæt uden")


@book.recipe("status.answer", ASKED)
def answer(house: House) -> Step:
    return press("Emil", titled(house, "Emil", "Hvordan står det til"), "Gul")


@book.recipe("status.answered", ASKED)
def answered(house: House) -> Step:
    form = house.press("Emil", titled(house, "Emil", "Hvordan står det til"), "Gul")
    return fill("Emil", form, line="venter på tal fra netselskabet", next_step="møde med netselskabet")


@book.recipe("status.rhythm", ESTABLISHED)
def rhythm(house: House) -> Step:
    return press("Emil", stands(house), "Spørg fast")


@book.recipe("status.rhythm_set", ESTABLISHED)
def rhythm_set(house: House) -> Step:
    return fill("Emil", house.press("Emil", stands(house), "Spørg fast"), rhythm="hver måned")


# --- the paper ---


@book.recipe("status.paper", ESTABLISHED)
def paper(house: House) -> Step:
    return press("Emil", stands(house), "Statuspapir")


@book.recipe("status.paper_write", ESTABLISHED)
def paper_write(house: House) -> Step:
    return press("Emil", _paper(house), "Ret teksten")


@book.recipe("status.paper_written", ESTABLISHED)
def paper_written(house: House) -> Step:
    return fill("Emil", _write(house), status="Vi er godt på vej.")


@book.recipe("status.paper_anew", CORRECTED)
def paper_anew(house: House) -> Step:
    return press("Emil", _paper(house), "Saml teksten på ny")


@book.recipe("status.paper_of_organ", TOLD)
def paper_of_organ(house: House) -> Step:
    made_group(house, "Vand", coordinator="Maja")
    with_it = house.press("Maja", house.press("Maja", house.say("Maja", "status Vand"), "Status"), "Tilføj modtagere")
    house.fill("Maja", with_it, organs="direktionen", day="januar 2027")
    card = house.press("Sofie", stands(house, "Sofie"), "Statuspapir")
    return press("Sofie", card, "Samlet papir til direktionen")
