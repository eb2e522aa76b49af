"""Every card and form of the core case, as Slack would show it to whoever has it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.slack import modal, render
from handlers.dialogue.card import Card
from handlers.dialogue.form import Form
from handlers.dialogue.reply import Reply
from handlers.forming.nomination.questions import words
from handlers.locale import Speech
from storage.engine import Database
from tests import elnet
from tests.slack.aloud import aloud
from tests.slack.checks import refusals
from tests.world import ORDERED, House, buttons

T = Speech("da", ORDERED)
SAID = ("", "ny", "ny registrer", "status Elnet", "liste", "svar Elnet", "frist Elnet", "medlem Elnet", "rum Elnet")
ALSO = ("overdrag Elnet", "opløs Elnet", "fravær", "mig", "hjælp", "satus")


class Overheard(House):
    """A house in which every reply is kept."""

    replies: list[Reply]

    def ask(self, who: str, **request: object) -> Reply:
        """The same, and kept."""
        reply = super().ask(who, **request)
        self.replies.append(reply)
        return reply


@pytest.fixture
def house(migrated_file: Path, tmp_path: Path) -> Iterator[Overheard]:
    path = tmp_path / "test.db"
    shutil.copy(migrated_file, path)
    database = Database(f"sqlite:///{path}")
    made = Overheard(database)
    made.replies = []
    yield made
    database.close()


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
    elnet.established(house)
    house.wind("2026-12-08 09:00")
    elnet.send(house, title="Havne", reply_by="5 arbejdsdage")  # and one that is still to be answered
    for said in (*SAID, *ALSO):
        house.say("Sofie", said)
    for said in ("", "status Elnet", "mig", "hjælp"):
        for who in ("Vibeke", "Anna", "Emil"):
            house.say(who, said)
    letters = {name: [each.card for each in some] for name, some in house.letters.items() if not name.startswith("#")}
    for name, cards in {**letters, "Sofie": [reply.card for reply in house.replies if reply.card]}.items():
        _press_all_that_only_shows(house, name, cards)
    cards = [letter.card for box in house.letters.values() for letter in box]
    cards += [reply.card for reply in house.replies if reply.card is not None]
    forms = [reply.form for reply in house.replies if reply.form is not None]
    assert len(cards) > 100
    assert len({form.name for form in forms}) > 12
    for card in cards:
        _card_is_taken(card)
    for form in forms:
        _form_is_taken(form)


def _press_all_that_only_shows(house: Overheard, who: str, cards: list[Card]) -> None:
    """Press each button once that changes nothing; what opens is looked at with the rest."""
    offered = {(each.action, tuple(each.args.items())) for card in cards for each in buttons(card) if each.url is None}
    for action, args in sorted(offered, key=str):
        route = house.runner.router.routes.get(action)
        if route is not None and not route.changes:
            house.ask(who, action=action, args=dict(args))


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
    assert len(modal.errors(_wrong(form))) == len([each for each in asks if not each.endswith(modal.FREE)])


def _wrong(form: Form) -> Form:
    return replace(form, errors={each.name: "Det kan vi ikke læse." for each in form.fields})
