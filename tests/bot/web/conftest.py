"""A stage to play on: a SQLite file with the cast, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.rules.permissions import ALLOWED, EVERYBODY
from storage.engine import Database
from tests.bot.web.stage import ACTIONS, Stage, prepare, stage


@pytest.fixture(scope="session")
def prepared(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("prepared") / "stage.db"
    shutil.copy(migrated_file, path)
    database = Database(f"sqlite:///{path}")
    prepare(database)
    database.close()
    return path


@pytest.fixture
def played(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    path = tmp_path / "stage.db"
    shutil.copy(prepared, path)
    for action in ACTIONS:
        monkeypatch.setitem(ALLOWED, action, EVERYBODY)
    made = stage(Database(f"sqlite:///{path}"))
    yield made
    made.runner.close()
    made.database.close()
