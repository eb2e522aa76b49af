"""How a pasted plan is laid out: its rows with their marks, indents and cells, and the sentences of running text.

Nothing here knows a date or a body. The raw texts of the rows, one after the other, are the paste.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from . import date_words


@dataclass(frozen=True)
class Row:
    """One row of a paste: several lines where a paragraph was broken by hand.

    `mark` is what it begins with (`bullet`, `inner` for the second kind of bullet, `number`, `letter`, `title`, or
    nothing), `indent` how far in, in columns; `content` is the text without both and without emphasis. A table's row
    has its `cells` as well. `gap` is a blank line before it; a `rule` is a line of dashes or of nothing but a mark.
    """

    raw: str
    content: str
    indent: int = 0
    mark: str = ""
    cells: tuple[str, ...] = ()
    gap: bool = False
    rule: bool = False


def rows(text: str) -> list[Row]:
    """Every row of a paste that is not blank."""
    found: list[Row] = []
    gap = False
    for line in text.splitlines():
        if not line.strip():
            gap = True
            continue
        row = _row(line, gap)
        if found and _wrapped(found[-1], row):
            before = found[-1]
            found[-1] = replace(before, raw=f"{before.raw}\n{line}", content=f"{before.content} {row.content}")
        else:
            found.append(row)
        gap = row.rule
    widths = {len(row.cells) for row in found if row.cells}
    return [row if row.cells else replace(row, cells=_like_others(row, widths)) for row in found]


def _like_others(row: Row, widths: set[int]) -> tuple[str, ...]:
    """The cells of a row without a date among others with one: a head, or one whose date is missing."""
    for parts in (row.content.split(";"), _COLUMNS.split(row.raw.strip())):
        if len(parts) > 2 and len(parts) in widths and not row.rule and not row.mark:
            return _tidy(parts)
    return ()


def sentences(text: str) -> list[str]:
    """The sentences of a text, which they are one after the other; `kl.`, `6. januar` and `mio. kr.` end none."""
    cuts = [match.end() for match in _SENTENCE_END.finditer(text) if not _ABBREVIATED.search(text, *_near(match))]
    return [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True) if text[start:end]]


def clauses(text: str) -> Iterator[tuple[int, int]]:
    """Where a new clause may begin after `, og` or `;`: the end of the clause before, and the start of the next."""
    for match in _CLAUSE.finditer(text):
        yield match.start(), match.end()


def items(text: str) -> list[str]:
    """What stands beside each other in one text: its sentences, and what is divided by `;`, `•`, `1)` or half-days."""
    found: list[str] = []
    for sentence in sentences(text):
        parts = [part for part in _BETWEEN_ITEMS.split(sentence) if part]
        if len(parts) > 1:
            head, colon, first = parts[0].partition(": ")
            parts = [head, first, *parts[1:]] if colon and first.strip() else parts
        elif _MORNING.search(sentence) and _AFTERNOON.search(sentence):
            parts = [_unclosed(part) for part in _HALF_DAY.split(sentence)]
        found += parts
    return [trimmed for part in found if (trimmed := trim(part))]


def slashed(text: str) -> str:
    """A text that begins with `27.05` with `27/05`: there it is a date, anywhere else it can be a number."""
    return _DOTTED.sub(r"\1/\2", text, count=1)


def trim(text: str) -> str:
    """Without the separators, empty brackets and loose blanks around and inside it."""
    text = _BLANKS.sub(" ", _EMPTY.sub(" ", _BLANKS.sub(" ", text)))
    text = _SEPARATORS_BEFORE.sub("", _AND_ON.sub("", text.strip()), count=1)
    short = text.rstrip(_SEPARATORS)
    return f"{short}." if text[len(short) :][:1] == "." and _SHORTENED.search(short[-6:]) else short


def _unclosed(part: str) -> str:
    """Without the end of a bracket that began in another part."""
    return part.replace(")", "", 1) if part.count(")") > part.count("(") else part


def _row(line: str, gap: bool) -> Row:
    text = unicodedata.normalize("NFC", line)
    quoted = _QUOTED.match(text)
    text = (text[quoted.end() :] if quoted else text).expandtabs(1).rstrip() if "\t" not in text else text.rstrip()
    bare = text.lstrip()
    lead = text[: len(text) - len(bare)]
    indent = sum(4 if blank == "\t" else 1 for blank in lead)
    match = _MARK.match(bare)
    mark = match.lastgroup or "" if match else ""
    content = _BOX.sub("", bare[match.end() :] if match else bare, count=1)
    if not content or _RULE.fullmatch(bare):
        return Row(line, bare, indent, gap=gap, rule=True)
    plain = _plain(content)
    cells = _cells(plain)
    if cells and not mark and lead and not lead.strip("\t"):
        cells = ("",) * len(lead) + cells  # empty cells before the first one that is filled in
    return Row(line, _BLANKS.sub(" ", plain.replace("\t", " ")).strip(), indent, mark, cells, gap)


def _plain(text: str) -> str:
    """Without *emphasis*, _of_ the __kinds__ that chats and mails know."""
    for _ in range(2):
        text = _EMPHASIS.sub(r"\2", text)
    return text


def _cells(text: str) -> tuple[str, ...]:
    if "\t" in text:
        parts = text.split("\t")
    elif "|" in text:
        parts = text.strip().strip("|").split("|")
    elif text.count(";") > 1 and any(map(only_date, text.split(";"))):
        parts = text.split(";")
    else:
        parts = _COLUMNS.split(text)
        if len(parts) < 2 or not any(map(only_date, parts)):
            return ()
    return _tidy(parts) if len(parts) > 1 else ()


def _tidy(parts: Sequence[str]) -> tuple[str, ...]:
    return tuple(_BLANKS.sub(" ", part).strip().strip('"').strip() for part in parts)


def only_date(cell: str) -> bool:
    """Whether a cell holds nothing but the words and figures of a date."""
    return bool(_ONLY_DATE.fullmatch(cell.strip())) and any(map(str.isdigit, cell))


def _wrapped(before: Row, row: Row) -> bool:
    """Whether a row only goes on with a line that was too long for its page."""
    if row.gap or row.mark or row.cells or row.rule or before.cells or before.rule or before.mark == "title":
        return False
    dangling = _DANGLING.search(before.content[-20:])
    last = before.raw.rpartition("\n")[2].strip()
    if len(last) < _SHORT_LINE and not dangling:
        return False
    if before.content[-1:] in ".:;!?" and not dangling:
        return False
    if _BEGINS_WITH_DATE.match(row.content):
        return bool(dangling)
    return bool(dangling) or row.content[:1].islower()


def _near(match: re.Match[str]) -> tuple[int, int]:
    """Where the word stands that a full stop follows."""
    return max(0, match.start() - 12), match.start() + 1


_SHORT_LINE = 50  # characters; a shorter line was ended on purpose
_MONTHS = "|".join(sorted(map(re.escape, date_words.months()), key=len, reverse=True))
_WEEKDAYS = "|".join(
    sorted({form for day in date_words.weekdays() for form in (day, day.replace("oe", "ø"))}, key=len, reverse=True)
)
_QUOTED = re.compile(r"(?:\s*>)+ ?")
_MARK = re.compile(
    r"(?:(?P<bullet>[-–—•◦▪▫·‣●○■□►➢✓∙*\uf0b7\uf0a7])(?=\s)|(?P<inner>o)(?=\s)"
    rf"|(?P<number>[0-9]{{1,3}}\)|\([0-9]{{1,3}}\)|[0-9]{{1,3}}\.(?!\s+(?:(?:{_MONTHS}|kvartal|halvår)\b"
    r"|(?:og|til|eller|and|to|or|[-–—])\s*[0-9]|[0-9]{1,2}[.\s-]+(?:19|20)[0-9]{2}))(?=\s))"
    r"|(?P<letter>[a-zA-Z]\))(?=\s)|(?P<title>#{1,6})(?=\s))\s*",
    re.IGNORECASE,
)
_BOX = re.compile(r"(?:\[[ xX]?\]|[☐☑☒])\s*")
_RULE = re.compile(r"[\s|+:=_*–—-]{3,}|[-–—•*|]")
_EMPHASIS = re.compile(r"(?<![\w*_])([*_]{1,3})(?=[^\s*_])([^\n]{0,200}?[^\s*_])\1(?![\w*_])")
_COLUMNS = re.compile(r"(?<=\S)\s{3,}(?=\S)")
_ONLY_DATE = re.compile(
    rf"(?:[\W\d_]|\b(?:{_MONTHS}|{_WEEKDAYS}|den|d|kl|uge|week|inden|senest|før|by|before|ca|til|to|og|and|dato|ikke"
    r"|fastlagt)\b)+",
    re.IGNORECASE,
)
_BEGINS_WITH_DATE = re.compile(
    rf"(?:(?:den|d|senest|inden|før|i|uge|ca|fra|{_WEEKDAYS})\b\W*)*(?:[0-9]|(?:{_MONTHS})\b)", re.IGNORECASE
)
_DOTTED = re.compile(
    rf"\A([\W_]*(?:\b(?:den|d|senest|inden|før|{_WEEKDAYS})\b\W+){{0,3}}[0-3]?[0-9])\.(0[1-9]|1[0-2])(?![0-9]|\.[0-9])",
    re.IGNORECASE,
)
_DANGLING = re.compile(
    r"(?:\b(?:den|d\.|kl\.|inden|senest|til|og|i|på|af|for|med|om|uge|the|and|of|to|in|on)|\b[0-9]{1,2}\.|&)\Z",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?][\"»”)]?\s+(?=[\"«“(*_]*(?:[A-ZÆØÅ]|[0-9]{1,2}\.\s?[a-z]{3}))")
_ABBREVIATED = re.compile(
    r"(?:(?<![^\W\d_])(?:kl|d|ca|mio|mia|nr|bl\.a|bl|f\.eks|eks|pkt|stk|jf|evt|inkl|ekskl|m\.v|mv|m\.m|fx|dvs|hhv|pr|max"
    r"|min|tlf|e\.g|i\.e|no)|(?:\A|\s)[A-ZÆØÅ]|(?:\A|[\s(])[0-9]{1,2})\.\Z"
)
_CLAUSE = re.compile(r"(?:;|,\s+(?:og|mens|samt|hvorefter|derefter|and|while))\s+", re.IGNORECASE)
_BETWEEN_ITEMS = re.compile(r"\s*;\s+|\s*[•▪◦]\s*|\s+(?=[0-9]\)\s)|(?:(?<=\s)|\A)[0-9]\)\s+")
_MORNING = re.compile(r"\b(?:formiddag(?:en)?|morning)\b", re.IGNORECASE)
_AFTERNOON = re.compile(r"\b(?:eftermiddag(?:en)?|afternoon)\b", re.IGNORECASE)
_HALF_DAY = re.compile(
    r"\s*[,:;.–-]?\s+\(?(?=(?:(?:om|in the)\s+)?(?:formiddag|eftermiddag|morning|afternoon))", re.IGNORECASE
)
_BLANKS = re.compile(r"\s+")
_EMPTY = re.compile(r"\(\s*[,;:.]?\s*\)|\[\s*\]")
_AND_ON = re.compile(r"(?:,|;)\s*(?:og|mens|samt|and|while)\Z", re.IGNORECASE)
_SHORTENED = re.compile(r"(?:\A|[\s.])(?:kr|mio|mia|mv|m\.v|m\.m|osv|etc|stk|pct|ca|kl|[A-Z])\Z")
_SEPARATORS = " ,;:.|–—·•→-"
_SEPARATORS_BEFORE = re.compile(r"\A(?:[,;:.|–—·•→ ]|-(?=[-\s]|\Z))+")
