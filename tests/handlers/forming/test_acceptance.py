"""The expert's own yes, no or question."""

from __future__ import annotations

import pytest

from handlers.dialogue.card import Aside, Button, Confirm
from storage import members, nominations, outbox
from storage.engine import Database
from storage.tables import NomineeState
from tests.elnet import accept, answer, ask_one, send
from tests.handlers.forming.mailed import by_mail, letter, lines, news, sent_since
from tests.snapshot import nothing_changes
from tests.world import House, text_of


def named(database: Database) -> House:
    house = House(database)
    send(house)
    answer(house, "Vibeke", "Ja, spørg Anna")
    return house


def test_the_invitation_word_for_word(database: Database) -> None:
    house = named(database)
    assert text_of(house.card("Anna")) == (
        "Vil du være med i taskforcen Elnet?\n"
        "Hej Anna. Vibeke Mosegaard peger på dig, fordi du arbejder med energiplanlægning. Sammen med fem andre fra "
        "kommuner, region og Green Hub Denmark skal du skærpe Nordjyllands argumenter for et stærkere elnet.\n"
        "Tid: ca. 4 timer om ugen, december 2026 til maj 2027\n"
        "Tovholder: Emil Brandtoft, BRN\n"
        "Svar gerne senest: mandag den 30. november\n"
        "Er det ikke aftalt med din leder, så tag snakken først. Et nej er helt i orden, og du behøver ikke forklare "
        "det.\n"
        "Siger du ja, kan gruppen se dit navn, din titel og din mail. Du kan altid se, rette eller slette dine "
        "oplysninger.\n"
        "[Ja, jeg er med] [Nej tak] [Jeg har et spørgsmål]"
    )


def test_the_invitation_as_a_mail(database: Database) -> None:
    house = named(database)
    mail = letter(house, "Anna")
    assert (mail.subject, mail.preview, lines(mail)) == (
        "Vil du være med i taskforcen Elnet? Svar gerne senest 30. november",
        "Et nej er et lige så godt svar som et ja. Ca. 4 timer om ugen, december 2026 til maj 2027",
        [
            "Vil du være med i taskforcen Elnet? Vibeke Mosegaard peger på dig, fordi du arbejder med "
            "energiplanlægning. Sammen med fem andre fra kommuner, region og Green Hub Denmark skal du skærpe "
            "Nordjyllands argumenter for et stærkere elnet.",
            "Tid: ca. 4 timer om ugen, december 2026 til maj 2027",
            "Tovholder: Emil Brandtoft, BRN",
            "Svar gerne senest: mandag den 30. november",
            "Er det ikke aftalt med din leder, så tag snakken først. Et nej er helt i orden, og du behøver ikke "
            "forklare det.",
        ],
    )
    assert mail.buttons[0].confirm == Confirm(
        "Er du med i Elnet?",
        "Så kan gruppen se dit navn, din titel og din mail. Du kan altid se, rette eller slette dine oplysninger.",
        "Ja, jeg er med",
    )
    assert [each.confirm for each in house.card("Anna").buttons] == [None, None, None]
    assert mail.small == (
        Aside(
            "Siger du ja, kan gruppen se dit navn, din titel og din mail. Du kan altid ",
            Button("me", "se, rette eller slette", style="link"),
            " dine oplysninger.",
        ),
    )


def test_an_answer_and_a_question_taken_back_are_told_by_mail(database: Database) -> None:
    house = named(database)
    by_mail(house, "Anna", "Vibeke")
    before = sent_since(house)
    accept(house, "Anna")
    assert news(house, before) == [("Anna Lindholt", "Godt at have dig med, Anna.")]
    answer(house, "Erik", "Ja, spørg Maja")
    by_mail(house, "Maja")
    before = sent_since(house)
    house.press("Erik", house.card("Erik"), "Skift svar")
    assert news(house, before) == [
        ("Maja Hedelund", "Du skal ikke svare længere om Elnet."),
    ]


def test_the_reminder_of_an_expert_goes_by_mail_too(database: Database) -> None:
    house = named(database)
    house.wind("2026-11-25 08:00")
    with database.reading() as store:
        rows = outbox.messages_about(store, house.letters["Anna Lindholt"][-1].subject)
        assert [each.insist for each in rows] == [False, True]
    mail = letter(house, "Anna")
    assert (mail.subject, [each.label for each in mail.buttons]) == (
        "Har du haft tid til at tænke over Elnet?",
        ["Ja, jeg er med", "Nej tak", "Jeg har et spørgsmål"],
    )


def test_a_yes_word_for_word(database: Database) -> None:
    house = named(database)
    reply = accept(house, "Anna")
    assert text_of(reply.card) == (
        "Godt at have dig med, Anna.\nGruppen går i gang tirsdag den 1. december.\n{Gruppen på én side}"
    )
    assert (reply.instead, house.card("Anna")) == (True, reply.card)
    with database.reading() as store:
        assert members.membership(store, house.group("Elnet").id, house.person("Anna").id) is not None


def test_a_no_word_for_word(database: Database) -> None:
    house = named(database)
    reply = house.press("Anna", house.card("Anna"), "Nej tak")
    assert text_of(reply.card) == (
        "Tak for svaret, Anna.\nVi giver Vibeke besked om, at du ikke deltager. Vi skriver ikke hvorfor."
    )


@pytest.mark.parametrize("label", ["Ja, jeg er med", "Nej tak"])
def test_it_is_answered_once(database: Database, label: str) -> None:
    house = named(database)
    card = house.card("Anna")
    house.press("Anna", card, label)
    for again in ("Ja, jeg er med", "Nej tak", "Jeg har et spørgsmål"):
        with nothing_changes(database):
            assert house.press("Anna", card, again).card.title == (
                "Du har allerede svaret, fredag den 20. november kl. 9."
            )


def test_nobody_answers_for_an_expert(database: Database) -> None:
    house = named(database)
    card = house.card("Anna")
    for who in ("Vibeke", "Sofie", "Dorthe", "Farah"):
        for label in ("Ja, jeg er med", "Nej tak", "Jeg har et spørgsmål"):
            with nothing_changes(database):
                assert house.press(who, card, label).card.title == "Det kan kun Anna Lindholt svare på."


def test_after_a_no_there_is_time_for_somebody_else(database: Database) -> None:
    house = named(database)
    house.press("Anna", house.card("Anna"), "Nej tak")
    form = answer(house, "Vibeke", "Udpeg en")
    house.fill("Vibeke", form, name="Henrik Tornbjerg", email="henrik.tornbjerg@hjoerring.example")
    with database.reading() as store:
        request = nominations.requests_of_group(store, house.group("Elnet").id)[0]
        assert request.reply_by.astimezone(house.now.tzinfo).isoformat() == "2026-11-30T12:00:00+01:00"
        assert [each.state for each in nominations.nominees_of(store, [request.id])] == [
            NomineeState.declined,
            NomineeState.asked,
        ]
    accept(house, "Henrik")
    assert house.titles("Vibeke")[-1] == "Henrik er med i Elnet."


def test_a_question_and_its_answer(database: Database) -> None:
    house = named(database)
    form = answer(house, "Anna", "Jeg har et spørgsmål")
    sent = house.fill("Anna", form, question="Hvor mange møder?")
    assert text_of(sent.card) == (
        "Sofie Kragelund har fået dit spørgsmål.\nDu får svar her. Du kan stadig svare ja eller nej."
    )
    assert text_of(house.card("Sofie")) == "Anna Lindholt har et spørgsmål om Elnet\nHvor mange møder?\n[Svar]"
    form = house.press("Sofie", house.card("Sofie"), "Svar")
    house.fill("Sofie", form, reply="Fire, <b>måske</b> fem.")
    assert text_of(house.card("Anna")) == (
        "Sofie Kragelund svarer om Elnet\nFire, <b>måske</b> fem.\n[Ja, jeg er med] [Nej tak] [Jeg har et spørgsmål]"
    )
    assert text_of(house.card("Sofie")) == ("Anna Lindholt har fået svar.\nHvor mange møder?\nFire, <b>måske</b> fem.")
    with nothing_changes(database):
        assert house.fill("Sofie", form, reply="Seks.").card.title == "Spørgsmålet er besvaret."
    assert house.press("Anna", house.card("Anna"), "Ja, jeg er med").card.title == "Godt at have dig med, Anna."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Feltet skal udfyldes."),
        ("\x00 \x01", "Feltet skal udfyldes."),
        ("x" * 10_000, "Højst {most} tegn. Det her er 10000."),
        ("Er 010180-1234 mit?", "Udelad CPR-nummeret. Det gemmer vi aldrig."),
    ],
)
def test_a_question_or_an_answer_that_cannot_be_sent(database: Database, text: str, sentence: str) -> None:
    house = named(database)
    form = answer(house, "Anna", "Jeg har et spørgsmål")
    with nothing_changes(database):
        back = house.fill("Anna", form, question=text)
    assert back.form.errors == {"question": sentence.format(most=1000)}
    house.fill("Anna", form, question="Hvor \ud800mange?")
    form = house.press("Sofie", house.card("Sofie"), "Svar")
    with nothing_changes(database):
        back = house.fill("Sofie", form, reply=text)
    assert back.form.errors == {"reply": sentence.format(most=2000)}


def test_one_reminder_after_three_working_days(database: Database) -> None:
    house = named(database)
    house.wind("2026-12-02 12:00")
    titles = house.titles("Anna")
    assert titles.count("Har du haft tid til at tænke over Elnet?") == 1
    reminder = next(card for card in house.cards("Anna") if card.title.startswith("Har du haft"))
    assert text_of(reminder) == (
        "Har du haft tid til at tænke over Elnet?\n"
        "Vi mangler dit svar. Et nej er lige så godt et svar som et ja.\n"
        "[Ja, jeg er med] [Nej tak] [Jeg har et spørgsmål]"
    )
    house.press("Anna", reminder, "Ja, jeg er med")
    assert [card.title for card in house.cards("Anna") if card.buttons and "Vil du" in card.title] == []


def test_an_outside_contact_who_says_yes_is_in_and_not_asked_again(database: Database) -> None:
    house = House(database)
    send(house)
    reply = answer(house, "Tobias", "Ja, jeg deltager")
    assert text_of(reply.card) == ("Godt at have dig med, Tobias.\nGruppen går i gang tirsdag den 1. december.")
    assert len(house.cards("Tobias")) == 1


def test_the_invitation_in_english(database: Database) -> None:
    house = House(database)
    ask_one(house, "Aalborg: Amir Rahimi")
    answer(house, "Bodil", "Ja, spørg Amir")
    assert text_of(house.card("Amir")) == (
        "Would you like to join the task force Elnet?\n"
        "Hello Amir. Bodil Limgaard suggests you, since you work with data. Together with one other from a "
        "municipality you are to skærpe Nordjyllands argumenter for et stærkere elnet.\n"
        "Time: about 4 hours a week, December 2026 to May 2027\n"
        "Coordinator: Emil Brandtoft, BRN\n"
        "Please answer by: Monday 30 November\n"
        "If it is not agreed with your manager, talk to them first. A no is quite all right, and you need not "
        "explain it.\n"
        "If you say yes, the group can see your name, title and e-mail. You can always see, correct or erase what "
        "we know about you.\n"
        "[Yes, I am in] [No, thank you] [I have a question]"
    )
    form = answer(house, "Amir", "I have a question")
    assert house.fill("Amir", form, question="").form.errors == {"question": "This has to be filled in."}
    reply = house.press("Amir", house.card("Amir"), "Yes, I am in")
    assert reply.card.title == "Good to have you, Amir."
