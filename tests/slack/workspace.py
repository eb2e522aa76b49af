"""People at work in Slack: they type, press, fill in and write, and Slack tells the bot by signed HTTP.

workspace = Workspace(fake, "http://127.0.0.1:8080", session, {"Sofie": "U…"})
done = await workspace.command("Sofie", "ny")
done = await workspace.submit("Sofie", done.view, title="Elnet")
done = await workspace.press("Sofie", done.view, "Send nu")
assert workspace.messages("Helle")[-1].text == "…"

People are named as in `people`, or by their id; places by a name ("#elnet"), a person (their conversation with the
bot) or an id. What comes back is shown to them as Slack would, and each action gives all that changed before the eyes
of the one who acted. Every method but the raw ones fails when the bot does not answer as it must.
"""

from __future__ import annotations

import html
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientSession
from slack_sdk.signature import SignatureVerifier

from tests.slack import filling
from tests.slack.fake import APP, BOT_USER, HOME, Fake, Json
from tests.slack.filling import State
from tests.slack.looking import Looking
from tests.slack.payloads import Payloads
from tests.slack.reading import Shown, button, inputs, said

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
MESSAGES = {"im": "message.im", "group": "message.groups", "channel": "message.channels"}
MOST_OPTIONS = 100
ROUNDS = 20  # of telling what came of what was told


@dataclass(frozen=True)
class Answered:
    """What the bot answered over HTTP."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Done:
    """What came of an action for the one who acted: the HTTP answer, what is new or has changed before their eyes
    (oldest first), the modal on top, errors at fields (block id → words), and the address that a link led to."""

    answer: Answered
    shown: tuple[Shown, ...] = ()
    view: Shown | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    url: str = ""

    @property
    def card(self) -> Shown:
        """The newest thing that was shown; the modal when nothing else was."""
        found = [*([self.view] if self.view else []), *self.shown]
        assert found, "nothing was shown"
        return found[-1]

    @property
    def text(self) -> str:
        """What the newest thing says."""
        return self.card.text


@dataclass
class Workspace(Looking):
    """Everybody in Slack. `settle` waits until the bot has done what follows from an action. With `echoes` the bot is
    also told what its own calls have caused: its messages, people that it let in. `hears` are the events that the app
    has asked for (message.im, app_mention …); of no other is it told, unless `event` is used. None is all of them."""

    fake: Fake
    url: str
    session: ClientSession
    people: dict[str, str] = field(default_factory=dict)
    settle: Callable[[], Awaitable[None]] | None = None
    echoes: bool = False
    hears: frozenset[str] | None = None
    taps: Counter[str] = field(default_factory=Counter)
    typed: dict[str, State] = field(default_factory=dict)
    _last: tuple[bytes, str] = (b"", JSON)
    _suggested: dict[tuple[str, str], list[Json]] = field(default_factory=dict)

    @property
    def events(self) -> str:
        """The address that Slack calls."""
        return f"{self.url}/slack/events"

    # --- acting ---

    async def command(self, who: str, words: str, *, channel: str = "", command: str = "/taskforce") -> Done:
        """Type "/taskforce words" (with or without the first word), in the conversation with the bot unless a place
        is named."""
        user = self.id(who)
        assert self.fake.read()["users"][user]["team"] == HOME, f"{command} is not a valid command in another workspace"
        text = words.removeprefix(command).strip()
        place = self.place(channel or who)
        self.taps[user] += 1
        body = self._payloads().command(user, place, command, html.escape(text, quote=False))
        return await self._acted(user, urlencode(body).encode(), FORM, self._show_answer(user, place))

    async def press(
        self, who: str, shown: Shown | Done | None, label: str, values: Mapping[str, Any] | None = None, near: str = ""
    ) -> Done:
        """Press a button (also one behind "⋯"), and "yes" in the dialog that asks whether one means it. In a modal
        `values` are typed first. `near` finds one of several by the words before it."""
        what = shown.card if isinstance(shown, Done) else shown
        block, element = button(what, label, near)
        assert what is not None
        user = self.id(who)
        self.taps[user] += 2 if element.get("confirm") or element["type"] == "overflow" else 1
        return await self.act(who, what, block, element, values)

    async def act(
        self, who: str, what: Shown, block: Json, element: Json, values: Mapping[str, Any] | None = None
    ) -> Done:
        """Use an element of a message or a view, whatever it says."""
        user = self.id(who)
        state = await self._type(who, what, values or {})
        body = self._payloads().action(user, what, block, element, state)
        done = await self._acted(user, _payload(body), FORM, _nothing_said)
        return Done(done.answer, done.shown, done.view, url=element.get("url", ""))

    async def submit(
        self, who: str, shown: Shown | Done | None, values: Mapping[str, Any] | None = None, /, **more: Any
    ) -> Done:
        """Fill a modal in (fields by block id or label) and send it. Raises CannotSend."""
        what = shown.view if isinstance(shown, Done) else shown
        assert what is not None
        assert what.kind == "modal", "no modal is open"
        user = self.id(who)
        state = await self._type(who, what, {**(values or {}), **more})
        filling.check(what, state)
        self.taps[user] += 1
        body = self._payloads().view("view_submission", user, what, state)
        errors: dict[str, str] = {}
        done = await self._acted(user, _payload(body), FORM, self._apply(user, what, errors))
        return Done(done.answer, done.shown, done.view, errors)

    async def close(self, who: str, shown: Shown | Done | None) -> Done:
        """Close the modal on top; the bot hears of it where it asked to."""
        what = shown.view if isinstance(shown, Done) else shown
        assert what is not None
        user = self.id(who)
        self.taps[user] += 1
        self.fake.do("respond_view", user=user, view_id=what.id, action="close", view=None)
        if not what.body.get("notify_on_close"):
            return self._done(Answered(200, ""), self._seen(user), user)
        body = self._payloads().view("view_closed", user, what, self._state(what)) | {"is_cleared": False}
        return await self._acted(user, _payload(body), FORM, _nothing_said)

    async def suggest(self, who: str, shown: Shown | Done | None, name: str, typed: str) -> list[str]:
        """Type in a field that looks up what it offers; the labels that come."""
        what = shown.view if isinstance(shown, Done) else shown
        assert what is not None
        block, element = filling.find(what, name)
        assert "external" in element["type"], f"{name} looks nothing up"
        if len(typed) < int(element.get("min_query_length", 3)):
            return []
        body = self._payloads().suggestion(self.id(who), what, block, element, typed)
        answer = await self.signed(_payload(body), FORM)
        assert answer.status == 200, answer
        groups = answer.body.get("option_groups") if isinstance(answer.body, dict) else None
        options = [o for g in groups for o in g["options"]] if groups else answer.body["options"]
        assert len(options) <= MOST_OPTIONS, len(options)
        for each in options:
            assert 0 < len(each["text"]["text"]) <= 75, each
            assert 0 < len(each["value"]) <= 150, each
            assert each["text"]["type"] == "plain_text", each
        self._suggested[what.id, block["block_id"]] = options
        return [said(each["text"]) for each in options]

    async def shortcut(self, who: str, message: Shown | None, callback_id: str) -> Done:
        """Choose a shortcut in a message's menu, or (without a message) in the list of all."""
        user = self.id(who)
        self.taps[user] += 2
        body = self._payloads().shortcut(user, message, callback_id)
        return await self._acted(user, _payload(body), FORM, _nothing_said)

    async def open_home(self, who: str) -> Shown | None:
        """Open the app's home; what stands there afterwards."""
        user = self.id(who)
        self.taps[user] += 1
        view = self.fake.read()["homes"].get(user)
        event = {"type": "app_home_opened", "user": user, "channel": self.place(who), "tab": "home"}
        if self._hears(event):
            await self.event(event | ({"view": view} if view else {}))
        return self.home(who)

    # --- writing ---

    async def say(self, who: str, place: str, text: str, *, thread: str = "") -> Shown:
        """Write in a channel; the message."""
        channel = self.place(place)
        escaped = html.escape(text, quote=False).replace("&lt;@", "<@")
        escaped = escaped.replace("&gt;", ">") if "<@" in escaped else escaped
        message = self.fake.do("say", channel=channel, user=self.id(who), text=escaped, thread_ts=thread)
        await self.tell()
        return Shown("message", message, channel, message["ts"])

    async def mention(self, who: str, place: str, text: str) -> Shown:
        """Write to the bot in a channel: "@Taskforce text"."""
        return await self.say(who, place, f"<@{BOT_USER}> {text}")

    async def say_in_dm(self, who: str, text: str) -> Shown:
        """Write to the bot alone."""
        return await self.say(who, who, text)

    async def edit(self, message: Shown, text: str) -> None:
        """Change what one has written."""
        self.fake.do("edit", channel=message.channel, ts=message.ts, text=html.escape(text, quote=False))
        await self.tell()

    async def delete(self, message: Shown) -> None:
        """Take away what one has written."""
        self.fake.do("delete", channel=message.channel, ts=message.ts)
        await self.tell()

    async def join(self, who: str, place: str) -> None:
        """Enter a channel by oneself; "the bot" can, too (`BOT_USER`)."""
        self.fake.do("join", channel=self.place(place), user=self.id(who))
        await self.tell()

    async def leave(self, who: str, place: str) -> None:
        """Leave a channel."""
        self.fake.do("leave", channel=self.place(place), user=self.id(who))
        await self.tell()

    async def rename(self, place: str, name: str) -> None:
        """Give a channel another name."""
        self.fake.do("rename", channel=self.place(place), name=name)
        await self.tell()

    async def tell(self) -> list[Answered]:
        """Tell the bot what has happened since: what people did, and with `echoes` what it did itself."""
        answers: list[Answered] = []
        for _ in range(ROUNDS):
            found = [each for each in self.fake.do("happened")["events"] if self.echoes or not each["ours"]]
            if not found:
                return answers
            events = [each["event"] for each in found if self._hears(each["event"])]
            answers += [await self._tell_of(each, {}) for each in events]
        raise AssertionError("the bot answers itself for ever")

    def _hears(self, event: Json) -> bool:
        asked = event["type"]
        if asked == "message":
            asked = {"im": "message.im", "group": "message.groups", "channel": "message.channels"}[
                event["channel_type"]
            ]
        return self.hears is None or asked in self.hears

    # --- over HTTP ---

    async def event(self, event: Json, **outside: Any) -> Answered:
        """Tell the bot of an event; `outside` changes what stands around it."""
        answer = await self._tell_of(event, outside)
        await self._settled()
        return answer

    async def _tell_of(self, event: Json, outside: Json) -> Answered:
        body = self._payloads().event(event) | outside
        answer = await self.signed(json.dumps(body).encode(), JSON)
        assert answer.status == 200, answer
        if self.settle is not None:
            await self.settle()
        return answer

    async def again(self, *, retry: int = 1) -> Answered:
        """The last delivery once more, as Slack does that got no answer in time."""
        body, content_type = self._last
        more = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"}
        answer = await self.signed(body, content_type, **more)
        await self._settled()
        return answer

    async def signed(
        self, body: bytes, content_type: str = FORM, *, timestamp: float | str | None = None, **headers: str
    ) -> Answered:
        """Send bytes with Slack's signature, made now unless a time is given (seconds since 1970)."""
        verifier = SignatureVerifier(self.fake.signing_secret)
        stamp = str(int(timestamp) if isinstance(timestamp, float) else timestamp or int(verifier.clock.now()))
        signature = verifier.generate_signature(timestamp=stamp, body=body) or ""
        self._last = body, content_type
        signs = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}
        return await self.unsigned(body, content_type, **(signs | headers))

    async def unsigned(self, body: bytes, content_type: str = FORM, **headers: str) -> Answered:
        """Send bytes as they are, with these headers alone."""
        sent = {"Content-Type": content_type, **headers}
        async with self.session.post(self.events, data=body, headers=sent) as response:
            raw = await response.read()
            kind = response.content_type
            read = json.loads(raw) if kind == JSON and raw else raw.decode("utf-8", "replace")
            return Answered(response.status, read, dict(response.headers))

    # --- how ---

    def _payloads(self) -> Payloads:
        return Payloads(self.fake, self.fake.read())

    def _done(self, answer: Answered, before: dict[tuple[str, str], str], user: str) -> Done:
        new = [e for e in self._eyes(user) if before.get((e.kind, e.id)) != json.dumps(e.body, sort_keys=True)]
        return Done(answer, tuple(new), self.view(user))

    async def _acted(self, user: str, body: bytes, content_type: str, apply: Callable[[Any], None]) -> Done:
        before = self._seen(user)
        answer = await self.signed(body, content_type)
        assert answer.status == 200, answer
        apply(answer.body)
        await self._settled()
        return self._done(answer, before, user)

    async def _settled(self) -> None:
        if self.settle is not None:
            await self.settle()
        if self.echoes:
            await self.tell()

    def _show_answer(self, user: str, channel: str) -> Callable[[Any], None]:
        def apply(body: Any) -> None:
            if body:
                shown = body if isinstance(body, dict) else {"text": body}
                self.fake.do("answer", user=user, channel=channel, body=shown)

        return apply

    def _apply(self, user: str, what: Shown, errors: dict[str, str]) -> Callable[[Any], None]:
        """Do to the pile of modals what the answer to one says."""

        def apply(body: Any) -> None:
            action = body.get("response_action") if isinstance(body, dict) else None
            assert not body or action, f"a sent modal is not answered with {body!r}"
            if action == "errors":
                fields = {id_ for id_, (block, _) in inputs(what.blocks).items() if block["type"] == "input"}
                assert body["errors"], "errors without any"
                assert set(body["errors"]) <= fields, f"errors at {set(body['errors']) - fields}, which are no inputs"
                errors.update(body["errors"])
                return
            view = body.get("view") if isinstance(body, dict) else None
            self.fake.do("respond_view", user=user, view_id=what.id, action=action or "close", view=view)

        return apply

    # --- fields ---

    def _state(self, what: Shown) -> State:
        """What stands in the fields now."""
        return filling.kept(what, self.typed.get(what.id, {})) if what.kind in ("modal", "home") else {}

    async def _type(self, who: str, what: Shown, values: Mapping[str, Any]) -> State:
        state = self._state(what)
        for name, value in values.items():
            block, element = filling.find(what, name)
            offered = None
            if "external" in element["type"] and value:
                offered = self._suggested.get((what.id, block["block_id"])) or []
                if not any(value in (each["value"], said(each["text"])) for each in offered):
                    await self.suggest(who, what, name, str(value))
                    offered = self._suggested.get((what.id, block["block_id"]), [])
            state[block["block_id"]][element["action_id"]] = filling.filled(element, value, offered)
        if state:
            self.typed[what.id] = state
        return state


def _payload(body: Json) -> bytes:
    assert body["api_app_id"] == APP
    return urlencode({"payload": json.dumps(body, ensure_ascii=False)}).encode()


def _nothing_said(body: Any) -> None:
    """The answer to an action has nothing in it that Slack would look at."""
    assert body in ("", {}, None), f"nobody sees this answer: {body!r}"
