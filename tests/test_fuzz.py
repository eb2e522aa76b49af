"""Whatever is pasted is read: no crash, nothing lost, in time that grows with the text and no faster.

The suite tries a few texts; `make fuzz` tries very many (FUZZ_EXAMPLES says how many).
"""

from __future__ import annotations

import datetime as dt
import os
import unicodedata
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.rules.dates import DateProblem, every_when, find_date, read_date, read_when
from handlers.rules.dates_written import in_paper, on_card
from handlers.rules.plan_text import read_plan
from handlers.rules.rhythms import read_rhythm
from handlers.rules.workdays import COPENHAGEN
from tests.growth import in_proportion
from tests.moments import MOMENTS
from tests.pasted import PIECES, TEXTS

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "100"))
NOW = st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2150, 1, 1), timezones=st.just(COPENHAGEN))  # noqa: DTZ001
YEARS = st.none() | st.integers(1900, 2199)
BEFORE_THE_PLAN = dt.datetime(2013, 12, 18, 9, 0, tzinfo=COPENHAGEN)

fuzz = settings(
    max_examples=EXAMPLES,
    deadline=2_000 if EXAMPLES > 100 else None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)


@fuzz
@given(TEXTS, NOW, YEARS)
def test_every_date_in_a_text_stands_where_it_says(text: str, now: dt.datetime, year: int | None) -> None:
    end = 0
    for found in every_when(text, now, year=year):
        assert end <= found.start < found.end <= len(text)
        assert found.words == text[found.start : found.end]
        assert (found.moment is None) != (found.problem is None)
        if found.moment is not None:
            assert found.moment.begins <= found.moment.day
        end = found.end


@fuzz
@given(TEXTS, NOW, YEARS)
def test_a_date_alone_raises_nothing_but_a_date_problem(text: str, now: dt.datetime, year: int | None) -> None:
    with suppress(DateProblem):
        read_when(text, now, year=year)
    for read in (read_date, find_date):
        with suppress(DateProblem):
            read(text, now, past=True, weeks=True)
    read_rhythm(text)


@fuzz
@given(TEXTS, NOW, YEARS)
def test_no_line_of_a_plan_is_lost_or_read_twice(text: str, now: dt.datetime, year: int | None) -> None:
    read = read_plan(text, now, year=year)
    assert _words("\n".join(line.raw for line in read)) == _words(unicodedata.normalize("NFC", text))


@fuzz
@given(MOMENTS, st.sampled_from(["da", "en"]), NOW)
def test_a_date_reads_back_as_it_was_written(moment: object, language: str, now: dt.datetime) -> None:
    text = in_paper(moment, language)  # type: ignore[arg-type]
    assert read_when(text, now) == moment
    assert isinstance(on_card(moment, now, language), str)  # type: ignore[arg-type]


@settings(fuzz, max_examples=max(EXAMPLES // 20, 5), deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=6), st.sampled_from(["", " ", "\n"]), st.sampled_from([0, 1])
)
def test_eight_times_the_text_takes_about_eight_times_as_long(pieces: list[str], between: str, which: int) -> None:
    read: Callable[[str], object] = (_dates, _plan)[which]
    part = between.join(pieces) + between
    assert in_proportion(read, part, 16_000)


@pytest.mark.parametrize("read", [every_when, read_plan])
def test_five_hundred_lines_take_time_in_proportion(read: Callable[[str, dt.datetime], object]) -> None:
    line = (
        "- *onsdag den 19. februar kl. 16-18 (uge 8)*: Den Kommunale Ledergruppe – hvis udvalget siger ja, tre emner\n"
    )
    assert in_proportion(lambda text: read(text, BEFORE_THE_PLAN), line, 500 * len(line))


def _words(text: str) -> list[str]:
    return text.split()


def _dates(text: str) -> object:
    return every_when(text, BEFORE_THE_PLAN)


def _plan(text: str) -> object:
    return read_plan(text, BEFORE_THE_PLAN)
