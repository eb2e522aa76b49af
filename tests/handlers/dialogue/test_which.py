"""Which group somebody means."""

from __future__ import annotations

import pytest

from handlers.dialogue.errors import UserError
from handlers.dialogue.request import Place, Request
from handlers.dialogue.which import named_group
from storage.engine import Database
from storage.tables import GroupState
from tests.handlers.working.made import made_group
from tests.world import House, shown


def found(house: House, who: str, words: str, room: int | None = None) -> tuple[str, str]:
    place = Place() if room is None else Place(alone=False, group_id=room)
    with house.database.reading() as store:
        group, rest = named_group(Request(house.person(who), house.now, words=words, place=place), store, "status")
        return group.title, rest


@pytest.fixture
def house(database: Database) -> House:
    house = House(database)
    for title in ("Elnet", "Elnet syd", "Digital infrastruktur", "Ærø og færger"):
        made_group(house, title, members=("Anna", "Emil"))
    made_group(house, "Gamle veje", members=("Maja",), coordinator=None)
    made_group(house, "Droppet", members=(), coordinator=None, state=GroupState.withdrawn)
    return house


@pytest.mark.parametrize(
    ("words", "title", "rest"),
    [
        ("Elnet", "Elnet", ""),
        ("elnet fredag kl. 12", "Elnet", "fredag kl. 12"),
        ("Elnet syd fredag", "Elnet syd", "fredag"),
        ("digital", "Digital infrastruktur", ""),
        ("infrastruktur Thisted ja", "Digital infrastruktur", "Thisted ja"),
        ("aeroe", "Ærø og færger", ""),
    ],
)
def test_a_part_of_the_title_is_enough(house: House, words: str, title: str, rest: str) -> None:
    assert found(house, "Sofie", words) == (title, rest)


def test_in_its_own_room_a_group_need_not_be_named(house: House) -> None:
    room = house.group("Elnet").id
    assert found(house, "Anna", "fredag kl. 12 budskabspapir", room) == ("Elnet", "fredag kl. 12 budskabspapir")
    assert found(house, "Anna", "Digital fredag", room) == ("Digital infrastruktur", "fredag")


@pytest.mark.parametrize(
    ("who", "words", "sentence", "choices"),
    [
        ("Sofie", "eln", "Hvilken gruppe mener du?", ["status Elnet", "status Elnet syd"]),
        ("Sofie", "elnt", 'Jeg kender ikke en gruppe, der hedder "elnt".', ["status Elnet"]),
        ("Maja", "Elnet", 'Jeg kender ikke en gruppe, der hedder "Elnet".', ["status Gamle veje"]),
        ("Lars", "Elnet", "Du er ikke med i en gruppe lige nu.", []),
    ],
)
def test_what_fits_several_or_none_gives_a_choice_of_what_the_person_may_know(
    house: House, who: str, words: str, sentence: str, choices: list[str]
) -> None:
    with pytest.raises(UserError) as refused:
        found(house, who, words)
    assert (refused.value.sentence, [each.args["words"] for each in refused.value.buttons]) == (sentence, choices)


def test_who_is_in_one_group_need_not_name_it(house: House) -> None:
    assert found(house, "Maja", "") == ("Gamle veje", "")


def test_a_dropped_order_is_not_found(house: House) -> None:
    with pytest.raises(UserError):
        found(house, "Sofie", "Droppet")


@pytest.mark.parametrize(("words", "sentence"), [("", "Hvilken gruppe mener du?"), ("gru", "Hvilken gruppe mener du?")])
def test_more_than_a_few_are_counted_with_the_way_to_them(database: Database, words: str, sentence: str) -> None:
    house = House(database)
    for each in range(7):
        made_group(house, f"Gruppe {each}", members=("Anna", "Emil"))
    reply = house.say("Sofie", f"status {words}".strip())
    assert shown(reply).split("\n") == [
        sentence,
        'Der er 2 mere. Skriv lidt af titlen efter "status".',
        "[Gruppe 0] [Gruppe 1] [Gruppe 2] [Gruppe 3] [Gruppe 4] [Se alle grupper]",
    ]
    assert shown(house.press("Sofie", reply, "Se alle grupper")).split("\n")[0] == "Alle · 7 grupper"
    assert [each.label for each in house.say("Anna", "status gru").card.buttons][-1] == "Gruppe 4"
    unknown = shown(house.say("Sofie", "status xyzzy")).split("\n")
    assert unknown[:2] == [
        'Jeg kender ikke en gruppe, der hedder "xyzzy".',
        'Der er 2 mere. Skriv lidt af titlen efter "status".',
    ]
