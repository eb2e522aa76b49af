"""Cards and forms as HTML: the one translation that every page of our own uses.

Everything is escaped by the templates; the only markup inside a text is the bold of `card.strong`. A button
is a form of its own, so that each works without a script: its action and arguments are hidden fields, and its
key is made when it is drawn, so that pressing it twice is pressing it once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from handlers.dialogue.card import Button, Card, Confirm, Document, Line, Picture, Table, spans, unmarked
from handlers.dialogue.form import OTHER, AnyField, Choice, Form, Number, Value, Words
from handlers.locale import Speech

ROWS = 2  # fields of a line or two, from which on a long form is read down as a list
FEW = 8  # options that still fit as cards to press; more become a list to choose from
_MONTHS = "jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec"
_TOGETHER = re.compile(rf"\b(uge|uger|week|kl\.|at|ca\.) (?=\d)|\b(\d\d?\.?) (?=(?:{_MONTHS}))", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.?]) ")
_ADDRESS = re.compile(r"(?<=\w)@(?=\w)")
_SCHEMES = ("http", "https", "mailto", "tel")


@dataclass(frozen=True)
class At:
    """Where a card or form stands: the address that its forms are sent under, who may send them (`token`),
    how to make a key for each, and the post that it is part of, with how many cards have stood in it. `asks`
    says that a button's question can open on the same page."""

    base: str
    token: str
    key: Callable[[], str]
    post: int = 0
    version: int = 0
    asks: bool = True

    @property
    def press(self) -> str:
        """Where a button is sent."""
        return f"{self.base}/press"

    @property
    def form(self) -> str:
        """Where a form is sent."""
        return f"{self.base}/form"

    def address(self, button: Button) -> str | None:
        """Where a button leads that is a link; None for one that is sent."""
        return None if button.url is None else safe_url(button)

    def file(self, document: Document | Picture) -> str:
        """Where a document is fetched."""
        return f"{self.base}/file/{quote(document.kind, safe='/')}/{document.id}"

    def hidden(
        self, key: str, action: str, args: Mapping[str, object], confirm: Confirm | None = None
    ) -> list[tuple[str, str]]:
        """What a button or a form sends along, by name."""
        found = [("token", self.token), ("key", key)]
        if self.post:
            found += [("post", str(self.post)), ("version", str(self.version))]
        found += [("action", action), ("args", packed(args))]
        return [*found, ("confirm", packed(confirm))] if confirm is not None else found


def environment() -> Environment:
    """The templates, with everything escaped and with the filters that they use."""
    made = Environment(
        loader=PackageLoader("bot.web"),
        auto_reload=False,  # one that has been read stays, whatever is installed meanwhile
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "rich": rich,
        "kept": kept,
        "plain": lambda text: kept(unmarked(text)),
        "sentences": lambda text: _SENTENCE.split(text),
        "kind": lambda value: type(value).__name__,
        "has_headings": has_headings,
        "footers": lambda card: [part for part in card.body if _style(part) == "footer"],
        "as_links": lambda buttons: [each for each in buttons if each.style == "link"],
        "as_buttons": lambda buttons: [each for each in buttons if each.style != "link"],
        "before_other": lambda form: _halves(form)[0],
        "behind_other": lambda form: _halves(form)[1],
        "as_rows": as_rows,
        "has_table": lambda card: any(isinstance(part, Table) for part in card.body),
        "as_list": lambda field: len(field.options) > FEW and not field.many and not field.other,
        "chosen": chosen,
        "aria": aria,
        "complaints": complaints,
    }
    made.globals["OTHER"] = OTHER
    return made


class Renderer:
    """Draws cards and forms, and the pages around them."""

    def __init__(self) -> None:
        self._templates = environment()

    def page(self, template: str, t: Speech, **values: object) -> str:
        """A whole page, in the language of `t`."""
        return self._templates.get_template(template).render(t=t, plural=t.plural, **values)

    def card(self, card: Card, t: Speech, at: At) -> Markup:
        """A card as it stands in a conversation."""
        return Markup(self.page("card.html", t, card=card, at=at))

    def form(self, form: Form, t: Speech, at: At) -> Markup:
        """A form, for a dialog or a page."""
        return Markup(self.page("form_part.html", t, form=form, at=at))


def kept(text: str) -> str:
    """The text with "uge 48", "kl. 12" and "27. november" held together by no-break spaces."""
    return _TOGETHER.sub(lambda found: f"{found[1] or found[2]}\N{NO-BREAK SPACE}", text)


def rich(text: str) -> Markup:
    """A text of a card as HTML: escaped, its bold pieces marked, "uge 48" held together, and a mail address
    broken nowhere but after its @."""
    pieces = ((Markup(_ADDRESS.sub("@<wbr>", escape(piece))), bold) for piece, bold in spans(kept(text)))
    return Markup("").join(Markup("<strong>{}</strong>").format(piece) if bold else piece for piece, bold in pieces)


def packed(value: Mapping[str, object] | Confirm) -> str:
    """Arguments, or the question of a confirmation, as the JSON of a hidden field."""
    if isinstance(value, Confirm):
        value = {"title": value.title, "text": value.text, "yes": value.yes}
    return json.dumps(dict(value), separators=(",", ":"))


def safe_url(button: Button) -> str:
    """Where a link button leads; nowhere when it would run something (`javascript:`) or cannot be read."""
    try:
        parts = urlsplit(button.url or "")
    except ValueError:
        return "#"
    local = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    return (button.url or "#") if local or parts.scheme.lower() in _SCHEMES else "#"


def has_headings(card: Card) -> bool:
    """Whether a card has parts with names of their own: it is drawn as a digest."""
    return any(_style(part) == "heading" for part in card.body)


def chosen(form: Form, field: AnyField) -> tuple[str, ...]:
    """The values that a field holds; the one way that is left counts as chosen."""
    value: Value = form.values.get(field.name, ())
    values = (value,) if isinstance(value, str) else tuple(value)
    if not any(values) and isinstance(field, Choice) and field.other and not field.options:
        return (OTHER,)
    return values


def aria(form: Form, field: AnyField) -> dict[str, str | None]:
    """The attributes that tie a field to its hint, its unit and what is wrong with it."""
    wrong = bool(form.errors.get(field.name))
    parts = {"hint": bool(field.hint), "unit": isinstance(field, Number) and bool(field.unit), "error": wrong}
    described = [f"f-{field.name}-{part}" for part, there in parts.items() if there]
    return {
        # Of several boxes no single one is required.
        "aria-required": "true" if field.required and not getattr(field, "many", False) else None,
        "aria-invalid": "true" if wrong else None,
        "aria-describedby": " ".join(described) or None,
    }


def as_rows(form: Form) -> bool:
    """Whether a form is a list to look through, with what was read beside each line."""
    return form.page and sum(isinstance(field, Words) and field.lines <= 2 for field in form.fields) >= ROWS


def complaints(form: Form) -> list[tuple[AnyField | None, str]]:
    """What is wrong with a form, each sentence with the field that it is about, if there is one."""
    fields = {field.name: field for field in form.fields}
    return [(fields.get(name), sentence) for name, sentence in form.errors.items() if sentence]


def _style(part: object) -> str | None:
    return part.style if isinstance(part, Line) else None


def _halves(form: Form) -> tuple[tuple[AnyField, ...], tuple[AnyField, ...]]:
    """The fields up to the choice with "somebody else", and those that it opens."""
    for number, field in enumerate(form.fields, start=1):
        if isinstance(field, Choice) and field.other:
            return form.fields[:number], form.fields[number:]
    return form.fields, ()
