"""Several at the very same instant: what each is told, and what holds afterwards (tests/invariants.py).

On PostgreSQL two replicas share the database, each with its own pool; on SQLite one program has it. Requests go through
the runner's own threads, as a face sends them. Which of two is first is the machine's to say, so a race is run several
times and each time either outcome is right, and nothing between them.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from threading import Barrier

import pytest

from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Place, Request
from storage.engine import Database
from storage.tables import (
    Group,
    GroupState,
    JournalLine,
    Membership,
    NominationRequest,
    Nominee,
    NomineeState,
    OutboxRow,
    Person,
    RequestState,
    Room,
)
from tests.elnet import ask_one, order
from tests.replicas import Replicas, requests_of
from tests.world import at, shown

TURNS = 4  # that a race of two is run


@pytest.fixture
def replicas(database: Database) -> Iterator[Replicas]:
    made = Replicas(database)
    yield made
    made.close()


def test_fifty_answers_at_once_fill_two_seats_an_organisation(replicas: Replicas) -> None:
    house = replicas.house
    ask_one(house, "Hjørring (2)\nThisted (2)\nMariagerfjord (2)\nRebild (2)\nRegion Nordjylland (2)")
    asked = requests_of(replicas)
    assert len(asked) == 5
    sent = [
        replicas.pressed(
            who, "nomination.named", key=f"{who}/{number}", request=id_,
            values={"name": f"Ekspert {number}", "email": f"e{number}@kommune{id_}.example"},
        )
        for number in range(10)
        for who, id_ in asked.items()
    ]  # fmt: skip
    replies = replicas.at_once(*sent)
    replicas.settled()
    nominees = replicas.rows(Nominee)
    assert sorted(each.request_id for each in nominees) == sorted([*asked.values()] * 2)
    assert {each.state for each in replicas.rows(NominationRequest)} == {RequestState.named}
    taken = [reply for reply in replies if reply.instead]
    refused = [shown(reply) for reply in replies if not reply.instead]
    assert len(taken) == 10
    assert len(refused) == 40
    assert {text.splitlines()[-1] for text in refused} == {"Højst 2 repræsentanter pr. kommune/region."}
    written = [row.person_id for row in replicas.rows(OutboxRow) if row.unique_key.endswith("/ask")]
    assert sorted(written) == sorted(each.person_id for each in nominees)


def test_twenty_double_clicks_are_one_change_and_one_answer_each(replicas: Replicas) -> None:
    """Ten pairs of the same key, and ten people who press twice with a key each time."""
    house = replicas.house
    for turn in range(2):
        ask_one(house, "Hjørring: Anna Lindholt\nThisted: Kasper Thybo-Lund", title=f"Elnet {turn}")
    turns = itertools.count()
    for _ in range(5):
        for title, who in (("Elnet 0", "Vibeke"), ("Elnet 0", "Lars"), ("Elnet 1", "Vibeke"), ("Elnet 1", "Lars")):
            id_, turn = requests_of(replicas, title)[who], next(turns)
            before = replicas.count("nomination.named")
            same = replicas.at_once(
                *(replicas.pressed(who, "nomination.yes", key=f"one {turn}", request=id_) for _ in range(2))
            )
            assert same[0] == same[1]
            assert same[0].instead
            assert replicas.count("nomination.named") == before + 1
            first, second = replicas.at_once(
                *(replicas.pressed(who, "nomination.change", key=f"{each} {turn}", request=id_) for each in "ab")
            )
            assert first == second
            assert replicas.count("nomination.changed") == before + 1
        replicas.settled()


def test_a_repeat_waits_for_the_first_that_is_still_at_work(replicas: Replicas) -> None:
    """Longer than any lock may take: the repeat is not told of a defect, but shown the answer."""
    house = replicas.house
    ask_one(house, "Thisted: Kasper Thybo-Lund")
    pressed = replicas.pressed("Lars", "nomination.yes", key="twice", request=requests_of(replicas)["Lars"])
    begun, go_on = Barrier(2), Barrier(2)

    def held(*_: object) -> None:
        begun.wait(30)
        go_on.wait(30)

    first = replicas.threads.submit(replicas.runners[0].run, pressed, held)
    begun.wait(30)
    second = replicas.threads.submit(replicas.runners[-1].run, pressed)
    with pytest.raises(TimeoutError):
        second.result(2.5)
    go_on.wait(30)
    assert first.result(30) == second.result(30)
    assert replicas.count("nomination.named") == 1
    replicas.settled()


def test_an_answer_while_the_group_is_taken_back(replicas: Replicas) -> None:
    house = replicas.house
    for turn in range(TURNS):
        ask_one(house, "Thisted: Kasper Thybo-Lund", title=f"Elnet {turn}")
        group = house.group(f"Elnet {turn}")
        answered, recalled = replicas.at_once(
            replicas.pressed("Lars", "nomination.yes", request=requests_of(replicas, group.title)["Lars"]),
            replicas.pressed("Sofie", "nomination.recall", group=group.id),
        )
        replicas.settled()
        assert house.group(group.title).state == GroupState.withdrawn
        assert recalled.instead
        assert answered.instead or shown(answered).startswith("Spørgsmålet om")
        told = [card.title for card in house.cards("Kasper") if group.title in card.title]
        assert len(told) <= answered.instead  # and not at all what had not gone yet


def test_an_experts_yes_while_the_group_is_taken_back(replicas: Replicas) -> None:
    house = replicas.house
    for turn in range(TURNS):
        ask_one(house, "Thisted: Kasper Thybo-Lund\nHjørring", title=f"Elnet {turn}")
        group = house.group(f"Elnet {turn}")
        house.ask("Lars", action="nomination.yes", args={"request": requests_of(replicas, group.title)["Lars"]})
        nominee, before = replicas.rows(Nominee)[-1].id, replicas.count("acceptance.yes")
        yes, recalled = replicas.at_once(
            replicas.pressed("Kasper", "acceptance.yes", nominee=nominee),
            replicas.pressed("Sofie", "nomination.recall", group=group.id),
        )
        replicas.settled()
        assert recalled.instead
        assert replicas.rows(Nominee)[-1].state == NomineeState.withdrawn
        assert [each.id for each in replicas.rows(Membership) if each.until is None] == []
        assert yes.instead == (replicas.count("acceptance.yes") == before + 1)


def test_an_answer_while_the_group_is_dissolved(replicas: Replicas) -> None:
    """Hjørring is asked once more while the group is at work, and its coordinator closes it at that instant."""
    house = replicas.house
    for turn in range(TURNS):
        ask_one(house, "Thisted: Kasper Thybo-Lund\nHjørring: Anna Lindholt", title=f"Elnet {turn}")
        group = house.group(f"Elnet {turn}")
        asked = requests_of(replicas, group.title)
        house.ask("Lars", action="nomination.yes", args={"request": asked["Lars"]})
        house.ask("Kasper", action="acceptance.yes", args={"nominee": replicas.rows(Nominee)[-1].id})
        house.ask("Vibeke", action="nomination.declined", args={"request": asked["Vibeke"], "reason": ""})
        assert house.group(group.title).state == GroupState.established
        house.ask("Vibeke", action="nomination.change", args={"request": asked["Vibeke"]})
        yes, closed = replicas.at_once(
            replicas.pressed("Vibeke", "nomination.yes", request=asked["Vibeke"]),
            replicas.pressed("Sofie", "dissolve.close", values={"more": "Input"}, group=group.id),
        )
        replicas.settled()
        assert closed.instead, shown(closed)
        assert house.group(group.title).state == GroupState.dissolved
        assert yes.instead or shown(yes).startswith("Spørgsmålet om"), shown(yes)


def test_an_answer_while_the_clock_closes_the_round(replicas: Replicas) -> None:
    house = replicas.house
    ask_one(house, "Thisted: Kasper Thybo-Lund\nHjørring: Anna Lindholt")
    asked = requests_of(replicas)
    house.wind("2026-11-27 11:59")
    house.now = at("2026-11-27 12:00")
    together = Barrier(2)

    def clock() -> int:
        together.wait(30)
        return replicas.runners[-1].tick(house.now)

    def answer() -> Reply:
        request = replicas.pressed("Lars", "nomination.yes", request=asked["Lars"])
        together.wait(30)
        return replicas.runners[0].run(request)

    ticked, answered = replicas.threads.submit(clock), replicas.threads.submit(answer)
    assert answered.result(60).instead
    ticked.result(60)
    replicas.settled()
    notices = [title for title in house.titles("Sofie") if "har svaret" in title or "Mangler svar" in title]
    assert len(notices) == 1
    house.ask("Vibeke", action="nomination.declined", args={"request": asked["Vibeke"], "reason": ""})
    replicas.settled()


def test_two_clocks_do_each_due_thing_once(replicas: Replicas) -> None:
    house = replicas.house
    for title in ("Elnet", "Brint", "Havn"):
        ask_one(house, "Thisted: Kasper Thybo-Lund\nHjørring: Anna Lindholt\nRebild", title=title)
    house.wind("2026-11-25 07:59")
    house.now = at("2026-11-25 08:00")
    replicas.tick_at_once()
    replicas.settled()
    assert replicas.count("nomination.reminded") == 3
    house.now = at("2026-11-27 12:00")
    replicas.tick_at_once()
    house.now = at("2026-11-30 08:00")
    replicas.tick_at_once()
    replicas.settled()
    said = [(box, letter.said) for box, letters in house.letters.items() for letter in letters]
    doubled = sorted({each for each in said if said.count(each) > 1})
    assert [each for each in doubled if not each[1].startswith("Har du et øjeblik")] == []


def test_a_group_is_bound_to_one_room_of_two_at_once(replicas: Replicas) -> None:
    house = replicas.house
    ask_one(house)
    group = house.group("Elnet").id
    for turn in range(TURNS):
        links = [f"https://{each}{turn}.example/rum" for each in "ab"]
        replies = replicas.at_once(
            *(replicas.pressed("Sofie", "room.linked", values={"link": link}, group=group) for link in links)
        )
        replicas.settled()
        assert [shown(each).splitlines()[0] for each in replies] == [
            f"Elnet taler fra nu af sammen på {each}{turn}.example." for each in "ab"
        ]
        assert len([each for each in replicas.rows(Room) if each.closed_at is None]) == 1
    same = replicas.at_once(
        *(replicas.pressed("Sofie", "room.linked", values={"link": "https://c.example/rum"}, group=group),) * 2
    )
    replicas.settled()
    assert sorted(bool(each.form) for each in same) == [False, True]


def test_an_expert_is_erased_while_they_are_named(replicas: Replicas) -> None:
    house = replicas.house
    whom = {"Vibeke": "Hjørring", "Lars": "Thisted", "Søren": "Mariagerfjord", "Erik": "Region Nordjylland"}
    for turn, (director, organisation) in enumerate(whom.items()):
        title, expert = f"Elnet {turn}", f"Xenia Afprøvet {turn}"
        email = f"xenia{turn}@kommune{turn}.example"
        ask_one(house, organisation, title=f"Før {turn}")
        asked = requests_of(replicas, f"Før {turn}")[director]
        values = {"name": expert, "email": email}
        house.ask(director, action="nomination.named", args={"request": asked}, values=values)
        house.ask(expert, action="acceptance.no", args={"nominee": replicas.rows(Nominee)[-1].id})
        ask_one(house, organisation, title=title)
        asked = requests_of(replicas, title)[director]
        person = house.person(expert).id
        named, erased = replicas.at_once(
            replicas.pressed(director, "nomination.named", request=asked, values=values),
            replicas.pressed(expert, "me.erase.now"),
        )
        replicas.settled()
        assert erased.instead
        with house.database.reading() as store:
            assert store.session.get_one(Person, person).erased_at is not None
        assert named.instead or shown(named).endswith("Profilen er slettet. Kender du en anden?"), shown(named)


def test_two_who_erase_one_person_at_once_do_it_once(replicas: Replicas) -> None:
    house = replicas.house
    for turn, who in enumerate(("Anna", "Maja", "Kasper", "Tobias")):
        replies = replicas.at_once(*(replicas.pressed(who, "me.erase.now"),) * 2)
        replicas.settled()
        assert {shown(each).splitlines()[0] for each in replies} == {"Din profil er slettet."}
        assert replicas.count("me.erased") == turn + 1
    assert house.titles("Sofie") == []


def test_who_had_said_yes_and_is_erased_leaves_an_empty_seat_that_is_asked_for(replicas: Replicas) -> None:
    house = replicas.house
    ask_one(house, "Thisted: Kasper Thybo-Lund\nHjørring: Anna Lindholt")
    asked = requests_of(replicas)
    house.ask("Lars", action="nomination.yes", args={"request": asked["Lars"]})
    house.ask("Kasper", action="acceptance.yes", args={"nominee": replicas.rows(Nominee)[-1].id})
    before = house.titles("Lars")
    _, answered = replicas.at_once(
        replicas.pressed("Kasper", "me.erase.now"),
        replicas.pressed("Vibeke", "nomination.declined", request=asked["Vibeke"], reason=""),
    )
    replicas.settled()
    assert answered.instead or answered.card is not None
    states = {each.id: each.state for each in replicas.rows(NominationRequest)}
    if house.group("Elnet").state == GroupState.nominating:  # the erasure came first
        assert states[asked["Lars"]] == RequestState.waiting
        assert house.titles("Lars")[len(before) :] != []
    else:
        assert states[asked["Lars"]] == RequestState.named


def test_one_channel_is_asked_for_by_one_of_two_groups_at_once(replicas: Replicas) -> None:
    house = replicas.house
    for title in ("Elnet", "Brint"):
        ask_one(house, title=title)
    for turn in range(TURNS):
        person, channel = house.person("Sofie"), f"C{turn}"
        requests = [
            Request(
                actor=person, now=house.now, words=f"rum {title}", face="slack",
                place=Place(alone=False, channel=channel, name=f"kanal-{turn}"),
            )
            for title in ("Elnet", "Brint")
        ]  # fmt: skip
        replies = replicas.at_once(*requests)
        assert sorted(shown(each).endswith("er allerede på vej ind i kanalen.") for each in replies) == [
            False,
            True,
        ], [shown(each) for each in replies]
    assert [runner.defects for runner in replicas.runners] == [0] * len(replicas.runners)


def test_a_title_is_taken_by_one_of_two_orders_at_once(replicas: Replicas) -> None:
    for turn in range(TURNS):
        title = f"Elnet {turn}"
        values = {
            "title": title,
            "whom": "Thisted: Kasper Thybo-Lund",
            "template": "task_force",
            "task": "se på nettet",
        }
        replies = replicas.at_once(
            *(replicas.pressed(who, "commission.register", values=values) for who in ("Sofie", "Mads"))
        )
        replicas.settled()
        assert sorted(each.form is None for each in replies) == [False, True], [shown(each) for each in replies]
        assert len([each for each in replicas.rows(Group) if each.title == title]) == 1


def test_two_undo_presses_at_once_take_one_thing_back(replicas: Replicas) -> None:
    house = replicas.house
    for turn in range(TURNS):
        house.press("Sofie", order(house, title=f"Elnet {turn}", whom="Thisted", outputs=""), "Send nu")
        house.now += house.now.resolution
        form = house.say("Sofie", f"frist Elnet {turn} fredag den 18. december - Budskabspapir")
        assert form.card is not None, form
        line = replicas.rows(JournalLine)[-1]
        replies = replicas.at_once(*(replicas.pressed("Sofie", "undo.line", journal=line.id),) * 2)
        replicas.settled()
        refused = [each for each in replies if shown(each).startswith("Det er allerede fortrudt")]
        assert len(refused) == 1, [shown(each) for each in replies]
        assert len([each for each in replicas.rows(JournalLine) if each.undoes_id == line.id]) == 1


def test_the_word_undo_twice_at_once_takes_back_one_thing_each(replicas: Replicas) -> None:
    house = replicas.house
    ask_one(house)
    for _ in range(TURNS):
        for title in ("Budskabspapir", "Input"):
            house.say("Sofie", f"frist Elnet fredag den 18. december - {title}")
        lines = [each.id for each in replicas.rows(JournalLine)][-2:]
        person = house.person("Sofie")
        replicas.at_once(*(Request(actor=person, now=house.now, words="fortryd"),) * 2)
        replicas.settled()
        undone = [each.undoes_id for each in replicas.rows(JournalLine) if each.undoes_id in lines]
        assert len(undone) == len(set(undone))


def test_who_is_in_two_groups_that_end_at_once_is_asked_whether_to_stay(replicas: Replicas) -> None:
    house = replicas.house
    for turn in range(TURNS):
        titles = [f"{name} {turn}" for name in ("Elnet", "Brint")]
        for title in titles:
            ask_one(house, "Thisted: Kasper Thybo-Lund", title=title)
            house.ask("Lars", action="nomination.yes", args={"request": requests_of(replicas, title)["Lars"]})
            house.ask("Kasper", action="acceptance.yes", args={"nominee": replicas.rows(Nominee)[-1].id})
        assert house.person("Kasper").erase_on is None
        replicas.at_once(
            *(
                replicas.pressed("Sofie", "dissolve.close", values={"more": "Input"}, group=house.group(each).id)
                for each in titles
            )
        )
        replicas.settled()
        assert house.person("Kasper").erase_on is not None
