"""A paper that a button of a chat's card names: made for whoever pressed, or what there is to say instead.

A calendar is not a file but has an address, which is shown as a link.
"""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from handlers.dialogue.card import Argument, Button, Card
from handlers.dialogue.errors import UserError
from handlers.locale import Speech
from storage.tables import Person

from .web.desk import Papers

Paper = tuple[bytes, str, str]
WHOLE = 2**63  # numbers are smaller than this, or a database does not take them


async def fetched(papers: Papers, person: Person, args: Mapping[str, Argument], t: Speech) -> Paper | Card:
    """The paper's bytes, name and content type, as far as the person may have it; else a card that says why not, or
    leads to its page."""
    try:
        return await papers(person, *named(args))
    except web.HTTPSeeOther as elsewhere:
        there = Button("", t("Open the page"), url=str(elsewhere.location), style="primary")
        return Card(str(args.get("name", "")), buttons=(there,))
    except UserError as error:
        return Card(error.sentence, tone="warning")
    except (LookupError, ValueError):
        return Card(t("It is no longer there."), tone="warning")


def named(args: Mapping[str, Argument]) -> tuple[str, int]:
    """The kind and the number of a paper. Raises LookupError and ValueError for what names none."""
    id_ = int(args["id"])
    if not -WHOLE < id_ < WHOLE:
        raise LookupError("no paper has such a number")
    return str(args["kind"]), id_
