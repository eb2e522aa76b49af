"""The economic frames that hold for a group, in the same words wherever they stand: on its page, beside a plan, in its
mandate and in papers."""

from __future__ import annotations

from collections.abc import Collection

from handlers.locale import Speech
from handlers.rules import kroner
from storage import frames
from storage.engine import Store
from storage.tables import Frame, Group

from .card import Item as CardItem
from .card import Items, Line, Part
from .request import number


def sentence(t: Speech, frame: Frame) -> str:
    """Reduceret ramme: 65 mio. kr. mangler at blive fundet i alt (af råderum på 100 mio. kr.), AT-E1-3.

    The amount is still to be found, for all of its groups together; it is no money to spend.
    """
    amount = kroner.write(frame.amount, t.language)
    if frame.total is None:
        return t("{title}: {amount} still to be found in all", title=frame.title, amount=amount)
    return t(
        "{title}: {amount} still to be found in all (of a scope of {total})",
        title=frame.title,
        amount=amount,
        total=kroner.write(frame.total, t.language),
    )


def own_part(t: Speech, store: Store, frame: Frame, group: Group) -> str:
    """Elnets egen del: 20 mio. kr.; empty for a group that has none of its own."""
    amount = frames.shares(store, number(frame.id)).get(number(group.id))
    if amount is None:
        return ""
    return t("{whose} own part: {amount}", whose=t.whose(group.title), amount=kroner.write(amount, t.language))


def said(t: Speech, store: Store, group: Group, *, without: Collection[int] = ()) -> list[str]:
    """A line for every frame that holds for a group, and one for its own part in it; none of a frame `without`."""
    found = []
    for frame in frames.holding_for(store, number(group.id)):
        if frame.id not in without:
            found += [sentence(t, frame), own_part(t, store, frame, group)]
    return [each for each in found if each]


def numbers(store: Store, group: Group) -> set[int]:
    """The frames that hold for a group, by number."""
    return {number(frame.id) for frame in frames.holding_for(store, number(group.id))}


def parts(t: Speech, store: Store, group: Group) -> list[Part]:
    """The same with a heading, as part of a card; nothing for a group without a frame."""
    lines = said(t, store, group)
    return [Line(t("Economic frame"), "heading"), Items(tuple(map(CardItem, lines)))] if lines else []
