"""Recipes (tests/routes) performed in Slack: the last step is taken by signed HTTP on what Slack shows.

A card that the outbox has carried stands in somebody's conversation, an answer to something pressed or typed is a
message to them alone, a form is a modal that the bot has opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from bot.slack import modal, render
from bot.slack.modal import Meta, Origin
from handlers.dialogue.card import Button, Card
from handlers.dialogue.form import Form
from storage.tables import IdentityKind
from tests.routes.book import Fill, Follow, Press, Report, Say, Step
from tests.routes.counter import NOBODY_THERE, ChatCounter, ChatTheatre, typed
from tests.routes.stages import Kept
from tests.slack.fake import HOME
from tests.slack.reading import Shown
from tests.slack.workspace import Answered, Done, Workspace
from tests.world import House

__all__ = ["NOBODY_THERE", "Counter", "SlackTheatre"]


@dataclass
class Counter(ChatCounter):
    """The counter in Slack."""

    KIND: ClassVar[IdentityKind] = IdentityKind.slack

    @property
    def chat(self) -> Workspace:
        slack: Workspace = self.town.slack
        return slack

    def settle_in(self, house: House, who: str) -> None:
        person = house.person(who)
        self.chat.people[who] = self.town.fake.user(person.name, email=person.email)

    def account(self, who: str) -> str:
        return f"{HOME}/{self.chat.id(who)}"

    def take(self, house: House, step: Step) -> Done:
        slack, who = self.chat, step.who
        match step:
            case Say(words=words, group=group):
                return self.run(slack.command(who, words, channel=self.channel(house, group) if group else ""))
            case Press(card=card, label=label):
                return self.run(slack.press(who, self.shown(house, who, card), label))
            case Follow(card=card, label=label):
                return self.run(slack.press(who, self.alone(house, who, card), label))
            case Fill(form=form, values=values):
                return self.run(slack.submit(who, self.opened(house, who, form), typed(form, values)))
            case Report():
                return self._report(house, step)

    def write(self, who: str, channel: str, words: str) -> str:
        said = self.town.fake.do("say", channel=channel, user=self.chat.id(who), text=words)
        self.town.fake.do("happened")
        return f"{channel}/{said['ts']}"

    def _report(self, house: House, step: Report) -> Done:
        """What a face reports is what people do there; what only a word leads to is a button here."""
        slack, who = self.chat, step.who
        before = slack._seen(slack.id(who))
        match step.action:
            case "room.joined":
                self.run(slack.join(who, self.channel(house, "Elnet")))
            case "room.left":
                self.run(slack.leave(who, self.channel(house, "Elnet")))
            case "room.heard":
                self.run(slack.say(who, self.channel(house, "Elnet"), step.words))
            case "room.unsaid":
                theirs = slack.id(who)
                there = slack.messages(self.channel(house, "Elnet"))
                self.run(slack.delete([each for each in there if each.body.get("user") == theirs][-1]))
            case "home.show":
                self.run(slack.open_home(who))
            case "commission.from_message":
                said = self.run(slack.say(who, who, str(step.args["text"])))
                self.asked.clear()
                return self.run(slack.shortcut(who, said, step.action))
            case _:
                card = Card("Her er en knap.", buttons=(Button(step.action, "Tryk her", step.args),))
                return self.run(slack.press(who, self.shown(house, who, card), "Tryk her"))
        return slack._done(Answered(200, ""), before, slack.id(who))

    # --- what there is to press and to fill in ---

    def shown(self, house: House, who: str, card: Card) -> Shown:
        """A card as somebody has it: the message that the outbox has carried, or one to them alone."""
        channel, _, ts = self.carried(house, card).partition("/")
        if not ts:
            return self.alone(house, who, card)
        seen = [*self.chat.messages(channel), *self.chat.ephemerals(who)]
        return next(each for each in seen if each.ts == ts)

    def alone(self, house: House, who: str, card: Card) -> Shown:
        """A card as a message to somebody alone."""
        drawn = render.message(card, self.speech(house, who))
        self._as_bot("chat.postEphemeral", who, text=drawn.text, blocks=drawn.blocks)
        return self.chat.ephemerals(who)[-1]

    def opened(self, house: House, who: str, form: Form) -> Shown:
        """A form as a modal that the bot has opened."""
        user = self.chat.id(who)
        view = modal.form(form, self.speech(house, who), Meta(origin=Origin(self.town.fake.talk(user))))
        trigger = self.town.fake.do("trigger", user=user)["trigger_id"]
        self.run(self._api.call("views.open", trigger_id=trigger, view=view))
        found = self.chat.view(who)
        assert found is not None
        return found

    @property
    def _api(self) -> Any:
        return self.town.program.faces["slack"].api

    def _as_bot(self, method: str, who: str, **said: Any) -> None:
        user = self.chat.id(who)
        self.run(self._api.call(method, channel=self.town.fake.talk(user), user=user, **said))


class SlackTheatre(ChatTheatre):
    """Stages of which Slack has its part."""

    def bring_back(self, kept: Kept) -> None:
        super().bring_back(kept)
        self._counter.chat.typed.clear()
