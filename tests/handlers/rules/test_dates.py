"""Dates read from what people type and written as the tone wants them."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.rules.dates import DateProblem, InThePast, NoSuchDay, NotUnderstood, WrongWeekday, find_date, read_date
from handlers.rules.dates_written import in_paper, on_card
from handlers.rules.moments import Moment, a_week
from handlers.rules.workdays import COPENHAGEN
from tests.growth import in_proportion

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


@pytest.mark.parametrize(
    "text",
    [
        "27. november",
        "27 november",
        "27.november",
        "27. nov",
        "27. nov.",
        "d. 27. november",
        "den 27. november",
        "fredag den 27. november",
        "fredag d. 27. november.",
        "Fredag, den 27. november",
        "fre. 27/11",
        "senest fredag den 27. november",
        "27. november 2026",
        "fredag den 27. november 2026 (uge 48)",
        "fredag den 27. november, uge 48",
        "27/11",
        "27/11 2026",
        "27/11-26",
        "27/11/2026",
        "27.11",
        "27.11.",
        "27.11.2026",
        "27.11.26",
        "27.11 2026",
        "27-11-2026",
        "2026-11-27",
        "fredag i uge 48",
        "fredag uge 48",
        "fre uge 48",
        "om 5 arbejdsdage",
        "5 arbejdsdage",
        "OM 1 UGE",
        "om 7 dage",
        "Friday 27 November",
        "Friday, 27 November 2026",
        "Friday the 27th of November",
        "27 Nov 2026",
        "27th November",
        "November 27",
        "Friday, November 27, 2026",
        "on Friday 27/11",
        "by 27 November",
        "Friday week 48",
        "Friday in week 48",
        "in 5 working days",
        "5 working days",
        "in 1 week",
        "in 7 days",
        "  27.\u00a0november  ",
    ],
)
def test_a_day_is_read_in_danish_and_english(text: str) -> None:
    assert read_date(text, FRIDAY_MORNING) == THE_27TH


@pytest.mark.parametrize(
    "text",
    [
        "fredag den 27. november kl. 12",
        "fredag den 27. november 2026 kl. 12.00 (uge 48)",
        "fredag den 27. november (uge 48) kl. 12",
        "fredag den 27. november, kl. 12:00",
        "27/11 kl 12",
        "27/11 kl.12",
        "27/11 klokken 12",
        "27/11 12:00",
        "27/11 12.00",
        "27.11. kl. 12.",
        "fredag i uge 48 kl. 12",
        "om 5 arbejdsdage kl. 12",
        "2026-11-27T12:00",
        "2026-11-27 12:00",
        "Friday 27 November at 12",
        "Friday 27 November at 12:00 (week 48)",
        "Friday 27 November at 12 pm",
        "Fri 27/11 12:00",
        "November 27 at 12",
    ],
)
def test_a_time_is_read_with_the_day(text: str) -> None:
    assert read_date(text, FRIDAY_MORNING) == THE_27TH_AT_NOON


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("lørdag den 28. november kl. 9.12", Moment(dt.date(2026, 11, 28), dt.time(9, 12))),
        ("LOERDAG", Moment(dt.date(2026, 11, 21))),
        ("lo\u0308rdag", None),
        ("paa soendag", Moment(dt.date(2026, 11, 22))),
        ("i dag", Moment(dt.date(2026, 11, 20))),
        ("today", Moment(dt.date(2026, 11, 20))),
        ("i  morgen kl. 9.30", Moment(dt.date(2026, 11, 21), dt.time(9, 30))),
        ("tomorrow at 9", Moment(dt.date(2026, 11, 21), dt.time(9))),
        ("i overmorgen", Moment(dt.date(2026, 11, 22))),
        ("om 2 uger", Moment(dt.date(2026, 12, 4))),
        ("uge 48", None),
    ],
)
def test_other_ways_to_name_a_day(text: str, moment: Moment | None) -> None:
    if moment is None:
        with pytest.raises(NotUnderstood):
            read_date(text, FRIDAY_MORNING)
    else:
        assert read_date(text, FRIDAY_MORNING) == moment


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20. november", dt.date(2026, 11, 20)),
        ("19. november", dt.date(2027, 11, 19)),
        ("1/3", dt.date(2027, 3, 1)),
        ("29. februar", dt.date(2028, 2, 29)),
        ("mandag i uge 47", dt.date(2027, 11, 22)),
        ("fredag i uge 47", dt.date(2026, 11, 20)),
        ("fredag i uge 53", dt.date(2027, 1, 1)),
        ("fredag i uge 1", dt.date(2027, 1, 8)),
        ("fredag i uge 1 2028", dt.date(2028, 1, 7)),
    ],
)
def test_without_a_year_it_is_the_next_time_that_the_date_comes(text: str, day: dt.date) -> None:
    assert read_date(text, FRIDAY_MORNING) == Moment(day)


@pytest.mark.parametrize(
    ("text", "today", "day"),
    [
        ("fredag", at(20, 11, 59), dt.date(2026, 11, 20)),
        ("fredag", at(20, 12), dt.date(2026, 11, 27)),
        ("på fredag", at(19, 18), dt.date(2026, 11, 20)),
        ("fredag kl. 12", at(20, 9), dt.date(2026, 11, 20)),
        ("fredag kl. 8", at(20, 9), dt.date(2026, 11, 27)),
        ("fredag kl. 15", at(20, 12), dt.date(2026, 11, 27)),
        ("torsdag", at(20, 9), dt.date(2026, 11, 26)),
        ("Monday", at(20, 9), dt.date(2026, 11, 23)),
    ],
)
def test_a_weekday_alone_is_the_next_one_and_today_counts_until_noon(
    text: str, today: dt.datetime, day: dt.date
) -> None:
    assert read_date(text, today).day == day


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("30. februar", (30, 2, 2027, dt.date(2027, 2, 26), dt.date(2027, 3, 1), None)),
        ("30/2 kl. 12", (30, 2, 2027, dt.date(2027, 2, 26), dt.date(2027, 3, 1), NOON)),
        ("29. februar 2027", (29, 2, 2027, dt.date(2027, 2, 26), dt.date(2027, 3, 1), None)),
        ("31. november", (31, 11, 2026, dt.date(2026, 11, 30), dt.date(2026, 12, 1), None)),
        ("2027-04-31", (31, 4, 2027, dt.date(2027, 4, 30), dt.date(2027, 5, 3), None)),
        ("32. december", (32, 12, 2026, dt.date(2026, 12, 30), dt.date(2027, 1, 4), None)),
    ],
)
def test_a_day_that_is_not_there_offers_the_working_days_around_it(text: str, values: tuple[object, ...]) -> None:
    with pytest.raises(NoSuchDay) as problem:
        read_date(text, FRIDAY_MORNING)
    assert problem.value.args == values
    assert (problem.value.earlier, problem.value.later) == values[3:5]


@pytest.mark.parametrize(
    ("text", "said", "day", "nearest"),
    [
        ("fredag den 12. december", 4, dt.date(2026, 12, 12), dt.date(2026, 12, 11)),
        ("Friday 12/12", 4, dt.date(2026, 12, 12), dt.date(2026, 12, 11)),
        ("mandag den 12. december", 0, dt.date(2026, 12, 12), dt.date(2026, 12, 14)),
        ("torsdag den 21. november", 3, dt.date(2026, 11, 21), dt.date(2026, 11, 26)),
    ],
)
def test_a_weekday_that_does_not_match_offers_both_days(text: str, said: int, day: dt.date, nearest: dt.date) -> None:
    with pytest.raises(WrongWeekday) as problem:
        read_date(f"{text} kl. 12", FRIDAY_MORNING)
    found = problem.value
    assert (found.said, found.day, found.that, found.nearest, found.time) == (said, day, day, nearest, NOON)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("19. november 2026", Moment(dt.date(2026, 11, 19))),
        ("fredag den 27. november 2020", Moment(dt.date(2020, 11, 27))),
        ("i dag kl. 8.59", Moment(dt.date(2026, 11, 20), dt.time(8, 59))),
        ("20/11 kl. 8", Moment(dt.date(2026, 11, 20), dt.time(8))),
    ],
)
def test_what_is_over_is_refused_unless_the_past_is_allowed(text: str, moment: Moment) -> None:
    with pytest.raises(InThePast) as problem:
        read_date(text, FRIDAY_MORNING)
    assert problem.value.moment == moment
    assert read_date(text, FRIDAY_MORNING, past=True) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "snarest",
        "næste fredag",
        "kl. 12",
        "27",
        "27/13",
        "0. november",
        "0/11",
        "2026-13-01",
        "27/11 kl. 25",
        "27/11 kl. 12.60",
        "27/11 at 13 pm",
        "27/11 kl. 16-18",
        "27. november eller 28. november",
        "fredag den 27. november (uge 47)",
        "fredag i uge 54",
        "tirsdag i uge 53 2027",
        "man",
        "sun",
        "8.-11. december",
        "om 1000 dage",
        "27/11\x00",
        "x" * 10_000,
        "27. november " * 800,
    ],
    ids=lambda text: repr(text[:40]),
)
def test_what_is_no_plain_date_is_not_understood(text: str) -> None:
    with pytest.raises(NotUnderstood):
        read_date(text, FRIDAY_MORNING)


def test_letters_that_only_look_like_those_of_a_month_do_not_break_the_reading() -> None:
    assert read_date("27. aprıl", FRIDAY_MORNING) == Moment(dt.date(2027, 4, 27))
    assert read_date("27. marts".replace("s", "ſ"), FRIDAY_MORNING) == Moment(dt.date(2027, 3, 27))


@pytest.mark.parametrize(
    ("line", "moment", "rest"),
    [
        ("fredag den 27. november kl. 12 budskabspapir", THE_27TH_AT_NOON, "budskabspapir"),
        ("fredag den 27. november kl. 12 – budskabspapir – @Anna", THE_27TH_AT_NOON, "budskabspapir – @Anna"),
        ("budskabspapir – fredag den 27. november kl. 12", THE_27TH_AT_NOON, "budskabspapir"),
        ("budskabspapir senest 27/11 kl. 12.", THE_27TH_AT_NOON, "budskabspapir"),
        ("Input til AAU's analyse, 27/11", THE_27TH, "Input til AAU's analyse"),
        ("27/11: notat, med komma – og streg", THE_27TH, "notat, med komma – og streg"),
        ("27/11, notat", THE_27TH, "notat"),
        ("27. november 2026 kl. 12.00 (uge 48) - notat", THE_27TH_AT_NOON, "notat"),
        ("fredag i uge 48: udkast til høringssvar", THE_27TH, "udkast til høringssvar"),
        ("om 5 arbejdsdage notat", THE_27TH, "notat"),
        ("Handlingsplan 2027 – 27. november", THE_27TH, "Handlingsplan 2027"),
        ("Workshop 2 27. november", THE_27TH, "Workshop 2"),
        ("one-pager- 27/11", THE_27TH, "one-pager-"),
        ("-5 grader 27/11", THE_27TH, "-5 grader"),
        ("Friday 27 November at 12 message paper", THE_27TH_AT_NOON, "message paper"),
        ("message paper by 27 November at 12", THE_27TH_AT_NOON, "message paper"),
        ("27. november", THE_27TH, ""),
        ("27.11.", THE_27TH, ""),
        ("27/11 ✅ <b>notat</b>", THE_27TH, "✅ <b>notat</b>"),
        (f"27/11 {'notat ' * 1000}", THE_27TH, ("notat " * 1000).strip()),
        (f"{'notat ' * 1000} 27/11", THE_27TH, ("notat " * 1000).strip()),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_a_date_is_taken_off_the_start_or_the_end_of_a_line(line: str, moment: Moment, rest: str) -> None:
    assert find_date(line, FRIDAY_MORNING) == (moment, rest)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "budskabspapir",
        "snarest – one-pager",
        "notat 27. november til Anna",
        "11. eller 14. december – notat",
        "notat – 11. eller 14. december",
        "notat 8.-11. december",
        "notat 8. – 11. december",
        "8. december - 11. december notat",
        "notat fra mandag til fredag",
        "fredag notat mandag",
        "fredag og mandag møde",
        "notat næste fredag",
        "notat inden fredag",
        "19. februar kl. 16-18 møde",
        "notat kl. 12 fredag",
        "notat uge 50 fredag",
        "uge 50: notat",
        "Fredagscafé",
        "husk at spørge man",
        "notat-27/11",
        "notat127/11",
        "27/11notat",
    ],
)
def test_no_date_or_more_than_one_plain_date_is_left_to_the_person(line: str) -> None:
    assert find_date(line, FRIDAY_MORNING) is None


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("30. februar budskabspapir", NoSuchDay),
        ("budskabspapir, fredag den 12. december", WrongWeekday),
        ("budskabspapir 1/1 2020", InThePast),
        ("fredag kl. 25 budskabspapir", NotUnderstood),
    ],
)
def test_a_problem_on_a_line_keeps_the_rest_of_the_line(line: str, kind: type[DateProblem]) -> None:
    with pytest.raises(kind) as problem:
        find_date(line, FRIDAY_MORNING)
    assert problem.value.rest == "budskabspapir"


def test_a_past_date_is_found_where_it_is_allowed() -> None:
    assert find_date("referat 1/1 2020", FRIDAY_MORNING, past=True) == (
        Moment(dt.date(2020, 1, 1)),
        "referat",
    )


@settings(max_examples=200)
@given(MOMENTS, st.sampled_from(["da", "en"]))
def test_what_is_written_in_a_paper_reads_back_the_same(moment: Moment, language: str) -> None:
    assert read_date(in_paper(moment, language), FRIDAY_MORNING, past=True) == moment


@settings(max_examples=200)
@given(
    st.integers(0, 180).map(lambda days: FRIDAY_MORNING + dt.timedelta(days=days, hours=5)),
    st.sampled_from(["da", "en"]),
    st.booleans(),
)
def test_what_is_written_on_a_card_reads_back_the_same(when: dt.datetime, language: str, week: bool) -> None:
    text = on_card(when, FRIDAY_MORNING, language, week=week)
    assert read_date(text, FRIDAY_MORNING) == Moment(when.date(), when.time())
    assert find_date(f"{text} – notat", FRIDAY_MORNING) == (Moment(when.date(), when.time()), "notat")


WORDS = [
    "fredag",
    "Friday",
    "mandag",
    "næste",
    "i dag",
    "februar",
    "januar",
    "may",
    "om",
    "arbejdsdage",
    "uge",
    "kl.",
    "pm",
    "T",
    "ı",
    "<b>",
    "\0",
    "\ud800",
]
NUMBERS_AND_MARKS = [*"/.- ,:()", "5", "11", "12", "27", "30.", "53", "60", "99", "2026"]
PIECES = st.sampled_from(WORDS + NUMBERS_AND_MARKS)


@settings(max_examples=500)
@given(
    st.text(st.characters(), max_size=60) | st.lists(PIECES, max_size=12).map("".join),
    st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2150, 1, 1), timezones=st.just(COPENHAGEN)),  # noqa: DTZ001
    st.booleans(),
)
def test_arbitrary_text_raises_nothing_but_a_date_problem(text: str, today: dt.datetime, past: bool) -> None:
    for read in (read_date, find_date):
        with suppress(DateProblem):
            read(text, today, past=past)


@pytest.mark.parametrize("part", ["fredag ", " ", ",", "– ", "27/11 ", "1. ", "kl. ", "9", "den ", "\0", "a-", ", "])
def test_a_long_line_takes_time_in_proportion(part: str) -> None:
    def read(text: str) -> None:
        for line in (text, f"27/11 {text}x", f"x{text} 27/11"):
            with pytest.raises(NotUnderstood):
                read_date(line, FRIDAY_MORNING)
            find_date(line, FRIDAY_MORNING)

    assert in_proportion(read, part, 10_000)


@pytest.mark.parametrize(
    ("text", "day", "written"),
    [
        ("uge 50", dt.date(2026, 12, 13), "uge 50"),
        ("senest i uge 47", dt.date(2026, 11, 22), "uge 47"),
        ("week 18", dt.date(2027, 5, 9), "uge 18"),
        ("uge 40 2027", dt.date(2027, 10, 10), "uge 40 2027"),
    ],
)
def test_a_week_alone_is_a_moment_only_where_it_is_asked_for(text: str, day: dt.date, written: str) -> None:
    with pytest.raises(NotUnderstood):
        read_date(text, FRIDAY_MORNING)
    found = read_date(text, FRIDAY_MORNING, weeks=True)
    assert found == a_week(day)
    assert on_card(found, FRIDAY_MORNING, "da") == written
    assert read_date(written, FRIDAY_MORNING, weeks=True) == found
