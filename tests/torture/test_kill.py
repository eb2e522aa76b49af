"""Elnet with SIGKILL: whoever dies, wherever, every message comes once in Slack; a mail, and a message in Teams, at
most once more for each death between their yes and our note of it; and in the end everything stands as if nobody had
died.

`make test` plays a sample, `make torture` all of it. From the environment:

- TORTURE_EVERY: every n-th commit (0 is none; 1 in `make torture`), TORTURE_PLAYINGS: over how many playings (8).
- TORTURE_TURNS: how many playings with deaths at random on each database (1; 8 in `make torture`), TORTURE_DEATHS:
  with how many deaths (3; 30), TORTURE_TEAMS: how many with everybody but the secretariat in Teams (0; 2).
- TORTURE_SEED: for what is left to chance; one that failed comes again with the same. TORTURE_ONLY: `sqlite`,
  `postgresql` or `teams`, or `postgresql 3` for its third playing alone.
- TORTURE_LEASE: seconds of a sender's lease (5). PRESSES_AGAIN: people press anew (town.py).
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from tests.slack.fake import Fake
from tests.smtp import PostOffice
from tests.torture.campaign import REPLICAS, Figures, at_boundaries, at_random, killed, once_more, say, undisturbed
from tests.torture.play import Stage
from tests.torture.town import Act, Plans

MORE = 2  # rounds in which a commit that did not come in its turn is tried again


def number(name: str, otherwise: int) -> int:
    return int(os.environ.get(f"TORTURE_{name}") or otherwise)


def kinds() -> list[str]:
    """What is played: all there is in `make torture`, or the one that TORTURE_ONLY names."""
    only = os.environ.get("TORTURE_ONLY", "").partition(" ")[0]
    return [only] if only else ["sqlite", "postgresql", *(["teams"] if number("TEAMS", 0) else [])]


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("kind", kinds())
def test_whoever_dies_nothing_is_lost_and_nothing_comes_twice(
    kind: str, request: pytest.FixtureRequest, migrated_file: Path, tmp_path: Path, fake: Fake, office: PostOffice
) -> None:
    alone = os.environ.get("TORTURE_ONLY", "").partition(" ")[2]
    seed = number("SEED", 1)
    databases = Databases(request, migrated_file, tmp_path)
    microsoft = request.getfixturevalue("teams") if kind == "teams" else None
    lease = float(os.environ.get("TORTURE_LEASE") or 5)

    async def campaign() -> Figures:
        with databases.fresh("sqlite") as url:
            stage = Stage(tmp_path / "undisturbed", url, fake, office, ("one",), lease, microsoft)
            acts, wanted = await undisturbed(stage)
        if kind == "postgresql" and number("EVERY", 0):  # two replicas have commits of their own
            with databases.fresh(kind) as url:
                stage = Stage(tmp_path / "undisturbed too", url, fake, office, REPLICAS[kind], lease)
                acts, same = await undisturbed(stage)
            assert same.differs(wanted) == []
        total, turns = Figures(), count(1)

        async def play(plans: Sequence[Plans]) -> None:
            for plan in plans:
                turn = next(turns)
                if alone and turn != int(alone):
                    continue
                with databases.fresh(kind) as url:
                    stage = Stage(tmp_path / f"{kind} {turn}", url, fake, office, REPLICAS[kind], lease, microsoft)
                    figures = await killed(stage, plan, wanted, seed=seed + turn)
                say(f"{kind} {turn}, seed {seed}: {figures}")
                for each in (*figures.problems, *figures.traces):
                    say(f"  {each}")
                total.add(figures)

        await play(planned(acts, kind, seed))
        for _ in range(0 if alone else MORE):
            missed, total.missed = total.missed, []
            await play(once_more(missed))
        say(f"{kind} in all: {total}")
        return total

    total = asyncio.run(campaign())
    assert total.problems == []
    assert alone or total.missed == []
    assert total.kills > 0


def planned(acts: list[Act], kind: str, seed: int) -> list[Plans]:
    """All playings of a kind. Where it is SQLite that dies before a commit, PostgreSQL dies after it."""
    first, every = list(REPLICAS).index(kind), number("EVERY", 0)
    made: list[Plans] = []
    if every and kind != "teams":
        made += at_boundaries(acts, playings=number("PLAYINGS", 8), every=every, first=first)
    for turn in range(number("TEAMS" if kind == "teams" else "TURNS", 1)):
        made.append(at_random(acts, seed=1000 * seed + 10 * turn + first, deaths=number("DEATHS", 3)))
    return made


class Databases:
    """New ones, migrated and empty."""

    def __init__(self, request: pytest.FixtureRequest, migrated_file: Path, folder: Path) -> None:
        self._request, self._migrated, self._folder = request, migrated_file, folder
        self._numbers = count(1)

    @contextmanager
    def fresh(self, kind: str) -> Iterator[str]:
        """The address of a new one."""
        if kind != "postgresql":
            path = shutil.copy(self._migrated, self._folder / f"{next(self._numbers)}.db")
            yield f"sqlite:///{path}"
        else:
            with self._request.getfixturevalue("server").database("migrated") as url:
                yield url
