"""The log: what leads to a line is told by an id, and nobody's name, address, words or links are ever in it."""

from __future__ import annotations

import asyncio
import csv
import gc
import json
import logging
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import structlog
from aiohttp import ClientSession, web
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.app import Program
from bot.logs import about, blanked, hush, speak, written
from bot.settings import Settings, load
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request
from storage.engine import Store
from storage.tables import Person
from tests.bot.visits import visit
from tests.elnet import FIRST, SECOND
from tests.elnet_chat import by_mail, names
from tests.slack.fake import Fake
from tests.slack.town import Town, play
from tests.smtp import PostOffice
from tests.town import SECRET

CAST = Path(__file__).parents[1] / "data" / "cast.csv"
LINK = re.compile(r"/(?:answer|calendar|file|page|room)/(?!…|\{)\w|\w+://[^\s/]+/[^…\s]")
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(capsys) -> Iterator[Lines]:
    """The log of this process as the operator's tools read it; what has been written since the last time."""
    speak()

    def read() -> list[dict[str, Any]]:
        return [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    yield read
    hush()
    structlog.reset_defaults()


@pytest.fixture
def settings(fresh_file: Path, monkeypatch, tmp_path) -> Settings:
    monkeypatch.chdir(tmp_path)  # where there is no .env
    return load(database_url=f"sqlite:///{fresh_file}", port=0)


# --- a program at work ---


def told_of_people() -> set[str]:
    """Everything that could tell of somebody: names and parts of names, addresses, telephones, and what is typed."""
    with CAST.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    named = {word for row in rows for word in re.split(r"[\s-]+", row["navn"]) if len(word) > 2}
    reached = {row[column] for row in rows for column in ("email", "telefon") if row[column]}
    hosts = {row["email"].partition("@")[2] for row in rows if row["email"]}
    typed = {str(value) for value in (*FIRST.values(), *SECOND.values()) if len(str(value)) > 3}
    return named | reached | hosts | typed | {part for words in typed for part in words.split("\n")}


def told(lines: list[dict[str, Any]], secret: set[str]) -> list[tuple[str, str]]:
    """What the lines tell that no log may, and where."""
    found = []
    for line in lines:
        text = json.dumps(line, ensure_ascii=False)
        found += [(each, text) for each in secret if re.search(rf"(?<!\w){re.escape(each)}(?!\w)", text)]
        found += [(each, text) for each in LINK.findall(text)]
    return found


@pytest.fixture(autouse=True)
def outside(monkeypatch) -> None:
    """The settings of whoever runs the tests are no matter."""
    monkeypatch.delenv("TASKFORCE_METRICS_TOKEN", raising=False)


def stumbling(program: Program, action: str) -> None:
    """Have a route meet a defect whose errors repeat what its person said."""
    route = program.runner.router.routes[action]

    def handler(request: Request, store: Store) -> Reply:
        person = store.session.get_one(Person, request.me)
        try:
            raise LookupError(f"{person.name} ({person.email}) wrote {FIRST['task']}")
        except LookupError:
            store.add(Person(id=person.id, organisation_id=1, name=person.name, created_at=request.now))
        raise AssertionError

    program.runner.router.routes[action] = replace(route, handler=handler)


def test_program_that_takes_an_order_to_answers_through_all_sorts_of_trouble_names_nobody(
    fresh_file: Path, office: PostOffice, fake: Fake, lines: Lines
) -> None:
    seen: list[dict[str, Any]] = []
    figures = ""

    async def scenario(town: Town) -> None:
        nonlocal figures
        office.refusals["tobias.groennegaard@greenhub.example"] = (
            "452 4.2.2 The mailbox of <tobias.groennegaard@greenhub.example> is full"
        )
        await town.order()
        office.refusals.clear()
        office.refuses = "554 5.7.1 <erik.vendelbjerg@rn.example>: not today, see https://post.example/why?who=erik.vendelbjerg@rn.example"
        await by_mail(town, "Erik", "Ja, spørg Maja")
        office.refuses, office.drops = "", "inside"
        fake.fault("chat.postMessage", status=500, times=1)
        await names(town, "Søren", "Dorthe")
        office.drops = ""
        stumbling(town.program, "me")
        done = await town.type("Sofie", "mig")
        assert "Ref. " in str(done.shown[-1].text)
        await town.slack.command("Sofie", f"hvad med {SECOND['coordinator']}")
        async with town.post.session.get(f"{town.program.here}/answer/no-such-link") as page:
            assert page.status == 404
        figures = town.program.figures.exposition(None).decode()
        seen.extend(lines())

    play(fresh_file, office, fake, scenario, chatting=("Sofie", "Emil", "Søren", "Vibeke"), away=())
    seen += lines()
    secret = told_of_people() | {fake.token, fake.signing_secret, SECRET}
    assert told(seen, secret) == []
    assert [each for each in secret if each in figures] == []
    # and it has not been silent: what was met is there, each with what it was about
    events = {line["event"] for line in seen}
    assert events >= {"answered", "defect", "mail server"}
    assert [line["face"] for line in seen if line["event"] == "defect"] == ["slack"]
    assert [line for line in seen if line["event"] == "answered" and not line.get("request")] == []
    assert {line["route"] for line in seen if line["event"] == "answered"} >= {"/slack/events", "/answer/{token}"}


def test_what_may_not_be_told_would_be_noticed():
    secret = told_of_people()
    for text in (
        "Kragelund has it",
        "to vibeke.mosegaard@hjoerring.example",
        "00 00 10 02",
        str(FIRST["task"]),
        "see /answer/abc",
        "at https://taskforce.brn.example/page/abc",
    ):
        assert told([{"event": text}], secret) != [], text
    assert told([{"event": "/answer/{token}", "why": "https://taskforce.example/…"}], secret) == []


# --- ids ---


def test_id_of_a_request_is_in_its_answer_and_in_every_line_that_it_leads_to(settings, lines):
    log = structlog.get_logger()
    afterwards: list[asyncio.Task[None]] = []

    async def later() -> None:
        log.info("later")

    async def does(session: ClientSession, program: Program) -> list[str]:
        async def work(request: web.Request) -> web.Response:
            await program.runner.look(lambda store: log.info("reading"))
            await program.runner.change(lambda store: log.info("changing"))
            logging.getLogger("aiohttp.server").warning("at work on %s", "something")
            afterwards.append(asyncio.create_task(later()))
            return web.Response(text="done")

        program.web.router._frozen = False
        program.web.router.add_get("/doing/{what}", work)
        ids = []
        for path in ("/doing/one", "/doing/two", "/healthz", "/nothing"):
            async with session.get(path, headers={"X-Request-Id": "of-my-own"}) as response:
                ids.append(response.headers["X-Request-Id"])
        await asyncio.gather(*afterwards)
        return ids

    one, two, watched, nothing = visit(settings, does)
    assert len({one, two, watched, nothing, "of-my-own"}) == 5
    kept = [(line["event"], line["request"], line.get("route")) for line in lines() if "request" in line]
    for id_ in (one, two):
        assert sorted((event, route) for event, request, route in kept if request == id_) == [
            ("answered", "/doing/{what}"),
            ("at work on %s", None),
            ("changing", None),
            ("later", None),
            ("reading", None),
        ]
    # what is asked every few seconds has no line, and what leads nowhere has no address in it
    assert [each for each in kept if each[1] in (watched, nothing)] == [("answered", nothing, "")]


def test_line_knows_what_it_is_about_and_the_next_does_not(lines):
    log = structlog.get_logger()

    async def sends(number: int) -> None:
        with about(outbox=number):
            await asyncio.sleep(0)
            log.info("sending")

    async def both() -> None:
        await asyncio.gather(sends(1), sends(2))
        log.info("idle")

    asyncio.run(both())
    assert [(line["event"], line.get("outbox")) for line in lines()] == [
        ("sending", 1),
        ("sending", 2),
        ("idle", None),
    ]


# --- errors ---


def failed(error: BaseException) -> str:
    """An error as the log has it, once it has been raised."""
    try:
        raise error
    except BaseException as raised:
        return written(raised).splitlines()[-1]


class Broken(Exception):
    """What a database's driver raises."""

    sqlstate = "23505"

    class diag:  # noqa: N801  (the driver's own name)
        constraint_name = "uq_people_email"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("Sofie Kragelund"), "ValueError"),
        (KeyError("Sofie"), "KeyError"),
        (json.JSONDecodeError("Expecting value", "Sofie", 0), "json.decoder.JSONDecodeError"),
        (ConnectionRefusedError(111, "Connection refused"), "ConnectionRefusedError: [Errno 111] Connection refused"),
        (OSError(28, "No space left on device"), "OSError: [Errno 28] No space left on device"),
        (RecursionError("maximum recursion depth exceeded"), "RecursionError: maximum recursion depth exceeded"),
        (
            IntegrityError("INSERT", {"name": "Sofie"}, Broken("Key (email)=(sofie@brn.example) already exists")),
            "sqlalchemy.exc.IntegrityError: 23505 uq_people_email",
        ),
        (OperationalError("SELECT", {}, Exception("Sofie")), "sqlalchemy.exc.OperationalError"),
        (ExceptionGroup("Sofie", [ValueError("Kragelund")]), "ValueError"),
    ],
)
def test_error_is_told_by_its_kind_and_not_by_its_words(error, said):
    assert failed(error) == said


def test_errors_that_led_to_an_error_are_told_with_their_places():
    try:
        try:
            int("Sofie")
        except ValueError as first:
            raise LookupError("Kragelund") from first
    except LookupError as error:
        text = written(error)
    assert re.findall(r"^(?:\w+Error.*|Then:)$", text, re.MULTILINE) == ["ValueError", "Then:", "LookupError"]
    assert text.count("test_logs.py") == 2
    assert "Kragelund" not in text.replace('LookupError("Kragelund")', "")  # but for our own line of source


# --- the libraries ---


def test_library_says_its_own_sentence_and_not_our_values(lines):
    for name in ("slack_sdk.web", "apscheduler.executors.default", "aiohttp.client", "sqlalchemy.pool", "botbuilder"):
        logging.getLogger(name).warning("could not reach %s for %r", "Sofie", {"text": FIRST["task"]})
        logging.getLogger(name).info("nobody wants to know")
    found = lines()
    assert {line["event"] for line in found} == {"could not reach %s for %r"}
    assert {line["logger"].partition(".")[0] for line in found} == {
        *("slack_sdk", "apscheduler", "aiohttp", "sqlalchemy", "botbuilder")
    }
    assert {(line["level"], line["where"].partition(":")[0]) for line in found} == {("warning", "test_logs")}


def test_our_own_line_is_without_addresses_as_well(lines):
    structlog.get_logger().warning("passed over", why="no such address: sofie.kragelund@brn.example", outbox=7)
    (line,) = lines()
    assert (line["event"], line["why"], line["outbox"]) == ("passed over", "no such address: …@…", 7)


def test_line_that_cannot_be_written_is_not_repeated_with_its_values(lines):
    # There is no such letter in UTF-8. It goes to our handler alone: a report of pytest's cannot hold it either.
    said = "could not \ud800 reach %s"
    (ours,) = [each for each in logging.getLogger().handlers if type(each).__module__ == speak.__module__]
    ours.handle(logging.LogRecord("slack_sdk", logging.ERROR, __file__, 1, said, ("Sofie",), None))
    assert lines() == [{"event": "a line could not be written", "logger": "slack_sdk"}]


def test_library_that_puts_the_values_in_by_itself_is_told_by_its_place(lines):
    logging.getLogger("slack_sdk.web").error(f"no answer for {FIRST['task']}")
    logging.getLogger("aiohttp.server").error("Error handling request\nfrom Sofie")
    assert [line["event"] for line in lines()] == ["a library says something", "Error handling request"]


def test_error_that_nobody_waited_for_is_told_without_its_words(lines):
    async def fails() -> None:
        raise ValueError("Sofie Kragelund")

    async def forgets() -> None:
        task = asyncio.create_task(fails())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del task
        gc.collect()

    asyncio.run(forgets())
    (line,) = lines()
    assert (line["event"], line["logger"]) == ("Task exception was never retrieved", "asyncio")
    assert line["exception"].splitlines()[-1] == "ValueError"


def test_warning_of_python_is_told_by_its_kind_and_place(lines):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        speak()  # within pytest's own watch over warnings
        warnings.warn("Sofie", DeprecationWarning, stacklevel=1)
    (line,) = lines()
    assert re.fullmatch(r".*test_logs\.py:\d+: DeprecationWarning", line["event"])


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("to sofie.kragelund@brn.example now", "to …@… now"),
        ("<mailto:søren@brn.example>", "<…@…>"),
        ("https://taskforce.brn.example/answer/abc?x=1", "https://taskforce.brn.example/…"),
        ("postgresql://bot:hemmelig@host/db is away", "postgresql://host/… is away"),
        ("/answer/abc and /healthz", "/answer/… and /healthz"),
        ("xoxb-1-2-abc", "xox…"),
        ("Authorization: Bearer abcdefghijkl", "Authorization: Bearer …"),
        ("eyJhbGciOi.eyJzdWIiOi.sig", "eyJ…"),
        ("channel_not_found (chat.postMessage)", "channel_not_found (chat.postMessage)"),
        (["a@brn.example", {"to": "b@brn.example"}, 7, None], ["…@…", {"to": "…@…"}, 7, None]),
        (ValueError("Sofie"), "ValueError"),
    ],
)
def test_addresses_links_and_tokens_are_taken_out_of_every_line(text, kept):
    assert blanked(None, "info", {"event": "it", "why": text}) == {"event": "it", "why": kept}
