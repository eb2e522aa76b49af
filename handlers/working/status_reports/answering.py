"""What whoever leads a group answers: a colour, a line, the next step; asked or of themselves."""

from __future__ import annotations

from handlers.dialogue import chronicle
from handlers.dialogue.card import Card, Line
from handlers.dialogue.events import StatusSaid, StatusTakenBack
from handlers.dialogue.form import Choice, Form, Option, Words
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.undo import undo_button
from handlers.rules.names import first_name
from storage import groups, marked, status
from storage.engine import Store
from storage.tables import ALIVE, Colour, StatusLine

from .asking import drawn_again
from .words import colours, living, said

router = Router()
LONGEST = 300  # characters, as of a marked line


def answer_form(request: Request, store: Store) -> Form:
    """The three things that are asked; a colour that was pressed is chosen already."""
    t, group = request.t, groups.get(store, request.id("group"))
    chosen = str(request.args.get("colour", ""))
    options = tuple(Option(colour.value, label) for colour, label in colours(t).items())
    return Form(
        "status.answered",
        t("How is {group} doing?", group=group.title),
        (
            Choice("colour", t("Colour"), options=options),
            Words("line", t("In one line"), hint=t("Such as: awaits figures from the grid company."), max=LONGEST),
            Words("next_step", t("Next step"), required=False, max=LONGEST),
        ),
        t("Send"),
        args=dict(request.args),
        values={"colour": chosen} if chosen in list(Colour) else {},
    )


@router.button("status.answer", subject="group", changes=False)
def answer(request: Request, store: Store) -> Reply:
    """[Grøn] [Gul] [Rød] [Giv status]"""
    living(request, store)
    return Reply(form=answer_form(request, store))


@router.form("status.answered", answer_form, subject="group")
def answered(request: Request, store: Store) -> Reply:
    """The form."""
    t, group = request.t, living(request, store)
    line = StatusLine(
        group_id=number(group.id),
        colour=Colour(request.value("colour")),
        line=request.value("line"),
        next_step=request.value("next_step"),
        said_by_id=request.me,
        said_at=request.now,
    )
    store.add(line)
    noted = chronicle.note(
        request,
        store,
        "status.noted",
        group=number(group.id),
        subject=number(line.id),
        facts={"colour": line.colour.value},
        texts={"line": line.line, "next_step": line.next_step},
    )
    store.happened(StatusSaid(number(line.id)))
    lines = [Line(said(t, line))]
    if line.next_step:
        lines.append(Line(t("Next step: {step}", step=line.next_step)))
    title = t(
        "Thank you, {name}. The status of {group} is noted.", name=first_name(request.person.name), group=group.title
    )
    return Reply(Card(title, tuple(lines), (undo_button(t, noted),), tone="good"))


@router.on(StatusSaid)
def settled(event: StatusSaid, request: Request, store: Store) -> None:
    """However it was said, it answers the question that is open."""
    line = marked.status(store, event.status_id)
    asked = status.open_question(store, line.group_id)
    if asked is None:
        return
    asked.answered_at, asked.status_id = request.now, number(line.id)
    drawn_again(request, store, asked)


@router.on(StatusTakenBack)
def open_again(event: StatusTakenBack, request: Request, store: Store) -> None:
    """What it answered is a question again, unless another has been asked since or the group has ended."""
    for asked in status.answered_by(store, event.status_id):
        alive = groups.get(store, asked.group_id).state in ALIVE
        if alive and status.open_question(store, asked.group_id) is None:
            asked.answered_at = asked.status_id = None
            drawn_again(request, store, asked)
