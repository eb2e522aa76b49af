"""That the kill test kills where it says, and would see what it looks for."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest

from tests.cloud.away import ROOT
from tests.torture.campaign import at_boundaries, at_random, in_turn, once_more, too_often
from tests.torture.outcome import Outcome
from tests.torture.points import Death, Plan, Point
from tests.torture.town import Act, Strike

ACTS = [
    Act(f"act {number}", {"commit": commits * ["a commit"], "send": sends * ["a send"]}, (), (), 1.0)
    for number, (commits, sends) in enumerate(((1, 2), (0, 1), (17, 15), (6, 0)))
]
EMPTY = Outcome({}, {}, {}, {}, {}, {}, {})


def test_the_point_on_the_list_is_reached_once_and_what_follows_is_counted_from_there(tmp_path):
    plan = Plan(tmp_path / "plan.json")
    plan.set([Point("commit", 2, "before"), Point("send", 1, "after")])
    reached = [plan.reached(kind, kind) for kind in ("commit", "send", "commit", "commit", "send", "send")]
    assert reached == [None, None, "before", None, "after", None]
    seen, left, deaths = plan.clear()
    assert seen == {"commit": 3 * ["commit"], "send": 3 * ["send"], "statement": []}
    assert (left, deaths) == ([], [Death("before commit 2", "commit"), Death("after send 1", "send")])
    assert plan.reached("commit", "commit") is None


def test_a_point_that_was_not_reached_is_said_to_be_left(tmp_path):
    plan = Plan(tmp_path / "plan.json")
    plan.set([Point("commit", 2, "after")])
    plan.reached("commit", "commit")
    assert plan.clear()[1:] == ([Point("commit", 2, "after")], [])


KILLED = """
import sys
from pathlib import Path
from sqlalchemy import text
from tests.torture.points import Plan, install
install(Plan(Path(sys.argv[1])))
from storage.engine import Database
database = Database(sys.argv[2])
with database.changing() as store:
    store.session.execute(text("SELECT 1"))
for number in (1, 2, 3):
    with database.changing() as store:
        store.session.execute(text("UPDATE local_clock SET offset_seconds = 0 WHERE false"))
    with database.changing() as store:
        store.session.execute(text(f"INSERT INTO request_keys VALUES ('{number}', '{{}}', '2026-11-20 08:00')"))
"""


@pytest.mark.parametrize(("side", "kept"), [("before", ["1"]), ("after", ["1", "2"])])
def test_a_process_dies_before_or_after_a_commit_and_only_those_that_change_something_count(
    database, tmp_path, side, kept
):
    plan = Plan(tmp_path / "plan.json")
    plan.set([Point("commit", 2, side)])
    url = database.engine.url.render_as_string(hide_password=False)
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "plan.json"), url], cwd=ROOT)
    assert killed.returncode == -9
    with database.reading() as store:
        keys = [row.key for row in store.session.connection().exec_driver_sql("SELECT key FROM request_keys")]
    assert sorted(keys) == kept
    assert plan.clear()[2] == [Death(f"{side} commit 2", "INSERT INTO request_keys")]


def test_every_commit_is_hit_once_on_each_database_on_one_side_and_on_the_other_one_on_the_other():
    hit = {first: Counter(where for plans in planned(first) for where in whereabouts(plans)) for first in (0, 1)}
    every = [(act, commit) for act, each in enumerate(ACTS) for commit in range(1, len(each.seen["commit"]) + 1)]
    assert Counter(where[:2] for where in hit[0]) == Counter(every)
    both = Counter((*where, side) for where in every for side in ("before", "after"))
    assert hit[0] + hit[1] == both


def planned(first):
    return at_boundaries(ACTS, playings=4, every=1, first=first)


def whereabouts(plans):
    """Act, commit of the undisturbed playing, and side."""
    for act, strike in plans.items():
        last = 0
        for point in strike.points:
            yield act, last + point.number, point.side
            last += point.number - (point.side == "before")


def test_who_dies_before_a_commit_comes_to_it_once_more():
    assert in_turn([(3, True), (5, False), (6, False)]) == [
        Point("commit", 3, "before"),
        Point("commit", 3, "after"),
        Point("commit", 1, "after"),
    ]


def test_a_commit_that_was_missed_is_tried_again_as_the_first_death_of_its_act():
    assert once_more([(2, (7, True)), (3, (6, False)), (2, (9, False))]) == [
        {
            2: Strike((Point("commit", 7, "before"),), commits=((7, True),)),
            3: Strike((Point("commit", 6, "after"),), commits=((6, False),)),
        },
        {2: Strike((Point("commit", 9, "after"),), commits=((9, False),))},
    ]
    assert once_more([]) == []


def test_chance_is_the_same_with_the_same_seed():
    one = at_random(ACTS, seed=7, deaths=9)
    assert one == at_random(ACTS, seed=7, deaths=9) != at_random(ACTS, seed=8, deaths=9)
    assert sum(len(each.points) + len(each.moments) for each in one.values()) == 9
    assert all(isinstance(each, Strike) for each in one.values())


def test_a_mail_may_come_again_for_a_death_and_a_message_in_slack_never():
    twice = {
        "slack": Counter(a=1),
        "ephemeral": Counter(b=3),
        "mail": Counter({"<1>": 2, "<2>": 1}),
        "teams": Counter(),
    }
    assert too_often(twice, Counter({"<1>": 1, "<2>": 1})) == [("slack", "a", 1), ("mail", "<1>", 1)]


def test_a_difference_is_said_line_by_line():
    one = Outcome({"Anna": ["hej", "hej"]}, {}, {}, {}, {}, {"groups": ["Elnet"]}, {})
    other = Outcome({"Anna": ["hej"], "Emil": ["hov"]}, {}, {}, {}, {}, {"groups": ["Elnet"]}, {})
    assert other.differs(one) == ["said: -Anna: hej", "said: +Emil: hov"]
    assert one.differs(one) == EMPTY.differs(EMPTY) == []
