"""Every card and form of the core case, as Slack would show it to whoever has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.inputs import FREE
from bot.slack import modal, render
from handlers.dialogue.card import Card
from handlers.dialogue.form import Form
from handlers.forming.nomination.questions import words
from handlers.locale import Speech
from tests import elnet
from tests.overheard import Overheard, core_case, overheard
from tests.slack.aloud import aloud
from tests.slack.checks import refusals
from tests.world import ORDERED

T = Speech("da", ORDERED)


@pytest.fixture
def house(migrated_file: Path, tmp_path: Path) -> Iterator[Overheard]:
    with overheard(migrated_file, tmp_path) as made:
        yield made


def shown(card: Card) -> str:
    return aloud(render.message(card, T).blocks)


def test_a_directors_card_has_forty_words_and_three_buttons(house: Overheard) -> None:
    elnet.send(house)
    card = elnet.asked(house, "Vibeke")
    assert shown(card) == (
        "Må vi låne Anna Lindholt?\n"
        "Taskforcen Elnet skal skærpe Nordjyllands argumenter for et stærkere elnet. "
        "Ca. 4 timer om ugen, december–maj. Svar senest fredag den 27. november kl. 12 (uge 48). "
        "Tovholder: Emil Brandtoft.\n"
        "Hilsen Sofie Kragelund, BRN\n"
        "[Ja, spørg Anna] [Foreslå en anden] [Ikke denne gang] [⋯ Send videre til en kollega | Læs mere]"
    )
    for who in ("Vibeke", "Lars", "Søren", "Erik", "Tobias"):
        card = elnet.asked(house, who)
        read = [line for line in shown(card).splitlines() if not line.startswith("[")]
        assert sum(len(line.split()) for line in read) == words(card) <= 40
        first = next(each for each in render.message(card, T).blocks if each["type"] == "actions")
        assert [each["type"] for each in first["elements"]][:3] == ["button"] * 3
        assert [each["type"] for each in first["elements"]][3:] in ([], ["overflow"])


def test_every_card_and_form_of_the_core_case_is_taken(house: Overheard) -> None:
    cards, forms = core_case(house)
    for card in cards:
        _card_is_taken(card)
    for form in forms:
        _form_is_taken(form)


def _card_is_taken(card: Card) -> None:
    drawn = render.message(card, T)
    assert (refusals(drawn.blocks), drawn.pages) == ([], 1)
    view = modal.card(card, T, modal.Meta("status.show", {"group": 1}))
    assert (refusals(view), view["title"]["text"] != "–") == ([], True)


def _form_is_taken(form: Form) -> None:
    view = modal.form(form, T, modal.Meta())
    assert refusals(view) == []
    assert refusals(modal.form(_wrong(form), T, modal.Meta())) == []
    asks = [each["block_id"] for each in view["blocks"] if each["type"] == "input"]
    assert set(modal.errors(_wrong(form))) <= set(asks)
    assert len(modal.errors(_wrong(form))) == len([each for each in asks if not each.endswith(FREE)])


def _wrong(form: Form) -> Form:
    return replace(form, errors={each.name: "Det kan vi ikke læse." for each in form.fields})
