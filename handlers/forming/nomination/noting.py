"""What the secretariat does with a round: `svar` (answers by phone, mail or in a meeting), the deputy, one more
chance, a correction, and the new signature after a handover.

What people type: `/taskforce svar Elnet Thisted ja Kasper Thybo-Lund`, or `/taskforce svar` for the form.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from handlers.dialogue.card import Button, Card, Confirm, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.command import Command
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import GroupDissolved, GroupsHandedOver, NominationTakenBack, SeatWanted
from handlers.dialogue.filled import as_number
from handlers.dialogue.form import Choice, Form, Number, Option, When, Words
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import redraw, tell
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech, mark
from handlers.rules import workdays
from handlers.rules.lifecycle import Step, after
from handlers.rules.names import first_name, fold, task_clause, typed
from storage import groups, nominations, people
from storage.engine import Store
from storage.tables import (
    Group,
    GroupState,
    JournalLine,
    NominationRequest,
    NomineeState,
    RequestRoute,
    RequestState,
    Round,
)

from . import cards, receipts
from .answering import ask_deputy_of, name_expert, say_no
from .carrying import deliver, draw_again, readers, settled
from .finding import find_person
from .sending import release

router = Router()
ANSWER = Command(
    "answer",
    "svar",
    mark("Record an answer you got by phone, mail or in a meeting"),
    usage="answer Elnet Thisted yes Kasper Thybo-Lund",
    dansk_usage="svar Elnet Thisted ja Kasper Thybo-Lund",
    action="answer.open",
    featured=True,
)
_YES, _NO = {"ja", "yes"}, {"nej", "no"}
_COMING = (NomineeState.asked, NomineeState.accepted)


# --- svar ---


@router.command(ANSWER, subject="group", changes=True)
def answer(request: Request, store: Store) -> Reply:
    """With an organisation and a yes or no, note it at once; otherwise open the form."""
    group = groups.get(store, request.id("group"))
    open_ = _open(store, group)
    if not open_:
        raise UserError(request.t("Nobody is being waited for in {title}.", title=group.title))
    said = _said(request, store, open_)
    if said is None:
        return Reply(form=_form(request.with_args(request=number(open_[0].id)), store))
    asked, yes, name = said
    if not yes:
        say_no(request, store, asked, "", via="phone", by=asked.addressee_id)
        return _noted(request, store, asked)
    if not name and asked.named_id is not None:
        name_expert(request, store, asked, people.get(store, asked.named_id), via="phone", by=asked.addressee_id)
        return _noted(request, store, asked)
    known = [each for each in people.everybody(store, organisation_id=asked.organisation_id)
             if name and fold(each.name) == fold(name)]  # fmt: skip
    if len(known) == 1:
        name_expert(request, store, asked, known[0], via="phone", by=asked.addressee_id)
        return _noted(request, store, asked)
    form = _form(request.with_args(request=number(asked.id)), store)
    values = {**form.values, "request": str(asked.id), "said": "other", "name": name}
    return Reply(form=Form(form.name, form.title, form.fields, form.submit, form.args, values, note=form.note))


def _open(store: Store, group: Group) -> list[NominationRequest]:
    return [
        each
        for each in nominations.requests_of_group(store, number(group.id))
        if each.state in (RequestState.waiting, RequestState.planned, RequestState.skipped)
    ]


def _said(
    request: Request, store: Store, open_: Sequence[NominationRequest]
) -> tuple[NominationRequest, bool, str] | None:
    """Organisation, yes or no, and a name, from the words; None when they do not say as much."""
    parts = request.words.split()
    shorts = people.organisations(store, [each.organisation_id for each in open_])
    for at, word in enumerate(parts):
        if typed(word) in _YES | _NO and at > 0:
            place = fold(" ".join(parts[:at]))
            hits = [each for each in open_ if fold(shorts[each.organisation_id].short).startswith(place)]
            if len(hits) == 1:
                return hits[0], typed(word) in _YES, " ".join(parts[at + 1 :])
    return None


def _form(request: Request, store: Store) -> Form:
    t = request.t
    group_id = (
        request.id("group") if "group" in request.args else nominations.request(store, request.id("request")).group_id
    )
    group = groups.get(store, group_id)
    open_ = _open(store, group)
    options = tuple(_option(t, store, each) for each in open_)
    said = (
        Option("named", t("Yes to the person we named")),
        Option("other", t("Yes, with this person")),
        Option("no", t("Not this time")),
    )
    by = (
        Option("phone", t("By phone")),
        Option("mail", t("By mail")),
        Option("meeting", t("In a meeting")),
    )
    chosen = str(request.args.get("request", open_[0].id if open_ else ""))
    named = next((each.named_id for each in open_ if str(each.id) == chosen), None)
    return Form(
        "answer.noted",
        t("Record an answer for {title}", title=group.title),
        (
            Choice("request", t("From whom?"), options=options),
            Choice("said", t("What was the answer?"), options=said),
            Words("name", t("Name"), t("Only for “Yes, with this person”."), required=False, max=100),
            Words("email", t("Work e-mail"), required=False, max=200),
            Words("title", t("Title (optional)"), required=False, max=100),
            Choice("via", t("How did it come?"), options=by),
        ),
        t("Record the answer"),
        {"group": group_id},
        values={"request": chosen, "via": "phone", "said": "named" if named else "other"},
    )


def _option(t: Speech, store: Store, asked: NominationRequest) -> Option:
    organisation = people.organisation(store, asked.organisation_id)
    named = people.get(store, asked.named_id).name if asked.named_id is not None else ""
    label = f"{organisation.short}: {named}" if named else organisation.short
    return Option(str(asked.id), label, receipts.phones(t, store, asked) if asked.addressee_id else "")


@router.button("answer.note", subject="request", changes=False)
def open_note(request: Request, store: Store) -> Reply:
    """Open the form for one organisation."""
    asked = nominations.request(store, request.id("request"))
    return Reply(form=_form(request.with_args(group=asked.group_id), store))


@router.form("answer.noted", _form, subject="group")
def noted(request: Request, store: Store) -> Reply:
    """Note what was said, in the director's name and with how it came."""
    t = request.t
    asked = nominations.request(store, int(request.value("request")))
    if asked.state not in (RequestState.waiting, RequestState.planned, RequestState.skipped):
        raise UserError(
            t("The card has been answered already."), more=cards.answered_sentence(t, cards.matter(store, asked))
        )
    via, by = request.value("via"), asked.addressee_id
    if asked.state == RequestState.skipped:
        asked.state = RequestState.waiting
    match request.value("said"):
        case "no":
            say_no(request, store, asked, "", via=via, by=by)
        case "named":
            if asked.named_id is None:
                raise UserError(t("We named nobody. Write who it is."), field="said")
            name_expert(request, store, asked, people.get(store, asked.named_id), via=via, by=by)
        case _:
            expert = find_person(request, store, asked.organisation_id)
            name_expert(request, store, asked, expert, via=via, by=by)
    return _noted(request, store, asked)


def _noted(request: Request, store: Store, asked: NominationRequest) -> Reply:
    t = request.t
    line = note(request, store, "answer.noted", group=asked.group_id, subject=number(asked.id), for_=asked.addressee_id)
    it = cards.matter(store, asked)
    coming = [person for nominee, person in it.nominees if nominee.state in _COMING]
    if asked.state == RequestState.declined:
        title = t("Noted: {organisation} is not in this time.", organisation=it.organisation.short)
        return Reply(Card(title, (), (undo_button(t, line),), "good"))
    name = t.names([each.name for each in coming])
    title = t("Noted: {organisation} names {name}.", organisation=it.organisation.short, name=name)
    ask = t("We ask {name} now.", name=t.names([first_name(each.name) for each in coming]))
    return Reply(Card(title, (Line(ask),), (undo_button(t, line),), "good"))


@router.undo("answer.noted")
def undo_noted(request: Request, store: Store, line: JournalLine) -> Reply:
    """The answer was noted by mistake: the request waits again, and the expert is told that nothing is wanted."""
    t, asked = request.t, nominations.request(store, number(line.subject_id))
    coming = nominations.nominees_of(store, [number(asked.id)], _COMING)
    if any(each.state == NomineeState.accepted for each in coming):
        raise UserError(t("The expert has already said yes."))
    for each in coming:
        each.state = NomineeState.withdrawn
        store.happened(NominationTakenBack(number(each.id)))
    asked.state, asked.answered_at, asked.answered_by_id = RequestState.waiting, None, None
    note(request, store, "answer.noted.undone", group=line.group_id, undoes=number(line.id))
    settled(request, store, asked)
    return Reply(Card(t("The answer has been taken back."), tone="good"), instead=True)


# --- the deputy, and one more chance ---


@router.button("nomination.ask_deputy", subject="request")
def ask_deputy(request: Request, store: Store) -> Reply:
    """Bring the card to the deputy as well."""
    t, asked = request.t, nominations.request(store, request.id("request"))
    deputy = people.deputy(store, asked.organisation_id, request.now.date())
    if deputy is None:
        short = people.organisation(store, asked.organisation_id).short
        raise UserError(t("{organisation} has no deputy in the directory.", organisation=short))
    if asked.state != RequestState.waiting:
        raise UserError(t("The card has been answered already."))
    ask_deputy_of(store, asked, number(deputy.id), request)
    note(request, store, "nomination.deputy_asked", group=asked.group_id, subject=number(asked.id), for_=deputy.id)
    return Reply(Card(t("{name} has got the card too.", name=deputy.name), tone="good"))


@router.button("nomination.reopen", subject="request")
def reopen(request: Request, store: Store) -> Reply:
    """Ask an organisation again that was passed over, said no, or came too late."""
    t, now = request.t, request.now
    asked = nominations.request(store, request.id("request"))
    group = groups.get(store, asked.group_id)
    if group.state not in (GroupState.nominating, GroupState.established) or asked.state == RequestState.named:
        raise UserError(t("{title} cannot take anybody in now.", title=group.title))
    round_ = nominations.round_(store, asked.round_id)
    day = workdays.add_working_days(now.date(), 3)
    new = datetime.combine(day, time(12), now.tzinfo)
    round_.closed_at = None
    if round_.reply_by < new:
        round_.reply_by, round_.notice_due, round_.noticed_at = new, new, None
    asked.state, asked.reply_by, asked.wants_in_at, asked.answered_at = RequestState.waiting, new, None, None
    note(request, store, "nomination.reopened", group=asked.group_id, subject=number(asked.id))
    settled(request, store, asked)
    deliver(store, asked.card, now=now, extra=f"/again/{now.isoformat()}")
    title = t(
        "{organisation} has the card again.", organisation=people.organisation(store, asked.organisation_id).short
    )
    return Reply(Card(title, (Line(t("Reply deadline: {deadline}.", deadline=t.paper(new))),), tone="good"))


@router.on(SeatWanted)
def seat_wanted(event: SeatWanted, request: Request, store: Store) -> None:
    """A working group needs somebody more from an organisation: a round of one request."""
    now = request.now
    latest = nominations.latest_round(store, event.group_id)
    reply_by = workdays.reply_deadline(now.date(), 5)
    round_ = Round(group_id=event.group_id, number=(latest.number if latest else 0) + 1,
                   reply_by=reply_by.astimezone(now.tzinfo))  # fmt: skip
    store.add(round_)
    director = people.director(store, event.organisation_id, now.date())
    addressee = number(director.id) if director is not None else event.person_id
    route = RequestRoute.external if director is None else RequestRoute.named if event.person_id else RequestRoute.open
    store.add(
        NominationRequest(
            group_id=event.group_id, round_id=number(round_.id), organisation_id=event.organisation_id,
            route=route, addressee_id=addressee,
            named_id=event.person_id if route == RequestRoute.named else None, reply_by=reply_by,
            competences=groups.get(store, event.group_id).competences,
        )
    )  # fmt: skip
    release(store, round_, workdays.next_sending_time(now), now=now)


# --- a correction, and taking everything back ---


def _correction_form(request: Request, store: Store) -> Form:
    t, group = request.t, groups.get(store, request.id("group"))
    round_ = nominations.latest_round(store, number(group.id))
    assert round_ is not None
    return Form(
        "nomination.corrected",
        t("Correct {title}", title=group.title),
        (
            Words("line", t("What was wrong?"), t("One line. It goes to everybody who was asked."), max=200),
            Words(
                "task",
                t("Task"),
                t("Goes on from: The task force {title} is to …", title=group.title),
                max=200,
                lines=2,
            ),
            Number("hours", t("Hours a week"), min=0.5, max=37),
            When("reply_by", t("Reply deadline")),
        ),
        t("Send the correction"),
        {"group": number(group.id)},
        values={
            "task": group.task,
            "hours": t.number(group.hours or 0),
            "reply_by": t.when(round_.reply_by, week=False),
        },
    )


@router.button("nomination.correct", subject="group", changes=False)
def correct(request: Request, store: Store) -> Reply:
    """Open the form for a correction, as long as somebody is waited for."""
    group = groups.get(store, request.id("group"))
    if group.state != GroupState.nominating:
        raise UserError(request.t("{title} is not asking anybody now.", title=group.title))
    return Reply(form=_correction_form(request, store))


@router.form("nomination.corrected", _correction_form, subject="group")
def corrected(request: Request, store: Store) -> Reply:
    """Everybody who was asked gets the line, and the cards say what is right."""
    t, now = request.t, request.now
    group = groups.get(store, request.id("group"))
    round_ = nominations.latest_round(store, number(group.id))
    assert round_ is not None
    group.task, group.hours = task_clause(request.value("task"), group.title), as_number(request.value("hours"))
    moment = receipts.deadline_of(request, "reply_by")
    round_.reply_by, round_.notice_due = moment, moment
    asked = nominations.requests_of(store, number(round_.id))
    for each in asked:
        if each.state in (RequestState.waiting, RequestState.planned):
            each.reply_by = moment
    line = note(request, store, "nomination.corrected", group=number(group.id), texts={"line": request.value("line")})
    store.session.flush()
    for subject in dict.fromkeys(each.card for each in asked if each.card):
        draw_again(store, subject, now=now)
    told = readers(store, [each for each in asked if each.state == RequestState.waiting])
    for reader in told:
        tell(
            store, reader, subject=f"correction:{line.id}", key=f"correction:{line.id}/{reader.id}", now=now,
            card=lambda t: Card(
                t("A correction about {title}", title=group.title),
                (Line(request.value("line")), Line(t("The card you have says what is right."))),
            ),
        )  # fmt: skip
    redraw(
        store, receipts.subject(number(group.id)), now=now, card=lambda t, _: receipts.receipt(t, store, group, None)
    )
    title = t.plural(len(told), "The correction has gone to {n} person.", "The correction has gone to {n} people.")
    return Reply(Card(title, (), _take_all_back(t, group), "good"))


def _take_all_back(t: Speech, group: Group) -> tuple[Button, ...]:
    return (
        Button(
            "nomination.recall", t("Take the whole order back"), {"group": number(group.id)}, "link",
            Confirm(t("Take {title} back?", title=group.title), t("Those who were asked get a line about it."),
                    t("Take it back")),
        ),
    )  # fmt: skip


@router.button("nomination.recall", subject="group")
def recall(request: Request, store: Store) -> Reply:
    """The order was a mistake: every open card says that nothing is wanted."""
    t, group = request.t, groups.get(store, request.id("group"))
    state = after(group.state, Step.withdraw)
    if state is None:
        raise UserError(t("{title} cannot be taken back now.", title=group.title))
    group.state = state
    withdraw_all(request, store, group)
    note(request, store, "nomination.recalled", group=number(group.id))
    return Reply(Card(t("{title} has been taken back.", title=group.title), tone="good"), instead=True)


def withdraw_all(request: Request, store: Store, group: Group) -> None:
    """Nothing is asked of anybody any longer for this group."""
    subjects = set()
    asked = nominations.requests_of_group(store, number(group.id))
    for nominee in nominations.nominees_of(store, [number(each.id) for each in asked], (NomineeState.asked,)):
        nominee.state = NomineeState.withdrawn
        store.happened(NominationTakenBack(number(nominee.id)))
    for each in asked:
        if each.state in (RequestState.waiting, RequestState.planned):
            each.state, each.remind_at, each.send_at = RequestState.withdrawn, None, None
            subjects.add(each.card)
    for round_ in nominations.rounds_of(store, number(group.id)):
        round_.closed_at = round_.closed_at or request.now
    store.session.flush()
    for subject in sorted(subjects - {""}):
        draw_again(store, subject, now=request.now)


@router.on(GroupDissolved)
def dissolved(event: GroupDissolved, request: Request, store: Store) -> None:
    """A group that has ended asks nobody."""
    withdraw_all(request, store, groups.get(store, event.group_id))


@router.on(GroupsHandedOver)
def new_signature(event: GroupsHandedOver, request: Request, store: Store) -> None:
    """Open cards get the name of whoever has taken over."""
    subjects = set()
    for group_id in event.group_ids:
        for asked in nominations.requests_of_group(store, group_id):
            if asked.state == RequestState.waiting:
                subjects.add(asked.card)
    store.session.flush()
    for subject in sorted(subjects):
        draw_again(store, subject, now=request.now)
