"""What goes out to Teams: the outbox's errands, each as a call of the connector service.

- A message goes to a person, in their chat with the bot; to a group's room, where it begins a thread; or to a place,
  where it stands in the thread. What is for one person's eyes goes to their chat wherever it was asked for: a channel
  has nothing that others do not see. Teams can be asked for no message, so that after an interruption one can come
  twice, and lets a bot pin none.
- An update is drawn where its message stands.
- A mark on somebody's words is a short line under them, changed and taken away with what it says. Where what was noted
  stands there already, that says it.
- Rooms are opened, filled and closed by rooms.py.
Nothing is sent to where Teams has said that nothing arrives, until something is heard from there. What a refusal means
stands in outcomes.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from handlers.dialogue.form import Form
from handlers.locale import Speech, mark
from handlers.working.rooms.why import ABSENT
from storage import conversations, marked, outbox, people
from storage.engine import Store
from storage.tables import ConversationReference, OutboxKind

from ..aims import aim, language
from ..carried import unpacked
from ..face import Doing, Errand, Later, Never, Opened
from ..inputs import TooLong
from ..payloads import part, text
from ..runner import Runner
from ..settings import Settings
from . import forms, render
from .asked import FACE, base_of
from .calls import Json, Refused
from .connector import Connector
from .outcomes import CLOSED, MESSAGE_GONE, closed, of_person, of_room
from .people import Folk
from .rooms import Rooms

MARKS = {
    "done": mark("✅ Understood."),
    "unclear": mark("❓ Not everything here is understood. Whoever wrote it is asked in their chat with Taskforce."),
}
THREAD = ";messageid="
CHAT = "@thread.v2"  # how the address of a chat of several people ends; a channel's does not
log = structlog.get_logger()


@dataclass(frozen=True)
class Where:
    """A conversation and the service that it is reached by. `address` is what it is kept under: an account, a channel
    or a chat; empty for one of which Teams has not told."""

    service: str
    conversation: str
    address: str = ""
    personal: bool = False
    threads: bool = False

    @property
    def thread(self) -> bool:
        """Whether it is a thread of a channel."""
        return THREAD in self.conversation


class Sender:
    """Runs errands; `send` is the face's."""

    def __init__(self, runner: Runner, connector: Connector, folk: Folk, settings: Settings) -> None:
        self._runner = runner
        self._connector = connector
        self._folk = folk
        self._bot = {"id": f"28:{settings.teams_app_id}"}
        self._rooms = Rooms(runner, connector, folk, settings)
        self._doing: Doing = {
            OutboxKind.message: self._message,
            OutboxKind.update: self._update,
            OutboxKind.react: self._mark,
            OutboxKind.open_room: self._rooms.open,
            OutboxKind.invite: self._rooms.invite,
            OutboxKind.close_room: self._rooms.close,
        }

    async def send(self, errand: Errand) -> str | Opened:
        """Run an errand; what a message is called is "conversation/activity". Raises Later and Never."""
        return await self._doing[errand.kind](errand)

    # --- messages ---

    async def _message(self, errand: Errand) -> str:
        to = await self._runner.look(lambda store: aim(store, errand, FACE))
        said = _drawn(errand, to.language)
        if errand.person_id is not None:
            return await self._to_person(errand.person_id, said)
        conversation, _, about = errand.place.rpartition("/") if errand.place else (to.room, "", "")
        where = await self._where(conversation)
        try:
            return await self._say(where, about, said)
        except Refused as refused:
            raise await self._settled(where, refused, errand) from None

    async def _to_person(self, person_id: int, said: Json) -> str:
        try:
            way = await self._folk.way_to(person_id)
        except Refused as refused:
            raise of_person(refused) from None
        try:
            id_ = await self._connector.send(way.service, way.conversation, said)
        except Refused as refused:
            if closed(refused):
                await self._folk.gone(way)
            raise of_person(refused) from None
        return f"{way.conversation}/{id_}"

    async def _say(self, where: Where, about: str, said: Json) -> str:
        """Say something for everybody: in the thread of what it is about, or as a thread of its own. What it is called
        names the thread, as what is pressed there does."""
        if where.threads and about and not where.thread:
            id_ = await self._connector.reply(where.service, where.conversation, about, said)
            return f"{where.conversation}{THREAD}{about}/{id_}"
        if where.threads and not where.thread:
            wanted = {"isGroup": True, "bot": self._bot, "channelData": {"channel": {"id": where.conversation}}}
            conversation, id_ = await self._connector.begin(where.service, {**wanted, "activity": said})
            return f"{conversation}/{id_}"
        return f"{where.conversation}/{await self._connector.send(where.service, where.conversation, said)}"

    # --- what is there already ---

    async def _update(self, errand: Errand) -> str:
        conversation, _, id_ = errand.reference.rpartition("/")
        if not conversation or not id_:
            raise Never(MESSAGE_GONE)
        said = _drawn(errand, await self._runner.look(lambda store: language(store, errand)))
        where = await self._where(conversation)
        try:
            await self._connector.update(where.service, conversation, id_, said)
        except Refused as refused:
            raise await self._settled(where, refused, errand) from None
        return errand.reference

    async def _mark(self, errand: Errand) -> str:
        """Give what the line under the words is called; nothing when none stands there."""
        conversation, _, about = errand.place.rpartition("/")
        stands, noted, speech = await self._runner.look(lambda store: _marked(store, errand))
        how = str(errand.payload.get("mark", ""))
        wanted = None if noted and how == "done" else MARKS.get(how)
        if not stands and wanted is None:
            return ""
        where = await self._where(conversation)
        try:
            if not stands:
                return await self._say(where, about, _line(speech(wanted or "")))
            in_, _, id_ = stands.rpartition("/")
            if wanted is not None:
                await self._connector.update(where.service, in_, id_, _line(speech(wanted)))
                return stands
            await self._connector.delete(where.service, in_, id_)
        except Refused as refused:
            settled = await self._settled(where, refused, errand)
            if not stands or str(settled) != MESSAGE_GONE:
                raise settled from None
        return ""

    # --- where it stands ---

    async def _where(self, conversation: str) -> Where:
        """How a conversation is reached; raises Never where nothing arrives any more, or Teams has told of none."""
        base = base_of(conversation)
        kept, service = await self._runner.look(lambda store: _kept(store, base))
        kind = _kind(kept, base)
        if kept is not None and kept.dead_at is not None:
            raise Never(CLOSED if kind == "personal" else ABSENT)
        if not service:
            raise Never("Teams has told of no conversation")
        address = kept.address if kept is not None else ""
        return Where(service, conversation, address, kind == "personal", kind == "channel")

    async def _settled(self, where: Where, refused: Refused, errand: Errand) -> Later | Never:
        """What a refusal means; where nothing arrives any more is remembered. A thread can be gone by itself."""
        if where.thread and refused.status == 404:
            return Never(MESSAGE_GONE)
        if where.address and closed(refused):
            await self._runner.change(lambda store: conversations.dead(store, FACE, where.address, errand.now))
        return of_person(refused) if where.personal else of_room(refused)


def _marked(store: Store, errand: Errand) -> tuple[str, bool, Speech]:
    """The line that stands under words, whether what was noted stands there too, and how everybody is spoken to."""
    stands = outbox.mark_of(store, FACE, errand.place)
    return stands, marked.answered(store, FACE, errand.place), Speech(people.circle(store).language, errand.now)


def _kept(store: Store, base: str) -> tuple[ConversationReference | None, str]:
    """What Teams has told of a conversation, and the service; of one that it has told nothing of, the newest."""
    kept = conversations.called(store, FACE, base)
    told = kept or conversations.newest(store, FACE)
    return kept, text(told.reference, "serviceUrl") if told is not None else ""


def _kind(kept: ConversationReference | None, base: str) -> str:
    """personal, channel or groupChat: as Teams has told, or as its address looks."""
    told = text(part(kept.reference, "conversation"), "conversationType") if kept is not None else ""
    if told:
        return told
    if not base.startswith("19:"):
        return "personal"
    return "groupChat" if base.endswith(CHAT) else "channel"


def _drawn(errand: Errand, language: str) -> Json:
    """The activity of a card or a form."""
    said, t = unpacked(errand.payload), Speech(language, errand.now)
    if not isinstance(said, Form):
        return render.activity(render.message(said, t))
    try:
        return render.activity(forms.form(said, t, way_back=False))
    except TooLong as trouble:
        log.error("a form is longer than a message", form=said.name)
        raise Never(str(trouble)) from None


def _line(said: str) -> Json:
    """A message of plain words."""
    return {"type": "message", "text": said, "textFormat": "plain", "summary": said}
