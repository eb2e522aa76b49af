"""One field of a form as inputs of a card, and what Teams sends back of all of them.

An input that is empty is not sent at all, a choice of several comes as one text with commas between, and a box to tick
as one of two words. So a form's button carries how each of its fields is read (`kinds`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from handlers.dialogue.form import AnyField, Choice, Form, Number, Option, Person, Tick, Value, When, Words
from handlers.locale import Speech

from ..inputs import FREE, YES, behind_other, held, joined, labelled, offered
from ..lengths import beginning, short, size
from .texts import LABEL, Json, briefly, heading, inert, paragraphs, quiet

KINDS = "kinds"
TEXT, MANY, TICK = "text", "many", "tick"
NO = "no"
FEW = 8  # options that are shown at once; more are a list to open
OURS = "taskforce"  # what is ours among what Teams sends back
NUMBER, SENTENCE = 20, 500  # characters of a number, and of what is said to be wrong


@dataclass(frozen=True)
class Room:
    """How much of a form is drawn: people in a list, whether options have their hints, characters of a text."""

    people: int = 500
    hints: bool = True
    written: int = 100_000


ALL = Room()


def kind(field: AnyField) -> str:
    """How the field's value is read."""
    if isinstance(field, Tick):
        return TICK
    return MANY if isinstance(field, Choice) and field.many else TEXT


def drawn(field: AnyField, form: Form, t: Speech, room: Room = ALL) -> list[Json]:
    """A field: its input or two, what is wrong with it, and what is to be said about it."""
    holds = held(form, field)
    required = field.required and not behind_other(form, field)
    notes: list[str] = []
    match field:
        case Choice():
            made = _choice(field, holds, room, required=required, t=t)
        case Person() if field.options:
            made = _person(field, holds, room, t)
            if len(field.options) > room.people:
                notes.append(_some(room.people, len(field.options), t))
        case Tick():
            made = [_tick(field, ticked=YES in holds)]
        case _:
            written = ", ".join(holds)
            made = [_text(field, beginning(written, room.written), required=required, t=t)]
            if size(written) > room.written:
                most = t.number(room.written)
                notes.append(t("Teams has room for {most} characters here; the rest is left out.", most=most))
    wrong = form.errors.get(field.name)
    below = paragraphs(briefly(wrong, SENTENCE), close=True, color="Attention", weight="Bolder") if wrong else []
    if made[-1]["type"].startswith("Input."):
        notes.insert(0, field.hint)
    for each in notes:
        below += paragraphs(each, close=True, isSubtle=True, size="Small")
    return [*made, *below]


def values(data: Mapping[str, object]) -> dict[str, Value]:
    """What was filled in, by field, as a handler reads it; the empty ones too, since emptying is an answer."""
    ours = data.get(OURS)
    kinds = ours.get(KINDS) if isinstance(ours, Mapping) else None
    kinds = kinds if isinstance(kinds, Mapping) else {}
    sent = {name: each for name, each in data.items() if name != OURS and isinstance(each, str)}
    found = {name: _value(each, kinds.get(name)) for name, each in sent.items()}
    missing = {str(name): _value("", each) for name, each in kinds.items()}
    return joined(missing | found)


def _value(sent: str, read_as: object) -> Value:
    if read_as == MANY:
        return tuple(unquote(each) for each in sent.split(",") if each)
    if read_as == TICK:
        return YES if sent == YES else ""
    return sent


def _input(type_: str, field: AnyField, label: str, t: Speech, *, required: bool) -> Json:
    made: Json = {"type": type_, "id": field.name, "label": short(inert(label), LABEL)}
    if required:
        made |= {"isRequired": True, "errorMessage": t("This has to be filled in.")}
    return made


def _text(field: AnyField, written: str, *, required: bool, t: Speech) -> Json:
    """Words, a number, a date in words, or a name: one text input."""
    made = _input("Input.Text", field, labelled(field, t), t, required=required)
    if (isinstance(field, Words) and field.lines > 1) or "\n" in written:
        made["isMultiline"] = True
    if isinstance(field, Words | Person):
        made["maxLength"] = max(field.max, size(written))
    if isinstance(field, When):
        made["placeholder"] = t("For instance {example}", example=t.example_date())
    if isinstance(field, Number):
        made["maxLength"] = max(NUMBER, size(written))
    return made | ({"value": written} if written else {})


def _tick(field: Tick, *, ticked: bool) -> Json:
    label = short(inert(field.label), LABEL)
    return {
        "type": "Input.Toggle", "id": field.name, "title": label, "wrap": True,
        "valueOn": YES, "valueOff": NO, "value": YES if ticked else NO,
    }  # fmt: skip


def _choice(field: Choice, holds: Sequence[str], room: Room, *, required: bool, t: Speech) -> list[Json]:
    ways = _once(offered(field))
    if not ways:
        said = field.hint or t("There is nothing to choose from.")
        return [heading(field.label, "Default"), *paragraphs(said, close=True)]
    made = _input("Input.ChoiceSet", field, field.label, t, required=required)
    several = field.many
    made["choices"] = [_option(each, each.value if not several else _packed(each.value), room) for each in ways]
    made["style"] = "expanded" if len(ways) <= FEW else "compact"
    made["wrap"] = True
    if several:
        made["isMultiSelect"] = True
    elif len(ways) > FEW:
        made["placeholder"] = t("Choose")
    known = [each.value for each in ways if each.value in holds]
    if known:
        made["value"] = ",".join(map(_packed, known)) if several else known[0]
    return [made]


def _person(field: Person, holds: Sequence[str], room: Room, t: Speech) -> list[Json]:
    """A list to search in, and under it room for any name. Neither has to be filled in, so that the other can be;
    the house asks for one."""
    written = ", ".join(holds)
    ways = _once(field.options)
    known = [each for each in ways if each.value == written]
    shown = [*known, *(each for each in ways if each not in known)][: room.people]
    search = _input("Input.ChoiceSet", field, field.label, t, required=False)
    search |= {"style": "filtered", "choices": [_option(each, each.value, room) for each in shown]}
    search["placeholder"] = t("Search by name")
    if known:
        search["value"] = written
    free = Words(field.name + FREE, t("Or write a name or an e-mail address"), required=False, max=field.max)
    return [search, _text(free, "" if known else written, required=False, t=t)]


def _some(shown: int, every: int, t: Speech) -> str:
    return t(
        "The list has {shown} of {every} people. Write the name of anybody else.",
        shown=t.number(shown),
        every=t.number(every),
    )


def _once(options: Sequence[Option]) -> list[Option]:
    """The options that can be chosen, each value once."""
    found: dict[str, Option] = {}
    for each in options:
        if each.value.strip():
            found.setdefault(each.value, each)
    return list(found.values())


def _option(option: Option, value: str, room: Room) -> Json:
    parts = [inert(option.label), inert(option.hint) if room.hints else ""]
    said = " · ".join(each for each in parts if each)
    return {"title": said or inert(option.value) or quiet(value), "value": value}


def _packed(value: str) -> str:
    """A value in which no comma stands, since Teams puts commas between several."""
    return value.replace("%", "%25").replace(",", "%2C")
