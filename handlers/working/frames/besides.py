"""{Vis ved siden af}: the plan and the frame of another group or process are shown beside a group's own plan, on its
page and on the plan's card, until somebody who leads the group has had enough of them."""

from __future__ import annotations

from handlers.dialogue import chronicle, ongoing
from handlers.dialogue.card import Button, Card
from handlers.dialogue.errors import UserError
from handlers.dialogue.form import Choice, Form, Option
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.standing import in_secretariat
from handlers.dialogue.undo import undo_button
from handlers.dialogue.which import visible
from handlers.rules.names import danish_key
from storage import beside, groups
from storage.engine import Store
from storage.tables import LIVING, PROCESS, Group, JournalLine

router = Router()
LINKED, UNLINKED = "beside.linked", "beside.unlinked"


def choose_form(request: Request, store: Store) -> Form:
    """Which group or process."""
    t, group = request.t, groups.get(store, request.id("group"))
    return Form(
        "beside.chosen",
        t("What is to be shown beside the plan of {group}?", group=group.title),
        (
            Choice("other", t("Group or process"), t("Its plan and its frame are shown, not who has what."),
                   options=tuple(Option(str(each.id), each.title) for each in _candidates(request, store, group))),
        ),
        t("Show it"),
        {"group": number(group.id)},
        note=_not_here_yet(request, store),
    )  # fmt: skip


def _not_here_yet(request: Request, store: Store) -> str:
    if not in_secretariat(request, store):
        return ""
    return request.t("Is it not here yet? Write “new process” and its name.")


def _candidates(request: Request, store: Store, group: Group) -> list[Group]:
    """Every process, and the groups that the person may know of; none that is there already."""
    there = {number(group.id), *(number(each.id) for each in beside.shown(store, number(group.id)))}
    known = {number(each.id): each for each in visible(request, store) if each.state in LIVING}
    known |= {number(each.id): each for each in groups.everything(store, LIVING) if each.template == PROCESS}
    return sorted((each for id_, each in known.items() if id_ not in there), key=lambda each: danish_key(each.title))


@router.button("beside.choose", subject="group", changes=False)
def choose(request: Request, store: Store) -> Reply:
    """{Vis ved siden af}"""
    t, group = request.t, _living(request, store)
    if _candidates(request, store, group):
        return Reply(form=choose_form(request, store))
    new = (Button("process.new", t("New process"), style="primary"),) if in_secretariat(request, store) else ()
    return Reply(Card(t("There is nothing else that could be shown beside {group}.", group=group.title), buttons=new))


@router.form("beside.chosen", choose_form, subject="group")
def chosen(request: Request, store: Store) -> Reply:
    """The form."""
    t, group = request.t, _living(request, store)
    other = groups.get(store, int(request.value("other")))
    beside.link(store, number(group.id), number(other.id), request.me, request.now)
    line = chronicle.note(request, store, LINKED, group=number(group.id), facts={"other": number(other.id)},
                          texts={"title": other.title})  # fmt: skip
    plan = Button("plan", t("See the plan"), {"group": number(group.id)}, style="primary")
    title = t("{other} is shown beside the plan of {group}.", other=other.title, group=group.title)
    return Reply(Card(title, buttons=(plan, undo_button(t, line)), tone="good"))


@router.button("beside.drop", subject="group")
def drop(request: Request, store: Store) -> Reply:
    """{Vis ikke længere}"""
    t, group = request.t, _living(request, store)
    if not beside.unlink(store, number(group.id), request.id("other")):
        raise UserError(t("It is no longer there."))
    other = groups.get(store, request.id("other"))
    title = t("{other} is no longer shown beside the plan of {group}.", other=other.title, group=group.title)
    line = chronicle.note(request, store, UNLINKED, group=number(group.id), facts={"other": number(other.id)},
                          texts={"title": other.title})  # fmt: skip
    return Reply(Card(title, buttons=(undo_button(t, line),), tone="good"))


@router.undo(LINKED)
@router.undo(UNLINKED)
def undo(request: Request, store: Store, line: JournalLine) -> Reply:
    """It is out of sight again, or back."""
    t, group = request.t, groups.get(store, number(line.group_id))
    other = groups.get(store, int(str(line.facts["other"])))
    ids = number(group.id), number(other.id)
    if line.what == LINKED:
        if not beside.unlink(store, *ids):
            raise UserError(t("It has gone on from there and cannot be taken back."))
        return Reply(Card(t("Taken back. {other} is not shown.", other=other.title)))
    if beside.link(store, *ids, request.me, request.now) is None:
        raise UserError(t("It has gone on from there and cannot be taken back."))
    return Reply(Card(t("Taken back. {other} is shown again.", other=other.title)))


def _living(request: Request, store: Store) -> Group:
    return ongoing.living(request, groups.get(store, request.id("group")))
