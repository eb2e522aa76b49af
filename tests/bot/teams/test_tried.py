"""`taskforce check` and `run` about Teams: what is wrong is said with what to do, and no secret is ever shown."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.__main__ import main, teams_line
from bot.settings import SettingsProblem, load
from bot.teams.tried import try_out
from tests.proxied import proxied
from tests.teams.authority import APP, SECRET, TENANT, Authority

OTHER = "99999999-9999-4999-8999-999999999999"
OK = f"teams: ok, as app {APP} in tenant {TENANT}"
REGISTRATION = "both stand on the Overview of the app registration."
Check = Callable[..., tuple[int, list[str]]]


class Behind:
    """An authority on a loop of its own, since `check` has the one of this thread."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._open: list[TestServer | Authority] = []

    def authority(self) -> Authority:
        async def start() -> Authority:
            return await Authority().__aenter__()

        made = asyncio.run_coroutine_threadsafe(start(), self._loop).result(20)
        self._open.append(made)
        return made

    def page(self, text: str) -> str:
        """The address at which every request is answered with the same page, as a firewall does."""

        async def answer(_request: web.Request) -> web.Response:
            return web.Response(text=text, content_type="text/html")

        async def start() -> TestServer:
            app = web.Application()
            app.router.add_route("*", "/{path:.*}", answer)
            server = TestServer(app)
            await server.start_server()
            return server

        server = asyncio.run_coroutine_threadsafe(start(), self._loop).result(20)
        self._open.append(server)
        return str(server.make_url("")).rstrip("/")

    def close(self) -> None:
        for each in self._open:
            server = each.server if isinstance(each, Authority) else each
            asyncio.run_coroutine_threadsafe(server.close(), self._loop).result(20)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@pytest.fixture
def behind() -> Iterator[Behind]:
    made = Behind()
    yield made
    made.close()


@pytest.fixture
def authority(behind: Behind) -> Authority:
    return behind.authority()


@pytest.fixture
def check(
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Iterator[Check]:
    """`taskforce check` with everything set, or with some of it changed: its exit code, and what it says about
    Teams."""
    for name in list(os.environ):
        if name.startswith("TASKFORCE_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    given = {
        "TEAMS_APP_ID": APP,
        "TEAMS_APP_PASSWORD": SECRET,
        "TEAMS_TENANT_ID": TENANT,
        "TEAMS_OPENID_METADATA_URL": authority.metadata_url,
        "TEAMS_LOGIN_URL": authority.login_url,
        "PUBLIC_URL": "https://taskforce.brn.example",
        "SECRET_KEY": "a secret of at least thirty-two characters",
    }

    def run(**changed: str | None) -> tuple[int, list[str]]:
        for name, value in (given | changed).items():
            if value is None:
                monkeypatch.delenv(f"TASKFORCE_{name}", raising=False)
            else:
                monkeypatch.setenv(f"TASKFORCE_{name}", value)
        with pytest.raises(SystemExit) as ended:
            main()
        written = capsys.readouterr()
        said = written.out + written.err
        assert SECRET not in said
        assert str(changed.get("TEAMS_APP_PASSWORD") or SECRET) not in said
        others = ("settings:", "database:", "migrations:", "slack:", "mail:", "clock:", "address:")
        return int(ended.value.code or 0), [line for line in said.splitlines() if not line.startswith(others)]

    monkeypatch.setattr(sys, "argv", ["taskforce", "migrate"])
    with pytest.raises(SystemExit):
        main()
    capsys.readouterr()
    monkeypatch.setattr(sys, "argv", ["taskforce", "check"])
    yield run
    structlog.reset_defaults()


def test_what_is_in_order_is_one_line_and_three_calls(check: Check, authority: Authority) -> None:
    assert check() == (0, [OK])
    assert authority.asked == ["/v1/.well-known/openidconfiguration", "/v1/keys", f"/login/{TENANT}/oauth2/v2.0/token"]


def test_without_any_of_its_settings_it_is_off_and_with_some_it_is_half_set_up(check: Check) -> None:
    nothing = {"TEAMS_APP_ID": None, "TEAMS_APP_PASSWORD": None, "TEAMS_TENANT_ID": None}
    assert check(**nothing) == (0, ["teams: off"])
    assert check(TEAMS_APP_PASSWORD=None) == (
        1,
        ["Teams is only half set up: TASKFORCE_TEAMS_APP_PASSWORD is missing."],
    )


REFUSED = {
    "a wrong secret": (
        {"TEAMS_APP_PASSWORD": "the id of the secret"},
        "Microsoft does not take TASKFORCE_TEAMS_APP_PASSWORD (AADSTS7000215). It is the Value of a client secret and "
        "not its Secret ID; it is shown once, when the secret is made under Certificates & secrets.",
    ),
    "a wrong tenant": (
        {"TEAMS_TENANT_ID": OTHER},
        f"Microsoft knows no tenant {OTHER} (AADSTS90002). TASKFORCE_TEAMS_TENANT_ID is the Directory (tenant) ID; it "
        "stands on the Overview of the app registration.",
    ),
    "a wrong app": (
        {"TEAMS_APP_ID": OTHER},
        f"The tenant {TENANT} has no app {OTHER} (AADSTS700016). TASKFORCE_TEAMS_APP_ID is the Application (client) ID "
        f"and TASKFORCE_TEAMS_TENANT_ID the Directory (tenant) ID; {REGISTRATION}",
    ),
}


@pytest.mark.parametrize("wrong", REFUSED)
def test_what_is_wrong_is_named_with_where_the_right_one_stands(check: Check, wrong: str) -> None:
    changed, sentence = REFUSED[wrong]
    assert check(**changed) == (1, [sentence])


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (
            7000222,
            "The client secret in TASKFORCE_TEAMS_APP_PASSWORD has run out (AADSTS7000222). Make a new one under "
            "Certificates & secrets, and put its Value there.",
        ),
        (
            7000229,
            f"The app {APP} is registered, but has no service principal in the tenant {TENANT} (AADSTS7000229). "
            f"`az ad sp create --id {APP}` makes it.",
        ),
        (
            53003,
            "A Conditional Access policy for workload identities keeps the app from signing in (AADSTS53003). The app "
            "needs an exception, or this machine's address has to be among the trusted locations.",
        ),
        (
            50034,
            "Microsoft's login gives the app no token (AADSTS50034); "
            "https://login.microsoftonline.com/error?code=50034 says what that means.",
        ),
    ],
)
def test_what_the_tenant_refuses_is_named_with_what_to_do(
    check: Check, authority: Authority, number: int, sentence: str
) -> None:
    authority.refusing = number
    assert check() == (1, [sentence])


def test_what_a_firewall_does_not_let_out_is_named_with_its_address(check: Check) -> None:
    away = "http://127.0.0.1:1"
    assert check(TEAMS_OPENID_METADATA_URL=f"{away}/keys", TEAMS_LOGIN_URL=away) == (
        1,
        [
            f"Microsoft's keys cannot be fetched from {away}/keys (ClientConnectorError). May this machine call it?",
            f"Microsoft's login cannot be reached at {away} (ClientConnectorError). May this machine call it?",
        ],
    )


def test_a_firewall_that_answers_by_itself_is_seen(check: Check, behind: Behind) -> None:
    page = behind.page("<html>Adgang nægtet</html>")
    assert check(TEAMS_OPENID_METADATA_URL=f"{page}/keys", TEAMS_LOGIN_URL=page) == (
        1,
        [
            f"What comes from {page}/keys are not Microsoft's keys (JSONDecodeError). Has a firewall put a page of its "
            "own there?",
            f"What comes from {page} is no token and no reason. Has a firewall put a page of its own there?",
        ],
    )


def test_what_is_down_is_a_number_of_http(check: Check, authority: Authority) -> None:
    authority.down = True
    assert check() == (
        1,
        [
            f"Microsoft's keys cannot be fetched from {authority.metadata_url} (HTTP 503). May this machine call it?",
            f"What comes from {authority.login_url} is no token and no reason. Has a firewall put a page of its own "
            "there?",
        ],
    )


def test_keys_that_there_are_none_of_are_not_keys(check: Check, authority: Authority) -> None:
    authority.keys.clear()
    assert check() == (
        1,
        [
            f"What comes from {authority.metadata_url} are not Microsoft's keys (ValueError). Has a firewall put a "
            "page of its own there?"
        ],
    )


def test_a_managed_identity_has_its_token_from_the_machine(
    check: Check, behind: Behind, monkeypatch: pytest.MonkeyPatch
) -> None:
    managed = {"TEAMS_APP_TYPE": "UserAssignedMSI", "TEAMS_APP_PASSWORD": None}
    monkeypatch.setenv("IDENTITY_HEADER", "of the tests")
    monkeypatch.setenv("IDENTITY_ENDPOINT", behind.page('{"access_token": "t", "expires_on": "99999999999"}'))
    assert check(**managed) == (0, [OK])
    monkeypatch.setenv("IDENTITY_ENDPOINT", behind.page("{}"))
    assert check(**managed) == (
        1,
        [
            "This machine gives no token for the managed identity. Does it run in Azure, and is the identity whose "
            f"client id is {APP} assigned to it?"
        ],
    )


def test_what_weakens_it_is_a_remark(check: Check) -> None:
    assert check(TEAMS_SERVICE_URLS="http://127.0.0.1:9000", SECRET_KEY=None) == (
        0,
        [
            OK,
            "teams: TASKFORCE_TEAMS_SERVICE_URLS lets answers go to 127.0.0.1, beside Microsoft's own hosts",
            "teams: without TASKFORCE_PUBLIC_URL and TASKFORCE_SECRET_KEY there are no papers, no long forms and no "
            "page about personal data",
        ],
    )


def test_run_says_whether_teams_is_on_and_for_whom(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    on = {"teams_app_id": APP, "teams_app_password": SECRET, "teams_tenant_id": TENANT}
    assert teams_line(load(**on, public_url="https://taskforce.brn.example")) == (
        f"Teams is on: it calls https://taskforce.brn.example/api/messages, for people of the tenant {TENANT}."
    )
    assert teams_line(load(**on)) == f"Teams is on: it calls /api/messages, for people of the tenant {TENANT}."
    assert teams_line(load()) == (
        "Teams is off: TASKFORCE_TEAMS_APP_ID, TASKFORCE_TEAMS_APP_PASSWORD and TASKFORCE_TEAMS_TENANT_ID are not set."
    )


def test_where_the_way_out_leads_through_a_proxy_it_is_tried_through_it(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(
        teams_app_id=APP,
        teams_app_password=SECRET,
        teams_tenant_id=TENANT,
        teams_openid_metadata_url="https://keys.test/metadata",
        teams_login_url="https://login.test",
    )

    async def tried() -> list[str]:
        async with proxied(monkeypatch) as asked:
            with pytest.raises(SettingsProblem):
                await try_out(settings)
        return asked

    assert asyncio.run(tried()) == ["CONNECT keys.test:443", "CONNECT login.test:443"]
