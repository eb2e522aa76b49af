"""Putting a whole copy in the place of a database, file by file."""

from __future__ import annotations

from pathlib import Path

from storage import copies


def files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_what_stood_beside_the_old_database_goes_along_with_it(tmp_path: Path) -> None:
    path, ready, kept = tmp_path / "taskforce.db", tmp_path / "taskforce.db.part", tmp_path / "taskforce.db.tuesday"
    for name, words in (("", "old"), ("-wal", "old log"), ("-shm", "old index"), (".part", "copy")):
        Path(f"{path}{name}").write_text(words)
    copies.put_in_place(ready, path, kept)
    assert files(tmp_path) == {
        "taskforce.db": "copy",
        "taskforce.db.tuesday": "old",
        "taskforce.db.tuesday-wal": "old log",
        "taskforce.db.tuesday-shm": "old index",
    }


def test_where_nothing_was_there_is_only_the_copy(tmp_path: Path) -> None:
    ready = tmp_path / "taskforce.db.part"
    ready.write_text("copy")
    copies.put_in_place(ready, tmp_path / "taskforce.db", tmp_path / "taskforce.db.tuesday")
    assert files(tmp_path) == {"taskforce.db": "copy"}
