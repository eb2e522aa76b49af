"""The words of a plan that are no date: who meets, what it hangs on, who answers for it, what is only a heading.

Danish as municipalities write it, and English. Everything is returned as it was written, but for a body's name,
which loses its article: `byrådet` is Byråd.
"""

from __future__ import annotations

import re
from enum import StrEnum

from .names import raised, typed
from .plan_layout import trim


class Column(StrEnum):
    """What a column of a plan's table holds."""

    number = "number"
    weekday = "weekday"
    date = "date"
    time = "time"
    week = "week"
    organ = "organ"
    content = "content"
    points = "points"
    owner = "owner"
    head = "head"


def column(head: str) -> Column | None:
    """What a column holds by its head."""
    return _HEADS.get(typed(head).strip(" .:*"))


def organ_of(cell: str) -> tuple[str, str]:
    """The body that a text begins with, and what remains; no body when it begins otherwise.

    `Byråd, dialogmøde` is Byråd and `dialogmøde`; `Hovedudvalgsmøde` is Hovedudvalg and stays as it is.
    """
    match = _ORGAN.match(cell) or _PEOPLE.match(cell)
    if match is None:
        return "", cell
    after = cell[match.end() :]
    if after and not _AFTER_ORGAN.match(after):
        return "", cell
    return _name(match), cell if re.match(r"\s?(?:møde|meeting)", after, re.IGNORECASE) else trim(after)


def organ_in(text: str) -> str:
    """The body that a text is about: the first that is not only mentioned (`oplæg fra arbejdsgruppen`)."""
    for match in _ORGAN.finditer(text):
        mentioned = _MENTIONED.search(text, max(0, match.start() - 20), match.start())
        its = match["genitive"] and not _OWN_MEETING.match(text, match.end())
        if mentioned is None and not its:
            return _name(match)
    people = _FOR_PEOPLE.search(text)
    return people[1] if people else ""


def subject_first(text: str, organ: str) -> str:
    """`drøfter byrådet metoden`, which is left of a sentence that began with its date, as `Byrådet drøfter metoden`."""
    text = _THERE_IS.sub("", text, count=1) if _THERE_IS.match(text) else text
    verb, _, rest = text.partition(" ")
    match = _ORGAN.match(rest)
    if organ and match and _VERB.fullmatch(verb) and not match["genitive"]:
        return f"{raised(match[0])} {verb.lower()}{rest[match.end() :]}"
    return text


def conditions(text: str) -> list[tuple[int, int]]:
    """Where a text says what it hangs on."""
    return [match.span() for match in _CONDITION.finditer(text)]


def conditional(text: str) -> tuple[str, str]:
    """What a text hangs on (`hvis udvalget siger ja`; empty for nothing), and what remains of it."""
    match = _CONDITION.search(text)
    if match is None:
        return "", text
    before, after = trim(text[: match.start()].rstrip(" (")), trim(text[match.end() :].lstrip(" )"))
    if not before:
        after = _THEN.sub("", after, count=1)
        if swapped := _MUST.fullmatch(after):
            after = f"{swapped[2]} {swapped[1]} {swapped[3]}"
        elif swapped := _PASSIVE.fullmatch(after):
            after = f"{swapped[2]} {swapped[1]}"
    return trim(match[0]), raised(" ".join(filter(None, (before, after))))


def owner_in(text: str) -> tuple[str, str]:
    """Who answers for it as it was written (`ansvarlig: sekretariatet`; empty for nobody), and what remains."""
    match = _OWNER.search(text)
    return (trim(match["owner"]), trim(text[: match.start()] + " " + text[match.end() :])) if match else ("", text)


def is_label(text: str) -> bool:
    """Whether a text only says that a plan, or the points of a meeting, follow: `Tidsplan for`, `Dagsorden:`."""
    return all(word in _LABELS for word in re.findall(r"[^\W\d_]+", typed(text)))


def year_in(text: str) -> int | None:
    """The first year that a text names with four digits."""
    match = _YEAR.search(text)
    return int(match[0]) if match else None


def has_year(words: str) -> bool:
    """Whether the words of a date name its year."""
    return bool(_YEAR.search(words) or _SHORT_YEAR.search(words))


def _name(match: re.Match[str]) -> str:
    groups = match.groupdict()
    name = groups.get("stem") or groups.get("whole") or match[0]
    return raised(re.sub(r"\s+", " ", name).strip())


_HEADS = {
    **dict.fromkeys(("nr", "no", "#", "punkt nr", "loebenr"), Column.number),
    **dict.fromkeys(("ugedag", "dag", "weekday", "day"), Column.weekday),
    **dict.fromkeys(
        ("dato", "datoer", "dato og tid", "hvornaar", "frist", "termin", "periode", "deadline", "date", "when"),
        Column.date,
    ),
    **dict.fromkeys(("tid", "tidspunkt", "kl", "klokken", "klokkeslaet", "time"), Column.time),
    **dict.fromkeys(("uge", "week", "uge nr", "ugenr"), Column.week),
    **dict.fromkeys(
        (
            *("organ", "udvalg", "forum", "fora", "moede", "moedeforum", "moeder", "hvem", "deltagere", "instans"),
            *("politisk udvalg", "gruppe", "body", "who", "meeting", "committee", "participants"),
        ),
        Column.organ,
    ),
    **dict.fromkeys(
        (
            *("indhold", "aktivitet", "aktiviteter", "emne", "hvad", "opgave", "titel", "milepael", "sag"),
            *("beskrivelse", "proces", "handling", "content", "activity", "what", "task", "title", "milestone"),
        ),
        Column.content,
    ),
    **dict.fromkeys(
        (
            *("punkter", "dagsorden", "emner", "bemaerkning", "bemaerkninger", "note", "noter", "kommentar"),
            *("kommentarer", "betingelse", "points", "agenda", "topics", "notes", "remarks", "comments"),
        ),
        Column.points,
    ),
    **dict.fromkeys(("ansvarlig", "ansvar", "tovholder", "owner", "responsible", "coordinator"), Column.owner),
}
_LABELS = {
    *("tidsplan", "tids", "og", "procesplan", "plan", "planen", "forloeb", "proces", "kalender", "moedeplan"),
    *("moeder", "moedekalender", "milepaele", "aarshjul", "for", "i", "fra", "til", "den", "foraar", "foraaret"),
    *("efteraar", "efteraaret", "aar", "dagsorden", "emner", "punkter", "indhold", "program", "temaer", "med"),
    *("timeline", "schedule", "plan", "calendar", "milestones", "meetings", "agenda", "topics", "spring", "autumn"),
    *("the", "of", "and", "in", "from", "to", "points"),
}
_LIST = ("byråd", "kommunalbestyrelse", "bestyrelse", "regionsråd", "direktion", "udvalg", "gruppe", "forum", "kreds")
_STEMS = "|".join((*_LIST, "sekretariat", "nævn", "netværk", "råd", "konsortium", "ledelse"))
_ORGAN = re.compile(
    r"(?<![\w-])(?:(?:det|den|the)\s+(?!kommunale\s+ledergruppe))?(?:"
    r"(?P<whole>politisk\s+koordination\s+(?:&|og)\s+økonomi|den\s+kommunale\s+ledergruppe(?=n?\b)"
    r"|(?-i:[Uu]dvalg(?=(?:et)? for [A-ZÆØÅ]))"
    r"|KKR(?:\s+(?-i:[A-ZÆØÅ])\w{1,30})?|EKO|[KN][0-9]{2}"
    r"|(?:(?-i:[A-Z])\w{1,30}\s+){0,3}(?:council|committee|executive\s+board|board|steering\s+group|working\s+group|leader\s+group"
    r"|management\s+group|secretariat))"
    r"|(?P<stem>(?:MED-|§\s?17,?\s+stk\.\s?4-|(?:\w{2,30}-,?\s+){1,2}(?:og|&)\s+)?"
    rf"\w{{0,40}}?(?:{_STEMS}))(?:met|et|en|n)?"
    r")(?:(?P<genitive>s)(?!\w)|s?(?=møde\w{0,5}\b)|s?(?=\s?meeting)|n?\b)",
    re.IGNORECASE,
)
_PEOPLE_WORDS = (
    r"(?:AMR|TR|(?:kommunal|region[s]?)?direktører(?:ne)?|borgmestre(?:ne)?|ledere(?:ne)?|chefer(?:ne)?|medarbejdere(?:ne)?"
    r"|\w{0,30}repræsentanter(?:ne)?|tovholdere(?:ne)?|managers|directors|shop\s+stewards)"
)
_PEOPLE = re.compile(rf"{_PEOPLE_WORDS}(?:(?:,\s+|\s+(?:og|samt|and|&)\s+|/){_PEOPLE_WORDS})*\b", re.IGNORECASE)
_FOR_PEOPLE = re.compile(rf"\b(?:for|med|with)\s+({_PEOPLE.pattern})", re.IGNORECASE)
_AFTER_ORGAN = re.compile(r"\s*(?:[,;:.(|]|[-–—]\s|\Z)|s?møde|\s?meeting", re.IGNORECASE)
_MENTIONED = re.compile(
    r"\b(?:fra|af|til|om|jf\.|hos|på|ved|from|of|to|by|about)\s+(?:den\s+|det\s+|the\s+)?\Z", re.IGNORECASE
)
_OWN_MEETING = re.compile(r"\s+\w{0,30}?(?:møde|dag|seminar|meeting)", re.IGNORECASE)
_VERB = re.compile(r"[^\W\d_]{2,}(?:r|s)|skal|kan|vil|må", re.IGNORECASE)
_CONDITION = re.compile(
    r"(?<!\w)(?:hvis|såfremt|forudsat|under\s+forudsætning\s+af|betinget\s+af|afhængigt?\s+af|if|provided|subject\s+to"
    r"|conditional\s+on)\b"
    r"(?:[^.,:;()]|\.(?!\s+(?-i:[A-ZÆØÅ])|\s*\Z)|:(?=\d)){1,200}?"
    r"(?=[,:;()]|\.(?:\s+(?-i:[A-ZÆØÅ])|\s*\Z)|\s*\Z|\s+(?:skal|kan|vil|bliver|så|then|will|shall)\s)",
    re.IGNORECASE,
)
_THEN = re.compile(r"(?:så|then)\s+", re.IGNORECASE)
_MUST = re.compile(r"(skal|kan|vil|bliver)\s+([^,.;:]{3,60}?)\s+([^\W\d_]+(?:s|t))", re.IGNORECASE)
_THERE_IS = re.compile(r"(?:er\s+der|der\s+er|(?:af)?holdes(?:\s+der)?|there\s+is|is\s+held)\s+", re.IGNORECASE)
_PASSIVE = re.compile(r"([^\W\d_]+es)\s+([^,.;:]{3,60})", re.IGNORECASE)
_OWNER = re.compile(
    r"[\s,;–-]{0,3}\(?\b(?:ansvarlige?|tovholder|responsible|owner)\s*:\s*(?P<owner>[^().;,\n]{2,80})\)?", re.IGNORECASE
)
_YEAR = re.compile(r"(?<![\d.,])(?:19|20|21)[0-9]{2}(?![\d]|[.,]\d{3})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}([./-])[0-9]{1,2}[./-][0-9]{2}(?!\d)|'[0-9]{2}\b")
