"""Which days a phrase means, of every precision, and what cannot be."""

from __future__ import annotations

import datetime as dt

import pytest

from handlers.rules.dates import (
    Backwards,
    DateProblem,
    NoDay,
    NoSuchDay,
    NoSuchWeek,
    NotUnderstood,
    SeveralDays,
    WrongWeek,
    WrongWeekday,
    read_when,
)
from handlers.rules.moments import packed
from handlers.rules.workdays import COPENHAGEN

BEFORE_THE_PLAN = dt.datetime(2013, 12, 18, 9, 0, tzinfo=COPENHAGEN)  # a Wednesday


def read(text: str, *, year: int | None = None, now: dt.datetime = BEFORE_THE_PLAN) -> str:
    """The moment as one short text: precision, first day, day, time, until, about."""
    return packed(read_when(text, now, year=year))


def in_the_winter(day: int, month: int, year: int) -> dt.datetime:
    """Noon of a day."""
    return dt.datetime(year, month, day, 12, 0, tzinfo=COPENHAGEN)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("6. januar", "day - 2014-01-06 - - -"),
        ("mandag den 6. januar 2014 (uge 2)", "day - 2014-01-06 - - -"),
        ("man. d. 6/1-14", "day - 2014-01-06 - - -"),
        ("Monday 6 January 2014", "day - 2014-01-06 - - -"),
        ("uge 2, mandag den 6. januar", "day - 2014-01-06 - - -"),
        ("mandag i uge 2", "day - 2014-01-06 - - -"),
        ("senest den 6. januar", "day - 2014-01-06 - - -"),
        ("19. februar kl. 16-18", "day - 2014-02-19 16:00 18:00 -"),
        ("onsdag den 19. februar 2014 kl. 16.00–18.00 (uge 8)", "day - 2014-02-19 16:00 18:00 -"),
        ("19/2 (kl. 16-18)", "day - 2014-02-19 16:00 18:00 -"),
        ("19.02.2014, 16:00-18:00", "day - 2014-02-19 16:00 18:00 -"),
        ("fra kl. 16 til kl. 18 onsdag den 19. februar", "day - 2014-02-19 16:00 18:00 -"),
        ("19 February 2014 4-6 pm", "day - 2014-02-19 16:00 18:00 -"),
        ("19 February from 4 pm to 6 pm", "day - 2014-02-19 16:00 18:00 -"),
        ("Uge 8 | Onsdag | 19. februar | 16-18", "day - 2014-02-19 16:00 18:00 -"),
        ("inden den 17. februar kl. 12", "day - 2014-02-17 12:00 - -"),
        ("3-4 april", "range 2014-04-03 2014-04-04 - - -"),
        ("den 3.–4. april", "range 2014-04-03 2014-04-04 - - -"),
        ("d. 3. og 4. april", "range 2014-04-03 2014-04-04 - - -"),
        ("torsdag den 3. – fredag den 4. april 2014 (uge 14)", "range 2014-04-03 2014-04-04 - - -"),
        ("torsdag-fredag den 3.-4. april", "range 2014-04-03 2014-04-04 - - -"),
        ("3/4-4/4", "range 2014-04-03 2014-04-04 - - -"),
        ("3.-4.4.2014", "range 2014-04-03 2014-04-04 - - -"),
        ("fra den 3. april til og med den 4. april", "range 2014-04-03 2014-04-04 - - -"),
        ("mellem den 3. og den 7. april", "range 2014-04-03 2014-04-07 - - -"),
        ("3., 4. og 5. april", "range 2014-04-03 2014-04-05 - - -"),
        ("3-4 April 2014", "range 2014-04-03 2014-04-04 - - -"),
        ("from 3 April to 4 April", "range 2014-04-03 2014-04-04 - - -"),
        ("3.-4. april kl. 9-16 (uge 14)", "range 2014-04-03 2014-04-04 09:00 16:00 -"),
        ("30. april – 2. maj", "range 2014-04-30 2014-05-02 - - -"),
        ("17.02.–21.02.2014", "range 2014-02-17 2014-02-21 - - -"),
        ("Uge 8 (17.-21. februar)", "range 2014-02-17 2014-02-21 - - -"),
        ("Feb 17-18, 2014", "range 2014-02-17 2014-02-18 - - -"),
        ("27. maj (tirsdag) kl. 17", "day - 2014-05-27 17:00 - -"),
        ("27. maj '14", "day - 2014-05-27 - - -"),
        ("the week of 17 February", "week 2014-02-17 2014-02-23 - - -"),
        ("i maj måned", "month 2014-05-01 2014-05-31 - - -"),
        ("1.-2. kvartal 2014", "month 2014-01-01 2014-06-30 - - -"),
        ("uge 8", "week 2014-02-17 2014-02-23 - - -"),
        ("senest i uge 8", "week 2014-02-17 2014-02-23 - - -"),
        ("week 8 of 2014", "week 2014-02-17 2014-02-23 - - -"),
        ("uge 28-30", "week 2014-07-07 2014-07-27 - - -"),
        ("uge 8 og 9", "week 2014-02-17 2014-03-02 - - -"),
        ("i begyndelsen af maj", "part 2014-05-01 2014-05-10 - - -"),
        ("medio maj", "part 2014-05-11 2014-05-20 - - -"),
        ("mid-May", "part 2014-05-11 2014-05-20 - - -"),
        ("i slutningen af maj", "part 2014-05-21 2014-05-31 - - -"),
        ("ultimo februar 2016", "part 2016-02-21 2016-02-29 - - -"),
        ("late May 2014", "part 2014-05-21 2014-05-31 - - -"),
        ("primo 2014", "part 2014-01-01 2014-04-30 - - -"),
        ("i januar 2019", "month 2019-01-01 2019-01-31 - - -"),
        ("(marts 2008)", "month 2008-03-01 2008-03-31 - - -"),
        ("in May", "month 2014-05-01 2014-05-31 - - -"),
        ("marts-maj", "month 2014-03-01 2014-05-31 - - -"),
        ("december 2013 til maj 2014", "month 2013-12-01 2014-05-31 - - -"),
        ("fra slutningen af marts til midten af maj", "month 2014-03-01 2014-05-31 - - -"),
        ("2. kvartal 2014", "quarter 2014-04-01 2014-06-30 - - -"),
        ("Q2 2014", "quarter 2014-04-01 2014-06-30 - - -"),
        ("andet kvartal", "quarter 2014-04-01 2014-06-30 - - -"),
        ("første halvår 2014", "quarter 2014-01-01 2014-06-30 - - -"),
        ("I foråret 2009", "season 2009-03-01 2009-05-31 - - -"),
        ("I efteråret 2007", "season 2007-09-01 2007-11-30 - - -"),
        ("vinteren 2014/15", "season 2014-12-01 2015-02-28 - - -"),
        ("spring 2014", "season 2014-03-01 2014-05-31 - - -"),
        ("i løbet af 2014", "year 2014-01-01 2014-12-31 - - -"),
        ("2014", "year 2014-01-01 2014-12-31 - - -"),
        ("*inden* den 17 februar (dato ikke fastlagt)", "before - 2014-02-16 - - -"),
        ("inden d. 17/2", "before - 2014-02-16 - - -"),
        ("before 17 February 2014", "before - 2014-02-16 - - -"),
        ("inden udgangen af maj", "before - 2014-05-31 - - -"),
        ("før maj", "before - 2014-04-30 - - -"),
        ("inden uge 8", "before - 2014-02-16 - - -"),
        ("inden sommer, men ikke før", "before - 2014-05-31 - - about"),
        ("inden jul", "before - 2013-12-23 - - about"),
        ("inden sommerferien", "before - 2014-06-30 - - about"),
        ("før efterårsferien 2014", "before - 2014-10-12 - - about"),
        ("before Christmas", "before - 2013-12-23 - - about"),
        ("pr. 1. januar 2008", "since - 2008-01-01 - - -"),
        ("med virkning fra den 1. marts", "since - 2014-03-01 - - -"),
        ("fra 1. marts", "since - 2014-03-01 - - -"),
        ("as of 1 January 2008", "since - 2008-01-01 - - -"),
        ("ca. 1. juni", "day - 2014-06-01 - - about"),
        ("omkring uge 22", "week 2014-05-26 2014-06-01 - - about"),
        ("around mid-May", "part 2014-05-11 2014-05-20 - - about"),
        ("i morgen", "day - 2013-12-19 - - -"),
        ("fredag kl. 12", "day - 2013-12-20 12:00 - -"),
        ("om 5 arbejdsdage", "day - 2013-12-30 - - -"),
    ],
)
def test_a_date_is_read_as_exactly_as_it_is_known(text: str, moment: str) -> None:
    assert read(text) == moment


@pytest.mark.parametrize(
    ("text", "now", "moment"),
    [
        ("18. december", in_the_winter(5, 1, 2014), "day - 2014-12-18 - - -"),
        ("onsdag den 18. december", in_the_winter(5, 1, 2014), "day - 2013-12-18 - - -"),
        ("6. januar", in_the_winter(31, 12, 2013), "day - 2014-01-06 - - -"),
        ("20. oktober", in_the_winter(31, 12, 2013), "day - 2013-10-20 - - -"),
        ("20. september", in_the_winter(31, 12, 2013), "day - 2014-09-20 - - -"),
        ("28. december - 3. januar", in_the_winter(18, 12, 2013), "range 2013-12-28 2014-01-03 - - -"),
        ("28. december 2013 - 3. januar", in_the_winter(1, 6, 2020), "range 2013-12-28 2014-01-03 - - -"),
        ("28. december - 3. januar 2014", in_the_winter(1, 6, 2020), "range 2013-12-28 2014-01-03 - - -"),
        ("uge 1", in_the_winter(31, 12, 2013), "week 2013-12-30 2014-01-05 - - -"),
        ("uge 53", in_the_winter(20, 11, 2026), "week 2026-12-28 2027-01-03 - - -"),
        ("uge 53-1", in_the_winter(20, 11, 2026), "week 2026-12-28 2027-01-10 - - -"),
        ("december-maj", in_the_winter(20, 11, 2026), "month 2026-12-01 2027-05-31 - - -"),
        ("29. februar", in_the_winter(20, 11, 2027), "day - 2028-02-29 - - -"),
        ("i vinteren", in_the_winter(20, 11, 2026), "season 2026-12-01 2027-02-28 - - -"),
    ],
)
def test_a_year_that_is_missing_is_the_nearest_sensible_one(text: str, now: dt.datetime, moment: str) -> None:
    assert read(text, now=now) == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("onsdag den 19. februar", "day - 2014-02-19 - - -"),
        ("uge 8", "week 2014-02-17 2014-02-23 - - -"),
        ("i maj", "month 2014-05-01 2014-05-31 - - -"),
        ("28. december - 3. januar", "range 2013-12-28 2014-01-03 - - -"),
        ("27. maj 2016", "day - 2016-05-27 - - -"),
    ],
)
def test_the_year_of_a_plan_is_assumed_where_none_is_written(text: str, moment: str) -> None:
    assert read(text, year=2014, now=in_the_winter(20, 11, 2026)) == moment


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("snarest", NoDay, ("snarest",)),
        ("uden dato", NoDay, ("uden dato",)),
        ("dato ikke fastlagt", NoDay, ("dato ikke fastlagt",)),
        ("as soon as possible", NoDay, ("as soon as possible",)),
        ("efter 1. maj", NoDay, ("efter 1. maj",)),
        ("tirsdag den 19. februar 2014", WrongWeekday, (1, dt.date(2014, 2, 19), dt.date(2014, 2, 18), None)),
        ("tors den 3. - lør den 4. april", WrongWeekday, (5, dt.date(2014, 4, 4), dt.date(2014, 4, 5), None)),
        ("5. marts (uge 11)", WrongWeek, (11, dt.date(2014, 3, 5))),
        ("uge 9 (17.-21. februar)", WrongWeek, (9, dt.date(2014, 2, 21))),
        ("27. maj 2014 (mandag)", WrongWeekday, (0, dt.date(2014, 5, 27), dt.date(2014, 5, 26), None)),
        ("uge 9, onsdag den 19. februar", WrongWeek, (9, dt.date(2014, 2, 19))),
        ("5-3 april", Backwards, ("5-3 april",)),
        ("4. maj til 3. april 2014", Backwards, ("4. maj til 3. april 2014",)),
        ("30. august - 28. juni", Backwards, ("30. august - 28. juni",)),
        ("uge 30-28", Backwards, ("uge 30-28",)),
        ("maj-marts 2014", Backwards, ("maj-marts 2014",)),
        ("5. marts kl. 18-16", Backwards, ("5. marts kl. 18-16",)),
        ("11. eller 14. februar", SeveralDays, ("11. eller 14. februar",)),
        ("3. og 10. februar", SeveralDays, ("3. og 10. februar",)),
        ("6. januar og 13. januar", SeveralDays, ("6. januar og 13. januar",)),
        ("uge 8 og 10", SeveralDays, ("uge 8 og 10",)),
        ("29. februar 2014", NoSuchDay, (29, 2, 2014, dt.date(2014, 2, 28), dt.date(2014, 3, 3), None)),
        ("29. februar", NoSuchDay, (29, 2, 2014, dt.date(2014, 2, 28), dt.date(2014, 3, 3), None)),
        ("30.-31. april", NoSuchDay, (31, 4, 2014, dt.date(2014, 4, 30), dt.date(2014, 5, 2), None)),
        ("uge 53 2014", NoSuchWeek, (53, 2014, 52)),
        ("uge 54", NoSuchWeek, (54, 2013, 52)),
        ("fredag i uge 53 2014", NoSuchWeek, (53, 2014, 52)),
        ("19. februar kl. 25", NotUnderstood, ("19. februar kl. 25",)),
        ("næste møde", NotUnderstood, ("næste møde",)),
        ("1-2 gange årligt", NotUnderstood, ("1-2 gange årligt",)),
        ("", NotUnderstood, ("",)),
        ("x" * 10_000, NotUnderstood, ("x" * 10_000,)),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_what_is_no_date_says_why_and_keeps_what_was_written(
    text: str, kind: type[DateProblem], values: tuple[object, ...]
) -> None:
    with pytest.raises(kind) as problem:
        read_when(text, BEFORE_THE_PLAN)
    assert (type(problem.value), problem.value.args) == (kind, values)
