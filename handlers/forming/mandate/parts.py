"""What the files of the mandate share: the version and its group, who is to answer for a body, and what is known."""

from __future__ import annotations

from handlers.dialogue import borrowed, framed, ongoing, resting
from handlers.dialogue.errors import UserError
from handlers.dialogue.request import Request, number
from handlers.dialogue.standing import standing
from handlers.locale import Speech
from handlers.rules import moments
from handlers.rules.names import raised
from handlers.rules.permissions import Standing
from storage import groups, mandates, marked, members, milestones, people, subjects
from storage.engine import Store
from storage.tables import (
    Group,
    Mandate,
    MandateState,
    MandateStep,
    MilestoneState,
    Person,
    StepState,
)


def living(request: Request, store: Store, group_id: int) -> Group:
    """The group; a UserError when it has ended."""
    return ongoing.living(request, groups.get(store, group_id))


def drafted(request: Request, store: Store) -> tuple[Mandate, Group]:
    """The version that the request is about, while it is still being written."""
    t, found = request.t, mandates.get(store, request.id("mandate"))
    group = living(request, store, found.group_id)
    refuse_settled(t, found)
    return found, group


def refuse_settled(t: Speech, mandate: Mandate) -> None:
    """A UserError for a version that is not being written any longer."""
    if mandate.state == MandateState.sent:
        raise UserError(t("Version {number} has been sent for approval already.", number=mandate.version))
    if mandate.state != MandateState.draft:
        raise UserError(t("Version {number} is settled. Begin a new version.", number=mandate.version))


def in_chain(request: Request, store: Store) -> tuple[MandateStep, Mandate, Group]:
    """The body that the request is about, with its version and group."""
    step = mandates.step(store, request.id("step"))
    found = mandates.get(store, step.mandate_id)
    return step, found, living(request, store, found.group_id)


def waiting(request: Request, store: Store) -> tuple[MandateStep, Mandate, Group]:
    """The same, for a body that has the mandate now; a UserError says what has become of it otherwise."""
    t = request.t
    step, found, group = in_chain(request, store)
    if step.state == StepState.waiting:
        return step, found, group
    if step.state == StepState.approved:
        raise UserError(t("{organ} has approved it already.", organ=step.organ))
    if step.state == StepState.returned:
        raise UserError(t("{organ} has sent it back already.", organ=step.organ))
    raise UserError(t("{organ} is not asked about it just now.", organ=step.organ))


def secretary(store: Store, step: MandateStep, group: Group) -> Person:
    """Who answers for a body: its secretary, or whoever signs for the group where it has none that is known."""
    found = people.get(store, step.secretary_id) if step.secretary_id is not None else None
    return found if found is not None and found.erased_at is None else people.get(store, group.owner_id)


def leaders(store: Store, group: Group) -> list[Person]:
    """Whoever hears what became of it: the secretariat's owner of the group, and its coordinator."""
    found = [people.get(store, group.owner_id)]
    boss = members.coordinator(store, number(group.id))
    if boss is not None and boss.id != group.owner_id:
        found.append(boss)
    return found


def who(request: Request, store: Store, group: Group) -> frozenset[Standing]:
    """What the reader is to the group."""
    subject = subjects.find(store, "group", number(group.id))
    return standing(store, request.person, subject, request.now.date())


def _decided(t: Speech, store: Store, group: Group) -> str:
    """Direktionen, onsdag den 11. november 2026, punkt 4: At bestille Elnet."""
    decision = marked.basis(store, number(group.id))
    if decision is None:
        return ""
    return t("{decision}: {what}", decision=raised(resting.decided_by(t, decision)), what=decision.title)


def known(t: Speech, store: Store, group: Group, key: str) -> str:
    """What is known already of a section that nobody has written: a beginning, which is saved when somebody does."""
    match key:
        case "background":
            return _decided(t, store, group)
        case "task":
            return t("The group is to {task}.", task=group.task) if group.task else ""
        case "members":
            return _composition(t, store, group)
        case "coordinator":
            boss = members.coordinator(store, number(group.id))
            if boss is None:
                return ""
            home = people.organisation(store, boss.organisation_id)
            return t("{name}, {organisation}", name=boss.name, organisation=home.official)
        case "plan":
            plan = milestones.of_group(store, number(group.id))
            rows = [(moments.of(each), each.title) for each in plan if each.state == MilestoneState.open]
            return "\n".join(
                t("{day}: {what}", day=raised(t.when(moment)), what=title)
                for moment, title in rows
                if moment is not None
            )
        case "frame":
            hours = borrowed.said(t, store, group)
            lent = [t("Hours lent: {hours}", hours=hours)] if hours else []
            return "\n".join([*framed.said(t, store, group), *lent])
        case "reports_to":
            return people.organisation(store, group.commissioner_id).official
        case "end":
            if group.planned_end is None:
                return ""
            day = t.date(group.planned_end)
            return t("About {day}.", day=day) if group.approximate_end else t("{day}.", day=raised(day))
    return ""


def _composition(t: Speech, store: Store, group: Group) -> str:
    seats = groups.seats(store, number(group.id))
    places = people.organisations(store, set(seats))
    rows = sorted((places[each].official, seats[each].maximum) for each in seats)
    return "\n".join(t.plural(most, "{place}: 1 person", "{place}: {n} people", place=place) for place, most in rows)
