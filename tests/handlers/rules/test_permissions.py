"""The one table of who may do what, walked: every standing against every command, button and form."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest
from sqlmodel import SQLModel, select

from handlers.contents import everything
from handlers.dialogue import dispatch
from handlers.dialogue.errors import NotAllowed, UserError
from handlers.dialogue.request import Request
from handlers.dialogue.router import Route
from handlers.dialogue.standing import standing
from handlers.rules.permissions import ALLOWED, Standing, may
from storage import subjects
from storage.engine import Database
from storage.tables import (
    Decision,
    Evaluation,
    EvaluationAnswer,
    Frame,
    JournalLine,
    Mandate,
    MandateStep,
    MarkedKind,
    MarkedLine,
    Membership,
    Milestone,
    NominationRequest,
    Nominee,
    Office,
    Output,
    RequestRoute,
    RequestState,
    Role,
    RoleKind,
    RoleState,
    Round,
    StatusQuestion,
    StatusRecipient,
)
from tests.handlers.working.made import made_group
from tests.world import House

S = Standing
# are downloaded, not pressed; a face asks the table itself
FETCHED = [
    *("calendar_group", "casefile", "evaluation", "mandate"),
    *("plan.csv", "plan.png", "status_organ", "status_paper"),
]
EVERY_KIND = (
    *("group", "round", "request", "nominee", "membership", "role", "milestone", "output", "person", "office"),
    *("journal", "mark", "decision", "mandate", "step"),
    *("frame", "recipient", "status_question", "evaluation", "evaluation_answer"),
)
IN_GROUP = tuple(kind for kind in EVERY_KIND if kind not in ("person", "office"))

# One person of each standing, and what they are to what: to anything that belongs to the group, or to one thing.
IN = {
    "Sofie": {S.secretariat},
    "Farah": {S.reader},
    "Jonas": {S.coordinator, S.member},
    "Maja": {S.member, S.offered},
    "Anna": {S.member},
    "Dorthe": {S.member},
}
TO_ONE = {
    ("Lars", "request"): {S.director},
    ("Lars", "nominee"): {S.director},
    ("Lars", "office"): {S.director, S.oneself},
    ("Gitte", "request"): {S.director},
    ("Gitte", "nominee"): {S.director},
    ("Gitte", "office"): {S.director},
    ("Martin", "request"): {S.delegate},
    ("Martin", "nominee"): {S.delegate},
    ("Kasper", "nominee"): {S.expert, S.oneself},
    ("Maja", "role"): {S.offered, S.oneself},
    ("Vibeke", "membership"): {S.director},
    ("Anna", "membership"): {S.oneself},
    ("Anna", "journal"): {S.oneself},
    ("Anna", "mark"): {S.oneself},
    ("Dorthe", "milestone"): {S.oneself},
    ("Lars", "step"): {S.oneself},
    ("Lars", "evaluation_answer"): {S.oneself},
    ("Line", "person"): {S.oneself},
    ("Birgit", "person"): {S.director},
}
CAST = (
    *("Sofie", "Farah", "Jonas", "Maja", "Anna", "Dorthe", "Lars"),
    *("Gitte", "Martin", "Kasper", "Vibeke", "Line", "Birgit"),
)


def expected(who: str, kind: str | None) -> frozenset[Standing]:
    found = {S.known} | TO_ONE.get((who, kind or ""), set())
    if kind in IN_GROUP:
        found |= IN.get(who, set())
    elif who in ("Sofie", "Farah"):
        found |= IN[who]
    if kind is None and who == "Jonas":
        found.add(S.coordinator)  # of some group
    return frozenset(found)


@dataclass
class Stage:
    """A group with one thing of every kind in it, and the numbers of these."""

    house: House
    ids: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        house = self.house
        group = made_group(house, members=("Anna", "Dorthe", "Maja", "Jonas"), coordinator="Jonas")
        who = {name: house.person(name) for name in CAST}
        thisted = who["Lars"].organisation_id
        with house.database.changing() as store:

            def add(kind: str, row: SQLModel) -> int:
                store.add(row)
                self.ids[kind] = row.id  # type: ignore[attr-defined]
                return self.ids[kind]

            self.ids["group"] = group
            round_ = add("round", Round(group_id=group, reply_by=house.now))
            request = NominationRequest(
                group_id=group, round_id=round_, organisation_id=thisted, route=RequestRoute.open, seats=2,
                state=RequestState.waiting, addressee_id=who["Lars"].id, delegate_id=who["Martin"].id,
                card="ask:1", reply_by=house.now,
            )  # fmt: skip
            add("request", request)
            nominee = Nominee(
                group_id=group, request_id=request.id, person_id=who["Kasper"].id, named_by_id=who["Lars"].id,
                named_at=house.now,
            )  # fmt: skip
            add("nominee", nominee)
            inside = select(Membership).where(Membership.group_id == group, Membership.person_id == who["Anna"].id)
            self.ids["membership"] = store.session.exec(inside).one().id
            offered = Role(
                group_id=group, person_id=who["Maja"].id, kind=RoleKind.coordinator, state=RoleState.asked
            )  # fmt: skip
            add("role", offered)
            milestone = Milestone(
                group_id=group, title="Budskabspapir", day=date(2026, 12, 11), owner_id=who["Dorthe"].id,
                created_at=house.now, created_by_id=who["Sofie"].id,
            )  # fmt: skip
            add("milestone", milestone)
            add("output", Output(group_id=group, title="Faglige input", created_at=house.now))
            said = MarkedLine(
                group_id=group, person_id=who["Anna"].id, face="slack", place="C1/1.1", kind=MarkedKind.status,
                heard_at=house.now,
            )  # fmt: skip
            add("mark", said)
            decided = Decision(
                group_id=group, title="Model B", day=date(2026, 12, 2), noted_by_id=who["Anna"].id, created_at=house.now
            )
            add("decision", decided)
            written = Mandate(
                group_id=group, created_at=house.now, created_by_id=who["Anna"].id, changed_at=house.now,
                changed_by_id=who["Anna"].id,
            )  # fmt: skip
            mandate = add("mandate", written)
            add("step", MandateStep(mandate_id=mandate, organ="Byrådet", secretary_id=who["Lars"].id))
            frame = Frame(
                group_id=group, title="Ramme", amount=1, changed_at=house.now, changed_by_id=who["Sofie"].id
            )  # fmt: skip
            add("frame", frame)
            told = StatusRecipient(
                group_id=group, organ="direktionen", created_at=house.now, created_by_id=who["Sofie"].id
            )  # fmt: skip
            add("recipient", told)
            asked = StatusQuestion(group_id=group, asked_at=house.now, reply_by=house.now.date())
            add("status_question", asked)
            evaluated = Evaluation(
                group_id=group, day=date(2027, 5, 31), created_at=house.now, created_by_id=who["Sofie"].id
            )  # fmt: skip
            evaluation = add("evaluation", evaluated)
            add("evaluation_answer", EvaluationAnswer(evaluation_id=evaluation, person_id=who["Lars"].id))
            self.ids["person"] = who["Line"].id
            office = select(Office).where(Office.person_id == who["Lars"].id)
            self.ids["office"] = store.session.exec(office).one().id
            add("journal", JournalLine(at=house.now, what="group.extended", actor_id=who["Anna"].id, group_id=group))


def test_the_table_names_every_route_and_nothing_else() -> None:
    assert sorted(set(everything().routes) ^ set(ALLOWED)) == FETCHED


def test_every_command_is_in_the_table_under_its_own_action() -> None:
    assert [each.action for each in everything().commands if each.action not in ALLOWED] == []


def test_what_is_not_in_the_table_nobody_may() -> None:
    assert not may("no.such.action", frozenset(Standing))


def test_everybody_is_to_everything_what_they_are(database: Database) -> None:
    stage = Stage(House(database))
    people = {who: stage.house.person(who) for who in CAST}
    with database.reading() as store:
        for who, person in people.items():
            for kind in (None, *EVERY_KIND):
                subject = subjects.find(store, kind, stage.ids[kind]) if kind is not None else None
                found = standing(store, person, subject, stage.house.now.date())
                assert found == expected(who, kind), (who, kind)


@pytest.mark.parametrize("who", CAST)
def test_every_standing_against_every_command_and_button(database: Database, who: str) -> None:
    stage = Stage(House(database))
    router = stage.house.runner.router
    person = stage.house.person(who)
    wrong = []
    for route in router.routes.values():
        request = Request(actor=person, now=stage.house.now, action=route.name, args=dict(stage.ids))
        let_through = _let_through(database, stage.house, route, request)
        if let_through != may(route.name, expected(who, route.subject)):
            wrong.append((route.name, route.subject, let_through))
    assert wrong == []


def _let_through(database: Database, house: House, route: Route, request: Request) -> bool:
    """Whether the handler was reached; what it did is rolled back, and what it lacked does not matter here."""
    try:
        with database.changing() as store:
            dispatch.answer(house.runner.router, route, request, store)
            raise _Enough
    except NotAllowed:
        return False
    except (_Enough, UserError, LookupError, ValueError, AssertionError, TypeError):
        return True


class _Enough(Exception):
    """Roll back what the handler did."""
