from datetime import date

from sqlmodel import select

from handlers.dialogue.card import Document, Table
from storage.engine import Database
from storage.tables import (
    GroupState,
    MilestoneState,
    Nominee,
    Office,
    Output,
    OutputState,
    RequestState,
)
from tests.handlers.attention.rows import (
    asked,
    deadline,
    dissolved,
    group,
    member,
    organisation,
    person,
    round_,
    seat,
)
from tests.world import House, at, shown, text_of


def page(database: Database, now: str = "2026-12-14 09:00") -> House:
    """Elnet two weeks after it began."""
    house = House(database, now=at(now))
    with database.changing() as store:
        made = group(store, "Elnet", case_number="2026-0117")
        for name in ("Anna Lindholt", "Kasper Thybo-Lund", "Tobias Grønnegaard"):
            member(store, made, name)
        for short in ("Hjørring", "Thisted", "Green Hub Denmark", "Region Nordjylland", "Mariagerfjord"):
            seat(store, made, short)
        gone = member(store, made, "Maja Hedelund")
        gone.until = at("2026-12-10 09:00")
        deadline(store, made, "Møde med elnetdistributørerne", None, "Emil Brandtoft")
        deadline(
            store, made, "Budskabspapir", "2026-12-11", "Anna Lindholt",
            state=MilestoneState.done, done_at=at("2026-12-11 10:00"),
        )  # fmt: skip
        deadline(store, made, "Input til AAU's analyse", "2026-12-18", "Kasper Thybo-Lund")
        deadline(store, made, "Notat", "2026-12-09")
        deadline(store, made, "Opgivet", "2026-12-20", state=MilestoneState.dropped)
        store.add(
            Output(
                group_id=made.id, title="Budskabspapir: fem argumenter", link="https://brn.example/1",
                state=OutputState.delivered, delivered_by_id=person(store, "Anna Lindholt").id,
                delivered_at=at("2026-12-11 10:00"), created_at=at("2026-12-01 09:00"),
            )
        )  # fmt: skip
        store.add(Output(group_id=made.id, title="notat om netkapacitet", created_at=at("2026-12-01 09:00")))
    return house


def test_secretariat_sees_the_whole_group_on_one_page(database: Database) -> None:
    house = page(database)
    lines = shown(house.say("Sofie", "status elnet")).split("\n")
    assert lines[:-2] == [
        "Elnet",
        "Nedsat · Sagsnr. 2026-0117",
        "Taskforcen Elnet skal skærpe Nordjyllands argumenter for et stærkere elnet.",
        "Bestilt af: BRN, fredag den 20. november",
        "Tovholder: Emil Brandtoft, BRN-sekretariatet",
        "Tid: ca. 4 timer om ugen, december–maj",
        "Slutter: ca. tirsdag den 1. juni (uge 22)",
        "Udlånt tid: ca. 421 timer i alt: "
        "BRN 104, Green Hub Denmark 104, Hjørring 104, Region Nordjylland 5, Thisted 104",
        "Hvem · 4 personer fra 4 organisationer",
        "Navn | Organisation | Mail",
        "Emil Brandtoft (tovholder) · chefkonsulent | BRN-sekretariatet | emil.brandtoft@brn.example",
        "Tobias Grønnegaard · programleder | Green Hub Denmark | tobias.groennegaard@greenhub.example",
        "Anna Lindholt · energiplanlægger | Hjørring | anna.lindholt@hjoerring.example",
        "Kasper Thybo-Lund · vindkoordinator | Thisted | kasper.thybo-lund@thisted.example",
        "Ledige pladser: Mariagerfjord og Region Nordjylland",
        "Hvornår",
        "Hvad | Frist | Status",
        "Notat | onsdag den 9. december (uge 50) | overskredet",
        "Budskabspapir · Anna Lindholt | fredag den 11. december (uge 50) | færdig",
        "Input til AAU's analyse · Kasper Thybo-Lund | fredag den 18. december (uge 51) | i gang",
        "Møde med elnetdistributørerne · Emil Brandtoft | uden dato | mangler dato",
        "Læg i kalenderen",
        "Det mangler",
        "· En dato for: Møde med elnetdistributørerne [Sæt dato]",
        "Resultater",
        "· Budskabspapir: fem argumenter · Anna Lindholt, fredag den 11. december [Åbn]",
        "Mangler endnu: notat om netkapacitet",
    ]
    assert lines[-2:] == [
        "[Ny frist] [Resultater] [Status] [Rund af] [Kommissorium] [Historik]",
        "{Se planen} · {Bed om status} · {Kalender} · {Ramme og timer} · {Beslutning og sag} · {Planlæg evaluering}",
    ]


def test_member_sees_the_group_but_not_who_has_not_answered(database: Database) -> None:
    house = page(database)
    with database.changing() as store:
        made = house.group("Elnet")
        first = round_(store, made, "2026-12-18 12:00")
        waiting = asked(store, first, "Aalborg")
        named = asked(store, first, "Mariagerfjord", "Dorthe Zinck-Holm", RequestState.named)
        store.add(
            Nominee(
                group_id=made.id, request_id=named.id, person_id=person(store, "Dorthe Zinck-Holm").id,
                named_by_id=waiting.addressee_id, named_at=at("2026-12-10 09:00"),
            )
        )  # fmt: skip
    seen = {name: shown(house.say(name, "status elnet")) for name in ("Sofie", "Farah", "Anna", "Emil")}
    staff = [
        "· Aalborgs svar. Fristen er fredag den 18. december kl. 12 (uge 51). [Notér svar]",
        "· Dorthe Zinck-Holms eget ja.",
    ]
    assert [line for line in seen["Sofie"].split("\n") if line in staff] == staff
    assert [line for line in seen["Farah"].split("\n") if line.removesuffix(" [Notér svar]") in str(staff)][-2:] == [
        staff[0].removesuffix(" [Notér svar]"),
        staff[1],
    ]
    for word in ("Aalborg", "Dorthe", "Mariagerfjord", "Notér svar", "Rund af"):
        assert word not in seen["Anna"]
    assert "Ledig plads: Region Nordjylland\nÉn plads er ikke besat endnu." in seen["Anna"]
    assert "Ny frist" not in seen["Farah"]


def test_a_group_without_coordinator_offers_to_choose_one(database: Database) -> None:
    house = House(database)
    with database.changing() as store:
        group(store, "Turisme", coordinator=None, hours=None, planned_end=None)
    found = shown(house.say("Sofie", "status turisme"))
    assert found.split("\n")[:8] == [
        "Turisme",
        "Nedsat",
        "Taskforcen Turisme skal skærpe Nordjyllands argumenter for et stærkere elnet.",
        "Bestilt af: BRN, fredag den 20. november",
        "Tovholder: ingen endnu",
        "Slutter: uden slutdato",
        "Hvem",
        "Der er ingen i gruppen endnu.",
    ]
    assert "· En tovholder. [Vælg tovholder]" in found


def test_a_group_that_is_still_asking_has_the_end_that_was_ordered(database: Database) -> None:
    house = House(database)
    with database.changing() as store:
        group(
            store, "Turisme", coordinator=None, state=GroupState.nominating, established_at=None, planned_end=None,
            duration_months=6,
        )  # fmt: skip
    assert shown(house.say("Sofie", "status turisme")).split("\n")[5:7] == [
        "Tid: ca. 4 timer om ugen, december–maj",
        "Slutter: ca. tirsdag den 1. juni 2027 (uge 22)",
    ]
    assert "Turisme · Udpegning · slutter ca. juni 2027" in shown(house.say("Sofie", "liste"))


def test_an_order_can_be_taken_further_or_put_right_from_its_page(database: Database) -> None:
    house = House(database)
    with database.changing() as store:
        group(store, "Havne", coordinator=None, state=GroupState.ordered, established_at=None)
        asking = group(store, "Turisme", coordinator=None, state=GroupState.nominating, established_at=None)
        asked(store, round_(store, asking), "Aalborg")
    last = {
        (name, title): [line for line in shown(house.say(name, f"status {title}")).split("\n") if line[0] in "[{"]
        for name in ("Sofie", "Farah")
        for title in ("havne", "turisme")
    }
    assert last == {
        ("Sofie", "havne"): ["[Se kortet] [Kommissorium] [Historik]"],
        ("Sofie", "turisme"): ["[Send en rettelse] [Kommissorium] [Historik]", "{Beslutning og sag}"],
        ("Farah", "havne"): ["[Se kortet] [Kommissorium] [Historik]"],
        ("Farah", "turisme"): ["[Kommissorium] [Historik]"],
    }


def test_coordinator_reads_it_in_the_groups_own_room_without_naming_it(database: Database) -> None:
    house = House(database)
    with database.changing() as store:
        group(store, "Digital infrastruktur", "Jonas Hvidbjerg")
        group(store, "Elnet", "Jonas Hvidbjerg")
    found = shown(house.say("Jonas", "status", group="Digital infrastruktur"))
    assert found.split("\n")[0] == "Digital infrastruktur"
    assert "[Ny frist]" in found


def test_new_deadline_opens_the_form_of_the_group(database: Database) -> None:
    house = page(database)
    card = house.say("Emil", "status elnet").card
    assert card is not None
    assert [(each.action, each.args) for each in card.buttons if each.label == "Ny frist"] == [
        ("milestone.new", {"group": 1})
    ]


def test_dissolved_group_keeps_names_but_no_addresses_and_offers_its_file(database: Database) -> None:
    house = page(database)
    with database.changing() as store:
        made = store.session.get_one(type(house.group("Elnet")), house.group("Elnet").id)
        made.follow_on_owner = "BRN-sekretariatet"
        dissolved(store, made, at("2026-12-13 09:00"))
    card = house.say("Sofie", "status elnet").card
    assert card is not None
    tables = [part for part in card.body if isinstance(part, Table)]
    assert tables[0].head == ("Navn", "Organisation")
    assert [row[0] for row in tables[0].rows] == [
        "Emil Brandtoft (tovholder) · chefkonsulent",
        "Tobias Grønnegaard · programleder",
        "Anna Lindholt · energiplanlægger",
        "Kasper Thybo-Lund · vindkoordinator",
    ]
    assert [part for part in card.body if isinstance(part, Document)] == [
        Document("casefile", made.id, "elnet-2026-0117.zip")
    ]
    assert "Opløst: søndag den 13. december\nFøres videre af: BRN-sekretariatet" in text_of(card)
    assert "example" not in text_of(card)


def test_file_of_a_group_that_ended_on_new_years_night_is_named_by_the_local_year(database: Database) -> None:
    house = House(database, now=at("2027-01-01 00:40"))
    with database.changing() as store:
        dissolved(store, group(store, "Elnet"), at("2027-01-01 00:30"))  # 23.30 the year before in UTC
    card = house.say("Sofie", "status elnet").card
    assert card is not None
    assert [part.name for part in card.body if isinstance(part, Document)] == ["elnet-2027.zip"]


def test_outsiders_are_told_politely_who_may_see_it(database: Database) -> None:
    house = page(database)
    id_ = house.group("Elnet").id
    for name in ("Vibeke", "Camilla", "Line"):
        assert shown(house.ask(name, action="status.show", args={"group": id_})) == (
            "Det kan kun gruppens medlemmer og sekretariatet se."
        )


def test_page_in_english(database: Database) -> None:
    house = page(database)
    with database.changing() as store:
        person(store, "Anna Lindholt").language = "en"
    assert shown(house.say("Anna", "status elnet")).split("\n")[:10] == [
        "Elnet",
        "Established · Case no. 2026-0117",
        "The task force Elnet is to skærpe Nordjyllands argumenter for et stærkere elnet.",
        "Ordered by: BRN, Friday 20 November",
        "Coordinator: Emil Brandtoft, BRN-sekretariatet",
        "Time: about 4 hours a week, December–May",
        "Ends: about Tuesday 1 June (week 22)",
        "Hours lent: about 421 hours in all: "
        "BRN 104, Green Hub Denmark 104, Hjørring 104, Region Nordjylland 5, Thisted 104",
        "Who · 4 people from 4 organisations",
        "Name | Organisation | Mail",
    ]


def test_markup_in_what_people_wrote_stays_text(database: Database) -> None:
    house = House(database)
    with database.changing() as store:
        group(store, "Elnet **nu** {name} <b>", task="gøre {hours} **klar**", planned_end=date(2027, 1, 8))
    found = shown(house.say("Sofie", "status elnet"))
    assert found.split("\n")[0] == "Elnet **nu** {name} <b>"
    assert "Taskforcen Elnet **nu** {name} <b> skal gøre {hours} **klar**." in found


def test_ended_office_is_no_way_in(database: Database) -> None:
    house = page(database)
    with database.changing() as store:
        for office in store.session.exec(select(Office).where(Office.person_id == person(store, "Mads Riisager").id)):
            office.until = date(2026, 12, 1)
    assert shown(house.ask("Mads", action="status.show", args={"group": house.group("Elnet").id})) == (
        "Det kan kun gruppens medlemmer og sekretariatet se."
    )


def test_group_that_still_asks_shows_its_seats_to_staff(database: Database) -> None:
    house = House(database)
    with database.changing() as store:
        made = group(store, "Elnet", coordinator=None, state=GroupState.nominating, established_at=None)
        seat(store, made, organisation(store, "Aalborg").short)
        seat(store, made, "Læsø")
    assert "Ledige pladser: Læsø og Aalborg" in shown(house.say("Sofie", "status eln"))
