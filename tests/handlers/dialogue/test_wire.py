"""Cards, forms and replies come back from JSON as they went in."""

from __future__ import annotations

import dataclasses
import json
import types
import typing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.dialogue import card, form, reply, wire
from handlers.dialogue.card import Button, Card, Confirm, Document, Facts, Item, Items, Line, Table
from handlers.dialogue.form import Choice, Form, Number, Option, Person, Tick, When, Words
from handlers.dialogue.reply import Reply

TEXT = st.text(max_size=12)
ARGUMENTS = st.dictionaries(TEXT.filter(lambda key: key != "of"), TEXT | st.integers(), max_size=2)
CONFIRMS = st.builds(Confirm, TEXT, TEXT, TEXT)
BUTTONS = st.builds(
    Button, TEXT, TEXT, ARGUMENTS, st.sampled_from(["primary", "quiet", "danger", "link"]), st.none() | CONFIRMS,
    st.none() | TEXT,
)  # fmt: skip
ITEMS = st.builds(Item, TEXT, st.lists(BUTTONS, max_size=2).map(tuple), st.none() | TEXT)
ROW = st.lists(TEXT, max_size=3).map(tuple)
PARTS = st.one_of(
    st.builds(Line, TEXT, st.sampled_from(["text", "heading", "muted", "footer"])),
    st.builds(Facts, st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple)),
    st.builds(Table, ROW, st.lists(ROW, max_size=2).map(tuple), st.none() | TEXT, st.none() | BUTTONS),
    st.builds(Items, st.lists(ITEMS, max_size=2).map(tuple)),
    st.builds(Document, TEXT, st.integers(), TEXT),
)
CARDS = st.builds(
    Card, TEXT, st.lists(PARTS, max_size=3).map(tuple), st.lists(BUTTONS, max_size=2).map(tuple),
    st.sampled_from(["neutral", "waiting", "good", "warning"]), st.none() | TEXT,
)  # fmt: skip
OPTIONS = st.lists(st.builds(Option, TEXT, TEXT, TEXT), max_size=2).map(tuple)
NUMBERS = st.integers(0, 100).map(float)
FIELDS = st.one_of(
    st.builds(Words, TEXT, TEXT, TEXT, st.booleans(), st.integers(1, 100), st.integers(1, 9)),
    st.builds(When, TEXT, TEXT, TEXT, st.booleans()),
    st.builds(Number, TEXT, TEXT, TEXT, st.booleans(), NUMBERS, NUMBERS, TEXT),
    st.builds(Tick, TEXT, TEXT, TEXT, st.booleans()),
    st.builds(Choice, TEXT, TEXT, TEXT, st.booleans(), OPTIONS, st.booleans(), TEXT),
    st.builds(Person, TEXT, TEXT, TEXT, st.booleans(), OPTIONS, st.integers(1, 200)),
)
NAMED = st.dictionaries(TEXT.filter(lambda key: key != "of"), TEXT | st.lists(TEXT, max_size=2).map(tuple), max_size=2)
FORMS = st.builds(
    Form, TEXT, TEXT, st.lists(FIELDS, max_size=3).map(tuple), TEXT, ARGUMENTS, NAMED,
    st.dictionaries(TEXT.filter(lambda key: key != "of"), TEXT, max_size=2),
    st.none() | st.tuples(st.integers(1, 3), st.integers(1, 3)), TEXT,
)  # fmt: skip
REPLIES = st.builds(
    Reply, st.none() | CARDS, st.none() | FORMS, st.sampled_from(["me", "here"]), st.booleans(), st.none() | BUTTONS
)


@settings(deadline=None)
@given(CARDS | FORMS | REPLIES)
def test_what_goes_in_comes_out(value: Card | Form | Reply) -> None:
    assert wire.from_json(type(value), json.loads(json.dumps(wire.to_json(value)))) == value


def test_every_type_that_can_stand_in_a_reply_is_known() -> None:
    found: set[str] = set()
    waiting: list[object] = [Reply]
    while waiting:
        each = waiting.pop()
        if dataclasses.is_dataclass(each) and isinstance(each, type) and each.__name__ not in found:
            found.add(each.__name__)
            scope = {**vars(card), **vars(form), **vars(reply)}
            waiting += typing.get_type_hints(each, scope).values()
        elif isinstance(each, types.UnionType) or typing.get_origin(each) is not None:
            waiting += typing.get_args(each)
    assert found == set(wire._TYPES)


def test_another_type_than_was_packed_is_refused() -> None:
    with pytest.raises(TypeError, match="expected Reply, found Card"):
        wire.from_json(Reply, wire.to_json(Card("Elnet")))
