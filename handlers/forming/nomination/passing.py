"""Somebody else answers: the colleague to whom a director passes the card on, or the deputy while the director
is away or when the secretariat asks.
"""

from __future__ import annotations

from datetime import datetime

from handlers.dialogue.card import Card, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import DirectorAway
from handlers.dialogue.form import Form, Words
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import tell
from handlers.rules.names import looks_like_email
from storage import groups, nominations, people
from storage.engine import Store
from storage.subjects import lock_groups
from storage.tables import NominationRequest, Person

from .answering import open_request
from .carrying import deliver, draw_again, stand_in
from .finding import invent_name, same_house

router = Router()


# --- passed on to a colleague ---


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
            organisation_id=asked.organisation_id, name=invent_name(email), email=email.lower(),
            language=people.circle(store).language, created_at=request.now,
        )  # fmt: skip
        store.add(colleague)
    if colleague.id == request.me:
        raise UserError(t("That is your own address."), field="email")
    before, asked.delegate_id = asked.delegate_id, number(colleague.id)
    note(request, store, "nomination.delegated", group=asked.group_id, subject=number(asked.id), for_=colleague.id,
         texts={"line": request.value("line")})  # fmt: skip
    store.session.flush()
    if request.value("line"):
        _send_the_line(request, store, asked, colleague)
    if before is not None:
        draw_again(store, asked.card, now=request.now, news=True)  # whoever had it before need not answer
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


# --- a deputy answers while the director is away ---


@router.on(DirectorAway)
def director_away(event: DirectorAway, request: Request, store: Store) -> None:
    """What is open goes to whoever answers meanwhile."""
    lock_groups(store, {each.group_id for each in nominations.open_requests_to(store, event.person_id)})
    for asked in nominations.open_requests_to(store, event.person_id):
        deputy_id = stand_in(store, asked, request.now)
        if asked.addressee_id == event.person_id and asked.deputy_id is None and deputy_id is not None:
            ask_deputy(store, asked, deputy_id, request.now)


def ask_deputy(store: Store, asked: NominationRequest, deputy_id: int, now: datetime) -> None:
    """Bring the card to a deputy as well; whoever answers first has answered."""
    asked.deputy_id = deputy_id
    store.session.flush()
    deliver(store, asked.card, now=now)
