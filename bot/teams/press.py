"""What was pressed in a card in Teams, and where what comes of it goes.

A reply stands in the place of the card, on top of it, or is a message of its own. What everybody sees is never replaced
by what is meant for one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from handlers.dialogue.card import Button, Card, Line
from handlers.dialogue.form import Form
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Place
from handlers.locale import Speech
from storage.tables import Person

from ..asking import Came
from ..carried import Carried
from . import buttons, render
from .asked import Spot
from .buttons import Pressed

FEW, SHORT = 2, 300  # lines of a thanks that stands on top of a card, and characters


@dataclass(frozen=True)
class Press:
    """What was pressed, by whom, and the message it stands in, as far as that is theirs to see. `reached` says whether
    they can be written to alone."""

    spot: Spot
    pressed: Pressed
    person: Person | None
    at: Carried | None
    place: Place
    reached: bool
    t: Speech

    @property
    def form_alone(self) -> bool:
        """Whether it stands in a form that is a message of its own, in front of one person."""
        return self.spot.alone and self.at is not None and self.at.form is not None

    def replaces(self, reply: Reply) -> bool:
        """Whether a reply takes the place of the message: what everybody sees is not replaced by what is meant for one,
        and a form that was sent has had its time."""
        for_all = self.spot.alone or reply.audience == "here"
        sent = self.pressed.is_form and self.at is not None and self.at.form is not None
        return for_all and (reply.instead or sent)

    def turns(self, came: Came) -> bool:
        """Whether a reply only turns a card over that everybody sees: it is shown to whoever pressed, with a way
        back."""
        return came.reply.instead and not came.changed and not self.replaces(came.reply)

    def own(self, reply: Reply, *, refused: bool = False) -> bool:
        """Whether a reply is a message of its own."""
        card = reply.card
        if card is None or self.person is None or self.replaces(reply) or is_short(card, refused=refused):
            return False
        if reply.audience == "here" and not self.spot.alone:
            return True
        shown = self.at is None and render.message(card, self.t).pages == 1  # in the place of whatever was pressed
        return self.reached and not shown

    def beside(self, reply: Reply, now: Card | Form) -> bool:
        """Whether a reply that would take the place of the message comes beside it, since what was done has drawn that
        anew as it stands `now`, and the reply has more in it."""
        card = reply.card
        return self.replaces(reply) and card is not None and now != card and not is_short(card, refused=False)

    def where(self, reply: Reply) -> str:
        """Where the answer is that came as a message of its own."""
        if self.spot.alone:
            return self.t("The answer stands below.")
        if reply.audience == "here":
            return self.t("The answer stands in the thread.")
        return self.t("The answer is in your chat with Taskforce.")

    def with_way_back(self, card: Card) -> Card:
        """A card that stands in the place of another for one person alone."""
        if self.at is None:
            return card
        return replace(card, buttons=(*card.buttons, Button(buttons.BACK, self.t("Back"))))


def is_short(card: Card, *, refused: bool) -> bool:
    """Whether a card is said on top of another: a refusal, or a thanks with nothing to press."""
    lines = [part for part in card.body if isinstance(part, Line)]
    length = len(card.title) + sum(len(part.text) for part in lines)
    if len(lines) < len(card.body) or len(lines) > FEW:
        return False
    return refused or (not card.buttons and length <= SHORT)
