"""The bodies that approve a mandate, in their order; of some it is not known yet whether they shall (AT-E3-2)."""

from __future__ import annotations

from datetime import date

from handlers.dialogue import chronicle
from handlers.dialogue.card import Card, Item
from handlers.dialogue.errors import UserError
from handlers.dialogue.form import Choice, Form, Option, Value, When, Words
from handlers.dialogue.mandated import open_question
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.somebody import person_field, person_named
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules.dates import read_date
from storage import groups, journal, mandates, outbox, people
from storage.attention import OpenItem
from storage.engine import Store
from storage.tables import Group, JournalLine, Mandate, MandateState, MandateStep, StepState

from . import showing
from .parts import drafted, in_chain
from .sending import go_on, step_back

router = Router()
CHANGED = ("mandate.organ_added", "mandate.organ_edited", "mandate.organ_dropped", "mandate.settled")


def organ_form(request: Request, store: Store) -> Form:
    """Which body, who writes for it, and whether it is certain that it approves."""
    t = request.t
    step = mandates.step(store, request.id("step")) if "step" in request.args else None
    values: dict[str, Value] = {"sure": "yes"}
    if step is not None:
        values = {
            "organ": step.organ,
            "sure": "no" if step.state == StepState.undecided else "yes",
            "question": step.question,
            "day": t.date(step.settle_by) if step.settle_by is not None else "",
            "secretary": people.get(store, step.secretary_id).name if step.secretary_id is not None else "",
        }
    fields = (
        Words("organ", t("Body"), hint=t("Such as the city council or the board."), max=120),
        Choice(
            "sure",
            t("Does it have to approve the mandate?"),
            options=(Option("yes", t("Yes")), Option("no", t("That is not settled yet"))),
        ),
        Words(
            "question",
            t("What has to be settled?"),
            hint=t("Only where it is not settled yet. Written as a question."),
            required=False,
            max=200,
        ),
        When(
            "day",
            t("On which day?"),
            hint=t("When the body meets, or when it will be settled. It may stay empty."),
            required=False,
        ),
        person_field(
            t,
            store,
            "secretary",
            t("The body's secretary"),
            hint=t("They are asked what became of it. Empty: the secretariat notes it."),
            required=False,
        ),
    )
    args = {"step": number(step.id)} if step is not None else {"mandate": request.id("mandate")}
    title = t("A body that approves it") if step is None else step.organ
    name = "mandate.organ_added" if step is None else "mandate.organ_kept"
    return Form(name, title, fields, t("Save"), args=args, values=values)


@router.button("mandate.add_organ", subject="mandate", changes=False)
def add_organ(request: Request, store: Store) -> Reply:
    """[Tilføj et organ]"""
    drafted(request, store)
    return Reply(form=organ_form(request, store))


@router.form("mandate.organ_added", organ_form, subject="mandate")
def organ_added(request: Request, store: Store) -> Reply:
    """The form, for a body more: the last in the chain."""
    found, group = drafted(request, store)
    steps = mandates.steps(store, number(found.id))
    organ = request.value("organ")
    there = next((each for each in steps if each.organ.casefold() == organ.casefold()), None)
    if there is not None and there.state == StepState.left_out:
        return _kept(request, store, there, found, group)
    if there is not None:
        raise UserError(request.t("{organ} is among them already.", organ=organ), field="organ")
    step = MandateStep(mandate_id=number(found.id), position=max((each.position for each in steps), default=0) + 1)
    _fill(request, store, step)
    store.add(step)
    line = _note(request, store, "mandate.organ_added", found, step)
    return _shown(request, store, group, line)


@router.button("mandate.organ", subject="step", changes=False)
def organ(request: Request, store: Store) -> Reply:
    """[Ret] at a body."""
    _changeable(request, store)
    return Reply(form=organ_form(request, store))


@router.form("mandate.organ_kept", organ_form, subject="step")
def organ_kept(request: Request, store: Store) -> Reply:
    """The form, for a body that is in the chain."""
    return _kept(request, store, *_changeable(request, store))


def _kept(request: Request, store: Store, step: MandateStep, found: Mandate, group: Group) -> Reply:
    before: dict[str, object] = {
        "state": step.state.value,
        "day": step.settle_by.isoformat() if step.settle_by is not None else "",
        "secretary": step.secretary_id,
    }
    texts = {"organ": step.organ, "question": step.question}
    _fill(request, store, step)
    line = _note(request, store, "mandate.organ_edited", found, step, before, texts)
    _on(request, store, found)
    return _shown(request, store, group, line)


@router.button("mandate.organ_drop", subject="step")
def organ_drop(request: Request, store: Store) -> Reply:
    """[Fjern]: the body need not approve it."""
    step, found, group = _changeable(request, store)
    before: dict[str, object] = {"state": step.state.value}
    step.state = StepState.left_out
    line = _note(request, store, "mandate.organ_dropped", found, step, before)
    _on(request, store, found)
    return _shown(request, store, group, line)


@router.button("mandate.settle", subject="step")
def settle(request: Request, store: Store) -> Reply:
    """[Ja, det skal det] or [Nej, det behøver det ikke], once it is known."""
    t = request.t
    step, found, group = in_chain(request, store)
    if step.state != StepState.undecided or found.state not in (MandateState.draft, MandateState.sent):
        raise UserError(t("That has been settled already."))
    needed = request.args.get("answer") == "yes"
    step.state = StepState.planned if needed else StepState.left_out
    line = _note(request, store, "mandate.settled", found, step)
    _on(request, store, found)
    said = (
        t("{organ} has to approve it.", organ=step.organ)
        if needed
        else t("{organ} need not approve it.", organ=step.organ)
    )
    return Reply(showing.card(request, store, group, said=said, more=(undo_button(t, line),)))


@router.line("mandate_open")
def open_step(item: OpenItem, t: Speech, store: Store) -> Item:
    """What has to be settled before it is known who approves a mandate."""
    step = mandates.step(store, item.id)
    group = groups.get(store, mandates.get(store, step.mandate_id).group_id)
    text = t("{group}: {state}", group=group.title, state=open_question(t, step))
    return Item(text, showing.settle_buttons(t, item.id))


@router.undo("mandate.organ_added")
@router.undo("mandate.organ_dropped")
@router.undo("mandate.settled")
@router.undo("mandate.organ_edited")
def undo_chain(request: Request, store: Store, line: JournalLine) -> Reply:
    """The chain is as it was, while the body has not been asked."""
    t, step = request.t, mandates.find_step(store, number(line.subject_id))
    if step is None:
        raise UserError(t("It is no longer there."))
    found = mandates.get(store, step.mandate_id)
    if line.what == "mandate.settled" and step.state in (StepState.planned, StepState.waiting, StepState.left_out):
        step_back(request, store, found, beyond=step.position - 1)
        step.state = StepState.undecided
        return Reply(Card(t("Taken back.")))
    asked = step.state not in (StepState.undecided, StepState.planned, StepState.left_out)
    if asked or found.state not in (MandateState.draft, MandateState.sent):
        raise UserError(t("It has gone on from there and cannot be taken back."))
    if line.what == "mandate.organ_edited":
        texts = journal.texts_of(store, [number(line.id)]).get(number(line.id), {})
        step.organ, step.question = texts.get("organ", step.organ), texts.get("question", "")
        day, secretary = line.facts["day"], line.facts["secretary"]
        step.settle_by = date.fromisoformat(str(day)) if day else None
        step.secretary_id = secretary if isinstance(secretary, int) else None
        step.state = StepState(str(line.facts["state"]))
    elif line.what == "mandate.organ_dropped":
        step.state = StepState(str(line.facts["state"]))
    else:
        _drop(t, store, step, line)
    _on(request, store, found)
    return Reply(Card(t("Taken back.")))


def _on(request: Request, store: Store, found: Mandate) -> None:
    """Of a version that is out, the body is asked whose turn it is now."""
    if found.state == MandateState.sent:
        go_on(request, store, found, groups.get(store, found.group_id))


def _drop(t: Speech, store: Store, step: MandateStep, line: JournalLine) -> None:
    """The body is out of the chain, as long as nothing else is said of it anywhere: its number will be another's."""
    newest = journal.last_about(store, number(step.id), CHANGED)
    if newest is None or newest.id != line.id or outbox.messages_about(store, f"step:{step.id}"):
        raise UserError(t("It has gone on from there and cannot be taken back."))
    mandates.drop_step(store, step)


def _changeable(request: Request, store: Store) -> tuple[MandateStep, Mandate, Group]:
    """A body that has not been asked yet."""
    step, found, group = in_chain(request, store)
    settled = found.state not in (MandateState.draft, MandateState.sent)
    if settled or step.state not in (StepState.undecided, StepState.planned):
        raise UserError(request.t("{organ} has been asked already.", organ=step.organ))
    return step, found, group


def _fill(request: Request, store: Store, step: MandateStep) -> None:
    step.organ, step.question = request.value("organ"), request.value("question")
    step.state = StepState.planned if request.value("sure") == "yes" else StepState.undecided
    step.settle_by = read_date(request.value("day"), request.now).day if request.value("day") else None
    named = request.value("secretary")
    step.secretary_id = number(person_named(request, store, named, field="secretary").id) if named else None


def _note(
    request: Request,
    store: Store,
    kind: str,
    found: Mandate,
    step: MandateStep,
    facts: dict[str, object] | None = None,
    texts: dict[str, str] | None = None,
) -> JournalLine:
    return chronicle.note(
        request,
        store,
        kind,
        group=found.group_id,
        subject=number(step.id),
        facts={"mandate": found.id, **(facts or {})},
        texts=texts or {"organ": step.organ, "question": step.question},
    )


def _shown(request: Request, store: Store, group: Group, line: JournalLine) -> Reply:
    t: Speech = request.t
    return Reply(showing.card(request, store, group, said=t("Saved."), more=(undo_button(t, line),)))
