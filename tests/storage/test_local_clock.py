"""The offset of the local clock."""

from __future__ import annotations

from storage import local_clock


def test_clock_nobody_wound_is_the_hosts(database):
    with database.reading() as store:
        assert local_clock.offset(store) == 0


def test_offset_is_kept_in_one_row(database):
    for seconds in (3600, 86_400):
        with database.changing() as store:
            local_clock.move(store, seconds)
    with database.reading() as store:
        assert local_clock.offset(store) == 86_400
