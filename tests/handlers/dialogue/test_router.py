"""Which function answers which words and which press."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.contents import everything
from handlers.dialogue.card import Button
from handlers.dialogue.command import Command
from handlers.dialogue.errors import UserError
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request
from handlers.dialogue.router import Router
from storage.tables import Person

NOW = datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Europe/Copenhagen"))
SOFIE = Person(id=1, organisation_id=1, name="Sofie Kragelund", language="da", created_at=NOW)
AMIR = Person(id=2, organisation_id=1, name="Amir Rahimi", language="en", created_at=NOW)


def said(words: str, actor: Person = SOFIE) -> Request:
    return Request(actor=actor, now=NOW, words=words)


@pytest.mark.parametrize(
    ("words", "action", "rest"),
    [
        ("", "overview.show", ""),
        ("ny Elnet", "commission.new", "Elnet"),
        ("NEW  Elnet ", "commission.new", "Elnet"),
        ("bestil", "commission.new", ""),
        ("status Elnet", "status.show", "Elnet"),
        ("svar Elnet Thisted ja", "answer.open", "Elnet Thisted ja"),
        ("opløs Elnet", "dissolve", "Elnet"),
        ("oploes Elnet", "dissolve", "Elnet"),
        ("OPLØS Elnet", "dissolve", "Elnet"),
        ("hjælp", "help", ""),
        ("hjaelp", "help", ""),
        ("fravaer", "away", ""),
    ],
)
def test_words_find_their_command_in_both_languages_and_without_danish_letters(
    words: str, action: str, rest: str
) -> None:
    route, request = everything().find(said(words))
    assert (route.name, request.words) == (action, rest)


ASKED, WAITING = "Det, du bliver spurgt om, svarer du på med en knap.", "Det, der venter på dig"


def test_a_press_finds_its_route_and_words_can_be_pressed() -> None:
    router = everything()
    assert router.find(Request(SOFIE, NOW, action="nomination.yes"))[0].name == "nomination.yes"
    pressed = Request(SOFIE, NOW, action="say", args={"words": "status Elnet"})
    assert (router.find(pressed)[0].name, router.find(pressed)[1].words) == ("status.show", "Elnet")


@pytest.mark.parametrize(
    ("actor", "words", "sentence", "more", "buttons"),
    [
        (SOFIE, "satus", 'Jeg kender ikke "satus".', "Mente du status?", ["status", "hjælp"]),
        (AMIR, "statsu", "I do not know “statsu”.", "Did you mean status?", ["status", "help"]),
        (AMIR, "hello", "I do not know “hello”.", "Did you mean help?", ["help"]),
        (SOFIE, "qwertyuiop", 'Jeg kender ikke "qwertyuiop".', ASKED, [WAITING, "hjælp"]),
        (SOFIE, "<b>" + "x" * 100, 'Jeg kender ikke "<b>' + "x" * 36 + '…".', ASKED, [WAITING, "hjælp"]),
        (SOFIE, "nej tak", 'Jeg kender ikke "nej".', ASKED, [WAITING, "hjælp"]),
        (SOFIE, "Ja", 'Jeg kender ikke "Ja".', ASKED, [WAITING, "hjælp"]),
    ],
)
def test_an_unknown_word_gets_the_nearest_one(
    actor: Person, words: str, sentence: str, more: str, buttons: list[str]
) -> None:
    with pytest.raises(UserError) as refused:
        everything().find(said(words, actor))
    error = refused.value
    assert (error.sentence, error.more, [each.label for each in error.buttons]) == (sentence, more, buttons)


def test_an_action_that_no_face_can_have_offered_is_a_defect() -> None:
    with pytest.raises(LookupError):
        everything().find(Request(SOFIE, NOW, action="no.such.action"))


def test_two_capabilities_cannot_claim_one_name() -> None:
    def handler(request: Request, store: object) -> Reply:
        return Reply()

    one, other, both = Router(), Router(), Router()
    one.button("say.yes")(handler)  # type: ignore[type-var]
    other.button("say.yes")(handler)  # type: ignore[type-var]
    with pytest.raises(ValueError, match=r"two capabilities claim say\.yes"):
        both.include(one, other)
    one, other, both = Router(), Router(), Router()
    one.undo("said")(lambda request, store, line: Reply())
    other.undo("said")(lambda request, store, line: Reply())
    with pytest.raises(ValueError, match="two capabilities claim"):
        both.include(one, other)


def test_no_word_means_two_commands() -> None:
    words = [word.casefold() for command in everything().commands for word in {*command.words}]
    assert sorted(word for word in words if words.count(word) > 1) == []


def test_every_command_has_both_words_and_its_line_of_help() -> None:
    assert [each for each in everything().commands if not each.summary or bool(each.word) != bool(each.dansk)] == []
    assert Command("x", "y", "z").words == ("x", "y")
    assert Button("say", "x").args == {}
