"""Forms as cards with inputs; and what was filled in, on its way back.

An input is named as its field; a person is two, as in bot/inputs.py. The first button sends the form, the second leads
out of it. A form that is more than a message holds shows fewer people in its lists, where any name can be written
anyway, then no hints of its options, then less of a long text, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from handlers.dialogue.card import Button, unmarked
from handlers.dialogue.form import Form
from handlers.locale import Speech

from ..inputs import TooLong, asks
from ..lengths import NOTHING, parted
from . import buttons, fields
from .fields import ALL, Room, values
from .render import TITLE, Drawn, activity, whole
from .texts import LARGEST, NOTICE, briefly, container, heading, paragraphs, weight

__all__ = ["form", "values"]
PEOPLE = (150, 100, 60, 40, 25, 15, 8)  # in a list, fewer and fewer
WRITTEN = (3000, 1500, 800, 400)  # characters of a text, fewer and fewer


def form(form: Form, t: Speech, *, way_back: bool) -> Drawn:
    """The card for a form. `way_back` says whether a card stands behind it, to go back to. Raises TooLong."""
    for room in _rooms():
        drawn = _drawn(form, t, room, way_back=way_back)
        if weight(activity(drawn)) <= LARGEST:
            return drawn
    raise TooLong(f"the form {form.name} is longer than a message")


def _rooms() -> Iterator[Room]:
    room = ALL
    yield room
    for room in (replace(ALL, people=most) for most in PEOPLE):
        yield room
    for room in (replace(room, hints=False, written=most) for most in (ALL.written, *WRITTEN)):
        yield room


def _drawn(form: Form, t: Speech, room: Room, *, way_back: bool) -> Drawn:
    text = briefly(form.title, NOTICE) or NOTHING
    first, *rest = parted(unmarked(form.title).strip(), TITLE) or [""]
    body = [heading(first, "Large"), *(each for part in rest for each in paragraphs(part, weight="Bolder"))]
    if form.step:
        step = t("Step {step} of {steps}", step=form.step[0], steps=form.step[1])
        body += paragraphs(step, close=True, isSubtle=True, size="Small")
    wrong = _wrong(form, t)
    if wrong:
        blocks = [each for sentence in wrong for each in paragraphs(sentence, weight="Bolder")]
        body.insert(0, container(blocks, "attention"))
    for field in form.fields:
        body += fields.drawn(field, form, t, room)
    body += paragraphs(form.note)
    kinds = {each.name: fields.kind(each) for each in form.fields if asks(each)}
    send = buttons.submit(form.submit, "press-0", form.name, form.args, kinds)
    back = buttons.element(Button(buttons.BACK, t("Back") if way_back else t("Cancel")), t, "press-1")
    body.append({"type": "ActionSet", "actions": [send, back]})
    return Drawn(text, whole(body, text, t, before=" ".join(wrong)), 1)


def _wrong(form: Form, t: Speech) -> list[str]:
    """What is said on top of a form that came back: how much is wrong, and what is about no field of it."""
    known = {each.name for each in form.fields}
    at_fields = [name for name, sentence in form.errors.items() if sentence and name in known]
    loose = [sentence for name, sentence in form.errors.items() if sentence and name not in known]
    count = len(at_fields)
    said = [t.plural(count, "One field has to be put right.", "{n} fields have to be put right.")] if count else []
    return [*(briefly(each, TITLE) for each in loose), *said]
