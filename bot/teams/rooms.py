"""Groups' rooms in Teams: a channel that is there already, or one that is made where a team has given leave for it.

1. A channel is bound where somebody writes `rum` to the bot in it. Whoever is in its team reads along.
2. Nobody can be let in by a bot: who is in the group is compared with the roster, and who is not there is outside, with
   why. The team's owner can add them in Teams; until then they get the posts by mail.
3. A channel is made only in the team that TASKFORCE_TEAMS_TEAM names, under the name that the handlers give; where that
   is taken, with a number behind it. A sender that died may have made it before: then that one is taken, a channel of
   a name that fits and that no group has had. Of what was there before nothing is known but names.
4. There are no bookmarks: a tab would need more rights. The group's page stands on its cards.
5. At the end nothing is archived. A channel is the team's, also one that we have made; a group that begins again
   talks where it did before.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any
from urllib.parse import quote, urlencode

import structlog
from sqlalchemy.exc import IntegrityError

from handlers.working.rooms.first_post import MENTIONS, OFF
from handlers.working.rooms.why import ABSENT, ELSEWHERE, GONE, NO_TEAM, NOT_ALLOWED, NOT_IN_TEAM
from storage import conversations, groups, rooms
from storage.engine import Store
from storage.tables import ConversationReference

from ..face import Errand, Never, Opened
from ..payloads import part, text
from ..rooms import left, names, people_of, short
from ..runner import Runner
from ..settings import Settings
from .asked import FACE
from .calls import Json, Refused
from .connector import Connector
from .graph import DESCRIPTION, NAME, Graph, Taken
from .outcomes import of_room
from .people import Folk

CHANNEL = "https://teams.microsoft.com/l/channel"
log = structlog.get_logger()


@dataclass(frozen=True)
class Place:
    """A channel or a chat that can be written to. `team` is what the connector calls its team; a chat has none."""

    address: str
    service: str
    tenant: str
    team: str
    told: Json


class Rooms:
    """Finds, fills and makes the rooms."""

    def __init__(self, runner: Runner, connector: Connector, folk: Folk, settings: Settings) -> None:
        self._runner = runner
        self._connector = connector
        self._folk = folk
        self._team = settings.teams_team
        self._heard = OFF if settings.listen == OFF else MENTIONS  # more Teams does not tell
        self._graph = Graph(connector.session, settings)
        self._groups: dict[str, str] = {}  # what the connector calls a team → its id in Microsoft 365
        self._made: dict[str, int | None] = {}  # channel → the group that it was made for, since we started

    # --- opening ---

    async def open(self, errand: Errand) -> Opened:
        """Take the channel that the errand names, or make a group's; raises Later and Never."""
        chosen = str(errand.payload.get("channel", ""))
        owner = await self._runner.look(lambda store: groups.get(store, errand.group_id or 0).owner_id)
        try:
            chosen = chosen or await self._had(errand)
            if chosen:
                place = with_people = await self._place(chosen)
                name = await self._name(place, str(errand.payload.get("name", "")))
            else:
                place, name = await self._room(errand)
                with_people = replace(place, address=place.team)  # its own roster can take a while to come
            inside, outside = await self._compared(with_people, [*people_of(errand), owner])
            url = await self._url(place, name)
        except Refused as refused:
            raise of_room(refused) from None
        return Opened(place.address, name, url, inside, outside, self._heard)

    async def _had(self, errand: Errand) -> str:
        """The last channel that the group has talked in, where that is still there: nothing has been archived."""

        def last(store: Store) -> str:
            its, _ = left(store, FACE, errand.group_id or 0)
            alive = [each for each in its if (kept := conversations.at(store, FACE, each)) and kept.dead_at is None]
            return alive[-1] if alive else ""

        return await self._runner.look(last)

    async def _place(self, address: str) -> Place:
        """A channel or a chat that we have been told of; raises Never."""
        kept = await self._runner.look(lambda store: conversations.at(store, FACE, address))
        if kept is None or kept.dead_at is not None:
            raise Never(ABSENT)
        return _read(kept)

    async def _name(self, place: Place, told: str) -> str:
        """What a channel is called now, or was called where it was spoken of. The first channel of a team has no name
        of its own, and goes by the team's; a chat has none, and is known by that."""
        if not place.team:
            return ""
        if place.address == place.team:
            return str((await self._connector.team(place.service, place.team)).get("name") or told)
        several = await self._connector.channels(place.service, place.team)
        return next((str(each.get("name") or "") for each in several if each.get("id") == place.address), "") or told

    async def _url(self, place: Place, name: str) -> str:
        if not place.team:
            return ""
        ids = {"groupId": await self._group(place), "tenantId": place.tenant}
        known = urlencode({what: value for what, value in ids.items() if value})
        return f"{CHANNEL}/{quote(place.address, safe='')}/{quote(name or place.address, safe='')}?{known}"

    async def _group(self, place: Place) -> str:
        """The id of a place's team in Microsoft 365."""
        if place.team not in self._groups:
            found = await self._connector.team(place.service, place.team)
            self._groups[place.team] = str(found.get("aadGroupId") or "").lower()
        return self._groups[place.team]

    # --- making ---

    async def _room(self, errand: Errand) -> tuple[Place, str]:
        """A channel of the group's own, and its name."""
        if not self._team:
            raise Never(NO_TEAM)
        home = await self._home()
        if home is None:
            log.error("the app is not in the team that TASKFORCE_TEAMS_TEAM names")
            raise Never(NO_TEAM)
        found = None
        if errand.tries > 1 or errand.payload.get("again"):
            found = await self._ours(errand, home)
        channel, name = found or await self._create(errand)
        self._made[channel] = errand.group_id
        place = Place(channel, home.service, home.tenant, home.team, _told(home, channel))
        await self._keep(place, errand)
        return place, name

    async def _home(self) -> Place | None:
        """A channel of the team in which rooms are made; None where the app is not in that team."""
        several = await self._runner.look(lambda store: conversations.alive(store, FACE))
        for place in map(_read, several):
            try:
                if place.team and await self._group(place) == self._team:
                    return place
            except Refused:  # the app has left that team
                continue
        return None

    async def _create(self, errand: Errand) -> tuple[str, str]:
        topic = short(str(errand.payload.get("topic", "")), DESCRIPTION)
        for name in names(str(errand.payload["name"]), errand.group_id or 0, NAME):
            try:
                made = await self._graph.make_channel(self._team, name, topic)
            except Taken:
                continue
            except Refused as refused:
                log.error("no channel can be made in the team that TASKFORCE_TEAMS_TEAM names", why=str(refused))
                if refused.status in (401, 403):
                    raise Never(NOT_ALLOWED) from None
                raise Never(NO_TEAM) if refused.status == 404 else refused from None
            return str(made["id"]), name
        raise AssertionError("there is always one more name")

    async def _ours(self, errand: Errand, home: Place) -> tuple[str, str] | None:
        """The channel that an earlier try made, and its name: one that fits, and no group's."""
        wanted, group = str(errand.payload["name"]), errand.group_id
        several = await self._connector.channels(home.service, home.team)
        there = {str(each.get("name") or "").lower(): str(each.get("id") or "") for each in several}
        fitting = {name: there[name] for name in islice(names(wanted, group or 0, NAME), 20) if name in there}
        known = await self._runner.look(lambda store: rooms.known(store, FACE, fitting.values()))
        for name, channel in fitting.items():
            if channel not in known and self._made.get(channel, group) == group:
                return channel, name
        return None

    async def _keep(self, place: Place, errand: Errand) -> None:
        """A channel that we have made can be written to, whether or not Teams tells us of it."""

        def keep(store: Store) -> None:
            conversations.keep(store, FACE, place.address, place.address, place.told, errand.now)

        with suppress(IntegrityError):  # Teams has told us of it meanwhile
            await self._runner.change(keep)

    # --- who is inside ---

    async def invite(self, errand: Errand) -> str | Opened:
        """Look who of some people is in the roster by now; raises Later and Never."""
        room = await self._runner.look(lambda store: rooms.of_group(store, errand.group_id or 0))
        if room is None or room.kind != FACE:
            raise Never(GONE)
        if errand.payload.get("bookmark"):
            return room.address  # asked for where the group talked before
        try:
            inside, outside = await self._compared(await self._place(room.address), people_of(errand))
        except Refused as refused:
            raise of_room(refused) from None
        return Opened(room.address, room.name, room.url, inside, outside)

    async def _compared(self, place: Place, several: Iterable[int]) -> tuple[tuple[int, ...], dict[int, str]]:
        """Those who are in the roster, and why the others are not."""
        wanted = list(dict.fromkeys(several))
        roster = await self._connector.roster(place.service, place.address)
        there, strangers = await self._folk.among(roster, wanted, place.tenant)
        outside = {each: ELSEWHERE if each in strangers else NOT_IN_TEAM for each in wanted if each not in there}
        return tuple(each for each in wanted if each in there), outside

    # --- the end ---

    async def close(self, errand: Errand) -> str:
        """Nothing is done to a channel: it is the team's. Raises Never where the group has had none."""
        had, others = await self._runner.look(lambda store: left(store, FACE, errand.group_id or 0))
        if not had and not others:
            raise Never(GONE)
        return (had or others)[-1]


def _read(kept: ConversationReference) -> Place:
    told = kept.reference
    more = part(told, "channelData")
    return Place(
        address=kept.address,
        service=text(told, "serviceUrl"),
        tenant=text(part(more, "tenant"), "id") or text(part(told, "conversation"), "tenantId"),
        team=text(part(more, "team"), "id"),
        told=dict(told),
    )


def _told(home: Place, channel: str) -> Json:
    """The reference to another channel of a team."""
    told: dict[str, Any] = {**home.told}
    return told | {
        "conversation": {**part(told, "conversation"), "id": channel},
        "channelData": {**part(told, "channelData"), "channel": {"id": channel}},
    }
