"""Forms, and cards that answer in a modal, as Slack's views; and what was filled in, on its way back.

A field is an input block of the field's name. Its element is called after the form and what it is about: Slack keeps
what was typed into an element of the same names when one view takes another's place. A person is two inputs: one to
choose from the directory, and "<name>+" for any name or address, which wins. What a view is about travels in its
`private_metadata` (`Meta`), because Slack sends nothing else back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from handlers.dialogue.card import Argument, Card, unmarked
from handlers.dialogue.form import AnyField, Choice, Form, Option, Person, Value
from handlers.locale import Speech
from handlers.rules.names import fold, typed

from ..inputs import TooLong, asks, joined, offered
from ..lengths import parted, size
from . import fields, render
from .texts import Json, plain, rich, section

FORM, CARD = "form", "card"  # callback_id: what a view is
TITLE, METADATA = 24, 3000  # characters that Slack takes
NAME = "Taskforce"  # stands above a modal whose own title Slack has no room for; that one comes first in it


@dataclass(frozen=True)
class Origin:
    """The message that a view was opened from: where it stands, or the address for answers to what only one person
    sees."""

    channel: str = ""
    ts: str = ""
    response_url: str = ""
    ephemeral: bool = False


@dataclass(frozen=True)
class Meta:
    """What a view is about: the route that reads it or showed it, its arguments, and where it came from."""

    route: str = ""
    args: Mapping[str, Argument] = field(default_factory=dict)
    origin: Origin = Origin()

    def packed(self) -> str:
        """As `private_metadata`. Raises TooLong; an answer's address is dropped first, since a message does too."""
        for origin in (self.origin, replace(self.origin, response_url="")):
            kept = {key: value for key, value in vars(origin).items() if value}
            made = {"route": self.route, "args": dict(self.args), "origin": kept}
            text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
            if size(text) <= METADATA:
                return text
        raise TooLong(f"what {self.route} is about is longer than {METADATA} characters")

    @classmethod
    def read(cls, text: str) -> Meta | None:
        """Out of `private_metadata`; None for what is not ours."""
        try:
            found = json.loads(text)
            return cls(str(found["route"]), dict(found["args"]), Origin(**found["origin"]))
        except (ValueError, TypeError, KeyError, AttributeError):
            return None


def form(form: Form, t: Speech, meta: Meta) -> Json:
    """The modal for a form; its route and arguments are the form's own, whatever `meta` says. Raises TooLong."""
    made = _whole_title(form.title)
    if form.step:
        step = t("Step {step} of {steps}", step=form.step[0], steps=form.step[1])
        made.append({"type": "context", "elements": [plain(step)]})
    made += _loose(form)
    for each in form.fields:
        made += fields.drawn(each, form, t)
    if form.note:
        made += [rich(section(part)) for part in parted(form.note)]
    made = made or [rich(section(form.title))]
    return _view(FORM, form.title, made, t("Cancel"), replace(meta, route=form.name, args=form.args)) | {
        "submit": plain(form.submit, TITLE)
    }


def card(card: Card, t: Speech, meta: Meta, page: int = 0) -> Json:
    """The modal that shows a card with its buttons; `page` counts from 0. Raises TooLong."""
    made = render.blocks(card, t, render.VIEW, page=page)
    if made[:1] and made[0]["type"] == "header" and size(unmarked(card.title).strip()) <= TITLE:
        made = made[1:] or [rich(section(card.title))]
    return _view(CARD, card.title, made, t("Close"), meta)


def errors(form: Form) -> dict[str, str]:
    """The sentence for each input that is wrong, by its block. What is about no input of the view falls on the
    first; empty when there is none."""
    inputs = [each.name for each in form.fields if asks(each)]
    found: dict[str, list[str]] = {}
    for name, sentence in form.errors.items():
        block = name if name in inputs else next(iter(inputs), None)
        if block is not None and sentence:
            found.setdefault(block, []).append(unmarked(sentence))
    return {block: " ".join(sentences) for block, sentences in found.items()}


def values(view: Mapping[str, object]) -> dict[str, Value]:
    """What was filled in, by field, as a handler reads it; the empty ones too, since emptying is an answer."""
    state = view.get("state")
    blocks = state.get("values") if isinstance(state, Mapping) else None
    found: dict[str, Value] = {}
    for name, elements in (blocks or {}).items() if isinstance(blocks, Mapping) else ():
        element = next(iter(elements.values()), None) if isinstance(elements, Mapping) else None
        if isinstance(element, Mapping):
            found[str(name)] = fields.value(element)
    return joined(found)


def options(field: AnyField | None, words: str) -> list[Json]:
    """What fits the words that somebody types into a field: whose label or hint has words that begin so, those
    that begin with the whole of it first, at most 100; everything for no words."""
    if not isinstance(field, Choice | Person):
        return []
    wanted = {typed(words).strip(), fold(words)} - {""}
    fitting = [(rank, each) for each in offered(field) if (rank := _rank(each, wanted)) is not None]
    return [fields.option(each) for _, each in sorted(fitting, key=lambda pair: pair[0])][: fields.MOST]


def _rank(option: Option, wanted: set[str]) -> int | None:
    if not wanted:
        return 0
    for rank, text in enumerate((option.label, option.label, f"{option.label} {option.hint} {option.value}")):
        for known in (typed(text), fold(text)):
            if rank == 0 and any(known.startswith(each) for each in wanted):
                return rank
            if rank and any(_all_begin(each, known) for each in wanted):
                return rank
    return None


def _all_begin(wanted: str, known: str) -> bool:
    words = known.replace("@", " ").replace(".", " ").replace("-", " ").split()
    return all(any(word.startswith(each) for word in words) for each in wanted.replace("-", " ").split())


def _whole_title(title: str) -> list[Json]:
    """The title as the first block, where the modal's own has no room for it."""
    said = unmarked(title).strip()
    return [] if size(said) <= TITLE else [rich(section(each, bold=True)) for each in parted(said)]


def _loose(form: Form) -> list[Json]:
    """What is wrong with a form as a whole, where it comes in another way than on a press of its button."""
    known = {each.name for each in form.fields}
    return [
        rich(section(part, bold=True))
        for name, sentence in form.errors.items()
        if name not in known and sentence
        for part in parted(sentence)
    ]


def _view(kind: str, title: str, blocks: Sequence[Json], close: str, meta: Meta) -> Json:
    return {
        "type": "modal",
        "callback_id": kind,
        "title": plain(title if size(unmarked(title).strip()) <= TITLE else NAME, TITLE),
        "close": plain(close, TITLE),
        "private_metadata": meta.packed(),
        "blocks": list(_at_most(blocks)),
    }


def _at_most(blocks: Sequence[Json]) -> Iterable[Json]:
    if len(blocks) > render.VIEW:
        raise TooLong(f"a view of {len(blocks)} blocks; Slack takes {render.VIEW}")
    return blocks
