"""What a director, a deputy or a colleague answers: yes, somebody else, not this time, passed on, changed.

Each answer settles the request for its organisation, and every card about it says so. Answers can be changed
until the deadline, as long as the expert has not said yes. Once a round is closed, only "we would still like
to join" is left.
"""

from __future__ import annotations

from collections.abc import Sequence

from handlers.dialogue.card import Button, Card, Item, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import DirectorAway, ExpertNamed, NominationTakenBack
from handlers.dialogue.form import OTHER, Choice, Form, Option, Words
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import tell
from handlers.locale import Speech
from handlers.rules.names import first_name, looks_like_email
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

from . import cards
from .carrying import deliver, drawn, settled
from .finding import find_person, invent_name, same_house

router = Router()
_COMING = (NomineeState.asked, NomineeState.accepted)


def open_request(request: Request, store: Store) -> NominationRequest:
    """The request that is answered, still open; otherwise the sentence that says why not."""
    t = request.t
    asked = nominations.request(store, request.id("request"))
    it = cards.matter(store, asked)
    if asked.state in (RequestState.named, RequestState.declined):
        raise UserError(t("The card has been answered already."), more=cards.answered_sentence(t, it))
    round_ = nominations.round_(store, asked.round_id)
    over = it.group.state in (GroupState.dissolved, GroupState.withdrawn)
    if asked.state == RequestState.withdrawn or over:
        raise UserError(t("The question about {title} has been taken back.", title=it.group.title))
    if asked.state == RequestState.skipped or round_.closed_at is not None:
        raise UserError(
            t("Thank you, but the reply deadline has passed."),
            more=t("If you would still like to join, press here, and {name} will get back to you.",
                   name=first_name(it.owner.name)),
            buttons=(cards.want_in(t, it),),
        )  # fmt: skip
    return asked


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
    return _shown(asked)


def name_expert(
    request: Request, store: Store, asked: NominationRequest, expert: Person, *, via: str = "", by: int | None = None
) -> None:
    """Name an expert in answer to a request; the event leads to the expert's own card.

    `via` is how the answer came when the secretariat notes it for `by`. Refused with a sentence when the
    person has been named before in this group, or when there is no seat left.
    """
    t = request.t
    group = groups.get(store, asked.group_id)
    expert_id = number(expert.id)
    before = nominations.nominee_of_person(store, asked.group_id, expert_id)
    if before is not None:
        _refuse_twice(t, store, before, expert)
    if members.membership(store, asked.group_id, expert_id) is not None:
        raise UserError(t("{name} is in {title} already.", name=expert.name, title=group.title), field="person")
    coming = nominations.nominees_of(store, [number(asked.id)], _COMING)
    if len(coming) >= asked.seats:
        refuse_seat(t, store, asked)
    nominee = Nominee(
        group_id=asked.group_id,
        request_id=number(asked.id),
        person_id=expert_id,
        named_by_id=by or request.me,
        named_at=request.now,
    )
    store.add(nominee)
    if len(coming) + 1 >= asked.seats:
        _answered(request, asked, RequestState.named, via, by)
    note(
        request, store, "nomination.named", group=asked.group_id, subject=number(nominee.id),
        for_=by, facts={"request": number(asked.id), "person": expert_id}, texts={"via": via},
    )  # fmt: skip
    store.happened(ExpertNamed(number(nominee.id)))
    settled(request, store, asked)


def _refuse_twice(t: Speech, store: Store, before: Nominee, expert: Person) -> None:
    organisation = people.organisation(store, nominations.request(store, before.request_id).organisation_id)
    raise UserError(
        t("{whose} name has already been given, by {organisation}.", whose=t.whose(expert.name),
          organisation=organisation.short),
        field="person",
        more=t("Do you know of somebody else?"),
    )  # fmt: skip


def refuse_seat(t: Speech, store: Store, asked: NominationRequest) -> None:
    """There are as many as there may be from this organisation."""
    organisation = people.organisation(store, asked.organisation_id)
    count = asked.seats
    raise UserError(
        t.plural(count, "{organisation} has one in the group already.", "{organisation} has {n} in the group already.",
                 organisation=organisation.short),
        field="person",
        more=t.plural(count, "At most 1 representative a municipality or region.",
                      "At most {n} representatives a municipality or region."),
    )  # fmt: skip


def _answered(request: Request, asked: NominationRequest, state: RequestState, via: str, by: int | None) -> None:
    asked.state, asked.answered_at, asked.answered_by_id = state, request.now, by or request.me
    asked.answered_via, asked.remind_at = via or request.face, None


def _shown(asked: NominationRequest) -> Reply:
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
    )
    before = (Choice("person", t("Has been lent before"), options=options, other=t("Somebody else")),)
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
    open_request(request, store)
    return Reply(form=_naming_form(request, store))


@router.form("nomination.named", _naming_form, subject="request")
def named(request: Request, store: Store) -> Reply:
    """Somebody has been chosen, or written with a name and an address."""
    asked = open_request(request, store)
    chosen = request.value("person")
    if chosen and chosen != OTHER:
        expert = people.get(store, int(chosen))
    else:
        expert = find_person(request, store, asked.organisation_id)
    name_expert(request, store, asked, expert)
    return _shown(asked)


@router.button("nomination.enough", subject="request")
def enough(request: Request, store: Store) -> Reply:
    """There were more seats, but those named are all."""
    asked = open_request(request, store)
    coming = nominations.nominees_of(store, [number(asked.id)], _COMING)
    if not coming:
        raise UserError(request.t("Nobody has been named. Name somebody first."))
    asked.seats = len(coming)
    _answered(request, asked, RequestState.named, "", None)
    note(request, store, "nomination.enough", group=asked.group_id, subject=number(asked.id))
    settled(request, store, asked)
    return _shown(asked)


# --- not this time ---


@router.button("nomination.decline", subject="request", changes=False)
def decline(request: Request, store: Store) -> Reply:
    """A no is as easy as a yes, and why is voluntary."""
    t, asked = request.t, open_request(request, store)
    id_ = number(asked.id)

    def reason(label: str, word: str) -> Button:
        return Button("nomination.declined", label, {"request": id_, "reason": word})

    return Reply(
        Card(
            t("That is quite all right."),
            (Line(t("Would you like to say why? It is voluntary.")),),
            (
                reason(t("No time just now"), "time"),
                reason(t("Nobody with that knowledge"), "knowledge"),
                reason(t("Not relevant for us"), "relevance"),
                reason(t("Skip"), ""),
            ),
        )
    )


@router.button("nomination.declined", subject="request")
def declined(request: Request, store: Store) -> Reply:
    """The no itself, with its reason or without."""
    asked = open_request(request, store)
    say_no(request, store, asked, str(request.args.get("reason", "")))
    return _shown(asked)


def say_no(
    request: Request, store: Store, asked: NominationRequest, reason: str, *, via: str = "", by: int | None = None
) -> None:
    """An organisation has nobody for this group. Who was named on the way stays named."""
    coming = nominations.nominees_of(store, [number(asked.id)], _COMING)
    _answered(request, asked, RequestState.named if coming else RequestState.declined, via, by)
    asked.reason = reason
    note(request, store, "nomination.declined", group=asked.group_id, subject=number(asked.id), for_=by,
         texts={"reason": reason, "via": via})  # fmt: skip
    settled(request, store, asked)


# --- change, pass on, read, come in late ---


@router.button("nomination.change", subject="request")
def change(request: Request, store: Store) -> Reply:
    """Ask again: the answer is taken back, and the expert, if there is one, is told that nothing is wanted."""
    t = request.t
    asked = nominations.request(store, request.id("request"))
    round_ = nominations.round_(store, asked.round_id)
    if asked.state == RequestState.waiting:
        return _shown(asked)
    if request.now >= asked.reply_by or round_.closed_at is not None:
        raise UserError(t("The deadline for changing the answer has passed."), more=_contact(t, store, asked))
    coming = nominations.nominees_of(store, [number(asked.id)], _COMING)
    if any(each.state == NomineeState.accepted for each in coming):
        raise UserError(t("The expert has already said yes."), more=_contact(t, store, asked))
    for each in coming:
        each.state = NomineeState.withdrawn
        store.happened(NominationTakenBack(number(each.id)))
    asked.state, asked.answered_at, asked.answered_by_id = RequestState.waiting, None, None
    asked.answered_via = asked.reason = ""
    note(request, store, "nomination.changed", group=asked.group_id, subject=number(asked.id))
    settled(request, store, asked)
    return _shown(asked)


def _contact(t: Speech, store: Store, asked: NominationRequest) -> str:
    owner = people.get(store, groups.get(store, asked.group_id).owner_id)
    return t("Call {name}, {phone}.", name=owner.name, phone=owner.phone)


def _delegation_form(request: Request, store: Store) -> Form:
    t = request.t
    return Form(
        "nomination.delegated",
        t("Pass on to a colleague"),
        (
            Words("email", t("Your colleague's work e-mail"), max=200),
            Words("line", t("A line to go with it (optional)"), required=False, max=300),
        ),
        t("Pass on"),
        {"request": request.id("request")},
        note=t("Your colleague gets a link of their own and answers for you. You will hear what the answer is."),
    )


@router.button("nomination.delegate", subject="request", changes=False)
def delegate(request: Request, store: Store) -> Reply:
    """Open the form to pass a request on."""
    open_request(request, store)
    return Reply(form=_delegation_form(request, store))


@router.form("nomination.delegated", _delegation_form, subject="request")
def delegated(request: Request, store: Store) -> Reply:
    """A colleague of the same organisation gets the card, and answers as themselves."""
    t, asked = request.t, open_request(request, store)
    email = request.value("email")
    if not looks_like_email(email):
        raise UserError(t("“{text}” is not an e-mail address.", text=email[:60]), field="email")
    colleague = people.by_email(store, email)
    organisation = people.organisation(store, asked.organisation_id)
    foreign = colleague is not None and colleague.organisation_id != asked.organisation_id
    if foreign or (colleague is None and not same_house(store, asked.organisation_id, email)):
        raise UserError(
            t("{email} is not an address of {organisation}. Pass it on to a colleague of yours.", email=email,
              organisation=organisation.short),
            field="email",
        )  # fmt: skip
    if colleague is None:
        colleague = Person(
            organisation_id=asked.organisation_id, name=invent_name(email), email=email,
            language=people.circle(store).language, created_at=request.now,
        )  # fmt: skip
        store.add(colleague)
    if colleague.id == request.me:
        raise UserError(t("That is your own address."), field="email")
    asked.delegate_id = number(colleague.id)
    note(request, store, "nomination.delegated", group=asked.group_id, subject=number(asked.id), for_=colleague.id,
         texts={"line": request.value("line")})  # fmt: skip
    store.session.flush()
    if request.value("line"):
        _send_the_line(request, store, asked, colleague)
    deliver(store, asked.card, now=request.now)
    return Reply(
        Card(
            t("Passed on to {name}.", name=colleague.name),
            (Line(t("You will hear what the answer is. You can still answer yourself.")),),
            tone="good",
        )
    )


def _send_the_line(request: Request, store: Store, asked: NominationRequest, colleague: Person) -> None:
    line, by = request.value("line"), request.person
    tell(
        store, colleague, subject=f"line:{asked.id}/{colleague.id}",
        key=f"line:{asked.id}/{colleague.id}/{request.now.isoformat()}", now=request.now,
        card=lambda t: Card(t("{name} writes to you about {title}", name=by.name,
                              title=groups.get(store, asked.group_id).title), (Line(line),)),
    )  # fmt: skip


@router.button("nomination.more", subject="request", changes=False)
def more(request: Request, store: Store) -> Reply:
    """Everything that there is to know before answering."""
    asked = nominations.request(store, request.id("request"))
    return Reply(cards.more(request.t, cards.matter(store, asked)))


@router.button("nomination.want_in", subject="request")
def want_in(request: Request, store: Store) -> Reply:
    """We would still like to join: the secretariat is told, and opens the door."""
    t, asked = request.t, nominations.request(store, request.id("request"))
    it = cards.matter(store, asked)
    if it.group.state in (GroupState.dissolved, GroupState.withdrawn):
        raise UserError(t("{title} has ended.", title=it.group.title))
    if asked.state == RequestState.named:
        raise UserError(t("The card has been answered already."), more=cards.answered_sentence(t, it))
    if asked.wants_in_at is None:
        asked.wants_in_at = request.now
        note(request, store, "nomination.wants_in", group=asked.group_id, subject=number(asked.id))
        tell(
            store, it.owner, subject=f"wants_in:{asked.id}", key=f"wants_in:{asked.id}", now=request.now,
            card=lambda t: Card(
                t("{organisation} would like to join {title} after all.", organisation=it.organisation.short,
                  title=it.group.title),
                (), (_open_door(t, asked, it.organisation.short),), "waiting",
            ),
        )  # fmt: skip
        settled(request, store, asked)
    return Reply(cards.skipped(t, cards.matter(store, asked)), instead=True)


def _open_door(t: Speech, asked: NominationRequest, short: str) -> Button:
    return Button("nomination.reopen", t("Ask {organisation} again", organisation=short),
                  {"request": number(asked.id)}, "primary")  # fmt: skip


# --- a deputy answers while the director is away ---


@router.on(DirectorAway)
def director_away(event: DirectorAway, request: Request, store: Store) -> None:
    """What is open goes to whoever answers meanwhile."""
    away = people.absence(store, event.person_id, request.now.date())
    for asked in nominations.open_requests_to(store, event.person_id):
        if away is None or asked.deputy_id is not None or asked.addressee_id != event.person_id:
            continue
        stand_in = away.deputy_id
        if stand_in is None:
            deputy = people.deputy(store, asked.organisation_id, request.now.date())
            stand_in = deputy.id if deputy is not None else None
        ask_deputy_of(store, asked, stand_in, request)


def ask_deputy_of(store: Store, asked: NominationRequest, stand_in: int | None, request: Request) -> None:
    """Bring the card to a deputy as well; whoever answers first has answered."""
    if stand_in is None:
        return
    asked.deputy_id = stand_in
    store.session.flush()
    deliver(store, asked.card, now=request.now)


# --- what awaits a director ---


@router.line("request")
def request_line(item: OpenItem, t: Speech, store: Store) -> Item:
    """Elnet: Må vi spørge Anna Lindholt? Senest fredag den 27. november kl. 12."""
    asked = nominations.request(store, item.id)
    it = cards.matter(store, asked)
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
    return Reply(drawn(store, request.t, request.person, on_card), instead=request.args.get("instead") == "yes")


@router.line("wants_in")
def wants_in_line(item: OpenItem, t: Speech, store: Store) -> Item:
    """Thisted vil gerne være med alligevel."""
    asked = nominations.request(store, item.id)
    it = cards.matter(store, asked)
    text = t("{title}: {organisation} would like to join after all.", title=it.group.title,
             organisation=it.organisation.short)  # fmt: skip
    return Item(text, (_open_door(t, asked, it.organisation.short),))
