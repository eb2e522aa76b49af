"""How often something comes again: read, written, and when the next is due."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.rules.rhythms import Rhythm, read_rhythm, written


@pytest.mark.parametrize(
    ("text", "rhythm", "danish", "english"),
    [
        ("1-2 gange årligt", Rhythm(1, 2, months=12), "1–2 gange om året", "1–2 times a year"),
        ("6 gange om året", Rhythm(6, 6, months=12), "6 gange om året", "6 times a year"),
        ("to gange årligt", Rhythm(2, 2, months=12), "2 gange om året", "twice a year"),
        ("twice a year", Rhythm(2, 2, months=12), "2 gange om året", "twice a year"),
        (
            "ca. 1 gang i kvartalet",
            Rhythm(1, 1, months=3, about=True),
            "ca. 1 gang i kvartalet",
            "about once a quarter",
        ),
        (
            "minimum én gang om måneden",
            Rhythm(1, 1, months=1, or_more=True),
            "mindst 1 gang om måneden",
            "at least once a month",
        ),
        ("halvårligt", Rhythm(1, 1, months=6), "hvert halve år", "every 6 months"),
        (
            "minimum én dag om ugen",
            Rhythm(1, 1, weeks=1, or_more=True, days=True),
            "mindst 1 dag om ugen",
            "at least 1 day a week",
        ),
        ("to dage om ugen", Rhythm(2, 2, weeks=1, days=True), "2 dage om ugen", "2 days a week"),
        ("hver anden måned", Rhythm(1, 1, months=2), "hver anden måned", "every 2 months"),
        ("every other month", Rhythm(1, 1, months=2), "hver anden måned", "every 2 months"),
        ("hver 14. dag", Rhythm(1, 1, weeks=2), "hver anden uge", "every 2 weeks"),
        ("Hver uge.", Rhythm(1, 1, weeks=1), "1 gang om ugen", "once a week"),
        ("kvartalsvis", Rhythm(1, 1, months=3), "1 gang i kvartalet", "once a quarter"),
        ("hvert andet år", Rhythm(1, 1, months=24), "hvert andet år", "every 2 years"),
        ("2 møder hver tredje uge", Rhythm(2, 2, weeks=3), "2 gange hver 3. uge", "twice every 3 weeks"),
    ],
)
def test_a_rhythm_is_read_and_written_in_both_languages(text: str, rhythm: Rhythm, danish: str, english: str) -> None:
    assert read_rhythm(text) == rhythm
    assert (written(rhythm, "da"), written(rhythm, "en")) == (danish, english)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "løbende",
        "efter behov",
        "3-2 gange om året",
        "0 gange om året",
        "hver 10. dag",
        "hver 0. uge",
        "hver 999. halvår",
        "uge 8",
        "1 gang",
        "x" * 10_000,
        "hver " * 1000,
    ],
    ids=lambda text: text[:20],
)
def test_what_is_no_rhythm_is_none(text: str) -> None:
    assert read_rhythm(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("hver uge", dt.date(2027, 2, 7)),
        ("3 gange om ugen", dt.date(2027, 2, 2)),
        ("hver 14. dag", dt.date(2027, 2, 14)),
        ("hver måned", dt.date(2027, 2, 28)),
        ("hver anden måned", dt.date(2027, 3, 31)),
        ("ca. 1 gang i kvartalet", dt.date(2027, 4, 30)),
        ("1-2 gange årligt", dt.date(2028, 1, 31)),
        ("6 gange om året", dt.date(2027, 3, 31)),
        ("5 gange om året", dt.date(2027, 4, 14)),
        ("halvårligt", dt.date(2027, 7, 31)),
    ],
)
def test_the_next_is_due_when_the_times_are_spread_evenly(text: str, day: dt.date) -> None:
    rhythm = read_rhythm(text)
    assert rhythm is not None
    assert rhythm.due_after(dt.date(2027, 1, 31)) == day


PERIODS = st.sampled_from([(1, 0), (2, 0), (3, 0), (0, 1), (0, 2), (0, 3), (0, 5), (0, 6), (0, 12), (0, 24), (0, 36)])
RHYTHMS = st.builds(
    lambda least, more, period, about, or_more, days: Rhythm(
        least, least + more, *period, about=about, or_more=or_more, days=days
    ),
    st.integers(1, 60),
    st.integers(0, 5),
    PERIODS,
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


@settings(max_examples=200)
@given(RHYTHMS, st.sampled_from(["da", "en"]), st.dates(dt.date(1950, 1, 1), dt.date(2150, 1, 1)))
def test_what_is_written_reads_back_as_the_same_rhythm_and_goes_on(
    rhythm: Rhythm, language: str, last: dt.date
) -> None:
    assert read_rhythm(written(rhythm, language)) == rhythm
    assert rhythm.due_after(last) > last
