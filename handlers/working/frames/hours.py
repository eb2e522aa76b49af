"""[Ret timer]: how many hours a week one member gives a group, where that is not what was agreed for everybody. The
member, the coordinator and the secretariat can say so; the hours lent are counted with them from then on."""

from __future__ import annotations

from handlers.dialogue import borrowed, chronicle, ongoing
from handlers.dialogue.card import Card, Line
from handlers.dialogue.errors import UserError
from handlers.dialogue.filled import as_number
from handlers.dialogue.form import Form, Number
from handlers.dialogue.named import name_of
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.undo import undo_button
from handlers.rules.names import first_name
from storage import groups, journal, members, people
from storage.engine import Store
from storage.tables import Group, JournalLine, Membership

router = Router()
EDITED = "hours.edited"


def hours_form(request: Request, store: Store) -> Form:
    """Hours a week; left empty, the same as everybody."""
    t, membership = request.t, members.get(store, request.id("membership"))
    person, group = people.get(store, membership.person_id), groups.get(store, membership.group_id)
    hint = t("Leave it empty for {hours}, as for the others.", hours=t.number(group.hours)) if group.hours else ""
    values = {"hours": t.number(membership.hours)} if membership.hours is not None else {}
    return Form(
        EDITED,
        t("How many hours a week does {name} have for {group}?", name=first_name(name_of(t, person)),
          group=group.title),
        (Number("hours", t("Hours a week"), hint, required=not group.hours, min=0, max=37, unit=t("hours")),),
        t("Save"),
        {"membership": number(membership.id)},
        values,
    )  # fmt: skip


@router.button("hours.edit", subject="membership", changes=False)
def edit(request: Request, store: Store) -> Reply:
    """[Ret timer]"""
    _there(request, store)
    return Reply(form=hours_form(request, store))


@router.form(EDITED, hours_form, subject="membership")
def edited(request: Request, store: Store) -> Reply:
    """The form."""
    t, (membership, group) = request.t, _there(request, store)
    said = request.value("hours")
    hours = as_number(said) if said else None
    if hours == membership.hours:
        raise UserError(t("Nothing has been changed."))
    before, membership.hours = membership.hours, hours
    store.add(membership)
    line = chronicle.note(
        request, store, EDITED, group=number(group.id), subject=number(membership.id), for_=membership.person_id,
        facts={"before": before, "hours": hours},
    )  # fmt: skip
    name, many = name_of(t, people.get(store, membership.person_id)), borrowed.hours_of(group, membership)
    title = t.plural(1 if many == 1 else 2, "{name} has about {hours} hour a week for {group}.",
                     "{name} has about {hours} hours a week for {group}.",
                     name=name, hours=t.number(many), group=group.title)  # fmt: skip
    total = borrowed.said(t, store, group)
    return Reply(Card(title, (Line(total),) if total else (), (undo_button(t, line),), "good"))


@router.undo(EDITED)
def undo(request: Request, store: Store, line: JournalLine) -> Reply:
    """The hours are as they were, unless somebody has changed them since."""
    t, membership = request.t, members.get(store, number(line.subject_id))
    newest = journal.last_about(store, number(membership.id), (EDITED,))
    if newest is None or newest.id != line.id or membership.until is not None:
        raise UserError(t("It has gone on from there and cannot be taken back."))
    before = line.facts.get("before")
    membership.hours = float(before) if isinstance(before, int | float) else None
    store.add(membership)
    return Reply(Card(t("Taken back. The hours are as they were.")))


def _there(request: Request, store: Store) -> tuple[Membership, Group]:
    t, membership = request.t, members.get(store, request.id("membership"))
    group = groups.get(store, membership.group_id)
    ongoing.working(request, group)
    if membership.until is not None:
        name = name_of(t, people.get(store, membership.person_id))
        raise UserError(t("{name} is no longer in {group}.", name=name, group=group.title))
    return membership, group
