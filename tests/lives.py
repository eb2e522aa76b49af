"""What a group's life should come to: a small model of it, and the same picture read from the database.

The model knows the rules of the field (who is asked, when a group is established, what ends with it) and nothing of
tables, cards or the outbox.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlmodel import select

from storage import members, people
from storage.engine import Database
from storage.tables import (
    Group,
    GroupState,
    Milestone,
    MilestoneState,
    NominationRequest,
    Nominee,
    NomineeState,
    Person,
    RequestState,
    Role,
    RoleKind,
    RoleState,
)

COMING = (NomineeState.asked, NomineeState.accepted)
OPEN = (RequestState.planned, RequestState.waiting)
ENDED = (GroupState.dissolved, GroupState.withdrawn)


@dataclass
class Question:
    """One organisation asked, and whom it has named, oldest first."""

    seats: int
    state: RequestState = RequestState.waiting
    named: list[tuple[str, NomineeState]] = field(default_factory=list)

    def coming(self) -> list[str]:
        return [name for name, state in self.named if state in COMING]

    def answered(self, name: str, state: NomineeState) -> None:
        """The newest with a name has another state."""
        place = max(number for number, (each, _) in enumerate(self.named) if each == name)
        self.named[place] = (name, state)


@dataclass
class Life:
    """A group, in the words of the model."""

    state: GroupState = GroupState.ordered
    questions: dict[str, Question] = field(default_factory=dict)
    members: set[str] = field(default_factory=set)
    coordinator: str | None = None
    offered: set[str] = field(default_factory=set)
    deadlines: dict[str, MilestoneState] = field(default_factory=dict)
    leaving: dict[str, date] = field(default_factory=dict)

    # --- what people do ---

    def sent(self) -> None:
        self.state = GroupState.nominating

    def names(self, place: str, who: str) -> None:
        asked = self.questions[place]
        asked.named.append((who, NomineeState.asked))
        if len(asked.coming()) >= asked.seats:
            asked.state = RequestState.named

    def declines(self, place: str) -> None:
        asked = self.questions[place]
        asked.state = RequestState.named if asked.coming() else RequestState.declined
        self._establish()

    def changes(self, place: str) -> None:
        asked = self.questions[place]
        for name in asked.coming():
            asked.answered(name, NomineeState.withdrawn)
        asked.state = RequestState.waiting

    def accepts(self, place: str, who: str) -> None:
        self.questions[place].answered(who, NomineeState.accepted)
        self.members.add(who)
        self._establish()

    def refuses(self, place: str, who: str) -> None:
        asked = self.questions[place]
        asked.answered(who, NomineeState.declined)
        asked.state = RequestState.waiting
        self.offered.discard(who)

    def goes_on_without(self, places: set[str]) -> None:
        for place in places:
            self.questions[place].state = RequestState.skipped
        self._establish()

    def leads(self, who: str) -> None:
        self.coordinator, self.offered = who, set()
        self.members.add(who)

    def leaves(self, who: str) -> None:
        self.members.discard(who)
        self.offered.discard(who)
        self.leaving.pop(who, None)
        if self.coordinator == who:
            self.coordinator = None

    def is_replaced(self, who: str, place: str, day: date) -> None:
        self.leaving[who] = day
        while place in self.questions:
            place += "+"
        self.questions[place] = Question(1, RequestState.planned)

    def recalled(self) -> None:
        self.state = GroupState.withdrawn
        for asked in self.questions.values():
            for name in asked.coming():
                asked.answered(name, NomineeState.withdrawn)
            if asked.state in OPEN:
                asked.state = RequestState.withdrawn
        self._over()

    def dissolved(self) -> None:
        self.state = GroupState.dissolved
        for asked in self.questions.values():
            for name, state in list(asked.named):
                if state == NomineeState.asked:
                    asked.answered(name, NomineeState.withdrawn)
            if asked.state in OPEN:
                asked.state = RequestState.withdrawn
        self._over()

    def erased(self, who: str) -> None:
        """Somebody is gone: from the groups they are in, and from the answers of those that have not begun."""
        begun = self.state not in (GroupState.ordered, GroupState.nominating)
        for asked in self.questions.values():
            for name, state in list(asked.named):
                if name == who and (state == NomineeState.asked or (state == NomineeState.accepted and not begun)):
                    asked.answered(name, NomineeState.declined)
                    asked.state = RequestState.waiting
            asked.named = [("" if name == who else name, state) for name, state in asked.named]
        self.leaves(who)

    # --- what follows ---

    def _establish(self) -> None:
        everybody = self.questions.values()
        if self.state != GroupState.nominating or any(each.state in OPEN for each in everybody):
            return
        states = [state for each in everybody for _, state in each.named]
        if NomineeState.asked not in states and NomineeState.accepted in states:
            self.state = GroupState.established

    def _over(self) -> None:
        self.members, self.coordinator, self.offered, self.leaving = set(), None, set(), {}
        for title, state in self.deadlines.items():
            if state == MilestoneState.open:
                self.deadlines[title] = MilestoneState.dropped


def lives(database: Database) -> dict[str, Life]:
    """Every group by its title, as the database has it."""
    with database.reading() as store:
        names = {each.id: each.name for each in store.session.exec(select(Person))}
        places = {id_: each.short for id_, each in people.organisations(store).items()}
        found = {each.id: (each.title, Life(each.state)) for each in store.session.exec(select(Group))}
        asked: dict[int | None, Question] = {}
        for each in store.session.exec(select(NominationRequest).order_by(NominationRequest.id)):  # type: ignore[arg-type]
            asked[each.id] = Question(each.seats, each.state)
            questions = found[each.group_id][1].questions
            place = places[each.organisation_id]
            while place in questions:
                place += "+"  # asked for somebody more
            questions[place] = asked[each.id]
        for nominee in store.session.exec(select(Nominee).order_by(Nominee.id)):  # type: ignore[arg-type]
            asked[nominee.request_id].named.append((names[nominee.person_id], nominee.state))
        for id_, (_, life) in found.items():
            inside = members.of_group(store, id_ or 0)
            life.members = {person.name for _, person in inside}
            life.leaving = {person.name: each.leaving_on for each, person in inside if each.leaving_on is not None}
        for role in store.session.exec(select(Role).where(Role.kind == RoleKind.coordinator)):
            life = found[role.group_id][1]
            if role.state == RoleState.active:
                life.coordinator = names[role.person_id]
            if role.state in (RoleState.asked, RoleState.planned):
                life.offered.add(names[role.person_id])
        for milestone in store.session.exec(select(Milestone)):
            found[milestone.group_id][1].deadlines[milestone.title] = milestone.state
        return dict(found.values())
