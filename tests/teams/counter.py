"""Recipes (tests/routes) performed in Teams: the last step is taken by signed activities on what Teams shows.

A card that the outbox has carried stands in somebody's chat; any other card, and a form, is a message that the bot has
just sent there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.teams import forms, render
from handlers.dialogue.card import Button, Card
from storage.tables import IdentityKind
from tests.routes.book import Fill, Follow, Press, Report, Say, Step
from tests.routes.counter import ChatCounter, ChatTheatre, typed
from tests.teams.reading import Shown
from tests.teams.town import TEAM
from tests.teams.workspace import Done, Workspace
from tests.world import House

__all__ = ["Counter", "TeamsTheatre"]


@dataclass
class Counter(ChatCounter):
    """The counter in Teams."""

    KIND: ClassVar[IdentityKind] = IdentityKind.teams

    @property
    def chat(self) -> Workspace:
        teams: Workspace = self.town.teams
        return teams

    def settle_in(self, house: House, who: str) -> None:
        person = house.person(who)
        self.chat.people[who] = self.town.fake.user(person.name, email=person.email)
        self.run(self.chat.install(who))

    def account(self, who: str) -> str:
        return self.town.fake.account(self.chat.id(who))

    def take(self, house: House, step: Step) -> Done:
        teams, who = self.chat, step.who
        match step:
            case Say(words=words, group=None):
                return self.run(teams.say(who, words))
            case Say(words=words, group=str(group)):
                return self.run(teams.mention(who, self.channel(house, group), words))
            case Press(card=card, label=label):
                return self.run(teams.press(who, self.shown(house, who, card), label))
            case Follow(card=card, label=label):
                return self.run(teams.press(who, self.alone(house, who, card), label))
            case Fill(form=form, values=values):
                shown = self._sent(who, forms.form(form, self.speech(house, who), way_back=False))
                return self.run(teams.submit(who, shown, typed(form, values), label=form.submit))
            case Report():
                return self._report(house, step)

    def write(self, who: str, channel: str, words: str) -> str:
        said = self.town.fake.do("say", talk=channel, user=self.chat.id(who), text=f"@Taskforce {words}", thread="")
        return f"{channel};messageid={said['id']}/{said['id']}"

    def _report(self, house: House, step: Report) -> Done:
        """What a face reports is what people do there; what only a word leads to is a button here."""
        teams, who = self.chat, step.who
        match step.action:
            case "room.joined":
                # nothing is said of those who are in the team and not in the group
                self.run(teams.remove_member("Sofie", TEAM, "Anna"))
                self.asked.clear()
                return self.run(teams.add_member("Sofie", TEAM, "Anna"))
            case "room.left":
                return self.run(teams.remove_member("Sofie", TEAM, who))
            case "room.heard":
                return self.run(teams.mention(who, self.channel(house, "Elnet"), step.words))
            case "room.unsaid":
                theirs = teams.id(who)
                there = teams.messages(self.channel(house, "Elnet"), viewer=who)
                return self.run(teams.delete([each for each in there if each.body["from"] == theirs][-1]))
        card = Card("Her er en knap.", buttons=(Button(step.action, "Tryk her", step.args),))
        return self.run(teams.press(who, self.shown(house, who, card), "Tryk her"))

    # --- what there is to press and to fill in ---

    def shown(self, house: House, who: str, card: Card) -> Shown:
        """A card as somebody has it: the message that the outbox has carried, or one of no row's."""
        talk, _, id_ = self.carried(house, card).rpartition("/")
        if not id_:
            return self.alone(house, who, card)
        base = talk.partition(";")[0]
        return next(each for each in self.chat.messages(base, viewer=who) if each.id == id_)

    def alone(self, house: House, who: str, card: Card) -> Shown:
        """A card as a message that no row of the outbox is about."""
        return self._sent(who, render.message(card, self.speech(house, who)))

    def _sent(self, who: str, drawn: Any) -> Shown:
        fake = self.town.fake
        connector = self.town.program.faces["teams"].connector
        talk = fake.chat(self.chat.id(who))
        activity = json.loads(json.dumps(render.activity(drawn)))
        id_ = self.run(connector.send(fake.service, talk, activity))
        return next(each for each in self.chat.messages(who) if each.id == id_)


class TeamsTheatre(ChatTheatre):
    """Stages of which Teams has its part."""
