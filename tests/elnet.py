"""Elnet, the core case: ordered, sent and answered as the people of the cast do it."""

from __future__ import annotations

from handlers.dialogue.card import Card
from handlers.dialogue.form import Value
from handlers.dialogue.reply import Reply
from tests.world import House, button, buttons

FIRST: dict[str, Value] = {
    "title": "Elnet",
    "task": "skærpe Nordjyllands argumenter for et stærkere elnet",
    "hours": "4",
    "months": "6",
    "reply_by": "5 arbejdsdage",
}
WHOM = (
    "Hjørring: Anna Lindholt\nThisted\nMariagerfjord\nRegion Nordjylland: Maja Hedelund\n"
    "Green Hub Denmark: Tobias Grønnegaard"
)
SECOND: dict[str, Value] = {
    "whom": WHOM,
    "competences": "netplanlægning eller vindkraft",
    "coordinator": "Emil Brandtoft",
    "outputs": "Faglige input\nKvalificerede budskaber\nSparring på AAU's analyse\nMøder med elnetdistributører",
}
COLLEAGUES = {
    "Dorthe": {"name": "Dorthe Zinck-Holm", "email": "dorthe.zinck-holm@mariagerfjord.example"},
    "Kasper": {"name": "Kasper Thybo-Lund", "email": "kasper.thybo-lund@thisted.example"},
}


def order(house: House, who: str = "Sofie", /, **changed: Value) -> Reply:
    """Order Elnet, or something else, up to the preview of its card."""
    reply = house.say(who, "ny")
    reply = house.fill(who, reply, **{**FIRST, **{key: changed[key] for key in FIRST if key in changed}})
    assert reply.form is not None, reply
    assert reply.form.errors == {}, reply.form.errors
    return house.fill(who, reply, **{**SECOND, **{key: value for key, value in changed.items() if key not in FIRST}})


def send(house: House, who: str = "Sofie", /, **changed: Value) -> Reply:
    """Order and send at once."""
    return house.press(who, order(house, who, **changed), "Send nu")


def ask_one(house: House, whom: str = "Thisted", **changed: Value) -> None:
    """A small order to one organisation, sent."""
    send(house, **{"whom": whom, "outputs": "", **changed})


def asked(house: House, who: str) -> Card:
    """The newest card of a person that asks for an answer."""
    return [card for card in house.cards(who) if card.tone == "waiting" and buttons(card)][-1]


def answer(house: House, who: str, label: str) -> Reply:
    """Press a button on the card that asks somebody."""
    return house.press(who, asked(house, who), label)


def name(house: House, who: str, expert: str, label: str = "Udpeg en") -> Reply:
    """Name an expert by name and address."""
    return house.fill(who, answer(house, who, label), **COLLEAGUES[expert])


def accept(house: House, who: str) -> Reply:
    """An expert says yes."""
    card = next(card for card in reversed(house.cards(who)) if card.title.startswith("Vil du være med"))
    return house.press(who, card, "Ja, jeg er med")


def all_but_thisted(house: House) -> None:
    """Elnet sent, and everybody in but Thisted's."""
    send(house)
    answer(house, "Vibeke", "Ja, spørg Anna")
    answer(house, "Erik", "Ja, spørg Maja")
    answer(house, "Tobias", "Ja, jeg deltager")
    name(house, "Søren", "Dorthe")
    for expert in ("Anna", "Maja", "Dorthe"):
        accept(house, expert)


def established(house: House) -> None:
    """Elnet with its six, on Tuesday 1 December as in the scenarios."""
    all_but_thisted(house)
    house.wind("2026-11-27 12:30")
    house.say("Sofie", "svar Elnet Thisted ja Kasper Thybo-Lund")
    house.wind("2026-12-01 09:00")
    accept(house, "Kasper")


def labels(card: Card) -> list[str]:
    """The buttons of a card that are no links."""
    return [each.label for each in card.buttons if each.style != "link"]


def action(card: Card, label: str) -> tuple[str, dict[str, object]]:
    """What a button does, for pressing it when nobody shows it any longer."""
    found = button(card, label)
    return found.action, dict(found.args)
