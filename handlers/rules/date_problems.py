"""What can be wrong with a date in words: each problem carries the choices as plain values; the sentence is the
handler's (dialogue/filled.date_sentence)."""

from __future__ import annotations

import datetime as dt

from .moments import Moment


class DateProblem(ValueError):
    """Words that give no usable date. `rest` is what else stood on the line that find_date read."""

    rest = ""


class NoSuchDay(DateProblem):
    """30 February. `earlier` and `later` are the working days on both sides of the end of that month."""

    def __init__(
        self, day: int, month: int, year: int, earlier: dt.date, later: dt.date, time: dt.time | None = None
    ) -> None:
        super().__init__(day, month, year, earlier, later, time)
        self.day, self.month, self.year = day, month, year
        self.earlier, self.later, self.time = earlier, later, time


class NoSuchWeek(DateProblem):
    """Week 53 of a year that has 52. `last` is the number of that year's last week."""

    def __init__(self, week: int, year: int, last: int) -> None:
        super().__init__(week, year, last)
        self.week, self.year, self.last = week, year, last


class WrongWeekday(DateProblem):
    """Friday 12 December 2026, which is a Saturday. `said` is the weekday (Monday is 0), `day` the date.

    The choices: `nearest`, the closest date with the weekday said, and `that`, the date itself.
    """

    def __init__(self, said: int, day: dt.date, nearest: dt.date, time: dt.time | None = None) -> None:
        super().__init__(said, day, nearest, time)
        self.said, self.day, self.nearest, self.time = said, day, nearest, time

    @property
    def that(self) -> dt.date:
        """The date itself, with the weekday it has."""
        return self.day


class WrongWeek(DateProblem):
    """27 November 2026 in week 47, which is in week 48. `said` is the week, `day` the date."""

    def __init__(self, said: int, day: dt.date) -> None:
        super().__init__(said, day)
        self.said, self.day = said, day


class Backwards(DateProblem):
    """5–3 April, or 18 to 16 o'clock: what ends before it begins. `words` are as they were written."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class SeveralDays(DateProblem):
    """11 or 14 December: a choice that has not been made. `words` are as they were written."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class NoDay(DateProblem):
    """ "“Snarest”, “dato ikke fastlagt”, “efter 1. maj”: something is to come, and its day is not known."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class InThePast(DateProblem):
    """The moment is over already."""

    def __init__(self, moment: Moment) -> None:
        super().__init__(moment)
        self.moment = moment


class NotUnderstood(DateProblem):
    """No date was recognised in the text."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text
