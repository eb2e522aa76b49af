"""Calendars, read back as a calendar program would: golden text for one of each, and hostile titles."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event, vText

from bot.papers import calendar, make
from bot.papers.calendar import CANCEL, Entry, written
from handlers.dialogue.clean import clean
from handlers.dialogue.errors import NotAllowed
from handlers.rules.dates import read_when
from handlers.rules.workdays import COPENHAGEN
from storage import people
from storage.engine import Database
from storage.tables import OutboxKind, OutboxRow
from tests.handlers.working.made import made_group
from tests.handlers.working.tidsplan import put_on
from tests.world import House, at

HOST = "brn.example"
PAPER = "frist Elnet fredag den 11. december budskabspapir @Anna"
NOTED = datetime(2026, 11, 20, 8, tzinfo=UTC)
ALL_DAY = Entry("milestone-12@brn.example", "Elnet: Budskabspapir", date(2026, 12, 11), None, NOTED)
TIMED = Entry("milestone-13@brn.example", "Elnet: Notat", date(2026, 10, 26), time(10), NOTED, 3, "Gruppe: Elnet")
ZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Copenhagen
BEGIN:STANDARD
DTSTART:19961027T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19960331T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def golden(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def read(content: bytes) -> list[Event]:
    """The entries, in their order; what cannot be read fails."""
    parsed = Calendar.from_ical(content)
    assert all(not component.errors for component in parsed.walk())
    return list(parsed.events)


def short(content: bytes) -> list[tuple[str, date, int, str]]:
    return [
        (str(each["SUMMARY"]), each.decoded("DTSTART"), each["SEQUENCE"], str(each["STATUS"])) for each in read(content)
    ]


# --- how it is written ---


def test_a_day():
    assert written([ALL_DAY]) == golden(
        """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//taskforce-bot//calendar//EN
CALSCALE:GREGORIAN
METHOD:PUBLISH
BEGIN:VEVENT
UID:milestone-12@brn.example
SEQUENCE:0
DTSTAMP:20261120T080000Z
LAST-MODIFIED:20261120T080000Z
DTSTART;VALUE=DATE:20261211
DTEND;VALUE=DATE:20261212
SUMMARY:Elnet: Budskabspapir
STATUS:CONFIRMED
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
"""
    )


def test_a_time_in_a_calendar_to_subscribe_to():
    assert written([TIMED], name="Taskforcefrister") == golden(
        f"""\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//taskforce-bot//calendar//EN
CALSCALE:GREGORIAN
METHOD:PUBLISH
X-WR-CALNAME:Taskforcefrister
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
{ZONE}BEGIN:VEVENT
UID:milestone-13@brn.example
SEQUENCE:3
DTSTAMP:20261120T080000Z
LAST-MODIFIED:20261120T080000Z
DTSTART;TZID=Europe/Copenhagen:20261026T100000
DTEND;TZID=Europe/Copenhagen:20261026T110000
SUMMARY:Elnet: Notat
DESCRIPTION:Gruppe: Elnet
STATUS:CONFIRMED
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
"""
    )


def test_a_cancelled_one_names_who_cancels():
    entry = Entry(
        "milestone-12@brn.example", "Aflyst: Elnet: Budskabspapir", date(2026, 12, 11), None, NOTED, 4, cancelled=True,
        organiser=('Sofie "S" Kragelund', "sofie.kragelund@brn.example"),
    )  # fmt: skip
    assert written([entry], method=CANCEL) == golden(
        """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//taskforce-bot//calendar//EN
CALSCALE:GREGORIAN
METHOD:CANCEL
BEGIN:VEVENT
UID:milestone-12@brn.example
SEQUENCE:4
DTSTAMP:20261120T080000Z
LAST-MODIFIED:20261120T080000Z
DTSTART;VALUE=DATE:20261211
DTEND;VALUE=DATE:20261212
SUMMARY:Aflyst: Elnet: Budskabspapir
ORGANIZER;CN="Sofie S Kragelund":mailto:sofie.kragelund@brn.example
STATUS:CANCELLED
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
"""
    )


HOSTILE = st.text(
    st.one_of(st.characters(), st.sampled_from(';,:\\"\n\r\tnN\x00\x0b\x85\u2028\ufeffÆøå 🌀')), max_size=200
)


@given(HOSTILE, HOSTILE)
def test_what_people_write_is_read_back_as_they_wrote_it_and_is_nothing_but_text(title, about):
    entry = Entry(
        "milestone-1@brn.example", title, date(2026, 12, 11), None, NOTED, 0, about, organiser=(title, "a@b.example")
    )
    content = written([entry], name=f"Å {title}")
    (event,) = read(content)
    line = " ".join(clean(title).split())
    assert str(event["SUMMARY"]) == line
    assert event["ORGANIZER"].params["CN"] == re.sub(r'["\\^]', "", line)
    assert str(event.get("DESCRIPTION", "")) == clean(about)
    assert str(event["ORGANIZER"]) == "mailto:a@b.example"
    assert {each.name for each in Calendar.from_ical(content).walk()} == {"VCALENDAR", "VEVENT"}
    assert b"X-WR-CALNAME:" + vText(f"Å {line}".strip()).to_ical() in content.replace(b"\r\n ", b"").split(b"\r\n")
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    assert content.decode("utf-8").endswith("END:VCALENDAR\r\n")


@pytest.mark.parametrize(
    ("day", "utc", "offset"),
    [
        (date(2026, 3, 27), 9, 1),
        (date(2026, 3, 29), 8, 2),  # the day on which the clock goes forward
        (date(2026, 10, 23), 8, 2),
        (date(2026, 10, 25), 9, 1),  # the day on which it goes back
        (date(2026, 10, 26), 9, 1),
        (date(2031, 7, 1), 8, 2),
    ],
)
def test_ten_oclock_is_ten_oclock_in_summer_and_winter(day, utc, offset):
    entry = Entry("milestone-1@brn.example", "Elnet", day, time(10), NOTED)
    parsed = Calendar.from_ical(written([entry]))
    begins, ends = parsed.events[0].decoded("DTSTART"), parsed.events[0].decoded("DTEND")
    assert begins.replace(tzinfo=None) == datetime.combine(day, time(10))
    assert begins.astimezone(UTC) == datetime.combine(day, time(utc), UTC)
    assert ends - begins == timedelta(hours=1)
    # The zone that comes along says the same as the one that this machine knows, for a program that knows none.
    zone = parsed.timezones[0].to_tz(lookup_tzid=False)
    local = datetime.combine(day, time(10))
    assert zone.utcoffset(local) == timedelta(hours=offset) == COPENHAGEN.utcoffset(local)


# --- what is in it ---


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def feed(house: House, who: str) -> bytes:
    with house.database.reading() as store:
        return calendar.feed(store, people.get(store, house.person(who).id), house.now, HOST)


def edit(house: House, id_: int, **values: str) -> None:
    house.fill("Emil", house.ask("Emil", action="milestone.edit", args={"milestone": id_}), **values)


def test_everybody_in_the_group_has_its_deadlines_and_its_end(house):
    made_group(house, planned_end=date(2027, 6, 1))
    house.say("Emil", PAPER)
    house.say("Emil", "frist Elnet 18/12 kl. 10 input til AAU")
    house.say("Emil", "frist Elnet møde med distributørerne uden dato")
    house.say("Kasper", "frist Elnet 21/12 et forslag")
    ten = at("2026-12-18 10:00")
    expected = [
        ("Elnet: Budskabspapir", date(2026, 12, 11), 0, "CONFIRMED"),
        ("Elnet: Input til AAU", ten, 0, "CONFIRMED"),
        ("Elnet slutter ca.", date(2027, 6, 1), 0, "CONFIRMED"),
    ]
    assert {who: short(feed(house, who)) for who in ("Anna", "Emil", "Sofie", "Vibeke")} == {
        "Anna": expected,
        "Emil": expected,
        "Sofie": expected,  # who signs for the group
        "Vibeke": [],
    }


def test_an_entry_says_whose_it_is_and_how_to_reach_nobody(house):
    made_group(house)
    house.say("Emil", PAPER)
    (event,) = read(feed(house, "Kasper"))
    assert str(event["DESCRIPTION"]) == "Ejer: Anna Lindholt\nGruppe: Elnet"
    assert "ORGANIZER" not in event
    assert b"anna.lindholt" not in feed(house, "Kasper")


def test_days_and_hours_are_as_long_as_was_agreed_and_what_has_no_day_says_so(house):
    id_ = made_group(house)
    said = ("3.-4. december", "19. december kl. 16-18", "inden den 17. december", "i januar 2027", "uge 50")
    with house.database.changing() as store:
        for when in said:
            put_on(store, id_, house.now, read_when(when, house.now), "", "Møde")
    found = [
        (str(each["SUMMARY"]), each.decoded("DTSTART"), each.decoded("DTEND")) for each in read(feed(house, "Anna"))
    ]
    assert found == [
        ("Elnet: Møde", date(2026, 12, 3), date(2026, 12, 5)),
        ("Elnet: Møde", at("2026-12-19 16:00"), at("2026-12-19 18:00")),
        ("Elnet: Møde (inden 17. december 2026)", date(2026, 12, 16), date(2026, 12, 17)),
        ("Elnet: Møde (i januar 2027)", date(2027, 1, 31), date(2027, 2, 1)),
        ("Elnet: Møde", date(2026, 12, 7), date(2026, 12, 14)),
    ]


def test_the_same_state_gives_the_same_bytes(house):
    made_group(house, planned_end=date(2027, 6, 1))
    house.say("Emil", PAPER)
    before = feed(house, "Anna")
    house.sleep("2026-11-23 09:00")
    assert feed(house, "Anna") == before


def test_noted_moved_dropped_and_back_with_a_sequence_that_grows(house):
    made_group(house)
    house.say("Emil", PAPER)
    seen = [short(feed(house, "Anna"))]
    edit(house, 1, day="18. december kl. 10")
    seen.append(short(feed(house, "Anna")))
    dropped = house.ask("Emil", action="milestone.drop", args={"milestone": 1})
    seen.append(short(feed(house, "Anna")))
    house.press("Emil", dropped, "Fortryd")
    seen.append(short(feed(house, "Anna")))
    ten = at("2026-12-18 10:00")
    assert seen == [
        [("Elnet: Budskabspapir", date(2026, 12, 11), 0, "CONFIRMED")],
        [("Elnet: Budskabspapir", ten, 1, "CONFIRMED")],
        [("Aflyst: Elnet: Budskabspapir", ten, 2, "CANCELLED")],
        [("Elnet: Budskabspapir", ten, 3, "CONFIRMED")],
    ]
    assert {str(event["UID"]) for event in read(feed(house, "Anna"))} == {"milestone-1@brn.example"}


def test_what_is_done_stays_and_what_is_dropped_is_told_for_sixty_days(house):
    made_group(house)
    house.say("Emil", PAPER)
    house.say("Emil", "frist Elnet 18/12 input til AAU")
    house.ask("Anna", action="milestone.done", args={"milestone": 1})
    house.ask("Emil", action="milestone.drop", args={"milestone": 2})
    house.sleep("2027-01-19 08:59")
    assert [each[0] for each in short(feed(house, "Anna"))] == ["Elnet: Budskabspapir", "Aflyst: Elnet: Input til AAU"]
    house.sleep("2027-01-19 09:01")
    assert [each[0] for each in short(feed(house, "Anna"))] == ["Elnet: Budskabspapir"]


def test_a_proposal_that_is_declined_is_in_no_calendar(house):
    made_group(house)
    house.say("Kasper", "frist Elnet 18/12 input til AAU")
    house.press("Emil", house.card("Emil"), "Nej tak")
    assert short(feed(house, "Kasper")) == []


def test_an_end_that_is_moved_and_moved_back(house):
    group = made_group(house, planned_end=date(2027, 6, 1))
    longer = house.ask("Emil", action="end.longer", args={"group": group, "months": 1})
    moved = short(feed(house, "Anna"))
    house.press("Emil", longer, "Fortryd")
    assert [moved, short(feed(house, "Anna"))] == [
        [("Elnet slutter ca.", date(2027, 7, 1), 1, "CONFIRMED")],
        [("Elnet slutter ca.", date(2027, 6, 1), 2, "CONFIRMED")],
    ]


def test_who_leaves_the_group_has_it_no_longer(house):
    made_group(house, planned_end=date(2027, 6, 1))
    house.say("Emil", "frist Elnet 18/12 input til AAU")
    with house.database.changing() as store:
        from storage import members

        members.membership(store, 1, house.person("Anna").id).until = house.now
    assert read(feed(house, "Anna")) == []


def test_in_english_for_who_reads_english(house):
    made_group(house, planned_end=date(2027, 6, 1), approximate_end=False)
    house.say("Emil", PAPER)
    with house.database.changing() as store:
        people.get(store, house.person("Anna").id).language = "en"
    assert [each[0] for each in short(feed(house, "Anna"))] == ["Elnet: Budskabspapir", "Elnet ends"]


def test_one_group_as_a_file_for_those_inside(house):
    made_group(house, title="Elnet 2: ny/gammel", planned_end=date(2027, 6, 1))
    paper = make(house.database, house.person("Anna"), "calendar_group", 1, house.now, host=HOST)
    assert paper[1:] == ("text/calendar; method=PUBLISH; charset=utf-8", "elnet-2-ny-gammel.ics")
    assert short(paper.content) == [("Elnet 2: ny/gammel slutter ca.", date(2027, 6, 1), 0, "CONFIRMED")]
    with pytest.raises(NotAllowed):
        make(house.database, house.person("Vibeke"), "calendar_group", 1, house.now)


# --- what a mail brings along ---


def enclosed(house: House, who: str, subject: str) -> list[tuple[str, str, list[tuple[str, date, int, str]]]]:
    person = house.person(who)
    row = OutboxRow(unique_key=subject, kind=OutboxKind.message, subject=subject, person_id=person.id, due_at=house.now)
    with house.database.reading() as store:
        found = calendar.enclosures(store, row, HOST)
    return [(name, kind, short(content)) for content, name, kind in found]


def test_a_mail_about_a_deadline_brings_it_along_until_it_is_done(house):
    made_group(house)
    house.say("Emil", PAPER)
    published = "text/calendar; method=PUBLISH; charset=utf-8"
    entry = ("Elnet: Budskabspapir", date(2026, 12, 11), 0, "CONFIRMED")
    assert enclosed(house, "Anna", "milestone:1/ask") == [("budskabspapir.ics", published, [entry])]
    assert enclosed(house, "Anna", "milestone:1") == [("budskabspapir.ics", published, [entry])]
    house.ask("Anna", action="milestone.done", args={"milestone": 1})
    assert enclosed(house, "Anna", "milestone:1/ask") == []


def test_a_mail_about_a_dropped_deadline_cancels_it(house):
    made_group(house)
    house.say("Emil", PAPER)
    house.ask("Emil", action="milestone.drop", args={"milestone": 1})
    ((name, kind, entries),) = enclosed(house, "Anna", "milestone:1/ask")
    assert (name, kind) == ("budskabspapir.ics", "text/calendar; method=CANCEL; charset=utf-8")
    assert entries == [("Aflyst: Elnet: Budskabspapir", date(2026, 12, 11), 1, "CANCELLED")]
    with house.database.reading() as store:
        row = OutboxRow(subject="milestone:1/ask", person_id=house.person("Anna").id, due_at=house.now)
        ((content, _, _),) = calendar.enclosures(store, row, HOST)
    (event,) = read(content)
    assert (str(event["ORGANIZER"]), event["ORGANIZER"].params["CN"]) == (
        "mailto:sofie.kragelund@brn.example",
        "Sofie Kragelund",
    )


def test_nothing_comes_along_without_a_day_or_with_anything_else(house):
    made_group(house)
    house.say("Emil", "frist Elnet møde med distributørerne uden dato")
    house.say("Kasper", "frist Elnet 18/12 input til AAU")
    subjects = [
        "milestone:1/ask",
        "milestone:2/proposal",
        "milestone:2/help",
        "milestone:99",
        "milestone:x",
        "end:1",
        "me:3",
    ]
    assert [enclosed(house, "Anna", each) for each in subjects] == [[]] * len(subjects)
