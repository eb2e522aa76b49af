"""What has become of everything: Slack, the mails, and every row of the database, without what may differ between two
playings (ids, moments, random signs), so that two can be compared whole.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from difflib import unified_diff
from typing import Any

from sqlalchemy import JSON, Table, select
from sqlmodel import SQLModel, UTCDateTime

from storage.engine import Database, Store
from tests.post import text_of
from tests.slack.fake import Json
from tests.slack.reading import Shown
from tests.smtp import PostOffice
from tests.teams.reading import Shown as Seen
from tests.torture.town import Town

Lines = dict[str, list[str]]
MACHINERY = {"request_keys", "local_clock", "links", "conversation_references", "drafts"}
"""Tables of random signs, and of what somebody was about to write."""
NOT_COMPARED = {
    "outbox": {"attempts", "reference", "failure", "payload"},  # the payload is what Slack and the mails show
    "rooms": {"address", "url", "nonce"},
    "identities": {"address"},
    "marked_lines": {"place", "under", "aside"},
    "nomination_requests": {"card"},  # the subject of its message, with a number in it
}
ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Outcome:
    """By place: what is written there; by person: what only they were shown, what their home says, their mails; by
    table: its rows; and the defects that the program has logged."""

    said: Lines
    shown: Lines
    homes: Lines
    rooms: Lines
    mails: Lines
    rows: Lines
    defects: Lines

    def differs(self, undisturbed: Outcome) -> list[str]:
        """What is other than in the undisturbed playing, line by line: `-` is missing, `+` is too much."""
        found = []
        for each in fields(self):
            mine, its = _flat(getattr(self, each.name)), _flat(getattr(undisturbed, each.name))
            lines = unified_diff(its, mine, n=0, lineterm="")
            found += [f"{each.name}: {line}" for line in lines if not line.startswith(("---", "+++", "@@"))]
        return found


def _flat(lines: Lines) -> list[str]:
    return [f"{key}: {line}" for key in sorted(lines) for line in lines[key]]


def outcome(town: Town, *, without: Collection[str] = ()) -> Outcome:
    """How it stands; `without` are messages in Teams that are not looked at."""
    state = town.fake.read()
    names = {user["id"]: user["real_name"] for user in state["users"].values()}
    places = {id_: names.get(channel["user"]) or f"#{channel['name']}" for id_, channel in state["channels"].items()}
    shown: Lines = {}
    for each in state["ephemerals"]:  # these can come twice: nobody can ask Slack what it has shown
        shown.setdefault(f"{names[each['to']]} in {places[each['channel']]}", []).append(_text("ephemeral", each))
    defects = [line for line in town.houses.log.read_text().splitlines() if '"event": "defect"' in line]
    return Outcome(
        said={
            places[id_]: sorted(_message(channel, each) for each in channel["messages"])
            for id_, channel in state["channels"].items()
        }
        | _said_in_teams(town, without),
        shown={who: sorted(set(texts)) for who, texts in shown.items()},
        homes={names[id_]: [_text("home", view)] for id_, view in state["homes"].items()},
        rooms={places[id_]: _room(channel, names) for id_, channel in state["channels"].items() if channel["name"]},
        mails=_mails(town.office),
        rows=rows(town.database),
        defects={"log": defects},
    )


def doubles(town: Town) -> dict[str, Counter[str]]:
    """What has come more than once: messages in Slack by our key, what one person was shown by its words, and mails
    by their Message-ID; how often too often."""
    state = town.fake.read()
    keys = [
        each["metadata"]["event_payload"]["key"]
        for channel in state["channels"].values()
        for each in channel["messages"]
        if "metadata" in each
    ]
    shown = [f"{each['to']} {_text('ephemeral', each)}" for each in state["ephemerals"]]
    mails = [str(mail["Message-ID"]) for mail in town.office.mails]
    return {"slack": _more(keys), "ephemeral": _more(shown), "mail": _more(mails)}


def _more(several: list[str]) -> Counter[str]:
    return Counter({each: number - 1 for each, number in Counter(several).items() if number > 1})


# --- Slack ---


def _text(kind: Any, body: Json) -> str:
    return ADDRESS.sub("…", Shown(kind, body).text)


def _message(channel: Json, message: Json) -> str:
    signs = sorted(each["name"] for each in message.get("reactions", []))
    about = [*(["pinned"] if message["ts"] in channel["pins"] else []), *signs]
    about += ["in a thread"] if message.get("thread_ts") else []
    return f"{_text('message', message)}{' ' if about else ''}{' '.join(about)}"


def _room(channel: Json, names: dict[str, str]) -> list[str]:
    marks = sorted(each["title"] for each in channel["bookmarks"])
    return [
        f"archived {channel['archived']}, private {channel['private']}",
        f"topic {channel['topic']}",
        *(f"inside {each}" for each in sorted(names[id_] for id_ in channel["members"])),
        *(f"bookmark {each}" for each in marks),
    ]


# --- Teams ---


def in_teams(town: Town) -> set[str]:
    """What the bot has said there, each as the outbox calls it."""
    return {f"{each.conversation}/{each.id}" for each in _ours(town)}


def _said_in_teams(town: Town, without: Collection[str]) -> Lines:
    """By whose chat or which channel it is."""
    said: Lines = {}
    if town.microsoft is not None:
        state = town.microsoft.read()
        for each in _ours(town):
            if f"{each.conversation}/{each.id}" not in without:
                talk = state["talks"][each.talk]
                place = state["users"][talk["user"]]["name"] if talk["user"] else f"#{talk['name']}"
                said.setdefault(f"{place} in Teams", []).append(ADDRESS.sub("…", each.text))
    return {place: sorted(texts) for place, texts in said.items()}


def _ours(town: Town) -> list[Seen]:
    if town.microsoft is None:
        return []
    talks = town.microsoft.read()["talks"].values()
    several = [Seen(each, talk["id"], each["id"], talk["user"]) for talk in talks for each in talk["messages"]]
    return [each for each in several if each.ours]


# --- mails ---


def _mails(office: PostOffice) -> Lines:
    """Each once, whoever got it twice; that is counted by `doubles`."""
    found: dict[str, dict[str, str]] = {}
    for taken in office.taken:
        mail = taken.mail
        said = f"{mail['Subject']}\n{ADDRESS.sub('…', text_of(mail))}"
        found.setdefault(taken.recipients[0], {}).setdefault(str(mail["Message-ID"]), said)
    return {address: sorted(several.values()) for address, several in found.items()}


# --- the database ---


def rows(database: Database) -> Lines:
    """Every row of every table as words. A reference is the words of the row that it leads to; of a moment only
    whether there is one is said."""
    with database.reading() as store:
        words = _Words(store)
        return {table.name: sorted(words.of_table(table)) for table in SQLModel.metadata.sorted_tables}


class _Words:
    def __init__(self, store: Store) -> None:
        self._rows: dict[str, dict[Any, dict[str, Any]]] = {
            table.name: {row[0]: dict(row._mapping) for row in store.session.execute(select(table))}
            for table in SQLModel.metadata.sorted_tables
            if table.name not in MACHINERY
        }

    def of_table(self, table: Table) -> Iterator[str]:
        for row in self._rows.get(table.name, {}).values():
            yield ", ".join(self._fields(table, row, deep=True))

    def _fields(self, table: Table, row: dict[str, Any], *, deep: bool) -> Iterator[str]:
        for column in table.columns:
            value = row[column.name]
            if column.primary_key or column.name in NOT_COMPARED.get(table.name, ()) or value in (None, ""):
                continue
            if isinstance(column.type, UTCDateTime):
                if column.name not in ("tried_since", "ready_at"):
                    yield column.name
            elif column.foreign_keys:
                target = next(iter(column.foreign_keys)).column.table
                yield f"{column.name}=({self._called(target, value)})"
            elif isinstance(column.type, JSON):
                yield f"{column.name}={_without_numbers(json.dumps(value, sort_keys=True, ensure_ascii=False))}"
            elif column.name.endswith("_id"):
                yield column.name
            else:
                yield f"{column.name}={_without_numbers(str(value)) if table.name == 'outbox' else value}"

    def _called(self, table: Table, id_: Any) -> str:
        """A row in a few words: its name or title, or what it is about."""
        row = self._rows[table.name][id_]
        for name in ("name", "title", "official"):
            if row.get(name):
                return str(row[name])
        return " ".join(
            [str(row[name]) for name in ("kind", "what", "state", "number", "subject") if row.get(name)]
            + [
                self._called(next(iter(column.foreign_keys)).column.table, row[column.name])
                for column in table.columns
                if column.foreign_keys
                and row[column.name] is not None
                and column.name not in ("undoes_id", "target_id")
            ]
        ).translate({ord(digit): "" for digit in "0123456789"})


def _without_numbers(text: str) -> str:
    return re.sub(r"\d+(\.\d+)?", "#", text)
