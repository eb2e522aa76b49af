"""`svar`: what the secretariat heard by phone, by mail or in a meeting."""

from __future__ import annotations

import pytest
from sqlmodel import select

from storage import nominations
from storage.engine import Database
from storage.tables import JournalLine, RequestState
from tests.elnet import accept, all_but_thisted, answer, ask_one, name, send
from tests.snapshot import nothing_changes
from tests.world import House, text_of


def thisted(house: House) -> tuple[RequestState, str, int | None]:
    """Thisted's request: its state, how the answer came, and in whose name."""
    with house.database.reading() as store:
        asked = [
            each
            for each in nominations.requests_of_group(store, house.group("Elnet").id)
            if each.addressee_id == house.person("Lars").id
        ]
        return asked[0].state, asked[0].answered_via, asked[0].answered_by_id


@pytest.mark.parametrize(
    "words", ["svar Elnet Thisted ja Kasper Thybo-Lund", "answer elnet thisted yes kasper thybo-lund"]
)
def test_a_yes_in_words(database: Database, words: str) -> None:
    house = House(database)
    all_but_thisted(house)
    reply = house.say("Sofie", words)
    assert text_of(reply.card) == "Noteret: Thisted udpeger Kasper Thybo-Lund.\nVi spørger Kasper nu.\n{Fortryd}"
    assert thisted(house) == (RequestState.named, "phone", house.person("Lars").id)
    assert house.titles("Kasper") == ["Vil du være med i taskforcen Elnet?"]
    assert house.card("Lars").title == "Tak, Lars. Vi spørger Kasper."


def test_a_mere_yes_means_whom_we_named_or_the_contact_outside(database: Database) -> None:
    house = House(database)
    send(house)
    assert house.say("Sofie", "svar Elnet Hjørring ja").card.title == "Noteret: Hjørring udpeger Anna Lindholt."
    assert house.say("Sofie", "svar Elnet Green Hub Denmark ja").card.title == (
        "Noteret: Green Hub Denmark udpeger Tobias Grønnegaard."
    )
    assert "Tobias" in text_of(house.say("Sofie", "status Elnet").card)


def test_a_no_in_words(database: Database) -> None:
    house = House(database)
    all_but_thisted(house)
    assert text_of(house.say("Sofie", "svar Elnet Thisted nej").card) == (
        "Noteret: Thisted er ikke med denne gang.\n{Fortryd}"
    )
    assert thisted(house)[0] == RequestState.declined


def test_a_name_that_nobody_knows_opens_the_form_with_what_was_said(database: Database) -> None:
    house = House(database)
    all_but_thisted(house)
    with nothing_changes(database):
        form = house.say("Sofie", "svar Elnet Thisted ja Ny Kollega").form
    assert (form.values["said"], form.values["name"], form.values["request"]) == ("other", "Ny Kollega", "2")


def test_whoever_has_answered_is_not_answered_for_again_and_nobody_else_is_put_in_their_place(
    database: Database,
) -> None:
    house = House(database)
    ask_one(house, "Thisted\nHjørring: Anna Lindholt\nMariagerfjord")
    house.press("Lars", answer(house, "Lars", "Ikke denne gang"), "Spring over")
    answer(house, "Vibeke", "Ja, spørg Anna")
    with nothing_changes(database):
        refused = {
            words: text_of(house.say("Sofie", f"svar Elnet {words}").card)
            for words in ("Thisted nej", "Hjørring ja Anna Lindholt", "Thisted")
        }
    lars = (
        "Thisted har allerede svaret.\nLars Nystrand svarede nej til Elnet fredag den 20. november kl. 9.\n"
        "[Spørg Thisted igen]"
    )
    assert refused == {
        "Thisted nej": lars,
        "Hjørring ja Anna Lindholt": (
            "Hjørring har allerede svaret.\nVibeke Mosegaard svarede ja til Elnet fredag den 20. november kl. 9. "
            "Vibeke Mosegaard kan ændre svaret indtil fredag den 27. november kl. 12."
        ),
        "Thisted": lars,
    }
    house.say("Sofie", "svar Elnet Mariagerfjord nej")
    assert text_of(house.say("Sofie", "svar Elnet Mariagerfjord nej").card).splitlines()[-1] == "{Fortryd}"


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("", {"via": "phone"}),
        ("Hjørring", {"via": "phone", "request": "2"}),
        ("ja Anna Lindholt", {"via": "phone", "said": "other", "name": "Anna Lindholt"}),
        ("Aalborg nej", {"via": "phone", "said": "no"}),
    ],
)
def test_the_form_is_filled_with_what_was_said_and_no_more(
    database: Database, words: str, values: dict[str, str]
) -> None:
    house = House(database)
    ask_one(house, "Thisted\nHjørring: Anna Lindholt")
    assert house.say("Sofie", f"svar Elnet {words}").form.values == values


def test_where_one_is_open_it_stands_in_the_form_but_never_the_answer(database: Database) -> None:
    house = House(database)
    ask_one(house, "Hjørring: Anna Lindholt")
    assert house.say("Sofie", "svar Elnet").form.values == {"via": "phone", "request": "1"}


def test_the_form_has_the_telephone_numbers_at_hand(database: Database) -> None:
    house = House(database)
    all_but_thisted(house)
    form = house.say("Sofie", "svar Elnet").form
    assert [(each.label, each.hint) for each in form.fields[0].options] == [
        ("Thisted", "Lars Nystrand 00 00 10 37 · direktionssekretær Randi Kvols 00 00 10 54")
    ]


def test_the_form_notes_how_it_came(database: Database) -> None:
    house = House(database)
    all_but_thisted(house)
    form = house.say("Sofie", "svar Elnet")
    house.fill("Sofie", form, said="other", name="Kasper Thybo-Lund", via="meeting")
    assert thisted(house) == (RequestState.named, "meeting", house.person("Lars").id)


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"said": "named"}, {"said": "Vi nævnte ingen. Skriv, hvem det er."}),
        (
            {"said": "other", "name": ""},
            {"name": "Skriv personens navn og arbejdsmail."},
        ),
        (
            {"said": "other", "name": "Ny Kollega"},
            {"email": "Skriv arbejdsmailen til Ny Kollega, så vi kan spørge."},
        ),
        ({"said": "måske"}, {"said": "Vælg en af mulighederne."}),
        ({"said": "no", "request": "4711"}, {"request": "Vælg en af mulighederne."}),
        ({"said": "other", "name": "x" * 10_000}, {"name": "Højst 100 tegn. Det her er 10000."}),
        ({"said": "other", "title": "010180-1234"}, {"title": "Udelad CPR-nummeret. Det gemmer vi aldrig."}),
    ],
)
def test_what_cannot_be_noted(database: Database, values: dict[str, str], errors: dict[str, str]) -> None:
    house = House(database)
    all_but_thisted(house)
    form = house.say("Sofie", "svar Elnet")
    with nothing_changes(database):
        assert house.fill("Sofie", form, **values).form.errors == errors


def test_somebody_has_answered_since_the_form_was_opened(database: Database) -> None:
    house = House(database)
    all_but_thisted(house)
    form = house.say("Sofie", "svar Elnet")
    name(house, "Lars", "Kasper")
    with nothing_changes(database):
        reply = house.fill("Sofie", form, said="no")
    assert text_of(reply.card) == (
        "Kortet er allerede besvaret.\nLars Nystrand svarede ja til Elnet fredag den 20. november kl. 9."
    )
    with nothing_changes(database):
        assert house.say("Sofie", "svar Elnet").card.title == "Der mangler ingen svar i Elnet."


def test_a_noted_answer_can_be_undone_until_the_expert_says_yes(database: Database) -> None:
    house = House(database)
    all_but_thisted(house)
    noted = house.say("Sofie", "svar Elnet Thisted ja Kasper Thybo-Lund")
    assert house.press("Sofie", noted, "Fortryd").card.title == "Svaret er taget tilbage."
    assert thisted(house) == (RequestState.waiting, "", None)
    assert house.titles("Kasper") == ["Du skal ikke svare længere om Elnet."]
    assert house.card("Lars").title == "Hvem hos jer kan hjælpe Elnet?"
    with nothing_changes(database):
        assert house.press("Sofie", noted, "Fortryd").card.title == "Det er allerede fortrudt."
    noted = house.say("Sofie", "svar Elnet Thisted ja Kasper Thybo-Lund")
    accept(house, "Kasper")
    with nothing_changes(database):
        assert house.press("Sofie", noted, "Fortryd").card.title == "Eksperten har allerede sagt ja."


def test_undoing_a_noted_answer_leaves_the_director_s_own_alone(database: Database) -> None:
    house = House(database)
    all_but_thisted(house)
    noted = house.say("Sofie", "svar Elnet Thisted nej")
    house.press("Lars", house.card("Lars"), "Skift svar")
    name(house, "Lars", "Kasper")
    with nothing_changes(database):
        assert house.press("Sofie", noted, "Fortryd").card.title == "Kortet er allerede besvaret."


def test_who_was_passed_over_can_be_noted_after_all(database: Database) -> None:
    house = House(database)
    ask_one(house, "Thisted\nHjørring: Anna Lindholt")
    answer(house, "Vibeke", "Ja, spørg Anna")
    accept(house, "Anna")
    house.wind("2026-11-27 12:00")
    house.press("Sofie", house.card("Sofie"), "Fortsæt uden")
    house.say("Sofie", "svar Elnet Thisted ja Kasper Thybo-Lund")
    accept(house, "Kasper")
    assert house.titles("Lars")[-1] == "Kasper er med i Elnet."


def test_only_the_secretariat_may_note(database: Database) -> None:
    house = House(database)
    all_but_thisted(house)
    for who in ("Farah", "Anna", "Lars"):
        with nothing_changes(database):
            house.say(who, "svar Elnet Thisted nej")
    assert thisted(house)[0] == RequestState.waiting


def test_each_answer_writes_its_line_in_the_journal(database: Database) -> None:
    house = House(database)
    all_but_thisted(house)
    house.say("Sofie", "svar Elnet Thisted ja Kasper Thybo-Lund")
    with database.reading() as store:
        lines = store.session.exec(select(JournalLine).where(JournalLine.actor_id == house.person("Sofie").id)).all()
        assert [(each.what, each.for_id) for each in lines[-2:]] == [
            ("nomination.named", house.person("Lars").id),
            ("answer.noted", house.person("Lars").id),
        ]
