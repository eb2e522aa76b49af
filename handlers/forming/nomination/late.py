"""Too late, or passed over: an organisation would like to join all the same, and the secretariat opens the door.

What people press: [We would like to join], on the card that says that the group goes on without them, and on the
page that a mail's link leads to after the deadline.
"""

from __future__ import annotations

from handlers.dialogue.card import Button, Card, Item
from handlers.dialogue.chronicle import note
from handlers.dialogue.errors import UserError
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import tell
from handlers.locale import Speech
from storage import nominations
from storage.attention import OpenItem
from storage.engine import Store
from storage.tables import GroupState, NominationRequest, RequestState

from . import letters, outcomes
from .answering import shown
from .carrying import settled
from .matter import Matter, matter
from .receipts import ask_again

router = Router()


@router.button("nomination.want_in", subject="request")
def want_in(request: Request, store: Store) -> Reply:
    """We would still like to join: the secretariat is told, and opens the door."""
    t, asked = request.t, nominations.request(store, request.id("request"))
    it = matter(store, asked)
    if it.withdrawn or it.group.state in (GroupState.dissolved, GroupState.withdrawn):
        raise UserError(t("{title} has ended.", title=it.group.title))
    if asked.state == RequestState.named:
        raise UserError(t("The card has been answered already."), more=outcomes.answered_sentence(t, it))
    late = request.now >= asked.reply_by
    if asked.state == RequestState.waiting and nominations.round_(store, asked.round_id).closed_at is None and not late:
        return shown(asked)
    if asked.wants_in_at is None:
        asked.wants_in_at = request.now
        line = note(request, store, "nomination.wants_in", group=asked.group_id, subject=number(asked.id))
        tell(
            store, it.owner, subject=f"wants_in:{asked.id}", key=f"wants_in:{line.id}", now=request.now,
            card=lambda t: Card(_wish(t, it), (), _ways_on(t, asked, it), "waiting"),
        )  # fmt: skip
        settled(request, store, asked, news=False)
    thanks = letters.late(t, [it]) if asked.state == RequestState.waiting else outcomes.skipped(t, it)
    return Reply(thanks, instead=True)


def _wish(t: Speech, it: Matter) -> str:
    return t("{organisation} would like to join {title} after all.", organisation=it.organisation.short,
             title=it.group.title)  # fmt: skip


def _ways_on(t: Speech, asked: NominationRequest, it: Matter) -> tuple[Button, ...]:
    """Ask again, with a new deadline; or, where only the deadline has passed, note what they say."""
    again = ask_again(t, asked, it.organisation)
    if asked.state != RequestState.waiting:
        return (again,)
    return (again, Button("answer.note", t("Record the answer"), {"request": number(asked.id)}))


@router.line("wants_in")
def wants_in_line(item: OpenItem, t: Speech, store: Store) -> Item:
    """Thisted vil gerne være med alligevel."""
    asked = nominations.request(store, item.id)
    it = matter(store, asked)
    text = t("{title}: {organisation} would like to join after all.", title=it.group.title,
             organisation=it.organisation.short)  # fmt: skip
    return Item(text, _ways_on(t, asked, it))
