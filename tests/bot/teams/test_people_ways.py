"""How people and channels in Teams are written to: what is kept of what Teams tells, and what is found of it."""

from __future__ import annotations

import pytest

from bot.face import Later, NotHere
from bot.teams import asked
from bot.teams.people import Way
from storage import conversations, people
from storage.engine import Database
from tests.bot.teams.stage import Stage, comes, on_stage, writes
from tests.teams.fake import BOT, TENANT, Fake
from tests.world import ORDERED

SOFIE, ANNA = "sofie.kragelund@brn.example", "anna.lindholt@hjoerring.example"
ELSEWHERE = "99999999-9999-4999-8999-999999999999"


# --- what is kept ---


def test_whoever_speaks_to_us_alone_is_written_to_from_what_teams_said_of_it(database: Database, teams: Fake) -> None:
    sofie = comes(teams, "Sofie", SOFIE)

    async def scene(stage: Stage) -> None:
        await stage.name(sofie)
        await stage.meet(sofie)
        account, chat = teams.account(sofie), teams.chat(sofie)
        (kept,) = stage.kept().values()
        assert (kept.address, kept.conversation, kept.reference) == (
            account,
            chat,
            {
                "user": {"id": sofie, "aadObjectId": account.partition("/")[2]},
                "bot": {"id": BOT},
                "conversation": {"conversationType": "personal", "tenantId": TENANT, "id": chat},
                "channelId": "msteams",
                "locale": "da-DK",
                "serviceUrl": teams.service,
                "channelData": {"tenant": {"id": TENANT}},
            },
        )
        way = await stage.folk.way_to(stage.id("Sofie Kragelund"))
        assert way == Way(account, teams.service, chat, sofie, TENANT)

    on_stage(database, teams, scene)


def test_a_channel_is_kept_once_whoever_speaks_there_and_nobody_stands_in_it(database: Database, teams: Fake) -> None:
    sofie, anna = teams.user("Sofie", email=SOFIE), teams.user("Anna", email=ANNA, locale="en-GB")
    elnet = teams.channel(teams.team("Forsyning", members=(sofie, anna), installed=True), "Elnet")

    async def scene(stage: Stage) -> None:
        await stage.meet(sofie, elnet)
        (first,) = stage.kept().values()
        told = stage.told(anna, elnet)
        told["conversation"]["id"] += ";messageid=1700000000001"
        changes = writes(database)
        await stage.folk.met(told, asked.spot(told))
        assert changes == []
        (kept,) = stage.kept().values()
        assert (kept.address, kept.conversation, kept.reference) == (elnet, elnet, first.reference)
        assert "user" not in kept.reference
        assert kept.reference["conversation"]["id"] == elnet  # type: ignore[index]

    on_stage(database, teams, scene)


def test_nothing_is_written_again_while_nothing_has_changed(database: Database, teams: Fake) -> None:
    sofie = comes(teams, "Sofie", SOFIE)

    async def scene(stage: Stage) -> None:
        await stage.name(sofie)
        await stage.meet(sofie)
        changes = writes(database)
        for _ in range(3):
            await stage.name(sofie)
            await stage.meet(sofie)
        assert changes == []
        teams.user("Sofie", id=sofie, locale="en-GB")
        await stage.meet(sofie)
        assert len(changes) == 1

    on_stage(database, teams, scene)


# --- where is somebody? ---


def test_nobody_is_written_to_of_whom_teams_has_not_told(database: Database, teams: Fake) -> None:
    anna = comes(teams, "Anna", ANNA)

    async def scene(stage: Stage) -> None:
        with pytest.raises(NotHere, match="they are not in Teams"):
            await stage.folk.way_to(stage.id("Anna Lindholt"))
        stage.tie("Anna Lindholt", teams.account(anna))
        with pytest.raises(NotHere):
            await stage.folk.way_to(stage.id("Anna Lindholt"))
        assert stage.calls() == []

    on_stage(database, teams, scene)


def test_everybody_of_ours_in_a_roster_is_known_and_can_be_written_to_first(database: Database, teams: Fake) -> None:
    sofie = teams.user("Sofie", email=SOFIE)
    anna = teams.user("Anna", email=ANNA, role="guest")
    foreign = teams.user("Lars", email="lars.nystrand@thisted.example", tenant=ELSEWHERE)
    nobody = teams.user("Ny Mand", email="ny.mand@brn.example")
    team = teams.team("Forsyning", members=(sofie, anna, foreign, nobody), installed=True)

    async def scene(stage: Stage) -> None:
        told = stage.told(sofie, team)
        roster = [teams.read()["users"][each] for each in (sofie, anna, foreign, nobody)]
        described = [
            {"id": each["id"], "aadObjectId": each["aad"], "email": each["email"], "tenantId": each["tenant"]}
            for each in roster
        ]
        await stage.folk.told_of(described, told, stage.spot(sofie, team))
        assert sorted(stage.identities()) == sorted(
            [f"{teams.account(anna)} Anna Lindholt", f"{teams.account(sofie)} Sofie Kragelund"]
        )
        assert {address: kept.conversation for address, kept in stage.kept().items()} == {
            teams.account(sofie): "", teams.account(anna): "",
        }  # fmt: skip
        changes = writes(database)
        await stage.folk.told_of(described, told, stage.spot(sofie, team))
        assert changes == []

        for _ in range(2):
            way = await stage.folk.way_to(stage.id("Anna Lindholt"))
            assert way == Way(teams.account(anna), teams.service, teams.chat(anna), anna, TENANT)
        assert stage.calls() == ["begin"]
        (call,) = teams.record("begin")
        assert call["arguments"] == {
            "isGroup": False,
            "bot": {"id": BOT},
            "members": [{"id": anna}],
            "channelData": {"tenant": {"id": TENANT}},
        }
        await stage.meet(anna)
        assert stage.kept()[teams.account(anna)].conversation == teams.chat(anna)

    on_stage(database, teams, scene)


def test_somebody_who_lets_nobody_begin_is_not_here_until_they_speak(database: Database, teams: Fake) -> None:
    anna = teams.user("Anna", email=ANNA)
    team = teams.team("Forsyning", members=(anna,), installed=True)
    teams.block(anna)

    async def scene(stage: Stage) -> None:
        member = {"id": anna, "aadObjectId": teams.account(anna).partition("/")[2], "email": ANNA, "tenantId": TENANT}
        await stage.folk.told_of([member], stage.told(anna, team), stage.spot(anna, team))
        id_ = stage.id("Anna Lindholt")
        for _ in range(2):
            with pytest.raises(NotHere):
                await stage.folk.way_to(id_)
        assert stage.calls() == ["begin"]
        assert stage.kept()[teams.account(anna)].dead_at == ORDERED
        await stage.meet(anna)
        assert (await stage.folk.way_to(id_)).conversation == teams.chat(anna)

    on_stage(database, teams, scene)


def test_a_conversation_that_cannot_be_begun_now_is_begun_later(database: Database, teams: Fake) -> None:
    anna = teams.user("Anna", email=ANNA)
    team = teams.team("Forsyning", members=(anna,), installed=True)
    teams.fault("begin", status=502)

    async def scene(stage: Stage) -> None:
        member = {"id": anna, "aadObjectId": teams.account(anna).partition("/")[2], "email": ANNA, "tenantId": TENANT}
        await stage.folk.told_of([member], stage.told(anna, team), stage.spot(anna, team))
        with pytest.raises(Later):
            await stage.folk.way_to(stage.id("Anna Lindholt"))
        assert (await stage.folk.way_to(stage.id("Anna Lindholt"))).conversation == teams.chat(anna)

    on_stage(database, teams, scene)


def test_an_account_that_takes_nothing_any_more_gives_way_to_the_next_and_then_to_other_faces(
    database: Database, teams: Fake
) -> None:
    first, second = comes(teams, "Anna", ANNA), comes(teams, "Anna L", "anna@hjoerring.example")

    async def scene(stage: Stage) -> None:
        id_ = stage.id("Anna Lindholt")
        for user in (first, second):
            stage.tie("Anna Lindholt", teams.account(user))
            await stage.meet(user)
        way = await stage.folk.way_to(id_)
        assert way.member == first
        await stage.folk.gone(way)
        way = await stage.folk.way_to(id_)
        assert way.member == second
        await stage.folk.gone(way)
        with pytest.raises(NotHere):
            await stage.folk.way_to(id_)
        assert await stage.name(first) == "Anna Lindholt"
        await stage.meet(first)  # somebody who writes is there
        assert (await stage.folk.way_to(id_)).member == first

    on_stage(database, teams, scene)


def test_somebody_erased_is_unknown_again_and_nothing_leads_to_them(database: Database, teams: Fake) -> None:
    user = comes(teams, "Anna", ANNA)

    async def scene(stage: Stage) -> None:
        await stage.name(user)
        await stage.meet(user)
        with database.changing() as store:
            anna = people.by_name(store, "Anna Lindholt")[0]
            anna.name, anna.email, anna.erased_at = "", None, ORDERED
            conversations.drop_of_person(store, anna.id or 0)
            people.drop_identities(store, anna.id or 0)
            erased = anna.id or 0
        assert await stage.name(user) is None
        assert stage.kept() == {}
        with pytest.raises(NotHere):
            await stage.folk.way_to(erased)

    on_stage(database, teams, scene)
