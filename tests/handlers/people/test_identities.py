"""Somebody unknown writes from a chat: who they are is found out by a mail to the address that they give."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from handlers.dialogue.reply import Reply
from handlers.locale import Speech
from handlers.people import identities
from storage import journal, people
from storage.tables import IdentityKind, OutboxKind, OutboxRow
from tests.world import House, button, shown, text_of

ACCOUNT = "T0HJORRING/U0VIBEKE"
VIBEKE = "vibeke.mosegaard@hjoerring.example"
QUESTION = "Er det dig, der skriver fra Slack?"


def give(
    house: House,
    said: str = VIBEKE,
    *,
    kind: IdentityKind = IdentityKind.slack,
    address: str = ACCOUNT,
    called: str = "Vibeke M",
    key: str = "",
    language="da",
) -> Reply:
    """Somebody unknown gives a work mail."""
    give.count = getattr(give, "count", 0) + 1
    with house.database.changing() as store:
        reply = identities.asked(
            Speech(language, house.now),
            store,
            said,
            kind=kind,
            address=address,
            called=called,
            now=house.now,
            key=key or f"slack/{give.count}",
        )
    house.deliver()
    return reply


def press(house: House, who: str, label: str, *, face: str = "link", title: str | None = None) -> Reply:
    """Press a button of somebody's newest mail, or of the newest of a title."""
    card = [each for each in house.cards(who) if title in (None, each.title)][-1]
    found = button(card, label)
    return house.ask(who, action=found.action, args=found.args, face=face)


def known_as(house: House, address: str = ACCOUNT, kind: IdentityKind = IdentityKind.slack) -> str | None:
    with house.database.reading() as store:
        person = people.at_address(store, kind, address)
        return person.name if person is not None else None


def test_a_mail_asks_whether_it_is_you_and_its_yes_ties_the_account(database):
    house = House(database)
    assert shown(give(house)) == (
        f"Kender vi {VIBEKE}, er der en mail på vej dertil.\n"
        "Tryk på knappen i mailen. Den virker i et døgn.\n"
        "Kommer der ingen mail, så skriv til Emil Brandtoft (emil.brandtoft@brn.example)."
    )
    assert text_of(house.card("Vibeke")) == (
        "Er det dig, der skriver fra Slack?\n"
        "Nogen har skrevet til BRN-sekretariatet fra Slack og oplyst din adresse. Er det dig, så tryk på knappen. "
        "Er det ikke dig, skal du ikke gøre noget.\n"
        "Navn dér: Vibeke M\n"
        "Knappen virker i et døgn. Giv den ikke videre: Den, der trykker, kan svare som dig.\n"
        "[Ja, det er mig]"
    )
    assert known_as(house) is None
    said = press(house, "Vibeke", "Ja, det er mig")
    assert shown(said) == (
        "Tak, Vibeke. Nu kender vi dig i Slack.\n"
        "Du kan svare dér fra nu af. Vi har sendt dig en mail om det.\n"
        "{Fortryd}"
    )
    assert known_as(house) == "Vibeke Mosegaard"
    assert text_of(house.cards("Vibeke")[0]) == "Nu kender vi dig i Slack."


def test_the_account_that_was_tied_is_told_of_by_mail_and_one_press_unties_it(database):
    house = House(database)
    give(house)
    press(house, "Vibeke", "Ja, det er mig")
    assert text_of(house.card("Vibeke")) == (
        "En konto i Slack er blevet knyttet til dig\n"
        "Den kan se og svare på det, der er dit. Var det ikke dig, så tryk på knappen, så kan den ikke længere.\n"
        "[Det var ikke mig]"
    )
    said = press(house, "Vibeke", "Det var ikke mig")
    gone = "Kontoen er ikke længere knyttet til dig.\nVi kender den ikke længere."
    assert shown(said) == gone
    assert known_as(house) is None
    assert [text_of(each) for each in house.cards("Vibeke")] == [gone, gone]


def test_both_go_by_mail_alone_and_the_question_ends_after_a_day(database):
    house = House(database)
    give(house)
    press(house, "Vibeke", "Ja, det er mig")
    with database.reading() as store:
        rows = [row for row in store.session.exec(select(OutboxRow)) if row.kind == OutboxKind.message]
        assert [row.only_by for row in rows] == ["mail", "mail"]
        assert rows[0].answer_by == house.now + timedelta(days=1)


def test_an_address_that_nobody_has_is_answered_the_same_and_nothing_is_sent(database):
    house = House(database)
    known, unknown = give(house), give(house, "nobody@hjoerring.example")
    assert shown(known).replace(VIBEKE, "…") == shown(unknown).replace("nobody@hjoerring.example", "…")
    with database.reading() as store:
        assert len(store.session.exec(select(OutboxRow)).all()) == 1


def test_what_is_no_address_is_said_at_the_field_with_what_was_written(database):
    house = House(database)
    reply = give(house, "Vibeke")
    assert shown(reply) == 'Hvem er du?\nemail: "vibeke" er ikke en mailadresse.'
    assert reply.form is not None
    assert reply.form.values == {"email": "Vibeke"}


def test_the_same_request_twice_sends_one_mail(database):
    house = House(database)
    give(house, key="slack/1.2.3")
    give(house, key="slack/1.2.3")
    assert house.titles("Vibeke") == [QUESTION]


def test_nobody_gets_more_than_three_such_mails_a_day_however_many_accounts_ask(database):
    house = House(database)
    answers = [give(house, address=f"T0HJORRING/U{number}") for number in range(5)]
    assert len({shown(each) for each in answers}) == 1
    assert house.titles("Vibeke") == [QUESTION] * 3
    house.wind(timedelta(hours=24, minutes=1))
    give(house)
    assert house.titles("Vibeke") == [QUESTION] * 4


def test_one_account_cannot_have_many_people_written_to(database):
    house = House(database)
    names = ["vibeke.mosegaard@hjoerring", "lars.nystrand@thisted", "anna.lindholt@hjoerring",
             "carsten.lindvig@hjoerring", "gitte.hanvold@thisted", "erik.vendelbjerg@rn"]  # fmt: skip
    for name in names:
        give(house, f"{name}.example")
    with database.reading() as store:
        assert len(store.session.exec(select(OutboxRow)).all()) == 5


@pytest.mark.parametrize(
    "called", ["", "Se evil.example", "https://evil.example", "Ring 12345678", "Vibeke\nTryk her", "V" * 41]
)
def test_a_name_that_is_more_than_a_name_is_not_shown_in_our_mail(database, called):
    house = House(database)
    give(house, called=called)
    assert "Navn dér" not in text_of(house.card("Vibeke"))


def test_a_forwarded_card_in_a_chat_ties_nothing(database):
    house = House(database)
    give(house)
    assert shown(press(house, "Vibeke", "Ja, det er mig", face="slack")) == "Det kan kun besvares fra mailen."
    assert known_as(house) is None


def test_the_link_ties_the_account_to_whom_the_mail_was_sent_and_to_nobody_twice(database):
    house = House(database)
    give(house)
    give(house, "lars.nystrand@thisted.example")
    press(house, "Lars", "Ja, det er mig")
    assert known_as(house) == "Lars Nystrand"
    assert shown(press(house, "Vibeke", "Ja, det er mig")) == (
        "Den konto hører til en anden.\nSkriv til sekretariatet."
    )
    again = button(house.cards("Vibeke")[0], "Ja, det er mig")
    assert shown(house.ask("Lars", action=again.action, args=again.args, face="link")) == "Det er allerede gjort."
    assert text_of(house.card("Vibeke")).startswith(QUESTION)


def test_what_an_account_is_called_goes_with_its_person_and_stands_in_no_journal_line(database):
    house = House(database)
    give(house)
    press(house, "Vibeke", "Ja, det er mig")
    vibeke = house.person("Vibeke").id
    with database.changing() as store:
        line = journal.last_about(store, vibeke, ["identity.tied"])
        assert (line.facts, line.face) == ({}, "link")
        assert journal.texts_of(store, [line.id]) == {line.id: {"address": f"slack:{ACCOUNT}"}}
        journal.erase_texts(store, vibeke)
        people.drop_identities(store, vibeke)
    assert shown(press(house, "Vibeke", "Det var ikke mig")) == "Det findes ikke længere."


def test_the_secretariat_can_untie_it_too_and_nobody_else(database):
    house = House(database)
    give(house)
    press(house, "Vibeke", "Ja, det er mig")
    undo = button(house.card("Vibeke"), "Det var ikke mig")
    refused = house.ask("Lars", action=undo.action, args=undo.args)
    assert shown(refused) == "Det kan kun den, der gjorde det, og sekretariatet fortryde."
    assert known_as(house) == "Vibeke Mosegaard"
    said = house.ask("Sofie", action=undo.action, args=undo.args)
    assert shown(said) == "Kontoen er ikke længere knyttet til Vibeke Mosegaard.\nVi kender den ikke længere."
    assert known_as(house) is None


def test_in_english(database):
    house = House(database)
    with database.changing() as store:
        people.get(store, house.person("Vibeke").id).language = "en"
    assert shown(give(house, language="en")).split("\n")[0] == f"If we know {VIBEKE}, a mail is on its way to it."
    assert text_of(house.card("Vibeke")).split("\n")[0] == "Is it you who writes from Slack?"
    assert (
        shown(press(house, "Vibeke", "Yes, it is me")).split("\n")[0] == "Thank you, Vibeke. Now we know you in Slack."
    )
    assert house.titles("Vibeke")[-1] == "An account in Slack has been tied to you"


def test_somebody_who_writes_from_teams_is_asked_about_teams_and_tied_there(database):
    house, account = House(database), "tenant/vibeke"
    give(house, kind=IdentityKind.teams, address=account)
    assert text_of(house.card("Vibeke")).startswith(
        "Er det dig, der skriver fra Teams?\nNogen har skrevet til BRN-sekretariatet fra Teams og oplyst din adresse."
    )
    said = press(house, "Vibeke", "Ja, det er mig")
    assert shown(said).startswith("Tak, Vibeke. Nu kender vi dig i Teams.\n")
    assert [known_as(house, account, kind) for kind in (IdentityKind.teams, IdentityKind.slack)] == [
        "Vibeke Mosegaard",
        None,
    ]
    assert house.titles("Vibeke") == ["Nu kender vi dig i Teams.", "En konto i Teams er blevet knyttet til dig"]
    press(house, "Vibeke", "Det var ikke mig")
    assert known_as(house, account, IdentityKind.teams) is None
