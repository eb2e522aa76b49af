"""The least that the running program can be tried on: a group of one, nobody's capability."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog

from bot.logs import hush
from storage.engine import Database
from storage.tables import Circle, Group, GroupState, Organisation, OrganisationKind, Person

NEVER = datetime(2999, 1, 1, tzinfo=UTC)
BEGAN = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder without `.env`, and no setting or log of whoever runs the tests."""
    for name in list(os.environ):
        if name.startswith("TASKFORCE_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    structlog.reset_defaults()
    hush()


@pytest.fixture
def group(database: Database) -> Group:
    """An established group; its owner is the only person there is."""
    with database.changing() as store:
        circle = Circle(title="BRN", digest_due=NEVER)
        secretariat = Organisation(kind=OrganisationKind.secretariat, short="BRN", official="BRN")
        store.add(circle)
        store.add(secretariat)
        person = Person(
            organisation_id=secretariat.id,
            name="Sofie Kragelund",
            email="sofie.kragelund@brn.example",
            created_at=BEGAN,
        )
        store.add(person)
        group = Group(
            circle_id=circle.id,
            title="Elnet",
            state=GroupState.established,
            commissioner_id=secretariat.id,
            owner_id=person.id,
            created_at=BEGAN,
        )
        store.add(group)
    return group
