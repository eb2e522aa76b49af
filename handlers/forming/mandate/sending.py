"""Sending a version for approval: to the bodies in their order, each when the one before has said yes.

Without its required output it cannot be sent; whoever sends it without something else says so with one press, and the
journal says who went on without what (AT-E3-1). A body of which it is not known whether it shall approve is passed
over meanwhile; the mandate does not count before that is settled.
"""

from __future__ import annotations

from handlers.dialogue import chronicle
from handlers.dialogue.card import Button, Card, Line
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import PersonErased
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import post, redraw, tell
from handlers.dialogue.undo import undo_button
from handlers.rules import mandate as rules
from handlers.rules.names import lowered
from storage import groups, journal, mandates
from storage.engine import Store
from storage.tables import LIVING, Group, JournalLine, Mandate, MandateState, MandateStep, StepState

from . import cards, showing
from .parts import drafted, leaders, secretary

router = Router()


@router.button("mandate.send", subject="mandate")
def send(request: Request, store: Store) -> Reply:
    """[Send til godkendelse]: at once when nothing is missing."""
    t = request.t
    found, group = _sendable(request, store)
    missing = rules.missing(found.sections)
    if not missing:
        return _sent(request, store, found, group)
    names = t.names([lowered(t(each.name)) for each in missing])
    return Reply(
        Card(
            t("The mandate of {group} lacks {sections}.", group=group.title, sections=names),
            (Line(t("It can be sent all the same. The journal says who went on without.")),),
            (
                Button(
                    "mandate.write",
                    t("Write them"),
                    {"group": number(group.id), "sections": ",".join(each.key for each in missing)},
                    style="primary",
                ),
                Button("mandate.anyway", t("Go on without it"), {"mandate": number(found.id)}),
            ),
        )
    )


@router.button("mandate.anyway", subject="mandate")
def anyway(request: Request, store: Store) -> Reply:
    """[Gå videre uden]"""
    return _sent(request, store, *_sendable(request, store))


def _sendable(request: Request, store: Store) -> tuple[Mandate, Group]:
    t = request.t
    found, group = drafted(request, store)
    if not rules.may_be_sent(found.sections):
        name = t(rules.BY_KEY[rules.NEEDED].name)
        write = Button("mandate.write", t("Write it"), {"group": number(group.id), "sections": rules.NEEDED}, "primary")
        raise UserError(
            t("“{section}” is missing.", section=name),
            more=t("Without it nobody knows what the group is to present, so the mandate cannot be sent."),
            buttons=(write,),
        )
    if not any(each.state == StepState.planned for each in mandates.steps(store, number(found.id))):
        add = Button("mandate.add_organ", t("Add a body"), {"mandate": number(found.id)}, "primary")
        raise UserError(t("Who is to approve the mandate?"), more=t("No body is certain yet."), buttons=(add,))
    return found, group


def _sent(request: Request, store: Store, found: Mandate, group: Group) -> Reply:
    t = request.t
    found.state, found.sent_at = MandateState.sent, request.now
    without = [each.key for each in rules.missing(found.sections)]
    line = chronicle.note(
        request,
        store,
        "mandate.sent",
        group=number(group.id),
        subject=number(found.id),
        facts={"version": found.version, "without": without},
    )
    step = go_on(request, store, found, group)
    name = secretary(store, step, group).name if step is not None else ""
    said = t("Sent. {name} is asked what becomes of it.", name=name)
    return Reply(showing.card(request, store, group, said=said, more=(undo_button(t, line),)))


def go_on(request: Request, store: Store, found: Mandate, group: Group) -> MandateStep | None:
    """Ask the next body, unless one has it now; when none is left that could be asked, the mandate counts."""
    steps = mandates.steps(store, number(found.id))
    if any(each.state == StepState.waiting for each in steps):
        return None
    following = next((each for each in steps if each.state == StepState.planned), None)
    if following is not None:
        following.state, following.sent_at = StepState.waiting, request.now
        ask(request, store, following, group)
        return following
    if not any(each.state == StepState.undecided for each in steps):
        _counts(request, store, found, group)
    return None


def ask(request: Request, store: Store, step: MandateStep, group: Group) -> None:
    """The card to the body's secretary."""
    reader = secretary(store, step, group)
    tell(
        store,
        reader,
        subject=f"step:{step.id}",
        key=f"step:{step.id}/{reader.id}/{_now_at(store, group)}",
        now=request.now,
        card=lambda t: cards.asking(t, store, step, reader),
    )


@router.on(PersonErased)
def without_secretary(event: PersonErased, request: Request, store: Store) -> None:
    """A body whose secretary is erased has none that is known: who signs for the group is asked instead."""
    for step in mandates.written_for_by(store, event.person_id):
        step.secretary_id = None
        group = groups.get(store, mandates.get(store, step.mandate_id).group_id)
        if step.state == StepState.waiting and group.state in LIVING:
            ask(request, store, step, group)


def _now_at(store: Store, group: Group) -> int | None:
    """The line in the group's journal that what is sent follows from: it can be sent again after an undo."""
    return journal.lines_of_group(store, number(group.id), limit=1)[0].id


def redrawn(request: Request, store: Store, step: MandateStep) -> None:
    """The secretary's card says what has become of it."""
    redraw(
        store,
        f"step:{step.id}",
        now=request.now,
        card=lambda t, reader: cards.asking(t, store, step, reader) if reader is not None else None,
    )


def _counts(request: Request, store: Store, found: Mandate, group: Group) -> None:
    for each in mandates.versions(store, number(group.id)):
        if each.state == MandateState.approved:
            each.state = MandateState.replaced
    found.state, found.settled_at = MandateState.approved, request.now
    stamp = _now_at(store, group)
    for leader in leaders(store, group):
        if leader.id != request.me:
            tell(
                store,
                leader,
                subject=f"mandate:{found.id}",
                key=f"mandate:{found.id}/approved/{leader.id}/{stamp}",
                now=request.now,
                card=lambda t: cards.approved(t, store, found),
            )
    post(
        store,
        group,
        subject=f"mandate:{found.id}",
        key=f"mandate:{found.id}/approved/{stamp}",
        now=request.now,
        card=lambda t: cards.approved(t, store, found),
    )


def step_back(request: Request, store: Store, found: Mandate, *, beyond: int) -> None:
    """The mandate is out for approval again, and the bodies after a position have not been asked; a UserError when
    one of them has answered, or a newer version has been begun."""
    newest = mandates.latest(store, found.group_id)
    later = [each for each in mandates.steps(store, number(found.id)) if each.position > beyond]
    answered = any(each.state in (StepState.approved, StepState.returned) for each in later)
    if answered or newest is None or newest.id != found.id:
        raise UserError(request.t("It has gone on from there and cannot be taken back."))
    for each in later:
        if each.state == StepState.waiting:
            each.state, each.sent_at, each.ask_at = StepState.planned, None, None
            redrawn(request, store, each)
    if found.state == MandateState.approved:
        older = (each for each in mandates.versions(store, found.group_id) if each.version < found.version)
        replaced = [each for each in older if each.state == MandateState.replaced]
        if replaced:  # the one that counted; a version between them can have been sent back
            replaced[-1].state = MandateState.approved
    if found.state in (MandateState.approved, MandateState.returned):
        found.state, found.settled_at = MandateState.sent, None
        redraw(
            store,
            f"mandate:{found.id}",
            now=request.now,
            card=lambda t, _reader: Card(
                t(
                    "The mandate of {group} is out for approval again.",
                    group=groups.get(store, found.group_id).title,
                )
            ),
        )


@router.undo("mandate.sent")
def undo_sent(request: Request, store: Store, line: JournalLine) -> Reply:
    """It is a draft again, while no body has answered."""
    t, found = request.t, mandates.get(store, number(line.subject_id))
    if found.state not in (MandateState.sent, MandateState.approved):
        raise UserError(t("It has gone on from there and cannot be taken back."))
    step_back(request, store, found, beyond=-1)
    found.state, found.sent_at = MandateState.draft, None
    return Reply(Card(t("Taken back."), (Line(t("The mandate is a draft again.")),)))
