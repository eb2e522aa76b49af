"""Every card and form of the core case, as Teams would show it to whoever has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.teams import forms, render
from bot.teams.texts import LARGEST, weight
from handlers.dialogue.card import Button, Card, Confirm, Facts, Item, Items, Line, Table
from handlers.dialogue.form import Form
from handlers.forming.nomination.questions import words
from handlers.locale import Speech
from tests import elnet
from tests.overheard import Overheard, core_case, overheard
from tests.teams.aloud import aloud
from tests.teams.checks import of_activity
from tests.world import ORDERED

T = Speech("da", ORDERED)


@pytest.fixture
def house(migrated_file: Path, tmp_path: Path) -> Iterator[Overheard]:
    with overheard(migrated_file, tmp_path) as made:
        yield made


def content(card: Card) -> dict[str, Any]:
    """The only page of a card; Teams takes it."""
    made = render.message(card, T)
    assert (of_activity(render.activity(made)), made.pages) == ([], 1)
    return made.content


def shown(card: Card) -> str:
    return aloud(content(card))


def asked(form: Form | None) -> str:
    """A form, as it is read."""
    assert form is not None
    made = forms.form(form, T, way_back=False)
    assert of_activity(render.activity(made)) == []
    return aloud(made.content)


def test_a_directors_card_is_a_question_forty_words_and_three_answers(house: Overheard) -> None:
    elnet.send(house)
    card = content(elnet.asked(house, "Vibeke"))
    *_, first, second = card["body"]
    assert aloud(card) == (
        "Må vi låne Anna Lindholt?\n"
        "Taskforcen Elnet skal skærpe Nordjyllands argumenter for et stærkere elnet. "
        "Ca. 4 timer om ugen, december–maj. Svar senest fredag den 27. november kl. 12 (uge 48). "
        "Tovholder: Emil Brandtoft.\n"
        "Hilsen Sofie Kragelund, BRN\n"
        "[Ja, spørg Anna …] [Foreslå en anden]\n"
        "[Ikke denne gang] [Send videre til en kollega] [Læs mere]"
    )
    assert [each.get("mode") for each in second["actions"]] == [None, "secondary", "secondary"]
    assert first["actions"][0]["style"] == "positive"
    assert aloud(first["actions"][0]["card"]) == "Skal vi spørge Anna Lindholt?\nAnna bestemmer selv.\n[Ja, spørg Anna]"
    assert card["speak"] == "Venter på svar: Må vi låne Anna Lindholt?"
    assert [run for run in card["body"][1]["inlines"] if "weight" in run] == [
        {"type": "TextRun", "text": "fredag den 27. november kl. 12", "weight": "Bolder"}
    ]


def test_no_directors_card_has_more_than_forty_words_and_three_answers(house: Overheard) -> None:
    elnet.send(house)
    for who in ("Vibeke", "Lars", "Søren", "Erik", "Tobias"):
        card = elnet.asked(house, who)
        read = [line for line in shown(card).splitlines() if not line.startswith("[")]
        assert sum(len(line.split()) for line in read) == words(card) <= 40
        pressed = [each for row in content(card)["body"] if row["type"] == "ActionSet" for each in row["actions"]]
        assert len([each for each in pressed if "mode" not in each]) == 3


def test_the_open_question_and_the_invitation_read_as_they_are_written(house: Overheard) -> None:
    elnet.send(house)
    assert shown(elnet.asked(house, "Lars")) == (
        "Hvem hos jer kan hjælpe Elnet?\n"
        "Taskforcen Elnet mangler én fra Thisted Kommune med indsigt i netplanlægning eller vindkraft. "
        "Ca. 4 timer om ugen, december–maj. Svar senest fredag den 27. november kl. 12 (uge 48).\n"
        "Hilsen Sofie Kragelund, BRN\n"
        "[Udpeg en] [Send videre]\n"
        "[Ikke denne gang] [Læs mere]"
    )
    assert shown(elnet.asked(house, "Tobias")) == (
        "Vil Green Hub Denmark være med i Elnet?\n"
        "Taskforcen Elnet skal skærpe Nordjyllands argumenter for et stærkere elnet. "
        "Ca. 4 timer om ugen, december–maj. Svar senest fredag den 27. november kl. 12 (uge 48).\n"
        "Hilsen Sofie Kragelund, BRN\n"
        "[Ja, jeg deltager] [En anden fra os]\n"
        "[Nej tak] [Læs mere]"
    )


def test_the_experts_question_has_its_facts_in_two_columns_and_its_small_print_last(house: Overheard) -> None:
    elnet.send(house)
    elnet.answer(house, "Vibeke", "Ja, spørg Anna")
    card = next(card for card in house.cards("Anna") if card.title.startswith("Vil du være med"))
    assert shown(card) == (
        "Vil du være med i taskforcen Elnet?\n"
        "Hej Anna. Vibeke Mosegaard peger på dig, fordi du arbejder med energiplanlægning. Sammen med fem andre fra "
        "kommuner, region og Green Hub Denmark skal du skærpe Nordjyllands argumenter for et stærkere elnet.\n"
        "Tid: ca. 4 timer om ugen, december 2026 til maj 2027\n"
        "Tovholder: Emil Brandtoft, BRN\n"
        "Svar gerne senest: mandag den 30. november\n"
        "Er det ikke aftalt med din leder, så tag snakken først. Et nej er helt i orden, og du behøver ikke forklare "
        "det.\n"
        "[Ja, jeg er med] [Nej tak]\n"
        "[Jeg har et spørgsmål]\n"
        "Siger du ja, kan gruppen se dit navn, din titel og din mail. Du kan altid se, rette eller slette dine "
        "oplysninger."
    )
    assert [each["type"] for each in content(card)["body"]] == [
        *("TextBlock", "RichTextBlock", "FactSet", "RichTextBlock", "ActionSet", "ActionSet", "RichTextBlock")
    ]


def test_a_directors_digest_reads_from_its_heading_to_its_small_print(house: Overheard) -> None:
    elnet.established(house)
    house.wind("2026-12-08 09:00")
    digest = next(card for card in reversed(house.cards("Vibeke")) if card.title.startswith("Uge "))
    assert shown(digest) == (
        "Uge 50 · 7.–13. december 2026 · Hjørring\n"
        "Nedsat\n"
        "• Elnet. Tovholder er Emil Brandtoft, BRN.\n"
        "[Sjældnere] [Slå fra]\n"
        "Oversigten kommer kun, når der er nyt for Hjørring."
    )


def test_an_order_is_asked_for_in_two_steps(house: Overheard) -> None:
    reply = house.say("Sofie", "ny")
    assert asked(reply.form).splitlines() == [
        "Bestil en taskforce",
        "1 af 2",
        "Titel *: ____",
        "Et eller to ord, for eksempel Elnet. Det bliver også navnet på rummet.",
        "Opgave *: ____",
        "Fortsæt sætningen: Taskforcen skal …",
        "Timer om ugen *: ____",
        "For ét medlem. Det spørger en direktør om først.",
        "Varighed (måneder): ____",
        "Lad feltet stå tomt, hvis der ikke er nogen slutdato.",
        "Svarfrist *: fredag den 27. november kl. 12",
        'For eksempel "27. november" eller "5 arbejdsdage".',
        "Findes gruppen allerede? Så skriv /taskforce ny registrer. Hviler den på en politisk beslutning? Så skriv "
        "/taskforce ny bestilt opgave.",
        "[Næste] [Annullér]",
    ]
    wrong = house.fill("Sofie", reply, **{**elnet.FIRST, "hours": "mange"})
    read = asked(wrong.form).splitlines()
    assert (read[0], read[7:9]) == ("Ét felt skal rettes.", ["Timer om ugen *: mange", "Skriv et tal, for eksempel 4."])


LINES, QUOTES = "\n".join(['x"'] * 400), '"' * 1500  # what weighs much more than it has characters


@pytest.mark.parametrize(
    "card",
    [
        Card("Knapper", buttons=(Button("a", QUOTES, confirm=Confirm(LINES, LINES, LINES)),) * 30),
        Card("Ord", buttons=(Button("say", QUOTES, {"words": QUOTES[:900]}),) * 30),
        Card("Tabel", (Table((LINES[:150],) * 3, ((LINES[:150],) * 3,) * 4),)),
        Card("Tabel", (Table(('" ' * 99,) * 3, (('" ' * 99,) * 3,) * 9),)),
        Card("Liste", (Items((Item(QUOTES, (Button("a", "Se"),), note=LINES),) * 3),)),
        Card("Par", (Facts(((QUOTES[:60], QUOTES[:200]), ("Note", LINES)) * 3),)),
        Card(LINES, (Line(LINES, "heading"), Line(LINES, "muted"), Line(LINES, "footer"))),
    ],
)
def test_what_weighs_most_is_parted_too(card: Card) -> None:
    notices = (None, Card(LINES, (Line(LINES),), (Button("a", QUOTES),) * 9))
    for notice in notices:
        for number in range(render.message(card, T, notice=notice).pages):
            made = render.activity(render.message(card, T, number, notice=notice))
            assert (of_activity(made), weight(made) <= LARGEST) == ([], True)


def test_every_card_and_form_of_the_core_case_is_taken(house: Overheard) -> None:
    cards, filled = core_case(house)
    for card in cards:
        content(card)
        noticed = render.message(card, T, notice=card)
        assert (of_activity(render.activity(noticed)), noticed.pages <= 2) == ([], True)
    for form in filled:
        for each in (form, replace(form, errors={field.name: "Det kan vi ikke læse." for field in form.fields})):
            made = forms.form(each, T, way_back=True)
            assert (of_activity(render.activity(made)), weight(render.activity(made)) <= LARGEST) == ([], True)
