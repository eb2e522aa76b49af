"""Planning backwards: steps as they are written, their working days, and what is awkward about a day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.back_planning import (
    FARTHEST,
    MOST_STEPS,
    VACATION_WEEKS,
    Awkward,
    Placed,
    Step,
    StepProblem,
    Vacation,
    awkward,
    place,
    read_steps,
    vacation,
    written_steps,
)
from handlers.rules.workdays import is_working_day

TODAY = date(2026, 11, 20)
TITLES = st.text(st.characters(categories=["L"]), min_size=1, max_size=20)
STEPS = st.lists(st.builds(Step, TITLES, st.integers(0, FARTHEST)), max_size=MOST_STEPS)


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("Samling: 10", Step("Samling", 10)),
        ("Samling 10", Step("Samling", 10)),
        ("- Samling, 10 arbejdsdage før", Step("Samling", 10)),
        ("Collected – 1 working day before.", Step("Collected", 1)),
        ("Høring af 98 kommuner: 15", Step("Høring af 98 kommuner", 15)),
        ("Mødet: 0", Step("Mødet", 0)),
    ],
)
def test_a_step_is_read_as_people_write_it(line, step):
    assert read_steps(line) == (step,)


def test_steps_come_with_the_earliest_first_and_blank_lines_are_nothing():
    assert read_steps("Afsendelse: 1\n\n  Samling: 10\nKladde: 10\n") == (
        Step("Samling", 10),
        Step("Kladde", 10),
        Step("Afsendelse", 1),
    )


@pytest.mark.parametrize("line", ["Samling", "15", ": 15", "Samling: 251", "Samling: 99999999999"])
def test_a_line_that_is_no_step_is_named(line):
    with pytest.raises(StepProblem) as problem:
        read_steps(f"Bidrag: 20\n{line}")
    assert problem.value.line == line


def test_more_steps_than_anybody_reads_are_refused():
    with pytest.raises(StepProblem):
        read_steps("\n".join(f"Skridt: {count}" for count in range(MOST_STEPS + 1)))


@given(STEPS)
def test_what_is_written_reads_as_the_same_steps(steps):
    ordered = tuple(sorted(steps, key=lambda step: -step.before))
    assert read_steps(written_steps(ordered)) == ordered


def test_steps_fall_on_working_days_over_christmas_and_new_year():
    steps = (Step("Bidrag", 8), Step("Notat", 4), Step("Formøde", 2), Step("Mødet", 0))
    assert place(steps, date(2027, 1, 6), TODAY) == (
        Placed("Bidrag", 8, date(2026, 12, 21), (Awkward.vacation,)),
        Placed("Notat", 4, date(2026, 12, 29), (Awkward.vacation,)),
        Placed("Formøde", 2, date(2027, 1, 4)),
        Placed("Mødet", 0, date(2027, 1, 6)),
    )


def test_the_date_itself_stands_where_it_is_even_on_a_holiday():
    assert place((Step("Frist", 0),), date(2026, 12, 25), TODAY) == (
        Placed("Frist", 0, date(2026, 12, 25), (Awkward.holiday, Awkward.vacation)),
    )
    assert awkward(date(2026, 11, 28), TODAY) == (Awkward.weekend,)


def test_a_step_before_today_has_passed_and_one_today_has_not():
    assert [each.past for each in place((Step("Bidrag", 2), Step("Notat", 1)), date(2026, 11, 23), TODAY)] == [
        True,
        False,
    ]


@given(STEPS, st.dates(date(2020, 1, 1), date(2060, 1, 1)))
def test_a_step_is_on_a_working_day_before_the_date(steps, day):
    for each in place(tuple(steps), day, TODAY):
        if each.before:
            assert is_working_day(each.day)
            assert each.day < day
        else:
            assert each.day == day


def test_vacations_are_the_weeks_that_danes_are_away():
    assert sorted(VACATION_WEEKS) == [7, 8, 28, 29, 30, 42, 52, 53]
    assert vacation(date(2026, 2, 9)) == Vacation.winter
    assert vacation(date(2026, 7, 26)) == Vacation.summer
    assert vacation(date(2026, 10, 14)) == Vacation.autumn
    assert vacation(date(2026, 12, 30)) == Vacation.christmas
    assert vacation(date(2026, 3, 30)) == vacation(date(2026, 4, 5)) == Vacation.easter
    assert vacation(date(2026, 4, 6)) is None
    assert vacation(date(2027, 3, 22)) == Vacation.easter
