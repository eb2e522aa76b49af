"""Cards as Adaptive Cards: each part of the vocabulary, pages, what people wrote, and whatever Teams would refuse."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from bot.lengths import parted
from bot.teams import buttons as pressed
from bot.teams.render import Drawn, activity, message
from bot.teams.texts import LARGEST, PARAGRAPH, weight
from handlers.dialogue.card import (
    Button,
    Card,
    Confirm,
    Document,
    Facts,
    Item,
    Items,
    Line,
    Part,
    Picture,
    Table,
    strong,
    unmarked,
)
from handlers.locale import Speech
from tests import made_up
from tests.teams.aloud import aloud, plain
from tests.teams.checks import of_activity, refusals

T = Speech("da", datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Europe/Copenhagen")))
FAITH = "*fed* _skrå_ ~~streg~~ `kode` <at>Anna</at> [her](https://x.example) {{DATE(2026-11-20T09:00:00Z)}} & &lt;"


def run(text: str, **style: object) -> dict[str, object]:
    return {"type": "TextRun", "text": text} | style


def rich(*runs: dict[str, object], **style: object) -> dict[str, object]:
    return {"type": "RichTextBlock", "inlines": list(runs)} | style


def paragraph(text: str, **style: object) -> dict[str, object]:
    return rich(run(text), **style)


def heading(text: str, size: str = "Large") -> dict[str, object]:
    return {"type": "TextBlock", "text": text, "wrap": True, "style": "heading", "size": size, "weight": "Bolder"}


def press(number: int, title: str, verb: str, /, **args: object) -> dict[str, object]:
    data = {"taskforce": {"args": args}}
    button = {"type": "Action.Execute", "id": f"press-{number}", "title": title, "verb": verb}
    return button | {"data": data, "associatedInputs": "none"}


def actions(*some: dict[str, object]) -> dict[str, object]:
    return {"type": "ActionSet", "actions": list(some)}


def drawn(*body: Part) -> list[dict[str, object]]:
    """The blocks of a card's body."""
    found = message(Card("Elnet", body), T)
    assert (found.pages, found.content["body"][0]) == (1, heading("Elnet"))
    assert of_activity(activity(found)) == []
    return list(found.content["body"][1:])


def read(*body: Part) -> str:
    """What is read of a card's body."""
    drawn(*body)
    return aloud(message(Card("Elnet", body), T).content).removeprefix("Elnet\n")


def everything(card: Card, notice: Card | None = None) -> list[Drawn]:
    """All pages of a card."""
    first = message(card, T, notice=notice)
    return [first, *(message(card, T, page, notice=notice) for page in range(1, first.pages))]


def letters(text: str) -> str:
    """What is left of a text without what nobody sees and without what is drawn around it."""
    seen = "".join(each for each in unmarked(text) if unicodedata.category(each) not in ("Cc", "Cs"))
    return re.sub(r"[\s–…•]", "", plain(seen))


# --- the parts ---


def test_a_card_is_a_heading_its_body_its_buttons_and_the_small_print() -> None:
    found = message(made_up.QUESTION, T)
    assert found == Drawn(
        "Et spørgsmål fra BRN",
        {
            "type": "AdaptiveCard",
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "version": "1.5",
            "lang": "da",
            "fallbackText": "Et spørgsmål fra BRN",
            "speak": "Venter på svar: Et spørgsmål fra BRN",
            "body": [
                heading("Må vi låne Anna Lindholt?"),
                rich(
                    run("Svar senest "),
                    run("fredag den 27. november kl. 12", weight="Bolder"),
                    run(" (uge 48)."),
                ),
                paragraph("Hilsen Sofie Kragelund, BRN"),
                actions(
                    press(0, "Ja, spørg Anna", "yes", request=1) | {"style": "positive"},
                    press(1, "Ikke denne gang", "no", request=1),
                ),
                actions(press(2, "Læs mere", "more")),
                rich(run("Oversigten kommer kun, når der er nyt.", isSubtle=True, size="Small")),
            ],
        },
        1,
    )
    assert activity(found) == {
        "type": "message",
        "summary": "Et spørgsmål fra BRN",
        "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": found.content}],
    }


def test_a_sentence_on_top_is_coloured_by_its_tone_and_said_first() -> None:
    card = Card("Må vi låne Anna Lindholt?", (Line("Hilsen Sofie"),), (Button("yes", "Ja"),), tone="waiting")
    for tone, style in (("warning", "attention"), ("good", "good"), ("neutral", "emphasis")):
        said = Card("Kortet er allerede besvaret.", (Line("Carsten svarede ja."),), tone=tone)  # type: ignore[arg-type]
        found = message(card, T, notice=said)
        top = {
            "type": "Container",
            "style": style,
            "items": [rich(run("Kortet er allerede besvaret.", weight="Bolder")), paragraph("Carsten svarede ja.")],
        }
        assert found.content["body"] == [top, *message(card, T).content["body"]]
    warned = message(card, T, notice=Card("Kortet er allerede besvaret.", tone="warning"))
    assert warned.text == "Må vi låne Anna Lindholt?"
    assert warned.content["speak"] == ("Bemærk: Kortet er allerede besvaret. Venter på svar: Må vi låne Anna Lindholt?")


def test_a_sentence_on_top_can_have_buttons_whose_names_are_their_own() -> None:
    notice = Card("Jeg kender ikke det.", buttons=(Button("status", "status"), Button("help", "hjælp")))
    found = message(Card("Elnet", buttons=(Button("a", "A"),)), T, notice=notice)
    assert refusals(found.content) == []
    assert aloud(found.content) == "Jeg kender ikke det.\n[status] [hjælp]\nElnet\n[A]"


@pytest.mark.parametrize(("tone", "style", "word"), [("good", "good", "Afgjort: "), ("warning", "warning", "Bemærk: ")])
def test_a_tone_is_behind_the_title_and_in_what_is_spoken(tone: str, style: str, word: str) -> None:
    found = message(Card("Anna er med i Elnet.", tone=tone), T).content  # type: ignore[arg-type]
    assert found["body"] == [{"type": "Container", "style": style, "items": [heading("Anna er med i Elnet.")]}]
    assert found["speak"] == f"{word}Anna er med i Elnet."


def test_a_part_of_a_card_stands_under_its_heading() -> None:
    assert drawn(Line("Kræver svar", "heading"), Items((Item("Elnet"), Item("Havne", note="på vej")))) == [
        heading("Kræver svar", "Medium"),
        paragraph("• Elnet"),
        paragraph("• Havne (på vej)"),
    ]


def test_lines_stand_under_each_other_and_paragraphs_apart() -> None:
    assert drawn(Line(f"Et {strong(f'to{chr(10)}tre')}\n\nfire")) == [
        rich(run("Et "), run("to", weight="Bolder")),
        rich(run("tre", weight="Bolder"), spacing="None"),
        paragraph("fire"),
    ]


def test_an_item_has_its_one_short_button_beside_it_and_others_below() -> None:
    one = Item(f"Elnet: {strong('Svar')} nu", (Button("see", "Se", {"group": 1}),), note="i dag")
    two = Item("Havne", (Button("out", "Fjern"), Button("other", "Afløs")))
    asked = Item("Indenrigsfly", (Button("out", "Fjern", confirm=Confirm("Sikker?", "", "Ja")),))
    long = Item("Turisme", (Button("late", "Jeg bliver forsinket"),))
    first, *rest = drawn(Items((one, two, asked, long)))
    text = rich(run("Elnet: "), run("Svar", weight="Bolder"), run(" nu"))
    note = rich(run("i dag", isSubtle=True, size="Small"), spacing="None")
    beside = {"type": "Column", "verticalContentAlignment": "Center"}
    assert first == {
        "type": "ColumnSet",
        "columns": [
            beside | {"width": "stretch", "items": [text, note]},
            beside | {"width": "auto", "items": [actions(press(0, "Se", "see", group=1))]},
        ],
    }
    assert rest[:2] == [paragraph("Havne"), actions(press(1, "Fjern", "out"), press(2, "Afløs", "other"))]
    assert [each["type"] for each in rest[2:]] == ["RichTextBlock", "ActionSet"] * 2


def test_pairs_stand_in_two_columns() -> None:
    assert drawn(Facts((("Tid", "ca. 4 timer"), ("Slutter", "")))) == [
        {
            "type": "FactSet",
            "facts": [{"title": "Tid", "value": "ca. 4 timer"}, {"title": "Slutter", "value": "–"}],
        }
    ]


def test_a_value_that_is_long_or_has_lines_is_a_paragraph() -> None:
    assert drawn(Facts((("Opgave", "x" * 500), ("Tid", "4"), ("Note", "en\nto")))) == [
        rich(run("Opgave", weight="Bolder"), run(": " + "x" * 500)),
        {"type": "FactSet", "facts": [{"title": "Tid", "value": "4"}]},
        rich(run("Note", weight="Bolder"), run(": en")),
        paragraph("to", spacing="None"),
    ]


def test_a_table_has_a_head_no_empty_cell_and_a_list_for_whoever_has_no_tables() -> None:
    table = Table(
        ("Hvem", "Mail"), (("Anna", ""), (strong("Emil"), "e@brn.example")), "2 personer", Button("rest", "Flere")
    )
    caption, made, more = drawn(table)
    cells = [[["Hvem", "Mail"], ["Anna", "–"], ["Emil", "e@brn.example"]]]
    assert [[[aloud(cell) for cell in row["cells"]] for row in made["rows"]]] == cells  # type: ignore[attr-defined]
    assert (caption, more) == (heading("2 personer", "Default"), actions(press(0, "Flere", "rest")))
    assert (made["columns"], made["firstRowAsHeader"]) == ([{"width": 4}, {"width": 13}], True)
    assert aloud(made["fallback"]) == "Anna\nEmil\nMail: e@brn.example"  # type: ignore[arg-type]
    assert message(Card("Elnet", (table,)), T).content["msteams"] == {"width": "Full"}


def test_a_table_of_many_columns_is_a_list_that_a_phone_has_room_for() -> None:
    table = Table(
        ("Hvornår", "Hvem", "Hvad", "Ord"), (("I dag", "Sofie", "Sendt", ""), ("I går", "Emil", "Rettet", "frist"))
    )
    assert read(table) == "I dag\nHvem: Sofie · Hvad: Sendt\nI går\nHvem: Emil · Hvad: Rettet · Ord: frist"


def test_a_table_whose_words_a_phone_has_no_room_for_is_a_list_too() -> None:
    mail = "tobias.groennegaard.hansen@greenhub.example"
    assert read(Table(("Navn", "Mail"), (("Tobias", mail),))) == f"Tobias\nMail: {mail}"
    assert read(Table(("Navn", "Hverv"), (("Tobias Grønnegaard", "x-y " * 40),))).startswith("Navn | Hverv\nTobias")


def test_documents_are_fetched_by_buttons_of_the_face_itself() -> None:
    [row, other] = drawn(Document("casefile", 3, "Elnet 2026.zip"), Document("calendar_group", 3, "Læg i kalenderen"))
    assert row == actions(press(0, "Hent Elnet 2026.zip", "file", kind="casefile", id=3, name="Elnet 2026.zip"))
    assert other == actions(press(1, "Læg i kalenderen", "file", kind="calendar_group", id=3, name="Læg i kalenderen"))


def test_a_picture_is_fetched_like_a_document() -> None:
    [row] = drawn(Picture("plan.png", 3, "elnet-plan.png", "Planen for Elnet uge for uge."))
    assert row == actions(press(0, "Vis billedet", "file", kind="plan.png", id=3, name="elnet-plan.png"))


def test_an_address_that_is_no_link_and_words_that_no_button_carries_can_be_read() -> None:
    assert read(Items((Item("Notat", (Button("", "Åbn", url="file://server/notat"),)),))) == (
        "Notat\nÅbn: file://server/notat"
    )
    words = "frist Elnet " + "å" * 3000
    found = message(Card("Hvilken gruppe mener du?", buttons=(Button("say", "Elnet", {"words": words}),)), T)
    assert letters(aloud(found.content)).endswith(letters(f"Elnet: {words}"))


def test_buttons_stand_in_rows_that_a_phone_has_room_for() -> None:
    few = [Button("a", label) for label in ("Ja, spørg Anna", "Foreslå en anden", "Ikke denne gang")]
    many = [Button("a", str(n)) for n in range(14)]
    assert aloud(message(Card("?", buttons=tuple(few)), T).content) == (
        "?\n[Ja, spørg Anna] [Foreslå en anden]\n[Ikke denne gang]"
    )
    rows = [each["actions"] for each in message(Card("?", buttons=tuple(many)), T).content["body"][1:]]
    assert list(map(len, rows)) == [6, 6, 2]


def test_what_is_no_answer_stands_behind_dots_where_there_are_more_than_three() -> None:
    answers = tuple(Button("a", label) for label in ("Ja", "Nej"))
    small = tuple(Button("b", label, style="link") for label in ("Læs mere", "Fortryd"))

    def modes(*some: Button) -> list[tuple[str, str]]:
        rows = message(Card("?", buttons=some), T).content["body"][1:]
        return [(each["title"], each.get("mode", "primary")) for row in rows for each in row["actions"]]

    assert modes(small[0], *answers) == [("Ja", "primary"), ("Nej", "primary"), ("Læs mere", "primary")]
    assert modes(*small, *answers) == [
        ("Ja", "primary"),
        ("Nej", "primary"),
        ("Læs mere", "secondary"),
        ("Fortryd", "secondary"),
    ]
    assert {mode for _, mode in modes(*small, *small)} == {"primary"}


# --- what people wrote ---


def test_nothing_that_people_wrote_becomes_markup_a_mention_or_a_date() -> None:
    card = Card(
        FAITH,
        (
            Line(FAITH),
            Line(FAITH, "heading"),
            Line(FAITH, "muted"),
            Facts(((FAITH[:40], FAITH),)),
            Items((Item(FAITH, (Button("a", FAITH),)), Item(strong("Ja") + FAITH, (Button("b", "B"),)), Item(FAITH))),
            Table((FAITH,), ((FAITH,),)),
        ),
        (Button("c", FAITH, confirm=Confirm(FAITH, FAITH, FAITH)),),
    )
    made = message(card, T, notice=Card(FAITH))
    assert of_activity(activity(made)) == []
    assert not re.search(r"\{\{|<at|</at", str(made.content))
    assert aloud(made.content).count(FAITH) == 11
    assert made.text == FAITH


# --- too much ---


def test_a_card_without_a_title_is_never_an_empty_message() -> None:
    found = message(Card(""), T)
    assert (found.text, of_activity(activity(found))) == ("–", [])


def test_a_long_title_begins_as_a_heading_and_goes_on_under_it() -> None:
    title = "Hvem hos jer kender elnettet? " * 30
    made = message(Card(title), T)
    assert letters(aloud(made.content)) == letters(title)
    assert [each["type"] for each in made.content["body"]] == ["TextBlock", "RichTextBlock", "RichTextBlock"]


def test_a_list_that_is_too_long_goes_on_behind_a_button_and_back() -> None:
    items = tuple(Item(f"Gruppe {n}", (Button("see", "Se", {"group": n}),)) for n in range(120))
    card = Card("Alle · 120 grupper", (Items(items), Line("Til orientering.", "footer")), (Button("new", "Ny"),))
    pages = everything(card)
    assert [of_activity(activity(each)) for each in pages] == [[]] * len(pages)
    read = [aloud(each.content).splitlines() for each in pages]
    assert read[0][0] == "Alle · 120 grupper"
    assert read[0][-3:] == ["[Ny]", "Til orientering.", "[Vis mere]"]
    assert read[1][0] == f"Alle · 120 grupper (side 2 af {len(pages)})"
    assert read[1][-1] == "[Forrige] [Vis mere]"
    assert read[-2][-1] == "[Forrige] [Vis resten]"
    assert read[-1][-2:] == ["Gruppe 119 [Se]", "[Forrige]"]
    listed = [line for lines in read for line in lines if line.startswith("Gruppe")]
    assert listed == [f"Gruppe {n} [Se]" for n in range(120)]
    before, behind = pages[1].content["body"][-1]["actions"]
    assert [pressed.read({"action": each}) for each in (before, behind)] == [
        pressed.Pressed("page", {"page": 0}),
        pressed.Pressed("page", {"page": 2}),
    ]
    assert message(card, T, 99) == pages[-1]
    assert message(card, T, -1) == pages[0]


def test_a_long_table_goes_on_with_its_head_on_the_next_page() -> None:
    card = Card("Journal", (Table(("Hvad", "Hvem"), tuple((f"Linje {n}", "Sofie") for n in range(150))),))
    pages = everything(card)
    read = [aloud(each.content).splitlines() for each in pages]
    assert all("Hvad | Hvem" in lines for lines in read)
    assert [line for lines in read for line in lines if line.startswith("Linje")] == [
        f"Linje {n} | Sofie" for n in range(150)
    ]


# --- whatever it is ---


@settings(max_examples=12)
@given(made_up.cards, made_up.cards)
def test_whatever_the_card_teams_takes_every_page_of_it(card: Card, notice: Card) -> None:
    for said in (None, notice):
        last = message(card, T, notice=said).pages - 1
        for number in {0, 1, last // 2, last}:
            page = message(card, T, number, notice=said)
            assert of_activity(activity(page)) == []
            assert weight(activity(page)) <= LARGEST
            assert 0 < len(page.text) <= 300


@settings(max_examples=12)
@given(made_up.cards)
def test_whatever_the_card_nothing_of_it_is_lost_over_its_pages(card: Card) -> None:
    shown = letters("".join(aloud(each.content) for each in everything(card)))
    for part in card.body:
        match part:
            case Line(text=text):
                _is_read(text, shown)
            case Items(items=items):
                for each in items:
                    _is_read(each.text, shown)
            case Facts(pairs=pairs):
                for name, value in pairs:
                    _is_read(name, shown)
                    _is_read(value, shown)
            case Table(rows=rows):
                for row in rows:
                    for cell in row:
                        _is_read(cell, shown)


def _is_read(text: str, shown: str) -> None:
    for part in parted(unmarked(text), PARAGRAPH // 4):
        for line in part.split("\n"):
            assert letters(line)[:60] in shown
