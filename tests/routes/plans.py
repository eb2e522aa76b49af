"""The plan as a whole: shown, pasted, and the points under its deadlines."""

from __future__ import annotations

from handlers.dialogue.reply import Reply
from tests.routes.book import Book, Say, Step, fill, press
from tests.routes.stages import ESTABLISHED, Stage, titled
from tests.world import House

book = Book()
PLAN = """Tidsplan 2027
Mandag den 11. januar: Økonomiudvalget – beslutning om metoden
Onsdag den 17. februar kl. 16-18: Ledergruppen – fyraftensmøde
- Kerneopgaven
- Information om grupperne (hvis udvalget siger ja)"""


def _pasted(house: House) -> None:
    house.fill("Emil", read(house))


PASTED = Stage(_pasted, ESTABLISHED)


def paste(house: House) -> Reply:
    """The form for the whole plan."""
    return house.press("Emil", house.say("Emil", "plan Elnet"), "Indsæt en plan")


def read(house: House) -> Reply:
    """What was read of it."""
    return house.fill("Emil", paste(house), text=PLAN)


def meeting(house: House) -> Reply:
    """The meeting with two points."""
    items = house.say("Emil", "plan Elnet").card.body[0].items
    see = next(each.buttons[0] for each in items if "Ledergruppe" in each.text)
    return house.ask("Emil", action=see.action, args=see.args)


@book.recipe("plan", ESTABLISHED)
def plan(house: House) -> Step:
    return Say("Emil", "plan Elnet")


@book.recipe("plan", PASTED, "button")
def plan_again(house: House) -> Step:
    return press("Emil", titled(house, "#Elnet", "på planen"), "Se planen")


@book.recipe("plan.new", ESTABLISHED)
def new(house: House) -> Step:
    return press("Emil", house.say("Emil", "plan Elnet"), "Indsæt en plan")


@book.recipe("plan.paste", ESTABLISHED)
def pasted(house: House) -> Step:
    return fill("Emil", paste(house), text=PLAN)


@book.recipe("plan.preview", ESTABLISHED)
def preview(house: House) -> Step:
    return fill("Emil", read(house))


@book.recipe("plan.item", PASTED)
def item(house: House) -> Step:
    return press("Emil", house.say("Emil", "plan Elnet"), "Se")


@book.recipe("plan.points", PASTED)
def points(house: House) -> Step:
    return press("Emil", meeting(house), "Tilføj punkter")


@book.recipe("plan.points.added", PASTED)
def points_added(house: House) -> Step:
    return fill("Emil", house.press("Emil", meeting(house), "Tilføj punkter"), points="Budget\nEventuelt")


@book.recipe("plan.point", PASTED)
def point(house: House) -> Step:
    return press("Emil", meeting(house), "Ret")


@book.recipe("plan.point.edited", PASTED)
def point_edited(house: House) -> Step:
    return fill("Emil", house.press("Emil", meeting(house), "Ret"), title="Kerneopgaven i fællesskab")


@book.recipe("plan.point.drop", PASTED)
def point_drop(house: House) -> Step:
    return press("Emil", meeting(house), "Fjern")


@book.recipe("plan.point.done", PASTED)
def point_done(house: House) -> Step:
    return press("Emil", meeting(house), "Færdig")


@book.recipe("plan.point.reopen", PASTED)
def point_reopen(house: House) -> Step:
    return press("Emil", house.press("Emil", meeting(house), "Færdig"), "Ikke færdig")
