"""What awaits somebody, the group on one page, the journal, and what can be taken back."""

from __future__ import annotations

from handlers.dialogue.chronicle import note
from handlers.dialogue.events import Undelivered
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request
from storage import outbox
from tests.handlers.working.made import happen
from tests.routes.book import Book, Report, Say, Step, fill, press
from tests.routes.stages import ASKED_ONE, ESTABLISHED, Stage, about, titled
from tests.world import House

book = Book()
RETURNED = Stage(lambda house: _returned(house), ASKED_ONE)
LONG_AGO = Stage(lambda house: _long_ago(house), ESTABLISHED)
WEEK_LATER = Stage(lambda house: _a_week_later(house), ESTABLISHED)


def _returned(house: House) -> None:
    """The mail to Thisted's director came back."""
    with house.database.changing() as store:
        row = outbox.messages_about(store, house.letters["Lars Nystrand"][0].subject)[0]
        row.face, row.failed_at, row.sent_at = "mail", house.now, None
        id_ = row.id
    happen(house, Undelivered(id_ or 0, "no such address", "mail"))


def _long_ago(house: House) -> None:
    """More has happened than one page of history holds."""
    emil, group = house.person("Emil"), house.group("Elnet").id
    with house.database.changing() as store:
        for _ in range(25):
            note(Request(emil, house.now), store, "group.extended", group=group)


def _a_week_later(house: House) -> None:
    """Anna has delivered, and the next digest says so."""
    listed = house.ask("Anna", action="output.list", args={"group": house.group("Elnet").id})
    house.fill("Anna", house.press("Anna", listed, "Levér"))
    house.wind("2026-12-07 08:00")


# --- what awaits ---


@book.recipe("overview.show", ESTABLISHED)
def overview(house: House) -> Step:
    return Say("Sofie", "")


@book.recipe("home.show", ESTABLISHED)
def home(house: House) -> Step:
    return Report("Sofie", "home.show", {})  # a face asks for it when the page is opened


@book.recipe("status.show", ESTABLISHED)
def status(house: House) -> Step:
    return Say("Sofie", "status Elnet")


@book.recipe("status.show", ESTABLISHED, "in the room")
def status_here(house: House) -> Step:
    return Say("Anna", "status", group="Elnet")


@book.recipe("status.show", ESTABLISHED, "button")
def one_page(house: House) -> Step:
    return press("Anna", titled(house, "Anna", "Godt at have dig med"), "Gruppen på én side")


@book.recipe("list.show", ESTABLISHED)
def groups(house: House) -> Step:
    return Say("Sofie", "liste mine")


@book.recipe("list.show", ESTABLISHED, "button")
def all_groups(house: House) -> Step:
    return press("Sofie", house.say("Sofie", ""), "Alle grupper")


@book.recipe("news.show", WEEK_LATER)
def news(house: House) -> Step:
    return press("Sofie", titled(house, "Sofie", "Uge 50"), "Læs")


# --- the journal ---


@book.recipe("history.show", ESTABLISHED)
def history(house: House) -> Step:
    return press("Sofie", house.say("Sofie", "status Elnet"), "Historik")


@book.recipe("history.show", LONG_AGO, "older")
def older(house: House) -> Step:
    return press("Sofie", house.press("Sofie", house.say("Sofie", "status Elnet"), "Historik"), "Ældre")


@book.recipe("undo", ESTABLISHED)
def undo(house: House) -> Step:
    house.say("Emil", "frist Elnet fredag den 11. december budskabspapir")
    return Say("Emil", "fortryd")


@book.recipe("undo.line", ESTABLISHED)
def undo_line(house: House) -> Step:
    return press("Emil", house.say("Emil", "frist Elnet fredag den 11. december budskabspapir"), "Fortryd")


# --- what never arrived ---


def returned(house: House) -> Reply:
    """The notice about a mail that came back."""
    return about(house, "Sofie", "undelivered")


@book.recipe("undelivered.call", RETURNED)
def call(house: House) -> Step:
    return press("Sofie", returned(house), "Ring op")


@book.recipe("undelivered.correct", RETURNED)
def correct(house: House) -> Step:
    return press("Sofie", returned(house), "Ret adressen")


@book.recipe("undelivered.corrected", RETURNED)
def corrected(house: House) -> Step:
    return fill("Sofie", house.press("Sofie", returned(house), "Ret adressen"), email="lars.n@thisted.example")
