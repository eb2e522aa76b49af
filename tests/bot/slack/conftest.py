"""What the tests of this face share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.engine import Database
from tests.bot.slack.desk import Desk
from tests.slack.fake import Fake


@pytest.fixture
def desk(tmp_path: Path, migrated_file: Path, fake: Fake) -> Iterator[Desk]:
    """A bot that only sends."""
    path = tmp_path / "desk.db"
    shutil.copy(migrated_file, path)
    database = Database(f"sqlite:///{path}")
    desk = Desk(database, fake)
    yield desk
    desk.close()
