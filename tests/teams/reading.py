"""What somebody sees in Teams: a message with its card as one text, and what can be pressed and filled in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.teams.aloud import Json as Drawn
from tests.teams.aloud import aloud, markdown, own, parts, plain, unfolded
from tests.teams.cloud.state import THREAD
from tests.teams.fake import BOT, Json


@dataclass(frozen=True)
class Shown:
    """A message of a conversation, as the one who looks sees it (`viewer` is their id): after an invoke, the card
    that they were answered with, until the message is changed."""

    body: Json = field(compare=False)
    talk: str
    id: str
    viewer: str = ""

    @property
    def card(self) -> Json:
        """Its card; nothing when it has none."""
        alone = self.body["alone"].get(self.viewer)
        found = [alone["card"]] if alone else [each["content"] for each in self.body.get("attachments") or ()]
        return dict(found[0]) if found else {}

    @property
    def conversation(self) -> str:
        """The conversation as activities name it: in a channel, the thread."""
        return f"{self.talk}{THREAD}{self.root}" if self.talk.startswith("19:") else self.talk

    @property
    def root(self) -> str:
        """The message that the thread hangs on: itself, where it is the first."""
        return str(self.body["thread"] or self.id)

    @property
    def ours(self) -> bool:
        """Whether the bot said it."""
        return bool(self.body["from"] == BOT)

    @property
    def stamp(self) -> int:
        """When it was last changed before the eyes of who looks (milliseconds)."""
        alone = self.body["alone"].get(self.viewer) or {}
        return max(int(each) for each in (self.id, self.body["edited"], alone.get("stamp")) if each)

    @property
    def look(self) -> str:
        """What tells whether it has changed."""
        said = [self.body.get(name) for name in ("text", "summary", "attachments", "edited")]
        return json.dumps([said, self.card], sort_keys=True)

    @property
    def summary(self) -> str:
        """What a notification says of it."""
        return str(self.body.get("summary") or self.body.get("text") or "")

    @property
    def text(self) -> str:
        """All of it, as `text_of` gives it."""
        return text_of(self)


def text_of(shown: Shown | None) -> str:
    """As it is read: its words, then its card."""
    assert shown is not None, "there is nothing to read"
    read = plain if shown.body.get("textFormat") == "plain" or not shown.ours else markdown
    said = [read(shown.body.get("text"))] if shown.body.get("text") else []
    return "\n".join([*said, *([aloud(shown.card)] if shown.card else [])])


def inputs(card: Drawn) -> dict[str, Json]:
    """The inputs of a card that can be seen or not, by their id; what is unfolded first is left out."""
    return {str(each["id"]): dict(each) for each in _every(card) if str(each.get("type")).startswith("Input.")}


def actions(shown: Shown) -> Iterator[tuple[Json, tuple[Drawn, ...]]]:
    """Everything that can be pressed, in reading order, with the cards that are unfolded first."""
    for part in parts(shown.card):
        for action, above in unfolded(part.get("actions") or ()):
            yield dict(action), above


def labels(shown: Shown) -> list[str]:
    """The labels of what can be pressed and does something."""
    return [plain(each["title"]) for each, _ in actions(shown) if each["type"] != "Action.ShowCard"]


def button(shown: Shown | None, label: str, near: str = "") -> tuple[Json, tuple[Drawn, ...]]:
    """The action of a label, and the cards that are unfolded before it is pressed: its own question, too, where that
    has one answer alone. With `near`, the first from the text on that says so."""
    assert shown is not None, f"there is nothing to press {label!r} on"
    here = list(parts(shown.card))
    if near:
        places = [number for number, part in enumerate(here) if near in own(part)]
        assert places, f"{near!r} is not in: {text_of(shown)}"
        here = here[places[0] :]
    found = [each for part in here for each in unfolded(part.get("actions") or ())]
    for action, above in found:
        if plain(action["title"]) == label and action["type"] != "Action.ShowCard":
            return dict(action), above
    for action, above in found:
        inside = list(unfolded([action]))[1:]
        if plain(action["title"]) == label and len(inside) == 1:
            return dict(inside[0][0]), (*above, *inside[0][1])
    raise AssertionError(f"{label!r} is not among {labels(shown)} of: {text_of(shown)}")


def _every(card: Drawn) -> Iterator[Drawn]:
    for name in ("body", "items", "columns"):
        for each in card.get(name) or ():
            yield each
            yield from _every(each)
