"""`svar`: the secretariat records an answer that came by phone, by mail or in a meeting.

What people type: `/taskforce svar Elnet Thisted ja Kasper Thybo-Lund`, or `/taskforce svar` for the form, which has
the telephone numbers at hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.dialogue.card import Card, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.command import Command
from handlers.dialogue.deeds import NOTED
from handlers.dialogue.errors import UserError
from handlers.dialogue.form import Choice, Form, Option, Words
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech, mark
from handlers.rules.names import first_name, fold, typed
from storage import groups, nominations, people
from storage.engine import Store
from storage.tables import Group, GroupState, JournalLine, NominationRequest, Person, RequestRoute, RequestState

from . import outcomes
from .answering import name_expert, refuse_seat, say_no, take_answer_back
from .carrying import settled
from .finding import find_person
from .matter import COMING, matter
from .overdue import phones

router = Router()
ANSWER = Command(
    "answer",
    "svar",
    mark("Record an answer you got by phone, mail or in a meeting"),
    usage="Elnet Thisted yes Kasper Thybo-Lund",
    dansk_usage="Elnet Thisted ja Kasper Thybo-Lund",
    action="answer.open",
    featured=True,
)
_YES, _NO = {"ja", "yes"}, {"nej", "no"}


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
    _reopen(asked)
    via, by = "phone", asked.addressee_id
    if not yes:
        say_no(request, store, asked, "", via=via, by=by)
        return _noted(request, store, asked)
    known = [_meant(store, asked)] if not name else [
        each for each in people.everybody(store, organisation_id=asked.organisation_id) if fold(each.name) == fold(name)
    ]  # fmt: skip
    if len(known) == 1 and known[0] is not None:
        name_expert(request, store, asked, known[0], via=via, by=by)
        return _noted(request, store, asked)
    form = _form(request.with_args(request=number(asked.id)), store)
    return Reply(form=replace(form, values={**form.values, "said": "other", "name": name}))


def _meant(store: Store, asked: NominationRequest) -> Person | None:
    """Who is meant by a mere yes: whom we named, or the contact outside, who answers for themselves."""
    id_ = asked.addressee_id if asked.route == RequestRoute.external else asked.named_id
    return people.get(store, id_) if id_ is not None else None


def _reopen(asked: NominationRequest) -> None:
    """An organisation that was passed over answers after all."""
    if asked.state == RequestState.skipped:
        asked.state, asked.answered_at, asked.wants_in_at = RequestState.waiting, None, None


def _open(store: Store, group: Group) -> list[NominationRequest]:
    if group.state in (GroupState.dissolved, GroupState.withdrawn):
        return []
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
    _refuse_settled(request, store, open_)
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
    named = next((_meant(store, each) for each in open_ if str(each.id) == chosen), None)
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


def _refuse_settled(request: Request, store: Store, open_: Sequence[NominationRequest]) -> None:
    """A form that was opened before somebody answered."""
    t, said = request.t, request.value("request")
    if said in {str(each.id) for each in open_}:
        return
    for asked in nominations.requests_of_group(store, request.id("group")):
        if str(asked.id) == said:
            refuse_seat(t, store, asked)
            sentence = outcomes.answered_sentence(t, matter(store, asked))
            raise UserError(t("The card has been answered already."), more=sentence)


def _option(t: Speech, store: Store, asked: NominationRequest) -> Option:
    organisation = people.organisation(store, asked.organisation_id)
    named = people.get(store, asked.named_id).name if asked.named_id is not None else ""
    label = f"{organisation.short}: {named}" if named else organisation.short
    return Option(str(asked.id), label, phones(t, store, asked) if asked.addressee_id else "")


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
    _reopen(asked)
    via, by = request.value("via"), asked.addressee_id
    match request.value("said"):
        case "no":
            say_no(request, store, asked, "", via=via, by=by)
        case "named":
            meant = _meant(store, asked)
            if meant is None:
                raise UserError(t("We named nobody. Write who it is."), field="said")
            name_expert(request, store, asked, meant, via=via, by=by, field="said")
        case _:
            expert = find_person(request, store, asked.organisation_id)
            name_expert(request, store, asked, expert, via=via, by=by, field="name")
    return _noted(request, store, asked)


def _noted(request: Request, store: Store, asked: NominationRequest) -> Reply:
    t = request.t
    line = note(request, store, "answer.noted", group=asked.group_id, subject=number(asked.id), for_=asked.addressee_id)
    it = matter(store, asked)
    coming = [person for nominee, person in it.nominees if nominee.state in COMING]
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
    if asked.answered_via not in NOTED:
        raise UserError(t("The card has been answered already."))
    take_answer_back(request, store, asked)
    note(request, store, "answer.noted.undone", group=line.group_id, undoes=number(line.id))
    settled(request, store, asked)
    return Reply(Card(t("The answer has been taken back."), tone="good"), instead=True)
