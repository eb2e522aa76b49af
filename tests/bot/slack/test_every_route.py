"""Every command, button and form of the house, in Slack: signed, answered where it must be, and taken by Slack."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Iterator

import pytest

from handlers.contents import everything
from handlers.dialogue.card import unmarked
from handlers.dialogue.reply import Reply
from handlers.rules.names import first_name
from tests.routes.book import Fill, Recipe, Report, Say
from tests.routes.contents import all_recipes
from tests.slack.checks import refusals
from tests.slack.counter import NOBODY_THERE, Counter, SlackTheatre
from tests.slack.fake import ROOT, Fake
from tests.slack.town import living
from tests.slack.workspace import Done
from tests.smtp import PostOffice

RECIPES = all_recipes().recipes
EXPECTED = {  # and gone on from
    ("conversations.create", "name_taken"),
    ("conversations.invite", "already_in_channel"),
    ("reactions.remove", "no_reaction"),
    ("users.lookupByEmail", "users_not_found"),
}
ONLY_BY_MAIL = {"identity.confirm"}  # whose press anywhere else is refused


def in_slack() -> tuple[str, ...]:
    """The first names of the cast who have an account."""
    with (ROOT / "tests" / "data" / "cast.csv").open(encoding="utf-8") as file:
        names = [first_name(row["navn"]) for row in csv.DictReader(file, delimiter=";")]
    return tuple(each for each in names if each != NOBODY_THERE)


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    folder = tmp_path_factory.mktemp("town")
    with Fake.started() as fake, PostOffice() as office, asyncio.Runner() as loop:
        town = living(folder / "town.db", office, fake, chatting=in_slack(), away=())
        yield Counter(loop.run(town.__aenter__()), loop)
        loop.run(town.__aexit__(None, None, None))


@pytest.fixture(scope="module")
def theatre(counter: Counter, tmp_path_factory: pytest.TempPathFactory) -> SlackTheatre:
    return SlackTheatre(tmp_path_factory.mktemp("stages"), counter)


def test_every_route_is_tried_in_slack() -> None:
    assert sorted(everything().routes.keys() ^ {each.route for each in RECIPES}) == []


@pytest.mark.parametrize("recipe", RECIPES, ids=str)
def test_a_route_in_slack(theatre: SlackTheatre, counter: Counter, recipe: Recipe) -> None:
    program = counter.town.program
    with theatre.house(recipe.stage) as house:
        step = recipe.prepare(house)
        before = program.runner.defects
        done = counter.perform(house, step)
        assert program.runner.defects == before
        refused = [(call["method"], call["answer"]["error"]) for call in counter.town.fake.refused()]
        assert [each for each in refused if each not in EXPECTED] == []
        answers = [reply for each, reply in counter.asked if _named(program, each) == recipe.route]
        assert len(answers) == 1, [(each.action, each.words) for each, _ in counter.asked]
        assert (answers[0].card is not None and answers[0].card.tone == "warning") == (recipe.route in ONLY_BY_MAIL)
        said = [done.answer.body, *(call["arguments"] for call in counter.town.fake.record())]
        drawn = [each[name] for each in said if each for name in ("view", "blocks") if name in each]
        assert [refusals(each) for each in drawn if refusals(each)] == []
        _came_out(recipe, step, answers[0], done)


def _named(program, asked) -> str:
    return program.runner.router.find(asked)[0].name


def _came_out(recipe: Recipe, step: object, reply: Reply, done: Done) -> None:
    """The answer is where DESIGN has it: in the body, in a modal, or in a message."""
    body = done.answer.body
    if isinstance(step, Report):
        return
    if reply.form is not None and reply.form.page and not isinstance(step, Fill):
        assert any(unmarked(reply.form.title) in each.text for each in done.shown)  # the way to its page
        return
    if reply.form is not None:
        assert done.view is not None
        assert unmarked(reply.form.title) in done.view.text
        return
    if reply.card is None:
        return
    title = unmarked(reply.card.title)
    if isinstance(step, Say):
        assert body["response_type"] == ("in_channel" if reply.audience == "here" else "ephemeral")
        assert any(title in each.text for each in done.shown), [each.text for each in done.shown]
    elif isinstance(step, Fill):
        assert body["response_action"] == "update"
        assert done.view is not None
        assert title in done.view.text
    else:
        assert any(title in each.text for each in done.shown), [each.text for each in done.shown]
