"""`/taskforce kommissorium Elnet`: the mandate as a card, with its sections, what is missing, and who approves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.dialogue import mandated
from handlers.dialogue.card import Button, Card, Document, Item, Items, Line, Part, strong
from handlers.dialogue.command import Command
from handlers.dialogue.named import name_of
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.locale import Speech, mark
from handlers.rules import mandate as rules
from handlers.rules.file_names import mandate_name
from handlers.rules.names import raised
from handlers.rules.permissions import Standing, may
from storage import groups, mandates, marked, people
from storage.engine import Store
from storage.tables import LIVING, Group, Mandate, MandateState, MandateStep, StepState

from .parts import who

router = Router()
_command = Command(
    "mandate",
    "kommissorium",
    mark("Write, send or show the group's mandate"),
    usage="Elnet",
    dansk_usage="Elnet",
    action="mandate.show",
)


@router.command(_command, subject="group")
def show(request: Request, store: Store) -> Reply:
    """The newest version, or the way to begin the first."""
    return Reply(card(request, store, groups.get(store, request.id("group"))))


@router.button("mandate.read", subject="step", changes=False)
def read(request: Request, store: Store) -> Reply:
    """[Læs kommissoriet], for the secretary of a body: the version that lies with it."""
    t = request.t
    found = mandates.get(store, mandates.step(store, request.id("step")).mandate_id)
    group = groups.get(store, found.group_id)
    return Reply(
        Card(_title(t, group), (Line(_version(t, store, found), "muted"), *text(t, found), paper(t, group, found)))
    )


def card(request: Request, store: Store, group: Group, *, said: str = "", more: tuple[Button, ...] = ()) -> Card:
    """The mandate for its reader. `said` is what has just been done, `more` what can be done about that."""
    t, standing = request.t, who(request, store, group)
    found = mandates.latest(store, number(group.id))
    above: list[Part] = [Line(said)] if said else []
    if found is None:
        write = Button("mandate.write", t("Write the mandate"), {"group": number(group.id)}, style="primary")
        begin = Button(
            "mandate.write",
            t("Begin with the required output"),
            {"group": number(group.id), "sections": rules.NEEDED},
        )
        wanted = (write, begin) if group.state in LIVING else ()
        return Card(t("{group} has no mandate yet.", group=group.title), tuple(above), _allowed(standing, wanted))
    writable = found.state == MandateState.draft and group.state in LIVING and may("mandate.write", standing)
    steps = mandates.steps(store, number(found.id))
    body = [
        *above,
        Line(_version(t, store, found), "muted"),
        *_sections(t, store, group, found, writable=writable),
        *_missing(t, group, found, writable=writable),
        *_chain(t, store, found, steps, standing),
        paper(t, group, found),
    ]
    return Card(_title(t, group), tuple(body), (*_allowed(standing, _buttons(t, store, group, found)), *more))


def paper(t: Speech, group: Group, found: Mandate) -> Document:
    """The same as a Word document."""
    return Document("mandate", number(found.id), mandate_name(t("mandate"), group.title, found.version))


def text(t: Speech, found: Mandate) -> tuple[Part, ...]:
    """The sections that are written, with nothing to press."""
    return tuple(
        part
        for section in rules.SECTIONS
        if (said := rules.text(found.sections, section.key))
        for part in (Line(t(section.name), "heading"), Line(said))
    )


def _title(t: Speech, group: Group) -> str:
    return t("The mandate of {group}", group=group.title)


def _version(t: Speech, store: Store, found: Mandate) -> str:
    steps = mandates.steps(store, number(found.id))
    state = mandated.state(t, found, steps)
    return raised(t("version {number}, {state}", number=found.version, state=state))


def _sections(t: Speech, store: Store, group: Group, found: Mandate, *, writable: bool) -> list[Part]:
    parts: list[Part] = []
    named: dict[int, str] = {}
    for section in rules.SECTIONS:
        entry = rules.written(found.sections, section.key)
        if entry is None:
            continue
        if entry.by not in named:
            named[entry.by] = name_of(t, people.get(store, entry.by))
        by = t("{section} · {name}, {day}", section=strong(t(section.name)), name=named[entry.by], day=t.day(entry.at))
        edit = Button("mandate.write", t("Edit"), {"group": number(group.id), "sections": section.key}, style="link")
        parts += [Items((Item(by, (edit,) if writable else ()),)), Line(entry.text)]
    return parts


def _missing(t: Speech, group: Group, found: Mandate, *, writable: bool) -> list[Part]:
    missing = rules.missing(found.sections)
    if not missing:
        return []
    items = []
    for each in missing:
        write = Button("mandate.write", t("Write"), {"group": number(group.id), "sections": each.key}, style="link")
        name = t("{section} (must be there)", section=t(each.name)) if each.key == rules.NEEDED else t(each.name)
        items.append(Item(name, (write,) if writable else ()))
    return [Line(t("What is missing"), "heading"), Items(tuple(items))]


def _chain(
    t: Speech,
    store: Store,
    found: Mandate,
    steps: Sequence[MandateStep],
    standing: frozenset[Standing],
) -> list[Part]:
    if not steps:
        return []
    items = [Item(_body(t, store, each), _allowed(standing, _of_body(t, found, each))) for each in steps]
    return [Line(t("Approved by"), "heading"), Items(tuple(items))]


def _body(t: Speech, store: Store, step: MandateStep) -> str:
    """Politisk Koordination & Økonomi: godkendt mandag den 17. februar, punkt 5"""
    match step.state:
        case StepState.undecided:
            return t("{organ}: {state}", organ=step.organ, state=mandated.open_question(t, step))
        case StepState.waiting:
            state = t("has it now")
        case StepState.approved if step.decision_id is not None:
            decision = marked.decision(store, step.decision_id)
            state = t("approved {day}", day=t.day(decision.day))
            if decision.item:
                state = t("{approved}, item {item}", approved=state, item=decision.item)
        case StepState.returned:
            state = t("sent back")
        case StepState.left_out:
            return t("{organ}: {state}", organ=step.organ, state=t("need not approve it"))
        case _:
            state = t("not asked yet")
    if step.settle_by is not None and step.state in (StepState.planned, StepState.waiting):
        state = t("{state}, on its agenda {day}", state=state, day=t.day(step.settle_by))
    return t("{organ}: {state}", organ=step.organ, state=state)


def _of_body(t: Speech, found: Mandate, step: MandateStep) -> tuple[Button, ...]:
    args: dict[str, str | int] = {"step": number(step.id)}
    open_ = found.state in (MandateState.draft, MandateState.sent)
    if step.state == StepState.undecided and open_:
        return tuple(replace(each, style="quiet") for each in settle_buttons(t, number(step.id)))
    if step.state == StepState.planned and open_:
        return (
            Button("mandate.organ", t("Edit the body"), args, style="link"),
            Button("mandate.organ_drop", t("Drop the body"), args, style="link"),
        )
    if step.state == StepState.waiting and found.state == MandateState.sent:
        return answer_buttons(t, number(step.id))
    return ()


def settle_buttons(t: Speech, step_id: int) -> tuple[Button, ...]:
    """Whether a body shall approve it."""
    return (
        Button("mandate.settle", t("Yes, it has to"), {"step": step_id, "answer": "yes"}, style="primary"),
        Button("mandate.settle", t("No, it need not"), {"step": step_id, "answer": "no"}),
    )


def answer_buttons(t: Speech, step_id: int) -> tuple[Button, ...]:
    """What became of it in a body."""
    return (
        Button("mandate.approve", t("Approved"), {"step": step_id}, style="primary"),
        Button("mandate.return", t("Sent back"), {"step": step_id}),
        Button("mandate.postpone", t("Put off"), {"step": step_id}),
    )


def _buttons(t: Speech, store: Store, group: Group, found: Mandate) -> tuple[Button, ...]:
    args: dict[str, str | int] = {"mandate": number(found.id)}
    wanted = []
    if group.state in LIVING and found.state == MandateState.draft:
        wanted.append(Button("mandate.send", t("Send for approval"), args, style="primary"))
        wanted.append(Button("mandate.write", t("Write all of it"), {"group": number(group.id)}))
        wanted.append(Button("mandate.add_organ", t("Add a body"), args))
    elif group.state in LIVING and found.state != MandateState.sent:
        wanted.append(Button("mandate.again", t("New version"), args, style="primary"))
    if mandates.before(store, found) is not None:
        wanted.append(Button("mandate.changes", t("What is new"), args))
    return tuple(wanted)


def _allowed(standing: frozenset[Standing], wanted: tuple[Button, ...]) -> tuple[Button, ...]:
    return tuple(each for each in wanted if may(each.action, standing))
