"""Made-up lives of groups, with a model beside the program: after every step both say the same, and what must hold in
any state does (tests/invariants.py).

TASKFORCE_LIVES says how many lives are lived on SQLite, TASKFORCE_STEPS how long each may be; PostgreSQL gets a few.
"""

from __future__ import annotations

import copy
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test

from handlers.rules.workdays import next_sending_time
from storage.engine import Database
from storage.tables import (
    GroupState,
    JournalLine,
    Milestone,
    MilestoneState,
    NominationRequest,
    Nominee,
    NomineeState,
    OutboxRow,
    RequestState,
    Role,
    RoleState,
    Round,
)
from tests.elnet import order
from tests.invariants import broken
from tests.lives import ENDED, Life, Question, lives
from tests.living import EXPERTS, PLACES, Living, sent
from tests.world import buttons, shown

LIVES, STEPS = int(os.environ.get("TASKFORCE_LIVES", "10")), int(os.environ.get("TASKFORCE_STEPS", "25"))
PHASES = [Phase.generate, *([Phase.shrink] if os.environ.get("TASKFORCE_SHRINK") else [])]  # takes minutes
AT_WORK = (GroupState.established, GroupState.closing)
numbers = st.integers(min_value=0, max_value=999)


class Lives(Living):
    """Everybody of the cast, doing what comes to mind."""

    # --- forming ---

    @precondition(lambda self: len(self.model) < 4)
    @rule(n=numbers, seats=st.integers(1, 2), send=st.booleans())
    def order(self, n: int, seats: int, send: bool) -> None:
        self.made += 1
        title = f"Gruppe {'ABCDEFGHIJ'[self.made % 10]}{self.made}"
        places = list(PLACES)[: 1 + n % 3] if n % 2 else list(PLACES)[1 + n % 3 :]
        lines = []
        for place in places:
            expert = PLACES[place][1]
            named = n % 5 and expert and expert not in self.gone
            lines.append(f"{place}: {expert}" if named else f"{place} ({seats})")
        order(self.house, title=title, whom="\n".join(lines), outputs="", coordinator="")
        seated = {place: 1 if ":" in line else seats for place, line in zip(places, lines, strict=True)}
        self.model[title] = Life(
            questions={place: Question(each, RequestState.planned) for place, each in seated.items()}
        )
        if send:
            self.send(n)

    @rule(n=numbers)
    def send(self, n: int) -> None:
        title = self._one_of(n, lambda life: life.state == GroupState.ordered)
        if title:
            id_ = self._group(title)
            goes = next_sending_time(self.house.now)
            late = any(each.reply_by <= goes for each in self._rows(Round) if each.group_id == id_)
            reply = self._press("Sofie", "nomination.send", group=id_)
            if late:
                assert reply.card is not None
                assert reply.card.tone == "warning", shown(reply)
            else:
                self.model[title].sent()

    @precondition(lambda self: len(self.model) < 4)
    @rule(coordinator=st.booleans())
    def register(self, coordinator: bool) -> None:
        self.made += 1
        title = f"Gruppe {'ABCDEFGHIJ'[self.made % 10]}{self.made}"
        here = {place: expert for place, (_, expert) in PLACES.items() if expert and expert not in self.gone}
        leader = next(iter(here.values()), "") if coordinator else ""
        whom = "\n".join(f"{place}: {expert}" for place, expert in here.items())
        values = {"title": title, "template": "task_force", "task": "se på nettet", "whom": whom, "coordinator": leader}
        self.house.ask("Sofie", action="commission.register", values=values)
        self.model[title] = Life(GroupState.established, members=set(here.values()), coordinator=leader or None)

    @rule(n=numbers, new=st.booleans())
    def name(self, n: int, new: bool) -> None:
        found = self._request(n, (RequestState.waiting,))
        if found is None:
            return
        row, title, place = found
        director, expert = PLACES[place.rstrip("+")]
        life, reply = self.model[title], None
        if not new and row.named_id is not None:
            reply = self._press(director, "nomination.yes", request=row.id)
            refused = expert in self.gone or expert in life.members or self._has_answered(life, expert)
            if refused:
                assert not reply.instead, shown(reply)
                return
        else:
            expert = f"Ekspert {self.made}-{n}"
            self.made += 1
            values = {"name": expert, "email": f"e{self.made}@{row.organisation_id}.example"}
            reply = self._press(director, "nomination.named", values, request=row.id)
        assert reply.instead, shown(reply)
        life.names(place, expert)

    @rule(n=numbers)
    def decline(self, n: int) -> None:
        found = self._request(n, (RequestState.waiting,))
        if found is not None:
            row, title, place = found
            reply = self._press(PLACES[place.rstrip("+")][0], "nomination.declined", request=row.id, reason="")
            assert reply.instead or reply.card, shown(reply)
            self.model[title].declines(place)

    @rule(n=numbers)
    def change(self, n: int) -> None:
        found = self._request(n, (RequestState.named, RequestState.declined))
        if found is None:
            return
        row, title, place = found
        life = self.model[title]
        sure = any(state == NomineeState.accepted for _, state in life.questions[place].named)
        reply = self._press(PLACES[place.rstrip("+")][0], "nomination.change", request=row.id)
        if sure or life.state in ENDED or self.house.now >= row.reply_by:
            assert not reply.instead, shown(reply)
        else:
            life.changes(place)

    @rule(n=numbers, yes=st.integers(0, 3))
    def answer(self, n: int, yes: int) -> None:
        """An expert says yes, three times of four."""
        asked = [each for each in self._rows(Nominee) if each.state == NomineeState.asked]
        if asked:
            nominee = asked[n % len(asked)]
            title, place, who = self._place_of(nominee)
            reply = self._press(who, "acceptance.yes" if yes else "acceptance.no", nominee=nominee.id)
            assert reply.instead, shown(reply)
            (self.model[title].accepts if yes else self.model[title].refuses)(place, who)

    @rule(n=numbers)
    def take_back(self, n: int) -> None:
        title = self._one_of(n, lambda life: life.state in (GroupState.ordered, GroupState.nominating))
        if title and self.model[title].state == GroupState.ordered:
            self._press("Sofie", "commission.withdraw", group=self._group(title))
            self.model[title] = Life(GroupState.withdrawn)
        elif title and n % 4 == 0:
            self._press("Sofie", "nomination.recall", group=self._group(title))
            self.model[title].recalled()

    @rule(n=numbers)
    def go_on_without(self, n: int) -> None:
        rounds = [each for each in self._rows(Round) if each.closed_at is None and each.reply_by <= self.house.now]
        if not rounds:
            return
        round_ = rounds[n % len(rounds)]
        title, late = self._title(round_.group_id), set[str]()
        for row in self._rows(NominationRequest):
            overdue = row.state == RequestState.waiting and row.reply_by <= self.house.now
            if row.round_id == round_.id and overdue and row.sent_at is not None:
                late.add(self._place(row))
        reply = self._press("Sofie", "nomination.go_on", round=round_.id)
        if late:
            assert reply.card is not None, shown(reply)
            self.model[title].goes_on_without(late)

    # --- working ---

    @rule(n=numbers)
    def set_a_deadline(self, n: int) -> None:
        title = self._one_of(n, lambda life: life.state in (GroupState.nominating, *AT_WORK))
        if title:
            self.made += 1
            values = {"title": f"Notat {self.made}", "day": f"{1 + n % 28}/{1 + n % 12} 2028"}
            reply = self._press("Sofie", "milestone.noted", values, group=self._group(title))
            if reply.form is None and "Frist noteret" not in shown(reply):
                reply = self.house.press("Sofie", reply, buttons(reply.card)[0].label) if reply.card else reply
            assert "Frist noteret" in shown(reply), shown(reply)
            self.model[title].deadlines[values["title"]] = MilestoneState.open

    @rule(n=numbers, done=st.booleans())
    def finish_a_deadline(self, n: int, done: bool) -> None:
        open_ = [each for each in self._rows(Milestone) if each.state == MilestoneState.open]
        if open_:
            milestone = open_[n % len(open_)]
            self._press("Sofie", "milestone.done" if done else "milestone.drop", milestone=milestone.id)
            state = MilestoneState.done if done else MilestoneState.dropped
            self.model[self._title(milestone.group_id)].deadlines[milestone.title] = state

    @rule(n=numbers)
    def choose_a_coordinator(self, n: int) -> None:
        title = self._one_of(n, lambda life: life.state in AT_WORK)
        if not title:
            return
        life = self.model[title]
        some = ["Emil Brandtoft", "Mads Riisager", *sorted(life.members)]
        who = some[n % len(some)]
        if life.coordinator == who or who in life.offered:
            return
        person = self.house.person(who)
        self._press("Sofie", "coordinator.replace", group=self._group(title), person=person.id)
        if who in some[:2]:
            life.leads(who)
        else:
            life.offered = {who}

    @rule(n=numbers, yes=st.booleans())
    def answer_about_the_role(self, n: int, yes: bool) -> None:
        asked = [each for each in self._rows(Role) if each.state == RoleState.asked]
        if asked:
            role = asked[n % len(asked)]
            who, life = self._name(role.person_id), self.model[self._title(role.group_id)]
            self._press(who, "role.yes" if yes else "role.no", role=role.id)
            if yes:
                life.leads(who)
            else:
                life.offered.discard(who)

    @rule(n=numbers)
    def remove_a_member(self, n: int) -> None:
        found = self._member(n)
        if found is not None:
            membership, title, who = found
            reply = self.house.say("Sofie", f"medlem {title} fjern {who}")
            reply = self.house.press("Sofie", reply, buttons(reply.card)[0].label)  # type: ignore[arg-type]
            assert reply.card is not None, shown(reply)
            self.model[title].leaves(who)
            assert membership.id is not None

    @rule(n=numbers, days=st.integers(1, 9))
    def replace_a_member(self, n: int, days: int) -> None:
        found = self._member(n)
        if found is None:
            return
        membership, title, who = found
        place = next((place for place, (_, expert) in PLACES.items() if expert == who), None)
        if place is None or who in self.model[title].leaving or self.model[title].state != GroupState.established:
            return
        day = self.house.now.date() + timedelta(days=days)
        reply = self._press("Sofie", "member.replaced", {"day": f"{day:%d/%m %Y}"}, membership=membership.id)
        assert reply.card is not None, shown(reply)
        self.model[title].is_replaced(who, place, day)

    # --- ending ---

    @rule(n=numbers)
    def propose_the_end(self, n: int) -> None:
        title = self._one_of(n, lambda life: life.state == GroupState.established and life.coordinator in EXPERTS)
        if title:
            leader = self.model[title].coordinator or ""
            self._press(leader, "dissolve.close", {"more": "et papir"}, group=self._group(title))
            self.model[title].state = GroupState.closing

    @rule(n=numbers)
    def not_yet(self, n: int) -> None:
        title = self._one_of(n, lambda life: life.state == GroupState.closing)
        if title:
            self._press("Sofie", "dissolve.not_yet", group=self._group(title))
            self.model[title].state = GroupState.established

    @rule(n=numbers)
    def dissolve(self, n: int) -> None:
        title = self._one_of(n, lambda life: life.state in AT_WORK)
        if title:
            self.ended[title] = copy.deepcopy(self.model[title])
            closing = self.model[title].state == GroupState.closing and n % 2
            values = {} if closing else {"more": "et papir"}
            self._press("Sofie", "dissolve.approve" if closing else "dissolve.close", values, group=self._group(title))
            self.model[title].dissolved()

    @rule(n=numbers)
    def reopen(self, n: int) -> None:
        title = self._one_of(n, lambda life: life.state == GroupState.dissolved)
        if title and title in self.ended:
            self._press("Sofie", "reopen", group=self._group(title))
            before, life = self.ended.pop(title), self.model[title]
            life.state, life.members = GroupState.established, before.members - self.gone
            life.coordinator = before.coordinator if before.coordinator not in self.gone else None
            open_ = {name for name, state in before.deadlines.items() if state == MilestoneState.open}
            life.deadlines |= dict.fromkeys(open_, MilestoneState.open)

    @rule(n=numbers, yes=st.booleans())
    def answer_too_late(self, n: int, yes: bool) -> None:
        """About a group that has ended: refused, with nothing changed and nobody written to."""
        over = [each for each in self._rows(NominationRequest) if self._life(each.group_id).state in ENDED]
        nominees = [each for each in self._rows(Nominee) if self._life(each.group_id).state in ENDED]
        before = self._count(OutboxRow), self._count(JournalLine)
        if over:
            row = over[n % len(over)]
            director = PLACES[self._place(row).rstrip("+")][0]
            action = "nomination.yes" if yes else "nomination.decline"
            reply = self._press(director, action, request=row.id)
            assert not reply.instead, shown(reply)
            assert reply.form is None
        if nominees:
            nominee = nominees[n % len(nominees)]
            who = self._name(nominee.person_id)
            if who:
                reply = self._press(who, "acceptance.yes" if yes else "acceptance.no", nominee=nominee.id)
                assert not reply.instead, shown(reply)
        assert (self._count(OutboxRow), self._count(JournalLine)) == before

    # --- people and time ---

    @rule(n=st.integers(0, 30))
    def erase(self, n: int) -> None:
        """Seldom: somebody who has been named goes, whatever they are in."""
        some = sorted({*EXPERTS, *(name for life in self.model.values() for name in life.members)} - self.gone)
        some = [each for each in some if each not in ("Emil Brandtoft", "Mads Riisager", "Sofie Kragelund")]
        if n < len(some):
            self._press(some[n], "me.erase.now")
            self.gone.add(some[n])
            for life in self.model.values():
                life.erased(some[n])
            for life in self.ended.values():
                life.erased(some[n])

    @rule(n=numbers)
    def be_away(self, n: int) -> None:
        director = list(PLACES.values())[n % len(PLACES)][0]
        self.house.say(director, "fravær til fredag")

    @rule(days=st.integers(0, 12), hours=st.integers(0, 23))
    def wind(self, days: int, hours: int) -> None:
        self.house.wind(timedelta(days=days, hours=hours))
        for life in self.model.values():
            for who, day in list(life.leaving.items()):
                if (self.house.now.date(), self.house.now.hour) >= (day, 8):
                    life.leaves(who)

    @rule(n=numbers, m=numbers)
    def press_an_old_button(self, n: int, m: int) -> None:
        """Whatever somebody still has on the screen: it changes what it changes, and all that must hold does."""
        boxes = sorted(box for box in self.house.letters if not box.startswith(("#", "@")) and box)
        boxes = [each for each in boxes if each not in self.gone]
        if not boxes:
            return
        who = boxes[n % len(boxes)]
        found = [each for letter in self.house.letters[who] for each in buttons(letter.card) if each.action]
        found = [each for each in found if not each.action.startswith(("me.erase", "undo", "say"))]
        if found:
            pressed = found[m % len(found)]
            self.house.ask(who, action=pressed.action, args=pressed.args)
            before = {title: life.state for title, life in self.model.items()}
            now = lives(self.house.database)
            for title, life in now.items():
                if life.state == GroupState.dissolved and before.get(title) in AT_WORK:
                    self.ended[title] = self.model[title]
            self.model = now

    # --- what holds ---

    @invariant()
    def the_program_says_what_the_model_says(self) -> None:
        assert self.house.runner.defects == 0
        assert sent(lives(self.house.database)) == sent(self.model)
        assert broken(self.house.database) == []
        self.house.now += timedelta(seconds=1)  # nobody does two things at one instant; test_races.py is about that


def _live(opened: Any, lives_: int, steps: int) -> None:
    machine = type("Lives", (Lives,), {"open_database": staticmethod(opened)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=lives_,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize="TASKFORCE_LIVES" not in os.environ,  # the same lives each time, unless many are asked for
            phases=PHASES,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_made_up_lives_go_as_the_model_says_on_sqlite(migrated_file: Path) -> None:
    @contextmanager
    def opened() -> Iterator[Database]:
        with tempfile.TemporaryDirectory() as folder:
            database = Database(f"sqlite:///{shutil.copy(migrated_file, Path(folder) / 'lives.db')}")
            yield database
            database.close()

    _live(opened, LIVES, STEPS)


@pytest.mark.timeout(600)
def test_made_up_lives_go_as_the_model_says_on_postgresql(server: Any) -> None:
    @contextmanager
    def opened() -> Iterator[Database]:
        with server.database("migrated") as url:
            database = Database(url)
            yield database
            database.close()

    _live(opened, max(1, LIVES // 5), STEPS)
