"""Groups' rooms in Slack: a private channel made, filled, marked and closed, or a channel that is there already.

1. A room is made under the name that the handlers give; where that is taken, with a number behind it. A sender that
   died may have made it before: then that one is taken, a channel of ours that no group has.
2. It gets its topic, and everybody is invited, a hundred at a time. Who cannot be let in is reported with why.
3. A channel that somebody chose is joined where it is open; a closed one has to have let us in first.
4. Afterwards it gets bookmarks, each on an errand of its own, since they need the room's page.
5. At the end the channels that we made are archived. One that people had before stays as it is.
"""

from __future__ import annotations

import asyncio
import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

import structlog

from handlers.working.rooms.why import ABSENT, ARCHIVED, ELSEWHERE, GONE, NO_ACCOUNT, OTHER_CHAT
from storage import groups, people, rooms
from storage.engine import Store
from storage.tables import IdentityKind, Room

from ..addresses import Addresses
from ..face import Errand, Never, NotHere, Opened
from ..rooms import left, names, people_of, short
from ..runner import Runner
from ..settings import Settings
from .api import Api, Refused
from .outcomes import GUESTS, INSIDE_ALREADY, ROOM, of_person, of_room
from .people import Folk

NAME, TOPIC, BATCH = 80, 250, 100  # characters, characters, people that one invitation can name
LOOKED_UP = 8  # people at the same time
PAGE = 200  # channels in one answer
T = TypeVar("T")
log = structlog.get_logger()


class Rooms:
    """Makes and keeps the rooms. `addresses` leads to the pages that bookmarks open, where there are any."""

    def __init__(self, runner: Runner, api: Api, folk: Folk, settings: Settings, addresses: Addresses | None) -> None:
        self._runner = runner
        self._api = api
        self._folk = folk
        self._homes = settings.home_teams
        self._listen = settings.listen
        self._addresses = addresses
        self._made: dict[str, int | None] = {}  # channel → the group that it was made for, since we started

    # --- opening ---

    async def open(self, errand: Errand) -> Opened:
        """Make a group's room, or take the channel that the errand names; raises Later and Never."""
        chosen = str(errand.payload.get("channel", ""))
        try:
            channel = await self._chosen(chosen) if chosen else await self._room(errand)
        except Refused as refused:
            raise of_room(refused) from None
        owner = await self._runner.look(lambda store: groups.get(store, errand.group_id or 0).owner_id)
        inside, outside = await self._let_in(channel["id"], [*people_of(errand), owner])
        name = str(channel.get("name", "")) or str(errand.payload.get("name", ""))
        return Opened(channel["id"], name, await self._url(channel["id"]), inside, outside, self._listen)

    async def _room(self, errand: Errand) -> dict[str, Any]:
        wanted, topic = str(errand.payload["name"]), short(str(errand.payload.get("topic", "")), TOPIC)
        channel = None
        if errand.tries > 1 or errand.payload.get("again"):
            channel = await self._ours(errand, wanted, topic)
        if channel is None:
            channel = await self._create(wanted, errand.group_id or 0)
        self._made[channel["id"]] = errand.group_id
        if topic and _topic(channel) != topic:
            try:
                await self._api.call("conversations.setTopic", channel=channel["id"], topic=topic)
            except Refused as refused:  # a room without a topic is still a room
                log.warning("a room got no topic", channel=channel["id"], why=str(refused))
        return channel

    async def _create(self, wanted: str, group_id: int) -> dict[str, Any]:
        for name in names(wanted, group_id, NAME):
            try:
                answer = await self._api.call("conversations.create", name=name, is_private=True)
            except Refused as refused:
                if refused.error not in ("name_taken", "invalid_name"):
                    raise
            else:
                return dict(answer["channel"])
        raise AssertionError("there is always one more name")

    async def _ours(self, errand: Errand, wanted: str, topic: str) -> dict[str, Any] | None:
        """The channel that an earlier try made: ours, of a name that fits, with no topic or the right one, and no
        group's."""
        me, called = (await self._api.bot()).user, set(islice(names(wanted, errand.group_id or 0, NAME), 20))
        fitting = [
            each
            async for each in self._channels()
            if each.get("creator") == me
            and each.get("name") in called
            and _topic(each) in ("", topic)
            and self._made.get(each["id"], errand.group_id) == errand.group_id
        ]
        if not fitting:
            return None
        addresses = {each["id"] for each in fitting}
        known = await self._runner.look(lambda store: rooms.known(store, "slack", addresses))
        return next((each for each in fitting if each["id"] not in known), None)

    async def _channels(self) -> Any:
        """The closed channels that we are in and that have not been archived."""
        cursor = ""
        while True:
            more = {"cursor": cursor} if cursor else {}
            answer = await self._api.call(
                "users.conversations", types="private_channel", exclude_archived=True, limit=PAGE, **more
            )
            for channel in answer.get("channels", ()):
                yield channel
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor", ""))
            if not cursor:
                return

    async def _chosen(self, address: str) -> dict[str, Any]:
        """A channel that there is already, with us in it."""
        if ":" in address:
            raise Never(GONE)  # of another face
        answer = await self._api.call("conversations.info", channel=address)
        channel: dict[str, Any] = dict(answer["channel"])
        if channel.get("is_archived"):
            raise Never(ARCHIVED)
        if channel.get("is_im") or channel.get("is_mpim"):
            raise Never(ABSENT)
        if not channel.get("is_member"):
            if channel.get("is_private"):
                raise Never(ABSENT)
            await self._api.call("conversations.join", channel=address)
        return channel

    async def _url(self, channel: str) -> str:
        return f"{(await self._api.bot()).url.rstrip('/')}/archives/{channel}"

    # --- who is inside ---

    async def invite(self, errand: Errand) -> str | Opened:
        """Let people in who come later, or give the room a bookmark; raises Later and Never."""
        room = await self._runner.look(lambda store: rooms.of_group(store, errand.group_id or 0))
        if room is None or room.kind != "slack":
            raise Never(GONE)
        try:
            if errand.payload.get("bookmark"):
                return await self._bookmark(room, errand)
            inside, outside = await self._let_in(room.address, people_of(errand))
        except Refused as refused:
            raise of_room(refused) from None
        return Opened(room.address, room.name, room.url, inside, outside)

    async def _let_in(self, channel: str, several: Iterable[int]) -> tuple[tuple[int, ...], dict[int, str]]:
        """Invite people: those who are inside now, and why the others are not."""
        wanted = list(dict.fromkeys(several))
        users, barred = await self._users(wanted)
        people_of = {user: person for person, user in users.items()}
        for some in _parts(people_of, BATCH):
            barred |= {people_of[user]: why for user, why in (await self._invited(channel, some)).items()}
        inside = tuple(each for each in wanted if each not in barred)
        return inside, {each: barred[each] for each in wanted if each in barred}

    async def _invited(self, channel: str, users: Sequence[str]) -> dict[str, str]:
        """Invite some users at once; why those who could not be let in are outside. Where Slack refuses all of them
        without saying whose fault it is, they are asked for in halves."""
        try:
            answer = await self._api.call("conversations.invite", channel=channel, users=list(users), force=True)
        except Refused as refused:
            if refused.error in ROOM and refused.error not in GUESTS:
                raise of_room(refused) from None
            named = _named(refused.answer, users)
            if not named and len(users) == 1:
                settled = of_person(refused)
                if not isinstance(settled, Never):
                    raise settled from None
                named = {users[0]: refused.error}
            if not named:
                half = len(users) // 2
                return await self._invited(channel, users[:half]) | await self._invited(channel, users[half:])
            others = [each for each in users if each not in named]
            return _barred(named) | (await self._invited(channel, others) if others else {})
        return _barred(_named(answer, users))

    async def _users(self, several: Sequence[int]) -> tuple[dict[int, str], dict[int, str]]:
        """What people are called in Slack, and why the others are not found there."""
        barred = await self._runner.look(lambda store: self._strangers(store, several))
        found: dict[int, str] = {}
        for some in _parts([each for each in several if each not in barred], LOOKED_UP):
            answers = await asyncio.gather(*(self._user(each) for each in some), return_exceptions=True)
            for person, answer in zip(some, answers, strict=True):
                if isinstance(answer, NotHere):
                    barred[person] = NO_ACCOUNT
                elif isinstance(answer, BaseException):
                    raise answer
                else:
                    found[person] = answer
        return found, barred

    async def _user(self, person_id: int) -> str:
        try:
            return await self._folk.user_of(person_id)
        except Refused as refused:
            raise of_person(refused) from None

    def _strangers(self, store: Store, several: Sequence[int]) -> dict[int, str]:
        """Those whom an app cannot invite: who are in Slack in another organisation's workspace alone, or who are not
        in Slack but in Teams."""
        barred = {}
        for person, mine in people.identities_of_several(store, several).items():
            homes = {each.address.partition("/")[0] for each in mine if each.kind == IdentityKind.slack}
            if homes and not homes & self._homes:
                barred[person] = ELSEWHERE
            elif not homes and any(each.kind == IdentityKind.teams for each in mine):
                barred[person] = OTHER_CHAT
        return barred

    # --- what else a room has ---

    async def _bookmark(self, room: Room, errand: Errand) -> str:
        """The group's page or calendar at the top of its room, unless an earlier try has put it there."""
        if self._addresses is not None:
            link = (
                self._addresses.room_calendar(room)
                if errand.payload["bookmark"] == "calendar"
                else self._addresses.room_page(room)
            )
            title = str(errand.payload["title"])
            if errand.tries > 1 and link in await self._bookmarked(room.address):
                return room.address
            await self._api.call("bookmarks.add", channel_id=room.address, title=title, type="link", link=link)
        return room.address

    async def _bookmarked(self, channel: str) -> set[str]:
        """Where the bookmarks of a channel lead. Where we may not read them (an app installed before that right was
        asked for), nobody can know."""
        try:
            answer = await self._api.call("bookmarks.list", channel_id=channel)
        except Refused as refused:
            log.info("no looking at a room's bookmarks", channel=channel, why=str(refused))
            return set()
        return {str(each.get("link", "")) for each in answer.get("bookmarks", ())}

    # --- the end ---

    async def close(self, errand: Errand) -> str:
        """Archive the channels that we made for a group and no other has taken over; raises Later and Never."""
        addresses, kept = await self._runner.look(lambda store: left(store, "slack", errand.group_id or 0))
        if not addresses:
            if kept:
                return kept[-1]
            raise Never(GONE)
        me = (await self._api.bot()).user
        for address in addresses:
            try:
                channel = (await self._api.call("conversations.info", channel=address))["channel"]
                if channel.get("creator") == me and not channel.get("is_archived"):
                    await self._api.call("conversations.archive", channel=address)
            except Refused as refused:
                settled = of_room(refused)
                if not isinstance(settled, Never):
                    raise settled from None
                if refused.error != "already_archived" and address == addresses[-1]:
                    raise settled from None
        return addresses[-1]


def _topic(channel: Mapping[str, Any]) -> str:
    return html.unescape(str((channel.get("topic") or {}).get("value", "")))


def _named(answer: Mapping[str, Any], users: Sequence[str]) -> dict[str, str]:
    """Slack's word for each user that it says could not be let in."""
    return {
        str(each["user"]): str(each.get("error", ""))
        for each in answer.get("errors") or ()
        if isinstance(each, dict) and each.get("user") in users
    }


def _barred(named: Mapping[str, str]) -> dict[str, str]:
    return {user: GUESTS.get(error, error) for user, error in named.items() if error not in INSIDE_ALREADY}


def _parts(several: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(several)
    while part := list(islice(rest, size)):
        yield part
