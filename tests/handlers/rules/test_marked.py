"""Marked lines read from what people write in a group's room: the grammar of its examples, line by line."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.dates import WrongWeekday
from handlers.rules.marked import (
    Deadline,
    Decision,
    Line,
    Output,
    Status,
    Word,
    deadline,
    decision,
    marked_lines,
    output,
    owners,
    status,
)
from handlers.rules.moments import Moment, a_week
from handlers.rules.workdays import COPENHAGEN
from tests.growth import in_proportion

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=COPENHAGEN)  # a Friday
THE_11TH, THE_14TH = Moment(dt.date(2026, 12, 11)), Moment(dt.date(2026, 12, 14))
WEEK_50 = a_week(dt.date(2026, 12, 13))


def only(text: str) -> Line:
    (line,) = marked_lines(text)
    return line


# --- which lines are read ---


@pytest.mark.parametrize(
    ("text", "word", "content"),
    [
        ("Frist: 18/12 – notat", Word.deadline, "18/12 – notat"),
        ("frist: Input til AAU's analyse, 18/12", Word.deadline, "Input til AAU's analyse, 18/12"),
        ("- **Deadline:** uge 50: udkast", Word.deadline, "uge 50: udkast"),
        ("* *Frist:* 18/12 – notat", Word.deadline, "18/12 – notat"),
        ("*Frist*: 18/12 – notat", Word.deadline, "18/12 – notat"),
        ("*Frist: 18/12 – notat*", Word.deadline, "18/12 – notat"),
        ("• FRIST: 18/12 – notat", Word.deadline, "18/12 – notat"),
        ("2. Frist: 18/12 – `notat`", Word.deadline, "18/12 – notat"),
        ("Besluttet: Model B", Word.decision, "Model B"),
        ("Decision: Model B", Word.decision, "Model B"),
        ("Leveret: Notat", Word.output, "Notat"),
        ("Deliverable: Notat", Word.output, "Notat"),
        ("STATUS: gul", Word.status, "gul"),
    ],
)
def test_the_word_comes_first_behind_marks_of_lists_and_bold(text, word, content):
    assert only(text) == Line(word, content)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hvornår er fristen: fredag?",
        "Husk frist: fredag – notat",
        "> Frist: 1. december – gammelt",
        ">Frist: 1. december – gammelt",
        ">>> Citat\nFrist: 1. december – gammelt",
        "`Frist: 1. december – kode`",
        "```Frist: 1. december – kode```",
        "```\nFrist: 1. december – kode\n```",
        "```\nkode\n``` Frist: 1. december – ikke først på linjen",
        "~Frist: 1. december – streget ud~",
        "Frist:",
        "Frister: 1. december – notat",
        "Statusmøde: gul",
    ],
)
def test_everything_else_is_left_unread(text):
    assert marked_lines(text) == ()


def test_lines_stand_in_their_order_and_a_block_that_is_never_closed_is_none():
    text = "Hej\nFrist: 18/12 – a\n```\nFrist: 18/12 – b\n```\nStatus: gul\n```\nLeveret: c"
    assert [line.content for line in marked_lines(text)] == ["18/12 – a", "gul", "c"]


# --- deadlines ---


@pytest.mark.parametrize(
    ("content", "read"),
    [
        (
            "fredag den 11. december kl. 12 – budskabspapir",
            Deadline("budskabspapir", Moment(dt.date(2026, 12, 11), dt.time(12))),
        ),
        ("Input til AAU's analyse, 18/12", Deadline("Input til AAU's analyse", Moment(dt.date(2026, 12, 18)))),
        ("uge 50: udkast til høringssvar", Deadline("udkast til høringssvar", WEEK_50)),
        ("udkast til høringssvar – week 50", Deadline("udkast til høringssvar", WEEK_50)),
        # a date in the middle belongs to the title, and Friday counts until noon
        (
            "møde den 11. december om elnet – fredag",
            Deadline("møde den 11. december om elnet", Moment(dt.date(2026, 11, 20))),
        ),
        ("snarest – one-pager", Deadline("one-pager")),
        ("one-pager, hurtigst muligt", Deadline("one-pager")),
        ("11. eller 14. december – notat", Deadline("notat", choices=(THE_11TH, THE_14TH))),
        ("notat – fredag den 11. eller mandag den 14. december", Deadline("notat", choices=(THE_11TH, THE_14TH))),
        ("11/12: notat, 14/12", Deadline("notat", choices=(THE_11TH, THE_14TH))),
    ],
)
def test_a_deadline_has_one_date_at_either_end(content, read):
    assert deadline(content, NOW) == read


def test_a_weekday_that_does_not_match_is_a_problem():
    read = deadline("fredag den 12. december – notat", NOW)
    assert (read.title, read.moment) == ("notat", None)
    assert isinstance(read.problem, WrongWeekday)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("18/12 – notat", []),
        ("18/12 – notat – @Anna", [("Anna", "18/12 – notat")]),
        ("18/12 – notat, @Anna Lindholt.", [("Anna Lindholt", "18/12 – notat"), ("Anna", "18/12 – notat Lindholt.")]),
        ("send til a@b.example, 18/12", []),
    ],
)
def test_the_owner_is_mentioned(content, found):
    assert owners(content) == found


# --- the others ---


@pytest.mark.parametrize(
    ("content", "read"),
    [
        (
            "Vi går videre med model B – direktionen – 2. december",
            Decision("Vi går videre med model B", "direktionen", dt.date(2026, 12, 2)),
        ),
        ("Model B", Decision("Model B", "", NOW.date())),
        ("Model B, bestyrelsen", Decision("Model B", "bestyrelsen", NOW.date())),
        ("Model B – K17 – onsdag, 18. november", Decision("Model B", "K17", dt.date(2026, 11, 18))),
        ("Model B, og vi spørger Energinet", Decision("Model B, og vi spørger Energinet", "", NOW.date())),
        ("Model B – vi går videre", Decision("Model B – vi går videre", "", NOW.date())),
        ("Model B – onsdag", Decision("Model B", "", dt.date(2026, 11, 18))),
    ],
)
def test_a_decision_has_a_text_an_organ_and_a_day(content, read):
    assert decision(content, NOW) == read


@pytest.mark.parametrize(
    ("content", "read"),
    [
        ("Notat om netkapacitet – https://brn.example/n", Output("Notat om netkapacitet", "https://brn.example/n")),
        ("https://brn.example/n. Notat", Output("Notat", "https://brn.example/n")),
        ("Notat", Output("Notat", "")),
        ("https://brn.example/n", Output("", "https://brn.example/n")),
    ],
)
def test_an_output_has_a_title_and_a_link(content, read):
    assert output(content) == read


@pytest.mark.parametrize(
    ("content", "read"),
    [
        ("gul – venter på tal fra netselskabet", Status("yellow", "venter på tal fra netselskabet")),
        ("Grøn", Status("green", "")),
        ("amber, waiting", Status("yellow", "waiting")),
        ("🔴 stop", Status("red", "stop")),
        ("*rød*: stop", Status("red", "stop")),
        ("vi er lidt bagud", Status(None, "vi er lidt bagud")),
        ("rød tråd mangler", Status(None, "rød tråd mangler")),
    ],
)
def test_a_status_begins_with_its_colour(content, read):
    assert status(content) == read


# --- whatever is written ---


@given(st.text(max_size=300) | st.lists(st.sampled_from(list("Frist: @–-,>`*\n12/. eller december"))).map("".join))
def test_no_text_breaks_the_reading(text):
    for line in (*marked_lines(text), *marked_lines(f"Frist: {text}")):
        deadline(line.content, NOW)
        decision(line.content, NOW)
        output(line.content)
        status(line.content)
        owners(line.content)


@pytest.mark.parametrize(
    "part", ["Frist: ", "- ", "**", "```\n", "> ", " – ", ", ", " eller ", "@a ", "11. ", "https://"]
)
def test_a_long_message_takes_time_in_proportion(part):
    def read(text):
        for line in marked_lines(f"Frist: {text}")[:5]:
            deadline(line.content, NOW)
            decision(line.content, NOW)
            output(line.content)
            status(line.content)
            owners(line.content)

    assert in_proportion(read, part, 20_000)
