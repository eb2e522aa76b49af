"""What an evaluation asks, and when: the six things of AT-B9-1, asked when the time of the evaluation begins and summed
up when it is over.

An answer (storage/tables/following.py: EvaluationAnswer) holds for each question its text or the word that was chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers.locale import mark
from storage.tables import Verdict

from .moments import Moment
from .reminding import last_day
from .workdays import add_working_days, next_sending_time, opening

AHEAD = 10  # working days to answer in, where a single day is set
REMINDED = 2  # working days before the end
MORE = 5  # working days to answer in, for whoever was asked too late
LONGEST = 1000  # characters of one answer
UNNAMED = "unnamed"  # the key under which somebody wishes to have no name at their words

VERDICTS: dict[Verdict, str] = {
    Verdict.keep: mark("Keep"),
    Verdict.change: mark("Change"),
    Verdict.dissolve: mark("Dissolve"),
}


@dataclass(frozen=True)
class Question:
    """One question: its key, its heading, what belongs into the answer, and the words to choose from, if there are."""

    key: str
    name: str
    hint: str
    choices: tuple[tuple[str, str], ...] = ()


INTERESTS = Question(
    "interests", mark("Primary interests"), mark("What matters most to you, and where to put the effort.")
)
CADENCE = Question(
    "cadence",
    mark("How often we meet"),
    "",
    (("seldom", mark("Too seldom")), ("right", mark("Just right")), ("often", mark("Too often"))),
)
ANCHORING = Question(
    "anchoring",
    mark("Rooted at home"),
    mark("Is the work rooted in your own organisation?"),
    (("well", mark("Well rooted")), ("partly", mark("Partly")), ("poorly", mark("Poorly rooted"))),
)
GAPS = Question("gaps", mark("Competences that are missing"), mark("What does nobody in the group know enough about?"))
OWNERSHIP = Question("ownership", mark("Ownership"), mark("Whose is the work, and what would make it more yours?"))
QUESTIONS: tuple[Question, ...] = (INTERESTS, CADENCE, ANCHORING, GAPS, OWNERSHIP)
"""What is asked beside the verdict, in its order."""


@dataclass(frozen=True)
class Times:
    """When everybody is asked, when those who have not answered are asked once more (if there is time for that), and
    when it is summed up; aware."""

    ask: datetime
    remind: datetime | None
    close: datetime


def times(moment: Moment, now: datetime) -> Times | None:
    """The times of an evaluation, in `now`'s time zone, at 8.00 on working days; None when nobody could answer.

    What has a first day is asked about from then on. A single day is the last one to answer on, and everybody is asked
    AHEAD of it. It is summed up on the working day after the last day.
    """
    last = last_day(moment)
    begins = moment.first or add_working_days(moment.day, -AHEAD)
    ask = max(next_sending_time(opening(begins, now)), next_sending_time(now))
    close = closes(last, now)
    return Times(ask, reminds(last, ask), close) if ask < close else None


def closes(last: date, like: datetime) -> datetime:
    """8.00 on the working day after the last day to answer on, in the time zone of `like`."""
    return next_sending_time(opening(last + timedelta(days=1), like))


def reminds(last: date, asked: datetime) -> datetime | None:
    """8.00 two working days before the last day to answer on; None when that is not after `asked`."""
    found = opening(add_working_days(last, -REMINDED), asked)
    return found if found > asked else None
