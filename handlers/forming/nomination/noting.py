"""`svar`: the secretariat records an answer that came by phone, by mail or in a meeting.

What people type: `/taskforce svar Elnet Thisted ja Kasper Thybo-Lund`, or `/taskforce svar` for the form, which has
the telephone numbers at hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
from storage import groups, journal, nominations, people
from storage.engine import Store
from storage.tables import (
    Group,
    GroupState,
    JournalLine,
    NominationRequest,
    NomineeState,
    Person,
    RequestRoute,
    RequestState,
)

from . import outcomes
from .answering import name_expert, refuse_seat, say_no, take_answer_back
from .carrying import settled
from .finding import find_person
from .matter import COMING, matter
from .overdue import phones
from .receipts import ask_again

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


@dataclass(frozen=True)
class _Said:
    """What the words say: an organisation's name or its beginning, yes or no (None: neither), and a person's name."""

    place: str
    yes: bool | None
    name: str


@router.command(ANSWER, subject="group", changes=True)
def answer(request: Request, store: Store) -> Reply:
    """With an organisation and a yes or no, note it at once; otherwise open the form."""
    group = groups.get(store, request.id("group"))
    said, open_ = _read(request.words), _open(store, group)
    hits = _of(store, open_, said.place)
    if said.place and not hits:
        _refuse_answered(request, store, group, said.place)
    if not open_:
        raise UserError(request.t("Nobody is being waited for in {title}.", title=group.title))
    only = hits[0] if len(hits) == 1 else None
    if only is None or not said.place or said.yes is None:
        return Reply(form=_begun(request, store, only, said))
    if said.yes:
        expert = _expert(store, only, said.name)
        if expert is None:
            return Reply(form=_begun(request, store, only, said))
        _reopen(only)
        name_expert(request, store, only, expert, via="phone", by=only.addressee_id)
    else:
        _reopen(only)
        say_no(request, store, only, "", via="phone", by=only.addressee_id)
    return _noted(request, store, only)


def _read(words: str) -> _Said:
    parts = words.split()
    for at, word in enumerate(parts):
        if typed(word) in _YES | _NO:
            return _Said(" ".join(parts[:at]), typed(word) in _YES, " ".join(parts[at + 1 :]))
    return _Said(" ".join(parts), None, "")


def _of(store: Store, asked: Sequence[NominationRequest], place: str) -> list[NominationRequest]:
    """The requests to organisations whose name begins so."""
    shorts = people.organisations(store, [each.organisation_id for each in asked])
    return [each for each in asked if fold(shorts[each.organisation_id].short).startswith(fold(place))]


def _begun(request: Request, store: Store, asked: NominationRequest | None, said: _Said) -> Form:
    """The form with as much as was said, and no more: an answer that nobody gave is nobody's to record."""
    form = _form(request.with_args(request=number(asked.id) if asked is not None else ""), store)
    values = dict(form.values)
    if said.name:
        values["name"] = said.name
    if said.yes is not None:
        values["said"] = "no" if not said.yes else "other" if said.name else "named"
        if values["said"] == "named" and (asked is None or _meant(store, asked) is None):
            values["said"] = "other"
    return replace(form, values=values)


def _refuse_answered(request: Request, store: Store, group: Group, place: str) -> None:
    """A UserError when whoever is meant has answered: what they said, and how it can be put right."""
    t = request.t
    settled_ = _of(store, nominations.requests_of_group(store, number(group.id)), place)
    if not settled_ or group.state in (GroupState.dissolved, GroupState.withdrawn):
        return
    asked = settled_[-1]
    it = matter(store, asked)
    more, buttons = [outcomes.answered_sentence(t, it)], []
    line = journal.last_about(store, number(asked.id), ["answer.noted"])
    accepted = any(nominee.state == NomineeState.accepted for nominee, _ in it.nominees)
    if line is not None and asked.answered_via in NOTED and not accepted:
        buttons.append(undo_button(t, line))
    elif asked.state == RequestState.declined and group.state in (GroupState.nominating, GroupState.established):
        buttons.append(ask_again(t, asked, it.organisation))
    elif not accepted and request.now < asked.reply_by and it.answered_by is not None:
        more.append(t("{name} can change the answer until {deadline}.", name=it.answered_by.name,
                      deadline=t.when(asked.reply_by, week=False)))  # fmt: skip
    raise UserError(
        t("{organisation} has answered already.", organisation=it.organisation.short),
        more=" ".join(more),
        buttons=tuple(buttons),
    )


def _expert(store: Store, asked: NominationRequest, name: str) -> Person | None:
    """Who is meant by a yes: the one of that name in the organisation, or, without a name, whom we named."""
    if not name:
        return _meant(store, asked)
    everybody = people.everybody(store, organisation_id=asked.organisation_id)
    known = [each for each in everybody if fold(each.name) == fold(name)]
    return known[0] if len(known) == 1 else None


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
    chosen = str(request.args.get("request", ""))
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
        values={"via": "phone", **({"request": chosen} if chosen else {})},
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
