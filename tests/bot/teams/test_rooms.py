"""Groups' rooms in Teams: bound, made, compared and left alone, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.face import Later, Never, Opened
from bot.settings import Settings
from bot.teams.graph import GRAPH, base_of
from bot.ways import Ways
from handlers.dialogue.card import Card
from handlers.dialogue.tell import post
from storage import conversations, groups, outbox, rooms
from storage.engine import Database
from storage.tables import EntryState, OutboxKind
from tests.bot.teams.desk import Desk
from tests.teams.cloud.teams import CREATE
from tests.teams.fake import BOT, TENANT, Fake, Json
from tests.world import ORDERED

OTHER = "99999999-9999-4999-8999-999999999999"
CALLS = ("team", "channels", "roster", "make_channel")


@pytest.fixture
def desk(database: Database, teams: Fake) -> Iterator[Desk]:
    """One team with the app, in which Sofie is, who owns every group; no channel may be made."""
    made = Desk(database, teams)
    made.member("Sofie")
    yield made
    made.runner.close()


@pytest.fixture
def maker(database: Database, teams: Fake) -> Iterator[Desk]:
    """The same, in a team where channels may be made."""
    made = making(database, teams, CREATE)
    yield made
    made.runner.close()


def making(database: Database, teams: Fake, *grants: str, told: bool = True) -> Desk:
    team = teams.team("Taskforces", installed=True, grants=grants)
    made = Desk(database, teams, teams_team=teams.read()["teams"][team]["group"])
    made.team = team
    made.member("Sofie")
    if told:
        made.hear(made.users["Sofie"], team)
    return made


def link(desk: Desk, channel: str, name: str) -> str:
    group = desk.fake.read()["teams"][desk.team]["group"]
    address = channel.replace(":", "%3A").replace("@", "%40")
    return f"https://teams.microsoft.com/l/channel/{address}/{name}?groupId={group}&tenantId={TENANT}"


def calls(desk: Desk) -> list[str]:
    return [each["method"] for each in desk.fake.record(*CALLS)]


def channels(desk: Desk) -> list[str]:
    return sorted(each["name"] for each in desk.fake.read()["talks"].values() if each["team"] == desk.team)


def again(desk: Desk, group: int, **values: Any) -> Opened:
    payload = {"name": "elnet", "topic": "Elnet", "people": [], **values}
    came = desk.message(kind=OutboxKind.open_room, group_id=group, payload=payload, tries=2)
    assert isinstance(came, Opened)
    return came


def invite(desk: Desk, group: int, *names: str, **values: object) -> str | Opened:
    payload = {"people": [desk.id(each) for each in names], **values}
    return desk.message(kind=OutboxKind.invite, group_id=group, payload=payload)


# --- a channel that is there already ---


def test_a_channel_is_bound_and_its_roster_compared_with_the_group(desk: Desk) -> None:
    elnet = desk.channel("Elnet og varme")
    desk.member("Anna")
    desk.account("Kasper")
    group = desk.group(members=("Anna", "Kasper", "Emil"))
    came = desk.open(group, "", "Anna", "Kasper", "Emil", channel=elnet)
    assert came == Opened(
        elnet,
        "Elnet og varme",
        link(desk, elnet, "Elnet%20og%20varme"),
        (desk.id("Anna"), desk.id("Sofie")),
        {desk.id("Kasper"): "not_in_team", desk.id("Emil"): "not_in_team"},
        "mentions",
    )
    assert channels(desk) == ["Elnet og varme", "Generelt"]


def test_the_first_channel_of_a_team_goes_by_the_teams_name(desk: Desk) -> None:
    desk.hear(desk.users["Sofie"], desk.team)
    came = desk.open(desk.group(), "", channel=desk.team)
    assert (came.name, came.url) == ("BRN-taskforces", link(desk, desk.team, "BRN-taskforces"))


def test_a_chat_of_several_people_is_bound_by_no_name(desk: Desk) -> None:
    chat = desk.channel("Elnet", told=False)
    talk = {"id": chat, "conversationType": "groupChat", "isGroup": True, "tenantId": TENANT}
    desk.hear(desk.users["Sofie"], chat, conversation=talk, channelData={"tenant": {"id": TENANT}})
    came = desk.open(desk.group(), "Snak om elnet", "Anna", channel=chat)
    assert came == Opened(chat, "", "", (desk.id("Sofie"),), {desk.id("Anna"): "not_in_team"}, "mentions")
    assert calls(desk) == ["roster"]


@pytest.mark.parametrize(("listen", "heard"), [("rooms", "mentions"), ("mentions", "mentions"), ("off", "off")])
def test_in_teams_nothing_is_read_but_mentions(database: Database, teams: Fake, listen: str, heard: str) -> None:
    desk = Desk(database, teams, listen=listen)
    assert desk.open(desk.group(), "", channel=desk.channel("Elnet")).heard == heard


def test_of_a_channel_of_which_teams_has_not_told_nothing_is_asked(desk: Desk) -> None:
    elnet = desk.channel("Elnet", told=False)
    with pytest.raises(Never, match=r"\Aabsent\Z"):
        desk.open(desk.group(), "", channel=elnet)
    assert calls(desk) == []


def test_a_channel_whose_team_has_put_the_app_out_is_absent(desk: Desk) -> None:
    elnet = desk.channel("Elnet")
    desk.fake.do("uninstall", team=desk.team)
    with pytest.raises(Never, match=r"\Aabsent\Z"):
        desk.open(desk.group(), "", channel=elnet)


def test_a_channel_that_was_deleted_is_gone(desk: Desk) -> None:
    elnet = desk.channel("Elnet")
    desk.fake.do("remove", channel=elnet)
    with pytest.raises(Never, match=r"\Agone\Z"):
        desk.open(desk.group(), "", channel=elnet)


def test_a_channel_where_nothing_arrives_any_more_is_not_called(desk: Desk) -> None:
    elnet = desk.channel("Elnet")
    with desk.database.changing() as store:
        conversations.dead(store, "teams", elnet, ORDERED)
    with pytest.raises(Never, match=r"\Aabsent\Z"):
        desk.open(desk.group(), "", channel=elnet)
    assert calls(desk) == []


def test_what_teams_cannot_say_now_is_asked_for_later(desk: Desk) -> None:
    elnet = desk.channel("Elnet")
    desk.fake.fault("roster", status=429, retry_after=7)
    with pytest.raises(Later) as later:
        desk.open(desk.group(), "", channel=elnet)
    assert later.value.seconds == 7.0


def test_a_roster_is_compared_to_its_last_page(desk: Desk, teams: Fake) -> None:
    elnet = desk.channel("Elnet")
    for number in range(60):
        teams.do("join", team=desk.team, user=teams.user(f"Kollega {number}"))
    desk.member("Anna")
    assert desk.open(desk.group(), "", "Anna", channel=elnet).outside == {}
    assert calls(desk).count("roster") == 2


# --- who is who in a roster ---


def test_whoever_has_never_written_is_found_by_the_mail_address_of_their_account(desk: Desk, teams: Fake) -> None:
    elnet = desk.channel("Elnet")
    anna = desk.account("Anna", told=False, role="guest")
    teams.do("join", team=desk.team, user=anna)
    assert desk.open(desk.group(), "", "Anna", channel=elnet).outside == {}


def test_an_account_counts_whatever_its_mail_address_is(desk: Desk, teams: Fake) -> None:
    elnet, anna = desk.channel("Elnet"), desk.member("Anna")
    teams.user("Anna Lindholt", id=anna, email="al@hjoerring.example")
    assert desk.open(desk.group(), "", "Anna", channel=elnet).outside == {}


def test_a_mail_address_of_another_tenant_is_nobodys(desk: Desk, teams: Fake) -> None:
    elnet = desk.channel("Elnet")
    teams.do("join", team=desk.team, user=desk.account("Anna", told=False, tenant=OTHER))
    assert desk.open(desk.group(), "", "Anna", channel=elnet).outside == {desk.id("Anna"): "not_in_team"}


def test_whoever_is_known_in_another_organisation_alone_is_outside_for_that(desk: Desk) -> None:
    elnet = desk.channel("Elnet")
    desk.account("Kasper", tenant=OTHER)
    assert desk.open(desk.group(), "", "Kasper", channel=elnet).outside == {desk.id("Kasper"): "elsewhere"}


# --- a channel that is made ---


def test_a_channel_is_made_with_the_leave_of_its_team_and_can_be_written_to(maker: Desk) -> None:
    group, topic = maker.group(members=("Anna",)), "Taskforcen Elnet skal skærpe argumenterne."
    came = maker.open(group, "elnet", "Anna", topic=topic)
    made = maker.fake.channel_named("elnet")["id"]
    assert came == Opened(
        made, "elnet", link(maker, made, "elnet"), (maker.id("Sofie"),), {maker.id("Anna"): "not_in_team"}, "mentions"
    )
    (asked,) = maker.fake.record("make_channel")
    assert asked["arguments"] == {"displayName": "elnet", "description": topic, "membershipType": "standard"}
    kept = maker.kept(made)
    assert (kept.conversation, kept.reference) == (
        made,
        {
            "bot": {"id": BOT},
            "channelId": "msteams",
            "serviceUrl": maker.fake.service,
            "conversation": {"isGroup": True, "conversationType": "channel", "tenantId": TENANT, "id": made},
            "channelData": {"tenant": {"id": TENANT}, "team": {"id": maker.team}, "channel": {"id": made}},
        },
    )
    maker.room(group, made)
    maker.message(group_id=group)
    assert len(maker.messages(made)) == 1


def test_a_taken_name_gets_a_number_and_a_long_one_is_cut(maker: Desk) -> None:
    for name in ("elnet", "elnet-2"):
        maker.fake.channel(maker.team, name)
    assert maker.open(maker.group(), "elnet").name == "elnet-3"
    assert maker.open(maker.group("Byfornyelse"), "x" * 60).name == "x" * 50


def test_a_topic_that_is_too_long_ends_between_two_words(maker: Desk) -> None:
    maker.open(maker.group(), "elnet", topic="Taskforcen Elnet skal " + "skærpe argumenterne, " * 60)
    (asked,) = maker.fake.record("make_channel")
    said: Json = asked["arguments"]
    assert len(said["description"]) <= 1024
    assert said["description"].endswith("skærpe argumenterne, skærpe…")


def test_without_a_team_for_rooms_none_is_made_and_nothing_asked(desk: Desk) -> None:
    with pytest.raises(Never, match=r"\Ano_team\Z"):
        desk.open(desk.group(), "elnet")
    assert calls(desk) == []


def test_where_the_app_is_not_in_the_team_for_rooms_none_is_made(database: Database, teams: Fake) -> None:
    desk = making(database, teams, CREATE, told=False)
    with pytest.raises(Never, match=r"\Ano_team\Z"):
        desk.open(desk.group(), "elnet")
    assert "make_channel" not in calls(desk)


def test_where_no_channel_may_be_made_it_says_so(database: Database, teams: Fake) -> None:
    desk = making(database, teams)
    with pytest.raises(Never, match=r"\Anot_allowed\Z"):
        desk.open(desk.group(), "elnet")


def test_a_graph_that_cannot_now_is_asked_later(maker: Desk) -> None:
    maker.fake.fault("make_channel", status=503, retry_after=30)
    with pytest.raises(Later) as later:
        maker.open(maker.group(), "elnet")
    assert later.value.seconds == 30.0


@pytest.mark.parametrize("method", ["make_channel", "roster"])
def test_the_channel_that_a_dead_sender_made_is_taken(maker: Desk, method: str) -> None:
    group = maker.group()
    maker.fake.fault(method, status=500, after=True)
    with pytest.raises(Later):
        maker.open(group, "elnet")
    assert again(maker, group).address == maker.fake.channel_named("elnet")["id"]
    assert channels(maker) == ["Generelt", "elnet"]


def test_a_channel_with_a_number_is_taken_too_and_keeps_its_name(maker: Desk) -> None:
    taken, group = maker.fake.channel(maker.team, "elnet"), maker.group()
    maker.room(maker.group("Elnet 1"), taken, closed=True)
    made = maker.fake.channel(maker.team, "elnet-2")
    came = again(maker, group)
    assert (came.address, came.name, came.url) == (made, "elnet-2", link(maker, made, "elnet-2"))


def test_a_new_channel_need_not_have_its_people_yet(maker: Desk) -> None:
    maker.open(maker.group(), "elnet")
    assert [each["conversation"] for each in maker.fake.record("roster")] == [maker.team]


def test_the_channel_of_another_group_is_not_taken(maker: Desk) -> None:
    other = maker.fake.channel(maker.team, "elnet")
    maker.room(maker.group("Elnet 1"), other, closed=True)
    assert again(maker, maker.group()).name == "elnet-2"


def test_graph_is_microsofts_unless_the_login_is_this_machines() -> None:
    def at(login: str) -> str:
        return base_of(Settings(teams_login_url=login, _env_file=None))

    assert at("https://login.microsoftonline.com") == GRAPH
    assert at("http://127.0.0.1:5000/login") == "http://127.0.0.1:5000/graph"


# --- afterwards ---


def test_who_comes_later_is_looked_for_in_the_roster_again(desk: Desk) -> None:
    elnet = desk.channel("Elnet")
    desk.member("Anna")
    group = desk.group()
    room = desk.room(group, elnet)
    assert invite(desk, group, "Anna", "Kasper") == Opened(
        elnet, "elnet", room.url, (desk.id("Anna"),), {desk.id("Kasper"): "not_in_team"}
    )
    assert calls(desk) == ["roster"]


def test_a_group_that_talks_elsewhere_is_compared_with_nobody(desk: Desk) -> None:
    group = desk.group()
    desk.room(group, "C1", kind="slack")
    with pytest.raises(Never, match=r"\Agone\Z"):
        invite(desk, group, "Anna")


def test_there_are_no_bookmarks(desk: Desk) -> None:
    elnet, group = desk.channel("Elnet"), desk.group()
    desk.room(group, elnet)
    assert invite(desk, group, bookmark="page", title="Elnet på én side") == elnet
    assert (desk.messages(elnet), calls(desk)) == ([], [])


def test_nothing_is_archived_in_the_end(maker: Desk) -> None:
    group = maker.group()
    made = maker.open(group, "elnet").address
    maker.room(group, made, closed=True)
    assert maker.message(kind=OutboxKind.close_room, group_id=group, payload={}) == made
    assert channels(maker) == ["Generelt", "elnet"]
    with pytest.raises(Never, match=r"\Agone\Z"):
        maker.message(kind=OutboxKind.close_room, group_id=maker.group("Byfornyelse"), payload={})


def test_who_is_outside_gets_the_posts_by_mail(desk: Desk) -> None:
    group = desk.group(members=("Anna", "Kasper"))
    room = desk.room(group, desk.channel("Elnet"))
    with desk.database.changing() as store:
        rooms.enter(store, room.id or 0, desk.id("Anna"), EntryState.inside, ORDERED)
        rooms.enter(store, room.id or 0, desk.id("Kasper"), EntryState.outside, ORDERED, "not_in_team")
        post(store, groups.get(store, group), subject="x", key="x", now=ORDERED, card=lambda t: Card("Husk fristen"))
        store.session.flush()
        (row,) = outbox.messages_about(store, "x")
        ways = Ways({"teams": object(), "mail": object()}, ("teams",), "teams")  # type: ignore[dict-item]
        copies = [(each.person_id, each.only_by) for each in ways.copies(store, row, "teams")]
    assert copies == [(desk.id("Kasper"), "mail")]
