"""The bot comes and goes in Teams, and so do people in its teams."""

from __future__ import annotations

import pytest

from bot.face import Later
from handlers.dialogue.card import Card
from handlers.dialogue.wire import from_json
from storage import groups, people, rooms
from storage.engine import Database
from storage.tables import Group, GroupState, Membership, OutboxKind, OutboxRow, Room
from tests.bot.teams.stage import Stage, on_stage
from tests.teams.fake import BOT, Fake, Json
from tests.world import ORDERED, text_of

SOFIE, ANNA = "sofie.kragelund@brn.example", "anna.lindholt@hjoerring.example"
ELSEWHERE = "99999999-9999-4999-8999-999999999999"


def installed(stage: Stage, user: str, talk: str = "", action: str = "add", selected: str = "") -> list[Json]:
    """What Teams tells when the app comes or goes."""
    talk = talk or stage.fake.chat(user)
    make = stage.activities()
    told = [make.installation(user, talk, action, selected)]
    in_team = talk.startswith("19:")
    if action == "add":
        return [make.update(user, talk, "teamMemberAdded" if in_team else "", membersAdded=[BOT]), *told]
    return [make.update(user, talk, "teamMemberRemoved", membersRemoved=[BOT]), *told] if in_team else told


async def tell(stage: Stage, *activities: Json) -> None:
    for each in activities:
        await stage.tell(each)


def said(row: OutboxRow) -> str:
    return text_of(from_json(Card, row.payload))


def a_room(database: Database, channel: str, title: str = "Elnet", *insiders: str) -> Room:
    """A living group of Sofie's that has its room in a channel, with some members."""
    with database.changing() as store:
        sofie = people.by_name(store, "Sofie Kragelund")[0]
        group = Group(
            circle_id=people.circle(store).id,
            title=title,
            state=GroupState.established,
            commissioner_id=sofie.organisation_id,
            owner_id=sofie.id,
            created_at=ORDERED,
        )
        store.add(group)
        for name in insiders:
            person = people.by_name(store, name)[0]
            store.add(Membership(group_id=group.id, person_id=person.id, organisation_id=person.organisation_id,
                                 since=ORDERED))  # fmt: skip
        return rooms.make(store, Room(group_id=group.id, kind="teams", name=title, address=channel, opened_at=ORDERED))


# --- for a person ---


def test_whoever_installs_it_is_recognised_kept_and_welcomed_once(database: Database, teams: Fake) -> None:
    anna = teams.user("Anna", email=ANNA, role="guest")
    teams.install(anna)

    async def scene(stage: Stage) -> None:
        for _ in range(2):
            await tell(stage, *installed(stage, anna))
        assert stage.identities() == [f"{teams.account(anna)} Anna Lindholt"]
        assert [(each.address, each.conversation) for each in stage.kept().values()] == [
            (teams.account(anna), teams.chat(anna))
        ]
        (row,) = stage.rows()
        assert (row.person_id, row.only_by, row.place) == (stage.id("Anna Lindholt"), "teams", "")
        assert said(row) == (
            "Hej Anna.\n"
            "Her svarer du på det, taskforcerne spørger dig om, og hører nyt om dine grupper.\n"
            "Du skal ikke gøre noget nu.\n"
            "[Hjælp]"
        )

    on_stage(database, teams, scene)


def test_one_of_our_own_who_is_on_no_list_is_told_whom_to_write_to_and_asked_nothing(
    database: Database, teams: Fake
) -> None:
    nobody = teams.user("Ny Mand", email="ny.mand@brn.example")
    teams.install(nobody)

    async def scene(stage: Stage) -> None:
        await tell(stage, *installed(stage, nobody))
        (row,) = stage.rows()
        assert (row.person_id, row.only_by, row.place) == (None, "teams", f"{teams.chat(nobody)}/")
        assert said(row).startswith("Vi kender dig ikke endnu.\nDin adresse i Teams, ny.mand@brn.example, står ikke")
        assert list(stage.kept()) == [teams.account(nobody)]  # so that the card has somewhere to go

    on_stage(database, teams, scene)


def test_somebody_from_elsewhere_is_asked_who_they_are_with_a_form(database: Database, teams: Fake) -> None:
    user = teams.user("Vibeke", tenant=ELSEWHERE)
    teams.install(user)

    async def scene(stage: Stage) -> None:
        await tell(stage, *installed(stage, user))
        (row,) = stage.rows()
        assert row.payload["form"]["title"] == "Hvem er du?"  # type: ignore[index]

    on_stage(database, teams, scene)


def test_whoever_takes_it_away_is_not_written_to_until_it_is_there_again(database: Database, teams: Fake) -> None:
    anna = teams.user("Anna", email=ANNA)
    teams.install(anna)

    async def scene(stage: Stage) -> None:
        await tell(stage, *installed(stage, anna))
        await tell(stage, *installed(stage, anna, action="remove-upgrade"))
        assert stage.kept()[teams.account(anna)].dead_at is None
        await tell(stage, *installed(stage, anna, action="remove"))
        assert stage.kept()[teams.account(anna)].dead_at == ORDERED
        await tell(stage, *installed(stage, anna))
        assert stage.kept()[teams.account(anna)].dead_at is None
        assert len(stage.rows()) == 1

    on_stage(database, teams, scene)


# --- in a team ---


def test_in_a_team_everybody_of_ours_is_known_and_the_channel_is_told_once_how_it_becomes_a_room(
    database: Database, teams: Fake
) -> None:
    sofie, anna = teams.user("Sofie", email=SOFIE), teams.user("Anna", email=ANNA, role="guest")
    nobody = teams.user("Ny Mand", email="ny.mand@brn.example")
    team = teams.team("Forsyning", members=(sofie, anna, nobody), installed=True)

    async def scene(stage: Stage) -> None:
        for _ in range(2):
            await tell(stage, *installed(stage, sofie, team, selected=team))
        assert sorted(stage.identities()) == sorted(
            [f"{teams.account(sofie)} Sofie Kragelund", f"{teams.account(anna)} Anna Lindholt"]
        )
        assert {address: each.conversation for address, each in stage.kept().items()} == {
            team: team, teams.account(sofie): "", teams.account(anna): "",
        }  # fmt: skip
        assert stage.kept()[team].reference["channelData"]["team"] == {"id": team}  # type: ignore[index]
        (row,) = stage.rows()
        assert (row.person_id, row.group_id, row.only_by, row.place) == (None, None, "teams", f"{team}/")
        assert said(row) == (
            "En gruppe kan have sit rum i dette team.\n"
            "Skriv @Taskforce rum og gruppens titel i den kanal, der skal være dens rum, for eksempel: "
            "@Taskforce rum Elnet\n"
            "Det kan tovholderen og sekretariatet."
        )
        assert (await stage.folk.way_to(stage.id("Anna Lindholt"))).conversation == teams.chat(anna)

    on_stage(database, teams, scene)


def test_it_is_said_in_the_channel_that_was_chosen_and_both_can_be_written_to(database: Database, teams: Fake) -> None:
    sofie = teams.user("Sofie", email=SOFIE)
    team = teams.team("Forsyning", members=(sofie,), installed=True)
    chosen = teams.channel(team, "Taskforce")

    async def scene(stage: Stage) -> None:
        await stage.tell(stage.activities().installation(sofie, team, "add", chosen))
        assert [each.place for each in stage.rows()] == [f"{chosen}/"]
        kept = {address: each.reference["channelData"] for address, each in stage.kept().items() if "/" not in address}
        assert {address: (each["channel"], each["team"]) for address, each in kept.items()} == {  # type: ignore[index,call-overload]
            team: ({"id": team}, {"id": team}),
            chosen: ({"id": chosen}, {"id": team}),
        }

    on_stage(database, teams, scene)


def test_in_a_channel_that_is_a_room_already_nothing_is_said(database: Database, teams: Fake) -> None:
    sofie = teams.user("Sofie", email=SOFIE)
    team = teams.team("Forsyning", members=(sofie,), installed=True)

    async def scene(stage: Stage) -> None:
        a_room(database, team)
        await tell(stage, *installed(stage, sofie, team))
        assert stage.rows() == []

    on_stage(database, teams, scene)


def test_a_roster_that_cannot_be_read_now_leaves_the_rest_for_when_it_is_told_again(
    database: Database, teams: Fake
) -> None:
    sofie = teams.user("Sofie", email=SOFIE)
    team = teams.team("Forsyning", members=(sofie,), installed=True)
    teams.fault("roster", status=502)

    async def scene(stage: Stage) -> None:
        first, second = installed(stage, sofie, team)
        with pytest.raises(Later):
            await stage.tell(first)
        assert (stage.kept(), stage.rows()) == ({}, [])
        await stage.tell(second)
        assert len(stage.kept()) == 2
        assert len(stage.rows()) == 1

    on_stage(database, teams, scene)


@pytest.mark.parametrize("event", ["", "teamDeleted"])
def test_out_of_a_team_its_channels_take_nothing_any_more_and_its_people_may(
    database: Database, teams: Fake, event: str
) -> None:
    sofie = teams.user("Sofie", email=SOFIE)
    team, other = (teams.team(name, members=(sofie,), installed=True) for name in ("Forsyning", "Klima"))
    elnet = teams.channel(team, "Elnet")

    async def scene(stage: Stage) -> None:
        await tell(stage, *installed(stage, sofie, team), *installed(stage, sofie, other))
        await stage.meet(sofie, elnet)
        make = stage.activities()
        gone = [make.update(sofie, team, event)] if event else installed(stage, sofie, team, action="remove")
        await tell(stage, *gone)
        dead = {address for address, each in stage.kept().items() if each.dead_at is not None}
        assert dead == {team, elnet}
        assert set(stage.kept()) == {team, elnet, other, teams.account(sofie)}

    on_stage(database, teams, scene)


def test_a_deleted_channel_takes_nothing_until_it_is_there_again_and_a_new_name_is_its_rooms(
    database: Database, teams: Fake
) -> None:
    sofie = teams.user("Sofie", email=SOFIE)
    team = teams.team("Forsyning", members=(sofie,), installed=True)
    elnet = teams.channel(team, "Elnet")

    async def scene(stage: Stage) -> None:
        room = a_room(database, elnet)
        await tell(stage, *installed(stage, sofie, team))
        await stage.meet(sofie, elnet)
        make = stage.activities()
        await stage.tell(make.update(sofie, elnet, "channelDeleted"))
        assert {address for address, each in stage.kept().items() if each.dead_at is not None} == {elnet}
        await stage.tell(make.update(sofie, elnet, "channelRestored"))
        assert stage.kept()[elnet].dead_at is None
        told = make.update(sofie, elnet, "channelRenamed")
        told["channelData"]["channel"]["name"] = "Elnet 2027"
        await stage.tell(told)
        with database.reading() as store:
            assert rooms.get(store, room.id or 0).name == "Elnet 2027"

    on_stage(database, teams, scene)


# --- people in a team ---


def compared(stage: Stage) -> list[tuple[str, list[str]]]:
    """Who is looked for in the roster, by group."""
    found = [row for row in stage.rows() if row.kind == OutboxKind.invite]
    with stage.database.reading() as store:
        return [
            (
                groups.get(store, row.group_id or 0).title,
                [people.get(store, each).name for each in row.payload["people"]],
            )  # type: ignore[attr-defined]
            for row in found
        ]


def test_whoever_comes_into_a_team_can_be_written_to_and_is_looked_for_in_the_rooms_of_their_groups(
    database: Database, teams: Fake
) -> None:
    sofie, anna = teams.user("Sofie", email=SOFIE), teams.user("Anna", email=ANNA)
    kasper = teams.user("Kasper", email="kasper.thybo-lund@thisted.example")
    nobody = teams.user("Ny Mand", email="ny.mand@brn.example")
    team, other = (
        teams.team(name, members=(sofie, anna, kasper, nobody), installed=True) for name in ("Forsyning", "Klima")
    )

    async def scene(stage: Stage) -> None:
        for title, where in (("Elnet", team), ("Brint", team), ("Havne", other)):
            channel = teams.channel(where, title)
            a_room(database, channel, title, *(["Anna Lindholt"] if title != "Brint" else []))
            await stage.meet(sofie, channel)
        told = stage.activities().update(sofie, team, "teamMemberAdded", membersAdded=[anna, kasper, nobody])
        await tell(stage, told, told)
        assert {address for address in stage.kept() if "/" in address} == {teams.account(anna), teams.account(kasper)}
        assert compared(stage) == [("Elnet", ["Anna Lindholt"])]
        assert len(stage.rows()) == 1  # nobody is told of anybody else

    on_stage(database, teams, scene)


def test_whoever_leaves_a_team_is_looked_for_too(database: Database, teams: Fake) -> None:
    sofie, anna = teams.user("Sofie", email=SOFIE), teams.user("Anna", email=ANNA)
    team = teams.team("Forsyning", members=(sofie,), installed=True)

    async def scene(stage: Stage) -> None:
        stage.tie("Anna Lindholt", teams.account(anna))
        a_room(database, team, "Elnet", "Anna Lindholt")
        told = stage.activities().update(sofie, team, "teamMemberRemoved", membersRemoved=[anna])
        await tell(stage, told, told)
        assert compared(stage) == [("Elnet", ["Anna Lindholt"])]
        assert len(stage.rows()) == 1

    on_stage(database, teams, scene)


def test_whoever_has_gone_again_when_the_roster_is_read_is_nobody(database: Database, teams: Fake) -> None:
    sofie, anna = teams.user("Sofie", email=SOFIE), teams.user("Anna", email=ANNA)
    team = teams.team("Forsyning", members=(sofie,), installed=True)

    async def scene(stage: Stage) -> None:
        await stage.tell(stage.activities().update(sofie, team, "teamMemberAdded", membersAdded=[anna]))
        assert (stage.kept(), stage.rows()) == ({}, [])

    on_stage(database, teams, scene)


@pytest.mark.parametrize("event", ["teamRenamed", "teamArchived", "membersInvented", ""])
def test_what_is_nothing_to_us_does_nothing(database: Database, teams: Fake, event: str) -> None:
    sofie = teams.user("Sofie", email=SOFIE)
    team = teams.team("Forsyning", members=(sofie,), installed=True)

    async def scene(stage: Stage) -> None:
        await stage.tell(stage.activities().update(sofie, team, event))
        assert (stage.kept(), stage.rows(), stage.calls()) == ({}, [], [])

    on_stage(database, teams, scene)
