"""Texts on their way to Slack, so that what people wrote is shown as they wrote it.

Slack reads `*x*`, `<!channel>`, `:wave:` and the like in one kind of text alone, mrkdwn. What people wrote is
therefore put into plain_text or rich_text, which nobody reads anything into. Mrkdwn is left for bold where Slack
takes no rich text (a section with a button beside it, a field), and there only for texts without any such sign.
Lengths are counted as Slack's own programs count them: a character beyond the first 65,536 is two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from handlers.dialogue.card import PLAIN, STRONG, spans, unmarked

Json = dict[str, Any]

SECTION = 3000  # characters of a section's text; what Slack says of any text object
FIELD = 2000  # of one field of a section
HEADER = 150
NOTICE = 700  # of the text in a notification: less than the 4,000 that Slack asks for, even when all is escaped
NOTHING = "–"  # Slack refuses an empty text
_SIGNS = re.compile(r"[*_~`]|:[^\s:]+:|^>", re.MULTILINE)
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_BREAK = re.compile(r"\s(?=\S*\Z)")


def size(text: str) -> int:
    """How long Slack finds a text."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def plain(text: str, most: int = SECTION) -> Json:
    """A text that nothing is read into; what is beyond `most` characters is replaced by an ellipsis."""
    return {"type": "plain_text", "text": short(unmarked(text), most), "emoji": False}


def beginning(text: str, most: int) -> str:
    """The beginning of a text, as long as Slack finds `most` characters to be."""
    start = text[:most]
    while size(start) > most:
        start = start[: len(start) - max(1, (size(start) - most) // 2)]
    return start


def short(text: str, most: int) -> str:
    """The text in at most so many characters: ended at a word, with an ellipsis, when it is longer."""
    text = text.strip() or NOTHING
    if size(text) <= most:
        return text
    start = beginning(text, most - 1)
    words = _BREAK.split(start)
    return (words[0] if len(words) > 1 and size(words[0]) > most // 2 else start).rstrip() + "…"


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


def parted(text: str, most: int = SECTION) -> list[str]:
    """The text in parts of at most so many characters, parted between words, each with its bold marks."""
    if size(text) <= most:
        return [text]
    parts: list[str] = []
    here: list[str] = []
    room = most
    for piece, bold in spans(text):
        for words in _chunks(piece, most - 2):
            needed = size(words) + 2 * bold
            if needed > room and here:
                parts.append("".join(here))
                here, room = [], most
            here.append(f"{STRONG}{words}{PLAIN}" if bold else words)
            room -= needed
    parts.append("".join(here))
    joined = (each.replace(PLAIN + STRONG, "").strip() for each in parts)
    return [each for each in joined if unmarked(each).strip()]


def gathered(texts: Sequence[str], most: int = SECTION) -> Iterator[list[str]]:
    """The texts in order, as many together as fit in so many characters; a longer one is parted."""
    here: list[str] = []
    room = most
    for text in (part for each in texts for part in parted(each, most)):
        if size(text) > room and here:
            yield here
            here, room = [], most
        here.append(text)
        room -= size(text)
    if here:
        yield here


def _chunks(text: str, most: int) -> Iterator[str]:
    """A text in words' steps, so that it can be parted: each chunk short, and cut within a word only where one
    word alone is too long."""
    for word in re.findall(r"\s*\S+|\s+", text):
        while size(word) > most:
            start = beginning(word, most)
            yield start
            word = word[len(start) :]
        yield word


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
