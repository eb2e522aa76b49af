"""The command line: `taskforce run|demo|check|migrate|backup|restore|hold|directory import|digest --dry-run|slack
manifest|teams package`, also as `python -m bot`."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import webbrowser
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import OperationalError

from handlers.attention.digest import compose_all
from handlers.contents import everything
from storage import people
from storage.copies import forget
from storage.engine import Database
from storage.migrate import migrate as bring_up_to_date
from storage.migrate import standing

from . import backup, check
from .app import Program, address, keep_to_this_machine, listen, serve
from .check_database import unreachable
from .logs import speak
from .settings import Settings, SettingsProblem, load

DEMO = Path("var/demo.db")
TEAMS_PACKAGE = Path("taskforce-teams.zip")
HEARS = {
    "rooms": "marked lines in groups' rooms are read",
    "mentions": "only mentions of the bot are read",
    "off": "nothing that is said in channels is read",
}

commands = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A chatbot that helps a regional secretariat run task forces.",
)
directory = typer.Typer(no_args_is_help=True, help="The circle's organisations and people.")
commands.add_typer(directory, name="directory")
slack = typer.Typer(no_args_is_help=True, help="The app in Slack.")
commands.add_typer(slack, name="slack")
teams = typer.Typer(no_args_is_help=True, help="The app in Teams.")
commands.add_typer(teams, name="teams")


@commands.command()
def run() -> None:
    """Start what is configured."""
    settings = load()
    with backup.to_ourselves(settings):
        _run(settings)


def _run(settings: Settings) -> None:
    program = Program(settings, local=False)
    listening = listen(settings)

    async def ready() -> None:
        typer.echo(f"Listening at {address(listening)}.")
        typer.echo(slack_line(settings))
        typer.echo(teams_line(settings))
        if settings.mails:
            typer.echo(f"Mail is on: from {settings.mail_from}, answered at {settings.public_url}.")
        else:
            typer.echo("Mail is off: TASKFORCE_SMTP_URL and TASKFORCE_MAIL_FROM are not set.")
        if not (settings.slacks or settings.teams or settings.mails):
            typer.echo(
                f"With no face on there is nothing to serve but {address(listening)}/healthz and /readyz; "
                "`taskforce demo` starts the local workspace."
            )

    asyncio.run(serve(program, listening, ready))


@commands.command()
def demo(
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget the last demo and start over.")] = False,
    browse: Annotated[bool, typer.Option("--open/--no-open", help="Open it in the browser.")] = True,
    database: Annotated[Path, typer.Option(help="The SQLite file that it plays in.")] = DEMO,
) -> None:
    """Start the local workspace: invented people, a clock that can be wound, nothing leaves this machine."""
    # Its own database and letter box, whatever the settings say: nobody plays in the real one, or writes to
    # real people.
    settings = load(
        database_url=f"sqlite:///{database}",
        smtp_url=None,
        mail_from="",
        public_url="",
        slack_bot_token=None,
        slack_signing_secret=None,
        slack_home_teams="",
        teams_app_id="",
        teams_app_password=None,
        teams_tenant_id="",
    )
    keep_to_this_machine(settings)
    listening = listen(settings)
    with backup.to_ourselves(settings):
        if fresh:
            forget(database)
        _play(settings, listening, database, browse=browse)


def _play(settings: Settings, listening: socket.socket, database: Path, *, browse: bool) -> None:
    program = Program(settings, local=True)
    half_prepared = False

    async def ready() -> None:
        nonlocal half_prepared
        from .web.demo import seed

        if await program.empty():
            typer.echo("Preparing BRN's circle and its groups …")
            half_prepared = True
            await seed(program.runner, program.clock, program.dispatcher)
            half_prepared = False
        typer.echo(f"taskforce-bot is ready: {address(listening)}  (Ctrl-C stops it)")
        if browse:
            await asyncio.to_thread(show, address(listening))

    try:
        asyncio.run(serve(program, listening, ready))
    finally:
        if half_prepared:
            forget(database)


@commands.command("check")
def check_everything() -> None:
    """Say whether settings, database, clock, Slack, Teams, mail and address are in order, and what to do otherwise."""
    check.check(typer.echo)


@commands.command()
def migrate() -> None:
    """Bring the database to the newest schema. Make a copy first; no older program may run meanwhile."""
    settings = load()
    with backup.to_ourselves(settings):
        database = Database(settings.database_url)
        bring_up_to_date(database)
        typer.echo(f"The database has the newest schema, {standing(database)[0]}.")
        database.close()


@commands.command("backup")
def back_up(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not be there yet.")],
) -> None:
    """Write a whole copy of the SQLite database to a file, while the program runs."""
    backup.back_up(load(), file, typer.echo)


@commands.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A copy that `taskforce backup` made.")],
    send: Annotated[
        bool, typer.Option("--send", help="Send what was waiting in it; what has gone since then comes twice.")
    ] = False,
) -> None:
    """Put a copy in the place of the SQLite database, and keep what was there. The program is stopped first."""
    backup.restore(load(), file, typer.echo, send=send)


@commands.command()
def hold() -> None:
    """Hold back what waits in a database that was put back by other means, as pg_restore does. Before `run`."""
    backup.hold(load(), typer.echo)


@slack.command("manifest")
def slack_manifest(
    listening: Annotated[str, typer.Option("--listen", help="rooms, mentions or off; else TASKFORCE_LISTEN.")] = "",
    url: Annotated[str, typer.Option("--url", help="Our public address; else TASKFORCE_PUBLIC_URL.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for Slack's own command line.")] = False,
) -> None:
    """Print the manifest from which Slack makes the app: its commands, rights and events."""
    from .slack.manifest import as_yaml, manifest

    given = {name: value for name, value in (("listen", listening), ("public_url", url)) if value}
    settings = load(**given)
    made = manifest(everything().commands, listen=settings.listen, url=settings.public_url, language=settings.language)
    typer.echo(json.dumps(made, ensure_ascii=False, indent=2) if as_json else as_yaml(made), nl=as_json)


@teams.command("manifest")
def teams_manifest() -> None:
    """Print the manifest that is in the app package, for the settings of this machine."""
    from .teams.manifest import manifest
    from .teams.package import as_json

    typer.echo(as_json(manifest(everything().commands, load())), nl=False)


@teams.command("package")
def teams_package(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="Where to write it.")] = TEAMS_PACKAGE,
    number: Annotated[
        str, typer.Option("--number", help="What Teams counts it as, 0.1.1; else the number of this release.")
    ] = "",
) -> None:
    """Write the app package that a Teams administrator uploads, for the settings of this machine."""
    from .teams.package import package

    file.write_bytes(package(everything().commands, load(), number))
    typer.echo(
        f"{file} is ready. In the Teams admin center: Teams apps, Manage apps, Actions, Upload new app. Then let the "
        "app be installed for the people of the directory, under Setup policies (docs/teams.md)."
    )


@directory.command("import")
def import_directory(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A CSV file, as Excel saves it.")],
) -> None:
    """Read the circle's organisations, directors and people from a file."""
    from .directory import import_file

    settings = load()
    backup.current(settings)
    text, all_good = import_file(settings, file)
    typer.echo(text)
    if not all_good:
        sys.exit(1)


@commands.command()
def digest(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Compose without sending; the only way by hand.")] = False,
) -> None:
    """Show the digests that would leave now."""
    from .directory import as_text

    if not dry_run:
        raise SettingsProblem("Digests leave by themselves. `taskforce digest --dry-run` shows what would leave now.")
    settings = load()
    empty = "The directory is empty. `taskforce directory import FILE.csv` fills it."
    if not backup.current(settings):
        raise SettingsProblem(empty)
    database = Database(settings.database_url)
    try:
        with database.reading() as store:
            if people.find_circle(store) is None:
                raise SettingsProblem(empty)
            made = compose_all(everything(), store, datetime.now(settings.zone))
    finally:
        database.close()
    for person, card in made:
        typer.echo(f"{person.name}\n{as_text(card)}\n")
    typer.echo(f"{len(made)} would leave now.")


def slack_line(settings: Settings) -> str:
    """What the operator reads about Slack at start."""
    if not settings.slacks:
        return (
            "Slack is off: TASKFORCE_SLACK_BOT_TOKEN, TASKFORCE_SLACK_SIGNING_SECRET and TASKFORCE_SLACK_HOME_TEAMS "
            "are not set."
        )
    if not settings.has_pages:
        return (
            f"Slack is on: {HEARS[settings.listen]}. Without TASKFORCE_PUBLIC_URL and TASKFORCE_SECRET_KEY rooms "
            "have no bookmarks."
        )
    return f"Slack is on: it calls {settings.public_url}/slack/events, and {HEARS[settings.listen]}."


def teams_line(settings: Settings) -> str:
    """What the operator reads about Teams at start."""
    if not settings.teams:
        return (
            "Teams is off: TASKFORCE_TEAMS_APP_ID, TASKFORCE_TEAMS_APP_PASSWORD and TASKFORCE_TEAMS_TENANT_ID are not "
            "set."
        )
    return (
        f"Teams is on: it calls {settings.public_url}/api/messages, for people of the tenant "
        f"{settings.teams_tenant_id}."
    )


def show(url: str) -> None:
    """Open the address in a browser with windows; one that would take over this terminal is left alone."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return
    if type(browser) is not webbrowser.GenericBrowser:
        browser.open(url)


def main() -> None:
    """Run the command that was typed; what the operator can mend is said in a sentence, without a trace."""
    speak()
    try:
        commands()
    except SettingsProblem as problem:
        for sentence in problem.sentences:
            typer.echo(sentence, err=True)
        sys.exit(1)
    except OperationalError as error:
        typer.echo(unreachable(error), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
