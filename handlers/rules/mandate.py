"""What a mandate (kommissorium) consists of: ten sections in their order, what is missing, and what is another than
in the version before. The sections and the one that nothing is sent without: AT-E3-1.

A version's `sections` (storage/tables/mandates.py) hold for each key its text, who wrote it last, and when.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from hashlib import blake2s

from handlers.locale import mark

LONGEST = 3000  # characters of one section; a mandate is one page
_SENTENCE = re.compile(r"(?<=\w\w\w[.!?])\s+(?=[A-ZÆØÅ])|\n+")  # not after "kl." and "bl.a."


@dataclass(frozen=True)
class Section:
    """One section: its key, its name as the mandate has it, and what belongs into it."""

    key: str
    name: str
    hint: str


SECTIONS: tuple[Section, ...] = (
    Section("background", mark("Background"), mark("Why the group is wanted, and which decision it rests on.")),
    Section("purpose", mark("Purpose"), mark("What is to be better when the group has finished.")),
    Section("task", mark("Task"), mark("What the group is to do, and what it is not.")),
    Section("output", mark("Required output"), mark("What exactly the group is to present, to whom and when.")),
    Section("members", mark("Composition"), mark("Who is in the group, and how many from each place.")),
    Section("coordinator", mark("Coordinator"), mark("Who gathers the group and keeps its plan.")),
    Section("plan", mark("Timetable"), mark("The days that everything hangs on.")),
    Section("frame", mark("Economic frame"), mark("Money and hours. “None” is a frame as well.")),
    Section("reports_to", mark("Reports to"), mark("Whom the group answers to, and who decides.")),
    Section("end", mark("End"), mark("When the group ends, or what ends it.")),
)
BY_KEY: dict[str, Section] = {each.key: each for each in SECTIONS}
NEEDED = "output"
"""The section without which a mandate cannot be sent for approval (AT-E3-1)."""


@dataclass(frozen=True)
class Written:
    """What stands in a section, who wrote it last (a person's number) and when (aware)."""

    text: str
    by: int
    at: datetime


def written(sections: Mapping[str, object], key: str) -> Written | None:
    """What stands in a section; None where nothing does."""
    found = sections.get(key)
    if not isinstance(found, Mapping) or not found.get("text"):
        return None
    return Written(str(found["text"]), int(found["by"]), datetime.fromisoformat(str(found["at"])))


def text(sections: Mapping[str, object], key: str) -> str:
    """The text of a section, empty where there is none."""
    found = written(sections, key)
    return found.text if found is not None else ""


def texts(sections: Mapping[str, object]) -> dict[str, str]:
    """The texts of all ten sections by key, in their order; empty where nothing is written."""
    return {each.key: text(sections, each.key) for each in SECTIONS}


def put(sections: Mapping[str, object], key: str, entry: Written) -> dict[str, object]:
    """The sections with another entry under a key. The entry that stood there is kept beside it, so that it can be
    taken back once."""
    stood = sections.get(key)
    before = {name: value for name, value in stood.items() if name != "before"} if isinstance(stood, Mapping) else {}
    new = {"text": entry.text, "by": entry.by, "at": entry.at.isoformat(), "before": before}
    return {**sections, key: new}


def last(sections: Mapping[str, object], key: str) -> tuple[int, datetime] | None:
    """Who has last written in a section or emptied it, and when; None where nobody has."""
    found = sections.get(key)
    if not isinstance(found, Mapping) or "at" not in found:
        return None
    return int(found["by"]), datetime.fromisoformat(str(found["at"]))


def taken_back(sections: Mapping[str, object], key: str) -> dict[str, object]:
    """The sections with the entry under a key as it was before."""
    found = sections.get(key)
    before = found.get("before") if isinstance(found, Mapping) else None
    rest = {name: value for name, value in sections.items() if name != key}
    return {**rest, key: before} if before else rest


def missing(sections: Mapping[str, object]) -> tuple[Section, ...]:
    """The sections in which nothing is written yet, in their order."""
    return tuple(each for each in SECTIONS if not text(sections, each.key))


def may_be_sent(sections: Mapping[str, object]) -> bool:
    """Whether it can be sent for approval: not without its required output (AT-E3-1)."""
    return bool(text(sections, NEEDED))


def fingerprint(said: str) -> str:
    """Eight characters that are another for another text: what somebody had before them when they began to write."""
    return blake2s(said.strip().encode(), digest_size=4).hexdigest()


@dataclass(frozen=True)
class Change:
    """What is another in a section: the sentences that are out, and those that are new, in their order."""

    section: Section
    out: tuple[str, ...]
    new: tuple[str, ...]


def difference(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[Change, ...]:
    """The sections whose texts are not the same in two versions, sentence by sentence."""
    found = []
    for section in SECTIONS:
        one, other = _sentences(text(before, section.key)), _sentences(text(after, section.key))
        out: list[str] = []
        new: list[str] = []
        matcher = SequenceMatcher(None, one, other, autojunk=False)
        for kind, first, last, begin, end in matcher.get_opcodes():
            if kind != "equal":
                out += one[first:last]
                new += other[begin:end]
        if out or new:
            found.append(Change(section, tuple(out), tuple(new)))
    return tuple(found)


def _sentences(said: str) -> list[str]:
    return [each.strip() for each in _SENTENCE.split(said) if each and each.strip()]
