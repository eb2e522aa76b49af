"""People in the tests' Slack act as Slack lets them, and the whole program answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.slack import filling
from tests.slack.fake import Fake
from tests.slack.filling import CannotSend
from tests.slack.reading import Shown
from tests.slack.town import SECRETARIAT, Town, play
from tests.smtp import PostOffice

ASKED = """\
Må vi låne Anna Lindholt?
Taskforcen Elnet skal skærpe Nordjyllands argumenter for et stærkere elnet. Ca. 4 timer om ugen, december–maj. \
Svar senest fredag den 27. november kl. 12 (uge 48). Tovholder: Emil Brandtoft.
Hilsen Sofie Kragelund, BRN
[Ja, spørg Anna] [Foreslå en anden] [Ikke denne gang] [⋯ Send videre til en kollega | Læs mere]"""
THANKS = """\
Tak, Vibeke. Vi spørger Anna.
Du hører fra os, når Anna har svaret. Indtil fredag den 27. november kl. 12 kan du ændre svaret.
[Skift svar]"""
ONE = {"whom": "Hjørring: Anna Lindholt", "outputs": ""}


def test_an_order_reaches_a_director_who_answers_with_two_taps(
    fresh_file: Path, office: PostOffice, fake: Fake
) -> None:
    async def scenario(town: Town) -> None:
        await town.order(**ONE)
        asked = town.card("Vibeke", "Ja, spørg Anna")
        assert asked.text == ASKED

        done = await town.slack.press("Vibeke", asked, "Ja, spørg Anna")

        assert [each.text for each in done.shown] == [THANKS]
        assert town.slack.texts("Vibeke") == [THANKS]
        assert town.slack.taps[town.slack.id("Vibeke")] == 2
        assert town.post.subjects("Anna") == ["Vil du være med i taskforcen Elnet? Svar gerne senest 30. november"]
        assert [each["arguments"] for each in fake.refused()] == [{"email": "anna.lindholt@hjoerring.example"}]

    play(fresh_file, office, fake, scenario, chatting=(*SECRETARIAT, "Vibeke"))


def test_a_form_is_not_sent_while_something_is_missing_or_too_long(
    fresh_file: Path, office: PostOffice, fake: Fake
) -> None:
    async def scenario(town: Town) -> None:
        done = await town.slack.command("Sofie", "/taskforce ny")
        for values, why in (
            ({"title": "Elnet"}, "Opgave: nothing is filled in"),
            ({"title": "x" * 3001}, "Titel: 3001 characters are too many"),
        ):
            with pytest.raises(CannotSend, match=why):
                await town.slack.submit("Sofie", done, values)
        with pytest.raises(AssertionError, match="'farve' is not among"):
            await town.slack.submit("Sofie", done, farve="rød")
        assert town.slack.view("Sofie") == done.view

        await town.slack.close("Sofie", done)
        assert town.slack.view("Sofie") is None

    play(fresh_file, office, fake, scenario)


def test_the_same_delivery_again_changes_nothing_also_after_a_restart(
    fresh_file: Path, office: PostOffice, fake: Fake
) -> None:
    async def scenario(town: Town) -> None:
        await town.order(**ONE)
        first = town.slack.texts("Sofie"), town.slack._last
        answer = await town.slack.again()
        assert (answer.status, answer.body) == (200, "")
        assert town.slack.texts("Sofie") == first[0]
        kept.append(first)

    async def later(town: Town) -> None:
        texts, town.slack._last = kept[0]
        answer = await town.slack.again(retry=2)
        assert answer.status == 200
        assert town.slack.texts("Sofie") == texts

    kept: list[tuple[list[str], tuple[bytes, str]]] = []
    play(fresh_file, office, fake, scenario)
    play(fresh_file, office, fake, later)


def test_nobody_gets_in_without_slacks_signature(fresh_file: Path, office: PostOffice, fake: Fake) -> None:
    async def scenario(town: Town) -> None:
        body = b"command=/taskforce&text=ny"
        assert (await town.slack.unsigned(body)).status == 401
        assert (await town.slack.signed(body, timestamp=1.0)).status == 401
        assert fake.record() == []

    play(fresh_file, office, fake, scenario)


def test_a_command_is_no_command_in_another_workspace(fresh_file: Path, office: PostOffice, fake: Fake) -> None:
    async def scenario(town: Town) -> None:
        with pytest.raises(AssertionError, match="not a valid command"):
            await town.slack.command("Amir", "hjælp")

    play(fresh_file, office, fake, scenario)


def test_the_clock_is_wound_and_messages_carry_its_time(fresh_file: Path, office: PostOffice, fake: Fake) -> None:
    async def scenario(town: Town) -> None:
        await town.order(**ONE)
        before = float(town.slack.messages("Sofie")[-1].ts)
        await town.wind("2026-11-27 13:00")
        said = await town.slack.say("Sofie", "Sofie", "hjælp")
        assert before < town.program.clock.now().timestamp() - 6 * 24 * 3600
        assert float(said.ts) == pytest.approx(town.program.clock.now().timestamp(), abs=5)

    play(fresh_file, office, fake, scenario)


FIELD = {"type": "input", "block_id": "title", "label": {"type": "plain_text", "text": "Titel"}}
TYPED = {"title": {"value": {"type": "plain_text_input", "value": "Elnet"}}}


def test_what_was_typed_stays_when_a_view_takes_anothers_place() -> None:
    element = {"type": "plain_text_input", "action_id": "value", "initial_value": "Havne"}
    same = Shown("modal", {"blocks": [FIELD | {"element": element}]}, id="V1")
    other = Shown("modal", {"blocks": [FIELD | {"element": element | {"action_id": "title"}}]}, id="V1")

    assert filling.kept(same, TYPED) == TYPED
    assert filling.kept(other, TYPED) == {"title": {"title": {"type": "plain_text_input", "value": "Havne"}}}


def test_an_option_is_chosen_by_its_words_or_its_value_and_no_other() -> None:
    options = [{"text": {"type": "plain_text", "text": "Dansk"}, "value": "da"}]
    element = {"type": "radio_buttons", "action_id": "value", "options": options}

    assert filling.filled(element, "Dansk") == filling.filled(element, "da")
    with pytest.raises(CannotSend, match="'de' is not among"):
        filling.filled(element, "de")
