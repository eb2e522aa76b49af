"""A mail as text alone: a sentence a line, each address on a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable

from handlers.dialogue.card import Facts, Table, unmarked

from .wording import Block, Entries, Entry, Paragraph, Way, Ways, Wording

SMALL_PRINT = "-- "  # what mail programs know as the beginning of a signature (RFC 3676)
_SENTENCE = re.compile(r"(?<=\w\w[\w)][.?]) (?=[A-ZÆØÅ])")
_PLAIN_SIGNS = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{NON-BREAKING HYPHEN}": "-"})


def text_of(wording: Wording) -> str:
    """The text of a mail."""
    parts = [wording.greeting]
    parts += [_block(each) for each in wording.blocks]
    parts += [_way(each) for each in (*wording.presses, *wording.links)]
    parts += [wording.reply, _lines((wording.regards, wording.name, wording.phone))]
    remarks = [_lines((_end(each.before + each.way.label + each.after), each.way.address)) for each in wording.remarks]
    last = " ".join(filter(None, (wording.personal, wording.case)))
    small = [*remarks, *map(_sentences, wording.footers), _lines((last, _way(wording.privacy)))]
    body, print_ = ("\n\n".join(filter(None, each)) for each in (parts, small))
    return f"{body}\n\n{SMALL_PRINT}\n{print_}\n".translate(_PLAIN_SIGNS)


def _block(block: Block) -> str:
    match block:
        case Paragraph(text=text, style="title" | "heading"):
            return unmarked(text)
        case Paragraph(text=text):
            return _sentences(text)
        case Entries(entries=entries):
            return "\n".join(map(_entry, entries))
        case Ways(ways=ways):
            return "\n\n".join(map(_way, ways))
        case Facts(pairs=pairs):
            return "\n".join(f"{name}: {unmarked(value)}" for name, value in pairs)
        case Table(head=head, rows=rows, caption=caption):
            return _lines([caption or "", *(" · ".join(filter(None, map(unmarked, row))) for row in (head, *rows))])


def _entry(entry: Entry) -> str:
    text = unmarked(entry.text).replace("\n", " ")
    note = f" ({entry.note})" if entry.note else ""
    return _lines([f"- {text}{note}", *(f"  {each.label}: {each.address}" for each in entry.ways)])


def _way(way: Way) -> str:
    return _lines((f"{way.label}:", way.address))


def _sentences(text: str) -> str:
    return _SENTENCE.sub("\n", unmarked(text))


def _end(sentence: str) -> str:
    """A sentence that an address follows."""
    return sentence.removesuffix(".") + ":"


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(filter(None, lines))
