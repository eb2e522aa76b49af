"""Measured figures, printed as a table: `make bench`.

Each line is a thing that a person waits for, or that the clock does, on a fresh SQLite database with the cast
and a number of groups. Times are milliseconds of wall clock on this machine, and no test depends on them.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from statistics import median

from handlers.dialogue.request import Request, number
from storage import nominations
from storage.engine import Database
from storage.migrate import migrate
from tests.world import House

GROUPS = 40
TIMES = 50
SECONDS = 5  # that a rate is measured for
WHOM = "Hjørring: Anna Lindholt\nThisted\nMariagerfjord\nRegion Nordjylland: Maja Hedelund"


def main() -> None:
    """Run every figure and print it."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bench.db'}")
        start = time.perf_counter()
        migrate(database)
        _line("a fresh database, migrated", [time.perf_counter() - start])
        house = House(database)
        start = time.perf_counter()
        for number in range(GROUPS):
            _order(house, f"Gruppe {number + 1}")
        _line("an order, from /taskforce ny to sent", [(time.perf_counter() - start) / GROUPS])
        _line("/taskforce, with 40 groups", _timed(lambda: house.say("Sofie", "")))
        _line("/taskforce status", _timed(lambda: house.say("Sofie", "status Gruppe 7")))
        _line("/taskforce liste", _timed(lambda: house.say("Sofie", "liste")))
        _line("/taskforce hjælp", _timed(lambda: house.say("Vibeke", "hjælp")))
        _rate("answers by directors, and changes of them", _answering(house))
        vibeke = house.person("Vibeke")
        looking = Request(actor=vibeke, now=house.now, words="")
        _rate("/taskforce by directors", lambda: house.runner.run(looking))
        start = time.perf_counter()
        house.wind(timedelta(days=7))
        _line("a week wound, reminders, notices and digests", [time.perf_counter() - start])
        house.runner.close()
        database.close()


def _order(house: House, title: str) -> None:
    form = house.say("Sofie", f"ny {title}")
    task = "skærpe argumenterne for et stærkere elnet"
    form = house.fill("Sofie", form, title=title, task=task, hours="4", months="6")
    preview = house.fill("Sofie", form, whom=WHOM, competences="netplanlægning", coordinator="Emil Brandtoft")
    house.press("Sofie", preview, "Send nu")


def _answering(house: House) -> Callable[[], object]:
    """Says yes to a request and changes that, in turns: each a transaction that reaches the disk."""
    vibeke, group = house.person("Vibeke"), house.group("Gruppe 1")
    with house.database.reading() as store:
        asked = nominations.requests_of_group(store, number(group.id))
    id_ = next(number(each.id) for each in asked if each.addressee_id == vibeke.id)
    actions = cycle(("nomination.yes", "nomination.change"))

    def turn() -> object:
        return house.runner.run(Request(actor=vibeke, now=house.now, action=next(actions), args={"request": id_}))

    return turn


def _rate(what: str, work: Callable[[], object]) -> None:
    end, count = time.perf_counter() + SECONDS, 0
    while time.perf_counter() < end:
        work()
        count += 1
    sys.stdout.write(f"{what:50} {count / SECONDS:9.1f} a second\n")
    sys.stdout.flush()


def _timed(work: Callable[[], object]) -> list[float]:
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return taken


def _line(what: str, seconds: list[float]) -> None:
    worst = f"  worst {max(seconds) * 1000:8.1f}" if len(seconds) > 1 else ""
    sys.stdout.write(f"{what:50} {median(seconds) * 1000:9.1f} ms{worst}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
