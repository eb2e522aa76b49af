"""Calling Slack's Web API over HTTP: what comes back, and what can go wrong on the way."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from aiohttp import web

from bot.face import Later
from bot.settings import Settings
from bot.slack import api as api_module
from bot.slack.api import Api, Bot, Refused
from bot.slack.limits import Limits
from tests.proxied import proxied
from tests.slack.fake import BOT_USER, HOME, Fake


def settings(url: str, token: str = "xoxb-of-the-tests") -> Settings:
    return Settings(
        slack_bot_token=token,
        slack_signing_secret="a signing secret of the tests",
        slack_home_teams=HOME,
        slack_api_url=url,
        _env_file=None,
    )


def using(
    url: str, work: Callable[[Api], Coroutine[Any, Any, Any]], *, token: str = "xoxb-of-the-tests", clock: Any = None
) -> Any:
    """What work does with a client, from its start to its end."""

    async def run() -> Any:
        api = Api(settings(url, token), Limits(clock) if clock else Limits())
        await api.open()
        try:
            return await work(api)
        finally:
            await api.close()

    return asyncio.run(run())


def failure(url: str, work: Callable[[Api], Coroutine[Any, Any, Any]], **more: Any) -> tuple[Any, ...]:
    """How it goes wrong: Later with its seconds, or Refused with Slack's word."""
    with pytest.raises((Later, Refused)) as raised:
        using(url, work, **more)
    error = raised.value
    return ("refused", error.error) if isinstance(error, Refused) else ("later", str(error), error.seconds)


def test_who_we_are_is_asked_once(fake: Fake):
    async def twice(api: Api) -> list[Bot]:
        return [await api.bot(), await api.bot()]

    me = Bot(BOT_USER, HOME, "https://brn.slack.com/")
    assert using(fake.api_url, twice) == [me, me]
    assert [call["method"] for call in fake.record()] == ["auth.test"]


def test_an_answer_is_what_slack_said_and_a_no_is_its_word(fake: Fake):
    channel = fake.channel("energi", creator=BOT_USER)
    posted = using(fake.api_url, lambda api: api.call("chat.postMessage", channel=channel, text="Hej <Anna> & co. æøå"))
    assert (posted["channel"], posted["message"]["text"]) == (channel, "Hej <Anna> & co. æøå")
    assert failure(fake.api_url, lambda api: api.call("chat.postMessage", channel="C0", text="Hej")) == (
        "refused",
        "channel_not_found",
    )


def test_a_no_keeps_what_slack_said_besides(fake: Fake):
    fake.change(scopes=["chat:write"])
    with pytest.raises(Refused) as raised:
        using(fake.api_url, lambda api: api.call("users.lookupByEmail", email="anna.lindholt@hjoerring.example"))
    assert str(raised.value) == "missing_scope (users.lookupByEmail)"
    assert raised.value.answer["needed"] == "users:read.email"


def test_a_token_that_is_not_ours_is_a_no(fake: Fake):
    assert failure(fake.api_url, lambda api: api.bot(), token="xoxb-another") == ("refused", "invalid_auth")


def test_too_often_is_later_with_slacks_seconds_and_nobody_calls_meanwhile(fake: Fake):
    user = fake.user("Anna Lindholt", email="anna.lindholt@hjoerring.example")
    fake.fault("users.info", status=429, retry_after=30)
    now = [1000.0]

    async def thrice(api: Api) -> list[tuple[str, float | None]]:
        found: list[tuple[str, float | None]] = []
        for wait in (0.0, 10.0, 20.0):
            now[0] += wait
            try:
                found.append((str((await api.call("users.info", user=user))["user"]["id"]), None))
            except Later as later:
                found.append((str(later), later.seconds))
        return found

    assert using(fake.api_url, thrice, clock=lambda: now[0]) == [
        ("users.info was called too often", 30.0),
        ("users.info has been called as often as Slack allows", 20.0),
        (user, None),
    ]
    assert [call["status"] for call in fake.record("users.info")] == [429, 200]


def test_too_often_without_a_number_is_a_second(fake: Fake):
    fake.fault("auth.test", status=429)
    assert failure(fake.api_url, lambda api: api.bot()) == ("later", "auth.test was called too often", 1.0)


@pytest.mark.parametrize("error", ["internal_error", "fatal_error", "service_unavailable", "request_timeout"])
def test_what_will_be_another_answer_in_a_while_is_later(fake: Fake, error):
    fake.fault("auth.test", status=200, error=error)
    assert failure(fake.api_url, lambda api: api.bot()) == ("later", f"{error} (auth.test)", None)


def test_a_defect_of_slacks_is_later(fake: Fake):
    fake.fault("auth.test", status=500)
    assert failure(fake.api_url, lambda api: api.bot()) == ("later", "internal_error (auth.test)", None)


def test_no_answer_in_time_is_later(fake: Fake, monkeypatch):
    monkeypatch.setattr(api_module, "ANSWER", 0.2)
    fake.fault("auth.test", hang=1.0)
    assert failure(fake.api_url, lambda api: api.bot()) == ("later", "Slack did not answer (TimeoutError)", None)


def test_nobody_there_is_later():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    kind, said, seconds = failure(f"http://127.0.0.1:{port}/api/", lambda api: api.bot())
    assert (kind, said, seconds) == ("later", "Slack did not answer (ClientConnectorError)", None)


@pytest.mark.parametrize("status", [200, 403, 502])
def test_what_is_not_slacks_is_later(status):
    """A proxy or a login page in between answers with a page."""

    async def page(_request: web.Request) -> web.Response:
        return web.Response(text="<html>Log ind</html>", content_type="text/html", status=status)

    async def run() -> str:
        application = web.Application()
        application.add_routes([web.route("*", "/api/{method}", page)])
        server = web.AppRunner(application)
        await server.setup()
        site = web.TCPSite(server, "127.0.0.1", 0)
        await site.start()
        port = server.addresses[0][1]
        api = Api(settings(f"http://127.0.0.1:{port}/api/"))
        await api.open()
        try:
            await api.bot()
        except Later as later:
            return str(later)
        finally:
            await api.close()
            await server.cleanup()
        return "an answer"

    assert asyncio.run(run()) == f"{status} (auth.test)"


def test_one_session_carries_calls_beside_each_other(fake: Fake):
    users = [fake.user(f"Person {number}", email=f"p{number}@brn.example") for number in range(20)]

    async def all_of_them(api: Api) -> list[str]:
        answers = await asyncio.gather(*(api.call("users.info", user=user) for user in users))
        return [each["user"]["id"] for each in answers]

    assert using(fake.api_url, all_of_them) == users


# --- the addresses that Slack gives ---


def response_url(fake: Fake) -> str:
    user = fake.user("Anna Lindholt")
    return str(fake.do("response_url", user=user, channel=fake.talk(user))["response_url"])


def test_an_answer_goes_to_the_address_that_slack_gave(fake: Fake):
    url = response_url(fake)
    using(fake.api_url, lambda api: api.post(url, {"text": "Noteret.", "response_type": "ephemeral"}))
    assert [(call["status"], call["arguments"]["text"]) for call in fake.record("response_url")] == [(200, "Noteret.")]


def test_an_address_that_is_used_up_is_a_no(fake: Fake):
    url = response_url(fake)

    async def often(api: Api) -> None:
        for _ in range(6):
            await api.post(url, {"text": "Noteret."})

    kind, said = failure(fake.api_url, often)
    assert (kind, said[:3]) == ("refused", "404")


@pytest.mark.parametrize(("status", "seconds"), [(500, None), (429, 7.0)])
def test_an_address_that_cannot_take_it_now_is_later(fake: Fake, status, seconds):
    url = response_url(fake)
    fake.fault("response_url", status=status, retry_after=7 if seconds else None)
    assert failure(fake.api_url, lambda api: api.post(url, {"text": "Noteret."})) == (
        "later",
        f"Slack answered {status}",
        seconds,
    )


def test_a_file_goes_to_the_address_that_slack_gave(fake: Fake):
    async def upload(api: Api) -> None:
        where = await api.call("files.getUploadURLExternal", filename="elnet.ics", length=4)
        await api.upload(where["upload_url"], b"BEGI")

    using(fake.api_url, upload)
    assert [(call["arguments"]["bytes"], call["status"]) for call in fake.record("upload")] == [(4, 200)]


def test_a_file_of_another_length_is_not_taken(fake: Fake):
    async def upload(api: Api) -> None:
        where = await api.call("files.getUploadURLExternal", filename="elnet.ics", length=4)
        await api.upload(where["upload_url"], b"BEGIN")

    assert failure(fake.api_url, upload) == ("later", "Slack took no file (400)", None)


def test_where_the_way_out_leads_through_a_proxy_every_call_takes_it(monkeypatch):
    """What only some calls took would pass `taskforce check` and fail people."""

    async def calls(api: Api) -> list[str]:
        async with proxied(monkeypatch) as asked:
            for call in (api.bot(), api.post("https://slack.test/a", {}), api.upload("https://slack.test/b", b"")):
                with pytest.raises(Later):
                    await call
        return asked

    assert using("https://slack.test/api/", calls) == ["CONNECT slack.test:443"] * 3
