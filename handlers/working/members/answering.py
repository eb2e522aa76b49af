"""The secretariat's [Ja] or [Nej] to what a coordinator proposes about the members. A proposal is answered once."""

from __future__ import annotations

from datetime import date

from handlers.dialogue import chronicle
from handlers.dialogue.errors import UserError
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import redraw, tell
from storage import groups, journal, members, people
from storage.engine import Store
from storage.tables import JournalLine

from . import adding, leaving
from .proposing import number_in, person_of, settled

router = Router()


@router.button("member.agree", subject="journal")
def agree(request: Request, store: Store) -> Reply:
    """[Ja]: done as if the secretariat had thought of it."""
    line = _open(request, store)
    group = groups.get(store, number(line.group_id))
    person = person_of(store, line)
    what = line.facts.get("what")
    if what == "add":
        organisation = people.organisation(store, number_in(line, "organisation"))
        reply = adding.carry_out(
            request, store, adding.Wish(group, organisation, person, str(line.facts.get("how") or adding.ASK))
        )
        if reply.card is not None and reply.card.tone == "warning":
            return reply  # no seat is free: the card with the ways out; the proposal stays open
    else:
        found = members.membership(store, number(group.id), number(person.id)) if person is not None else None
        if found is None:
            raise UserError(request.t("That person is not in the group any longer."))
        day = line.facts.get("day")
        reply = (
            leaving.stop(request, store, found, date.fromisoformat(day))
            if what == "replace" and isinstance(day, str)
            else leaving.remove_now(request, store, found)
        )
    _answered(request, store, line, agreed=True)
    return reply


@router.button("member.decline", subject="journal")
def decline(request: Request, store: Store) -> Reply:
    """[Nej]"""
    line = _open(request, store)
    _answered(request, store, line, agreed=False)
    return Reply(settled(request.t, store, line, agreed=False), instead=True)


def _answered(request: Request, store: Store, line: JournalLine, *, agreed: bool) -> None:
    """Tell the coordinator, once; a second answer is refused."""
    proposer = people.get(store, number(line.actor_id))
    told = tell(
        store,
        proposer,
        subject=f"proposal:{line.id}/answer",
        key=f"proposal:{line.id}/answer",
        now=request.now,
        card=lambda t: settled(t, store, line, agreed=agreed),
    )
    if not told and proposer.erased_at is None:
        raise UserError(request.t("The card has already been answered."))
    chronicle.note(
        request,
        store,
        "member.agreed" if agreed else "member.declined",
        group=line.group_id,
        subject=number(line.id),
    )
    redraw(
        store,
        f"proposal:{line.id}",
        now=request.now,
        card=lambda t, _reader: settled(t, store, line, agreed=agreed),
    )


def _open(request: Request, store: Store) -> JournalLine:
    line = journal.get(store, request.id("journal"))
    if line is None or line.what != "member.proposed":
        raise UserError(request.t("It is no longer there."))
    return line
