"""What a group is told about its room, and what its owner hears of who is inside."""

from __future__ import annotations

import pytest

from handlers.dialogue.events import (
    GroupDissolved,
    GroupEstablished,
    GroupReopened,
    GroupsHandedOver,
    MemberLeft,
    RoomEntered,
    RoomFailed,
    Undelivered,
)
from handlers.dialogue.joining import leave
from handlers.dialogue.request import Request
from storage import members, outbox, people, rooms
from storage.tables import EntryState, OutboxKind
from tests.handlers.working.made import happen, made_group
from tests.handlers.working.roomed import URL, entries, ids, opened, report, with_room
from tests.world import House, shown, text_of

# --- what the group is told ---


def test_the_first_post_stays_at_the_top(database):
    house = House(database)
    group = with_room(house)
    with house.database.reading() as store:
        (post,) = outbox.messages_about(store, f"welcome:{group}")
        assert post.pinned is True


def test_the_first_post_of_a_reopened_group_leads_to_its_room_from_before(database):
    house = House(database)
    group = with_room(house)
    happen(house, GroupDissolved(group))
    happen(house, GroupReopened(group))
    card = house.card("#Elnet")
    assert text_of(card).splitlines()[-2:] == ["[Elnet på én side]", "{Det tidligere rum}"]
    assert card.buttons[1].url == URL


def test_the_first_post_of_a_new_group_leads_nowhere_else(database):
    house = House(database)
    with_room(house)
    assert [each.url for each in house.card("#Elnet").buttons] == [None]


HEARD = {
    "rooms": """\
Frister kan skrives direkte her.
Skriv fx Frist: fredag den 27. november – budskabspapir, så bliver den noteret.
Det samme gælder linjer, der begynder med Beslutning, Leverance eller Status.
Alt andet bliver ikke læst. Kun tidspunktet bliver gemt.
{Elnet på én side}""",
    "mentions": """\
Der kan spørges direkte her.
Skriv @Taskforce status, så kommer svaret her.
Skriv @Taskforce Frist: fredag den 27. november – budskabspapir, så er fristen noteret.
Kun beskeder, der nævner @Taskforce, bliver læst.
{Elnet på én side}""",
    "off": """\
Intet af det, I skriver her, bliver læst.
Skriv /taskforce status for at se, hvor gruppen står.
{Elnet på én side}""",
}


@pytest.mark.parametrize("how", HEARD)
def test_a_group_is_told_once_what_is_read_in_its_room(database, how):
    house = House(database)
    group = with_room(house, heard=how)
    happen(house, opened(group, heard=how))
    assert [text_of(card) for card in house.cards("#Elnet")[1:]] == [HEARD[how]]


def test_where_nothing_is_said_about_reading_a_group_is_told_nothing(database):
    house = House(database)
    with_room(house)
    assert house.titles("#Elnet") == ["👋 Velkommen til Elnet"]


def test_a_group_that_moves_is_told_in_the_new_room_too(database):
    house = House(database)
    group = with_room(house, heard="rooms")
    happen(house, opened(group, "C2", "rooms", "energi"))
    assert house.titles("#Elnet")[1:] == ["Frister kan skrives direkte her."] * 2


def test_a_room_gets_bookmarks_where_a_browser_can_open_it(database):
    house = House(database)
    group = with_room(house)
    assert house.rooms["#Elnet"][1:] == [
        (OutboxKind.invite, {"people": [], "bookmark": "page", "title": "Elnet på én side"}),
        (OutboxKind.invite, {"people": [], "bookmark": "calendar", "title": "Gruppens frister som kalender"}),
    ]
    happen(house, opened(group))
    assert len(house.rooms["#Elnet"]) == 3


def test_whoever_takes_over_in_the_secretariat_is_let_in(database):
    house = House(database)
    group = with_room(house)
    sofie, mads = ids(house, "Sofie", "Mads")
    happen(house, GroupsHandedOver((group,), sofie, mads))
    assert house.rooms["#Elnet"][3:] == [(OutboxKind.invite, {"people": [mads]})]


# --- who could not be let in ---


def test_when_everybody_is_inside_the_owner_hears_nothing(database):
    house = House(database)
    group = with_room(house)
    happen(house, RoomEntered(group, ids(house, "Anna", "Kasper", "Emil"), ()))
    assert house.titles("Sofie") == []
    assert entries(house, group) == [
        ("Anna Lindholt", EntryState.inside, ""),
        ("Emil Brandtoft", EntryState.inside, ""),
        ("Kasper Thybo-Lund", EntryState.inside, ""),
    ]


def test_the_owner_sees_who_could_not_be_let_in_and_why_and_what_can_be_done(database):
    house = House(database)
    group = with_room(house, who=("Anna", "Kasper", "Maja", "Emil"))
    anna, kasper, maja, emil = ids(house, "Anna", "Kasper", "Maja", "Emil")
    with house.database.changing() as store:
        people.readdress(store, people.get(store, kasper), "")
    happen(house, RoomEntered(group, (emil,), ((anna, "no_account"), (kasper, "no_account"), (maja, "elsewhere"))))
    assert [text_of(card) for card in house.cards("Sofie")] == [
        """\
3 fra Elnet kunne ikke komme ind i rummet.
· Anna Lindholt (Hjørring): ingen konto med den adresse, vi har. Får opslagene på mail. [Ret adressen]
· Kasper Thybo-Lund (Thisted): ingen konto med den adresse, vi har. Vi har heller ingen mailadresse, så opslagene \
når ikke frem. [Ret adressen]
· Maja Hedelund (Region Nordjylland): har kun en konto i en anden organisation. Får opslagene på mail.
[Prøv igen]
{Vis gruppen}"""
    ]
    assert house.cards("Emil") == []


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("closed_account", "kontoen er lukket"),
        ("guest", "er gæst og kan ikke komme ind i flere rum"),
        ("full", "rummet er fuldt"),
        ("not_allowed", "arbejdsområdet tillader det ikke"),
        ("a_word_of_tomorrow", "svaret var: a_word_of_tomorrow"),
    ],
)
def test_every_reason_is_said_in_words(database, why, said):
    house = House(database)
    group = with_room(house)
    happen(house, RoomEntered(group, (), ((house.person("Anna").id, why),)))
    first, item = text_of(house.card("Sofie")).splitlines()[:2]
    assert first == "Én fra Elnet kunne ikke komme ind i rummet."
    assert item.startswith(f"· Anna Lindholt (Hjørring): {said}. Får opslagene på mail.")


def test_without_mail_the_posts_do_not_arrive(database):
    house = House(database)
    group = with_room(house)
    happen(house, RoomEntered(group, (), ((house.person("Anna").id, "elsewhere"),), mails=False))
    assert text_of(house.card("Sofie")).splitlines()[1] == (
        "· Anna Lindholt (Hjørring): har kun en konto i en anden organisation. Opslagene når ikke frem."
    )


def test_the_card_is_drawn_again_when_it_changes_and_says_when_all_are_inside(database):
    house = House(database)
    group = with_room(house)
    anna, kasper, emil = ids(house, "Anna", "Kasper", "Emil")
    happen(house, RoomEntered(group, (emil,), ((anna, "no_account"), (kasper, "no_account"))))
    happen(house, RoomEntered(group, (anna,), ()))
    assert house.titles("Sofie") == ["Én fra Elnet kunne ikke komme ind i rummet."]
    report(house, "Kasper", "joined", group)
    assert house.titles("Sofie") == ["Alle i Elnet kan komme ind i rummet."]
    happen(house, RoomEntered(group, (), ((kasper, "guest"),)))
    assert house.titles("Sofie") == ["Én fra Elnet kunne ikke komme ind i rummet."]


def test_who_has_left_the_group_need_not_get_in(database):
    house = House(database)
    group = with_room(house)
    anna = house.person("Anna").id
    happen(house, RoomEntered(group, (), ((anna, "no_account"),)))
    with house.database.changing() as store:
        membership = members.membership(store, group, anna)
        leave(store, membership, house.now)
    happen(house, MemberLeft(membership.id))
    assert house.titles("Sofie") == ["Alle i Elnet kan komme ind i rummet."]


def test_the_owner_who_could_not_be_let_in_is_no_member(database):
    house = House(database)
    group = with_room(house)
    happen(house, RoomEntered(group, (), ((house.person("Sofie").id, "no_account"),)))
    assert house.cards("Sofie") == []


def test_the_address_is_corrected_and_the_invitation_sent_again(database):
    house = House(database)
    group = with_room(house)
    anna = house.person("Anna").id
    happen(house, RoomEntered(group, (), ((anna, "no_account"),)))
    form = house.press("Sofie", house.card("Sofie"), "Ret adressen")
    assert shown(house.fill("Sofie", form, email="anna")) == (
        'Ret adressen til Anna Lindholt\nemail: "anna" er ikke en mailadresse.'
    )
    taken = house.fill("Sofie", form, email=house.person("Kasper").email)
    assert shown(taken).splitlines()[1] == "email: Det er Kasper Thybo-Lunds adresse."
    done = house.fill("Sofie", form, email="anna.l@hjoerring.example")
    assert (
        shown(done)
        == """\
Vi skriver nu til Anna Lindholt på anna.l@hjoerring.example.
Invitationen er sendt igen.
{Fortryd}"""
    )
    assert house.rooms["#Elnet"][-1] == (OutboxKind.invite, {"people": [anna]})
    house.press("Sofie", done, "Fortryd")
    assert house.person("Anna").email == "anna.lindholt@hjoerring.example"


def test_those_outside_are_invited_again(database):
    house = House(database)
    group = with_room(house)
    anna, kasper = ids(house, "Anna", "Kasper")
    happen(house, RoomEntered(group, (), ((anna, "no_account"), (kasper, "guest"))))
    card = house.card("Sofie")
    assert shown(house.press("Sofie", card, "Prøv igen")) == (
        "Vi har inviteret Anna Lindholt og Kasper Thybo-Lund igen."
    )
    assert house.rooms["#Elnet"][-1] == (OutboxKind.invite, {"people": [anna, kasper]})
    happen(house, RoomEntered(group, (anna, kasper), ()))
    assert shown(house.press("Sofie", card, "Prøv igen")) == "Alle i Elnet kan komme ind i rummet."


def test_nobody_else_invites(database):
    house = House(database)
    group = with_room(house)
    happen(house, RoomEntered(group, (), ((house.person("Anna").id, "no_account"),)))
    card = house.card("Sofie")
    assert shown(house.press("Kasper", card, "Prøv igen")) == "Det kan kun gruppens tovholder og sekretariatet gøre."
    assert shown(house.press("Kasper", card, "Ret adressen")) == "Det kan kun sekretariatet gøre."


# --- a room that could not be had ---


def without_room(house: House, why: str = "not_allowed", **values: object) -> int:
    group = made_group(house, members=("Anna", "Emil"))
    happen(house, GroupEstablished(group))
    happen(house, RoomFailed(group, why, **values))
    return group


def test_the_owner_is_told_why_there_is_no_room(database):
    house = House(database)
    without_room(house)
    assert (
        text_of(house.card("Sofie"))
        == """\
Elnet har ikke fået et rum endnu.
Der må ikke oprettes rum herfra. Det kan en administrator ændre.
Indtil da får medlemmerne gruppens opslag på mail.
[Prøv igen] [Knyt til et link]"""
    )


def test_without_mail_nothing_is_promised(database):
    house = House(database)
    without_room(house, "a_word_of_tomorrow", mails=False)
    assert (
        text_of(house.card("Sofie"))
        == """\
Elnet har ikke fået et rum endnu.
Svaret var: a_word_of_tomorrow
[Prøv igen] [Knyt til et link]"""
    )


def test_it_is_tried_again_and_the_card_says_when_it_worked(database):
    house = House(database)
    group = without_room(house)
    first = house.card("Sofie")
    assert (
        shown(house.press("Sofie", first, "Prøv igen"))
        == """\
Vi prøver igen at åbne et rum til Elnet.
Du hører fra os, hvis det ikke lykkes."""
    )
    kind, payload = house.rooms["#Elnet"][-1]
    assert (kind, payload["name"], payload["again"]) == (OutboxKind.open_room, "elnet", True)
    happen(house, RoomFailed(group, "not_allowed"))
    assert house.titles("Sofie") == [
        "Der er gjort et nyt forsøg på at finde et rum til Elnet.",
        "Elnet har ikke fået et rum endnu.",
    ]
    happen(house, opened(group))
    assert [text_of(card) for card in house.cards("Sofie")] == ["Elnet taler sammen i #elnet.\n[Åbn]"] * 2


def test_as_long_as_it_is_being_tried_it_is_not_tried_once_more(database):
    house = House(database)
    group = without_room(house)
    asked = Request(actor=house.person("Sofie"), now=house.now, action="room.again", args={"group": group})
    house.runner.run(asked)  # and not delivered
    assert shown(house.runner.run(asked)) == "Vi er allerede i gang med at prøve."
    with house.database.reading() as store:
        assert rooms.on_its_way(store, group) is True


def test_a_link_settles_it_too(database):
    house = House(database)
    without_room(house)
    form = house.press("Sofie", house.card("Sofie"), "Knyt til et link")
    house.fill("Sofie", form, link="https://teams.example/elnet")
    assert text_of(house.card("Sofie")) == "Elnet taler sammen på teams.example.\n[Åbn]"
    again = house.ask("Sofie", action="room.again", args={"group": house.group("Elnet").id})
    assert shown(again) == "Elnet taler sammen på teams.example."


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (
            "gone",
            "Kanalen findes ikke, eller den er lukket, og Taskforce er ikke med i den. Giv Taskforce adgang først.",
        ),
        ("absent", "Taskforce er ikke med i kanalen. Giv Taskforce adgang først."),
        ("archived", "Kanalen er arkiveret."),
    ],
)
def test_a_group_that_cannot_move_stays_where_it_is(database, why, said):
    house = House(database)
    group = with_room(house)
    happen(house, RoomFailed(group, why))
    assert (
        text_of(house.card("Sofie"))
        == f"""\
Elnet kunne ikke flytte til kanalen.
{said}
Elnet taler sammen i #elnet.
[Åbn] [Knyt til et link]"""
    )


def test_of_a_group_that_has_ended_nobody_hears(database):
    house = House(database)
    group = made_group(house, state="dissolved")
    happen(house, RoomFailed(group, "not_allowed"))
    assert house.cards("Sofie") == []


def test_the_owner_is_told_once_when_posts_no_longer_arrive(database):
    house = House(database)
    group = with_room(house)
    with house.database.reading() as store:
        (post,) = outbox.messages_about(store, f"welcome:{group}")
    before = house.titles("Sofie")
    for _ in range(2):
        happen(house, Undelivered(post.id, "archived", "slack"))
    assert house.titles("Sofie")[len(before) :] == ["Det, vi skriver i rummet for Elnet, kommer ikke frem."]
    assert (
        text_of(house.card("Sofie"))
        == """\
Det, vi skriver i rummet for Elnet, kommer ikke frem.
Kanalen er arkiveret.
Skriv "rum Elnet" dér, hvor gruppen taler nu, eller knyt den til et link.
[Knyt til et link] [Vis gruppen]"""
    )


def test_a_single_post_that_does_not_arrive_is_no_lost_room(database):
    house = House(database)
    group = with_room(house)
    with house.database.reading() as store:
        (post,) = outbox.messages_about(store, f"welcome:{group}")
    before = house.titles("Sofie")
    happen(house, Undelivered(post.id, "message_not_found (chat.postMessage)", "slack"))
    assert house.titles("Sofie") == before
