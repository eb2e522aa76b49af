"""Claiming: in the order of a lane, under a lease, each row by one sender, however many there are and
whichever of them die."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from storage import outbox
from storage.backlog import backlog
from storage.engine import Database, Store
from storage.tables import OutboxKind, OutboxRow

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
LANES, EACH = 5, 8


def row(key: str, lane: str = "person:1/request:1", **values: object) -> OutboxRow:
    defaults = {"kind": OutboxKind.message, "subject": lane, "due_at": NOW, "payload": {"title": key}}
    return OutboxRow(unique_key=key, lane=lane, **(defaults | values))


def put(database: Database, *rows: OutboxRow) -> None:
    with database.changing() as store:
        for each in rows:
            outbox.put(store, each)


def claim(database: Database, now: datetime = NOW, limit: int = 20) -> list[str]:
    """The keys of what was claimed."""
    with database.changing() as store:
        return [each.unique_key for each in outbox.claim(store, now, limit)]


def settle(database: Database, key: str) -> None:
    with database.changing() as store:
        outbox.mark_sent(store, number(store, key), now=NOW, face="test", reference=f"at:{key}")


def number(store: Store, key: str) -> int:
    found = store.session.exec(select(OutboxRow.id).where(OutboxRow.unique_key == key)).one()
    assert found is not None
    return found


def stored(database: Database, key: str) -> OutboxRow:
    with database.reading() as store:
        return store.session.exec(select(OutboxRow).where(OutboxRow.unique_key == key)).one()


def let_machine_time_pass(database: Database, column: str) -> None:
    """Put the leases or the backoffs into the past instead of waiting for them."""
    with database.changing() as store:
        moved = {column: outbox.machine_time(-1)}
        store.session.execute(
            OutboxRow.__table__.update().where(OutboxRow.__table__.c[column].is_not(None)).values(moved)
        )  # type: ignore[attr-defined]


def crowd(database: Database) -> list[str]:
    """Many rows in a few lanes, mixed; their keys say the lane and the place in it."""
    keys = [f"{lane}/{place:02}" for place in range(EACH) for lane in range(LANES)]
    put(database, *(row(key, lane=f"lane:{key.partition('/')[0]}") for key in keys))
    return keys


def in_order(sent: Iterable[str]) -> bool:
    """Whether each lane's rows stand in their order."""
    lanes: dict[str, list[str]] = {}
    for key in sent:
        lanes.setdefault(key.partition("/")[0], []).append(key)
    return all(keys == sorted(keys) for keys in lanes.values())


def test_lane_goes_one_by_one(database):
    put(database, row("a1", "a"), row("a2", "a"), row("b1", "b"))
    assert claim(database) == ["a1", "b1"]
    assert claim(database) == []
    settle(database, "a1")
    assert claim(database) == ["a2"]


def test_lane_goes_on_after_a_failure(database):
    put(database, row("a1", "a"), row("a2", "a"))
    claim(database)
    with database.changing() as store:
        outbox.mark_failed(store, number(store, "a1"), now=NOW, why="nobody is there")
    assert claim(database) == ["a2"]


def test_key_is_put_once(database):
    put(database, row("a"), row("a"))
    assert claim(database) == ["a"]


def test_nothing_goes_before_it_is_due(database):
    put(database, row("later", "b", due_at=NOW + timedelta(hours=1)), row("now", "a"))
    assert claim(database) == ["now"]
    assert claim(database, NOW + timedelta(minutes=59)) == []
    assert claim(database, NOW + timedelta(hours=1)) == ["later"]


def test_earliest_goes_first_and_no_more_than_asked_for(database):
    put(database, *(row(f"{n:02}", str(n), due_at=NOW - timedelta(minutes=n)) for n in range(30)))
    assert claim(database, limit=3) == ["29", "28", "27"]
    assert claim(database, limit=2) == ["26", "25"]


def test_lease_holds_until_it_runs_out(database):
    put(database, row("a"))
    assert claim(database) == ["a"]
    assert claim(database) == []
    let_machine_time_pass(database, "leased_until")
    assert claim(database) == ["a"]
    assert stored(database, "a").attempts == 2


def test_lease_is_about_a_minute_of_the_databases_time(database):
    put(database, row("a"))
    claim(database)
    with database.changing() as store:
        for left, expected in ((outbox.LEASE - 10, 1), (outbox.LEASE + 10, 0)):
            running = select(OutboxRow.id).where(col(OutboxRow.leased_until) > outbox.machine_time(left))
            assert len(store.session.exec(running).all()) == expected


def test_backoff_holds_until_it_has_passed_and_blocks_its_lane(database):
    put(database, row("a1", "a"), row("a2", "a"))
    claim(database)
    with database.changing() as store:
        outbox.mark_later(store, number(store, "a1"), seconds=30, why="busy")
    assert claim(database) == []
    let_machine_time_pass(database, "ready_at")
    assert claim(database) == ["a1"]


def test_late_word_about_a_settled_row_changes_nothing(database):
    put(database, row("a"))
    claim(database)
    settle(database, "a")
    before = stored(database, "a")
    with database.changing() as store:
        outbox.mark_later(store, before.id, seconds=30, why="busy")
        outbox.mark_failed(store, before.id, now=NOW, why="gone")
    assert stored(database, "a").model_dump() == before.model_dump()


def test_card_changes_where_it_lies_until_somebody_sends_it(database):
    put(database, row("a"))
    with database.changing() as store:
        assert outbox.replace_unsent(store, number(store, "a"), {"title": "new"}) == 0
    claim(database)
    with database.changing() as store:
        assert outbox.replace_unsent(store, number(store, "a"), {"title": "too late"}) is None
        assert outbox.drop_unsent(store, "person:1/request:1") == 0
    assert stored(database, "a").payload == {"title": "new"}


def test_reference_is_what_the_face_said(database):
    put(database, row("a", "a"), row("b", "b"))
    settle(database, "a")
    with database.reading() as store:
        assert outbox.reference_of(store, number(store, "a")) == ("test", "at:a")
        assert outbox.reference_of(store, number(store, "b")) == ("", "")


def test_the_mark_that_stands_at_a_place_is_the_last_that_was_put_there(database):
    place = {"kind": OutboxKind.react, "place": "talk/1"}
    put(database, row("first", "a", **place), row("next", "a", **place), row("waits", "a", **place))
    put(database, row("elsewhere", "b", kind=OutboxKind.react, place="talk/2"))
    put(database, row("said", "c", place="talk/1"))
    found = []
    for key in ("elsewhere", "said", "first", "next"):
        settle(database, key)
        with database.reading() as store:
            found.append(outbox.mark_of(store, "test", "talk/1"))
    assert found == ["", "", "at:first", "at:next"]
    with database.reading() as store:
        assert outbox.mark_of(store, "slack", "talk/1") == ""


def test_next_due_and_how_many_are_due(database):
    put(database, row("now", "a"), row("later", "b", due_at=NOW + timedelta(hours=1)))
    with database.reading() as store:
        assert backlog(store, NOW).due == 1
        assert outbox.next_due(store, NOW) == NOW + timedelta(hours=1)
        assert outbox.next_due(store, NOW + timedelta(hours=1)) is None


def test_many_threads_send_each_row_once(database):
    keys = crowd(database)
    sent: list[str] = []

    def send_all(_: int) -> None:
        while True:
            taken = claim(database, limit=3)
            for key in taken:
                sent.append(key)
                settle(database, key)
            if not taken and outbox_is_empty(database):
                return

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send_all, range(8)))
    assert sorted(sent) == sorted(keys)
    assert in_order(sent)


def outbox_is_empty(database: Database) -> bool:
    with database.reading() as store:
        return backlog(store, NOW).due == 0


# A sender in a process of its own. It prints each row that it claims and, unless it is to die, sends it.
SENDER = """
import sys
from datetime import datetime
from storage import outbox
from storage.engine import Database

database, now, dies = Database(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), sys.argv[3] == "dies"
while True:
    with database.changing() as store:
        taken = outbox.claim(store, now, 2)
    print(*(row.unique_key for row in taken), flush=True)
    if dies and taken:
        sys.stdin.read()
    if not taken:
        break
    for row in taken:
        with database.changing() as store:
            outbox.mark_sent(store, row.id, now=now, face="test", reference=row.unique_key)
"""


def sender(database: Database, how: str) -> subprocess.Popen[str]:
    url = database.engine.url.render_as_string(hide_password=False)
    return subprocess.Popen(
        [sys.executable, "-c", SENDER, url, NOW.isoformat(), how],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def said(process: subprocess.Popen[str]) -> list[str]:
    return process.communicate()[0].split()


def test_two_of_four_processes_die_and_each_row_is_sent_once(database):
    keys = crowd(database)
    dying = [sender(database, "dies") for _ in range(2)]
    held = []
    for each in dying:
        assert each.stdout is not None
        held += each.stdout.readline().split()  # it holds a lease now
    living = [sender(database, "lives") for _ in range(2)]
    sent = [key for each in living for key in said(each)]
    for each in dying:
        each.kill()
        assert said(each) == []
    # What the dead held, and what stands behind it in its lane, has not gone; nothing else is left.
    assert set(sent).isdisjoint(held)
    blocked = {key.partition("/")[0] for key in held}
    assert sorted(sent) == sorted(key for key in keys if key.partition("/")[0] not in blocked)
    let_machine_time_pass(database, "leased_until")
    heirs = [sender(database, "lives") for _ in range(2)]
    inherited = [said(each) for each in heirs]
    sent += [key for each in inherited for key in each]
    assert sorted(sent) == sorted(keys)
    assert all(in_order(each) for each in inherited)
    assert claim(database) == []


@pytest.mark.parametrize("seconds", [0, 1.5, -3600])
def test_machine_time_is_read_as_it_is_written(database, seconds):
    with database.reading() as store:
        moved = store.session.exec(select(outbox.machine_time(seconds))).one()  # type: ignore[call-overload]
        plain = store.session.exec(select(outbox.machine_time())).one()  # type: ignore[call-overload]
    assert abs((moved - plain).total_seconds() - seconds) < 5
    assert moved.tzinfo is not None


def test_machine_time_compares_with_what_is_stored(database):
    put(database, row("a"))
    with database.changing() as store:
        store.session.execute(text("UPDATE outbox SET ready_at = '2000-01-01 00:00:00.000000'"))
    assert claim(database) == ["a"]
