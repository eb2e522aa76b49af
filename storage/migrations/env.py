"""How Alembic runs our migrations: foreign keys off around SQLite's table rebuilds, one replica at a time."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, Engine
from sqlmodel import SQLModel

from storage import tables  # noqa: F401  (the import fills SQLModel.metadata)
from storage.engine import WAIT

_LOCK = 7_420_117  # any number, the same in every replica
_LONGEST = 600  # seconds that another process may take for all migrations of a SQLite file


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def run(engine: Engine) -> None:
    """Migrate, all or nothing; on SQLite a rebuilt table would take its child rows along unless foreign keys
    are off, so they are off meanwhile and checked before the commit."""
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("PRAGMA foreign_keys=OFF")  # no effect inside a transaction, hence before it
            raw.execute(f"PRAGMA busy_timeout={_LONGEST * 1000}")  # another process may be at it, from the very first
            try:
                with connection.begin():
                    _migrate(connection)
                    broken = raw.execute("PRAGMA foreign_key_check").fetchall()
                    if broken:
                        raise RuntimeError(f"A migration left rows without their parents: {broken[:5]}")
            finally:
                raw.execute(f"PRAGMA busy_timeout={WAIT * 1000}")
                raw.execute("PRAGMA foreign_keys=ON")
        else:
            with connection.begin():
                raw = connection.connection.driver_connection
                assert raw is not None
                raw.patience = None
                # Another replica may need longer than a lock is waited for otherwise.
                connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {WAIT * 1000}")
                _migrate(connection)


run(context.config.attributes["engine"])
