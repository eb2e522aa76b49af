"""What a person is asked to fill in. A face draws the fields its own way; the names and limits are the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .card import Argument

Value = str | tuple[str, ...]


@dataclass(frozen=True)
class Field:
    """What every field has: a name, a label above it, a hint under the label, whether it may stay empty."""

    name: str
    label: str
    hint: str = ""
    required: bool = True


@dataclass(frozen=True)
class Words(Field):
    """Free text of at most `max` characters; `lines` above one makes it a text area."""

    max: int = 200
    lines: int = 1


@dataclass(frozen=True)
class When(Field):
    """A date in words, as people write it; read by rules/dates. With `weeks` a whole week will do as well, and what is
    `loose` can be of any precision: `i slutningen af maj`, `3.-4. april`, `inden den 17. februar`."""

    weeks: bool = False
    loose: bool = False


@dataclass(frozen=True)
class Number(Field):
    """A number from `min` to `max`; `unit` is shown behind the field."""

    min: float = 0
    max: float = 1000
    unit: str = ""


@dataclass(frozen=True)
class Tick(Field):
    """One box to tick; its value is "yes" or empty."""

    required: bool = False


@dataclass(frozen=True)
class Option:
    """One choice: what is sent, what is read, and a word about it."""

    value: str
    label: str
    hint: str = ""


OTHER = "other"  # the option behind which the fields of `Choice.other` open


@dataclass(frozen=True)
class Choice(Field):
    """One of a few options (or `many`). `other` labels a last option that opens the fields after this one."""

    options: tuple[Option, ...] = ()
    many: bool = False
    other: str = ""


@dataclass(frozen=True)
class Person(Field):
    """A person from the directory, found by typing; free text is always allowed beside it.

    `options` are the people offered; the value is what was typed or chosen, a name or an e-mail address.
    """

    options: tuple[Option, ...] = ()
    max: int = 200


AnyField = Words | When | Number | Tick | Choice | Person


@dataclass(frozen=True)
class Form:
    """A question with fields. `name` is the route that reads the answer, `args` what it is about.

    `values` fills the fields in (an edit, or a form that comes back), `errors` stand at their fields, and
    `step` says "1 of 2" where there is more than one. `page` marks a form too long for a chat: it is filled in
    on a page of its own, and a chat shows the way there. `doubts` says that its errors are there to be
    looked at: sent again as it is, it is taken.
    """

    name: str
    title: str
    fields: tuple[AnyField, ...]
    submit: str
    args: Mapping[str, Argument] = field(default_factory=dict)
    values: Mapping[str, Value] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    step: tuple[int, int] | None = None
    note: str = ""
    page: bool = False
    doubts: bool = False
