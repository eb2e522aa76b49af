"""A directory's file, from bytes to rows: what a secretariat saves from Excel, with every bad line found.

The first line names the columns, in Danish or English, in any order; others are left unread.

    organisation   the municipality, region or other organisation (a code of four digits works too)
    type           kommune, region, sekretariat, forening, virksomhed, borger; needed once an organisation,
                   and not at all for the 98 municipalities and the regions
    navn, email    needed on every line
    telefon, titel, kompetencer
    funktion       kommunaldirektør (director), stedfortræder (deputy), direktionssekretær
                   (director_secretary), sekretariat (secretariat), må se (secretariat_reader), or empty
    konstitueret   ja when the function is temporary (acting)
    fra, til       the first and the last day of the function, with the year
    sprog          dansk or engelsk
    kanal          chat (slack and teams mean it too) or mail: how somebody is written to; empty is chat for somebody
                   new, and as before for somebody known

Columns are parted by semicolon, comma or tab. UTF-8 (with or without BOM), UTF-16 with BOM and Windows-1252
are read. A row takes one line, so that a quotation mark left open spoils that line and no other.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from handlers.dialogue.clean import clean

from . import dates, names
from .municipalities import recognise

LARGEST = 2_000_000  # bytes
LONGEST_LINE = 10_000  # characters
MOST_LINES = 5_000
LIMITS = {
    "organisation": 100,
    "type": 40,
    "name": 100,
    "email": 254,
    "phone": 40,
    "title": 120,
    "office": 60,
    "acting": 20,
    "since": 40,
    "until": 40,
    "competences": 500,
    "language": 20,
    "channel": 20,
}
"""The columns by our names, and the most characters that each may hold."""

REQUIRED = ("organisation", "name", "email")
_COLUMNS = {
    "organisation": ("organisation", "organization", "myndighed"),
    "type": ("type", "org_type", "organisationstype", "kind"),
    "name": ("navn", "name", "fulde navn", "full name"),
    "email": ("email", "e-mail", "mail", "arbejdsmail", "work mail"),
    "phone": ("telefon", "tlf", "mobil", "phone", "telephone"),
    "title": ("titel", "title", "stilling", "job title"),
    "office": ("funktion", "function", "hverv", "office"),
    "acting": ("konstitueret", "acting"),
    "since": ("fra", "from", "since"),
    "until": ("til", "to", "until"),
    "competences": ("kompetencer", "competences", "competencies", "skills"),
    "language": ("sprog", "language"),
    "channel": ("kanal", "channel"),
}
_TYPES = {
    "municipality": ("kommune", "municipality"),
    "region": ("region",),
    "secretariat": ("sekretariat", "secretariat"),
    "association": ("forening", "association"),
    "company": ("virksomhed", "company", "firma"),
    "other": ("borger", "citizen", "andet", "anden", "other"),
}
_OFFICES = {
    "director": (
        *("director", "kommunaldirektør", "regionsdirektør", "direktør"),
        *("chief_executive", "chief executive"),
    ),
    "deputy": ("deputy", "stedfortræder", "vicedirektør"),
    "director_secretary": ("director_secretary", "direktionssekretær", "director's secretary"),
    "secretariat": ("secretariat", "sekretariat"),
    "secretariat_reader": ("secretariat_reader", "må se", "læser", "may see", "reader"),
    "": (
        *("expert", "ekspert", "videnperson", "medlem", "member", "ekstern", "external", "borger", "citizen"),
        *("it-chef", "it_chief", "tovholder", "tovholder_candidate", "coordinator"),
    ),
}
_YES = {"ja", "j", "yes", "y", "x", "1", "true", "sand"}
_NO = {"nej", "n", "no", "0", "false", "falsk"}
_LANGUAGES = {"": "", "da": "da", "dansk": "da", "danish": "da", "en": "en", "engelsk": "en", "english": "en"}
_CHANNELS = {"chat": ("chat", "slack", "teams"), "mail": ("mail", "e-mail", "email")}
_BROKEN = re.compile("\ufffd|Ã[\u0080-\u00bf\u0152-\u0178\u2018-\u2122]|â€")  # UTF-8 that was read as something else
_YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)")


class Fault(StrEnum):
    """What can be wrong with a file or a line; `Problem.values` says more."""

    not_text = "not_text"
    too_large = "too_large"
    empty = "empty"
    columns_missing = "columns_missing"
    column_twice = "column_twice"
    cells = "cells"
    quotation = "quotation"
    letters = "letters"
    long_line = "long_line"
    missing = "missing"
    too_long = "too_long"
    cpr = "cpr"
    email = "email"
    type = "type"
    office = "office"
    acting = "acting"
    language = "language"
    channel = "channel"
    date = "date"
    reversed = "reversed"
    same_person = "same_person"
    two_directors = "two_directors"


@dataclass(frozen=True)
class Problem:
    """One line that cannot be used, by its number in the file, and why; line 1 is the file as a whole."""

    line: int
    fault: Fault
    values: Mapping[str, object]


@dataclass(frozen=True)
class Row:
    """A line that could be read. Empty texts were left empty; `type` is a word of OrganisationKind and
    `office` one of OfficeKind, or empty; `channel` is "chat", "mail" or empty. A municipality or region has its
    official name, however it was written.

    `since` and `until` are inclusive days; they and `acting` are None where nothing was written.
    """

    line: int
    organisation: str
    type: str
    name: str
    email: str
    phone: str = ""
    title: str = ""
    office: str = ""
    acting: bool | None = None
    since: date | None = None
    until: date | None = None
    competences: str = ""
    language: str = ""
    channel: str = ""


@dataclass(frozen=True)
class Contents:
    """What a file holds: the good rows and the bad lines, each in the order of the file."""

    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()


class _Bad(Exception):
    def __init__(self, fault: Fault, **values: object) -> None:
        super().__init__(fault)
        self.fault, self.values = fault, values


def read(data: bytes, now: datetime) -> Contents:
    """The rows and the problems of a file, its dates read as seen from `now`."""
    rows: list[Row] = []
    problems: list[Problem] = []
    try:
        lines = _lines(data)
        number, header = next(((n, text) for n, text in lines if text is None or text.strip()), (1, ""))
        if header is None:
            raise _Bad(Fault.letters)
        if not header:
            raise _Bad(Fault.empty)
        mark = _separator(header)
        columns = _columns(_cells(header, mark))
    except _Bad as bad:
        return Contents(problems=(Problem(1, bad.fault, bad.values),))
    for line, text in lines[number:]:
        if text is not None and not text.strip(f"{mark} \t"):
            continue
        try:
            rows.append(_row(line, _by_column(text, mark, columns), now))
        except _Bad as bad:
            problems.append(Problem(line, bad.fault, bad.values))
    good, clashes = _without_clashes(rows)
    return Contents(tuple(good), tuple(sorted([*problems, *clashes], key=lambda each: each.line)))


def _lines(data: bytes) -> Sequence[tuple[int, str | None]]:
    """The lines with their numbers; None for one whose letters cannot be read."""
    if len(data) > LARGEST or data.count(b"\n") > MOST_LINES:
        raise _Bad(Fault.too_large, most=MOST_LINES)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return list(enumerate(data.decode("utf-16").splitlines(), 1))
        except UnicodeDecodeError:
            raise _Bad(Fault.not_text) from None
    if b"\x00" in data:
        raise _Bad(Fault.not_text)
    raw = data.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    as_utf8 = [_decoded(line, "utf-8") for line in raw]
    if None in as_utf8 and not any(line and not line.isascii() for line in as_utf8):
        return list(enumerate((_decoded(line, "cp1252") for line in raw), 1))
    return list(enumerate(as_utf8, 1))


def _decoded(line: bytes, encoding: str) -> str | None:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        return None


def _separator(header: str) -> str:
    return max(";,\t", key=header.count)


def _cells(text: str, mark: str) -> list[str]:
    try:
        [cells] = csv.reader([text.rstrip("\r\n")], delimiter=mark, strict=True)
    except (csv.Error, ValueError):
        raise _Bad(Fault.quotation) from None
    return [clean(cell) for cell in cells]


def _columns(header: list[str]) -> list[str]:
    """Our name of each column, empty for one that is left unread."""
    known = {names.typed(word): name for name, words in _COLUMNS.items() for word in words}
    found = [known.get(names.typed(cell), "") for cell in header]
    twice = [cell for cell, name in zip(header, found, strict=True) if name and found.count(name) > 1]
    if twice:
        raise _Bad(Fault.column_twice, columns=twice)
    missing = [_COLUMNS[name][0] for name in REQUIRED if name not in found]
    if missing:
        raise _Bad(Fault.columns_missing, columns=missing)
    return found


def _by_column(text: str | None, mark: str, columns: list[str]) -> dict[str, str]:
    if text is None or _BROKEN.search(text):
        raise _Bad(Fault.letters)
    if len(text) > LONGEST_LINE:
        raise _Bad(Fault.long_line, most=LONGEST_LINE, count=len(text))
    cells = _cells(text, mark)
    while len(cells) > len(columns) and not cells[-1]:
        cells.pop()
    if len(cells) != len(columns):
        raise _Bad(Fault.cells, found=len(cells), wanted=len(columns))
    return {name: cell for name, cell in zip(columns, cells, strict=True) if name}


def _row(line: int, cells: dict[str, str], now: datetime) -> Row:
    for column, cell in cells.items():
        if len(cell) > LIMITS[column]:
            raise _Bad(Fault.too_long, column=_COLUMNS[column][0], most=LIMITS[column], count=len(cell))
        if names.contains_cpr(cell):
            raise _Bad(Fault.cpr)
    said = {column: cells.get(column, "") for column in LIMITS}
    kind = _word(_TYPES, said["type"], Fault.type)
    organisation = said["organisation"] or ("Borgere" if kind == "other" else "")
    for column, value in (("organisation", organisation), ("name", said["name"]), ("email", said["email"])):
        if not any(map(str.isalnum, value)):
            raise _Bad(Fault.missing, column=_COLUMNS[column][0])
    if not names.looks_like_email(said["email"]):
        raise _Bad(Fault.email, said=said["email"])
    if said["acting"] and names.typed(said["acting"]) not in _YES | _NO:
        raise _Bad(Fault.acting, said=said["acting"])
    if names.typed(said["language"]) not in _LANGUAGES:
        raise _Bad(Fault.language, said=said["language"])
    known = recognise(organisation) if kind in ("", "municipality", "region") else None
    since, until = _day(said["since"], now), _day(said["until"], now)
    if since and until and until < since:
        raise _Bad(Fault.reversed)
    return Row(
        line=line,
        organisation=known.official if known else organisation,
        type=("region" if known.is_region else "municipality") if known else kind,
        name=" ".join(said["name"].split()),
        email=said["email"].lower(),
        phone=said["phone"],
        title=said["title"],
        office=_word(_OFFICES, said["office"], Fault.office),
        acting=names.typed(said["acting"]) in _YES if said["acting"] else None,
        since=since,
        until=until,
        competences=said["competences"],
        language=_LANGUAGES[names.typed(said["language"])],
        channel=_word(_CHANNELS, said["channel"], Fault.channel),
    )


def _word(meanings: Mapping[str, tuple[str, ...]], said: str, fault: Fault) -> str:
    if not said:
        return ""
    for meaning, words in meanings.items():
        if names.typed(said) in map(names.typed, words):
            return meaning
    raise _Bad(fault, said=said)


def _day(said: str, now: datetime) -> date | None:
    if not said:
        return None
    try:
        # Without a year the next time of that date would be meant, which a start in the past is not.
        if not _YEAR.search(said):
            raise dates.NotUnderstood(said)
        return dates.read_date(said, now, past=True).day
    except dates.DateProblem as problem:
        raise _Bad(Fault.date, problem=problem) from None


def _without_clashes(rows: list[Row]) -> tuple[list[Row], list[Problem]]:
    """The rows without those that another line before them contradicts."""
    good: list[Row] = []
    problems: list[Problem] = []
    same_person: dict[str, list[Row]] = {}
    directors: dict[str, list[Row]] = {}
    for row in rows:
        twins = same_person.setdefault(row.email, [])
        others = directors.setdefault(names.fold(row.organisation), [])
        steady = row.office == "director" and not row.acting
        twin = next((other for other in twins if not _another_office(row, other)), None)
        rival = next((other for other in others if steady and _overlap(row, other)), None)
        if twin is not None:
            problems.append(Problem(row.line, Fault.same_person, {"email": row.email, "line": twin.line}))
        elif rival is not None:
            where = {"organisation": row.organisation, "line": rival.line}
            problems.append(Problem(row.line, Fault.two_directors, where))
        else:
            good.append(row)
            twins.append(row)
            others += [row] * steady
    return good, problems


def _another_office(row: Row, other: Row) -> bool:
    """Whether a second line about somebody is right: a deputy today who is the director from a later day."""
    return (row.organisation, row.name) == (other.organisation, other.name) and row.office != other.office


def _overlap(one: Row, other: Row) -> bool:
    return (one.since or date.min) <= (other.until or date.max) and (other.since or date.min) <= (one.until or date.max)
