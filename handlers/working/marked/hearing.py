"""A message that has marked lines, from a face: its lines are noted, changed or taken back.

1. Who may: whoever leads the group and the secretariat all four kinds, a member all but a status. Of anybody else
   nothing is noted and nothing is said.
2. The lines are compared with what is known of the message: a line with the same words stays as it is, one of the
   same kind is the old one changed, the others are new or gone.
3. A line that is understood becomes something at once; about any other its writer is asked (questions.py).
"""

from __future__ import annotations

from hashlib import sha256

from handlers.dialogue.errors import UserError
from handlers.dialogue.events import DeadlineSaid, LineTakenBack, MilestoneSettled, OutputSaid, OutputSettled
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.somebody import matching, possible_owners
from handlers.dialogue.standing import standing
from handlers.dialogue.tell import tell
from handlers.rules import links
from handlers.rules import marked as rules
from handlers.rules.marked import MOST, Line, Word, marked_lines
from handlers.rules.names import contains_cpr
from handlers.rules.permissions import LEADS
from handlers.rules.workdays import holiday_name
from storage import groups, marked, milestones, outputs, subjects
from storage.engine import Store
from storage.tables import OFF_PLAN, WORKING, Group, MarkedKind, MarkedLine, MarkState, OutputState, Person

from . import decisions, questions, states
from .questions import Question
from .signs import put, sign

router = Router()
LONGEST = 200  # characters of a title


@router.report("room.heard", subject="group")
def heard(request: Request, store: Store) -> Reply:
    """A message in a group's room, new or edited. `place` is what the face calls it, `under` where everybody finds
    what is said about it and `aside` where its writer alone does; `link` is a file that came with it. What was noted
    for another group that talked here before stays as it is."""
    group = groups.get(store, request.id("group"))
    if group.state not in WORKING:
        return Reply()
    gid, place = number(group.id), str(request.args["place"])
    if marked.of_another(store, gid, request.face, place):
        return Reply()
    kept, lines = list(marked.at(store, gid, request.face, place)), _allowed(request, store, group)
    if len(lines) > MOST:
        _too_many(request, store, place, len(lines))
        return Reply()
    for before in _changed(request, store, group, place, kept, lines):
        _withdraw(store, before)
    if kept or lines:
        sign(request, store, gid, request.face, place)
    return Reply()


@router.report("room.unsaid", subject="group")
def unsaid(request: Request, store: Store) -> Reply:
    """A message has been deleted."""
    group = groups.get(store, request.id("group"))
    if group.state in WORKING:
        for mark in marked.at(store, number(group.id), request.face, str(request.args["place"])):
            _withdraw(store, mark)
    return Reply()


def _allowed(request: Request, store: Store, group: Group) -> list[Line]:
    subject = subjects.find(store, "group", number(group.id))
    leads = bool(standing(store, request.person, subject, request.now.date()) & LEADS)
    return [line for line in marked_lines(request.words) if leads or line.word != Word.status]


def _changed(
    request: Request, store: Store, group: Group, place: str, kept: list[MarkedLine], lines: list[Line]
) -> list[MarkedLine]:
    """Note the lines that are new or changed; what is left of those that were known."""
    left = list(kept)
    same: dict[int, MarkedLine] = {}
    for at, line in enumerate(lines):
        found = next((each for each in left if each.said == _digest(line) and each.kind == _kind(line)), None)
        if found is not None:
            left.remove(found)
            same[at] = found
    for at, line in enumerate(lines):
        mark = same.get(at) or next((each for each in left if each.kind == _kind(line)), None)
        if mark is None:
            mark = MarkedLine(
                group_id=number(group.id),
                person_id=request.me,
                face=request.face,
                place=place,
                under=str(request.args.get("under", place)),
                aside=str(request.args.get("aside", place)),
                kind=_kind(line),
                heard_at=request.now,
            )
        elif at not in same:
            left.remove(mark)
        mark.number = at
        if mark.said != _digest(line):
            mark.said = _digest(line)
            store.add(mark)
            _take(request, store, group, mark, line)
    return left


def _digest(line: Line) -> str:
    """The words of a line, so that it is known again; what they were is not kept here."""
    return sha256(f"{line.word}:{line.content}".encode()).hexdigest()[:32]


def _kind(line: Line) -> MarkedKind:
    return MarkedKind(line.word.value)


def _withdraw(store: Store, mark: MarkedLine) -> None:
    if mark.became_id is not None:
        store.happened(LineTakenBack(number(mark.id)))
    mark.state = MarkState.gone


# --- one line ---


def _take(request: Request, store: Store, group: Group, mark: MarkedLine, line: Line) -> None:
    """Let a line become something, or ask its writer."""
    mark.state = MarkState.kept
    question = _read(request, store, group, mark, line)
    if question is None:
        return
    mark.state = MarkState.asked
    tell(
        store,
        request.person,
        subject=f"mark:{mark.id}",
        key=f"mark:{mark.id}/{mark.said}/{int(request.now.timestamp())}",
        now=request.now,
        card=lambda t: questions.card(t, store, group, mark, question),
        only_by=mark.face,
        place=mark.aside,
    )


def _read(request: Request, store: Store, group: Group, mark: MarkedLine, line: Line) -> Question | None:
    """None when the line has become something."""
    if contains_cpr(line.content):
        return Question("cpr")
    match line.word:
        case Word.deadline:
            return _deadline(request, store, group, mark, line)
        case Word.decision:
            read = rules.decision(line.content, request.now)
            if read.problem is not None or not read.text or len(read.text) > decisions.LONGEST:
                return Question("decision", title=read.text, organ=read.organ, problem=read.problem)
            decisions.noted(request, store, mark, read.text, read.organ, read.day)
        case Word.output:
            made = rules.output(line.content)
            link = made.link or str(request.args.get("link", ""))
            if not made.title or len(made.title) > LONGEST or len(link) > links.LONGEST:
                return Question("output", title=made.title, link=link)
            store.happened(OutputSaid(number(mark.id), made.title, link))
        case Word.status:
            said = rules.status(line.content)
            if said.colour is None or len(said.line) > states.LONGEST:
                return Question("status", title=said.line, colour=said.colour or "")
            states.noted(request, store, mark, said.colour, said.line)
    return None


def _deadline(request: Request, store: Store, group: Group, mark: MarkedLine, line: Line) -> Question | None:
    try:
        words, owner = _owner(request, store, group, line.content)
    except UserError as error:
        read = rules.deadline(rules.owners(line.content)[0][1], request.now)
        return Question("owner", title=read.title, moment=read.moment, sentence=error.sentence, more=error.more)
    read = rules.deadline(words, request.now)
    owner_id = owner.id if owner is not None else None
    question = Question(
        "deadline", title=read.title, moment=read.moment, owner_id=owner_id, choices=read.choices, problem=read.problem
    )
    if read.moment is None or not read.title or len(read.title) > LONGEST:
        return question
    if not read.moment.week and holiday_name(read.moment.day) is not None:
        return question
    store.happened(DeadlineSaid(number(mark.id), read.title, read.moment, owner_id))
    return None


def _owner(request: Request, store: Store, group: Group, content: str) -> tuple[str, Person | None]:
    """The line without its owner, and the owner; a UserError for a mention of nobody in the group."""
    named = rules.owners(content)
    if not named:
        return content, None
    some = possible_owners(store, group)
    for name, rest in named:
        found = matching(name, some)
        if len(found) == 1:
            return rest, found[0]
    t = request.t
    raise UserError(
        t("Nobody in {group} is called “{name}”.", group=group.title, name=named[0][0][:60]),
        more=t("In the group: {names}.", names=t.names([each.name for each in some])),
    )


def _too_many(request: Request, store: Store, place: str, count: int) -> None:
    put(request, store, request.face, place, "unclear")
    tell(
        store,
        request.person,
        subject=f"mark:{request.face}/{place}/many",
        key=f"mark:{request.face}/{place}/many/{count}/{int(request.now.timestamp())}",
        now=request.now,
        card=lambda t: questions.too_many(t, count),
        only_by=request.face,
        place=str(request.args.get("aside", place)),
    )


# --- what becomes of it elsewhere ---


@router.on(MilestoneSettled)
def milestone_settled(event: MilestoneSettled, request: Request, store: Store) -> None:
    """A deadline that was written in the room has been taken off the plan, or put on it again."""
    there = milestones.get(store, event.milestone_id).state not in OFF_PLAN
    _follow(request, store, marked.of(store, MarkedKind.deadline, event.milestone_id), there)


@router.on(OutputSettled)
def output_settled(event: OutputSettled, request: Request, store: Store) -> None:
    """A result that was written in the room is delivered after all, or not."""
    there = outputs.get(store, event.output_id).state == OutputState.delivered
    _follow(request, store, marked.of(store, MarkedKind.output, event.output_id), there)


def _follow(request: Request, store: Store, mark: MarkedLine | None, there: bool) -> None:
    if mark is None or mark.state not in (MarkState.kept, MarkState.undone):
        return
    state = MarkState.kept if there else MarkState.undone
    if mark.state != state:
        mark.state = state
        sign(request, store, mark.group_id, mark.face, mark.place)
