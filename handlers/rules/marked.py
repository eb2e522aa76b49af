"""Marked lines: what a group writes in its own room with a word before it, and the house notes.

    message    = { line | other }                        one marked line a line, MOST in one message
    line       = [ point ] [ bold ] word ":" [ bold ] content
    point      = "-" | "•" | "*" | number "."
    deadline   = ("Frist" | "Deadline") ":"              date [ "kl." time ] part title [ part owner ]
                                                       | title part date [ "kl." time ] [ part owner ]
    decision   = ("Beslutning" | "Besluttet" | "Decision") ":"      text [ part organ ] [ part date ]
    output     = ("Leverance" | "Leveret" | "Deliverable") ":"      title [ part link ]
    status     = "Status" ":"                            colour [ part line ]
    part       = " – " | " - " | ", " | ": "
    owner      = "@name"

The word comes first on its line, in any case. Quoted lines (">") and code ("`" and "```") are never read. Dates are
read by rules/dates; a date in the middle of a line belongs to the title. Nothing here knows a group or a person.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from . import date_words
from .dates import DateProblem, NotUnderstood, find_date, read_date
from .moments import Moment

MOST = 5  # marked lines of one message


class Word(StrEnum):
    """What a marked line says it is."""

    deadline = "deadline"
    decision = "decision"
    output = "output"
    status = "status"


@dataclass(frozen=True)
class Line:
    """One marked line: what it is, and what stands after the word and its colon, as one line of plain text."""

    word: Word
    content: str


@dataclass(frozen=True)
class Deadline:
    """What a deadline's line says. Without a moment: `choices` are the two that it may mean, `problem` is what is
    wrong with the date that it has, and with neither it has none."""

    title: str
    moment: Moment | None = None
    choices: tuple[Moment, ...] = ()
    problem: DateProblem | None = None


@dataclass(frozen=True)
class Decision:
    """What a decision's line says: by which organ (empty: the group itself), and on which day."""

    text: str
    organ: str
    day: dt.date
    problem: DateProblem | None = None


@dataclass(frozen=True)
class Output:
    """What an output's line says, and where it is."""

    title: str
    link: str


@dataclass(frozen=True)
class Status:
    """The colour that a status line begins with (green, yellow, red; None when it has none), and its one line."""

    colour: str | None
    line: str


_WORDS = {
    "frist": Word.deadline,
    "deadline": Word.deadline,
    "beslutning": Word.decision,
    "besluttet": Word.decision,
    "decision": Word.decision,
    "leverance": Word.output,
    "leveret": Word.output,
    "deliverable": Word.output,
    "status": Word.status,
}
_COLOURS = {
    "grøn": "green",
    "grønt": "green",
    "groen": "green",
    "green": "green",
    "🟢": "green",
    "gul": "yellow",
    "gult": "yellow",
    "yellow": "yellow",
    "amber": "yellow",
    "🟡": "yellow",
    "rød": "red",
    "rødt": "red",
    "roed": "red",
    "red": "red",
    "🔴": "red",
}
_MARKED = re.compile(
    rf"\s*(?:(?:[-–•◦▪*]|[0-9]{{1,3}}[.)])\s+)?[*_]{{0,3}}(?P<word>{'|'.join(_WORDS)})"
    r"[*_]{0,3}\s?:[*_]{0,3}\s*(?P<content>\S.*)",
    re.IGNORECASE,
)
_FENCE = "```"
_PART = re.compile(r"\s+[–—-]{1,2}\s+|[,:]\s+")
_DASH = re.compile(r"\s+[–—-]{1,2}\s+")
_MARKS = " \t.,:;–—-*_"
_COLOUR = re.compile(
    rf"[*_]{{0,3}}(?P<said>{'|'.join(_COLOURS)})[*_]{{0,3}}(?:\ufe0f)?(?:(?:{_PART.pattern}|\.\s+)(?P<line>.*)|\s*[.!]?\Z)",
    re.IGNORECASE,
)
_SIGN = re.compile(r"(?P<said>[🟢🟡🔴])\ufe0f?\s*(?:[–—,:-]\s+)?(?P<line>.*)")
_LINK = re.compile(r"https?://[^\s<>|]+", re.IGNORECASE)
_MENTION = re.compile(r"(?:\A|\s)@(?=\S)")
_OR = re.compile(r"\s+(?:eller|or)\s+", re.IGNORECASE)
_DAY_ALONE = re.compile(
    r"(?:\A|(?<=\s))(?:[^\W\d_]{3,8}(?:dag|day),?\s+)?(?:(?:den|d\.|the)\s+)?(?P<day>[0-9]{1,2})\.?\Z", re.IGNORECASE
)
_UNDATED = re.compile(
    r"(?:hurtigst|snarest)(?:\s+muligt)?|snart(?:est)?|løbende|senere|(?:uden|ingen)\s+dato|asap|soon|later|tb[ad]"
    r"|as\s+soon\s+as\s+possible|(?:without\s+(?:a\s+)?|no\s+)date",
    re.IGNORECASE,
)
_ITEM = re.compile(r"^(?:dagsorden(?:ens)?\s*)?(?:punkt|pkt\.?|item)\s*(?:nr\.?|no\.?)?\s*", re.IGNORECASE)
_ORGAN = re.compile(
    r"direktion|bestyrelse|gruppe|udvalg|forvaltning|sekretariat|byråd|kommunalbestyrelse|råd(?:et)?\b|forum|taskforce"
    r"|kreds|møde|board|committee|council|secretariat|group|circle|meeting",
    re.IGNORECASE,
)
_LONGEST_ORGAN, _MOST_WORDS = 60, 5
_NEAR_THE_END = 120  # characters at the end of a decision in which its day can stand


def marked_lines(text: str) -> tuple[Line, ...]:
    """Every marked line of a message, in order; what is quoted or code is none."""
    return tuple(_line(match) for row in _rows(text) if (match := _MARKED.fullmatch(row)))


def _rows(text: str) -> Iterator[str]:
    """The lines that are read: not those in a block of code, nor quoted ones. What stands on one line with the
    end of a block does not begin its line."""
    blocks = text.split(_FENCE)
    if len(blocks) % 2 == 0:  # the last mark closes nothing, so it opens nothing
        blocks[-2:] = [_FENCE.join(blocks[-2:])]
    for number, block in enumerate(blocks[::2]):
        rows = re.split(r"[\r\n]+", block)
        for row in rows[1:] if number else rows:
            bare = row.lstrip()
            if bare.startswith(">>>"):
                return  # everything from here on is quoted
            if not bare.startswith((">", "`")):
                yield row


def _line(match: re.Match[str]) -> Line:
    content = " ".join(match["content"].replace("`", "").split())
    bare = content.rstrip("*_").rstrip()
    return Line(_WORDS[match["word"].casefold()], bare or content)


# --- a deadline ---


def owners(content: str) -> list[tuple[str, str]]:
    """Who may be meant by the mention in a deadline's line, each with the line without it; the longest name first.
    Nothing when nobody is mentioned."""
    mentions = list(_MENTION.finditer(content))
    if not mentions:
        return []
    found = mentions[-1]
    before, words = _trimmed(content[: found.start()]), content[found.end() :].split()
    several = [" ".join(words[:length]).strip(_MARKS) for length in range(min(len(words), 5), 0, -1)]
    rests = [" ".join(words[length:]) for length in range(min(len(words), 5), 0, -1)]
    return [(name, f"{before} {rest}".strip()) for name, rest in zip(several, rests, strict=True) if name]


def deadline(words: str, now: dt.datetime) -> Deadline:
    """What a deadline's line says, without its owner, read at `now`, a local time."""
    try:
        found = find_date(words, now, weeks=True)
    except DateProblem as problem:
        return Deadline(_title(problem.rest), problem=problem)
    if found is not None:
        return Deadline(_title(found[1]), found[0])
    choices, rest = _two_dates(words, now)
    if choices:
        return Deadline(_title(rest), choices=choices)
    return Deadline(_title(_dated(words)))


def _two_dates(words: str, now: dt.datetime) -> tuple[tuple[Moment, ...], str]:
    """The two dates of a line that has two: `11. eller 14. december`, or one at either end."""
    for match in _OR.finditer(words[:_NEAR_THE_END]):
        left, right = words[: match.start()], words[match.end() :]
        second = _found(right, now)
        if second is None:
            continue
        first = _found(left, now) or _day_alone(left, second[0])
        if first is not None:
            return _sorted(first[0], second[0]), f"{first[1]} {second[1]}"
    parts = _PART.split(words)
    if len(parts) > 2:
        ends = [_read(parts[0], now), _read(parts[-1], now)]
        if ends[0] is not None and ends[1] is not None:
            return _sorted(ends[0], ends[1]), " ".join(parts[1:-1])
    return (), words


def _sorted(one: Moment, other: Moment) -> tuple[Moment, ...]:
    return (one, other) if one.day <= other.day else (other, one)


def _found(words: str, now: dt.datetime) -> tuple[Moment, str] | None:
    try:
        return find_date(words, now, past=True, weeks=True)
    except DateProblem:
        return None


def _read(words: str, now: dt.datetime) -> Moment | None:
    try:
        return read_date(words, now, past=True, weeks=True)
    except DateProblem:
        return None


def _day_alone(words: str, like: Moment) -> tuple[Moment, str] | None:
    """The `11.` before `eller 14. december`, in the month of the other."""
    match = _DAY_ALONE.search(words.rstrip())
    if match is None:
        return None
    try:
        day = like.day.replace(day=int(match["day"]))
    except ValueError:
        return None
    return Moment(day, like.time), words[: match.start()]


def _dated(words: str) -> str:
    """The line without a word at either end that says that it has no date: `snarest`."""
    parts = _PART.split(words)
    kept = [each for number, each in enumerate(parts) if number not in (0, len(parts) - 1) or not _undated(each)]
    return words if len(kept) == len(parts) else " – ".join(kept)


def _undated(part: str) -> bool:
    return _UNDATED.fullmatch(part.strip(_MARKS)) is not None


# --- a decision ---


def decision(content: str, now: dt.datetime) -> Decision:
    """What a decision's line says, read at `now`, a local time. Decisions have been made: a day without a year is
    the nearest of that name, and a weekday the last one."""
    day, words, problem = now.date(), content, None
    for match in _PART.finditer(content, max(0, len(content) - _NEAR_THE_END)):
        said = content[match.end() :].strip(_MARKS)
        try:
            day = decided_on(said, now)
        except NotUnderstood:
            continue
        except DateProblem as trouble:
            problem = trouble
        words = content[: match.start()]
        break
    text, organ = _organ(words)
    return Decision(text.strip(_MARKS), organ, day, problem)


def decided_on(said: str, now: dt.datetime) -> dt.date:
    """The day on which something was decided, in words, read at `now`, a local time: without a year the nearest of that
    name, and a weekday the last one. Raises DateProblem for what is no date."""
    return read_date(said, now - _back(said), past=True).day


def agenda_item(said: str) -> str:
    """The item of an agenda without the word for one: 5 for *punkt 5*."""
    return _ITEM.sub("", said)


def _back(said: str) -> dt.timedelta:
    """From how long ago the next day of that name is the one that is meant."""
    phrase = date_words.read(said)
    kind = phrase.kind if phrase is not None else ""
    return {"weekday": dt.timedelta(days=6), "date": dt.timedelta(days=183)}.get(kind, dt.timedelta(0))


def _organ(words: str) -> tuple[str, str]:
    """The text of a decision and whose it is. After a dash it may be any name; after a comma or a colon, where
    sentences go on as well, only what is called like an organ."""
    parts = list(_PART.finditer(words))
    if not parts:
        return words, ""
    last = parts[-1]
    said = words[last.end() :].strip(_MARKS)
    several = said.split()
    if not said or len(said) > _LONGEST_ORGAN or len(several) > _MOST_WORDS:
        return words, ""
    named = all(each[0].isupper() or each[0].isdigit() for each in several) and _DASH.fullmatch(last[0])
    if named or _ORGAN.search(several[-1]) or (_ORGAN.search(said) and _DASH.fullmatch(last[0])):
        return words[: last.start()], said
    return words, ""


# --- an output, a status ---


def output(content: str) -> Output:
    """What an output's line says: its title and the first link in it."""
    match = _LINK.search(content)
    if match is None:
        return Output(_title(content), "")
    link = match[0].rstrip(".,;:!?)]}*_\"'")
    rest = f"{_trimmed(content[: match.start()])} {content[match.start() + len(link) :].strip(_MARKS)}"
    return Output(_title(rest), link)


def status(content: str) -> Status:
    """What a status line says. Without a colour the whole content is the line."""
    match = _SIGN.fullmatch(content) or _COLOUR.fullmatch(content)
    if match is None:
        return Status(None, content)
    return Status(_COLOURS[match["said"].casefold()], (match["line"] or "").strip(" *_–—-"))


def _title(words: str) -> str:
    return " ".join(words.split()).strip(_MARKS)


def _trimmed(words: str) -> str:
    """Without the parting at its end."""
    return re.sub(r"(?:\s+[–—-]{1,2}|[,:])\s*\Z", "", words[-200:]) if len(words) <= 200 else words.rstrip(" ,:–—-")
