"""Cards and forms that nobody has thought of, for trying whether a platform would take them whatever they are."""

from __future__ import annotations

from hypothesis import strategies as st

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
from handlers.dialogue.form import Choice, Number, Option, Person, Tick, When, Words

SIGNS = (
    *("<!channel>", "<@U012>", "*fed*", "_x_", "~x~", "`x`", "> citat", ":wave:", "&amp;", "<https://x.example|her>"),
    *("🎉👩‍👩‍👧", "Æblerød Ådal", "http://x.example", "\n", "   ", "1. et", "- to", "@here", "#kanal", ""),
)
words = st.sampled_from(SIGNS) | st.text(max_size=30)
phrases = st.lists(words, min_size=1, max_size=4).map(" ".join)
long = st.builds(lambda text, times: text * times, phrases, st.sampled_from((1, 1, 1, 1, 40, 150)))
texts = st.lists(phrases | long | long.map(strong), max_size=2).map(" ".join)
names = st.from_regex(r"[a-z]{1,8}(\.[a-z]{1,8})?", fullmatch=True)
args = st.dictionaries(names, st.integers(0, 10**9) | phrases.map(lambda text: text[:60]), max_size=3)
confirms = st.builds(Confirm, texts, texts, phrases)
styles = st.sampled_from(("primary", "quiet", "danger", "link"))
urls = st.none() | st.sampled_from(("https://x.example/a?b=c&d", "javascript:alert(1)", "/side", ""))
buttons = st.builds(Button, names, texts, args, styles, st.none() | confirms, urls)
some_buttons = st.lists(buttons, max_size=4).map(tuple)
lines = st.builds(Line, texts, st.sampled_from(("text", "heading", "muted", "footer", "signature")))
facts = st.builds(Facts, st.lists(st.tuples(texts, texts), max_size=12).map(tuple))
cells = st.lists(phrases | texts, max_size=5).map(tuple)
short_cells = st.lists(phrases, max_size=5).map(tuple)
tables = st.builds(
    Table,
    cells,
    st.lists(cells, max_size=3).map(tuple) | st.lists(short_cells, max_size=3).map(lambda rows: tuple(rows) * 70),
    st.none() | phrases,
    st.none() | buttons,
)
entries = st.builds(Item, texts, some_buttons, st.none() | phrases)
short_entries = st.builds(Item, phrases, some_buttons, st.none() | phrases)
items = st.lists(entries, max_size=4).map(lambda some: Items(tuple(some))) | st.lists(
    short_entries, min_size=1, max_size=4
).map(lambda some: Items(tuple(some) * 50))
documents = st.builds(Document, st.sampled_from(("casefile", "calendar_group")), st.integers(1, 10**6), texts)
pictures = st.builds(Picture, st.just("plan.png"), st.integers(1, 10**6), phrases, texts)
parts = lines | facts | tables | items | documents | pictures
cards = st.builds(
    Card,
    texts,
    st.lists(parts, max_size=4).map(tuple),
    st.builds(lambda some, times: some * times, some_buttons, st.sampled_from((1, 1, 30))),
    summary=st.none() | texts,
)

options = st.builds(
    lambda number, label, hint: Option(f"{number}", label, hint), st.integers(0, 10**9), phrases, phrases
)
several = st.lists(options, max_size=12, unique_by=lambda each: each.value).map(tuple)
many = st.sampled_from((11, 30, 100, 101, 250)).map(
    lambda number: tuple(Option(f"{n}", f"Person {n}", "Hjørring") for n in range(number))
)
required = st.booleans()
labels = phrases | long
fields = st.one_of(
    st.builds(
        Words, st.just(""), labels, phrases, required, max=st.sampled_from((1, 60, 200, 5000)), lines=st.integers(1, 6)
    ),
    st.builds(When, st.just(""), labels, phrases, required),
    st.builds(Number, st.just(""), labels, phrases, required, unit=phrases),
    st.builds(Tick, st.just(""), labels, phrases),
    st.builds(Choice, st.just(""), labels, phrases, required, options=several | many, many=st.booleans(), other=words),
    st.builds(Person, st.just(""), labels, phrases, required, options=several | many),
)

# And one that somebody has thought of, with each of the ways in which a line and a button can be said.
QUESTION = Card(
    "Må vi låne Anna Lindholt?",
    (
        Line(f"Svar senest {strong('fredag den 27. november kl. 12')} (uge 48)."),
        Line("Oversigten kommer kun, når der er nyt.", "footer"),
        Line("Hilsen Sofie Kragelund, BRN", "signature"),
    ),
    (
        Button("more", "Læs mere", style="link"),
        Button("yes", "Ja, spørg Anna", {"request": 1}, "primary"),
        Button("no", "Ikke denne gang", {"request": 1}),
    ),
    tone="waiting",
    summary="Et spørgsmål fra BRN",
)
