"""Texts on their way to Teams, so that what people wrote is shown as they wrote it.

Teams reads Markdown in a TextBlock and a FactSet, and its programs do not agree on how a sign is escaped: on a phone
the backslash is shown. What people wrote therefore stands in a RichTextBlock, in which nobody reads anything. A
heading, a pair and an option can be no RichTextBlock; there the signs are made `inert` by a character that is not
seen. In all of them `{{DATE(…)}}` is a date to be reckoned and `<at>` a mention: both are broken up.
https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from handlers.dialogue.card import PLAIN, STRONG, spans, unmarked

from ..lengths import NOTHING, parted, short, size

Json = dict[str, Any]

LARGEST = 25 * 1024  # bytes of a message of ours: of the 28 KB that Teams takes, some are for what goes around it
PARAGRAPH = 1500  # characters; what is longer can be parted between two pages
LABEL = 300
NOTICE = 300  # of what a notification says
_JOINER = "\N{WORD JOINER}"  # has no width, is no white space, and no Markdown reads over it
_ALIKE = str.maketrans({"*": "\N{ASTERISK OPERATOR}", "`": "\N{MODIFIER LETTER GRAVE ACCENT}"})
_SPOKEN = str.maketrans("<>&", "‹›＆")
_ALIVE = re.compile(r"(\{)(?=\{)|(<)(?=/?at\b)", re.IGNORECASE)
_SLANT = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")  # within a word it is one
_READ = re.compile(r"(?<=\])(?=\()|(?<=<)|(?<=&)(?=[#\w])|(?<=\\)(?=[!-/:-@\[-`{-~])|(?<=~)(?=~)")
_BEGINS = re.compile(r"^(\d+(?=[.)])|(?=[-+#>|=•]))")


def weight(part: object) -> int:
    """The bytes that something takes as JSON: in UTF-8 or in UTF-16, whichever are more, since Teams does not say."""
    text = json.dumps(part, ensure_ascii=False, separators=(",", ":"))
    return max(len(text.encode("utf-8", "surrogatepass")), 2 * size(text))


def quiet(text: str) -> str:
    """The text for where no Markdown is read: no date to be reckoned, no mention."""
    return _ALIVE.sub(lambda found: found[0] + _JOINER, _seen(unmarked(text)))


def inert(text: str) -> str:
    """The text on one line for where Markdown is read, or may be: the same to look at, and nothing to read in it."""
    line = " ".join(quiet(text).split()).translate(_ALIKE)
    line = _READ.sub(_JOINER, _SLANT.sub(f"{_JOINER}_{_JOINER}", line))
    return _BEGINS.sub(lambda found: found[0] + _JOINER, line)


def briefly(text: str, most: int) -> str:
    """A sentence in at most so many characters, on one line; nothing of nothing."""
    line = " ".join(unmarked(text).split())
    return short(line, most) if line else ""


def means_itself(text: str) -> bool:
    """Whether nothing of a text is read as Markdown."""
    return inert(text) == " ".join(text.split())


def spoken(text: str) -> str:
    """The text for `speak`, which Teams takes as it is and others as markup (SSML): without signs of that."""
    return " ".join(quiet(text).split()).translate(_SPOKEN)


def heading(text: str, size: str = "Medium") -> Json:
    """What a card or a part of it is about, found as a heading by a screen reader."""
    said = inert(text) or NOTHING
    return {
        "type": "TextBlock", "text": said, "wrap": True, "style": "heading", "size": size, "weight": "Bolder",
    }  # fmt: skip


def paragraphs(text: str, *, close: bool = False, **style: Any) -> list[Json]:
    """A text, a block a line of it; nothing of nothing. `close` puts it right under what stands above it."""
    made: list[Json] = []
    for part in parted(text, PARAGRAPH):
        for line, follows in _lines(part):
            block = rich(line, **style)
            if follows or (close and not made):
                block["spacing"] = "None"
            made.append(block)
    return made


def rich(text: str, **style: Any) -> Json:
    """One line. What is bold is marked; `style` is that of all of it (`weight`, `size`, `color`, `isSubtle`)."""
    pieces: list[tuple[str, bool]] = []
    for piece, bold in ((quiet(piece), bold) for piece, bold in spans(text)):
        if pieces and not (piece.strip() and pieces[-1][0].strip()):  # Teams takes no run of white space alone
            before, was_bold = pieces.pop()
            piece, bold = before + piece, bold if piece.strip() else was_bold
        pieces.append((piece, bold))
    if not any(piece.strip() for piece, _ in pieces):
        pieces = [(NOTHING, False)]
    runs = [
        {"type": "TextRun", "text": piece, **style, **({"weight": "Bolder"} if bold else {})} for piece, bold in pieces
    ]
    return {"type": "RichTextBlock", "inlines": runs}


def container(items: Iterable[Json], style: str = "") -> Json:
    """Several things in one, in a colour of the reader's own where `style` names one."""
    return {"type": "Container", **({"style": style} if style else {}), "items": list(items)}


def _lines(text: str) -> list[tuple[str, bool]]:
    """The lines of a text, each with its bold marks, and whether it stands right under the one before; empty ones are
    left out."""
    lines = [""]
    for piece, bold in spans(text):
        for number, each in enumerate(piece.split("\n")):
            if number:
                lines.append("")
            lines[-1] += f"{STRONG}{each}{PLAIN}" if bold and each else each
    said = ["", *(each.strip() if unmarked(each).strip() else "" for each in lines)]
    return [(line, bool(before)) for before, line in pairwise(said) if line]


def _seen(text: str) -> str:
    """The text without characters that steer something else than what is read."""
    return "".join(each for each in text if each in "\n\t" or unicodedata.category(each) not in ("Cc", "Cs"))
