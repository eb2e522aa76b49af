from datetime import date

from handlers.dialogue.card import Table
from tests.handlers.working.status_reports.status import BODIES, begun, lines_with, read, tell, telling, told
from tests.world import House, at, shown, text_of

KASPER = "Kasper Thybo-Lund"
IN_JANUARY = date(2019, 1, 31)


def plan_of(house: House) -> tuple[tuple[str, ...], ...]:
    """The rows of the plan on the group's page."""
    body = house.say("Kasper", "status Afbureaukratisering").card.body
    return next(part.rows for part in body if isinstance(part, Table) and part.head[-1] == "Status")


def test_at_d6_1_two_bodies_are_told_in_a_month_by_a_line_and_a_deadline_each(database):
    house = begun(database)
    assert shown(tell(house, organs=BODIES, day="januar 2019")) == (
        "Status til økonomiudvalget og hovedudvalget i januar 2019 er på planen.\n{Fortryd}"
    )
    assert told(house) == [
        ("Status til økonomiudvalget", IN_JANUARY, "open"),
        ("Status til hovedudvalget", IN_JANUARY, "open"),
    ]
    assert lines_with(read(house, KASPER, at("2018-11-26 09:00")), "Status") == []
    assert lines_with(read(house, KASPER, at("2018-12-03 08:00")), "Status") == [
        "· Status til økonomiudvalget og hovedudvalget i januar 2019 "
        "[Færdig: Økonomiudvalget] [Færdig: Hovedudvalget] [Statuspapir]"
    ]


def test_at_d6_1_each_body_is_done_by_itself(database):
    house = begun(database)
    tell(house, organs=BODIES, day="januar 2019")
    house.wind("2018-12-03 09:00")
    house.press("Kasper", house.say("Kasper", ""), "Færdig: Økonomiudvalget")
    assert told(house) == [
        ("Status til økonomiudvalget", IN_JANUARY, "done"),
        ("Status til hovedudvalget", IN_JANUARY, "open"),
    ]
    assert lines_with(shown(house.say("Kasper", "")), "[Statuspapir]") == [
        "· Status til hovedudvalget i januar 2019 [Færdig] [Statuspapir]"
    ]


def test_at_d6_1_it_is_overdue_from_the_first_of_february(database):
    house = begun(database)
    tell(house, organs=BODIES, day="januar 2019")
    states = {}
    for moment in ("2019-01-31 23:00", "2019-02-01 09:00"):
        house.wind(moment)
        states[moment] = [row[-1] for row in plan_of(house)]
    assert states == {"2019-01-31 23:00": ["i gang"] * 2, "2019-02-01 09:00": ["overskredet"] * 2}
    assert lines_with(read(house, KASPER, at("2019-02-04 08:00")), "Status til") == [
        "· Status til økonomiudvalget og hovedudvalget i januar er ikke givet endnu. "
        "[Færdig: Økonomiudvalget] [Færdig: Hovedudvalget] [Statuspapir]"
    ]


def test_at_d6_3_by_a_rhythm_the_next_falls_due_by_itself_when_one_is_done(database):
    house = begun(database)
    assert shown(tell(house, organs="sekretariatschefgruppen", rhythm="hver anden måned", day="januar 2019")) == (
        "Status til sekretariatschefgruppen i januar 2019 er på planen.\nDerefter hver anden måned.\n{Fortryd}"
    )
    house.wind("2019-01-10 09:00")
    done = house.press("Kasper", house.press("Kasper", house.say("Kasper", "status Afb"), "Status"), "Færdig")
    assert told(house) == [
        ("Status til sekretariatschefgruppen", IN_JANUARY, "done"),
        ("Status til sekretariatschefgruppen", date(2019, 3, 31), "open"),
    ]
    house.press("Kasper", done, "Fortryd")
    assert told(house) == [
        ("Status til sekretariatschefgruppen", IN_JANUARY, "open"),
        ("Status til sekretariatschefgruppen", date(2019, 3, 31), "dropped"),
    ]


def test_at_d6_3_the_next_falls_due_when_one_has_passed_and_each_body_is_ticked_off(database):
    house = begun(database)
    tell(house, organs="sekretariatschefgruppen, hovedudvalget", rhythm="hver anden måned", day="januar 2019")
    house.wind("2019-01-20 09:00")
    house.press("Kasper", house.say("Kasper", ""), "Færdig: Hovedudvalget")
    house.wind("2019-04-01 09:00")
    assert told(house) == [
        ("Status til sekretariatschefgruppen", IN_JANUARY, "open"),
        ("Status til sekretariatschefgruppen", date(2019, 3, 31), "open"),
        ("Status til sekretariatschefgruppen", date(2019, 5, 31), "open"),
        ("Status til hovedudvalget", IN_JANUARY, "done"),
        ("Status til hovedudvalget", date(2019, 3, 31), "open"),
        ("Status til hovedudvalget", date(2019, 5, 31), "open"),
    ]


def test_at_d6_3_nobody_catches_up_with_what_passed_while_the_bot_slept(database):
    house = begun(database)
    tell(house, organs="sekretariatschefgruppen", rhythm="hver anden måned", day="januar 2019")
    house.sleep("2019-08-15 09:00")
    assert told(house) == [
        ("Status til sekretariatschefgruppen", IN_JANUARY, "open"),
        ("Status til sekretariatschefgruppen", date(2019, 9, 30), "open"),
    ]


def test_rhythm_alone_begins_by_itself(database):
    house = begun(database)
    assert shown(tell(house, organs="sekretariatschefgruppen", rhythm="hver anden måned")) == (
        "Status til sekretariatschefgruppen i januar 2019 er på planen.\nDerefter hver anden måned.\n{Fortryd}"
    )


def test_bodies_are_refused_without_a_time_twice_or_with_a_rhythm_that_is_none(database):
    house = begun(database)
    tell(house, organs="økonomiudvalget", day="januar 2019")
    assert [
        shown(tell(house, **values))
        for values in (
            {"organs": "økonomiudvalget"},
            {"organs": "Økonomiudvalget", "day": "januar 2019"},
            {"organs": "hovedudvalget", "rhythm": "jævnligt"},
            {"organs": " , ", "day": "januar 2019"},
        )
    ] == [
        "Hvem skal have status for Afbureaukratisering?\nday: Skriv hvornår eller hvor ofte.",
        "Hvem skal have status for Afbureaukratisering?\norgans: Økonomiudvalget får allerede status.",
        "Hvem skal have status for Afbureaukratisering?\n"
        'rhythm: Den rytme kan jeg ikke læse. Skriv for eksempel "hver måned".',
        "Hvem skal have status for Afbureaukratisering?\norgans: Feltet skal udfyldes.",
    ]


def test_names_with_commas_of_their_own_stand_on_lines(database):
    house = begun(database)
    tell(house, organs="Udvalget for Børn, Unge og Kultur\nAMR, TR og ledere", day="januar 2019")
    assert [title for title, _, _ in told(house)] == [
        "Status til Udvalget for Børn, Unge og Kultur",
        "Status til AMR, TR og ledere",
    ]


def test_whom_it_is_told_stands_on_the_status_and_can_be_stopped_and_started_again(database):
    house = begun(database)
    added = tell(house, organs=BODIES, day="januar 2019", rhythm="hver anden måned")
    stands = house.press("Kasper", house.say("Kasper", "status Afb"), "Status")
    stopped = house.press("Kasper", stands, "Stop")
    assert (shown(stands), shown(stopped)) == (
        "Status for Afbureaukratisering\n"
        "Hvem der får status\n"
        "· Økonomiudvalget · i januar 2019 · hver anden måned [Færdig] [Stop]\n"
        "· Hovedudvalget · i januar 2019 · hver anden måned [Færdig] [Stop]\n"
        "[Giv status] [Statuspapir] [Tilføj modtagere] [Spørg fast]",
        "Økonomiudvalget får ikke længere status.\nDet, der er givet, bliver stående på planen.\n{Fortryd}",
    )
    assert told(house) == [("Status til hovedudvalget", IN_JANUARY, "open")]
    house.press("Kasper", stopped, "Fortryd")
    assert [state for _, _, state in told(house)] == ["open", "open"]
    assert shown(house.press("Kasper", added, "Fortryd")) == (
        "Det er fortrudt. Økonomiudvalget og hovedudvalget får ingen status."
    )
    assert told(house) == []


def test_new_coordinator_has_the_tellings(database):
    house = begun(database)
    tell(house, organs=BODIES, day="januar 2019")
    house.fill("Kasper", house.say("Kasper", "overdrag Afbureaukratisering Maja"), note="Papiret ligger i gruppen.")
    house.press("Maja", house.card("Maja"), "Ja, den tager jeg")
    house.wind("2019-01-29 09:00")
    assert [text_of(card) for card in house.cards("Maja") if "Status til" in card.title] == [
        "Status til økonomiudvalget skal være klar i januar.\nDet ligger hos dig.\n"
        "[Færdig] [Jeg bliver forsinket] [Ikke min opgave] [Statuspapir]",
        "Status til hovedudvalget skal være klar i januar.\nDet ligger hos dig.\n"
        "[Færdig] [Jeg bliver forsinket] [Ikke min opgave] [Statuspapir]",
    ]


def test_what_a_body_is_told_is_no_meeting_that_is_over_by_itself(database):
    house = begun(database, coordinator=None)
    tell(house, by="Sofie", organs=BODIES, day="15. januar 2019")
    house.wind("2019-01-20 09:00")
    assert told(house) == [
        ("Status til økonomiudvalget", date(2019, 1, 15), "open"),
        ("Status til hovedudvalget", date(2019, 1, 15), "open"),
    ]


def test_what_somebody_else_was_given_stays_with_them_when_the_coordinator_changes(database):
    house = begun(database)
    tell(house, organs=BODIES, day="januar 2019")
    anna = house.person("Anna").id
    args = {"milestone": telling(house, "økonomi").id}
    house.ask("Kasper", action="milestone.owned", args=args, values={"owner": str(anna)})
    house.fill("Kasper", house.say("Kasper", "overdrag Afb Maja"), note="")
    house.press("Maja", house.card("Maja"), "Ja, den tager jeg")
    owners = {organ: telling(house, organ).owner_id for organ in ("økonomi", "hoved")}
    assert owners == {"økonomi": anna, "hoved": house.person("Maja").id}


def test_stopping_is_not_taken_back_once_the_body_is_told_anew(database):
    house = begun(database)
    tell(house, organs="økonomiudvalget", day="januar 2019")
    stopped = house.press("Kasper", house.press("Kasper", house.say("Kasper", "status Afb"), "Status"), "Stop")
    tell(house, organs="Økonomiudvalget", day="januar 2019")
    refused = house.press("Kasper", stopped, "Fortryd")
    assert (shown(refused), [state for _, _, state in told(house)]) == (
        "Der er sket mere siden, så det kan ikke fortrydes.",
        ["open"],
    )
