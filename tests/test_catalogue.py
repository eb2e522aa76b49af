"""Every English sentence of the sources has its Danish, and the Danish says nothing else."""

from __future__ import annotations

import io
from string import Formatter

import pytest

from scripts import catalogue
from scripts.catalogue import HEADER, Entry

# --- what is wrong with a catalogue -----------------------------------------------------------------------


def complaints(text: str, wanted: dict[str, Entry]) -> list[str]:
    """What keeps the catalogue from being the Danish of exactly these sentences, one line each."""
    entries = catalogue.in_catalogue(text)
    known = {(entry.english, entry.plural) for entry in entries}
    needed = {(entry.english, entry.plural) for entry in wanted.values()}
    found = [
        f"missing, run `make catalogue`: {entry.english!r} ({entry.place})"
        for entry in wanted.values()
        if (entry.english, entry.plural) not in known
    ]
    seen = set()
    for entry in entries:
        key = (entry.english, entry.plural)
        if key in seen:
            found.append(f"twice, run `make catalogue`: {entry.english!r}")
        seen.add(key)
        if key not in needed:
            found.append(f"stale, run `make catalogue`: {entry.english!r}")
        elif not entry.translated:
            found.append(f"without its Danish: {entry.english!r}")
        else:
            found += wrong_words(entry)
    return found


def wrong_words(entry: Entry) -> list[str]:
    """What the forms of one translated sentence do wrong: fuzzy, other placeholders, an unpaired `**`."""
    found = [f"fuzzy: {entry.english!r}"] if entry.fuzzy else []
    english = [entry.english] if entry.plural is None else [entry.english, entry.plural]
    for original, danish in zip(english, entry.danish, strict=True):
        # The form for one may spell the number out: "én ekspert" beside "{n} eksperter".
        spelt_out = {"n"} if entry.plural is not None and original == entry.english else set()
        try:
            if placeholders(original) - spelt_out != placeholders(danish) - spelt_out:
                found.append(f"other placeholders than {original!r}: {danish!r}")
        except ValueError as error:
            found.append(f"{error}: {original!r}, {danish!r}")
        found += [f"a ** without its pair: {words!r}" for words in (original, danish) if words.count("**") % 2]
    return found


def placeholders(sentence: str) -> set[str]:
    """The names in braces; ValueError for a brace without its pair."""
    return {name for _, name, *_ in Formatter().parse(sentence) if name is not None}


# --- the catalogue of this house --------------------------------------------------------------------------


def test_every_sentence_has_its_danish_and_nothing_else_has():
    text = catalogue.CATALOGUE.read_text(encoding="utf-8")
    assert complaints(text, catalogue.in_sources()) == []


def test_sources_are_where_the_catalogue_looks_for_them():
    found = {path.relative_to(catalogue.ROOT).parts[0] for path in catalogue.sources()}
    assert "handlers" in found


# --- that this test can fail ------------------------------------------------------------------------------

HELLO = Entry("Hello {name}", place="handlers/a.py")
EXPERTS = Entry("one expert", "{n} experts", place="handlers/a.py")
WANTED = {entry.english: entry for entry in (HELLO, EXPERTS)}
GOOD = f"""{HEADER}
#: handlers/a.py
msgid "Hello {{name}}"
msgstr "Hej {{name}}"

#: handlers/a.py
msgid "one expert"
msgid_plural "{{n}} experts"
msgstr[0] "én ekspert"
msgstr[1] "{{n}} eksperter"
"""


def test_good_catalogue_has_no_complaint():
    assert complaints(GOOD, WANTED) == []


FIRST = '#: handlers/a.py\nmsgid "Hello'


@pytest.mark.parametrize(
    ("was", "becomes", "complaint"),
    [
        ('"Hej {name}"', '""', "without its Danish: 'Hello {name}'"),
        ('"{n} eksperter"', '""', "without its Danish: 'one expert'"),
        ('"Hej {name}"', '"Hej {navn}"', "other placeholders than 'Hello {name}': 'Hej {navn}'"),
        ('"Hej {name}"', '"Hej"', "other placeholders than 'Hello {name}': 'Hej'"),
        ('"{n} eksperter"', '"eksperter"', "other placeholders than '{n} experts': 'eksperter'"),
        ('"Hej {name}"', '"Hej {name"', "expected '}' before end of string: 'Hello {name}', 'Hej {name'"),
        ('"Hej {name}"', '"Hej **{name}"', "a ** without its pair: 'Hej **{name}'"),
        ('msgid "Hello', '#, fuzzy\nmsgid "Hello', "fuzzy: 'Hello {name}'"),
        (FIRST, f'msgid "Bye"\nmsgstr "Farvel"\n\n{FIRST}', "stale, run `make catalogue`: 'Bye'"),
        (FIRST, f'#~ msgid "Bye"\n#~ msgstr "Farvel"\n\n{FIRST}', "stale, run `make catalogue`: 'Bye'"),
        (
            FIRST,
            f'msgid "Hello {{name}}"\nmsgstr "Goddag {{name}}"\n\n{FIRST}',
            "twice, run `make catalogue`: 'Hello {name}'",
        ),
    ],
)
def test_wrong_catalogue_is_told_what_is_wrong(was, becomes, complaint):
    assert GOOD.count(was) == 1
    assert complaints(GOOD.replace(was, becomes), WANTED) == [complaint]


def test_new_sentence_is_missing():
    assert complaints(HEADER, {"Hello {name}": HELLO}) == [
        "missing, run `make catalogue`: 'Hello {name}' (handlers/a.py)"
    ]


# --- reading sentences out of sources ---------------------------------------------------------------------


def said_by(source: str, place: str) -> list[tuple[str, str | None]]:
    return [(e.english, e.plural) for e in catalogue.from_source(io.BytesIO(source.encode()), place)]


def test_python_sentences_are_found_however_deep_they_stand():
    source = """
def card(request, t):
    title = request.t("Outer {x}", x=str(t("Inner {y}", y=max(t("Innermost"), ""))))
    count = t.plural(len("not this"), "one answer", "{n} answers", n=2)
    return Card(t("Joined "
                  "æøå"), t(title), lambda t: t("In a lambda"), "not this")
"""
    assert said_by(source, "handlers/a.py") == [
        ("Outer {x}", None),
        ("Inner {y}", None),
        ("Innermost", None),
        ("one answer", "{n} answers"),
        ("Joined æøå", None),
        ("In a lambda", None),
    ]


def test_template_sentences_are_found():
    source = """<h1>{{ t("Title {name}", name=t('Name')) }}</h1>
{% if n %}{{ plural(n, "one group", "{n} groups") }}{% endif %}
<a aria-label="{{ t("Close") }}">not this</a>"""
    assert sorted(said_by(source, "bot/web/templates/a.html")) == [
        ("Close", None),
        ("Name", None),
        ("Title {name}", None),
        ("one group", "{n} groups"),
    ]


def test_template_with_bad_syntax_is_not_passed_over():
    with pytest.raises(Exception, match="unexpected"):
        said_by("{{ t('x' }}", "bot/web/templates/a.html")


def test_sources_are_read_by_file_and_line_and_counting_wins(tmp_path):
    for name, source in {
        "handlers/b.py": 't("Second"); t("reply")',
        "handlers/a.py": 't("First")\nt("reply")',
        "handlers/c.py": 't.plural(n, "reply", "{n} replies")',
        "storage/d.py": 't("Not here")',
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(source)
    assert list(catalogue.in_sources(tmp_path).values()) == [
        Entry("First", place="handlers/a.py"),
        Entry("reply", "{n} replies", place="handlers/a.py"),
        Entry("Second", place="handlers/b.py"),
    ]


# --- bringing it up to date -------------------------------------------------------------------------------


def test_update_keeps_translations_and_remarks_adds_new_and_drops_stale():
    old = GOOD + '\nmsgid "Bye"\nmsgstr "Farvel"\n\n# du, never De\n#: handlers/old.py\nmsgid "You"\nmsgstr "Du"\n'
    wanted = {
        "New\nline": Entry("New\nline", place="handlers/0.py"),
        **WANTED,
        "You": Entry("You", place="handlers/b.py"),
    }
    assert catalogue.brought_up_to_date(old, wanted) == (
        GOOD.replace(HEADER, HEADER + '\n#: handlers/0.py\nmsgid "New\\nline"\nmsgstr ""\n')
        + '\n# du, never De\n#: handlers/b.py\nmsgid "You"\nmsgstr "Du"\n'
    )


def test_update_after_a_merge_keeps_the_translated_one_of_two():
    doubled = GOOD.replace("#: handlers/a.py\n", '#: handlers/a.py\nmsgid "Hello {name}"\nmsgstr ""\n', 1)
    assert catalogue.brought_up_to_date(doubled, WANTED) == GOOD


def test_update_twice_changes_nothing_more():
    once = catalogue.brought_up_to_date("", WANTED)
    assert catalogue.brought_up_to_date(once, WANTED) == once
    assert complaints(once, WANTED) == [
        "without its Danish: 'Hello {name}'",
        "without its Danish: 'one expert'",
    ]
