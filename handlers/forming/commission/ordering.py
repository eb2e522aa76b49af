"""Ordering a task force in two short steps.

`/taskforce ny` opens the order, and `ny bestilt opgave …` that of a group which rests on a political decision: first
title, task, hours a week, duration and reply deadline; then whom to ask
(people and organisations pasted as text), competences and coordinator. It ends in the preview of the card, and
nothing has been sent; where the decision is missing, that is asked about before. What has been filled in is kept
between the steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from handlers.dialogue.card import Button, Card
from handlers.dialogue.chronicle import note
from handlers.dialogue.command import SPOKEN_TO, Command
from handlers.dialogue.deadline import reply_deadline
from handlers.dialogue.errors import UserError
from handlers.dialogue.filled import as_number
from handlers.dialogue.form import Form, Number, Option, Person, Value, When, Words
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.resting import question, to_be_asked
from handlers.dialogue.router import Router
from handlers.locale import Speech, mark
from handlers.rules import workdays
from handlers.rules.lifecycle import Step, after
from handlers.rules.names import fold, task_clause, typed
from handlers.rules.templates import TASK_FORCE, TEMPLATES, Template, kind_said
from storage import drafts, groups, members, nominations, outputs, people
from storage.engine import Store
from storage.subjects import lock_group
from storage.tables import (
    Draft,
    Group,
    GroupState,
    NominationRequest,
    Output,
    RequestRoute,
    Role,
    RoleKind,
    RoleState,
    Round,
    Seat,
)
from storage.tables import Person as PersonRow

from .pasted import Asked, read_people
from .registering import new_group, register_form

router = Router()
NEW = Command(
    "new",
    "ny",
    mark("Order a task force, or register a group that exists already"),
    usage="Elnet",
    dansk_usage="Elnet",
    action="commission.new",
    featured=True,
    aliases=("bestil", "order"),
)
_FIRST = ("title", "task", "hours", "months", "reply_by")
_SECOND = ("whom", "competences", "coordinator", "outputs", "case_number")
_KIND = "template"
_DEADLINE = "deadline"  # what `reply_by` meant on the day when it was written
_REGISTER = {"registrer", "register", "registrér", "findes", "existing"}


@router.command(NEW)
def new(request: Request, store: Store) -> Reply:
    """Open the order, with the title if one was said; or the registration."""
    first, _, rest = request.words.partition(" ")
    if typed(first) in {typed(each) for each in _REGISTER}:
        return Reply(form=_filled(register_form(request, store), {"title": rest}))
    draft = drafts.latest(store, request.me, "commission.order")
    if draft is not None and not request.words:
        return Reply(form=order_form(request.with_args(draft=number(draft.id)), store))
    template, title = kind_said(request.words)
    if template.light:
        return Reply(then=Button("process.new", "", {"title": title}))
    asked = request if template is TASK_FORCE else request.with_args(template=template.key)
    return Reply(form=_filled(order_form(asked, store), {"title": title}))


# --- step one ---


def order_form(request: Request, store: Store) -> Form:
    """The first step of an order, with what its draft has."""
    t = request.t
    draft = _own_draft(request, store)
    five_days = workdays.reply_deadline(request.now, 5)
    values: dict[str, Value] = {"reply_by": t.when(five_days, week=False)}
    if draft is not None:
        values |= {name: str(draft.values[name]) for name in _FIRST if name in draft.values}
    args = {name: request.args[name] for name in ("draft", _KIND) if name in request.args}
    plain = _kind(request, draft) is TASK_FORCE
    return Form(
        "commission.order",
        t("Order a task force") if plain else t("Order an assignment"),
        (
            Words("title", t("Title"), t("One or two words, such as Elnet. It becomes the name of the room."), max=60),
            Words("task", t("Task"),
                  t("Goes on from: The task force is to …") if plain else t("Goes on from: The group is to …"),
                  max=200, lines=2),
            Number("hours", t("Hours a week"), t("For one member. It is what directors ask about first."),
                   min=0.5, max=37, unit=t("hours")),
            Number("months", t("Duration"), t("Leave it empty if there is no end."), required=False, min=1, max=120,
                   unit=t("months")),
            When("reply_by", t("Reply deadline"), t("For instance “{example}” or “5 working days”.",
                                                   example=t.example_date())),
        ),
        t("Next"),
        args,
        values,
        step=(1, 2),
        note=_another_way(t, request.face, plain=plain),
    )  # fmt: skip


def _kind(request: Request, draft: Draft | None) -> Template:
    """What is being ordered: as was said with the word, or as the draft has it."""
    kept = draft.values.get(_KIND) if draft is not None else None
    return TEMPLATES.get(str(request.args.get(_KIND) or kept or ""), TASK_FORCE)


def _another_way(t: Speech, face: str, *, plain: bool) -> str:
    spoken = face in SPOKEN_TO
    if not plain:
        if spoken:
            return t("Does the group exist already? Write “new register” instead.")
        return t("Does the group exist already? Write /taskforce new register instead.")
    if spoken:
        return t(
            "Does the group exist already? Write “new register” instead. Does it rest on a political decision? Write "
            "“new ordered assignment”."
        )
    return t(
        "Does the group exist already? Write /taskforce new register instead. Does it rest on a political decision? "
        "Write /taskforce new ordered assignment."
    )


def _filled(form: Form, values: Mapping[str, str]) -> Form:
    return replace(form, values={**form.values, **{name: value for name, value in values.items() if value}})


def _own_draft(request: Request, store: Store) -> Draft | None:
    draft = drafts.get(store, request.id("draft")) if "draft" in request.args else None
    return draft if draft is not None and draft.person_id == request.me else None


@router.form("commission.order", order_form)
def ordered(request: Request, store: Store) -> Reply:
    """Keep the first step as a draft, and ask for the second."""
    draft = _own_draft(request, store)
    _check_title(request, store, request.value("title"), draft)
    values: dict[str, object] = {name: request.value(name) for name in _FIRST}
    values[_DEADLINE] = reply_deadline(request).isoformat()
    values[_KIND] = _kind(request, draft).key
    kept = drafts.keep(store, request.me, "commission.order", values, now=request.now,
                       draft_id=draft.id if draft is not None else None)  # fmt: skip
    return Reply(form=_second_form(request.with_args(draft=number(kept.id)), store))


def _check_title(request: Request, store: Store, title: str, draft: Draft | None) -> None:
    before = groups.titled(store, title)
    if before is None or (draft is not None and draft.values.get("group") == before.id):
        return
    raise UserError(request.t("There is a group called {title} already.", title=before.title), field="title")


# --- step two ---


def _second_form(request: Request, store: Store) -> Form:
    t, draft = request.t, _own_draft(request, store)
    values: dict[str, Value] = {}
    if draft is not None:
        values = {name: str(draft.values[name]) for name in _SECOND if name in draft.values}
    staff = tuple(Option(each.name, each.name, each.title) for each in people.staff(store, request.now.date()))
    return Form(
        "commission.whom",
        t("Whom shall we ask?"),
        (
            Words("whom", t("Organisations and people"),
                  t("One a line: “Hjørring: Anna Lindholt” asks for Anna, “Thisted” asks for somebody, "
                    "“Rebild (2)” for two. Write a name and an address for somebody new."),
                  required=False, max=5000, lines=6),
            Words("competences", t("Competences"), t("What those whom we do not name should know about (optional)."),
                  required=False, max=120),
            Person("coordinator", t("Coordinator"), t("From any of the organisations. It can wait (optional)."),
                   required=False, options=staff),
            Words("outputs", t("What should come of it?"), t("One a line (optional)."), required=False, max=1000,
                  lines=4),
            Words("case_number", t("Case number (optional)"), required=False, max=64),
        ),
        t("See the card"),
        {"draft": request.id("draft")},
        values,
        step=(2, 2),
    )  # fmt: skip


@router.form("commission.whom", _second_form)
def whom(request: Request, store: Store) -> Reply:
    """Make the group with its round, and show the card as its reader will see it. Nothing is sent."""
    draft = _own_draft(request, store)
    if draft is None:
        raise UserError(request.t("The order has been finished already."))
    deadline = datetime.fromisoformat(str(draft.values[_DEADLINE]))
    try:
        _check_title(request, store, str(draft.values["title"]), draft)
        if deadline <= request.now:
            passed = request.t("That moment has passed. Choose one that is still to come.")
            raise UserError(passed, field="reply_by")
    except UserError as error:  # it was right when it was written: back to the first step, with both kept
        kept = {name: request.value(name) for name in _SECOND}
        drafts.keep(store, request.me, draft.form, kept, now=request.now, draft_id=draft.id)
        return Reply(form=replace(order_form(request, store), errors={error.field or "": error.sentence}))
    asked = read_people(request, store, request.value("whom"))
    coordinator = _coordinator(request, store, asked)
    if not asked and coordinator is None:
        raise UserError(request.t("Write at least one organisation or person, or choose a coordinator."), field="whom")
    group = _group_of(request, store, draft)
    _describe(request, group, draft, deadline)
    _plan(request, store, group, asked, coordinator, deadline)
    drafts.drop(store, draft)
    note(request, store, "group.ordered", group=number(group.id), texts={"title": group.title, "task": group.task})
    if to_be_asked(store, group):
        return Reply(question(request.t, group))
    return Reply(then=Button("nomination.preview", "", {"group": number(group.id)}))


def _group_of(request: Request, store: Store, draft: Draft) -> Group:
    """The group that a draft edits, as long as nobody has been asked; else a new one."""
    known = draft.values.get("group")
    if not isinstance(known, int):
        return new_group(request, store)
    lock_group(store, known)
    group = groups.get(store, known)
    if group.state != GroupState.ordered:
        raise UserError(request.t("{title} has been sent already.", title=group.title))
    return group


def _coordinator(request: Request, store: Store, asked: Sequence[Asked]) -> PersonRow | None:
    t, said = request.t, request.value("coordinator")
    if not said:
        return None
    named = [each.named for each in asked if each.named is not None] + [
        each.addressee for each in asked if each.route == RequestRoute.external
    ]
    hits = [each for each in named if fold(said) in (fold(each.name), fold(each.email or ""))]
    hits = hits or [each for each in people.everybody(store) if fold(said) in (fold(each.name), fold(each.email or ""))]
    if not hits:
        raise UserError(t("I do not know anybody called {name}.", name=said[:60]), field="coordinator")
    if len({each.id for each in hits}) > 1:
        raise UserError(t("There are several called {name}. Write the address.", name=said[:60]), field="coordinator")
    found = hits[0]
    own = {number(each.id) for each in people.staff(store, request.now.date(), readers=True)}
    if found.id in own or found in named:
        return found
    short = people.organisation(store, found.organisation_id).short
    raise UserError(
        t(
            "{name} has to be asked as well. Add the line “{organisation}: {name}”.",
            name=found.name,
            organisation=short,
        ),
        field="coordinator",
    )


def _describe(request: Request, group: Group, draft: Draft, deadline: datetime) -> None:
    first = {name: str(draft.values[name]) for name in _FIRST}
    months = as_number(first["months"])
    template = TEMPLATES.get(str(draft.values.get(_KIND)), TASK_FORCE)
    group.template, group.needs_basis = template.key, template.basis
    group.title = first["title"]
    group.task = task_clause(first["task"], group.title)
    group.hours = as_number(first["hours"])
    group.duration_months = int(months) if months else None
    group.competences = request.value("competences")
    group.case_number = request.value("case_number")
    group.starts_on = expected_start(deadline.date())


def expected_start(reply_by: date) -> date:
    """Two working days after the reply deadline: one for the experts to answer, one to begin."""
    return workdays.add_working_days(reply_by, 2)


def _plan(
    request: Request,
    store: Store,
    group: Group,
    asked: Sequence[Asked],
    coordinator: PersonRow | None,
    deadline: datetime,
) -> None:
    """The round, its requests, the seats, the coordinator-to-be and the outputs, made anew at each edit."""
    id_ = number(group.id)
    drafts.clear_plan(store, id_)
    round_ = Round(group_id=id_, reply_by=deadline)
    store.add(round_)
    seats: dict[int, int] = {}
    for each in asked:
        organisation_id = number(each.organisation.id)
        seats[organisation_id] = seats.get(organisation_id, 0) + each.seats
        store.add(
            NominationRequest(
                group_id=id_, round_id=number(round_.id), organisation_id=organisation_id, route=each.route,
                addressee_id=number(each.addressee.id), named_id=each.named.id if each.named else None,
                seats=each.seats, competences=group.competences if each.named is None else "", reply_by=deadline,
            )
        )  # fmt: skip
    for organisation_id, maximum in seats.items():
        store.add(Seat(group_id=id_, organisation_id=organisation_id, maximum=maximum))
    if coordinator is not None:
        store.add(
            Role(group_id=id_, person_id=number(coordinator.id), kind=RoleKind.coordinator, state=RoleState.planned)
        )
    for title in _lines(request.value("outputs")):
        store.add(Output(group_id=id_, title=title, created_at=request.now))


def _lines(text: str) -> list[str]:
    return [line.strip(" -•*\t") for line in text.splitlines() if line.strip(" -•*\t")]


# --- edit, drop ---


@router.button("commission.edit", subject="group")
def edit(request: Request, store: Store) -> Reply:
    """Open the order again with everything that stands in it."""
    t, group = request.t, groups.get(store, request.id("group"))
    round_ = nominations.latest_round(store, number(group.id))
    if group.state != GroupState.ordered or round_ is None:
        raise UserError(t("{title} has been sent already.", title=group.title))
    planned = members.planned_role(store, number(group.id), RoleKind.coordinator)
    values: dict[str, object] = {
        "group": number(group.id),
        _KIND: group.template,
        "title": group.title,
        "task": group.task,
        "hours": t.number(group.hours or 0),
        "months": str(group.duration_months or ""),
        "reply_by": t.when(round_.reply_by, week=False),
        "whom": "\n".join(_line(store, each) for each in nominations.requests_of(store, number(round_.id))),
        "competences": group.competences,
        "coordinator": people.get(store, planned.person_id).name if planned else "",
        "outputs": "\n".join(each.title for each in outputs.of_group(store, number(group.id))),
        "case_number": group.case_number,
    }
    draft = drafts.keep(store, request.me, "commission.order", values, now=request.now)
    return Reply(form=order_form(request.with_args(draft=number(draft.id)), store))


def _line(store: Store, asked: NominationRequest) -> str:
    short = people.organisation(store, asked.organisation_id).short
    person_id = asked.named_id or (asked.addressee_id if asked.route == RequestRoute.external else None)
    if person_id is not None:
        person = people.get(store, person_id)
        return f"{short}: {person.name} <{person.email}>" if person.email else f"{short}: {person.name}"
    return f"{short} ({asked.seats})" if asked.seats > 1 else short


@router.button("commission.withdraw", subject="group")
def withdraw(request: Request, store: Store) -> Reply:
    """Drop an order that nobody has been asked about."""
    t, group = request.t, groups.get(store, request.id("group"))
    state = after(group.state, Step.withdraw)
    if group.state != GroupState.ordered or state is None:
        raise UserError(t("{title} has been sent already.", title=group.title))
    group.state = state
    drafts.clear_plan(store, number(group.id))
    note(request, store, "group.withdrawn", group=number(group.id))
    return Reply(Card(t("The order of {title} has been dropped.", title=group.title), tone="good"), instead=True)
