"""A house in which made-up lives are lived, with the model beside it, and the ways to find somebody or something in it
(tests/test_lifecycle_model.py)."""

from __future__ import annotations

import copy
from typing import Any, ClassVar

from hypothesis.stateful import RuleBasedStateMachine
from sqlmodel import col, func, select

from handlers.dialogue.reply import Reply
from storage import people
from storage.tables import Group, Membership, NominationRequest, NomineeState, Person, RequestState
from tests.lives import OPEN, Life
from tests.world import House

PLACES = {
    "Hjørring": ("Vibeke", "Anna Lindholt"),
    "Thisted": ("Lars", "Kasper Thybo-Lund"),
    "Region Nordjylland": ("Erik", "Maja Hedelund"),
    "Rebild": ("Mogens", ""),
}
EXPERTS = [expert for _, expert in PLACES.values() if expert]


class Living(RuleBasedStateMachine):
    """A house of its own for each life, and the model of what is in it."""

    open_database: ClassVar[Any]

    def __init__(self) -> None:
        super().__init__()
        self._opened = type(self).open_database()
        self.house = House(self._opened.__enter__())
        self.model: dict[str, Life] = {}
        self.ended: dict[str, Life] = {}  # how those that were dissolved stood just before
        self.gone: set[str] = set()
        self.made = 0

    def teardown(self) -> None:
        self.house.runner.close()
        self._opened.__exit__(None, None, None)

    def _press(self, who: str, action: str, values: dict[str, str] | None = None, /, **args: Any) -> Reply:
        return self.house.ask(who, action=action, args=args, values=values or {})

    def _rows(self, table: Any) -> list[Any]:
        with self.house.database.reading() as store:
            return list(store.session.exec(select(table).order_by(table.id)))

    def _count(self, table: Any) -> int:
        with self.house.database.reading() as store:
            return store.session.exec(select(func.count(col(table.id)))).one()

    def _one_of(self, n: int, fits: Any) -> str | None:
        titles = [title for title, life in self.model.items() if fits(life)]
        return titles[n % len(titles)] if titles else None

    def _group(self, title: str) -> int:
        return self.house.group(title).id or 0

    def _title(self, group_id: int) -> str:
        with self.house.database.reading() as store:
            return store.session.get_one(Group, group_id).title

    def _life(self, group_id: int) -> Life:
        return self.model[self._title(group_id)]

    def _name(self, person_id: int) -> str:
        with self.house.database.reading() as store:
            return store.session.get_one(Person, person_id).name

    def _place(self, row: Any) -> str:
        """The organisation of a request; with a + for each earlier one in the same group."""
        with self.house.database.reading() as store:
            place = people.organisation(store, row.organisation_id).short
        earlier = [
            each
            for each in self._rows(NominationRequest)
            if (each.group_id, each.organisation_id) == (row.group_id, row.organisation_id) and each.id < row.id
        ]
        return place + "+" * len(earlier)

    def _place_of(self, nominee: Any) -> tuple[str, str, str]:
        row = next(each for each in self._rows(NominationRequest) if each.id == nominee.request_id)
        return self._title(nominee.group_id), self._place(row), self._name(nominee.person_id)

    def _request(self, n: int, states: tuple[RequestState, ...]) -> tuple[Any, str, str] | None:
        rows = [each for each in self._rows(NominationRequest) if each.state in states]
        rows = [each for each in rows if self._place(each).rstrip("+") in PLACES]
        if not rows:
            return None
        row = rows[n % len(rows)]
        return row, self._title(row.group_id), self._place(row)

    def _member(self, n: int) -> tuple[Any, str, str] | None:
        found = [each for each in self._rows(Membership) if each.until is None]
        if not found:
            return None
        each = found[n % len(found)]
        return each, self._title(each.group_id), self._name(each.person_id)

    @staticmethod
    def _has_answered(life: Life, who: str) -> bool:
        """Asked, in, or no: a person is asked once a group."""
        said = (NomineeState.asked, NomineeState.accepted, NomineeState.declined)
        return any(name == who and state in said for asked in life.questions.values() for name, state in asked.named)


def sent(found: dict[str, Life]) -> dict[str, Life]:
    """When a question goes is the calendar's business (rules/workdays), so one that waits to go counts as gone."""
    found = copy.deepcopy(found)
    for life in found.values():
        for asked in life.questions.values():
            asked.state = RequestState.waiting if asked.state in OPEN else asked.state
    return found
