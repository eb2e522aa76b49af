"""Dates found anywhere in a text, and what only looks like one."""

from __future__ import annotations

import datetime as dt

import pytest

from handlers.rules.dates import Found, NoDay, WrongWeekday, every_when
from handlers.rules.moments import Moment, packed
from handlers.rules.workdays import COPENHAGEN
from tests.growth import in_proportion

BEFORE_THE_PLAN = dt.datetime(2013, 12, 18, 9, 0, tzinfo=COPENHAGEN)


def phrases(text: str) -> list[str]:
    """The words of every date in a text."""
    return [found.words for found in every_when(text, BEFORE_THE_PLAN)]


def test_every_date_is_found_with_its_place_its_words_and_its_moment() -> None:
    text = "Første møde er den 6. januar, og svar gives snarest."
    day, undated = every_when(text, BEFORE_THE_PLAN)
    assert day == Found(15, 28, "den 6. januar", Moment(dt.date(2014, 1, 6)))
    assert (undated.start, undated.end, undated.words, undated.moment) == (44, 51, "snarest", None)
    assert isinstance(undated.problem, NoDay)
    assert undated.problem.words == "snarest"


def test_a_date_that_cannot_be_keeps_its_words_beside_what_is_wrong() -> None:
    (found,) = every_when("Møde tirsdag den 19. februar 2014 i rådhuset", BEFORE_THE_PLAN)
    assert (found.words, found.moment) == ("tirsdag den 19. februar 2014", None)
    assert isinstance(found.problem, WrongWeekday)
    assert found.problem.args == (1, dt.date(2014, 2, 19), dt.date(2014, 2, 18), None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("6. januar: Byrådet drøfter metoden", ["6. januar"]),
        ("Byrådet drøfter metoden (6. januar)", ["6. januar"]),
        ("* 6. januar – dialogmøde", ["6. januar"]),
        ("- *inden* den 17 februar (dato ikke fastlagt): møde", ["*inden* den 17 februar (dato ikke fastlagt)"]),
        ("**27. maj**: temamøde", ["**27. maj**"]),
        ("*27. maj: temamøde*", ["27. maj"]),
        ("19. februar kl. 16-18 fyraftensmøde", ["19. februar kl. 16-18"]),
        ("Uge 8 | Onsdag | 19. februar | 16-18 | Ledergruppen", ["Uge 8 | Onsdag | 19. februar | 16-18"]),
        ("Uge 8\tonsdag\t19. februar\tkl. 16-18\tLedergruppen", ["Uge 8\tonsdag\t19. februar\tkl. 16-18"]),
        ("19. februar; 16.00-18.00; Ledergruppen", ["19. februar; 16.00-18.00"]),
        ("19. februar, 12-14 deltagere", ["19. februar"]),
        ("27. maj: 10-12 punkter", ["27. maj"]),
        ("27. maj: Uge 23 planlægges", ["27. maj", "Uge 23"]),
        ("Den 3.-4. april holdes seminar, den 27. maj temamøde", ["Den 3.-4. april", "den 27. maj"]),
        ("3/4 og 10/4", ["3/4", "10/4"]),
        ("27. maj, tirsdag den 3. juni", ["27. maj", "tirsdag den 3. juni"]),
        ("6. januar og 13. januar", ["6. januar", "13. januar"]),
        ("Hvis udvalget i januar siger ja, godkendes de i februar", ["i januar", "i februar"]),
        ("Grupperne er færdige i slutningen af maj.", ["i slutningen af maj"]),
        ("Skitsen kommer inden sommer, men ikke før.", ["inden sommer, men ikke før"]),
        ("Budget 2015 og råderum på 100 mio. kr.", []),
        ("Budget 2015 vedtages i 2014", ["i 2014"]),
        ("sagsnr. 00.01.00-A00-5-13", []),
        ("§ 17, stk. 4 og 1.2 Formål", []),
        ("1/2 time, 3/4 af udvalget", []),
        ("Mødes 1-2 gange årligt, ca. 1 gang i kvartalet", []),
        ("Maj Lindholt og August Krogh deltager", []),
        ("You may come; we march on", []),
        ("fredagscafé, marts-udgaven, 27/11notat, maj-møde", []),
        ("12 34 56 78, 192.168.1.10, v1.2.3", []),
        ("27. maj\n2. juni", ["27. maj", "2. juni"]),
        ("27. maj\n2015\n5. januar", ["27. maj", "5. januar"]),
        ("den 27.\nmaj", ["den 27.\nmaj"]),
        ("Mandag er der møde", []),
        ("Svar senest fredag", ["senest fredag"]),
        ("We meet on May 5, 2014 and in June", ["on May 5, 2014", "in June"]),
    ],
)
def test_only_dates_are_found(text: str, words: list[str]) -> None:
    assert phrases(text) == words


def test_what_is_found_stands_where_it_says_and_never_overlaps() -> None:
    text = "1. maj 2014 kl. 9-10 (uge 18), uge 8-9, 3.-4. april – primo juni og snarest; ca. 1/7, inden jul"
    found = every_when(text, BEFORE_THE_PLAN)
    assert [text[each.start : each.end] for each in found] == [each.words for each in found]
    assert [packed(each.moment) for each in found] == [
        "day - 2014-05-01 09:00 10:00 -",
        "week 2014-02-17 2014-03-02 - - -",
        "range 2014-04-03 2014-04-04 - - -",
        "part 2014-06-01 2014-06-10 - - -",
        "",
        "day - 2014-07-01 - - about",
        "before - 2013-12-23 - - about",
    ]


@pytest.mark.parametrize(
    "part",
    [
        "uge 1 mandag ",
        "uge 8: ",
        "den ",
        "fra ",
        "ca. ",
        "1. ",
        "1.-",
        "1, ",
        "3. og ",
        "i slutningen af ",
        "kl. 16-",
        "maj-",
        "mandag-",
        "27/11-",
        "2014-",
        "(",
        "*",
        " ",
        "a",
        "9",
        "\n",
    ],
)
def test_reading_takes_time_in_proportion_to_the_text(part: str) -> None:
    assert in_proportion(lambda text: every_when(text, BEFORE_THE_PLAN), part, 16_000)
