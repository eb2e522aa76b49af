"""The directory, being away, and what is known about oneself."""

from __future__ import annotations

from handlers.dialogue.card import Button, Card
from handlers.dialogue.reply import Reply
from handlers.locale import Speech
from handlers.people import identities
from storage import people
from storage.tables import IdentityKind
from tests.routes.book import Book, Follow, Say, Step, fill, press
from tests.routes.stages import DISSOLVED, SETTLED, Stage, titled
from tests.world import House

book = Book()
AWAY = Stage(lambda house: house.say("Vibeke", "fravær til tirsdag"))
SEPTEMBER = Stage(lambda house: _september(house))


def _september(house: House) -> None:
    """The directory has been changed, and a year later the secretariat is asked whether it is right."""
    house.fill("Sofie", house.press("Sofie", jammerbugt(house), "Ret"), who="Tine Overby", since="i dag")
    house.sleep("2027-09-01 08:00")


# --- the directory ---


def directory(house: House) -> Reply:
    """Who is asked where."""
    return house.press("Sofie", house.say("Sofie", "hjælp"), "Hvem vi spørger")


def jammerbugt(house: House) -> Card:
    """The offices of Jammerbugt."""
    place = house.person("Tine").organisation_id
    shown = house.ask("Sofie", action="directory.organisation", args={"organisation": place}).card
    assert shown is not None
    return shown


@book.recipe("directory.list", SETTLED)
def everyone(house: House) -> Step:
    return press("Sofie", house.say("Sofie", "hjælp"), "Hvem vi spørger")


@book.recipe("directory.organisation", SETTLED)
def organisation(house: House) -> Step:
    return press("Sofie", directory(house), "Se")


@book.recipe("directory.edit", SETTLED)
def edit_directory(house: House) -> Step:
    return press("Sofie", jammerbugt(house), "Ret")


@book.recipe("directory.change", SETTLED)
def change_directory(house: House) -> Step:
    return fill("Sofie", house.press("Sofie", jammerbugt(house), "Ret"), who="Tine Overby", since="1. februar 2027")


@book.recipe("directory.review", SEPTEMBER)
def review(house: House) -> Step:
    return press("Sofie", house.say("Sofie", ""), "Se")


@book.recipe("directory.confirm", SEPTEMBER)
def confirm(house: House) -> Step:
    return press("Sofie", titled(house, "Sofie", "direktørlisten"), "Ja, det er rigtigt")


# --- being away ---


@book.recipe("away", SETTLED)
def away(house: House) -> Step:
    return Say("Vibeke", "fravær 21. december - 4. januar")


@book.recipe("away.form", AWAY)
def away_form(house: House) -> Step:
    return press("Vibeke", house.say("Vibeke", "fravær"), "Andre dage")


@book.recipe("away.set", SETTLED)
def away_set(house: House) -> Step:
    return fill("Vibeke", house.say("Vibeke", "fravær"), until="fredag den 27. november", deputy="Anna Lindholt")


@book.recipe("away.end", AWAY)
def back(house: House) -> Step:
    return press("Vibeke", house.say("Vibeke", "fravær"), "Jeg er tilbage")


# --- oneself ---


def me(house: House) -> Reply:
    """What is known about Anna."""
    return house.say("Anna", "mig")


@book.recipe("me", SETTLED)
def mine(house: House) -> Step:
    return Say("Anna", "mig")


@book.recipe("me.link", SETTLED)
def link(house: House) -> Step:
    old = Card("", (), (Button("me.link", "Send linket"),))  # as the page of a link that is too old has it
    return Follow("Anna", old, "Send linket")


@book.recipe("me.edit", SETTLED)
def edit(house: House) -> Step:
    return press("Anna", me(house), "Ret")


@book.recipe("me.correct", SETTLED)
def correct(house: House) -> Step:
    return fill("Anna", house.press("Anna", me(house), "Ret"), title="energichef")


@book.recipe("me.language", SETTLED)
def language(house: House) -> Step:
    return press("Anna", me(house), "English")


@book.recipe("me.cadence", SETTLED)
def cadence(house: House) -> Step:
    return press("Anna", me(house), "Sjældnere")


@book.recipe("me.first", SETTLED)
def first(house: House) -> Step:
    with house.database.changing() as store:
        people.tie(store, house.person("Anna").id or 0, IdentityKind.slack, "T0999/U0001")
    return press("Anna", me(house), "Skriv til mig på mail")


@book.recipe("me.keep", DISSOLVED)
def keep(house: House) -> Step:
    return press("Anna", titled(house, "Anna", "Tak for din indsats"), "Ja, gerne")


@book.recipe("me.erase", SETTLED)
def erase(house: House) -> Step:
    return press("Anna", me(house), "Slet mig")


@book.recipe("me.erase.now", SETTLED)
def erase_now(house: House) -> Step:
    return press("Anna", house.press("Anna", me(house), "Slet mig"), "Ja, slet mig")


@book.recipe("identity.confirm", SETTLED)
def known(house: House) -> Step:
    with house.database.changing() as store:
        identities.asked(
            Speech("da", house.now),
            store,
            "anna.lindholt@hjoerring.example",
            kind=IdentityKind.slack,
            address="T0999/U0001",
            called="Anna",
            now=house.now,
            key="slack/1",
        )
    house.deliver()
    return Follow("Anna", house.card("Anna"), "Ja, det er mig")


@book.recipe("calendar.show", SETTLED)
def calendar(house: House) -> Step:
    return press("Anna", me(house), "Kalender")


@book.recipe("calendar.address", SETTLED)
def address(house: House) -> Step:
    return press("Anna", house.press("Anna", me(house), "Kalender"), "Hent adressen")


@book.recipe("calendar.new", SETTLED)
def new_address(house: House) -> Step:
    got = house.press("Anna", house.press("Anna", me(house), "Kalender"), "Hent adressen")
    return press("Anna", got, "Ny adresse")


@book.recipe("help", SETTLED)
def help_(house: House) -> Step:
    return Say("Anna", "hjælp")
