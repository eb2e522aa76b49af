"""One group on two platforms: the secretariat in Slack, directors and experts in Teams, Tobias by mail. Everybody has
each thing once, where they are, and what is settled is settled everywhere."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from bot.app import Program
from storage import groups, members
from tests import elnet_chat
from tests import town as mailing
from tests.elnet_chat import DIRECTORS, EXPERTS, OTHERS, SECRETARIAT, by_mail, names, presses
from tests.running import running
from tests.slack import town as slacking
from tests.slack.fake import Fake as SlackFake
from tests.slack.workspace import Workspace as Slack
from tests.smtp import PostOffice
from tests.teams import town as teaming
from tests.teams.fake import Fake as TeamsFake
from tests.teams.workspace import Workspace as Teams
from tests.world import at

IN_TEAMS = (*DIRECTORS, *OTHERS, *EXPERTS)


@dataclass
class Town:
    """Both chats of one program, and its mail. The steps of tests/elnet_chat.py are taken where each person is."""

    program: Program
    slack: Slack
    teams: Teams
    post: mailing.Town

    @property
    def chat(self) -> Town:
        return self

    def answered(self, done):
        return done.view

    def card(self, who, label):
        return self._of(who).message(who, label)

    async def type(self, who, words):
        return await (self.slack.command(who, words) if who in SECRETARIAT else self.teams.say(who, words))

    async def press(self, who, shown, label):
        return await self._of(who).press(who, shown, label)

    async def submit(self, who, shown, values):
        return await self._of(who).submit(who, shown, values)

    def _of(self, who):
        return self.slack if who in SECRETARIAT else self.teams

    async def wind(self, to: str) -> None:
        await self.program.clock.wind(at(to))
        ahead = self.program.clock.now().timestamp() - time.time()
        self.slack.fake.change(offset=ahead)
        self.teams.fake.change(offset=ahead)
        await self.settle()

    async def settle(self) -> None:
        for name in ("slack", "teams"):
            await self.program.faces[name].finish()  # type: ignore[attr-defined]
        await self.program.dispatcher.drain(self.program.clock.now())
        for name in ("slack", "teams"):
            await self.program.faces[name].finish()  # type: ignore[attr-defined]

    def titles(self, who: str) -> list[str]:
        """What somebody has in their list of messages, by platform, the oldest first; digests by their week."""
        in_slack = [f"slack: {each.text.splitlines()[0]}" for each in self._read(self.slack, who)]
        in_teams = [f"teams: {each.text.splitlines()[0]}" for each in self._read(self.teams, who)]
        return [*in_slack, *in_teams, *(f"mail: {each}" for each in self.post.subjects(who))]

    @staticmethod
    def _read(chat, who):
        return [each for each in chat.messages(who) if each.text] if who in chat.people else []


def play(
    path: Path, office: PostOffice, fake: SlackFake, teams: TeamsFake, scenario: Callable[[Town], Awaitable[None]]
) -> None:
    """Run a scenario in a program with both."""

    def hurry(program: Program) -> None:
        slacking.hurry(program)
        teaming.hurry(program)

    async def run() -> None:
        settings = {**slacking.of_slack(fake), **teaming.of_teams(teams)}
        async with running(path, office, hurry, **settings) as house:
            slack = await slacking.moved_in(house, fake, SECRETARIAT, ())
            chat = await teaming.moved_in(house, teams, IN_TEAMS)
            town = Town(house.program, slack, chat, mailing.Town(house.program, office, house.session))
            slack.settle = chat.settle = town.settle
            await teaming.welcomed(chat, IN_TEAMS)
            fake.clear()
            await scenario(town)
            await town.settle()

    asyncio.run(run())


def test_one_group_on_two_platforms(fresh_file: Path, office: PostOffice, fake: SlackFake, teams: TeamsFake) -> None:
    async def scenario(town: Town) -> None:
        welcome = town.titles("Vibeke")
        await elnet_chat.order(town)
        assert town.titles("Vibeke") == [*welcome, "teams: Må vi låne Anna Lindholt?"]
        assert town.titles("Emil") == ["slack: Du er tovholder for Elnet."]
        assert town.titles("Sofie") == ["slack: Elnet er bestilt."]
        await presses(town, "Vibeke", "Ja, spørg Anna")
        await presses(town, "Erik", "Ja, spørg Maja")
        await by_mail(town, "Tobias", "Ja, jeg deltager")
        await names(town, "Søren", "Dorthe")
        await names(town, "Lars", "Kasper")
        for expert in ("Anna", "Maja", "Dorthe", "Kasper"):
            await presses(town, expert, "Ja, jeg er med")

        # what is settled is settled on both: the directors' cards in Teams, the secretariat's receipt in Slack
        assert {who: town.titles(who) for who in ("Sofie", "Vibeke", "Anna", "Tobias")} == {
            "Sofie": [
                "slack: Elnet er bestilt.",
                "slack: Elnet er nedsat: 6 personer fra 6 organisationer, tovholder Emil Brandtoft.",
                "slack: 5 fra Elnet kunne ikke komme ind i rummet.",
            ],
            "Vibeke": ["teams: Hej Vibeke.", "teams: Tak, Vibeke.", "teams: Anna er med i Elnet."],
            "Anna": ["teams: Hej Anna.", "teams: Godt at have dig med, Anna.", "mail: 👋 Velkommen til Elnet"],
            "Tobias": [
                "mail: Vil Green Hub Denmark være med i Elnet? Svar senest 27. november",
                "mail: Godt at have dig med, Tobias.",
                "mail: 👋 Velkommen til Elnet",
            ],
        }
        assert "5 af 5 har svaret." in town.slack.messages("Sofie")[0].text
        assert town.slack.messages("Sofie")[-1].text.splitlines()[1] == (
            "· Anna Lindholt (Hjørring): bruger Teams og kan ikke komme ind i et rum i Slack. Får opslagene på mail."
        )
        with town.program.database.reading() as store:
            (group,) = groups.everything(store)
            roster = [person.name for _, person in members.of_group(store, group.id or 0)]
        assert sorted(roster) == [
            "Anna Lindholt", "Dorthe Zinck-Holm", "Emil Brandtoft", "Kasper Thybo-Lund", "Maja Hedelund",
            "Tobias Grønnegaard",
        ]  # fmt: skip

        # one digest each, where they are
        everybody = ("Sofie", "Emil", "Vibeke", "Anna", "Birgit")
        before = {who: len(town.titles(who)) for who in everybody}
        await town.wind("2026-11-23 08:00")
        assert {who: town.titles(who)[before[who] :] for who in everybody} == {
            "Sofie": ["slack: Uge 48 · 23.–29. november 2026 · 1 gruppe, 6 medlemmer"],
            "Emil": ["slack: Uge 48 · 23.–29. november 2026 · 1 gruppe, 6 medlemmer"],
            "Vibeke": ["teams: Uge 48 · 23.–29. november 2026 · Hjørring"],
            "Anna": [],
            "Birgit": ["teams: Uge 48 · 23.–29. november 2026 · Brønderslev"],
        }

        # the end is decided in Slack, and everybody is thanked where they are
        await town.wind("2027-05-04 09:00")
        form = await presses(town, "Emil", "Vi er færdige nu")
        done = {"outputs": ["Faglige input"], "owner": "BRN-sekretariatet"}
        await town.submit("Emil", form, done)
        assert {who: town.titles(who)[-1] for who in ("Sofie", "Emil", "Vibeke", "Tobias")} == {
            "Sofie": "slack: Elnet er opløst.",
            "Emil": "slack: Tak for at holde trådene i Elnet, Emil.",
            "Vibeke": "teams: Tak for lånet af Anna Lindholt",
            "Tobias": "mail: Tak for din indsats i Elnet, Tobias",
        }
        assert town.titles("Anna").count("teams: Tak for din indsats i Elnet, Anna") == 1
        assert {call["answer"]["error"] for call in fake.refused()} == {"users_not_found"}
        assert teams.refused() == []

    play(fresh_file, office, fake, teams, scenario)
