"""Where the deaths of a campaign fall, what a playing with them has come to, and its figures.

The commits of an undisturbed playing are numbered, act by act. A campaign hits each of them once, over as many
playings as it takes to keep the deaths of one act apart (`at_boundaries`), and further moments and sends that a seed
chooses (`at_random`). The numbers are those of the undisturbed playing: after a death there is more to do, so what
comes later in the same act is hit as near as counting can.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import col, select

from storage.tables import OutboxRow
from tests.smtp import PostOffice
from tests.torture.outcome import Outcome, doubles, in_teams, outcome
from tests.torture.play import Stage, played
from tests.torture.points import Kind, Point
from tests.torture.town import Act, Commit, Plans, Strike, Town

REPLICAS = {"sqlite": ("one",), "postgresql": ("one", "two"), "teams": ("one",)}


@dataclass
class Figures:
    """What has happened in one playing, or in several together."""

    playings: int = 0
    boundaries: int = 0
    random: int = 0
    kills: int = 0
    restarts: int = 0
    retries: int = 0
    messages: int = 0
    mails: int = 0
    unreached: int = 0
    missed: list[tuple[int, Commit]] = field(default_factory=list)  # with the act; commits that were to be hit
    doubled: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)
    traces: list[str] = field(default_factory=list)  # where the deaths were, when there are problems

    def add(self, other: Figures) -> None:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    def __str__(self) -> str:
        doubled = ", ".join(f"{face} {self.doubled[face]}" for face in ("slack", "ephemeral", "mail", "teams"))
        return (
            f"{self.playings} playings, {self.kills} kills ({self.boundaries} at commits, {self.random} elsewhere; "
            f"not reached: {len(self.missed)} commits, {self.unreached} points of chance), {self.restarts} restarts, "
            f"{self.retries} requests sent again, {self.messages} messages in chats, {self.mails} mails; "
            f"came twice: {doubled}; {self.seconds:.0f} s; {len(self.problems)} differences"
        )


async def undisturbed(stage: Stage) -> tuple[list[Act], Outcome]:
    """The acts and the outcome when nobody dies."""
    async with played(stage, {}) as town:
        assert not any(doubles(town).values())
        return town.acts, outcome(town)


async def killed(stage: Stage, plans: Plans, wanted: Outcome, *, seed: int) -> Figures:
    """A playing with deaths, compared with the undisturbed one."""
    began = time.monotonic()
    allowed: Counter[str] = Counter()
    unnoted: set[str] = set()  # messages in Teams that we did not know to be there when somebody died

    def died(town: Town) -> None:
        noted = _noted(town)
        allowed.update(set(_taken(stage.office)) - noted)
        unnoted.update(in_teams(town) - noted)

    async with played(stage, plans, seed=seed, died=died) as town:
        orphans = (unnoted & in_teams(town)) - _noted(town)
        came, twice = outcome(town, without=orphans), doubles(town)
        twice["teams"] = Counter(orphans)
        figures = Figures(
            playings=1,
            kills=town.houses.kills,
            restarts=town.houses.restarts,
            retries=town.retries,
            messages=sum(len(each) for each in came.said.values()),
            mails=len(stage.office.taken),
            doubled=Counter({face: sum(several.values()) for face, several in twice.items()}),
            seconds=time.monotonic() - began,
        )
        for index, act in enumerate(town.acts):
            figures.boundaries += sum(" commit " in death.point for death in act.deaths)
            commits = plans.get(index, Strike()).commits
            figures.missed += [(index, each) for each in commits[len(commits) - len(act.left) :]]
            figures.unreached += 0 if commits else len(act.left)
        figures.random = figures.kills - figures.boundaries
        figures.problems = [
            *(f"{face}: {each} came {number} times too often" for face, each, number in too_often(twice, allowed)),
            *came.differs(wanted),
        ]
        if figures.problems:
            figures.traces = [
                *(f"died in “{act.name}”: {death.point} ({death.what})" for act in town.acts for death in act.deaths),
                f"the log is {town.houses.log}",
            ]
        return figures


def too_often(twice: dict[str, Counter[str]], allowed: Counter[str]) -> list[tuple[str, str, int]]:
    """Nothing may come twice in Slack; a mail once more for each death between the mail server's yes and our note, and
    in Teams each message that was there and not noted when somebody died (any other is a difference). What one person
    alone was shown may come twice."""
    found = [("slack", key, number) for key, number in twice["slack"].items()]
    return found + [("mail", id_, n - allowed[id_]) for id_, n in twice["mail"].items() if n > allowed[id_]]


def _taken(office: PostOffice) -> list[str]:
    return [str(mail["Message-ID"]) for mail in office.mails]


def _noted(town: Town) -> set[str]:
    """The mails that we know to have gone."""
    with town.database.reading() as store:
        return set(store.session.exec(select(OutboxRow.reference).where(col(OutboxRow.sent_at).is_not(None))).all())


# --- where to die ---


def at_boundaries(acts: Sequence[Act], *, playings: int, every: int, first: int) -> list[Plans]:
    """Each commit of every act once, before it or after it by turns (`first` says which comes first), or every n-th.
    In one playing the deaths of an act are as many commits apart as there are playings."""
    plans: list[dict[int, Strike]] = [{} for _ in range(playings)]
    number = 0
    for index, act in enumerate(acts):
        wanted: list[list[Commit]] = [[] for _ in plans]
        for commit in range(1, len(act.seen["commit"]) + 1):
            number += 1
            if number % every == 0:
                turn, place = divmod(number // every, playings)
                wanted[place].append((commit, (turn + place + first) % 2 == 0))
        for plan, several in zip(plans, wanted, strict=True):
            if several:
                plan[index] = Strike(tuple(in_turn(several)), commits=tuple(several))
    return [dict(each) for each in plans]


def once_more(missed: Sequence[tuple[int, Commit]]) -> list[Plans]:
    """The same commits, over as many playings as it takes to have one death an act."""
    plans: list[dict[int, Strike]] = []
    for index, commit in missed:
        plan = next((each for each in plans if index not in each), None)
        if plan is None:
            plans.append(plan := {})
        plan[index] = Strike(tuple(in_turn([commit])), commits=(commit,))
    return [dict(each) for each in plans]


def in_turn(several: Sequence[Commit]) -> list[Point]:
    """Numbers of the undisturbed playing as numbers from one death to the next: who dies before a commit comes to it
    once more."""
    points, last = [], 0
    for commit, before in several:
        points.append(Point("commit", commit - last, "before" if before else "after"))
        last = commit - 1 if before else commit
    return points


def at_random(acts: Sequence[Act], *, seed: int, deaths: int) -> Plans:
    """So many deaths in acts that the seed chooses: at a request to a platform or a mail, at a commit, or at any
    moment."""
    rng = random.Random(seed)
    weights = [len(act.seen["commit"]) + len(act.seen["send"]) for act in acts]
    plans: dict[int, Strike] = {}
    for index in rng.choices(range(len(acts)), weights, k=deaths):
        strike, act = plans.get(index, Strike()), acts[index]
        kind: Kind | None = rng.choices(("send", "commit", None), (5, 2, 3))[0]
        if kind and act.seen[kind]:
            point = Point(kind, rng.randint(1, len(act.seen[kind])), rng.choice(("before", "after")))
            plans[index] = Strike((*strike.points, point), strike.moments)
        else:
            plans[index] = Strike(strike.points, (*strike.moments, rng.uniform(0, act.seconds)))
    return plans


def say(*several: object) -> None:
    """Print at once, for who waits."""
    sys.stdout.write(" ".join(map(str, several)) + "\n")
    sys.stdout.flush()
