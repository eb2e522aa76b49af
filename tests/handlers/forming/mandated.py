"""A group whose mandate is written, sent and answered as its people do it."""

from __future__ import annotations

from handlers.rules import mandate as rules
from storage import mandates, marked
from tests.handlers.working.made import made_group
from tests.world import House, at, shown

OUTPUT = "Tre oplæg, som byrådet kan vælge imellem den 27. maj."
PKE = "Politisk Koordination & Økonomi"
ALL = {each.key: f"{each.name} er beskrevet her." for each in rules.SECTIONS}


def stage(database, now: str = "2014-01-07 09:00") -> tuple[House, int]:
    house = House(database, now=at(now))
    return house, made_group(house, "Skolegruppen", members=("Anna", "Kasper"), coordinator="Maja")


def write(house: House, who: str, **texts: str):
    """Open all sections and save some."""
    card = house.say(who, "kommissorium Skolegruppen")
    form = house.press(who, card, "Skriv kommissoriet" if "Skriv kommissoriet" in shown(card) else "Skriv det hele")
    empty = dict.fromkeys(form.form.values, "")
    kept = {key: value for key, value in form.form.values.items() if version(house) is not None}
    return house.fill(who, form, **{**empty, **kept, **texts})


def version(house: House, number: int = 0):
    with house.database.reading() as store:
        found = mandates.versions(store, house.group("Skolegruppen").id)
        return found[number - 1] if found else None


def steps(house: House) -> dict[str, str]:
    with house.database.reading() as store:
        return {each.organ: each.state.value for each in mandates.steps(store, version(house).id)}


def decisions(house: House) -> list[tuple[str, str, str, str, str]]:
    with house.database.reading() as store:
        return [
            (each.title, each.organ, each.day.isoformat(), each.item, each.state.value)
            for each in marked.decisions(store, house.group("Skolegruppen").id)
        ]


def add_organ(house: House, organ: str = PKE, **values: str):
    card = house.say("Maja", "kommissorium Skolegruppen")
    return house.fill("Maja", house.press("Maja", card, "Tilføj et organ"), organ=organ, **values)


def sent(house: House, **values: str):
    write(house, "Maja", **ALL)
    add_organ(house, secretary="Helle Brinkmark", **values)
    return house.press("Maja", house.say("Maja", "kommissorium Skolegruppen"), "Send til godkendelse")


def open_form(house: House, who: str, key: str):
    group = house.group("Skolegruppen").id
    return house.ask(who, action="mandate.write", args={"group": group, "sections": key})
