"""The home page of a chat: all that concerns its reader, thirty lines at a time."""

from __future__ import annotations

from functools import partial

from handlers.contents import everything
from handlers.dialogue.card import Card
from handlers.dialogue.request import Request
from storage import groups
from storage.engine import Database
from storage.tables import GroupState, RequestState
from tests.handlers.attention.rows import asked, deadline, group, member, person, queries_of, round_, settled
from tests.world import House, at, button, buttons, text_of

NOW = at("2026-12-07 09:00")


def page(database: Database, who: str, **args: int) -> Card:
    """The page as somebody sees it."""
    with database.reading() as store:
        request = Request(actor=person(store, who), now=NOW, args=args)
        card = everything().routes["home.show"].handler(request, store).card
        assert card is not None
        return card


def busy(database: Database) -> None:
    """Three groups: one asking, one at work, one without a coordinator and of somebody else."""
    settled(database)
    with database.changing() as store:
        asking = group(store, "Havne og forsvar", coordinator=None, state=GroupState.nominating, established_at=None)
        first = round_(store, asking, "2026-12-11 12:00")
        asked(store, first, "Hjørring", state=RequestState.named)
        asked(store, first, "Thisted")
        made = group(store, "Elnet")
        for name in ("Anna Lindholt", "Kasper Thybo-Lund"):
            member(store, made, name)
        deadline(store, made, "Budskabspapir", "2026-12-11", "Anna Lindholt")
        deadline(store, made, "Notat", "2027-01-29", "Anna Lindholt")
        deadline(store, made, "Kort", "2027-02-05", "Kasper Thybo-Lund")
        deadline(store, made, "Møde med elnetdistributørerne", None)
        group(store, "Turisme", coordinator=None, owner_id=person(store, "Helle Brinkmark").id)


def test_member_has_what_awaits_them_their_deadlines_however_far_ahead_and_their_groups(database: Database) -> None:
    busy(database)
    assert text_of(page(database, "Anna Lindholt")) == (
        "Én ting venter på dig, Anna.\n"
        "Venter på dig\n"
        "· Elnet: Budskabspapir senest fredag den 11. december. [Færdig] [Jeg bliver forsinket]\n"
        "Dine frister\n"
        "· Elnet: Notat senest fredag den 29. januar. [Færdig] [Jeg bliver forsinket]\n"
        "Dine grupper\n"
        "· Elnet · Nedsat. Næste frist er fredag den 11. december: Budskabspapir. [Se]\n"
        "Sådan så det ud kl. 9.00.\n"
        "[Fravær] [Om dig] [Hjælp]"
    )


def test_secretariat_has_all_other_groups_with_who_leads_them_and_when_they_end(database: Database) -> None:
    busy(database)
    assert text_of(page(database, "Sofie Kragelund")) == (
        "To ting venter på dig, Sofie.\n"
        "Venter på dig\n"
        "· Havne og forsvar: 1 af 2 har svaret. Mangler: Thisted. Frist fredag den 11. december kl. 12. [Se]\n"
        "· Turisme mangler en tovholder. [Vælg]\n"
        "De næste 14 dage\n"
        "· Fredag den 11. december: budskabspapir (Anna Lindholt) · Elnet\n"
        "Uden dato\n"
        "· Elnet: Møde med elnetdistributørerne. [Sæt dato]\n"
        "Dine grupper\n"
        "· Elnet · Nedsat. Næste frist er fredag den 11. december: Budskabspapir. [Se]\n"
        "· Havne og forsvar · Udpegning [Se]\n"
        "Andre grupper · 1 gruppe, 0 medlemmer\n"
        "· Turisme · Nedsat · uden tovholder · ca. juni 2027 [Se]\n"
        "Sådan så det ud kl. 9.00.\n"
        "[ny] [Alle grupper] [Fravær] [Om dig] [Hjælp]"
    )


def test_who_owns_no_group_sees_them_all_and_who_may_only_read_is_offered_no_order(database: Database) -> None:
    busy(database)
    seen = text_of(page(database, "Farah Demirel"))
    assert "\nAlle grupper · 3 grupper, 3 medlemmer\n· Elnet · Nedsat · Emil Brandtoft · ca. juni 2027 [Se]\n" in seen
    assert seen.endswith("[Alle grupper] [Fravær] [Om dig] [Hjælp]")


def test_director_has_the_question_and_no_groups(database: Database) -> None:
    busy(database)
    assert text_of(page(database, "Lars Nystrand")) == (
        "Én ting venter på dig, Lars.\n"
        "Venter på dig\n"
        "· Havne og forsvar: Hvem hos jer kan være med? Senest fredag den 11. december kl. 12. [Svar]\n"
        "Sådan så det ud kl. 9.00.\n"
        "[Fravær] [Om dig] [Hjælp]"
    )


def test_empty_pages_say_so_and_offer_a_way_on(database: Database) -> None:
    settled(database)
    assert text_of(page(database, "Sofie Kragelund")) == (
        "Der er ikke noget, der venter på dig, Sofie.\n"
        "Der er ingen grupper endnu. Bestil den første, eller registrér en, der allerede findes.\n"
        "Sådan så det ud kl. 9.00.\n"
        "[ny] [Fravær] [Om dig] [Hjælp]"
    )
    assert text_of(page(database, "Vibeke Mosegaard")) == (
        "Der er ikke noget, der venter på dig, Vibeke.\n"
        "Du er ikke med i en gruppe lige nu. Når nogen spørger dig, står det her.\n"
        "Sådan så det ud kl. 9.00.\n"
        "[Fravær] [Om dig] [Hjælp]"
    )


def test_in_english(database: Database) -> None:
    busy(database)
    with database.changing() as store:
        person(store, "Anna Lindholt").language = "en"
    assert text_of(page(database, "Anna Lindholt")) == (
        "One thing awaits you, Anna.\n"
        "Awaits you\n"
        "· Elnet: Budskabspapir by Friday 11 December. [Done] [I will be late]\n"
        "Your deadlines\n"
        "· Elnet: Notat by Friday 29 January. [Done] [I will be late]\n"
        "Your groups\n"
        "· Elnet · Established. The next deadline is Friday 11 December: Budskabspapir. [See]\n"
        "This is how it stood at 9:00.\n"
        "[Away] [About you] [Help]"
    )


def test_thirty_lines_at_a_time_and_back_to_the_top(database: Database) -> None:
    settled(database)
    helle = {"owner_id": None}
    with database.changing() as store:
        helle["owner_id"] = person(store, "Helle Brinkmark").id
        for number in range(70):
            group(store, f"Gruppe {number:02}", **helle)
    first = page(database, "Sofie Kragelund")
    second = page(database, "Sofie Kragelund", **button(first, "Vis flere").args)
    third = page(database, "Sofie Kragelund", **button(second, "Vis flere").args)
    pages = [text_of(each) for each in (first, second, third)]
    assert [each.count("[Se]") for each in pages] == [30, 30, 10]
    assert [f"Gruppe {number:02} ·" in "\n".join(pages) for number in range(70)] == [True] * 70
    assert [each.label for each in buttons(third)][-6:] == ["Forfra", "ny", "Alle grupper", "Fravær", "Om dig", "Hjælp"]
    assert page(database, "Sofie Kragelund", **button(third, "Forfra").args) == first
    assert page(database, "Sofie Kragelund", **{"from": 5000}) == first


def test_face_with_little_room_gets_fewer_lines(database: Database) -> None:
    busy(database)
    card = page(database, "Sofie Kragelund", lines=2)
    assert text_of(card).count("·") == 2
    assert button(card, "Vis flere").args == {"from": 2}


def test_everybody_may_open_their_own(database: Database) -> None:
    house = House(database)
    for who in ("Sofie", "Farah", "Vibeke", "Anna"):
        assert text_of(house.ask(who, action="home.show").card).startswith("Der er ikke noget, der venter på dig")


def test_many_groups_cost_no_more_questions_to_the_database_than_few(database: Database) -> None:
    settled(database)
    house = everything()
    counted = []
    with database.changing() as store:
        for count in (3, 40):
            for number in range(len(groups.everything(store)), count):
                made = group(store, f"Gruppe {number}", established_at=at("2026-11-20 08:00"))
                member(store, made, "Anna Lindholt")
                deadline(store, made, "Notat", "2026-12-11", "Anna Lindholt")
                deadline(store, made, "Kort", None, "Kasper Thybo-Lund")
                deadline(store, made, "Plan", "2027-03-01", "Sofie Kragelund")
            store.session.commit()
            store.session.expunge_all()
            asker = Request(actor=person(store, "Sofie Kragelund"), now=NOW)
            show = partial(house.routes["home.show"].handler, asker, store)
            counted.append(queries_of(database, show))
    assert counted[0] == counted[1]
    assert counted[1] < 25
