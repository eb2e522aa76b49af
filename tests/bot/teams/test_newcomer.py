"""The way in README's Teams section, as somebody new goes it: the settings, what `check` says of them, the package, the
directory, the start, and the door that Microsoft comes in by."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from aiohttp import ClientSession

from tests.newcomer import CAST, command, free_port, running, steps, write
from tests.teams.authority import activity
from tests.teams.fake import APP, SECRET, TENANT, Fake

URL = "https://taskforce.brn.example"


@pytest.mark.timeout(300)  # five processes, one after the other
def test_somebody_new_comes_to_a_bot_that_teams_can_reach_by_readme_alone(tmp_path: Path, teams: Fake) -> None:
    assert steps("Teams") == [
        "Register the app",  # on Microsoft's pages, where nothing of ours is
        *("Four settings", "Upload the package", "Import the directory", "Start", "Write `hjælp`"),
        "Set up mail",  # docs/mail.md, tried in tests/bot/mail and tests/test_elnet_mail.py
    ]
    microsoft = teams.settings()
    for name in ("openid_metadata_url", "login_url", "service_urls"):
        write(tmp_path, **{f"TEAMS_{name}".upper(): microsoft[f"teams_{name}"]})
    write(tmp_path, PORT=str(free_port()), PUBLIC_URL=URL)
    write(tmp_path, TEAMS_APP_ID=APP, TEAMS_APP_PASSWORD="the id of the secret", TEAMS_TENANT_ID=TENANT)
    code, said = command(tmp_path, "check")
    assert (code, said[-1].split(" (")[0]) == (1, "Microsoft does not take TASKFORCE_TEAMS_APP_PASSWORD")
    write(tmp_path, TEAMS_APP_PASSWORD=SECRET)

    assert command(tmp_path, "teams", "package")[0] == 0
    with ZipFile(tmp_path / "taskforce-teams.zip") as zipped:
        assert json.loads(zipped.read("manifest.json"))["bots"][0]["botId"] == APP
    assert command(tmp_path, "directory", "import", str(CAST))[0] == 0
    code, said = command(tmp_path, "check")
    assert (code, [line for line in said if line.startswith("teams: ok")]) == (
        0,
        [f"teams: ok, as app {APP} in tenant {TENANT}"],
    )

    with running(tmp_path, 3) as (url, said):
        assert said[2] == f"Teams is on: it calls {URL}/api/messages, for people of the tenant {TENANT}."

        async def knock() -> list[int]:
            greeting = activity(type="typing", serviceUrl=teams.service)
            signed = {"Authorization": f"Bearer {teams.token(serviceurl=teams.service)}"}
            async with ClientSession() as session:
                return [
                    (await session.post(f"{url}/api/messages", json=greeting, headers=headers)).status
                    for headers in (signed, {})
                ]

        assert asyncio.run(knock()) == [200, 401]
