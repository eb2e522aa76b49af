"""The way in README's Slack section, as somebody new goes it: the manifest's rights, three settings, the directory,
the start, the address that Slack verifies, and the first command."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
import yaml
from aiohttp import ClientSession

from tests.newcomer import CAST, command, free_port, running, steps, write
from tests.slack.fake import HOME, Fake
from tests.slack.workspace import JSON, Workspace


@pytest.mark.timeout(300)  # six processes, one after the other
def test_somebody_new_comes_to_the_first_command_by_readme_alone(tmp_path: Path, fake: Fake) -> None:
    assert steps("Slack") == [
        *("Install the manifest.", "Three settings", "Import the directory", "Start", "Write `/taskforce`"),
        "Set up mail",  # docs/mail.md, tried in tests/bot/mail and tests/test_elnet_mail.py
    ]
    sofie = fake.user("Sofie Kragelund", email="sofie.kragelund@brn.example")
    write(tmp_path, PORT=str(free_port()), PUBLIC_URL="https://taskforce.brn.example", SLACK_API_URL=fake.api_url)

    code, printed = command(tmp_path, "slack", "manifest")
    made = yaml.safe_load("\n".join(printed))
    assert (code, made["settings"]["event_subscriptions"]["request_url"]) == (
        0,
        "https://taskforce.brn.example/slack/events",
    )
    fake.scopes(*made["oauth_config"]["scopes"]["bot"])  # which is what installing it does

    write(tmp_path, SLACK_BOT_TOKEN=fake.token, SLACK_SIGNING_SECRET=fake.signing_secret)
    code, said = command(tmp_path, "check")
    assert (code, [line for line in said if "TASKFORCE_SLACK_HOME_TEAMS" in line]) == (
        1,
        [f"TASKFORCE_SLACK_HOME_TEAMS is missing. The app is installed in BRN: put {HOME} there."],
    )
    write(tmp_path, SLACK_HOME_TEAMS=HOME)

    assert command(tmp_path, "directory", "import", str(CAST))[0] == 0
    code, said = command(tmp_path, "check")
    assert (code, [line for line in said if not line.startswith("clock: ok, ")]) == (
        0,
        [
            *("settings: ok", "database: ok", "migrations: ok"),
            *(f"slack: ok, in BRN ({HOME})", "teams: off", "mail: off", "address: ok"),
        ],
    )

    with running(tmp_path, 2) as (url, said):
        assert said[1].startswith("Slack is on: marked lines in groups' rooms are read.")

        async def work() -> None:
            async with ClientSession() as session:
                slack = Workspace(fake, url, session, {"Sofie": sofie})
                question = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a"}).encode()
                verified = await slack.signed(question, JSON)
                assert (verified.status, "3eZbrw1a" in str(verified.body)) == (200, True)
                assert (await slack.unsigned(question, JSON)).status == 401
                overview = await slack.command("Sofie", "")
                assert overview.text != ""
                order = await slack.command("Sofie", "ny Elnet")
                assert order.view is not None
                assert order.view.title == "Bestil en taskforce"

        asyncio.run(work())
    assert [call for call in fake.refused() if call["answer"].get("error") == "missing_scope"] == []
