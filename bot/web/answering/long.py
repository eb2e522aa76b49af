"""How the page of a long form looks: its fields one under the other with room to write, and the card that it ends in.

Every form and every button is signed for the link, as on the pages behind mails. Of the card's buttons those of the
form's own capability are there, and the one that takes back what was done; the others are in the conversation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from handlers.dialogue.card import Button, Card
from handlers.dialogue.form import Form
from handlers.dialogue.undo import UNDO
from handlers.locale import Speech
from storage.tables import Link, Person

from ...long_forms import Opening
from ..desk import html
from ..render import Renderer, safe_url
from .held import with_buttons
from .place import Place
from .signed import Signed


@dataclass(frozen=True)
class Held:
    """A link that works: whose it is, what it opens, and in whose name we write."""

    link: Link
    person: Person
    opening: Opening
    house: str

    def offers(self, button: Button) -> bool:
        """Whether a button of a card belongs on the page."""
        own, here = _capability(button.action), _capability(self.link.action)
        return button.url is not None or own == here or button.action == UNDO


@dataclass(frozen=True, kw_only=True)
class At(Place[Held]):
    """Where a long form stands, and the card that it ends in."""

    def address(self, button: Button) -> str | None:
        """Where a button leads that is a link; None for one that is sent."""
        return None if button.url is None else safe_url(button)


@dataclass(frozen=True)
class Drawing:
    """Draws the pages of one link, for its person. `around` is what every page has around its text."""

    renderer: Renderer
    t: Speech
    at: At
    around: Mapping[str, object]

    def form(self, form: Form, *, first: bool, status: int = 0) -> web.Response:
        """A form, with what is wrong with it at its fields. From any but the first there is a way back to that."""
        code = status or (422 if any(form.errors.values()) else 200)
        return self._page("long_form.html", code, title=form.title, form=form, back=not first)

    def card(self, card: Card, *, status: int = 200) -> web.Response:
        """What came of it."""
        shown = with_buttons(card, self.at.held.offers)
        return self._page("long_card.html", status, title=card.title, card=shown)

    def question(self, what: Signed) -> web.Response:
        """What a button asks before it does anything."""
        confirm = what.confirm
        assert confirm is not None
        button = Button(what.action, confirm.yes, what.args)
        return self._page("long_question.html", title=confirm.title, button=button, confirm=confirm, key=what.key)

    def _page(self, template: str, status: int = 200, **values: object) -> web.Response:
        return html(self.renderer.page(template, self.t, at=self.at, **self.around, **values), status)


def _capability(action: str) -> str:
    return action.partition(".")[0]
