"""The political decision that a group rests on: asked for, gone on without, written, edited and taken back."""

from __future__ import annotations

from handlers.dialogue.events import GroupEstablished
from handlers.dialogue.reply import Reply
from storage import journal, marked
from storage.engine import Database
from storage.tables import DecisionState, GroupState
from tests.elnet import FIRST, SECOND
from tests.handlers.working.made import happen, made_group
from tests.snapshot import nothing_changes
from tests.world import House, shown, text_of

BASIS = {"organ": "direktionen", "day": "11. november", "item": "punkt 4"}
MISSING = [
    "Der mangler en politisk beslutning.",
    "Du kan gå videre nu og skrive den på senere.",
    "[Skriv beslutning] [Gå videre uden]",
]
WATCHED = "· Digital infrastruktur mangler en politisk beslutning. [Skriv beslutning]"


def ordered(house: House) -> Reply:
    """Digital infrastruktur, ordered up to the question."""
    first = house.say("Sofie", "ny bestilt opgave Digital infrastruktur")
    second = house.fill("Sofie", first, **{**FIRST, "title": "Digital infrastruktur"})
    return house.fill("Sofie", second, **SECOND)


def registered(house: House) -> Reply:
    """The same group, where it exists already."""
    return house.fill(
        "Sofie",
        house.say("Sofie", "ny registrer Digital infrastruktur"),
        template="assignment",
        task="rulle bredbånd ud",
        whom="Region Nordjylland: Jonas Hvidbjerg\nHjørring: Henrik Tornbjerg",
        coordinator="Jonas Hvidbjerg",
    )


def lines(reply: Reply) -> list[str]:
    return shown(reply).split("\n")


def journalled(house: House, what: str) -> list[str]:
    """Who has done that in Digital infrastruktur, by name."""
    gid = house.group("Digital infrastruktur").id
    with house.database.reading() as store:
        found = [line.actor_id for line in journal.lines_of_group(store, gid) if line.what == what]
    names = {house.person(name).id: name for name in ("Sofie", "Jonas", "Helle")}
    return [names[each] for each in found]


def test_at_a3_1_an_order_without_a_decision_says_so_and_stops_nobody(database: Database) -> None:
    house = House(database)
    first = house.say("Sofie", "ny bestilt opgave Digital infrastruktur")
    assert (first.form.title, first.form.values["title"]) == ("Bestil en opgave", "Digital infrastruktur")
    asked = ordered(house)
    assert lines(asked) == MISSING
    preview = house.press("Sofie", asked, "Gå videre uden")
    assert lines(preview)[0] == "Sådan ser kortet ud for Vibeke Mosegaard."
    assert journalled(house, "basis.skipped") == ["Sofie"]


def test_at_a3_1_what_was_left_out_stands_on_the_page_and_is_watched_until_it_is_written(database: Database) -> None:
    house = House(database)
    house.press("Sofie", registered(house), "Gå videre uden")
    for who in ("Sofie", "Jonas"):
        page = lines(house.say(who, "status digital"))
        assert page[page.index("Det mangler") + 1] == "· En politisk beslutning. [Skriv beslutning]"
        overview = lines(house.say(who, ""))
        assert overview[overview.index("Hold øje") + 1] == WATCHED
    house.wind("2026-11-23 08:00")
    digest = text_of(house.card("Sofie")).split("\n")
    assert digest[digest.index("Hold øje") + 1] == WATCHED
    house.fill("Sofie", house.press("Sofie", house.say("Sofie", ""), "Skriv beslutning"), **BASIS)
    page = lines(house.say("Sofie", "status digital"))
    assert page[3:5] == [
        "Bestilt af: BRN, fredag den 20. november",
        "Beslutning: direktionen, onsdag den 11. november 2026, punkt 4",
    ]
    assert "· En politisk beslutning. [Skriv beslutning]" not in page
    assert WATCHED not in lines(house.say("Sofie", ""))


def test_writing_the_decision_of_an_order_goes_on_to_the_card(database: Database) -> None:
    house = House(database)
    preview = house.fill("Sofie", house.press("Sofie", ordered(house), "Skriv beslutning"), **BASIS)
    assert lines(preview)[0] == "Sådan ser kortet ud for Vibeke Mosegaard."
    assert journalled(house, "basis.skipped") == []
    assert journalled(house, "basis.written") == ["Sofie"]


def test_who_went_on_without_is_not_asked_again_when_the_order_is_edited(database: Database) -> None:
    house = House(database)
    preview = house.press("Sofie", ordered(house), "Gå videre uden")
    first = house.press("Sofie", preview, "Ret")
    assert first.form.title == "Bestil en opgave"
    again = house.fill("Sofie", house.fill("Sofie", first))
    assert lines(again)[0] == "Sådan ser kortet ud for Vibeke Mosegaard."
    assert house.group("Digital infrastruktur").needs_basis


def test_going_on_twice_is_journalled_once(database: Database) -> None:
    house = House(database)
    asked = registered(house)
    house.press("Sofie", asked, "Gå videre uden")
    with nothing_changes(house.database):
        house.press("Helle", asked, "Gå videre uden")
    assert journalled(house, "basis.skipped") == ["Sofie"]


def test_a_task_force_is_not_asked_and_can_have_a_decision_all_the_same(database: Database) -> None:
    house = House(database)
    house.fill("Sofie", house.fill("Sofie", house.say("Sofie", "ny"), **FIRST), **SECOND)
    page = house.say("Sofie", "status Elnet")
    assert "En politisk beslutning." not in shown(page)
    house.press("Sofie", house.press("Sofie", page, "Se kortet"), "Send nu")
    form = house.press("Sofie", house.say("Sofie", "status Elnet"), "Beslutning og sag")
    receipt = house.fill("Sofie", form, **BASIS, case_number="00.01.00-A00-5-13")
    assert lines(receipt) == [
        "Beslutningen bag Elnet er skrevet ned.",
        "Beslutning: direktionen, onsdag den 11. november 2026, punkt 4",
        "Sagsnr.: 00.01.00-A00-5-13",
        "{Fortryd}",
    ]
    assert lines(house.say("Sofie", "status Elnet"))[1] == "Udpegning · Sagsnr. 00.01.00-A00-5-13"


def test_the_decision_can_be_put_right_and_taken_back_step_by_step(database: Database) -> None:
    house = House(database)
    first = house.fill("Sofie", house.press("Sofie", registered(house), "Skriv beslutning"), **BASIS)
    form = house.press("Sofie", house.say("Sofie", "status digital"), "Beslutning og sag")
    assert form.form.values == {
        "organ": "direktionen",
        "day": "11. november 2026",
        "item": "4",
        "title": "Bestilling af Digital infrastruktur",
    }
    second = house.fill("Sofie", form, organ="bestyrelsen", case_number="17/18896")
    page = "Beslutning: bestyrelsen, onsdag den 11. november 2026, punkt 4"
    assert lines(house.say("Sofie", "status digital"))[4] == page
    assert shown(house.press("Sofie", first, "Fortryd")) == "Der er sket mere siden, så det kan ikke fortrydes."
    assert lines(house.press("Sofie", second, "Fortryd"))[0] == (
        "Det er fortrudt. Beslutningen er igen: direktionen, onsdag den 11. november 2026, punkt 4."
    )
    assert house.group("Digital infrastruktur").case_number == ""
    house.press("Sofie", first, "Fortryd")
    with house.database.reading() as store:
        assert marked.decision(store, 1).state == DecisionState.withdrawn
    assert "· En politisk beslutning. [Skriv beslutning]" in lines(house.say("Sofie", "status digital"))


def test_a_day_that_is_still_to_come_or_none_at_all_is_said_at_its_field(database: Database) -> None:
    house = House(database)
    form = house.press("Sofie", registered(house), "Skriv beslutning")
    wrong = {day: shown(house.fill("Sofie", form, **{**BASIS, "day": day})).split("\n")[1] for day in ("2/12", "snart")}
    assert wrong == {
        "2/12": "day: 2. december 2026 er ikke kommet endnu. Skriv dagen, hvor det blev besluttet.",
        "snart": 'day: Det kan jeg ikke læse som en dato. Skriv for eksempel "27. november".',
    }


def test_nothing_is_written_twice_or_in_a_group_that_has_ended(database: Database) -> None:
    house = House(database)
    house.fill("Sofie", house.press("Sofie", registered(house), "Skriv beslutning"), **BASIS)
    form = house.press("Sofie", house.say("Sofie", "status digital"), "Beslutning og sag")
    assert shown(house.fill("Sofie", form)) == "Der er ikke ændret noget."
    with house.database.changing() as store:
        store.session.get_one(type(house.group("Digital infrastruktur")), 1).state = GroupState.dissolved
    refused = house.fill("Sofie", form, organ="bestyrelsen")
    assert shown(refused) == "Digital infrastruktur er slut. Der kan ikke ændres noget i gruppen."


def test_the_first_post_of_the_room_says_what_the_group_rests_on_as_soon_as_it_is_written(database: Database) -> None:
    house = House(database)
    happen(house, GroupEstablished(made_group(house)))
    form = house.press("Sofie", house.say("Sofie", "status Elnet"), "Beslutning og sag")
    receipt = house.fill("Sofie", form, **BASIS, case_number="00.01.00-A00-5-13")
    said = text_of(house.cards("#Elnet")[0]).splitlines()
    assert said[4:6] == [
        "Beslutning: direktionen, onsdag den 11. november 2026, punkt 4",
        "Sagsnr.: 00.01.00-A00-5-13",
    ]
    house.press("Sofie", receipt, "Fortryd")
    assert [line for line in text_of(house.cards("#Elnet")[0]).splitlines() if line.startswith("Beslutning")] == []


def test_the_decision_stands_in_the_background_of_the_mandate_as_a_beginning(database: Database) -> None:
    house = House(database)
    group = made_group(house)
    house.fill("Sofie", house.press("Sofie", house.say("Sofie", "status Elnet"), "Beslutning og sag"), **BASIS)
    form = house.ask("Sofie", action="mandate.write", args={"group": group, "sections": "background"})
    assert form.form.values == {"background": "Direktionen, onsdag den 11. november 2026, punkt 4: Bestilling af Elnet"}
