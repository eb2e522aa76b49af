"""Hours lent are hours a week for as long as somebody is there, added up by organisation."""

from __future__ import annotations

from datetime import date

from handlers.rules.lent import Lent, a_week, in_all

FIRST, END = date(2026, 12, 1), date(2027, 2, 9)  # ten weeks
AALBORG, THISTED = 1, 2


def test_hours_are_added_up_for_each_organisation() -> None:
    members = [Lent(AALBORG, 4, FIRST), Lent(AALBORG, 2, FIRST), Lent(THISTED, 2.5, FIRST)]
    assert (a_week(members), in_all(members, FIRST, END)) == ({AALBORG: 6, THISTED: 2.5}, {AALBORG: 60, THISTED: 25})


def test_whoever_came_later_or_left_has_lent_less() -> None:
    members = [Lent(AALBORG, 4, date(2027, 1, 26)), Lent(THISTED, 4, FIRST, date(2026, 12, 8))]
    assert in_all(members, FIRST, END) == {AALBORG: 8, THISTED: 4}


def test_days_outside_the_time_of_the_group_do_not_count() -> None:
    members = [Lent(AALBORG, 4, date(2026, 11, 1), date(2027, 6, 1)), Lent(THISTED, 4, END)]
    assert in_all(members, FIRST, END) == {AALBORG: 40}


def test_whoever_lends_nothing_is_left_out() -> None:
    assert (a_week([Lent(AALBORG, 0, FIRST)]), in_all([Lent(AALBORG, 0, FIRST)], FIRST, END)) == ({}, {})


def test_a_little_is_at_least_one_hour() -> None:
    assert in_all([Lent(AALBORG, 0.5, date(2027, 2, 6))], FIRST, END) == {AALBORG: 1}
