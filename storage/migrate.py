"""Bringing a database to the newest schema, with Alembic; one history for SQLite and PostgreSQL."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from .engine import Database


def configuration(database: Database) -> Config:
    """Alembic's settings for this database; nothing is read from a file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["engine"] = database.engine
    return config


def migrate(database: Database, revision: str = "head") -> None:
    """Run every migration up to `revision`; safe to call at each start and from several replicas at once."""
    command.upgrade(configuration(database), revision)
