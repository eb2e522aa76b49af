"""The database goes away under the whole program and comes back: people are told what is so, nothing is sent twice or
lost, and nobody has to restart anything.

Away for two seconds here, and for as many as TORTURE_AWAY says in `make torture`.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from structlog.testing import capture_logs

from bot.addresses import Addresses
from bot.patience import Patience
from bot.seal import Seal
from bot.slack.face import Slack
from handlers.dialogue.card import Card
from handlers.dialogue.wire import to_json
from storage import links, marked, outbox
from storage.engine import Store
from storage.tables import Cadence, Circle, OutboxKind, OutboxRow, Person, Room
from tests import town as mailing
from tests.conftest import Server
from tests.elnet import FIRST
from tests.faults.distant import AWAY, Distant, behind, until, worries
from tests.post import Reader
from tests.slack.fake import BOT_USER, HOME, Fake
from tests.slack.town import Town, play
from tests.slack.workspace import JSON
from tests.smtp import PostOffice, Taken
from tests.teams import town as teaming
from tests.teams.fake import Fake as Microsoft

GONE, NOTHING = "Vi kan ikke komme til vores data lige nu.", "Intet er gemt. Prøv igen om et par minutter."
NOT_KNOWN = "Vi ved ikke, om det blev gemt. Se efter, før du prøver igen."
SAFE = "Vi ved ikke, om det blev gemt. Prøv igen om et par minutter: Intet sker to gange."
LINE = "Beslutning: vi begynder med Hjørring"
NOT_SEEN = "slack does not say who it is"
BEGINS, ENDS = "the database cannot be used", "the database can be used again"


@pytest.fixture
def distant(server: Server) -> Iterator[Distant]:
    with behind(server) as found:
        yield found


async def at_once() -> None:
    """Nothing is waited for: what follows, follows by itself."""


def cadence(distant: Distant, who: str) -> Cadence:
    with distant.itself.reading() as store:
        return store.session.exec(select(Person.cadence).where(Person.name == who)).one()


def to_be_said(distant: Distant, town: Town, key: str) -> None:
    """A message to Sofie is put in the outbox past the proxy, as another replica would."""
    now = town.program.clock.now()

    def put(store: Store) -> None:
        sofie = town.person("Sofie").id
        row = OutboxRow(unique_key=key, kind=OutboxKind.message, lane=key, subject=key, person_id=sofie,
                        payload=to_json(Card(f"Besked {key}")), due_at=now)  # fmt: skip
        outbox.put(store, row)

    with distant.itself.changing() as store:
        put(store)


def lives_in(store: Store, room: str, town: Town) -> None:
    """The group meets in a channel."""
    store.add(Room(group_id=1, kind="slack", name="elnet", address=room, opened_at=town.program.clock.now()))


def overdue(distant: Distant, town: Town) -> None:
    """The next digests are due since yesterday."""
    with distant.itself.changing() as store:
        store.session.exec(select(Circle)).one().digest_due = town.program.clock.now() - timedelta(days=1)


def done_since(distant: Distant, town: Town) -> bool:
    """Whether the clock has done that."""
    with distant.itself.reading() as store:
        return store.session.exec(select(Circle)).one().digest_due > town.program.clock.now()


@pytest.mark.parametrize("mood", ["refuse", "hang"])
def test_everybody_is_told_and_everything_goes_on_by_itself(
    fresh_file: Path, office: PostOffice, fake: Fake, distant: Distant, mood: str
) -> None:
    async def scenario(town: Town) -> None:
        slack = town.slack
        await town.order(whom="Hjørring: Anna Lindholt", outputs="")
        room = fake.channel("elnet", creator=slack.id("Sofie"), members=(slack.id("Sofie"), BOT_USER))
        await town.program.runner.change(lambda store: lives_in(store, room, town))
        profile = await slack.command("Sofie", "mig")
        form = await slack.command("Sofie", "ny")
        page = await town.post.answer("Vibeke", "Ja, spørg Anna")
        calendar = await town.program.runner.change(
            lambda store: links.for_calendar(store, town.person("Vibeke").id or 0, town.program.clock.now())
        )
        feed = Addresses(Seal(mailing.SECRET), lambda: town.program.settings.public_url).calendar(calendar)
        town.person("Sofie")  # she is not looked up while nobody can be
        town.slack.settle = town.settle = at_once  # type: ignore[method-assign]
        words = {"type": "message", "channel_type": "im", "channel": slack.place("Sofie"), "user": slack.id("Sofie"),
                 "text": "hjælp", "ts": "1795000000.000100", "team": HOME}  # fmt: skip
        told = json.dumps(slack._payloads().event(words)).encode()
        words |= {"channel_type": "channel", "channel": room, "user": slack.id("Sofie"), "text": LINE}
        heard = json.dumps(slack._payloads().event(words)).encode()
        fake.clear()
        office.taken.clear()

        told_so = {f"{GONE}\n{NOTHING}"}
        face = town.program.faces["slack"]
        assert isinstance(face, Slack)
        face.api.patience.call = Patience.call  # as it is outside of tests
        if mood == "hang":  # Slack waits for nobody: sooner than the database is given up, it is said that it is slow
            told_so.add("Det gik ikke lige nu.\nIntet er gemt. Prøv igen om lidt.")
        if mood == "refuse":
            distant.proxy.away()
        else:
            distant.proxy.mood = "hang"
        with capture_logs() as logged:
            # the secretariat, in Slack
            assert (await slack.command("Sofie", "mig")).text in told_so
            pressed = await slack.press("Sofie", profile, "Slå fra")
            assert [each.text in told_so for each in pressed.shown if each.kind == "ephemeral"] == [True]
            sent = await slack.submit("Sofie", form, {**FIRST, "title": "Fjernvarme"})
            assert sent.view is not None
            assert any(each in sent.view.text for each in told_so)
            assert (await slack.signed(heard, JSON)).status == 503  # Slack sends it again
            assert (await slack.signed(told, JSON)).status == 200
            assert slack.texts("Sofie")[-1] == f"{GONE}\n{NOTHING}"
            fake.clear()

            # a director, on the page behind a mail
            await page.press("Ja, spørg Anna")
            assert (page.status, page.title, page.buttons()) == (503, GONE, ["Prøv igen"])
            assert (NOTHING in page.text, page.headers["Retry-After"]) == (True, "30")
            look = Reader(slack.session)
            await look.open(feed.removesuffix(".ics"))
            assert (look.status, look.headers["Retry-After"], GONE in look.page) == (503, "30", True)
            await look.open(feed)
            assert (look.status, look.headers["Retry-After"]) == (503, "30")

            to_be_said(distant, town, "bagefter")
            overdue(distant, town)
            await town.program.clock.tick()  # the next would be in half a minute
            await asyncio.sleep(AWAY)
            assert fake.record("chat.postMessage", "chat.update") == []
            assert office.taken == []

            distant.proxy.back()
            # what waited goes by itself
            await until(lambda: fake.record("chat.postMessage"), "the dispatcher went on")
            await until(lambda: done_since(distant, town), "the clock went on")
        # Whoever tries a silent database again cannot be told in Slack who it is that presses.
        assert [each for each in worries(logged) if each != NOT_SEEN] == [BEGINS]
        assert [line["event"] for line in logged].count(ENDS) == 1

        # and what was sent before is sent once more
        assert (await slack.signed(heard, JSON)).status == 200
        with distant.itself.reading() as store:
            assert marked.ever_at(store, "slack", f"{room}/{words['ts']}")
        assert (await slack.press("Sofie", profile, "Slå fra")).answer.status == 200
        await until(lambda: cadence(distant, town.person("Sofie").name) == Cadence.off, "the digest is off")
        await slack.close("Sofie", slack.view("Sofie"))
        assert slack.view("Sofie") is not None  # the form is still there, and what was written
        assert slack.typed[form.view.id]["title"] is not None
        await page.press("Prøv igen")
        assert (page.status, page.title) == (200, "Tak, Vibeke. Vi spørger Anna.")
        await until(lambda: len(office.to("anna.lindholt@hjoerring.example")) == 1, "Anna has been asked")
        said = [re.sub("\n.*", "", each["arguments"]["text"]) for each in fake.record("chat.postMessage")]
        assert said.count("Besked bagefter") == 1
        assert town.program.runner.defects == 0

    play(fresh_file, office, fake, scenario, database_url=distant.url)


def test_an_answer_whose_commit_got_no_answer_is_not_called_unsaved_and_is_done_once(
    fresh_file: Path, office: PostOffice, fake: Fake, distant: Distant
) -> None:
    async def scenario(town: Town) -> None:
        slack = town.slack
        await town.order(whom="Hjørring: Anna Lindholt", outputs="")
        page = await town.post.answer("Vibeke", "Ja, spørg Anna")
        profile = await slack.command("Sofie", "mig")
        town.slack.settle = town.settle = at_once  # type: ignore[method-assign]
        lost: list[bytes] = []

        def lose_the_answer(direction: str, piece: bytes) -> None:
            if direction == "out" and b"COMMIT\0" in piece:
                lost.append(piece)
            elif direction == "in" and lost:
                distant.proxy.watch = None  # this once
                distant.proxy.cut()

        async def without_its_answer(work: object) -> None:
            lost.clear()
            await until(lambda: not town.program.dispatcher._sending, "nothing is on its way")
            distant.proxy.watch = lose_the_answer
            await work  # type: ignore[misc]
            distant.proxy.watch = None

        async def press() -> None:
            pressed = await slack.press("Sofie", profile, "Slå fra")
            shown.extend(each.text for each in pressed.shown if each.kind == "ephemeral")

        shown: list[str] = []
        await without_its_answer(press())
        assert shown == [f"{GONE}\n{NOT_KNOWN}"]
        assert cadence(distant, town.person("Sofie").name) == Cadence.off  # it was

        await without_its_answer(page.press("Ja, spørg Anna"))
        assert (page.status, page.title, SAFE in page.text) == (503, GONE, True)
        await page.press("Prøv igen")
        assert (page.status, page.title) == (200, "Tak, Vibeke. Vi spørger Anna.")
        await until(lambda: office.to("anna.lindholt@hjoerring.example"), "Anna has been asked")
        assert len(office.to("anna.lindholt@hjoerring.example")) == 1
        assert town.program.runner.defects == 0

    play(fresh_file, office, fake, scenario, database_url=distant.url)


class Told(list[Taken]):
    """Says so when a mail has been taken."""

    def __init__(self, then: Callable[[], None]) -> None:
        super().__init__()
        self.then = then

    def append(self, taken: Taken) -> None:
        super().append(taken)
        self.then()


def test_a_mail_that_left_as_the_database_went_away_is_not_sent_again(
    fresh_file: Path, office: PostOffice, fake: Fake, distant: Distant
) -> None:
    async def scenario(town: Town) -> None:
        vibeke = town.person("Vibeke").id
        town.slack.settle = town.settle = at_once  # type: ignore[method-assign]
        office.taken = Told(distant.proxy.away)
        now = town.program.clock.now()
        row = OutboxRow(unique_key="brev", kind=OutboxKind.message, lane="brev", subject="brev", person_id=vibeke,
                        payload=to_json(Card("Et brev")), due_at=now)  # fmt: skip
        with distant.itself.changing() as store:
            outbox.put(store, row)
        town.program.dispatcher.wake()
        await until(lambda: office.taken, "it was taken")
        await asyncio.sleep(AWAY)
        assert stands(distant) == (False, 1)
        distant.proxy.back()
        await until(lambda: stands(distant) == (True, 1), "it was noted that it went")
        assert len(office.taken) == 1
        distant.proxy.away()  # and the program can be stopped while it is away

    play(fresh_file, office, fake, scenario, database_url=distant.url)


def stands(distant: Distant) -> tuple[bool, int]:
    """Whether the letter has gone, and how often it was tried."""
    with distant.itself.reading() as store:
        row = store.session.exec(select(OutboxRow).where(OutboxRow.unique_key == "brev")).one()
    return row.sent_at is not None, row.attempts


def test_in_teams_whoever_writes_or_presses_is_told_and_nothing_else_is_taken_in(
    fresh_file: Path, office: PostOffice, teams: Microsoft, distant: Distant
) -> None:
    async def scenario(town: teaming.Town) -> None:
        chat = town.teams
        profile = await chat.say("Sofie", "mig")
        town.teams.settle = town.settle = at_once  # type: ignore[method-assign]
        deleted = chat._activities().update(chat.id("Sofie"), chat.place("#Elnet")) | {"type": "messageDelete"}
        distant.proxy.away()
        await chat.say("Sofie", "mig")
        assert chat.texts("Sofie")[-1] == f"{GONE} {NOTHING}"
        pressed = await chat.press("Sofie", profile, "Slå fra")
        assert pressed.answer.body["value"] == f"{GONE} {NOTHING}"
        assert (await chat.signed(deleted)).status == 503
        distant.proxy.back()
        await until(lambda: not town.program.runner.outage.on, "it is back")
        assert (await chat.signed(deleted)).status == 200
        await chat.press("Sofie", profile, "Slå fra")
        assert cadence(distant, town.person("Sofie").name) == Cadence.off
        assert town.program.runner.defects == 0

    teaming.play(fresh_file, office, teams, scenario, database_url=distant.url)
