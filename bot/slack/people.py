"""Who is who in Slack: from a user there to a person of ours and back.

An account is known by its home team and user (T0123/U0123). One of a listed team is recognised by the mail address
that it has there, the first time that it is met; anybody else confirms by a mail (handlers/people/identities.py).
What Slack says about an account is kept in memory for a minute, that somebody is not in Slack for an hour.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.dialogue.clean import clean
from handlers.dialogue.form import Value
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import number
from handlers.locale import LANGUAGES, Speech
from storage import people
from storage.engine import Store
from storage.tables import IdentityKind, Person

from ..face import NotHere
from ..kept import HOUR, MINUTE, Kept
from ..runner import Runner
from ..strangers import Stranger, Strangers, known_already
from .api import AT_ONCE, Api, Refused

SLACK = IdentityKind.slack
NOBODY = {"user_not_found", "users_not_found", "user_not_visible"}


@dataclass(frozen=True)
class Account:
    """What Slack says about a user. `email` is empty where it is not theirs for sure, or not ours to see."""

    user: str
    teams: frozenset[str]
    email: str
    called: str
    language: str
    alive: bool


class Folk:
    """The people in Slack. `home_teams` are the workspaces whose people are recognised by their mail address; `mails`
    says whether anybody else can be sent a mail to find out. `now` gives domain time, `machine` seconds."""

    def __init__(
        self,
        runner: Runner,
        api: Api,
        home_teams: Collection[str],
        *,
        now: Callable[[], datetime],
        mails: bool = False,
        machine: Callable[[], float] = time.monotonic,
    ) -> None:
        self._runner = runner
        self._api = api
        self._home = frozenset(home_teams)
        self._now = now
        self._strangers = Strangers(runner, SLACK, mails=mails)
        self._accounts: Kept[str, Account | None] = Kept(MINUTE, machine)
        self._absent: Kept[str, bool] = Kept(HOUR, machine)  # addresses of mail without a user
        self._gone: Kept[tuple[int, str], bool] = Kept(HOUR, machine)
        self._given: dict[int, str] = {}

    # --- who is it? ---

    async def person(self, team: str, user: str, now: datetime) -> Person | None:
        """The person behind a user, by their home team; None for somebody unknown. Raises Later, and Refused where
        our token may not ask."""
        address = f"{team}/{user}"
        found = await self._runner.look(lambda store: people.at_address(store, SLACK, address))
        if found is None and team in self._home:
            found = await self._recognised(address, await self._account(user), now)
        if found is None or found.erased_at is not None:
            return None
        self._gone.forget((number(found.id), user))
        return found

    async def _recognised(self, address: str, account: Account | None, now: datetime) -> Person | None:
        """Whose mail address it is; from now on the account is known by itself."""
        if account is None or not account.alive or not account.email or not account.teams & self._home:
            return None
        email = account.email
        if await self._runner.look(lambda store: people.by_email(store, email)) is None:
            return None
        return await self._strangers.tie(email, address, now, acts=True)

    async def team_of(self, user: str, told: str) -> str:
        """The home team of a user, where Slack has told a team that may be the one that it told us of. Raises Later,
        and Refused where our token may not ask."""
        if await self._runner.look(lambda store: people.at_address(store, SLACK, f"{told}/{user}")) is not None:
            return told
        account = await self._account(user)
        return told if account is None or told in account.teams else min(account.teams)

    # --- where is somebody? ---

    async def user_of(self, person_id: int) -> str:
        """The user to write to for a person. Raises NotHere when they are not in Slack, Later, and Refused where our
        token may not ask."""
        person, own = await self._runner.look(lambda store: _known(store, person_id))
        for address in own:
            user = address.rpartition("/")[2]
            if not self._gone.get((person_id, user)):
                self._given[person_id] = user
                return user
        email = (person.email or "").lower()
        if person.erased_at is not None or not email or self._absent.get(email):
            raise NotHere("they are not in Slack")
        account = await self._by_email(email)
        if account is None or self._gone.get((person_id, account.user)):
            self._absent.put(email, True)
            raise NotHere("they are not in Slack")
        home = sorted(account.teams & self._home)[0]
        holder = await self._strangers.tie(email, f"{home}/{account.user}", self._now())
        if holder is None or holder.id != person_id:
            self._absent.put(email, True)
            raise NotHere("their address in Slack is somebody else's")
        self._given[person_id] = account.user
        return account.user

    def forget(self, person_id: int) -> None:
        """The user that was last given for a person takes nothing any more: they have left, or cannot be written
        to. For an hour somebody else of theirs is given, or nobody."""
        user = self._given.pop(person_id, "")
        if user:
            self._gone.put((person_id, user), True)

    # --- somebody unknown ---

    async def stranger(self, team: str, user: str, now: datetime) -> Reply:
        """What somebody is shown for whom `person` knows nobody: whom to write to, or the question for their work
        mail. Raises Later."""
        return await self._strangers.met(await self._stranger(team, user), now)

    async def speech(self, user: str, now: datetime) -> Speech:
        """How to speak to somebody unknown: in the language of their Slack, or the circle's. Raises Later."""
        return await self._strangers.speech(await self._stranger("", user), now)

    async def introduce(self, team: str, user: str, values: Mapping[str, Value], now: datetime, key: str) -> Reply:
        """The form of `stranger` (named `FORM`), sent by anybody at all. Raises Later."""
        person = await self.person(team, user, now)
        if person is not None:
            return known_already(person, now)
        return await self._strangers.introduced(await self._stranger(team, user), values, now, key)

    async def _stranger(self, team: str, user: str) -> Stranger:
        account, address, ours = await self._account(user), f"{team}/{user}", team in self._home
        if account is None:
            return Stranger(address, ours)
        return Stranger(address, ours, account.email, account.called, account.language)

    # --- asking Slack ---

    async def _account(self, user: str) -> Account | None:
        """What Slack says about a user; None when it knows none."""
        if user in self._accounts:
            return self._accounts.get(user)
        try:
            answer = await self._api.call("users.info", patience=AT_ONCE, user=user, include_locale=True)
            account: Account | None = _account(answer["user"])
        except Refused as refused:
            if refused.error not in NOBODY:
                raise
            account = None
        self._accounts.put(user, account)
        return account

    async def _by_email(self, email: str) -> Account | None:
        """The user of one of our workspaces who has a mail address there; None when there is none."""
        try:
            answer = await self._api.call("users.lookupByEmail", email=email)
        except Refused as refused:
            if refused.error not in NOBODY:
                raise
            return None
        account = _account(answer["user"])
        return account if account.alive and account.teams & self._home else None


def _account(said: Mapping[str, Any]) -> Account:
    """What a user object says. In an organisation with several workspaces a user belongs to all that it names."""
    profile, several = said.get("profile") or {}, said.get("enterprise_user") or {}
    sure = said.get("is_email_confirmed", True)
    locale = str(said.get("locale", ""))[:2]
    return Account(
        str(said["id"]),
        frozenset([str(said.get("team_id", "")), *map(str, several.get("teams", ()))]),
        clean(str(profile.get("email") or "")).lower() if sure else "",
        clean(str(profile.get("real_name") or said.get("real_name") or "")),
        locale if locale in LANGUAGES else "",
        not (said.get("deleted") or said.get("is_bot") or said["id"] == "USLACKBOT"),
    )


def _known(store: Store, person_id: int) -> tuple[Person, list[str]]:
    person = people.get(store, person_id)
    return person, [each.address for each in people.identities_of(store, person_id) if each.kind == SLACK]
