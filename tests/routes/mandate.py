"""A group's mandate, on its way through two bodies."""

from __future__ import annotations

from handlers.dialogue.reply import Reply
from tests.routes.book import Book, Say, Step, fill, press
from tests.routes.stages import ESTABLISHED, Stage, titled
from tests.world import House

book = Book()
WORDS = "kommissorium Elnet"
BEGUN = Stage(lambda house: house.fill("Emil", begin(house), output="Et notat på to sider."), ESTABLISHED)
WITH_BODIES = Stage(lambda house: _bodies(house), BEGUN)
SENT = Stage(lambda house: house.press("Emil", _sending(house), "Gå videre uden"), WITH_BODIES)
RETURNED = Stage(lambda house: house.fill("Helle", _answer(house, "Sendt tilbage"), reason="Mere om tiden."), SENT)
AGAIN = Stage(lambda house: house.press("Emil", mandate(house), "Ny version"), RETURNED)


def mandate(house: House) -> Reply:
    """Elnet's mandate as Emil sees it."""
    return house.say("Emil", WORDS)


def begin(house: House) -> Reply:
    """The form in which the first section is written."""
    return house.press("Emil", mandate(house), "Begynd med krav til output")


def _bodies(house: House) -> None:
    form = house.press("Emil", mandate(house), "Tilføj et organ")
    house.fill("Emil", form, organ="Direktionen", secretary="Helle Brinkmark")
    form = house.press("Emil", mandate(house), "Tilføj et organ")
    house.fill("Emil", form, organ="Bestyrelsen", sure="no", question="Skal kommissorier i bestyrelsen?")


def _sending(house: House) -> Reply:
    return house.press("Emil", mandate(house), "Send til godkendelse")


def asked(house: House) -> Reply:
    """The card that asks Helle what became of it."""
    return titled(house, "Helle", "godkendt kommissoriet")


def _answer(house: House, label: str) -> Reply:
    return house.press("Helle", asked(house), label)


@book.recipe("mandate.show", ESTABLISHED)
def show(house: House) -> Step:
    return Say("Emil", WORDS)


@book.recipe("mandate.show", BEGUN, "button")
def show_by_button(house: House) -> Step:
    return press("Emil", house.say("Emil", "status Elnet"), "Kommissorium")


@book.recipe("mandate.write", ESTABLISHED)
def write(house: House) -> Step:
    return press("Emil", mandate(house), "Begynd med krav til output")


@book.recipe("mandate.write", BEGUN, "a section")
def write_section(house: House) -> Step:
    return press("Emil", mandate(house), "Skriv")


@book.recipe("mandate.written", ESTABLISHED)
def written(house: House) -> Step:
    return fill("Emil", begin(house), output="Et notat på to sider.")


@book.recipe("mandate.add_organ", BEGUN)
def add_organ(house: House) -> Step:
    return press("Emil", mandate(house), "Tilføj et organ")


@book.recipe("mandate.organ_added", BEGUN)
def organ_added(house: House) -> Step:
    return fill("Emil", house.press("Emil", mandate(house), "Tilføj et organ"), organ="Direktionen")


@book.recipe("mandate.organ", WITH_BODIES)
def organ(house: House) -> Step:
    return press("Emil", mandate(house), "Ret organet")


@book.recipe("mandate.organ_kept", WITH_BODIES)
def organ_kept(house: House) -> Step:
    return fill("Emil", house.press("Emil", mandate(house), "Ret organet"), day="17. december")


@book.recipe("mandate.organ_drop", WITH_BODIES)
def organ_drop(house: House) -> Step:
    return press("Emil", mandate(house), "Fjern organet")


@book.recipe("mandate.settle", WITH_BODIES)
def settle(house: House) -> Step:
    return press("Emil", mandate(house), "Nej, det er ikke nødvendigt")


@book.recipe("mandate.send", WITH_BODIES, shows=True)
def send(house: House) -> Step:
    return press("Emil", mandate(house), "Send til godkendelse")


@book.recipe("mandate.anyway", WITH_BODIES)
def anyway(house: House) -> Step:
    return press("Emil", _sending(house), "Gå videre uden")


@book.recipe("mandate.read", SENT)
def read(house: House) -> Step:
    return press("Helle", asked(house), "Læs kommissoriet")


@book.recipe("mandate.approve", SENT)
def approve(house: House) -> Step:
    return press("Helle", asked(house), "Godkendt")


@book.recipe("mandate.approved", SENT)
def approved(house: House) -> Step:
    return fill("Helle", _answer(house, "Godkendt"), item="5")


@book.recipe("mandate.return", SENT)
def return_(house: House) -> Step:
    return press("Helle", asked(house), "Sendt tilbage")


@book.recipe("mandate.returned", SENT)
def returned(house: House) -> Step:
    return fill("Helle", _answer(house, "Sendt tilbage"), reason="Skriv mere om tiden.")


@book.recipe("mandate.postpone", SENT)
def postpone(house: House) -> Step:
    return press("Helle", asked(house), "Udsat")


@book.recipe("mandate.postponed", SENT)
def postponed(house: House) -> Step:
    return fill("Helle", _answer(house, "Udsat"), day="17. december")


@book.recipe("mandate.again", RETURNED)
def again(house: House) -> Step:
    return press("Emil", mandate(house), "Ny version")


@book.recipe("mandate.changes", AGAIN)
def changes(house: House) -> Step:
    return press("Emil", mandate(house), "Se, hvad der er nyt")
