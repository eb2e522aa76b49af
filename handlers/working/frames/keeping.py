"""Writing a frame down, changing it and ending it: [Ny ramme], [Ret ramme], [Afslut ramme].

A frame is kept by one group or process and holds for the others that it is shared with, each with a part of its own or
all of them together. Amounts are read as people write them (handlers/rules/kroner.py). Whoever coordinates a group for
which it holds hears of a change, once (telling.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.dialogue import chronicle, framed, ongoing
from handlers.dialogue.card import Button, Card, Line
from handlers.dialogue.errors import UserError
from handlers.dialogue.form import AnyField, Choice, Form, Option, Value, Words
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.standing import in_secretariat
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules import kroner
from handlers.rules.names import danish_key, fold
from storage import frames, groups, journal, people
from storage.engine import Store
from storage.tables import LIVING, PROCESS, Frame, Group, JournalLine

from . import showing, telling
from .parts import Stand, stand

router = Router()
MADE, CHANGED, ENDED = "frame.made", "frame.changed", "frame.ended"
KINDS = (MADE, CHANGED, ENDED)


@dataclass(frozen=True)
class Said:
    """What the form says: title, what is still to be found, what that is part of, and for whom it holds."""

    title: str
    stand: Stand


# --- the form ---


def new_form(request: Request, store: Store) -> Form:
    """A new frame, kept by the group."""
    return _form(request, store, groups.get(store, request.id("group")), None)


def edit_form(request: Request, store: Store) -> Form:
    """A frame as it stands."""
    frame = frames.get(store, request.id("frame"))
    return _form(request, store, groups.get(store, frame.group_id), frame)


def _form(request: Request, store: Store, keeper: Group, frame: Frame | None) -> Form:
    t, values = request.t, dict[str, Value]()
    parts = frames.shares(store, number(frame.id)) if frame is not None else {}
    others = _others(request, store, keeper, parts)
    if frame is not None:
        known = {number(each.id): each.title for each in (*others, keeper)}
        values = {
            "title": frame.title,
            "amount": kroner.write(frame.amount, t.language),
            "total": kroner.write(frame.total, t.language) if frame.total is not None else "",
            "groups": tuple(str(each) for each in parts if each != keeper.id),
            "parts": "\n".join(
                f"{known[id_]}: {kroner.write(amount, t.language)}"
                for id_, amount in parts.items()
                if amount is not None and id_ in known
            ),
        }
    fields: list[AnyField] = [
        Words("title", t("What is it called?"), t("Such as “Reduced frame” or “Budget 2015”."), max=60),
        Words("amount", t("How much is still to be found?"), t("For instance “{example}”.", example=_example(t)),
              max=kroner.LONGEST),
        Words("total", t("What is that part of? (optional)"), t("The whole scope, where that is more."),
              required=False, max=kroner.LONGEST),
    ]  # fmt: skip
    if others:
        fields += [
            Choice("groups", t("Which other groups does it hold for?"), required=False, many=True,
                   options=tuple(Option(str(each.id), each.title) for each in others)),
            Words("parts", t("Parts of their own (optional)"),
                  t("One a line: “{group}: {example}”. Whoever has none shares the whole.",
                    group=others[0].title, example=_example(t)),
                  required=False, max=2000, lines=4),
        ]  # fmt: skip
    title = t("A frame of {group}", group=keeper.title) if frame is None else t("Edit “{frame}”", frame=frame.title)
    about = {"group": number(keeper.id)} if frame is None else {"frame": number(frame.id)}
    return Form(MADE if frame is None else CHANGED, title, tuple(fields), t("Save"), about, values)


def _example(t: Speech) -> str:
    return kroner.write(65 * 10**6, t.language)


def _others(request: Request, store: Store, keeper: Group, parts: Mapping[int, int | None]) -> list[Group]:
    """The groups it can be shared with: all of them for the secretariat, for a coordinator those they lead; and those
    that share it already, also where they have ended."""
    led = None if in_secretariat(request, store) else set(groups.led_by(store, request.me))
    living = {number(each.id): each for each in groups.everything(store, LIVING) if each.template != PROCESS}
    found = {id_: each for id_, each in living.items() if led is None or id_ in led} | groups.several(store, parts)
    return sorted((each for each in found.values() if each.id != keeper.id), key=lambda each: danish_key(each.title))


def _said(request: Request, store: Store, keeper: Group, frame: Frame | None) -> Said:
    """What the form says, or a UserError at the field that cannot be."""
    t = request.t
    amount = _amount(request, "amount")
    total = _amount(request, "total") if request.value("total") else None
    if total is not None and total < amount:
        least = kroner.write(amount, t.language)
        raise UserError(t("What it is part of cannot be less than the {amount} themselves.", amount=least),
                        field="total")  # fmt: skip
    before = frames.shares(store, number(frame.id)) if frame is not None else {}
    others = {str(each.id): each for each in _others(request, store, keeper, before)}
    chosen = [others[each] for each in request.several("groups") if each in others]
    parts: dict[int, int | None] = {number(each.id): None for each in chosen}
    parts |= _own_parts(request, keeper, chosen)
    given = sum(filter(None, parts.values()))
    if given > amount:
        raise UserError(
            t("The parts come to {given}. That is {over} more than there is.", given=kroner.write(given, t.language),
              over=kroner.write(given - amount, t.language)),
            field="parts",
        )  # fmt: skip
    return Said(request.value("title"), Stand(amount, total, parts))


def _amount(request: Request, field: str) -> int:
    return _read(request.t, request.value(field), field)


def _read(t: Speech, said: str, field: str) -> int:
    try:
        return kroner.read(said)
    except kroner.NoUnit:
        raise UserError(
            t("Is “{said}” in kroner or in millions? Write “{said} kr.” or “{said} mio. kr.”.", said=said), field=field
        ) from None
    except kroner.TooMuch:
        raise UserError(t("“{said}” is more money than there can be.", said=said), field=field) from None
    except kroner.NoAmount:
        raise UserError(
            t("“{said}” is no amount that I can read. Write for instance “{example}”.", said=said[:60],
              example=_example(t)),
            field=field,
        ) from None  # fmt: skip


def _own_parts(request: Request, keeper: Group, chosen: list[Group]) -> dict[int, int | None]:
    """`Fritid & Fællesskab: 20 mio. kr.` on each line, of the groups that were chosen and the one that keeps it."""
    t, found = request.t, dict[int, int | None]()
    for line in filter(None, (each.strip() for each in request.value("parts").splitlines())):
        name, _, amount = line.rpartition(":")
        group = _named(name, [*chosen, keeper])
        if group is None:
            raise UserError(
                t("“{line}” does not begin with a group that you have chosen. Write it as “{group}: {example}”.",
                  line=line[:60], group=(chosen or [keeper])[0].title, example=_example(t)),
                field="parts",
            )  # fmt: skip
        found[number(group.id)] = _read(t, amount.strip(), "parts")
    return found


def _named(name: str, some: list[Group]) -> Group | None:
    said = fold(name)
    exact = [each for each in some if said and fold(each.title) == said]
    begun = exact or [each for each in some if said and fold(each.title).startswith(said)]
    return begun[0] if len(begun) == 1 else None


# --- new, changed, ended ---


@router.button("frame.new", subject="group", changes=False)
def new(request: Request, store: Store) -> Reply:
    """[Ny ramme]"""
    _living(request, store, request.id("group"))
    return Reply(form=new_form(request, store))


@router.form(MADE, new_form, subject="group")
def made(request: Request, store: Store) -> Reply:
    """The form: the frame holds from now on."""
    keeper = _living(request, store, request.id("group"))
    said = _said(request, store, keeper, None)
    there = frames.holding_for(store, number(keeper.id))
    if any(fold(each.title) == fold(said.title) for each in there):
        raise UserError(request.t("There is a frame called {title} already.", title=said.title), field="title")
    frame = Frame(group_id=number(keeper.id), title=said.title, amount=said.stand.amount, total=said.stand.total,
                  changed_at=request.now, changed_by_id=request.me)  # fmt: skip
    store.add(frame)
    frames.share_among(store, number(frame.id), said.stand.parts)
    line = chronicle.note(request, store, MADE, group=number(keeper.id), subject=number(frame.id),
                          facts=said.stand.facts(), texts={"title": said.title})  # fmt: skip
    return _receipt(request, store, frame, keeper, line)


@router.button("frame.edit", subject="frame", changes=False)
def edit(request: Request, store: Store) -> Reply:
    """[Ret ramme]"""
    _holding(request, store)
    return Reply(form=edit_form(request, store))


@router.form(CHANGED, edit_form, subject="frame")
def changed(request: Request, store: Store) -> Reply:
    """The form: whoever coordinates a group that it holds for is told what it was and what it is."""
    t, (frame, keeper) = request.t, _holding(request, store)
    said, before, title = _said(request, store, keeper, frame), stand(store, frame), frame.title
    if (said.title, said.stand) == (title, before):
        raise UserError(t("Nothing has been changed."))
    _put(store, request, frame, said.title, said.stand)
    line = chronicle.note(request, store, CHANGED, group=number(keeper.id), subject=number(frame.id),
                          facts=before.facts(),
                          texts={"title": title, "amounts": _from_to(store, before, said.stand)})  # fmt: skip
    told = telling.changed(request, store, frame, line, before)
    return _receipt(request, store, frame, keeper, line, told)


@router.button("frame.drop", subject="frame")
def drop(request: Request, store: Store) -> Reply:
    """[Afslut ramme]: it holds no longer; also where the group or process that kept it has ended."""
    t, frame = request.t, _not_ended(request, store)
    frame.ended_at, frame.changed_at, frame.changed_by_id = request.now, request.now, request.me
    store.add(frame)
    line = chronicle.note(request, store, ENDED, group=frame.group_id, subject=number(frame.id),
                          texts={"title": frame.title})  # fmt: skip
    told = telling.ended(request, store, frame, line)
    lines = (Line(telling.how_many(t, told)),) if told else ()
    return Reply(Card(t("{title} no longer holds.", title=frame.title), lines, (undo_button(t, line),), "good"))


def _receipt(request: Request, store: Store, frame: Frame, keeper: Group, line: JournalLine, told: int = 0) -> Reply:
    t = request.t
    lines = showing.shared(t, store, frame, keeper)
    if told:
        lines.append(telling.how_many(t, told))
    see = Button("frame.show", t("See"), {"group": number(keeper.id)}, style="primary")
    body = tuple(Line(each) for each in lines)
    return Reply(Card(framed.sentence(t, frame), body, (see, undo_button(t, line)), "good"))


@router.undo(MADE)
@router.undo(CHANGED)
@router.undo(ENDED)
def undo(request: Request, store: Store, line: JournalLine) -> Reply:
    """It is as it was; whoever was told is told so."""
    t, frame = request.t, frames.get(store, number(line.subject_id))
    newest = journal.last_about(store, number(frame.id), KINDS)
    if newest is None or newest.id != line.id:
        raise UserError(t("It has gone on from there and cannot be taken back."))
    if line.what == MADE:
        frame.ended_at = request.now
        store.add(frame)
        return Reply(Card(t("Taken back. {title} does not hold.", title=frame.title)))
    if line.what == ENDED:
        frame.ended_at = None
        store.add(frame)
    else:
        title = journal.texts_of(store, [number(line.id)]).get(number(line.id), {}).get("title", frame.title)
        _put(store, request, frame, title, Stand.of(line.facts))
    telling.taken_back(request, store, frame, line)
    return Reply(Card(t("Taken back. {frame}", frame=framed.sentence(t, frame))))


def _from_to(store: Store, before: Stand, now: Stand) -> str:
    """65 mio. kr. → 60 mio. kr., for the journal; empty where the amount is the same."""
    if before.amount == now.amount:
        return ""
    language = people.circle(store).language
    return f"{kroner.write(before.amount, language)} → {kroner.write(now.amount, language)}"


def _put(store: Store, request: Request, frame: Frame, title: str, now: Stand) -> None:
    frame.title, frame.amount, frame.total = title, now.amount, now.total
    frame.changed_at, frame.changed_by_id = request.now, request.me
    store.add(frame)
    frames.share_among(store, number(frame.id), now.parts)


def _living(request: Request, store: Store, group_id: int) -> Group:
    return ongoing.living(request, groups.get(store, group_id))


def _holding(request: Request, store: Store) -> tuple[Frame, Group]:
    frame = _not_ended(request, store)
    return frame, _living(request, store, frame.group_id)


def _not_ended(request: Request, store: Store) -> Frame:
    frame = frames.get(store, request.id("frame"))
    if frame.ended_at is not None:
        raise UserError(request.t("{title} no longer holds.", title=frame.title))
    return frame
