"""[Status] on a group's page: how it stands, whom it is told, and the ways from there."""

from __future__ import annotations

from handlers.dialogue.card import Button, Card, Facts, Item, Items, Line, Part
from handlers.dialogue.named import name_of
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.somebody import lead
from handlers.dialogue.standing import standing
from handlers.locale import Speech
from handlers.rules import moments
from handlers.rules.names import raised
from handlers.rules.permissions import Standing, may
from handlers.rules.reminding import last_day
from handlers.rules.rhythms import read_rhythm, written
from storage import groups, marked, status, subjects
from storage.engine import Store
from storage.tables import ALIVE, WORKING, Group, Milestone, MilestoneState, StatusRecipient

from .telling import settle
from .words import on, organs_of, said, when

router = Router()


@router.button("status.stands", subject="group", changes=False)
def stands(request: Request, store: Store) -> Reply:
    """[Status]"""
    t, group = request.t, groups.get(store, request.id("group"))
    gid = number(group.id)
    who = standing(store, request.person, subjects.find(store, "group", gid), request.now.date())
    body: list[Part] = [Facts(_facts(t, store, group))] if _facts(t, store, group) else []
    some = status.recipients(store, gid)
    if some:
        body += [Line(t("Who is told"), "heading"), Items(tuple(_told(t, store, each, group, who) for each in some))]
    if not body:
        body.append(Line(t("Nobody has said yet how the group stands, and no body is told.")))
    buttons = _buttons(t, store, group)
    return Reply(Card(_title(t, group), tuple(body), tuple(each for each in buttons if may(each.action, who))))


def _title(t: Speech, group: Group) -> str:
    return t("The status of {group}", group=group.title)


def _facts(t: Speech, store: Store, group: Group) -> tuple[tuple[str, str], ...]:
    gid, pairs = number(group.id), []
    newest = marked.newest_status(store, [gid]).get(gid)
    if newest is not None:
        text = t("{status} ({day})", status=raised(said(t, newest)), day=t.day(newest.said_at))
        pairs.append((t("Status"), text))
        if newest.next_step:
            pairs.append((t("Next step"), newest.next_step))
    asked = status.open_question(store, gid)
    if asked is not None:
        name = name_of(t, lead(store, group))
        pairs.append((t("Asked"), t("{name}, reply by {day}", name=name, day=t.day(asked.reply_by))))
    rhythm = read_rhythm(group.status_rhythm) if group.status_rhythm else None
    if rhythm is not None and group.status_due is not None and group.state in ALIVE:
        text = t("{rhythm}, next time {day}", rhythm=raised(written(rhythm, t.language)), day=t.day(group.status_due))
        pairs.append((t("Asked by rhythm"), text))
    return tuple(pairs)


def _told(t: Speech, store: Store, recipient: StatusRecipient, group: Group, who: frozenset[Standing]) -> Item:
    """Økonomiudvalget · i januar 2019 [Færdig] [Meddel ikke mere]"""
    times = status.of_recipient(store, number(recipient.id))
    open_ = [each for each in times if each.state == MilestoneState.open]
    done = [each for each in times if each.state == MilestoneState.done]
    rhythm = read_rhythm(recipient.rhythm) if recipient.rhythm else None
    parts = [raised(recipient.organ)]
    parts += [_when(t, each) for each in open_]
    parts += [written(rhythm, t.language)] if rhythm is not None else []
    parts += [t("told {when}", when=when(t, done[-1]))] if done else []
    buttons: list[Button] = []
    if group.state in WORKING:
        buttons += [settle(t, each, organs_of(store, [each]), alone=True) for each in open_]
        args: dict[str, str | int] = {"recipient": number(recipient.id)}
        buttons.append(Button("status.recipient_end", t("Tell no more"), args, style="link"))
    return Item(" · ".join(parts), tuple(each for each in buttons if may(each.action, who)))


def _when(t: Speech, milestone: Milestone) -> str:
    moment = moments.of(milestone)
    if moment is not None and last_day(moment) < t.now.date():
        return t("{when}, overdue", when=on(t, moment))
    return when(t, milestone)


def _buttons(t: Speech, store: Store, group: Group) -> tuple[Button, ...]:
    args: dict[str, str | int] = {"group": number(group.id)}
    paper = Button("status.paper", t("Status paper"), args)
    if group.state not in ALIVE:
        return (paper,)
    ask = status.open_question(store, number(group.id)) is None
    return (
        Button("status.answer", t("Give status"), args, style="quiet" if ask else "primary"),
        *((Button("status.ask", t("Ask for status"), args),) if ask else ()),
        paper,
        Button("status.recipients", t("Add recipients"), args),
        Button("status.rhythm", t("Ask by rhythm"), args),
    )
