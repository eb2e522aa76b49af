"""Sentences that the end of a group needs in several places: how long it lasted, what came of it, who carries
on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from handlers.dialogue.card import Line
from handlers.locale import Speech
from handlers.rules import dates_written
from handlers.rules.file_names import casefile_name
from handlers.rules.names import count_word, lowered
from handlers.rules.workdays import add_months
from storage.tables import Group

_DEFINITE = ("en", "et", "erne", "ene")  # endings of Danish nouns that stand in the definite form already
_DETERMINERS = ("den", "det", "de")
_ENDINGS = {"else": "n", "arbejde": "t", **dict.fromkeys(("ing", "tion", "hed", "indsats", "dialog"), "en")}


def lasted(t: Speech, start: date, end: date) -> str:
    """seks måneder, to uger, få dage: rounded as people would say it."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, months) > end:
        months -= 1
    weeks = (end - start).days // 7
    if months == 0 and weeks < 4:
        if weeks == 0:
            return t("a few days")
        return t.plural(weeks, "one week", "{weeks} weeks", weeks=count_word(weeks, t.language))
    if (end - add_months(start, months)).days >= 15:
        months += 1
    return dates_written.duration(max(months, 1), t.language)


def began(t: Speech, group: Group) -> date:
    """The day on which a group began, as its reader's calendar has it."""
    start = group.established_at or group.created_at
    return start.astimezone(t.now.tzinfo).date()


def ended(t: Speech, group: Group) -> date:
    """The day on which a group was dissolved; today while it still works."""
    return _local(t, group.dissolved_at) if group.dissolved_at else t.now.date()


def _local(t: Speech, moment: datetime) -> date:
    return moment.astimezone(t.now.tzinfo).date()


def carried_on(t: Speech, group: Group) -> str:
    """BRN-sekretariatet fører interessevaretagelsen videre. Empty when nobody said who."""
    who, what = group.follow_on_owner, group.follow_on
    if not what:
        return matter_carried_on(t, group)
    if not who:
        return t("To be carried on: {what}.", what=what)
    definite = _definite(what) if t.language == "da" else what
    if definite is None:
        return t("{who} carries this on: {what}.", who=who, what=what)
    return t("{who} carries on with {what}.", who=who, what=definite)


def matter_carried_on(t: Speech, group: Group) -> str:
    """BRN-sekretariatet fører sagen videre. Empty when nobody said who."""
    return t("{who} carries the matter on.", who=group.follow_on_owner) if group.follow_on_owner else ""


def _definite(what: str) -> str | None:
    """interessevaretagelsen, of "interessevaretagelse": a Danish noun as it stands inside a sentence; None
    where its definite form is not certain."""
    first, _, rest = what.partition(" ")
    if first.lower() in _DETERMINERS or first.endswith(_DEFINITE):
        return what
    ending = next((more for end, more in _ENDINGS.items() if first.endswith(end)), None)
    if ending is None:
        return None
    return f"{first}{ending} {rest}".strip()


def paragraph(*sentences: str) -> Line:
    """Whole sentences as one paragraph; empty ones are left out."""
    return Line(" ".join(filter(None, sentences)))


def results(t: Speech, titles: Sequence[str]) -> str:
    """skarpere budskaber, faglige input og sparring på AAU's analyse: titles inside a sentence."""
    return t.names([lowered(each.rstrip(". ")) for each in titles])


def case_name(t: Speech, group: Group) -> str:
    """elnet-2026-0117.zip."""
    return casefile_name(group.title, group.case_number, ended(t, group).year)
