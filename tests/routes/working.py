"""The coordinator and the members of a group that works."""

from __future__ import annotations

from handlers.dialogue.card import Card
from handlers.dialogue.reply import Reply
from tests.routes.book import Book, Report, Say, Step, fill, press
from tests.routes.stages import ESTABLISHED, MAJA_LEADS, OFFERED, Stage, titled
from tests.world import House

book = Book()
PROPOSAL = Stage(lambda house: house.say("Maja", "medlem Elnet afløs Anna 18. december"), MAJA_LEADS)
PASSED_ON = Stage(lambda house: _passed_on(house), MAJA_LEADS)
VACANT = Stage(lambda house: house.wind("2026-12-14 08:00"), PASSED_ON)


def _passed_on(house: House) -> None:
    """Maja gives the role back with a note, from a day."""
    form = house.say("Maja", "overdrag Elnet")
    house.fill("Maja", form, day="mandag den 14. december", note="Netselskabet venter på svar.")


def action(house: House, who: str, name: str) -> Reply:
    """What a button about Elnet shows, wherever it stands."""
    return house.ask(who, action=name, args={"group": house.group("Elnet").id})


# --- the coordinator ---


@book.recipe("role.yes", OFFERED)
def role_yes(house: House) -> Step:
    return press("Maja", Reply(house.card("Maja")), "Ja, den tager jeg")


@book.recipe("role.no", OFFERED)
def role_no(house: House) -> Step:
    return press("Maja", Reply(house.card("Maja")), "Nej tak")


@book.recipe("role.talk", OFFERED)
def role_talk(house: House) -> Step:
    return press("Maja", Reply(house.card("Maja")), "Lad os tage en snak")


@book.recipe("coordinator.choose", PASSED_ON)
def choose(house: House) -> Step:
    return press("Sofie", titled(house, "Sofie", "mangler en tovholder"), "Vælg ny tovholder")


@book.recipe("vacancy.note", PASSED_ON)
def note(house: House) -> Step:
    return press("Sofie", titled(house, "Sofie", "mangler en tovholder"), "Læs noten")


@book.recipe("coordinator.chosen", VACANT)
def chosen(house: House) -> Step:
    return fill("Sofie", action(house, "Sofie", "coordinator.choose"), member="other", somebody="Mads Riisager")


@book.recipe("coordinator.replace", ESTABLISHED)
def replace(house: House) -> Step:
    form = action(house, "Sofie", "coordinator.choose")
    return press("Sofie", house.fill("Sofie", form, member="other", somebody="Mads Riisager"), "Ja, skift tovholder")


@book.recipe("coordinator.deputy", MAJA_LEADS)
def deputy(house: House) -> Step:
    return press("Maja", titled(house, "Maja", "Så er du tovholder"), "Vælg stedfortræder")


@book.recipe("coordinator.later", MAJA_LEADS)
def later(house: House) -> Step:
    return press("Maja", titled(house, "Maja", "Så er du tovholder"), "Senere")


@book.recipe("coordinator.deputised", MAJA_LEADS)
def deputised(house: House) -> Step:
    form = house.press("Maja", titled(house, "Maja", "Så er du tovholder"), "Vælg stedfortræder")
    return fill("Maja", form, member="Anna Lindholt")


@book.recipe("handover", ESTABLISHED)
def handover(house: House) -> Step:
    return Say("Emil", "overdrag", group="Elnet")


@book.recipe("handover.open", ESTABLISHED)
def handover_open(house: House) -> Step:
    return Report("Emil", "handover.open", {"group": house.group("Elnet").id or 0, "to": ""})  # the word leads there


@book.recipe("handover.given", ESTABLISHED)
def handed_over(house: House) -> Step:
    return fill("Emil", house.say("Emil", "overdrag Elnet Anna"), day="18. december", note="Planen ligger i gruppen.")


@book.recipe("handover.everything", ESTABLISHED)
def handover_everything(house: House) -> Step:
    return Report("Sofie", "handover.everything", {})  # the word leads there


@book.recipe("handover.all", ESTABLISHED)
def handed_over_everything(house: House) -> Step:
    mads = str(house.person("Mads").id)
    return fill("Sofie", house.say("Sofie", "overdrag"), to=mads, day="18. december", note="Ring endelig.")


# --- the members ---


@book.recipe("member", ESTABLISHED)
def member(house: House) -> Step:
    return Say("Sofie", "medlem Elnet tilføj Line Overholt")


@book.recipe("member", ESTABLISHED, "in the room", shows=True)
def members_here(house: House) -> Step:
    return Say("Emil", "medlem", group="Elnet")


@book.recipe("member.add", ESTABLISHED)
def add(house: House) -> Step:
    return press("Sofie", house.say("Sofie", "medlem Elnet"), "Tilføj et medlem")


@book.recipe("member.added", ESTABLISHED)
def added(house: House) -> Step:
    return fill("Sofie", house.say("Sofie", "medlem Elnet tilføj"), who="Mads Riisager", how="agreed")


def full(house: House) -> Card:
    """Thisted has all its seats."""
    form = house.say("Sofie", "medlem Elnet tilføj")
    shown = house.fill("Sofie", form, who="Martin Vangsaa", how="agreed").card
    assert shown is not None
    return shown


@book.recipe("member.over", ESTABLISHED)
def over(house: House) -> Step:
    return press("Sofie", full(house), "Gå videre alligevel")


@book.recipe("member.swap", ESTABLISHED)
def swap(house: House) -> Step:
    return press("Sofie", full(house), "Skift en ud")


@book.recipe("member.replace", ESTABLISHED)
def replace_member(house: House) -> Step:
    return press("Sofie", house.say("Sofie", "medlem Elnet"), "Afløs")


@book.recipe("member.replaced", ESTABLISHED)
def replaced(house: House) -> Step:
    return fill("Sofie", house.say("Sofie", "medlem Elnet afløs Kasper"), day="1. februar")


@book.recipe("member.remove", ESTABLISHED)
def remove(house: House) -> Step:
    return press("Sofie", house.say("Sofie", "medlem Elnet fjern Anna"), "Ja, fjern Anna")


@book.recipe("member.agree", PROPOSAL)
def agree(house: House) -> Step:
    return press("Sofie", titled(house, "Sofie", "foreslår"), "Ja")


@book.recipe("member.decline", PROPOSAL)
def decline(house: House) -> Step:
    return press("Sofie", titled(house, "Sofie", "foreslår"), "Nej")
