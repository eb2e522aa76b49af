"""What a line of the journal is called: every kind that a capability writes about a group has its words."""

from __future__ import annotations

import ast

from handlers.dialogue.deeds import DEEDS, UNDONE, by_themselves, deed, way, words
from handlers.locale import Speech
from storage.tables import JournalLine
from tests.test_house import modules
from tests.world import ORDERED

WRITERS = {"note", "_remember", "_delivered", "appoint"}  # functions that are told the kind of a line
ALONE = {"me", "absence", "directory", "calendar"}  # what is about no group, and is shown by no history
DANISH = Speech("da", ORDERED)


def written() -> set[str]:
    """The kinds of lines that the capabilities write, as they stand in the sources."""
    found = set()
    for _, source in modules("handlers"):
        for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            told = [*call.args, *(each.value for each in call.keywords if each.arg == "what")]
            for node in (node for each in told if name in WRITERS for node in ast.walk(each)):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value:
                    found.add(node.value.removesuffix(UNDONE))
    return {each for each in found if each.partition(".")[0] not in ALONE}


def test_every_kind_has_its_words():
    assert len(written()) > 60
    assert sorted(written() - DEEDS.keys()) == []


def test_undoing_names_what_was_undone():
    lines = [
        JournalLine(what="undone", facts={"what": "milestone.done"}, at=ORDERED),
        JournalLine(what="round.extended.undone", at=ORDERED),
        JournalLine(what="milestone.done", at=ORDERED),
    ]
    assert [deed(each, DANISH) for each in lines] == [
        "Fortrudt: Frist nået",
        "Fortrudt: Svarfrist flyttet",
        "Frist nået",
    ]


def test_what_was_chosen_from_a_few_is_said_in_the_readers_language():
    texts = {"reason": "knowledge", "via": "phone", "line": "phone"}
    assert words(texts, DANISH) == "Ingen med den viden · På telefon · phone"
    assert words(texts, Speech("en", ORDERED)) == "Nobody with that knowledge · By phone · phone"


def test_who_answered_by_themselves():
    assert {via: by_themselves(via) for via in ("workspace", "link", "phone", "mail", "meeting", "")} == {
        "workspace": True, "link": True, "phone": False, "mail": False, "meeting": False, "": False,
    }  # fmt: skip
    assert way("link", DANISH) == "Via link i mailen"
