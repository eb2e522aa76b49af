"""A new version, after a no or when something is to be another after all; and what is new in it."""

from __future__ import annotations

from handlers.dialogue import chronicle
from handlers.dialogue.card import Card, Line, Part
from handlers.dialogue.errors import UserError
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.undo import undo_button
from handlers.rules import mandate as rules
from storage import groups, journal, mandates
from storage.engine import Store
from storage.tables import JournalLine, Mandate, MandateState, MandateStep, StepState

from . import showing
from .chain import CHANGED
from .parts import living

router = Router()


@router.button("mandate.again", subject="mandate")
def again(request: Request, store: Store) -> Reply:
    """[Ny version]: the same texts and the same bodies, to be written on. The one that counts does so until then."""
    t, old = request.t, mandates.get(store, request.id("mandate"))
    group = living(request, store, old.group_id)
    newest = mandates.latest(store, number(group.id))
    if newest is None or newest.id != old.id or old.state == MandateState.draft:
        raise UserError(t("There is a newer version now. Open the mandate again."))
    if old.state == MandateState.sent:
        raise UserError(t("Version {number} has been sent for approval already.", number=old.version))
    new = Mandate(
        group_id=number(group.id),
        version=old.version + 1,
        sections=dict(old.sections),
        created_at=request.now,
        created_by_id=request.me,
        changed_at=request.now,
        changed_by_id=request.me,
    )
    store.add(new)
    for each in mandates.steps(store, number(old.id)):
        asked_before = each.state not in (StepState.undecided, StepState.left_out)
        store.add(
            MandateStep(
                mandate_id=number(new.id),
                position=each.position,
                organ=each.organ,
                state=StepState.planned if asked_before else each.state,
                question=each.question,
                settle_by=each.settle_by if each.state == StepState.undecided else None,
                secretary_id=each.secretary_id,
            )
        )
    line = chronicle.note(
        request,
        store,
        "mandate.begun",
        group=number(group.id),
        subject=number(new.id),
        facts={"version": new.version},
    )
    said = t("Version {number} has been begun.", number=new.version)
    return Reply(showing.card(request, store, group, said=said, more=(undo_button(t, line),)))


@router.undo("mandate.begun")
def undo_begun(request: Request, store: Store, line: JournalLine) -> Reply:
    """The new version is gone, unless something has been written in it."""
    t, new = request.t, mandates.find(store, number(line.subject_id))
    if new is None or new.state != MandateState.draft or _touched(store, new):
        raise UserError(t("It has gone on from there and cannot be taken back."))
    mandates.drop(store, new)
    return Reply(Card(t("Taken back.")))


def _touched(store: Store, new: Mandate) -> bool:
    """Whether something was written in it, it was sent once, or its chain is another: its number is somebody's then."""
    sent = journal.latest(store, new.group_id, "mandate.sent")
    if sent is not None and sent.subject_id == new.id:
        return True
    if journal.last_about(store, number(new.id), ("mandate.written",)) is not None:
        return True
    chain = mandates.steps(store, number(new.id))
    return any(journal.last_about(store, number(each.id), CHANGED) is not None for each in chain)


@router.button("mandate.changes", subject="mandate", changes=False)
def changes(request: Request, store: Store) -> Reply:
    """[Hvad er nyt]: section by section, what is out and what is new."""
    t, new = request.t, mandates.get(store, request.id("mandate"))
    group, old = groups.get(store, new.group_id), mandates.before(store, new)
    if old is None:
        raise UserError(t("This is the first version."))
    body: list[Part] = []
    for each in rules.difference(old.sections, new.sections):
        body.append(Line(t(each.section.name), "heading"))
        body += [Line(t("Out: {sentence}", sentence=sentence), "muted") for sentence in each.out]
        body += [Line(t("New: {sentence}", sentence=sentence)) for sentence in each.new]
    if not body:
        body.append(Line(t("The texts are the same.")))
    title = t("{group}: version {new} against version {old}", group=group.title, new=new.version, old=old.version)
    return Reply(Card(title, tuple(body)))
