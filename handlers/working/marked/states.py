"""How a group stands, as whoever leads it writes in the room: *Status: gul – venter på tal fra netselskabet*.

The newest stands on the group's page and in the list of groups, and whoever follows the group reads of it in the
digest.
"""

from __future__ import annotations

from handlers.dialogue import chronicle
from handlers.dialogue.agenda import colour_of
from handlers.dialogue.card import Card
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import LineTakenBack, StatusSaid, StatusTakenBack
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import post, redraw
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from storage import groups, journal, marked
from storage.engine import Store
from storage.tables import Colour, JournalLine, MarkedKind, MarkedLine, MarkState, StatusLine

from .signs import sign

router = Router()
LONGEST = 300  # characters


def noted(request: Request, store: Store, mark: MarkedLine, colour: str, line: str) -> None:
    """A line says how the group stands, or something else than before."""
    before = marked.status(store, mark.became_id) if mark.became_id is not None else None
    if before is not None and before.withdrawn_at is None:
        if (before.colour, before.line) != (colour, line):
            _note(request, store, "status.edited", before)
            before.colour, before.line = Colour(colour), line
            _drawn_again(request, store, before)
        return
    status = StatusLine(
        group_id=mark.group_id, colour=Colour(colour), line=line, said_by_id=request.me, said_at=request.now
    )
    store.add(status)
    mark.became_id = number(status.id)
    _note(request, store, "status.noted", status)
    store.happened(StatusSaid(number(status.id), place=mark.under))


@router.on(StatusSaid)
def in_room(event: StatusSaid, request: Request, store: Store) -> None:
    """The room reads it, also where it was said in answer to a question."""
    status = marked.status(store, event.status_id)
    post(
        store,
        groups.get(store, status.group_id),
        subject=f"status:{status.id}",
        key=f"status:{status.id}",
        now=request.now,
        card=lambda t: receipt(t, store, status),
        place=event.place,
    )


@router.on(LineTakenBack)
def taken_back(event: LineTakenBack, request: Request, store: Store) -> None:
    """The line has been deleted: the group stands as it did before."""
    mark = marked.get(store, event.mark_id)
    if mark.kind != MarkedKind.status or mark.became_id is None:
        return
    status = marked.status(store, mark.became_id)
    if status.withdrawn_at is None:
        _note(request, store, "status.withdrawn", status)
        _withdraw(request, store, status)


def receipt(t: Speech, store: Store, status: StatusLine) -> Card:
    """Status noteret: gul – venter på tal fra netselskabet"""
    if status.withdrawn_at is not None:
        return Card(t("Status taken back."))
    line = journal.last_about(store, number(status.id), ("status.noted",))
    undo = (undo_button(t, line),) if line is not None else ()
    return Card(t("✅ Status noted: {status}", status=said(t, status)), buttons=undo)


def said(t: Speech, status: StatusLine) -> str:
    """gul – venter på tal fra netselskabet"""
    return (
        t("{colour} – {line}", colour=colour_of(t, status.colour), line=status.line)
        if status.line
        else colour_of(t, status.colour)
    )


def _withdraw(request: Request, store: Store, status: StatusLine) -> None:
    status.withdrawn_at = request.now
    _drawn_again(request, store, status)
    store.happened(StatusTakenBack(number(status.id)))


def _drawn_again(request: Request, store: Store, status: StatusLine) -> None:
    redraw(store, f"status:{status.id}", now=request.now, card=lambda t, _reader: receipt(t, store, status))


@router.undo("status.noted")
def undo_noted(request: Request, store: Store, line: JournalLine) -> Reply:
    """The group stands as it did before."""
    t, status = request.t, marked.status(store, number(line.subject_id))
    if status.withdrawn_at is not None:
        raise UserError(t("It has gone on from there and cannot be taken back."))
    _withdraw(request, store, status)
    mark = marked.of(store, MarkedKind.status, number(status.id))
    if mark is not None and mark.state == MarkState.kept:
        mark.state = MarkState.undone
        sign(request, store, mark.group_id, mark.face, mark.place)
    return Reply(Card(t("Taken back. The status does not count.")))


@router.undo("status.edited")
def undo_edited(request: Request, store: Store, line: JournalLine) -> Reply:
    """It reads as it did."""
    t, status = request.t, marked.status(store, number(line.subject_id))
    if status.withdrawn_at is not None:
        raise UserError(t("It has gone on from there and cannot be taken back."))
    status.colour = Colour(str(line.facts["colour"]))
    status.line = journal.texts_of(store, [number(line.id)]).get(number(line.id), {}).get("line", "")
    _drawn_again(request, store, status)
    return Reply(Card(t("Taken back. {what}", what=said(t, status))))


@router.news("status.noted")
def news(line: JournalLine, t: Speech, store: Store) -> str | None:
    """How a group stands by now; what it said before that is no news."""
    status = marked.status(store, number(line.subject_id))
    newest = marked.newest_status(store, [status.group_id]).get(status.group_id)
    return t("Status: {status}", status=said(t, status)) if newest is not None and newest.id == status.id else None


def _note(request: Request, store: Store, kind: str, status: StatusLine) -> JournalLine:
    return chronicle.note(
        request,
        store,
        kind,
        group=status.group_id,
        subject=number(status.id),
        facts={"colour": status.colour.value},
        texts={"line": status.line},
    )
