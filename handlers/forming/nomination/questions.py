"""The question to a director, a deputy, a colleague or an outside contact: who, how much time, for how long, by
when, and from whom. At most 40 words and three buttons (texts 1a–1e, AT-A2-5); what does not fit goes, in this
order: the coordinator, the end of the task, the end of the group's title.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from handlers.dialogue.card import Button, Card, Confirm, Line, unmarked
from handlers.dialogue.named import aim, group_name
from handlers.locale import Speech
from handlers.rules import dates_written, workdays
from handlers.rules.names import count_word, first_name
from storage.tables import Group, NominationRequest, Person, RequestRoute

from .matter import Matter

MOST_WORDS = 40
LEAST_TASK = 3  # words; less says nothing


# --- sentences that several cards share ---


def time_and_span(t: Speech, group: Group) -> str:
    """Ca. 4 timer om ugen, december–maj."""
    start, end = group.starts_on, last_day(group)
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
        span=dates_written.month_span(start, end, t.language),
    )  # fmt: skip


def last_day(group: Group) -> date | None:
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


def signature(t: Speech, it: Matter) -> Line:
    """Hilsen Sofie Kragelund, BRN."""
    return Line(t("Regards, {name}, {circle}", name=it.owner.name, circle=it.circle), "signature")


# --- the question ---


def ask(t: Speech, it: Matter) -> Card:
    """The question itself (texts 1a, 1b, 1d)."""
    if it.request.route == RequestRoute.external:
        return _fitted(
            t, it, _buttons_external(t, it),
            lambda title: t("Would {organisation} like to join {title}?",
                            organisation=it.organisation.short, title=title),
        )  # fmt: skip
    if it.named is not None:
        borrow = t("May we borrow {name}?", name=it.named.name)
        return _fitted(t, it, _buttons_named(t, it, it.named), lambda _: borrow)
    return _fitted(t, it, _buttons_open(t, it), lambda title: t("Who of yours could help {title}?", title=title))


def _fitted(t: Speech, it: Matter, buttons: tuple[Button, ...], question: Callable[[str], str]) -> Card:
    def card(*sentences: str, title: str = it.group.title) -> Card:
        body = (Line(" ".join(filter(None, sentences))), signature(t, it))
        return Card(question(title), body, buttons, tone="waiting")

    what, tail = task(t, it), (time_and_span(t, it.group), reply_by(t, it.request))
    who = t("Coordinator: {name}.", name=it.coordinator.name) if it.coordinator and it.named else ""
    for whole in (card(what, *tail, who), card(what, *tail)):
        if words(whole) <= MOST_WORDS:
            return whole
    room = MOST_WORDS - words(card(*tail))
    if room >= LEAST_TASK:
        return card(shortened(what, room), *tail)
    return card(*tail, title=shortened(it.group.title, MOST_WORDS - words(card(*tail, title=""))))


def shortened(text: str, most: int) -> str:
    """The first words of a text, with … when that is not all; at least one."""
    found = text.split()
    return text if len(found) <= most else " ".join(found[: max(most, 1)]).rstrip(",.;:") + "…"


def remind(t: Speech, it: Matter, deputy: Person | None) -> Card:
    """One reminder after three working days, which names the deputy (texts 1e)."""
    deadline = it.request.reply_by.astimezone(t.now.tzinfo)
    when = t.when(deadline, week=False)
    number = deadline.isocalendar().week
    busy = t("If you are busy, {deputy} can answer for you.", deputy=deputy.name) if deputy is not None else ""

    def card(missing: str, by: str, title: str = it.group.title) -> Card:
        body = (Line(" ".join(filter(None, (missing, by, busy)))), signature(t, it))
        question = t("Have you a moment for {title}?", title=title)
        return Card(question, body, ask(t, it).buttons, tone="waiting")

    missing, brief = _missing(t, it), _brief(t, it)
    week = t("The deadline is **{deadline}** (week {week}).", deadline=when, week=number)
    plain = t("The deadline is **{deadline}**.", deadline=when)
    for whole in (card(missing, week), card(missing, plain), card(brief, plain)):
        if words(whole) <= MOST_WORDS:
            return whole
    return card(brief, plain, shortened(it.group.title, MOST_WORDS - words(card(brief, plain, ""))))


def _missing(t: Speech, it: Matter) -> str:
    whose = t.whose(it.organisation.short)
    if it.request.route == RequestRoute.external:
        return t("We are missing {whose} answer: Would you like to join?", whose=whose)
    if it.named is not None:
        return t("We are missing {whose} answer: May we ask {name}?", whose=whose, name=it.named.name)
    return t("We are missing {whose} answer: Who may we ask?", whose=whose)


def _brief(t: Speech, it: Matter) -> str:
    if it.request.route == RequestRoute.external:
        return t("Would you like to join?")
    if it.named is not None:
        return t("May we ask {name}?", name=first_name(it.named.name))
    return t("Who may we ask?")


def words(card: Card) -> int:
    """The words of a card's title and lines, as AT-A2-5 counts them."""
    return count([card.title, *(part.text for part in card.body if isinstance(part, Line))])


def count(lines: Iterable[str]) -> int:
    """The words of some lines: of a card, or of a letter."""
    return sum(len(unmarked(line).split()) for line in lines)


def task(t: Speech, it: Matter) -> str:
    """What the group is for, and what is missing."""
    if it.named is not None or it.request.route == RequestRoute.external:
        return aim(t, it.group)
    count = count_word(it.request.seats, t.language)
    values = {"group": group_name(t, it.group), "organisation": it.organisation.official, "count": count}
    if it.request.competences:
        return t.plural(
            it.request.seats,
            "{group} needs one person from {organisation} who knows about {competences}.",
            "{group} needs {count} people from {organisation} who know about {competences}.",
            competences=it.request.competences,
            **values,
        )
    return t.plural(
        it.request.seats,
        "{group} needs one person from {organisation} to {task}.",
        "{group} needs {count} people from {organisation} to {task}.",
        task=it.group.task,
        **values,
    )


def more(t: Speech, it: Matter, *, may_ask: bool) -> Card:
    """Everything that there is to know, for who wants to read it; with a question for who is asked."""
    lines = [
        Line(aim(t, it.group)),
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
    ask = Button("nomination.question", t("I have a question"), {"request": it.id})
    return Card(it.group.title, tuple(lines), (ask,) if may_ask else ())


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
