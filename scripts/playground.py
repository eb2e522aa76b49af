"""The bot as Microsoft's Agents Playground can reach it: `python -m scripts.playground` (CONTRIBUTING.md).

The playground sends its activities without a token, and the bot lets in nobody without one: there is no setting for
that. So a Microsoft of this machine stands between them, the one of the tests: it signs what the playground sends,
publishes the keys, and gives the bot its own token. The bot runs as it always does, on a database of its own with the
directory of the tests, and every address is on this machine.

`var/playground` holds the database and the file from which the playground has its people: Sofie writes, and some of
those whom she asks are there to be met.
"""

from __future__ import annotations

import asyncio
import csv
import os
import sys
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml
from aiohttp import ClientSession, web

from tests.teams.authority import APP, SECRET, TENANT, Authority

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "playground"
CAST = ROOT / "tests" / "data" / "cast.csv"
PLAYED = ("Sofie Kragelund", "Emil Brandtoft", "Mads Riisager", "Vibeke Mosegaard", "Anna Lindholt", "Erik Vendelbjerg")
HOST, SIGNS, LISTENS, PLAYS = "127.0.0.1", 3978, 8081, 56150
BEGIN = f"""\
In another terminal (Node 20 or later; its licence allows evaluation only, so it is in no lock and no image):

  cd {FOLDER.relative_to(ROOT)}
  TEAMSAPPTESTER_BROWSER=none npx @microsoft/m365agentsplayground start \\
    -e http://{HOST}:{SIGNS}/api/messages -c msteams -p {PLAYS} --disable-telemetry

Then open http://{HOST}:{PLAYS} and write hjælp. Ctrl-C stops the bot.
"""


def main() -> None:
    """Run the bot and what signs for it until somebody says stop."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / ".m365agentsplayground.yml").write_text(
        yaml.safe_dump(context(), sort_keys=False, allow_unicode=True), encoding="utf-8"
    )
    try:
        asyncio.run(play())
    except KeyboardInterrupt:
        print("Stopped.")


async def play() -> None:
    """The authority, the signing, and the bot."""
    async with Authority() as authority, ClientSession() as session:
        runner = web.AppRunner(signing(authority, session, f"http://{HOST}:{LISTENS}/api/messages"))
        await runner.setup()
        await web.TCPSite(runner, HOST, SIGNS).start()
        try:
            if await bot(authority, "directory", "import", str(CAST)) == 0:
                print(BEGIN)
                await bot(authority, "run")
        finally:
            await runner.cleanup()


async def bot(authority: Authority, *words: str) -> int:
    """`python -m bot`, until it ends: its exit code."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TASKFORCE_")}
    chosen = {f"TASKFORCE_{name}": value for name, value in settings(authority).items()}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words), cwd=FOLDER, env={**clean, **chosen, "PYTHONPATH": str(ROOT)}
    )
    try:
        return await process.wait()
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


def settings(authority: Authority) -> dict[str, str]:
    """What the bot is told: a Microsoft of this machine, and that answers may go to the playground."""
    return {
        "DATABASE_URL": "sqlite:///playground.db",
        "HOST": HOST,
        "PORT": str(LISTENS),
        "PUBLIC_URL": f"http://{HOST}:{LISTENS}",
        "SECRET_KEY": "in the playground nobody can be harmed",
        "TEAMS_APP_ID": APP,
        "TEAMS_APP_PASSWORD": SECRET,
        "TEAMS_TENANT_ID": TENANT,
        "TEAMS_OPENID_METADATA_URL": authority.metadata_url,
        "TEAMS_LOGIN_URL": authority.login_url,
        "TEAMS_SERVICE_URLS": f"{HOST}, localhost",
    }


def signing(authority: Authority, session: ClientSession, behind: str) -> web.Application:
    """What stands where the playground looks for the bot, and signs what it brings."""

    async def sign(request: web.Request) -> web.Response:
        raw = await request.read()
        activity = await request.json()
        headers = authority.header(serviceurl=activity.get("serviceUrl"))
        async with session.post(behind, data=raw, headers={**headers, "Content-Type": "application/json"}) as answer:
            return web.Response(
                body=await answer.read(), status=answer.status, headers={"Content-Type": answer.content_type}
            )

    application = web.Application()
    application.router.add_post("/api/messages", sign)
    return application


def context() -> dict[str, Any]:
    """The people, the team and the channels of the playground."""
    with CAST.open(encoding="utf-8", newline="") as file:
        mails = {row["navn"]: row["email"] for row in csv.DictReader(file, delimiter=";")}
    people = [person(number, name, mails[name]) for number, name in enumerate(PLAYED)]
    return {
        "version": "0.1.1",
        "tenantId": TENANT,
        "bot": {"id": f"28:{APP}", "name": "Taskforce"},
        "currentUser": people[0],
        "users": people[1:],
        "personalChat": {"id": "a:sofie"},
        "groupChat": {"id": "19:gruppe@thread.v2", "name": "Sofie og Emil"},
        "team": {
            "id": "19:general@thread.tacv2",
            "name": "BRN",
            "aadGroupId": str(uuid5(NAMESPACE_URL, "team")),
            "channels": [{"id": "19:elnet@thread.tacv2", "name": "Elnet"}],
        },
    }


def person(number: int, name: str, mail: str) -> dict[str, str]:
    """Somebody as the playground describes them."""
    given, _, surname = name.partition(" ")
    return {
        "id": f"29:{number}",
        "name": name,
        "userPrincipleName": mail,  # the playground's own spelling
        "aadObjectId": str(uuid5(NAMESPACE_URL, mail)),
        "givenName": given,
        "surname": surname,
        "email": mail,
    }


if __name__ == "__main__":
    main()
