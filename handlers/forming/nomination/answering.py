"""What a director, a deputy or a colleague answers: yes, somebody else, not this time, or something else than before.

Each answer settles the request for its organisation, and every card about it says so. Answers can be changed
until the deadline, as long as the expert has not said yes. Once a round is closed, only "we would still like
to join" (late.py) is left.
"""

from __future__ import annotations

from collections.abc import Sequence

from handlers.dialogue.card import Button, Card, Item, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.deeds import BY_LINK
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import ExpertNamed, NominationTakenBack
from handlers.dialogue.form import Choice, Form, Option, Words
from handlers.dialogue.joining import still_there
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.locale import Speech
from handlers.rules.names import count_word, first_name
from storage import groups, members, nominations, people
from storage.attention import OpenItem
from storage.engine import Store
from storage.tables import (
    GroupState,
    NominationRequest,
    Nominee,
    NomineeState,
    Person,
    RequestRoute,
    RequestState,
)

from . import letters, outcomes, questions
from .carrying import ask_anew, concerns, drawn, reminder, settled
from .finding import find_person
from .matter import COMING, matter

router = Router()
LINK = "link"  # the face of the pages behind a mail's links
REASONS = ("time", "knowledge", "relevance", "")


def open_request(request: Request, store: Store, *, naming: bool = False) -> NominationRequest:
    """The request that is answered, still open; otherwise the sentence that says why not."""
    t = request.t
    asked = nominations.request(store, request.id("request"))
    it = matter(store, asked)
    if naming:
        refuse_seat(t, store, asked)
    if asked.state in (RequestState.named, RequestState.declined):
        raise UserError(t("The card has been answered already."), more=outcomes.answered_sentence(t, it))
    round_ = nominations.round_(store, asked.round_id)
    over = it.group.state in (GroupState.dissolved, GroupState.withdrawn)
    if asked.state == RequestState.withdrawn or over:
        raise UserError(t("The question about {title} has been taken back.", title=it.group.title))
    if asked.state == RequestState.skipped or round_.closed_at is not None or _link_has_ended(request, asked):
        raise UserError(
            t("Thank you, but the reply deadline has passed."),
            more=t("If you would still like to join, press here, and {name} will get back to you.",
                   name=first_name(it.owner.name)),
            buttons=(outcomes.want_in(t, it),),
        )  # fmt: skip
    return asked


def _link_has_ended(request: Request, asked: NominationRequest) -> bool:
    """A mail says that its link works until the deadline; in a chat a late answer is welcome until the round is
    closed. A digest's link lasts longer than what it is about."""
    return request.face == BY_LINK and request.now >= asked.reply_by


# --- yes, and somebody else ---


@router.button("nomination.yes", subject="request")
def yes(request: Request, store: Store) -> Reply:
    """Yes, ask the person who was named; or, from outside, yes, I will join."""
    asked = open_request(request, store)
    person_id = asked.named_id
    if asked.route == RequestRoute.external:
        person_id = asked.delegate_id if request.me == asked.delegate_id else asked.addressee_id
    if person_id is None:
        raise UserError(request.t("Nobody has been named. Name somebody first."))
    name_expert(request, store, asked, people.get(store, person_id))
    return shown(asked)


def name_expert(
    request: Request,
    store: Store,
    asked: NominationRequest,
    expert: Person,
    *,
    via: str = "",
    by: int | None = None,
    field: str | None = None,
) -> None:
    """Name an expert in answer to a request; the event leads to the expert's own card.

    `via` is how the answer came when the secretariat notes it for `by`. Refused with a sentence, at a form's
    `field` where there is one, when the person has been named before in this group, is in it, or has said no.
    """
    expert_id, request_id = number(expert.id), number(asked.id)
    still_there(request, store, expert, field=field)
    _refuse_twice(request.t, store, asked, expert, field)
    coming = nominations.nominees_of(store, [request_id], COMING)
    nominee = Nominee(
        group_id=asked.group_id,
        request_id=request_id,
        person_id=expert_id,
        named_by_id=by or request.me,
        named_at=request.now,
    )
    store.add(nominee)
    if len(coming) + 1 >= asked.seats:
        _answered(request, asked, RequestState.named, via, by)
    note(
        request, store, "nomination.named", group=asked.group_id, subject=number(nominee.id),
        for_=by, facts={"request": request_id, "person": expert_id}, texts={"via": _how(request, via)},
    )  # fmt: skip
    store.happened(ExpertNamed(number(nominee.id)))
    themselves = asked.route == RequestRoute.external and nominee.named_by_id == expert_id
    settled(request, store, asked, news=not themselves)  # who comes themselves is told that they are in


def _refuse_twice(t: Speech, store: Store, asked: NominationRequest, expert: Person, field: str | None) -> None:
    """A person is asked once a group."""
    group_id, expert_id = asked.group_id, number(expert.id)
    before = nominations.nominee_of_person(store, group_id, expert_id)
    if before is not None:
        organisation = people.organisation(store, nominations.request(store, before.request_id).organisation_id)
        raise UserError(
            t("{whose} name has already been given, by {organisation}.", whose=t.whose(expert.name),
              organisation=organisation.short),
            field=field,
            more=t("Do you know of somebody else?"),
        )  # fmt: skip
    if members.membership(store, group_id, expert_id) is not None:
        title = groups.get(store, group_id).title
        raise UserError(t("{name} is in {title} already.", name=expert.name, title=title), field=field)
    requests = [number(each.id) for each in nominations.requests_of_group(store, group_id)]
    said_no = nominations.nominees_of(store, requests, (NomineeState.declined,))
    if any(each.person_id == expert_id for each in said_no):
        raise UserError(
            t("{name} cannot this time.", name=first_name(expert.name)),
            field=field,
            more=t("Do you know of somebody else?"),
        )


def refuse_seat(t: Speech, store: Store, asked: NominationRequest) -> None:
    """A UserError when several were asked for and there are as many as there may be."""
    if asked.state != RequestState.named or asked.seats == 1:
        return
    organisation = people.organisation(store, asked.organisation_id)
    raise UserError(
        t("{organisation} has {count} in the group already.", organisation=organisation.short,
          count=count_word(asked.seats, t.language)),
        more=t("At most {n} representatives a municipality or region.", n=asked.seats),
    )  # fmt: skip


def _how(request: Request, via: str) -> str:
    """What the journal says about the way of an answer: how the secretariat got it, or that it came by a link,
    which somebody else may have held."""
    return via or (LINK if request.face == LINK else "")


def _answered(request: Request, asked: NominationRequest, state: RequestState, via: str, by: int | None) -> None:
    asked.state, asked.answered_at, asked.answered_by_id = state, request.now, by or request.me
    asked.answered_via, asked.remind_at = via or request.face, None


def shown(asked: NominationRequest) -> Reply:
    """The card as it looks once everybody has heard, in place of the one that was pressed."""
    return Reply(then=Button("nomination.show", "", {"request": number(asked.id), "instead": "yes"}))


def _naming_form(request: Request, store: Store) -> Form:
    t = request.t
    asked = nominations.request(store, request.id("request"))
    offered = [each for each in _lent_before(store, asked) if each.id != asked.named_id]
    options = tuple(Option(str(each.id), each.name, each.title) for each in offered)
    fields = (
        Words("name", t("Name"), max=100),
        Words("email", t("Work e-mail"), max=200),
        Words("title", t("Title (optional)"), required=False, max=100),
        Words("competences", t("Competences (optional)"), required=False, max=200),
    )
    before = (Choice("person", t("Has been lent before"), required=False, options=options, other=t("Somebody else")),)
    return Form(
        "nomination.named",
        t("Whom may we ask instead?") if asked.named_id else t("Whom may we ask?"),
        (*before, *fields) if options else fields,
        t("Nominate"),
        {"request": number(asked.id)},
        note=t("We write to them ourselves. There is nothing more for you to do."),
    )


def _lent_before(store: Store, asked: NominationRequest) -> Sequence[Person]:
    """People whom the organisation has lent before, at most six, without those who are in this group."""
    ids = nominations.lent_before(store, asked.organisation_id)
    found = people.several(store, ids)
    free = [
        found[id_]
        for id_ in ids
        if id_ in found
        and found[id_].erased_at is None
        and nominations.nominee_of_person(store, asked.group_id, id_) is None
        and members.membership(store, asked.group_id, id_) is None
    ]
    return free[:6]


@router.button("nomination.another", subject="request", changes=False)
def another(request: Request, store: Store) -> Reply:
    """Open the form to name somebody."""
    open_request(request, store, naming=True)
    return Reply(form=_naming_form(request, store))


@router.form("nomination.named", _naming_form, subject="request")
def named(request: Request, store: Store) -> Reply:
    """Somebody has been chosen, or written with a name and an address."""
    asked = open_request(request, store, naming=True)
    chosen = request.value("person")
    lent = {str(each.id): each for each in _lent_before(store, asked)}
    if chosen in lent:
        name_expert(request, store, asked, lent[chosen], field="person")
    else:
        expert = find_person(request, store, asked.organisation_id)
        name_expert(request, store, asked, expert, field="name")
    return shown(asked)


@router.button("nomination.enough", subject="request")
def enough(request: Request, store: Store) -> Reply:
    """There were more seats, but those named are all."""
    asked = open_request(request, store)
    coming = nominations.nominees_of(store, [number(asked.id)], COMING)
    if not coming:
        raise UserError(request.t("Nobody has been named. Name somebody first."))
    asked.seats = len(coming)
    _answered(request, asked, RequestState.named, "", None)
    note(request, store, "nomination.enough", group=asked.group_id, subject=number(asked.id),
         texts={"via": _how(request, "")})  # fmt: skip
    settled(request, store, asked)
    return shown(asked)


# --- not this time ---


@router.button("nomination.decline", subject="request")
def decline(request: Request, store: Store) -> Reply:
    """A no is as easy as a yes: this press is the answer. Why is asked afterwards, and voluntary."""
    asked = open_request(request, store)
    say_no(request, store, asked, "")
    return Reply(_why(request.t, asked, said=1))


@router.button("nomination.why_not", subject="request", changes=False)
def why_not(request: Request, store: Store) -> Reply:
    """From a mail, where opening a page must change nothing: the same question, and its answer is the no."""
    return Reply(_why(request.t, open_request(request, store)))


def _why(t: Speech, asked: NominationRequest, *, said: int = 0) -> Card:
    """Why not? Where the no has been `said`, a reason is no second one."""

    def reason(label: str, word: str) -> Button:
        return Button("nomination.declined", label, {"request": number(asked.id), "reason": word, "said": said})

    return Card(
        t("That is quite all right."),
        (Line(t("Would you like to say why? It is voluntary.")),),
        (
            reason(t("No time just now"), "time"),
            reason(t("Nobody with that knowledge"), "knowledge"),
            reason(t("Not relevant for us"), "relevance"),
            reason(t("Skip"), ""),
        ),
    )


@router.button("nomination.declined", subject="request")
def declined(request: Request, store: Store) -> Reply:
    """Why not, from whoever said no; or, where nothing has been said yet, the no with its reason."""
    asked = nominations.request(store, request.id("request"))
    reason = str(request.args.get("reason", ""))
    reason = reason if reason in REASONS else ""
    first = asked.state != RequestState.declined or asked.answered_by_id != request.me
    if first and request.args.get("said"):
        raise UserError(request.t("The answer has been changed since."))
    if first:
        say_no(request, store, open_request(request, store), reason)
    elif reason:
        asked.reason = reason
        note(request, store, "nomination.reason", group=asked.group_id, subject=number(asked.id),
             texts={"reason": reason})  # fmt: skip
    if first or request.face == BY_LINK:
        return shown(asked)
    return Reply(Card(request.t("Thank you, that is noted."), tone="good"), instead=True)  # the card itself says more


def say_no(
    request: Request, store: Store, asked: NominationRequest, reason: str, *, via: str = "", by: int | None = None
) -> None:
    """An organisation has nobody for this group. Who was named on the way stays named."""
    coming = nominations.nominees_of(store, [number(asked.id)], COMING)
    _answered(request, asked, RequestState.named if coming else RequestState.declined, via, by)
    asked.reason = reason
    note(request, store, "nomination.declined", group=asked.group_id, subject=number(asked.id), for_=by,
         texts={"reason": reason, "via": _how(request, via)})  # fmt: skip
    settled(request, store, asked)


# --- change, read ---


@router.button("nomination.change", subject="request")
def change(request: Request, store: Store) -> Reply:
    """Ask again: the answer is taken back, and the expert, if there is one, is told that nothing is wanted."""
    t = request.t
    asked = nominations.request(store, request.id("request"))
    if asked.state == RequestState.waiting:
        return shown(asked)
    if asked.state not in (RequestState.named, RequestState.declined):
        open_request(request, store)  # says why not
    if request.now >= asked.reply_by:
        raise UserError(t("The deadline for changing the answer has passed."), more=_contact(t, store, asked))
    take_answer_back(request, store, asked)
    note(request, store, "nomination.changed", group=asked.group_id, subject=number(asked.id),
         texts={"via": _how(request, "")})  # fmt: skip
    settled(request, store, asked)
    return shown(asked)


def take_answer_back(request: Request, store: Store, asked: NominationRequest) -> None:
    """The request waits again, and an expert who has not said yes is told that nothing is wanted."""
    t, group = request.t, groups.get(store, asked.group_id)
    if group.state in (GroupState.dissolved, GroupState.withdrawn):
        raise UserError(t("{title} has ended.", title=group.title))
    coming = nominations.nominees_of(store, [number(asked.id)], COMING)
    if any(each.state == NomineeState.accepted for each in coming):
        raise UserError(t("The expert has already said yes."), more=_contact(t, store, asked))
    for each in coming:
        each.state = NomineeState.withdrawn
        store.happened(NominationTakenBack(number(each.id)))
    ask_anew(asked)
    if asked.reminded_at is None and asked.sent_at is not None:
        at = reminder(asked, asked.sent_at.astimezone(request.now.tzinfo))
        asked.remind_at = at if at is not None and at > request.now else None
    round_ = nominations.round_(store, asked.round_id)
    round_.closed_at = None
    if round_.noticed_at is not None and asked.reply_by > request.now:  # who has longer than the others
        round_.notice_due = min(round_.notice_due or asked.reply_by, asked.reply_by)


def _contact(t: Speech, store: Store, asked: NominationRequest) -> str:
    owner = people.get(store, groups.get(store, asked.group_id).owner_id)
    return t("Call {name}, {phone}.", name=owner.name, phone=owner.phone)


@router.button("nomination.more", subject="request", changes=False)
def more(request: Request, store: Store) -> Reply:
    """Everything that there is to know before answering."""
    asked = nominations.request(store, request.id("request"))
    theirs = request.person.organisation_id == asked.organisation_id
    it = matter(store, asked)
    return Reply(questions.more(request.t, it, may_ask=theirs and asked.state == RequestState.waiting))


# --- what awaits a director ---


@router.line("request")
def request_line(item: OpenItem, t: Speech, store: Store) -> Item:
    """Elnet: Må vi spørge Anna Lindholt? Senest fredag den 27. november kl. 12."""
    asked = nominations.request(store, item.id)
    it = matter(store, asked)
    deadline = t.when(asked.reply_by, week=False)
    if asked.route == RequestRoute.external:
        text = t("{title}: Would {organisation} like to join? By {deadline}.", title=it.group.title,
                 organisation=it.organisation.short, deadline=deadline)  # fmt: skip
    elif it.named is not None:
        text = t("{title}: May we ask {name}? By {deadline}.", title=it.group.title, name=it.named.name,
                 deadline=deadline)  # fmt: skip
    else:
        text = t("{title}: Who of yours could join? By {deadline}.", title=it.group.title, deadline=deadline)
    return Item(text, (Button("nomination.show", t("Answer"), {"request": item.id}),))


@router.button("nomination.show", subject="request", changes=False)
def show(request: Request, store: Store) -> Reply:
    """The card itself, wherever it is asked for, or in place of the one that was pressed."""
    asked = nominations.request(store, request.id("request"))
    on_card = nominations.requests_on_card(store, asked.card) if asked.card else [asked]
    if any(each.state == RequestState.waiting and _link_has_ended(request, each) for each in on_card):
        late = letters.late(request.t, [matter(store, each) for each in on_card])
        if late is not None:
            return Reply(late)
    reader = request.person if any(concerns(each, request.person) for each in on_card) else None
    return Reply(drawn(store, request.t, reader, on_card), instead=request.args.get("instead") == "yes")
