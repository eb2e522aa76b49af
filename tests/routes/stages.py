"""How things stand when a recipe begins. A stage is played once and kept as a file, which is copied for each
recipe, so that a hundred and fifty of them cost little more than one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from handlers.dialogue.reply import Reply
from storage.engine import Database
from tests import elnet
from tests.handlers.ending.elnet import card_about
from tests.world import ORDERED, House, Letter

PAPER = "frist Elnet fredag den 11. december budskabspapir @Anna"


@dataclass(frozen=True, eq=False)
class Stage:
    """A state of the house: what is played after another stage, or after the cast has moved in."""

    play: Callable[[House], object]
    after: Stage | None = None


@dataclass(frozen=True)
class Kept:
    """A stage that has been played: its file, its clock, and the cards that people have."""

    file: Path
    now: datetime
    letters: dict[str, list[Letter]]


class Theatre:
    """Every stage that is asked for, played once, in files of a folder.

    All houses stand in one database, one after the other: what SQLAlchemy has compiled for it is used again. A face
    gives the database of its own program, makes houses of its own, and keeps what it knows beside each file."""

    def __init__(self, folder: Path, database: Database) -> None:
        self._folder = folder
        self._database = database
        self._kept: dict[Stage | None, Kept] = {}
        self._failed: set[Stage | None] = set()

    @contextmanager
    def house(self, stage: Stage | None) -> Iterator[House]:
        """The house at a stage, until the next is asked for."""
        assert stage not in self._failed, "the stage could not be played; see the first test on it"
        kept = self._kept.get(stage) or self._play(stage)
        copy(kept.file, _file(self._database))
        self.bring_back(kept)
        house = self.make(kept.now)
        house.letters = {box: [replace(each) for each in letters] for box, letters in kept.letters.items()}
        yield house
        house.runner.close()

    # --- what a face does its own way ---

    def settle(self) -> None:
        """Let the cast move in."""
        House(self._database)

    def make(self, now: datetime) -> House:
        """A house in which the cast lives already."""
        return House(self._database, now=now, settled=True)

    def keep(self, kept: Kept) -> None:
        """Put aside what belongs to a stage and is not in the database."""

    def bring_back(self, kept: Kept) -> None:
        """Bring that back."""

    # --- how ---

    def _play(self, stage: Stage | None) -> Kept:
        if stage is None:
            self.settle()
            return self._put_aside(None, ORDERED, {})
        self._failed.add(stage)  # until it has been played to its end
        with self.house(stage.after) as house:
            stage.play(house)
            kept = self._put_aside(stage, house.now, house.letters)
        self._failed.remove(stage)
        return kept

    def _put_aside(self, stage: Stage | None, now: datetime, letters: dict[str, list[Letter]]) -> Kept:
        file = self._folder / f"stage-{len(self._kept)}.db"
        copy(_file(self._database), file)
        self._kept[stage] = kept = Kept(file, now, letters)
        self.keep(kept)
        return kept


def copy(source: Path, target: Path) -> None:
    """Copy a database over another in one transaction; both may be open."""
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)


def _file(database: Database) -> Path:
    return Path(str(database.engine.url.database))


def _unsent(house: House) -> None:
    elnet.order(house)


def _overdue(house: House) -> None:
    house.wind("2026-11-27 12:30")


def _asked_once(house: House) -> None:
    elnet.ask_one(house)


def _deadline(house: House) -> None:
    house.say("Emil", PAPER)


def _deadline_near(house: House) -> None:
    house.wind("2026-12-09 08:00")


def _deadline_missed(house: House) -> None:
    house.wind("2026-12-14 08:00")


def _offered(house: House) -> None:
    house.fill("Emil", house.say("Emil", "overdrag Elnet Maja"), note="Planen ligger i gruppen.")


def _maja_leads(house: House) -> None:
    house.press("Maja", house.card("Maja"), "Ja, den tager jeg")


def _month_before(house: House) -> None:
    house.sleep("2027-05-04 08:00")


def _week_before(house: House) -> None:
    house.sleep("2027-05-25 08:00")


def _dissolved(house: House) -> None:
    house.sleep("2027-06-01 10:00")
    house.fill("Emil", house.say("Emil", "opløs Elnet"), more="et papir", owner="BRN-sekretariatet")


def _proposed(house: House) -> None:
    house.sleep("2027-06-01 10:00")
    house.fill("Maja", house.say("Maja", "opløs Elnet"), more="et papir", owner="BRN-sekretariatet")


SETTLED = Stage(lambda house: None)
UNSENT = Stage(_unsent)
SENT = Stage(elnet.send)
ASKED_ONE = Stage(_asked_once)  # Thisted alone, on an open card
ALL_BUT_THISTED = Stage(elnet.all_but_thisted)
OVERDUE = Stage(_overdue, ALL_BUT_THISTED)
LATE = Stage(_overdue, ASKED_ONE)
ESTABLISHED = Stage(elnet.established)
DEADLINE = Stage(_deadline, ESTABLISHED)  # Anna has a paper to write
DEADLINE_NEAR = Stage(_deadline_near, DEADLINE)
DEADLINE_MISSED = Stage(_deadline_missed, DEADLINE)
OFFERED = Stage(_offered, ESTABLISHED)  # Maja of the region is asked to be coordinator
MAJA_LEADS = Stage(_maja_leads, OFFERED)
MONTH_BEFORE = Stage(_month_before, ESTABLISHED)
WEEK_BEFORE = Stage(_week_before, ESTABLISHED)
DISSOLVED = Stage(_dissolved, ESTABLISHED)
PROPOSED = Stage(_proposed, MAJA_LEADS)  # Maja proposes to close


def about(house: House, who: str, subject: str) -> Reply:
    """The newest card that somebody has about a subject, to press on."""
    return Reply(card_about(house, who, subject))


def titled(house: House, who: str, words: str) -> Reply:
    """The newest card that somebody has with these words in its title, to press on."""
    found = [card for card in house.cards(who) if words in card.title]
    assert found, (words, house.titles(who))
    return Reply(found[-1])
