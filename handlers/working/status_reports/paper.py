"""The status paper as a card and as a Word document, corrected by who leads the group before it is kept, and the one
paper over several groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handlers.dialogue import chronicle, ongoing
from handlers.dialogue.card import Button, Card, Document, Item, Items, Line, Part
from handlers.dialogue.errors import UserError
from handlers.dialogue.form import Form, Words
from handlers.dialogue.named import name_of
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.standing import standing
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules.file_names import status_name
from handlers.rules.names import raised
from handlers.rules.permissions import LEADS, STAFF, may
from storage import groups, journal, people, status, subjects
from storage.engine import Store
from storage.tables import Group, JournalLine, StatusPaper, StatusRecipient

from .organ import Report, reports
from .telling import settle
from .text import HEADINGS, Section, current
from .words import organs_of, when

router = Router()
LONGEST = 10_000  # characters of one section; a long plan makes many lines
SHOWN = 8  # paragraphs of a section on a card; the paper has them all
PAPER, OF_ORGAN = "status_paper", "status_organ"  # the kinds of the files


@dataclass(frozen=True)
class Chapter:
    """A heading of a level, 1 or 2, with its paragraphs."""

    heading: str
    lines: tuple[str, ...] = ()
    level: int = 1


@dataclass(frozen=True)
class Paper:
    """Everything on the paper. `at` is when anything last happened in its groups, in the circle's zone: the same state
    gives the same paper on the same day, whenever it is fetched."""

    name: str
    title: str
    author: str
    language: str
    at: datetime
    facts: tuple[tuple[str, str], ...]
    chapters: tuple[Chapter, ...]


# --- one group ---


@router.button("status.paper", subject="group", changes=False)
def show(request: Request, store: Store) -> Reply:
    """[Statuspapir]"""
    return Reply(card(request, store, groups.get(store, request.id("group"))))


def card(request: Request, store: Store, group: Group) -> Card:
    """The paper to read, with whom it is for and what can be done with it."""
    t, gid = request.t, number(group.id)
    who = standing(store, request.person, subjects.find(store, "group", gid), request.now.date())
    sections, kept = current(store, group, t)
    body: list[Part] = []
    if kept is not None:
        by = name_of(t, people.get(store, kept.kept_by_id))
        body.append(Line(t("The text was corrected by {name}, {day}.", name=by, day=t.day(kept.kept_at)), "muted"))
    for section in sections:
        body += [Line(section.heading, "heading"), *_shown(t, section)]
    open_ = status.tellings(store, gid)
    if open_:
        named = organs_of(store, open_)
        body += [Line(t("Whom it is for"), "heading"), Items(tuple(
            Item(
                t("{organ} · {when}", organ=raised(named[number(each.id)]), when=when(t, each)),
                (settle(t, each, named, alone=True),) if who & LEADS else (),
            )
            for each in open_
        ))]  # fmt: skip
    body.append(Document(PAPER, gid, _name(t, group, request.now)))
    buttons = [Button("status.paper_write", t("Correct the text"), {"group": gid})]
    if kept is not None:
        buttons.append(Button("status.paper_anew", t("Put it together anew"), {"group": gid}))
    buttons += _of_organs(t, store, group) if who & STAFF else ()
    return Card(_title(t, group), tuple(body), tuple(each for each in buttons if may(each.action, who)))


def _shown(t: Speech, section: Section) -> list[Part]:
    if len(section.lines) == 1:
        return [Line(section.lines[0])]
    found: list[Part] = [Items(tuple(Item(line) for line in section.lines[:SHOWN]))]
    more = len(section.lines) - SHOWN
    if more > 0:
        found.append(Line(t.plural(more, "One more is in the paper.", "{n} more are in the paper."), "muted"))
    return found


def _of_organs(t: Speech, store: Store, group: Group) -> list[Button]:
    """The papers over several groups, for the bodies that have more than this one."""
    return [
        Button(
            "status.paper_of_organ",
            t("One paper for {organ}", organ=each.organ),
            {"recipient": number(each.id)},
        )
        for each in status.recipients(store, number(group.id))
        if len(reports(store, each)) > 1
    ]


def _title(t: Speech, group: Group) -> str:
    return t("The status of {group}", group=group.title)


def _name(t: Speech, group: Group, now: datetime) -> str:
    return status_name(group.title, t("Status"), now.date())


def collect(store: Store, group: Group, t: Speech) -> Paper:
    """A group's status paper; words are in the language of `t`, and times in its zone."""
    sections, _ = current(store, group, t)
    pairs = ((t("Group"), group.title), (t("Case no."), group.case_number), (t("Day"), t.paper(t.now.date())))
    return Paper(
        name=_name(t, group, t.now),
        title=_title(t, group),
        author=people.circle(store).title,
        language=t.language,
        at=_newest(store, [group], t),
        facts=tuple(pair for pair in pairs if pair[1]),
        chapters=tuple(Chapter(each.heading, each.lines) for each in sections),
    )


def _newest(store: Store, several: list[Group], t: Speech) -> datetime:
    lines = [line for group in several for line in journal.lines_of_group(store, number(group.id), limit=1)]
    at = max((line.at for line in lines), default=several[0].created_at)
    return at.astimezone(t.now.tzinfo)


# --- correcting the text ---


def write_form(request: Request, store: Store) -> Form:
    """The four sections as they are, to be corrected."""
    t, group = request.t, groups.get(store, request.id("group"))
    sections, _ = current(store, group, t)
    return Form(
        "status.paper_written",
        _title(t, group),
        tuple(Words(each.key, each.heading, required=False, max=LONGEST, lines=8) for each in sections),
        t("Keep the text"),
        args={"group": number(group.id)},
        values={each.key: each.text for each in sections},
        note=t("The text counts until a body has been told. After that it is put together anew."),
        page=True,
    )


@router.button("status.paper_write", subject="group", changes=False)
def write(request: Request, store: Store) -> Reply:
    """[Ret teksten]"""
    ongoing.working(request, groups.get(store, request.id("group")))
    return Reply(form=write_form(request, store))


@router.form("status.paper_written", write_form, subject="group")
def written(request: Request, store: Store) -> Reply:
    """The form."""
    t, group = request.t, groups.get(store, request.id("group"))
    ongoing.working(request, group)
    texts: dict[str, object] = {key: request.value(key) for key in HEADINGS}
    if not any(texts.values()):
        raise UserError(t("This has to be filled in."), field=next(iter(HEADINGS)))
    kept = StatusPaper(group_id=number(group.id), sections=texts, kept_at=request.now, kept_by_id=request.me)
    store.add(kept)
    line = chronicle.note(request, store, "status.paper", group=number(group.id), subject=number(kept.id))
    show_ = Button("status.paper", t("See the paper"), {"group": number(group.id)}, style="primary")
    return Reply(Card(t("The text is kept."), (), (show_, undo_button(t, line)), tone="good"))


@router.button("status.paper_anew", subject="group")
def anew(request: Request, store: Store) -> Reply:
    """[Sæt den sammen på ny]: what was corrected no longer counts."""
    t, group = request.t, groups.get(store, request.id("group"))
    kept = status.paper(store, number(group.id))
    if kept is None:
        raise UserError(t("The text is put together anew already."))
    dropped: list[int] = []
    while kept is not None:  # those that it had taken the place of as well
        kept.dropped_at = request.now
        dropped.append(number(kept.id))
        store.session.flush()
        kept = status.paper(store, number(group.id))
    line = chronicle.note(request, store, "status.paper_anew", group=number(group.id), facts={"papers": dropped})
    show_ = Button("status.paper", t("See the paper"), {"group": number(group.id)}, style="primary")
    return Reply(Card(t("The text is put together anew."), (), (show_, undo_button(t, line)), tone="good"))


@router.undo("status.paper")
def undo_written(request: Request, store: Store, line: JournalLine) -> Reply:
    """The text that stood before."""
    kept = status.kept_paper(store, number(line.subject_id))
    if kept.dropped_at is not None:
        raise UserError(request.t("It has gone on from there and cannot be taken back."))
    kept.dropped_at = request.now
    return Reply(Card(request.t("Taken back. The text is as it was before.")))


@router.undo("status.paper_anew")
def undo_anew(request: Request, store: Store, line: JournalLine) -> Reply:
    """The corrected text."""
    ids = line.facts.get("papers")
    for id_ in ids if isinstance(ids, list) else []:
        status.kept_paper(store, id_).dropped_at = None
    return Reply(Card(request.t("Taken back. The corrected text counts.")))


# --- one body, several groups ---


@router.button("status.paper_of_organ", subject="recipient", changes=False)
def show_of_organ(request: Request, store: Store) -> Reply:
    """[Samlet papir]: every group that tells the body, those that have not answered among them."""
    t, recipient = request.t, status.recipient(store, request.id("recipient"))
    found = _reports(store, recipient, t)
    body: list[Part] = []
    for each in found:
        body += [Line(each.group.title, "heading"), *(Line(text) for text in _in_short(t, store, each))]
    body.append(Document(OF_ORGAN, number(recipient.id), _organ_name(t, recipient, request.now)))
    return Reply(Card(_organ_title(t, recipient), tuple(body)))


def _reports(store: Store, recipient: StatusRecipient, t: Speech) -> list[Report]:
    """Its groups; a UserError where none of them tells it any more."""
    found = reports(store, recipient)
    if not found:
        raise UserError(t("{organ} is told no more already.", organ=raised(recipient.organ)))
    return found


def _in_short(t: Speech, store: Store, report: Report) -> list[str]:
    """The status and what is next, or that it is missing."""
    sections = {each.key: each for each in current(store, report.group, t)[0]}
    missing = [_is_missing(t, report.group)] if report.missing else []
    return [*missing, *sections["status"].lines[:1], *sections["next_steps"].lines[:1]]


def _is_missing(t: Speech, group: Group) -> str:
    return t("The status of {group} is missing: the group has not answered yet.", group=group.title)


def collect_for_organ(store: Store, recipient: StatusRecipient, t: Speech) -> Paper:
    """The one paper; words are in the language of `t`, and times in its zone."""
    found = _reports(store, recipient, t)
    missing = [each.group.title for each in found if each.missing]
    pairs = (
        (t("Body"), raised(recipient.organ)),
        (t("Groups"), t.names([each.group.title for each in found])),
        (t("Status is missing from"), t.names(missing) if missing else ""),
        (t("Day"), t.paper(t.now.date())),
    )
    chapters: list[Chapter] = []
    for each in found:
        above = (_is_missing(t, each.group),) if each.missing else ()
        chapters.append(Chapter(each.group.title, above))
        chapters += [Chapter(part.heading, part.lines, 2) for part in current(store, each.group, t)[0]]
    return Paper(
        name=_organ_name(t, recipient, t.now),
        title=_organ_title(t, recipient),
        author=people.circle(store).title,
        language=t.language,
        at=_newest(store, [each.group for each in found], t),
        facts=tuple(pair for pair in pairs if pair[1]),
        chapters=tuple(chapters),
    )


def _organ_title(t: Speech, recipient: StatusRecipient) -> str:
    return t("Status to {organs}", organs=recipient.organ)


def _organ_name(t: Speech, recipient: StatusRecipient, now: datetime) -> str:
    return status_name(recipient.organ, t("Status"), now.date())
