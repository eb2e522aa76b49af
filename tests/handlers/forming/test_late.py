"""After the deadline, by a mail's link: we would still like to join."""

from __future__ import annotations

from handlers.dialogue.reply import Reply
from storage import nominations
from storage.engine import Database
from storage.tables import RequestState
from tests.elnet import ask_one, name, send
from tests.handlers.forming.mailed import by_mail, letter, news, press, sent_since
from tests.snapshot import nothing_changes
from tests.world import House, shown, text_of


def late(database: Database) -> House:
    """Thisted alone was asked, by mail, and the deadline has passed."""
    house = House(database)
    ask_one(house)
    house.wind("2026-11-27 12:30")
    by_mail(house, "Lars")
    return house


def wish(house: House) -> Reply:
    card = letter(house, "Lars").late
    assert card is not None
    return press(house, "Lars", card.buttons[0])


def test_the_wish_reaches_the_secretariat_with_the_ways_on(database: Database) -> None:
    house = late(database)
    before = sent_since(house)
    assert shown(wish(house)) == "Tak. Sofie vender tilbage."
    assert text_of(house.card("Sofie")) == (
        "Thisted vil alligevel gerne være med i Elnet.\n[Spørg Thisted igen] [Notér svar]"
    )
    assert news(house, before) == []
    assert letter(house, "Lars").late.title == "Tak. Sofie vender tilbage."


def test_it_is_registered_once(database: Database) -> None:
    house = late(database)
    card = letter(house, "Lars").late
    press(house, "Lars", card.buttons[0])
    with nothing_changes(database):
        assert shown(press(house, "Lars", card.buttons[0])) == "Tak. Sofie vender tilbage."


def test_the_secretariat_asks_again_with_a_new_deadline(database: Database) -> None:
    house = late(database)
    wish(house)
    before = sent_since(house)
    again = house.press("Sofie", house.card("Sofie"), "Spørg Thisted igen")
    assert shown(again) == ("Thisted har fået kortet igen.\nSvarfrist: onsdag den 2. december 2026 kl. 12.00 (uge 49).")
    assert house.card("Lars").title == "Hvem hos jer kan hjælpe Elnet?"
    assert news(house, before) == []  # a message of its own asks
    name(house, "Lars", "Kasper")
    assert house.card("Lars").title == "Tak, Lars. Vi spørger Kasper."


def test_or_notes_what_they_say(database: Database) -> None:
    house = late(database)
    wish(house)
    form = house.press("Sofie", house.card("Sofie"), "Notér svar")
    noted = house.fill("Sofie", form, said="no")
    assert noted.card.title == "Noteret: Thisted er ikke med denne gang."


def test_before_the_deadline_the_question_is_still_there(database: Database) -> None:
    house = House(database)
    ask_one(house)
    with nothing_changes(database):
        card = letter(house, "Lars").late
        assert press(house, "Lars", card.buttons[0]).card.title == "Hvem hos jer kan hjælpe Elnet?"


def test_a_chat_can_be_answered_until_the_round_is_closed(database: Database) -> None:
    house = House(database)
    ask_one(house)
    house.wind("2026-11-27 12:30")
    name(house, "Lars", "Kasper")
    with database.reading() as store:
        asked = nominations.requests_of_group(store, house.group("Elnet").id)[0]
        assert (asked.state, asked.answered_via) == (RequestState.named, "workspace")


def test_a_digest_s_link_that_outlives_the_deadline_does_not_answer(database: Database) -> None:
    house = House(database)
    send(house)
    yes = house.card("Vibeke").buttons[0]
    house.wind("2026-11-27 12:00")
    shown = house.ask("Vibeke", action="nomination.show", args=yes.args, face="link")
    assert shown.card is not None
    assert (shown.card.title, [each.action for each in shown.card.buttons]) == (
        "Tak, men svarfristen er gået.",
        ["nomination.want_in"],
    )
    with nothing_changes(database):
        refused = house.ask("Vibeke", action=yes.action, args=yes.args, face="link")
    assert refused.card is not None
    assert refused.card.title == "Tak, men svarfristen er gået."
    in_chat = house.ask("Vibeke", action=yes.action, args=yes.args)
    assert in_chat.card is not None
    assert in_chat.card.title == "Tak, Vibeke. Vi spørger Anna."
