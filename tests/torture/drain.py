"""A long queue against a Slack that keeps its limits: how long it takes, measured against what the limits force.

    python -m tests.torture.drain [CHANNELS] [EACH] [DATABASE_URL]

By default 170 groups' channels with 60 messages each. Slack takes a message a second for a channel, so that the last
of 60 is taken 59 seconds after the first at the soonest.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import SQLModel

from bot.app import Program
from bot.settings import load
from bot.slack.face import Slack
from handlers.dialogue.card import Card, Line
from handlers.dialogue.request import number
from handlers.dialogue.wire import to_json
from storage.backlog import backlog
from storage.engine import Store
from storage.tables import (
    Circle,
    Group,
    GroupState,
    Organisation,
    OrganisationKind,
    OutboxKind,
    OutboxRow,
    Person,
    Room,
)
from tests.slack.fake import BOT_USER, Fake
from tests.slack.town import of_slack

CHANNELS, EACH = 170, 60
BEGAN, LATER = datetime(2026, 11, 20, 8, 0, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)
A_MESSAGE = 1.0  # seconds, for each channel
LONGEST = 20  # times as long as the limits force; then it is given up


@dataclass
class Figures:
    """What came of it. Seconds of this machine; memory in MiB, after a fifth of the queue and at its most."""

    messages: int
    channels: int
    seconds: float
    forced: float
    refused: int
    early: float
    most: float

    def lines(self) -> list[str]:
        """For people."""
        return [
            f"{self.messages:,} messages to {self.channels} channels in {self.seconds:.1f} s",
            f"the limits force {self.forced:.1f} s: {self.seconds / self.forced:.2f} times that",
            f"refused by Slack: {self.refused}",
            f"memory: {self.early:.0f} MiB after a fifth, {self.most:.0f} MiB at its most",
        ]


def drain(
    url: str, fake: Fake, channels: int, each: int, longest: int = LONGEST
) -> tuple[Figures, dict[str, list[str]]]:
    """Send a queue; the figures, and the texts that each channel got in their order."""
    settings = load(database_url=url, **of_slack(fake))
    program = Program(settings, local=False)
    addresses = [fake.channel(f"opgave-{number}", creator=BOT_USER, members=(BOT_USER,)) for number in range(channels)]
    with program.database.changing() as store:
        _fill(store, addresses, each, program.clock.now() - timedelta(minutes=1))
    fake.limits(True)
    fake.clear()
    figures = asyncio.run(_measured(program, channels, each, longest))
    got: dict[str, list[str]] = {address: [] for address in addresses}
    calls = fake.record("chat.postMessage")
    for call in calls:
        if call["answer"].get("ok"):
            got[call["arguments"]["channel"]].append(call["arguments"]["text"].splitlines()[0])
    figures.refused = Counter(bool(call["answer"].get("ok")) for call in calls)[False]
    return figures, got


def _fill(store: Store, addresses: list[str], each: int, now: datetime) -> None:
    """A group for each channel, and its messages, mixed as they would come."""
    circle = Circle(title="BRN", digest_due=LATER)
    secretariat = Organisation(kind=OrganisationKind.secretariat, short="BRN", official="BRN")
    _added(store, circle, secretariat)
    owner = Person(organisation_id=number(secretariat.id), name="Sofie Kragelund", created_at=BEGAN)
    _added(store, owner)
    groups = []
    for place, address in enumerate(addresses):
        group = Group(
            circle_id=number(circle.id),
            title=f"Opgave {place}",
            state=GroupState.established,
            commissioner_id=number(secretariat.id),
            owner_id=number(owner.id),
            created_at=BEGAN,
        )
        _added(store, group)
        groups.append(number(group.id))
        _added(store, Room(group_id=groups[-1], kind="slack", address=address, name=address, opened_at=BEGAN))
    for turn in range(each):
        for group_id in groups:
            card = Card(f"Nr. {turn:02}", (Line("Til alle i gruppen."),))
            store.session.add(
                OutboxRow(
                    unique_key=f"drain/{group_id}/{turn}",
                    kind=OutboxKind.message,
                    lane=f"room:{group_id}",
                    subject=f"drain:{group_id}",
                    group_id=group_id,
                    payload=to_json(card),
                    due_at=now,
                )
            )


def _added(store: Store, *rows: SQLModel) -> None:
    for row in rows:
        store.add(row)


async def _measured(program: Program, channels: int, each: int, longest: int) -> Figures:
    slack = program.faces["slack"]
    assert isinstance(slack, Slack)
    opened = slack.running(program.web)
    await anext(opened)
    try:
        memory = [_memory()]
        start = time.monotonic()
        forced = max((each - 1) * A_MESSAGE, A_MESSAGE)
        early = 0.0
        program.dispatcher.start()
        while await program.runner.look(lambda store: backlog(store, program.clock.now()).due):
            await asyncio.sleep(0.1)
            memory.append(_memory())
            seconds = time.monotonic() - start
            early = early or (memory[-1] if seconds > forced / 5 else 0.0)
            if seconds > forced * longest:
                raise TimeoutError(f"not sent within {longest} times the {forced:g} seconds that the limits force")
        taken = time.monotonic() - start
        return Figures(channels * each, channels, taken, forced, 0, early or memory[-1], max(memory))
    finally:
        await program.dispatcher.stop()
        await anext(opened, None)
        program.runner.close()
        program.database.close()


def _memory() -> float:
    """What this process holds just now, in MiB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def main() -> None:
    """Run it and print the figures."""
    given = sys.argv[1:]
    channels, each = (int(given[place]) if len(given) > place else value for place, value in ((0, CHANNELS), (1, EACH)))
    with tempfile.TemporaryDirectory() as folder, Fake.started() as fake:
        url = given[2] if len(given) > 2 else f"sqlite:///{folder}/drain.db"
        figures, got = drain(url, fake, channels, each)
    sys.stdout.write("\n".join([*figures.lines(), ""]))
    wanted = [f"Nr. {turn:02}" for turn in range(each)]
    if any(texts != wanted for texts in got.values()):
        sys.exit("Not every channel got each message once and in order.")


if __name__ == "__main__":
    main()
