"""Words to the bot in Teams, through the whole program: alone with it, and in mentions."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.tables import Milestone, OutboxKind, OutboxRow
from tests.at_work import at_work
from tests.smtp import PostOffice
from tests.teams.fake import Fake
from tests.teams.reading import labels
from tests.teams.room import CHATTING, PLACE, Run, in_room, said, stored
from tests.teams.town import Town, play

HOME = "Der er ikke noget, der venter på dig, Emil.\n"
UNKNOWN = 'Jeg kender ikke "{}".\nDet, du bliver spurgt om, svarer du på med en knap.\n[Det, der venter på dig] [hjælp]'


@pytest.fixture
def run(fresh_file: Path, office: PostOffice, teams: Fake) -> Run:
    """Play a scenario in which Elnet has a channel."""
    return in_room(fresh_file, office, teams)


async def replies(town: Town) -> list[OutboxRow]:
    """The rows that answer words, oldest first."""
    rows = await stored(town, OutboxRow)
    return [each for each in rows if each.unique_key.endswith("/reply") and "/welcome/" not in each.unique_key]


def test_every_word_is_answered_where_it_was_written(run):
    async def scenario(town: Town) -> None:
        titles = {}
        for words in (
            "status",
            "Status",
            "/taskforce status",
            "taskforce: status",
            "status Elnet",
            "frist",
            "taskforce",
        ):
            titles[words] = (await town.teams.say("Emil", words)).text.partition("\n")[0]
        assert titles == {
            "status": "Elnet",
            "Status": "Elnet",
            "/taskforce status": "Elnet",
            "taskforce: status": "Elnet",
            "status Elnet": "Elnet",
            "frist": "Ny frist i Elnet",
            "taskforce": HOME.strip(),
        }
        assert (await town.teams.say("Emil", "help")).text.startswith("Det, du kan gøre her\n")

    run(scenario)


def test_a_reply_is_one_row_by_this_face_alone(run):
    async def scenario(town: Town) -> None:
        done = await town.teams.say("Emil", "satus")
        assert done.text == 'Jeg kender ikke "satus".\nMente du status?\n[status] [hjælp]'
        await town.teams.again()
        (row,) = await replies(town)
        key = f"teams/{town.teams.place('Emil')}/{done.written.id}"
        assert (row.unique_key, row.kind, row.only_by, row.place) == (f"{key}/reply", OutboxKind.message, "teams", "")
        assert (row.person_id, row.subject, row.reference) == (
            town.person("Emil").id,
            f"reply:{key}",
            f"{done.card.talk}/{done.card.id}",
        )

    run(scenario)


def test_a_form_comes_at_once_with_its_inputs(run):
    async def scenario(town: Town) -> None:
        done = await town.teams.say("Sofie", "ny")
        assert done.text.splitlines()[:3] == ["Bestil en taskforce", "1 af 2", "Titel *: ____"]
        (row,) = await replies(town)
        assert list(row.payload) == ["form"]

    run(scenario)


def test_a_deadline_is_set_in_the_words_that_people_have_learnt(run):
    async def scenario(town: Town) -> None:
        await town.teams.say("Emil", "frist: Elnet fredag den 11. december kl. 12 – budskabspapir – @Anna Lindholt")
        await town.teams.again()
        await town.teams.say("Emil", "deadline Elnet\n18/12\none-pager")
        assert [(each.title, str(each.day), each.owner_id) for each in await stored(town, Milestone)] == [
            ("budskabspapir", "2026-12-11", town.person("Anna").id),
            ("one-pager", "2026-12-18", None),
        ]

    run(scenario)


def test_an_answer_in_words_leads_to_the_card_that_waits(run):
    async def scenario(town: Town) -> None:
        for words, known in (("ja", "ja"), ("Nej tak", "Nej"), ("Tobias Green", "Tobias")):
            assert (await town.teams.say("Emil", words)).text == UNKNOWN.format(known)

    run(scenario)


def test_too_long_a_message_is_answered_in_a_sentence(run):
    async def scenario(town: Town) -> None:
        done = await town.teams.say("Emil", "ny " + "x" * 5000)
        assert done.text == "Det er for langt til en besked.\nHøjst 4000 tegn. Det her er 5003."

    run(scenario)


def test_help_has_a_button_for_every_word(run):
    async def scenario(town: Town) -> None:
        done = await town.teams.say("Anna", "hjælp")
        assert labels(done.card) == ["plan", "frist", "kommissorium", "fravær", "mig", "hjælp", "status"]
        assert done.text.splitlines()[1] == (
            "Skriv et af de her ord til mig, eller tryk på det. I en kanal nævner du mig først."
        )

    run(scenario)


def test_a_mention_is_answered_to_whoever_wrote_it_alone(run):
    async def scenario(town: Town) -> None:
        done = await town.teams.mention("Emil", PLACE, "status")
        assert done.card.talk == town.teams.place("Emil")
        assert done.text.startswith("Elnet\nNedsat\n")
        assert said(town, PLACE) == []
        alone = await town.teams.mention("Emil", PLACE, "@Taskforce")
        assert alone.text.startswith(HOME)

    run(scenario)


def test_what_is_for_everybody_is_answered_in_the_thread(fresh_file: Path, office: PostOffice, teams: Fake):
    async def scenario(town: Town) -> None:
        folk = [town.person(name) for name in ("Sofie", "Emil", "Anna")]
        await at_work(town.program, *folk, face="link", address="https://rum.brn.example")
        question = await town.teams.write("Emil", PLACE, "Hvor taler vi?")
        done = await town.teams.mention("Emil", PLACE, "rum Elnet", thread=question.written)
        (shown,) = [each for each in done.new if each.text.startswith("Elnet taler fra nu af sammen her.\n")]
        assert (shown.talk, shown.root) == (town.teams.place(PLACE), question.written.id)
        assert "Skriv @Taskforce status, så kommer svaret i din egen chat." in "\n".join(said(town, PLACE))
        (row,) = await replies(town)
        assert (row.place, row.person_id) == (f"{shown.conversation}/", None)

    play(fresh_file, office, teams, scenario, chatting=CHATTING)


def test_a_stranger_is_asked_who_they_are_where_nobody_else_is_about(run):
    async def scenario(town: Town) -> None:
        known = {"email": "ulla@elsewhere.example", "tenant": "99999999-9999-4999-8999-999999999999", "role": "guest"}
        user = town.fake.user("Ulla Ukendt", **known)
        town.fake.do("join", team=town.teams.team("BRN-taskforces"), user=user)
        await town.teams.mention(user, PLACE, "status")
        assert said(town, PLACE) == ["Skriv til mig i en chat uden andre, så kan jeg svare dig."]
        done = await town.teams.say(user, "status")
        assert "____" in done.text
        rows = [each for each in await replies(town) if each.person_id is None]
        assert [(each.place, list(each.payload)) for each in rows[1:]] == [(f"{town.teams.place(user)}/", ["form"])]

    run(scenario)


def test_what_bots_write_and_what_people_feel_is_left_alone(run):
    async def scenario(town: Town) -> None:
        await town.teams.say("Emil", "satus")
        told, before = town.teams._last, await replies(town)
        bot = {"id": "28:44444444-4444-4444-8444-444444444444", "name": "En anden"}
        for changed in (
            {"id": "1", "from": bot},
            {"id": "2", "from": {**told["from"], "role": "bot"}},
            {"id": "3", "type": "messageReaction", "reactionsAdded": [{"type": "like"}]},
            {"id": "4", "type": "typing"},
            {"id": "5", "type": "event"},
            {"id": "6", "text": "", "attachments": [], "value": {"a": 1}},
            {"id": "7", "type": "messageUpdate", "channelData": {**told["channelData"], "eventType": "editMessage"}},
            {
                "id": "8",
                "type": "messageDelete",
                "channelData": {**told["channelData"], "eventType": "softDeleteMessage"},
            },
        ):
            assert (await town.teams.signed({**told, **changed})).status == 200
        assert await replies(town) == before

    run(scenario)


@pytest.mark.parametrize("listen", ["rooms", "mentions", "off"])
def test_with_off_not_even_mentions_are_heard(run, listen):
    async def scenario(town: Town) -> None:
        await town.teams.mention("Emil", PLACE, "status")
        assert len(await replies(town)) == (0 if listen == "off" else 1)
        assert (await town.teams.say("Emil", "status")).text.startswith("Elnet\n")

    run(scenario, listen=listen)


def test_nothing_is_logged_of_what_was_written(run, capfd):
    async def scenario(town: Town) -> None:
        await town.teams.say("Emil", "hemmelige tal: 4711")
        await town.teams.mention("Emil", PLACE, "Frist: 4711 – 4711")
        await town.teams.mention("Anna", PLACE, "x4711")
        assert "4711" not in "".join(capfd.readouterr())

    run(scenario)


def test_somebody_whom_teams_has_not_told_of_is_answered_in_a_chat_that_is_begun(run):
    """They came into the team, or on to the list, without the bot having heard of it."""

    async def scenario(town: Town) -> None:
        vibeke = town.fake.user(town.person("Vibeke").name, email=town.person("Vibeke").email or "")
        team = next(each["team"] for each in town.fake.read()["talks"].values() if each.get("team"))
        town.fake.do("join", team=team, user=vibeke)
        done = await town.teams.mention(vibeke, PLACE, "mig")
        (answer,) = done.new
        assert (answer.talk, answer.text.partition("\n")[0]) == (
            town.fake.chat(vibeke),
            "Det her ved vi om dig, Vibeke",
        )

    run(scenario)
