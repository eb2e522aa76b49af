"""The beginning of a group: once no organisation and no expert is waited for, it is established.

Nobody presses anything; the last answer does it. The secretariat is told how many there are, from how many
organisations, and how long it took.
"""

from __future__ import annotations

from handlers.dialogue.card import Button, Card, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.events import CoordinatorAppointed, ExpertAnswered, GroupEstablished, RequestSettled
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import tell
from handlers.locale import Speech
from handlers.rules import workdays
from handlers.rules.lifecycle import Step, after
from storage import groups, members, nominations, people
from storage.engine import Store
from storage.tables import Group, NomineeState, RequestState

router = Router()


@router.on(ExpertAnswered)
def expert_answered(event: ExpertAnswered, request: Request, store: Store) -> None:
    """See whether everybody is there."""
    establish_when_complete(request, store, nominations.nominee(store, event.nominee_id).group_id)


@router.on(RequestSettled)
def request_settled(event: RequestSettled, request: Request, store: Store) -> None:
    """A no or a going on without may have been the last that was waited for."""
    establish_when_complete(request, store, nominations.request(store, event.request_id).group_id)


@router.on(CoordinatorAppointed)
def nobody_to_ask(event: CoordinatorAppointed, request: Request, store: Store) -> None:
    """A group of which nobody had to be asked begins with its coordinator."""
    if not nominations.requests_of_group(store, event.group_id):
        establish_when_complete(request, store, event.group_id)


def establish_when_complete(request: Request, store: Store, group_id: int) -> None:
    """Establish a group that is asking, once no organisation and no expert is waited for and somebody is in."""
    group = groups.get(store, group_id)
    state = after(group.state, Step.establish)
    if state is None:
        return
    store.session.flush()
    asked = nominations.requests_of_group(store, group_id)
    if any(each.state in (RequestState.waiting, RequestState.planned) for each in asked):
        return
    if nominations.nominees_of(store, [number(each.id) for each in asked], (NomineeState.asked,)):
        return
    accepted = nominations.nominees_of(store, [number(each.id) for each in asked], (NomineeState.accepted,))
    if not (accepted if asked else members.of_group(store, group_id)):
        return  # the coordinator alone is no group when everybody asked has said no
    today = request.now.date()
    group.state, group.established_at = state, request.now
    group.starts_on = max(group.starts_on or today, today)
    if group.duration_months is not None:
        group.planned_end = workdays.add_months(group.starts_on, group.duration_months)
    for round_ in nominations.rounds_of(store, group_id):
        round_.closed_at = round_.closed_at or request.now
    note(request, store, "group.established", group=group_id)
    store.happened(GroupEstablished(group_id))


@router.on(GroupEstablished)
def tell_secretariat(event: GroupEstablished, request: Request, store: Store) -> None:
    """Elnet er nedsat: 6 personer fra 6 organisationer … (texts 10)"""
    group = groups.get(store, event.group_id)
    if group.ordered_at is None:
        return  # registered, not ordered: whoever registered it knows
    tell(
        store,
        people.get(store, group.owner_id),
        subject=f"established:{group.id}",
        key=f"established:{group.id}",
        now=request.now,
        card=lambda t: established(t, store, group),
    )


def established(t: Speech, store: Store, group: Group) -> Card:
    """How many, from how many organisations, led by whom, and how long it took."""
    inside = members.of_group(store, number(group.id))
    places = len({membership.organisation_id for membership, _ in inside})
    coordinator = members.coordinator(store, number(group.id))
    people_ = t.plural(len(inside), "{n} person", "{n} people")
    organisations = t.plural(places, "{n} organisation", "{n} organisations")
    if coordinator is not None:
        title = t("{title} is established: {people} from {organisations}, coordinator {name}.", title=group.title,
                  people=people_, organisations=organisations, name=coordinator.name)  # fmt: skip
    else:
        title = t("{title} is established: {people} from {organisations}.", title=group.title, people=people_,
                  organisations=organisations)  # fmt: skip
    body = []
    if group.ordered_at is not None and group.established_at is not None:
        zone = t.now.tzinfo
        days = workdays.working_days_between(
            group.ordered_at.astimezone(zone).date(), group.established_at.astimezone(zone).date(), lenient=False
        )
        body.append(Line(t.plural(days, "From order to beginning took {n} working day.",
                                  "From order to beginning took {n} working days.")))  # fmt: skip
    see = Button("status.show", t("See"), {"group": number(group.id)})
    return Card(title, tuple(body), (see,), "good")
