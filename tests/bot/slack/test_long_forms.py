"""Forms that are too long for a modal: Slack shows the way to their page; over HTTP, against the tests' Slack."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from handlers.dialogue.card import Button, Card
from storage.engine import Database
from storage.tables import Draft, Link, LinkPurpose
from tests.bot.acted import QUESTION, START
from tests.bot.slack.stage import PAGES, SEAL, Stage, play
from tests.slack.fake import Fake

Run = Callable[[Any], None]
WAY = (
    "Indsæt planen for Elnet\n"
    "Den udfyldes på en side, hvor der er bedre plads. Linket er kun dit og virker i et døgn.\n"
    "[Åbn siden]"
)
OPENS = Card("Planen mangler", buttons=(Button("long.open", "Indsæt plan", {"group": 1}),))


@pytest.fixture
def run(database: Database, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> Run:
    return lambda scenario: play(database, fake, monkeypatch, scenario, pages=True)


def made(database: Database) -> list[Link]:
    """The links that there are."""
    with database.reading() as store:
        return list(store.session.exec(select(Link)))


def test_a_command_that_opens_a_long_form_shows_the_way_to_its_page_to_the_person_alone(run: Run, database) -> None:
    async def scenario(stage: Stage) -> None:
        done = await stage.workspace.command("Sofie", "lang")
        assert [(each.kind, each.text) for each in done.shown] == [("ephemeral", WAY)]
        (link,) = made(database)
        assert (link.purpose, link.person_id, link.action, link.group_id) == (LinkPurpose.page, 1, "long.paste", 1)
        assert link.expires_at is not None
        assert (link.expires_at - START).total_seconds() == 86_400
        assert (await stage.workspace.press("Sofie", done.card, "Åbn siden")).url == f"{PAGES}/page/{SEAL.link(link)}"

    run(scenario)


def test_a_button_shows_the_way_beside_its_card(run: Run) -> None:
    async def scenario(stage: Stage) -> None:
        await stage.card("Vibeke", OPENS)
        card = stage.workspace.messages("Vibeke")[-1]
        done = await stage.workspace.press("Vibeke", card, "Indsæt plan")
        assert [(each.kind, each.text) for each in done.shown] == [("ephemeral", WAY)]
        assert stage.workspace.messages("Vibeke")[-1].text == card.text

    run(scenario)


def test_a_short_form_that_leads_to_a_long_one_shows_the_way_in_its_modal(run: Run, database: Database) -> None:
    async def scenario(stage: Stage) -> None:
        await stage.card("Vibeke", Card("Planen", buttons=(Button("short.open", "Begynd"),)))
        done = await stage.workspace.press("Vibeke", stage.workspace.messages("Vibeke")[-1], "Begynd")
        done = await stage.workspace.submit("Vibeke", done.view, {"text": "Snarest: budget"})
        assert done.view is not None
        assert "[Åbn siden]" in done.view.text
        (link,) = made(database)
        with database.reading() as store:
            kept = {each.form: each.values for each in store.session.exec(select(Draft))}
        assert kept == {"long.paste": {"text": "Snarest: budget"}, f"page/{link.id}": {"args": {"group": 1}}}

    run(scenario)


def test_words_in_a_conversation_lead_there_behind_their_button(run: Run) -> None:
    async def scenario(stage: Stage) -> None:
        await stage.workspace.say_in_dm("Vibeke", "lang")
        said = stage.workspace.messages("Vibeke")[-1]
        done = await stage.workspace.press("Vibeke", said, "Udfyld")
        assert [(each.kind, each.text) for each in done.shown] == [("ephemeral", WAY)]

    run(scenario)


def test_without_pages_it_is_said_whom_to_write_to(database: Database, fake: Fake, monkeypatch) -> None:
    async def scenario(stage: Stage) -> None:
        done = await stage.workspace.command("Sofie", "lang")
        assert done.text.splitlines()[0] == "Indsæt planen for Elnet"
        assert "Den formular kræver en side for sig, og det er der ikke her." in done.text
        assert made(database) == []

    play(database, fake, monkeypatch, scenario)


def test_the_address_of_a_page_is_kept_in_no_row(run: Run, database: Database) -> None:
    async def scenario(stage: Stage) -> None:
        await stage.workspace.command("Sofie", "lang")
        await stage.card("Vibeke", QUESTION)
        with database.reading() as store:
            rows = store.session.connection().exec_driver_sql("SELECT CAST(payload AS TEXT) FROM outbox").all()
        assert [each for (each,) in rows if "/page/" in each] == []

    run(scenario)
