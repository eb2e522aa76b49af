"""How long a text is where a platform has only so much room, and texts made to fit.

Lengths are counted as the platforms' own programs count them, in units of UTF-16: a character beyond the first 65,536
is two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from handlers.dialogue.card import PLAIN, STRONG, spans, unmarked

PART = 3000  # characters of a paragraph that is left in one piece
NOTHING = "–"  # stands where a text is empty and the platform refuses that
_BREAK = re.compile(r"\s(?=\S*\Z)")


def size(text: str) -> int:
    """How long a platform finds a text."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def beginning(text: str, most: int) -> str:
    """The beginning of a text, as long as a platform finds `most` characters to be."""
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


def parted(text: str, most: int = PART) -> list[str]:
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


def gathered(texts: Sequence[str], most: int = PART) -> Iterator[list[str]]:
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
