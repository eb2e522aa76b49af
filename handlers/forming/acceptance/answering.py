"""The expert is asked, reminded once, and says yes or no.

What people press: [Yes, I am in], [No, thank you].
"""

from __future__ import annotations

from datetime import datetime, time

from handlers.dialogue.card import Button, Card, Item, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import ExpertAnswered, ExpertNamed, MemberJoined, NominationTakenBack, SentAgain
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import redraw, tell
from handlers.locale import Speech
from handlers.rules import workdays
from storage import due, groups, nominations, people
from storage.attention import OpenItem
from storage.engine import Store
from storage.tables import GroupState, Membership, Nominee, NomineeState, RequestRoute

from .cards import answered, around, invitation, not_needed

router = Router()
REMIND_AFTER = 3  # working days


def subject(nominee_id: int) -> str:
    """The subject of an expert's card."""
    return f"nominee:{nominee_id}"


# --- asking ---


@router.on(ExpertNamed)
def ask_expert(event: ExpertNamed, request: Request, store: Store) -> None:
    """Write to the expert; somebody from outside who answered for themselves has answered already."""
    now = request.now
    nominee = nominations.nominee(store, event.nominee_id)
    asked = nominations.request(store, nominee.request_id)
    deadline = asked.reply_by.astimezone(now.tzinfo)
    day = workdays.add_working_days(max(deadline.date(), now.date()), 1)
    nominee.reply_by = datetime.combine(day, time(12), now.tzinfo)
    if asked.route == RequestRoute.external and nominee.named_by_id == nominee.person_id:
        accept(request, store, nominee)
        return
    remind = workdays.add_working_days(now.date(), REMIND_AFTER)
    nominee.remind_at = datetime.combine(remind, workdays.OPENS, now.tzinfo)
    store.session.flush()
    tell(
        store,
        people.get(store, nominee.person_id),
        subject=subject(event.nominee_id),
        key=f"{subject(event.nominee_id)}/ask",
        now=now,
        card=lambda t: invitation(t, store, nominee),
    )


@router.due("nominee.remind")
def remind(request: Request, store: Store) -> None:
    """One reminder after three working days."""
    id_, now = request.id("id"), request.now
    if not due.claim(store, "nominee.remind", id_, now):
        return
    nominee = nominations.nominee(store, id_)
    if nominee.reminded_at is not None:
        return
    nominee.reminded_at = now
    store.session.flush()
    group = groups.get(store, nominee.group_id)

    def card(t: Speech) -> Card:
        invited = invitation(t, store, nominee)
        line = t("We have not heard from you yet. A no is just as good an answer as a yes.")
        title = t("Have you had time to think about {title}?", title=group.title)
        return Card(title, (Line(line),), invited.buttons, "waiting",
                    letter=around(t, store, nominee, subject=title))  # fmt: skip

    tell(
        store, people.get(store, nominee.person_id), subject=subject(id_), key=f"{subject(id_)}/remind", now=now,
        insist=True, card=card,
    )  # fmt: skip
    note(request, store, "acceptance.reminded", group=nominee.group_id, subject=id_, for_=nominee.person_id)


# --- answering ---


def open_nominee(request: Request, store: Store) -> Nominee:
    """The nominee, as long as the question is open; otherwise the sentence that says why it is not."""
    t, nominee = request.t, nominations.nominee(store, request.id("nominee"))
    group = groups.get(store, nominee.group_id)
    if nominee.state == NomineeState.withdrawn or group.state in (GroupState.dissolved, GroupState.withdrawn):
        raise UserError(not_needed(t, group, nominee))
    if nominee.state != NomineeState.asked:
        raise UserError(
            t("You have answered already, {moment}.", moment=t.when(nominee.answered_at or t.now, week=False))
        )
    return nominee


@router.button("acceptance.yes", subject="nominee")
def yes(request: Request, store: Store) -> Reply:
    """The expert is in."""
    nominee = open_nominee(request, store)
    accept(request, store, nominee)
    return Reply(answered(request.t, store, nominee), instead=True)


def accept(request: Request, store: Store, nominee: Nominee) -> None:
    """Make the expert a member, and tell everybody who should know."""
    asked = nominations.request(store, nominee.request_id)
    nominee.state, nominee.answered_at, nominee.remind_at = NomineeState.accepted, request.now, None
    membership = Membership(
        group_id=nominee.group_id,
        person_id=nominee.person_id,
        organisation_id=asked.organisation_id,
        nominee_id=nominee.id,
        since=request.now,
    )
    store.add(membership)
    note(request, store, "acceptance.yes", group=nominee.group_id, subject=number(nominee.id),
         for_=nominee.person_id)  # fmt: skip
    store.happened(MemberJoined(number(membership.id)))
    _answer_given(request, store, nominee)


@router.button("acceptance.no", subject="nominee")
def no(request: Request, store: Store) -> Reply:
    """The expert is not; nobody asks why, and the seat goes back to whoever named them."""
    nominee = open_nominee(request, store)
    nominee.state, nominee.answered_at, nominee.remind_at = NomineeState.declined, request.now, None
    note(request, store, "acceptance.no", group=nominee.group_id, subject=number(nominee.id))
    _answer_given(request, store, nominee)
    return Reply(answered(request.t, store, nominee), instead=True)


def _answer_given(request: Request, store: Store, nominee: Nominee) -> None:
    store.session.flush()
    id_ = number(nominee.id)
    redraw(store, subject(id_), now=request.now, news=True, card=lambda t, _: answered(t, store, nominee))
    store.happened(ExpertAnswered(id_, nominee.state == NomineeState.accepted))


@router.on(NominationTakenBack)
def taken_back(event: NominationTakenBack, request: Request, store: Store) -> None:
    """The director has changed the answer: the expert's card says that nothing is wanted."""
    nominee = nominations.nominee(store, event.nominee_id)
    nominee.remind_at = None
    store.session.flush()
    redraw(store, subject(event.nominee_id), now=request.now, news=True, card=lambda t, _: answered(t, store, nominee))


@router.on(SentAgain)
def sent_again(event: SentAgain, request: Request, store: Store) -> None:
    """A card that did not arrive goes once more, as it is now."""
    kind, _, id_ = event.subject.partition(":")
    if kind == "nominee" and id_.isdigit():
        nominee = nominations.nominee(store, int(id_))
        redraw(store, event.subject, now=request.now, card=lambda t, _: answered(t, store, nominee), all_the_same=True)


# --- what awaits ---


@router.line("nominee")
def nominee_line(item: OpenItem, t: Speech, store: Store) -> Item:
    """Elnet: Vil du være med? Svar gerne senest mandag den 30. november."""
    nominee = nominations.nominee(store, item.id)
    title = groups.get(store, nominee.group_id).title
    if nominee.reply_by is None:
        text = t("{title}: Would you like to join?", title=title)
    else:
        text = t("{title}: Would you like to join? Please answer by {day}.", title=title, day=t.day(nominee.reply_by))
    return Item(text, (Button("acceptance.show", t("Answer"), {"nominee": item.id}),))


@router.button("acceptance.show", subject="nominee", changes=False)
def show(request: Request, store: Store) -> Reply:
    """The expert's card, wherever it is asked for."""
    return Reply(answered(request.t, store, nominations.nominee(store, request.id("nominee"))))
