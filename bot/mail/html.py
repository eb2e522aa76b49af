"""A mail as HTML: one column, every style inline, nothing fetched from anywhere.

Programs that take its one style block away, as many do, lose the dark colours and nothing else.
"""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from handlers.dialogue.card import spans

from ..web.render import kept
from .wording import Wording


def html_of(wording: Wording, language: str) -> str:
    """The HTML of a mail in a language."""
    return _template().render(it=wording, language=language) + "\n"


@cache
def _template() -> Template:
    made = Environment(
        loader=PackageLoader("bot.mail"),
        auto_reload=False,  # one that has been read stays, whatever is installed meanwhile
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"rich": _rich, "whole": _whole, "kept": kept, "kind": lambda value: type(value).__name__}
    return made.get_template("letter.html")


def _rich(text: str) -> Markup:
    """A text of a card: escaped, its bold marked, its lines kept, "uge 48" held together."""
    pieces = ((escape(piece).replace("\n", Markup("<br>")), bold) for piece, bold in spans(kept(text)))
    return Markup("").join(Markup("<strong>{}</strong>").format(piece) if bold else piece for piece, bold in pieces)


def _whole(text: str) -> str:
    """A telephone or case number, which no line breaks apart."""
    return text.replace(" ", "\N{NO-BREAK SPACE}").replace("-", "\N{NON-BREAKING HYPHEN}")
