"""Which face a message goes by: a person's order, the next after one that will not, and what goes by mail too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from bot.delivery import NO_WAY
from bot.face import Later, Never, NotHere
from bot.ways import Ways
from handlers.dialogue.events import Undelivered
from storage import outbox, rooms
from storage.engine import Database
from storage.tables import EntryState, Identity, IdentityKind, Membership, OutboxKind, OutboxRow, Person, Room
from tests.bot.test_delivery import NOW, Platform, Post


class Named(Platform):
    def __init__(self, name: str, *, redraws: bool = True) -> None:
        super().__init__()
        self.name = name
        self.redraws = redraws


class TwoFaces(Post):
    """A chat where everybody is at home, and mail."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.chat, self.mail = Named("workspace"), Named("mail", redraws=False)
        self.ways = Ways({"workspace": self.chat, "mail": self.mail}, homes=("workspace",), rooms="workspace")

    def went(self) -> dict[str, list[str]]:
        """What each face got by a drain; lanes have no order among each other."""
        before = len(self.chat.got), len(self.mail.got)
        self.drain()
        return {"chat": sorted(self.chat.got[before[0] :]), "mail": sorted(self.mail.got[before[1] :])}

    def let_the_attempts_age(self, by: timedelta) -> None:
        """Put the first attempt of everything unsent so far back."""
        with self.database.changing() as store:
            store.session.execute(
                update(OutboxRow)
                .where(col(OutboxRow.tried_since).is_not(None))
                .values(tried_since=outbox.machine_time(-by.total_seconds()))
            )

    def person(self, name: str, *kinds: IdentityKind, email: str | None = None) -> int:
        with self.database.changing() as store:
            organisation = store.session.exec(select(Person.organisation_id)).first()
            person = Person(organisation_id=organisation, name=name, email=email, created_at=NOW)
            store.add(person)
            assert person.id is not None
            for rank, kind in enumerate(kinds):
                store.add(Identity(person_id=person.id, kind=kind, address=f"{name}@{kind.value}", rank=rank))
            return person.id


@pytest.fixture
def two(database: Database, group: object) -> Iterator[TwoFaces]:
    made = TwoFaces(database)
    yield made
    made.runner.close()


def test_everybody_is_met_at_home_unless_they_have_an_order_of_their_own(two: TwoFaces) -> None:
    anna = two.person("Anna", email="anna@hjoerring.example")
    lars = two.person("Lars", IdentityKind.mail, email="lars@thisted.example")
    mads = two.person("Mads", IdentityKind.mail, IdentityKind.workspace, email="mads@brn.example")
    two.put("anna", "a", person_id=anna)
    two.put("lars", "b", person_id=lars)
    two.put("mads", "c", person_id=mads)
    assert two.went() == {"chat": ["anna"], "mail": ["lars", "mads"]}


def test_what_a_face_will_never_take_goes_by_the_next_once_and_the_secretariat_is_told(two: TwoFaces) -> None:
    number = two.put("one", person_id=two.person("Anna", email="anna@hjoerring.example"))
    two.chat.trouble["one"] = [Never("blocked")]
    assert two.went() == {"chat": [], "mail": ["one"]}
    assert two.events == [Undelivered(number, "blocked", "workspace", "mail")]
    row = two.row("one")
    assert (row.face, row.passed_over, row.failure, row.attempts) == ("mail", "workspace", "", 1)
    assert two.went() == {"chat": [], "mail": []}


def test_somebody_who_is_not_on_a_face_is_reached_by_the_next_and_nobody_is_told(two: TwoFaces) -> None:
    two.put("one", person_id=two.person("Anna", email="anna@hjoerring.example"))
    two.chat.trouble["one"] = [NotHere("no account")]
    assert two.went() == {"chat": [], "mail": ["one"]}
    assert two.events == []
    assert (two.row("one").face, two.row("one").passed_over) == ("mail", "workspace")


def test_somebody_of_whom_nothing_is_known_is_looked_for_in_every_chat_before_mail(two: TwoFaces) -> None:
    slack, teams = Named("slack"), Named("teams")
    two.ways = Ways({"slack": slack, "teams": teams, "mail": two.mail}, homes=("slack", "teams"), rooms="slack")
    two.put("anna", "a", person_id=two.person("Anna", email="anna@hjoerring.example"))
    two.put("lars", "b", person_id=two.person("Lars", email="lars@thisted.example"))
    two.put("maja", "c", person_id=two.person("Maja", IdentityKind.teams, email="maja@rn.example"))
    slack.trouble["lars"] = [NotHere("no account")]
    assert two.went() == {"chat": [], "mail": []}
    assert (sorted(slack.got), sorted(teams.got)) == (["anna"], ["lars", "maja"])
    assert two.events == []


def test_somebody_who_is_nowhere_is_told_of(two: TwoFaces) -> None:
    number = two.put("one", person_id=two.person("Anna"))
    two.chat.trouble["one"] = [NotHere("no account")]
    assert two.went() == {"chat": [], "mail": []}
    assert two.events == [Undelivered(number, "no account", "workspace")]


def test_what_none_takes_has_failed_on_the_last(two: TwoFaces) -> None:
    number = two.put("one", person_id=two.person("Anna", email="anna@hjoerring.example"))
    two.chat.trouble["one"], two.mail.trouble["one"] = [Never("blocked")], [Never("no such address")]
    assert two.went() == {"chat": [], "mail": []}
    assert two.events == [
        Undelivered(number, "blocked", "workspace", "mail"),
        Undelivered(number, "no such address", "mail", ""),
    ]
    assert (two.row("one").failed_at, two.row("one").face) == (NOW, "mail")


def test_somebody_without_any_way_is_told_of(two: TwoFaces) -> None:
    two.ways = Ways({"mail": two.mail})
    number = two.put("one", person_id=two.person("Ole"))
    assert two.went() == {"chat": [], "mail": []}
    assert two.events == [Undelivered(number, NO_WAY, "", "")]


def test_two_hours_without_an_answer_are_the_next_face_s_turn(two: TwoFaces) -> None:
    number = two.put("one", person_id=two.person("Anna", email="anna@hjoerring.example"))
    two.chat.trouble["one"] = [Later("busy")] * 3
    assert two.went() == {"chat": [], "mail": []}
    two.let_machine_time_pass(10)
    two.let_the_attempts_age(outbox.PATIENCE - timedelta(minutes=1))
    assert two.went() == {"chat": [], "mail": []}
    assert two.events == []
    two.let_machine_time_pass(20)
    two.let_the_attempts_age(outbox.PATIENCE)
    assert two.went() == {"chat": [], "mail": ["one"]}
    assert two.events == [Undelivered(number, "busy", "workspace", "mail")]


def test_patience_lasts_longer_where_there_is_no_other_face(two: TwoFaces) -> None:
    two.put("one", person_id=two.person("Ove"))
    two.chat.trouble["one"] = [Later("busy")] * 2
    two.went()
    two.let_machine_time_pass(10)
    two.let_the_attempts_age(outbox.PATIENCE * 3)
    assert two.went() == {"chat": [], "mail": []}
    two.let_machine_time_pass(20)
    assert two.went() == {"chat": ["one"], "mail": []}
    assert two.events == []


def test_what_insists_goes_by_mail_as_well_and_once(two: TwoFaces) -> None:
    anna = two.person("Anna", email="anna@hjoerring.example")
    lars = two.person("Lars", IdentityKind.mail, email="lars@thisted.example")
    two.put("anna", "a", person_id=anna, insist=True, payload={"of": "Card"}, answer_by=NOW)
    two.put("lars", "b", person_id=lars, insist=True)
    two.put("ove", "c", person_id=two.person("Ove"), insist=True)
    assert two.went() == {"chat": ["anna", "ove"], "mail": ["anna/mail", "lars"]}
    copy = two.row("anna/mail")
    assert (copy.person_id, copy.subject, copy.payload, copy.answer_by) == (anna, "a", {"of": "Card"}, NOW)
    assert two.went() == {"chat": [], "mail": []}


def test_what_insists_and_cannot_be_mailed_is_not_mailed_once_more(two: TwoFaces) -> None:
    lars = two.person("Lars", IdentityKind.mail, email="lars@thisted.example")
    number = two.put("lars", person_id=lars, insist=True)
    two.mail.trouble["lars"] = [Never("no such address")]
    assert two.went() == {"chat": [], "mail": []}
    assert two.events == [Undelivered(number, "no such address", "mail")]


def test_members_who_cannot_enter_the_room_get_its_posts_by_mail(two: TwoFaces, group: object) -> None:
    id_ = group.id  # type: ignore[attr-defined]
    inside = two.person("Anna", email="anna@hjoerring.example")
    outside = two.person("Lars", IdentityKind.mail, email="lars@thisted.example")
    with two.database.changing() as store:
        organisation = store.session.exec(select(Person.organisation_id)).first()
        for person in (inside, outside):
            store.add(Membership(group_id=id_, person_id=person, organisation_id=organisation, since=NOW))
    two.put("post", group_id=id_)
    assert two.went() == {"chat": ["post"], "mail": [f"post/mail/{outside}"]}


def test_who_was_not_let_into_the_room_gets_its_posts_by_mail(two: TwoFaces, group: object) -> None:
    room = _room(two, group, "workspace")
    barred, left = _member(two, group, "Anna"), _member(two, group, "Lars")
    _member(two, group, "Maja")
    with two.database.changing() as store:
        rooms.enter(store, room, barred, EntryState.outside, NOW, "another team")
        rooms.enter(store, room, left, EntryState.left, NOW)  # by themselves, so they do not want it
    two.put("post", "room", group_id=group.id, payload={"buttons": [1]})
    assert two.went() == {"chat": ["post"], "mail": [f"post/mail/{barred}"]}


def test_what_stands_under_somebodys_words_in_the_room_is_not_mailed(two: TwoFaces, group: object) -> None:
    room, barred = _room(two, group, "workspace"), _member(two, group, "Anna")
    with two.database.changing() as store:
        rooms.enter(store, room, barred, EntryState.outside, NOW, "another team")
    two.put("receipt", "room", group_id=group.id, payload={"buttons": []}, place="C1/1.1")
    two.put("inside", "room", group_id=group.id, payload={"buttons": []}, only_by="workspace")
    assert two.went() == {"chat": ["inside", "receipt"], "mail": []}


def test_what_could_not_be_posted_in_the_room_reaches_everybody_by_mail(two: TwoFaces, group: object) -> None:
    people = [_member(two, group, name) for name in ("Anna", "Lars")]
    two.put("post", "room", group_id=group.id, payload={"buttons": []})
    two.chat.trouble["post"] = [Never("no room")]
    assert two.went() == {"chat": [], "mail": sorted(f"post/mail/{each}" for each in people)}


def test_a_room_is_written_in_where_it_is(two: TwoFaces, group: object) -> None:
    _room(two, group, "link")
    _room(two, group, "mail")  # any face but the one that new rooms are made on
    two.put("post", "room", group_id=group.id, payload={"buttons": []})
    assert two.went() == {"chat": [], "mail": ["post"]}


def _room(two: TwoFaces, group: object, kind: str) -> int:
    with two.database.changing() as store:
        room = rooms.make(store, Room(group_id=group.id, kind=kind, address=kind, opened_at=NOW))
        assert room.nonce
        return room.id or 0


def _member(two: TwoFaces, group: object, name: str) -> int:
    id_ = two.person(name, email=f"{name.lower()}@hjoerring.example")
    with two.database.changing() as store:
        store.add(Membership(group_id=group.id, person_id=id_, organisation_id=group.commissioner_id, since=NOW))
    return id_


def test_an_update_goes_where_its_message_went(two: TwoFaces) -> None:
    lars = two.person("Lars", IdentityKind.mail, email="lars@thisted.example")
    anna = two.person("Anna", email="anna@hjoerring.example")
    by_mail = two.put("1", "a", person_id=lars)
    in_chat = two.put("2", "b", person_id=anna)
    two.put("1/1", "a", kind=OutboxKind.update, person_id=lars, target_id=by_mail)
    two.put("1/2", "a", kind=OutboxKind.update, person_id=lars, target_id=by_mail, news=True)
    two.put("2/1", "b", kind=OutboxKind.update, person_id=anna, target_id=in_chat)
    assert two.went() == {"chat": ["2", "2/1"], "mail": ["1", "1/2"]}
    assert (two.row("1/1").sent_at, two.row("1/1").face) == (NOW, "")


def test_an_update_of_a_face_that_was_switched_off_is_dropped(two: TwoFaces) -> None:
    anna = two.person("Anna", email="anna@hjoerring.example")
    number = two.put("2", person_id=anna)
    two.went()
    two.ways = Ways({"mail": two.mail})
    two.put("2/1", kind=OutboxKind.update, person_id=anna, target_id=number, news=True)
    assert two.went() == {"chat": [], "mail": []}
    assert (two.row("2/1").sent_at, two.events) == (NOW, [])
