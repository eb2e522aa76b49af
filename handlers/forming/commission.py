"""Ordering a task force in two short steps, or registering a group that exists already.

`/taskforce ny` opens the order: first title, task, hours a week, duration and reply deadline; then whom to ask
(people and organisations pasted as text), competences and coordinator. It ends in the preview of the card, and
nothing has been sent. `/taskforce ny registrer` takes in a group that works already, and asks nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from handlers.dialogue.card import Button, Card, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.command import Command
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import CoordinatorAppointed, GroupEstablished, MemberJoined
from handlers.dialogue.filled import as_number
from handlers.dialogue.form import Choice, Form, Number, Option, Person, Value, When, Words
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.locale import Speech, mark
from handlers.rules import dates, workdays
from handlers.rules.lifecycle import Step, after
from handlers.rules.names import danish_key, fold, task_clause, typed
from handlers.rules.templates import TEMPLATES
from storage import drafts, groups, members, nominations, outputs, people
from storage.engine import Store
from storage.tables import (
    Group,
    GroupState,
    Membership,
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

router = Router()
NEW = Command(
    "new",
    "ny",
    mark("Order a task force, or register a group that exists already"),
    usage="new Elnet",
    dansk_usage="ny Elnet",
    action="commission.new",
    featured=True,
    aliases=("bestil", "order"),
)
_REGISTER = {"registrer", "register", "registrér", "findes", "existing"}


@router.command(NEW)
def new(request: Request, store: Store) -> Reply:
    """Open the order, with the title if one was said; or the registration."""
    first, _, rest = request.words.partition(" ")
    if typed(first) in {typed(each) for each in _REGISTER}:
        return Reply(form=_filled(_register_form(request, store), {"title": rest}))
    draft = drafts.latest(store, request.me, "commission.order")
    if draft is not None and not request.words:
        return Reply(form=_first_form(request.with_args(draft=number(draft.id)), store))
    return Reply(form=_filled(_first_form(request, store), {"title": request.words}))


@router.button("commission.register.open", changes=False)
def open_register(request: Request, store: Store) -> Reply:
    """Open the registration of a group that exists."""
    return Reply(form=_register_form(request, store))


# --- step one ---


def _first_form(request: Request, store: Store) -> Form:
    t = request.t
    draft = drafts.get(store, request.id("draft")) if "draft" in request.args else None
    values: dict[str, Value] = {"reply_by": t.when(_five_days(request.now), week=False)}
    if draft is not None:
        values |= {name: str(value) for name, value in draft.values.items()}
    args = {name: request.args[name] for name in ("draft",) if name in request.args}
    return Form(
        "commission.order",
        t("Order a task force"),
        (
            Words("title", t("Title"), t("One or two words, such as Elnet. It becomes the name of the room."), max=60),
            Words("task", t("Task"), t("Goes on from: The task force is to …"), max=200, lines=2),
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
        note=t("Does the group exist already? Write /taskforce new register instead."),
    )  # fmt: skip


def _five_days(now: datetime) -> datetime:
    return workdays.reply_deadline(now.date(), 5).astimezone(now.tzinfo)


def _filled(form: Form, values: dict[str, Value]) -> Form:
    known = {name: value for name, value in values.items() if value}
    return Form(form.name, form.title, form.fields, form.submit, form.args, {**form.values, **known},
                step=form.step, note=form.note)  # fmt: skip


@router.form("commission.order", _first_form)
def ordered(request: Request, store: Store) -> Reply:
    """Keep the first step as a draft, and ask for the second."""
    _check_title(request, store)
    _deadline(request)
    values = {name: request.value(name) for name in ("title", "task", "hours", "months", "reply_by")}
    draft = drafts.keep(
        store, request.me, "commission.order", values, now=request.now,
        draft_id=request.id("draft") if "draft" in request.args else None,
    )  # fmt: skip
    return Reply(form=_second_form(request.with_args(draft=number(draft.id)), store))


def _check_title(request: Request, store: Store) -> None:
    title = request.value("title")
    before = groups.titled(store, title)
    if before is None:
        return
    draft = drafts.get(store, request.id("draft")) if "draft" in request.args else None
    if draft is not None and draft.values.get("group") == before.id:
        return
    raise UserError(request.t("There is a group called {title} already.", title=before.title), field="title")


def _deadline(request: Request) -> datetime:
    t, now = request.t, request.now
    moment = dates.read_date(request.value("reply_by"), now)
    found = dates.Moment(moment.day, moment.time or time(12)).as_datetime(now.tzinfo)
    if found <= now:
        raise UserError(t("That moment has passed. Choose one that is still to come."), field="reply_by")
    if not workdays.is_working_day(found.date()):
        why = workdays.holiday_name(found.date()) or t.weekday(found.weekday())
        raise UserError(
            t("{day} is a {why}. How about {other}?", day=t.date(found.date()), why=why,
              other=t.day(workdays.add_working_days(found.date(), 0))),
            field="reply_by",
        )  # fmt: skip
    return found


# --- step two ---


def _second_form(request: Request, store: Store) -> Form:
    t = request.t
    draft = drafts.get(store, request.id("draft"))
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
            Words("outputs", t("What should come of it?"), t("One a line (optional)."), required=False, max=1000, lines=4),
            Words("case_number", t("Case number (optional)"), required=False, max=64),
        ),
        t("See the card"),
        {"draft": request.id("draft")},
        values,
        step=(2, 2),
    )  # fmt: skip


_SECOND = ("whom", "competences", "coordinator", "outputs", "case_number")


@router.form("commission.whom", _second_form)
def whom(request: Request, store: Store) -> Reply:
    """Make the group with its round, and show the card as its reader will see it. Nothing is sent."""
    draft = drafts.get(store, request.id("draft"))
    if draft is None or draft.person_id != request.me:
        raise UserError(request.t("The order has been finished already."))
    first = {name: str(value) for name, value in draft.values.items()}
    both = Request(
        request.actor, request.now, action=request.action, args=request.args, place=request.place,
        values={**first, **request.values}, face=request.face,
    )  # fmt: skip
    asked = read_people(both, store, both.value("whom"))
    coordinator = _coordinator(both, store, asked)
    if not asked and coordinator is None:
        raise UserError(request.t("Write at least one organisation or person, or choose a coordinator."), field="whom")
    known = draft.values.get("group")
    group = groups.get(store, int(str(known))) if known else _new_group(both, store)
    _describe(both, group)
    _plan(both, store, group, asked, coordinator)
    drafts.drop(store, draft)
    note(both, store, "group.ordered", group=number(group.id), texts={"title": group.title, "task": group.task})
    return Reply(then=Button("nomination.preview", "", {"group": number(group.id)}))


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


def _new_group(request: Request, store: Store) -> Group:
    circle = people.circle(store)
    group = Group(
        circle_id=number(circle.id),
        commissioner_id=number(circle.secretariat_id),
        owner_id=request.me,
        created_at=request.now,
    )
    store.add(group)
    return group


def _describe(request: Request, group: Group) -> None:
    months = as_number(request.value("months"))
    group.title = request.value("title")
    group.task = task_clause(request.value("task"), group.title)
    group.hours = as_number(request.value("hours"))
    group.duration_months = int(months) if months else None
    group.competences = request.value("competences")
    group.case_number = request.value("case_number")
    group.starts_on = expected_start(_deadline(request).date())


def expected_start(reply_by: date) -> date:
    """Two working days after the reply deadline: one for the experts to answer, one to begin."""
    return workdays.add_working_days(reply_by, 2)


def _plan(request: Request, store: Store, group: Group, asked: Sequence[Asked], coordinator: PersonRow | None) -> None:
    """The round, its requests, the seats, the coordinator-to-be and the outputs, made anew at each edit."""
    id_, deadline = number(group.id), _deadline(request)
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
    return Reply(form=_first_form(request.with_args(draft=number(draft.id)), store))


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


# --- a group that exists already ---


def _register_form(request: Request, store: Store) -> Form:
    t = request.t
    kinds = tuple(Option(each.key, t(each.name).capitalize()) for each in TEMPLATES.values())
    return Form(
        "commission.register",
        t("Register a group that exists already"),
        (
            Choice("template", t("What is it?"), options=kinds),
            Words("title", t("Title"), max=60),
            Words("task", t("Task"), t("Goes on from: The group is to …"), max=200, lines=2),
            Words("whom", t("Members"), t("One a line: “Hjørring: Henrik Tornbjerg”. Nobody is asked."),
                  required=False, max=5000, lines=6),
            Words("coordinator", t("Coordinator"), t("One of the members, or one of you (optional)."), required=False,
                  max=100),
            When("ends", t("Ends"), t("Leave it empty if there is no end."), required=False),
        ),
        t("Register"),
        values={"template": "task_force"},
    )  # fmt: skip


@router.form("commission.register", _register_form)
def registered(request: Request, store: Store) -> Reply:
    """Take a working group in: its members are in, its coordinator has the post, and nobody is asked."""
    t, now = request.t, request.now
    before = groups.titled(store, request.value("title"))
    if before is not None:
        raise UserError(t("There is a group called {title} already.", title=before.title), field="title")
    asked = read_people(request, store, request.value("whom"), asks=False)
    without = [each for each in asked if each.named is None]
    if without:
        raise UserError(
            t(
                "Who is it from {organisation}? Write “{organisation}: name”.",
                organisation=without[0].organisation.short,
            ),
            field="whom",
        )
    coordinator = _one_of(request, store, asked)
    group = _new_group(request, store)
    group.template, group.title = request.value("template"), request.value("title")
    group.task = task_clause(request.value("task"), group.title)
    group.state, group.established_at, group.starts_on = GroupState.established, now, now.date()
    if request.value("ends"):
        group.planned_end, group.approximate_end = dates.read_date(request.value("ends"), now).day, False
    most = TEMPLATES[group.template].seats
    counted: dict[int, int] = {}
    for each in asked:
        assert each.named is not None
        organisation_id = number(each.organisation.id)
        counted[organisation_id] = counted.get(organisation_id, 0) + 1
        membership = Membership(
            group_id=number(group.id), person_id=number(each.named.id), organisation_id=organisation_id, since=now
        )
        store.add(membership)
        store.happened(MemberJoined(number(membership.id)))
    for organisation_id, count in counted.items():
        store.add(Seat(group_id=number(group.id), organisation_id=organisation_id, maximum=max(count, most or 1)))
    note(request, store, "group.registered", group=number(group.id),
         texts={"title": group.title, "task": group.task})  # fmt: skip
    if coordinator is not None:
        store.happened(CoordinatorAppointed(number(group.id), number(coordinator.id)))
    store.happened(GroupEstablished(number(group.id)))
    return Reply(_registered_card(t, group, len(asked)))


def _registered_card(t: Speech, group: Group, count: int) -> Card:
    members_ = t.plural(
        count, "It has {n} member. Nobody has been asked.", "It has {n} members. Nobody has been asked."
    )
    return Card(
        t("{title} has been registered.", title=group.title),
        (Line(members_),),
        (Button("status.show", t("See"), {"group": number(group.id)}, "primary"),),
        "good",
    )


def _one_of(request: Request, store: Store, asked: Sequence[Asked]) -> PersonRow | None:
    said = request.value("coordinator")
    if not said:
        return None
    own = people.staff(store, request.now.date(), readers=True)
    candidates = [each.named for each in asked if each.named is not None] + list(own)
    hits = {number(each.id): each for each in candidates if fold(each.name) == fold(said)}
    if len(hits) != 1:
        names = request.t.names(sorted({each.name for each in candidates}, key=danish_key)[:5])
        raise UserError(
            request.t("The coordinator is one of the members, or one of you: {names}.", names=names),
            field="coordinator",
        )
    return next(iter(hits.values()))
