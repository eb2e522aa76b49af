"""How long a profile is kept: the day on which it goes, and the buttons that decide it.

A profile goes six months after the last group, unless the person says otherwise. A week before, they are told.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from handlers.locale import Speech
from handlers.rules.workdays import OPENS
from storage.tables import Person

from .card import Button, Confirm

NOTICE = timedelta(days=7)


def erase_on(person: Person, day: date, now: datetime) -> None:
    """Let the profile go on a day, with a word a week before; `now` gives the time zone."""
    person.erase_on = day
    person.erase_due = datetime.combine(day - NOTICE, OPENS, tzinfo=now.tzinfo)


def keep(person: Person) -> None:
    """Let the profile stay."""
    person.erase_on = None
    person.erase_due = None


def keep_button(t: Speech) -> Button:
    """The yes to being asked another time; `people/erasure.py` answers it."""
    return Button("me.keep", t("Yes, gladly"))


def erase_button(t: Speech, label: str) -> Button:
    """The way out, with a second press that says what goes and what stays."""
    return Button(
        "me.erase",
        label,
        style="danger",
        confirm=Confirm(
            t("Shall we erase your profile?"),
            t(
                "Your name, mail, phone, title and competences go, and you leave your groups. What stays is"
                " that a person without a name took part. It cannot be undone."
            ),
            t("Yes, erase me"),
        ),
    )
