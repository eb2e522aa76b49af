"""Who is who in Teams: recognised by the roster's mail address, confirmed by a mail link, found to be written to."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import select

from bot.face import Later, NotHere
from bot.strangers import FORM
from bot.teams import asked
from bot.teams.connector import Refused
from bot.teams.people import Way
from handlers.dialogue.reply import Reply
from storage import conversations, people
from storage.engine import Database
from storage.tables import IdentityKind, JournalLine
from tests.bot.teams.stage import Stage, on_stage
from tests.teams.fake import BOT, TENANT, Fake
from tests.world import ORDERED, shown, text_of

SOFIE, ANNA = "sofie.kragelund@brn.example", "anna.lindholt@hjoerring.example"
ELSEWHERE = "99999999-9999-4999-8999-999999999999"
MINUTE = 60.0


def comes(fake: Fake, name: str, email: str = "", **known: Any) -> str:
    """Somebody who has the app; their id."""
    user = fake.user(name, email=email, **known)
    fake.install(user)
    return user


# --- who is it? ---


def test_one_of_our_own_tenant_is_recognised_by_the_work_mail_and_from_then_on_by_the_account(
    database: Database, teams: Fake
) -> None:
    sofie = comes(teams, "Sofie", "Sofie.Kragelund@BRN.example")

    async def scene(stage: Stage) -> None:
        assert [await stage.name(sofie) for _ in range(3)] == ["Sofie Kragelund"] * 3
        assert stage.calls() == ["member"]
        assert stage.identities() == [f"{teams.account(sofie)} Sofie Kragelund"]
        with database.reading() as store:
            lines = store.session.exec(select(JournalLine)).all()
            assert [(each.what, each.actor_id, each.face) for each in lines] == [
                ("identity.recognised", stage.id("Sofie Kragelund"), "teams")
            ]

    on_stage(database, teams, scene)


def test_a_guest_of_our_tenant_is_recognised_by_the_mail_and_not_by_the_name_of_the_account(
    database: Database, teams: Fake
) -> None:
    anna = comes(teams, "Anna", ANNA, role="guest")
    other = comes(teams, "Sofie", "", role="guest", upn=SOFIE)

    async def scene(stage: Stage) -> None:
        assert await stage.name(anna) == "Anna Lindholt"
        assert await stage.name(other) is None
        assert stage.identities() == [f"{teams.account(anna)} Anna Lindholt"]

    on_stage(database, teams, scene)


def test_one_of_ours_is_recognised_in_a_thread_of_a_channel(database: Database, teams: Fake) -> None:
    sofie = teams.user("Sofie", email=SOFIE)
    elnet = teams.channel(teams.team("Forsyning", members=(sofie,), installed=True), "Elnet")

    async def scene(stage: Stage) -> None:
        told = stage.told(sofie, elnet)
        told["conversation"]["id"] += ";messageid=1700000000001"
        found = await stage.folk.person(asked.spot(told))
        assert found is not None
        assert found.name == "Sofie Kragelund"
        assert [each["conversation"] for each in teams.record("member")] == [elnet]

    on_stage(database, teams, scene)


@pytest.mark.parametrize(
    "known",
    [
        {"email": "nobody@brn.example"},
        {"email": "", "upn": SOFIE},
        {"email": SOFIE, "tenant": ELSEWHERE},
        {"email": SOFIE, "tenant": ""},
        {"email": SOFIE, "role": "anonymous"},
    ],
)
def test_nobody_is_recognised_by_an_address_that_is_not_theirs_for_sure(
    database: Database, teams: Fake, known: dict[str, str]
) -> None:
    user = comes(teams, "Sofie Kragelund", **known)

    async def scene(stage: Stage) -> None:
        assert await stage.name(user) is None
        assert stage.identities() == []

    on_stage(database, teams, scene)


def test_without_an_account_nobody_is_anybody_and_nothing_is_asked(database: Database, teams: Fake) -> None:
    user = comes(teams, "Sofie", SOFIE)

    async def scene(stage: Stage) -> None:
        assert await stage.folk.person(stage.spot(user, **{"from": {"id": user, "name": "Sofie"}})) is None
        assert stage.calls() == []

    on_stage(database, teams, scene)


def test_whoever_has_changed_their_mail_in_teams_stays_who_they_are(database: Database, teams: Fake) -> None:
    user = comes(teams, "Sofie", SOFIE)

    async def scene(stage: Stage) -> None:
        await stage.name(user)
        teams.user("Sofie", id=user, email=ANNA)
        stage.seconds[0] += MINUTE + 1
        assert await stage.name(user) == "Sofie Kragelund"
        await stage.meet(user)
        with pytest.raises(NotHere):  # what is for Anna never goes to Sofie's account
            await stage.folk.way_to(stage.id("Anna Lindholt"))

    on_stage(database, teams, scene)


def test_the_list_is_read_again_at_once_but_teams_is_asked_about_an_account_once_a_minute(
    database: Database, teams: Fake
) -> None:
    user = comes(teams, "Ny Mand", "ny.mand@brn.example")

    async def scene(stage: Stage) -> None:
        assert [await stage.name(user) for _ in range(2)] == [None, None]
        assert stage.calls() == ["member"]
        with database.changing() as store:
            people.by_name(store, "Mads Riisager")[0].email = "ny.mand@brn.example"
        assert await stage.name(user) == "Mads Riisager"
        assert stage.calls() == ["member"]

    on_stage(database, teams, scene)


def test_two_machines_that_meet_somebody_at_once_tie_the_account_once(database: Database, teams: Fake) -> None:
    user = comes(teams, "Sofie", SOFIE)

    async def scene(stage: Stage) -> None:
        found = await asyncio.gather(*(stage.folk.person(stage.spot(user)) for _ in range(8)))
        await asyncio.gather(*(stage.meet(user) for _ in range(8)))
        assert {each.name for each in found if each} == {"Sofie Kragelund"}
        assert stage.identities() == [f"{teams.account(user)} Sofie Kragelund"]
        assert list(stage.kept()) == [teams.account(user)]

    on_stage(database, teams, scene)


def test_somebody_known_on_slack_is_the_same_person_and_what_is_for_them_goes_on_to_slack(
    database: Database, teams: Fake
) -> None:
    user = comes(teams, "Anna", ANNA)

    async def scene(stage: Stage) -> None:
        with database.changing() as store:
            people.tie(store, stage.id("Anna Lindholt"), IdentityKind.slack, "T0BRN/U1")
        assert await stage.name(user) == "Anna Lindholt"
        with database.reading() as store:
            own = people.identities_of(store, stage.id("Anna Lindholt"))
            assert [each.kind.value for each in own] == ["slack", "teams"]

    on_stage(database, teams, scene)


def test_what_teams_cannot_say_now_is_for_later_and_what_we_may_not_ask_is_refused(
    database: Database, teams: Fake
) -> None:
    user = comes(teams, "Sofie", SOFIE)
    teams.fault("member", status=429, retry_after=7)

    async def scene(stage: Stage) -> None:
        with pytest.raises(Later) as later:
            await stage.name(user)
        assert later.value.seconds == 7.0

    on_stage(database, teams, scene)


def test_what_we_may_not_ask_is_refused_and_no_failure_is_remembered(database: Database, teams: Fake) -> None:
    user = comes(teams, "Sofie", SOFIE)
    teams.fault("member", status=403, error="Forbidden")

    async def scene(stage: Stage) -> None:
        with pytest.raises(Refused):
            await stage.name(user)
        assert await stage.name(user) == "Sofie Kragelund"

    on_stage(database, teams, scene)


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


def writes(database: Database) -> list[str]:
    """The rows that are written from now on."""
    found: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def seen(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.split()[0] in ("INSERT", "UPDATE", "DELETE"):
            found.append(statement)

    return found


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


# --- somebody unknown ---


def test_one_of_our_own_who_is_on_no_list_is_told_whom_to_write_to(database: Database, teams: Fake) -> None:
    danish = comes(teams, "Ny Mand", "ny.mand@brn.example")
    english = comes(teams, "New One", locale="en-GB")

    async def scene(stage: Stage) -> None:
        assert shown(await stage.folk.stranger(stage.spot(danish))) == (
            "Vi kender dig ikke endnu.\n"
            "Din adresse i Teams, ny.mand@brn.example, står ikke på vores liste. Skriv til Emil Brandtoft "
            "(emil.brandtoft@brn.example), så bliver du skrevet på."
        )
        assert shown(await stage.folk.stranger(stage.spot(english))) == (
            "We do not know you yet.\n"
            "We cannot see your work mail in Teams. Write to Emil Brandtoft (emil.brandtoft@brn.example), and you "
            "will be put on the list."
        )
        assert (await stage.folk.speech(stage.spot(english))).language == "en"

    on_stage(database, teams, scene)


def test_somebody_from_elsewhere_is_asked_for_the_work_mail(database: Database, teams: Fake) -> None:
    user = comes(teams, "Vibeke Mosegaard", "vibeke.mosegaard@hjoerring.example", tenant=ELSEWHERE)

    async def scene(stage: Stage) -> None:
        form = (await stage.folk.stranger(stage.spot(user))).form
        assert form is not None
        assert (form.name, form.title, [each.label for each in form.fields], form.submit, form.note) == (
            FORM, "Hvem er du?", ["Arbejdsmail"], "Send mailen",
            "Vi sender en mail til din arbejdsmail. Tryk på knappen i den, så ved vi fra da af, hvem du er i Teams.",
        )  # fmt: skip
        answers = [
            await introduce(stage, user, said) for said in ("Vibeke.Mosegaard@hjoerring.example ", "x@y.example")
        ]
        assert [text_of(each.card).split("\n")[0] for each in answers] == [
            "Kender vi vibeke.mosegaard@hjoerring.example, er der en mail på vej dertil.",
            "Kender vi x@y.example, er der en mail på vej dertil.",
        ]
        (row,) = stage.rows()
        assert (row.subject, row.person_id, row.only_by, row.payload["title"]) == (
            f"identity:teams/{stage.spot(user).account}",
            stage.id("Vibeke Mosegaard"),
            "mail",
            "Er det dig, der skriver fra Teams?",
        )

    on_stage(database, teams, scene)


def test_form_that_is_sent_by_somebody_known_or_of_our_own_tenant_sends_no_mail(
    database: Database, teams: Fake
) -> None:
    known = comes(teams, "Anna", tenant=ELSEWHERE)
    own = comes(teams, "Ny Mand", "ny.mand@brn.example")

    async def scene(stage: Stage) -> None:
        stage.tie("Anna Lindholt", stage.spot(known).account)
        assert shown(await introduce(stage, known, SOFIE)) == "Vi ved, hvem du er. Du kan svare her nu."
        assert shown(await introduce(stage, own, SOFIE)).startswith("Vi kender dig ikke endnu.")
        assert stage.rows() == []

    on_stage(database, teams, scene)


def test_where_no_mail_can_be_sent_or_no_account_tied_somebody_is_told_whom_to_write_to(
    database: Database, teams: Fake
) -> None:
    said = (
        "Vi kender dig ikke endnu.\n"
        "Skriv til Emil Brandtoft (emil.brandtoft@brn.example) fra din arbejdsmail, så får du at vide, hvordan du "
        "kan svare."
    )
    user = comes(teams, "Vibeke", tenant=ELSEWHERE)

    async def scene(stage: Stage) -> None:
        assert shown(await stage.folk.stranger(stage.spot(user))) == said
        assert shown(await introduce(stage, user, ANNA)) == said
        nameless = stage.spot(user, **{"from": {"id": user}})
        assert shown(await stage.folk.stranger(nameless)) == said

    on_stage(database, teams, scene, mails=False)


async def introduce(stage: Stage, user: str, said: str) -> Reply:
    return await stage.folk.introduce(stage.spot(user), {"email": said})
