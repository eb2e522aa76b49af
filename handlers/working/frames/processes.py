"""`ny forløb Budget 2015`: a process that goes on beside groups, such as a municipality's budget (scenarios E6).

It has a plan, a frame and whoever keeps it in the secretariat, and nobody in it: no members are asked for, no
coordinator is missing, and no digest says that it was established. It begins at once.
"""

from __future__ import annotations

from handlers.dialogue import chronicle
from handlers.dialogue.card import Button, Card, Line
from handlers.dialogue.errors import UserError
from handlers.dialogue.form import Form, Words
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.rules.names import task_clause
from storage import groups, people
from storage.engine import Store
from storage.tables import PROCESS, Group, GroupState

router = Router()
_TITLE = 60  # characters, as of a group


def new_form(request: Request, store: Store) -> Form:
    """What it is called, and what is to come of it; the title as it was said with the word."""
    t, said = request.t, str(request.args.get("title", ""))
    return Form(
        "process.made",
        t("A process beside the groups"),
        (
            Words("title", t("Title"), t("Such as “Budget 2015”."), max=_TITLE),
            Words("task", t("What is to come of it? (optional)"), t("Goes on from: The process is to …"),
                  required=False, max=200, lines=2),
            Words("case_number", t("Case number (optional)"), required=False, max=64),
        ),
        t("Begin"),
        values={"title": said} if said else {},
        note=t("It has a plan and a frame and can be shown beside the plans of groups. Nobody is asked."),
    )  # fmt: skip


@router.button("process.new", changes=False)
def new(request: Request, store: Store) -> Reply:
    """[Nyt forløb], and the words after *ny*."""
    return Reply(form=new_form(request, store))


@router.form("process.made", new_form)
def made(request: Request, store: Store) -> Reply:
    """The form: it goes on from now."""
    t, title = request.t, request.value("title")
    before = groups.titled(store, title)
    if before is not None:
        raise UserError(t("There is a group called {title} already.", title=before.title), field="title")
    circle = people.circle(store)
    group = Group(
        circle_id=number(circle.id),
        template=PROCESS,
        title=title,
        task=task_clause(request.value("task"), title),
        case_number=request.value("case_number"),
        state=GroupState.established,
        commissioner_id=number(circle.secretariat_id),
        owner_id=request.me,
        created_at=request.now,
        established_at=request.now,
    )
    store.add(group)
    chronicle.note(request, store, "process.made", group=number(group.id), texts={"title": title, "task": group.task})
    args = {"group": number(group.id)}
    return Reply(
        Card(
            t("{title} has begun.", title=title),
            (Line(t("Write its plan and its frame, and show it beside the plans of the groups that it matters to.")),),
            (
                Button("plan.new", t("Paste a plan"), dict(args), style="primary"),
                Button("frame.new", t("New frame"), dict(args)),
                Button("status.show", t("See"), dict(args)),
            ),
            "good",
        )
    )
