"""A message that will never arrive: the secretariat is told whom to ring."""

from __future__ import annotations

import pytest

from handlers.dialogue.card import Card
from handlers.dialogue.events import Undelivered
from handlers.dialogue.tell import tell
from storage import outbox, people
from storage.engine import Database
from tests.elnet import ask_one, name
from tests.handlers.ending.elnet import about, card_about, established
from tests.handlers.working.made import happen
from tests.snapshot import nothing_changes
from tests.world import House, shown


def lost(house: House, who: str, subject: str, why: str, *, face: str = "", then: str = "") -> None:
    """A card to somebody about a subject that a face has given up."""
    with house.database.changing() as store:
        person = people.get(store, house.person(who).id)
        tell(store, person, subject=subject, key=subject, now=house.now, card=lambda t: Card("Må vi låne Anna?"))
        row = outbox.messages_about(store, subject)[-1]
        row.face, row.failed_at = face, None if then else house.now
        store.session.flush()
        id_ = row.id
    happen(house, Undelivered(id_, why, face, then))


def test_the_owner_is_told_and_gets_the_numbers(database: Database) -> None:
    house = House(database)
    id_ = established(house)
    lost(house, "Lars", f"end:{id_}", "no such address", face="mail")
    assert about(house, "Sofie", "undelivered") == [
        """\
Mailen til Lars Nystrand kom ikke frem.
Må vi låne Anna?
Adressen lars.nystrand@thisted.example findes ikke.
[Ret adressen] [Ring op]
{Vis gruppen}"""
    ]
    call = house.press("Sofie", card_about(house, "Sofie", "undelivered"), "Ring op")
    assert (
        shown(call)
        == """\
Ring til Lars Nystrand
Lars Nystrand: 00 00 10 37
Gitte Hanvold, stedfortræder: 00 00 10 38
Randi Kvols, direktionssekretær: 00 00 10 54"""
    )


def test_about_no_group_the_staff_are_told_but_never_whoever_did_not_get_it(database: Database) -> None:
    house = House(database)
    lost(house, "Helle", "directory:1", "the workspace is closed")
    told = {who: about(house, who, "undelivered") for who in ("Helle", "Mads")}
    assert told == {
        "Helle": [],
        "Mads": [
            """\
Beskeden til Helle Brinkmark kom ikke frem.
Må vi låne Anna?
Svaret var: the workspace is closed
[Ring op]"""
        ],
    }


def test_a_notice_that_does_not_arrive_causes_no_other(database: Database) -> None:
    house = House(database)
    established(house)
    lost(house, "Sofie", "undelivered:1", "gone")
    assert {who: about(house, who, "undelivered") for who in ("Helle", "Mads", "Emil")} == {
        "Helle": [],
        "Mads": [],
        "Emil": [],
    }


def asked_by_mail(database: Database) -> House:
    """Thisted was asked for Elnet, and the mail to Lars came back."""
    house = House(database)
    ask_one(house)
    with database.changing() as store:
        row = outbox.messages_about(store, house.letters["Lars Nystrand"][0].subject)[0]
        row.face, row.failed_at, row.sent_at = "mail", house.now, None
        id_ = row.id
    happen(house, Undelivered(id_, "no such address", "mail"))
    return house


def test_a_question_that_did_not_arrive_word_for_word(database: Database) -> None:
    house = asked_by_mail(database)
    assert about(house, "Sofie", "undelivered") == [
        """\
Mailen til Lars Nystrand kom ikke frem.
Hvem hos jer kan hjælpe Elnet?
Adressen lars.nystrand@thisted.example findes ikke.
[Ret adressen] [Spørg stedfortræderen] [Ring op]
{Vis gruppen}"""
    ]
    house.press("Sofie", card_about(house, "Sofie", "undelivered"), "Spørg stedfortræderen")
    assert house.titles("Gitte") == ["Hvem hos jer kan hjælpe Elnet?"]


def test_with_the_right_address_it_goes_again_as_things_are_now(database: Database) -> None:
    house = asked_by_mail(database)
    card = card_about(house, "Sofie", "undelivered")
    form = house.press("Sofie", card, "Ret adressen")
    assert form.form.values == {"email": "lars.nystrand@thisted.example"}
    for wrong, sentence in (
        ("lars", '"lars" er ikke en mailadresse.'),
        ("gitte.hanvold@thisted.example", "Det er Gitte Hanvolds adresse."),
    ):
        with nothing_changes(database):
            assert house.fill("Sofie", form, email=wrong).form.errors == {"email": sentence}
    house.letters["Lars Nystrand"].clear()
    done = house.fill("Sofie", form, email="Lars.N@thisted.example")
    assert shown(done) == (
        "Vi skriver nu til Lars Nystrand på lars.n@thisted.example.\nMailen er sendt igen.\n{Fortryd}"
    )
    assert house.titles("Lars") == ["Hvem hos jer kan hjælpe Elnet?"]
    assert about(house, "Sofie", "undelivered") == ["Vi skriver nu til Lars Nystrand på lars.n@thisted.example."]
    assert house.person("Lars").email == "lars.n@thisted.example"
    back = house.press("Sofie", done, "Fortryd")
    assert shown(back) == "Vi skriver nu til Lars Nystrand på lars.nystrand@thisted.example."
    assert house.person("Lars").email == "lars.nystrand@thisted.example"


def test_what_was_answered_meanwhile_goes_as_answered(database: Database) -> None:
    house = asked_by_mail(database)
    house.press("Sofie", card_about(house, "Sofie", "undelivered"), "Spørg stedfortræderen")
    name(house, "Gitte", "Kasper")
    house.letters["Lars Nystrand"].clear()
    form = house.press("Sofie", card_about(house, "Sofie", "undelivered"), "Ret adressen")
    house.fill("Sofie", form, email="lars.n@thisted.example")
    assert house.titles("Lars") == ["Gitte Hanvold svarede ja til Elnet fredag den 20. november kl. 9."]


def test_what_went_another_way_needs_no_deputy(database: Database) -> None:
    house = House(database)
    id_ = established(house)
    lost(house, "Lars", f"end:{id_}", "the workspace is closed", face="workspace", then="mail")
    assert about(house, "Sofie", "undelivered") == [
        """\
Beskeden til Lars Nystrand kom ikke frem.
Må vi låne Anna?
Svaret var: the workspace is closed
Beskeden er sendt en anden vej.
[Ring op]
{Vis gruppen}"""
    ]


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("they are not in Slack", "Vedkommende er ikke i Slack."),
        ("users_not_found", "Vedkommende er ikke i Slack."),
        ("user_disabled", "Vedkommendes konto i Slack er lukket."),
        ("their address in Slack is somebody else's", "Adressen tilhører en anden i Slack."),
        ("no mail address is known", "Vi kender ingen mailadresse."),
        (
            "the address has letters before its @ that most mail servers do not take, such as æ, ø or å",
            "Adressen har bogstaver før @, som de fleste mailservere ikke tager, for eksempel æ, ø eller å.",
        ),
    ],
)
def test_a_reason_that_the_faces_give_is_said_in_the_reader_s_language(database: Database, why: str, said: str) -> None:
    house = House(database)
    id_ = established(house)
    lost(house, "Lars", f"end:{id_}", why, face="slack")
    assert about(house, "Sofie", "undelivered")[0].splitlines()[2] == said


@pytest.mark.parametrize("subject", ["digest:3/2026-11-23", "reply:slack/Ev1"])
def test_a_digest_or_an_answer_to_its_reader_alone_is_no_card_for_the_secretariat(
    database: Database, subject: str
) -> None:
    house = House(database)
    lost(house, "Helle", subject, "they are not in Slack", face="slack")
    assert [about(house, who, "undelivered") for who in ("Sofie", "Mads", "Emil")] == [[], [], []]
