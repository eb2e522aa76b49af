"""Bringing a database to the newest schema, with Alembic; one history for SQLite and PostgreSQL."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from .engine import Database


def configuration(database: Database) -> Config:
    """Alembic's settings for this database; nothing is read from a file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["engine"] = database.engine
    return config


def migrate(database: Database, revision: str = "head") -> None:
    """Run every migration up to `revision`; safe to call at each start and from several replicas at once.

    Makes the folder of a SQLite file, and the file, which its owner alone can read; SQLite gives what it keeps beside
    it the same rights."""
    if database.embedded and database.engine.url.database:
        path = Path(database.engine.url.database)
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(OSError):  # one that is there keeps its rights; where there can be none, SQLite says why
            path.touch(0o600, exist_ok=False)
    command.upgrade(configuration(database), revision)


def standing(database: Database) -> tuple[str | None, str | None]:
    """The schema that the database has (None when it is empty) and the newest that the program knows.

    Does not make a SQLite file that is not there."""
    newest = ScriptDirectory.from_config(configuration(database)).get_current_head()
    if database.embedded and not Path(database.engine.url.database or "").exists():
        return None, newest
    with database.reading() as store:
        connection = store.session.connection()
        return MigrationContext.configure(connection).get_current_revision(), newest
