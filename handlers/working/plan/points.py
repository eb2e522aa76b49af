"""The points under a deadline: added, edited, done, taken off; each can wait for a decision of its own."""

from __future__ import annotations

from dataclasses import replace

from handlers.dialogue import chronicle, ongoing
from handlers.dialogue.card import Card
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import MilestoneSettled
from handlers.dialogue.form import Form, Words
from handlers.dialogue.gated import chosen_gate, gate_field, possible_gates, see_that_it_is_asked
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.undo import undo_button
from handlers.rules.names import lowered, raised
from storage import gates, groups, journal, milestones
from storage.engine import Store
from storage.tables import WORKING, JournalLine, Milestone, MilestoneState, PlanPoint

from .showing import item_card

router = Router()
LONGEST, MOST = 200, 30  # characters of a point, and points at once
_AFTER = {"plan.point_dropped": MilestoneState.dropped, "plan.point_done": MilestoneState.done}


def points_form(request: Request, store: Store) -> Form:
    """New points, one on each line."""
    t, milestone = request.t, milestones.get(store, request.id("milestone"))
    return Form(
        "plan.points.added",
        t("New points under {what}", what=lowered(milestone.title, milestone.organ)),
        (Words("points", t("Points"), hint=t("One on each line."), max=LONGEST * MOST, lines=4),),
        t("Add"),
        args={"milestone": number(milestone.id)},
    )


@router.button("plan.points", subject="milestone", changes=False)
def add(request: Request, store: Store) -> Reply:
    """[Tilføj punkter]"""
    _standing(request, store)
    return Reply(form=points_form(request, store))


@router.form("plan.points.added", points_form, subject="milestone")
def added(request: Request, store: Store) -> Reply:
    """The form."""
    t, milestone = request.t, _standing(request, store)
    titles = [" ".join(line.split()).lstrip("-–•* ") for line in request.value("points").splitlines()]
    titles = [title for title in titles if title]
    if not titles:
        raise UserError(t("This has to be filled in."), field="points")
    if len(titles) > MOST:
        raise UserError(t("At most {most} points at a time, please.", most=MOST), field="points")
    for title in titles:
        if len(title) > LONGEST:
            raise UserError(
                t("At most {most} characters, please. This is {count}.", most=LONGEST, count=len(title)),
                field="points",
            )
    made = milestones.add_points(store, number(milestone.id), titles)
    line = chronicle.note(
        request,
        store,
        "plan.points_added",
        group=milestone.group_id,
        subject=number(milestone.id),
        facts={"points": [number(each.id) for each in made]},
        texts={"title": milestone.title},
    )
    return _settled(request, store, milestone, line)


@router.undo("plan.points_added")
def undo_added(request: Request, store: Store, line: JournalLine) -> Reply:
    """They are no longer there."""
    t, milestone = request.t, milestones.get(store, number(line.subject_id))
    ids = line.facts.get("points")
    found = [milestones.point(store, id_) for id_ in ids] if isinstance(ids, list) else []
    still = [each for each in found if each is not None and each.state == MilestoneState.open]
    if not still or not _stands(store, milestone):
        raise UserError(t("It has gone on from there and cannot be taken back."))
    for each in still:
        each.state = MilestoneState.dropped
    store.happened(MilestoneSettled(number(milestone.id)))
    return Reply(Card(t("Taken back. The points are off the plan.")))


def point_form(request: Request, store: Store) -> Form:
    """One point, and the decision that it waits for."""
    t, milestone = request.t, milestones.get(store, request.id("milestone"))
    point = milestones.point(store, request.id("point"))
    gate = gate_field(t, store, milestone.group_id, waiting=milestone)
    chosen = str(point.gate_id) if point is not None and point.gate_id is not None else ""
    return Form(
        "plan.point.edited",
        t("Edit a point under {what}", what=lowered(milestone.title, milestone.organ)),
        (Words("title", t("Point"), max=LONGEST), gate),
        t("Save"),
        args={"milestone": number(milestone.id), "point": request.id("point")},
        values={
            "title": point.title if point is not None else "",
            **({"gate": chosen} if chosen in {each.value for each in gate.options} else {}),
        },
    )


@router.button("plan.point", subject="milestone", changes=False)
def edit(request: Request, store: Store) -> Reply:
    """[Ret] at a point."""
    _there(request, store)
    return Reply(form=point_form(request, store))


@router.form("plan.point.edited", point_form, subject="milestone")
def edited(request: Request, store: Store) -> Reply:
    """The form."""
    t = request.t
    point, milestone = _there(request, store)
    title, gate = " ".join(request.value("title").split()), chosen_gate(request)
    offered = {each.id for each in possible_gates(store, milestone.group_id, waiting=milestone)}
    if point.gate_id is not None and point.gate_id not in offered:
        gate = point.gate_id  # it has been answered, and cannot be chosen any longer
    if (title, gate) == (point.title, point.gate_id):
        raise UserError(t("Nothing has been changed."))
    line = chronicle.note(
        request,
        store,
        "plan.point_edited",
        group=milestone.group_id,
        subject=number(milestone.id),
        facts={"point": number(point.id), "gate": point.gate_id, "to": gate},
        texts={"title": point.title, "to": title},
    )
    point.title, point.gate_id = title, gate
    see_that_it_is_asked(request, store, gate)
    return _settled(request, store, milestone, line)


@router.button("plan.point.drop", subject="milestone")
def drop(request: Request, store: Store) -> Reply:
    """[Fjern] at a point."""
    point, milestone = _there(request, store)
    point.state = MilestoneState.dropped
    line = chronicle.note(
        request,
        store,
        "plan.point_dropped",
        group=milestone.group_id,
        subject=number(milestone.id),
        facts={"point": number(point.id)},
        texts={"title": point.title},
    )
    return _settled(request, store, milestone, line)


@router.button("plan.point.done", subject="milestone")
def done(request: Request, store: Store) -> Reply:
    """[Færdig] at a point."""
    point, milestone = _there(request, store)
    return _marked(request, store, point, milestone, MilestoneState.done, "plan.point_done")


@router.button("plan.point.reopen", subject="milestone")
def reopen(request: Request, store: Store) -> Reply:
    """[Ikke færdig] at a point."""
    point, milestone = _there(request, store, MilestoneState.done)
    return _marked(request, store, point, milestone, MilestoneState.open, "plan.point_reopened")


def _marked(
    request: Request, store: Store, point: PlanPoint, milestone: Milestone, state: MilestoneState, deed: str
) -> Reply:
    point.state = state
    line = chronicle.note(
        request,
        store,
        deed,
        group=milestone.group_id,
        subject=number(milestone.id),
        facts={"point": number(point.id)},
        texts={"title": point.title},
    )
    return _settled(request, store, milestone, line)


@router.undo("plan.point_edited")
@router.undo("plan.point_dropped")
@router.undo("plan.point_done")
@router.undo("plan.point_reopened")
def undo_point(request: Request, store: Store, line: JournalLine) -> Reply:
    """The point is as it was."""
    t, milestone = request.t, milestones.get(store, number(line.subject_id))
    id_ = line.facts.get("point")
    point = milestones.point(store, id_) if isinstance(id_, int) else None
    wanted = _AFTER.get(line.what, MilestoneState.open)
    texts = journal.texts_of(store, [number(line.id)]).get(number(line.id), {})
    edited_on = (
        point is not None
        and line.what == "plan.point_edited"
        and ((point.title, point.gate_id) != (texts.get("to", point.title), line.facts["to"]))
    )
    if point is None or point.state != wanted or edited_on or not _stands(store, milestone):
        raise UserError(t("It has gone on from there and cannot be taken back."))
    if line.what == "plan.point_edited":
        gate = line.facts.get("gate")
        point.gate_id = gate if isinstance(gate, int) else None
        point.title = texts.get("title", point.title)
    point.state = MilestoneState.done if line.what == "plan.point_reopened" else MilestoneState.open
    store.happened(MilestoneSettled(number(milestone.id)))
    return Reply(Card(t("Taken back. {what}", what=raised(point.title))))


def _settled(request: Request, store: Store, milestone: Milestone, line: JournalLine) -> Reply:
    """The deadline as it is now, with {Undo}."""
    store.happened(MilestoneSettled(number(milestone.id)))
    shown = item_card(request, store, milestone)
    return Reply(replace(shown, buttons=(*shown.buttons, undo_button(request.t, line))))


def _standing(request: Request, store: Store) -> Milestone:
    """The deadline that is pressed on; a UserError unless it is on the plan of a living group."""
    t, milestone = request.t, milestones.get(store, request.id("milestone"))
    group = groups.get(store, milestone.group_id)
    ongoing.working(request, group)
    if milestone.state not in gates.STANDING:
        raise UserError(t("{what} is no longer on the plan.", what=raised(milestone.title)))
    return milestone


def _stands(store: Store, milestone: Milestone) -> bool:
    """Whether it is on the plan of a group in which people work."""
    return milestone.state in gates.STANDING and groups.get(store, milestone.group_id).state in WORKING


def _there(request: Request, store: Store, state: MilestoneState = MilestoneState.open) -> tuple[PlanPoint, Milestone]:
    """The point that is pressed on, which is open unless another state is wanted; a UserError for any other."""
    t, milestone = request.t, _standing(request, store)
    point = milestones.point(store, request.id("point"))
    if point is None or point.milestone_id != milestone.id:
        raise UserError(t("It is no longer there."))
    if point.state == MilestoneState.lapsed:
        raise UserError(t("{what} has fallen away.", what=raised(point.title)))
    if point.state == MilestoneState.dropped:
        raise UserError(t("{what} is no longer on the plan.", what=raised(point.title)))
    if point.state != state:
        what, done_ = raised(point.title), point.state == MilestoneState.done
        raise UserError(t("{what} is done already.", what=what) if done_ else t("{what} is not done.", what=what))
    return point, milestone
