"""The ten deadlines of scenarios E5, as rows: half a year in a municipality, with a decision that much hangs on."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import update
from sqlmodel import select

from handlers.dialogue.request import number
from handlers.rules import moments
from handlers.rules.dates import read_when
from handlers.rules.moments import Moment
from handlers.rules.reminding import plan_times
from storage import groups
from storage.engine import Database, Store
from storage.tables import CircleMember, Milestone, Office, PlanPoint
from tests.handlers.working.made import made_group
from tests.world import House, at

BEGAN = at("2014-01-03 09:00")
POLITICAL = "Politisk Koordination & Økonomi"
LEADERS = "Den Kommunale Ledergruppe"
GATE = 2
ROWS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (  # when, organ, title, points; * hangs on the second row
    ("6. januar", "Byrådet", "Dialogmøde", ("Metoden drøftes",)),
    ("13. januar", POLITICAL, "Beslutning om metode", ()),
    ("inden den 17. februar", "Hovedudvalg", "*Hovedudvalgsmøde", ("Idéen drøftes",)),
    ("17. februar", POLITICAL, "Møde", ("*Kommissorier", "Oplæg om 65 mio. kr.")),
    (
        "19. februar kl. 16-18",
        LEADERS,
        "Fyraftensmøde",
        ("*Information om forstyrrelsesgrupper", "Budget 2015", "Ny organisation"),
    ),
    ("24. februar", "Hovedudvalg", "Møde", ()),
    ("5. marts", "AMR, TR og ledere", "Temadag", ("Formiddag: kerneopgaver", "Eftermiddag: arbejdsmiljø")),
    ("3.-4. april", LEADERS, "Seminar", ("*Status på forstyrrelsesgrupperne",)),
    ("27. maj", "Byrådet", "*Temamøde", ("Forstyrrelsesgrupperne præsenterer oplæg",)),
    ("16. juni", "Byrådet", "Temamøde om budget", ("Status på budgetlægning",)),
)


def begun(database: Database, **values: object) -> House:
    """The house on Friday 3 January 2014, with the group Forstyrrelsesgruppen and its plan; Kasper coordinates."""
    house = opened(database, **values)
    with database.changing() as store:
        planned(store, number(house.group("Forstyrrelsesgruppen").id), house.now)
    return house


def opened(database: Database, **values: object) -> House:
    """The same house while the group has no plan."""
    house = House(database, now=BEGAN)
    with database.changing() as store:
        for table in (Office, CircleMember):
            store.session.execute(update(table).values(since=date(2013, 1, 1)))
    made_group(house, "Forstyrrelsesgruppen", coordinator="Kasper", **values)
    return house


def planned(store: Store, group_id: int, now: datetime) -> None:
    """Put the ten on a group's plan, the second of them as the decision."""
    made: list[Milestone] = []
    for when, organ, title, points in ROWS:
        milestone = put_on(store, group_id, now, read_when(when, now, year=2014), organ, title.removeprefix("*"))
        if title.startswith("*"):
            milestone.gate_id = made[GATE - 1].id
        made.append(milestone)
        for position, point in enumerate(points):
            gate_id = made[GATE - 1].id if point.startswith("*") else None
            store.add(
                PlanPoint(milestone_id=milestone.id, position=position, title=point.removeprefix("*"), gate_id=gate_id)
            )


def put_on(
    store: Store, group_id: int, now: datetime, moment: Moment, organ: str, title: str, **values: object
) -> Milestone:
    """One deadline, as it would be once it is on the plan."""
    milestone = Milestone(
        group_id=group_id,
        title=title,
        organ=organ,
        created_at=now,
        created_by_id=groups.get(store, group_id).owner_id,
        **values,
    )
    moments.put(milestone, moment)
    plan_times(milestone, now, known_to=None)
    store.add(milestone)
    store.session.flush()
    return milestone


def states(house: House) -> tuple[dict[int, str], dict[str, str]]:
    """The state of each deadline by its number in the table, and of each point by its title."""
    with house.database.reading() as store:
        plan = store.session.exec(select(Milestone).order_by(Milestone.id)).all()
        points = store.session.exec(select(PlanPoint)).all()
        return (
            {place: each.state.value for place, each in enumerate(plan, 1)},
            {each.title: each.state.value for each in points},
        )
