"""The schema as Alembic makes it, on both databases; what a rebuild of a table must not lose."""

from __future__ import annotations

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import SQLModel

import storage.migrations
from storage import conversations, groups, people, rooms, tables
from storage.engine import WAIT, Database
from storage.migrate import configuration, migrate, standing
from storage.tables import EntryState, IdentityKind, JournalLine, JournalText, OutboxKind, OutboxRow, Room
from tests.handlers.working.made import made_group
from tests.world import ORDERED, House

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def line(database: Database) -> int:
    """A journal line with a text beside it."""
    with database.changing() as store:
        written = JournalLine(at=NOW, what="test")
        store.add(written)
        store.add(JournalText(line_id=written.id, name="reason", text="fordi"))
        assert written.id is not None
        return written.id


def test_empty_database_gets_every_table(empty_url):
    database = Database(empty_url)
    assert standing(database) == (None, standing(database)[1])
    migrate(database)
    migrate(database)  # a second start changes nothing
    has, newest = standing(database)
    assert has == newest is not None
    assert set(inspect(database.engine).get_table_names()) == {*SQLModel.metadata.tables, "alembic_version"}
    database.close()


def test_asking_how_it_stands_makes_no_file(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'nothing.db'}")
    assert standing(database)[0] is None
    assert list(tmp_path.iterdir()) == []


def test_folder_of_the_file_is_made_and_its_owner_alone_can_read_what_is_in_it(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'var' / 'new.db'}")
    migrate(database)
    with database.reading() as store:
        store.session.execute(text("SELECT 1 FROM people"))
        rights = {path.name: oct(path.stat().st_mode & 0o777) for path in (tmp_path / "var").iterdir()}
    database.close()
    assert rights == {"new.db": "0o600", "new.db-wal": "0o600", "new.db-shm": "0o600"}


def test_a_file_that_is_there_keeps_its_rights(tmp_path):
    (tmp_path / "new.db").touch()
    (tmp_path / "new.db").chmod(0o640)
    database = Database(f"sqlite:///{tmp_path / 'new.db'}")
    migrate(database)
    database.close()
    assert oct((tmp_path / "new.db").stat().st_mode & 0o777) == "0o640"


def test_migrations_make_what_the_tables_say(database):
    assert tables.__all__ != []
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


@pytest.mark.parametrize("statement", ["UPDATE journal SET what = 'other'", "DELETE FROM journal"])
def test_journal_refuses_to_be_changed(database, statement):
    line(database)
    with pytest.raises(DBAPIError, match="the journal is append-only"), database.changing() as store:
        store.session.execute(text(statement))
    with database.reading() as store:
        assert store.session.execute(text("SELECT what FROM journal")).scalars().all() == ["test"]


def test_texts_beside_the_journal_can_be_erased(database):
    line(database)
    with database.changing() as store:
        store.session.execute(text("DELETE FROM journal_texts"))
    with database.reading() as store:
        assert store.session.execute(text("SELECT count(*) FROM journal")).scalar_one() == 1


THROW_AWAY = '''
"""Give the journal a column, the way SQLite wants it: by a new table that takes the old one's place."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.triggers import guard_journal

revision = "9999"
down_revision = "{before}"


def upgrade() -> None:
    with op.batch_alter_table("journal", recreate="{recreate}") as batch:
        batch.add_column(sa.Column("mood", sa.Text(), nullable=True))
    {last}
'''


def with_another(tmp_path: Path, database: Database, last: str) -> object:
    """Alembic's settings for our history and one migration more."""
    folder = tmp_path / "migrations"
    shutil.copytree(Path(storage.migrations.__file__).parent, folder)
    source = THROW_AWAY.format(
        before=standing(database)[0], recreate="always" if database.embedded else "never", last=last
    )
    (folder / "versions" / "9999_throw_away.py").write_text(source)
    config = configuration(database)
    config.set_main_option("script_location", str(folder))
    return config


def test_rebuilt_table_keeps_its_children_and_its_guard(database, tmp_path):
    line(database)
    command.upgrade(with_another(tmp_path, database, "guard_journal()"), "head")
    with database.reading() as store:
        assert store.session.execute(text("SELECT what, mood FROM journal")).all() == [("test", None)]
        assert store.session.execute(text("SELECT text FROM journal_texts")).scalars().all() == ["fordi"]
    with pytest.raises(DBAPIError, match="the journal is append-only"), database.changing() as store:
        store.session.execute(text("DELETE FROM journal"))
    with pytest.raises(IntegrityError), database.changing() as store:  # foreign keys hold again
        store.add(JournalText(line_id=999, name="reason", text="uden linje"))


def test_migration_that_orphans_rows_is_taken_back(database, tmp_path):
    line(database)
    remove = (
        "op.execute('DROP TRIGGER IF EXISTS journal_no_delete')\n    op.execute('DELETE FROM journal')"
        if database.embedded
        else "op.execute('ALTER TABLE journal DISABLE TRIGGER USER')\n    op.execute('DELETE FROM journal')"
    )
    with pytest.raises((RuntimeError, IntegrityError), match=r"without their parents|foreign key"):
        command.upgrade(with_another(tmp_path, database, remove), "head")
    assert standing(database)[0] != "9999"
    columns = {each["name"] for each in inspect(database.engine).get_columns("journal")}
    assert columns == set(JournalLine.model_fields)
    with database.reading() as store:
        assert store.session.execute(text("SELECT what FROM journal")).scalars().all() == ["test"]


REPLICA = "import sys; from storage.engine import Database; from storage.migrate import migrate; "
REPLICA += "migrate(Database(sys.argv[1]))"


def test_replicas_that_start_together_migrate_once(empty_url):
    started = [subprocess.Popen([sys.executable, "-c", REPLICA, empty_url], cwd=ROOT) for _ in range(2)]
    assert [each.wait() for each in started] == [0, 0]
    database = Database(empty_url)
    has, newest = standing(database)
    database.close()
    assert has == newest


def test_replica_waits_for_one_that_takes_long(empty_url):
    database = Database(empty_url)
    held = "SELECT 1" if database.embedded else "SELECT pg_advisory_xact_lock(7420117)"  # SQLite has one writer anyway
    with ThreadPoolExecutor(1) as pool, database.changing() as store:
        store.session.execute(text(held))
        waiting = pool.submit(migrate, Database(empty_url))
        with pytest.raises(TimeoutError):
            waiting.result(timeout=WAIT * 1.2)  # longer than any other lock is waited for
        store.session.rollback()
        waiting.result()
    has, newest = standing(database)
    database.close()
    assert has == newest


def test_rows_stay_on_the_way_back_before_slack_and_forth_again(database):
    house = House(database)
    group = made_group(house)
    house.say("Emil", "frist Elnet uge 50 budskabspapir @Anna")
    anna = house.person("Anna").id
    with database.changing() as store:
        room = rooms.make(store, Room(group_id=group, kind="slack", name="elnet", address="C1", opened_at=ORDERED))
        rooms.enter(store, room.id, anna, EntryState.outside, ORDERED, "guest")
        people.tie(store, anna, IdentityKind.slack, "T1/U1")
        people.tie(store, anna, IdentityKind.teams, "t1/o1")
        conversations.keep(store, "teams", "t1/o1", "a:1", {"serviceUrl": "https://smba.example"}, ORDERED)
        common = {"lane": "m", "subject": "m", "payload": {}, "due_at": ORDERED}
        store.add(OutboxRow(unique_key="m", kind=OutboxKind.message, place="C1/1", pinned=True, **common))
        store.add(OutboxRow(unique_key="r", kind=OutboxKind.react, place="C1/1", **common))
    before = counted(database)
    command.downgrade(configuration(database), "0002")
    older = counted(database)
    assert {table for table in before if table not in older} == {
        "room_entries", "marked_lines", "decisions", "status_lines", "conversation_references",
            "plan_points", "mandates", "mandate_steps",
            "status_recipients", "status_questions", "status_papers", "group_links", "frames", "frame_shares",
            "evaluations", "evaluation_answers",
    }  # fmt: skip
    gone = {"identities": 2, "outbox": 1}
    assert older == {table: count - gone.get(table, 0) for table, count in before.items() if table in older}
    migrate(database)
    assert counted(database) == older | dict.fromkeys(before.keys() - older.keys(), 0)
    with pytest.raises(IntegrityError), database.changing() as store:  # constraints are there again
        store.session.execute(text("UPDATE outbox SET kind = 'nothing'"))
    with pytest.raises(IntegrityError), database.changing() as store:
        store.add(OutboxRow(unique_key="x", kind=OutboxKind.update, target_id=99999, **common))


def test_groups_without_an_end_that_work_already_are_asked_about_a_year_after_they_began(database):
    house = House(database)
    ends = {"Digital infrastruktur": None, "Elnet": date(2027, 6, 1)}
    made = {title: made_group(house, title, planned_end=end) for title, end in ends.items()}
    command.downgrade(configuration(database), "0006")
    migrate(database)
    with database.reading() as store:
        due = {title: groups.get(store, id_).end_ask_due for title, id_ in made.items()}
    assert due == {"Digital infrastruktur": ORDERED + timedelta(days=365), "Elnet": None}


def counted(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    tables = [name for name in inspect(database.engine).get_table_names() if name != "alembic_version"]
    with database.reading() as store:
        return {name: store.session.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in tables}
