"""`taskforce backup FILE`: a whole copy, also while others write, under its name only once it is whole."""

from __future__ import annotations

import os
import resource
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.backup import back_up
from bot.settings import Settings, SettingsProblem, load
from storage import copies
from storage.alone import alone, beside
from storage.engine import Database
from storage.tables import JournalLine, RequestKey
from tests.newcomer import command, environment, free_port, running, write
from tests.world import ORDERED


@pytest.fixture
def settings(fresh_file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    monkeypatch.chdir(tmp_path)  # where there is no .env
    return load(database_url=f"sqlite:///{fresh_file}")


def refused(settings: Settings, file: Path) -> str:
    with pytest.raises(SettingsProblem) as wrong:
        back_up(settings, file, lambda _: None)
    return "\n".join(wrong.value.sentences)


@contextmanager
def writers(database: Database, several: int) -> Iterator[threading.Event]:
    """Threads that each add two rows a transaction for as long as the block runs: a copy with one without the other
    has cut one in two. The event says that they are well under way."""
    stop, under_way = threading.Event(), threading.Event()

    def work(name: int) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with database.changing() as store:
                store.add(RequestKey(key=f"{name}-{number}", at=ORDERED, reply={"words": "x" * 3000}))
                store.add(JournalLine(at=ORDERED, what=f"{name}-{number}", face="web", facts={}))
            if number == 20:
                under_way.set()

    threads = [threading.Thread(target=work, args=(each,)) for each in range(several)]
    for thread in threads:
        thread.start()
    try:
        yield under_way
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def pairs(path: Path) -> tuple[set[str], set[str]]:
    with closing(sqlite3.connect(path)) as connection:
        keys = {key for (key,) in connection.execute("SELECT key FROM request_keys")}
        lines = {what for (what,) in connection.execute("SELECT what FROM journal")}
        return keys, lines


def test_a_copy_taken_while_others_write_is_whole(settings: Settings, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(copies, "PAGES", 8)  # many steps, between which they write
    database = Database(settings.database_url)
    wrote: list[int] = []
    with writers(database, 3) as under_way:
        assert under_way.wait(60)
        for number in range(5):
            back_up(settings, tmp_path / f"{number}.db", lambda _: None)
            wrote.append(len(pairs(tmp_path / f"{number}.db")[0]))
    database.close()
    for number in range(5):
        keys, lines = pairs(tmp_path / f"{number}.db")
        assert keys == lines
        assert copies.examine(tmp_path / f"{number}.db") == "0009"
    assert wrote == sorted(set(wrote))  # they went on writing all the while
    assert wrote[0] > 0


def test_a_copy_is_one_file_that_nobody_else_may_read(settings: Settings, tmp_path: Path, fresh_file: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    said: list[str] = []
    back_up(settings, folder / "tuesday.db", said.append)
    assert [each.name for each in folder.iterdir()] == ["tuesday.db"]
    assert stat.S_IMODE((folder / "tuesday.db").stat().st_mode) == 0o600
    assert said == [f"{folder}/tuesday.db holds the whole database (0.9 MB), and was read back and checked."]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["backups", fresh_file.name]


def test_a_file_that_is_there_is_never_overwritten(settings: Settings, tmp_path: Path, fresh_file: Path) -> None:
    (tmp_path / "tuesday.db").write_text("mine")
    kept = f"{tmp_path}/tuesday.db is there already and stays as it is. Choose another name."
    assert refused(settings, tmp_path / "tuesday.db") == kept
    assert (tmp_path / "tuesday.db").read_text() == "mine"
    assert "is there already" in refused(settings, fresh_file)
    assert "is there already" in refused(settings, tmp_path)


def test_a_file_that_appears_meanwhile_is_not_overwritten_either(settings: Settings, tmp_path: Path) -> None:
    part = copies.half(tmp_path / "tuesday.db")
    part.write_text("whole")
    (tmp_path / "tuesday.db").write_text("mine")
    with pytest.raises(FileExistsError):
        copies.name_it(part, tmp_path / "tuesday.db")
    assert (tmp_path / "tuesday.db").read_text() == "mine"


def test_what_an_interrupted_backup_left_is_in_nobodys_way(settings: Settings, tmp_path: Path) -> None:
    copies.half(tmp_path / "tuesday.db").write_text("half")
    back_up(settings, tmp_path / "tuesday.db", lambda _: None)
    assert copies.examine(tmp_path / "tuesday.db") == "0009"
    assert not copies.half(tmp_path / "tuesday.db").exists()


def test_two_backups_to_one_name_at_a_time_are_refused(settings: Settings, tmp_path: Path) -> None:
    part = copies.half(tmp_path / "tuesday.db")
    with alone(part):
        assert refused(settings, tmp_path / "tuesday.db") == f"Another backup is writing {part}."


def test_what_cannot_be_copied_leaves_nothing_behind(settings: Settings, tmp_path: Path, fresh_file: Path) -> None:
    assert refused(settings, tmp_path / "none" / "a.db") == f"There is no folder {tmp_path}/none."
    with fresh_file.open("r+b") as file:
        file.seek(40 * 4096)
        file.write(b"\x5a" * 4096 * 20)
    before = sorted(tmp_path.iterdir())
    assert refused(settings, tmp_path / "a.db").startswith(f"No backup was made: {fresh_file} is damaged (")
    assert sorted(tmp_path.iterdir()) == before
    fresh_file.unlink()
    assert refused(settings, tmp_path / "a.db").startswith(f"There is no database {fresh_file}.")
    assert list(tmp_path.iterdir()) == []


def test_a_copy_for_which_there_is_no_room_is_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    assert command(tmp_path, "migrate")[0] == 0
    before = sorted(tmp_path.iterdir())
    ran = subprocess.run(
        [sys.executable, "-m", "bot", "backup", "a.db"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)),
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr.partition(":")[0]) == (1, "", "No backup was made")
    assert ran.stderr.endswith("Has a.db enough room?\n")
    assert sorted(tmp_path.iterdir()) == before


def test_postgresql_is_told_about_its_own_tools(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert refused(load(database_url="postgresql://bot:hemmelig@db/taskforce"), tmp_path / "a.db") == (
        "This is for SQLite, and TASKFORCE_DATABASE_URL names PostgreSQL, which is copied with `pg_dump`. "
        "docs/operation.md says how, and how to put a copy back, under Copies."
    )


def test_it_is_done_from_the_command_line_while_the_program_runs_and_no_second_program_starts(tmp_path: Path) -> None:
    write(tmp_path, PORT=str(free_port()))
    with running(tmp_path, 1):
        assert command(tmp_path, "backup", "tuesday.db") == (
            0,
            ["tuesday.db holds the whole database (0.9 MB), and was read back and checked."],
        )
        for words in ("run", "migrate"):
            assert command(tmp_path, words) == (
                1,
                [
                    "Another program runs on var/taskforce.db. SQLite serves one; several share a PostgreSQL "
                    "(docs/operation.md). Stop the other one first."
                ],
            )
        code, said = command(tmp_path, "restore", "tuesday.db")
        assert (code, said) == (1, ["A program runs on var/taskforce.db. Stop it first; nothing was changed."])
        code, said = command(tmp_path, "backup", "tuesday.db")
        assert (code, said) == (1, ["tuesday.db is there already and stays as it is. Choose another name."])
    assert not beside(tmp_path / "var" / "taskforce.db").exists()
    assert copies.examine(tmp_path / "tuesday.db") == "0009"


def made_by_a_program_of(path: Path, schema: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (schema,))


@pytest.mark.parametrize("words", ["run", "migrate", "hold", "digest --dry-run", "directory import people.csv"])
def test_a_database_of_a_newer_program_is_left_alone(fresh_file: Path, tmp_path: Path, words: str) -> None:
    (tmp_path / "people.csv").write_text("organisation;navn\n")
    write(tmp_path, DATABASE_URL=f"sqlite:///{fresh_file}")
    made_by_a_program_of(fresh_file, "9999")
    code, said = command(tmp_path, *words.split())
    known = "The database has schema 9999, and the newest that this program knows is "
    assert (code, [line[: len(known)] for line in said]) == (1, [known])


@pytest.mark.parametrize("words", ["digest --dry-run", "directory import people.csv"])
def test_what_is_done_beside_an_older_program_changes_no_schema(fresh_file: Path, tmp_path: Path, words: str) -> None:
    (tmp_path / "people.csv").write_text("organisation;navn\n")
    write(tmp_path, DATABASE_URL=f"sqlite:///{fresh_file}")
    made_by_a_program_of(fresh_file, "0007")
    code, said = command(tmp_path, *words.split())
    assert (code, said) == (
        1,
        [
            "The database has schema 0007, and this program needs 0009. Make a copy, stop the program that runs and "
            "start this one, which brings the database up to date.",
        ],
    )
    with closing(sqlite3.connect(fresh_file)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0007",)


def test_looking_at_digests_makes_no_database(tmp_path: Path) -> None:
    code, said = command(tmp_path, "digest", "--dry-run")
    assert (code, said) == (1, ["The directory is empty. `taskforce directory import FILE.csv` fills it."])
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_a_sentence(fresh_file: Path, tmp_path: Path) -> None:
    write(tmp_path, DATABASE_URL=f"sqlite:///{fresh_file}")
    fresh_file.write_text("words " * 1000)
    assert command(tmp_path, "run") == (
        1,
        [
            "database: cannot be opened (file is not a database). Is TASKFORCE_DATABASE_URL right, and is it running?",
        ],
    )


def test_on_a_terminal_it_is_seen_to_go_on(fresh_file: Path, tmp_path: Path) -> None:
    write(tmp_path, DATABASE_URL=f"sqlite:///{fresh_file}")
    screen, terminal = os.openpty()
    words = [sys.executable, "-m", "bot", "backup", "a.db"]
    subprocess.run(words, cwd=tmp_path, env=environment(), stdout=subprocess.DEVNULL, stderr=terminal, check=True)
    os.close(terminal)
    drawn = os.read(screen, 10_000).decode()
    os.close(screen)
    pages = (tmp_path / "a.db").stat().st_size // 4096
    assert drawn.replace("\r", "").splitlines()[-1] == f"[{'#' * 30}] {pages} of {pages} pages"
