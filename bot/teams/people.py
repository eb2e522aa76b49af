"""Who is who in Teams: from an account there to a person of ours and back.

An account is known by its tenant and its object id in it. One of our own tenant is recognised by the mail address
that the roster has for it, the first time that it is met, or when the bot comes into a team that it is in; anybody
else confirms by a mail (handlers/people/identities.py). Nobody can be written to of whom Teams has not told: what it
has told is kept as a reference (storage/conversations.py). What a roster says of an account is kept in memory for a
minute.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from handlers.dialogue.clean import clean
from handlers.dialogue.form import Value
from handlers.dialogue.reply import Reply
from handlers.locale import LANGUAGES, Speech
from storage import conversations, people
from storage.engine import Store
from storage.tables import ConversationReference, IdentityKind, Person

from ..face import NotHere
from ..kept import MINUTE, Kept
from ..payloads import part, text
from ..runner import Runner
from ..settings import Settings
from ..strangers import Stranger, Strangers, known_already
from .asked import FACE, Spot, base_of, reference
from .connector import Connector, Json, Refused
from .outcomes import closed

TEAMS = IdentityKind.teams
ANONYMOUS = "anonymous"  # the role of whoever has come in without an account
NOBODY = "they are not in Teams"


@dataclass(frozen=True)
class Way:
    """How somebody is written to: their account, and what the connector calls what."""

    address: str
    service: str
    conversation: str
    member: str
    tenant: str


@dataclass(frozen=True)
class Account:
    """What a roster says of somebody. `tenant` is where they are at home; a guest is at home in the tenant that has
    invited them. `email` is theirs also for a guest, whose userPrincipalName (…#EXT#…) is no address."""

    member: str
    user: str
    tenant: str
    email: str
    called: str


class Folk:
    """The people in Teams. `now` gives domain time, `machine` seconds."""

    def __init__(
        self,
        runner: Runner,
        connector: Connector,
        settings: Settings,
        *,
        now: Callable[[], datetime],
        machine: Callable[[], float] = time.monotonic,
    ) -> None:
        self._runner = runner
        self._connector = connector
        self._home = settings.teams_tenant_id.lower()
        self._now = now
        self._strangers = Strangers(runner, TEAMS, mails=settings.mails)
        self._accounts: Kept[str, Account | None] = Kept(MINUTE, machine)

    # --- who is it? ---

    async def person(self, spot: Spot) -> Person | None:
        """The person behind an account; None for somebody unknown. Raises Later, and Refused where we may not ask."""
        if not spot.account:
            return None
        found = await self._runner.look(lambda store: people.at_address(store, TEAMS, spot.account))
        if found is None:
            account = await self._account(spot)
            if account is not None and self._ours(account) and account.email:
                found = await self._recognised(account.email, spot.account)
        return found if found is not None and found.erased_at is None else None

    async def _recognised(self, email: str, address: str) -> Person | None:
        """Whose mail address it is; from now on the account is known by itself."""
        if await self._runner.look(lambda store: people.by_email(store, email)) is None:
            return None
        return await self._strangers.tie(email, address, self._now(), acts=True)

    async def met(self, activity: Mapping[str, Any], spot: Spot) -> None:
        """Keep how whoever is there, or the channel, is written to first."""
        told = reference(activity)
        if spot.alone:
            await self._keep(spot.account or spot.conversation, spot.conversation, told)
            return
        channel = {name: value for name, value in told.items() if name not in ("user", "locale")}  # nobody's own
        channel["conversation"] = {**told["conversation"], "id": spot.room}
        if spot.channel:
            channel["channelData"] = {**told["channelData"], "channel": {"id": spot.channel}}
        await self._keep(spot.room, spot.room, channel)

    async def told_of(self, roster: Sequence[Mapping[str, Any]], activity: Mapping[str, Any], spot: Spot) -> None:
        """Everybody of ours who is in a roster is known from now on, and can be written to first."""
        there = {f"{spot.tenant}/{each.user}": each for each in map(_account, roster) if each.user}

        def ours(store: Store) -> dict[str, Account]:
            by_mail = {(each.email or "").lower() for each in people.everybody(store)} - {""}
            known = people.known_at(store, TEAMS, there)
            kept = conversations.several(store, FACE, there)
            return {
                address: each
                for address, each in there.items()
                if (address in known or (self._ours(each) and each.email in by_mail))
                and (address not in known or address not in kept or kept[address].dead_at is not None)
            }

        for address, account in (await self._runner.look(ours)).items():
            if await self._strangers.tie(account.email, address, self._now()) is not None:
                await self._keep(address, "", _not_begun(activity, spot, account.member, account.user))

    async def near(self, activity: Mapping[str, Any], spot: Spot) -> None:
        """Somebody of ours has done something where others are about: they can be written to alone from now on, also
        when nothing has told of them before."""
        if await self._runner.look(lambda store: conversations.at(store, FACE, spot.account)) is None:
            await self._keep(spot.account, "", _not_begun(activity, spot, spot.member, spot.user))

    async def among(
        self, roster: Sequence[Mapping[str, Any]], several: Collection[int], tenant: str
    ) -> tuple[set[int], set[int]]:
        """Which of some people are in a roster of a tenant's, by account or by mail address; and which of them are
        known in other tenants alone."""
        found = [each for each in map(_account, roster) if each.user]
        accounts = {f"{home}/{each.user}" for each in found for home in (tenant.lower(), each.tenant)}
        mails = {each.email for each in found if self._ours(each)} - {""}

        def look(store: Store) -> tuple[set[int], set[int]]:
            there, strangers = set(), set()
            for person, known in people.identities_of_several(store, several).items():
                own = {each.address for each in known if each.kind == TEAMS}
                if own & accounts or (people.get(store, person).email or "").lower() in mails:
                    there.add(person)
                elif own and not any(each.startswith(f"{self._home}/") for each in own):
                    strangers.add(person)
            return there, strangers

        return await self._runner.look(look)

    # --- where is somebody? ---

    async def way_to(self, person_id: int) -> Way:
        """How a person is written to, in a conversation that has been begun. Raises NotHere when they are not in
        Teams, or Teams has not told of them; Later, and Refused."""
        for kept in await self._runner.look(lambda store: _kept(store, person_id)):
            way = _way(kept)
            if way.conversation:
                return way
            begun = await self._begun(way, kept.reference)
            if begun is not None:
                return begun
        raise NotHere(NOBODY)

    async def _begun(self, way: Way, told: Mapping[str, Any]) -> Way | None:
        """The way, with its conversation begun; None when nothing arrives there."""
        where = {"tenant": {"id": way.tenant}}
        wanted = {"bot": told["bot"], "members": [{"id": way.member}], "isGroup": False, "channelData": where}
        try:
            conversation, _ = await self._connector.begin(way.service, wanted)
        except Refused as refused:
            if not closed(refused) and refused.status != 404:  # which here says that nobody is called so
                raise
            await self.gone(way)
            return None
        known = {"conversationType": "personal", "tenantId": way.tenant, "id": conversation}
        await self._keep(way.address, conversation, {**told, "conversation": known})
        return Way(way.address, way.service, conversation, way.member, way.tenant)

    async def gone(self, way: Way) -> None:
        """Nothing arrives there any more."""
        await self._runner.change(lambda store: conversations.dead(store, FACE, way.address, self._now()))

    async def _keep(self, address: str, conversation: str, told: Mapping[str, Any]) -> None:
        """Keep a reference; nothing is written when nothing has changed."""

        def there(store: Store) -> bool:
            row = conversations.at(store, FACE, address)
            alive = row is not None and row.dead_at is None
            same = row is not None and (row.conversation, row.reference) == (conversation, dict(told))
            return alive and (same or not conversation)

        def keep(store: Store) -> bool:
            return conversations.keep(store, FACE, address, conversation, told, self._now())

        if not await self._runner.look(there):
            try:
                await self._runner.change(keep)
            except IntegrityError:  # somebody else has kept it for the first time at the same time
                await self._runner.change(keep)

    # --- somebody unknown ---

    async def stranger(self, spot: Spot) -> Reply:
        """What somebody is shown for whom `person` knows nobody. Raises Later."""
        return await self._strangers.met(await self._stranger(spot), self._now())

    async def speech(self, spot: Spot) -> Speech:
        """How to speak to somebody unknown: in the language of their Teams, or the circle's."""
        return await self._strangers.speech(Stranger(spot.account, ours=False, language=_language(spot)), self._now())

    async def introduce(self, spot: Spot, values: Mapping[str, Value]) -> Reply:
        """The form of `stranger`, sent by anybody at all. Raises Later."""
        person = await self.person(spot)
        if person is not None:
            return known_already(person, self._now())
        return await self._strangers.introduced(await self._stranger(spot), values, self._now(), spot.key)

    async def _stranger(self, spot: Spot) -> Stranger:
        account = await self._account(spot) if spot.account else None
        if account is None:
            return Stranger(spot.account, ours=False, called=clean(spot.name), language=_language(spot))
        ours = self._ours(account)
        called = account.called or clean(spot.name)
        return Stranger(spot.account, ours, account.email if ours else "", called, _language(spot))

    # --- asking Teams ---

    def _ours(self, account: Account) -> bool:
        """Whether an account is at home in our tenant: what another tenant says that somebody's mail is, it may have
        made up."""
        return bool(self._home) and account.tenant == self._home

    async def _account(self, spot: Spot) -> Account | None:
        """What the roster says of whoever has done something; None when they are not in it."""
        if spot.account in self._accounts:
            return self._accounts.get(spot.account)
        account: Account | None = None
        try:
            said = await self._connector.member(spot.service, base_of(spot.conversation), spot.member or spot.user)
            account = _account(said)
        except Refused as refused:
            if refused.status != 404:
                raise
        if account is not None and account.user != spot.user:
            account = None  # it is somebody else's record
        self._accounts.put(spot.account, account)
        return account


def _account(said: Mapping[str, Any]) -> Account:
    """A member of a roster. Whoever has come in without an account is at home nowhere."""
    role = text(said, "userRole").lower()
    return Account(
        text(said, "id"),
        (text(said, "aadObjectId") or text(said, "objectId")).lower(),
        "" if role == ANONYMOUS else text(said, "tenantId").lower(),
        clean(text(said, "email")).strip().lower(),
        clean(text(said, "name")),
    )


def _not_begun(activity: Mapping[str, Any], spot: Spot, member: str, user: str) -> Json:
    """The reference to somebody with whom no conversation has been begun yet."""
    told = reference(activity)
    return {
        "user": {"id": member, "aadObjectId": user},
        "bot": told["bot"],
        "conversation": {},
        "channelId": told["channelId"],
        "serviceUrl": told["serviceUrl"],
        "channelData": {"tenant": {"id": spot.tenant}},
    }


def _language(spot: Spot) -> str:
    language = spot.locale[:2].lower()
    return language if language in LANGUAGES else ""


def _kept(store: Store, person_id: int) -> list[ConversationReference]:
    """How a person's accounts are written to, in their order; nothing of dead ones."""
    own = [each.address for each in people.identities_of(store, person_id) if each.kind == TEAMS]
    kept = conversations.several(store, FACE, own)
    return [kept[address] for address in own if address in kept and kept[address].dead_at is None]


def _way(kept: ConversationReference) -> Way:
    told = kept.reference
    tenant = text(part(part(told, "channelData"), "tenant"), "id")
    return Way(kept.address, text(told, "serviceUrl"), kept.conversation, text(part(told, "user"), "id"), tenant)
