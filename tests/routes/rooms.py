"""A group's room: what a face reports of it, and what is done about it."""

from __future__ import annotations

from handlers.dialogue.card import Button, Card, Items
from handlers.dialogue.events import RoomEntered, RoomOpened
from handlers.dialogue.reply import Reply
from handlers.working.rooms.why import NO_ACCOUNT
from storage import rooms
from tests.handlers.working.made import happen
from tests.routes.book import Book, Report, Say, Step, fill, press
from tests.routes.stages import ESTABLISHED, Stage, titled
from tests.world import House

book = Book()
LINK = "https://teams.example/elnet"
INSIDE = ("Anna", "Dorthe", "Emil", "Kasper", "Maja")
ROOM = Stage(lambda house: _open(house), ESTABLISHED)  # Tobias could not be let in
LEFT = Stage(lambda house: house.ask("Anna", action="room.left", args=elnet(house), face=face(house)), ROOM)


def _open(house: House) -> None:
    group = elnet(house)["group"]
    with house.database.reading() as store:
        if rooms.of_group(store, group) is not None:
            return  # the house has a face that has opened it
    inside = tuple(house.person(who).id or 0 for who in INSIDE)
    outside = ((house.person("Tobias").id or 0, NO_ACCOUNT),)
    happen(house, RoomOpened(group, "workspace", "elnet", "channel:1"), RoomEntered(group, inside, outside))


def elnet(house: House) -> dict[str, int]:
    """What a report is about."""
    return {"group": house.group("Elnet").id or 0}


def face(house: House) -> str:
    """Where Elnet's room is."""
    with house.database.reading() as store:
        found = rooms.of_group(store, elnet(house)["group"])
        assert found is not None
        return found.kind


# --- where a group talks ---


@book.recipe("room", ESTABLISHED)
def room(house: House) -> Step:
    return Say("Emil", f"rum Elnet {LINK}")


@book.recipe("room", ROOM, "in the room", shows=True)
def where(house: House) -> Step:
    return Say("Emil", "rum", group="Elnet")


@book.recipe("room.link", ROOM)
def ask_for_link(house: House) -> Step:
    return press("Emil", house.say("Emil", "rum Elnet"), "Knyt til et link")


@book.recipe("room.linked", ROOM)
def linked(house: House) -> Step:
    return fill("Emil", house.press("Emil", house.say("Emil", "rum Elnet"), "Knyt til et link"), link=LINK)


# --- who is in it ---


@book.recipe("room.joined", ROOM)
def joined(house: House) -> Step:
    return Report("Line", "room.joined", elnet(house))


@book.recipe("room.left", ROOM)
def left(house: House) -> Step:
    return Report("Anna", "room.left", elnet(house))


def barred(house: House) -> Reply:
    """The notice about somebody who could not be let in."""
    return titled(house, "Sofie", "ikke")


@book.recipe("room.again", LEFT)
def again(house: House) -> Step:
    if face(house) == "teams":  # where nobody is invited
        return press("Sofie", barred(house), "Sammenlign igen")
    return press("Emil", titled(house, "Emil", "forlad"), "Invitér igen")


def unknown(house: House) -> Reply:
    """The same about somebody without an account; a face that cannot tell them from others has a card like it."""
    shown = barred(house)
    assert shown.card is not None
    if any(
        each.label == "Ret adressen"
        for part in shown.card.body
        if isinstance(part, Items)
        for item in part.items
        for each in item.buttons
    ):
        return shown
    both = {**elnet(house), "person": house.person("Tobias").id or 0}
    return Reply(Card("Tobias Grønnegaard", buttons=(Button("room.address", "Ret adressen", both),)))


@book.recipe("room.address", ROOM)
def address(house: House) -> Step:
    return press("Sofie", unknown(house), "Ret adressen")


@book.recipe("room.addressed", ROOM)
def addressed(house: House) -> Step:
    form = house.press("Sofie", unknown(house), "Ret adressen")
    return fill("Sofie", form, email="tobias.g@greenhub.example")
