"""Dates as cards, papers and digests write them, in Danish and English."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.rules.dates import every_when, read_when
from handlers.rules.dates_written import (
    day_in_month,
    day_only,
    duration,
    in_paper,
    month_span,
    on_card,
    plain_day,
    short_time,
    week_header,
    week_number,
    weekday_name,
)
from handlers.rules.moments import Moment, Precision, unpacked
from handlers.rules.workdays import COPENHAGEN
from tests.moments import MOMENTS as EVERY_MOMENT

FRIDAY_MORNING = dt.datetime(2026, 11, 20, 9, 0, tzinfo=COPENHAGEN)
NOON = dt.time(12)
THE_27TH = Moment(dt.date(2026, 11, 27))
THE_27TH_AT_NOON = Moment(dt.date(2026, 11, 27), NOON)
MOMENTS = st.builds(
    Moment,
    st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)),
    st.none() | st.times().map(lambda time: time.replace(second=0, microsecond=0)),
)


def at(day: int, hour: int, minute: int = 0, month: int = 11, year: int = 2026) -> dt.datetime:
    """A moment in Copenhagen, in November 2026 unless said otherwise."""
    return dt.datetime(year, month, day, hour, minute, tzinfo=COPENHAGEN)


def test_a_whole_day_is_over_at_its_end() -> None:
    assert THE_27TH.as_datetime(COPENHAGEN) == at(27, 23, 59)
    assert THE_27TH_AT_NOON.as_datetime(COPENHAGEN) == at(27, 12)


@pytest.mark.parametrize(
    ("when", "now", "danish", "english"),
    [
        (
            at(27, 12),
            FRIDAY_MORNING,
            "fredag den 27. november kl. 12 (uge 48)",
            "Friday 27 November at 12:00 (week 48)",
        ),
        (
            dt.datetime(2026, 11, 27, 11, tzinfo=dt.UTC),
            FRIDAY_MORNING,
            "fredag den 27. november kl. 12 (uge 48)",
            "Friday 27 November at 12:00 (week 48)",
        ),
        (
            at(25, 9, 12),
            FRIDAY_MORNING,
            "onsdag den 25. november kl. 9.12 (uge 48)",
            "Wednesday 25 November at 9:12 (week 48)",
        ),
        (THE_27TH, FRIDAY_MORNING, "fredag den 27. november (uge 48)", "Friday 27 November (week 48)"),
        (
            Moment(dt.date(2027, 6, 1)),
            at(1, 9, month=12),
            "tirsdag den 1. juni (uge 22)",
            "Tuesday 1 June (week 22)",
        ),
        (
            Moment(dt.date(2027, 6, 1)),
            at(30, 9),
            "tirsdag den 1. juni 2027 (uge 22)",
            "Tuesday 1 June 2027 (week 22)",
        ),
        (
            Moment(dt.date(2026, 12, 31)),
            at(1, 9, month=1),
            "torsdag den 31. december (uge 53)",
            "Thursday 31 December (week 53)",
        ),
        (
            Moment(dt.date(2026, 8, 31)),
            at(1, 9, month=3, year=2027),
            "mandag den 31. august 2026 (uge 36)",
            "Monday 31 August 2026 (week 36)",
        ),
        (
            Moment(dt.date(2026, 9, 1)),
            at(1, 9, month=3, year=2027),
            "tirsdag den 1. september (uge 36)",
            "Tuesday 1 September (week 36)",
        ),
    ],
)
def test_a_card_names_the_year_only_when_it_is_another_and_far_away(
    when: Moment | dt.datetime, now: dt.datetime, danish: str, english: str
) -> None:
    assert (on_card(when, now, "da"), on_card(when, now, "en")) == (danish, english)


def test_a_card_can_leave_out_the_week_and_decide_about_the_year() -> None:
    assert on_card(at(27, 12), FRIDAY_MORNING, "da", week=False) == "fredag den 27. november kl. 12"
    assert on_card(THE_27TH, FRIDAY_MORNING, "da", year=True) == "fredag den 27. november 2026 (uge 48)"
    june = Moment(dt.date(2027, 6, 30))
    assert on_card(june, FRIDAY_MORNING, "en", week=False, year=False) == "Wednesday 30 June"


def test_a_paper_has_everything() -> None:
    assert in_paper(at(27, 12), "da") == "fredag den 27. november 2026 kl. 12.00 (uge 48)"
    assert in_paper(at(27, 12), "en") == "Friday 27 November 2026 at 12:00 (week 48)"
    assert in_paper(THE_27TH, "da") == "fredag den 27. november 2026 (uge 48)"


def test_parts_of_a_date_for_sentences_of_their_own() -> None:
    day = dt.date(2026, 12, 12)
    assert [day_only(day, "da"), day_only(day, "da", year=True), day_only(day, "en")] == [
        "lørdag den 12. december",
        "lørdag den 12. december 2026",
        "Saturday 12 December",
    ]
    assert [plain_day(day, "da"), plain_day(day, "da", year=True), plain_day(day, "en", year=True)] == [
        "12. december",
        "12. december 2026",
        "12 December 2026",
    ]
    assert [day_in_month(day, "da"), day_in_month(day, "en")] == ["lørdag den 12.", "Saturday 12"]
    assert [weekday_name(4, "da"), weekday_name(4, "en")] == ["fredag", "Friday"]
    assert [week_number(day, "da"), week_number(day, "en")] == ["uge 50", "week 50"]
    assert [
        short_time(dt.time(9, 12), "da"),
        short_time(at(20, 8), "da"),
        short_time(dt.time(16, 40), "en"),
    ] == [
        "9.12",
        "8.00",
        "16:40",
    ]


@pytest.mark.parametrize(
    ("monday", "danish", "english"),
    [
        (dt.date(2026, 11, 23), "Uge 48 · 23.–29. november 2026", "Week 48 · 23–29 November 2026"),
        (
            dt.date(2026, 11, 30),
            "Uge 49 · 30. november–6. december 2026",
            "Week 49 · 30 November–6 December 2026",
        ),
        (
            dt.date(2026, 12, 28),
            "Uge 53 · 28. december 2026–3. januar 2027",
            "Week 53 · 28 December 2026–3 January 2027",
        ),
        (dt.date(2026, 4, 7), "Uge 15 · 6.–12. april 2026", "Week 15 · 6–12 April 2026"),
    ],
)
def test_the_digest_names_its_week(monday: dt.date, danish: str, english: str) -> None:
    assert (week_header(monday, "da"), week_header(monday, "en")) == (danish, english)


@pytest.mark.parametrize(
    ("start", "end", "short", "long", "english"),
    [
        (
            dt.date(2026, 12, 1),
            dt.date(2027, 6, 1),
            "december–maj",
            "december 2026 til maj 2027",
            "December 2026 to May 2027",
        ),
        (
            dt.date(2026, 12, 1),
            dt.date(2027, 6, 2),
            "december–juni",
            "december 2026 til juni 2027",
            "December 2026 to June 2027",
        ),
        (
            dt.date(2027, 2, 15),
            dt.date(2027, 5, 31),
            "februar–maj",
            "februar til maj 2027",
            "February to May 2027",
        ),
        (dt.date(2027, 2, 1), dt.date(2027, 3, 1), "februar", "februar 2027", "February 2027"),
        (dt.date(2027, 2, 1), dt.date(2027, 2, 1), "februar", "februar 2027", "February 2027"),
        (
            dt.date(2026, 12, 1),
            dt.date(2028, 6, 1),
            "december 2026 til maj 2028",
            "december 2026 til maj 2028",
            "December 2026 to May 2028",
        ),
    ],
)
def test_a_span_names_the_months_it_touches(start: dt.date, end: dt.date, short: str, long: str, english: str) -> None:
    assert (
        month_span(start, end, "da"),
        month_span(start, end, "da", years=True),
        month_span(start, end, "en", years=True),
    ) == (short, long, english)


def test_a_duration_is_in_words_to_twelve() -> None:
    assert [duration(months, "da") for months in (1, 3, 6, 12, 18)] == [
        "1 måned",
        "tre måneder",
        "seks måneder",
        "tolv måneder",
        "18 måneder",
    ]
    assert [duration(months, "en") for months in (1, 6)] == ["1 month", "six months"]


@pytest.mark.parametrize(
    ("packed", "danish", "english"),
    [
        (
            "day - 2027-02-17 16:00 18:00 -",
            "onsdag den 17. februar kl. 16.00–18.00 (uge 7)",
            "Wednesday 17 February at 16:00–18:00 (week 7)",
        ),
        ("day - 2027-02-17 - - about", "ca. onsdag den 17. februar (uge 7)", "about Wednesday 17 February (week 7)"),
        ("range 2027-04-01 2027-04-02 - - -", "1.–2. april (uge 13)", "1–2 April (week 13)"),
        ("range 2026-12-28 2027-01-08 - - -", "28. december–8. januar", "28 December–8 January"),
        (
            "range 2027-04-01 2027-04-02 09:00 15:30 -",
            "1.–2. april kl. 9.00–15.30 (uge 13)",
            "1–2 April at 9:00–15:30 (week 13)",
        ),
        ("week 2026-12-07 2026-12-13 - - -", "uge 50", "week 50"),
        ("week 2026-12-28 2027-01-10 - - -", "uge 53–1", "weeks 53–1"),
        ("part 2027-05-01 2027-05-10 - - -", "i begyndelsen af maj", "in early May"),
        ("part 2027-05-11 2027-05-20 - - -", "midt i maj", "in mid-May"),
        ("part 2027-05-21 2027-05-31 - - -", "i slutningen af maj 2027", "in late May 2027"),
        ("part 2028-05-01 2028-08-31 - - -", "midt i 2028", "in mid-2028"),
        ("month 2027-01-01 2027-01-31 - - -", "i januar", "in January"),
        ("month 2029-01-01 2029-01-31 - - -", "i januar 2029", "in January 2029"),
        ("month 2027-03-01 2027-05-31 - - -", "i marts–maj 2027", "in March–May 2027"),
        ("month 2027-03-01 2027-03-31 - - about", "ca. marts", "about March"),
        ("quarter 2027-01-01 2027-03-31 - - -", "i 1. kvartal", "in the 1st quarter"),
        ("quarter 2027-07-01 2027-12-31 - - -", "i 2. halvår 2027", "in the second half of 2027"),
        ("season 2029-03-01 2029-05-31 - - -", "i foråret 2029", "in spring 2029"),
        ("season 2028-12-01 2029-02-28 - - -", "i vinteren 2028/2029", "in winter 2028/2029"),
        ("year 2027-01-01 2027-12-31 - - -", "i 2027", "in 2027"),
        ("before - 2027-02-16 - - -", "inden 17. februar", "before 17 February"),
        ("before - 2027-05-31 - - about", "inden sommeren 2027", "before summer 2027"),
        ("before - 2027-02-16 - - about", "inden ca. 17. februar", "before about 17 February"),
        ("since - 2027-01-01 - - -", "pr. 1. januar", "as of 1 January"),
    ],
)
def test_a_date_is_written_no_more_exactly_than_it_is_known(packed: str, danish: str, english: str) -> None:
    moment = unpacked(packed)
    assert moment is not None
    assert (on_card(moment, FRIDAY_MORNING, "da"), on_card(moment, FRIDAY_MORNING, "en")) == (danish, english)
    assert [read_when(text, FRIDAY_MORNING) for text in (danish, english)] == [moment, moment]


@settings(max_examples=300)
@given(EVERY_MOMENT, st.sampled_from(["da", "en"]))
def test_what_is_written_reads_back_as_the_same_value_of_every_precision(moment: Moment, language: str) -> None:
    text = in_paper(moment, language)
    assert read_when(text, FRIDAY_MORNING) == moment
    (found,) = every_when(f"Notat – {text}, udkast", FRIDAY_MORNING)
    assert (found.words, found.moment) == (text, moment)


@settings(max_examples=300)
@given(EVERY_MOMENT.filter(lambda moment: moment.day.year < 2197), st.sampled_from(["da", "en"]), st.integers(0, 180))
def test_what_a_card_says_reads_back_as_the_same_value_until_half_a_year_before(
    moment: Moment, language: str, days: int
) -> None:
    now = dt.datetime.combine(moment.day, dt.time(9), tzinfo=COPENHAGEN) - dt.timedelta(days=days)
    assert read_when(on_card(moment, now, language), now) == moment


def test_every_day_lies_in_a_part_of_its_month_and_in_a_quarter():
    quarters = [
        in_paper(Moment(dt.date(2026, month, 28), None, Precision.quarter, dt.date(2026, month, 1)), "da")
        for month in range(1, 13)
    ]
    assert quarters == [f"i {quarter}. kvartal 2026" for quarter in (1, 2, 3, 4) for _ in range(3)]
    parts = [
        in_paper(Moment(dt.date(2026, 5, 31), None, Precision.part, dt.date(2026, 5, day)), "da")
        for day in range(1, 32)
    ]
    assert parts == [
        *["i begyndelsen af maj 2026"] * 10,
        *["midt i maj 2026"] * 10,
        *["i slutningen af maj 2026"] * 11,
    ]
