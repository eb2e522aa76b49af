"""Setting a deadline, by the word or by the form, and its receipt in the room.

    deadline = [group] date title [owner] | [group] title date [owner] | [group] title "uden dato" [owner]
    owner    = "@Anna" | "@Anna Lindholt" | " – Anna", at the end

A date that does not exist, or whose weekday is another, is answered with the two dates that were probably meant.
A public holiday or a closing day is stored after a second press.
"""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.dialogue import chronicle, ongoing
from handlers.dialogue.card import Button, Card, Line
from handlers.dialogue.command import Command
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import MilestoneSettled
from handlers.dialogue.filled import date_sentence, read_loose
from handlers.dialogue.form import Form, When, Words
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.somebody import lead, matching, owner_field, possible_owners
from handlers.dialogue.standing import standing
from handlers.dialogue.tell import tell
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech, mark
from handlers.rules import moments
from handlers.rules.dates import DateProblem, InThePast, NoSuchDay, WrongWeekday, find_date
from handlers.rules.dates_written import day_in_month
from handlers.rules.moments import Moment
from handlers.rules.names import first_name, lowered, raised
from handlers.rules.permissions import LEADS
from handlers.rules.reminding import plan_times
from handlers.rules.workdays import holiday_name
from storage import groups, milestones, subjects
from storage.engine import Store
from storage.tables import ALIVE, Group, JournalLine, Milestone, MilestoneState, Person, Precision

from . import cards
from .attending import note_in_room
from .parts import (
    Wanted,
    fit_title,
    wanted_again,
    what,
)

router = Router()
_NO_DATE = re.compile(r"(?:^|[\s,:–—-]+)(?:uden\s+dato|without\s+(?:a\s+)?date)(?:$|[\s,:–—-]+)", re.IGNORECASE)
_MENTION = re.compile(r"(?:^|\s)@(\S.*)$")
_LAST_PART = re.compile(r"^(.*\S)(?:\s+[–—-]\s+|,\s+)([^,]+)$")
_MARKS = " .,:;–—-"


@router.command(
    Command(
        "deadline",
        "frist",
        mark("Set, move or finish a deadline"),
        usage="Elnet Friday at 12 one-pager @Anna",
        dansk_usage="Elnet fredag kl. 12 budskabspapir @Anna",
        action="deadline",
    ),
    subject="group",
    changes=True,
)
def deadline(request: Request, store: Store) -> Reply:
    """The word: with words it is done at once; alone it opens the plan, or the form when there is none yet."""
    group = groups.get(store, request.id("group"))
    ongoing.working(request, group)
    if not request.words:
        if milestones.open_in(store, number(group.id)):
            return Reply(then=Button("milestone.list", "", {"group": number(group.id)}))
        return Reply(form=new_form(request.with_args(group=number(group.id)), store))
    return _said(request, store, group)


def _said(request: Request, store: Store, group: Group) -> Reply:
    t = request.t
    words, owner = _take_owner(request, store, group, request.words)
    owner_id = owner.id if owner is not None else None
    undated = _NO_DATE.search(words)
    if undated is not None:
        title = _title(f"{words[: undated.start()]} {words[undated.end() :]}")
        found = Wanted(title, None, owner_id)
    else:
        try:
            dated = find_date(words, request.now, weeks=True)
        except DateProblem as problem:
            raise _refusal(t, group, problem, owner) from None
        if dated is None:
            return _prefilled(request, store, group, Wanted(_title(words), None, owner_id))
        found = Wanted(_title(dated[1]), dated[0], owner_id)
    if not found.title:
        return _prefilled(request, store, group, found)
    return note(request, store, group, found)


def _take_owner(request: Request, store: Store, group: Group, words: str) -> tuple[str, Person | None]:
    """The words without the owner at their end, and the owner; a mention of nobody in the group is refused."""
    some = possible_owners(store, group)
    mention = _MENTION.search(words)
    if mention is not None:
        tail = mention[1].split()
        for length in range(min(len(tail), 4), 0, -1):
            found = matching(" ".join(tail[:length]).rstrip(".,;:"), some)
            if len(found) == 1:
                return f"{words[: mention.start()]} {' '.join(tail[length:])}".strip(), found[0]
        name = " ".join(tail[:2])[:60]
        raise UserError(
            request.t("Nobody in {group} is called “{name}”.", group=group.title, name=name),
            more=request.t("In the group: {names}.", names=request.t.names([each.name for each in some])),
        )
    last = _LAST_PART.match(words)
    if last is not None:
        found = matching(last[2], some)
        if len(found) == 1:
            return last[1], found[0]
    return words, None


def _title(words: str) -> str:
    return " ".join(words.split()).strip(_MARKS)


def _prefilled(request: Request, store: Store, group: Group, found: Wanted) -> Reply:
    """Nothing is stored that is not understood: the form with what was."""
    form = new_form(request.with_args(group=number(group.id)), store)
    values = {"title": found.title}
    if found.moment is not None:
        values["day"] = request.t.when(found.moment, week=False)
    if found.owner_id is not None:
        values["owner"] = str(found.owner_id)
    return Reply(form=replace(form, values={**values}))


def _refusal(t: Speech, group: Group, problem: DateProblem, owner: Person | None) -> UserError:
    """The sentence for a date that cannot be, with the dates that were probably meant (texts 11)."""

    def again(day: Moment) -> Button:
        word = "frist" if t.language == "da" else "deadline"
        clock = f" kl. {day.time:%H.%M}" if day.time is not None else ""
        who = f" @{owner.name}" if owner is not None else ""
        words = f"{word} {group.title} {day.day.isoformat()}{clock}: {problem.rest}{who}"
        return Button("say", raised(day_in_month(day.day, t.language)), {"words": words})

    match problem:
        case NoSuchDay(day=day, month=month, earlier=earlier, later=later, time=time):
            return UserError(
                t("{said} does not exist.", said=t.day_of_month(day, month)),
                more=t("Did you mean {earlier} or {later}?", earlier=t.day(earlier), later=t.day(later)),
                buttons=(again(Moment(earlier, time)), again(Moment(later, time))),
            )
        case WrongWeekday(nearest=nearest, that=that, time=time):
            return UserError(
                date_sentence(t, problem), buttons=(again(Moment(nearest, time)), again(Moment(that, time)))
            )
        case InThePast():
            return UserError(date_sentence(t, problem))
    return UserError(date_sentence(t, problem))


# --- the form ---


def new_form(request: Request, store: Store) -> Form:
    """What, when, and who has it."""
    t, group = request.t, groups.get(store, request.id("group"))
    return Form(
        "milestone.noted",
        t("New deadline in {group}", group=group.title),
        (
            Words("title", t("What is due?"), max=200),
            When(
                "day",
                t("When?"),
                hint=t("Such as Friday at 12. Empty puts it on the plan without a date."),
                required=False,
                weeks=True,
                loose=True,
            ),
            owner_field(t, store, group),
        ),
        t("Set the deadline"),
        args={"group": number(group.id)},
    )


@router.button("milestone.new", subject="group", changes=False)
def new(request: Request, store: Store) -> Reply:
    """[Ny frist]"""
    ongoing.working(request, groups.get(store, request.id("group")))
    return Reply(form=new_form(request, store))


@router.form("milestone.noted", new_form, subject="group")
def noted(request: Request, store: Store) -> Reply:
    """The form."""
    group = groups.get(store, request.id("group"))
    said, owner = request.value("day"), request.value("owner")
    moment = read_loose(said, request.now) if said else None
    return note(request, store, group, Wanted(request.value("title"), moment, int(owner) if owner else None))


# --- storing ---


@router.button("milestone.anyway", subject="group")
def anyway(request: Request, store: Store) -> Reply:
    """[Ja, gem den]: on a holiday or a closing day."""
    t, found = request.t, wanted_again(request)
    if found.moment is not None and found.moment.day < request.now.date():
        raise UserError(t("{day} has passed. Choose a day that is still to come.", day=t.date(found.moment.day)))
    group = groups.get(store, request.id("group"))
    if found.owner_id is not None and found.owner_id not in [each.id for each in possible_owners(store, group)]:
        raise UserError(t("Choose one of the options."))
    if any(
        each.title == found.title and each.day == (found.moment.day if found.moment else None)
        for each in milestones.open_in(store, number(group.id))
    ):
        raise UserError(t("{what} is on the plan already.", what=raised(found.title)))
    return note(request, store, group, found, sure=True)


def note(request: Request, store: Store, group: Group, found: Wanted, *, sure: bool = False) -> Reply:
    """Store a deadline and post its receipt; what a plain member sets is a proposal."""
    t, gid = request.t, number(group.id)
    ongoing.working(request, group)
    title = fit_title(t, found.title)
    one_day = found.moment is not None and found.moment.precision == Precision.day
    day = found.moment.day if found.moment is not None and one_day else None
    closed = holiday_name(day) if day is not None else None
    if closed is not None and day is not None and not sure:
        return Reply(_on_a_holiday(t, gid, found, t.day(day), closed))
    milestone, line = keep(request, store, group, replace(found, title=title))
    if milestone.state == MilestoneState.proposed:
        return Reply(proposed(request.t, store, milestone, line))
    note_in_room(request, store, milestone)
    if request.place.group_id == gid and group.state in ALIVE:
        return Reply()  # the receipt stands in this very room
    return Reply(cards.receipt(t, store, milestone))


def keep(request: Request, store: Store, group: Group, found: Wanted) -> tuple[Milestone, JournalLine]:
    """A deadline as it is said, on the plan; or proposed, which the coordinator is told."""
    gid = number(group.id)
    leads = may_lead(request, store, group)
    milestone = Milestone(
        group_id=gid,
        title=found.title,
        owner_id=found.owner_id,
        state=MilestoneState.open if leads else MilestoneState.proposed,
        created_at=request.now,
        created_by_id=request.me,
    )
    moments.put(milestone, found.moment)
    plan_times(milestone, request.now, known_to=request.me)
    store.add(milestone)
    line = chronicle.note(
        request,
        store,
        "milestone.noted",
        group=gid,
        subject=number(milestone.id),
        for_=found.owner_id,
        texts={"title": found.title},
    )
    store.happened(MilestoneSettled(number(milestone.id)))
    if not leads:
        propose(request, store, group, milestone)
    return milestone, line


def may_lead(request: Request, store: Store, group: Group) -> bool:
    """Whether what the person sets is on the plan at once."""
    subject = subjects.find(store, "group", number(group.id))
    return bool(standing(store, request.person, subject, request.now.date()) & LEADS)


def _on_a_holiday(t: Speech, gid: int, found: Wanted, day: str, closed: str) -> Card:
    return Card(
        t("{day} is {holiday}.", day=raised(day), holiday=lowered(closed)),
        (Line(t("Shall the deadline be then all the same?")),),
        (
            Button("milestone.anyway", t("Yes, keep it"), found.args(gid), style="primary"),
            Button("milestone.new", t("Choose another day"), {"group": gid}),
        ),
        tone="warning",
    )


def propose(request: Request, store: Store, group: Group, milestone: Milestone) -> None:
    """Ask whoever leads the group; a card that they have about it already is drawn again."""
    tell(
        store,
        lead(store, group),
        subject=f"milestone:{milestone.id}/proposal",
        key=f"milestone:{milestone.id}/proposal",
        now=request.now,
        card=lambda t: cards.proposal(t, store, milestone),
    )


def proposed(t: Speech, store: Store, milestone: Milestone, line: JournalLine) -> Card:
    """What a member reads whose deadline waits for the coordinator."""
    boss = lead(store, groups.get(store, milestone.group_id))
    return Card(
        t("{name} has your proposal.", name=first_name(boss.name)),
        (Line(cards.summary(t, store, milestone)),),
        (undo_button(t, line),),
        tone="waiting",
    )


@router.undo("milestone.noted")
@router.undo("milestone.confirmed")
def undo_noted(request: Request, store: Store, line: JournalLine) -> Reply:
    """It comes off the plan again."""
    t, milestone = request.t, milestones.get(store, number(line.subject_id))
    if milestone.state not in (MilestoneState.open, MilestoneState.proposed):
        raise UserError(t("It has gone on from there and cannot be taken back."))
    milestones.revise(milestone, request.now)
    milestone.state = MilestoneState.dropped if line.what == "milestone.noted" else MilestoneState.proposed
    store.happened(MilestoneSettled(number(milestone.id)))
    return Reply(Card(t("Taken back. {what} is not on the plan.", what=what(milestone))))
