"""Names as Danes write, sort and search them, and the people and organisations that are pasted as text.

People paste lines such as `Hjørring: Anna Lindholt` or `Rebild (2)` into an order; split_people reads them
and keeps what it does not know, so that nothing is lost. Lists sort as in Danish: Aa is Å and stands last.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz.distance import DamerauLevenshtein

_NUMBER_WORDS = {
    "da": ("en", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti", "elleve", "tolv"),
    "en": ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
}
_AND = {"da": " og ", "en": " and "}
_NEUTER_ONE = {"da": "et", "en": "one"}

# The official names whose s is a genitive and no part of the name, as it is in Assens, Horsens and Randers.
_GENITIVES = {"Københavns": "København", "Vesthimmerlands": "Vesthimmerland", "Bornholms": "Bornholm"}
_MUNICIPAL_WORDS = {"kommune", "kommunes", "regionskommune", "regionskommunes"}

# { | } follow z in the code, as æ ø å follow it in the alphabet. Danish sorts ä, ö and ü as æ, ø and y.
_DANISH_ORDER = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}", "ü": "y"})
_TYPED = str.maketrans(
    {"æ": "ae", "ä": "ae", "ø": "oe", "ö": "oe", "å": "aa", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"}
)


def danish_key(text: str) -> tuple[str, str]:
    """What to sort by: case does not matter, then æ, ø, å last, aa as å, other accents as their letter."""
    plain = unicodedata.normalize("NFC", text).casefold().replace("aa", "å").translate(_DANISH_ORDER)
    return _unaccented(plain), text


def fold(text: str) -> str:
    """The form to search by: small words without æøå, accents, "Kommune" and the s of a genitive.

    Århus, Aarhus and Arhus are one, and so are "Vesthimmerlands Kommune" and "Vesthimmerland". It is made for
    comparing with another folded text and never shown.
    """
    words = re.findall(r"[^\W_]+(?:['’]s\b)?", typed(text).replace("aa", "a"))
    kept = [word for word in words if word not in _MUNICIPAL_WORDS] or words
    return " ".join(_without_genitive(word) for word in kept)


def typed(text: str) -> str:
    """The text in small letters as typed on a keyboard without æøå: `Opløs` is `oploes`."""
    return _unaccented(unicodedata.normalize("NFC", text).casefold().translate(_TYPED))


def short_organisation(official: str) -> str:
    """The name in lists: "Vesthimmerlands Kommune" is Vesthimmerland; what is no municipality stays whole."""
    name, _, kind = official.strip().rpartition(" ")
    if kind.casefold() not in ("kommune", "regionskommune") or not name:
        return official.strip()
    return _GENITIVES.get(name, name)


def possessive(name: str, language: str) -> str:
    """Hjørrings, Mads', BRN's in Danish; 's after everything in English."""
    if not name:
        return ""
    if language == "en":
        return f"{name}'s"
    if name[-1] in "sxzSXZ":
        return f"{name}'"
    # Initials and numbers take an apostrophe (Retskrivningsordbogen § 6).
    initials = name[-1].isdigit() or (len(name) > 1 and name[-2:].isupper() and name[-2:].isalpha())
    return f"{name}'s" if initials else f"{name}s"


def first_name(full: str) -> str:
    """Poul-Erik of "Poul-Erik Kjellerup"; empty of nothing."""
    return next(iter(full.split()), "")


def lowered(title: str, name: str = "") -> str:
    """A title inside a sentence: budskabspapir; but AAU's analyse and IT-sikkerhed stay as they are, and so does the
    `name` of a body that it begins with, also with an ending where it has capitals inside: Teknik- og Miljøudvalget."""
    if name and f"{title} ".startswith(f"{name} "):
        return title
    if title.startswith(name) and name[1:] != name[1:].lower():
        return title
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def raised(title: str) -> str:
    """A title at the beginning of a sentence: Budskabspapir."""
    return title[:1].upper() + title[1:]


def join_names(names: Sequence[str], language: str) -> str:
    """Hjørring, Morsø og Thisted, in the order given."""
    return _AND[language].join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def count_word(number: int, language: str, *, neuter: bool = False) -> str:
    """One to twelve in words, everything else in digits; `neuter` gives the Danish `et`."""
    if number == 1 and neuter:
        return _NEUTER_ONE[language]
    words = _NUMBER_WORDS[language]
    return words[number - 1] if 1 <= number <= len(words) else str(number)


def nearest_word(word: str, words: Iterable[str]) -> str | None:
    """The word that was probably meant: status for "satus"; None when nothing is near.

    One slip is forgiven in three letters, two in five, three in nine; none in shorter words. Of two equally
    near the first one wins.
    """
    said = typed(word.strip())
    best: tuple[int, str] | None = None
    for each in words:
        known = typed(each)
        longest = max(len(said), len(known))
        forgiven = (longest > 2) + (longest > 4) + (longest > 8)
        slips = DamerauLevenshtein.distance(said, known, score_cutoff=forgiven)
        if slips <= forgiven and (best is None or slips < best[0]):
            best = (slips, each)
    return best[1] if best else None


_LOCAL_PART = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_EMAIL = rf"{_LOCAL_PART}@(?:{_LABEL}\.)+[a-z]{{2,63}}"


def looks_like_email(text: str) -> bool:
    """Whether mail could be sent there. æøå are refused: in an address they are nearly always a slip."""
    if len(text) > 254 or len(text.partition("@")[0]) > 64:
        return False
    return re.fullmatch(_EMAIL, text, re.IGNORECASE | re.ASCII) is not None


_CPR = re.compile(
    r"(?<![0-9])(?<![0-9][-/.])([0-3][0-9])([01][0-9])([0-9]{2})"
    r"[ \u00a0]?[-‐‑–]?[ \u00a0]?[0-9]{4}(?![0-9]|[-/][0-9])"
)


def contains_cpr(text: str) -> bool:
    """Whether a Danish civil registration number (ddmmyy-xxxx, also without the hyphen) stands in the text.

    The first six digits must be a date of the 1900s or 2000s. The check digit is not tried: numbers given out
    since October 2007 need not have one.
    """
    return any(_is_birthday(*map(int, found.groups())) for found in _CPR.finditer(text))


def _is_birthday(day: int, month: int, year: int) -> bool:
    for century in (1900, 2000):
        try:
            date(century + year, month, day)
        except ValueError:
            continue
        return True
    return False


@dataclass(frozen=True)
class PastedLine:
    """One row of what was pasted. Known names stand as in the directory, others as they were written.

    `unknown` holds the parts that could not be placed; `seats` is how many an organisation gets, if said.
    """

    raw: str
    organisation: str | None = None
    person: str | None = None
    email: str | None = None
    title: str | None = None
    seats: int | None = None
    unknown: tuple[str, ...] = ()


_ROW_END = re.compile(r"[\r\n\v\f\x85\u2028\u2029;]|(?<=>)\s{0,9},")
_BULLET = re.compile(r"(?:(?:[-*•·–—▪◦]|[0-9]{1,3}[.)])\s+)+|[•·▪◦]")
_PART_END = re.compile(r"[\t,|()<>]|:(?=\s|$)|\s[-–—](?=\s)")
_SEATS = re.compile(r"[0-9]{1,2}")
_ADDRESS = re.compile(rf"<?(?:mailto:)?\b({_EMAIL})(?![\w@-])>?", re.IGNORECASE | re.ASCII)
_LIST_END = re.compile(r",|\s(?:og|and|&)\s")
_LONGEST_ROW = 300  # a person with everything about them is shorter; what is longer is running text
_PARTICLES = {"af", "al", "da", "de", "den", "der", "di", "el", "la", "ten", "van", "von"}


def split_people(text: str, organisations: Iterable[str], people: Iterable[str] = ()) -> list[PastedLine]:
    """Rows of people and organisations out of pasted text, one a line or separated by semicolons.

    `organisations` are the known names, short and official (the first one of a kind is given back), `people`
    the known persons. Part of a row can be told by these, by an e-mail address, a number of seats in
    parentheses, or its shape: after a known organisation two or more capitalised words are a person, and what
    follows a person in small letters, or once the organisation is known, is the title. A line that is nothing
    but known organisations, or known people, with commas or `og` between them becomes a row each.
    """
    known = _Known(_by_fold(organisations), _by_fold(people))
    rows: list[PastedLine] = []
    for line in _ROW_END.split(unicodedata.normalize("NFC", text)):
        row = line.strip()
        bullet = _BULLET.match(row)
        row = row[bullet.end() :].strip() if bullet else row
        if any(map(str.isalnum, row)):
            rows.extend(_read_row(each, known) for each in known.several(row) or [row])
    return rows


@dataclass(frozen=True)
class _Known:
    organisations: Mapping[str, str]
    people: Mapping[str, str]

    def several(self, row: str) -> list[str]:
        """The names of a row that lists only organisations or only people; nothing for other rows."""
        names = [name.strip() for name in _LIST_END.split(row)]
        if len(names) < 2 or fold(row) in self.organisations:
            return []
        folded = [fold(re.sub(r"\([0-9]{1,2}\)$", "", name)) for name in names]
        listed = any(all(name in known for name in folded) for known in (self.organisations, self.people))
        return names if listed else []

    def may_be_title(self, part: str, organisation_found: bool) -> bool:
        """Whether a part beside a person tells what they do, rather than who else or where."""
        key = fold(part)
        if not part[0].isalpha() or key in self.organisations or key in self.people or _looks_like_name(part):
            return False
        return organisation_found or part[0].islower()


def _read_row(row: str, known: _Known) -> PastedLine:
    if len(row) > _LONGEST_ROW:
        return PastedLine(raw=row, unknown=(row,))
    address = _ADDRESS.search(row)
    email = address[1] if address else None
    rest = f"{row[: address.start()]}\t{row[address.end() :]}" if address else row
    whole = known.organisations.get(fold(rest))
    parts = [whole] if whole else [part for part in map(str.strip, _PART_END.split(rest)) if part]

    organisation = person = seats = None
    left: list[str] = []
    for part in parts:
        key = fold(part)
        if organisation is None and key in known.organisations:
            organisation = known.organisations[key]
        elif person is None and key in known.people:
            person = known.people[key]
        elif seats is None and person is None and _SEATS.fullmatch(part) and int(part) > 0:
            seats = int(part)
        else:
            left.append(part)

    if person is None and (organisation or email or (len(left) > 1 and re.search(r":\s", row))):
        # Without a known organisation the name stands after the colon: "Ukendt Forening: Anna Lindholt".
        after_colon = not organisation and len(left) > 1 and re.search(r":\s", row)
        candidates = left[1:] if after_colon else left
        person = next((part for part in candidates if _looks_like_name(part)), None)
        if person:
            left.remove(person)
    title = [part for part in left if person and known.may_be_title(part, bool(organisation))]
    return PastedLine(
        raw=row,
        organisation=organisation,
        person=person,
        email=email,
        title=", ".join(title) or None,
        seats=seats,
        unknown=tuple(part for part in left if part not in title),
    )


def _looks_like_name(part: str) -> bool:
    words = part.split()
    return 2 <= len(words) <= 6 and all(
        (word[0].isupper() or (word in _PARTICLES and place > 0))
        and re.fullmatch(r"[^\W\d_]+(?:[-'’.][^\W\d_]*)*", word)
        for place, word in enumerate(words)
    )


def _by_fold(names: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in names:
        if key := fold(name):
            found.setdefault(key, name)
    return found


def _unaccented(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))


def _without_genitive(word: str) -> str:
    if word[-2:] in ("'s", "’s"):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def task_clause(text: str, title: str) -> str:
    """A task as it goes on from "The task force X is to": without that beginning, and without a full stop."""
    words = text.strip().rstrip(".").strip()
    for opening in (
        *(f"{each} skal" for each in (f"taskforcen {title}", "taskforcen", "gruppen", "forløbet")),
        *(f"{each} is to" for each in (f"the task force {title}", "the group", "the process")),
        "skal",
        "to",
    ):
        if words.lower().startswith(opening.lower() + " "):
            words = words[len(opening) :].strip()
            break
    return words[:1].lower() + words[1:] if not words[:2].isupper() else words
