"""`taskforce check` for the database and the clocks, on both databases."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from bot import check_database
from bot.check_database import tried_clock, tried_database, tried_migrations
from bot.settings import Settings, SettingsProblem, load
from storage.engine import Database
from storage.tables import JournalLine

Part = Callable[[Settings], Iterator[str]]


def settings_of(url: str) -> Settings:
    return load(database_url=url)


@pytest.fixture
def settings(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    monkeypatch.chdir(tmp_path)  # where there is no .env
    return settings_of(database.engine.url.render_as_string(hide_password=False))


def problem(part: Part, settings: Settings) -> str:
    with pytest.raises(SettingsProblem) as wrong:
        list(part(settings))
    return "\n".join(wrong.value.sentences)


def test_a_database_that_is_in_order(settings: Settings) -> None:
    assert [*tried_database(settings), *tried_migrations(settings)] == ["database: ok", "migrations: ok"]


def test_an_empty_database_is_in_order_and_wants_its_migrations(empty_url: str, monkeypatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)
    settings = settings_of(empty_url)
    assert list(tried_database(settings)) == ["database: ok"]
    said = problem(tried_migrations, settings)
    assert (said.split(",")[0], said.partition(". ")[2]) == (
        "migrations: the database has none yet",
        "The program makes its tables when it starts, and so does `taskforce migrate`.",
    )
    assert list(tmp_path.glob("empty.db*")) == []


def test_older_and_newer_schemas_are_told_apart(settings: Settings, database: Database) -> None:
    with database.changing() as store:
        store.session.execute(text("UPDATE alembic_version SET version_num = '0007'"))
    assert problem(tried_migrations, settings).partition(". ")[2] == (
        "Make a copy, stop the program that runs and start this one, which brings the database up to date "
        "(docs/operation.md)."
    )
    with database.changing() as store:
        store.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    said = problem(tried_migrations, settings)
    assert said.startswith("migrations: the database has 9999, newer than what this program knows (")
    assert said.endswith("Install the newer program again, or put back a backup from before it.")


def test_a_postgresql_that_lets_us_read_only_is_told(server, monkeypatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)
    with server.database("migrated") as url:
        name = url.rpartition("/")[2].partition("?")[0]
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        assert problem(tried_database, settings_of(url)) == (
            "database: lets us read only (default_transaction_read_only). Let our user write."
        )


def test_a_user_of_postgresql_without_the_right_to_write_is_told(server, monkeypatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)
    with server.database("migrated") as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE reader LOGIN PASSWORD 'r'")
        try:
            connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
            reader = make_url(url).set(username="reader", password="r")
            said = problem(tried_database, settings_of(reader.render_as_string(hide_password=False)))
        finally:
            connection.execute("DROP OWNED BY reader")
            connection.execute("DROP ROLE reader")
    assert said == "database: our user may not write in outbox, journal, groups. GRANT it, or make it their owner."


def test_a_damaged_sqlite_file_is_told(migrated_file: Path, monkeypatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)
    damaged = Path(shutil.copy(migrated_file, tmp_path / "damaged.db"))
    with damaged.open("r+b") as file:
        file.seek(40 * 4096)
        file.write(b"\x5a" * 4096 * 20)
    said = problem(tried_database, settings_of(f"sqlite:///{damaged}"))
    assert (said.partition(" (")[0], said.endswith("Put back a backup with `taskforce restore`.")) == (
        f"database: {damaged} is damaged",
        True,
    )
    damaged.write_bytes(b"no database at all, but words " * 400)
    assert problem(tried_database, settings_of(f"sqlite:///{damaged}")).startswith(
        f"database: {damaged} is damaged (file is not a database)."
    )


def test_a_folder_without_room_is_told(fresh_file: Path, monkeypatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(check_database, "ROOM", 1 << 62)
    said = problem(tried_database, settings_of(f"sqlite:///{fresh_file}"))
    assert said.startswith(f"database: {tmp_path} has ")
    assert said.endswith(" MB left. Make room; when the disk is full, nothing more can be answered.")


# --- clocks ---


def hours(**off: float) -> Callable[[], datetime]:
    """This machine's clock, off by so much."""
    return lambda: datetime.now(UTC) + timedelta(**off)


def test_clocks_that_agree_say_the_local_time(settings: Settings) -> None:
    (said,) = tried_clock(settings, lambda: datetime.now(UTC))
    assert said == f"clock: ok, {said[11:27]} in Europe/Copenhagen"
    told = datetime.strptime(said[11:27], "%Y-%m-%d %H:%M").replace(tzinfo=settings.zone)
    assert timedelta(0) <= datetime.now(UTC) - told < timedelta(minutes=30)


@pytest.mark.parametrize(("off", "says"), [(-90, "ahead of"), (90, "behind")])
def test_clock_of_postgresql_that_is_apart_from_ours_is_told(server, monkeypatch, tmp_path, off, says) -> None:
    monkeypatch.chdir(tmp_path)
    with server.database("migrated") as url:
        said = problem(lambda settings: tried_clock(settings, hours(seconds=off)), settings_of(url))
    assert (said.startswith("clock: the database's clock is "), f" seconds {says} this machine's." in said) == (
        *(True, True),
    )


def test_clock_that_was_never_set_is_told(settings: Settings) -> None:
    said = problem(lambda given: tried_clock(given, lambda: datetime(1970, 1, 1, 0, 5, tzinfo=UTC)), settings)
    assert said.startswith("clock: this machine says that it is 1970-01-01 00:05 UTC. Set its clock")


def test_clock_that_has_gone_back_behind_the_journal_is_told(settings: Settings, database: Database) -> None:
    with database.changing() as store:
        store.add(JournalLine(at=datetime.now(UTC) + timedelta(hours=2), what="group.ordered", face="web", facts={}))
    assert problem(tried_clock, settings).startswith("clock: the newest line of the journal is 7")
