"""What directors answer, and the experts whom they name."""

from __future__ import annotations

from handlers.dialogue.card import Card
from handlers.dialogue.reply import Reply
from tests import elnet
from tests.routes.book import Book, Follow, Step, fill, press
from tests.routes.stages import SENT, Stage, titled
from tests.world import House

book = Book()
TWO_SEATS = Stage(lambda house: elnet.ask_one(house, "Thisted (2)"))
NAMED = Stage(lambda house: elnet.answer(house, "Vibeke", "Ja, spørg Anna"), SENT)  # Anna has been asked
QUESTION = "Er det i orden med to timer om ugen?"


# --- directors ---


@book.recipe("nomination.yes", SENT)
def yes(house: House) -> Step:
    return press("Vibeke", Reply(house.card("Vibeke")), "Ja, spørg Anna")


@book.recipe("nomination.yes", SENT, "outside")
def yes_outside(house: House) -> Step:
    return press("Tobias", Reply(house.card("Tobias")), "Ja, jeg deltager")


@book.recipe("nomination.another", SENT)
def another(house: House) -> Step:
    return press("Lars", Reply(house.card("Lars")), "Udpeg en")


@book.recipe("nomination.named", SENT)
def named(house: House) -> Step:
    form = house.press("Lars", house.card("Lars"), "Udpeg en")
    return fill("Lars", form, **elnet.COLLEAGUES["Kasper"])


@book.recipe("nomination.enough", TWO_SEATS)
def enough(house: House) -> Step:
    elnet.name(house, "Lars", "Kasper")
    return press("Lars", Reply(house.card("Lars")), "Det var alle")


@book.recipe("nomination.decline", SENT)
def decline(house: House) -> Step:
    return press("Lars", Reply(house.card("Lars")), "Ikke denne gang")


@book.recipe("nomination.why_not", SENT)
def why_not(house: House) -> Step:
    letter = house.card("Lars").letter  # a mail's link changes nothing yet, so it asks before it is the answer
    assert letter is not None
    return Follow("Lars", Card(letter.subject, (), letter.buttons), "Ikke denne gang")


@book.recipe("nomination.declined", SENT)
def declined(house: House) -> Step:
    return press("Lars", house.press("Lars", house.card("Lars"), "Ikke denne gang"), "Ingen med den viden")


@book.recipe("nomination.change", SENT)
def change(house: House) -> Step:
    return press("Vibeke", elnet.answer(house, "Vibeke", "Ja, spørg Anna"), "Skift svar")


@book.recipe("nomination.more", SENT)
def more(house: House) -> Step:
    return press("Lars", Reply(house.card("Lars")), "Læs mere")


@book.recipe("nomination.show", SENT)
def show(house: House) -> Step:
    return press("Lars", house.say("Lars", ""), "Svar")


@book.recipe("nomination.delegate", SENT)
def delegate(house: House) -> Step:
    return press("Lars", Reply(house.card("Lars")), "Send videre")


@book.recipe("nomination.delegated", SENT)
def delegated(house: House) -> Step:
    form = house.press("Lars", house.card("Lars"), "Send videre")
    return fill("Lars", form, email="martin.vangsaa@thisted.example")


@book.recipe("nomination.question", SENT)
def question(house: House) -> Step:
    return press("Lars", house.press("Lars", house.card("Lars"), "Læs mere"), "Jeg har et spørgsmål")


def question_form(house: House) -> Reply:
    """The form for a director's question."""
    more_of_it = house.press("Lars", house.card("Lars"), "Læs mere")
    return house.press("Lars", more_of_it, "Jeg har et spørgsmål")


@book.recipe("nomination.asked", SENT)
def asked(house: House) -> Step:
    return fill("Lars", question_form(house), question=QUESTION)


@book.recipe("nomination.reply", SENT)
def reply(house: House) -> Step:
    house.fill("Lars", question_form(house), question=QUESTION)
    return press("Sofie", titled(house, "Sofie", "spørgsmål"), "Svar")


@book.recipe("nomination.replied", SENT)
def replied(house: House) -> Step:
    house.fill("Lars", question_form(house), question=QUESTION)
    form = house.press("Sofie", titled(house, "Sofie", "spørgsmål"), "Svar")
    return fill("Sofie", form, reply="Ja, det er fint.")


# --- experts ---


@book.recipe("acceptance.yes", NAMED)
def accept(house: House) -> Step:
    return press("Anna", Reply(house.card("Anna")), "Ja, jeg er med")


@book.recipe("acceptance.no", NAMED)
def refuse(house: House) -> Step:
    return press("Anna", Reply(house.card("Anna")), "Nej tak")


@book.recipe("acceptance.show", NAMED)
def invitation(house: House) -> Step:
    return press("Anna", house.say("Anna", ""), "Svar")


@book.recipe("acceptance.question", NAMED)
def experts_question(house: House) -> Step:
    return press("Anna", Reply(house.card("Anna")), "Jeg har et spørgsmål")


@book.recipe("acceptance.asked", NAMED)
def expert_asked(house: House) -> Step:
    return fill("Anna", house.press("Anna", house.card("Anna"), "Jeg har et spørgsmål"), question=QUESTION)


def from_anna(house: House) -> Reply:
    """Anna's question, as the secretariat has it."""
    house.fill("Anna", house.press("Anna", house.card("Anna"), "Jeg har et spørgsmål"), question=QUESTION)
    return titled(house, "Sofie", "spørgsmål")


@book.recipe("acceptance.reply", NAMED)
def answer(house: House) -> Step:
    return press("Sofie", from_anna(house), "Svar")


@book.recipe("acceptance.replied", NAMED)
def answered(house: House) -> Step:
    return fill("Sofie", house.press("Sofie", from_anna(house), "Svar"), reply="Ja, det er fint.")
