"""Forms as cards with inputs, and what comes back of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.inputs import TooLong
from bot.teams.buttons import Pressed, read
from bot.teams.fields import drawn
from bot.teams.forms import form, values
from bot.teams.render import activity
from bot.teams.texts import LARGEST, weight
from handlers.dialogue.form import OTHER, AnyField, Choice, Form, Number, Option, Person, Tick, Value, When, Words
from handlers.locale import Speech
from tests import made_up
from tests.teams.aloud import aloud
from tests.teams.checks import of_activity

T = Speech("da", datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Europe/Copenhagen")))
PEOPLE = (
    Option("Anna Lindholt", "Anna Lindholt", "Hjørring"),
    Option("Tobias Grønnegaard", "Tobias Grønnegaard", "Green Hub Denmark"),
    Option("soeren@mariagerfjord.example", "Søren Hobæk", "Mariagerfjord"),
)


def taken(asked: Form, *, way_back: bool = False) -> dict[str, Any]:
    """The card of a form; Teams takes it."""
    made = form(asked, T, way_back=way_back)
    assert of_activity(activity(made)) == []
    assert weight(activity(made)) <= LARGEST
    return made.content


def shown(field: AnyField, value: Value = "", **errors: str) -> list[dict[str, Any]]:
    """The blocks of a field, which may hold something."""
    asked = Form("a", "Elnet", (field,), "Send", values={field.name: value}, errors=errors)
    taken(asked)
    return drawn(field, asked, T)


def sent(card: dict[str, Any], **typed: str) -> dict[str, object]:
    """What Teams sends when the form is sent: what its inputs hold and what was typed; nothing of an empty one."""
    filled = {each["id"]: each.get("value", "") for each in card["body"] if each["type"].startswith("Input.")} | typed
    action = card["body"][-1]["actions"][0]
    return {"action": action | {"data": action["data"] | {name: each for name, each in filled.items() if each}}}


def small(text: str) -> dict[str, object]:
    run = {"type": "TextRun", "text": text, "isSubtle": True, "size": "Small"}
    return {"type": "RichTextBlock", "inlines": [run], "spacing": "None"}


# --- a form ---


def test_a_form_is_a_card_with_inputs_a_button_that_sends_it_and_a_way_out() -> None:
    asked = Form(
        "nomination.named",
        "Hvem må vi spørge?",
        (Words("name", "Navn", max=100), When("day", "Hvornår?", "Eller en uge.", required=False)),
        "Udpeg",
        {"request": 7},
        {"name": "Anna Lindholt"},
        step=(1, 2),
        note="Vi skriver selv til personen.",
    )
    heading = {"type": "TextBlock", "text": "Hvem må vi spørge?", "wrap": True, "style": "heading"}
    ours = {"form": True, "args": {"request": 7}, "kinds": {"name": "text", "day": "text"}}
    assert taken(asked) == {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "lang": "da",
        "fallbackText": "Hvem må vi spørge?",
        "speak": "Hvem må vi spørge?",
        "body": [
            heading | {"size": "Large", "weight": "Bolder"},
            small("1 af 2"),
            {
                "type": "Input.Text",
                "id": "name",
                "label": "Navn",
                "isRequired": True,
                "errorMessage": "Feltet skal udfyldes.",
                "maxLength": 100,
                "value": "Anna Lindholt",
            },
            {"type": "Input.Text", "id": "day", "label": "Hvornår?", "placeholder": "Fx 27. november"},
            small("Eller en uge."),
            {
                "type": "RichTextBlock",
                "inlines": [{"type": "TextRun", "text": "Vi skriver selv til personen."}],
            },
            {
                "type": "ActionSet",
                "actions": [
                    {
                        "type": "Action.Execute",
                        "id": "press-0",
                        "title": "Udpeg",
                        "style": "positive",
                        "verb": "nomination.named",
                        "data": {"taskforce": ours},
                    },
                    {
                        "type": "Action.Execute",
                        "id": "press-1",
                        "title": "Annullér",
                        "verb": "back",
                        "data": {"taskforce": {"args": {}}},
                        "associatedInputs": "none",
                    },
                ],
            },
        ],
    }


def test_the_way_out_leads_back_where_a_card_stands_behind_the_form() -> None:
    asked = Form("a", "Elnet", (), "Luk")
    assert aloud(taken(asked)) == "Elnet\n[Luk] [Annullér]"
    assert aloud(taken(asked, way_back=True)) == "Elnet\n[Luk] [Tilbage]"
    assert read({"action": taken(asked)["body"][-1]["actions"][1]}) == Pressed("back")


def test_what_is_wrong_stands_at_its_field_and_on_top_and_is_said_first() -> None:
    fields = (Words("title", "Titel"), When("day", "Hvornår?", "Eller en uge."))
    errors = {"day": "Det er en lørdag.", "title": "Feltet skal udfyldes.", "": "Prøv *igen*."}
    made = taken(Form("a", "Ny frist", fields, "Send", values={"day": "lørdag"}, errors=errors))
    assert aloud(made) == (
        "Prøv *igen*.\n2 felter skal rettes.\nNy frist\nTitel *: ____\nFeltet skal udfyldes.\n"
        "Hvornår? *: lørdag\nDet er en lørdag.\nEller en uge.\n[Send] [Annullér]"
    )
    assert (made["body"][0]["type"], made["body"][0]["style"]) == ("Container", "attention")
    assert made["speak"] == "Prøv *igen*. 2 felter skal rettes. Ny frist"
    [_, wrong, _] = shown(fields[1], "lørdag", day="Det er en lørdag.")
    assert wrong["inlines"] == [
        {"type": "TextRun", "text": "Det er en lørdag.", "color": "Attention", "weight": "Bolder"}
    ]


# --- fields ---


def test_a_long_text_has_lines_and_keeps_what_was_written() -> None:
    [made] = shown(Words("whom", "Hvem?", max=5000, lines=6), "Anna\nThisted")
    assert (made["isMultiline"], made["maxLength"], made["value"]) == (True, 5000, "Anna\nThisted")
    assert shown(Words("title", "Titel", max=5), "Elnettet")[0]["maxLength"] == 8


def test_a_number_has_its_unit_in_the_label_once_and_its_comma() -> None:
    [made] = shown(Number("months", "Varighed", unit="måneder"), "2,5")
    assert (made["type"], made["label"], made["value"]) == ("Input.Text", "Varighed (måneder)", "2,5")
    assert shown(Number("hours", "Timer om ugen", unit="timer"))[0]["label"] == "Timer om ugen"


@pytest.mark.parametrize(("value", "drawn_as"), [("", "no"), ("yes", "yes")])
def test_a_box_to_tick_is_ticked_when_it_was(value: str, drawn_as: str) -> None:
    assert shown(Tick("keep", "Må vi spørge igen?"), value) == [
        {
            "type": "Input.Toggle",
            "id": "keep",
            "title": "Må vi spørge igen?",
            "wrap": True,
            "valueOn": "yes",
            "valueOff": "no",
            "value": drawn_as,
        }
    ]


@pytest.mark.parametrize(
    ("count", "many", "style"),
    [(2, False, "expanded"), (8, True, "expanded"), (9, False, "compact"), (30, True, "compact")],
)
def test_a_choice_is_shown_as_its_options_allow(count: int, many: bool, style: str) -> None:
    field = Choice("way", "Hvordan?", options=tuple(Option(f"{n}", f"Vej {n}") for n in range(count)), many=many)
    [made] = shown(field, ("1", "nowhere"))
    assert (made["style"], made.get("isMultiSelect", False), made["value"]) == (style, many, "1")
    assert made["choices"][1] == {"title": "Vej 1", "value": "1"}


def test_an_option_has_its_hint_and_is_what_was_written() -> None:
    field = Choice("way", "Hvordan?", options=(Option("phone", "1. *På* telefon", "00 00 10 02"), Option("", "Intet")))
    [made] = shown(field, "gone")
    assert made["choices"] == [{"title": "1\u2060. ∗På∗ telefon · 00 00 10 02", "value": "phone"}]
    assert "value" not in made


def test_behind_somebody_else_nothing_has_to_be_filled_in() -> None:
    choice = Choice("who", "Hvem?", options=(Option("1", "Anna"),), other="En anden")
    asked = Form("a", "Elnet", (Words("what", "Hvad?"), choice, Words("name", "Navn")), "Send")
    assert aloud(taken(asked)) == ("Elnet\nHvad? *: ____\nHvem?: ( ) Anna ( ) En anden\nNavn: ____\n[Send] [Annullér]")


def test_the_one_way_that_is_left_is_chosen_already_and_a_choice_of_nothing_says_so() -> None:
    assert shown(Choice("who", "Hvem?", other="En anden"))[0]["value"] == OTHER
    field = Choice("who", "Hvem?")
    assert aloud({"body": shown(field)}) == "Hvem?\nDer er intet at vælge imellem."
    assert read(sent(taken(Form("a", "Elnet", (field,), "Send")))) == Pressed("a", is_form=True)


def test_a_person_is_searched_for_or_written() -> None:
    search, free, hint = shown(Person("who", "Hvem?", "En af jer.", options=PEOPLE), "Anna Lindholt")
    assert search == {
        "type": "Input.ChoiceSet",
        "id": "who",
        "label": "Hvem?",
        "style": "filtered",
        "choices": [
            {"title": "Anna Lindholt · Hjørring", "value": "Anna Lindholt"},
            {"title": "Tobias Grønnegaard · Green Hub Denmark", "value": "Tobias Grønnegaard"},
            {"title": "Søren Hobæk · Mariagerfjord", "value": "soeren@mariagerfjord.example"},
        ],
        "placeholder": "Søg på navn",
        "value": "Anna Lindholt",
    }
    label = "Eller skriv et navn eller en mailadresse"
    assert free == {"type": "Input.Text", "id": "who+", "label": label, "maxLength": 200}
    assert hint == small("En af jer.")
    search, free = shown(Person("who", "Hvem?", options=PEOPLE), "Bente Korsgaard")
    assert ("value" in search, free["value"]) == (False, "Bente Korsgaard")
    [only] = shown(Person("who", "Hvem?"), "Bente Korsgaard")
    assert (only["type"], only["id"], only["isRequired"], only["value"]) == (
        "Input.Text",
        "who",
        True,
        "Bente Korsgaard",
    )


# --- what comes back ---


def test_what_was_filled_in_comes_back_as_a_handler_reads_it() -> None:
    fields = (
        Words("title", "Titel", required=False),
        Choice("what", "Hvad?", options=(Option("a, b", "A"), Option("50 %2C", "B"), Option("c", "C")), many=True),
        Choice("none", "Hvad ellers?", options=(Option("a", "A"),), many=True, required=False),
        Tick("keep", "Må vi?"),
        Tick("no", "Må vi ikke?"),
        Person("who", "Hvem?", options=PEOPLE),
        Person("whom", "Hvem ellers?", options=PEOPLE),
        Person("nobody", "Og?", options=PEOPLE, required=False),
    )
    held: dict[str, Value] = {
        "what": ("a, b", "50 %2C"),
        "keep": "yes",
        "who": "Anna Lindholt",
        "whom": "Anna Lindholt",
    }
    card = taken(Form("a.b", "Elnet", fields, "Send", {"group": 3}, held))
    found = read(sent(card, **{"whom+": "Bente Korsgaard"}))
    expected = {"title": "", "none": (), "no": "", "nobody": "", **held, "whom": "Bente Korsgaard"}
    assert found == Pressed("a.b", {"group": 3}, expected, is_form=True)


def test_a_name_that_is_written_wins_over_the_one_chosen() -> None:
    assert values({"who": "Anna", "who+": "Bente"}) == {"who": "Bente"}
    assert values({"who": "Anna", "who+": " "}) == {"who": "Anna"}
    assert values({"who+": " "}) == {"who": " "}


# --- too much ---


def test_of_hundreds_of_people_as_many_are_listed_as_there_is_room_for_and_that_is_said() -> None:
    people = tuple(Option(f"person{n}@brn.example", f"Person Nummer {n}", "Hjørring") for n in range(400))
    asked = Form("a", "Elnet", (Person("who", "Hvem?", options=people),), "Send")
    card = taken(replace(asked, values={"who": "person399@brn.example"}))
    search = next(each for each in card["body"] if each["type"] == "Input.ChoiceSet")
    listed = len(search["choices"])
    assert (listed >= 60, search["choices"][0]["value"], search["value"]) == (
        True,
        "person399@brn.example",
        "person399@brn.example",
    )
    assert f"Listen har {listed} af 400 personer. Skriv navnet, hvis det er en anden." in aloud(card)


def test_a_choice_that_is_too_long_goes_without_its_hints() -> None:
    options = tuple(Option(f"{n}", f"Gruppe {n}", "En gruppe i Nordjylland, som vi kender godt") for n in range(200))
    asked = Form("a", "Elnet", (Choice("which", "Hvilken?", options=options),), "Send")
    [made] = [each for each in taken(asked)["body"] if each["type"] == "Input.ChoiceSet"]
    assert (len(made["choices"]), made["choices"][5]["title"]) == (200, "Gruppe 5")


def test_a_text_that_is_too_long_for_a_message_is_cut_and_that_is_said() -> None:
    fields = tuple(Words(name, name, max=20_000, lines=6) for name in ("en", "to"))
    card = taken(Form("a", "Elnet", fields, "Send", values={"en": "å" * 15_000, "to": "kort"}))
    one, note, two, *_ = card["body"][1:]
    assert (len(one["value"]), two["value"]) == (3000, "kort")
    assert note == small("Teams har plads til 3000 tegn her. Resten er udeladt.")


def test_a_form_that_no_message_holds_is_a_defect() -> None:
    options = tuple(Option(f"{n}", "x" * 100) for n in range(300))
    with pytest.raises(TooLong) as refused:
        form(Form("a.b", "Elnet", (Choice("which", "Hvilken?", options=options),), "Send"), T, way_back=False)
    assert str(refused.value) == "the form a.b is longer than a message"


# --- whatever it is ---


def named(some: list[AnyField]) -> tuple[AnyField, ...]:
    return tuple(replace(each, name=f"field{number}") for number, each in enumerate(some))


a_few = st.lists(made_up.fields, max_size=5).map(named)


@settings(max_examples=25)
@given(made_up.phrases, a_few, made_up.phrases, made_up.args, made_up.phrases, st.booleans(), st.data())
def test_whatever_the_form_teams_takes_it_and_gives_back_what_was_typed(
    title: str, fields: tuple[AnyField, ...], submit: str, args: Any, note: str, way_back: bool, data: st.DataObject
) -> None:
    typed = {each.name: data.draw(_typed(each)) for each in fields}
    wrong = {each.name: data.draw(made_up.texts) for each in fields[::2]}
    asked = Form("a.b", title, fields, submit, args, typed, wrong, note=note)
    try:
        card = taken(asked, way_back=way_back)
    except TooLong:
        assert sum(len(each.options) for each in fields if isinstance(each, Choice)) > 250
        return
    found = read(sent(card))
    assert found is not None
    asks = {each.name: each for each in fields if not isinstance(each, Choice) or each.options or each.other}
    assert (found.action, found.args, found.is_form, set(found.values)) == ("a.b", args, True, set(asks))
    for name in asks:
        value = typed[name]
        if (value.strip() if isinstance(value, str) else value) and "er udeladt" not in aloud(card):
            assert found.values[name] == value


def _typed(field: AnyField) -> st.SearchStrategy[Value]:
    match field:
        case Choice(options=()):
            return st.just("")
        case Choice(options=options, many=True):
            every = [each.value for each in options]
            return st.sets(st.sampled_from(every)).map(lambda some: tuple(each for each in every if each in some))
        case Choice(options=options):
            return st.sampled_from([each.value for each in options])
        case Tick():
            return st.sampled_from(("", "yes"))
        case Person(options=options):
            return made_up.phrases | st.sampled_from(["", *(each.value for each in options)])
        case Words(max=most):
            return made_up.texts.map(lambda text: text[:most])
    return made_up.phrases
