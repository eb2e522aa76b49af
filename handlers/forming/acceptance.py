"""The expert's own yes, no or question; what follows from it; and the group's beginning.

An expert is asked once a group, by a card that says why, how long and what for. A yes makes them a member, a
no gives the seat back to the director, a question goes to the secretariat. When nobody is waited for any
longer the group is established.
"""

from __future__ import annotations

from datetime import datetime, time

from handlers.dialogue.card import Button, Card, Facts, Item, Line, Part
from handlers.dialogue.chronicle import note
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import (
    ExpertAnswered,
    ExpertNamed,
    MemberJoined,
    NominationTakenBack,
)
from handlers.dialogue.form import Form, Words
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import redraw, tell
from handlers.locale import Speech
from handlers.rules import dates, workdays
from handlers.rules.names import count_word, danish_key, first_name
from storage import due, groups, members, nominations, people
from storage.attention import OpenItem
from storage.engine import Store
from storage.tables import (
    Group,
    GroupState,
    Membership,
    Nominee,
    NomineeState,
    OrganisationKind,
    Person,
    RequestRoute,
    RequestState,
    RoleKind,
)

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


def invitation(t: Speech, store: Store, nominee: Nominee) -> Card:
    """Vil du være med i taskforcen Elnet? (texts 2)"""
    group = groups.get(store, nominee.group_id)
    expert = people.get(store, nominee.person_id)
    by = people.get(store, nominee.named_by_id)
    id_ = number(nominee.id)
    known_for = expert.competences.split(",")[0].strip()
    points = (
        t("{name} suggests you, since you work with {subject}.", name=by.name, subject=known_for)
        if known_for
        else t("{name} suggests you.", name=by.name)
    )
    hello = t("Hello {name}.", name=first_name(expert.name))
    body: list[Part] = [Line(" ".join([hello, points, _together(t, store, group)]))]
    body.append(Facts(tuple(_facts(t, store, group, nominee))))
    body.append(
        Line(
            t(
                "If it is not agreed with your manager, talk to them first. A no is quite all right, and you need "
                "not explain it."
            )
        )
    )
    body.append(
        Line(
            t(
                "If you say yes, the group can see your name, title and e-mail. You can always see, correct or "
                "erase what we know about you."
            ),
            "footer",
        )
    )
    return Card(
        t("Would you like to join the task force {title}?", title=group.title),
        tuple(body),
        (
            Button("acceptance.yes", t("Yes, I am in"), {"nominee": id_}, "primary"),
            Button("acceptance.no", t("No, thank you"), {"nominee": id_}),
            Button("acceptance.question", t("I have a question"), {"nominee": id_}),
        ),
        "waiting",
    )  # fmt: skip


def _facts(t: Speech, store: Store, group: Group, nominee: Nominee) -> list[tuple[str, str]]:
    facts = []
    end = group.planned_end or (
        workdays.add_months(group.starts_on, group.duration_months)
        if group.starts_on and group.duration_months
        else None
    )
    hours = t.number(group.hours or 0)
    if group.hours and group.starts_on and end:
        span = dates.month_span(group.starts_on, end, t.language, years=True)
        facts.append((t("Time"), t("about {hours} hours a week, {span}", hours=hours, span=span)))
    elif group.hours:
        facts.append((t("Time"), t("about {hours} hours a week", hours=hours)))
    coordinator = _coordinator(store, number(group.id))
    if coordinator is not None and coordinator.id != nominee.person_id:
        place = people.organisation(store, coordinator.organisation_id)
        short = people.circle(store).title if place.kind == OrganisationKind.secretariat else place.short
        facts.append((t("Coordinator"), f"{coordinator.name}, {short}"))
    if nominee.reply_by is not None:
        facts.append((t("Please answer by"), t.day(nominee.reply_by)))
    return facts


def _coordinator(store: Store, group_id: int) -> Person | None:
    roles = [each for each in members.roles_of(store, group_id) if each.kind == RoleKind.coordinator]
    living = [each for each in roles if each.state.value in ("planned", "asked", "active")]
    return people.get(store, living[-1].person_id) if living else None


def _together(t: Speech, store: Store, group: Group) -> str:
    """Sammen med fem andre fra kommuner, region og Green Hub Denmark skal du …"""
    asked = [
        each
        for each in nominations.requests_of_group(store, number(group.id))
        if each.state not in (RequestState.declined, RequestState.skipped)
    ]
    coordinator = _coordinator(store, number(group.id))
    outside = coordinator is not None and coordinator.id not in {
        person_id for each in asked for person_id in (each.named_id, each.addressee_id)
    }
    others = sum(each.seats for each in asked) - 1 + (1 if outside else 0)
    found = people.organisations(store, [each.organisation_id for each in asked])
    municipalities = sum(each.kind == OrganisationKind.municipality for each in found.values())
    whence = [t.plural(municipalities, "a municipality", "municipalities")] if municipalities else []
    if any(each.kind == OrganisationKind.region for each in found.values()):
        whence.append(t("the region"))
    whence += sorted(
        (
            each.short
            for each in found.values()
            if each.kind not in (OrganisationKind.municipality, OrganisationKind.region)
        ),
        key=danish_key,
    )
    if others < 1 or not whence:
        return t("You are to {task}.", task=group.task)
    return t.plural(
        others,
        "Together with one other from {places} you are to {task}.",
        "Together with {count} others from {places} you are to {task}.",
        count=count_word(others, t.language),
        places=t.names(whence),
        task=group.task,
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
        return Card(t("Have you had time to think about {title}?", title=group.title), (Line(line),),
                    invited.buttons, "waiting")  # fmt: skip

    tell(store, people.get(store, nominee.person_id), subject=subject(id_), key=f"{subject(id_)}/remind", now=now,
         card=card)  # fmt: skip
    note(request, store, "acceptance.reminded", group=nominee.group_id, subject=id_, for_=nominee.person_id)


# --- answering ---


def _open(request: Request, store: Store) -> Nominee:
    t, nominee = request.t, nominations.nominee(store, request.id("nominee"))
    group = groups.get(store, nominee.group_id)
    if nominee.state == NomineeState.withdrawn or group.state in (GroupState.dissolved, GroupState.withdrawn):
        raise UserError(t("{title} does not need you any longer. Thank you for being willing.", title=group.title))
    if nominee.state != NomineeState.asked:
        raise UserError(
            t("You have answered already, {moment}.", moment=t.when(nominee.answered_at or t.now, week=False))
        )
    return nominee


@router.button("acceptance.yes", subject="nominee")
def yes(request: Request, store: Store) -> Reply:
    """The expert is in."""
    nominee = _open(request, store)
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
    nominee = _open(request, store)
    nominee.state, nominee.answered_at, nominee.remind_at = NomineeState.declined, request.now, None
    note(request, store, "acceptance.no", group=nominee.group_id, subject=number(nominee.id))
    _answer_given(request, store, nominee)
    return Reply(answered(request.t, store, nominee), instead=True)


def _answer_given(request: Request, store: Store, nominee: Nominee) -> None:
    store.session.flush()
    id_ = number(nominee.id)
    redraw(store, subject(id_), now=request.now, card=lambda t, _: answered(t, store, nominee))
    store.happened(ExpertAnswered(id_, nominee.state == NomineeState.accepted))


def answered(t: Speech, store: Store, nominee: Nominee) -> Card:
    """The expert's card once it has been answered (texts 2)."""
    expert = first_name(people.get(store, nominee.person_id).name)
    group = groups.get(store, nominee.group_id)
    if nominee.state == NomineeState.accepted:
        begins = group.starts_on
        soon = begins is not None and begins > t.now.date() and group.state != GroupState.established
        body = t("The group begins on {day}.", day=t.day(begins)) if soon and begins else t("You are in the group now.")
        return Card(
            t("Good to have you, {name}.", name=expert),
            (Line(body),),
            (Button("status.show", t("The group on one page"), {"group": number(group.id)}, "link"),),
            "good",
        )
    if nominee.state == NomineeState.declined:
        by = first_name(people.get(store, nominee.named_by_id).name)
        return Card(
            t("Thank you for the answer, {name}.", name=expert),
            (Line(t("We tell {name} that you are not taking part. We do not say why.", name=by)),),
            tone="good",
        )
    if nominee.state == NomineeState.withdrawn:
        return Card(
            t("{title} does not need you any longer. Thank you for being willing.", title=group.title),
            (Line(t("There is nothing more for you to do.")),),
            tone="good",
        )
    return invitation(t, store, nominee)


@router.on(NominationTakenBack)
def taken_back(event: NominationTakenBack, request: Request, store: Store) -> None:
    """The director has changed the answer: the expert's card says that nothing is wanted."""
    nominee = nominations.nominee(store, event.nominee_id)
    nominee.remind_at = None
    store.session.flush()
    redraw(store, subject(event.nominee_id), now=request.now, card=lambda t, _: answered(t, store, nominee))


# --- a question ---


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
    _open(request, store)
    return Reply(form=_question_form(request, store))


@router.form("acceptance.asked", _question_form, subject="nominee")
def asked(request: Request, store: Store) -> Reply:
    """The question goes to the member of the secretariat whose name is on the card."""
    t, nominee = request.t, _open(request, store)
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
            (Line(t("You will get an answer here. You can still answer yes or no.")),),
            tone="good",
        )
    )


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
    group, expert = groups.get(store, nominee.group_id), people.get(store, nominee.person_id)
    text, owner = request.value("reply"), request.person
    line = note(request, store, "acceptance.replied", group=nominee.group_id, subject=number(nominee.id),
                texts={"reply": text}, about=nominee.person_id)  # fmt: skip
    store.session.flush()
    tell(
        store, expert, subject=subject(number(nominee.id)), key=f"reply:{line.id}", now=request.now,
        card=lambda t: Card(
            t("{name} answers about {title}", name=owner.name, title=group.title),
            (Line(text),),
            invitation(t, store, nominee).buttons if nominee.state == NomineeState.asked else (),
            "waiting" if nominee.state == NomineeState.asked else "neutral",
        ),
    )  # fmt: skip
    settled = Card(t("{name} has your answer.", name=expert.name), tone="good")
    redraw(
        store, f"question:{nominee.id}", now=request.now,
        card=lambda t, _: Card(t("{name} has been answered.", name=expert.name), (Line(nominee.question), Line(text)), tone="good"),
    )  # fmt: skip
    return Reply(settled)


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


@router.line("question")
def question_line(item: OpenItem, t: Speech, store: Store) -> Item:
    """Anna Lindholt har et spørgsmål om Elnet."""
    nominee = nominations.nominee(store, item.id)
    text = t("{name} has a question about {title}", name=people.get(store, nominee.person_id).name,
             title=groups.get(store, nominee.group_id).title)  # fmt: skip
    return Item(text, (_reply_button(t, nominee),))
