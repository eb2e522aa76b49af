"""Slack, Teams and the mail server fail in every way that a network has: nothing is lost, every message arrives once
(where nobody can know whether it did, as its platform's guide says), and nobody has to restart anything."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest

from bot import delivery, hands, settling
from bot.mail import smtp
from bot.slack import api
from bot.teams import keys
from handlers.dialogue.card import Card
from handlers.dialogue.wire import to_json
from storage import outbox
from storage.engine import Store
from storage.tables import OutboxKind, OutboxRow
from tests.faults.distant import until
from tests.proxy import Proxy
from tests.slack import town as slacking
from tests.slack.fake import Fake
from tests.smtp import PostOffice
from tests.teams import town as teaming
from tests.teams.fake import Fake as Microsoft

SOON = 0.2  # seconds
Direction = Literal["out", "in"]


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for seconds waits for parts of them."""
    for where, name in (
        (settling, "FIRST_WAIT"),
        (delivery, "LOOK_AGAIN"),
        (settling, "LONGEST_AWAY"),
        (hands, "FIRST_REST"),
        (hands, "LONGEST_REST"),
    ):
        monkeypatch.setattr(where, name, SOON)
    monkeypatch.setattr(api, "ANSWER", 2)
    monkeypatch.setattr(delivery, "SEND", 2.0)


async def at_once() -> None:
    """Nothing is waited for: what follows, follows by itself."""


def nothing() -> None:
    """It ends by itself."""


def unhurried(town: Any) -> None:
    """From now on the dispatcher does it all by itself."""
    town.chat.settle = town.settle = at_once


async def put(town: Any, who: str, said: str) -> int:
    """Have something said to somebody; the number of its row."""
    person, now = town.person(who).id, town.program.clock.now()

    def work(store: Store) -> int:
        row = OutboxRow(unique_key=said, kind=OutboxKind.message, lane=said, subject=said, person_id=person,
                        payload=to_json(Card(said)), due_at=now)  # fmt: skip
        outbox.put(store, row)
        return row.id or 0

    number: int = await town.program.runner.change(work)
    town.program.dispatcher.wake()
    return number


def row(town: Any, number: int) -> OutboxRow:
    with town.program.database.reading() as store:
        found = outbox.get(store, number)
    assert found is not None
    return found


async def tried(town: Any, number: int) -> None:
    """Wait until a row has been tried in vain, or more than once."""
    await until(lambda: row(town, number).failure or row(town, number).attempts > 1, "it was tried")


async def gone(town: Any, number: int) -> None:
    """Wait until it has gone."""
    await until(lambda: row(town, number).sent_at is not None, "it has gone")


class Loses:
    """Shown what passes a proxy: lets a call through that holds some words, and loses its answer; once."""

    def __init__(self, proxy: Proxy, words: str, direction: Direction) -> None:
        self.proxy, self.words, self.direction, self.seen = proxy, words.encode(), direction, False

    def __call__(self, direction: Direction, piece: bytes) -> None:
        self.seen = self.seen or (direction == "out" and self.words in piece)
        if self.seen and direction == self.direction:
            self.proxy.watch = None
            self.proxy.cut()


def test_slack_fails_in_every_way_and_every_message_is_there_once(
    fresh_file: Path, office: PostOffice, fake: Fake
) -> None:
    port = urlsplit(fake.address).port or 0
    with Proxy(to=port) as proxy:

        async def scenario(town: slacking.Town) -> None:
            await town.slack.command("Sofie", "mig")
            unhurried(town)
            fake.clear()

            async def meanwhile(said: str, begin: Callable[[], object], end: Callable[[], object]) -> None:
                begin()
                number = await put(town, "Sofie", said)
                await tried(town, number)
                assert (await town.slack.command("Sofie", "mig")).answer.status == 200  # the bot is there all the time
                end()
                await gone(town, number)

            await meanwhile("fejl", lambda: fake.fault("chat.postMessage", times=3, status=500), nothing)
            await meanwhile("hastigt", lambda: fake.fault("chat.postMessage", status=429, retry_after=1), nothing)
            await meanwhile("væk", proxy.away, proxy.back)
            await meanwhile("tavs", lambda: setattr(proxy, "mood", "hang"), proxy.back)
            for said, direction in (("afbrudt", "out"), ("uden svar", "in")):
                proxy.watch = Loses(proxy, "chat.postMessage", direction)  # type: ignore[arg-type]
                number = await put(town, "Sofie", said)
                await gone(town, number)
                assert row(town, number).attempts > 1
            said = Counter(each.text.partition("\n")[0] for each in town.slack.messages("Sofie"))
            assert {each: said[each] for each in SAID} == dict.fromkeys(SAID, 1)
            assert town.program.runner.defects == 0

        slow = f"http://127.0.0.1:{proxy.port}/api/"
        slacking.play(fresh_file, office, fake, scenario, slack_api_url=slow)


SAID = ("fejl", "hastigt", "væk", "tavs", "afbrudt", "uden svar")


def test_a_slack_that_does_not_say_who_we_are_at_first_is_asked_again(
    fresh_file: Path, office: PostOffice, fake: Fake
) -> None:
    fake.fault("auth.test", times=2, status=500)

    async def scenario(town: slacking.Town) -> None:
        unhurried(town)
        number = await put(town, "Sofie", "hej")
        await gone(town, number)
        answers = []
        while not answers or answers[-1].status != 200:
            assert len(answers) < 10
            words = {"type": "message", "channel_type": "im", "channel": town.slack.place("Sofie"), "text": "hjælp",
                     "user": town.slack.id("Sofie"), "ts": "1795000000.000100"}  # fmt: skip
            body = json.dumps(town.slack._payloads().event(words) | {"event_id": "Ev0HELP"}).encode()
            answers.append(await town.slack.signed(body, "application/json"))
        assert [each.status for each in answers] == [503, 503, 200]  # Slack sends it again

    slacking.play(fresh_file, office, fake, scenario)


def test_teams_fails_in_every_way_and_every_message_is_there(
    fresh_file: Path, office: PostOffice, teams: Microsoft
) -> None:
    async def scenario(town: teaming.Town) -> None:
        await town.teams.say("Sofie", "hjælp")
        unhurried(town)
        teams.clear()
        for said, fault in (
            ("fejl", {"status": 500, "times": 3}),
            ("senere", {"status": 503, "retry_after": 1}),
            ("hastigt", {"status": 429, "retry_after": 1}),
            ("tavs", {"hang": 4.0}),
            ("afbrudt", {"die": True}),
            ("uden svar", {"die": True, "after": True}),
        ):
            teams.fault("send", **fault)
            number = await put(town, "Sofie", said)
            await tried(town, number)
            await gone(town, number)
        said = Counter(each.text.partition("\n")[0] for each in town.teams.messages("Sofie"))
        # Teams can be asked for no message, so the last one stands there twice (docs/teams.md).
        assert {each: said[each] for each in ALSO} == {**dict.fromkeys(ALSO, 1), "uden svar": 2}
        assert town.program.runner.defects == 0

    teaming.play(fresh_file, office, teams, scenario)


ALSO = ("fejl", "senere", "hastigt", "tavs", "afbrudt", "uden svar")


def test_microsoft_is_away_when_the_program_starts(
    fresh_file: Path, office: PostOffice, teams: Microsoft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "A_MINUTE", SOON)
    teaming.play(fresh_file, office, teams, moves_in)
    teams.change(down=True)

    async def scenario(town: teaming.Town) -> None:
        unhurried(town)
        number = await put(town, "Sofie", "hej")
        await tried(town, number)  # there is no token for it
        told = town.teams._activities().update(town.teams.id("Sofie"), town.teams.place("Sofie"))
        assert (await town.teams.signed(told)).status == 503  # Teams sends it again
        teams.change(down=False)
        await gone(town, number)
        for _ in range(100):
            if (await town.teams.signed(told)).status == 200:
                return
            await asyncio.sleep(0.1)
        raise AssertionError("nobody was let in")

    teaming.play(fresh_file, office, teams, scenario)


async def moves_in(town: teaming.Town) -> None:
    """Everybody gets the app, and nothing more."""


def test_the_mail_server_fails_in_every_way_and_every_mail_arrives(
    fresh_file: Path, office: PostOffice, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "SEND", 1.0)

    async def scenario(town: slacking.Town) -> None:
        unhurried(town)
        office.taken.clear()
        for said, sick, well in (
            ("senere", {"refuses": "451 4.3.0 later"}, {"refuses": ""}),
            ("fuld", {"refuses": "452 4.2.2 full"}, {"refuses": ""}),
            ("tavs", {"mute": "greeting"}, {"mute": ""}),
            ("afbrudt", {"drops": "inside"}, {"drops": ""}),
            ("uden svar", {"drops": "after"}, {"drops": ""}),
        ):
            for name, value in sick.items():
                setattr(office, name, value)
            number = await put(town, "Vibeke", said)
            await until(lambda number=number: row(town, number).failure, "it was tried")  # type: ignore[misc]
            for name, value in well.items():
                setattr(office, name, value)
            await gone(town, number)
        arrived = Counter(str(each["Subject"]) for each in office.mails)
        known = ("senere", "fuld", "tavs", "afbrudt")
        assert {each: arrived[each] for each in known} == dict.fromkeys(known, 1)
        # Nobody can know of the last one that it was taken: it is there again, under the same name (docs/mail.md).
        last = [each["Message-ID"] for each in office.mails if each["Subject"] == "uden svar"]
        assert len(last) >= 2
        assert len(set(last)) == 1
        assert town.program.runner.defects == 0

    slacking.play(fresh_file, office, fake, scenario)
