"""What Slack tells of groups' channels, through the whole program: messages, mentions, who comes and who goes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from storage import people
from storage.tables import IdentityKind, JournalLine, MarkedLine, Milestone, Room
from tests.at_work import at_work
from tests.lines import LINE
from tests.slack.fake import BOT_USER, HOME, Fake, Json
from tests.slack.town import ELSEWHERE, SECRETARIAT, Town, play
from tests.smtp import PostOffice

NOTED = "✅ Frist noteret: Budskabspapir, fredag den 11. december kl. 12 (uge 50), Anna Lindholt.\n[Ret] [Fortryd]"
Scenario = Callable[[Town], Awaitable[None]]


@pytest.fixture
def run(fresh_file: Path, office: PostOffice, fake: Fake) -> Callable[..., None]:
    """Play a scenario in which Elnet has the channel #elnet: Emil coordinates it, Anna and Amir are in it."""

    def started(scenario: Scenario, **settings: Any) -> None:
        async def furnished(town: Town) -> None:
            await furnish(town)
            await scenario(town)

        play(fresh_file, office, fake, furnished, chatting=(*SECRETARIAT, "Anna"), **settings)

    return started


async def furnish(town: Town) -> None:
    """Elnet at work, in a channel that the bot is in."""
    folk = {name: town.person(name) for name in ("Sofie", "Emil", "Anna")}
    inside = tuple(town.slack.id(name) for name in folk)
    address = town.fake.channel("elnet", creator=inside[0], members=(*inside, BOT_USER), private=True)
    await at_work(town.program, *folk.values(), face="slack", address=address)


async def stored(town: Town, table: Any) -> list[Any]:
    return await town.program.runner.look(lambda store: list(store.session.exec(select(table).order_by(table.id))))


def signs(town: Town, message: Any) -> list[str]:
    """The bot's reactions on a message."""
    found: Json = next(each for each in town.slack.messages("#elnet") if each.ts == message.ts).body
    return [each["name"] for each in found.get("reactions", [])]


def under(town: Town, message: Any) -> list[str]:
    """What is said in the thread of a message."""
    several = [each for each in town.slack.messages("#elnet") if each.body.get("thread_ts") == message.ts]
    return [each.text for each in several if each.ts != message.ts]


def test_a_marked_line_is_noted_signed_and_answered_in_its_thread(run):
    async def scenario(town: Town) -> None:
        line = LINE.replace("@Anna", f"<@{town.slack.id('Anna')}>")
        message = await town.slack.say("Emil", "#elnet", f"Hej alle\n{line}")
        (milestone,) = await stored(town, Milestone)
        assert (milestone.title, milestone.owner_id) == ("budskabspapir", town.person("Anna").id)
        assert signs(town, message) == ["white_check_mark"]
        assert under(town, message) == [NOTED]

        await town.slack.again()
        assert len(await stored(town, Milestone)) == 1

    run(scenario)


def test_an_edit_changes_it_and_a_deletion_takes_it_back(run):
    async def scenario(town: Town) -> None:
        message = await town.slack.say("Emil", "#elnet", "Frist: 11. december – budskabspapir")
        await town.slack.edit(message, "*Frist:* 14. december – budskabspapir &amp; bilag".replace("&amp;", "&"))
        (milestone,) = await stored(town, Milestone)
        assert (milestone.title, str(milestone.day), milestone.state) == ("budskabspapir & bilag", "2026-12-14", "open")
        await town.slack.delete(message)
        (milestone,) = await stored(town, Milestone)
        assert milestone.state == "dropped"
        kinds = [line.what for line in await stored(town, JournalLine) if line.what.startswith("milestone")]
        assert kinds == ["milestone.noted", "milestone.edited", "milestone.dropped"]

    run(scenario)


def test_what_is_told_late_does_not_undo_an_edit_or_a_deletion(run):
    async def scenario(town: Town) -> None:
        first = "Frist: 11. december – budskabspapir"
        message = await town.slack.say("Emil", "#elnet", first)
        late = message.body | {"type": "message", "channel": message.channel, "channel_type": "group", "text": first}
        await town.slack.edit(message, "Frist: 14. december – budskabspapir")
        await town.slack.event(late)
        (milestone,) = await stored(town, Milestone)
        assert (str(milestone.day), milestone.state) == ("2026-12-14", "open")
        await town.slack.delete(message)
        await town.slack.event(late)
        (milestone,) = await stored(town, Milestone)
        assert milestone.state == "dropped"

    run(scenario)


def test_what_is_not_understood_is_asked_of_its_writer_alone(run):
    async def scenario(town: Town) -> None:
        message = await town.slack.say("Emil", "#elnet", "Status: vi er lidt bagud")
        assert signs(town, message) == ["question"]
        (asked,) = town.slack.ephemerals("Emil")
        assert asked.text == "Hvilken farve?\nvi er lidt bagud\n[Grøn] [Gul] [Rød]"
        await town.slack.press("Emil", asked, "Gul")
        assert signs(town, message) == ["white_check_mark"]
        assert under(town, message) == ["✅ Status noteret: gul – vi er lidt bagud\n[Fortryd]"]

    run(scenario)


def test_of_other_messages_only_the_time_is_kept(run, capfd):
    async def scenario(town: Town) -> None:
        before = town.program.clock.now()
        await town.slack.say("Anna", "#elnet", "Hemmelige tal: 4711")
        (room,) = await stored(town, Room)
        assert before < room.said_at < town.program.clock.now()
        assert await stored(town, MarkedLine) == []
        assert "4711" not in "".join(capfd.readouterr())

    run(scenario)


def test_a_mention_is_answered_to_whoever_wrote_it(run):
    async def scenario(town: Town) -> None:
        await town.slack.mention("Emil", "#elnet", "frist 11/12 budskabspapir")
        (milestone,) = await stored(town, Milestone)
        assert milestone.title == "budskabspapir"
        await town.slack.mention("Emil", "#elnet", "satus")
        assert [each.text for each in town.slack.ephemerals("Emil")] == [
            'Jeg kender ikke "satus".\nMente du status?\n[status] [hjælp]'
        ]

    run(scenario)


def test_a_mention_with_a_marked_line_is_read_once(run):
    async def scenario(town: Town) -> None:
        message = await town.slack.mention("Emil", "#elnet", "Frist: 11/12 – budskabspapir")
        assert len(await stored(town, Milestone)) == 1
        assert town.fake.record("chat.postEphemeral") == []
        assert signs(town, message) == ["white_check_mark"]

    run(scenario)


def test_words_to_the_bot_alone_are_answered_there(run):
    async def scenario(town: Town) -> None:
        await town.slack.say_in_dm("Sofie", "ny")
        form = town.slack.messages("Sofie")[-1]
        assert "[Udfyld]" in form.text
        done = await town.slack.press("Sofie", form, "Udfyld")
        assert done.view is not None

    run(scenario)


@pytest.mark.parametrize("listen", ["mentions", "off"])
def test_how_much_is_heard_can_be_narrowed(run, listen):
    async def scenario(town: Town) -> None:
        await town.slack.say("Emil", "#elnet", "Frist: 11/12 – budskabspapir")
        assert await stored(town, Milestone) == []
        (room,) = await stored(town, Room)
        assert room.said_at is None
        await town.slack.mention("Emil", "#elnet", "Frist: 11/12 – budskabspapir")
        assert len(await stored(town, Milestone)) == (1 if listen == "mentions" else 0)

    run(scenario, listen=listen)


def test_who_leaves_and_a_new_name_are_noticed(run):
    async def scenario(town: Town) -> None:
        await town.slack.leave("Anna", "#elnet")
        assert town.slack.texts("Emil")[-1].startswith("Anna Lindholt ")
        await town.slack.rename("#elnet", "elnet-2027")
        (room,) = await stored(town, Room)
        assert room.name == "elnet-2027"

    run(scenario)


def test_somebody_from_another_workspace_is_known_whichever_team_slack_tells(run):
    async def scenario(town: Town) -> None:
        amir, user = town.person("Amir"), town.slack.id("Amir")
        account = f"{ELSEWHERE}/{user}"
        await town.program.runner.change(lambda store: people.tie(store, amir.id, IdentityKind.slack, account))
        channel = town.slack.place("#elnet")
        entered = {"type": "member_joined_channel", "channel": channel, "channel_type": "G", "user": user}
        await town.slack.event(entered | {"team": HOME})
        told = town.slack.texts("Emil")[-1]
        assert told.startswith("Amir Rahimi er kommet ind i rummet")
        assert "Amir er ikke med i gruppen." in told

    run(scenario)


def test_a_message_full_of_mentions_asks_slack_for_a_few_names(run):
    async def scenario(town: Town) -> None:
        before = len(town.fake.record("users.info"))
        await town.slack.mention("Emil", "#elnet", "status " + " ".join(f"<@U0NOBODY{n:03}>" for n in range(60)))
        assert len(town.fake.record("users.info")) - before <= 41  # each as one of ours, and for the name alone
        assert len(town.slack.ephemerals("Emil")) == 1

    run(scenario)
