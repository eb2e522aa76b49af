"""A group's room: opened, filled, closed, or bound to a link."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.dialogue.events import (
    GroupDissolved,
    GroupEstablished,
    GroupReopened,
    MemberJoined,
    RoomOpened,
)
from handlers.dialogue.request import Place, Request
from handlers.working.rooms import room_name
from storage import rooms
from storage.tables import Membership, OutboxKind
from tests.handlers.working.made import happen, made_group
from tests.world import House, shown, text_of


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Elnet", "elnet"),
        ("Digital infrastruktur", "digital-infrastruktur"),
        ("Byfornyelse på Læsø & Øland", "byfornyelse-paa-laesoe-oeland"),
        ("Åben, café!", "aaben-cafe"),
        ("???", "gruppe"),
        ("x" * 100, "x" * 60),
    ],
)
def test_a_room_is_named_by_danish_rules(title, name):
    assert room_name(title) == name


def ids(house: House, *names: str) -> list[int]:
    return [house.person(name).id for name in names]


def test_a_room_is_opened_with_everybody_in_it_and_a_first_post(database):
    house = House(database)
    group = made_group(house, members=("Anna", "Kasper", "Emil"))
    happen(house, GroupEstablished(group))
    assert house.rooms["#Elnet"] == [
        (
            OutboxKind.open_room,
            {
                "name": "elnet",
                "topic": "Taskforcen Elnet skal skærpe Nordjyllands argumenter for et stærkere elnet.",
                "people": ids(house, "Anna", "Kasper", "Emil"),
            },
        )
    ]
    assert (
        text_of(house.card("#Elnet"))
        == """\
👋 Velkommen til Elnet
Taskforcen Elnet skal skærpe Nordjyllands argumenter for et stærkere elnet.
Tovholder: Emil Brandtoft, BRN-sekretariatet
Medlemmer: Emil Brandtoft (BRN-sekretariatet), Anna Lindholt (Hjørring) og Kasper Thybo-Lund (Thisted)
Skriv til Emil om møder og plan og til Sofie om alt det praktiske.
[Elnet på én side]"""
    )


def test_a_late_member_is_invited_once(database):
    house = House(database)
    group = made_group(house, members=("Anna", "Emil"))
    happen(house, GroupEstablished(group))
    kasper = house.person("Kasper")
    with house.database.changing() as store:
        row = Membership(group_id=group, person_id=kasper.id, organisation_id=kasper.organisation_id, since=house.now)
        store.add(row)
        membership = row.id
    happen(house, MemberJoined(membership), MemberJoined(membership))
    assert house.rooms["#Elnet"][1:] == [(OutboxKind.invite, {"people": [kasper.id]})]


def test_a_room_is_closed_with_its_group_and_a_reopened_group_gets_one_again(database):
    house = House(database)
    group = made_group(house)
    happen(house, GroupEstablished(group))
    happen(house, RoomOpened(group, "workspace", "elnet", "channel:1"))
    happen(house, RoomOpened(group, "workspace", "elnet", "channel:1"))
    with house.database.reading() as store:
        assert [(room.kind, room.name, room.address) for room in rooms.ever(store, group)] == [
            ("workspace", "elnet", "channel:1")
        ]
    happen(house, GroupDissolved(group))
    with house.database.reading() as store:
        assert rooms.of_group(store, group) is None
    happen(house, GroupReopened(group))
    assert [kind for kind, _ in house.rooms["#Elnet"]] == [
        OutboxKind.open_room,
        OutboxKind.close_room,
        OutboxKind.open_room,
    ]
    assert "👋 Elnet er i gang igen" in house.titles("#Elnet")


def test_a_group_is_bound_to_a_link_and_back(database):
    house = House(database)
    group = made_group(house)
    happen(house, GroupEstablished(group), RoomOpened(group, "workspace", "elnet", "channel:1"))
    assert shown(house.say("Emil", "rum Elnet")) == "Elnet taler sammen i #elnet.\n[Knyt til et link]"
    reply = house.say("Emil", "rum Elnet https://teams.example/elnet")
    assert shown(reply) == "Elnet taler fra nu af sammen på teams.example.\n[Åbn]\n{Fortryd}"
    assert shown(house.say("Emil", "rum Elnet")) == "Elnet taler sammen på teams.example.\n[Åbn] [Knyt til et link]"
    assert (
        shown(house.say("Emil", "bind Elnet https://teams.example/elnet")) == "Elnet er allerede knyttet til det link."
    )
    assert shown(house.press("Emil", reply, "Fortryd")) == "Det er fortrudt. Elnet taler sammen i #elnet igen."
    with house.database.reading() as store:
        assert rooms.of_group(store, group).address == "channel:1"


def test_whoever_is_in_the_old_channel_reads_where_the_group_has_gone(database):
    house = House(database)
    group = made_group(house)
    happen(house, GroupEstablished(group), RoomOpened(group, "workspace", "elnet", "channel:1"))
    reply = house.say("Emil", "rum Elnet https://teams.example/elnet")
    assert text_of(house.card("#Elnet")) == (
        "Elnet taler fra nu af sammen på teams.example.\nVi skriver ikke mere i #elnet.\n[Åbn]"
    )
    before = len(house.cards("#Elnet"))
    house.press("Emil", reply, "Fortryd")
    assert text_of(house.card("#Elnet")) == "Elnet taler igen sammen i #elnet."
    house.say("Emil", "rum Elnet https://teams.example/elnet")
    house.say("Emil", "rum Elnet https://teams.example/andet")
    assert len(house.cards("#Elnet")) - before <= 1


def test_two_groups_do_not_get_into_one_channel(database):
    house = House(database)
    first, second = made_group(house), made_group(house, "Byfornyelse", members=("Anna", "Emil"))
    place = Place(alone=False, channel="C7", name="energi")
    asked = Request(actor=house.person("Emil"), now=house.now, words="rum Elnet", place=place)
    house.runner.run(asked)  # and not delivered
    refused = house.runner.run(replace(asked, words="rum Byfornyelse"))
    assert shown(refused) == "Elnet er allerede på vej ind i kanalen."
    happen(house, RoomOpened(first, "slack", "energi", "C7"), RoomOpened(second, "slack", "energi", "C7"))
    with house.database.reading() as store:
        assert (rooms.at(store, "slack", "C7").group_id, rooms.of_group(store, second)) == (first, None)
    assert text_of(house.card("Sofie")) == (
        "Byfornyelse har ikke fået et rum endnu.\nKanalen er rum for en anden gruppe.\n[Prøv igen] [Knyt til et link]"
    )
    happen(house, GroupDissolved(first), RoomOpened(second, "slack", "energi", "C7"))
    with house.database.reading() as store:
        assert rooms.at(store, "slack", "C7").group_id == second


def test_a_link_is_not_taken_back_once_another_group_has_the_channel(database):
    house = House(database)
    first, second = made_group(house), made_group(house, "Byfornyelse", members=("Anna", "Emil"))
    happen(house, RoomOpened(first, "slack", "energi", "C7"))
    reply = house.say("Emil", "rum Elnet https://teams.example/elnet")
    happen(house, RoomOpened(second, "slack", "energi", "C7"))
    assert shown(house.press("Emil", reply, "Fortryd")) == "Byfornyelse taler nu sammen i #energi."
    with house.database.reading() as store:
        assert rooms.of_group(store, first).kind == "link"


def test_what_is_no_link_is_refused_at_its_field(database):
    house = House(database)
    made_group(house)
    form = house.say("Emil", "rum", group="Elnet")
    assert (
        shown(house.fill("Emil", form, link="vores rum"))
        == """\
Hvor taler Elnet sammen?
link: Det er ikke et link. Et link begynder med https:// og har ingen mellemrum."""
    )


def test_a_group_is_bound_to_the_channel_where_it_is_said(database):
    house = House(database)
    group = made_group(house, members=("Anna", "Emil"))
    place = Place(alone=False, channel="channel:7", name="energi")
    reply = house.ask("Emil", words="rum Elnet", place=place)
    assert shown(reply) == "Elnet taler fra nu af sammen her.\nMedlemmerne er inviteret."
    assert reply.audience == "here"
    kind, payload = house.rooms["#Elnet"][0]
    assert (kind, payload["name"], payload["channel"]) == (OutboxKind.open_room, "energi", "channel:7")
    happen(house, RoomOpened(group, "workspace", "energi", "channel:7"))
    with house.database.reading() as store:
        assert rooms.of_group(store, group).name == "energi"


def test_a_member_may_not_bind_the_room(database):
    house = House(database)
    made_group(house)
    assert shown(house.say("Anna", "rum Elnet")) == "Det kan kun gruppens tovholder og sekretariatet gøre."


def test_the_word_in_english(database):
    house = House(database)
    made_group(house, members=("Amir",), coordinator="Amir")
    reply = house.say("Amir", "room Elnet https://teams.example/elnet")
    assert shown(reply) == "Elnet talks at teams.example from now on.\n[Open]\n{Undo}"
