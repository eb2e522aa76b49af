"""Papers in Slack: the press is answered at once, the paper comes to the person's own conversation with the bot."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web

from bot.slack.files import shortened
from handlers.dialogue.card import Card, Document, Picture
from handlers.dialogue.errors import UserError
from storage.engine import Database
from tests.bot.acted import QUESTION
from tests.bot.slack.stage import Stage, play, staged
from tests.handlers.working.made import made_group
from tests.slack.fake import Fake
from tests.slack.workspace import Done
from tests.world import House

Run = Callable[[Any], None]
LABEL = "Hent Elnet.zip"
CALENDAR = Card("Frister", (Document("calendar", 2, "Få det i din egen kalender"),))


@pytest.fixture
def run(database: Database, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> Run:
    return lambda scenario: play(database, fake, monkeypatch, scenario)


def alone(done: Done) -> list[str]:
    """What only the one who acted sees."""
    return [each.text for each in done.shown if each.kind == "ephemeral"]


async def press(stage: Stage) -> Done:
    """Vibeke presses for the paper on her card."""
    if not stage.workspace.messages("Vibeke"):
        await stage.card("Vibeke", QUESTION)
    return await stage.workspace.press("Vibeke", stage.workspace.message("Vibeke", LABEL), LABEL)


def test_a_paper_comes_to_the_person_who_pressed(run: Run) -> None:
    async def scenario(stage: Stage) -> None:
        stage.papers["case"] = b"PK\x03\x04 en sag"
        done = await press(stage)
        assert done.answer.body == ""
        assert [(each.kind, each.channel, each.text) for each in done.shown] == [
            ("message", stage.workspace.place("Vibeke"), "Her er Elnet.zip."),
            ("message", stage.workspace.place("Vibeke"), "(Elnet.zip)"),
        ]
        (file,) = stage.fake.read()["files"].values()
        assert base64.b64decode(stage.fake.file(file["id"])["content"]) == stage.papers["case"]
        assert (file["name"], file["title"]) == ("Elnet.zip", "Elnet.zip")
        assert stage.fake.refused() == []

    run(scenario)


def test_a_picture_comes_with_what_is_in_it_in_words(run: Run, database: Database) -> None:
    async def scenario(stage: Stage) -> None:
        house = House(database, settled=True)
        group = made_group(house, members=("Sofie",), coordinator="Sofie")
        house.say("Sofie", "frist Elnet 11. december budskabspapir")
        stage.papers["plan.png"] = b"\x89PNG et billede"
        await stage.card("Vibeke", Card("Planen", (Picture("plan.png", group, "elnet-plan.png", "Planen"),)))
        await stage.workspace.press("Vibeke", stage.workspace.messages("Vibeke")[-1], "Vis billedet")
        (call,) = stage.fake.record("files.getUploadURLExternal")
        assert call["arguments"]["alt_txt"] == (
            "Planen for Elnet uge for uge.\nFredag den 11. december (uge 50): budskabspapir."
        )

    run(scenario)


def test_of_a_long_picture_slack_gets_whole_lines() -> None:
    assert shortened("En linje.") == "En linje."
    long = "\n".join(f"Møde nr. {each} i en lang plan" for each in range(100))
    assert (len(shortened(long)) <= 1000, shortened(long).splitlines()[-2:]) == (
        True,
        ["Møde nr. 36 i en lang plan", "…"],
    )


def test_a_paper_that_is_asked_for_in_a_channel_comes_to_the_person_alone(run: Run) -> None:
    async def scenario(stage: Stage) -> None:
        stage.papers["case"] = b"en sag"
        await stage.room("elnet", QUESTION)
        await stage.workspace.press("Sofie", stage.workspace.message("#elnet", LABEL), LABEL)
        assert len(stage.workspace.messages("#elnet")) == 1
        assert stage.workspace.texts("Sofie") == ["Her er Elnet.zip.", "(Elnet.zip)"]

    run(scenario)


@pytest.mark.parametrize(
    ("paper", "sentence"),
    [
        (LookupError("case"), "Det findes ikke længere."),
        (UserError("Det er kun for gruppen."), "Det er kun for gruppen."),
        (ValueError("a defect"), "Det findes ikke længere."),
    ],
)
def test_a_paper_that_is_not_to_be_had_is_a_sentence(run: Run, paper: Exception, sentence: str) -> None:
    async def scenario(stage: Stage) -> None:
        stage.papers["case"] = paper
        assert alone(await press(stage)) == [sentence]
        assert stage.fake.record("files.getUploadURLExternal") == []

    run(scenario)


def test_a_defect_is_told_with_its_reference(run: Run) -> None:
    async def scenario(stage: Stage) -> None:
        stage.papers["case"] = RuntimeError("a defect")
        assert "(Ref. " in alone(await press(stage))[0]

    run(scenario)


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
def test_an_upload_that_fails_can_be_tried_again(run: Run, method: str) -> None:
    async def scenario(stage: Stage) -> None:
        stage.papers["case"] = b"en sag"
        stage.fake.fault(method, status=500)
        assert alone(await press(stage)) == [
            "Elnet.zip kunne ikke hentes lige nu.\nIntet er gået tabt. Prøv igen om lidt."
        ]
        assert "(Elnet.zip)" in [each.text for each in (await press(stage)).shown]

    run(scenario)


def test_a_calendar_has_an_address(run: Run) -> None:
    async def scenario(stage: Stage) -> None:
        stage.papers["calendar"] = web.HTTPSeeOther("https://taskforce.brn.example/calendar/x")
        await stage.card("Vibeke", CALENDAR)
        card = stage.workspace.messages("Vibeke")[-1]
        done = await stage.workspace.press("Vibeke", card, "Få det i din egen kalender")
        assert alone(done) == ["Få det i din egen kalender\n[Åbn siden]"]
        link = await stage.workspace.press("Vibeke", done, "Åbn siden")
        assert link.url == "https://taskforce.brn.example/calendar/x"

    run(scenario)


def test_the_same_press_brings_one_paper_also_after_a_restart(
    database: Database, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(stage: Stage) -> None:
        stage.papers["case"] = b"en sag"
        await press(stage)
        pressed = stage.workspace._last
        await stage.workspace.again()
        async with staged(database, fake) as other:
            other.papers["case"] = b"en sag"
            assert (await other.workspace.signed(*pressed)).status == 200
            await other.settle()
        assert len(fake.read()["files"]) == 1

    play(database, fake, monkeypatch, scenario)


def test_a_paper_on_its_way_arrives_when_the_program_is_told_to_stop(
    database: Database, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(stage: Stage) -> None:
        stage.papers["case"] = made = asyncio.Event()
        await stage.card("Vibeke", QUESTION)
        stage.workspace.settle = None
        await stage.workspace.press("Vibeke", stage.workspace.message("Vibeke", LABEL), LABEL)
        assert fake.read()["files"] == {}
        asyncio.get_running_loop().call_later(0.2, made.set)

    play(database, fake, monkeypatch, scenario)
    assert [each["shared"] for each in fake.read()["files"].values()] == [True]
