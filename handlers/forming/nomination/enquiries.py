"""A question before the answer: it goes to the member of the secretariat whose name is on the card, and the reply
leads back to the card.

What people press: [I have a question], under {Read more}; and [Answer], in the secretariat.
"""

from __future__ import annotations

from handlers.dialogue.card import Button, Card, Letter, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.errors import UserError
from handlers.dialogue.form import Form, Words
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import redraw, tell
from handlers.locale import Speech
from handlers.rules.names import first_name
from storage import groups, journal, nominations, people
from storage.engine import Store
from storage.tables import JournalLine, Person

from . import letters
from .answering import open_request
from .matter import Matter, matter

router = Router()
_ASKED, _REPLIED = "nomination.question", "nomination.replied"


# --- the question ---


def _question_form(request: Request, store: Store) -> Form:
    t = request.t
    return Form(
        "nomination.asked",
        t("What would you like to know?"),
        (Words("question", t("Your question"), max=1000, lines=4),),
        t("Send the question"),
        {"request": request.id("request")},
        note=t("You can still answer afterwards."),
    )


@router.button("nomination.question", subject="request", changes=False)
def question(request: Request, store: Store) -> Reply:
    """Open the form for a question."""
    open_request(request, store)
    return Reply(form=_question_form(request, store))


@router.form("nomination.asked", _question_form, subject="request")
def asked(request: Request, store: Store) -> Reply:
    """The question goes to the group's owner, with a button to answer it."""
    t, about = request.t, open_request(request, store)
    group = groups.get(store, about.group_id)
    owner, asking, text = people.get(store, group.owner_id), request.person, request.value("question")
    line = note(request, store, _ASKED, group=about.group_id, subject=number(about.id), texts={"question": text},
                about=request.me)  # fmt: skip
    tell(
        store, owner, subject=_subject(line), key=_subject(line), now=request.now,
        card=lambda t: Card(
            t("{name} has a question about {title}", name=asking.name, title=group.title),
            (Line(text),),
            (Button("nomination.reply", t("Answer"), {"journal": number(line.id)}, "primary"),),
            "waiting",
        ),
    )  # fmt: skip
    return Reply(
        Card(
            t("{name} has your question.", name=owner.name),
            (Line(t("You will hear from {name}. You can still answer.", name=first_name(owner.name))),),
            (_to_the_card(t, number(about.id)),),
            tone="good",
        )
    )


def _subject(line: JournalLine) -> str:
    return f"journal:{line.id}"


def _to_the_card(t: Speech, request_id: int) -> Button:
    return Button("nomination.show", t("See the question"), {"request": request_id}, "link")


# --- the answer ---


def _open_line(request: Request, store: Store) -> tuple[JournalLine, Person, str]:
    """The line about a question that nobody has answered yet, who asked it, and what; otherwise a UserError."""
    t, line = request.t, journal.get(store, request.id("journal"))
    if line is None or line.what != _ASKED or line.actor_id is None:
        raise UserError(t("It is no longer there."))
    text = journal.texts_of(store, [number(line.id)]).get(number(line.id), {}).get("question", "")
    answers = [each for each in journal.lines_of_group(store, number(line.group_id)) if each.what == _REPLIED]
    if not text or any(each.facts.get("question") == line.id for each in answers):
        raise UserError(t("The question has been answered."))
    return line, people.get(store, line.actor_id), text


def _reply_form(request: Request, store: Store) -> Form:
    t, (line, asking, text) = request.t, _open_line(request, store)
    return Form(
        "nomination.replied",
        t("Answer {name}", name=first_name(asking.name)),
        (Words("reply", t("Your answer"), text, max=2000, lines=5),),
        t("Send the answer"),
        {"journal": number(line.id)},
    )


@router.button("nomination.reply", subject="journal", changes=False)
def reply(request: Request, store: Store) -> Reply:
    """Open the form for the answer to a question."""
    return Reply(form=_reply_form(request, store))


@router.form("nomination.replied", _reply_form, subject="journal")
def replied(request: Request, store: Store) -> Reply:
    """The answer reaches whoever asked, with the way back to the card."""
    t, (line, asking, question) = request.t, _open_line(request, store)
    about = nominations.request(store, number(line.subject_id))
    text, owner = request.value("reply"), request.person
    answer = note(request, store, _REPLIED, group=about.group_id, subject=number(about.id), for_=asking.id,
                  facts={"question": number(line.id)}, texts={"reply": text}, about=asking.id)  # fmt: skip
    tell(
        store, asking, subject=_subject(answer), key=_subject(answer), now=request.now, answer_by=about.reply_by,
        card=lambda t: _answer(t, matter(store, about), owner, text),
    )  # fmt: skip
    redraw(
        store, _subject(line), now=request.now,
        card=lambda t, _: Card(
            t("{name} has been answered.", name=asking.name), (Line(question), Line(text)), tone="good"
        ),
    )  # fmt: skip
    return Reply(Card(t("{name} has your answer.", name=asking.name), tone="good"))


def _answer(t: Speech, it: Matter, owner: Person, text: str) -> Card:
    title = t("{name} answers about {title}", name=owner.name, title=it.group.title)
    letter = Letter(title, about=letters.about(t, it.group), late=letters.late(t, [it]))
    return Card(title, (Line(text),), (_to_the_card(t, it.id),), letter=letter)
