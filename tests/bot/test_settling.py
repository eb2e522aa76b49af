"""What follows for people from an invitation that will never go: from the outbox through the handlers to the cards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlmodel import col, select

from bot.face import Later, Never, Opened
from bot.settling import LONGEST_WAIT, MOST_ATTEMPTS
from bot.ways import Ways
from handlers.dialogue.card import Card
from handlers.dialogue.events import MemberJoined, RoomEntered
from handlers.dialogue.tell import post
from handlers.dialogue.wire import from_json
from storage import groups
from storage.engine import Database
from storage.tables import EntryState, Membership, OutboxKind, OutboxRow
from tests.bot.test_delivery import Platform, Post
from tests.handlers.working.made import happen
from tests.handlers.working.roomed import entries, with_room
from tests.world import House, shown, text_of


class Invited(Post):
    """Elnet with its room in Slack, where everybody is at home, and mail. Kasper comes later."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.runner.close()
        self.house = House(database)
        self.runner = self.house.runner
        self.chat, self.mail = Platform(), Platform()
        self.chat.name, self.mail.name, self.mail.redraws = "slack", "mail", False
        self.ways = Ways({"slack": self.chat, "mail": self.mail}, homes=("slack",), rooms="slack")
        self.group = with_room(self.house, who=("Anna", "Emil"))
        self.house.closed = True  # what is written from now on goes by the faces
        self.kasper = self.house.person("Kasper")

    def join(self) -> str:
        """Kasper is a member from now on; the key of his invitation."""
        with self.database.changing() as store:
            row = Membership(
                group_id=self.group,
                person_id=self.kasper.id,
                organisation_id=self.kasper.organisation_id,
                since=self.house.now,
            )
            store.add(row)
        happen(self.house, MemberJoined(row.id or 0))
        return f"room:{self.group}/invite/{row.id}"

    def cards(self, who: str) -> list[Card]:
        """The cards that somebody has got in the chat, as they came."""
        person = self.house.person(who).id
        return [from_json(Card, each.payload) for each in self.chat.errands if each.person_id == person]

    def tell_the_room(self) -> None:
        """Post something in the room."""
        with self.database.changing() as store:
            group = groups.get(store, self.group)
            post(store, group, subject="news", key="news", now=self.house.now, card=lambda t: Card("Nyt"))


@pytest.fixture
def invited(database: Database) -> Iterator[Invited]:
    invited = Invited(database)
    yield invited
    invited.runner.close()


def test_an_invitation_that_fails_leaves_all_of_them_outside_and_a_bookmark_nobody(database, group):
    post = Post(database)
    for key, payload in (("invite", {"people": [4, 7]}), ("bookmark", {"people": [], "bookmark": "page"})):
        post.put(key, key, kind=OutboxKind.invite, group_id=group.id, payload=payload)
        post.platform.trouble[key] = [Never("archived")]
    post.drain()
    assert post.events == [RoomEntered(group.id, (), ((4, "archived"), (7, "archived")), mails=False)]
    assert [post.row(key).failure for key in ("invite", "bookmark")] == ["archived", "archived"]
    post.runner.close()


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("archived", "kanalen er arkiveret"),
        ("gone", "kanalen findes ikke, eller Taskforce er ikke med i den"),
        ("absent", "Taskforce er ikke med i kanalen"),
        ("not_allowed", "arbejdsområdet tillader det ikke"),
        ("a_word_of_tomorrow (conversations.invite)", "det lykkedes ikke, da vi prøvede"),
    ],
)
def test_the_owner_sees_who_could_not_be_invited_and_why_in_words(invited: Invited, why: str, said: str) -> None:
    invited.chat.trouble[invited.join()] = [Never(why)]
    invited.drain()
    assert [text_of(card) for card in invited.cards("Sofie")] == [
        f"""\
Én fra Elnet kunne ikke komme ind i rummet.
· Kasper Thybo-Lund (Thisted): {said}. Får opslagene på mail.
[Prøv igen]
{{Vis gruppen}}"""
    ]


def test_who_could_not_be_invited_for_too_long_gets_the_posts_by_mail_and_is_invited_again(invited: Invited) -> None:
    invited.chat.trouble[invited.join()] = [Later("Slack did not answer")] * MOST_ATTEMPTS
    for _ in range(MOST_ATTEMPTS):
        assert (invited.cards("Sofie"), entries(invited.house, invited.group)) == ([], [])
        invited.drain()
        invited.let_machine_time_pass(LONGEST_WAIT)
    assert entries(invited.house, invited.group) == [("Kasper Thybo-Lund", EntryState.outside, "not_done")]

    invited.tell_the_room()
    invited.drain()
    assert [(each.person_id, each.payload["title"]) for each in invited.mail.errands] == [(invited.kasper.id, "Nyt")]

    (card,) = invited.cards("Sofie")
    assert shown(invited.house.press("Sofie", card, "Prøv igen")) == "Vi har inviteret Kasper Thybo-Lund igen."
    with invited.database.reading() as store:
        again = store.session.exec(
            select(OutboxRow.unique_key)
            .where(col(OutboxRow.sent_at).is_(None))
            .where(col(OutboxRow.failed_at).is_(None))
        ).one()
    invited.chat.comes[again] = Opened("C1", inside=(invited.kasper.id or 0,))
    invited.drain()
    assert text_of(invited.cards("Sofie")[-1]) == "Alle i Elnet kan komme ind i rummet."


def test_nobody_is_outside_of_a_room_that_is_a_link(invited: Invited) -> None:
    invited.house.say("Sofie", "rum Elnet https://teams.example/elnet")
    invited.chat.trouble[invited.join()] = [Never("gone")]
    invited.drain()
    assert (invited.cards("Sofie"), entries(invited.house, invited.group)) == ([], [])
