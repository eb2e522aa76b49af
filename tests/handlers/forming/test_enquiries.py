"""A director's question before the answer."""

from __future__ import annotations

from handlers.dialogue.card import Button
from handlers.dialogue.reply import Reply
from storage import nominations
from storage.engine import Database
from tests.elnet import ask_one, name
from tests.handlers.forming.mailed import letter, press
from tests.snapshot import nothing_changes
from tests.world import House, at, button, shown, text_of

QUESTION = "Er det i orden med to timer om ugen?"


def asked(database: Database) -> House:
    house = House(database)
    ask_one(house)
    more = house.press("Lars", house.card("Lars"), "Læs mere")
    form = house.press("Lars", more, "Jeg har et spørgsmål")
    reply = house.ask("Lars", action=form.form.name, args=form.form.args, values={"question": QUESTION}, face="link")
    assert text_of(reply.card) == (
        "Sofie Kragelund har fået dit spørgsmål.\nDu hører fra Sofie. Du kan stadig svare.\n{Se spørgsmålet}"
    )
    return house


def answer(house: House, text: str = "Ja, det er fint.") -> Reply:
    return house.fill("Sofie", house.press("Sofie", house.card("Sofie"), "Svar"), reply=text)


def test_the_question_reaches_the_owner_and_the_answer_leads_back(database: Database) -> None:
    house = asked(database)
    assert text_of(house.card("Sofie")) == f"Lars Nystrand har et spørgsmål om Elnet\n{QUESTION}\n[Svar]"
    assert shown(answer(house)) == "Lars Nystrand har fået dit svar."
    assert text_of(house.card("Sofie")) == f"Lars Nystrand har fået svar.\n{QUESTION}\nJa, det er fint."
    got = house.card("Lars")
    assert text_of(got) == "Sofie Kragelund svarer om Elnet\nJa, det er fint.\n{Se spørgsmålet}"
    assert (letter(house, "Lars").subject, letter(house, "Lars").about) == (got.title, "Taskforcen Elnet")
    with nothing_changes(database):
        back = press(house, "Lars", button(got, "Se spørgsmålet"))
    assert back.card == house.cards("Lars")[0]
    name(house, "Lars", "Kasper")


def test_it_is_answered_once(database: Database) -> None:
    house = asked(database)
    card = house.card("Sofie")
    form = house.press("Sofie", card, "Svar")
    answer(house)
    for again in (lambda: house.press("Sofie", card, "Svar"), lambda: house.fill("Sofie", form, reply="Nej.")):
        with nothing_changes(database):
            assert shown(again()) == "Spørgsmålet er besvaret."


def test_the_secretariat_reads_about_it_without_a_question_of_its_own(database: Database) -> None:
    house = House(database)
    ask_one(house)
    with database.reading() as store:
        id_ = nominations.requests_of_group(store, house.group("Elnet").id)[0].id
    assert house.ask("Sofie", action="nomination.more", args={"request": id_}).card.buttons == ()
    assert house.ask("Lars", action="nomination.more", args={"request": id_}).card.buttons == (
        Button("nomination.question", "Jeg har et spørgsmål", {"request": id_}),
    )


def test_a_question_is_at_most_a_thousand_characters(database: Database) -> None:
    house = House(database)
    ask_one(house)
    form = house.press("Lars", house.press("Lars", house.card("Lars"), "Læs mere"), "Jeg har et spørgsmål")
    with nothing_changes(database):
        assert list(house.fill("Lars", form, question="x" * 1001).form.errors) == ["question"]


def test_no_question_once_it_has_been_answered(database: Database) -> None:
    house = House(database)
    ask_one(house)
    form = house.press("Lars", house.press("Lars", house.card("Lars"), "Læs mere"), "Jeg har et spørgsmål")
    name(house, "Lars", "Kasper")
    house.wind(at("2026-11-20 10:00"))
    with nothing_changes(database):
        assert house.fill("Lars", form, question="Hvem?").card.title == "Kortet er allerede besvaret."
