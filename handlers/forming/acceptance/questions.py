"""A question before the answer: it goes to the member of the secretariat whose name is on the card, and the reply
comes with the card's buttons.

What people press: [I have a question], [Answer].
"""

from __future__ import annotations

from handlers.dialogue.card import Button, Card, Item, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.deeds import BY_LINK
from handlers.dialogue.errors import UserError
from handlers.dialogue.form import Form, Words
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import redraw, tell
from handlers.locale import Speech
from handlers.rules.names import first_name
from storage import groups, nominations, people
from storage.attention import OpenItem
from storage.engine import Store
from storage.tables import Nominee, NomineeState

from .answering import open_nominee, subject
from .cards import around, invitation

router = Router()


# --- the question ---


def _question_form(request: Request, store: Store) -> Form:
    t = request.t
    return Form(
        "acceptance.asked",
        t("What would you like to know?"),
        (Words("question", t("Your question"), max=1000, lines=4),),
        t("Send the question"),
        {"nominee": request.id("nominee")},
        note=t("You can still answer yes or no afterwards."),
    )


@router.button("acceptance.question", subject="nominee", changes=False)
def question(request: Request, store: Store) -> Reply:
    """Open the form for a question."""
    open_nominee(request, store)
    return Reply(form=_question_form(request, store))


@router.form("acceptance.asked", _question_form, subject="nominee")
def asked(request: Request, store: Store) -> Reply:
    """The question goes to the member of the secretariat whose name is on the card."""
    t, nominee = request.t, open_nominee(request, store)
    nominee.question, nominee.question_at, nominee.replied_at = request.value("question"), request.now, None
    group = groups.get(store, nominee.group_id)
    owner = people.get(store, group.owner_id)
    line = note(request, store, "acceptance.question", group=nominee.group_id, subject=number(nominee.id),
                texts={"question": nominee.question}, about=nominee.person_id)  # fmt: skip
    expert = request.person
    tell(
        store, owner, subject=f"question:{nominee.id}", key=f"question:{line.id}", now=request.now,
        card=lambda t: Card(
            t("{name} has a question about {title}", name=expert.name, title=group.title),
            (Line(nominee.question),),
            (_reply_button(t, nominee),),
            "waiting",
        ),
    )  # fmt: skip
    return Reply(
        Card(
            t("{name} has your question.", name=owner.name),
            (Line(_where(request)),),
            tone="good",
        )
    )


def _where(request: Request) -> str:
    t = request.t
    if request.face == BY_LINK:
        return t("You will get an answer by mail. You can still answer yes or no.")
    return t("You will get an answer here. You can still answer yes or no.")


def _reply_button(t: Speech, nominee: Nominee) -> Button:
    return Button("acceptance.reply", t("Answer"), {"nominee": number(nominee.id)}, "primary")


def _reply_form(request: Request, store: Store) -> Form:
    t, nominee = request.t, nominations.nominee(store, request.id("nominee"))
    expert = people.get(store, nominee.person_id)
    return Form(
        "acceptance.replied",
        t("Answer {name}", name=first_name(expert.name)),
        (Words("reply", t("Your answer"), nominee.question, max=2000, lines=5),),
        t("Send the answer"),
        {"nominee": number(nominee.id)},
    )


@router.button("acceptance.reply", subject="nominee", changes=False)
def reply(request: Request, store: Store) -> Reply:
    """Open the form for the answer to a question."""
    nominee = nominations.nominee(store, request.id("nominee"))
    if nominee.question_at is None or nominee.replied_at is not None:
        raise UserError(request.t("The question has been answered."))
    return Reply(form=_reply_form(request, store))


@router.form("acceptance.replied", _reply_form, subject="nominee")
def replied(request: Request, store: Store) -> Reply:
    """The answer reaches the expert together with the card's buttons."""
    t, nominee = request.t, nominations.nominee(store, request.id("nominee"))
    if nominee.replied_at is not None:
        raise UserError(t("The question has been answered."))
    nominee.replied_at = request.now
    expert = people.get(store, nominee.person_id)
    text, owner = request.value("reply"), request.person
    line = note(request, store, "acceptance.replied", group=nominee.group_id, subject=number(nominee.id),
                texts={"reply": text}, about=nominee.person_id)  # fmt: skip
    store.session.flush()
    tell(
        store, expert, subject=subject(number(nominee.id)), key=f"reply:{line.id}", now=request.now,
        card=lambda t: _answer(t, store, nominee, owner.name, text),
    )  # fmt: skip
    settled = Card(t("{name} has your answer.", name=expert.name), tone="good")
    redraw(
        store, f"question:{nominee.id}", now=request.now,
        card=lambda t, _: Card(
            t("{name} has been answered.", name=expert.name), (Line(nominee.question), Line(text)), tone="good"
        ),
    )  # fmt: skip
    return Reply(settled)


def _answer(t: Speech, store: Store, nominee: Nominee, by: str, text: str) -> Card:
    title = t("{name} answers about {title}", name=by, title=groups.get(store, nominee.group_id).title)
    if nominee.state != NomineeState.asked:
        return Card(title, (Line(text),))
    letter = around(t, store, nominee, subject=title)
    return Card(title, (Line(text),), invitation(t, store, nominee).buttons, "waiting", letter=letter)


# --- what awaits the secretariat ---


@router.line("question")
def question_line(item: OpenItem, t: Speech, store: Store) -> Item:
    """Anna Lindholt har et spørgsmål om Elnet."""
    nominee = nominations.nominee(store, item.id)
    text = t("{name} has a question about {title}", name=people.get(store, nominee.person_id).name,
             title=groups.get(store, nominee.group_id).title)  # fmt: skip
    return Item(text, (_reply_button(t, nominee),))
