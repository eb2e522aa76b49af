"""A form's values against its fields: one sentence a field, all at once."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.dialogue.deadline import reply_deadline
from handlers.dialogue.errors import UserError
from handlers.dialogue.filled import Problems, as_number, check
from handlers.dialogue.form import OTHER, AnyField, Choice, Form, Number, Option, Tick, Value, When, Words
from handlers.dialogue.form import Person as PersonField
from handlers.dialogue.request import Request
from storage.tables import Person

NOW = datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Europe/Copenhagen"))
OPTIONS = (Option("a", "A"), Option("b", "B"))


def problems(*fields: AnyField, language: str = "da", **values: Value) -> dict[str, str]:
    who = Person(id=1, organisation_id=1, name="Sofie Kragelund", language=language, created_at=NOW)
    try:
        check(Request(who, NOW, values=values), Form("form", "Form", fields, "Send"))
    except Problems as error:
        return error.fields
    return {}


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (Words("x", "X"), "", "Feltet skal udfyldes."),
        (Words("x", "X", required=False), "", None),
        (Words("x", "X", max=5), "12345", None),
        (Words("x", "X", max=5), "123456", "Højst 5 tegn. Det her er 6."),
        (Words("x", "X"), "010180-1234", "Udelad CPR-nummeret. Det gemmer vi aldrig."),
        (PersonField("x", "X", max=3), "Anna", "Højst 3 tegn. Det her er 4."),
        (Number("x", "X", min=0.5, max=37), "2,5", None),
        (Number("x", "X", min=0.5, max=37), "2.5", None),
        (Number("x", "X", min=0.5, max=37), "0", "Skriv et tal fra 0,5 til 37."),
        (Number("x", "X", min=0.5, max=37), "38", "Skriv et tal fra 0,5 til 37."),
        (Number("x", "X", min=0.5, max=37), "fire", "Skriv et tal, for eksempel 4."),
        (Number("x", "X"), "nan", "Skriv et tal, for eksempel 4."),
        (Number("x", "X"), "1e999", "Skriv et tal, for eksempel 4."),
        (When("x", "X"), "fredag den 27. november", None),
        (
            When("x", "X"),
            "30. februar",
            "30. februar findes ikke. Mente du fredag den 26. februar eller mandag den 1. marts?",
        ),
        (When("x", "X"), "fredag den 12. december", "Den 12. december 2026 er en lørdag, ikke en fredag."),
        (
            When("x", "X"),
            "19. november 2026",
            "Den 19. november 2026 er passeret. Vælg en dag, der ikke er gået endnu.",
        ),
        (When("x", "X"), "snart", 'Det kan jeg ikke læse som en dato. Skriv for eksempel "27. november".'),
        (Choice("x", "X", options=OPTIONS), "a", None),
        (Choice("x", "X", options=OPTIONS), "c", "Vælg en af mulighederne."),
        (Choice("x", "X", options=OPTIONS), OTHER, "Vælg en af mulighederne."),
        (Choice("x", "X", options=OPTIONS, other="En anden"), OTHER, None),
        (Choice("x", "X", options=OPTIONS, many=True), ("a", "b"), None),
        (Choice("x", "X", options=OPTIONS, many=True), ("a", "c"), "Vælg en af mulighederne."),
        (Tick("x", "X"), "", None),
    ],
)  # fmt: skip
def test_one_field(field: AnyField, value: Value, sentence: str | None) -> None:
    assert problems(field, x=value) == ({} if sentence is None else {"x": sentence})


def test_all_that_is_wrong_is_said_at_once_in_the_reader_s_language() -> None:
    fields = (Words("title", "Title"), Number("hours", "Hours", max=37), When("day", "Day"))
    assert problems(*fields, hours="99", day="30 February", language="en") == {
        "title": "This has to be filled in.",
        "hours": "Write a number from 0 to 37.",
        "day": "30 February does not exist. Did you mean Friday 26 February or Monday 1 March?",
    }


def test_the_fields_behind_somebody_else_may_be_empty_when_somebody_is_chosen() -> None:
    fields = (Choice("person", "P", options=OPTIONS, other="En anden", required=False), Words("name", "N"))
    assert problems(*fields, person="a") == {}
    assert problems(*fields, person=OTHER) == {"name": "Feltet skal udfyldes."}
    assert problems(*fields) == {"person": 'Vælg en af dem, eller "En anden".'}
    assert problems(*fields, name="Gitte Hanvold") == {}


@pytest.mark.parametrize(
    ("said", "number"), [("4", 4.0), ("2,5", 2.5), (" 3 ", 3.0), ("x", None), ("", None), ("inf", None), ("nan", None)]
)
def test_numbers_as_people_write_them(said: str, number: float | None) -> None:
    assert as_number(said) == number


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("fredag den 27. november", "2026-11-27T12:00:00+01:00"),
        ("fredag den 27. november kl. 14", "2026-11-27T14:00:00+01:00"),
        ("5 arbejdsdage", "2026-11-27T12:00:00+01:00"),
        ("i dag kl. 14", "2026-11-20T14:00:00+01:00"),
        ("torsdag den 1. april 2027", "2027-04-01T12:00:00+02:00"),
    ],
)
def test_a_reply_deadline(said: str, found: str) -> None:
    who = Person(id=1, organisation_id=1, name="Sofie Kragelund", created_at=NOW)
    assert reply_deadline(Request(who, NOW, values={"reply_by": said})).isoformat() == found


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("lørdag den 28. november", "Den 28. november 2026 er lørdag. Hvad med mandag den 30. november?"),
        ("24. december", "Den 24. december 2026 er juleaftensdag. Hvad med mandag den 28. december?"),
        ("i dag kl. 8", "Den 20. november 2026 er passeret. Vælg en dag, der ikke er gået endnu."),
        ("30. februar", "30. februar findes ikke. Mente du fredag den 26. februar eller mandag den 1. marts?"),
    ],
)
def test_a_moment_that_cannot_be_a_reply_deadline(said: str, sentence: str) -> None:
    who = Person(id=1, organisation_id=1, name="Sofie Kragelund", created_at=NOW)
    with pytest.raises(UserError) as refused:
        reply_deadline(Request(who, NOW, values={"reply_by": said}))
    assert (refused.value.sentence, refused.value.field) == (sentence, "reply_by")
