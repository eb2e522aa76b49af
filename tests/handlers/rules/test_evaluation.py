"""When an evaluation asks, reminds and is summed up, for every precision of a date."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.dates import read_when
from handlers.rules.evaluation import Times, reminds, times
from handlers.rules.moments import a_day
from handlers.rules.workdays import is_working_day
from tests.world import COPENHAGEN, at

NOW = at("2009-01-05 09:00")


@pytest.mark.parametrize(("words", "ask", "remind", "close"), [
    ("foråret 2009", "2009-03-02", "2009-05-28", "2009-06-02"),  # AT-B9-1: 1 March is a Sunday, 1 June Whit Monday
    ("i marts 2009", "2009-03-02", "2009-03-27", "2009-04-01"),
    ("uge 10", "2009-03-02", "2009-03-05", "2009-03-09"),
    ("2.-6. marts", "2009-03-02", "2009-03-04", "2009-03-09"),
    ("27. april", "2009-04-08", "2009-04-23", "2009-04-28"),  # ten working days before, with Easter among them
    ("ca. 27. april", "2009-04-08", "2009-04-29", "2009-05-05"),  # a week more
    ("inden den 17. februar", "2009-02-02", "2009-02-12", "2009-02-17"),
])  # fmt: skip
def test_everybody_is_asked_when_it_begins_and_it_is_summed_up_when_it_is_over(
    words: str, ask: str, remind: str, close: str
) -> None:
    moment = read_when(words, NOW, year=2009)
    assert times(moment, NOW) == Times(at(f"{ask} 08:00"), at(f"{remind} 08:00"), at(f"{close} 08:00"))


def test_what_has_begun_asks_at_once_and_what_is_over_not_at_all() -> None:
    friday = at("2009-01-09 15:00")
    assert times(a_day(friday.date()), friday) == Times(friday, None, at("2009-01-12 08:00"))
    assert times(a_day(friday.date()), at("2009-01-09 16:00")) is None  # nobody is asked before Monday
    assert reminds(friday.date(), friday) is None


@given(st.integers(0, 365 * 20), st.integers(0, 24 * 60 - 1), st.integers(0, 400))
def test_it_is_asked_then_reminded_then_summed_up_on_working_days(day: int, minute: int, ahead: int) -> None:
    clock = time(minute // 60, minute % 60)
    now = datetime.combine(date(2020, 1, 1) + timedelta(days=day), clock, tzinfo=COPENHAGEN)
    found = times(a_day(now.date() + timedelta(days=ahead)), now)
    if found is None:
        assert ahead <= 5  # nothing but a weekend or a feast lies between
        return
    order = [now, found.ask, *([found.remind] if found.remind else []), found.close]
    assert order == sorted(order)
    assert all(is_working_day(each.date()) for each in order[1:])
