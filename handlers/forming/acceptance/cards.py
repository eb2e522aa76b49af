"""The expert's card: the invitation, and what it says once it has been answered (texts 2)."""

from __future__ import annotations

from dataclasses import replace

from handlers.dialogue.card import Aside, Button, Card, Confirm, Facts, Letter, Line, Part, strong
from handlers.dialogue.named import group_inside, group_name
from handlers.dialogue.request import number
from handlers.locale import Speech
from handlers.rules import dates_written, workdays
from handlers.rules.names import count_word, danish_key, first_name
from storage import groups, members, nominations, people
from storage.engine import Store
from storage.tables import (
    Group,
    GroupState,
    Nominee,
    NomineeState,
    OrganisationKind,
    Person,
    RequestState,
    RoleKind,
    RoleState,
)

_MEANT = (RoleState.planned, RoleState.asked, RoleState.active)


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
    why = " ".join([points, _together(t, store, group)])
    manager = t(
        "If it is not agreed with your manager, talk to them first. A no is quite all right, and you need "
        "not explain it."
    )
    facts = tuple(_facts(t, store, group, nominee))
    title = t("Would you like to join {group}?", group=group_inside(t, group))
    body: list[Part] = [Line(f"{hello} {why}"), Facts(facts), Line(manager)]
    body.append(
        Line(
            t(
                "If you say yes, the group can see your name, title and e-mail. You can always see, correct or "
                "erase what we know about you."
            ),
            "footer",
        )
    )
    buttons = (
        Button("acceptance.yes", t("Yes, I am in"), {"nominee": id_}, "primary"),
        Button("acceptance.no", t("No, thank you"), {"nominee": id_}),
        Button("acceptance.question", t("I have a question"), {"nominee": id_}),
    )
    lines = (f"{title} {why}", *(f"{name}: {strong(value)}" for name, value in facts), manager)
    letter = replace(around(t, store, nominee, subject=_subject(t, group, nominee)), lines=lines)
    return Card(title, tuple(body), buttons, "waiting", letter=letter)


def _subject(t: Speech, group: Group, nominee: Nominee) -> str:
    if nominee.reply_by is None:
        return t("Would you like to join {group}?", group=group_inside(t, group))
    day = dates_written.plain_day(nominee.reply_by.astimezone(t.now.tzinfo).date(), t.language)
    return t("Would you like to join {group}? Please answer by {day}", group=group_inside(t, group), day=day)


def around(t: Speech, store: Store, nominee: Nominee, *, subject: str) -> Letter:
    """What a letter to the expert has around its words: the same buttons, but a page before the yes that says what
    others will see, and a way to one's own profile."""
    group = groups.get(store, nominee.group_id)
    id_ = number(nominee.id)
    yes = t("Yes, I am in")
    sure = Confirm(
        t("Are you in {title}?", title=group.title),
        t("The group can then see your name, title and e-mail. You can always see, correct or erase them."),
        yes,
    )
    facts = tuple(_facts(t, store, group, nominee))
    time = facts[0][1] if group.hours else ""
    profile = Button("me", t("see, correct or erase"), {}, "link")
    return Letter(
        subject,
        t("A no is just as good an answer as a yes. {time}", time=time[:1].upper() + time[1:]).strip(),
        buttons=(
            Button("acceptance.yes", yes, {"nominee": id_}, "primary", sure),
            Button("acceptance.no", t("No, thank you"), {"nominee": id_}),
            Button("acceptance.question", t("I have a question"), {"nominee": id_}),
        ),
        about=group_name(t, group),
        facts=facts,
        small=(
            Aside(
                t("If you say yes, the group can see your name, title and e-mail. You can always "),
                profile,
                t(" what we know about you."),
            ),
        ),
    )


def _facts(t: Speech, store: Store, group: Group, nominee: Nominee) -> list[tuple[str, str]]:
    facts = []
    end = group.planned_end or (
        workdays.add_months(group.starts_on, group.duration_months)
        if group.starts_on and group.duration_months
        else None
    )
    hours = t.number(group.hours or 0)
    if group.hours and group.starts_on and end:
        span = dates_written.month_span(group.starts_on, end, t.language, years=True)
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
    living = [each for each in roles if each.state in _MEANT]
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


def not_needed(t: Speech, group: Group, nominee: Nominee) -> str:
    """What an expert reads of whom nothing is wanted any longer. Thanks are for who has said yes."""
    if nominee.answered_at is None:
        return t("You need not answer about {title} any longer.", title=group.title)
    return t("{title} does not need you any longer. Thank you for being willing.", title=group.title)


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
            not_needed(t, group, nominee),
            (Line(t("There is nothing more for you to do.")),),
            tone="good",
        )
    return invitation(t, store, nominee)
