"""What a group is to make, and has made: the list that its end is read from.

The order says what is expected; [Levér] on a group's page marks it as made, with a link when there is one, and
[Tilføj et resultat] adds what nobody thought of. Any member may deliver; the room hears of it.
"""

from __future__ import annotations

from handlers.dialogue import chronicle, ongoing
from handlers.dialogue.card import Button, Card, Item, Items
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import LineTakenBack, OutputSaid, OutputSettled
from handlers.dialogue.form import AnyField, Form, Tick, Words
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.standing import standing
from handlers.dialogue.tell import post, redraw
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules import links
from handlers.rules.names import fold, lowered, raised
from handlers.rules.permissions import LEADS
from storage import groups, journal, marked, outputs, people, subjects
from storage.engine import Store
from storage.tables import ALIVE, Group, JournalLine, MarkedKind, Output, OutputState

router = Router()


# --- the list ---


@router.button("output.list", subject="group", changes=False)
def list_(request: Request, store: Store) -> Reply:
    """What the group is to make and has made, each with what can be done about it."""
    t, group = request.t, groups.get(store, request.id("group"))
    found = outputs.of_group(store, number(group.id))
    items = tuple(_item(t, each, bool(_who(request, store, group) & LEADS)) for each in found)
    add = Button("output.add", t("Add a result"), {"group": number(group.id)}, style="primary")
    made = sum(each.state == OutputState.delivered for each in found)
    title = t("{group} has delivered {made} of {all} things.", group=group.title, made=made, all=len(found))
    if not found:
        title = t("{group} has no results on its list yet.", group=group.title)
    return Reply(Card(title, (Items(items),) if items else (), (add,)))


def _item(t: Speech, output: Output, leads: bool) -> Item:
    args: dict[str, str | int] = {"output": number(output.id)}
    if output.state == OutputState.delivered:
        link = (Button("", t("Open"), url=output.link),) if output.link else ()
        return Item(t("✅ {what}", what=raised(output.title)), link)
    drop = (Button("output.drop", t("Drop"), args),) if leads else ()
    return Item(raised(output.title), (Button("output.deliver", t("Deliver"), args), *drop))


# --- delivering ---


def deliver_form(request: Request, store: Store) -> Form:
    """Where it is, when it can be linked to."""
    t, output = request.t, outputs.get(store, request.id("output"))
    return Form(
        "output.delivered",
        t("Deliver {what}", what=lowered(output.title)),
        (_link_field(t),),
        t("Deliver"),
        args={"output": number(output.id)},
    )


def _link_field(t: Speech) -> Words:
    return Words(
        "link", t("Link"), hint=t("Where it can be read. It may stay empty."), required=False, max=links.LONGEST
    )


@router.button("output.deliver", subject="output", changes=False)
def deliver(request: Request, store: Store) -> Reply:
    """[Levér]"""
    _expected(request, store)
    return Reply(form=deliver_form(request, store))


@router.form("output.delivered", deliver_form, subject="output")
def delivered(request: Request, store: Store) -> Reply:
    """The form; the room hears of it."""
    output, group = _expected(request, store)
    output.link = _link(request)
    return _delivered(request, store, group, output, "output.delivered")


def _delivered(request: Request, store: Store, group: Group, output: Output, kind: str) -> Reply:
    line = _make(request, store, group, output, kind)
    title = request.t("Delivered: {what}.", what=raised(output.title))
    return Reply(Card(title, buttons=(undo_button(request.t, line),), tone="good"))


def _make(request: Request, store: Store, group: Group, output: Output, kind: str, *, place: str = "") -> JournalLine:
    """Mark a result as made, and tell the room; under what was written at a `place` there."""
    output.state, output.delivered_at, output.delivered_by_id = OutputState.delivered, request.now, request.me
    store.add(output)
    line = chronicle.note(
        request,
        store,
        kind,
        group=number(group.id),
        subject=number(output.id),
        texts={"title": output.title, "link": output.link},
    )
    if group.state in ALIVE:
        post(
            store,
            group,
            subject=f"output:{output.id}",
            key=f"output:{output.id}/{line.id}",
            now=request.now,
            card=lambda t: _in_room(t, store, output),
            place=place,
        )
    store.happened(OutputSettled(number(output.id)))
    return line


def _in_room(t: Speech, store: Store, output: Output) -> Card:
    if output.state != OutputState.delivered or output.delivered_by_id is None:
        return Card(t("{what} is not delivered after all.", what=raised(output.title)))
    name = people.get(store, output.delivered_by_id).name
    buttons = [Button("", t("Open"), url=output.link)] if output.link else []
    line = journal.last_about(store, number(output.id), ("output.delivered", "output.added"))
    if line is not None and marked.of(store, MarkedKind.output, number(output.id)) is not None:
        buttons.append(undo_button(t, line))  # nobody has had a receipt for what was written in the room
    return Card(t("✅ Delivered: {what}, {name}.", what=raised(output.title), name=name), buttons=tuple(buttons))


# --- adding ---


def add_form(request: Request, store: Store) -> Form:
    """What it is; for whoever leads the plan, whether it is made already. What a member adds is."""
    t, group = request.t, groups.get(store, request.id("group"))
    fields: list[AnyField] = [Words("title", t("What is the result?"), max=200), _link_field(t)]
    if _who(request, store, group) & LEADS:
        fields.append(Tick("made", t("It is delivered already")))
    return Form(
        "output.added",
        t("A result of {group}", group=group.title),
        tuple(fields),
        t("Add"),
        args={"group": number(group.id)},
    )


@router.button("output.add", subject="group", changes=False)
def add(request: Request, store: Store) -> Reply:
    """[Tilføj et resultat]"""
    ongoing.working(request, groups.get(store, request.id("group")))
    return Reply(form=add_form(request, store))


@router.form("output.added", add_form, subject="group")
def added(request: Request, store: Store) -> Reply:
    """The form."""
    t, group = request.t, groups.get(store, request.id("group"))
    ongoing.working(request, group)
    title = request.value("title")
    if any(each.title.casefold() == title.casefold() for each in outputs.of_group(store, number(group.id))):
        raise UserError(t("{what} is on the list already.", what=raised(title)), field="title")
    output = Output(group_id=number(group.id), title=title, link=_link(request), created_at=request.now)
    leads = bool(_who(request, store, group) & LEADS)
    if request.value("made") or not leads:
        store.add(output)
        return _delivered(request, store, group, output, "output.added")
    store.add(output)
    line = chronicle.note(
        request, store, "output.added", group=number(group.id), subject=number(output.id), texts={"title": title}
    )
    return Reply(
        Card(
            t("{group} is to make: {what}.", group=group.title, what=lowered(title)),
            buttons=(undo_button(t, line),),
            tone="good",
        )
    )


@router.button("output.drop", subject="output")
def drop(request: Request, store: Store) -> Reply:
    """[Fjern]: it is not to be made after all."""
    t = request.t
    output, group = _expected(request, store)
    output.state = OutputState.dropped
    line = chronicle.note(request, store, "output.dropped", group=number(group.id), subject=number(output.id))
    title = t("{what} is off the list.", what=raised(output.title))
    return Reply(Card(title, buttons=(undo_button(t, line),), tone="good"))


# --- taken back ---


@router.undo("output.delivered")
@router.undo("output.added")
@router.undo("output.dropped")
def undo(request: Request, store: Store, line: JournalLine) -> Reply:
    """It is as it was: expected, or not on the list."""
    t, output = request.t, outputs.get(store, number(line.subject_id))
    output.state = OutputState.dropped if line.what == "output.added" else OutputState.expected
    output.delivered_at = output.delivered_by_id = None
    if line.what == "output.delivered":
        output.link = ""
    _drawn_again(request, store, output)
    if output.state == OutputState.dropped:
        return Reply(Card(t("Taken back. {what} is off the list.", what=raised(output.title))))
    return Reply(Card(t("Taken back. {what} is still to come.", what=raised(output.title))))


@router.undo("output.edited")
def undo_edited(request: Request, store: Store, line: JournalLine) -> Reply:
    """Its title and its link are as they were."""
    t, output = request.t, outputs.get(store, number(line.subject_id))
    before = journal.texts_of(store, [number(line.id)]).get(number(line.id), {})
    output.title, output.link = before.get("title", output.title), before.get("link", "")
    _drawn_again(request, store, output)
    return Reply(Card(t("Taken back. {what}", what=raised(output.title))))


def _drawn_again(request: Request, store: Store, output: Output) -> None:
    redraw(store, f"output:{output.id}", now=request.now, card=lambda t, _reader: _in_room(t, store, output))
    store.happened(OutputSettled(number(output.id)))


# --- written in the room: Leverance: Notat om netkapacitet – https://… ---


@router.on(OutputSaid)
def said(event: OutputSaid, request: Request, store: Store) -> None:
    """A marked line: something on the list is made, or something that nobody thought of; or the line has changed."""
    mark = marked.get(store, event.mark_id)
    group = groups.get(store, mark.group_id)
    before = outputs.get(store, mark.became_id) if mark.became_id is not None else None
    if before is not None and before.state == OutputState.delivered:
        if (before.title, before.link) != (event.title, event.link):
            texts = {"title": before.title, "link": before.link}
            chronicle.note(
                request, store, "output.edited", group=before.group_id, subject=number(before.id), texts=texts
            )
            before.title, before.link = event.title, event.link
            _drawn_again(request, store, before)
        return
    output, kind = _expected_as(store, mark.group_id, event.title), "output.delivered"
    if output is None:
        output, kind = Output(group_id=mark.group_id, title=event.title, created_at=request.now), "output.added"
    output.link = event.link
    store.add(output)
    mark.became_id = number(output.id)
    store.session.flush()
    _make(request, store, group, output, kind, place=mark.under)


def _expected_as(store: Store, group_id: int, title: str) -> Output | None:
    """What the group is to make and is called like that."""
    for output in outputs.of_group(store, group_id):
        if output.state == OutputState.expected and fold(output.title) == fold(title):
            return output
    return None


@router.on(LineTakenBack)
def taken_back(event: LineTakenBack, request: Request, store: Store) -> None:
    """The line has been deleted: what was on the list before is still to come, and the rest is off it."""
    mark = marked.get(store, event.mark_id)
    if mark.kind != MarkedKind.output or mark.became_id is None:
        return
    output = outputs.get(store, mark.became_id)
    if output.state != OutputState.delivered:
        return
    was = journal.last_about(store, number(output.id), ("output.delivered", "output.added"))
    added = was is not None and was.what == "output.added"
    texts = {"title": output.title, "link": output.link}
    output.state = OutputState.dropped if added else OutputState.expected
    output.delivered_at = output.delivered_by_id = None
    output.link = "" if not added else output.link
    chronicle.note(request, store, "output.withdrawn", group=output.group_id, subject=number(output.id), texts=texts)
    _drawn_again(request, store, output)


# --- what others hear ---


@router.news("output.delivered")
@router.news("output.added")
def news(line: JournalLine, t: Speech, store: Store) -> str | None:
    """What has been made since last."""
    output = outputs.get(store, number(line.subject_id))
    if output.state != OutputState.delivered:
        return None
    return t("Delivered: {what}.", what=raised(output.title))


def _expected(request: Request, store: Store) -> tuple[Output, Group]:
    t, output = request.t, outputs.get(store, request.id("output"))
    group = groups.get(store, output.group_id)
    ongoing.working(request, group)
    if output.state == OutputState.delivered:
        raise UserError(t("{what} has been delivered already.", what=raised(output.title)))
    if output.state == OutputState.dropped:
        raise UserError(t("{what} is off the list.", what=raised(output.title)))
    return output, group


def _link(request: Request) -> str:
    """The link, or nothing; a UserError at its field for what is none."""
    said = request.value("link")
    if not said:
        return ""
    if links.host_of(said) is None:
        raise UserError(
            request.t("That is not a link. A link begins with https:// and has no spaces in it."), field="link"
        )
    return said


def _who(request: Request, store: Store, group: Group) -> frozenset[object]:
    subject = subjects.find(store, "group", number(group.id))
    return frozenset(standing(store, request.person, subject, request.now.date()))
