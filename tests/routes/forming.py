"""Ordering, sending, and a group that exists already."""

from __future__ import annotations

from handlers.dialogue.card import Card
from tests import elnet
from tests.routes.book import Book, Press, Report, Say, Step, fill, press
from tests.routes.stages import ALL_BUT_THISTED, OVERDUE, SENT, SETTLED, UNSENT, titled
from tests.world import House

book = Book()


def preview(house: House) -> Card:
    """The card about an order that nobody has been sent yet."""
    shown = house.press("Sofie", house.say("Sofie", "status Elnet"), "Se kortet")
    assert shown.card is not None
    return shown.card


# --- the order ---


@book.recipe("commission.new", SETTLED)
def new(house: House) -> Step:
    return Say("Sofie", "ny")


@book.recipe("commission.order", SETTLED)
def order(house: House) -> Step:
    return fill("Sofie", house.say("Sofie", "ny"), **elnet.FIRST)


@book.recipe("commission.whom", SETTLED)
def whom(house: House) -> Step:
    return fill("Sofie", house.fill("Sofie", house.say("Sofie", "ny"), **elnet.FIRST), **elnet.SECOND)


@book.recipe("commission.edit", UNSENT)
def edit(house: House) -> Step:
    return Press("Sofie", preview(house), "Ret")


@book.recipe("commission.withdraw", UNSENT)
def withdraw(house: House) -> Step:
    return Press("Sofie", preview(house), "Drop bestillingen")


@book.recipe("commission.register.open", SETTLED)
def register_open(house: House) -> Step:
    return Report("Sofie", "commission.register.open", {})


@book.recipe("commission.from_message", SETTLED)
def from_message(house: House) -> Step:
    said = {"text": "Skal vi samle nogen om elnettet?", "by": "Helle Brinkmark", "link": ""}
    return Report("Sofie", "commission.from_message", said)


@book.recipe("commission.register", SETTLED)
def register(house: House) -> Step:
    return fill(
        "Sofie",
        house.say("Sofie", "ny registrer Digital infrastruktur"),
        template="network",
        task="dele viden om digital infrastruktur",
        whom="Hjørring: Henrik Tornbjerg\nRegion Nordjylland: Jonas Hvidbjerg",
        coordinator="Jonas Hvidbjerg",
    )


# --- the cards go out ---


@book.recipe("nomination.preview", UNSENT)
def see(house: House) -> Step:
    return press("Sofie", house.say("Sofie", "status Elnet"), "Se kortet")


@book.recipe("nomination.send", UNSENT)
def send(house: House) -> Step:
    return Press("Sofie", preview(house), "Send nu")


@book.recipe("nomination.send", UNSENT, "later")
def send_later(house: House) -> Step:
    house.wind("2026-11-20 16:40")
    return Press("Sofie", preview(house), "Send mandag kl. 8.00")


@book.recipe("nomination.correct", SENT)
def correct(house: House) -> Step:
    return press("Sofie", house.say("Sofie", "status Elnet"), "Send en rettelse")


@book.recipe("nomination.corrected", SENT)
def corrected(house: House) -> Step:
    form = house.press("Sofie", house.say("Sofie", "status Elnet"), "Send en rettelse")
    return fill("Sofie", form, line="Det er 2 timer om ugen, ikke 4.", hours="2")


@book.recipe("nomination.recall", SENT)
def recall(house: House) -> Step:
    form = house.press("Sofie", house.say("Sofie", "status Elnet"), "Send en rettelse")
    return press("Sofie", house.fill("Sofie", form, line="Vi tog fejl."), "Træk hele bestillingen tilbage")


# --- what is heard by telephone ---


@book.recipe("answer.open", ALL_BUT_THISTED)
def answered(house: House) -> Step:
    return Say("Sofie", "svar Elnet Thisted ja Kasper Thybo-Lund")


@book.recipe("answer.open", ALL_BUT_THISTED, "form", shows=True)
def answer_form(house: House) -> Step:
    return press("Sofie", titled(house, "Sofie", "er bestilt"), "Notér svar")


@book.recipe("answer.note", OVERDUE)
def answer_note(house: House) -> Step:
    return press("Sofie", calls(house), "Notér svar")


@book.recipe("answer.noted", ALL_BUT_THISTED)
def noted(house: House) -> Step:
    form = house.say("Sofie", "svar Elnet")
    return fill("Sofie", form, said="other", name="Kasper Thybo-Lund", via="meeting")


# --- when the deadline has passed ---


def notice(house: House) -> Card:
    """What the owner is told when somebody has not answered in time."""
    return titled(house, "Sofie", "har svaret").card or Card("")


def calls(house: House) -> Card:
    """The telephone numbers of those who have not answered."""
    return house.press("Sofie", notice(house), "Ring op").card or Card("")


@book.recipe("nomination.call", OVERDUE)
def call(house: House) -> Step:
    return Press("Sofie", notice(house), "Ring op")


@book.recipe("nomination.nobody", OVERDUE)
def nobody(house: House) -> Step:
    return Press("Sofie", calls(house), "Ingen tog den")


@book.recipe("nomination.ask_deputy", OVERDUE)
def ask_deputy(house: House) -> Step:
    return Press("Sofie", calls(house), "Spørg stedfortræderen")


@book.recipe("nomination.extend", OVERDUE)
def extend(house: House) -> Step:
    return Press("Sofie", notice(house), "Forlæng frist")


@book.recipe("nomination.extended", OVERDUE)
def extended(house: House) -> Step:
    return fill("Sofie", house.press("Sofie", notice(house), "Forlæng frist"), reply_by="fredag den 4. december")


@book.recipe("nomination.go_on", OVERDUE)
def go_on(house: House) -> Step:
    return Press("Sofie", notice(house), "Fortsæt uden")


def passed_over(house: House) -> Card:
    """What Thisted's director is told when the group goes on without."""
    house.press("Sofie", notice(house), "Fortsæt uden")
    return titled(house, "Lars", "uden Thisted").card or Card("")


@book.recipe("nomination.want_in", OVERDUE)
def want_in(house: House) -> Step:
    return Press("Lars", passed_over(house), "Vi vil gerne være med")


@book.recipe("nomination.reopen", OVERDUE)
def reopen(house: House) -> Step:
    house.press("Lars", passed_over(house), "Vi vil gerne være med")
    return press("Sofie", titled(house, "Sofie", "alligevel"), "Spørg Thisted igen")
