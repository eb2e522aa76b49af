"""Groups' rooms in Slack: made, filled, marked, bound and archived, over HTTP."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.face import Later, Never, Opened
from storage import rooms
from storage.tables import OutboxKind, Person
from tests.bot.slack.desk import Desk
from tests.slack.cloud.server import EVERY_SCOPE
from tests.slack.fake import BOT_USER, HOME, Fake, Json
from tests.world import ORDERED

OTHER = "T0OTHER"


@pytest.fixture(autouse=True)
def owner(desk: Desk) -> str:
    """Sofie owns every group, so she is let into every room."""
    return desk.account("Sofie")


def channel(fake: Fake, name: str) -> Json:
    found = fake.channel_named(name)
    return {each: found[each] for each in ("name", "creator", "private", "archived", "topic", "members")}


def invited(fake: Fake) -> list[int]:
    """How many people each invitation named."""
    return [len(call["arguments"]["users"].split(",")) for call in fake.record("conversations.invite")]


# --- opening ---


def test_a_room_is_closed_to_others_and_has_its_topic_and_everybody_in_it(desk, fake, owner):
    anna, kasper = desk.accounts("Anna", "Kasper")
    group = desk.group(members=("Anna", "Kasper"))
    came = desk.open(group, "elnet", "Anna", "Kasper", topic="Taskforcen Elnet skal <skærpe> & øve.")
    made = fake.channel_named("elnet")
    assert channel(fake, "elnet") == {
        "name": "elnet",
        "creator": BOT_USER,
        "private": True,
        "archived": False,
        "topic": "Taskforcen Elnet skal <skærpe> & øve.",
        "members": [BOT_USER, anna, kasper, owner],
    }
    assert came == Opened(
        made["id"],
        "elnet",
        f"https://brn.slack.com/archives/{made['id']}",
        (desk.id("Anna"), desk.id("Kasper"), desk.id("Sofie")),
        {},
        "rooms",
    )
    assert invited(fake) == [3]


def test_a_room_gets_a_number_when_its_name_is_taken(desk, fake):
    for name in ("elnet", "elnet-2"):
        fake.channel(name, creator=desk.account("Emil"), private=True)
    assert desk.open(desk.group(), "elnet").name == "elnet-3"


def test_a_topic_that_is_too_long_ends_between_two_words(desk, fake):
    desk.open(desk.group(), "elnet", topic="Taskforcen Elnet skal " + "skærpe argumenterne, " * 20)
    topic = fake.channel_named("elnet")["topic"]
    assert topic == "Taskforcen Elnet skal " + "skærpe argumenterne, " * 10 + "skærpe…"
    assert len(topic) <= 250


def test_a_room_without_its_topic_is_still_a_room(desk, fake):
    fake.fault("conversations.setTopic", status=200, error="a_word_of_tomorrow")
    assert desk.open(desk.group(), "elnet", topic="Elnet").name == "elnet"


@pytest.mark.parametrize("error", ["restricted_action", "cannot_create_channel"])
def test_where_no_rooms_may_be_made_it_says_so(desk, fake, error):
    fake.fault("conversations.create", status=200, error=error)
    with pytest.raises(Never) as raised:
        desk.open(desk.group(), "elnet")
    assert str(raised.value) == "not_allowed"


def test_a_right_that_is_missing_is_waited_for(desk, fake):
    fake.change(scopes=["chat:write"])
    with pytest.raises(Later, match="missing_scope"):
        desk.open(desk.group(), "elnet")


def test_too_often_waits_as_long_as_slack_says(desk, fake):
    fake.fault("conversations.create", status=429, retry_after=30)
    with pytest.raises(Later) as raised:
        desk.open(desk.group(), "elnet")
    assert raised.value.seconds == 30.0


# --- a sender that died ---


def again(desk: Desk, group: int, *, topic: str = "Elnet", tries: int = 2, **values: object) -> Opened:
    payload = {"name": "elnet", "topic": topic, "people": [], **values}
    came = desk.message(kind=OutboxKind.open_room, group_id=group, payload=payload, tries=tries)
    assert isinstance(came, Opened)
    return came


@pytest.mark.parametrize("method", ["conversations.create", "conversations.setTopic", "conversations.invite"])
def test_the_room_that_a_dead_sender_made_is_taken(desk, fake, method):
    group = desk.group()
    fake.fault(method, status=500, after=True)
    with pytest.raises(Later):
        desk.open(group, "elnet", topic="Elnet")
    came = again(desk, group)
    assert (came.address, came.name) == (fake.channel_named("elnet")["id"], "elnet")
    assert len(fake.record("conversations.create")) == 1
    assert fake.channel_named("elnet")["topic"] == "Elnet"


def test_a_room_is_taken_on_the_hundredth_page_too(desk, fake):
    for number in range(210):
        fake.channel(f"andet-{number}", creator=desk.users["Sofie"], members=(BOT_USER,), private=True)
    mine = fake.channel("elnet-2", creator=BOT_USER, private=True)
    assert again(desk, desk.group()).address == mine
    assert len(fake.record("users.conversations")) == 2


def test_what_is_another_groups_or_another_persons_is_not_taken(desk, fake):
    others = fake.channel("elnet", creator=BOT_USER, private=True)
    desk.room(desk.group("Elnet fra før"), others, closed=True)
    fake.channel("elnet-2", creator=desk.users["Sofie"], members=(BOT_USER,), private=True)
    about = fake.channel("elnet-3", creator=BOT_USER, private=True)
    fake.do("rename", channel=about, name="noget-andet")
    archived = fake.channel("elnet-4", creator=BOT_USER, private=True)
    fake.do("archive", channel=archived)
    assert again(desk, desk.group()).name == "elnet-3"


def test_a_room_of_the_same_name_about_something_else_is_not_taken(desk, fake):
    first = desk.open(desk.group(), "elnet", topic="Taskforcen Elnet skal bygge.")
    came = again(desk, desk.group("Elnet igen", members=("Anna",)), topic="Taskforcen Elnet skal måle.")
    assert (first.name, came.name) == ("elnet", "elnet-2")


def test_a_room_that_another_group_is_just_getting_is_not_taken(desk, fake):
    first, second = desk.group(), desk.group("Elnettet", members=("Kasper",))
    opening = desk.errand(OutboxKind.open_room, payload={"name": "elnet", "topic": "Elnet", "people": []})

    async def both(sender):
        one = await sender.send(replace(opening, group_id=first))
        two = await sender.send(replace(opening, key="key/other", group_id=second, tries=2))
        return one.name, two.name

    assert desk.together(both) == ("elnet", "elnet-2")


def test_after_a_failure_it_is_looked_for_at_the_first_try_too(desk, fake):
    mine = fake.channel("elnet", creator=BOT_USER, private=True)
    assert again(desk, desk.group(), tries=1, again=True).address == mine
    assert again(desk, desk.group("Nyt"), tries=1).name == "elnet-2"


def test_another_request_of_the_same_group_takes_the_room_that_a_failed_one_left(desk, fake):
    group = desk.group()
    payload = {"name": "elnet", "topic": "Elnet", "people": []}
    fake.fault("conversations.invite", status=200, error="restricted_action")

    async def twice(sender):
        with pytest.raises(Never):
            await sender.send(desk.errand(OutboxKind.open_room, group_id=group, payload=payload))
        more = desk.errand(OutboxKind.open_room, group_id=group, payload={**payload, "again": True})
        return (await sender.send(more)).name

    assert desk.together(twice) == "elnet"


# --- inviting ---


def test_a_hundred_and_thirty_are_invited_in_two_batches(desk, fake):
    group = desk.group(members=("Anna",))
    several = []
    with desk.database.changing() as store:
        place = store.session.get_one(Person, desk.id("Anna")).organisation_id
        for number in range(130):
            email = f"person{number}@hjoerring.example"
            person = Person(organisation_id=place, name=f"Person {number}", email=email, created_at=ORDERED)
            store.add(person)
            several.append(person.id)
            fake.user(person.name, email=email)
    payload = {"name": "elnet", "topic": "", "people": several}
    came = desk.message(kind=OutboxKind.open_room, group_id=group, payload=payload)
    assert (len(came.inside), came.outside, invited(fake)) == (131, {}, [100, 31])
    assert len(fake.channel_named("elnet")["members"]) == 132


def test_who_cannot_be_let_in_is_outside_with_why_and_the_others_are_inside(desk, fake):
    names_ = ("Anna", "Dorthe", "Emil", "Kasper", "Maja", "Tobias")
    desk.accounts("Anna", "Kasper", "Emil")
    guest = desk.account("Dorthe", is_restricted=True)
    fake.team(OTHER)
    elsewhere = fake.user("Maja Hedelund", team=OTHER)
    desk.stranger("Maja", OTHER, elsewhere)
    fake.change(not_invitable={desk.users["Kasper"]: "cant_invite", guest: "ura_max_channels"})
    came = desk.open(desk.group(), "elnet", *names_)
    assert came.inside == (desk.id("Anna"), desk.id("Emil"), desk.id("Sofie"))
    assert came.outside == {
        desk.id("Dorthe"): "guest",
        desk.id("Kasper"): "not_allowed",
        desk.id("Maja"): "elsewhere",
        desk.id("Tobias"): "no_account",
    }
    assert elsewhere not in str(fake.record("conversations.invite"))


def test_when_nobody_can_be_let_in_it_is_still_a_room(desk, fake, owner):
    fake.change(not_invitable={owner: "a_word_of_tomorrow"})
    came = desk.open(desk.group(), "elnet", "Anna")
    assert (came.name, came.inside) == ("elnet", ())
    assert came.outside == {desk.id("Anna"): "no_account", desk.id("Sofie"): "a_word_of_tomorrow"}


def test_a_refusal_without_names_is_asked_about_in_halves(desk, fake):
    """Slack can refuse a whole invitation for one of its people without saying for whom."""
    desk.accounts("Anna", "Emil", "Kasper")
    fake.fault("conversations.invite", status=200, error="user_not_found", times=2)
    came = desk.open(desk.group(), "elnet", "Anna", "Emil", "Kasper")
    assert invited(fake) == [4, 2, 1, 1, 2]
    assert (len(came.inside), came.outside) == (4, {})


def test_who_is_inside_already_is_inside(desk, fake):
    group = desk.group(members=("Anna", "Kasper"))
    desk.accounts("Anna", "Kasper")
    came = desk.open(group, "elnet", "Anna")
    desk.room(group, came.address)
    payload = {"people": [desk.id("Anna"), desk.id("Kasper"), desk.id("Tobias")]}
    later = desk.message(kind=OutboxKind.invite, group_id=group, payload=payload)
    assert (later.address, later.inside) == (came.address, (desk.id("Anna"), desk.id("Kasper")))
    assert later.outside == {desk.id("Tobias"): "no_account"}


def test_nobody_is_invited_where_the_group_has_no_channel(desk):
    group = desk.group()
    desk.room(group, "https://teams.example/elnet", kind="link")
    with pytest.raises(Never, match="gone"):
        desk.message(kind=OutboxKind.invite, group_id=group, payload={"people": [desk.id("Anna")]})


def test_an_archived_channel_lets_nobody_in(desk, fake):
    group = desk.group()
    desk.account("Anna")
    place = fake.channel("elnet", creator=BOT_USER, private=True)
    desk.room(group, place)
    fake.do("archive", channel=place)
    with pytest.raises(Never, match="archived"):
        desk.message(kind=OutboxKind.invite, group_id=group, payload={"people": [desk.id("Anna")]})


def test_who_was_let_in_before_slack_had_enough_is_inside_at_the_second_try(desk, fake):
    desk.account("Anna")
    fake.fault("users.lookupByEmail", status=200, error="users_not_found")
    fake.fault("users.lookupByEmail", status=429, retry_after=20)
    group = desk.group(members=("Tobias", "Anna"))
    with pytest.raises(Later) as raised:
        desk.open(group, "elnet", "Tobias", "Anna")
    assert raised.value.seconds == 20.0
    people = [desk.id("Tobias"), desk.id("Anna")]
    came = again(desk, group, topic="", people=people)
    assert (came.name, came.inside) == ("elnet", (desk.id("Anna"), desk.id("Sofie")))
    assert came.outside == {desk.id("Tobias"): "no_account"}


# --- a channel that is there already ---


def bind(desk: Desk, group: int, address: str, *members: str) -> Opened:
    return desk.open(group, "energi", *members, channel=address)


def test_an_open_channel_is_joined_and_its_people_are_invited(desk, fake):
    emil, anna = desk.accounts("Emil", "Anna")
    place = fake.channel("energi", creator=emil)
    came = bind(desk, desk.group(), place, "Emil", "Anna")
    assert (came.address, came.name, came.outside) == (place, "energi", {})
    assert set(fake.channel_named("energi")["members"]) == {emil, anna, BOT_USER, desk.users["Sofie"]}
    assert fake.channel_named("energi")["topic"] == ""


def test_a_closed_channel_that_we_are_in_is_taken(desk, fake):
    place = fake.channel("energi", creator=desk.account("Emil"), members=(BOT_USER,), private=True)
    assert bind(desk, desk.group(), place, "Emil").address == place
    assert fake.record("conversations.join") == []


def test_a_channel_that_we_cannot_see_or_enter_is_refused_with_why(desk, fake):
    emil = desk.account("Emil")
    closed = fake.channel("lukket", creator=emil, private=True)
    archived = fake.channel("gammel", creator=emil)
    fake.do("archive", channel=archived)
    found = []
    for address in (closed, archived, fake.talk(emil), "C0NOWHERE", "channel:7"):
        with pytest.raises(Never) as raised:
            bind(desk, desk.group(), address)
        found.append(str(raised.value))
    assert found == ["gone", "archived", "absent", "gone", "gone"]


# --- bookmarks ---


def test_a_room_has_the_groups_page_and_calendar_at_its_top(desk, fake):
    group = desk.group()
    came = desk.open(group, "elnet")
    room = desk.room(group, came.address)
    for what, title in (("page", "Elnet på én side"), ("calendar", "Gruppens frister som kalender")):
        payload = {"people": [], "bookmark": what, "title": title}
        assert desk.message(kind=OutboxKind.invite, group_id=group, payload=payload) == came.address
    page = desk.addresses.room_page(room)
    assert [(each["title"], each["link"]) for each in fake.channel_named("elnet")["bookmarks"]] == [
        ("Elnet på én side", page),
        ("Gruppens frister som kalender", f"{page}.ics"),
    ]


@pytest.mark.parametrize(("scopes", "times"), [(EVERY_SCOPE, 1), (tuple(set(EVERY_SCOPE) - {"bookmarks:read"}), 2)])
def test_a_bookmark_that_an_earlier_try_has_put_is_found_where_we_may_look(desk, fake, scopes, times):
    fake.scopes(*scopes)
    group = desk.group()
    room = desk.room(group, desk.open(group, "elnet").address)
    for tries in (1, 2):
        payload = {"people": [], "bookmark": "page", "title": "Elnet på én side"}
        assert desk.message(kind=OutboxKind.invite, group_id=group, payload=payload, tries=tries) == room.address
    assert len(fake.channel_named("elnet")["bookmarks"]) == times


def test_where_there_are_no_pages_there_are_no_bookmarks(desk, fake):
    group = desk.group()
    desk.room(group, fake.channel("elnet", creator=BOT_USER, private=True))
    desk.addresses = None
    desk.message(kind=OutboxKind.invite, group_id=group, payload={"people": [], "bookmark": "page", "title": "Elnet"})
    assert fake.record() == []


# --- the end ---


def close(desk: Desk, group: int) -> str:
    return str(desk.message(kind=OutboxKind.close_room, group_id=group, payload={}))


def test_the_rooms_that_we_made_are_archived_and_others_are_left(desk, fake):
    group = desk.group()
    first = fake.channel("elnet", creator=BOT_USER, private=True)
    chosen = fake.channel("energi", creator=desk.users["Sofie"], members=(BOT_USER,))
    for address in (first, chosen):
        desk.room(group, address, closed=True)
    assert close(desk, group) == chosen
    assert [fake.channel_named(name)["archived"] for name in ("elnet", "energi")] == [True, False]
    assert close(desk, group) == chosen


def test_a_channel_in_which_another_group_talks_by_now_is_left(desk, fake):
    first, second = desk.group(), desk.group("Vind")
    shared = fake.channel("elnet", creator=BOT_USER, private=True)
    desk.room(first, shared, closed=True)
    desk.room(second, shared)
    assert close(desk, first) == shared
    own = fake.channel("elnet-2", creator=BOT_USER, private=True)
    desk.room(first, own, closed=True)
    assert close(desk, first) == own
    assert [fake.channel_named(name)["archived"] for name in ("elnet", "elnet-2")] == [False, True]


def test_what_somebody_has_archived_already_is_fine(desk, fake):
    group = desk.group()
    place = fake.channel("elnet", creator=BOT_USER, private=True)
    desk.room(group, place, closed=True)
    fake.fault("conversations.archive", status=200, error="already_archived")
    assert close(desk, group) == place


def test_a_room_that_is_gone_cannot_be_archived(desk):
    group = desk.group()
    with pytest.raises(Never, match="gone"):
        close(desk, group)
    desk.room(group, "C0NOWHERE", closed=True)
    with pytest.raises(Never, match="gone"):
        close(desk, group)


def test_a_reopened_group_gets_a_new_room_beside_its_archived_one(desk, fake):
    group = desk.group()
    old = desk.open(group, "elnet")
    desk.room(group, old.address, closed=True)
    close(desk, group)
    new = desk.open(group, "elnet")
    assert (old.name, new.name) == ("elnet", "elnet-2")
    assert fake.record("conversations.unarchive") == []


def test_which_addresses_are_a_groups_is_known(desk):
    group = desk.group()
    desk.room(group, "C1")
    desk.room(group, "C2", closed=True)
    desk.room(group, "C3", kind="link")
    assert desk.look(lambda store: rooms.known(store, "slack", {"C1", "C2", "C3", "C4"})) == {"C1", "C2"}


def test_home_is_where_people_are_recognised(desk):
    assert desk.settings.home_teams == {HOME}
