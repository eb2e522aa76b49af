"""References to conversations: kept once, alive again when something is heard, forgotten with their person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from storage import conversations, people
from storage.engine import Database, Store
from storage.tables import ConversationReference, IdentityKind
from tests.world import House

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
ANNA, CHANNEL, CHAT = "tenant/anna", "19:elnet@thread.tacv2", "a:anna"
TOLD: dict[str, object] = {"serviceUrl": "https://smba.trafficmanager.net/emea/", "user": {"id": "29:anna"}}


def as_it_stands(store: Store, address: str = ANNA) -> tuple[str, dict[str, object], datetime, datetime | None]:
    """What is kept for an address."""
    store.session.flush()
    store.session.expire_all()
    row = conversations.at(store, "teams", address)
    assert row is not None
    return row.conversation, row.reference, row.seen_at, row.dead_at


def test_a_reference_is_kept_and_what_it_says_anew_takes_its_place(database: Database) -> None:
    with database.changing() as store:
        assert conversations.keep(store, "teams", ANNA, CHAT, TOLD, NOW)
        assert as_it_stands(store) == (CHAT, TOLD, NOW, None)
        assert not conversations.keep(store, "teams", ANNA, CHAT, TOLD, LATER)
        assert as_it_stands(store) == (CHAT, TOLD, NOW, None)
        assert not conversations.keep(store, "teams", ANNA, CHAT, TOLD | {"locale": "en-GB"}, LATER)
        assert as_it_stands(store) == (CHAT, TOLD | {"locale": "en-GB"}, LATER, None)
        assert conversations.keep(store, "teams", ANNA, "a:anew", TOLD, LATER)
        assert as_it_stands(store)[0] == "a:anew"


def test_a_roster_does_not_forget_the_conversation_that_has_been_begun(database: Database) -> None:
    with database.changing() as store:
        assert conversations.keep(store, "teams", ANNA, "", {}, NOW)
        assert as_it_stands(store) == ("", {}, NOW, None)
        assert conversations.keep(store, "teams", ANNA, CHAT, TOLD, LATER)
        assert not conversations.keep(store, "teams", ANNA, "", {}, LATER)
        assert as_it_stands(store) == (CHAT, TOLD, LATER, None)


def test_what_is_dead_lives_again_when_something_is_heard_of_it(database: Database) -> None:
    with database.changing() as store:
        assert not conversations.dead(store, "teams", ANNA, NOW)
        conversations.keep(store, "teams", ANNA, CHAT, TOLD, NOW)
        assert [conversations.dead(store, "teams", ANNA, LATER) for _ in range(2)] == [True, False]
        assert as_it_stands(store)[3] == LATER
        assert conversations.newest(store, "teams") is None
        assert conversations.keep(store, "teams", ANNA, CHAT, TOLD, LATER)
        assert as_it_stands(store) == (CHAT, TOLD, LATER, None)


def test_references_are_found_by_address_by_conversation_and_by_when_they_were_heard_of(database: Database) -> None:
    with database.changing() as store:
        conversations.keep(store, "teams", ANNA, CHAT, TOLD, LATER)
        conversations.keep(store, "teams", CHANNEL, CHANNEL, {}, NOW)
        conversations.keep(store, "other", ANNA, CHAT, {}, LATER + timedelta(hours=1))
    with database.reading() as store:
        assert address(conversations.called(store, "teams", CHANNEL)) == CHANNEL
        assert address(conversations.newest(store, "teams")) == ANNA
        assert set(conversations.several(store, "teams", [ANNA, CHANNEL, "nobody"])) == {ANNA, CHANNEL}
        assert [each.address for each in conversations.alive(store, "teams")] == [ANNA, CHANNEL]
        assert conversations.called(store, "teams", "a:nobody") is None


def address(row: ConversationReference | None) -> str:
    return row.address if row is not None else ""


def test_an_address_has_one_reference_on_a_face(database: Database) -> None:
    with database.changing() as store:
        conversations.keep(store, "teams", ANNA, CHAT, TOLD, NOW)
        again = ConversationReference(face="teams", address=ANNA, conversation="", reference={}, seen_at=NOW)
        with pytest.raises(IntegrityError):
            store.add(again)
        store.session.rollback()


def test_who_is_erased_is_written_to_nowhere_any_more(database: Database) -> None:
    house = House(database)
    anna, maja = house.person("Anna").id or 0, house.person("Maja").id or 0
    with database.changing() as store:
        for person_id, account in ((anna, ANNA), (anna, "tenant/anna-too"), (maja, "tenant/maja")):
            people.tie(store, person_id, IdentityKind.teams, account)
            conversations.keep(store, "teams", account, "", TOLD, NOW)
        conversations.keep(store, "teams", CHANNEL, CHANNEL, {}, NOW)
        conversations.drop_of_person(store, anna)
        assert [each.address for each in conversations.alive(store, "teams")] == ["tenant/maja", CHANNEL]


def test_erasing_a_profile_forgets_them_too(database: Database) -> None:
    house = House(database)
    anna = house.person("Anna").id or 0
    with database.changing() as store:
        people.tie(store, anna, IdentityKind.teams, ANNA)
        conversations.keep(store, "teams", ANNA, CHAT, TOLD, NOW)
    asked = house.press("Anna", house.say("Anna", "mig"), "Slet mig")
    house.press("Anna", asked, "Ja, slet mig")
    with database.reading() as store:
        assert people.get(store, anna).erased_at is not None
        assert conversations.at(store, "teams", ANNA) is None


def test_accounts_of_nobody_and_what_takes_nothing_are_forgotten_after_a_while(database: Database) -> None:
    house = House(database)
    with database.changing() as store:
        people.tie(store, house.person("Anna").id or 0, IdentityKind.teams, ANNA)
        for account in (ANNA, "tenant/stranger", CHANNEL, "gone"):
            conversations.keep(store, "teams", account, "", TOLD, NOW)
        conversations.dead(store, "teams", "gone", NOW)
        conversations.keep(store, "teams", "tenant/new", "", TOLD, NOW + timedelta(days=1))
        assert not conversations.any_stale(store, NOW)
        later = NOW + timedelta(seconds=1)
        assert conversations.any_stale(store, later)
        conversations.drop_stale(store, later)
        assert not conversations.any_stale(store, later)
        assert [each.address for each in conversations.alive(store, "teams")] == [ANNA, CHANNEL, "tenant/new"]
        assert conversations.at(store, "teams", "gone") is None
