"""`taskforce check`: whether everything that the bot needs is in order, a line a part, and what to do where it is not.

Every part is tried, also when another fails, and each has a time limit. What is wrong is said last, and then the
command ends with 1.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from .check_database import tried_clock, tried_database, tried_migrations
from .mail.smtp import server_of
from .settings import LOOPBACK, PREFIX, Settings, SettingsProblem, load

LONGEST = 30.0  # seconds for one part


@dataclass(frozen=True)
class Part:
    """Something that is tried: what it is called, how, and the settings (or the beginnings of their names) without
    which there is nothing to try."""

    name: str
    tried: Callable[[Settings], Iterator[str]]
    needs: tuple[str, ...]


def check(say: Callable[[str], None], longest: float = LONGEST) -> None:
    """Try every part, for `longest` seconds each; raises SettingsProblem with all that is wrong."""
    settings, wrong, problems = _as_far_as_they_go()
    if not wrong:
        say("settings: ok")
    for part in PARTS:
        if any(name.startswith(part.needs) for name in wrong):
            say(f"{part.name}: not tried, since its settings are wrong")
            continue
        lines, faults = _within(longest, part, settings)
        for line in lines:
            say(line)
        problems += faults
    if problems:
        raise SettingsProblem(*problems)


def tried_slack(settings: Settings) -> Iterator[str]:
    """What came of trying the app in Slack; raises SettingsProblem where it cannot work."""
    if settings.slack_bot_token is None and not settings.slacks:
        yield "slack: off"
        return
    from .slack.tried import try_out

    yield from (f"slack: {sentence}" for sentence in asyncio.run(try_out(settings)))


def tried_teams(settings: Settings) -> Iterator[str]:
    """What came of trying the app in Teams; raises SettingsProblem where it cannot work."""
    if not settings.teams:
        yield "teams: off"
        return
    from .teams.tried import try_out

    yield from (f"teams: {sentence}" for sentence in asyncio.run(try_out(settings)))


def tried_mail(settings: Settings) -> Iterator[str]:
    """What came of trying the mail server; raises SettingsProblem where it cannot be used."""
    if not settings.mails:
        yield "mail: off"
        return
    asyncio.run(server_of(settings).try_out())
    yield "mail: ok"


def tried_address(settings: Settings) -> Iterator[str]:
    """Whether others could reach our public address, by its shape; raises SettingsProblem where they could not."""
    name = f"{PREFIX}PUBLIC_URL"
    if not settings.public_url:
        yield "address: none"
        return
    parts = urlsplit(settings.public_url)
    host = parts.hostname or ""
    if parts.username is not None or parts.password is not None:
        raise SettingsProblem(f"{name} has a user or a password in it, and would be sent to everybody. Leave them out.")
    if host in LOOPBACK:
        yield "address: ok, for this machine alone"
        return
    if _is_number(host) or "." not in host.strip("."):
        raise SettingsProblem(
            f"{name} names {host}, which nobody outside would find or trust. It has to be a name that the DNS and the "
            "certificate have, like https://taskforce.brn.example."
        )
    if parts.path:
        yield f"address: ok, if the proxy takes {parts.path} away before it passes a request on"
        return
    yield "address: ok"


PARTS = (
    Part("database", tried_database, ("database_url",)),
    Part("migrations", tried_migrations, ("database_url",)),
    Part("clock", tried_clock, ("database_url", "timezone")),
    Part("slack", tried_slack, ("slack", "listen")),
    Part("teams", tried_teams, ("teams",)),
    Part("mail", tried_mail, ("smtp_url", "mail_from", "public_url", "secret_key")),
    Part("address", tried_address, ("public_url",)),
)


def _as_far_as_they_go() -> tuple[Settings, set[str], list[str]]:
    """The settings, the names of those that are wrong, which have their defaults here, and what is wrong with them."""
    try:
        return load(), set(), []
    except SettingsProblem as problem:
        named = {PREFIX + name.upper(): name for name in Settings.model_fields}
        wrong = {named[word] for sentence in problem.sentences if (word := sentence.partition(" ")[0]) in named}
        if not wrong:  # the file itself cannot be read
            raise
        defaults = {name: Settings.model_fields[name].default for name in wrong}
        return load(**defaults), wrong, list(problem.sentences)


def _within(longest: float, part: Part, settings: Settings) -> tuple[list[str], list[str]]:
    """What a part says is in order, and what is wrong. One that does not come to an end is left behind; it ends with
    the program."""
    came: queue.Queue[tuple[list[str], list[str]]] = queue.Queue()
    threading.Thread(target=lambda: came.put(_tried(part, settings)), daemon=True).start()
    try:
        return came.get(timeout=longest)
    except queue.Empty:
        return [], [f"{part.name}: no answer within {longest:g} seconds. What stands between this machine and it?"]


def _tried(part: Part, settings: Settings) -> tuple[list[str], list[str]]:
    lines: list[str] = []
    try:
        lines.extend(part.tried(settings))
    except SettingsProblem as problem:
        return lines, list(problem.sentences)
    except Exception as error:
        return lines, [f"{part.name}: could not be tried ({type(error).__name__}). That is a fault of ours."]
    return lines, []


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
