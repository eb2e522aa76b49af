"""Marked lines in mentions in Teams, through the whole program: noted, asked about, changed, taken back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from storage.tables import Decision, JournalLine, MarkedLine, MarkState, Milestone, Room
from tests import lines
from tests.smtp import PostOffice
from tests.teams.fake import Fake
from tests.teams.reading import Shown
from tests.teams.room import PLACE, Run, in_room, said, stored
from tests.teams.town import Town

NOT_UNDERSTOOD = "❓ Ikke alt her er forstået. Den, der skrev det, bliver spurgt i sin egen chat med Taskforce."


@pytest.fixture
def run(fresh_file: Path, office: PostOffice, teams: Fake) -> Run:
    """Play a scenario in which Elnet has a channel."""
    return in_room(fresh_file, office, teams)


def under(town: Town, written: Shown) -> list[str]:
    """What the bot says in the thread of a message."""
    return [each.text for each in town.teams.messages(PLACE) if each.ours and each.root == written.root]


def flat(buttons: str) -> str:
    """A receipt as tests/lines.py has it, with its buttons as Teams shows them."""
    return re.sub(r"\](?: · |\n)\[", "] [", buttons.replace("{", "[").replace("}", "]"))


def test_every_line_of_the_guide_is_noted_with_one_reply_in_its_thread(run):
    async def scenario(town: Town) -> None:
        for line, noted in lines.NOTED:
            done = await town.teams.mention("Emil", PLACE, line.replace("@Anna", "@Anna Lindholt"))
            assert under(town, done.written) == [flat(noted)]
        before = len(said(town, PLACE))
        await town.teams.again()
        assert len(said(town, PLACE)) == before == len(lines.NOTED)

    run(scenario)


def test_what_is_not_understood_has_one_line_in_its_thread_and_a_question_to_its_writer(run):
    async def scenario(town: Town) -> None:
        for line, asked, _ in lines.ASKED:
            done = await town.teams.mention("Emil", PLACE, line)
            assert under(town, done.written) == [NOT_UNDERSTOOD]
            assert town.teams.texts("Emil")[-1] == asked

    run(scenario)


def test_a_question_is_answered_by_one_press_and_the_thread_says_so(run):
    async def scenario(town: Town) -> None:
        for line, _, label in lines.ASKED:
            done = await town.teams.mention("Emil", PLACE, line)
            await town.teams.press("Emil", town.card("Emil", label), label)
            (receipt,) = under(town, done.written)
            assert receipt.startswith("✅ ")
            assert town.teams.texts("Emil")[-1] == "Tak. Det er noteret.\nKvitteringen står under din besked."

    run(scenario)


def test_everything_else_is_not_kept(run):
    async def scenario(town: Town) -> None:
        for words in lines.LEFT_ALONE:
            await town.teams.mention("Emil", PLACE, words)
            await town.teams.write("Emil", PLACE, words)
        await town.teams.write("Emil", PLACE, lines.LINE)
        assert await stored(town, MarkedLine) == await stored(town, Milestone) == []
        assert said(town, PLACE) == []

    run(scenario)


def test_of_a_mention_the_time_is_kept(run):
    async def scenario(town: Town) -> None:
        before = town.program.clock.now()
        await town.teams.mention("Anna", PLACE, "status")
        (room,) = await stored(town, Room)
        assert before < room.said_at < town.program.clock.now()

    run(scenario)


def test_several_lines_are_read_after_the_mention_and_below_it(run):
    async def scenario(town: Town) -> None:
        done = await town.teams.mention(
            "Emil", PLACE, "@Taskforce\nHej alle\n- Frist: 11/12 – notat\n- Status: gul\nTak\nBeslutning: Model B"
        )
        assert [each.partition("\n")[0] for each in under(town, done.written)] == [
            "✅ Beslutning noteret: Model B (fredag den 20. november)",
            "✅ Frist noteret: Notat, fredag den 11. december (uge 50).",
            "✅ Status noteret: gul",
        ]

    run(scenario)


def test_lines_stay_lines_as_people_write_lists_in_teams(run):
    async def scenario(town: Town) -> None:
        await town.teams.mention("Emil", PLACE, "hjælp")
        told = town.teams._last
        mention = '<span itemscope itemtype="http://schema.skype.com/Mention" itemid="0">Taskforce</span>'
        html = (
            f"<p>{mention}&nbsp;</p><blockquote>Frist: 9/12 – gammelt</blockquote>"
            "<ul><li><strong>Frist:</strong> 11/12 – notat</li><li>Frist: 18/12 – bilag</li></ul>"
        )
        await town.teams.signed(
            {**told, "id": "1795161600001", "attachments": [{"contentType": "text/html", "content": html}]}
        )
        assert [(each.title, str(each.day)) for each in await stored(town, Milestone)] == [
            ("notat", "2026-12-11"),
            ("bilag", "2026-12-18"),
        ]

    run(scenario)


def test_of_several_lines_the_one_that_is_not_understood_is_asked_about(run):
    async def scenario(town: Town) -> None:
        done = await town.teams.mention("Emil", PLACE, "Status: gul\nFrist: snarest – one-pager")
        assert sorted(under(town, done.written)) == ["✅ Status noteret: gul\n[Fortryd]", NOT_UNDERSTOOD]
        form = await town.teams.press("Emil", town.card("Emil", "Sæt dato"), "Sæt dato")
        await town.teams.submit("Emil", form, {"day": "11. december"}, label="Sæt fristen")
        assert [each.partition("\n")[0] for each in under(town, done.written)] == [
            "✅ Status noteret: gul",
            "✅ Frist noteret: One-pager, fredag den 11. december (uge 50).",
        ]

    run(scenario)


def test_an_edit_changes_it_and_a_deletion_takes_it_back(run):
    async def scenario(town: Town) -> None:
        written = (await town.teams.mention("Emil", PLACE, "Frist: 11. december – budskabspapir")).written
        await town.teams.edit(written, "@Taskforce Frist: 14. december – budskabspapir & bilag")
        assert await milestones(town) == [("budskabspapir & bilag", "2026-12-14", "open")]
        assert under(town, written)[0].startswith(
            "✅ Frist noteret: Budskabspapir & bilag, mandag den 14. december (uge 51)."
        )
        await town.teams.edit(written, "@Taskforce Frist: 11. december – budskabspapir")
        assert await milestones(town) == [("budskabspapir", "2026-12-11", "open")]
        await town.teams.delete(written)
        assert await milestones(town) == [("budskabspapir", "2026-12-11", "dropped")]
        await town.teams.restore(written)
        assert [each[2] for each in await milestones(town)] == ["dropped", "open"]
        kinds = [line.what for line in await stored(town, JournalLine) if line.what.startswith("milestone")]
        assert kinds == [
            "milestone.noted",
            "milestone.edited",
            "milestone.edited",
            "milestone.dropped",
            "milestone.noted",
        ]

    run(scenario)


def test_what_is_told_late_does_not_undo_an_edit_or_a_deletion(run):
    async def scenario(town: Town) -> None:
        written = (await town.teams.mention("Emil", PLACE, "Frist: 11. december – notat")).written
        late = town.teams._last
        await town.teams.edit(written, "@Taskforce Frist: 14. december – notat")
        await town.teams.signed(late)
        assert await milestones(town) == [("notat", "2026-12-14", "open")]
        await town.teams.delete(written)
        await town.teams.signed(late)
        await town.teams.again()
        assert await milestones(town) == [("notat", "2026-12-14", "dropped")]

    run(scenario)


def test_an_edit_without_the_mention_counts_and_one_that_adds_it_is_read(run):
    async def scenario(town: Town) -> None:
        written = (await town.teams.mention("Emil", PLACE, "Frist: 11. december – notat")).written
        await town.teams.edit(written, "Hej alle")
        assert await milestones(town) == [("notat", "2026-12-11", "dropped")]
        other = (await town.teams.write("Emil", PLACE, "Beslutning: Model B")).written
        assert await stored(town, Decision) == []
        await town.teams.edit(other, "@Taskforce Beslutning: Model B")
        assert [each.title for each in await stored(town, Decision)] == ["Model B"]

    run(scenario)


def test_undo_takes_the_line_back_and_says_so_in_the_thread(run):
    async def scenario(town: Town) -> None:
        written = (await town.teams.mention("Emil", PLACE, "Frist: 11. december – notat")).written
        assert (await town.teams.say("Emil", "fortryd")).text.startswith("Det er fortrudt.")
        assert under(town, written) == ["Taget af planen: Notat."]
        assert [each.state for each in await stored(town, MarkedLine)] == [MarkState.undone]

    run(scenario)


def test_a_members_deadline_waits_for_the_coordinator(run):
    async def scenario(town: Town) -> None:
        done = await town.teams.mention("Anna", PLACE, "Frist: 11. december – notat")
        assert under(town, done.written) == ["✅ Forstået."]
        assert town.teams.texts("Anna")[-1].startswith("Emil har fået dit forslag.")
        assert "[Ja, " in town.teams.texts("Emil")[-1]

    run(scenario)


def test_who_is_nobody_here_is_not_heard_and_an_unbound_channel_has_no_lines(run):
    async def scenario(town: Town) -> None:
        await town.teams.mention("Farah", PLACE, "Frist: 11. december – notat")
        town.fake.channel(town.teams.team("BRN-taskforces"), "Andet")
        await town.teams.mention("Emil", "#Andet", "Frist: 11. december – notat")
        assert await stored(town, MarkedLine) == []
        assert said(town, PLACE) == said(town, "#Andet") == []

    run(scenario)


@pytest.mark.parametrize(("listen", "count"), [("mentions", 1), ("off", 0)])
def test_how_much_is_heard_can_be_narrowed(run, listen, count):
    async def scenario(town: Town) -> None:
        written = (await town.teams.mention("Emil", PLACE, "Frist: 11/12 – notat")).written
        await town.teams.edit(written, "@Taskforce Frist: 11/12 – andet notat")
        assert len(await stored(town, Milestone)) == count

    run(scenario, listen=listen)


async def milestones(town: Town) -> list[Any]:
    return [(each.title, str(each.day), each.state) for each in await stored(town, Milestone)]
