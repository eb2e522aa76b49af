"""Wiring only: settings → database → router → runner → faces → dispatcher → clock → the web server.

How it ends is told in ending.py."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from sqlmodel import select

from handlers.contents import everything
from storage.engine import Database, Store
from storage.migrate import migrate
from storage.tables import Circle, OutboxRow, Person

from . import ending, gate, health, papers
from .addresses import Addresses
from .clock import Clock
from .delivery import Dispatcher
from .face import Face
from .figures import Figures
from .mail.box import LetterBox
from .mail.face import Mail, Post
from .mail.smtp import server_of
from .runner import Runner
from .seal import Seal
from .settings import LOOPBACK, Settings, SettingsProblem
from .ways import Ways
from .web import feed
from .web.answers import Answers
from .web.filling import Filling
from .web.rooms import Rooms

WORKSPACE, SLACK, TEAMS = "workspace", "slack", "teams"
LOCAL_SECRET = "in the local workspace anybody can act as anybody"  # so a signature has nothing to keep
LOCAL_SENDER = "taskforce@brn.example"
LARGEST = 1024**2  # bytes of a request's body


class Program:
    """The parts, wired. Without any face nothing is due and nothing is sent. `here` is the address at which it
    listens, known once it does: the local workspace has no other public one. The local workspace's clock can be
    wound, and so can another's for whom `winds` is said."""

    def __init__(self, settings: Settings, *, local: bool, winds: bool = False) -> None:
        if local:
            keep_to_this_machine(settings)
        self.settings = settings
        self.sender = settings.mail_from or LOCAL_SENDER
        self.database = Database(settings.database_url)
        migrate(self.database)
        self.here = ""
        self.figures = Figures()
        self.runner = Runner(self.database, everything(), figures=self.figures)
        self.clock = Clock(self.database, settings.zone, local=local or winds)
        self.faces: dict[str, Face] = {}
        chats = [name for name, on in ((SLACK, settings.slacks), (TEAMS, settings.teams)) if on]
        homes = (WORKSPACE,) if local else tuple(chats)
        ways = Ways(self.faces, homes, rooms=homes[0] if homes else "")
        self.dispatcher = Dispatcher(self.runner, ways, self.clock.now, self._changed, self.figures.delivered)
        self.clock.drive(self.runner, self.dispatcher)
        self._shown: Callable[[], None] = lambda: None
        # What faces still have to do when we are told to stop, in so many seconds.
        self._finish: list[Callable[[float], Awaitable[None]]] = []
        self._ending: asyncio.Task[None] | None = None
        outermost = gate.counted(self.figures, spoken=not local)
        self.web = web.Application(
            client_max_size=LARGEST, middlewares=[outermost, gate.defects(self.runner, settings)]
        )
        self.web.on_response_prepare.append(gate.name)
        self.web.add_routes(health.routes(self.runner, self.clock, settings, self._faults))
        if local:
            from .web.workspace import Workspace  # only `demo` has it, nobody else loads it

            workspace = Workspace(self.runner, self.clock, self.dispatcher, self._paper)
            self.faces[workspace.name], self._shown = workspace, workspace.changed
            self.web.middlewares.append(gate.only_this_machine)
            self.web.on_shutdown.append(workspace.close)
        self.feed: feed.Feed | None = None
        mails = local or settings.mails
        addresses = self._set_up_pages(local) if mails or settings.has_pages else None
        if mails and addresses is not None:
            self._set_up_mail(local, addresses)
        if settings.slacks and not local:
            self._set_up_slack(addresses)
        if settings.teams and not local:
            self._set_up_teams(addresses)
        if local:
            self.web.add_routes(workspace.routes())  # last: it has a page for every other address
        self.runner.wake = self._committed
        self.web.cleanup_ctx.append(self._running)

    def _set_up_pages(self, local: bool) -> Addresses:
        """The pages behind signed links."""
        settings = self.settings
        key = settings.secret_key.get_secret_value() if settings.secret_key else LOCAL_SECRET
        addresses = Addresses(Seal(key), lambda: settings.public_url or self.here)
        answers = Answers(self.runner, self.clock, self.dispatcher, addresses, self._paper)
        self.web.add_routes(answers.routes())
        self.web.add_routes(Filling(self.runner, self.clock, addresses).routes())
        self.feed = feed.Feed(self.runner, self.clock, addresses, host=self._host)
        self.web.add_routes(self.feed.routes())
        self.web.add_routes(Rooms(self.runner, self.clock, addresses, host=self._host).routes())
        return addresses

    def _set_up_mail(self, local: bool, addresses: Addresses) -> None:
        """The mail face. In the local workspace no mail leaves the machine, unless a mail server is named."""
        settings = self.settings
        post: Post = LetterBox(self.runner) if local and not settings.mails else server_of(settings)
        mail = Mail(self.runner, addresses, post, sender=self.sender, enclosures=self._enclosures)
        self.faces[mail.name] = mail

    def _set_up_slack(self, addresses: Addresses | None) -> None:
        """The face in Slack; nobody else loads its libraries."""
        from .slack.face import Slack

        slack = Slack(self.runner, self.clock, self.dispatcher, self.settings, self._paper, addresses)
        self.faces[slack.name] = slack
        self.web.add_routes(slack.routes())
        self.web.cleanup_ctx.append(slack.running)
        self._finish.append(slack.finish)

    def _set_up_teams(self, addresses: Addresses | None) -> None:
        """The face in Teams; nobody else loads its libraries."""
        from .teams.face import Teams

        teams = Teams(self.runner, self.clock, self.dispatcher, self.settings, self._paper, addresses)
        self.faces[teams.name] = teams
        self.web.add_routes(teams.routes())
        self.web.cleanup_ctx.append(teams.running)
        self._finish.append(teams.finish)

    async def empty(self) -> bool:
        """Whether nobody lives in the database yet."""
        return await self.runner.look(lambda store: store.session.exec(select(Circle.id)).first()) is None

    async def _paper(self, person: Person, kind: str, id_: int) -> tuple[bytes, str, str]:
        """A file that a card offers, for a person: bytes, name, content type. A calendar is not a file but has an
        address: its reader is sent to the page about it (HTTPSeeOther)."""
        if kind == feed.KIND:
            if self.feed is None:
                raise LookupError("there are no pages here")
            raise web.HTTPSeeOther(await self.feed.page_of(person, id_))
        make = partial(papers.make, host=self._host)
        paper = await asyncio.to_thread(make, self.database, person, kind, id_, self.clock.now())
        return paper.content, paper.name, paper.content_type

    def _enclosures(self, store: Store, row: OutboxRow) -> list[tuple[bytes, str, str]]:
        return papers.calendar.enclosures(store, row, self._host)

    @property
    def _host(self) -> str:
        """The domain that calendar entries are named in, the same for files and feeds: that of the sender, or of our
        own pages where there is no mail."""
        if not self.settings.mail_from and self.settings.public_url:
            return urlsplit(self.settings.public_url).hostname or ""
        return self.sender.rpartition("@")[2]

    def _faults(self) -> list[str]:
        """What keeps it from working, beside the database."""
        if self._ending is not None:
            return ["it is stopping"]
        wrong = {
            "messages are not being delivered": self.dispatcher.alive,
            "the clock is not ticking": self.clock.ticking,
        }
        return [sentence for sentence, works in wrong.items() if self.faces and not works]

    def _committed(self) -> None:
        self.dispatcher.wake()
        self._shown()

    def _changed(self) -> None:
        self._shown()

    async def _running(self, _app: web.Application) -> AsyncIterator[None]:
        if self.faces:
            self.dispatcher.start()
            self.clock.start()
        yield
        await self.end()  # had nobody said so before
        for finish in self._finish:  # it needs the database
            seconds = ending.FACES / len(self._finish)
            await ending.within(seconds, "a face", finish(seconds - ending.SPARE))
        await ending.within(ending.THREADS, "threads", asyncio.to_thread(self.runner.close))
        await ending.within(ending.DATABASE, "database", asyncio.to_thread(self.database.close))

    async def end(self) -> None:
        """Begin nothing more, and let what is being delivered or done for its time come to its end."""
        if self._ending is None:
            self._ending = asyncio.create_task(self._quiet())
        await self._ending

    async def _quiet(self) -> None:
        self.runner.end()
        seconds = ending.SENDS + ending.RETURNED
        await asyncio.gather(
            ending.within(seconds, "deliveries", self.dispatcher.stop(ending.SENDS)),
            ending.within(seconds, "clock", self.clock.stop()),
        )


def keep_to_this_machine(settings: Settings) -> None:
    """Raises SettingsProblem when the local workspace could be reached from elsewhere, or could write there."""
    if not settings.on_loopback:
        raise SettingsProblem(
            f"TASKFORCE_HOST is {settings.host}, but in the local workspace anybody can act as anybody; "
            f"it listens on {', '.join(LOOPBACK[:-1])} or {LOOPBACK[-1]} alone."
        )
    if settings.smtp_url is not None and urlsplit(settings.smtp_url.get_secret_value()).hostname not in LOOPBACK:
        raise SettingsProblem(
            "TASKFORCE_SMTP_URL names another machine, but no mail leaves the local workspace's. "
            "Without it every mail is kept in a letter box that you can open."
        )


@asynccontextmanager
async def served(program: Program, listening: socket.socket) -> AsyncIterator[None]:
    """The program while it answers on a socket; afterwards everything has stopped in good order."""
    server = web.AppRunner(program.web, access_log=None, shutdown_timeout=ending.REQUESTS)
    await server.setup()
    try:
        await web.SockSite(server, listening).start()
        program.here = address(listening)
        yield
    finally:
        quiet = asyncio.create_task(program.end())  # while requests under way are answered
        await ending.within(ending.ORDERLY, "the program", server.cleanup())
        await quiet


def listen(settings: Settings) -> socket.socket:
    """The socket that the settings name; raises SettingsProblem when it cannot be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror:
        raise SettingsProblem(f"TASKFORCE_HOST is {settings.host}, which this machine does not know.") from None
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as error:
        listening.close()
        raise SettingsProblem(
            f"Port {settings.port} on {settings.host} cannot be used ({error.strerror}). Stop the program "
            "that has it, or choose another port with TASKFORCE_PORT."
        ) from None
    return listening


def address(listening: socket.socket) -> str:
    """The address to open in a browser on this machine."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def serve(program: Program, listening: socket.socket, ready: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Answer until somebody says stop (Ctrl-C or SIGTERM); `ready` runs once it answers."""
    stopped = asyncio.Event()
    ending.when_told(stopped.set)
    async with served(program, listening):
        waiting = asyncio.create_task(stopped.wait())
        preparing = asyncio.create_task(ready())
        await asyncio.wait({waiting, preparing}, return_when=asyncio.FIRST_COMPLETED)
        if not preparing.done():
            preparing.cancel()
            return
        preparing.result()
        await waiting
