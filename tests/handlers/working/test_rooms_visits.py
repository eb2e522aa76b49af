"""Who comes into a group's room and who goes out, and what the word `rum` shows of it."""

from __future__ import annotations

from handlers.dialogue import dispatch
from handlers.dialogue.events import (
    GroupDissolved,
    GroupEstablished,
    MemberJoined,
    MemberLeft,
    RoomEntered,
    StrangerEntered,
)
from handlers.dialogue.joining import join, leave
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request
from storage import members
from storage.tables import EntryState, OutboxKind
from tests.handlers.working.made import happen, made_group
from tests.handlers.working.roomed import URL, entries, ids, opened, report, with_room
from tests.world import House, shown, text_of

# --- who comes and goes ---


def test_a_member_who_comes_in_is_noted_and_nobody_is_told(database):
    house = House(database)
    group = with_room(house)
    assert report(house, "Anna", "joined", group) == Reply()
    assert entries(house, group) == [("Anna Lindholt", EntryState.inside, "")]
    assert (house.cards("Sofie"), house.cards("Emil")) == ([], [])


def test_who_comes_in_without_being_a_member_is_shown_to_owner_and_coordinator_once(database):
    house = House(database)
    group = with_room(house)
    for _ in range(2):
        report(house, "Tobias", "joined", group)
    for name in ("Sofie", "Emil"):
        assert [text_of(card) for card in house.cards(name)] == [
            """\
Tobias Grønnegaard er kommet ind i rummet for Elnet.
Tobias er ikke med i gruppen.
Er det, som det skal være, skal du ikke gøre noget.
[Tilføj som medlem]"""
        ]
    form = house.press("Sofie", house.card("Sofie"), "Tilføj som medlem").form
    assert form.values == {"how": "ask", "who": "Tobias Grønnegaard"}


def test_when_they_have_become_a_member_the_card_says_so(database):
    house = House(database)
    group = with_room(house)
    report(house, "Tobias", "joined", group)
    with house.database.changing() as store:
        joined = join(store, group, house.person("Tobias"), house.now)
    happen(house, MemberJoined(joined))
    assert house.titles("Sofie") == ["Tobias Grønnegaard er med i Elnet."]


def test_the_secretariats_own_people_cause_nothing(database):
    house = House(database)
    group = with_room(house)
    for name in ("Sofie", "Mads", "Farah"):
        report(house, name, "joined", group)
        report(house, name, "left", group)
    assert [house.cards(name) for name in ("Sofie", "Emil", "Mads")] == [[], [], []]


def test_somebody_unknown_is_shown_by_what_they_call_themselves(database):
    house = House(database)
    with_room(house)
    with house.database.changing() as store:
        event = StrangerEntered("slack", "C1", "T0OTHER/U7", "Ukendt Gæst")
        asked = Request(actor=None, now=house.now, face="slack")
        for _ in range(2):
            dispatch.came_back(house.runner.router, event, asked, store)
    house.deliver()
    assert [text_of(card) for card in house.cards("Sofie")] == [
        """\
Ukendt Gæst er kommet ind i rummet for Elnet.
Ukendt Gæst står ikke i kartoteket og er ikke med i gruppen.
Er det, som det skal være, skal du ikke gøre noget.
[Tilføj som medlem]"""
    ]
    assert house.press("Sofie", house.card("Sofie"), "Tilføj som medlem").form.values == {"how": "ask"}


def test_a_member_who_goes_out_is_shown_once_with_what_can_be_done(database):
    house = House(database)
    group = with_room(house)
    report(house, "Anna", "joined", group)
    for _ in range(2):
        report(house, "Anna", "left", group)
    for name in ("Sofie", "Emil"):
        assert [text_of(card) for card in house.cards(name)] == [
            """\
Anna Lindholt har forladt rummet for Elnet.
Anna er stadig med i gruppen, men ser ikke, hvad der bliver skrevet dér.
Tal med Anna, før du gør noget.
[Invitér igen] [Fjern fra gruppen]"""
        ]
    assert entries(house, group) == [("Anna Lindholt", EntryState.left, "")]
    assert shown(house.press("Emil", house.card("Emil"), "Invitér igen")) == "Vi har inviteret Anna Lindholt igen."
    assert house.rooms["#Elnet"][-1] == (OutboxKind.invite, {"people": [house.person("Anna").id]})


def test_who_comes_back_is_inside_again(database):
    house = House(database)
    group = with_room(house)
    report(house, "Anna", "left", group)
    report(house, "Anna", "joined", group)
    assert house.titles("Sofie") == ["Anna Lindholt er igen inde i rummet for Elnet."]
    report(house, "Anna", "left", group)
    assert house.titles("Sofie") == ["Anna Lindholt har forladt rummet for Elnet."]


def test_who_is_removed_is_no_longer_missed(database):
    house = House(database)
    group = with_room(house)
    report(house, "Anna", "left", group)
    card = house.card("Sofie")
    house.press("Sofie", card, "Fjern fra gruppen")
    assert house.titles("Sofie") == ["Anna Lindholt er ikke længere med i Elnet."]
    again = shown(house.press("Sofie", card, "Invitér igen"))
    assert again == "Anna Lindholt er ikke længere med i Elnet."


def test_who_is_no_longer_in_the_group_but_still_in_its_channel_is_shown_until_they_have_left(database):
    house = House(database)
    group = with_room(house)
    report(house, "Anna", "joined", group)
    with house.database.changing() as store:
        membership = members.membership(store, group, house.person("Anna").id)
        announced = membership.id
    happen(house, MemberLeft(announced))  # from another day on
    assert house.cards("Sofie") == []
    with house.database.changing() as store:
        leave(store, members.get(store, announced), house.now)
    happen(house, MemberLeft(announced))
    for name in ("Sofie", "Emil"):
        assert [text_of(card) for card in house.cards(name)] == [
            """\
Anna Lindholt er ikke længere med i Elnet, men er stadig i #elnet.
Fjern Anna fra kanalen, hvis Anna ikke skal læse med længere.
[Åbn]"""
        ]
    report(house, "Anna", "left", group)
    assert house.titles("Sofie") == ["Anna Lindholt er ikke længere i #elnet."]


def test_a_coordinator_who_goes_out_is_shown_to_the_owner_alone(database):
    house = House(database)
    group = made_group(house, members=("Anna", "Kasper"), coordinator="Kasper")
    happen(house, GroupEstablished(group), opened(group))
    report(house, "Kasper", "left", group)
    assert house.titles("Sofie") == ["Kasper Thybo-Lund har forladt rummet for Elnet."]
    assert house.titles("Kasper") == []


def test_a_guest_who_goes_again_is_not_missed(database):
    house = House(database)
    group = with_room(house)
    report(house, "Tobias", "left", group)
    assert house.cards("Sofie") == []


def test_what_happens_in_another_place_than_the_groups_room_causes_nothing(database):
    house = House(database)
    group = with_room(house)
    for action in ("room.joined", "room.left"):
        assert house.ask("Tobias", action=action, args={"group": group}, face="workspace") == Reply()
    happen(house, GroupDissolved(group))
    for what in ("joined", "left"):
        assert report(house, "Tobias", what, group) == Reply()
    assert house.cards("Sofie") == []


# --- the word ---


def test_the_word_shows_the_way_there_and_who_is_inside_and_who_is_not(database):
    house = House(database)
    group = with_room(house, who=("Anna", "Dorthe", "Kasper", "Tobias", "Emil"))
    anna, kasper, emil = ids(house, "Anna", "Kasper", "Emil")
    happen(house, RoomEntered(group, (anna, emil), ((kasper, "elsewhere"),)))
    report(house, "Dorthe", "left", group)
    reply = house.say("Emil", "rum Elnet")
    assert (
        shown(reply)
        == """\
Elnet taler sammen i #elnet.
Inde i rummet: Anna Lindholt og Emil Brandtoft
Har forladt rummet: Dorthe Zinck-Holm
Ikke inde
· Kasper Thybo-Lund: har kun en konto i en anden organisation
· Tobias Grønnegaard
[Åbn] [Knyt til et link]"""
    )
    assert reply.card.buttons[0].url == URL
