"""How a nomination card reads as a mail, and on the pages behind its buttons (texts 9).

The mail names the group in its first sentence, has no title, and at most 40 words, counted as on a card. What a
chat takes at once is asked about on a page first: a no shows its four reasons, and the one that is pressed is
the answer. After the deadline only "we would still like to join" is left of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from handlers.dialogue.card import Aside, Button, Card, Letter, Line
from handlers.dialogue.deeds import BY_LINK
from handlers.dialogue.named import group_inside, group_name
from handlers.locale import Speech
from handlers.rules import dates_written
from handlers.rules.names import danish_key, first_name
from storage.tables import Group, GroupState, NominationRequest, Person, RequestRoute, RequestState

from . import outcomes, questions
from .matter import Matter

_CAN_STILL = (RequestState.waiting, RequestState.skipped, RequestState.declined)
_OVER = (GroupState.dissolved, GroupState.withdrawn)


def ask(t: Speech, it: Matter, card: Card, *, first: str = "") -> Letter:
    """The question itself, of a card that asks it. `first` is a line above it, not counted."""
    question, task = _question(t, it), _task(t, it)
    tail = (questions.time_and_span(t, it.group), questions.reply_by(t, it.request))

    def lines(task: str, title: str = it.group.title) -> tuple[str, ...]:
        whole = " ".join(filter(None, (question(title), task, tail[0])))
        return whole, tail[1]

    return replace(
        _letter(t, it, card, _subject(t, it), _preview(t, it)),
        lines=(*([first] if first else []), *_fitted(lines, task, it)),
    )


def _fitted(lines: Callable[..., tuple[str, ...]], task: str, it: Matter) -> tuple[str, ...]:
    if questions.count(lines(task)) <= questions.MOST_WORDS:
        return lines(task)
    room = questions.MOST_WORDS - questions.count(lines(""))
    if room >= questions.LEAST_TASK:
        return lines(questions.shortened(task, room))
    return lines("", questions.shortened(it.group.title, questions.MOST_WORDS - questions.count(lines("", ""))))


def remind(t: Speech, matters: Sequence[Matter], card: Card) -> Letter:
    """The reminder: the card's own words, under a subject that says until when."""
    titles = t.names(sorted({each.group.title for each in matters}, key=danish_key))
    subject = t("Have you a moment for {title}? Reply by {day}", title=titles, day=_first_day(t, matters))
    if len(matters) > 1:
        return _bundle(t, matters, subject)
    return _letter(t, matters[0], card, subject, _preview(t, matters[0]))


def bundle(t: Speech, matters: Sequence[Matter], card: Card) -> Letter:
    """Several questions at once: each stands in the card with its own buttons."""
    if not any(each.request.state == RequestState.waiting for each in matters):
        return _bundle(t, matters, card.title)
    return _bundle(t, matters, t("{questions}. Reply by {day}", questions=card.title, day=_first_day(t, matters)))


def _bundle(t: Speech, matters: Sequence[Matter], subject: str) -> Letter:
    titles = t.names(sorted({each.group.title for each in matters}, key=danish_key))
    return Letter(subject, t("It is about {titles}.", titles=titles), late=late(t, matters))


def anew(t: Speech, it: Matter, card: Card, expert: Person) -> Letter:
    """The expert cannot, and somebody else is asked for."""
    subject = t("{name} cannot this time. Do you have somebody else for {title}?", name=first_name(expert.name),
                title=it.group.title)  # fmt: skip
    return _letter(t, it, card, subject, t("There is time until {day}.", day=t.day(it.request.reply_by)))


def outcome(t: Speech, it: Matter, card: Card) -> Letter:
    """What has become of the question: the card's own words, and after the deadline the way back in. An answer
    by link may have been somebody else's, to whom the mail was passed on."""
    letter = _letter(t, it, card, card.title, "")
    change = next((each for each in card.buttons if each.action == "nomination.change"), None)
    small = (_by_link(t, change),) if change is not None and it.request.answered_via == BY_LINK else ()
    return replace(letter, facts=(), buttons=(), small=small, late=letter.late or _settled(t, card))


def _by_link(t: Speech, change: Button) -> Aside:
    """Svaret er givet med linket i mailen. Var det ikke dig, så {skift svaret}."""
    before = t("The answer was given by the link in the mail. If that was not you, ")
    return Aside(before, replace(change, label=t("change the answer")), ".")


def _settled(t: Speech, card: Card) -> Card:
    """What an answered question says once the answer can no longer be changed."""
    return Card(card.title, (Line(t("The deadline for changing the answer has passed.")),), tone=card.tone)


def _letter(t: Speech, it: Matter, card: Card, subject: str, preview: str) -> Letter:
    return Letter(
        subject,
        preview,
        buttons=buttons(card),
        about=about(t, it.group),
        facts=facts(t, it),
        small=_small(t, it, card),
        late=late(t, [it]),
    )


# --- the question ---


def _question(t: Speech, it: Matter) -> Callable[[str], str]:
    named = it.named
    if it.request.route == RequestRoute.external:
        short = it.organisation.short
        return lambda title: t("Would {organisation} like to join {title}?", organisation=short, title=title)
    if named is not None:
        return lambda title: t(
            "May we ask **{name}** to be in {group}?", name=named.name, group=group_inside(t, it.group, title)
        )
    return lambda title: t("Who of yours could help {title}?", title=title)


def _task(t: Speech, it: Matter) -> str:
    named = it.named is not None and it.request.route != RequestRoute.external
    return t("It is to {task}.", task=it.group.task) if named else questions.task(t, it)


def _subject(t: Speech, it: Matter) -> str:
    day, title = _day(t, it.request), it.group.title
    if it.request.route == RequestRoute.external:
        return t("Would {organisation} like to join {title}? Reply by {day}",
                 organisation=it.organisation.short, title=title, day=day)  # fmt: skip
    if it.named is not None:
        return t("May we borrow {name} for {title}? Reply by {day}", name=it.named.name, title=title, day=day)
    return t("Who of yours could help {title}? Reply by {day}", title=title, day=day)


def _preview(t: Speech, it: Matter) -> str:
    time = questions.time_and_span(t, it.group)
    if it.named is None and it.request.route != RequestRoute.external:
        return t("A name and an address are enough. {time}", time=time)
    return t("One press is enough. {time}", time=time)


def _first_day(t: Speech, matters: Sequence[Matter]) -> str:
    waiting = [each.request for each in matters if each.request.state == RequestState.waiting]
    return _day(t, min(waiting, key=lambda each: each.reply_by))


def _day(t: Speech, request: NominationRequest) -> str:
    """27. november."""
    return dates_written.plain_day(request.reply_by.astimezone(t.now.tzinfo).date(), t.language)


# --- what stands around it ---


def about(t: Speech, group: Group) -> str:
    """Taskforcen Elnet."""
    return group_name(t, group)


def facts(t: Speech, it: Matter) -> tuple[tuple[str, str], ...]:
    """The time that it takes, and until when it can be answered."""
    time = questions.time_and_span(t, it.group)
    deadline = it.request.reply_by.astimezone(t.now.tzinfo)
    when = t("**{deadline}** (week {week})", deadline=t.when(deadline, week=False), week=deadline.isocalendar().week)
    return (t("Time"), time[:1].lower() + time[1:].removesuffix(".")), (t("Reply no later than"), when)


def buttons(card: Card) -> tuple[Button, ...]:
    """A card's buttons as they stand in a mail: links go to its small print, and a no asks why before it counts."""
    return tuple(
        replace(each, action="nomination.why_not") if each.action == "nomination.decline" else each
        for each in card.buttons
        if each.style != "link"
    )


def _small(t: Speech, it: Matter, card: Card) -> tuple[Aside, ...]:
    if not any(each.action == "nomination.delegate" and each.style == "link" for each in card.buttons):
        return ()
    button = Button("nomination.delegate", t("Pass on"), {"request": it.id}, "link")
    return (Aside(t("Should a colleague answer? "), button, t(", and your colleague gets a link of their own.")),)


def late(t: Speech, matters: Sequence[Matter]) -> Card | None:
    """What is left of a question when the time to answer it is over; None when nothing is."""
    open_ = [
        each
        for each in matters
        if each.request.state in _CAN_STILL and not each.withdrawn and each.group.state not in _OVER
    ]
    if not open_:
        return None
    owner = first_name(open_[0].owner.name)
    wishing = [each for each in open_ if each.request.wants_in_at is None]
    if not wishing:
        return Card(t("Thank you. {name} will get back to you.", name=owner), tone="good")
    ways = tuple(outcomes.want_in(t, each, named=len(open_) > 1) for each in wishing)
    return Card(
        t("Thank you, but the reply deadline has passed."),
        (Line(t("If you would still like to join, press here, and {name} will get back to you.", name=owner)),),
        ways,
        "waiting",
    )
