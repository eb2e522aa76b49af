"""Who is who in Teams: recognised by the roster's mail address, confirmed by a mail link, found to be written to."""

from __future__ import annotations

import asyncio

import pytest
from sqlmodel import select

from bot.face import Later, NotHere
from bot.strangers import FORM
from bot.teams import asked
from bot.teams.connector import Refused
from handlers.dialogue.reply import Reply
from storage import people
from storage.engine import Database
from storage.tables import IdentityKind, JournalLine
from tests.bot.teams.stage import Stage, comes, on_stage
from tests.teams.fake import Fake
from tests.world import shown, text_of

SOFIE, ANNA = "sofie.kragelund@brn.example", "anna.lindholt@hjoerring.example"
ELSEWHERE = "99999999-9999-4999-8999-999999999999"
MINUTE = 60.0


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


def test_nobody_is_recognised_by_the_record_of_somebody_else(database: Database, teams: Fake) -> None:
    sofie, other = comes(teams, "Sofie", SOFIE), comes(teams, "Ny Mand", "ny.mand@brn.example")

    async def scene(stage: Stage) -> None:
        sender = {"id": sofie, "aadObjectId": teams.account(other).partition("/")[2]}
        assert await stage.folk.person(stage.spot(sofie, **{"from": sender})) is None
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
