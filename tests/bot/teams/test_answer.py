"""Where a reply goes, for everything that can be pressed in Teams; over HTTP, against the tests' Microsoft."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.teams import forms, render
from handlers.dialogue.card import Card, Line
from handlers.people.identities import FORM as INTRODUCTION
from storage import conversations
from storage.engine import Database
from storage.tables import OutboxKind, Person
from tests.bot.acted import LONG, MANY, QUESTION, SETTLED
from tests.bot.teams.playhouse import CHANNEL, Playhouse, answered, below, play, played, stood
from tests.snapshot import nothing_changes
from tests.teams.fake import Fake
from tests.teams.reading import Shown, labels

Run = Callable[[Any], None]
THANKS = "Tak, Vibeke. Vi spørger Anna.\nDu hører fra os."
REFUSED = Card("Fristen er gået.", (Line("Skriv til Sofie."),), tone="warning")
MORE = "Mere om Elnet\nTovholder: Emil Brandtoft\n[Godt]"


@pytest.fixture
def run(database: Database, teams: Fake, monkeypatch: pytest.MonkeyPatch) -> Run:
    return lambda scenario: play(database, teams, monkeypatch, scenario)


# --- buttons ---


def test_what_takes_a_cards_place_stands_in_the_answer_and_is_drawn_for_everybody(run: Run) -> None:
    async def scenario(house: Playhouse) -> None:
        done = await house.workspace.press("Vibeke", await house.card("Vibeke", QUESTION), "Ja, spørg Anna")
        assert done.answer.body == answered(render.message(SETTLED, house.t).content)
        assert (stood(done), below(done)) == (THANKS, ["yes 0"])
        assert sorted(house.calls()) == ["send", "update"]
        assert [(row.unique_key, row.target_id, row.lane) for row in house.rows(OutboxKind.update)] == [
            ("request:12/Vibeke/1", 1, "person:2/request:12")
        ]

    run(scenario)


def test_a_card_that_its_handler_has_drawn_again_stays_as_that_drew_it(run: Run) -> None:
    async def scenario(house: Playhouse) -> None:
        done = await house.workspace.press("Vibeke", await house.card("Vibeke", QUESTION), "Ja, med det samme")
        assert stood(done) == "Tegnet om af den, der ved det."
        assert house.calls() == ["update"]

    run(scenario)


def test_what_only_turns_a_card_over_is_drawn_in_its_place(run: Run) -> None:
    async def scenario(house: Playhouse) -> None:
        done = await house.workspace.press("Vibeke", await house.card("Vibeke", QUESTION), "Vend")
        assert (stood(done), below(done)) == ("Bagsiden\n[Læs mere]", [])
        assert house.calls() == ["update"]

    run(scenario)


def test_a_card_of_its_own_comes_below_and_the_other_says_so(run: Run) -> None:
    async def scenario(house: Playhouse) -> None:
        card = await house.card("Vibeke", QUESTION)
        done = await house.workspace.press("Vibeke", card, "Læs mere")
        notice = Card("Svaret står nedenfor.")
        assert done.answer.body == answered(render.message(QUESTION, house.t, notice=notice).content)
        assert (stood(done), below(done)) == (f"Svaret står nedenfor.\n{card.text}", [MORE])
        row = house.rows(OutboxKind.message)[-1]
        key = row.unique_key.removesuffix("/reply")
        assert (row.lane, row.subject, row.person_id, row.only_by, row.place) == (
            *(f"reply:{key}", f"reply:{key}", 2, "teams", ""),
        )
        assert key == f"teams/{card.talk}/{house.workspace._last['id']}"
        done = await house.workspace.press("Vibeke", done.new[-1], "Godt")
        assert stood(done) == THANKS

    run(scenario)


def test_a_refusal_stands_on_top_of_the_card_and_nothing_has_changed(run: Run, database: Database) -> None:
    async def scenario(house: Playhouse) -> None:
        card = await house.card("Vibeke", QUESTION)
        with nothing_changes(database):
            done = await house.workspace.press("Vibeke", card, "Ikke denne gang")
        assert done.answer.body == answered(render.message(QUESTION, house.t, notice=REFUSED).content)
        assert stood(done) == f"Fristen er gået.\nSkriv til Sofie.\n{card.text}"
        assert house.calls() == []

    run(scenario)


def test_a_defect_is_told_with_its_reference_on_top_of_the_card(run: Run, database: Database) -> None:
    async def scenario(house: Playhouse) -> None:
        card = await house.card("Vibeke", QUESTION)
        with nothing_changes(database):
            done = await house.workspace.press("Vibeke", card, "Noget går galt")
        assert re.search(r"\(Ref. [0-9A-F]{4}\)", stood(done))
        assert stood(done).endswith(card.text)

    run(scenario)


def test_a_short_thanks_stands_on_top_of_the_card_as_it_is_now(run: Run) -> None:
    async def scenario(house: Playhouse) -> None:
        card = await house.card("Vibeke", QUESTION)
        done = await house.workspace.press("Vibeke", card, "Noter")
        assert (stood(done), below(done)) == (f"Noteret.\n{card.text}", ["told 0"])
        assert house.calls() == ["send"]

    run(scenario)


def test_a_button_from_before_and_silence_leave_the_card(run: Run, database: Database) -> None:
    async def scenario(house: Playhouse) -> None:
        card = await house.card("Vibeke", QUESTION)
        with nothing_changes(database):
            done = await house.workspace.press("Vibeke", card, "Fra før")
        assert stood(done) == f"Det findes ikke længere.\n{card.text}"
        done = await house.workspace.press("Vibeke", card, "Ingenting")
        assert done.answer.body == answered(render.message(QUESTION, house.t).content)
        assert house.calls() == []

    run(scenario)


def test_somebody_is_answered_in_their_own_language(run: Run, database: Database) -> None:
    async def scenario(house: Playhouse) -> None:
        card = await house.card("Vibeke", QUESTION)
        with database.changing() as store:
            store.session.get_one(Person, 2).language = "en"
        done = await house.workspace.press("Vibeke", card, "Læs mere")
        assert stood(done).splitlines()[0] == "The answer stands below."

    run(scenario)


# --- in channels ---


def test_what_everybody_sees_is_not_replaced_by_what_is_for_one(run: Run) -> None:
    async def scenario(house: Playhouse) -> None:
        shared = replace(QUESTION.buttons[0], action="play.shared", label="For alle")
        card = await house.room(replace(QUESTION, body=(), buttons=(*QUESTION.buttons[:1], shared)))
        done = await house.workspace.press("Sofie", card, "Ja, spørg Anna")
        assert (stood(done), below(done)) == (f"{THANKS}\n{card.text}", ["yes 0"])
        assert house.workspace.texts(CHANNEL, viewer="Vibeke") == [card.text]
        await house.workspace.press("Sofie", card, "For alle")
        assert house.workspace.texts(CHANNEL, viewer="Vibeke") == [THANKS]

    run(scenario)


def test_in_a_channel_what_is_for_one_comes_to_their_own_chat(run: Run) -> None:
    async def scenario(house: Playhouse) -> None:
        card = await house.room(QUESTION)
        done = await house.workspace.press("Sofie", card, "Læs mere")
        assert stood(done) == f"Svaret ligger i din chat med Taskforce.\n{card.text}"
        assert house.workspace.texts("Sofie") == [MORE]
        assert house.workspace.texts(CHANNEL, viewer="Vibeke") == [card.text]

    run(scenario)


def test_in_a_channel_what_is_for_everybody_comes_in_the_thread(run: Run) -> None:
    async def scenario(house: Playhouse) -> None:
        here = replace(QUESTION.buttons[3], action="play.all", label="Vis alle")
        card = await house.room(replace(QUESTION, body=(), buttons=(here,)))
        done = await house.workspace.press("Sofie", card, "Vis alle")
        assert stood(done) == f"Svaret står i tråden.\n{card.text}"
        root, reply = house.workspace.messages(CHANNEL, viewer="Vibeke")
        assert (reply.text, reply.root) == (MORE, root.id)
        row = house.rows(OutboxKind.message)[-1]
        assert (row.person_id, row.place) == (None, f"{card.conversation}/")

    run(scenario)


def test_in_a_channel_a_card_is_turned_over_for_whoever_pressed_with_a_way_back(run: Run, database: Database) -> None:
    async def scenario(house: Playhouse) -> None:
        card = await house.room(QUESTION)
        with nothing_changes(database):
            done = await house.workspace.press("Sofie", card, "Vend")
            assert stood(done) == "Bagsiden\n[Læs mere] [Tilbage]"
            done = await house.workspace.press("Sofie", done.pressed, "Tilbage")
        assert stood(done) == card.text

    run(scenario)


def test_whoever_cannot_be_written_to_is_answered_in_the_place_of_the_card(run: Run) -> None:
    async def scenario(house: Playhouse) -> None:
        card = await house.room(QUESTION)
        account = house.fake.account(house.workspace.id("Sofie"))
        await house.runner.change(lambda store: conversations.dead(store, "teams", account, house.clock.now()))
        done = await house.workspace.press("Sofie", card, "Læs mere")
        assert (stood(done), below(done)) == (f"{MORE.removesuffix('[Godt]')}[Godt] [Tilbage]", [])
        assert house.calls() == []

    run(scenario)


# --- pages ---


def test_another_page_of_a_long_card_is_shown_to_whoever_pressed(run: Run, database: Database) -> None:
    async def scenario(house: Playhouse) -> None:
        shown = await house.card("Vibeke", LONG)
        pages = [shown.text]
        with nothing_changes(database):
            while "Vis mere" in labels(shown) or "Vis resten" in labels(shown):
                label = "Vis mere" if "Vis mere" in labels(shown) else "Vis resten"
                done = await house.workspace.press("Vibeke", shown, label)
                assert done.pressed is not None
                shown = done.pressed
                pages.append(shown.text)
            done = await house.workspace.press("Vibeke", shown, "Forrige")
        assert stood(done) == pages[-2]
        found = sorted(map(int, re.findall(r"Linje (\d+)", "\n".join(pages))))
        assert (found, len(pages) > 1, house.calls()) == (list(range(MANY)), True, [])

    run(scenario)


def test_a_button_on_a_later_page_is_answered_as_any(run: Run) -> None:
    async def scenario(house: Playhouse) -> None:
        done = await house.workspace.press("Vibeke", await house.card("Vibeke", LONG), "Vis mere")
        done = await house.workspace.press("Vibeke", done.pressed, "Svar")
        assert (stood(done).splitlines()[:2], below(done)) == (["Svaret står nedenfor.", "En lang liste"], [MORE])

    run(scenario)


# --- whose it is ---


def test_a_card_of_somebody_elses_is_not_shown_and_gives_no_rights(run: Run) -> None:
    async def scenario(house: Playhouse) -> None:
        card = await house.card("Vibeke", QUESTION)
        hers = {"type": "Action.Execute", "data": {"taskforce": {"args": {"page": 0}}}}
        for verb, text in (("page", "Det findes ikke længere."), ("back", "Skemaet er lukket.\nIntet er sendt.")):
            pressed = house.invoke("Sofie", card, verb=verb, data=hers["data"])
            answer = await house.workspace.signed(pressed)
            assert Shown({"alone": {"": {"card": answer.body["value"]}}, "from": ""}, "", "").text == text
        answer = await house.workspace.signed(house.invoke("Sofie", card, verb="play.yes", data=hers["data"]))
        assert answer.body == answered(render.message(SETTLED, house.t).content)
        await house.settle()
        assert house.workspace.texts("Vibeke")[0] == card.text  # hers stands as it did

    run(scenario)


def test_a_message_that_the_outbox_has_not_carried_is_answered_in_its_place(run: Run) -> None:
    async def scenario(house: Playhouse) -> None:
        card = await house.card("Vibeke", QUESTION)
        forwarded = Shown(card.body, card.talk, "1600000000000", card.viewer)
        data = {"taskforce": {"args": {}}}
        found = []
        for verb in ("play.more", "play.tell", "play.yes", "play.refuse", "play.silent", "play.long"):
            answer = await house.workspace.signed(house.invoke("Vibeke", forwarded, verb=verb, data=data))
            assert answer.body["type"] == "application/vnd.microsoft.card.adaptive"
            found.append(Shown({"alone": {"": {"card": answer.body["value"]}}, "from": ""}, "", "").text)
        await house.settle()
        assert found == [
            *(MORE, "Noteret.", THANKS, "Fristen er gået.\nSkriv til Sofie.", "Det findes ikke længere."),
            "Svaret står nedenfor.",
        ]
        assert [each.splitlines()[0] for each in house.workspace.texts("Vibeke")].count("En lang liste") == 1

    run(scenario)


def test_somebody_unknown_is_asked_who_they_are_and_told_again(run: Run, database: Database) -> None:
    async def scenario(house: Playhouse) -> None:
        card = await house.room(QUESTION)
        amir = house.fake.user("Amir Rahimi", email="amir.rahimi@aalborg.example", role="guest", tenant="0" * 8)
        house.fake.do("join", team=house.workspace.team("BRN"), user=amir)
        with nothing_changes(database):
            done = await house.workspace.press(amir, card, "Ja, spørg Anna")
        assert (stood(done).splitlines()[0], house.traces("yes")) == ("Vi kender dig ikke endnu.", 0)
        values = {"taskforce": {"form": True, "args": {}, "kinds": {"email": "text"}}, "email": "ingen"}
        answer = await house.workspace.signed(house.invoke(amir, card, verb=INTRODUCTION, data=values))
        assert answer.body["statusCode"] == 200

    run(scenario)


# --- once ---


def test_the_same_press_twice_is_carried_out_once_and_answered_alike(run: Run) -> None:
    async def scenario(house: Playhouse) -> None:
        for subject, label in (("request:1", "Læs mere"), ("request:12", "Ja, spørg Anna")):
            done = await house.workspace.press("Vibeke", await house.card("Vibeke", QUESTION, subject), label)
            before = house.workspace.texts("Vibeke")
            assert (await house.workspace.again()).body == done.answer.body
            assert house.workspace.texts("Vibeke") == before
        assert house.traces("yes") == 1

    run(scenario)


def test_the_same_press_at_the_same_time_is_carried_out_once(run: Run) -> None:
    async def scenario(house: Playhouse) -> None:
        card = await house.card("Vibeke", QUESTION)
        pressed = house.invoke("Vibeke", card, verb="play.yes", data={"taskforce": {"args": {}}})
        answers = await asyncio.gather(*(house.workspace.signed(pressed) for _ in range(10)))
        assert [each.body for each in answers] == [answered(render.message(SETTLED, house.t).content)] * 10
        assert house.traces("yes") == 1

    run(scenario)


def test_the_same_press_after_a_restart_is_carried_out_once(
    database: Database, teams: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []

    async def first(house: Playhouse) -> None:
        for subject, label in (("request:1", "Læs mere"), ("request:2", "Noter"), ("request:12", "Ja, spørg Anna")):
            done = await house.workspace.press("Vibeke", await house.card("Vibeke", QUESTION, subject), label)
            told.append((house.workspace._last, done.answer.body))
        told.append(house.workspace.texts("Vibeke"))

    async def second() -> None:
        async with played(database, teams) as house:
            for activity, body in told[:-1]:
                assert (await house.workspace.signed(activity)).body == body
                await house.settle()
            assert house.workspace.texts("Vibeke") == told[-1]
            assert (house.traces("yes"), house.traces("told")) == (1, 1)

    play(database, teams, monkeypatch, first)
    asyncio.run(second())


# --- in time ---


def test_when_teams_does_not_say_in_time_who_it_is_the_card_stays_and_a_sentence_says_so(
    run: Run, database: Database
) -> None:
    async def scenario(house: Playhouse) -> None:
        card = await house.room(QUESTION)
        amir = house.fake.user("Amir Rahimi", email="amir.rahimi@aalborg.example")
        house.fake.do("join", team=house.workspace.team("BRN"), user=amir)
        house.fake.fault("member", hang=30)
        house.teams.connector.patience.call = 0.2  # seconds
        with nothing_changes(database), capture_logs() as logged:
            done = await house.workspace.press(amir, card, "Ja, spørg Anna")
        assert [line["why"] for line in logged if line["event"] == "not now"] == [
            "Later: Teams does not say in time who it is"
        ]
        assert done.said == "Det gik ikke lige nu. Intet er gemt. Prøv igen om lidt."
        assert stood(done) == card.text

    run(scenario)


def test_a_defect_of_the_face_leaves_the_card_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(house: Playhouse) -> None:
        card = await house.card("Vibeke", QUESTION)

        def broken(*_: object, **__: object) -> None:
            raise RuntimeError("a defect")

        with monkeypatch.context() as patch:
            patch.setattr(forms, "form", broken)
            done = await house.workspace.press("Vibeke", card, "Foreslå en anden")
        assert re.search(r"\(Ref. [0-9A-F]{4}\)$", done.said)
        assert stood(done) == card.text

    run(scenario)
