"""Registering a group that exists already, in a minute and without asking anybody.

What people type: `/taskforce ny registrer Interessentkredsen`.
"""

from __future__ import annotations

from collections.abc import Sequence

from handlers.dialogue.card import Button, Card, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import CoordinatorAppointed, GroupEstablished
from handlers.dialogue.form import Choice, Form, Option, When, Words
from handlers.dialogue.joining import join
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.resting import question, to_be_asked
from handlers.dialogue.router import Router
from handlers.locale import Speech
from handlers.rules import dates
from handlers.rules.names import danish_key, fold, task_clause
from handlers.rules.templates import TEMPLATES
from storage import groups, people
from storage.engine import Store
from storage.tables import Group, GroupState, Seat
from storage.tables import Person as PersonRow

from .pasted import Asked, read_people

router = Router()


@router.button("commission.register.open", changes=False)
def open_register(request: Request, store: Store) -> Reply:
    """Open the registration of a group that exists."""
    return Reply(form=register_form(request, store))


def new_group(request: Request, store: Store) -> Group:
    """A group of the circle's, whose signature is whoever makes it."""
    circle = people.circle(store)
    group = Group(
        circle_id=number(circle.id),
        commissioner_id=number(circle.secretariat_id),
        owner_id=request.me,
        created_at=request.now,
    )
    store.add(group)
    return group


def register_form(request: Request, store: Store) -> Form:
    """What has to be known of a group that works already."""
    t = request.t
    kinds = tuple(Option(each.key, t(each.name).capitalize()) for each in TEMPLATES.values() if not each.light)
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
            Words("case_number", t("Case number (optional)"), required=False, max=64),
        ),
        t("Register"),
        values={"template": "task_force"},
    )  # fmt: skip


@router.form("commission.register", register_form)
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
    group = new_group(request, store)
    group.template, group.title = request.value("template"), request.value("title")
    group.needs_basis = TEMPLATES[group.template].basis
    group.case_number = request.value("case_number")
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
        join(store, number(group.id), each.named, now)
    for organisation_id, count in counted.items():
        store.add(Seat(group_id=number(group.id), organisation_id=organisation_id, maximum=max(count, most or 1)))
    note(request, store, "group.registered", group=number(group.id),
         texts={"title": group.title, "task": group.task})  # fmt: skip
    if coordinator is not None:
        store.happened(CoordinatorAppointed(number(group.id), number(coordinator.id)))
    store.happened(GroupEstablished(number(group.id)))
    if to_be_asked(store, group):
        return Reply(question(t, group))
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
