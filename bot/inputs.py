"""What the fields of a form mean wherever a chat draws them, and what was filled in, on its way back.

A person is two inputs: one to choose from the directory, named as the field, and "<name>+" for any name or address,
which wins. Behind a choice's "somebody else" nothing has to be filled in, since a chat shows all fields at once.
"""

from __future__ import annotations

from collections.abc import Mapping

from handlers.dialogue.card import unmarked
from handlers.dialogue.form import OTHER, AnyField, Choice, Form, Number, Option, Person, Value
from handlers.locale import Speech

YES = "yes"
FREE = "+"  # ends the name of the input for a name that is not in the list


class TooLong(ValueError):
    """What the platform would have to carry is more than it does."""


def asks(field: AnyField) -> bool:
    """Whether the field is an input: a choice of nothing is none."""
    return not isinstance(field, Choice) or bool(offered(field))


def offered(field: Choice | Person) -> tuple[Option, ...]:
    """What can be chosen in a field."""
    last = (Option(OTHER, field.other),) if isinstance(field, Choice) and field.other else ()
    return (*field.options, *last)


def held(form: Form, field: AnyField) -> tuple[str, ...]:
    """The values that a field holds; the one way that is left counts as chosen."""
    found = form.values.get(field.name, ())
    several = tuple(each for each in ((found,) if isinstance(found, str) else found) if each)
    if not several and isinstance(field, Choice) and field.other and not field.options:
        return (OTHER,)
    return several


def behind_other(form: Form, field: AnyField) -> bool:
    """Whether the field is a choice with "somebody else", or one of those that it opens: each may stay empty."""
    for each in form.fields:
        if isinstance(each, Choice) and each.other:
            return True
        if each is field:
            return False
    return False


def labelled(field: AnyField, t: Speech) -> str:
    """What stands above a field; a number's unit once."""
    if isinstance(field, Number) and field.unit and field.unit.casefold() not in field.label.casefold():
        return t("{label} ({unit})", label=unmarked(field.label), unit=field.unit)
    return field.label


def joined(found: Mapping[str, Value]) -> dict[str, Value]:
    """The value of each field, out of that of each input."""
    made = {name: value for name, value in found.items() if not name.endswith(FREE)}
    for name, written in found.items():
        if name.endswith(FREE) and isinstance(written, str):
            field = name.removesuffix(FREE)
            if written.strip() or field not in made:
                made[field] = written
    return made
