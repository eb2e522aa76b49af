"""Papers that a card offers: made when somebody presses for one, and brought to their own conversation with the bot.

Making one can take longer than Slack waits, so the press is answered first and this goes on afterwards. What goes
wrong is said where the button was pressed. A calendar is not a file but has an address, which is shown as a link.
"""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from sqlalchemy.exc import IntegrityError

from handlers.dialogue.card import Argument, Card, Line
from handlers.locale import Speech
from storage import keys
from storage.engine import Store
from storage.tables import Person
from storage.unavailable import Unavailable

from .. import outage
from ..clock import Clock
from ..defects import guarded
from ..face import Later, Never
from ..fetched import fetched, named
from ..papers import in_words
from ..runner import Defect, Runner, apology
from ..web.desk import Papers
from .api import Api
from .asked import FACE, Spot
from .saying import Voice, pages
from .texts import escaped

ALT = 1000  # characters that Slack keeps of what is in a picture
log = structlog.get_logger()


class Files:
    """Makes papers and hands them over. `papers` makes the bytes, for whoever may read them."""

    def __init__(self, runner: Runner, clock: Clock, api: Api, voice: Voice, papers: Papers) -> None:
        self._runner = runner
        self._clock = clock
        self._api = api
        self._voice = voice
        self._papers = papers

    async def bring(self, spot: Spot, person: Person, args: Mapping[str, Argument]) -> None:
        """Make the paper that a button names and bring it to the person, or say why not; never raises."""
        t = Speech(person.language, self._clock.now())
        work = self._brought(spot, person, args, t)
        trouble: Defect | Card | None
        try:
            trouble = await guarded(work, self._runner, face=FACE, paper=args.get("kind"))
        except Unavailable as away:
            trouble = outage.reply(t, away).card
        if isinstance(trouble, Defect):
            trouble = apology(trouble, t).card
        if trouble is not None and not await self._voice.tell(spot, pages(trouble, t)):
            log.warning("nobody could be told about a paper", kind=args.get("kind"), id=args.get("id"))

    async def _brought(self, spot: Spot, person: Person, args: Mapping[str, Argument], t: Speech) -> Card | None:
        """What is to be said about it; None when the paper is there."""
        try:
            if not await self._first(spot):
                return None
            paper = await fetched(self._papers, person, args, t)
            if isinstance(paper, Card):
                return paper
            content, name, _ = paper
            kind, id_ = named(args)
            alt = await self._runner.look(lambda store: in_words(store, kind, id_, t))
            await self._upload(spot, content, name, alt, t)
        except (Later, Never, TimeoutError) as trouble:
            log.warning("a paper could not be handed over", why=str(trouble))
            return Card(
                t("{name} could not be brought here just now.", name=str(args.get("name", ""))),
                (Line(t("Nothing is lost. Try again in a moment.")),),
                tone="warning",
            )
        return None

    async def _first(self, spot: Spot) -> bool:
        """Whether this press has not been carried out before, here or on another machine."""
        now = self._clock.now()

        def take(store: Store) -> bool:
            if keys.seen(store, spot.key) is not None:
                return False
            keys.take(store, spot.key, now)
            return True

        try:
            return await self._runner.change(take)
        except IntegrityError:
            return False

    async def _upload(self, spot: Spot, content: bytes, name: str, alt: str, t: Speech) -> None:
        """Bring a file to a person's conversation with the bot, a picture with what is in it in words; raises Later and
        Never."""
        # A channel of the person's own is known by the message that is posted in it.
        posted = await self._api.call(
            "chat.postMessage", channel=spot.user, text=escaped(t("Here is {name}.", name=name)), mrkdwn=False
        )
        said = {"alt_txt": shortened(alt)} if alt else {}
        place = await self._api.call("files.getUploadURLExternal", filename=name, length=len(content), **said)
        await self._api.upload(str(place["upload_url"]), content)
        await self._api.call(
            "files.completeUploadExternal",
            files=[{"id": str(place["file_id"]), "title": name}],
            channel_id=str(posted["channel"]),
        )


def shortened(alt: str) -> str:
    """As many whole lines of a text as Slack keeps."""
    return alt if len(alt) <= ALT else alt[: ALT - 2].rpartition("\n")[0] + "\n…"
