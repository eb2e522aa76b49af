"""A house in which every reply is kept, and the core case played in it: every card and form that somebody is shown."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from handlers.dialogue.card import Card
from handlers.dialogue.form import Form
from handlers.dialogue.reply import Reply
from storage.engine import Database
from tests import elnet
from tests.world import House, buttons

SAID = ("", "ny", "ny registrer", "status Elnet", "liste", "svar Elnet", "frist Elnet", "medlem Elnet", "rum Elnet")
ALSO = ("overdrag Elnet", "opløs Elnet", "fravær", "mig", "hjælp", "satus")


class Overheard(House):
    """A house in which every reply is kept."""

    def __init__(self, database: Database) -> None:
        self.replies: list[Reply] = []
        super().__init__(database)

    def ask(self, who: str, **request: object) -> Reply:
        """The same, and kept."""
        reply = super().ask(who, **request)
        self.replies.append(reply)
        return reply


@contextmanager
def overheard(migrated_file: Path, folder: Path) -> Iterator[Overheard]:
    """Such a house, on a fresh database."""
    path = folder / "test.db"
    shutil.copy(migrated_file, path)
    database = Database(f"sqlite:///{path}")
    yield Overheard(database)
    database.close()


def core_case(house: Overheard) -> tuple[list[Card], list[Form]]:
    """Everything that is shown of Elnet, from its order on, whatever is pressed that changes nothing."""
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
    return cards, forms


def _press_all_that_only_shows(house: Overheard, who: str, cards: list[Card]) -> None:
    """Press each button once that changes nothing; what opens is looked at with the rest."""
    offered = {(each.action, tuple(each.args.items())) for card in cards for each in buttons(card) if each.url is None}
    for action, args in sorted(offered, key=str):
        route = house.runner.router.routes.get(action)
        if route is not None and not route.changes:
            house.ask(who, action=action, args=dict(args))
