"""Deadlines, and what a group is to make."""

from __future__ import annotations

from handlers.dialogue.reply import Reply
from tests.routes.book import Book, Say, Step, fill, press
from tests.routes.stages import DEADLINE, DEADLINE_MISSED, DEADLINE_NEAR, ESTABLISHED, Stage, titled
from tests.world import House

book = Book()
OWNED_BY_NOBODY = Stage(lambda house: _not_mine(house), DEADLINE_NEAR)
HELP = Stage(lambda house: house.press("Anna", paper(house), "Jeg har brug for hjælp"), DEADLINE_MISSED)
LEFT = Stage(lambda house: _anna_leaves(house), DEADLINE)
PROPOSED = Stage(lambda house: house.say("Kasper", "frist Elnet 18/12 input til AAU"), ESTABLISHED)
ON_A_HOLIDAY = "frist Elnet 24. december notat"


def _not_mine(house: House) -> None:
    house.press("Anna", paper(house), "Ikke min opgave")


def _anna_leaves(house: House) -> None:
    house.press("Sofie", house.say("Sofie", "medlem Elnet fjern Anna"), "Ja, fjern Anna")


def paper(house: House) -> Reply:
    """The card that asks Anna about her paper."""
    return titled(house, "Anna", "Budskabspapir")


# --- deadlines ---


@book.recipe("deadline", ESTABLISHED)
def deadline(house: House) -> Step:
    return Say("Emil", "frist Elnet fredag den 11. december kl. 12 budskabspapir @Anna")


@book.recipe("milestone.new", ESTABLISHED)
def new(house: House) -> Step:
    return press("Emil", house.say("Emil", "status Elnet"), "Ny frist")


@book.recipe("milestone.noted", ESTABLISHED)
def noted(house: House) -> Step:
    anna = str(house.person("Anna").id)
    return fill("Emil", house.say("Emil", "frist Elnet"), title="Budskabspapir", day="11/12", owner=anna)


@book.recipe("milestone.anyway", ESTABLISHED)
def anyway(house: House) -> Step:
    return press("Emil", house.say("Emil", ON_A_HOLIDAY), "Ja, gem den")


@book.recipe("milestone.list", LEFT)
def plan(house: House) -> Step:
    return press("Emil", titled(house, "Emil", "mangler en ejer"), "Se planen")


@book.recipe("milestone.edit", DEADLINE)
def edit(house: House) -> Step:
    return press("Emil", house.say("Emil", "frist Elnet"), "Ret")


@book.recipe("milestone.edit", DEADLINE, "in the room")
def edit_in_the_room(house: House) -> Step:
    return press("Emil", titled(house, "#Elnet", "Frist noteret"), "Ret")


@book.recipe("milestone.edited", DEADLINE)
def edited(house: House) -> Step:
    form = house.press("Emil", house.say("Emil", "frist Elnet"), "Ret")
    return fill("Emil", form, title="Budskaber på én side", owner="")


@book.recipe("milestone.drop", DEADLINE)
def drop(house: House) -> Step:
    return press("Emil", house.say("Emil", "frist Elnet"), "Fjern")


@book.recipe("milestone.confirm", PROPOSED)
def confirm(house: House) -> Step:
    return press("Emil", titled(house, "Emil", "foreslår en frist"), "Ja, sæt den på")


@book.recipe("milestone.decline", PROPOSED)
def decline(house: House) -> Step:
    return press("Emil", titled(house, "Emil", "foreslår en frist"), "Nej tak")


@book.recipe("milestone.done", DEADLINE_NEAR)
def done(house: House) -> Step:
    return press("Anna", paper(house), "Færdig")


@book.recipe("milestone.delayed", DEADLINE_NEAR)
def delayed(house: House) -> Step:
    return press("Anna", paper(house), "Jeg bliver forsinket")


@book.recipe("milestone.put_off", DEADLINE_NEAR)
def put_off(house: House) -> Step:
    form = house.press("Anna", paper(house), "Jeg bliver forsinket")
    return fill("Anna", form, note="Netselskabet har ikke svaret.")


@book.recipe("milestone.new_date", DEADLINE_MISSED)
def new_date(house: House) -> Step:
    return press("Anna", paper(house), "Ny dato")


@book.recipe("milestone.moved", DEADLINE_MISSED)
def moved(house: House) -> Step:
    form = house.press("Anna", paper(house), "Ny dato")
    return fill("Anna", form, day="fredag", note="Vi venter på tal.")


@book.recipe("milestone.not_mine", DEADLINE_NEAR)
def not_mine(house: House) -> Step:
    return press("Anna", paper(house), "Ikke min opgave")


@book.recipe("milestone.choose_owner", OWNED_BY_NOBODY)
def choose_owner(house: House) -> Step:
    return press("Emil", titled(house, "Emil", "mangler en ejer"), "Vælg ejer")


@book.recipe("milestone.owned", OWNED_BY_NOBODY)
def owned(house: House) -> Step:
    form = house.press("Emil", titled(house, "Emil", "mangler en ejer"), "Vælg ejer")
    return fill("Emil", form, owner=str(house.person("Kasper").id))


@book.recipe("milestone.help", DEADLINE_MISSED)
def help_(house: House) -> Step:
    return press("Anna", paper(house), "Jeg har brug for hjælp")


@book.recipe("milestone.helped", HELP)
def helped(house: House) -> Step:
    return press("Sofie", titled(house, "Sofie", "brug for hjælp"), "Det er klaret")


# --- results ---


def results(house: House) -> Reply:
    """What Elnet is to make."""
    return house.press("Emil", house.say("Emil", "status Elnet"), "Resultater")


@book.recipe("output.list", ESTABLISHED)
def outputs(house: House) -> Step:
    return press("Emil", house.say("Emil", "status Elnet"), "Resultater")


@book.recipe("output.deliver", ESTABLISHED)
def deliver(house: House) -> Step:
    return press("Emil", results(house), "Levér")


@book.recipe("output.delivered", ESTABLISHED)
def delivered(house: House) -> Step:
    form = house.press("Emil", results(house), "Levér")
    return fill("Emil", form, link="https://papirer.example/notat")


@book.recipe("output.add", ESTABLISHED)
def add(house: House) -> Step:
    return press("Emil", results(house), "Tilføj et resultat")


@book.recipe("output.added", ESTABLISHED)
def added(house: House) -> Step:
    return fill("Emil", house.press("Emil", results(house), "Tilføj et resultat"), title="Notat om netkapacitet")


@book.recipe("output.drop", ESTABLISHED)
def drop_output(house: House) -> Step:
    return press("Emil", results(house), "Fjern")
