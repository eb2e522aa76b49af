"""Asking what was decided, and what follows from a yes and from a no."""

from __future__ import annotations

from handlers.dialogue import chronicle, ongoing
from handlers.dialogue.card import Button, Card, Item, Items, Line, Part
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import CoordinatorChanged, MilestoneSettled
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.somebody import lead
from handlers.dialogue.tell import post, redraw, tell
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules import moments
from handlers.rules.names import raised
from handlers.rules.reminding import plan_times
from storage import gates, groups, journal, members, milestones
from storage.attention import OpenItem
from storage.engine import Store
from storage.gates import STANDING, Hanging
from storage.tables import ALIVE, WORKING, GateAnswer, Group, JournalLine, Milestone, MilestoneState, Person, PlanPoint

router = Router()
ANSWERED = ("gate.yes", "gate.no")


# --- asking ---


@router.on(MilestoneSettled)
def settled(event: MilestoneSettled, request: Request, store: Store) -> None:
    """Ask when the day of a decision has passed; the cards that were sent about it say how it stands."""
    if not gates.is_gate(store, event.milestone_id):
        return
    gate = milestones.get(store, event.milestone_id)
    subject = f"milestone:{gate.id}/gate"
    redraw(store, subject, now=request.now, card=lambda t, reader: _card(t, store, gate, reader, asked=True))
    if gate.late_asked_at is not None and gate.state == MilestoneState.open:
        _ask(request, store, gate)


def _ask(request: Request, store: Store, gate: Milestone) -> None:
    """Once for each time it falls due, and for each who comes to lead the group."""
    subject, reader = f"milestone:{gate.id}/gate", lead(store, groups.get(store, gate.group_id))
    tell(
        store,
        reader,
        subject=subject,
        key=f"{subject}/{reader.id}/{gate.day}",
        now=request.now,
        card=lambda t: _card(t, store, gate, reader),
    )


@router.on(CoordinatorChanged)
def handed_over(event: CoordinatorChanged, request: Request, store: Store) -> None:
    """The question lies with whoever leads the group now."""
    if groups.get(store, event.group_id).state not in ALIVE:
        return
    for gate in milestones.open_in(store, event.group_id):
        if gate.late_asked_at is not None and gates.is_gate(store, number(gate.id)):
            settled(MilestoneSettled(number(gate.id)), request, store)


@router.button("gate.show", subject="milestone", changes=False)
def show(request: Request, store: Store) -> Reply:
    """What is to be decided, with its buttons, or what was."""
    gate = milestones.get(store, request.id("milestone"))
    return Reply(_card(request.t, store, gate, request.person))


@router.line("gate")
def line(item: OpenItem, t: Speech, store: Store) -> Item:
    """A decision whose day has passed, in an overview or a digest."""
    gate = milestones.get(store, item.id)
    title = groups.get(store, gate.group_id).title
    return Item(
        t("{group}: {question} {what}.", group=title, question=_question(t, gate), what=entry(t, gate)),
        _buttons(t, gate),
    )


def _card(t: Speech, store: Store, gate: Milestone, reader: Person | None, *, asked: bool = False) -> Card:
    """The question, or its answer. Somebody who was `asked` and does not lead the group any longer reads who does."""
    if gate.answer is not None:
        return _answered(t, store, gate, reader)
    if gate.state not in STANDING:
        return Card(t("{what} is no longer on the plan.", what=raised(gate.title)))
    boss = lead(store, groups.get(store, gate.group_id))
    if asked and reader is not None and reader.id != boss.id:
        return Card(_question(t, gate), (Line(entry(t, gate)), Line(t("{name} answers that now.", name=boss.name))))
    body: list[Part] = [Line(entry(t, gate))]
    if falls := _hanging(store, gate):
        body += [Line(t("With a no this falls away:")), _list(t, falls)]
    return Card(_question(t, gate), tuple(body), _buttons(t, gate), tone="waiting")


def _answered(t: Speech, store: Store, gate: Milestone, reader: Person | None) -> Card:
    line = journal.last_about(store, number(gate.id), ANSWERED)
    mine = line is not None and reader is not None and line.actor_id == reader.id
    undo = (undo_button(t, line),) if line is not None and mine else ()
    if gate.answer == GateAnswer.yes:
        return Card(_outcome(t, gate), (Line(entry(t, gate)),), undo, tone="good")
    return Card(_outcome(t, gate), _what_fell(t, store, gate, line), undo)


def _buttons(t: Speech, gate: Milestone) -> tuple[Button, ...]:
    args: dict[str, str | int] = {"milestone": number(gate.id)}
    return (
        Button("gate.yes", t("Yes"), args, style="primary"),
        Button("gate.no", t("No"), args),
        Button("gate.postpone", t("Put off"), args),
    )


def _question(t: Speech, gate: Milestone) -> str:
    if gate.organ:
        return t("Did {organ} say yes?", organ=gate.organ)
    return t("Was it a yes?")


def _outcome(t: Speech, gate: Milestone) -> str:
    yes = gate.answer == GateAnswer.yes
    if gate.organ:
        return t("{organ} said yes.", organ=gate.organ) if yes else t("{organ} said no.", organ=gate.organ)
    what = raised(gate.title)
    return t("{what}: it was a yes.", what=what) if yes else t("{what}: it was a no.", what=what)


def entry(t: Speech, milestone: Milestone) -> str:
    """Beslutning om metode, mandag den 13. januar (uge 3)"""
    moment = moments.of(milestone)
    return ", ".join([raised(milestone.title), t.when(moment) if moment is not None else t("without a date")])


def _what_fell(t: Speech, store: Store, gate: Milestone, line: JournalLine | None) -> tuple[Part, ...]:
    fell = _of_line(store, line) if line is not None else Hanging((), ())
    if not fell:
        return (Line(entry(t, gate)),)
    return Line(entry(t, gate)), Line(t("This has fallen away:")), _list(t, fell)


def _list(t: Speech, found: Hanging) -> Items:
    whole = [Item(entry(t, each)) for each in found.milestones]
    points = [
        Item(t("{point} ({meeting})", point=raised(point.title), meeting=entry(t, milestone)))
        for point, milestone in found.points
    ]
    return Items((*whole, *points))


# --- a yes ---


@router.button("gate.yes", subject="milestone")
def yes(request: Request, store: Store) -> Reply:
    """[Ja]: what waited is asked about from now on."""
    gate, group = open_gate(request, store)
    waited = gates.hanging(store, [number(gate.id)], STANDING)
    line = chronicle.note(
        request, store, "gate.yes", group=number(group.id), subject=number(gate.id), texts={"title": gate.title}
    )
    _answer(request, store, gate, GateAnswer.yes)
    for each in waited.milestones:
        never_late = each.late_at is None and each.late_asked_at is None  # its day passed while it waited
        if each.asked_at is None or never_late:
            plan_times(each, request.now, known_to=request.me)
        store.happened(MilestoneSettled(number(each.id)))
    _tell_room(request, store, gate, group, line)
    return Reply(_card(request.t, store, gate, request.person), instead=True)


# --- a no ---


@router.button("gate.no", subject="milestone")
def no(request: Request, store: Store) -> Reply:
    """[Nej]: what hangs on it falls away, and the members are told."""
    gate, group = open_gate(request, store)
    falls = _hanging(store, gate)
    line = chronicle.note(
        request,
        store,
        "gate.no",
        group=number(group.id),
        subject=number(gate.id),
        facts={
            "milestones": [[number(each.id), each.state.value] for each in falls.milestones],
            "points": [[number(point.id), point.state.value] for point, _ in falls.points],
        },
        texts={"title": gate.title},
    )
    for each in falls.milestones:
        milestones.revise(each, request.now)
        each.state = MilestoneState.lapsed
    for point, _ in falls.points:
        point.state = MilestoneState.lapsed
    _answer(request, store, gate, GateAnswer.no)
    _settle(store, falls)
    if not _tell_room(request, store, gate, group, line):
        for _, member in members.of_group(store, number(group.id)):
            _tell_member(request, store, gate, member, line)
    return Reply(_card(request.t, store, gate, request.person), instead=True)


def _hanging(store: Store, gate: Milestone) -> Hanging:
    """What a no makes fall away: what hangs on the gate, and on that in turn; points only of what stays."""
    whole: list[Milestone] = []
    points: list[tuple[PlanPoint, Milestone]] = []
    reached, ahead = {number(gate.id)}, [number(gate.id)]
    while ahead:
        found = gates.hanging(store, ahead, STANDING)
        fresh = [each for each in found.milestones if each.id not in reached]
        points += found.points
        whole += fresh
        ahead = [number(each.id) for each in fresh]
        reached.update(ahead)
    return Hanging(whole, [(point, milestone) for point, milestone in points if milestone.id not in reached])


def _settle(store: Store, found: Hanging) -> None:
    """Every card about these deadlines, and about those of the points, says how they stand."""
    for id_ in sorted({number(each.id) for each in (*found.milestones, *(under for _, under in found.points))}):
        store.happened(MilestoneSettled(id_))


def _tell_room(request: Request, store: Store, gate: Milestone, group: Group, line: JournalLine) -> bool:
    if group.state not in ALIVE:
        return False
    subject = f"milestone:{gate.id}/answer"
    return post(
        store,
        group,
        subject=subject,
        key=f"{subject}/{line.id}",
        now=request.now,
        card=lambda t: _card(t, store, gate, None),
    )


def _tell_member(request: Request, store: Store, gate: Milestone, member: Person, line: JournalLine) -> None:
    if member.id == request.me:
        return
    subject = f"milestone:{gate.id}/answer"
    tell(
        store,
        member,
        subject=subject,
        key=f"{subject}/{line.id}/{member.id}",
        now=request.now,
        card=lambda t: _card(t, store, gate, None),
    )


# --- both ---


def _answer(request: Request, store: Store, gate: Milestone, answer: GateAnswer) -> None:
    gate.answer, gate.answered_at = answer, request.now
    gate.state, gate.done_at, gate.help_at = MilestoneState.done, request.now, None
    store.happened(MilestoneSettled(number(gate.id)))


@router.undo("gate.yes")
@router.undo("gate.no")
def undo(request: Request, store: Store, line: JournalLine) -> Reply:
    """It is not answered, and what fell away stands on the plan as before."""
    t, gate = request.t, milestones.get(store, number(line.subject_id))
    last = journal.last_about(store, number(gate.id), ANSWERED)
    group = groups.get(store, gate.group_id)
    if gate.answer is None or last is None or last.id != line.id or group.state not in WORKING:
        raise UserError(t("It has gone on from there and cannot be taken back."))
    fell = _of_line(store, line)
    before = {kind: dict(_pairs(line, kind)) for kind in ("milestones", "points")}
    for each in fell.milestones:
        if each.state == MilestoneState.lapsed:
            milestones.revise(each, request.now)
            each.state = MilestoneState(before["milestones"][number(each.id)])
    for point, _ in fell.points:
        if point.state == MilestoneState.lapsed:
            point.state = MilestoneState(before["points"][number(point.id)])
    gate.answer = gate.answered_at = gate.done_at = None
    gate.state = MilestoneState.open
    store.happened(MilestoneSettled(number(gate.id)))
    _settle(store, fell)
    redraw(
        store,
        f"milestone:{gate.id}/answer",
        now=request.now,
        card=lambda t, _reader: Card(
            t("{what} is not decided after all.", what=raised(gate.title)), (Line(t("The plan stands as before.")),)
        ),
        news=line.what == "gate.no",
    )
    said = t("Taken back. {what} is not decided, and the plan stands as before.", what=raised(gate.title))
    return Reply(Card(said, buttons=_buttons(t, gate)))


def _of_line(store: Store, line: JournalLine) -> Hanging:
    """What fell away with a no, as the journal has it; nothing for a yes."""
    ids = {kind: [id_ for id_, _ in _pairs(line, kind)] for kind in ("milestones", "points")}
    return gates.with_ids(store, ids["milestones"], ids["points"])


def _pairs(line: JournalLine, kind: str) -> list[tuple[int, str]]:
    """Numbers and states, as `no` has put them in a journal line."""
    found = line.facts.get(kind)
    return [(id_, state) for id_, state in found] if isinstance(found, list) else []


def open_gate(request: Request, store: Store) -> tuple[Milestone, Group]:
    """The decision that is still open, in a group that works; else a UserError."""
    t, gate = request.t, milestones.get(store, request.id("milestone"))
    group = groups.get(store, gate.group_id)
    ongoing.working(request, group)
    if gate.answer is not None:
        raise UserError(t("{what} has been decided already.", what=raised(gate.title)))
    if gate.state not in STANDING:
        raise UserError(t("{what} is no longer on the plan.", what=raised(gate.title)))
    return gate, group
