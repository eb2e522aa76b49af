"""The figures: what is counted, by what names, and that they tell nothing about anybody."""

from __future__ import annotations

import asyncio
import re
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from prometheus_client.parser import text_string_to_metric_families

from bot.app import Program
from bot.clock import Clock
from bot.delivery import Dispatcher
from bot.figures import DEFECT, DONE, Figures
from bot.runner import Runner
from bot.settings import Settings, load
from bot.ways import Ways
from handlers.dialogue.card import Card
from handlers.dialogue.errors import UserError
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request
from handlers.dialogue.router import Router
from handlers.dialogue.tell import tell
from storage import due
from storage.backlog import Backlog
from storage.engine import Database, Store
from storage.tables import Circle, Person
from storage.unavailable import Unavailable
from tests.bot.conftest import BEGAN, NEVER
from tests.bot.visits import page, visit
from tests.town import SECRET, SENDER

DOCS = (Path(__file__).parents[2] / "docs" / "figures.md").read_text(encoding="utf-8")
NOTHING = Backlog({"planned": 0, "waiting": 0, "later": 0, "leased": 0}, 0.0)


@pytest.fixture
def settings(database: Database, monkeypatch, tmp_path) -> Settings:
    monkeypatch.chdir(tmp_path)  # where there is no .env
    return load(database_url=database.engine.url.render_as_string(hide_password=False), port=0)


def counted(figures: Figures, name: str) -> dict[tuple[str, ...], float]:
    """The samples of one name that are not zero, by their labels' values."""
    found = {}
    for family in text_string_to_metric_families(figures.exposition(NOTHING).decode()):
        for sample in family.samples:
            if sample.name == f"taskforce_{name}" and sample.value:
                found[tuple(sample.labels.values())] = sample.value
    return found


# --- names ---


def test_every_figure_is_named_by_the_conventions_and_told_of_in_the_guide():
    families = list(text_string_to_metric_families(Figures().exposition(NOTHING).decode()))
    own = {each.name: each.type for each in families if each.name.startswith("taskforce_")}
    assert [each.name for each in families if not each.name.startswith(("taskforce_", "process_"))] == []
    assert [each.name for each in families if not each.documentation] == []
    assert [name for name, kind in own.items() if kind == "histogram" and not name.endswith("_seconds")] == []
    written = {name + ("_total" if kind == "counter" else ""): kind for name, kind in own.items()}
    assert dict(re.findall(r"^\| `(taskforce_\w+)` \| (\w+) \|", DOCS, re.MULTILINE)) == written


def test_alerts_of_the_guide_ask_for_figures_that_there_are():
    told = set(re.findall(r"^\| `(taskforce_\w+)`", DOCS, re.MULTILINE))
    asked = set(re.findall(r"taskforce_\w+", DOCS.split("```yaml")[1].split("```")[0]))
    assert {each.removesuffix("_bucket") for each in asked} - told == set()


# --- who may see them ---


def test_figures_are_for_this_machine(settings):
    status, said = visit(settings, page("/metrics"))
    assert (status, "taskforce_outbox_oldest_seconds 0.0" in said.splitlines()) == (200, True)
    assert visit(settings, page("/metrics", headers={"X-Forwarded-For": "192.0.2.1"}))[0] == 403


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_figures_with_a_token_are_for_whoever_has_it(settings):
    settings = settings.model_copy(update={"metrics_token": load(metrics_token="hemmelig").metrics_token})
    assert visit(settings, page("/metrics"))[0] == 403
    assert visit(settings, page("/metrics", headers={"Authorization": "Bearer hemmeligt"}))[0] == 403
    status, said = visit(settings, page("/metrics", headers={"Authorization": "Bearer hemmelig"}))
    assert (status, said.count("# TYPE taskforce_requests_total counter\n")) == (200, 1)


# --- what is counted ---


@pytest.fixture
def asked(database: Database) -> Runner:
    """A runner with a route for each thing that can come of a request, by names that everybody may press."""
    router = Router()

    @router.button("me", changes=False)
    def show(request: Request, store: Store) -> Reply:
        return Reply(Card("shown"))

    @router.button("me.erase")
    def refuse(request: Request, store: Store) -> Reply:
        raise UserError("no")

    @router.button("me.correct")
    def stumble(request: Request, store: Store) -> Reply:
        raise KeyError("thing")

    @router.button("me.edit")
    def keep(request: Request, store: Store) -> Reply:
        return Reply(Card("kept"))

    return Runner(database, router)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_requests_are_counted_by_face_and_by_what_came_of_them(asked: Runner, group, database):
    with database.reading() as store:
        person = store.session.get_one(Person, group.owner_id)

    def ask(action: str, *, words: str = "", key: str | None = None, face: str = "slack") -> None:
        asked.run(Request(person, BEGAN, action, words, key=key, face=face))

    for action in ("me", "me.erase", "me.correct"):
        ask(action)
    ask("me.edit", key="the same", face="teams")
    ask("me.edit", key="the same", face="teams")
    ask("", words="hvad er klokken")  # no word of ours, so no route
    assert counted(asked.figures, "requests_total") == {
        ("slack", "done"): 1,
        ("slack", "refused"): 2,
        ("slack", "defect"): 1,
        ("teams", "done"): 1,
        ("teams", "repeated"): 1,
    }
    assert counted(asked.figures, "handler_seconds_count") == {("me", "read"): 1, ("me", "change"): 4}
    assert (counted(asked.figures, "defects_total"), asked.defects) == ({(): 1}, 1)
    asked.close()


def test_request_that_finds_no_database_is_counted_as_that_and_is_no_defect():
    router = Router()
    router.button("me", changes=False)(lambda request, store: Reply(Card("shown")))
    runner = Runner(Database("postgresql://nobody@127.0.0.1:1/nothing"), router)
    person = Person(id=1, organisation_id=1, name="Sofie", created_at=BEGAN)
    with pytest.raises(Unavailable):
        runner.run(Request(person, BEGAN, "me", face="slack"))
    assert counted(runner.figures, "requests_total") == {("slack", "away"): 1}
    assert (counted(runner.figures, "handler_seconds_count"), runner.defects) == ({("me", "read"): 1}, 0)
    runner.close()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_pages_are_counted_by_the_pattern_of_their_address(settings):
    async def does(session: ClientSession, program: Program) -> object:
        for path in ("/thing/Sofie", "/thing/Kragelund", "/nothing/Sofie"):
            await page(path)(session, program)
        await page("/thing/Sofie", "PROPFIND")(session, program)
        return counted(program.figures, "http_requests_total"), counted(program.figures, "http_request_seconds_count")

    async def thing(_: web.Request) -> web.Response:
        return web.Response(text="here")

    assert visit(settings, does, also=(web.get("/thing/{name}", thing),)) == (
        {
            ("GET", "/thing/{name}", "200"): 2,
            ("GET", "", "404"): 1,
            ("other", "", "405"): 1,
        },
        {("/thing/{name}",): 2, ("",): 2},
    )


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_due_dates_are_counted_with_how_late_they_were(database):
    router = Router()

    @router.due("week.digest")
    def done(request: Request, store: Store) -> None:
        if request.id("id") == 2:
            raise KeyError("digest")
        due.claim(store, "week.digest", request.id("id"), request.now, again=NEVER)

    with database.changing() as store:
        for _ in range(2):
            store.add(Circle(title="BRN", digest_due=BEGAN))
    runner = Runner(database, router)
    clock = Clock(database, load().zone, lambda: BEGAN.replace(minute=10), local=False)
    clock.drive(runner, Dispatcher(runner, Ways({}, homes=(), rooms=""), clock.now))
    asyncio.run(clock.tick())
    figures = runner.figures
    assert counted(figures, "due_total") == {("week.digest", DONE): 1, ("week.digest", DEFECT): 2}
    assert counted(figures, "due_lag_seconds_sum") == {(): 3 * 600.0}
    assert counted(figures, "ticks_total") == {(DONE,): 1}
    runner.close()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_deliveries_are_counted_by_face_and_by_what_came_of_them(settings, database, group, office):
    office.refusals["farah@brn.example"] = "452 4.2.2 full"
    mail = load(
        database_url=settings.database_url,
        port=0,
        smtp_url=office.url,
        mail_from=SENDER,
        public_url="https://taskforce.brn.example",
        secret_key=SECRET,
    )

    async def does(_: ClientSession, program: Program) -> Figures:
        now = program.clock.now()

        def write(store: Store) -> None:
            house = store.session.get_one(Person, group.owner_id).organisation_id
            for number, email in enumerate(("sofie@brn.example", "farah@brn.example", None)):
                person = Person(organisation_id=house, name="Anna Lindholt", email=email, created_at=BEGAN)
                store.add(person)
                key = f"note/{number}"
                tell(store, person, subject="note:1", key=key, now=now, card=lambda t: Card("Mødet er flyttet."))

        await program.runner.change(write)
        await program.dispatcher.drain(now)
        return program.figures

    figures = visit(mail, does)
    found = counted(figures, "deliveries_total")
    assert {key: found[key] for key in (("mail", "later"), ("none", "never"))} == {
        ("mail", "later"): 1,
        ("none", "never"): 1,
    }
    assert found[("mail", "sent")] >= 1  # the secretariat is told of whoever cannot be reached
    assert set(counted(figures, "delivery_seconds_count")) == {("mail",)}


def test_programs_count_apart_and_threads_together():
    one, other = Figures(), Figures()
    threads = [threading.Thread(target=lambda: [one.defect() for _ in range(500)]) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (one.defects, other.defects) == (4000, 0)


def test_figures_of_the_database_are_those_of_the_moment():
    figures = Figures()
    before = figures.exposition(Backlog({"waiting": 3, "leased": 1}, 61.5)).decode().splitlines()
    assert [line for line in before if line.startswith(("taskforce_outbox", "taskforce_database"))] == [
        "taskforce_database_up 1.0",
        'taskforce_outbox_rows{state="waiting"} 3.0',
        'taskforce_outbox_rows{state="leased"} 1.0',
        "taskforce_outbox_oldest_seconds 61.5",
    ]
    gone = figures.exposition(None).decode().splitlines()
    assert [line for line in gone if line.startswith(("taskforce_outbox", "taskforce_database"))] == [
        "taskforce_database_up 0.0"
    ]


def test_clock_says_when_it_has_last_looked():
    figures = Figures()
    assert counted(figures, "tick_timestamp_seconds") == {}
    figures.ticked(DEFECT)
    assert counted(figures, "tick_timestamp_seconds") == {}
    before = datetime.now(UTC).timestamp()
    figures.ticked(DONE)
    (at,) = counted(figures, "tick_timestamp_seconds").values()
    assert before <= at <= datetime.now(UTC).timestamp()
