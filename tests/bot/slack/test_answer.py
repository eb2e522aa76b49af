"""Where a reply goes, for everything that can be done in Slack; over HTTP, against the tests' Slack."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import select
from structlog.testing import capture_logs

from handlers.dialogue.wire import to_json
from storage import outbox
from storage.engine import Database
from storage.tables import OutboxKind, OutboxRow
from tests.bot.acted import LONG, MANY, QUESTION, SETTLED
from tests.bot.slack.stage import Stage, play
from tests.slack.fake import Fake
from tests.slack.reading import Shown
from tests.slack.workspace import Done
from tests.snapshot import nothing_changes

Run = Callable[[Any], None]
THANKS = "Tak, Vibeke. Vi spørger Anna.\nDu hører fra os."
ASKS = ("auth.test", "users.info", "users.lookupByEmail", "views.publish")  # not answers


@pytest.fixture
def run(database: Database, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> Run:
    return lambda scenario: play(database, fake, monkeypatch, scenario)


def answers(stage: Stage) -> list[str]:
    """The calls that were made to say something."""
    return [each["method"] for each in stage.fake.record() if each["method"] not in ASKS]


def alone(done: Done) -> list[str]:
    """What only the one who acted sees."""
    return [each.text for each in done.shown if each.kind == "ephemeral"]


async def asked(stage: Stage) -> Shown:
    """Vibeke has the question before her; nothing has been called since."""
    await stage.card("Vibeke", QUESTION)
    stage.fake.clear()
    return stage.workspace.messages("Vibeke")[-1]


# --- commands ---


def test_a_command_is_answered_in_the_http_answer_alone(run: Run) -> None:
    async def scenario(stage: Stage) -> None:
        done = await stage.workspace.command("Sofie", "")
        assert done.answer.body["response_type"] == "ephemeral"
        assert alone(done) == ["Hej\n[Vis liste] [Foreslå en anden]"]
        assert answers(stage) == []

    run(scenario)


def test_a_command_for_everybody_is_answered_in_the_channel_of_its_group(run: Run) -> None:
    async def scenario(stage: Stage) -> None:
        await stage.room("elnet", SETTLED)
        stage.fake.clear()
        done = await stage.workspace.command("Sofie", "her", channel="#elnet")
        assert done.answer.body["response_type"] == "in_channel"
        assert stage.workspace.texts("#elnet") == [THANKS, "Det ser alle.\n1"]
        assert answers(stage) == []

    run(scenario)


def test_a_command_opens_a_form_before_its_empty_answer(run: Run) -> None:
    async def scenario(stage: Stage) -> None:
        done = await stage.workspace.command("Sofie", "skema")
        assert (done.answer.body, done.shown) == ("", ())
        assert done.view is not None
        assert done.view.text.splitlines()[1] == "Hvem skal vi spørge i stedet?"
        assert answers(stage) == ["views.open"]

    run(scenario)


def test_a_form_that_slack_does_not_open_is_told_in_time(run: Run) -> None:
    sentence = "Slack åbnede ikke skemaet.\nIntet er gået tabt. Prøv igen om lidt."

    async def scenario(stage: Stage) -> None:
        card = await asked(stage)
        stage.fake.fault("views.open", error="expired_trigger_id")
        assert alone(await stage.workspace.command("Vibeke", "skema")) == [sentence]
        stage.fake.fault("views.open", status=500)
        assert alone(await stage.workspace.press("Vibeke", card, "Foreslå en anden")) == [sentence]
        stage.fake.fault("views.open", hang=30)
        stage.slack.api.patience.call = 0.2  # seconds
        with capture_logs() as logged:
            assert alone(await stage.workspace.command("Vibeke", "skema")) == [sentence]
        assert [line["why"] for line in logged if line["event"] == "slack did not take an answer"] == [
            "no answer in time"
        ]

    run(scenario)


def test_a_long_answer_comes_whole_in_several_messages(run: Run) -> None:
    async def scenario(stage: Stage) -> None:
        done = await stage.workspace.command("Sofie", "liste")
        shown = "\n".join(each.text for each in stage.workspace.ephemerals("Sofie"))
        assert sorted(map(int, re.findall(r"Linje (\d+) \[Svar\]", shown))) == list(range(MANY))
        assert "Vis" not in shown
        assert done.answer.body["blocks"][0]["text"]["text"] == "En lang liste"
        assert set(answers(stage)) == {"response_url"}

    run(scenario)


# --- buttons of messages ---


def test_a_card_in_somebodys_hands_is_drawn_again_by_the_outbox(run: Run, database: Database) -> None:
    async def scenario(stage: Stage) -> None:
        done = await stage.workspace.press("Vibeke", await asked(stage), "Ja, spørg Anna")
        assert {each.text for each in done.shown} == {"yes 0", THANKS}
        assert sorted(answers(stage)) == ["chat.postMessage", "chat.update"]
        with database.reading() as store:
            rows = store.session.exec(select(OutboxRow).where(OutboxRow.kind == OutboxKind.update)).all()
        assert [(row.unique_key, row.target_id, row.lane) for row in rows] == [
            ("request:12/Vibeke/1", 1, "person:2/request:12")
        ]

    run(scenario)


def test_a_card_that_its_handler_has_drawn_again_stays_as_that_drew_it(run: Run) -> None:
    async def scenario(stage: Stage) -> None:
        done = await stage.workspace.press("Vibeke", await asked(stage), "Ja, med det samme")
        assert [each.text for each in done.shown] == ["Tegnet om af den, der ved det."]
        assert answers(stage) == ["chat.update"]

    run(scenario)


def test_what_only_turns_a_card_over_is_drawn_in_its_place(run: Run) -> None:
    async def scenario(stage: Stage) -> None:
        done = await stage.workspace.press("Vibeke", await asked(stage), "Vend")
        assert [(each.kind, each.text) for each in done.shown] == [("message", "Bagsiden\n[Læs mere]")]

    run(scenario)


def test_what_does_not_take_the_cards_place_is_shown_beside_it_to_the_person_alone(run: Run) -> None:
    async def scenario(stage: Stage) -> None:
        card = await asked(stage)
        done = await stage.workspace.press("Vibeke", card, "Læs mere")
        assert [(each.kind, each.text) for each in done.shown] == [
            ("ephemeral", "Mere om Elnet\nTovholder: Emil Brandtoft\n[Godt]")
        ]
        assert answers(stage) == ["response_url"]
        assert stage.workspace.messages("Vibeke")[-1].text == card.text

    run(scenario)


def test_a_refusal_leaves_the_card_and_everything_else(run: Run, database: Database) -> None:
    async def scenario(stage: Stage) -> None:
        card = await asked(stage)
        with nothing_changes(database):
            done = await stage.workspace.press("Vibeke", card, "Ikke denne gang")
        assert [(each.kind, each.text) for each in done.shown] == [("ephemeral", "Fristen er gået.\nSkriv til Sofie.")]

    run(scenario)


def test_a_defect_is_told_with_its_reference(run: Run, database: Database) -> None:
    async def scenario(stage: Stage) -> None:
        card = await asked(stage)
        with nothing_changes(database):
            done = await stage.workspace.press("Vibeke", card, "Noget går galt")
        assert re.search(r"\(Ref. [0-9A-F]{4}\)", alone(done)[0])

    run(scenario)


def test_a_button_from_before_a_link_and_silence_are_answered_quietly(run: Run, database: Database) -> None:
    async def scenario(stage: Stage) -> None:
        card = await asked(stage)
        with nothing_changes(database):
            assert alone(await stage.workspace.press("Vibeke", card, "Fra før")) == ["Det findes ikke længere."]
            link = await stage.workspace.press("Vibeke", card, "Læs på nettet")
        assert (link.shown, link.url) == ((), "https://taskforce.brn.example/")
        assert (await stage.workspace.press("Vibeke", card, "Ingenting")).shown == ()
        assert answers(stage) == ["response_url"]

    run(scenario)


def test_what_everybody_sees_is_not_replaced_by_what_is_for_one(run: Run) -> None:
    async def scenario(stage: Stage) -> None:
        buttons = (*QUESTION.buttons[:1], replace(QUESTION.buttons[0], action="play.shared", label="For alle"))
        await stage.room("elnet", replace(QUESTION, body=(), buttons=buttons))
        card = stage.workspace.messages("#elnet")[-1]
        done = await stage.workspace.press("Sofie", card, "Ja, spørg Anna")
        assert alone(done) == [THANKS]
        assert stage.workspace.texts("#elnet") == [card.text]
        await stage.workspace.press("Sofie", card, "For alle")
        assert stage.workspace.texts("#elnet") == [THANKS]

    run(scenario)


def test_what_only_one_person_sees_is_replaced_by_its_response_url(run: Run) -> None:
    async def scenario(stage: Stage) -> None:
        done = await stage.workspace.command("Sofie", "")
        done = await stage.workspace.press("Sofie", done, "Vis liste")
        done = await stage.workspace.press("Sofie", done, "Vis flere")
        assert [each.text for each in stage.workspace.ephemerals("Sofie")] == [
            "\n".join(["En liste", *(f"Linje {n}" for n in range(10, 20)), "[Vis flere]"])
        ]
        assert answers(stage) == ["response_url", "response_url"]

    run(scenario)


def test_the_rest_of_a_long_card_is_shown_to_whoever_presses(run: Run, database: Database) -> None:
    async def scenario(stage: Stage) -> None:
        await stage.card("Vibeke", LONG)
        card = stage.workspace.messages("Vibeke")[-1]
        with nothing_changes(database):
            done = await stage.workspace.press("Vibeke", card, "Vis mere")
        shown = "\n".join([card.text, *alone(done)])
        assert list(map(int, re.findall(r"Linje (\d+) \[Svar\]", shown))) == list(range(MANY))

    run(scenario)


def test_the_rest_of_a_long_card_in_a_channel_is_shown_to_its_reader_alone(run: Run) -> None:
    async def scenario(stage: Stage) -> None:
        await stage.room("elnet", SETTLED)
        place = f"{stage.workspace.place('#elnet')}/"
        row = OutboxRow(
            unique_key="words", kind=OutboxKind.message, lane="words", subject="words", person_id=2, place=place,
            only_by="slack", payload=to_json(LONG), due_at=stage.clock.now(),
        )  # fmt: skip
        await stage.runner.change(lambda store: outbox.put(store, row))
        await stage.settle()
        card = stage.workspace.ephemerals("Vibeke")[-1]
        done = await stage.workspace.press("Vibeke", card, "Vis mere")
        shown = "\n".join([card.text, *alone(done)])
        assert list(map(int, re.findall(r"Linje (\d+) \[Svar\]", shown))) == list(range(MANY))
        assert stage.workspace.texts("#elnet") == [THANKS]

    run(scenario)


def test_an_answer_that_cannot_go_one_way_goes_another_and_the_change_stands(run: Run) -> None:
    async def scenario(stage: Stage) -> None:
        card = await asked(stage)
        stage.fake.fault("response_url", status=500)
        assert alone(await stage.workspace.press("Vibeke", card, "Noter")) == ["Noteret."]
        assert answers(stage) == ["response_url", "chat.postEphemeral", "chat.postMessage"]
        stage.fake.fault("response_url", status=404)
        stage.fake.fault("chat.postEphemeral", error="user_not_in_channel")
        assert alone(await stage.workspace.press("Vibeke", card, "Noter")) == []
        assert stage.traces("told") == 2

    run(scenario)


# --- forms ---


def test_a_form_says_what_is_wrong_at_the_field_and_keeps_what_was_written(run: Run, database: Database) -> None:
    async def scenario(stage: Stage) -> None:
        opened = await stage.workspace.press("Vibeke", await asked(stage), "Foreslå en anden")
        with nothing_changes(database):
            done = await stage.workspace.submit("Vibeke", opened, {"name+": "Bo", "mail": "nul"})
        assert done.errors == {"mail": "Adressen mangler noget efter @."}
        assert answers(stage) == ["views.open"]
        done = await stage.workspace.submit("Vibeke", done, {"mail": ""})
        assert done.view is not None
        assert done.view.text.splitlines() == ["Tak. Vi spørger Bo.", "Tak. Vi spørger Bo.", "[Luk]"]

    run(scenario)


def test_a_refusal_of_a_form_lies_on_top_of_it(run: Run, database: Database) -> None:
    async def scenario(stage: Stage) -> None:
        opened = await stage.workspace.press("Vibeke", await asked(stage), "Foreslå en anden")
        with nothing_changes(database):
            done = await stage.workspace.submit("Vibeke", opened, {"name+": "Ingen"})
        assert done.answer.body["response_action"] == "push"
        assert done.view is not None
        assert "Hjørring har ingen plads mere." in done.view.text
        under = await stage.workspace.close("Vibeke", done)
        done = await stage.workspace.submit("Vibeke", under, {"name+": "Bo"})
        assert done.answer.body["response_action"] == "update"
        assert stage.traces("named") == 1

    run(scenario)


def test_a_form_leads_to_the_next_and_ends_without_a_word(run: Run) -> None:
    async def scenario(stage: Stage) -> None:
        opened = await stage.workspace.press("Vibeke", await asked(stage), "Foreslå en anden")
        second = await stage.workspace.submit("Vibeke", opened, {"name+": "Flere"})
        assert second.view is not None
        assert second.view.text.splitlines()[0] == "Og hvornår?"
        done = await stage.workspace.submit("Vibeke", second, day="mandag")
        assert (done.answer.body, done.view) == ({"response_action": "clear"}, None)
        assert answers(stage) == ["views.open"]

    run(scenario)


def test_the_card_that_a_form_was_opened_from_is_drawn_again(run: Run) -> None:
    async def scenario(stage: Stage) -> None:
        opened = await stage.workspace.press("Vibeke", await asked(stage), "Foreslå en anden")
        done = await stage.workspace.submit("Vibeke", opened, {"name+": "Bo"})
        assert {each.text for each in done.shown} == {"named 0", "Tak. Vi spørger Bo."}
        first = await stage.workspace.command("Sofie", "")
        opened = await stage.workspace.press("Sofie", first, "Foreslå en anden")
        await stage.workspace.submit("Sofie", opened, {"name+": "Bo"})
        assert [each.text for each in stage.workspace.ephemerals("Sofie")] == ["Tak. Vi spørger Bo."]

    run(scenario)


def test_people_are_found_by_typing(run: Run, database: Database) -> None:
    async def scenario(stage: Stage) -> None:
        opened = await stage.workspace.command("Sofie", "skema")
        with nothing_changes(database):
            assert await stage.workspace.suggest("Sofie", opened, "name", "emi") == ["Emil Brandtoft"]
            assert await stage.workspace.suggest("Sofie", opened, "name", "zzz") == []
        done = await stage.workspace.submit("Sofie", opened, name="Emil Brandtoft")
        assert done.view is not None
        assert done.view.text.splitlines()[1].startswith("Tak. Vi spørger Emil")

    run(scenario)


# --- the home page, modals, shortcuts ---


def test_a_button_of_the_home_page_opens_a_modal_which_then_changes_in_place(run: Run) -> None:
    async def scenario(stage: Stage) -> None:
        home = await stage.workspace.open_home("Vibeke")
        more = await stage.workspace.press("Vibeke", home, "Læs mere")
        assert more.view is not None
        assert more.view.text.splitlines()[0] == "Mere om Elnet"
        done = await stage.workspace.press("Vibeke", more.view, "Godt")
        assert done.view is not None
        assert done.view.id == more.view.id
        assert THANKS in done.view.text
        assert answers(stage) == ["views.open", "views.update", "chat.postMessage"]

    run(scenario)


def test_the_home_page_is_drawn_again_after_its_readers_own_action(run: Run) -> None:
    async def scenario(stage: Stage) -> None:
        home = await stage.workspace.open_home("Vibeke")
        assert home is not None
        assert "Noteret 0" in home.text
        await stage.workspace.press("Vibeke", home, "Noter")
        after = stage.workspace.home("Vibeke")
        assert after is not None
        assert "Noteret 1" in after.text

    run(scenario)


def test_a_message_becomes_an_order_with_its_author_and_its_address(run: Run) -> None:
    async def scenario(stage: Stage) -> None:
        await stage.workspace.command("Sofie", "")  # from now on Slack's Sofie is known
        await stage.room("elnet", SETTLED)
        message = await stage.workspace.say("Sofie", "#elnet", "Elnettet & <resten> skal styrkes")
        done = await stage.workspace.shortcut("Vibeke", message, "play.from_message")
        assert done.view is not None
        link = f"https://brn.slack.com/archives/{message.channel}/p{message.ts.replace('.', '')}"
        assert f"Elnettet & <resten> skal styrkes / Sofie Kragelund / {link}" in done.view.text

    run(scenario)
