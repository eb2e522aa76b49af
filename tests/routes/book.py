"""How every command, button and form is come by: one recipe each, whatever face it is typed or pressed on.

A recipe begins at a stage (tests/routes/stages.py), lets what is missing happen, and gives the step that reaches
its route: words typed, a button pressed, a form sent in, or a report that only a face makes. Each face performs
the same steps its own way, so that a route which is added without a recipe fails a test, and one with a recipe is
tried on all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from handlers.dialogue.card import Argument, Card
from handlers.dialogue.deeds import BY_LINK
from handlers.dialogue.form import Form, Value
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Place, Request
from tests.routes.stages import Stage
from tests.world import House, button


@dataclass(frozen=True)
class Say:
    """Somebody types `/taskforce words`, in a group's room when one is named."""

    who: str
    words: str
    group: str | None = None


@dataclass(frozen=True)
class Press:
    """Somebody presses the button of a label on a card that they have, or have just been shown."""

    who: str
    card: Card
    label: str


@dataclass(frozen=True)
class Follow:
    """Somebody presses a button in a mail, or on the page behind it; in a chat nobody is shown it."""

    who: str
    card: Card
    label: str


@dataclass(frozen=True)
class Fill:
    """Somebody sends a form that they have been shown, with its own values and these."""

    who: str
    form: Form
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Report:
    """A face says what it has seen somebody do; nobody is shown a button for it."""

    who: str
    action: str
    args: Mapping[str, Argument]
    words: str = ""


Step = Say | Press | Follow | Fill | Report


@dataclass(frozen=True)
class Recipe:
    """How one route is come by. `variant` tells two recipes of one route apart: a word, and the same as a button.

    `shows` is for a route that changes something and this time only shows what it could change.
    """

    route: str
    variant: str
    stage: Stage
    prepare: Callable[[House], Step]
    shows: bool = False

    def __str__(self) -> str:
        return f"{self.route}:{self.variant}" if self.variant else self.route


@dataclass
class Book:
    """The recipes of one capability, or all of them."""

    recipes: list[Recipe] = field(default_factory=list)

    def recipe(
        self, route: str, stage: Stage, variant: str = "", *, shows: bool = False
    ) -> Callable[[Callable[[House], Step]], Callable[[House], Step]]:
        """Register how a route is come by from a stage."""

        def register(prepare: Callable[[House], Step]) -> Callable[[House], Step]:
            made = Recipe(route, variant, stage, prepare, shows)
            if str(made) in {str(each) for each in self.recipes}:
                raise ValueError(f"two recipes are called {made}")
            self.recipes.append(made)
            return prepare

        return register

    def include(self, *others: Book) -> None:
        """Take in the recipes of other books."""
        for other in others:
            self.recipes += other.recipes


def press(who: str, shown: Card | Reply | None, label: str) -> Press:
    """The press on a card, or on the card of a reply."""
    card = shown.card if isinstance(shown, Reply) else shown
    assert card is not None, label
    return Press(who, card, label)


def fill(who: str, reply: Reply, /, **values: Value) -> Fill:
    """The sending of the form that a reply holds."""
    assert reply.form is not None, reply
    return Fill(who, reply.form, values)


def request(house: House, step: Step) -> Request:
    """What a step asks of the house, as every face has to put it."""
    actor = house.person(step.who)
    match step:
        case Say(words=words, group=group):
            place = Place() if group is None else Place(alone=False, group_id=house.group(group).id)
            return Request(actor, house.now, words=words, place=place)
        case Press(card=card, label=label):
            found = button(card, label)
            return Request(actor, house.now, found.action, args=found.args)
        case Follow(card=card, label=label):
            found = button(card, label)
            return Request(actor, house.now, found.action, args=found.args, face=BY_LINK)
        case Fill(form=form, values=values):
            return Request(actor, house.now, form.name, args=form.args, values={**form.values, **values})
        case Report(action=action, args=args, words=words):
            return Request(actor, house.now, action, args=args, words=words)


def perform(house: House, step: Step) -> Reply:
    """Take the step in the house itself, without a face."""
    asked = request(house, step)
    said = {"action": asked.action, "words": asked.words, "args": asked.args, "values": asked.values}
    return house.ask(step.who, **said, place=asked.place, face=asked.face)
