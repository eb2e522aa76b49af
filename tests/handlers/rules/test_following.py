from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules import dates_written
from handlers.rules.dates import read_when
from handlers.rules.following import first_after, following, still_ahead
from handlers.rules.rhythms import Rhythm, read_rhythm
from handlers.rules.workdays import is_working_day
from storage.tables import Precision
from tests.world import at

NOW = at("2018-12-03 08:00")


def rhythm(words: str) -> Rhythm:
    found = read_rhythm(words)
    assert found is not None, words
    return found


@pytest.mark.parametrize(
    ("words", "last", "then"),
    [
        ("hver anden måned", "januar 2019", "i marts 2019"),
        ("hver anden måned", "november 2018", "i januar 2019"),
        ("hver måned", "15. januar 2019", "fredag den 15. februar 2019 (uge 7)"),
        ("hver måned", "16. februar 2019", "mandag den 18. marts 2019 (uge 12)"),  # the 16th is a Saturday
        ("1 gang i kvartalet", "1. kvartal 2019", "i 2. kvartal 2019"),
        ("hver anden måned", "1. kvartal 2019", "i april 2019"),  # no quarter begins in March
        ("hver 14. dag", "uge 3 2019", "uge 5 2019"),
        ("hver 14. dag", "januar 2019", "torsdag den 14. februar 2019 (uge 7)"),
        ("2 gange om måneden", "januar 2019", "fredag den 15. februar 2019 (uge 7)"),
        ("halvårligt", "foråret 2019", "mandag den 2. december 2019 (uge 49)"),
    ],
)
def test_what_follows_is_as_exact_as_what_was(words, last, then):
    assert dates_written.in_paper(following(rhythm(words), read_when(last, NOW)), "da") == then


@pytest.mark.parametrize(
    ("words", "then"),
    [
        ("hver anden måned", "i februar 2019"),
        ("halvårligt", "i juni 2019"),
        ("hver uge", "uge 50 2018"),
        ("2 gange om måneden", "tirsdag den 18. december 2018 (uge 51)"),
    ],
)
def test_without_a_date_it_begins_one_time_from_now(words, then):
    assert dates_written.in_paper(first_after(rhythm(words), NOW.date()), "da") == then


def test_times_that_are_over_are_left_out():
    found = still_ahead(rhythm("hver anden måned"), read_when("januar 2019", NOW), at("2019-08-15 09:00"))
    assert dates_written.in_paper(found, "da") == "i september 2019"


@given(
    st.sampled_from(
        ["hver måned", "hver anden måned", "hver uge", "3 gange om året", "1 gang i kvartalet", "hvert 2. år"]
    ),
    st.sampled_from(["januar 2019", "15. januar 2019", "uge 3 2019", "1. kvartal 2019", "foråret 2019", "2019"]),
    st.integers(0, 3000),
)
def test_it_goes_on_for_ever_and_never_backwards(words, first, days):
    last, now = read_when(first, NOW), NOW + timedelta(days=days)
    found = still_ahead(rhythm(words), last, now)
    assert found.day > last.day
    assert not found.overdue(now)
    assert found.precision != Precision.day or is_working_day(found.day)
