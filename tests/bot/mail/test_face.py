"""From the outbox to the reader's mail program: the dispatcher, the mail face and a real mail server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.delivery import Dispatcher
from bot.face import Never
from bot.mail.face import Mail, reachable
from bot.mail.smtp import MailServer
from bot.runner import Runner
from bot.ways import Ways
from handlers.dialogue.card import Button, Card
from handlers.dialogue.events import Undelivered
from handlers.dialogue.request import Request
from handlers.dialogue.router import Router
from handlers.dialogue.tell import redraw, tell
from handlers.record.undelivered import NO_SUCH_ADDRESS
from storage import outbox, people
from storage.engine import Database, Store
from storage.tables import Group, Identity, IdentityKind, Link, LinkPurpose, OutboxKind, OutboxRow, Person
from tests.bot.mail.matter import ADDRESSES, CARD, NOW, SOFIE, VIBEKE, text_of
from tests.smtp import PostOffice

SENDER = "taskforce@brn.example"


class House:
    """Sofie's group Elnet, Vibeke who is reached by mail, and the way between them."""

    def __init__(self, database: Database, group: Group, office: PostOffice) -> None:
        self.database, self.group, self.office = database, group, office
        self.undelivered: list[tuple[int, str]] = []
        router = Router()
        router.on(Undelivered)(self._hear)
        self.runner = Runner(database, router)
        self.mail = Mail(self.runner, ADDRESSES, MailServer(office.url), sender=SENDER, enclosures=self._enclosed)
        self.enclosed: list[tuple[bytes, str, str]] = []
        with database.changing() as store:
            owner = people.get(store, group.owner_id)
            owner.phone = SOFIE.phone
            circle = people.circle(store)
            circle.secretariat_id = owner.organisation_id
            people.organisation(store, owner.organisation_id).official = "BRN-sekretariatet"
            store.session.get_one(Group, group.id).case_number = "2026-0117"
        self.vibeke = self.person(VIBEKE.name, VIBEKE.address)

    def _hear(self, event: Undelivered, request: Request, store: Store) -> None:
        self.undelivered.append((event.outbox_id, event.why))

    def _enclosed(self, store: Store, row: OutboxRow) -> list[tuple[bytes, str, str]]:
        return self.enclosed

    def person(self, name: str, email: str | None) -> Person:
        with self.database.changing() as store:
            organisation = store.session.exec(select(Person.organisation_id)).first()
            person = Person(organisation_id=organisation, name=name, email=email, created_at=NOW)
            store.add(person)
        return person

    def tell(self, key: str, *, about: str = "", card: Card = CARD, to: Person | None = None, **more: object) -> None:
        subject = about or f"established:{self.group.id}"
        with self.database.changing() as store:
            person = people.get(store, (to or self.vibeke).id)  # type: ignore[arg-type]
            assert tell(store, person, subject=subject, key=key, now=NOW, card=lambda t: card, **more)  # type: ignore[arg-type]

    def drain(self) -> None:
        ways = Ways({"mail": self.mail}, homes=("mail",))
        asyncio.run(Dispatcher(self.runner, ways, lambda: NOW).drain(NOW))

    def row(self, key: str) -> OutboxRow:
        with self.database.reading() as store:
            return store.session.exec(select(OutboxRow).where(OutboxRow.unique_key == key)).one()

    def links(self) -> list[Link]:
        with self.database.reading() as store:
            return list(store.session.exec(select(Link).order_by(Link.id)))  # type: ignore[arg-type]

    def let_backoff_pass(self) -> None:
        with self.database.changing() as store:
            for row in store.session.exec(select(OutboxRow)):
                row.ready_at = None


@pytest.fixture
def house(database: Database, group: Group) -> Iterator[House]:
    with PostOffice() as office:
        made = House(database, group, office)
        yield made
        made.runner.close()


def test_a_message_arrives_as_a_mail_with_its_own_link_and_a_name_by_which_it_is_known(house):
    house.tell("ask/3", answer_by=NOW + timedelta(days=7))
    house.drain()
    (mail,), (link,), row = house.office.mails, house.links(), house.row("ask/3")
    assert (mail["From"], mail["To"], mail["Reply-To"]) == (
        '"Sofie Kragelund, BRN-sekretariatet" <taskforce@brn.example>',
        "Vibeke Mosegaard <vibeke.mosegaard@hjoerring.example>",
        "Sofie Kragelund <sofie.kragelund@brn.example>",
    )
    assert (row.face, row.reference, row.sent_at) == ("mail", mail["Message-ID"], NOW)
    assert mail["Message-ID"].startswith(f"<outbox-{row.id}.")
    assert mail["Message-ID"].endswith("@brn.example>")
    assert (link.purpose, link.person_id, link.outbox_id, link.group_id, link.expires_at) == (
        LinkPurpose.answer,
        house.vibeke.id,
        row.id,
        house.group.id,
        NOW + timedelta(days=7),
    )
    assert f"Ja, spørg Anna:\n{ADDRESSES.answer(link)}?do=nomination.ask&request=3\n" in text_of(mail)
    assert "Linket er personligt og virker til fristen. Sagsnr. 2026-0117\n" in text_of(mail)
    assert (mail["In-Reply-To"], mail["References"]) == (None, None)


def test_what_follows_about_the_group_stands_in_the_same_thread(house):
    house.tell("first", about=f"established:{house.group.id}")
    house.drain()
    house.tell("second", about=f"closing:{house.group.id}")
    house.drain()
    house.tell("digest:x", about="digest:1:2026-48")
    house.drain()
    first, second, digest = house.office.mails
    assert (second["In-Reply-To"], second["References"]) == (first["Message-ID"], first["Message-ID"])
    assert second["Thread-Topic"] == first["Thread-Topic"] == "Elnet"
    assert (digest["In-Reply-To"], digest["List-Unsubscribe-Post"]) == (None, "List-Unsubscribe=One-Click")
    assert digest["List-Unsubscribe"] == f"<{ADDRESSES.answer(house.links()[2])}>"


@pytest.mark.parametrize("about", ["established:{}", "digest:{}:x"])
def test_news_of_a_message_is_a_mail_of_its_own_that_answers_the_first(house, about):
    subject = about.format(house.group.id)
    house.tell("ask", about=subject)
    house.drain()
    with house.database.changing() as store:
        redraw(store, subject, now=NOW, card=lambda t, reader: Card("Tak, Vibeke. Vi spørger Anna."), news=True)
    house.drain()
    first, news = house.office.mails
    assert (news["Subject"], news["In-Reply-To"]) == ("Tak, Vibeke. Vi spørger Anna.", first["Message-ID"])
    assert news["References"] == first["Message-ID"]
    assert news["Message-ID"] != first["Message-ID"]
    assert [link.outbox_id for link in house.links()] == [house.row("ask").id, house.row("ask/1").id]


def test_a_change_that_is_no_news_is_no_mail(house):
    house.tell("ask")
    house.drain()
    with house.database.changing() as store:
        redraw(store, f"established:{house.group.id}", now=NOW, card=lambda t, reader: Card("Ændret"))
    house.drain()
    assert len(house.office.taken) == 1


def test_a_server_that_dies_before_it_answers_leads_to_the_same_mail_twice_and_a_row_that_went(house):
    house.tell("ask")
    house.office.drops = "after"
    house.drain()
    assert house.row("ask").sent_at is None
    house.office.drops = ""
    house.let_backoff_pass()
    house.drain()
    first, second = house.office.taken
    assert first.mail["Message-ID"] == second.mail["Message-ID"] == house.row("ask").reference
    assert (text_of(first.mail), len(house.links())) == (text_of(second.mail), 1)
    assert (house.row("ask").sent_at, house.undelivered) == (NOW, [])
    house.drain()
    assert len(house.office.taken) == 2


def test_a_server_that_dies_inside_a_mail_leads_to_one(house):
    house.tell("ask")
    house.office.drops = "inside"
    house.drain()
    house.office.drops = ""
    house.let_backoff_pass()
    house.drain()
    assert len(house.office.taken) == 1
    assert house.row("ask").sent_at == NOW


def test_a_recipient_who_is_not_there_is_told_once_and_for_good(house):
    house.tell("ask")
    house.office.refusals[VIBEKE.address] = f"550 5.1.1 <{VIBEKE.address}> not here"
    house.drain()
    row = house.row("ask")
    assert (row.failed_at, row.face, row.failure) == (NOW, "mail", NO_SUCH_ADDRESS)
    assert house.undelivered == [(row.id, NO_SUCH_ADDRESS)]


def test_a_busy_server_is_asked_again(house):
    house.tell("ask")
    house.office.refusals[VIBEKE.address] = "450 4.2.1 busy"
    house.drain()
    assert (house.row("ask").sent_at, house.row("ask").failure) == (None, "450 4.2.1 busy")
    house.office.refusals.clear()
    house.let_backoff_pass()
    house.drain()
    assert house.row("ask").sent_at == NOW


# --- to whom, and in whose name ---


def test_the_address_on_file_for_mail_comes_before_the_persons_own(house):
    with house.database.changing() as store:
        address = "direktion@hjoerring.example"
        store.add(Identity(person_id=house.vibeke.id, kind=IdentityKind.mail, address=address))
    house.tell("ask")
    house.drain()
    assert [each.recipients for each in house.office.taken] == [["direktion@hjoerring.example"]]


def test_nobody_writes_to_themselves(house):
    with house.database.reading() as store:
        sofie = people.get(store, house.group.owner_id)
    house.tell("own", to=sofie)
    house.drain()
    (mail,) = house.office.mails
    assert (mail["From"], mail["Reply-To"]) == ("BRN-sekretariatet <taskforce@brn.example>", None)


def test_without_a_group_the_secretariat_signs(house):
    house.tell("digest", about="digest:1:2026-48", card=Card("Din uge", buttons=(Button("me", "Ret"),)))
    house.drain()
    (mail,) = house.office.mails
    assert (mail["From"], mail["Reply-To"]) == ("BRN-sekretariatet <taskforce@brn.example>", None)
    assert "\nHilsen\nBRN-sekretariatet\n" in text_of(mail)
    assert "\nLinket er personligt.\n" in text_of(mail)


def test_who_has_been_erased_meanwhile_gets_nothing(house):
    house.tell("ask")
    with house.database.changing() as store:
        store.session.get_one(Person, house.vibeke.id).erased_at = NOW
    house.drain()
    assert house.office.taken == []
    assert house.row("ask").failure == "the profile has been erased"
    assert house.links() == []


def test_what_comes_along_comes_along(house):
    house.enclosed = [(b"BEGIN:VCALENDAR", "Elnet.ics", "text/calendar; method=PUBLISH; charset=utf-8")]
    house.tell("ask")
    house.drain()
    (file,) = house.office.mails[0].iter_attachments()
    assert (file.get_filename(), file.get_param("method"), file.get_payload(decode=True)) == (
        "Elnet.ics",
        "PUBLISH",
        b"BEGIN:VCALENDAR",
    )


def test_a_room_is_nothing_for_mail(house):
    with house.database.changing() as store:
        outbox.put(
            store,
            OutboxRow(
                unique_key="room",
                kind=OutboxKind.open_room,
                lane="room",
                subject="room",
                person_id=house.vibeke.id,
                payload={},
                due_at=NOW,
                only_by="mail",
            ),
        )
    house.drain()
    assert house.row("room").failure == "mail has no rooms"


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("vibeke.mosegaard@hjoerring.example", "vibeke.mosegaard@hjoerring.example"),
        ("vibeke@hjørring.example", "vibeke@xn--hjrring-r1a.example"),
    ],
)
def test_an_address_as_servers_write_it(address, written):
    assert reachable(address) == written


LETTERS = "the address has letters before its @ that most mail servers do not take, such as æ, ø or å"


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("", "no mail address is known"),
        ("sørn@hjoerring.example", LETTERS),
        ("vibeke", NO_SUCH_ADDRESS),
        ("vibeke@..example", NO_SUCH_ADDRESS),
        ("a@x.example>\r\nRCPT TO:<b@y.example", NO_SUCH_ADDRESS),
        ("a@x.example,b@y.example", NO_SUCH_ADDRESS),
    ],
)  # fmt: skip
def test_an_address_that_nothing_can_be_sent_to(address, why):
    with pytest.raises(Never) as raised:
        reachable(address)
    assert str(raised.value) == why
