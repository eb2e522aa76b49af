"""Texts on their way to Slack, so that what people wrote is shown as they wrote it.

Slack reads `*x*`, `<!channel>`, `:wave:` and the like in one kind of text alone, mrkdwn. What people wrote is
therefore put into plain_text or rich_text, which nobody reads anything into. Mrkdwn is left for bold where Slack
takes no rich text (a section with a button beside it, a field), and there only for texts without any such sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from handlers.dialogue.card import spans, unmarked

from ..lengths import NOTHING, short, size

Json = dict[str, Any]

SECTION = 3000  # characters of a section's text; what Slack says of any text object
FIELD = 2000  # of one field of a section
HEADER = 150
NOTICE = 700  # of the text in a notification: less than the 4,000 that Slack asks for, even when all is escaped
_SIGNS = re.compile(r"[*_~`]|:[^\s:]+:|^>", re.MULTILINE)
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def plain(text: str, most: int = SECTION) -> Json:
    """A text that nothing is read into; what is beyond `most` characters is replaced by an ellipsis."""
    return {"type": "plain_text", "text": short(unmarked(text), most), "emoji": False}


def escaped(text: str) -> str:
    """The text for mrkdwn: no mention, no link. Emphasis may remain; `marked` sees to that."""
    return unmarked(text).translate(_ESCAPES)


def marked(text: str, most: int = SECTION) -> Json:
    """A text with its bold where Slack takes no rich text: mrkdwn when nothing in it can be mistaken, else plain."""
    pieces = spans(text)
    if not any(bold for _, bold in pieces) or _SIGNS.search(unmarked(text)) or not _apart(pieces):
        return plain(text, most)
    made = "".join(f"*{escaped(piece)}*" if bold else escaped(piece) for piece, bold in pieces).strip()
    return {"type": "mrkdwn", "text": made, "verbatim": True} if size(made) <= most else plain(text, most)


def run(text: str, *, bold: bool = False) -> list[Json]:
    """The pieces of a text for a rich_text section; `bold` makes all of it bold."""
    pieces = [(piece, bold or strong) for piece, strong in spans(text)] or [(NOTHING, bold)]
    return [{"type": "text", "text": piece} | ({"style": {"bold": True}} if strong else {}) for piece, strong in pieces]


def section(text: str, *, bold: bool = False) -> Json:
    """A paragraph of rich text."""
    return {"type": "rich_text_section", "elements": run(text, bold=bold)}


def bullets(texts: Iterable[str]) -> Json:
    """A list of rich text."""
    return {"type": "rich_text_list", "style": "bullet", "elements": [section(each) for each in texts]}


def rich(*elements: Json) -> Json:
    """A block of rich text."""
    return {"type": "rich_text", "elements": list(elements)}


def _apart(pieces: list[tuple[str, bool]]) -> bool:
    """Whether Slack would see each bold piece: no white space just inside its marks, no letter just outside."""
    for number, (piece, bold) in enumerate(pieces):
        if not bold:
            continue
        before = pieces[number - 1][0][-1:] if number else ""
        after = pieces[number + 1][0][:1] if number + 1 < len(pieces) else ""
        if piece != piece.strip() or "\n" in piece or before.isalnum() or after.isalnum():
            return False
        if number and pieces[number - 1][1]:
            return False
    return True
