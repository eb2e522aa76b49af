"""After a restore people still hold cards of a time of which the database knows nothing."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from bot.backup import back_up, restore
from bot.settings import load
from storage.engine import Database
from tests.elnet import action, ask_one, asked
from tests.world import House, shown


def test_a_card_of_the_lost_time_answers_nothing_that_was_asked_afterwards(
    fresh_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where there is no .env
    settings = load(database_url=f"sqlite:///{fresh_file}")
    with closing(Database(settings.database_url)) as database:
        house = House(database)
        back_up(settings, tmp_path / "copy.db", lambda _: None)
        ask_one(house, "Hjørring: Anna Lindholt", title="Elnet")
        old, args = action(asked(house, "Vibeke"), "Ja, spørg Anna")
    restore(settings, tmp_path / "copy.db", lambda _: None, send=False)
    with closing(Database(settings.database_url)) as database:
        house = House(database, settled=True)
        ask_one(house, "Hjørring: Anna Lindholt", title="Fjernvarme")
        said = shown(house.ask("Vibeke", action=old, args=args))
        assert said == "Det findes ikke længere."
        assert house.cards("Anna") == []
        house.press("Vibeke", asked(house, "Vibeke"), "Ja, spørg Anna")
        assert [title[:16] for title in house.titles("Anna")] == ["Vil du være med "]
