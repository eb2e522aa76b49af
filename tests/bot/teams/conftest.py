"""What the tests of this face share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.engine import Database
from tests.bot.teams.desk import Desk
from tests.teams.fake import Fake


@pytest.fixture
def desk(tmp_path: Path, migrated_file: Path, teams: Fake) -> Iterator[Desk]:
    """A bot that only sends."""
    path = tmp_path / "desk.db"
    shutil.copy(migrated_file, path)
    desk = Desk(Database(f"sqlite:///{path}"), teams)
    yield desk
    desk.close()


@pytest.fixture
def room(desk: Desk) -> tuple[int, str]:
    """Elnet, and its channel."""
    desk.member("Sofie")
    group, channel = desk.group(members=("Anna", "Emil")), desk.channel("Elnet")
    desk.room(group, channel)
    desk.fake.clear()
    return group, channel


@pytest.fixture
def said(desk: Desk, room: tuple[int, str]) -> str:
    """The place of something that Sofie wrote there."""
    _, channel = room
    id_ = desk.fake.do("say", talk=channel, user=desk.users["Sofie"], text="@Taskforce status")["id"]
    return f"{channel};messageid={id_}/{id_}"
