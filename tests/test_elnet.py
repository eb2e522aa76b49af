"""Elnet from end to end: the acceptance scenarios of the core case, through the real handlers."""

from __future__ import annotations

from datetime import date

from sqlmodel import select

from handlers.dialogue.card import unmarked
from handlers.forming.nomination.questions import words
from storage import groups, members, people
from storage.engine import Database
from storage.tables import GroupState, Person
from tests.elnet import accept, all_but_thisted, answer, asked, established, labels, name, order, send
from tests.snapshot import nothing_changes
from tests.world import House, text_of

DIRECTORS = ("Vibeke", "Lars", "Søren", "Erik")
OTHER_DIRECTORS = ("Birgit", "Ulrik", "Niels", "Karen", "Hanne", "Mogens", "Inge", "Bodil")


def test_at_a2_1_elnet_end_to_end(database: Database) -> None:
    house = House(database)
    preview = order(house)
    assert house.letters == {}  # nothing goes before it has been seen
    house.press("Sofie", preview, "Send nu")
    assert {who: len(house.cards(who)) for who in (*DIRECTORS, *OTHER_DIRECTORS)} == {
        **dict.fromkeys(DIRECTORS, 1),
        **dict.fromkeys(OTHER_DIRECTORS, 0),
    }
    assert house.titles("Tobias") == ["Vil Green Hub Denmark være med i Elnet?"]
    assert house.titles("Emil") == ["Du er tovholder for Elnet."]
    assert "Svarfrist: fredag den 27. november 2026 kl. 12.00 (uge 48)." in text_of(house.card("Sofie"))

    answer(house, "Vibeke", "Ja, spørg Anna")
    answer(house, "Erik", "Ja, spørg Maja")
    answer(house, "Tobias", "Ja, jeg deltager")
    name(house, "Søren", "Dorthe")
    name(house, "Lars", "Kasper")
    for expert in ("Anna", "Maja", "Dorthe"):
        accept(house, expert)
    assert house.group("Elnet").state == GroupState.nominating
    accept(house, "Kasper")

    group = house.group("Elnet")
    with database.reading() as store:
        inside = members.of_group(store, group.id)
        assert group.state == GroupState.established
        assert sorted(person.name for _, person in inside) == [
            "Anna Lindholt",
            "Dorthe Zinck-Holm",
            "Emil Brandtoft",
            "Kasper Thybo-Lund",
            "Maja Hedelund",
            "Tobias Grønnegaard",
        ]
        places = people.organisations(store, [membership.organisation_id for membership, _ in inside])
        assert sorted(each.short for each in places.values()) == [
            "BRN-sekretariatet",
            "Green Hub Denmark",
            "Hjørring",
            "Mariagerfjord",
            "Region Nordjylland",
            "Thisted",
        ]
        assert members.coordinator(store, group.id).name == "Emil Brandtoft"
    assert house.titles("Sofie")[-1] == "Elnet er nedsat: 6 personer fra 6 organisationer, tovholder Emil Brandtoft."


def test_at_a2_2_six_months_from_the_day_it_is_established(database: Database) -> None:
    house = House(database)
    established(house)
    group = house.group("Elnet")
    assert (group.established_at.date(), group.planned_end, group.approximate_end, group.state) == (
        date(2026, 12, 1),
        date(2027, 6, 1),
        True,
        GroupState.established,
    )
    page = house.say("Sofie", "status Elnet")
    assert "Slutter: ca. tirsdag den 1. juni (uge 22)" in text_of(page.card)


def test_at_a2_4_who_has_nobody_in_it_reads_one_line_without_names(database: Database) -> None:
    house = House(database)
    established(house)
    house.wind("2026-12-07 09:00")
    others = {who: text_of(house.card(who)) for who in OTHER_DIRECTORS}
    for who, digest in others.items():
        assert digest.count("Elnet") == 1, who
        assert "@" not in digest
        for expert in ("Anna", "Dorthe", "Kasper", "Maja", "Tobias"):
            assert expert not in digest, who


def test_at_a2_5_ten_seconds(database: Database) -> None:
    house = House(database)
    send(house)
    card = house.card("Vibeke")
    assert (words(card), labels(card)) == (38, ["Ja, spørg Anna", "Foreslå en anden", "Ikke denne gang"])
    with nothing_changes(database):  # to open, to read, to look what a button would ask
        for label in ("Læs mere", "Foreslå en anden", "Send videre til en kollega"):
            house.press("Vibeke", card, label)
    yes = card.buttons[0]
    assert (yes.confirm.title, yes.confirm.text, yes.confirm.yes) == (
        "Skal vi spørge Anna Lindholt?",
        "Anna bestemmer selv.",
        "Ja, spørg Anna",
    )
    assert house.press("Vibeke", card, "Ja, spørg Anna").card.title == "Tak, Vibeke. Vi spørger Anna."

    open_card = house.card("Lars")
    assert labels(open_card) == ["Udpeg en", "Send videre", "Ikke denne gang"]
    form = house.press("Lars", open_card, "Udpeg en").form  # one tap, and the second sends it
    assert [each.name for each in form.fields if each.required] == ["name", "email"]
    assert name(house, "Lars", "Kasper").card.title == "Tak, Lars. Vi spørger Kasper."


def test_at_a2_6_silence(database: Database) -> None:
    house = House(database)
    all_but_thisted(house)
    house.wind("2026-11-25 07:59")
    assert "Har du et øjeblik til Elnet?" not in house.titles("Lars")
    house.wind("2026-11-25 08:00")
    assert house.titles("Lars").count("Har du et øjeblik til Elnet?") == 1
    assert "Er du optaget, kan Gitte Hanvold svare for dig." in text_of(house.card("Lars"))
    before = {who: len(house.cards(who)) for who in ("Lars", "Gitte", "Anna", "Emil", "Vibeke")}
    house.wind("2026-11-27 12:00")
    notice = house.card("Sofie")
    assert (unmarked(notice.title), labels(notice)) == (
        "Elnet: 3 af 4 har svaret. Mangler svar: Thisted",
        ["Ring op", "Forlæng frist", "Fortsæt uden"],
    )
    after = {who: len(house.cards(who)) for who in before}
    assert after == before  # neither the director's superiors nor the group, and the deputy not by itself
    assert after["Gitte"] == 0
    house.press("Sofie", house.press("Sofie", notice, "Ring op"), "Spørg stedfortræderen")
    assert house.titles("Gitte") == ["Hvem hos jer kan hjælpe Elnet?"]
    house.wind("2026-12-03 12:00")
    assert house.titles("Lars").count("Har du et øjeblik til Elnet?") == 1  # one reminder, no second


def test_the_coordinator_of_the_secretariat_hears_of_it_when_the_cards_go(database: Database) -> None:
    house = House(database)
    house.wind("2026-11-20 16:40")
    reply = house.press("Sofie", order(house), "Send mandag kl. 8.00")
    assert house.letters.keys() == {"Sofie Kragelund"}
    house.wind("2026-11-23 08:00")
    assert house.titles("Emil")[0] == "Du er tovholder for Elnet."
    assert reply.card.title == "Elnet går ud mandag den 23. november kl. 8."
    with database.reading() as store:
        assert members.coordinator(store, groups.titled(store, "Elnet").id).name == "Emil Brandtoft"
    assert asked(house, "Lars").title == "Hvem hos jer kan hjælpe Elnet?"


def test_elnet_once_through_in_english(database: Database) -> None:
    house = House(database)
    with database.changing() as store:
        for person in store.session.exec(select(Person)):
            person.language = "en"
    house.press("Sofie", order(house, reply_by="5 working days"), "Send now")
    answer(house, "Vibeke", "Yes, ask Anna")
    answer(house, "Tobias", "Yes, I will join")
    answer(house, "Erik", "Yes, ask Maja")
    name(house, "Søren", "Dorthe", "Name somebody")
    for expert in ("Anna", "Maja", "Dorthe"):
        house.press(expert, house.card(expert), "Yes, I am in")
    house.wind("2026-11-27 12:00")
    house.press("Sofie", house.card("Sofie"), "Go on without")
    assert [title for title in house.titles("Sofie") if not title.startswith("Week")] == [
        "Elnet has been ordered.",
        "Elnet: We are not waiting for more answers.",
        "Elnet is established: 5 people from 5 organisations, coordinator Emil Brandtoft.",
    ]
    assert [title for title in house.titles("Lars") if not title.startswith("Week")] == [
        "Elnet begins without Thisted this time",
        "Elnet begins without Thisted this time",
        "Elnet begins without Thisted this time",
    ]
    assert house.titles("Anna")[0] == "Good to have you, Anna."
    every = [text_of(card) for box in house.letters if not box.startswith("#") for card in house.cards(box)]
    for danish in ("Tak", "Vi spørger", "Svar senest", "Hilsen", "Uge ", "kl.", "senest", "Gruppen", "ikke"):
        assert [text for text in every if danish in text] == [], danish
