"""Calls of the connector service: with our token, in time, and with a failure of the right kind."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import pytest
from aiohttp import ClientSession, ClientTimeout, web
from aiohttp.test_utils import TestServer

from bot.face import Later, Never
from bot.teams import calls, tokens
from bot.teams.connector import PAUSE, Connector, Json, Refused
from bot.teams.limits import Limits
from bot.teams.tokens import EARLY, NoToken, Token
from tests.teams.authority import APP, SECRET, TENANT, Authority

TALK = "a:1abc-DEF_x"
THREAD = "19:room@thread.tacv2;messageid=1700000000001"
CARD: Json = {
    "type": "message",
    "summary": "Må vi låne Anna Lindholt?",
    "attachments": [
        {
            "contentType": "application/vnd.microsoft.card.adaptive",
            "content": {"type": "AdaptiveCard", "body": [{"a": 1}]},
        }
    ],
}


@dataclass
class Service:
    """The connector service: what it was asked, and what it answers."""

    connector: Connector
    url: str
    authority: Authority
    asked: list[tuple[str, str, str, Any]] = field(default_factory=list)
    answers: list[web.Response] = field(default_factory=list)
    seconds: float = 0.0
    slow: float = 0.0
    waited: float = 0.0
    hour: float = 3700.0  # seconds that go by before each call, as far as the limits know

    def trusts(self, service: str) -> bool:
        """Whether it is this one."""
        return bool(self.url) and service.startswith(self.url)

    def hours(self) -> float:
        """Seconds that only go forward."""
        self.waited += self.hour
        return self.waited


def at(scenario: Callable[[Service], Awaitable[None]], **token: Any) -> Service:
    """Play a scenario against a service; the service."""

    async def run() -> Service:
        async with Authority() as authority, ClientSession() as session:
            made = Service(None, "", authority)  # type: ignore[arg-type]

            async def answer(request: web.Request) -> web.Response:
                body = await request.json() if request.can_read_body else None
                made.asked.append((request.method, request.path_qs, request.headers.get("Authorization", ""), body))
                name = f"m{len(made.asked)}"
                await asyncio.sleep(made.slow)
                return made.answers.pop(0) if made.answers else web.json_response({"id": name})

            app = web.Application()
            app.router.add_route("*", "/{path:.*}", answer)
            known = {"tenant": TENANT, "login_url": authority.login_url, "machine": lambda: made.seconds}
            made.connector = Connector(
                lambda: session, Token(APP, SECRET, **{**known, **token}), made.trusts, Limits(made.hours)
            )
            async with TestServer(app) as server:
                made.url = str(server.make_url("/emea/"))
                await scenario(made)
            return made

    return asyncio.run(run())


def test_a_card_goes_out_as_it_is_with_our_token() -> None:
    async def scenario(service: Service) -> None:
        assert await service.connector.send(service.url, TALK, CARD) == "m1"

    (asked,) = at(scenario).asked
    assert asked == ("POST", f"/emea/v3/conversations/{TALK}/activities", "Bearer t1", CARD)


def test_a_thread_of_a_channel_is_a_conversation() -> None:
    async def scenario(service: Service) -> None:
        assert await service.connector.send(service.url, THREAD, CARD) == "m1"
        assert await service.connector.reply(service.url, TALK, "m1", CARD) == "m2"

    assert [path for _, path, _, _ in at(scenario).asked] == [
        f"/emea/v3/conversations/{THREAD}/activities",
        f"/emea/v3/conversations/{TALK}/activities/m1",
    ]


def test_what_stands_there_is_changed_in_its_place() -> None:
    async def scenario(service: Service) -> None:
        await service.connector.update(service.url, TALK, "m1", CARD)

    assert at(scenario).asked == [("PUT", f"/emea/v3/conversations/{TALK}/activities/m1", "Bearer t1", CARD)]


def test_what_stands_there_is_taken_away() -> None:
    async def scenario(service: Service) -> None:
        await service.connector.delete(service.url, THREAD, "m1")

    assert at(scenario).asked == [("DELETE", f"/emea/v3/conversations/{THREAD}/activities/m1", "Bearer t1", None)]


def test_a_conversation_is_begun() -> None:
    # botbuilder loses a tenantId of its own here
    where = {"channelData": {"tenant": {"id": TENANT}}}
    wanted = {"bot": {"id": f"28:{APP}"}, "members": [{"id": "29:anna"}], "isGroup": False, **where}

    async def scenario(service: Service) -> None:
        assert await service.connector.begin(service.url, wanted) == ("m1", "")

    assert at(scenario).asked == [("POST", "/emea/v3/conversations", "Bearer t1", wanted)]


def test_a_roster_is_read_to_its_last_page() -> None:
    anna = {"id": "29:anna", "name": "Anna", "email": "anna.lindholt@hjoerring.example", "tenantId": TENANT}

    async def scenario(service: Service) -> None:
        service.answers = [
            web.json_response({"members": [anna], "continuationToken": "more"}),
            web.json_response({"members": [{"id": "29:lars"}]}),
        ]
        assert await service.connector.roster(service.url, TALK) == [anna, {"id": "29:lars"}]

    assert [path for _, path, _, _ in at(scenario).asked] == [
        f"/emea/v3/conversations/{TALK}/pagedmembers",
        f"/emea/v3/conversations/{TALK}/pagedmembers?continuationToken=more",
    ]


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (412, {}, None),
        (429, {"Retry-After": "7"}, 7.0),
        (429, {}, None),
        (502, {}, None),
        (504, {}, None),
        (500, {}, None),
    ],
)
def test_what_cannot_be_done_now_is_later(status: int, headers: dict[str, str], seconds: float | None) -> None:
    async def scenario(service: Service) -> None:
        service.answers = [web.Response(status=status, headers=headers)]
        with pytest.raises(Later) as later:
            await service.connector.send(service.url, TALK, CARD)
        assert (str(later.value), later.value.seconds) == (f"Teams answered {status}", seconds)

    assert len(at(scenario).asked) == 1  # delivery decides when it is tried again


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (403, {"error": {"code": "BotNotInConversationRoster", "message": "x"}}, "BotNotInConversationRoster"),
        (404, {"error": {"code": "ConversationNotFound"}}, "ConversationNotFound"),
        (403, {}, ""),
        (400, [], ""),
    ],
)
def test_what_will_not_be_done_is_refused_with_the_services_word(status: int, body: Any, error: str) -> None:
    async def scenario(service: Service) -> None:
        service.answers = [web.json_response(body, status=status)]
        with pytest.raises(Refused) as refused:
            await service.connector.send(service.url, TALK, CARD)
        assert (refused.value.status, refused.value.error) == (status, error)

    at(scenario)


def test_a_page_that_is_not_the_services_is_later() -> None:
    async def scenario(service: Service) -> None:
        service.answers = [web.Response(text="<html>", content_type="text/html")]
        with pytest.raises(Later):
            await service.connector.send(service.url, TALK, CARD)

    at(scenario)


def test_a_service_that_does_not_answer_is_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "ANSWER", ClientTimeout(total=0.2))

    async def scenario(service: Service) -> None:
        service.slow = 5
        with pytest.raises(Later, match="does not answer"):
            await service.connector.send(service.url, TALK, CARD)

    at(scenario)


def test_a_token_is_fetched_once_and_again_before_it_ends() -> None:
    async def scenario(service: Service) -> None:
        await asyncio.gather(*(service.connector.send(service.url, TALK, CARD) for _ in range(20)))
        assert service.authority.asked == [f"/login/{TENANT}/oauth2/v2.0/token"]
        service.seconds = 3599 - EARLY
        await service.connector.send(service.url, TALK, CARD)
        assert len(service.authority.asked) == 2

    assert {header for _, _, header, _ in at(scenario).asked} == {"Bearer t1", "Bearer t2"}


def test_a_token_that_is_not_taken_is_fetched_anew_once() -> None:
    async def scenario(service: Service) -> None:
        service.answers = [web.Response(status=401)]
        assert await service.connector.send(service.url, TALK, CARD) == "m2"
        service.answers = [web.json_response({}, status=401), web.json_response({}, status=401)]
        with pytest.raises(Refused):
            await service.connector.send(service.url, TALK, CARD)

    assert [header for _, _, header, _ in at(scenario).asked] == ["Bearer t1", "Bearer t2", "Bearer t2", "Bearer t3"]


def test_without_a_token_nothing_is_sent_and_it_is_later() -> None:
    async def scenario(service: Service) -> None:
        service.authority.down = True
        with pytest.raises(Later, match="is the app's secret still right"):
            await service.connector.send(service.url, TALK, CARD)

    assert at(scenario).asked == []


def test_a_login_that_gives_nothing_is_asked_once_for_everybody_who_waits() -> None:
    async def scenario(service: Service) -> None:
        service.authority.down = True
        several = (service.connector.send(service.url, f"a:{number}", CARD) for number in range(20))
        found = await asyncio.gather(*several, return_exceptions=True)
        assert {type(each) for each in found} == {NoToken}
        service.authority.down = False
        assert await service.connector.send(service.url, TALK, CARD) == "m1"

    assert len(at(scenario).authority.asked) == 2


def test_a_token_is_there_for_the_next_when_nobody_has_waited_for_it() -> None:
    async def scenario(service: Service) -> None:
        service.authority.slow = 0.3
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(service.connector.send(service.url, TALK, CARD), timeout=0.1)
        assert await service.connector.send(service.url, TALK, CARD) == "m1"

    assert len(at(scenario).authority.asked) == 1


def test_a_machine_that_does_not_say_its_identity_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(service: Service) -> None:
        async def silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(30)
            writer.close()

        async with await asyncio.start_server(silent, "127.0.0.1", 0) as machine:
            host, port = machine.sockets[0].getsockname()
            monkeypatch.setenv("AZURE_POD_IDENTITY_AUTHORITY_HOST", f"http://{host}:{port}")
            monkeypatch.setattr(tokens, "ANSWER", ClientTimeout(total=0.2))
            began = monotonic()
            with pytest.raises(NoToken, match="this machine gives no token"):
                await service.connector.send(service.url, TALK, CARD)
            assert monotonic() - began < 15

    at(scenario, managed=True)


def test_a_service_that_is_not_microsofts_is_never_called() -> None:
    async def scenario(service: Service) -> None:
        other, asked = "http://attacker.example/", service.connector
        for call in (
            asked.send(other, TALK, CARD),
            asked.reply(other, TALK, "m1", CARD),
            asked.update(other, TALK, "m1", CARD),
            asked.delete(other, TALK, "m1"),
            asked.begin(other, {"isGroup": False}),
            asked.roster(other, TALK),
            asked.member(other, TALK, "29:anna"),
            asked.team(other, THREAD),
            asked.channels(other, THREAD),
        ):
            with pytest.raises(Never, match="not Microsoft's"):
                await call

    service = at(scenario)
    assert (service.asked, service.authority.asked) == ([], [])


def test_a_conversation_in_which_much_is_said_waits_and_no_other_with_it() -> None:
    async def scenario(service: Service) -> None:
        service.hour = 0.0
        for _ in range(8):
            await service.connector.send(service.url, TALK, CARD)
        with pytest.raises(Later) as later:
            await service.connector.update(service.url, TALK, "m1", CARD)
        assert round(later.value.seconds or 0, 2) == 2.04
        await service.connector.send(service.url, THREAD, CARD)

    assert len(at(scenario).asked) == 9


@pytest.mark.parametrize(("headers", "seconds"), [({"Retry-After": "7"}, 7.0), ({}, PAUSE)])
def test_who_is_told_that_it_was_too_often_says_nothing_there_for_a_while(
    headers: dict[str, str], seconds: float
) -> None:
    async def scenario(service: Service) -> None:
        service.hour = 0.0
        service.answers = [web.Response(status=429, headers=headers)]
        with pytest.raises(Later):
            await service.connector.send(service.url, THREAD, CARD)
        taken = service.connector._limits.turn("say", THREAD.partition(";")[0])
        assert taken == (False, seconds)
        assert service.connector._limits.turn("ask", THREAD) == (True, 0.0)

    assert len(at(scenario).asked) == 1


def test_one_client_is_kept_for_each_service() -> None:
    async def scenario(service: Service) -> None:
        first = service.connector.client(service.url)
        assert service.connector.client(service.url) is first
        assert service.connector.client(f"{service.url}x/") is not first

    at(scenario)


def test_a_hundred_calls_at_once_do_not_hold_the_event_loop() -> None:
    async def scenario(service: Service) -> None:
        service.slow = 0.3
        longest = 0.0
        done = asyncio.gather(*(service.connector.send(service.url, TALK, CARD) for _ in range(100)))
        while not done.done():
            began = monotonic()
            await asyncio.sleep(0.01)
            longest = max(longest, monotonic() - began - 0.01)
        assert len(set(await done)) == 100
        assert longest < 10  # in turn they would take 30 seconds; a figure needs a machine that is quiet

    at(scenario)
