"""What a director, a deputy, a colleague or an outside contact sees of a nomination request.

A card carries one request, or all that one director got on one day. It is drawn anew for each reader whenever
something changes, from nothing but what is stored. A director's card has at most 40 words and three buttons
(texts 1a–1g); what does not fit goes, in this order: the coordinator, the end of the task.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers.dialogue.card import Button, Card, Confirm, Item, Items, Line, unmarked
from handlers.dialogue.request import number
from handlers.locale import Speech
from handlers.rules import dates, workdays
from handlers.rules.names import count_word, first_name
from storage import groups, members, nominations, people
from storage.engine import Store
from storage.tables import (
    Group,
    NominationRequest,
    Nominee,
    NomineeState,
    Organisation,
    Person,
    RequestRoute,
    RequestState,
    RoleKind,
)

MOST_WORDS = 40  # AT-A2-5: title and body of a director's card


@dataclass(frozen=True)
class Matter:
    """A request with everything that its card speaks of."""

    request: NominationRequest
    group: Group
    organisation: Organisation
    owner: Person
    circle: str
    coordinator: Person | None
    named: Person | None
    addressee: Person | None
    answered_by: Person | None
    nominees: tuple[tuple[Nominee, Person], ...]

    @property
    def id(self) -> int:
        """The request's number."""
        return number(self.request.id)


def matter(store: Store, request: NominationRequest) -> Matter:
    """Read what a request's card speaks of."""
    group = groups.get(store, request.group_id)
    found = nominations.nominees_of(store, [number(request.id)])
    ids = [group.owner_id, request.named_id, request.addressee_id, request.answered_by_id]
    known = people.several(store, [each for each in [*ids, *(n.person_id for n in found)] if each is not None])

    def person(id_: int | None) -> Person | None:
        return known.get(id_) if id_ is not None else None

    return Matter(
        request=request,
        group=group,
        organisation=people.organisation(store, request.organisation_id),
        owner=known[group.owner_id],
        circle=people.circle(store).title,
        coordinator=coming_coordinator(store, number(group.id)),
        named=person(request.named_id),
        addressee=person(request.addressee_id),
        answered_by=person(request.answered_by_id),
        nominees=tuple((each, known[each.person_id]) for each in found),
    )


def coming_coordinator(store: Store, group_id: int) -> Person | None:
    """Who coordinates a group, or is meant to."""
    roles = [
        role
        for role in members.roles_of(store, group_id)
        if role.kind == RoleKind.coordinator and role.state.value in ("planned", "asked", "active")
    ]
    return people.get(store, roles[-1].person_id) if roles else None


# --- sentences that several cards share ---


def time_and_span(t: Speech, group: Group, *, years: bool = False) -> str:
    """Ca. 4 timer om ugen, december–maj."""
    start, end = first_day(group, t), last_day(group, t)
    hours = t.number(group.hours or 0)
    if start is None or end is None:
        return t.plural(
            1 if group.hours == 1 else 2, "About {hours} hour a week.", "About {hours} hours a week.", hours=hours
        )
    return t.plural(
        1 if group.hours == 1 else 2,
        "About {hours} hour a week, {span}.",
        "About {hours} hours a week, {span}.",
        hours=hours,
        span=dates.month_span(start, end, t.language, years=years),
    )  # fmt: skip


def first_day(group: Group, t: Speech) -> date | None:
    """The day a group begins, or is expected to."""
    return group.starts_on


def last_day(group: Group, t: Speech) -> date | None:
    """The day a group ends, or is expected to; None when it has no end."""
    if group.planned_end is not None:
        return group.planned_end
    if group.starts_on is None or group.duration_months is None:
        return None
    return workdays.add_months(group.starts_on, group.duration_months)


def reply_by(t: Speech, request: NominationRequest) -> str:
    """Svar senest **fredag den 27. november kl. 12** (uge 48)."""
    deadline = request.reply_by.astimezone(t.now.tzinfo)
    return t(
        "Reply by **{deadline}** (week {week}).",
        deadline=t.when(deadline, week=False),
        week=deadline.isocalendar().week,
    )


def signature(t: Speech, it: Matter) -> str:
    """Hilsen Sofie Kragelund, BRN."""
    return t("Regards, {name}, {circle}", name=it.owner.name, circle=it.circle)


# --- the cards ---


def draw(t: Speech, reader: Person | None, matters: Sequence[Matter]) -> Card:
    """The card of one request, or of several on one day, as a reader sees it now."""
    if len(matters) == 1:
        return _single(t, reader, matters[0])
    short = matters[0].organisation.short
    open_ = [each for each in matters if each.request.state == RequestState.waiting]
    title = t("{Count} quick questions for {organisation}",
              Count=count_word(len(matters), t.language).capitalize(), organisation=short)  # fmt: skip
    items = Items(tuple(_row(t, reader, each) for each in matters))
    return Card(
        title,
        (items, Line(signature(t, matters[0]))),
        tone="waiting" if open_ else "good",
    )


def _row(t: Speech, reader: Person | None, it: Matter) -> Item:
    if it.request.state == RequestState.waiting:
        asked = ask(t, it)
        text = f"{it.group.title}: {asked.title} {time_and_span(t, it.group)} {reply_by(t, it.request)}"
        return Item(text, tuple(each for each in asked.buttons if not each.url))
    settled = _single(t, reader, it)
    return Item(f"{it.group.title}: {settled.title}", settled.buttons[:1])


def _single(t: Speech, reader: Person | None, it: Matter) -> Card:
    match it.request.state:
        case RequestState.waiting | RequestState.planned:
            return _waiting(t, reader, it)
        case RequestState.named:
            return _named(t, reader, it)
        case RequestState.declined:
            return _declined(t, reader, it)
        case RequestState.skipped:
            return skipped(t, it)
        case RequestState.withdrawn:
            return Card(
                t("The question about {title} has been taken back.", title=it.group.title),
                (Line(t("There is nothing more for you to do.")),),
                tone="good",
            )


def _waiting(t: Speech, reader: Person | None, it: Matter) -> Card:
    said_no = [person for nominee, person in it.nominees if nominee.state == NomineeState.declined]
    coming = [person for nominee, person in it.nominees if nominee.state in _COMING]
    if it.request.wants_in_at is None and coming:
        return _one_more(t, it, coming)
    if said_no and it.request.route != RequestRoute.external:
        return expert_cannot(t, it, said_no[-1])
    card = ask(t, it)
    if reader is not None and reader.id == it.request.delegate_id and it.addressee is not None:
        handed = Line(t("{name} has passed this on to you.", name=it.addressee.name), "muted")
        return Card(card.title, (handed, *card.body), card.buttons, card.tone)
    return card


_COMING = (NomineeState.asked, NomineeState.accepted)


def ask(t: Speech, it: Matter) -> Card:
    """The question, in at most 40 words where the task allows it (texts 1a, 1b, 1d)."""
    if it.request.route == RequestRoute.external:
        return _fitted(t, it, t("Would {organisation} like to join {title}?",
                                organisation=it.organisation.short, title=it.group.title),
                       _buttons_external(t, it))  # fmt: skip
    if it.named is not None:
        return _fitted(t, it, t("May we borrow {name}?", name=it.named.name), _buttons_named(t, it, it.named))
    title = t("Who of yours could help {title}?", title=it.group.title)
    return _fitted(t, it, title, _buttons_open(t, it))


def remind(t: Speech, it: Matter, deputy: Person | None) -> Card:
    """One reminder after three working days, which names the deputy (texts 1e)."""
    asked = ask(t, it)
    whose = t.whose(it.organisation.short)
    if it.named is not None:
        missing = t("We are missing {whose} answer: May we ask {name}?", whose=whose, name=it.named.name)
    else:
        missing = t("We are missing {whose} answer: Who may we ask?", whose=whose)
    deadline = it.request.reply_by.astimezone(t.now.tzinfo)
    sentences = [
        missing,
        t("The deadline is **{deadline}** (week {week}).",
          deadline=t.when(deadline, week=False), week=deadline.isocalendar().week),
    ]  # fmt: skip
    if deputy is not None:
        sentences.append(t("If you are busy, {deputy} can answer for you.", deputy=deputy.name))
    return Card(
        t("Have you a moment for {title}?", title=it.group.title),
        (Line(" ".join(sentences)), Line(signature(t, it))),
        asked.buttons,
        tone="waiting",
    )


def _fitted(t: Speech, it: Matter, title: str, buttons: tuple[Button, ...]) -> Card:
    full = _task(t, it)
    tail = [time_and_span(t, it.group), reply_by(t, it.request)]
    who = t("Coordinator: {name}.", name=it.coordinator.name) if it.coordinator and it.named else ""
    signed = signature(t, it)
    for sentences in ([full, *tail, who], [full, *tail]):
        card = Card(title, (Line(" ".join(filter(None, sentences))), Line(signed)), buttons, tone="waiting")
        if words(card) <= MOST_WORDS:
            return card
    room = MOST_WORDS - (words(card) - len(full.split()))
    cut = " ".join(full.split()[: max(room, 3)]).rstrip(",.;:") + "…"
    return Card(title, (Line(" ".join([cut, *tail])), Line(signed)), buttons, tone="waiting")


def words(card: Card) -> int:
    """The words of a card's title and lines, as AT-A2-5 counts them."""
    lines = [card.title, *(part.text for part in card.body if isinstance(part, Line))]
    return sum(len(unmarked(line).split()) for line in lines)


def _task(t: Speech, it: Matter) -> str:
    if it.named is not None or it.request.route == RequestRoute.external:
        return t("The task force {title} is to {task}.", title=it.group.title, task=it.group.task)
    count = count_word(it.request.seats, t.language)
    values = {"title": it.group.title, "organisation": it.organisation.official, "count": count}
    if it.request.competences:
        return t.plural(
            it.request.seats,
            "The task force {title} needs one person from {organisation} who knows about {competences}.",
            "The task force {title} needs {count} people from {organisation} who know about {competences}.",
            competences=it.request.competences,
            **values,
        )
    return t.plural(
        it.request.seats,
        "The task force {title} needs one person from {organisation} to {task}.",
        "The task force {title} needs {count} people from {organisation} to {task}.",
        task=it.group.task,
        **values,
    )


def more(t: Speech, it: Matter) -> Card:
    """Everything that there is to know, for who wants to read it."""
    lines = [
        Line(t("The task force {title} is to {task}.", title=it.group.title, task=it.group.task)),
        Line(time_and_span(t, it.group)),
    ]
    if it.request.competences:
        lines.append(Line(t("We are looking for: {competences}.", competences=it.request.competences)))
    if it.coordinator is not None:
        lines.append(Line(t("Coordinator: {name}.", name=it.coordinator.name)))
    lines.append(Line(reply_by(t, it.request)))
    lines.append(
        Line(t("If you do nothing, we remind you once. After that {name} calls.", name=first_name(it.owner.name)))
    )
    contact = " · ".join(filter(None, [it.owner.name, it.owner.phone, it.owner.email or ""]))
    lines.append(Line(t("Questions? {contact}", contact=contact), "muted"))
    return Card(it.group.title, tuple(lines))


# --- what has been answered ---


def _named(t: Speech, reader: Person | None, it: Matter) -> Card:
    coming = [(nominee, person) for nominee, person in it.nominees if nominee.state in _COMING]
    asked = t.names([first_name(person.name) for _, person in coming])
    if _answered_by_another(reader, it):
        return _answered_for(t, it)
    if coming and all(nominee.state == NomineeState.accepted for nominee, _ in coming):
        if it.request.route == RequestRoute.external and reader is not None and reader.id == coming[0][1].id:
            return _in_themselves(t, it, reader)
        title = t("Thank you, {reader}.", reader=_reader(reader, it))
        return Card(title, (Line(t("{name} is in {title}.", name=asked, title=it.group.title)),), tone="good")
    body = [t("You will hear from us when {name} has answered.", name=asked)]
    buttons: tuple[Button, ...] = ()
    if _can_change(t, it):
        body.append(t("Until {deadline} you can change the answer.",
                      deadline=t.when(it.request.reply_by, week=False)))  # fmt: skip
        buttons = (Button("nomination.change", t("Change the answer"), {"request": it.id}, "link"),)
    title = t("Thank you, {reader}. We will ask {name}.", reader=_reader(reader, it), name=asked)
    return Card(title, (Line(" ".join(body)),), buttons, "good")


def _declined(t: Speech, reader: Person | None, it: Matter) -> Card:
    if _answered_by_another(reader, it):
        return _answered_for(t, it)
    buttons: tuple[Button, ...] = ()
    body = t("We ask nobody else of yours for {title}. There is nothing more for you to do.", title=it.group.title)
    if _can_change(t, it):
        buttons = (Button("nomination.change", t("Change the answer"), {"request": it.id}, "link"),)
    return Card(t("Thank you for the answer, {reader}.", reader=_reader(reader, it)), (Line(body),), buttons, "good")


def _answered_for(t: Speech, it: Matter) -> Card:
    return Card(answered_sentence(t, it), (Line(t("There is nothing more for you to do.")),), tone="good")


def answered_sentence(t: Speech, it: Matter) -> str:
    """Carsten Lindvig svarede ja onsdag den 25. november kl. 9.12."""
    name = it.answered_by.name if it.answered_by else it.organisation.short
    at = t.when(it.request.answered_at or t.now, week=False)
    if it.request.state == RequestState.declined:
        return t("{name} answered no for {title} {moment}.", name=name, title=it.group.title, moment=at)
    return t("{name} answered yes for {title} {moment}.", name=name, title=it.group.title, moment=at)


def _answered_by_another(reader: Person | None, it: Matter) -> bool:
    by = it.request.answered_by_id
    return reader is not None and by is not None and reader.id != by and it.request.answered_via == "workspace"


def _reader(reader: Person | None, it: Matter) -> str:
    someone = reader or it.addressee or it.owner
    return first_name(someone.name)


def _can_change(t: Speech, it: Matter) -> bool:
    accepted = any(nominee.state == NomineeState.accepted for nominee, _ in it.nominees)
    return t.now < it.request.reply_by and not accepted


def _one_more(t: Speech, it: Matter, coming: Sequence[Person]) -> Card:
    left = it.request.seats - len(coming)
    return Card(
        t("Thank you. We will ask {name}.", name=t.names([first_name(each.name) for each in coming])),
        (
            Line(
                t.plural(left, "There is room for one more from {organisation}.",
                         "There is room for {n} more from {organisation}.",
                         organisation=it.organisation.short)
            ),
        ),
        (
            Button("nomination.another", t("Name one more"), {"request": it.id}, "primary"),
            Button("nomination.enough", t("That was all"), {"request": it.id}),
        ),
        tone="waiting",
    )  # fmt: skip


def _in_themselves(t: Speech, it: Matter, reader: Person) -> Card:
    begins = it.group.starts_on
    soon = begins is not None and begins > t.now.date()
    body = t("The group begins on {day}.", day=t.day(begins)) if soon and begins else t("You are in the group now.")
    return Card(t("Good to have you, {name}.", name=first_name(reader.name)), (Line(body),), tone="good")


def expert_joined(t: Speech, it: Matter, joined: Sequence[Person]) -> Card:
    """The director hears that the expert said yes (texts 1g)."""
    name = t.names([first_name(each.name) for each in joined])
    title = t("{name} is in {title}.", name=name, title=it.group.title)
    begins = it.group.starts_on
    sentences = [t("The group begins on {day}.", day=t.day(begins))] if begins and begins > t.now.date() else []
    return Card(title, (Line(" ".join([*sentences, t("There is nothing more for you to do.")])),), tone="good")


def expert_cannot(t: Speech, it: Matter, expert: Person) -> Card:
    """The director hears that the expert said no, and may name somebody else (texts 1g)."""
    return Card(
        t("{name} cannot this time.", name=first_name(expert.name)),
        (
            Line(
                t("Is there somebody else we may ask for {title}? There is time until {day}.",
                  title=it.group.title, day=t.day(it.request.reply_by))
            ),
        ),
        (
            Button("nomination.another", t("Name somebody"), {"request": it.id}, "primary"),
            Button("nomination.delegate", t("Pass on"), {"request": it.id}),
            Button("nomination.decline", t("Not this time"), {"request": it.id}),
        ),
        tone="waiting",
    )  # fmt: skip


def skipped(t: Speech, it: Matter) -> Card:
    """The secretariat has gone on without them; the door stays open (texts 1f)."""
    title = t(
        "{title} begins without {organisation} this time", title=it.group.title, organisation=it.organisation.short
    )
    if it.request.wants_in_at is not None:
        thanks = t("Thank you. {name} will get back to you.", name=first_name(it.owner.name))
        return Card(title, (Line(thanks),), tone="good")
    return Card(
        title,
        (Line(t("The door stays open. If you want to join after all, just answer here.")),),
        (want_in(t, it),),
    )


def want_in(t: Speech, it: Matter) -> Button:
    """The way back in for an organisation that was passed over or came too late."""
    return Button("nomination.want_in", t("We would like to join"), {"request": it.id}, "primary")


# --- buttons ---


def _buttons_named(t: Speech, it: Matter, named: Person) -> tuple[Button, ...]:
    first = first_name(named.name)
    yes = t("Yes, ask {name}", name=first)
    return (
        Button(
            "nomination.yes", yes, {"request": it.id}, "primary",
            Confirm(t("Shall we ask {name}?", name=named.name), t("{name} decides.", name=first), yes),
        ),
        Button("nomination.another", t("Suggest somebody else"), {"request": it.id}),
        Button("nomination.decline", t("Not this time"), {"request": it.id}),
        Button("nomination.delegate", t("Pass on to a colleague"), {"request": it.id}, "link"),
        Button("nomination.more", t("Read more"), {"request": it.id}, "link"),
    )  # fmt: skip


def _buttons_open(t: Speech, it: Matter) -> tuple[Button, ...]:
    return (
        Button("nomination.another", t("Name somebody"), {"request": it.id}, "primary"),
        Button("nomination.delegate", t("Pass on"), {"request": it.id}),
        Button("nomination.decline", t("Not this time"), {"request": it.id}),
        Button("nomination.more", t("Read more"), {"request": it.id}, "link"),
    )


def _buttons_external(t: Speech, it: Matter) -> tuple[Button, ...]:
    return (
        Button("nomination.yes", t("Yes, I will join"), {"request": it.id}, "primary"),
        Button("nomination.another", t("Somebody else from us"), {"request": it.id}),
        Button("nomination.decline", t("No, thank you"), {"request": it.id}),
        Button("nomination.more", t("Read more"), {"request": it.id}, "link"),
    )
