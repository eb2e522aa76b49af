from functools import partial

from handlers.contents import everything
from handlers.dialogue.request import Request
from storage import groups
from storage.engine import Database
from storage.tables import GroupState, RequestState
from tests.handlers.attention.rows import (
    asked,
    deadline,
    group,
    member,
    person,
    queries_of,
    round_,
    settled,
)
from tests.world import House, at, buttons, shown

NOW = at("2026-12-07 09:00")


def look(database: Database, who: str, first: int = 0) -> str:
    """The overview as somebody reads it."""
    with database.reading() as store:
        request = Request(actor=person(store, who), now=NOW, args={"from": first} if first else {})
        return shown(everything().routes["overview.show"].handler(request, store))


def busy(database: Database) -> None:
    """Three groups: one asking, one at work, one without a coordinator."""
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
        deadline(store, made, "Notat", "2027-01-29", "Kasper Thybo-Lund")
        deadline(store, made, "Møde med elnetdistributørerne", None)
        group(
            store,
            "Turisme",
            coordinator=None,
            owner_id=person(store, "Helle Brinkmark").id,
            established_at=at("2026-11-25 09:00"),
        )


def test_secretariat_sees_what_awaits_it_then_its_groups_then_all_by_phase(database: Database) -> None:
    busy(database)
    assert look(database, "Sofie Kragelund") == (
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
        "Alle grupper · 3 grupper, 3 medlemmer\n"
        "Udpegning: 1 · Havne og forsvar\n"
        "Nedsat: 2 · Elnet og Turisme\n"
        "[ny] [Alle grupper] [Bed om status]"
    )


def test_member_sees_own_tasks_and_groups(database: Database) -> None:
    busy(database)
    assert look(database, "Anna Lindholt") == (
        "Én ting venter på dig, Anna.\n"
        "Venter på dig\n"
        "· Elnet: Budskabspapir senest fredag den 11. december. [Færdig] [Jeg bliver forsinket]\n"
        "Dine grupper\n"
        "· Elnet · Nedsat. Næste frist er fredag den 11. december: Budskabspapir. [Se]"
    )


def test_the_student_who_may_only_read_sees_it_all_without_buttons_that_are_refused(
    database: Database,
) -> None:
    busy(database)
    seen = look(database, "Farah Demirel")
    assert seen.split("\n")[:4] == [
        "To ting venter på dig, Farah.",
        "Venter på dig",
        "· Havne og forsvar: 1 af 2 har svaret. Mangler: Thisted. Frist fredag den 11. december kl. 12. [Se]",
        "· Turisme mangler en tovholder.",
    ]
    assert seen.split("\n")[-1] == "[Alle grupper]"


def test_director_sees_the_open_question_and_no_group(database: Database) -> None:
    busy(database)
    assert look(database, "Lars Nystrand") == (
        "Én ting venter på dig, Lars.\n"
        "Venter på dig\n"
        "· Havne og forsvar: Hvem hos jer kan være med? Senest fredag den 11. december kl. 12. [Svar]"
    )


def test_overview_in_english(database: Database) -> None:
    busy(database)
    with database.changing() as store:
        person(store, "Sofie Kragelund").language = "en"
    assert look(database, "Sofie Kragelund").split("\n")[4:] == [
        "The next 14 days",
        "· Friday 11 December: budskabspapir (Anna Lindholt) · Elnet",
        "Without a date",
        "· Elnet: Møde med elnetdistributørerne. [Set a date]",
        "Your groups",
        "· Elnet · Established. The next deadline is Friday 11 December: Budskabspapir. [See]",
        "· Havne og forsvar · Nominating [See]",
        "All groups · 3 groups, 3 members",
        "Nominating: 1 · Havne og forsvar",
        "Established: 2 · Elnet and Turisme",
        "[new] [All groups] [Ask for status]",
    ]


def test_empty_word_shows_it_and_nothing_open_is_friendly_with_a_way_on(database: Database) -> None:
    house = House(database)
    assert shown(house.say("Sofie", "")) == (
        "Der er ikke noget, der venter på dig, Sofie.\n"
        "Der er ingen grupper endnu. Bestil den første, eller registrér en, der allerede findes.\n"
        "[ny]"
    )
    assert shown(house.say("Farah", " ")) == (
        "Der er ikke noget, der venter på dig, Farah.\nDer er ingen grupper endnu."
    )
    assert shown(house.say("Anna", "")) == (
        "Der er ikke noget, der venter på dig, Anna.\n"
        "Du er ikke med i en gruppe lige nu. Når nogen spørger dig, står det her."
    )


def test_twenty_lines_at_a_time(database: Database) -> None:
    house = House(database)
    with database.changing() as store:
        for number in range(25):
            group(store, f"Gruppe {number:02}", coordinator=None, established_at=at("2026-11-20 08:00"))
    first = house.say("Sofie", "")
    assert first.card is not None
    assert first.card.title == "25 ting venter på dig, Sofie."
    assert len([each for each in buttons(first.card) if each.label == "Vælg"]) == 20
    second = house.press("Sofie", first, "Vis flere")
    assert second.card is not None
    assert len([each for each in buttons(second.card) if each.label == "Vælg"]) == 5
    assert len([each for each in buttons(second.card) if each.label == "Se"]) == 15
    third = house.press("Sofie", second, "Vis flere")
    assert [each.label for each in buttons(third.card)][-3:] == ["Se", "ny", "Alle grupper"]


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
            store.session.commit()
            store.session.expunge_all()
            asker = Request(actor=person(store, "Sofie Kragelund"), now=NOW)
            show = partial(house.routes["overview.show"].handler, asker, store)
            counted.append(queries_of(database, show))
    assert counted[0] == counted[1]
    assert counted[1] < 25
