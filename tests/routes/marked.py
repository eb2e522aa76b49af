"""What is written in a group's room: lines that are noted, and what their writer is asked about the others."""

from __future__ import annotations

from handlers.dialogue.card import Argument
from handlers.dialogue.reply import Reply
from storage import rooms
from tests.routes.book import Book, Report, Step, fill, press
from tests.routes.rooms import ROOM
from tests.routes.stages import Stage, titled
from tests.world import House

book = Book()
WORDS = "Frist: fredag den 11. december kl. 12 – budskabspapir – @Anna"
NO_DATE = Stage(lambda house: hear(house, "Emil", "Frist: snarest – one-pager"), ROOM)
NO_DAY = Stage(lambda house: hear(house, "Emil", "Beslutning: Vi vælger model B – direktionen – 31. november"), ROOM)
NO_TITLE = Stage(lambda house: hear(house, "Emil", "Leverance: https://papirer.example/notat"), ROOM)
NO_COLOUR = Stage(lambda house: hear(house, "Emil", "Status: vi er lidt bagud"), ROOM)
PROPOSAL = Stage(lambda house: hear(house, "Kasper", "Beslutning: Vi går videre med model B"), ROOM)
NOTED = Stage(lambda house: hear(house, "Emil", WORDS), ROOM)


def report(house: House, who: str, words: str) -> dict[str, Argument]:
    """What a face says about a message in Elnet's room, once somebody has written it."""
    with house.database.reading() as store:
        group = house.group("Elnet").id or 0
        room = rooms.of_group(store, group)
        assert room is not None
    write = getattr(house, "write", None)  # a house whose face has rooms in which somebody can write
    return {"group": group, "place": write(who, room.address, words) if write else f"{room.address}/1"}


def hear(house: House, who: str, words: str) -> None:
    """Somebody writes in Elnet's room, and the face reports it."""
    args = report(house, who, words)
    with house.database.reading() as store:
        room = rooms.of_group(store, int(args["group"]))
        assert room is not None
    house.ask(who, action="room.heard", args=args, words=words, face=room.kind)


def question(house: House) -> Reply:
    """What Emil is asked about his line."""
    return Reply(house.card("Emil"))


@book.recipe("room.heard", ROOM)
def heard(house: House) -> Step:
    return Report("Emil", "room.heard", {"group": house.group("Elnet").id or 0, "place": "channel:1/1"}, WORDS)


@book.recipe("room.unsaid", NOTED)
def unsaid(house: House) -> Step:
    return Report("Emil", "room.unsaid", {"group": house.group("Elnet").id or 0, "place": "channel:1/1"})


@book.recipe("marked.keep", NO_DATE)
def keep(house: House) -> Step:
    return press("Emil", question(house), "Uden dato")


@book.recipe("marked.fill", NO_DATE)
def fill_in(house: House) -> Step:
    return press("Emil", question(house), "Sæt dato")


@book.recipe("marked.filled", NO_DATE)
def filled(house: House) -> Step:
    return fill("Emil", house.press("Emil", question(house), "Sæt dato"), day="11. december")


@book.recipe("marked.decide", NO_DAY)
def decide(house: House) -> Step:
    return press("Emil", question(house), "Udfyld")


@book.recipe("marked.decided", NO_DAY)
def decided(house: House) -> Step:
    return fill("Emil", house.press("Emil", question(house), "Udfyld"), day="30. november")


@book.recipe("marked.deliver", NO_TITLE)
def deliver(house: House) -> Step:
    return press("Emil", question(house), "Udfyld")


@book.recipe("marked.delivered", NO_TITLE)
def delivered(house: House) -> Step:
    return fill("Emil", house.press("Emil", question(house), "Udfyld"), title="Notat om netkapacitet")


@book.recipe("marked.colour", NO_COLOUR)
def colour(house: House) -> Step:
    return press("Emil", question(house), "Gul")


@book.recipe("decision.confirm", PROPOSAL)
def confirm(house: House) -> Step:
    return press("Emil", titled(house, "Emil", "Kasper"), "Ja, notér den")


@book.recipe("decision.decline", PROPOSAL)
def decline(house: House) -> Step:
    return press("Emil", titled(house, "Emil", "Kasper"), "Nej tak")
