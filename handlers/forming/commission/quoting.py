"""An order that begins with what somebody wrote.

The shortcut on a message (“Opret opgave fra besked”) opens the first step of an order, with the message as its task.
The arguments are `text`, the message as plain text, `by`, who wrote it, and `link`, where it stands; the last two may
be empty. Nothing is kept before the step is sent in, and then only what stands in its fields.
"""

from __future__ import annotations

from dataclasses import replace

from handlers.dialogue.clean import clean
from handlers.dialogue.form import Form, Words
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request
from handlers.dialogue.router import Router
from handlers.locale import Speech
from storage.engine import Store

from .ordering import order_form

router = Router()
SHOWN = 1500  # characters of a message that is too long for the field; some faces take 3000 with the rest of the form
_BEHIND = "…"


@router.button("commission.from_message", changes=False)
def from_message(request: Request, store: Store) -> Reply:
    """Open the order with a message as its task."""
    form = order_form(replace(request, args={}), store)
    said = " ".join(clean(str(request.args.get("text", ""))).split())
    task = _beginning(said, _most(form))
    by, link = (clean(str(request.args.get(name, ""))) for name in ("by", "link"))
    return Reply(form=replace(form, values={**form.values, "task": task}, note=_note(request.t, said, task, by, link)))


def _most(form: Form) -> int:
    """How much the field for the task holds."""
    return next(each.max for each in form.fields if isinstance(each, Words) and each.name == "task")


def _beginning(said: str, most: int) -> str:
    """As much of a message as a field holds, ending with a whole word."""
    if len(said) <= most:
        return said
    whole, _, _ = said[: most + 1].rpartition(" ")
    return whole or said[:most]


def _note(t: Speech, said: str, task: str, by: str, link: str) -> str:
    """Where the task comes from, and what of the message did not fit into it."""
    if not said:
        return t("There are no words in that message, so write the task yourself.")
    where = t("{name} wrote it: {link}", name=by, link=link) if by and link else link
    if task == said:
        return "\n".join(filter(None, (t("The task is a message. Make it go on from “is to”."), where)))
    rest = said[len(task) :].strip()
    shown = rest if len(rest) <= SHOWN else _beginning(rest, SHOWN) + _BEHIND
    longer = t("The task is the beginning of a message. The rest of it does not fit: {rest}", rest=shown)
    return "\n".join(filter(None, (longer, where)))
