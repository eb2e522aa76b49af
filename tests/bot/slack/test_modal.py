"""Forms and cards as modals, and what comes back of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.inputs import TooLong
from bot.slack.fields import drawn, named
from bot.slack.modal import Meta, Origin, card, errors, form, options, values
from handlers.dialogue.card import Button, Card, Item, Items, Line
from handlers.dialogue.form import OTHER, AnyField, Choice, Form, Number, Option, Person, Tick, When, Words
from handlers.locale import Speech
from tests import made_up
from tests.slack import checks
from tests.slack.aloud import aloud
from tests.slack.checks import refusals

T = Speech("da", datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Europe/Copenhagen")))
PEOPLE = (
    Option("Anna Lindholt", "Anna Lindholt", "Hjørring"),
    Option("Tobias Grønnegaard", "Tobias Grønnegaard", "Green Hub Denmark"),
    Option("Kasper Thybo-Lund", "Kasper Thybo-Lund", "Thisted"),
    Option("soeren@mariagerfjord.example", "Søren Hobæk", "Mariagerfjord"),
)


NAMED = named(Form("a", "", (), ""))  # what the elements of a form "a" about nothing are called


def plain(text: str) -> dict[str, object]:
    return {"type": "plain_text", "text": text, "emoji": False}


def shown(field: AnyField, form: Form | None = None) -> list[dict[str, object]]:
    """The blocks of a field."""
    form = form or Form("a", "Elnet", (field,), "Send")
    made = drawn(field, form, T)
    assert refusals([*made, {"type": "divider"}], "modal") == []
    return made


def said(field: AnyField, value: str | tuple[str, ...]) -> list[dict[str, object]]:
    """The blocks of a field that holds something."""
    return shown(field, Form("a", "Elnet", (field,), "Send", values={field.name: value}))


def state(**elements: dict[str, object]) -> dict[str, object]:
    """A view that was sent, with what its inputs hold."""
    return {"state": {"values": {name: {"value": element} for name, element in elements.items()}}}


def chosen(*some: str) -> list[dict[str, object]]:
    return [{"text": plain("…"), "value": each} for each in some]


# --- a form ---


def test_a_form_is_a_modal_that_knows_its_route_its_arguments_and_its_message() -> None:
    asked = Form(
        "nomination.named",
        "Hvem må vi spørge?",
        (Words("name", "Navn", max=100), When("day", "Hvornår?", "Fx fredag", required=False)),
        "Udpeg",
        {"request": 7},
        {"name": "Anna Lindholt"},
        step=(1, 2),
        note="Vi skriver selv til personen.",
    )
    made = form(asked, T, Meta("nomination.name", {"x": 1}, Origin("C1", "17.1")))
    assert refusals(made) == []
    assert made == {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Hvem må vi spørge?"),
        "submit": plain("Udpeg"),
        "close": plain("Annullér"),
        "private_metadata": '{"route":"nomination.named","args":{"request":7},"origin":{"channel":"C1","ts":"17.1"}}',
        "blocks": [
            {"type": "context", "elements": [plain("1 af 2")]},
            {
                "type": "input",
                "block_id": "name",
                "label": plain("Navn"),
                "element": {
                    "type": "plain_text_input",
                    "max_length": 100,
                    "initial_value": "Anna Lindholt",
                    "action_id": "nomination.named/c0fff96b",
                },
                "optional": False,
            },
            {
                "type": "input",
                "block_id": "day",
                "label": plain("Hvornår?"),
                "element": {"type": "plain_text_input", "action_id": "nomination.named/c0fff96b"},
                "optional": True,
                "hint": plain("Fx fredag"),
            },
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [{"type": "text", "text": "Vi skriver selv til personen."}],
                    }
                ],
            },
        ],
    }


def test_a_title_that_the_modal_has_no_room_for_is_its_first_block_in_whole() -> None:
    made = form(Form("a", "To spørgsmål, så lukker vi Elnet pænt.", (), "Luk gruppen"), T, Meta())
    assert aloud(made) == "Taskforce\nTo spørgsmål, så lukker vi Elnet pænt.\n[Luk gruppen] [Annullér]"


def test_what_is_wrong_when_a_form_is_first_shown_stands_under_its_field_or_above_them() -> None:
    asked = Form(
        "a", "Ny frist", (When("day", "Hvornår?"),), "Send", errors={"day": "Det er en lørdag.", "": "Prøv igen."}
    )
    assert aloud(form(asked, T, Meta())) == (
        "Ny frist\nPrøv igen.\nHvornår?: ____\nDet er en lørdag.\n[Send] [Annullér]"
    )


def test_a_form_that_asks_nothing_is_not_empty() -> None:
    assert aloud(form(Form("a", "Elnet", (), "Luk"), T, Meta())) == "Elnet\nElnet\n[Luk] [Annullér]"


# --- fields ---


def test_a_long_text_has_lines_and_at_most_what_slack_takes() -> None:
    field = Words("whom", "Hvem?", max=5000, lines=6)
    assert shown(field)[0]["element"] == {
        "type": "plain_text_input",
        "multiline": True,
        "max_length": 3000,
        "action_id": NAMED,
    }
    text, note = said(field, "Anna Lindholt\n" * 300)
    assert text["element"]["initial_value"] == ("Anna Lindholt\n" * 300)[:3000]  # type: ignore[index]
    assert note == {"type": "context", "elements": [plain("Slack har plads til 3000 tegn her. Resten er udeladt.")]}


def test_a_text_that_is_longer_than_its_field_is_shown_in_whole_for_the_house_to_refuse() -> None:
    assert said(Words("title", "Titel", max=5), "Elnettet")[0]["element"] == {
        "type": "plain_text_input",
        "max_length": 8,
        "initial_value": "Elnettet",
        "action_id": NAMED,
    }


def test_slack_alone_says_that_a_field_may_stay_empty() -> None:
    [made] = shown(Words("title", "Titel (frivillig)", "Det kan vente (frivilligt).", required=False))
    assert (made["label"], made["hint"], made["optional"]) == (plain("Titel"), plain("Det kan vente."), True)


def test_a_number_has_its_unit_in_the_label_once() -> None:
    assert shown(Number("months", "Varighed", unit="måneder"))[0]["label"] == plain("Varighed (måneder)")
    assert shown(Number("hours", "Timer om ugen", unit="timer"))[0]["label"] == plain("Timer om ugen")


def test_a_box_to_tick_is_ticked_when_it_was() -> None:
    yes = {"text": plain("Ja"), "value": "yes"}
    assert shown(Tick("keep", "Må vi spørge igen?")) == [
        {
            "type": "input",
            "block_id": "keep",
            "label": plain("Må vi spørge igen?"),
            "element": {"type": "checkboxes", "options": [yes], "action_id": NAMED},
            "optional": True,
        }
    ]
    assert said(Tick("keep", "Må vi?"), "yes")[0]["element"]["initial_options"] == [yes]  # type: ignore[index]


@pytest.mark.parametrize(
    ("count", "many", "kind"),
    [
        (2, False, "radio_buttons"),
        (10, False, "radio_buttons"),
        (11, False, "static_select"),
        (100, False, "static_select"),
        (101, False, "external_select"),
        (2, True, "checkboxes"),
        (10, True, "checkboxes"),
        (30, True, "multi_static_select"),
        (101, True, "multi_external_select"),
    ],
)
def test_a_choice_is_shown_as_its_options_allow(count: int, many: bool, kind: str) -> None:
    field = Choice("way", "Hvordan?", options=tuple(Option(f"{n}", f"Vej {n}") for n in range(count)), many=many)
    element = said(field, ("1", "nowhere"))[0]["element"]
    one = {"text": plain("Vej 1"), "value": "1"}
    assert element["type"] == kind  # type: ignore[index]
    assert element["initial_options" if many else "initial_option"] == ([one] if many else one)  # type: ignore[index]


def test_a_value_that_is_no_option_is_not_chosen() -> None:
    field = Choice("way", "Hvordan?", options=(Option("phone", "På telefon", "00 00 10 02"),))
    assert said(field, "gone")[0]["element"] == {
        "type": "radio_buttons",
        "options": [{"text": plain("På telefon"), "value": "phone", "description": plain("00 00 10 02")}],
        "action_id": NAMED,
    }


def test_behind_somebody_else_nothing_has_to_be_filled_in() -> None:
    choice = Choice("who", "Hvem?", options=(Option("1", "Anna"),), other="En anden")
    asked = Form("a", "Elnet", (Words("what", "Hvad?"), choice, Words("name", "Navn")), "Send")
    made = form(asked, T, Meta())
    assert refusals(made) == []
    assert aloud(made) == (
        "Elnet\nHvad?: ____\nHvem? (valgfrit): ( ) Anna ( ) En anden\nNavn (valgfrit): ____\n[Send] [Annullér]"
    )


def test_the_one_way_that_is_left_is_chosen_already() -> None:
    [made] = shown(Choice("who", "Hvem?", other="En anden"))
    assert made["element"]["initial_option"] == {"text": plain("En anden"), "value": OTHER}  # type: ignore[index]


def test_a_choice_of_nothing_says_so_and_asks_nothing() -> None:
    field = Choice("who", "Hvem?")
    asked = Form("a", "Elnet", (field, Words("name", "Navn")), "Send", errors={"who": "Vælg en."})
    assert aloud(shown(field)) == "Hvem?\nDer er intet at vælge imellem."
    assert errors(asked) == {"name": "Vælg en."}


def test_an_option_that_is_cut_short_stands_in_whole_under_the_field() -> None:
    label = "Møder med elnetdistributørerne og med alle de andre, som vi har lovet at tale med i år"
    made = shown(Choice("what", "Hvad?", options=(Option("1", label), Option("2", "Notat")), many=True))
    assert aloud(made) == (
        "Hvad?: ( ) Møder med elnetdistributørerne og med alle de andre, som vi har lovet at… ( ) Notat\n" + label
    )


def test_an_option_that_slack_cannot_carry_is_a_defect() -> None:
    with pytest.raises(TooLong):
        shown(Choice("what", "Hvad?", options=(Option("x" * 151, "Notat"),)))


def test_a_person_is_searched_for_or_written() -> None:
    field = Person("lead", "Tovholder", "Det kan vente", options=PEOPLE)
    search, free = shown(field)
    assert search == {
        "type": "input",
        "block_id": "lead",
        "label": plain("Tovholder"),
        "element": {
            "type": "external_select",
            "min_query_length": 0,
            "placeholder": plain("Søg på navn"),
            "action_id": NAMED,
        },
        "optional": True,
        "hint": plain("Det kan vente"),
    }
    assert free == {
        "type": "input",
        "block_id": "lead+",
        "label": plain("Eller skriv et navn eller en mailadresse"),
        "element": {"type": "plain_text_input", "max_length": 200, "action_id": NAMED},
        "optional": True,
    }
    known, empty = said(field, "Anna Lindholt")
    assert known["element"]["initial_option"]["value"] == "Anna Lindholt"  # type: ignore[index]
    assert "initial_value" not in empty["element"]  # type: ignore[operator]
    unknown, written = said(field, "Ukendt")
    assert "initial_option" not in unknown["element"]  # type: ignore[operator]
    assert written["element"]["initial_value"] == "Ukendt"  # type: ignore[index]


# --- what comes back ---


def test_errors_stand_at_their_inputs_and_what_is_about_none_at_the_first() -> None:
    asked = Form(
        "a",
        "Elnet",
        (When("day", "Hvornår?"), Person("lead", "Hvem?", options=PEOPLE)),
        "Send",
        errors={"lead": "Kender vi ikke.", "day": "Det er en lørdag.", "plan": "Planen er lukket.", "x": ""},
    )
    assert errors(asked) == {"lead": "Kender vi ikke.", "day": "Det er en lørdag. Planen er lukket."}
    assert errors(replace(asked, fields=())) == {}


def test_what_was_filled_in_is_read_by_field() -> None:
    view = state(
        title={"type": "plain_text_input", "value": "Elnet"},
        empty={"type": "plain_text_input", "value": None},
        way={"type": "radio_buttons", "selected_option": chosen("phone")[0]},
        nothing={"type": "static_select", "selected_option": None},
        what={"type": "checkboxes", "selected_options": chosen("1", "2")},
        none={"type": "multi_static_select", "selected_options": []},
        tick={"type": "checkboxes", "selected_options": chosen("yes")},
    )
    assert values(view) == {
        "title": "Elnet",
        "empty": "",
        "way": "phone",
        "nothing": "",
        "what": ("1", "2"),
        "none": (),
        "tick": "yes",
    }


@pytest.mark.parametrize(
    ("picked", "written", "read"),
    [
        ("Anna Lindholt", None, "Anna Lindholt"),
        ("Anna Lindholt", "Kasper", "Kasper"),
        (None, "Kasper", "Kasper"),
        ("Anna Lindholt", "  ", "Anna Lindholt"),
        (None, None, ""),
    ],
)
def test_a_name_that_is_written_wins_over_one_that_is_chosen(
    picked: str | None, written: str | None, read: str
) -> None:
    search = {"type": "external_select", "selected_option": chosen(picked)[0] if picked else None}
    view = state(**{"lead": search, "lead+": {"type": "plain_text_input", "value": written}})
    assert values(view) == {"lead": read}


@pytest.mark.parametrize("view", [{}, {"state": None}, {"state": {"values": []}}, {"state": {"values": {"a": None}}}])
def test_a_view_that_makes_no_sense_has_no_values(view: dict[str, object]) -> None:
    assert values(view) == {}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", [0, 1, 2, 3]),
        ("anna", [0]),
        ("lind", [0]),
        ("Lund", [2]),
        ("grønne", [1]),
        ("groenne", [1]),
        ("GRONNE", []),
        ("hjørr", [0]),
        ("hjoerring", [0]),
        ("søren", [3]),
        ("soeren@", [3]),
        ("thy lu", [2]),
        ("lu thy an", []),
        ("kasper thy", [2]),
        ("nobody", []),
    ],
)
def test_people_are_found_by_what_is_typed_with_or_without_danish_letters(words: str, found: list[int]) -> None:
    got = [each["value"] for each in options(Person("lead", "Hvem?", options=PEOPLE), words)]
    assert got == [PEOPLE[number].value for number in found]


def test_at_most_a_hundred_are_offered_and_those_that_begin_so_come_first() -> None:
    many = (Option("x", "Per Anna"), *(Option(f"{n}", f"Anna {n}") for n in range(150)))
    got = options(Choice("who", "Hvem?", options=many), "anna")
    assert (len(got), got[0]["value"], [each for one in got for each in checks.option(one)]) == (100, "0", [])
    assert options(Words("name", "Navn"), "anna") == options(None, "anna") == []


# --- what a view is about ---


def test_what_a_view_is_about_comes_back_as_it_went() -> None:
    meta = Meta("a.b", {"group": 1, "word": "æ<&"}, Origin("C1", "17.1", "https://slack.example/r", True))
    assert Meta.read(meta.packed()) == meta
    assert Meta.read(Meta().packed()) == Meta()


@pytest.mark.parametrize("text", ["", "x", "[]", "{}", '{"route":"a","args":1,"origin":{}}', '{"route":"a"}', "null"])
def test_what_is_not_ours_is_about_nothing(text: str) -> None:
    assert Meta.read(text) is None


def test_what_slack_does_not_carry_is_refused_after_the_address_for_answers_is_left_out() -> None:
    long = Meta("a", {"words": "x" * 2500}, Origin("C1", "17.1", "https://slack.example/" + "r" * 500))
    assert Meta.read(long.packed()) == replace(long, origin=Origin("C1", "17.1"))
    with pytest.raises(TooLong):
        Meta("say", {"words": "x" * 3000}).packed()


# --- a card ---


def test_a_card_in_a_modal_has_its_title_on_top_its_buttons_and_a_way_out() -> None:
    made = card(Card("Tak, Vibeke.", (Line("Vi spørger Anna."),), (Button("change", "Skift svar"),)), T, Meta("a"))
    assert refusals(made) == []
    assert (made["title"], made["callback_id"], "submit" in made) == (plain("Tak, Vibeke."), "card", False)
    assert aloud(made) == "Tak, Vibeke.\nVi spørger Anna.\n[Skift svar]\n[Luk]"
    assert aloud(card(Card("Elnet"), T, Meta())) == "Elnet\nElnet\n[Luk]"
    assert aloud(card(Card("Taskforcen Elnet er nedsat i dag"), T, Meta())) == (
        "Taskforce\nTaskforcen Elnet er nedsat i dag\n[Luk]"
    )


def test_a_long_card_in_a_modal_is_turned_like_a_book() -> None:
    long = Card("Alle", (Items(tuple(Item(f"Gruppe {n}", (Button("see", "Se"),)) for n in range(150))),))
    first, second = (card(long, T, Meta(), page) for page in (0, 1))
    assert (refusals(first), refusals(second)) == ([], [])
    assert aloud(first).splitlines()[-2:] == ["[Vis resten]", "[Luk]"]
    assert aloud(second).splitlines()[-2:] == ["Gruppe 149 [Se]", "[Luk]"]


# --- whatever it is ---


@settings(max_examples=40)
@given(
    st.lists(made_up.fields, max_size=6),
    made_up.phrases,
    made_up.phrases,
    made_up.texts,
    st.booleans(),
    st.data(),
)
def test_whatever_the_form_slack_takes_it(fields, title, submit, note, filled, data) -> None:  # type: ignore[no-untyped-def]
    named = tuple(replace(each, name=f"f{n}") for n, each in enumerate(fields))
    answers = st.sampled_from(("", "1", "50", "yes", OTHER)) | made_up.long | st.lists(st.sampled_from("12")).map(tuple)
    some = {each.name: data.draw(answers) for each in named} if filled else {}
    wrong = {each.name: data.draw(made_up.phrases) for each in named[:2]} if filled else {}
    asked = Form("a", title, named, submit, {"group": 1}, some, wrong, note=note)
    made = form(asked, T, Meta())
    assert refusals(made) == []
    assert set(errors(asked)) <= {each.get("block_id") for each in made["blocks"] if each["type"] == "input"}


def test_fields_of_the_same_name_are_others_where_the_form_is_about_something_else() -> None:
    about = [Form("a", "", (), "", args={"group": number}) for number in (1, 2)]
    assert len({named(Form("a", "", (), "")), named(Form("b", "", (), "")), *map(named, about)}) == 4
    assert named(about[0]) == named(Form("a", "Elnet", (), "Send", args={"group": 1}))
