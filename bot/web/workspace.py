"""The local workspace: channels, people to act as, a composer, and a clock that can be wound.

Addresses
- `GET /as/{person}/{channel}` is one conversation as one person sees it; `/as/{person}` and `/` lead there.
- `GET /as/{person}/mail` is a person's letter box, `/as/{person}/mail/{id}` a mail in it.
- `POST …/press`, `…/form`, `…/say`, `…/language`, `…/clock`, `…/skip`, `…/phone` do something and lead back.
- `GET …/people` finds somebody to act as, `GET …/file/{kind}/{id}` fetches a paper.
- `GET /live` tells open pages that something has changed, `GET /static/{name}` has stylesheet and script.

Who acts stands in the address, so two tabs can be two people. Where a Reply goes: a form is a page (the
script shows it as a dialog); a card stands in the conversation, for this person alone or for everybody here;
a card "instead" replaces the one whose button was pressed, unless the outbox has redrawn that one already.
"""

from __future__ import annotations

from aiohttp import web

from .. import outage
from ..clock import Clock
from ..delivery import Dispatcher
from ..face import Errand
from ..runner import Runner
from . import guard, posting
from .actions import Actions
from .desk import MAIL, Desk, Handler, Papers, html
from .mailbox import Mailbox
from .pages import Pages
from .personas import cast


class Workspace:
    """The face of the local workspace, and its pages.

    `papers` gives bytes, file name and content type of a document for a person, and refuses what is not
    theirs with a LookupError.
    """

    name = "workspace"
    redraws = True
    remembers = False
    at_once = 20

    def __init__(self, runner: Runner, clock: Clock, dispatcher: Dispatcher, papers: Papers | None = None) -> None:
        self._desk = Desk(runner, clock, dispatcher, cast(), papers)

    async def send(self, errand: Errand) -> str:
        """Run an errand; what came of it is "post:<id>" or "channel:<id>". Raises Never."""
        reference = await self._desk.runner.change(lambda store: posting.carry(store, errand))
        self._desk.live.changed()
        return reference

    def changed(self) -> None:
        """Something has changed; open pages look again. May be called from any thread."""
        self._desk.live.changed()

    async def close(self, _app: object = None) -> None:
        """End the streams to open pages, so that the server can stop at once."""
        self._desk.live.close()

    def routes(self) -> list[web.RouteDef]:
        """Every address of the workspace, and a page for all others."""
        pages, box, actions = Pages(self._desk), Mailbox(self._desk), Actions(self._desk, self.name)
        person = "/as/{person:[0-9]{1,9}}"
        here = person + "/{channel:[0-9]{1,9}}"
        letters = f"{person}/{MAIL}"
        letter = letters + "{rest:/[0-9]{1,9}}"
        anywhere = letters + "{rest:(?:/[0-9]{1,9}(?:/text)?)?}"
        gets: dict[str, Handler] = {
            "/": pages.start,
            "/live": pages.live,
            "/static/{name}": pages.static,
            person: pages.enter,
            here: pages.conversation,
            f"{here}/people": pages.people,
            letters: box.list,
            letter: box.mail,
            letters + "{rest:/[0-9]{1,9}/text}": box.mail,
            f"{letter}/letter": box.letter,
            letter + "/file/{file:[0-9]{1,3}}": box.file,
            f"{anywhere}/people": pages.people,
            here + "/file/{kind:[a-z._-]{1,40}}/{id:[0-9]{1,15}}": pages.paper,
            "/{_:.*}": pages.nowhere,
        }
        posts: dict[str, Handler] = {
            f"{here}/press": actions.press,
            f"{here}/form": actions.submit,
            f"{here}/say": actions.say,
            f"{here}/language": actions.language,
            f"{here}/clock": actions.wind,
            f"{here}/skip": actions.skip,
            f"{here}/phone": actions.phone,
            f"{anywhere}/language": actions.language,
            f"{anywhere}/clock": actions.wind,
            f"{anywhere}/skip": actions.skip,
            f"{anywhere}/phone": actions.phone,
            "/{_:.*}": pages.nowhere,
        }
        return [
            *(web.get(path, self._framed(handler), allow_head=False) for path, handler in gets.items()),
            *(web.post(path, self._framed(handler)) for path, handler in posts.items()),
        ]

    def _framed(self, handler: Handler) -> Handler:
        """A handler with what every page has: headers, a cookie, and a page for what goes wrong."""

        async def page(request: web.Request) -> web.StreamResponse:
            response = await guard.answered(handler, request, self._desk.runner, request.path)
            if isinstance(response, guard.Trouble):
                response = await self._trouble(request, response)
            if not response.prepared:
                for name, value in guard.HEADERS.items():
                    response.headers.setdefault(name, value)
                guard.visitor(request).greet(response)
            return response

        return page

    async def _trouble(self, request: web.Request, trouble: guard.Trouble) -> web.Response:
        t = await self._desk.speech(request)
        away = isinstance(trouble, guard.Away)
        kept = await guard.kept(request) if away else []
        page = self._desk.renderer.page(
            "trouble.html", t, title=trouble.title(t), text=trouble.text(t), kept=kept, address=request.path
        )
        response = html(page, trouble.status)
        response.headers.update(outage.RETRY_AFTER if away else {})
        return response
