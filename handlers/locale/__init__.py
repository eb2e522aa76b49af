"""Speaking to a person in their language: sentences from the catalogue, dates as the tone wants them.

English sentences stand beside the logic; the Danish ones in da.po. `**…**` in a sentence marks bold. Values
are put in after that, so nothing that people wrote is ever read as markup.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from babel.dates import get_month_names
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from handlers.rules import dates_written, names
from handlers.rules.moments import Moment

LANGUAGES = {"da": "Dansk", "en": "English"}
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)


@cache
def catalogue(language: str) -> Catalog | None:
    """The catalogue of a language, read once; None for English, in which the sources are written."""
    path = Path(__file__).with_name(f"{language}.po")
    if not path.exists():
        return None
    with path.open("rb") as file:
        return read_po(file, locale=language)


def mark(message: str) -> str:
    """The message itself: names a sentence for the catalogue where it is written but not yet said."""
    return message


class Speech:
    """A language and a moment. `t("Reply by **{day}**.", day=…)` gives the sentence in that language."""

    def __init__(self, language: str, now: datetime) -> None:
        self.language = language if language in LANGUAGES else "da"
        self.now = now

    def __call__(self, message: str, /, **values: object) -> str:
        """The sentence for a message; the values stand in its `{places}`."""
        return _fill(self._translated(message, 0), values)

    def plural(self, count: int, one: str, many: str, /, **values: object) -> str:
        """The sentence for one or for several; `{n}` is the number, as digits."""
        return _fill(self._translated(one, 0 if count == 1 else 1, many), {"n": count, **values})

    def _translated(self, message: str, form: int, many: str | None = None) -> str:
        found = catalogue(self.language)
        entry = found.get(message) if found is not None else None
        if entry is not None and entry.string:
            return entry.string if isinstance(entry.string, str) else entry.string[form]
        return message if form == 0 or many is None else many

    def when(self, moment: datetime | Moment, *, week: bool = True) -> str:
        """fredag den 27. november kl. 12 (uge 48): for cards and mails."""
        return dates_written.on_card(self._local(moment), self.now, self.language, week=week)

    def days(self, moment: Moment) -> str:
        """fredag den 27. november, uge 50, 3.–4. april, i januar 2019: the date without a time on it."""
        return self.when(replace(moment, time=None, until=None), week=False)

    def day(self, day: date | datetime, *, week: bool = False) -> str:
        """fredag den 27. november, the day alone; a datetime is taken in the reader's time zone."""
        local = day.astimezone(self.now.tzinfo).date() if isinstance(day, datetime) else day
        return dates_written.on_card(Moment(local, None), self.now, self.language, week=week)

    def paper(self, moment: datetime | date) -> str:
        """fredag den 27. november 2026 kl. 12.00 (uge 48): for papers, the journal and receipts."""
        if isinstance(moment, datetime):
            return dates_written.in_paper(self._local(moment), self.language)
        return dates_written.in_paper(Moment(moment, None), self.language)

    def clock(self, moment: datetime | time) -> str:
        """9.12, or 9:12 in English."""
        return dates_written.short_time(
            moment.astimezone(self.now.tzinfo).time() if isinstance(moment, datetime) else moment, self.language
        )

    def date(self, day: date) -> str:
        """12. december 2026, without the weekday."""
        return dates_written.plain_day(day, self.language, year=True)

    def day_of_month(self, day: int, month: int) -> str:
        """30. februar, even when there is no such day."""
        name = str(get_month_names(locale=self.language)[month])
        return f"{day}. {name}" if self.language == "da" else f"{day} {name}"

    def weekday(self, number: int) -> str:
        """fredag, for 4."""
        return dates_written.weekday_name(number, self.language)

    def example_date(self) -> str:
        """A date as it can be written, a week from now."""
        return dates_written.plain_day(self.now.date() + timedelta(days=7), self.language)

    def names(self, several: Sequence[str]) -> str:
        """Hjørring og Thisted; sorted by whoever asks."""
        return names.join_names(list(several), self.language)

    def whose(self, name: str) -> str:
        """Hjørrings, Mads', Anna's."""
        return names.possessive(name, self.language)

    def number(self, value: float) -> str:
        """4, or 2,5 in Danish and 2.5 in English."""
        digits = f"{value:g}"
        return digits.replace(".", ",") if self.language == "da" else digits

    def _local(self, moment: datetime | Moment) -> datetime | Moment:
        return moment.astimezone(self.now.tzinfo) if isinstance(moment, datetime) else moment


def _fill(message: str, values: dict[str, object]) -> str:
    return _BOLD.sub("\x0e\\1\x0f", message).format(**values)
