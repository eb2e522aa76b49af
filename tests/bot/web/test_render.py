"""Every part of a card and a form as HTML, whole, and what hostile text becomes in it."""

from __future__ import annotations

import re
from itertools import count

import pytest

from bot.web.render import At, Renderer, kept, safe_url
from handlers.dialogue.card import (
    Button,
    Card,
    Confirm,
    Document,
    Facts,
    Item,
    Items,
    Line,
    Picture,
    Table,
    strong,
)
from handlers.dialogue.form import Choice, Form, Number, Option, Person, Tick, When, Words
from handlers.locale import Speech
from tests.bot.web.stage import START

T = Speech("da", START)
RENDERER = Renderer()


def at() -> At:
    numbers = count(1)
    return At("/as/14/3", "token", lambda: f"key{next(numbers)}", 7, 2)


def tight(html: str) -> str:
    """The HTML without the white space around and between tags."""
    return re.sub(r"\s*\n\s*", "", html.strip())


def card(*body, title="T", buttons=(), tone="neutral") -> str:
    return tight(RENDERER.card(Card(title, body, buttons, tone), T, at()))


def body(*parts) -> str:
    found = re.fullmatch(r'<section class="card(?: digest)?"><h4>T</h4>(.*)</section>', card(*parts))
    assert found is not None
    return found[1]


def hidden(key: str, action: str, args: str = "{}") -> str:
    return (
        '<input type="hidden" name="token" value="token">'
        f'<input type="hidden" name="key" value="{key}">'
        '<input type="hidden" name="post" value="7"><input type="hidden" name="version" value="2">'
        f'<input type="hidden" name="action" value="{action}"><input type="hidden" name="args" value="{args}">'
    )


def pressed(key: str, action: str, label: str, look: str = ' class="btn"', args: str = "{}") -> str:
    return (
        f'<form method="post" action="/as/14/3/press" data-live>{hidden(key, action, args)}'
        f"<button{look}>{label}</button></form>"
    )


# --- cards ------------------------------------------------------------------------------------------------


def test_mail_address_breaks_after_its_at_sign_only():
    assert body(Line("anna.lindholt@hjoerring.example, @Anna & <b>")) == (
        "<p>anna.lindholt@<wbr>hjoerring.example, @Anna &amp; &lt;b&gt;</p>"
    )


def test_lines_are_paragraphs_with_their_bold_and_uge_48_stays_together():
    line = Line(f"Svar senest {strong('fredag kl. 12')} (uge 48).")
    assert body(line, Line("Lille", "muted")) == (
        '<p>Svar senest <strong>fredag kl.\xa012</strong> (uge\xa048).</p><p class="small muted">Lille</p>'
    )


@pytest.mark.parametrize(
    ("tone", "opening"),
    [
        ("neutral", '<section class="card"><h4>T</h4>'),
        ("waiting", '<section class="card waiting"><h4><span class="sr">Venter på svar: </span>T</h4>'),
        ("good", '<section class="card good"><h4><span class="sr">Afgjort: </span>T</h4>'),
        ("warning", '<section class="card warning"><h4><span class="sr">Bemærk: </span>T</h4>'),
    ],
)
def test_tone_is_said_in_words_too(tone, opening):
    assert card(tone=tone) == f"{opening}</section>"


def test_facts_are_a_list_of_names_and_values():
    assert body(Facts((("Tid", "ca. 4 timer"), ("Tovholder", "Emil")))) == (
        '<dl class="facts"><dt>Tid</dt><dd>ca.\xa04 timer</dd><dt>Tovholder</dt><dd>Emil</dd></dl>'
    )


def test_table_has_scopes_caption_and_a_button_for_more():
    part = Table(("Org.", "Plads"), (("Læsø", "ledig"),), "1 af 2", Button("more", "Vis flere", {"from": 20}))
    assert body(part) == (
        "<table><caption>1 af 2</caption>"
        '<thead><tr><th scope="col">Org.</th><th scope="col">Plads</th></tr></thead>'
        '<tbody><tr><th scope="row">Læsø</th><td>ledig</td></tr></tbody></table>'
        f'<div class="presses">{pressed("key1", "more", "Vis flere", args="{&#34;from&#34;:20}")}</div>'
    )


def test_items_have_their_buttons_or_a_note():
    part = Items((Item("Elnet", (Button("see", "Se"), Button("x", "Senere", style="link"))), Item("A", note="Ok")))
    assert body(part) == (
        '<ul class="items"><li><span>Elnet</span>'
        f'<div class="presses">{pressed("key1", "see", "Se")}</div>'
        f'<div class="links">{pressed("key2", "x", "Senere", "")}</div></li>'
        '<li><span>A</span><span class="chip good tick">Ok</span></li></ul>'
    )


def test_document_is_a_link_of_whoever_acts():
    assert body(Document("case", 3, "Sag & bilag.zip")) == (
        '<p class="file"><a class="press" href="/as/14/3/file/case/3" download>Sag &amp; bilag.zip</a></p>'
    )


def test_a_picture_is_drawn_when_it_is_asked_for_and_says_what_is_in_it():
    picture = Picture("plan.png", 3, "elnet-plan.png", 'Planen for Elnet. Uden dato: <notat> & "andet".')
    assert body(picture) == (
        '<details class="picture"><summary>Vis billedet</summary><img src="/as/14/3/file/plan.png/3" '
        'alt="Planen for Elnet. Uden dato: &lt;notat&gt; &amp; &#34;andet&#34;." loading="lazy"></details>'
    )


def test_buttons_have_their_weight_and_links_stand_below():
    buttons = (
        Button("a", "Ja", style="primary"),
        Button("b", "Slet", style="danger"),
        Button("c", "Læs", style="link"),
        Button("", "Side", url="/as/1"),
        Button("", "Ude", url="https://brn.example/a?b=1&c=2", style="link"),
    )
    assert card(buttons=buttons) == (
        '<section class="card"><h4>T</h4><div class="presses">'
        + pressed("key1", "a", "Ja", ' class="btn primary"')
        + pressed("key2", "b", "Slet", ' class="btn danger"')
        + '<a class="btn" href="/as/1">Side</a></div><div class="links">'
        + pressed("key3", "c", "Læs", "")
        + '<a href="https://brn.example/a?b=1&amp;c=2">Ude</a></div></section>'
    )


def test_confirmation_is_a_dialog_and_a_question_that_can_be_asked_on_a_page():
    confirm = Confirm("Skal vi?", "Anna bestemmer.", "Ja, spørg")
    asked = (
        "{&#34;title&#34;:&#34;Skal vi?&#34;,&#34;text&#34;:&#34;Anna bestemmer.&#34;,"
        "&#34;yes&#34;:&#34;Ja, sp\\u00f8rg&#34;}"
    )
    assert card(buttons=(Button("yes", "Ja", {"request": 1}, "primary", confirm),)) == (
        '<section class="card"><h4>T</h4><div class="presses">'
        '<form method="post" action="/as/14/3/press" data-live data-confirm="c-key1">'
        + hidden("key1", "yes", "{&#34;request&#34;:1}")
        + f'<input type="hidden" name="confirm" value="{asked}"><button class="btn primary">Ja</button></form>'
        '<dialog id="c-key1" aria-labelledby="c-key1-title">'
        '<form class="flow" method="post" action="/as/14/3/press" data-live>'
        + hidden("key1", "yes", "{&#34;request&#34;:1}")
        + '<h2 id="c-key1-title">Skal vi?</h2><p>Anna bestemmer.</p><div class="presses">'
        '<button class="btn primary">Ja, spørg</button>'
        '<button class="btn" formmethod="dialog">Tilbage</button></div></form></dialog></div></section>'
    )


def test_digest_names_its_parts_and_ends_with_small_print_and_links():
    found = card(
        Line("Kræver svar", "heading"),
        Items((Item("Elnet", note="Besvaret"),)),
        Line("Kun når der er nyt.", "footer"),
        buttons=(Button("off", "Slå fra", style="link"),),
    )
    assert found == (
        '<section class="card digest"><h4>T</h4><h5>Kræver svar</h5>'
        '<ul class="items"><li><span>Elnet</span><span class="chip good tick">Besvaret</span></li></ul>'
        f'<footer><p>Kun når der er nyt.</p><div class="links">{pressed("key1", "off", "Slå fra", "")}</div>'
        "</footer></section>"
    )


# --- text that somebody wrote -----------------------------------------------------------------------------

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=y>&amp;{{7*7}}{% x %}"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39;&gt;&lt;img src=x onerror=y&gt;&amp;amp;{{7*7}}{% x %}"


def test_hostile_text_is_only_text_wherever_it_stands():
    confirm = Confirm(HOSTILE, HOSTILE, HOSTILE)
    parts = (
        *(Line(HOSTILE, style) for style in ("text", "heading", "muted", "footer")),
        Facts(((HOSTILE, HOSTILE),)),
        Table((HOSTILE,), ((HOSTILE,),), HOSTILE, Button(HOSTILE, HOSTILE, {HOSTILE: HOSTILE})),
        Items((Item(HOSTILE, note=HOSTILE),)),
        Document(HOSTILE, 1, HOSTILE),
    )
    found = card(*parts, title=HOSTILE, buttons=(Button("a", HOSTILE, {}, "primary", confirm),))
    assert found.count(ESCAPED) >= 15
    assert re.findall(r"<(script|img)", found) == []
    options = (Option(HOSTILE, HOSTILE, HOSTILE),)
    fields = (
        Words(HOSTILE, HOSTILE, HOSTILE),
        Words("b", HOSTILE, lines=3),
        Choice("c", HOSTILE, options=options, other=HOSTILE),
        Person("d", HOSTILE, options=options),
    )
    made = Form(
        HOSTILE, HOSTILE, fields, HOSTILE, {}, {"b": HOSTILE, "d": HOSTILE}, {"b": HOSTILE, "": HOSTILE}, note=HOSTILE
    )
    assert re.findall(r"<(script|img)", tight(RENDERER.form(made, T, at()))) == []


@pytest.mark.parametrize(
    ("url", "leads_to"),
    [
        ("https://brn.example/", "https://brn.example/"),
        ("/as/1", "/as/1"),
        ("mailto:sofie.kragelund@brn.example", "mailto:sofie.kragelund@brn.example"),
        ("tel:+4500001002", "tel:+4500001002"),
        ("javascript:alert(1)", "#"),
        ("JaVaScRiPt:alert(1)", "#"),
        ("data:text/html,x", "#"),
        ("//elsewhere.example", "#"),
        ("http://[", "#"),
        ("", "#"),
    ],
)
def test_link_leads_only_where_a_link_may(url, leads_to):
    assert safe_url(Button("", "", url=url)) == leads_to


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("uge 48", "uge\xa048"),
        ("Uge 47 · kl. 12.30", "Uge\xa047 · kl.\xa012.30"),
        ("week 48 at 12", "week\xa048 at\xa012"),
        ("uge efter uge", "uge efter uge"),
        ("fuge 4", "fuge 4"),
    ],
)
def test_numbers_stay_with_their_word(text, together):
    assert kept(text) == together


# --- forms ------------------------------------------------------------------------------------------------


def form(*fields, **rest) -> str:
    return tight(RENDERER.form(Form("name", "Titel", fields, "Send", {"id": 1}, **rest), T, at()))


def fields(*several, **rest) -> str:
    found = re.search(r"</header>(.*)<div class=\"presses\">", form(*several, **rest))
    assert found is not None
    return found[1]


def test_form_has_a_title_its_step_a_note_and_a_way_back():
    assert form(Words("a", "Navn"), step=(1, 2), note="Vi skriver selv.") == (
        '<form class="form" method="post" action="/as/14/3/form" novalidate data-live>'
        + hidden("key1", "name", "{&#34;id&#34;:1}")
        + '<header><p class="eyebrow">1 af 2</p><h2 id="form-title">Titel</h2></header>'
        '<div class="field"><label for="f-a">Navn</label>'
        '<input id="f-a" name="f.a" autocomplete="off" value="" aria-required="true"></div>'
        '<p class="small muted">Vi skriver selv.</p><div class="presses">'
        '<button class="btn primary">Send</button> <a class="btn" href="/as/14/3" data-close>Tilbage</a></div></form>'
    )


def test_words_on_several_lines_keep_their_value():
    assert fields(Words("a", "Opgave", lines=4, required=False), values={"a": "\nÉn\nto"}) == (
        '<div class="field"><label for="f-a">Opgave</label><textarea id="f-a" name="f.a" rows="4">Énto</textarea></div>'
    )


def test_number_is_tied_to_its_unit():
    assert fields(Number("h", "Tid", "Cirka", min=1, max=37, unit="timer"), values={"h": "4"}) == (
        '<div class="field"><label for="f-h">Tid</label><span class="hint" id="f-h-hint">Cirka</span>'
        '<span class="measure"><input id="f-h" name="f.h" inputmode="decimal" autocomplete="off" value="4" '
        'aria-required="true" aria-describedby="f-h-hint f-h-unit"> <span id="f-h-unit">timer</span></span></div>'
    )


def test_date_is_written_in_words():
    assert fields(When("w", "Frist"), values={"w": "fredag"}) == (
        '<div class="field"><label for="f-w">Frist</label>'
        '<input id="f-w" name="f.w" autocomplete="off" value="fredag" aria-required="true"></div>'
    )


def test_tick_is_one_box():
    assert fields(Tick("t", "Send nu"), values={"t": "yes"}) == (
        '<div class="field"><label class="choice">'
        '<input type="checkbox" id="f-t" name="f.t" value="yes" checked> <span>Send nu</span></label></div>'
    )


def test_person_is_found_by_typing():
    assert fields(Person("p", "Hvem", options=(Option("a@brn.example", "Anna", "Hjørring"),))) == (
        '<div class="field"><label for="f-p">Hvem</label>'
        '<input id="f-p" name="f.p" list="f-p-people" autocomplete="off" value="" aria-required="true">'
        '<datalist id="f-p-people"><option value="a@brn.example">Anna · Hjørring</option></datalist></div>'
    )


def test_choice_is_boxes_and_somebody_else_opens_what_follows():
    who = Choice("who", "Hvem", options=(Option("1", "Henrik", "it-chef"),), other="En anden")
    assert fields(who, Words("name", "Navn"), values={"who": "other", "name": "Amir"}) == (
        '<fieldset class="field" role="radiogroup" aria-required="true"><legend>Hvem</legend><div class="choices">'
        '<label class="choice"><input type="radio" id="f-who" name="f.who" value="1"> '
        '<span>Henrik <span class="hint">it-chef</span></span></label>'
        '<label class="choice else"><input type="radio" id="f-who-1" name="f.who" value="other" checked> '
        "<span>En anden</span></label></div></fieldset>"
        '<div class="other"><div class="field"><label for="f-name">Navn</label>'
        '<input id="f-name" name="f.name" autocomplete="off" value="Amir" aria-required="true"></div></div>'
    )


def test_choice_of_many_is_boxes_to_tick_and_a_long_one_is_a_list():
    options = tuple(Option(str(number), f"Nr. {number}") for number in range(9))
    ticked = fields(Choice("m", "Mange", options=options[:2], many=True), values={"m": ("1",)})
    assert ticked == (
        '<fieldset class="field"><legend>Mange</legend><div class="choices">'
        '<label class="choice"><input type="checkbox" id="f-m" name="f.m" value="0"> <span>Nr. 0</span></label>'
        '<label class="choice"><input type="checkbox" id="f-m-1" name="f.m" value="1" checked> '
        "<span>Nr. 1</span></label></div></fieldset>"
    )
    listed = fields(Choice("l", "Liste", options=options), values={"l": "8"})
    assert listed.startswith(
        '<div class="field"><label for="f-l">Liste</label><select id="f-l" name="f.l" aria-required="true">'
        '<option value="">Vælg</option><option value="0">Nr. 0</option>'
    )
    assert '<option value="8" selected>Nr. 8</option></select></div>' in listed


def test_errors_of_a_form_that_may_be_sent_as_it_is_are_there_to_be_looked_at():
    found = fields(Words("a", "Linje 1"), errors={"a": "30. februar findes ikke."}, doubts=True)
    assert '<h3 id="form-errors-title">Der er én ting at se på.</h3>' in found


def test_errors_stand_in_a_summary_and_at_their_fields():
    found = fields(
        When("w", "Hvornår?", "Fx 11. december"), Words("a", "Navn"), values={"w": "30. februar"},
        errors={"w": "30. februar findes ikke.", "a": "Feltet skal udfyldes.", "": "Noget andet."},
    )  # fmt: skip
    assert found == (
        '<section class="card warning" id="form-errors" tabindex="-1" autofocus aria-labelledby="form-errors-title">'
        '<h3 id="form-errors-title">Der er 3 ting at rette.</h3><ul>'
        '<li><a href="#f-w">Hvornår? 30.\xa0februar findes ikke.</a></li>'
        '<li><a href="#f-a">Navn: Feltet skal udfyldes.</a></li><li>Noget andet.</li></ul></section>'
        '<div class="field"><label for="f-w">Hvornår?</label><span class="hint" id="f-w-hint">Fx 11.\xa0december</span>'
        '<input id="f-w" name="f.w" autocomplete="off" value="30. februar" aria-required="true" aria-invalid="true" '
        'aria-describedby="f-w-hint f-w-error"><p class="problem" id="f-w-error">30.\xa0februar findes ikke.</p></div>'
        '<div class="field"><label for="f-a">Navn</label>'
        '<input id="f-a" name="f.a" autocomplete="off" value="" aria-required="true" aria-invalid="true" '
        'aria-describedby="f-a-error"><p class="problem" id="f-a-error">Feltet skal udfyldes.</p></div>'
    )
