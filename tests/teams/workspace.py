"""People at work in Teams: they write, press, fill in, and install the app, and Teams tells the bot by signed HTTP.

workspace = Workspace(fake, "http://127.0.0.1:8080", session, {"Sofie": "29:…"})
done = await workspace.say("Sofie", "ny")
done = await workspace.submit("Sofie", done, {"title": "Elnet"}, label="Se kortet")
done = await workspace.press("Sofie", done, "Send nu")
assert workspace.messages("Helle")[-1].text == "…"

People are named as in `people`, or by their id; places by the name of a channel ("#Elnet"), a person (their chat with
the bot) or an id. Each action gives all that changed before the eyes of the one who acted. Every method but the raw
ones fails when the bot does not answer as Teams' client needs it to.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from aiohttp import ClientSession, ClientTimeout

from tests.teams import filling
from tests.teams.activities import BOT_NAME, DELETED, EDITED, RESTORED, Activities
from tests.teams.aloud import plain
from tests.teams.fake import BOT, Fake, Json
from tests.teams.looking import Looking
from tests.teams.reading import Shown, actions, button

JSON = "application/json"
CARD, MESSAGE = "application/vnd.microsoft.card.adaptive", "application/vnd.microsoft.activity.message"
PATIENCE = ClientTimeout(total=15)  # Teams says "Something went wrong" by then


@dataclass(frozen=True)
class Answered:
    """What the bot answered over HTTP."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Done:
    """What came of an action for the one who acted: the HTTP answer, what is new or has changed before their eyes
    (oldest first), the card that was pressed as it is now, a short word that the client shows, the address that a link
    led to, and what the one who acted has written."""

    answer: Answered
    shown: tuple[Shown, ...] = ()
    pressed: Shown | None = None
    said: str = ""
    url: str = ""
    new: tuple[Shown, ...] = ()
    written: Shown | None = None

    @property
    def card(self) -> Shown:
        """The newest message that was not there before; else the card that was pressed, or the last that changed."""
        found = [*self.shown, *([self.pressed] if self.pressed else []), *self.new]
        assert found, "nothing was shown"
        return found[-1]

    @property
    def text(self) -> str:
        """What it says."""
        return self.card.text


@dataclass
class Workspace(Looking):
    """Everybody in Teams. `settle` waits until the bot has done what follows from an action. With `hears_all` the bot
    is told of everything that is said in its channels (the permission ChannelMessage.Read.Group), not of mentions
    alone."""

    fake: Fake
    url: str
    session: ClientSession
    people: dict[str, str] = field(default_factory=dict)
    settle: Callable[[], Awaitable[None]] | None = None
    hears_all: bool = False
    taps: Counter[str] = field(default_factory=Counter)
    _last: Json = field(default_factory=dict)

    @property
    def messages_url(self) -> str:
        """The address that Teams calls."""
        return f"{self.url}/api/messages"

    # --- writing ---

    async def say(self, who: str, words: str) -> Done:
        """Write to the bot in one's chat with it, to which the app comes with that."""
        user = self.id(who)
        if user not in self.fake.read()["installed"]:
            await self.install(who)
        return await self._write(user, self.fake.chat(user), words, "")

    async def mention(self, who: str, channel: str, words: str, *, thread: Shown | None = None) -> Done:
        """Write in a channel with a mention of the bot: "@Taskforce words", unless it stands somewhere else in them.
        "@Anna Lindholt" mentions her. `thread` is a message to answer."""
        said = words if f"@{BOT_NAME}" in words else f"@{BOT_NAME}\xa0{words}"
        return await self._write(self.id(who), self.place(channel), said, thread.root if thread else "")

    async def write(self, who: str, channel: str, words: str, *, thread: Shown | None = None) -> Done:
        """Write in a channel, of which the bot hears when it is mentioned (or hears all)."""
        return await self._write(self.id(who), self.place(channel), words, thread.root if thread else "")

    async def edit(self, message: Shown, words: str) -> Done:
        """Change what one has written."""
        user = message.body["from"]
        body = self.fake.do("edit", talk=message.talk, id=message.id, user=user, text=words)
        changed = Shown(body, message.talk, message.id, user)
        return await self._told(changed, "messageUpdate", EDITED, before=message.body["text"])

    async def delete(self, message: Shown) -> Done:
        """Take away what one has written."""
        user = message.body["from"]
        self.fake.do("delete", talk=message.talk, id=message.id, user=user)
        return await self._told(message, "messageDelete", DELETED)

    async def restore(self, message: Shown) -> Done:
        """Bring back what one has taken away."""
        self.fake.do("restore", talk=message.talk, message=message.body)
        return await self._told(message, "messageUpdate", RESTORED)

    # --- pressing ---

    async def press(
        self,
        who: str,
        shown: Shown | Done | None,
        label: str,
        values: Mapping[str, Any] | None = None,
        near: str = "",
    ) -> Done:
        """Press a button (also one that is unfolded first), after `values` have been typed. `near` finds one of
        several by the words before it. Raises CannotSend for what the client does not send."""
        user = self.id(who)
        what = self._before(user, shown)
        action, above = button(what, label, near)
        self.taps[user] += 1 + len(above)
        if action["type"] == "Action.OpenUrl":
            return Done(Answered(0, None), pressed=what, url=action["url"])
        assert action["type"] == "Action.Execute", f"{label!r} is an {action['type']}"
        if action.get("associatedInputs") == "none":
            assert not values, f"{label!r} sends nothing that was typed"
        else:
            typed = filling.sent([what.card, *above], values or {})
            action = {**action, "data": {**(action.get("data") or {}), **typed}}
        return await self.act(who, what, action)

    async def submit(
        self,
        who: str,
        shown: Shown | Done | None,
        values: Mapping[str, Any] | None = None,
        /,
        label: str = "",
        **more: Any,
    ) -> Done:
        """Fill in the inputs of a card (by id or label) and send them, with the button of a label or the only one that
        sends what was typed."""
        what = self._before(self.id(who), shown)
        if not label:
            found = [each["title"] for each, _ in actions(what) if _takes_inputs(each)]
            assert len(found) == 1, f"one button sends the form, not {found}"
            label = plain(found[0])
        return await self.press(who, what, label, {**(values or {}), **more})

    async def act(self, who: str, what: Shown, action: Json) -> Done:
        """Send an invoke, whatever it says, and show what it is answered with."""
        user = self.id(who)
        before = self._seen(user)
        answer = await self.signed(self._activities().invoke(user, what, action))
        said = self._show(user, what, answer)
        await self._settled()
        return self._done(answer, before, user, what, said)

    # --- the app comes and goes ---

    async def install(self, who: str) -> Done:
        """Add the app for oneself."""
        user = self.id(who)
        talk = self.fake.do("install", user=user)["id"]
        make = self._activities()
        added = make.update(user, talk, membersAdded=[BOT])
        return await self._tell(user, added, make.installation(user, talk, "add"))

    async def uninstall(self, who: str) -> Done:
        """Take the app away again."""
        user = self.id(who)
        talk = self.fake.do("uninstall", user=user)["id"]
        return await self._tell(user, self._activities().installation(user, talk, "remove"))

    async def install_in(self, who: str, team: str, *, channel: str = "") -> Done:
        """Add the app to a team (by its name or id), with a channel chosen for it."""
        user, id_ = self.id(who), self.team(team)
        self.fake.do("install", team=id_)
        make = self._activities()
        added = make.update(user, id_, "teamMemberAdded", membersAdded=[BOT])
        chosen = self.place(channel) if channel else id_
        return await self._tell(user, added, make.installation(user, id_, "add", chosen))

    async def uninstall_from(self, who: str, team: str) -> Done:
        """Take the app out of a team."""
        user, id_ = self.id(who), self.team(team)
        self.fake.do("uninstall", team=id_)
        make = self._activities()
        gone = make.update(user, id_, "teamMemberRemoved", membersRemoved=[BOT])
        return await self._tell(user, gone, make.installation(user, id_, "remove"))

    async def add_member(self, who: str, team: str, *members: str) -> Done:
        """Put people in a team."""
        user, id_, ids = self.id(who), self.team(team), list(map(self.id, members))
        for each in ids:
            self.fake.do("join", team=id_, user=each)
        return await self._of_team(user, id_, "teamMemberAdded", membersAdded=ids)

    async def remove_member(self, who: str, team: str, *members: str) -> Done:
        """Take people out of a team."""
        user, id_, ids = self.id(who), self.team(team), list(map(self.id, members))
        for each in ids:
            self.fake.do("leave", team=id_, user=each)
        return await self._of_team(user, id_, "teamMemberRemoved", membersRemoved=ids)

    async def rename(self, who: str, channel: str, name: str) -> Done:
        """Give a channel another name."""
        user, talk = self.id(who), self.place(channel)
        self.fake.do("rename", channel=talk, name=name)
        told = self._activities().update(user, talk, "channelRenamed")
        told["channelData"]["channel"]["name"] = name
        return await self._tell(user, told)

    async def _of_team(self, user: str, team: str, event: str, **changed: list[str]) -> Done:
        if not self.fake.read()["teams"][team]["installed"]:
            return Done(Answered(0, None))
        return await self._tell(user, self._activities().update(user, team, event, **changed))

    # --- over HTTP ---

    async def again(self) -> Answered:
        """The last activity once more, as Teams does that got no answer in time."""
        answer = await self.signed(self._last)
        await self._settled()
        return answer

    async def signed(self, activity: Json, **claims: Any) -> Answered:
        """Send an activity with Microsoft's token, or one with other claims."""
        self._last = activity
        return await self.unsigned(json.dumps(activity).encode(), Authorization=f"Bearer {self.fake.token(**claims)}")

    async def unsigned(self, body: bytes, content_type: str = f"{JSON}; charset=utf-8", **headers: str) -> Answered:
        """Send bytes as they are, with these headers alone."""
        sent = {"Content-Type": content_type, **headers}
        async with self.session.post(self.messages_url, data=body, headers=sent, timeout=PATIENCE) as response:
            raw = await response.read()
            read = json.loads(raw) if response.content_type == JSON and raw else raw.decode("utf-8", "replace")
            return Answered(response.status, read, dict(response.headers))

    # --- how ---

    def _activities(self) -> Activities:
        return Activities(self.fake, self.fake.read())

    async def _write(self, user: str, talk: str, words: str, thread: str) -> Done:
        body = self.fake.do("say", talk=talk, user=user, text=words, thread=thread)
        return await self._told(Shown(body, talk, body["id"], user), "message", "")

    async def _told(self, what: Shown, type_: str, event: str, *, before: str = "") -> Done:
        """Tell the bot of somebody's message, where it is told of such; it may have mentioned the bot `before`."""
        user = what.body["from"]
        state = self.fake.read()
        if what.talk.startswith("19:"):
            heard = self.hears_all or re.search(rf"@{BOT_NAME}(?!\w)", f"{before} {what.body['text']}")
            if not heard or not state["teams"][state["talks"][what.talk]["team"]]["installed"]:
                return Done(Answered(0, None), written=what)
        done = await self._tell(user, Activities(self.fake, state).message(user, what, type_, event))
        return replace(done, written=what)

    async def _tell(self, user: str, *activities: Json) -> Done:
        """Bring activities that nobody waits for."""
        before = self._seen(user)
        answers = []
        for each in activities:
            answers.append(await self.signed(each))
            assert answers[-1].status in (200, 201, 202), answers[-1]
            assert answers[-1].body == "", f"nobody sees this answer: {answers[-1].body!r}"
            await self._settled()
        return self._done(answers[-1], before, user)

    def _show(self, user: str, what: Shown, answer: Answered) -> str:
        """Check the answer to an invoke, as Teams' client reads it, and show it; the short word that it may be."""
        assert answer.status == 200, answer
        assert answer.headers.get("Content-Type", "").startswith(JSON), answer
        assert isinstance(answer.body, dict), answer
        assert set(answer.body) == {"statusCode", "type", "value"}, sorted(answer.body)
        assert answer.body["statusCode"] == 200, answer.body
        if answer.body["type"] == MESSAGE:
            assert isinstance(answer.body["value"], str), answer.body
            return str(answer.body["value"])
        assert answer.body["type"] == CARD, answer.body["type"]
        self.fake.do("answer", talk=what.talk, id=what.id, user=user, card=answer.body["value"])
        return ""

    def _done(
        self,
        answer: Answered,
        before: Mapping[tuple[str, str], str],
        user: str,
        pressed: Shown | None = None,
        said: str = "",
    ) -> Done:
        eyes: Sequence[Shown] = self._eyes(user)
        changed = [each for each in eyes if each.ours and before.get((each.talk, each.id)) != each.look]
        new = [each for each in changed if (each.talk, each.id) not in before]
        now = next((each for each in eyes if pressed and each == pressed), None)
        return Done(answer, tuple(changed), now, said, new=tuple(new))

    def _before(self, user: str, shown: Shown | Done | None) -> Shown:
        """What somebody presses in, before their eyes; it must still be there, if only as it was."""
        what = shown.card if isinstance(shown, Done) else shown
        assert what is not None, "there is nothing to press on"
        there = [(each.talk, each.id) for each in self._eyes(user)]
        assert (what.talk, what.id) in there, f"it is not there any more: {what.text}"
        return replace(what, viewer=user)

    async def _settled(self) -> None:
        if self.settle is not None:
            await self.settle()


def _takes_inputs(action: Json) -> bool:
    return action["type"] == "Action.Execute" and action.get("associatedInputs") != "none"
