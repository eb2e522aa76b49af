"""What a face asks of the house: who, what, about what, where and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from handlers.locale import Speech
from storage.tables import Person

from .card import Argument
from .clean import clean
from .form import Value


@dataclass(frozen=True)
class Place:
    """Where it was said: a conversation with the bot alone, or a room that may belong to a group. `channel` and
    `name` are a room's address and name on its face, by which a group can be bound to it."""

    alone: bool = True
    group_id: int | None = None
    channel: str = ""
    name: str = ""


@dataclass(frozen=True)
class Request:
    """One thing asked: words typed, a button pressed (`action`), a form sent (`action` and `values`), or the
    clock saying that something is due.

    `now` is domain time, aware, in the circle's time zone. `key` makes a change happen once, however often it
    is delivered. `actor` is None only when the clock asks. `face` is written in the journal.
    """

    actor: Person | None
    now: datetime
    action: str = ""
    words: str = ""
    args: Mapping[str, Argument] = field(default_factory=dict)
    values: Mapping[str, Value] = field(default_factory=dict)
    place: Place = field(default_factory=Place)
    key: str | None = None
    face: str = "workspace"

    @property
    def t(self) -> Speech:
        """How to speak to the person who asks: their language, and dates as seen from `now`."""
        return Speech(self.person.language, self.now)

    @property
    def person(self) -> Person:
        """The person who asks; a defect when the clock does."""
        if self.actor is None:
            raise LookupError("the clock has no person")
        return self.actor

    @property
    def me(self) -> int:
        """The number of the person who asks."""
        return number(self.person.id)

    def id(self, name: str) -> int:
        """The number that the request is about, from its arguments."""
        return int(self.args[name])

    def value(self, name: str) -> str:
        """A form's value as one text; empty when it was left out."""
        found = self.values.get(name, "")
        return found if isinstance(found, str) else ", ".join(found)

    def several(self, name: str) -> tuple[str, ...]:
        """A form's values where many can be chosen."""
        found = self.values.get(name, ())
        return (found,) if isinstance(found, str) and found else tuple(found)

    def with_args(self, **args: Argument) -> Request:
        """The same request, about something more."""
        return replace(self, args={**self.args, **args})


def cleaned(
    request: Request,
) -> Request:
    """The request with every text in it cleaned; each face calls it once, before the runner."""
    return replace(
        request,
        words=clean(request.words),
        args={name: clean(value) if isinstance(value, str) else value for name, value in request.args.items()},
        values={
            name: clean(value) if isinstance(value, str) else tuple(clean(each) for each in value)
            for name, value in request.values.items()
        },
    )


def number(id_: int | None) -> int:
    """The number of a row that is known to be stored."""
    if id_ is None:
        raise LookupError("the row has not been stored")
    return id_
