"""Names sorted, searched, inflected and read out of pasted text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.names import (
    PastedLine,
    contains_cpr,
    count_word,
    danish_key,
    first_name,
    fold,
    join_names,
    looks_like_email,
    lowered,
    nearest_word,
    possessive,
    short_organisation,
    split_people,
    typed,
)
from tests.growth import in_proportion

WORDS = [
    "ny",
    "status",
    "liste",
    "svar",
    "frist",
    "medlem",
    "overdrag",
    "rum",
    "opløs",
    "fravær",
    "mig",
    "hjælp",
]
ORGANISATIONS = [
    "BRN-sekretariatet",
    "Green Hub Denmark",
    "Hjørring Kommune",
    "Hjørring",
    "Limfjord Elnet A/S",
    "Rebild Kommune",
    "Region Nordjylland",
    "Thisted Kommune",
    "Vesthimmerlands Kommune",
    "Aalborg Kommune",
]
PEOPLE = ["Anna Lindholt", "Kasper Thybo-Lund", "Poul-Erik Kjellerup"]
ANY_TEXT = st.text(st.characters(), max_size=300) | st.text("<>@.:;,-–()\t\n 1aÅ\0\ud800", max_size=300)


def test_aalborg_stands_last_in_the_north() -> None:
    towns = [
        "Aalborg",
        "Ærø",
        "Vesthimmerland",
        "Læsø",
        "Brønderslev",
        "Ørsted",
        "Årslev",
        "Aarup",
        "zebra",
        "Løgstør",
    ]
    assert sorted(towns, key=danish_key) == [
        "Brønderslev",
        "Læsø",
        "Løgstør",
        "Vesthimmerland",
        "zebra",
        "Ærø",
        "Ørsted",
        "Aalborg",
        "Årslev",
        "Aarup",
    ]


def test_one_letter_written_in_two_ways_sorts_as_one() -> None:
    assert danish_key("A\u030ase")[0] == danish_key("Åse")[0] == danish_key("AASE")[0]


@pytest.mark.parametrize(
    "several",
    [
        ["Århus", "Aarhus", "arhus", "ÅRHUS KOMMUNE", "A\u030arhus", "Aarhus Kommunes"],
        ["Vesthimmerlands Kommune", "Vesthimmerland", "vesthimmerlands"],
        ["Læsø", "laesoe", "Læsøs"],
        ["Bornholms Regionskommune", "Bornholm"],
        ["René", "rene"],
        ["Anna", "Anna's", "anna’s"],
        ["Poul-Erik  Kjellerup", "poul erik kjellerup"],
    ],
    ids=lambda several: several[0],
)
def test_search_takes_them_for_the_same(several: list[str]) -> None:
    assert {fold(each) for each in several} == {fold(several[0])}


def test_search_for_the_word_kommune_alone_does_not_match_everything() -> None:
    assert fold("Kommune") == "kommune"


def test_a_command_is_known_without_danish_letters() -> None:
    assert [typed(word) for word in ("Opløs", "MØDE", "fravær", "spørg", "På")] == [
        "oploes",
        "moede",
        "fravaer",
        "spoerg",
        "paa",
    ]


@pytest.mark.parametrize(
    ("official", "short"),
    [
        ("Vesthimmerlands Kommune", "Vesthimmerland"),
        ("Københavns Kommune", "København"),
        ("Bornholms Regionskommune", "Bornholm"),
        ("Assens Kommune", "Assens"),
        ("Morsø Kommune", "Morsø"),
        ("Region Nordjylland", "Region Nordjylland"),
        ("BRN-sekretariatet", "BRN-sekretariatet"),
        ("Kommune", "Kommune"),
    ],
)
def test_lists_show_the_short_name(official: str, short: str) -> None:
    assert short_organisation(official) == short


@pytest.mark.parametrize(
    ("name", "danish", "english"),
    [
        ("Hjørring", "Hjørrings", "Hjørring's"),
        ("Thisted", "Thisteds", "Thisted's"),
        ("Morsø", "Morsøs", "Morsø's"),
        ("Vesthimmerland", "Vesthimmerlands", "Vesthimmerland's"),
        ("Mads", "Mads'", "Mads's"),
        ("Max", "Max'", "Max's"),
        ("BRN", "BRN's", "BRN's"),
        ("Limfjord Elnet A/S", "Limfjord Elnet A/S'", "Limfjord Elnet A/S's"),
        ("", "", ""),
    ],
)
def test_whose_it_is(name: str, danish: str, english: str) -> None:
    assert (possessive(name, "da"), possessive(name, "en")) == (danish, english)


def test_a_double_first_name_is_kept_whole() -> None:
    assert [first_name(full) for full in ("Poul-Erik Kjellerup", " Åse  Ørndrup", "")] == [
        "Poul-Erik",
        "Åse",
        "",
    ]


def test_names_are_joined_with_commas_and_a_last_og() -> None:
    several = ["Hjørring", "Morsø", "Thisted"]
    assert [join_names(several[:n], "da") for n in range(4)] == [
        "",
        "Hjørring",
        "Hjørring og Morsø",
        "Hjørring, Morsø og Thisted",
    ]
    assert join_names(several, "en") == "Hjørring, Morsø and Thisted"


def test_numbers_are_words_up_to_twelve() -> None:
    assert [count_word(n, "da") for n in (0, 1, 6, 12, 13)] == ["0", "en", "seks", "tolv", "13"]
    assert [count_word(n, "en") for n in (1, 6, 12, 13)] == ["one", "six", "twelve", "13"]
    assert (count_word(1, "da", neuter=True), count_word(2, "da", neuter=True)) == ("et", "to")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("satus", "status"),
        ("Statsu", "status"),
        ("hjlp", "hjælp"),
        ("oplos", "opløs"),
        ("frsit", "frist"),
        ("mg", "mig"),
        ("liste", "liste"),
        ("hej", None),
        ("nu", None),
        ("budskabspapir", None),
        ("", None),
        ("x" * 10_000, None),
        ("\0\ud800", None),
    ],
    ids=lambda word: str(word)[:15].encode("ascii", "backslashreplace").decode(),
)
def test_the_nearest_word_is_suggested_and_none_when_nothing_is_near(word: str, meant: str | None) -> None:
    assert nearest_word(word, WORDS) == meant


@pytest.mark.parametrize(
    "address",
    [
        "anna.lindholt@hjoerring.example",
        "AMIR@AALBORG.EXAMPLE",
        "a+b@x-y.example",
        "o'hare@sub.domain.example",
    ],
)
def test_an_address_that_mail_can_be_sent_to(address: str) -> None:
    assert looks_like_email(address)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "anna",
        "anna@",
        "@hjoerring.example",
        "anna@hjoerring",
        "anna@hjørring.example",
        "anna lindholt@hjoerring.example",
        "anna..lindholt@hjoerring.example",
        ".anna@hjoerring.example",
        "anna@-x.example",
        "anna@x..example",
        "anna@x.example\n",
        "<anna@x.example>",
        "anna@@x.example",
        "a" * 65 + "@x.example",
        "anna@" + "x." * 130 + "example",
    ],
    ids=lambda text: text[:40],
)
def test_no_address(text: str) -> None:
    assert not looks_like_email(text)


@pytest.mark.parametrize(
    "text",
    [
        "010180-1234",
        "0101801234",
        "Min CPR er 290200-4321.",
        "311299 - 1234",
        "(290204\u20111234)",
        "A:010180-1234",
    ],
)
def test_a_cpr_number_is_seen(text: str) -> None:
    assert contains_cpr(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "00 00 10 01",
        "000198683",
        "2021-0030-6790",
        "17/18896",
        "00.01.00-A00-5-13",
        "04.00.00 P16",
        "320180-1234",
        "011380-1234",
        "290201-1234",
        "300200-1234",
        "010180-12345",
        "1010180-1234",
        "010180-123",
        "1-010180-1234",
        "010180-1234-5",
        "27-11-2026",
        "2026-11-27",
    ],
)
def test_other_numbers_are_no_cpr_numbers(text: str) -> None:
    assert not contains_cpr(text)


TOBIAS = "Green Hub Denmark: Tobias Grønnegaard <tobias.groennegaard@greenhub.example>"


@pytest.mark.parametrize(
    "line",
    [
        PastedLine("Hjørring: Anna Lindholt", "Hjørring Kommune", "Anna Lindholt"),
        PastedLine("Anna Lindholt, Hjørring", "Hjørring Kommune", "Anna Lindholt"),
        PastedLine("anna lindholt (hjoerring)", "Hjørring Kommune", "Anna Lindholt"),
        PastedLine(
            "Hjørring – Anna Lindholt – energiplanlægger",
            "Hjørring Kommune",
            "Anna Lindholt",
            None,
            "energiplanlægger",
        ),
        PastedLine("Hjørring: Åse Ørndrup", "Hjørring Kommune", "Åse Ørndrup"),
        PastedLine("Thisted", "Thisted Kommune"),
        PastedLine("Thisted Kommune", "Thisted Kommune"),
        PastedLine("Vesthimmerland", "Vesthimmerlands Kommune"),
        PastedLine("Limfjord Elnet A/S", "Limfjord Elnet A/S"),
        PastedLine("Rebild (2)", "Rebild Kommune", seats=2),
        PastedLine("Rebild\t2", "Rebild Kommune", seats=2),
        PastedLine(TOBIAS, "Green Hub Denmark", "Tobias Grønnegaard", "tobias.groennegaard@greenhub.example"),
        PastedLine("Anna Lindholt <anna@x.example>", None, "Anna Lindholt", "anna@x.example"),
        PastedLine("Line Overholt <line@x.example>", None, "Line Overholt", "line@x.example"),
        PastedLine("mailto:line@x.example", None, None, "line@x.example"),
        PastedLine(
            "Hjørring Kommune\tÅse Ørndrup\tplanlægger\taase@x.example\t00 00 10 31",
            "Hjørring Kommune",
            "Åse Ørndrup",
            "aase@x.example",
            "planlægger",
            unknown=("00 00 10 31",),
        ),
        PastedLine(
            "Jesper Tornhave (Aalborg), direktør, Teknik og Miljø",
            "Aalborg Kommune",
            "Jesper Tornhave",
            title="direktør, Teknik og Miljø",
        ),
        PastedLine("Ukendt Forening: Anna Lindholt", None, "Anna Lindholt", unknown=("Ukendt Forening",)),
        PastedLine("Ukendt Forening: Line Overholt", None, "Line Overholt", unknown=("Ukendt Forening",)),
        PastedLine("Anna Lindholt, Ukendt", None, "Anna Lindholt", unknown=("Ukendt",)),
        PastedLine("Hjøring", unknown=("Hjøring",)),
        PastedLine("Line Overholt", unknown=("Line Overholt",)),
        PastedLine("Hjørring: Thisted", "Hjørring Kommune", unknown=("Thisted",)),
        PastedLine(
            "Hjørring: Anna Lindholt, Kasper Thybo-Lund",
            "Hjørring Kommune",
            "Anna Lindholt",
            unknown=("Kasper Thybo-Lund",),
        ),
        PastedLine("<anna@>", unknown=("anna@",)),
        PastedLine("x" * 301, unknown=("x" * 301,)),
    ],
    ids=lambda line: line.raw[:40],
)
def test_a_pasted_line_is_read_and_nothing_in_it_is_lost(line: PastedLine) -> None:
    assert split_people(line.raw, ORGANISATIONS, PEOPLE) == [line]


def test_bullets_numbers_and_blank_lines_are_skipped() -> None:
    text = "- Hjørring\r\n• Thisted\n\n1. Rebild\n  * Anna Lindholt; 12) Aalborg\n•Hjørring\n;;\n-\n"
    assert [(line.raw, line.organisation or line.person) for line in split_people(text, ORGANISATIONS, PEOPLE)] == [
        ("Hjørring", "Hjørring Kommune"),
        ("Thisted", "Thisted Kommune"),
        ("Rebild", "Rebild Kommune"),
        ("Anna Lindholt", "Anna Lindholt"),
        ("Aalborg", "Aalborg Kommune"),
        ("Hjørring", "Hjørring Kommune"),
    ]


def test_a_list_on_one_line_becomes_a_row_each() -> None:
    assert split_people("Hjørring, Thisted og Rebild (2)", ORGANISATIONS, PEOPLE) == [
        PastedLine("Hjørring", "Hjørring Kommune"),
        PastedLine("Thisted", "Thisted Kommune"),
        PastedLine("Rebild (2)", "Rebild Kommune", seats=2),
    ]
    assert [line.person for line in split_people("Anna Lindholt, Kasper Thybo-Lund", ORGANISATIONS, PEOPLE)] == [
        "Anna Lindholt",
        "Kasper Thybo-Lund",
    ]


def test_recipients_copied_from_a_mail_become_a_row_each() -> None:
    assert split_people("Anna Lindholt <a@x.example>, Emil Brandtoft <e@x.example>", ORGANISATIONS, PEOPLE) == [
        PastedLine("Anna Lindholt <a@x.example>", None, "Anna Lindholt", "a@x.example"),
        PastedLine("Emil Brandtoft <e@x.example>", None, "Emil Brandtoft", "e@x.example"),
    ]


@given(ANY_TEXT)
def test_any_text_can_be_pasted_sorted_searched_and_checked(text: str) -> None:
    for line in split_people(text, ORGANISATIONS, PEOPLE):
        assert line.raw
        assert line != PastedLine(line.raw)
    danish_key(text), fold(text), contains_cpr(text), looks_like_email(text), nearest_word(text, WORDS)


@pytest.mark.parametrize(
    "part", ["a.", "a,", "<a@", "(", "Anna Lindholt, ", "010180", " ", "- ", "\0", "a@b.c,", "1. "]
)
def test_a_long_text_takes_time_in_proportion(part: str) -> None:
    def read(text: str) -> None:
        split_people(text, ORGANISATIONS, PEOPLE)
        fold(text), contains_cpr(text), looks_like_email(text), nearest_word(text, WORDS), danish_key(text)

    assert in_proportion(read, part, 10_000)


@pytest.mark.parametrize(
    ("title", "body", "inside"),
    [
        ("Budskabspapir", "Byråd", "budskabspapir"),
        ("AAU's analyse", "", "AAU's analyse"),
        ("Den Kommunale Ledergruppe", "Den Kommunale Ledergruppe", "Den Kommunale Ledergruppe"),
        ("Hovedudvalg mødes", "Hovedudvalg", "Hovedudvalg mødes"),
        ("Hovedudvalgsmøde", "Hovedudvalg", "hovedudvalgsmøde"),
        ("Byrådet drøfter", "Byråd", "byrådet drøfter"),
        ("Social- og Sundhedsudvalget mødes", "Social- og Sundhedsudvalg", "Social- og Sundhedsudvalget mødes"),
    ],
)
def test_a_title_inside_a_sentence_begins_small_unless_it_begins_with_the_name_of_its_body(title, body, inside):
    assert lowered(title, body) == inside
