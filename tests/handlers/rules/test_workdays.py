"""Working days, sending hours and digests, held against every vector of the domain."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.rules.workdays import (
    COPENHAGEN,
    add_months,
    add_working_days,
    holiday_name,
    is_working_day,
    next_digest,
    next_sending_time,
    reply_deadline,
    working_days_between,
)

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "data" / "calendar_vectors.json").read_text(encoding="utf-8")
)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def local(*parts: int) -> datetime:
    """A moment in Copenhagen: year, month, day, hour, minute."""
    return datetime(*parts, tzinfo=COPENHAGEN)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize("vector", VECTORS["working_day_vectors"], ids=lambda v: f"{v['start']}+{v['working_days']}")
def test_a_deadline_in_working_days_falls_where_the_vectors_say(vector: dict[str, Any]) -> None:
    start, days = date.fromisoformat(vector["start"]), vector["working_days"]
    lenient, strict = add_working_days(start, days), add_working_days(start, days, lenient=False)
    assert (lenient.isoformat(), strict.isoformat(), f"{lenient:%a}", lenient.isocalendar().week) == (
        vector["due_kommune_calendar"],
        vector["due_public_holidays_only"],
        vector["weekday"],
        vector["iso_week"],
    )
    assert working_days_between(start, lenient) == days
    assert working_days_between(start, strict, lenient=False) == days


@pytest.mark.parametrize("vector", VECTORS["digest_vectors"], ids=lambda v: str(v["nominal_monday"]))
def test_the_digest_leaves_when_the_vectors_say(vector: dict[str, Any]) -> None:
    monday = date.fromisoformat(vector["nominal_monday"])
    friday_before = datetime.combine(monday - timedelta(days=3), datetime.min.time(), tzinfo=COPENHAGEN)
    sent = next_digest(friday_before)
    assert (sent.isoformat(), sent.astimezone(UTC).isoformat(), *sent.isocalendar()[:2]) == (
        vector["sent_local"],
        vector["sent_utc"],
        vector["iso_year"],
        vector["iso_week"],
    )


@pytest.mark.parametrize("year", VECTORS["holidays"])
def test_every_day_of_a_year_is_open_or_closed_as_the_vectors_say(year: str) -> None:
    public, closing = VECTORS["holidays"][year]["public"], VECTORS["holidays"][year]["optional"]
    first = date(int(year), 1, 1)
    days = [first + timedelta(days=n) for n in range(length_of(int(year)))]
    assert {day.isoformat(): holiday_name(day) for day in days if holiday_name(day)} == closing | public
    assert [day for day in days if is_working_day(day, lenient=False)] == [
        day for day in days if day.weekday() < 5 and day.isoformat() not in public
    ]
    assert [day for day in days if is_working_day(day)] == [
        day for day in days if day.weekday() < 5 and day.isoformat() not in public | closing
    ]


def length_of(year: int) -> int:
    """Days in the year."""
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days


def test_store_bededag_ended_with_2023() -> None:
    assert (is_working_day(date(2023, 5, 5)), is_working_day(date(2024, 4, 26))) == (False, True)


def test_five_working_days_from_friday_end_on_friday_at_noon() -> None:
    assert reply_deadline(local(2026, 11, 20, 9), 5) == local(2026, 11, 27, 12)


def test_from_order_to_established_took_seven_working_days() -> None:
    assert working_days_between(date(2026, 11, 20), date(2026, 12, 1)) == 7


def test_no_working_days_on_from_a_saturday_is_monday() -> None:
    assert add_working_days(date(2026, 11, 21), 0) == date(2026, 11, 23)


def test_working_days_count_backwards_too() -> None:
    assert add_working_days(date(2026, 12, 28), -2) == date(2026, 12, 22)
    assert working_days_between(date(2026, 12, 28), date(2026, 12, 22)) == -2


@pytest.mark.parametrize(
    ("now", "sent"),
    [
        (local(2026, 11, 20, 7, 59), local(2026, 11, 20, 8)),
        (local(2026, 11, 20, 8), local(2026, 11, 20, 8)),
        (local(2026, 11, 20, 15, 59), local(2026, 11, 20, 15, 59)),
        (local(2026, 11, 20, 16), local(2026, 11, 23, 8)),
        (local(2026, 11, 20, 16, 40), local(2026, 11, 23, 8)),
        (local(2026, 11, 21, 10), local(2026, 11, 23, 8)),
        (local(2026, 12, 23, 17), local(2026, 12, 28, 8)),
        (local(2026, 12, 31, 10), local(2027, 1, 4, 8)),
    ],
    ids=lambda moment: f"{moment:%a %d %b %H.%M}",
)
def test_requests_go_out_on_working_days_from_eight_to_sixteen(now: datetime, sent: datetime) -> None:
    assert next_sending_time(now) == sent


@pytest.mark.parametrize(
    ("after", "sent"),
    [
        (local(2026, 11, 23, 7, 59), local(2026, 11, 23, 8)),
        (local(2026, 11, 23, 8), local(2026, 11, 30, 8)),
        (local(2026, 4, 6, 9), local(2026, 4, 7, 8)),
        (local(2026, 4, 7, 8), local(2026, 4, 13, 8)),
    ],
    ids=lambda moment: f"{moment:%a %d %b %H.%M}",
)
def test_the_next_digest_is_strictly_later(after: datetime, sent: datetime) -> None:
    assert next_digest(after) == sent


def test_a_closing_day_of_the_town_halls_does_not_move_the_digest() -> None:
    assert next_digest(local(2028, 4, 28, 12)) == local(2028, 5, 1, 8)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 12, 1), 6, date(2027, 6, 1)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2027, 3, 31), -1, date(2027, 2, 28)),
        (date(2027, 1, 15), -1, date(2026, 12, 15)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_months_last(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


@given(DAYS, st.integers(-60, 60), st.booleans())
def test_working_days_added_land_on_a_working_day_and_count_back(start: date, days: int, lenient: bool) -> None:
    day = add_working_days(start, days, lenient=lenient)
    assert is_working_day(day, lenient=lenient)
    if days:
        assert working_days_between(start, day, lenient=lenient) == days


@settings(max_examples=50)
@given(st.datetimes(datetime(2020, 1, 1), datetime(2050, 1, 1), timezones=st.just(COPENHAGEN)))  # noqa: DTZ001
def test_a_digest_leaves_at_eight_on_a_day_that_is_no_holiday_within_eight_days(after: datetime) -> None:
    sent = next_digest(after)
    assert (sent.hour, sent.minute, is_working_day(sent.date(), lenient=False)) == (8, 0, True)
    assert timedelta() < sent - after < timedelta(days=9)
