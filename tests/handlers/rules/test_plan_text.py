"""A pasted plan read line by line: the ten rows of scenarios E5 in many layouts, and bad input."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.dates import Backwards, NoSuchDay, NoSuchWeek, NotUnderstood, SeveralDays, WrongWeek, WrongWeekday
from handlers.rules.moments import Moment, a_day
from handlers.rules.plan_text import PlanLine, Point, read_plan
from handlers.rules.workdays import COPENHAGEN
from storage.tables import Precision
from tests.growth import in_proportion
from tests.plans import BULLETED, COMMITTEE, LAYOUTS, TEN

NOW = dt.datetime(2013, 12, 18, 9, 0, tzinfo=COPENHAGEN)  # a Wednesday


def read(text: str, *, now: dt.datetime = NOW, year: int | None = None) -> list[PlanLine]:
    """The deadlines of a paste, without its headings."""
    return [line for line in read_plan(text, now, year=year) if not line.heading]


def only(text: str) -> PlanLine:
    (line,) = read(text, year=2014)
    return line


def days(text: str, *, now: dt.datetime = NOW) -> list[dt.date]:
    return [line.moment.day for line in read(text, now=now) if line.moment is not None]


def written(text: str) -> str:
    return "".join(text.split())


def said(line: PlanLine) -> tuple[object, ...]:
    """All that was read of a line; problems compare by what they say."""
    problem = line.problem and (type(line.problem), line.problem.args)
    return line.title, line.organ, line.moment, line.words, line.points, line.condition, problem, line.heading, line.raw


# --- AT-E5-1 ---


@pytest.mark.parametrize("text", LAYOUTS.values(), ids=LAYOUTS)
def test_at_e5_1_a_plan_in_any_layout_is_exactly_its_ten_deadlines(text: str) -> None:
    lines = read(text)
    assert [line.moment for line in lines] == [moment for _, moment in TEN]
    assert [line.organ for line in lines] == [organ for organ, _ in TEN]
    assert [line.problem for line in lines] == [None] * 10
    assert [line.title for line in lines if not line.title] == []


@pytest.mark.parametrize(
    ("text", "organ"),
    [
        ("8. januar 2027: Teknik- og Miljøudvalget beslutter metoden", "Teknik- og Miljøudvalg"),
        ("8. januar 2027: Børne-, Skole- og Kulturudvalget", "Børne-, Skole- og Kulturudvalg"),
        ("8. januar 2027: Møde i Social- og Sundhedsudvalget", "Social- og Sundhedsudvalg"),
    ],
)
def test_a_body_of_several_words_is_read_whole(text: str, organ: str) -> None:
    assert [line.organ for line in read(text)] == [organ]


def test_at_e5_1_each_deadline_of_the_bulleted_plan_has_its_title_and_points() -> None:
    assert [(line.title, line.points) for line in read(BULLETED)] == [
        ("Dialogmøde – metoden drøftes", ()),
        ("Metoden besluttes", ()),
        ("Idéen drøftes", ()),
        (
            COMMITTEE,
            (
                Point("Kommissorier skal godkendes", "Hvis udvalget i januar siger ja til grupperne"),
                Point("Oplæg om de resterende 65 mio. kr."),
            ),
        ),
        (
            "Fyraftensmøde",
            (
                Point("Information om forstyrrelsesgrupper"),
                Point("Budgettet og råderummet, kort fortalt"),
                Point("Nyt fra direktionen"),
            ),
        ),
        ("Møde", ()),
        ("Temadag for AMR, TR og ledere", (Point("Formiddag: kerneopgaver"), Point("Eftermiddag: arbejdsmiljø"))),
        ("Seminar", (Point("Status på arbejdet"),)),
        ("Temamøde i byrådet, hvor grupperne lægger deres oplæg frem", ()),
        ("Temamøde i byrådet: status på budgetlægningen", ()),
    ]


def test_at_e5_1_a_date_keeps_the_words_it_was_written_with() -> None:
    words = "inden den 17. februar (dato ikke fastlagt)"
    assert only(f"- {words}: Hovedudvalg").words == words


@pytest.mark.parametrize("text", LAYOUTS.values(), ids=LAYOUTS)
def test_nothing_of_a_paste_is_lost_and_the_raw_lines_read_the_same_again(text: str) -> None:
    lines = read_plan(text, NOW)
    again = read_plan("\n\n".join(line.raw for line in lines), NOW)
    assert written("".join(line.raw for line in lines)) == written(text)
    assert list(map(said, again)) == list(map(said, lines))


# --- what stands beside the date ---


def test_names_with_og_commas_and_slashes_are_not_split() -> None:
    names = [
        "Byggesager, vand og samarbejde med naboer",
        "Erhverv og uddannelse",
        "Sundhed",
        "Turisme/kultur",
        "Skole, fritid/idræt og dagtilbud",
    ]
    for text in ("\n".join(names), "\n".join(f"{n}. {name}" for n, name in enumerate(names, 1))):
        assert [line.title for line in read(text)] == names
        assert [type(line.problem) for line in read(text)] == [NotUnderstood] * 5


@pytest.mark.parametrize(
    ("text", "title", "condition"),
    [
        ("- 3. marts: Hvis byrådet siger ja, holdes temadag", "Temadag holdes", "Hvis byrådet siger ja"),
        (
            "- 17. februar: Kommissorier godkendes, hvis udvalget siger ja den 13. januar",
            "Kommissorier godkendes",
            "hvis udvalget siger ja den 13. januar",
        ),
        ("- 27. maj: Temadag (forudsat ja i januar)", "Temadag", "forudsat ja i januar"),
        ("- 3 April: seminar, if the council says yes", "Seminar", "if the council says yes"),
    ],
)
def test_what_a_deadline_hangs_on_stands_beside_its_title(text: str, title: str, condition: str) -> None:
    line = only(text)
    assert (line.title, line.condition, line.points) == (title, condition, ())


def test_the_date_can_stand_anywhere_on_its_line() -> None:
    text = (
        "Byråd, dialogmøde den 6. januar 2014: metoden drøftes\nDialogmøde i byrådet (mandag den 13. januar)\n"
        "Hovedudvalget – inden den 17. februar – idéen drøftes\nOpfølgning på budget 2015, i slutningen af maj"
    )
    assert [(line.organ, line.title, line.words) for line in read(text)] == [
        ("Byråd", "Dialogmøde: metoden drøftes", "den 6. januar 2014"),
        ("Byråd", "Dialogmøde i byrådet", "mandag den 13. januar"),
        ("Hovedudvalg", "Idéen drøftes", "inden den 17. februar"),
        ("", "Opfølgning på budget 2015", "i slutningen af maj"),
    ]


def test_who_answers_for_it_is_read_from_a_column_and_from_words() -> None:
    table = "Dato;Organ;Indhold;Ansvarlig\n06.01.2014;Byråd;Metoden drøftes;Sekretariatet"
    assert [line.owner for line in read(table)] == ["Sekretariatet"]
    assert only("- 3. marts: Budgetmøde. Ansvarlig: Sekretariatet").owner == "Sekretariatet"


@pytest.mark.parametrize(
    ("text", "points"),
    [
        (
            "- 5. marts: Temadag (formiddag: kerneopgaver, eftermiddag: pause)",
            ("Formiddag: kerneopgaver", "Eftermiddag: pause"),
        ),
        ("- 5. marts: Temadag: budget; grupper; pause", ("Budget", "Grupper", "Pause")),
        ("- 5. marts: Temadag. Budget drøftes. Pause", ("Budget drøftes", "Pause")),
        ("•\t5. marts: Temadag\no\tbudget\no\tpause", ("Budget", "Pause")),
        ("5. marts: Temadag\nDagsorden:\n1. Budget\n2. Pause", ("Budget", "Pause")),
        ("5. marts\tByråd\tTemadag\n\t\t- budget", ("Budget",)),
    ],
)
def test_points_are_read_however_they_stand_under_a_deadline(text: str, points: tuple[str, ...]) -> None:
    line = only(text)
    assert (line.title, line.points) == ("Temadag", tuple(map(Point, points)))


def test_a_quarter_in_a_list_is_no_number_of_the_list() -> None:
    assert only("2. kvartal: opfølgning").words == "2. kvartal"


# --- which year ---


def test_a_plan_over_new_year_goes_on_in_the_next_year() -> None:
    text = "- 6. november: start\n- 11. december: møde\n- 6. januar: møde\n- 3. februar: slut"
    expected = [dt.date(2013, 11, 6), dt.date(2013, 12, 11), dt.date(2014, 1, 6), dt.date(2014, 2, 3)]
    assert days(f"Procesplan 2013\n{text}", now=NOW.replace(year=2026)) == expected
    assert days(text.replace("6. januar", "6. januar 2014"), now=NOW.replace(year=2026)) == expected


def test_a_year_as_a_heading_counts_for_what_stands_under_it() -> None:
    text = "2013\n- 11. december: møde\n2014\n- 6. januar: møde\n\nForår 2015\n- 3. marts: møde"
    assert days(text) == [dt.date(2013, 12, 11), dt.date(2014, 1, 6), dt.date(2015, 3, 3)]
    assert [line.title for line in read_plan(text, NOW) if line.heading] == ["2013", "2014", "Forår 2015"]


def test_the_year_that_was_assumed_stands_on_the_line() -> None:
    lines = read("- 6. januar 2014: møde\n- 13. januar: møde")
    assert [line.year for line in lines] == [None, 2014]


# --- bad input ---


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("tirsdag den 6. januar", WrongWeekday),
        ("mandag den 13. januar (uge 4)", WrongWeek),
        ("5.-3. april", Backwards),
        ("onsdag den 19. februar kl. 18-16", Backwards),
        ("29. februar", NoSuchDay),
        ("uge 53", NoSuchWeek),
        ("11. eller 14. december", SeveralDays),
        ("3. marts, 10. marts og 17. marts", SeveralDays),
    ],
)
def test_a_date_that_cannot_be_says_why_and_keeps_what_was_written(words: str, problem: type[Exception]) -> None:
    for text in (f"- {words}: Temamøde", f"| {words} | Temamøde |", f"Temamøde – {words}"):
        line = only(text)
        assert (type(line.problem), line.moment, line.words) == (problem, None, words)
        assert (line.raw, line.title) == (text, "Temamøde")


def test_29_february_is_read_in_a_leap_year() -> None:
    assert [line.moment for line in read("- 29. februar: møde", year=2016)] == [a_day(dt.date(2016, 2, 29))]


def test_week_53_is_read_in_a_year_that_has_one() -> None:
    (line,) = read("- uge 53: møde", year=2026)
    assert line.moment == Moment(dt.date(2027, 1, 3), precision=Precision.week, first=dt.date(2026, 12, 28))


@pytest.mark.parametrize("text", ["- snarest: Lanceringsevent", "Lanceringsevent (dato ikke fastlagt)"])
def test_what_has_no_day_yet_is_no_problem(text: str) -> None:
    line = only(text)
    assert (line.title, line.moment, line.problem, bool(line.words)) == ("Lanceringsevent", None, None, True)


def test_a_line_that_cannot_be_read_is_shown_between_the_others() -> None:
    lines = read("- 6. januar 2014: møde\n- Kommissorium skrives\n- 13. januar: møde")
    assert [type(line.problem) for line in lines] == [type(None), NotUnderstood, type(None)]
    assert lines[1].raw == "- Kommissorium skrives"


@pytest.mark.parametrize("text", ["", " \n\t\n "])
def test_an_empty_paste_is_no_lines(text: str) -> None:
    assert read_plan(text, NOW) == ()


def test_500_lines_are_500_deadlines() -> None:
    assert len(read("- 6. januar 2014: Byråd, dialogmøde – metoden drøftes\n" * 500)) == 500


@pytest.mark.parametrize(
    "unit", ["hvis ", "*a ", " ,;:", "(6. januar ", ", og den 6. januar vi ses", "6. januar|", "a   ", "formiddag "]
)
def test_a_long_paste_takes_time_in_proportion(unit: str) -> None:
    assert in_proportion(lambda text: read_plan(text, NOW), unit, 8_000)


PIECES = st.sampled_from(
    [
        *("6. januar", "den 17. februar 2014", "inden 3/4", "uge 8", "kl. 16-18", "3.-4. april", "snarest", "2014"),
        *("Byråd", "hovedudvalget", "Hvis udvalget siger ja", "møde", "og", "65 mio. kr.", "ansvarlig: os", "Dato"),
        *("\n", "\n\n", "\n- ", "\n   - ", "\n1. ", "\n## ", "\n| ", " | ", "\t", ";", ". ", ", ", ": ", " – ", "*"),
        *("(", ")", "   ", "---", "\n> ", "\x0b", "•", "a) ", "\u00a0", "\n;", "formiddag", "eftermiddag"),
    ]
)


@given(st.one_of(st.text(max_size=300), st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=60).map(" ".join)))
def test_whatever_is_pasted_nothing_is_lost(text: str) -> None:
    lines = read_plan(text, NOW)
    assert written("".join(line.raw for line in lines)) == written(unicodedata.normalize("NFC", text))
    assert [line for line in lines if line.moment and line.problem] == []
