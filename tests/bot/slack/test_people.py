"""Who is who in Slack: recognised by a work mail, confirmed by a mail link, and found to be written to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import pytest
from sqlmodel import select

from bot.face import Later, NotHere
from bot.runner import Runner
from bot.settings import load
from bot.slack.api import Api, Refused
from bot.slack.limits import Limits
from bot.slack.people import Folk
from bot.strangers import FORM
from handlers.contents import everything
from handlers.dialogue.reply import Reply
from storage import people
from storage.engine import Database
from storage.tables import IdentityKind, JournalLine, OutboxRow
from tests.bot.known import Known
from tests.post import plain
from tests.slack.fake import HOME, Fake
from tests.slack.town import ELSEWHERE, Town, play
from tests.smtp import PostOffice
from tests.world import ORDERED, settle_cast, shown, text_of

SOFIE, ANNA = "sofie.kragelund@brn.example", "anna.lindholt@hjoerring.example"
HOUR = 3600.0


@dataclass
class Stage(Known):
    """The cast, a Slack, and what knows who is who between them. `seconds` is machine time."""

    KIND: ClassVar[IdentityKind] = IdentityKind.slack

    folk: Folk
    database: Database
    fake: Fake
    seconds: list[float] = field(default_factory=lambda: [0.0])

    async def name(self, user: str, team: str = HOME) -> str | None:
        """Who a user is."""
        found = await self.folk.person(team, user, ORDERED)
        return found.name if found is not None else None

    def calls(self) -> list[str]:
        """What Slack has been asked."""
        return [each["method"] for each in self.fake.record()]


def on_stage(database: Database, fake: Fake, scene: Callable[[Stage], Awaitable[None]], *, mails: bool = True) -> None:
    """Play a scene."""

    @asynccontextmanager
    async def stage() -> AsyncIterator[Stage]:
        settings = load(
            slack_bot_token=fake.token,
            slack_signing_secret=fake.signing_secret,
            slack_home_teams=HOME,
            slack_api_url=fake.api_url,
        )
        hours = [0.0]

        def later() -> float:
            hours[0] += HOUR
            return hours[0]

        api = Api(settings, Limits(later))
        runner = Runner(database, everything())
        made = Stage(Folk(runner, api, {HOME}, now=lambda: ORDERED, mails=mails, machine=lambda: made.seconds[0]),
                     database, fake)  # fmt: skip
        await api.open()
        try:
            yield made
        finally:
            await api.close()
            runner.close()

    async def run() -> None:
        async with stage() as made:
            await scene(made)

    with database.changing() as store:
        settle_cast(store, ORDERED)
    asyncio.run(run())


# --- who is it? ---


def test_one_of_our_own_workspace_is_recognised_by_the_work_mail_and_from_then_on_by_the_account(database, fake):
    sofie = fake.user("Sofie", email="Sofie.Kragelund@BRN.example")

    async def scene(stage: Stage) -> None:
        assert [await stage.name(sofie) for _ in range(3)] == ["Sofie Kragelund"] * 3
        assert stage.calls() == ["users.info"]
        assert stage.identities() == [f"{HOME}/{sofie} Sofie Kragelund"]
        with database.reading() as store:
            lines = store.session.exec(select(JournalLine)).all()
            assert [(each.what, each.actor_id, each.face) for each in lines] == [
                ("identity.recognised", stage.id("Sofie Kragelund"), "slack")
            ]

    on_stage(database, fake, scene)


def test_a_guest_of_our_workspace_is_recognised_too(database, fake):
    anna = fake.user("Anna", email=ANNA, is_restricted=True)

    async def scene(stage: Stage) -> None:
        assert await stage.name(anna) == "Anna Lindholt"

    on_stage(database, fake, scene)


@pytest.mark.parametrize(
    "known",
    [
        {"email": "nobody@brn.example"},
        {"email": ""},
        {"email": SOFIE, "deleted": True},
        {"email": SOFIE, "is_bot": True},
        {"email": SOFIE, "is_email_confirmed": False},
    ],
)
def test_nobody_is_recognised_by_an_address_that_is_not_theirs_for_sure(database, fake, known):
    user = fake.user("Sofie Kragelund", **known)

    async def scene(stage: Stage) -> None:
        assert await stage.name(user) is None
        assert stage.identities() == []

    on_stage(database, fake, scene)


def test_nobody_of_another_workspace_is_matched_by_mail_and_slack_is_not_even_asked(database, fake):
    fake.team(ELSEWHERE)
    user = fake.user("Sofie Kragelund", email=SOFIE, team=ELSEWHERE)

    async def scene(stage: Stage) -> None:
        assert await stage.name(user, ELSEWHERE) is None
        assert stage.calls() == []
        assert await stage.name(user, HOME) is None  # whatever a payload says: Slack knows where they are at home
        assert stage.identities() == []

    on_stage(database, fake, scene)


def test_whoever_has_changed_their_mail_in_slack_stays_who_they_are(database, fake):
    user = fake.user("Sofie", email=SOFIE)

    async def scene(stage: Stage) -> None:
        await stage.name(user)
        fake.user("Sofie", id=user, email=ANNA)
        stage.seconds[0] += HOUR
        assert await stage.name(user) == "Sofie Kragelund"
        with pytest.raises(NotHere):  # what is for Anna never goes to Sofie's account
            await stage.folk.user_of(stage.id("Anna Lindholt"))

    on_stage(database, fake, scene)


def test_one_person_can_have_an_account_in_two_workspaces(database, fake):
    fake.team(ELSEWHERE)
    user = fake.user("Anna", email=ANNA)

    async def scene(stage: Stage) -> None:
        stage.tie("Anna Lindholt", f"{ELSEWHERE}/U0THERE")
        assert await stage.name(user) == "Anna Lindholt"
        assert await stage.name("U0THERE", ELSEWHERE) == "Anna Lindholt"
        assert stage.identities() == [f"{ELSEWHERE}/U0THERE Anna Lindholt", f"{HOME}/{user} Anna Lindholt"]

    on_stage(database, fake, scene)


def test_the_list_is_read_again_at_once_but_slack_is_asked_about_an_account_once_a_minute(database, fake):
    user = fake.user("Ny Mand", email="ny.mand@brn.example")

    async def scene(stage: Stage) -> None:
        assert [await stage.name(user) for _ in range(2)] == [None, None]
        with database.changing() as store:
            people.by_name(store, "Mads Riisager")[0].email = "ny.mand@brn.example"
        assert await stage.name(user) == "Mads Riisager"
        assert stage.calls() == ["users.info"]

    on_stage(database, fake, scene)


def test_somebody_erased_is_unknown_again(database, fake):
    user = fake.user("Anna", email=ANNA)

    async def scene(stage: Stage) -> None:
        await stage.name(user)
        with database.changing() as store:
            anna = people.by_name(store, "Anna Lindholt")[0]
            anna.name, anna.email, anna.erased_at = "", None, ORDERED
            people.drop_identities(store, anna.id or 0)
            erased = anna.id or 0
        assert await stage.name(user) is None
        with pytest.raises(NotHere):
            await stage.folk.user_of(erased)
        assert stage.calls() == ["users.info"]

    on_stage(database, fake, scene)


def test_what_slack_cannot_say_now_is_for_later_and_what_we_may_not_ask_is_refused(database, fake):
    user = fake.user("Sofie", email=SOFIE)
    fake.fault("users.info", error="ratelimited", status=429, retry_after=7)

    async def scene(stage: Stage) -> None:
        with pytest.raises(Later) as later:
            await stage.folk.person(HOME, user, ORDERED)
        assert later.value.seconds == 7.0
        fake.fault("users.info", error="missing_scope", status=200)
        with pytest.raises(Refused):
            await stage.folk.person(HOME, user, ORDERED)
        assert await stage.name(user) == "Sofie Kragelund"  # no failure is remembered

    on_stage(database, fake, scene)


# --- where is somebody? ---


def test_somebody_to_write_to_is_found_by_the_work_mail_and_remembered(database, fake):
    anna = fake.user("Anna", email=ANNA.upper())

    async def scene(stage: Stage) -> None:
        assert [await stage.folk.user_of(stage.id("Anna Lindholt")) for _ in range(2)] == [anna, anna]
        assert stage.calls() == ["users.lookupByEmail"]
        assert stage.identities() == [f"{HOME}/{anna} Anna Lindholt"]

    on_stage(database, fake, scene)


def test_who_is_not_in_slack_is_asked_for_once_an_hour(database, fake):
    async def scene(stage: Stage) -> None:
        anna = stage.id("Anna Lindholt")
        for _ in range(3):
            with pytest.raises(NotHere):
                await stage.folk.user_of(anna)
        assert stage.calls() == ["users.lookupByEmail"]
        user = fake.user("Anna", email=ANNA)
        stage.seconds[0] += HOUR + 1
        assert await stage.folk.user_of(anna) == user

    on_stage(database, fake, scene)


def test_an_account_that_takes_nothing_any_more_gives_way_to_the_next_and_then_to_other_faces(database, fake):
    fake.team(ELSEWHERE)
    home = fake.user("Anna", email=ANNA)
    there = fake.user("Anna", team=ELSEWHERE)

    async def scene(stage: Stage) -> None:
        anna = stage.id("Anna Lindholt")
        stage.tie("Anna Lindholt", f"{ELSEWHERE}/{there}")
        assert await stage.folk.user_of(anna) == there
        stage.folk.forget(anna)
        assert await stage.folk.user_of(anna) == home
        stage.folk.forget(anna)
        for _ in range(2):
            with pytest.raises(NotHere):
                await stage.folk.user_of(anna)
        assert await stage.name(home) == "Anna Lindholt"  # somebody who writes is there
        assert await stage.folk.user_of(anna) == home
        stage.seconds[0] += HOUR + 1
        assert await stage.folk.user_of(anna) == there

    on_stage(database, fake, scene)


# --- somebody unknown ---


def test_one_of_our_own_who_is_on_no_list_is_told_whom_to_write_to(database, fake):
    danish = fake.user("Ny Mand", email="ny.mand@brn.example")
    english = fake.user("New One", locale="en-GB")

    async def scene(stage: Stage) -> None:
        assert shown(await stage.folk.stranger(HOME, danish, ORDERED)) == (
            "Vi kender dig ikke endnu.\n"
            "Din adresse i Slack, ny.mand@brn.example, står ikke på vores liste. Skriv til Emil Brandtoft "
            "(emil.brandtoft@brn.example), så bliver du skrevet på."
        )
        assert shown(await stage.folk.stranger(HOME, english, ORDERED)) == (
            "We do not know you yet.\n"
            "We cannot see your work mail in Slack. Write to Emil Brandtoft (emil.brandtoft@brn.example), and you "
            "will be put on the list."
        )

    on_stage(database, fake, scene)


def test_somebody_from_elsewhere_is_asked_for_the_work_mail(database, fake):
    fake.team(ELSEWHERE)
    user = fake.user("Vibeke Mosegaard", team=ELSEWHERE)

    async def scene(stage: Stage) -> None:
        form = (await stage.folk.stranger(ELSEWHERE, user, ORDERED)).form
        assert form is not None
        assert (form.name, form.title, [each.label for each in form.fields], form.submit) == (
            FORM, "Hvem er du?", ["Arbejdsmail"], "Send mailen",
        )  # fmt: skip
        answers = [
            await introduce(stage, user, said) for said in ("Vibeke.Mosegaard@hjoerring.example ", "x@y.example")
        ]
        assert [text_of(each.card).split("\n")[0] for each in answers] == [
            "Kender vi vibeke.mosegaard@hjoerring.example, er der en mail på vej dertil.",
            "Kender vi x@y.example, er der en mail på vej dertil.",
        ]
        with database.reading() as store:
            rows = store.session.exec(select(OutboxRow)).all()
            assert [(each.subject, each.person_id, each.only_by) for each in rows] == [
                (f"identity:slack/{ELSEWHERE}/{user}", stage.id("Vibeke Mosegaard"), "mail")
            ]

    on_stage(database, fake, scene)


def test_form_that_is_sent_by_somebody_known_or_of_our_own_workspace_sends_no_mail(database, fake):
    fake.team(ELSEWHERE)
    known = fake.user("Anna", team=ELSEWHERE)
    own = fake.user("Ny Mand", email="ny.mand@brn.example")

    async def scene(stage: Stage) -> None:
        stage.tie("Anna Lindholt", f"{ELSEWHERE}/{known}")
        assert shown(await introduce(stage, known, SOFIE)) == "Vi ved, hvem du er. Du kan svare her nu."
        assert shown(await introduce(stage, own, SOFIE, HOME)).startswith("Vi kender dig ikke endnu.")
        with database.reading() as store:
            assert store.session.exec(select(OutboxRow)).all() == []

    on_stage(database, fake, scene)


def test_where_no_mail_can_be_sent_somebody_from_elsewhere_is_told_whom_to_write_to(database, fake):
    fake.team(ELSEWHERE)
    user = fake.user("Vibeke", team=ELSEWHERE)

    async def scene(stage: Stage) -> None:
        said = (
            "Vi kender dig ikke endnu.\n"
            "Skriv til Emil Brandtoft (emil.brandtoft@brn.example) fra din arbejdsmail, så får du at vide, hvordan du "
            "kan svare."
        )
        assert shown(await stage.folk.stranger(ELSEWHERE, user, ORDERED)) == said
        assert shown(await introduce(stage, user, ANNA)) == said

    on_stage(database, fake, scene, mails=False)


async def introduce(stage: Stage, user: str, said: str, team: str = ELSEWHERE) -> Reply:
    return await stage.folk.introduce(team, user, {"email": said}, ORDERED, f"slack/{user}.{said}")


# --- the whole way ---


def test_the_page_behind_the_mail_ties_the_account_and_the_next_mail_unties_it(
    tmp_path: Path, office: PostOffice, fake: Fake
) -> None:
    async def scenario(town: Town) -> None:
        asked = await town.slack.shortcut("Amir", None, "overview.show")
        assert asked.view is not None
        assert asked.view.title == "Who are you?"
        email = town.person("Amir").email
        done = await town.slack.submit("Amir", asked.view, email=email)
        assert done.view is not None
        assert f"If we know {email}, a mail is on its way to it." in done.view.text
        await town.slack.again()  # Slack sends a form twice when it is slow to be answered
        assert town.post.subjects("Amir") == ["Is it you who writes from Slack?"]

        page = await town.post.answer("Amir", "Yes, it is me")
        assert page.status == 200
        assert (await town.slack.shortcut("Amir", None, "overview.show")).view is not None  # looking ties nothing
        await page.press("Yes, it is me")
        assert page.title == "Thank you, Amir. Now we know you in Slack."
        await town.settle()
        known = await town.slack.shortcut("Amir", None, "overview.show")
        assert "Nothing awaits you, Amir." in known.card.text
        assert town.post.subjects("Amir")[1:] == ["An account in Slack has been tied to you"]
        assert plain("It can see and answer what is yours.") in plain(
            town.post.mails("Amir")[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
        )

        page = await town.post.answer("Amir", "It was not me")
        await page.press("It was not me")
        assert page.title == "The account is no longer tied to you."
        await town.settle()
        again = await town.slack.shortcut("Amir", None, "overview.show")
        assert again.view is not None
        assert again.view.title == "Who are you?"

    play(tmp_path / "test.db", office, fake, scenario)


def test_the_button_of_the_mail_is_dead_after_a_day(tmp_path: Path, office: PostOffice, fake: Fake) -> None:
    async def scenario(town: Town) -> None:
        asked = await town.slack.shortcut("Amir", None, "overview.show")
        await town.slack.submit("Amir", asked.view, email=town.person("Amir").email)
        await town.wind("2026-11-21 10:00")
        page = await town.post.answer("Amir", "Yes, it is me")
        assert page.status in (404, 410)
        assert "Yes, it is me" not in page.buttons()

    play(tmp_path / "test.db", office, fake, scenario)
