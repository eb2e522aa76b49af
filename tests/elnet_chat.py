"""Elnet as it is played in a chat: what people press and fill in is the same on every platform."""

from __future__ import annotations

from typing import Any

from tests.elnet import COLLEAGUES, FIRST, SECOND
from tests.post import Reader

SECRETARIAT = ("Sofie", "Mads", "Emil", "Helle", "Farah")
DIRECTORS = ("Vibeke", "Lars", "Søren", "Erik")
OTHERS = ("Birgit", "Ulrik", "Niels", "Karen", "Hanne", "Mogens", "Inge", "Bodil")
EXPERTS = ("Anna", "Dorthe", "Kasper", "Maja", "Gitte")
CHATTING = (*SECRETARIAT, *DIRECTORS, *OTHERS, *EXPERTS)
"""Everybody but Tobias of Green Hub Denmark, who gets mail."""


async def order(town: Any, **changed: Any) -> Any:
    """Sofie orders Elnet with `ny` and sends it at once (fields as in tests/elnet.py)."""
    first = {**FIRST, **{key: changed[key] for key in FIRST if key in changed}}
    rest = {key: value for key, value in changed.items() if key not in first}
    done = await town.chat.submit("Sofie", await town.type("Sofie", "ny"), first)
    preview = await town.chat.submit("Sofie", done, {**SECOND, **rest})
    return await town.chat.press("Sofie", town.answered(preview), "Send nu")


async def presses(town: Any, who: str, label: str) -> Any:
    """Somebody presses a button of the newest message that has it."""
    return await town.chat.press(who, town.card(who, label), label)


async def names(town: Any, who: str, expert: str) -> Any:
    """A director names a colleague in the form."""
    return await town.chat.submit(who, await presses(town, who, "Udpeg en"), COLLEAGUES[expert])


async def by_mail(town: Any, who: str, label: str) -> Reader:
    """Somebody without an account answers from a mail."""
    page = await town.post.answer(who, label)
    await page.press(label)
    await town.settle()
    return page


async def all_but_thisted(town: Any) -> None:
    """Elnet sent, and everybody in but Thisted's."""
    await order(town)
    await presses(town, "Vibeke", "Ja, spørg Anna")
    await presses(town, "Erik", "Ja, spørg Maja")
    await by_mail(town, "Tobias", "Ja, jeg deltager")
    await names(town, "Søren", "Dorthe")
    for expert in ("Anna", "Maja", "Dorthe"):
        await presses(town, expert, "Ja, jeg er med")


async def established(town: Any) -> None:
    """Elnet with its six, on Tuesday 1 December."""
    await all_but_thisted(town)
    await town.wind("2026-11-27 12:30")
    await town.type("Sofie", "svar Elnet Thisted ja Kasper Thybo-Lund")
    await town.wind("2026-12-01 09:00")
    await presses(town, "Kasper", "Ja, jeg er med")
