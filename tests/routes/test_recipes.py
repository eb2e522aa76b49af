"""Every command, button and form has a recipe, and each recipe is answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.contents import everything
from handlers.dialogue.reply import Reply
from handlers.dialogue.router import Route
from storage.engine import Database
from tests.routes.book import Fill, Follow, Press, Recipe, Report, Say, perform, request
from tests.routes.contents import all_recipes
from tests.routes.stages import Theatre, copy
from tests.snapshot import differences, snapshot
from tests.world import shown

ROUTES = everything().routes
RECIPES = all_recipes().recipes
LED_TO = {"commission.register.open", "handover.everything", "handover.open"}  # by a word
ASKED = {"commission.from_message", "home.show"}  # a face shows that by itself
REPORTED = {"room.heard", "room.joined", "room.left", "room.unsaid"}  # by a face that says what it has seen
MAILED = {"identity.confirm", "me.link", "nomination.why_not"}  # shown behind a mail's link alone


@pytest.fixture(scope="module")
def theatre(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Theatre]:
    folder = tmp_path_factory.mktemp("stages")
    copy(migrated_file, folder / "house.db")
    database = Database(f"sqlite:///{folder / 'house.db'}")
    yield Theatre(folder, database)
    database.close()


def test_every_route_has_a_recipe_and_no_recipe_is_stale() -> None:
    assert sorted(ROUTES.keys() ^ {each.route for each in RECIPES}) == []


def test_recipes_have_names_of_their_own() -> None:
    assert len({str(each) for each in RECIPES}) == len(RECIPES)


@pytest.mark.parametrize("recipe", RECIPES, ids=str)
def test_a_recipe_reaches_its_route_and_is_answered(theatre: Theatre, recipe: Recipe) -> None:
    with theatre.house(recipe.stage) as house:
        step = recipe.prepare(house)
        route, _ = house.runner.router.find(request(house, step))
        assert (route.name, _way(route, recipe)) == (recipe.route, type(step))
        before = snapshot(house.database)
        reply = perform(house, step)
        assert house.runner.defects == 0
        assert not _refused(reply), shown(reply)
        assert reply.card is not None or reply.form is not None or recipe.route in REPORTED
        changed = differences(before, snapshot(house.database))
        assert bool(changed) == (route.changes and not recipe.shows), changed


def _way(route: Route, recipe: Recipe) -> type:
    """How a route is reached: a form is sent, a word is typed unless the recipe is the word's button."""
    if route.form is not None:
        return Fill
    if route.command is not None and recipe.variant not in ("button", "form"):
        return Say
    return Report if route.name in LED_TO | ASKED | REPORTED else Follow if route.name in MAILED else Press


def _refused(reply: Reply) -> bool:
    return (reply.card is not None and reply.card.tone == "warning") or (
        reply.form is not None and reply.form.errors != {}
    )
