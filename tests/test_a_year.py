"""A year of clock in fast motion, 1 March 2026 to 31 March 2027: three changes to or from summer time, week 53, every
Danish holiday. Every due thing once, at the right local hour of a working day, and one digest a week; also where the
bot is down for three days, and where two replicas tick at once.
"""

from __future__ import annotations

import copy
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlmodel import select

from bot.runner import Runner
from handlers.contents import everything
from handlers.rules.workdays import add_working_days, is_working_day
from storage import due
from storage.engine import Database
from storage.tables import Cadence, JournalLine, Person
from tests.elnet import order
from tests.engines import hasten
from tests.invariants import broken
from tests.world import COPENHAGEN, House, Letter, at, buttons

BEGINS, ENDS = at("2026-03-01 12:00"), at("2027-03-31 18:00")
AUTUMN = at("2026-10-19 18:00")
DOWN, UP = at("2026-10-23 17:00"), at("2026-10-27 09:00")  # over the end of summer time, and a Monday's digest
SUMMER_TIME = [date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28)]  # the Sundays on which the clocks change
NOON = ("round.notice",)  # at the reply deadline itself; everything else is done when the day begins

READERS = ("Sofie", "Mads", "Emil", "Vibeke", "Carsten", "Lars", "Erik", "Anna", "Kasper", "Maja", "Tobias")
MEMBERS = "Hjørring: Anna Lindholt\nThisted: Kasper Thybo-Lund\nRegion Nordjylland: Maja Hedelund"

Seen = tuple[str, str, str]


class Year(House):
    """A house that keeps what fell due, and when; with a second clock beside its own where there is one."""

    def __init__(self, database: Database, *, begins: datetime = BEGINS, second: Database | None = None) -> None:
        self.done: list[tuple[str, int, datetime, datetime]] = []
        self.acted: set[datetime] = set()
        self.autumn: tuple[Path, dict[str, list[Letter]]]
        super().__init__(database, begins, settled=begins != BEGINS)
        self.other = Runner(second, everything()) if second is not None else None
        self.clocks = ThreadPoolExecutor(2)

    def settle(self) -> None:
        """As every house does, and write down what is done; what one thing makes due is done in the next round."""
        for _ in range(100):
            with self.database.reading() as store:
                self.done += [(kind, id_, when, self.now) for kind, id_, when in due.due_now(store, self.now)]
            if not (self.runner.tick(self.now) if self.other is None else sum(self._both())):
                break
        self.deliver()

    def _both(self) -> list[int]:
        together = Barrier(2)

        def tick(runner: Runner) -> int:
            together.wait(60)
            return runner.tick(self.now)

        assert self.other is not None
        return list(self.clocks.map(tick, (self.runner, self.other)))

    def seen(self, *, until: datetime = ENDS) -> list[Seen]:
        """When, who and what: everything that reached anybody, by the moment at which it did."""
        found = [
            (f"{letter.at.astimezone(COPENHAGEN):%Y-%m-%d %H:%M}", box, letter.said)
            for box, letters in self.letters.items()
            for letter in letters
            if letter.at <= until
        ]
        return sorted(found)


def live(house: Year, *, until: datetime = ENDS, down: bool = False) -> Year:
    """Go through the year, with what people do on the way."""
    for moment, act in sorted(PLAN, key=lambda each: each[0]):
        when = at(moment)
        if when > until:
            break
        if when <= house.now:
            continue
        if down and house.now < UP <= when:
            house.wind(DOWN)
            house.sleep(UP)
        house.wind(when)
        house.acted.add(when)
        act(house)
        house.deliver()
    house.wind(until)
    return house


# --- what people do in that year ---


def _begin(house: House) -> None:
    for title, leader, rhythm in (
        ("Energi", "Kasper Thybo-Lund", "hver uge"),
        ("Klima", "Anna Lindholt", "hver måned"),
        ("Vand", "Maja Hedelund", "hver anden måned"),
    ):
        values = {
            "title": title,
            "template": "task_force",
            "task": "samle kræfterne",
            "whom": MEMBERS + ("\nGreen Hub Denmark: Tobias Grønnegaard" if title == "Vand" else ""),
            "coordinator": leader,
            "ends": "1/12 2026" if title == "Vand" else "",
        }
        reply = house.ask("Sofie", action="commission.register", values=values)
        assert reply.form is None, reply.form
        group = {"group": house.group(title).id}
        reply = house.ask("Sofie", action="status.rhythm_set", args=group, values={"rhythm": rhythm})
        assert reply.form is None, reply.form
    for who, cadence in (("Lars", "monthly"), ("Gitte", "off")):
        house.ask(who, action="me.cadence", args={"cadence": cadence})
    with house.database.changing() as store:  # the others do not read it, so that the year is soon over
        for person in store.session.exec(select(Person)):
            if person.name.partition(" ")[0] not in READERS:
                person.cadence = Cadence.off


def _deadlines(house: House) -> None:
    """One a month for Energi, on its fifteenth; Anna does every other of them when asked, the rest are late."""
    anna = str(house.person("Anna").id)
    for month in range(13):
        day = add_working_days(date(2026 + (2 + month) // 12, (2 + month) % 12 + 1, 15), 0)
        values = {"title": f"Notat {month}", "day": f"{day:%d/%m %Y}", "owner": anna}
        house.ask("Sofie", action="milestone.noted", args={"group": house.group("Energi").id}, values=values)


def _answers(house: House) -> None:
    """Kasper says how Energi stands, and Anna finishes what she has been asked about."""
    house.ask(
        "Kasper",
        action="status.answered",
        args={"group": house.group("Energi").id},
        values={"colour": "green", "line": "Det går", "next": ""},
    )
    for card in house.cards("Anna"):
        done = [each for each in buttons(card) if each.action == "milestone.done"]
        if done and card.title.startswith("**Notat"):
            house.ask("Anna", action="milestone.done", args=done[0].args)
            return


def _asks(title: str) -> Callable[[House], None]:
    """Two directors are asked; neither answers."""

    def act(house: House) -> None:
        reply = order(house, title=title, whom="Hjørring: Anna Lindholt\nThisted", outputs="", coordinator="")
        assert reply.card is not None, reply
        house.ask("Sofie", action="nomination.send", args={"group": house.group(title).id})

    return act


def _dissolves(house: House) -> None:
    group = {"group": house.group("Vand").id}
    house.ask("Sofie", action="dissolve.close", args=group, values={"more": "et papir"})


def _is_away(house: House) -> None:
    house.say("Vibeke", "fravær 6. juli - 24. juli")


def _is_replaced(house: House) -> None:
    house.say("Sofie", "medlem Klima afløs Maja 3. august")


PLAN: list[tuple[str, Callable[[Any], None]]] = [
    ("2026-03-02 10:00", _begin),
    ("2026-03-02 11:00", _deadlines),
    ("2026-03-24 10:00", _asks("Elnet")),  # five working days over the beginning of summer time
    ("2026-03-31 10:00", _asks("Havn")),  # and over Easter
    ("2026-06-15 10:00", _dissolves),
    ("2026-06-29 10:00", _is_away),
    ("2026-07-01 10:00", _is_replaced),
    ("2026-10-20 10:00", _asks("Brint")),  # over the end of summer time
    ("2026-12-21 10:00", _asks("Bro")),  # over Christmas and week 53
    ("2027-03-22 10:00", _asks("Skov")),  # over Easter, and the beginning of summer time once more
    *(
        (f"{add_working_days(date(2026 + month // 12, month % 12 + 1, 13), 0)} 10:00", _answers)
        for month in range(3, 15)
    ),
]


# --- the year as it should be ---


@pytest.fixture(scope="module")
def quiet(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """The year on SQLite, undisturbed; with a copy of how it stood in the autumn."""
    path = shutil.copy(migrated_file, tmp_path_factory.mktemp("year") / "year.db")
    with closing(Database(f"sqlite:///{path}")) as database:
        hasten(database)
        house = live(Year(database), until=AUTUMN)
        copied = path.with_name("autumn.db")
        with closing(sqlite3.connect(path)) as here, closing(sqlite3.connect(copied)) as there:
            here.backup(there)
        house.autumn = copied, copy.deepcopy(house.letters)
        yield live(house)


def _local(moment: datetime) -> datetime:
    return moment.astimezone(COPENHAGEN)


def _weeks() -> list[tuple[int, int]]:
    """Every week whose Monday lies in the year, as (year, week)."""
    day, found = date(2026, 3, 2), []
    while day <= ENDS.date():
        found.append(day.isocalendar()[:2])
        day += timedelta(weeks=1)
    return found


def _digests(seen: list[Seen], who: str) -> list[str]:
    return [when for when, box, said in seen if said.startswith("Uge ") and box.startswith(who)]


def test_every_due_thing_is_done_once_at_its_moment(quiet: Year) -> None:
    done = Counter((kind, id_, when) for kind, id_, when, _ in quiet.done)
    assert [each for each, count in done.items() if count > 1] == []
    late = [(kind, when, did) for kind, _, when, did in quiet.done if did != when]
    assert [each for each in late if each[0] not in ("week.digest", "person.digest")] == []
    with quiet.database.reading() as store:
        assert [each for each in due.due_now(store, ENDS) if each[2] <= ENDS] == []
    assert quiet.runner.defects == 0
    assert broken(quiet.database) == []


def test_what_falls_due_does_so_at_the_right_hour_of_a_working_day(quiet: Year) -> None:
    wrong = []
    for kind, id_, _, did in quiet.done:
        moment = _local(did)
        hour = 12 if kind in NOON else 8
        lenient = kind not in ("week.digest", "person.digest")
        if did == BEGINS:  # the circle's first call, which writes to nobody
            continue
        if (moment.hour, moment.minute) != (hour, 0) or not is_working_day(moment.date(), lenient=lenient):
            wrong.append((kind, id_, f"{moment:%a %Y-%m-%d %H:%M}"))
    assert wrong == []
    kinds = {kind for kind, *_ in quiet.done}
    assert kinds >= {
        "request.remind", "round.notice", "milestone.ask", "milestone.late", "group.status", "status_question.remind",
        "membership.leave", "group.end", "absence.begin", "person.erase", "week.digest", "person.digest",
    }, kinds  # fmt: skip


def test_nothing_reaches_anybody_outside_working_hours_or_twice(quiet: Year) -> None:
    seen = quiet.seen()
    acted = {f"{_local(each):%Y-%m-%d %H:%M}" for each in quiet.acted}
    outside = []
    for when, box, said in seen:
        moment = datetime.fromisoformat(when)
        lenient = not said.startswith("Uge ")
        known = when in acted or (moment.hour in (8, 12) and moment.minute == 0)
        if not known or not is_working_day(moment.date(), lenient=lenient):
            outside.append((when, box, said))
    assert outside == []
    letters = [
        (box, letter.at, letter.subject, letter.said) for box, found in quiet.letters.items() for letter in found
    ]
    again = [each for each, count in Counter(letters).items() if count > 1]
    assert again == []
    assert all(letter.card.body for letters in quiet.letters.values() for letter in letters if "Uge " in letter.said)


def test_one_digest_a_week_for_who_reads_weekly_week_53_among_them(quiet: Year) -> None:
    sofie = [datetime.fromisoformat(each) for each in _digests(quiet.seen(), "Sofie")]
    assert [each.isocalendar()[:2] for each in sofie] == _weeks()[1:]  # nobody is written to about a week half over
    assert (2026, 53) in _weeks()
    assert {each.hour for each in sofie} == {8}
    assert [f"{each:%Y-%m-%d}" for each in sofie if each.weekday() != 0] == [
        "2026-04-07",  # after Easter Monday
        "2026-05-26",  # after Whit Monday
        "2027-03-30",
    ]
    for who, times in Counter(
        (box, datetime.fromisoformat(when).isocalendar()[:2]) for when, box, said in quiet.seen() if said[:4] == "Uge "
    ).items():
        assert times == 1, who
    lars = [datetime.fromisoformat(each) for each in _digests(quiet.seen(), "Lars")]
    apart = {round((later - earlier).days / 7) for earlier, later in pairwise(lars)}
    assert lars
    assert min(apart, default=4) >= 4
    assert _digests(quiet.seen(), "Gitte") == []


def test_the_clocks_change_and_eight_is_eight(quiet: Year) -> None:
    """The working day before each change, and the one after: both at eight, an hour apart in the time of the world."""
    moments = {_local(did).date(): did for kind, _, _, did in quiet.done if kind in ("week.digest", "group.status")}
    for sunday in SUMMER_TIME:
        before = max(day for day in moments if day < sunday)
        after = min(day for day in moments if day > sunday)
        assert [_local(moments[each]).hour for each in (before, after)] == [8, 8]
        assert _local(moments[before]).utcoffset() != _local(moments[after]).utcoffset()


def test_three_days_down_change_only_what_fell_into_them(quiet: Year) -> None:
    until = at("2026-12-31 18:00")
    path, letters = quiet.autumn
    with closing(Database(f"sqlite:///{path}")) as database:
        hasten(database)
        house = Year(database, begins=AUTUMN)
        house.letters = letters
        live(house, until=until, down=True)
        assert house.runner.defects == 0
        assert broken(database) == []
        back = f"{_local(UP):%Y-%m-%d %H:%M}"
        expected = [
            (back if f"{DOWN:%Y-%m-%d %H:%M}" < when < back else when, box, said)
            for when, box, said in quiet.seen(until=until)
        ]
        assert house.seen(until=until) == sorted(expected)
        assert len(_digests([each for each in house.seen(until=until) if each[0] == back], "Sofie")) == 1


def test_two_replicas_that_tick_at_once_do_what_one_does(quiet: Year, server: Any) -> None:
    until = at("2026-05-29 18:00")
    with server.database("migrated") as url, closing(Database(url)) as one, closing(Database(url)) as two:
        house = live(Year(one, second=two), until=until)
        assert [house.runner.defects, house.other.defects if house.other else None] == [0, 0]
        assert broken(one) == []
        assert house.seen(until=until) == quiet.seen(until=until)
        assert _lines(one, until) == _lines(quiet.database, until)


def _lines(database: Database, until: datetime) -> Counter[tuple[str, datetime]]:
    with database.reading() as store:
        return Counter((each.what, each.at) for each in store.session.exec(select(JournalLine)) if each.at <= until)
