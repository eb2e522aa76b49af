"""Every command, button and form of the house, in Teams: signed, answered where it must be, and taken by Teams."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Iterator

import pytest

from handlers.contents import everything
from handlers.dialogue.card import unmarked
from handlers.dialogue.reply import Reply
from handlers.rules.names import first_name
from tests.cloud.away import ROOT
from tests.routes.book import Recipe, Report
from tests.routes.contents import all_recipes
from tests.routes.counter import NOBODY_THERE
from tests.smtp import PostOffice
from tests.teams.aloud import aloud
from tests.teams.checks import of_activity, refusals
from tests.teams.counter import Counter, TeamsTheatre
from tests.teams.fake import Fake
from tests.teams.town import living
from tests.teams.workspace import Done

RECIPES = all_recipes().recipes
ONLY_BY_MAIL = {"identity.confirm"}  # whose press anywhere else is refused


def in_teams() -> tuple[str, ...]:
    """The first names of the cast who have an account."""
    with (ROOT / "tests" / "data" / "cast.csv").open(encoding="utf-8") as file:
        names = [first_name(row["navn"]) for row in csv.DictReader(file, delimiter=";")]
    return tuple(each for each in names if each != NOBODY_THERE)


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    folder = tmp_path_factory.mktemp("town")
    with Fake.started() as teams, PostOffice() as office, asyncio.Runner() as loop:
        town = living(folder / "town.db", office, teams, chatting=in_teams(), makes=True)
        yield Counter(loop.run(town.__aenter__()), loop)
        loop.run(town.__aexit__(None, None, None))


@pytest.fixture(scope="module")
def theatre(counter: Counter, tmp_path_factory: pytest.TempPathFactory) -> TeamsTheatre:
    return TeamsTheatre(tmp_path_factory.mktemp("stages"), counter)


def test_every_route_is_tried_in_teams() -> None:
    assert sorted(everything().routes.keys() ^ {each.route for each in RECIPES}) == []


@pytest.mark.parametrize("recipe", RECIPES, ids=str)
def test_a_route_in_teams(theatre: TeamsTheatre, counter: Counter, recipe: Recipe) -> None:
    program = counter.town.program
    with theatre.house(recipe.stage) as house:
        step = recipe.prepare(house)
        before = program.runner.defects
        done = counter.perform(house, step)
        assert program.runner.defects == before
        refused = counter.town.fake.refused()
        assert [(each["method"], each["status"], each["answer"]) for each in refused] == []
        answers = [reply for each, reply in counter.asked if _named(program, each) == recipe.route]
        assert len(answers) == 1, [(each.action, each.words) for each, _ in counter.asked]
        assert (answers[0].card is not None and answers[0].card.tone == "warning") == (recipe.route in ONLY_BY_MAIL)
        _taken(counter, done)
        if not isinstance(step, Report):
            _came_out(answers[0], done)


def _named(program, asked) -> str:
    return program.runner.router.find(asked)[0].name


def _taken(counter: Counter, done: Done) -> None:
    """Teams takes every card: of the answer, and of what was sent."""
    said = [call["arguments"] for call in counter.town.fake.record("send", "reply", "update")]
    assert [wrong for each in said if (wrong := of_activity(each))] == []
    body = done.answer.body
    if isinstance(body, dict) and isinstance(body.get("value"), dict):
        assert refusals(body["value"]) == []


def _came_out(reply: Reply, done: Done) -> None:
    """The answer is before the eyes of the one who asked: in the card that was pressed, at least until everybody sees
    it changed, or in a message."""
    body = done.answer.body
    answered = [aloud(body["value"])] if isinstance(body, dict) and isinstance(body.get("value"), dict) else []
    seen = [*(each.text for each in (*done.shown, *([done.pressed] if done.pressed else []))), *answered]
    title = reply.form.title if reply.form is not None else reply.card.title if reply.card is not None else ""
    assert any(unmarked(title) in each for each in seen), (unmarked(title), seen)
