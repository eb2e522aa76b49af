"""How the pages of a link look: one question in the middle of nothing else, and every press signed for it.

A button is a link where pressing it shows something first (a question, a form, something to read), since that
changes nothing; every other one is a form of its own with a token that only a page of this link can have.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from aiohttp import web

from handlers.dialogue.card import Aside, Button, Card, Confirm, Line
from handlers.dialogue.form import Form
from handlers.dialogue.reply import Reply
from handlers.locale import Speech

from ...addresses import query
from .. import guard
from ..desk import html
from ..render import Renderer, safe_url
from .held import PROFILE, Held, with_buttons
from .place import Place

Reads = Callable[[str], bool]


@dataclass(frozen=True, kw_only=True)
class Where(Place[Held]):
    """Where the card behind a mail stands, and its forms."""

    reads: Reads

    def address(self, button: Button) -> str | None:
        """Where a button leads that changes nothing yet; None for one that is sent."""
        if button.url is not None:
            return safe_url(button)
        offered = self.held.offered(button.action, button.args)
        if offered is not None and (offered.confirm is not None or self.reads(button.action)):
            return f"{self.base}?{query(button)}"
        return None


@dataclass(frozen=True)
class Drawing:
    """Draws the pages of one link, for its person. `around` is what every page has around its text."""

    renderer: Renderer
    t: Speech
    at: Where
    around: Mapping[str, object]

    @property
    def held(self) -> Held:
        """What the link holds."""
        return self.at.held

    def own(self, *, pressed: bool = False) -> web.Response:
        """The card itself, as it stands now; to programs it is gone when its time is over, except as what came
        of a press."""
        held, status = self.held, 410 if self.held.late and not pressed else 200
        return self._card(held.page, status=status, about=held.letter.about, small=not held.late, asides=held.asides)

    def one(self, button: Button) -> web.Response:
        """The card with one of its buttons alone, which the reader has chosen in the mail already."""
        held = self.held
        if button.confirm is not None:
            return self.question(button, button.confirm)
        chosen = replace(button, style="danger" if button.style == "danger" else "primary")
        card = with_buttons(held.card, lambda _: False)
        return self._card(replace(card, buttons=(chosen,)), about=held.letter.about, back=True, small=True)

    def question(self, button: Button, confirm: Confirm, key: str | None = None) -> web.Response:
        """What is asked before something is done, under the key of the button that was pressed."""
        return self._page(
            "answer_question.html", title=confirm.title, button=button, confirm=confirm, key=key or self.at.key(),
            about=self.held.letter.about, facts=self.held.letter.facts,
        )  # fmt: skip

    def reply(self, reply: Reply, *, pressed: bool, gone: bool = False, profile: bool = False) -> web.Response:
        """What came of a press, or what a button that only reads has to show. `gone` says that the link works
        no longer; `profile` that this was a matter of the profile on a link that is not for it."""
        if reply.form is not None:
            return self.form(reply.form)
        card = reply.card
        if card is None:
            return self.own()

        def keep(button: Button) -> bool:
            # Words are for a conversation, and there is none here.
            spoken = button.action == "say" and button.url is None
            away = profile and button.action in PROFILE - {"me.erase.now"}
            return not (gone or spoken or away) and self.held.may(button.action, button.args)

        card = with_buttons(card, keep)
        if pressed and not gone and card.title == self.held.card.title:
            return self.own(pressed=True)  # the card as it stands now, with what its letter adds
        refused = pressed and card.tone == "warning"
        ends = card.tone == "neutral" and not card.buttons
        back = not gone and (refused or not pressed or ends)
        broken = card.title == guard.broken("").title(self.t)
        about = card.letter.about if card.letter is not None else "" if gone else self.held.letter.about
        return self._card(card, status=500 if broken else 409 if refused else 200, about=about, back=back)

    def form(self, form: Form) -> web.Response:
        """A form, with what is wrong with it at its fields."""
        status = 422 if any(form.errors.values()) else 200
        if form.page:
            return self._page("long_form.html", status, title=form.title, form=form, back=True)
        return self._page("answer_form.html", status, title=form.title, form=form, about=self.held.letter.about)

    def detour(self) -> web.Response:
        """A profile is shown to its person alone: by a link that we send to the address we have."""
        t, address = self.t, masked(self.held.person.email or "")
        card = Card(
            t("We send a link to {address}.", address=address),
            (Line(t("A mail may have been passed on. So what we know about you has a link of its own.")),),
            (Button("me.link", t("Send the link"), style="primary"),),
        )  # fmt: skip
        if not address:
            card = Card(t("We have no address of yours."), (Line(t("Write to whoever sent you the mail.")),))
        return self._card(card, back=True)

    def _card(
        self,
        card: Card,
        *,
        status: int = 200,
        about: str = "",
        back: bool = False,
        small: bool = False,
        asides: Sequence[Aside] = (),
    ) -> web.Response:
        seal = card.tone if card.tone != "waiting" else "neutral"  # a question is no receipt
        if seal == "neutral" and self.held.late and same_words(card, self.held.card):
            seal = "waiting"
        return self._page(
            "answer_card.html", status, title=card.title, card=card, about=about, back=back, small=small, seal=seal,
            asides=asides,
        )  # fmt: skip

    def _page(self, template: str, status: int = 200, **values: object) -> web.Response:
        page = self.renderer.page(template, self.t, at=self.at, held=self.held, **self.around, **values)
        return html(page, status)


def same_words(one: Card, other: Card) -> bool:
    """Whether two cards say the same, whatever there is to press."""
    return (one.title, one.body) == (other.title, other.body)


def masked(email: str) -> str:
    """a…@hjoerring.example: enough to recognise one's own address by. Empty for none."""
    name, at, domain = email.partition("@")
    return f"{name[:1]}…@{domain}" if at else ""
