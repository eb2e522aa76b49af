"""The contents page: whatever is offered, falls due or awaits somebody has a capability that answers for it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from bot.clock import MESSAGE
from bot.web.view import _due
from handlers.contents import everything
from handlers.locale import Speech
from storage import awaiting, due
from tests.test_house import modules
from tests.world import ORDERED

HOUSE = everything()
LINKS = {"", "say"}  # a button that is an address, and one that says words


def buttons() -> Iterator[str]:
    """The action of every button that the sources draw."""
    for _, source in modules("handlers", "bot"):
        for node in ast.walk(ast.parse(source)):
            match node:
                case ast.Call(func=ast.Name(id="Button"), args=[ast.Constant(value=str(action)), *_]):
                    yield action


def test_every_button_leads_somewhere():
    assert {action for action in buttons() if action not in LINKS} - HOUSE.routes.keys() == set()


def test_every_due_date_is_somebodys_and_has_a_name_on_the_clock():
    kinds = {source.kind for source in due.sources()}
    assert HOUSE.due_handlers.keys() == kinds
    assert _due(Speech("da", ORDERED)).keys() == kinds | {MESSAGE}


def test_everything_that_awaits_somebody_has_its_sentence():
    # The kind is the first thing that each select of the union says.
    kinds = {next(iter(select.compile().params.values())) for select in awaiting.selects()}
    assert kinds == HOUSE.sentences.keys()


def test_everything_that_can_be_undone_or_told_is_written_by_somebody():
    written = "\n".join(source for _, source in modules("handlers"))
    assert [kind for kind in (*HOUSE.undoers, *HOUSE.headlines) if written.count(f'"{kind}"') < 2] == []
