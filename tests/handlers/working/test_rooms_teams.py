"""A group's room in Teams: what its people and its owner read of it, where nobody can be invited."""

from __future__ import annotations

import pytest

from handlers.dialogue import dispatch
from handlers.dialogue.events import (
    GroupEstablished,
    MemberLeft,
    RoomEntered,
    RoomFailed,
    RoomOpened,
    StrangerEntered,
)
from handlers.dialogue.joining import leave
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Place, Request
from storage import members, rooms
from storage.engine import Database
from storage.tables import OutboxKind
from tests.handlers.working.made import happen, made_group
from tests.handlers.working.roomed import ids
from tests.world import House, shown, text_of

CHANNEL, CHAT = "19:elnet@thread.tacv2", "19:snak@thread.v2"
URL = "https://teams.microsoft.com/l/channel/19%3Aelnet%40thread.tacv2/Elnet"


def opened(group: int, *, heard: str = "", name: str = "Elnet", address: str = CHANNEL) -> RoomOpened:
    return RoomOpened(group, "teams", name, address, URL if name else "", heard)


def with_room(house: House, *, heard: str = "", name: str = "Elnet") -> int:
    """Elnet with its room in Teams."""
    group = made_group(house, members=("Anna", "Kasper", "Emil"))
    happen(house, GroupEstablished(group), opened(group, heard=heard, name=name))
    return group


def report(house: House, who: str, what: str, group: int) -> Reply:
    return house.ask(who, action=f"room.{what}", args={"group": group}, face="teams")


def said_in_the_channel(house: House, who: str, words: str) -> Reply:
    place = Place(alone=False, channel=CHANNEL, name="")
    return house.runner.run(Request(house.person(who), house.now, words=words, place=place, face="teams"))


def invites(house: House) -> list[object]:
    return [payload["people"] for kind, payload in house.rooms["#Elnet"] if kind == OutboxKind.invite]


# --- words ---


@pytest.mark.parametrize(
    ("who", "words", "said"),
    [
        (
            "Emil",
            "rum Elnet",
            "Elnet taler fra nu af sammen her.\nVi sammenligner medlemmerne med dem, der er med her.",
        ),
        ("Amir", "room Elnet", "Elnet talks here from now on.\nWe compare the members with those who are in here."),
    ],
)
def test_where_a_group_is_bound_nobody_is_invited(database: Database, who: str, words: str, said: str) -> None:
    house = House(database)
    made_group(house, members=(who,), coordinator=who)
    assert shown(said_in_the_channel(house, who, words)) == said


def test_a_channel_is_called_one_and_a_chat_has_no_name(database: Database) -> None:
    house = House(database)
    group = with_room(house)
    assert shown(house.say("Emil", "rum Elnet")) == "Elnet taler sammen i kanalen Elnet.\n[Åbn] [Knyt til et link]"
    happen(house, opened(group, name="", address=CHAT))
    assert shown(house.say("Emil", "rum Elnet")) == "Elnet taler sammen i chatten i Teams.\n[Knyt til et link]"


def test_a_group_that_moves_on_and_back_reads_of_the_channel(database: Database) -> None:
    house = House(database)
    with_room(house)
    reply = house.say("Emil", "rum Elnet https://teams.example/elnet")
    assert text_of(house.card("#Elnet")) == (
        "Elnet taler fra nu af sammen på teams.example.\nVi skriver ikke mere i kanalen Elnet.\n[Åbn]"
    )
    assert shown(house.press("Emil", reply, "Fortryd")) == "Det er fortrudt. Elnet taler sammen i kanalen Elnet igen."
    assert text_of(house.card("#Elnet")) == "Elnet taler igen sammen i kanalen Elnet."


HEARD = {
    "mentions": """\
Der kan spørges direkte her.
Skriv @Taskforce status, så kommer svaret i din egen chat.
Skriv @Taskforce Frist: fredag den 27. november – budskabspapir, så er fristen noteret.
Kun beskeder, der nævner @Taskforce, bliver læst.
{Elnet på én side}""",
    "off": """\
Intet af det, I skriver her, bliver læst.
Skriv status Elnet til Taskforce i jeres egen chat med den.
{Elnet på én side}""",
}


@pytest.mark.parametrize("how", HEARD)
def test_a_group_is_told_what_is_read_there(database: Database, how: str) -> None:
    house = House(database)
    with_room(house, heard=how)
    assert [text_of(card) for card in house.cards("#Elnet")[1:]] == [HEARD[how]]


def test_there_are_no_bookmarks(database: Database) -> None:
    house = House(database)
    with_room(house)
    assert invites(house) == []


# --- no room ---


@pytest.mark.parametrize(
    ("mails", "line"), [(True, "Indtil da får medlemmerne gruppens opslag på mail.\n"), (False, "")]
)
def test_the_owner_reads_how_a_channel_becomes_the_groups_room(database: Database, mails: bool, line: str) -> None:
    house = House(database)
    group = made_group(house)
    happen(house, GroupEstablished(group), RoomFailed(group, "no_team", mails=mails))
    assert text_of(house.card("Sofie")) == (
        "Elnet har ikke fået et rum endnu.\n"
        "Skriv @Taskforce rum Elnet i den kanal i Teams, hvor gruppen skal tale sammen.\n"
        f"{line}[Knyt til et link]"
    )
    happen(house, opened(group))
    assert text_of(house.card("Sofie")) == "Elnet taler sammen i kanalen Elnet.\n[Åbn]"


def test_the_owner_reads_it_in_english(database: Database) -> None:
    house = House(database)
    group = made_group(house, owner="Amir")
    happen(house, RoomFailed(group, "no_team"))
    assert text_of(house.card("Amir")).splitlines()[1] == (
        "Write @Taskforce room Elnet in the channel in Teams where the group is to talk."
    )


# --- who is outside ---


def outside(house: House, group: int, *names: str, why: str = "not_in_team") -> None:
    everybody = ids(house, "Anna", "Kasper", "Emil")
    out = ids(house, *names)
    entered = RoomEntered(
        group, tuple(each for each in everybody if each not in out), tuple((each, why) for each in out)
    )
    happen(house, entered)


def test_the_owner_reads_who_does_not_see_the_channel_and_has_it_compared_again(database: Database) -> None:
    house = House(database)
    group = with_room(house)
    outside(house, group, "Anna", "Kasper")
    assert text_of(house.card("Sofie")) == (
        "2 fra Elnet kan ikke se kanalen Elnet.\n"
        "· Anna Lindholt (Hjørring): er ikke med dér. Får opslagene på mail.\n"
        "· Kasper Thybo-Lund (Thisted): er ikke med dér. Får opslagene på mail.\n"
        "Teamets ejer kan tilføje folk til det i Teams.\n"
        "[Sammenlign igen]\n{Vis gruppen}"
    )
    reply = house.press("Sofie", house.card("Sofie"), "Sammenlign igen")
    assert shown(reply) == "Vi sammenligner igen med dem, der er med."
    assert invites(house) == [list(ids(house, "Anna", "Kasper"))]
    outside(house, group)
    assert text_of(house.card("Sofie")) == "Alle i Elnet kan komme ind i rummet."


def test_in_a_chat_anybody_can_add_people(database: Database) -> None:
    house = House(database)
    group = with_room(house, name="")
    outside(house, group, "Anna", why="elsewhere")
    assert text_of(house.card("Sofie")) == (
        "Én fra Elnet kan ikke se chatten i Teams.\n"
        "· Anna Lindholt (Hjørring): har kun en konto i en anden organisation. Får opslagene på mail.\n"
        "Alle, der er med i chatten, kan tilføje folk til den i Teams.\n"
        "[Sammenlign igen]\n{Vis gruppen}"
    )


def test_the_owner_reads_who_is_outside_in_english(database: Database) -> None:
    house = House(database)
    group = made_group(house, owner="Amir", members=("Anna", "Kasper", "Emil"))
    happen(house, GroupEstablished(group), opened(group))
    outside(house, group, "Anna")
    assert text_of(house.card("Amir")) == (
        "One of Elnet does not see the channel Elnet.\n"
        "· Anna Lindholt (Hjørring): is not in there. Gets the posts by mail.\n"
        "The owner of the team can add people to it in Teams.\n"
        "[Compare again]\n{Show the group}"
    )


def test_after_another_address_it_is_compared_again(database: Database) -> None:
    house = House(database)
    group = with_room(house)
    outside(house, group, "Anna", why="no_account")
    form = house.press("Sofie", house.card("Sofie"), "Ret adressen")
    assert shown(house.fill("Sofie", form, email="anna@hjoerring.example")) == (
        "Vi skriver nu til Anna Lindholt på anna@hjoerring.example.\n"
        "Vi sammenligner igen med dem, der er med.\n{Fortryd}"
    )


# --- who comes and goes ---


def test_a_member_who_comes_into_the_team_or_leaves_it_is_looked_for_in_it(database: Database) -> None:
    house = House(database)
    group = with_room(house)
    assert report(house, "Anna", "joined", group) == Reply()
    assert report(house, "Kasper", "left", group) == Reply()
    assert invites(house) == [list(ids(house, "Anna")), list(ids(house, "Kasper"))]
    assert (house.cards("Sofie"), house.cards("Emil")) == ([], [])


def test_who_else_comes_into_the_team_is_nobodys_matter(database: Database) -> None:
    house = House(database)
    group = with_room(house)
    for what in ("joined", "left"):
        report(house, "Tobias", what, group)
    with house.database.changing() as store:
        event = StrangerEntered("teams", CHANNEL, "tenant/user", "Ukendt Gæst")
        dispatch.came_back(house.runner.router, event, Request(actor=None, now=house.now, face="teams"), store)
    house.deliver()
    assert (invites(house), house.cards("Sofie"), house.cards("Emil")) == ([], [], [])


def test_who_is_no_longer_in_the_group_may_stay_in_the_team(database: Database) -> None:
    house = House(database)
    group = with_room(house)
    outside(house, group)
    with house.database.changing() as store:
        room = rooms.of_group(store, group)
        assert room is not None
        assert rooms.inside(store, room.id or 0, house.person("Anna").id)
        membership = members.membership(store, group, house.person("Anna").id)
        assert membership is not None
        leave(store, membership, house.now)
    happen(house, MemberLeft(membership.id))
    assert house.cards("Sofie") == []
