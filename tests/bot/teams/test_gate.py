"""Who is let in at `POST /api/messages`: only Microsoft, for us, for a service and a tenant that we trust."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import jwt
import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.teams.connector import Connector, Json
from bot.teams.gate import Gate
from bot.teams.keys import A_DAY, A_MINUTE, MOST, Keys
from bot.teams.listen import LARGEST, Ingress
from bot.teams.port import Answer, Port
from bot.teams.tokens import Token
from tests.teams.authority import APP, SECRET, SERVICE, TENANT, Authority, activity

SOMEBODY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Door:
    """A bot that answers every activity with what it was, and the authority behind it."""

    authority: Authority
    client: TestClient[Any, Any]
    had: list[Json] = field(default_factory=list)
    seconds: float = 0.0

    async def knock(self, headers: dict[str, str] | None = None, **changed: Any) -> int:
        """Bring an activity; the status of the answer."""
        async with self.client.post("/api/messages", json=activity(**changed), headers=headers or {}) as response:
            await response.read()
            return response.status


def at(scenario: Callable[[Door], Awaitable[None]], **settings: Any) -> Door:
    """Play a scenario at a door; the door."""

    async def run() -> Door:
        async with Authority() as authority, ClientSession() as session:
            door = Door(authority, None)  # type: ignore[arg-type]

            async def turn(what: Json) -> Answer:
                door.had.append(what)
                return Answer({"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "Tak"})

            keys = Keys(authority.metadata_url, lambda: door.seconds)
            gate = Gate(APP, keys, **({"tenants": [TENANT]} | settings))
            token = Token(APP, SECRET, tenant=TENANT, login_url=authority.login_url)
            ingress = Ingress(gate, Port(APP, Connector(session, token, gate.trusts), turn), lambda: session)
            app = web.Application(client_max_size=2 * LARGEST)
            app.router.add_post("/api/messages", ingress.receive)
            async with TestClient(TestServer(app)) as door.client:
                await scenario(door)
            return door

    return asyncio.run(run())


def test_microsoft_is_let_in_and_what_it_says_arrives_as_it_came() -> None:
    async def scenario(door: Door) -> None:
        assert await door.knock(door.authority.header()) == 200

    assert at(scenario).had == [activity()]


def test_an_invoke_is_answered_in_the_body() -> None:
    async def scenario(door: Door) -> None:
        said = activity(type="invoke", name="adaptiveCard/action", value={"action": {"verb": "x"}})
        async with door.client.post("/api/messages", json=said, headers=door.authority.header()) as response:
            assert response.status == 200
            assert await response.json() == {
                "statusCode": 200,
                "type": "application/vnd.microsoft.activity.message",
                "value": "Tak",
            }

    at(scenario)


FORGED: dict[str, Callable[[Authority], dict[str, str]]] = {
    "nothing": lambda a: {},
    "no scheme": lambda a: {"Authorization": a.token()},
    "another scheme": lambda a: {"Authorization": f"Basic {a.token()}"},
    "rubbish": lambda a: {"Authorization": "Bearer rubbish"},
    "three dots": lambda a: {"Authorization": "Bearer ..."},
    "signed by somebody": lambda a: a.header(by=SOMEBODY),
    "a key of somebody": lambda a: {
        "Authorization": "Bearer " + jwt.encode({"aud": APP}, SOMEBODY, algorithm="RS256", headers={"kid": "own"})
    },
    "no key named": lambda a: {"Authorization": "Bearer " + jwt.encode({"aud": APP}, SOMEBODY, algorithm="RS256")},
    "not signed": lambda a: {
        "Authorization": "Bearer " + jwt.encode({"aud": APP}, None, algorithm="none", headers={"kid": "first"})
    },
    "signed with a word": lambda a: {
        "Authorization": "Bearer " + jwt.encode({"aud": APP}, "x" * 32, algorithm="HS256", headers={"kid": "first"})
    },
    "tampered with": lambda a: {"Authorization": f"Bearer {a.token()[:-8]}AAAAAAAA"},
    "cut": lambda a: {"Authorization": f"Bearer {a.token()[:-40]}"},
    "over": lambda a: a.header(exp=int(time.time()) - 301),
    "without an end": lambda a: a.header(without="exp"),
    "not yet": lambda a: a.header(nbf=int(time.time()) + 400),
    "for another app": lambda a: a.header(aud="44444444-4444-4444-8444-444444444444"),
    "for nobody": lambda a: a.header(without="aud"),
    "from somebody else": lambda a: a.header(iss="https://sts.windows.net/x/"),
    "from nobody": lambda a: a.header(without="iss"),
    "for another service": lambda a: a.header(serviceurl="https://smba.trafficmanager.net/amer/"),
    "for no service": lambda a: a.header(without="serviceurl"),
    "endless": lambda a: {"Authorization": "Bearer " + "a" * 8_050},
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_token_that_is_not_microsofts_for_us_is_401(forged: str) -> None:
    async def scenario(door: Door) -> None:
        assert await door.knock(FORGED[forged](door.authority)) == 401

    assert at(scenario).had == []


@pytest.mark.parametrize(
    "service",
    [
        "https://smba.trafficmanager.net.evil.example/",
        "https://evil.example/",
        "https://evil.example/smba.trafficmanager.net/",
        "https://smba.trafficmanager.net@evil.example/",
        "http://smba.trafficmanager.net/emea/",
        "http://127.0.0.1:8080/",
        "http://169.254.169.254/",
        "https://[",
        "file:///etc/passwd",
        "https://somebody@smba.trafficmanager.net/",
        "https://evil.example\\@smba.trafficmanager.net/",
        "https://evil.example%2f.botframework.com/",
        "https://evil.example\N{FRACTION SLASH}.botframework.com/",
        "",
        None,
        7,
    ],
)
def test_a_service_that_is_not_microsofts_is_401_even_with_a_token_for_it(service: Any) -> None:
    async def scenario(door: Door) -> None:
        assert await door.knock(door.authority.header(serviceurl=service), serviceUrl=service) == 401

    assert at(scenario).had == []


def test_a_service_that_was_allowed_is_one_of_ours() -> None:
    service = "http://127.0.0.1:9999/"

    async def scenario(door: Door) -> None:
        assert await door.knock(door.authority.header(serviceurl=service), serviceUrl=service) == 200

    assert len(at(scenario, hosts=["127.0.0.1"]).had) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"channelData": {"tenant": {"id": "other"}}},
        {"channelData": {}, "conversation": {"id": "a", "tenantId": "other"}},
        {"channelData": None, "conversation": {"id": "a"}},
        {"channelData": "x", "conversation": "y"},
    ],
)
def test_another_tenant_is_401(changed: dict[str, Any]) -> None:
    async def scenario(door: Door) -> None:
        assert await door.knock(door.authority.header(), **changed) == 401

    assert at(scenario).had == []


def test_a_key_that_is_not_endorsed_for_teams_is_401() -> None:
    async def scenario(door: Door) -> None:
        door.authority.endorsements = ("webchat",)
        assert await door.knock(door.authority.header()) == 401

    assert at(scenario).had == []


@pytest.mark.parametrize("channel", ["webchat", "directline", "emulator", "", None, 7])
def test_a_channel_where_people_say_themselves_who_they_are_is_401(channel: Any) -> None:
    """Microsoft's keys sign for several channels."""

    async def scenario(door: Door) -> None:
        door.authority.endorsements = ("msteams", "webchat", "directline")
        service = "https://webchat.botframework.com/"
        header = door.authority.header(serviceurl=service)
        assert await door.knock(header, serviceUrl=service, channelId=channel) == 401

    assert at(scenario).had == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b"\xff", b"[" * 50_000])
def test_what_is_no_activity_is_400(body: bytes) -> None:
    async def scenario(door: Door) -> None:
        async with door.client.post("/api/messages", data=body, headers=door.authority.header()) as response:
            assert response.status == 400

    assert at(scenario).had == []


@pytest.mark.parametrize("changed", [{"type": None}, {"type": 7}, {"type": ""}, {"timestamp": "x"}, {"entities": 7}])
def test_an_activity_that_makes_no_sense_is_400(changed: dict[str, Any]) -> None:
    async def scenario(door: Door) -> None:
        assert await door.knock(door.authority.header(), **changed) == 400

    assert at(scenario).had == []


def test_a_body_that_is_too_large_is_refused_before_it_is_read() -> None:
    async def scenario(door: Door) -> None:
        assert await door.knock(door.authority.header(), text="x" * LARGEST) == 413

    assert at(scenario).had == []


def test_a_key_that_was_rolled_over_is_known_at_once_and_the_old_one_counts_no_longer() -> None:
    async def scenario(door: Door) -> None:
        old = door.authority.header()
        assert await door.knock(old) == 200
        door.authority.roll_over("second")
        door.seconds = A_MINUTE
        assert await door.knock(door.authority.header()) == 200
        assert await door.knock(old) == 401

    at(scenario)


def test_keys_are_kept_for_a_day_and_nobody_makes_us_ask_at_will() -> None:
    async def scenario(door: Door) -> None:
        for _ in range(5):
            assert await door.knock(door.authority.header()) == 200
        for number in range(5):
            door.authority.keys[f"own{number}"] = SOMEBODY
            token = door.authority.header(key=f"own{number}")
            del door.authority.keys[f"own{number}"]
            assert await door.knock(token) == 401
        assert len(door.authority.asked) == 2
        door.seconds = A_DAY
        assert await door.knock(door.authority.header()) == 200
        assert (
            await door.knock(door.authority.header(key="nobody's", by=SOMEBODY)) == 401
        )  # once they have been fetched
        assert len(door.authority.asked) == 4

    at(scenario)


def test_nobody_whose_key_is_known_waits_for_new_ones() -> None:
    async def scenario(door: Door) -> None:
        assert await door.knock(door.authority.header()) == 200
        door.authority.held, door.seconds = asyncio.Event(), A_DAY
        assert [await door.knock(door.authority.header()) for _ in range(3)] == [200, 200, 200]
        door.authority.held.set()
        assert await door.knock(door.authority.header(key="nobody's", by=SOMEBODY)) == 401
        assert len(door.authority.asked) == 4

    at(scenario)


def test_keys_that_cannot_be_fetched_again_go_on_to_count() -> None:
    async def scenario(door: Door) -> None:
        assert await door.knock(door.authority.header()) == 200
        door.authority.down, door.seconds = True, A_DAY
        assert await door.knock(door.authority.header()) == 200

    at(scenario)


def test_without_any_keys_nobody_is_let_in_until_there_are() -> None:
    async def scenario(door: Door) -> None:
        door.authority.down = True
        assert await door.knock(door.authority.header()) == 503
        door.authority.down, door.seconds = False, A_MINUTE
        assert await door.knock(door.authority.header()) == 200

    at(scenario)


@pytest.mark.parametrize("other", [{"kty": "EC", "kid": "curved", "crv": "P-256"}, {"kty": "RSA"}, {}, 7])
def test_beside_a_key_of_another_kind_the_others_count(other: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(door: Door) -> None:
        several = {"keys": [other, *door.authority.published()["keys"]]}
        monkeypatch.setattr(door.authority, "published", lambda: several)
        assert await door.knock(door.authority.header()) == 200

    at(scenario)


def test_keys_without_an_end_are_not_read_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(door: Door) -> None:
        several = door.authority.published() | {"more": "x" * MOST}
        monkeypatch.setattr(door.authority, "published", lambda: several)
        monkeypatch.setattr(web, "json_response", chunked)
        assert await door.knock(door.authority.header()) == 503

    assert at(scenario).had == []


def chunked(data: Any, **_more: Any) -> web.Response:
    """An answer that does not say how long it is."""
    response = web.Response(body=json.dumps(data).encode())
    response.enable_chunked_encoding()
    return response


def test_many_at_once_fetch_the_keys_once() -> None:
    async def scenario(door: Door) -> None:
        header = door.authority.header()
        assert set(await asyncio.gather(*(door.knock(header) for _ in range(30)))) == {200}
        assert len(door.authority.asked) == 2

    at(scenario)


def test_without_an_app_id_there_is_no_door() -> None:
    with pytest.raises(ValueError, match="without an app id"):
        Gate("", Keys("https://login.example/"))


def test_the_services_of_microsoft_are_trusted() -> None:
    gate = Gate(APP, Keys("https://login.example/"))
    assert gate.trusts(SERVICE)
    assert gate.trusts("https://emea.ng.msg.teams.microsoft.com/x")
    assert not gate.trusts("https://teams.example/")
