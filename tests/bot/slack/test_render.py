"""Cards as blocks: each part of the vocabulary, pages, what people wrote, and whatever Slack would refuse."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from bot.slack import buttons as pressed
from bot.slack.render import Drawn, blocks, message, view
from handlers.dialogue.card import (
    Button,
    Card,
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
from tests.slack.aloud import aloud, buttons
from tests.slack.checks import refusals

T = Speech("da", datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Europe/Copenhagen")))
FAITH = "*fed* _skrå_ ~streg~ `kode` <!channel> <@U1> & :wave:\n> citat"


def plain(text: str) -> dict[str, object]:
    return {"type": "plain_text", "text": text, "emoji": False}


def run(text: str, bold: bool = False) -> dict[str, object]:
    return {"type": "text", "text": text} | ({"style": {"bold": True}} if bold else {})


def paragraph(*runs: dict[str, object]) -> dict[str, object]:
    return {"type": "rich_text_section", "elements": list(runs)}


def rich(*elements: dict[str, object]) -> dict[str, object]:
    return {"type": "rich_text", "elements": list(elements)}


def drawn(*body: Part) -> list[dict[str, object]]:
    """The blocks of a card's body."""
    found = message(Card("Elnet", body), T)
    assert (found.pages, found.blocks[0]) == (1, {"type": "header", "text": plain("Elnet")})
    assert refusals(found.blocks) == []
    return found.blocks[1:]


def everything(card: Card) -> list[Drawn]:
    """All pages of a card."""
    return [message(card, T, page) for page in range(message(card, T).pages)]


def letters(text: str) -> str:
    """What is left of a text without white space and without what is drawn around it."""
    return re.sub(r"[\s–…]", "", unmarked(text))


# --- the parts ---


def test_a_card_is_a_header_its_body_its_buttons_and_the_small_print() -> None:
    assert message(made_up.QUESTION, T) == Drawn(
        "Et spørgsmål fra BRN",
        [
            {"type": "header", "text": plain("Må vi låne Anna Lindholt?")},
            rich(
                paragraph(run("Svar senest "), run("fredag den 27. november kl. 12", True), run(" (uge 48).")),
                paragraph(run("Hilsen Sofie Kragelund, BRN")),
            ),
            {
                "type": "actions",
                "elements": [
                    {
                        "type": "button",
                        "text": plain("Ja, spørg Anna"),
                        "action_id": "0/yes",
                        "value": '{"request":1}',
                        "style": "primary",
                    },
                    {
                        "type": "button",
                        "text": plain("Ikke denne gang"),
                        "action_id": "1/no",
                        "value": '{"request":1}',
                    },
                ],
            },
            {
                "type": "actions",
                "elements": [{"type": "button", "text": plain("Læs mere"), "action_id": "2/more"}],
            },
            {"type": "context", "elements": [plain("Oversigten kommer kun, når der er nyt.")]},
        ],
        1,
    )


def test_a_part_of_a_card_stands_under_its_heading() -> None:
    assert drawn(Line("Kræver svar", "heading"), Items((Item("Elnet"), Item("Havne", note="på vej")))) == [
        rich(
            paragraph(run("Kræver svar", True)),
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [paragraph(run("Elnet")), paragraph(run("Havne (på vej)"))],
            },
        )
    ]


def test_what_is_said_quietly_is_small() -> None:
    assert drawn(Line("Det går til 4.", "muted")) == [{"type": "context", "elements": [plain("Det går til 4.")]}]


def test_an_item_has_its_one_button_beside_it_and_several_below() -> None:
    one = Item(f"Elnet: {strong('Svar')} nu", (Button("see", "Se", {"group": 1}),), note="i dag")
    two = Item("Havne", (Button("out", "Fjern"), Button("other", "Afløs")))
    assert drawn(Items((one, two))) == [
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "Elnet: *Svar* nu", "verbatim": True},
            "accessory": {"type": "button", "text": plain("Se"), "action_id": "0/see", "value": '{"group":1}'},
        },
        {"type": "context", "elements": [plain("i dag")]},
        rich(paragraph(run("Havne"))),
        {
            "type": "actions",
            "elements": [
                {"type": "button", "text": plain("Fjern"), "action_id": "1/out"},
                {"type": "button", "text": plain("Afløs"), "action_id": "2/other"},
            ],
        },
    ]


def test_pairs_are_two_columns_five_at_a_time() -> None:
    pairs = tuple((f"Navn {n}", f"Værdi {n}" if n else "") for n in range(6))
    names = [{"type": "mrkdwn", "text": f"*Navn {n}*", "verbatim": True} for n in range(6)]
    values = [plain(f"Værdi {n}" if n else "–") for n in range(6)]
    assert drawn(Facts(pairs)) == [
        {"type": "section", "fields": [each for n in range(5) for each in (names[n], values[n])]},
        {"type": "section", "fields": [names[5], values[5]]},
    ]


def test_a_value_that_no_field_holds_is_a_paragraph() -> None:
    assert drawn(Facts((("Opgave", "x" * 2500), ("Tid", "4")))) == [
        rich(paragraph(run("Opgave", True), run(": " + "x" * 2500))),
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "*Tid*", "verbatim": True}, plain("4")]},
    ]


def test_a_table_has_a_bold_head_and_no_empty_or_missing_cell() -> None:
    table = Table(("Hvem", "Mail"), (("Anna", ""), (strong("Emil"),)), "6 personer", Button("rest", "Vis flere"))
    assert drawn(table) == [
        rich(paragraph(run("6 personer", True))),
        {
            "type": "table",
            "rows": [
                [rich(paragraph(run("Hvem", True))), rich(paragraph(run("Mail", True)))],
                [{"type": "raw_text", "text": "Anna"}, {"type": "raw_text", "text": "–"}],
                [rich(paragraph(run("Emil", True))), {"type": "raw_text", "text": "–"}],
            ],
            "column_settings": [{"is_wrapped": True}, {"is_wrapped": True}],
        },
        {"type": "actions", "elements": [{"type": "button", "text": plain("Vis flere"), "action_id": "0/rest"}]},
    ]


def test_a_second_table_is_a_list_as_every_table_of_a_view_is() -> None:
    first, second = Table(("Hvem",), (("Anna",),)), Table(("Hvad", "Frist"), (("Papir", "uge 50"), ("Møde", "")))
    listed = [
        {"type": "context", "elements": [plain("Hvad · Frist")]},
        rich(
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [paragraph(run("Papir", True), run(" · uge 50")), paragraph(run("Møde", True))],
            }
        ),
    ]
    assert [each["type"] for each in drawn(first, second)] == ["table", "context", "rich_text"]
    assert drawn(first, second)[1:] == listed
    assert blocks(Card("Elnet", (second,)), T)[1:] == listed


def test_documents_are_fetched_by_buttons_of_the_face_itself() -> None:
    [row] = drawn(Document("casefile", 3, "Elnet 2026.zip"), Document("calendar_group", 3, "Læg i kalenderen"))
    assert row == {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "text": plain("Hent Elnet 2026.zip"),
                "action_id": "0/file",
                "value": '{"kind":"casefile","id":3,"name":"Elnet 2026.zip"}',
            },
            {
                "type": "button",
                "text": plain("Læg i kalenderen"),
                "action_id": "1/file",
                "value": '{"kind":"calendar_group","id":3,"name":"Læg i kalenderen"}',
            },
        ],
    }
    assert pressed.read(row["elements"][0]) == (pressed.FILE, {"kind": "casefile", "id": 3, "name": "Elnet 2026.zip"})


def test_a_picture_is_brought_when_its_button_is_pressed() -> None:
    [row] = drawn(Picture("plan.png", 3, "elnet-plan.png", "Planen for Elnet uge for uge."))
    assert row["elements"][0]["text"] == plain("Vis billedet")
    said = {"kind": "plan.png", "id": 3, "name": "elnet-plan.png"}
    assert pressed.read(row["elements"][0]) == (pressed.FILE, said)


def test_an_address_that_slack_takes_for_no_link_can_be_read() -> None:
    assert drawn(Items((Item("Notat", (Button("", "Åbn", url="file://server/notat"),)),))) == [
        rich(paragraph(run("Notat"))),
        rich(paragraph(run("Åbn: file://server/notat"))),
    ]


# --- what people wrote ---


def test_nothing_that_people_wrote_becomes_markup_a_mention_or_a_link() -> None:
    card = Card(
        FAITH,
        (
            Line(FAITH),
            Line(FAITH, "muted"),
            Facts(((FAITH, FAITH), ("Tid", strong(FAITH)))),
            Items((Item(FAITH, (Button("a", FAITH),)), Item(strong("Ja") + FAITH, (Button("b", "B"),)), Item(FAITH))),
            Table((FAITH,), ((FAITH,),)),
        ),
        (Button("c", FAITH),),
    )
    made = message(card, T)
    text = str(made.blocks)
    # Mrkdwn is left for what cannot be mistaken.
    assert re.findall(r"'mrkdwn', 'text': '([^']*)'", text) == ["*Tid*"]
    assert text.count("'emoji'") == text.count("'emoji': False")
    assert made.text == ("*fed* _skrå_ ~streg~ `kode` &lt;!channel&gt; &lt;@U1&gt; &amp; :wave:\n&gt; citat")
    assert aloud(made.blocks).count("<!channel> <@U1> & :wave:") == 13


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"Svar {strong('nu')}.", {"type": "mrkdwn", "text": "Svar *nu*.", "verbatim": True}),
        (f"Møre & Romsdal <x> {strong('ja')}", "Møre &amp; Romsdal &lt;x&gt; *ja*"),
        (f"a_b {strong('ja')}", "a_b ja"),
        (f"*nej* {strong('ja')}", "*nej* ja"),
        (f"~nej~ {strong('ja')}", "~nej~ ja"),
        (f"`nej` {strong('ja')}", "`nej` ja"),
        (f"Fri :wave: {strong('ja')}", "Fri :wave: ja"),
        (f"kl. 10:30:45 {strong('ja')}", "kl. 10:30:45 ja"),
        (f"{strong('ja')}er", "jaer"),
        (f"{strong(' ja ')}", "ja"),
        (f"> citat {strong('ja')}", "> citat ja"),
        (f"{strong('a')}{strong('b')}", "ab"),
    ],
)
def test_bold_beside_a_button_is_given_up_where_it_could_be_mistaken(text: str, shown: object) -> None:
    [block] = drawn(Items((Item(text, (Button("a", "A"),)),)))
    made = block["text"]
    assert (made if isinstance(shown, dict) else made["text"]) == shown  # type: ignore[index]


# --- too much ---


def test_a_long_title_is_a_bold_paragraph() -> None:
    title = "Hvem hos jer kender elnettet? " * 6
    assert message(Card(title), T).blocks == [rich(paragraph(run(title.strip(), True)))]


def test_a_card_without_a_title_is_never_an_empty_message() -> None:
    assert (message(Card(""), T).text, refusals(message(Card(""), T).blocks)) == ("–", [])


def test_a_long_text_is_parted_between_words_and_keeps_its_bold() -> None:
    said = strong("vindkraft " * 200) + "netplanlægning " * 300
    made = drawn(Line(said))
    assert [len(block["elements"]) for block in made] == [1, 1, 1]  # type: ignore[arg-type]
    assert letters(aloud(made)) == letters(said)
    assert all(re.match(r"(vindkraft|netplanlægning)", line) for line in aloud(made).splitlines())


def test_a_list_that_is_too_long_for_a_message_goes_on_behind_a_button() -> None:
    items = tuple(Item(f"Gruppe {n}", (Button("see", "Se", {"group": n}),)) for n in range(120))
    card = Card("Alle · 120 grupper", (Items(items), Line("Til orientering.", "footer")), (Button("new", "Ny"),))
    pages = everything(card)
    assert [len(each.blocks) for each in pages] == [50, 50, 27]
    assert [refusals(each.blocks) for each in pages] == [[], [], []]
    assert aloud(pages[0].blocks).splitlines()[-4:] == [
        "Gruppe 45 [Se]",
        "[Ny]",
        "Til orientering.",
        "[Vis mere]",
    ]
    assert aloud(pages[1].blocks).splitlines()[:2] == ["Alle · 120 grupper (side 2 af 3)", "Gruppe 46 [Se]"]
    assert aloud(pages[1].blocks).splitlines()[-1] == "[Vis resten]"
    assert aloud(pages[2].blocks).splitlines()[-1] == "Gruppe 119 [Se]"
    assert pressed.read(buttons(pages[0].blocks)[-1]) == (pressed.PAGE, {"page": 1})
    assert pressed.read(buttons(pages[1].blocks)[-1]) == (pressed.PAGE, {"page": 2})
    assert message(card, T, 99) == pages[2]


def test_a_long_table_goes_on_with_its_head_on_the_next_page() -> None:
    card = Card("Journal", (Table(("Hvad",), tuple((f"Linje {n}",) for n in range(250))),))
    pages = everything(card)
    said = [aloud(each.blocks).splitlines() for each in pages]
    assert [(each[1], each[2], each[-2]) for each in said[:2]] == [
        ("Hvad", "Linje 0", "Linje 98"),
        ("Hvad", "Linje 99", "Linje 197"),
    ]
    assert (said[2][1], said[2][-1]) == ("Hvad", "Linje 249")


def test_a_view_takes_a_hundred_blocks_and_numbers_its_buttons_from_where_it_is_told() -> None:
    items = tuple(Item(f"Gruppe {n}", (Button("see", "Se"),)) for n in range(120))
    card = Card("Alle", (Items(items),))
    assert (len(view(card, T).blocks), view(card, T).pages) == (100, 2)
    made = blocks(card, T, 40, first=7)
    assert (len(made), buttons(made)[0]["action_id"]) == (40, "7/see")


# --- whatever it is ---


@settings(max_examples=25)
@given(made_up.cards)
def test_whatever_the_card_slack_takes_every_page_of_it(card: Card) -> None:
    last = message(card, T).pages - 1
    for number in {0, 1, last // 2, last}:
        page = message(card, T, number)
        assert refusals(page.blocks) == []
        assert 0 < len(page.text) <= 4000
    last = view(card, T).pages - 1
    for number in {0, last}:
        assert refusals({"type": "home", "blocks": view(card, T, page=number).blocks}) == []


@settings(max_examples=15)
@given(made_up.cards)
def test_whatever_the_card_nothing_of_it_is_lost(card: Card) -> None:
    shown = letters(aloud(view(card, T, 10_000).blocks))
    for part in card.body:
        match part:
            case Line(text=text):
                assert letters(text) in shown or len(text) > 2000
            case Items(items=items):
                assert all(letters(each.text) in shown for each in items if len(each.text) < 2000)
            case Facts(pairs=pairs):
                assert all(letters(each) in shown for pair in pairs for each in pair if len(each) < 900)
            case Table(rows=rows):
                assert all(letters(cell) in shown for row in rows for cell in row if len(cell) < 900)


def test_words_that_no_button_carries_can_be_read_and_typed_again() -> None:
    words = "frist Elnet " + "å" * 2000
    drawn = message(Card("Hvilken gruppe mener du?", buttons=(Button("say", "Elnet", {"words": words}),)), T)
    assert [block["type"] for block in drawn.blocks] == ["header", "rich_text"]
    assert aloud(drawn.blocks).endswith(f"Elnet: {words}")


def test_what_is_not_an_answer_stands_behind_one_sign_where_there_are_more_than_three() -> None:
    answers = tuple(Button("a", label) for label in ("Ja", "Nej"))
    small = tuple(Button("b", label, {"label": label}, style="link") for label in ("Læs mere", "Fortryd"))
    few = message(Card("Spørgsmål", buttons=(*answers, small[0])), T)
    many = message(Card("Spørgsmål", buttons=(*answers, *small)), T)
    assert aloud(few.blocks) == "Spørgsmål\n[Ja] [Nej]\n[Læs mere]"
    assert aloud(many.blocks) == "Spørgsmål\n[Ja] [Nej] [⋯ Læs mere | Fortryd]"
