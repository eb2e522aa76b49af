"""A plan as a table, read as Danish Excel reads it, and as a picture that a phone shows."""

from __future__ import annotations

import csv
import io
import os
import struct
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.papers import gantt, make
from handlers.dialogue.errors import NotAllowed
from handlers.dialogue.planned import Chart, Row
from handlers.locale import Speech
from handlers.rules import moments
from handlers.rules.moments import Moment, a_day, a_week, before, spanning
from handlers.rules.workdays import COPENHAGEN
from storage import milestones
from storage.tables import GateAnswer, Milestone, MilestoneState, PlanPoint, Precision
from tests.cloud.away import ROOT
from tests.handlers.working.made import made_group
from tests.world import House

NOW = datetime(2026, 11, 20, 9, tzinfo=COPENHAGEN)
DANISH = Speech("da", NOW)


@pytest.fixture
def house(database) -> House:
    return House(database)


def planned(house: House) -> int:
    """Elnet with a plan in which every kind of thing stands; its number."""
    group = made_group(house)
    moment: Moment | None
    with house.database.changing() as store:
        found = []
        for title, moment, more in (
            ("beslutning", a_day(date(2026, 12, 1)), {"organ": "Direktionen"}),
            ("idéen drøftes", before(date(2026, 12, 10)), {"words": "inden den 10. december (dato ikke fastlagt)"}),
            ("fyraftensmøde", a_day(date(2026, 12, 10), time(16), time(18)), {"organ": "Den Kommunale Ledergruppe"}),
            ("=HYPERLINK(farlig)", spanning(Precision.range, date(2027, 1, 7), date(2027, 1, 8)), {}),
            ("budskabspapir", a_week(date(2026, 11, 26)), {"owner_id": house.person("Anna").id}),
            ("gammelt møde", a_day(date(2026, 11, 2)), {"state": MilestoneState.done}),
            ("lanceringsevent", None, {"words": "snarest"}),
            ("tanke", None, {"state": MilestoneState.dropped}),
        ):
            each = Milestone(
                group_id=group, title=title, created_at=house.now, created_by_id=house.person("Emil").id, **more
            )
            moments.put(each, moment)
            store.add(each)
            found.append(each)
        found[2].gate_id = found[0].id
        store.add(PlanPoint(milestone_id=found[2].id, position=1, title="budgettet"))
        store.add(PlanPoint(milestone_id=found[2].id, position=2, title="orientering", state=MilestoneState.lapsed))
    return group


def fetched(house: House, who: str, kind: str, group: int) -> tuple[bytes, str, str]:
    return make(house.database, house.person(who), kind, group, house.now)


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def size(picture: bytes) -> tuple[int, int]:
    """Width and height as the file's head has them."""
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", picture[16:24])


def chart(*rows: Row, undated: tuple[Row, ...] = (), more: int = 0) -> Chart:
    return Chart("Elnet", NOW.date(), rows, undated, more)


def row(title: str, moment: Moment | None, state: MilestoneState = MilestoneState.open, **more: object) -> Row:
    return Row(title, moment, "", "", "", state, **more)


# --- the table ---


def test_the_table_has_the_whole_plan_with_its_points_in_order(house):
    content, content_type, name = fetched(house, "Emil", "plan.csv", planned(house))
    assert (content_type, name, content[:3]) == ("text/csv; charset=utf-8", "elnet-plan.csv", b"\xef\xbb\xbf")
    assert [" | ".join(row) for row in rows(content)] == [
        "Frist | Punkt | Organ | Fra | Til | Tid | Slutter kl. | Hvornår | Som det blev skrevet | Ejer | Status"
        " | Afventer",
        "gammelt møde |  |  |  | 2026-11-02 |  |  | mandag den 2. november (uge 45) |  |  | færdig | ",
        "budskabspapir |  |  | 2026-11-23 | 2026-11-29 |  |  | uge 48 |  | Anna Lindholt | åben | ",
        "beslutning |  | Direktionen |  | 2026-12-01 |  |  | tirsdag den 1. december (uge 49) |  |  | åben | ",
        "idéen drøftes |  |  |  | 2026-12-09 |  |  | inden 10. december"
        " | inden den 10. december (dato ikke fastlagt) |  | åben | ",
        "fyraftensmøde |  | Den Kommunale Ledergruppe |  | 2026-12-10 | 16:00 | 18:00"
        " | torsdag den 10. december kl. 16.00–18.00 (uge 50) |  |  | åben | beslutning",
        "fyraftensmøde | budgettet |  |  |  |  |  |  |  |  | åben | ",
        "fyraftensmøde | orientering |  |  |  |  |  |  |  |  | bortfaldet | ",
        "'=HYPERLINK(farlig) |  |  | 2027-01-07 | 2027-01-08 |  |  | 7.–8. januar (uge 1) |  |  | åben | ",
        "lanceringsevent |  |  |  |  |  |  | uden dato | snarest |  | åben | ",
        "tanke |  |  |  |  |  |  | uden dato |  |  | taget af planen | ",
    ]


def test_what_waited_waits_no_longer_once_there_is_an_answer(house):
    group = planned(house)
    with house.database.changing() as store:
        next(each for each in milestones.of_group(store, group) if each.title == "beslutning").answer = GateAnswer.yes
    content, _, _ = fetched(house, "Emil", "plan.csv", group)
    assert [row[-1] for row in rows(content)[1:]] == [""] * 10


@pytest.mark.parametrize("kind", ["plan.csv", "plan.png"])
def test_only_those_who_belong_to_the_group_fetch_its_plan(house, kind):
    group = planned(house)
    with pytest.raises(NotAllowed):
        fetched(house, "Lars", kind, group)


# --- the picture ---


def test_the_picture_is_as_wide_as_a_phone_shows_it_and_the_same_for_the_same_plan(house):
    group = planned(house)
    content, content_type, name = fetched(house, "Emil", "plan.png", group)
    assert (content_type, name, size(content)[0]) == ("image/png", "elnet-plan.png", 1080)
    assert fetched(house, "Emil", "plan.png", group)[0] == content


def test_a_plan_without_anything_on_it_has_a_picture_all_the_same(house):
    assert size(fetched(house, "Emil", "plan.png", made_group(house))[0])[0] == 1080


def test_each_row_takes_its_place_and_a_long_title_two_lines():
    one = size(gantt.drawn(chart(row("møde", a_day(date(2026, 12, 1)))), DANISH))[1]
    long = size(gantt.drawn(chart(row("møde " * 30, a_day(date(2026, 12, 1)))), DANISH))[1]
    two = size(gantt.drawn(chart(row("møde", a_day(date(2026, 12, 1))), undated=(row("andet", None),)), DANISH))[1]
    assert (long - one, two - one) == (61, 180)


def test_a_year_that_was_mistyped_does_not_draw_a_line_for_each_week_until_then():
    span = gantt._span(chart(row("møde", a_day(date(2014, 2, 17))), row("seminar", a_day(date(2194, 4, 3)))))
    assert len(gantt._weeks_with_a_line(span)) <= gantt.MOST_LINES
    year = gantt._span(chart(row("møde", a_day(date(2014, 2, 17))), row("seminar", a_day(date(2015, 2, 17)))))
    assert len(gantt._weeks_with_a_line(year)) == year.weeks + 1


def test_what_is_done_late_or_waiting_looks_different():
    when = spanning(Precision.month, date(2026, 12, 1), date(2026, 12, 31))
    looks = [
        gantt.drawn(chart(row("møde", when)), DANISH),
        gantt.drawn(chart(row("møde", when, MilestoneState.done)), DANISH),
        gantt.drawn(chart(row("møde", when, late=True)), DANISH),
        gantt.drawn(chart(row("møde", when, waits="beslutning")), DANISH),
    ]
    assert len(set(looks)) == len(looks)


TITLES = st.text(min_size=1, max_size=220) | st.sampled_from(["$x_{", "\\frac", "😀 møde", "a" * 200, "<b>&"])
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
MOMENTS = st.one_of(
    st.none(),
    DAYS.map(a_day),
    DAYS.map(a_week),
    DAYS.map(before),
    st.builds(
        lambda day, long, precision, about: Moment(day + timedelta(days=long), None, precision, day, None, about),
        DAYS,
        st.integers(0, 3000),
        st.sampled_from([each for each in Precision if each != Precision.day]),
        st.booleans(),
    ),
)
ROWS = st.builds(row, TITLES, MOMENTS, st.sampled_from(list(MilestoneState)), waits=st.just("") | TITLES)


@settings(max_examples=4, deadline=None)
@given(st.lists(ROWS, max_size=6))
def test_any_plan_can_be_drawn(some):
    dated = tuple(each for each in some if each.moment is not None)
    undated = tuple(each for each in some if each.moment is None)
    assert size(gantt.drawn(chart(*dated, undated=undated), DANISH))[0] == 1080


def test_a_picture_is_drawn_where_there_is_no_home_to_write_in(tmp_path: Path) -> None:
    code = (
        "from tests.bot.papers.test_plan import DANISH, chart, gantt, row\n"
        "print(len(gantt.drawn(chart(row('møde', None)), DANISH)) > 1000)"
    )
    around = {**os.environ, "HOME": str(tmp_path / "none"), "TMPDIR": str(tmp_path)}
    for name in ("MPLCONFIGDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        around.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-c", code], env=around, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("True\n", "")
    assert list(tmp_path.iterdir()) == []
