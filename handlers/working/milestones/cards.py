"""The cards about a deadline, word for word where texts has them (4. Frister)."""

from __future__ import annotations

from handlers.dialogue.card import Button, Card, Line
from handlers.dialogue.request import number
from handlers.dialogue.somebody import lead
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules import moments
from handlers.rules.back_planning import is_hearing
from handlers.rules.names import first_name
from storage import groups, journal, people
from storage.engine import Store
from storage.tables import OFF_PLAN, JournalLine, Milestone, MilestoneState, Person

from .parts import addressee, mentioned, needs_a_day, owner_of, since, what, when, without_day

DONE = ("milestone.done",)
SET = ("milestone.noted", "milestone.confirmed", "milestone.moved")


def receipt(t: Speech, store: Store, milestone: Milestone) -> Card:
    """Frist noteret: Budskabspapir, fredag den 11. december (uge 50), Anna Lindholt."""
    title = _receipt_title(t, store, milestone)
    if milestone.state == MilestoneState.done or milestone.state in OFF_PLAN:
        return Card(title)
    line = journal.last_about(store, number(milestone.id), SET)
    edit = Button("milestone.edit", t("Edit"), {"milestone": number(milestone.id)}, style="link")
    undo = (undo_button(t, line),) if line is not None else ()
    return Card(title, buttons=(edit, *_backwards(t, milestone), *undo))


def _backwards(t: Speech, milestone: Milestone) -> tuple[Button, ...]:
    """The way to the steps before a høringsfrist."""
    if milestone.day is None or not is_hearing(milestone.title) or milestone.day <= t.now.date():
        return ()
    args: dict[str, str | int] = {"group": milestone.group_id, "milestone": number(milestone.id)}
    return (Button("back_plan.open", t("Plan backwards"), args, style="link"),)


def _receipt_title(t: Speech, store: Store, milestone: Milestone) -> str:
    owner, said, day = owner_of(store, milestone), what(milestone), when(t, milestone)
    if milestone.state == MilestoneState.dropped:
        return t("Taken off the plan: {what}.", what=said)
    if milestone.state == MilestoneState.lapsed:
        return t("{what} has fallen away.", what=said)
    if milestone.state == MilestoneState.done:
        return t("Done: {what}.", what=said)
    if milestone.day is None:
        if owner is not None:
            return t("✅ On the plan without a date: {what}, {owner}.", what=said, owner=owner.name)
        return t("✅ On the plan without a date: {what}.", what=said)
    if owner is not None:
        return t("✅ Deadline noted: {what}, {when}, {owner}.", what=said, when=day, owner=owner.name)
    return t("✅ Deadline noted: {what}, {when}.", what=said, when=day)


def moved(t: Speech, store: Store, milestone: Milestone) -> Card:
    """The room hears of a new date."""
    owner, said, day = owner_of(store, milestone), what(milestone), when(t, milestone)
    if owner is not None:
        return Card(t("Deadline moved: {what}, {when}, {owner}.", what=said, when=day, owner=owner.name))
    return Card(t("Deadline moved: {what}, {when}.", what=said, when=day))


def question(t: Speech, store: Store, milestone: Milestone, reader: Person) -> Card:
    """What the owner is asked, before or after the day, or what has become of it."""
    said, settled = what(milestone), _settled(t, store, milestone, reader)
    if settled is not None:
        return settled
    moment = moments.of(milestone)
    late = milestone.late_asked_at is not None and moment is not None
    if late and moment is not None:
        title = t("{what} was due {since}.", what=said, since=since(t, moment))
    elif moment is not None and needs_a_day(milestone, t.now):
        title = without_day(t, milestone, moment)
    elif milestone.week:
        title = t("{what} is due in {week}.", what=said, week=when(t, milestone))
    else:
        title = t("{what} is due {when}.", what=said, when=when(t, milestone))
    args: dict[str, str | int] = {"milestone": number(milestone.id)}
    done = Button("milestone.done", t("Done"), args, style="primary")
    if milestone.owner_id != reader.id:
        owner = Button("milestone.choose_owner", t("Choose an owner"), args)
        return Card(title, (Line(t("Nobody has it yet.")),), (done, owner), tone="waiting")
    if late:
        return Card(
            title,
            (Line(t("What day suits you?")),),
            (
                done,
                Button("milestone.new_date", t("New date"), args),
                Button("milestone.help", t("I need help"), args),
            ),
            tone="warning",
        )
    paper: tuple[Button, ...] = ()
    if milestone.recipient_id is not None:
        paper = (Button("status.paper", t("Status paper"), {"group": milestone.group_id}),)
    later = (
        Button("milestone.new_date", t("Set a date"), args)
        if needs_a_day(milestone, t.now)
        else Button("milestone.delayed", t("I will be late"), args)
    )
    return Card(
        title,
        (Line(t("It is with you.")),),
        (
            done,
            later,
            Button("milestone.not_mine", t("Not my task"), args),
            *paper,
        ),
        tone="waiting",
    )


def _settled(t: Speech, store: Store, milestone: Milestone, reader: Person) -> Card | None:
    """The owner's card once nothing is asked any longer; None while it is."""
    said = what(milestone)
    if milestone.state == MilestoneState.done:
        return done_receipt(t, store, milestone, reader)
    if milestone.state == MilestoneState.dropped:
        return Card(t("{what} is no longer on the plan.", what=said))
    if milestone.state == MilestoneState.lapsed:
        return Card(t("{what} has fallen away.", what=said), (Line(t("You need not do anything more.")),))
    if addressee(store, milestone).id != reader.id:
        owner = owner_of(store, milestone)
        if owner is None:
            name = first_name(lead(store, groups.get(store, milestone.group_id)).name)
            return Card(t("{name} finds somebody else for {what}.", name=name, what=mentioned(milestone)))
        return Card(t("{owner} has {what} now.", owner=owner.name, what=mentioned(milestone)))
    if milestone.asked_at is None and milestone.late_asked_at is None:
        return Card(
            t("New deadline for {what}: {when}.", what=mentioned(milestone), when=when(t, milestone)), tone="good"
        )
    return None


def done_receipt(t: Speech, store: Store, milestone: Milestone, reader: Person) -> Card:
    """Thanks, with {Undo} for whoever said that it is done."""
    line = journal.last_about(store, number(milestone.id), DONE)
    mine = line is not None and line.actor_id == reader.id
    title = (
        t("Thank you, {name}. {what} is done.", name=first_name(reader.name), what=what(milestone))
        if mine
        else t("{what} is done.", what=what(milestone))
    )
    return Card(title, buttons=(undo_button(t, line),) if mine and line is not None else (), tone="good")


def done_in_room(t: Speech, store: Store, milestone: Milestone) -> Card:
    """The room hears that something is done."""
    if milestone.state != MilestoneState.done:
        return Card(t("{what} is not done after all.", what=what(milestone)))
    owner = owner_of(store, milestone)
    if owner is None:
        return Card(t("✅ {what} is done.", what=what(milestone)))
    return Card(t("✅ {what} is done. Thank you, {name}.", what=what(milestone), name=first_name(owner.name)))


def proposal(t: Speech, store: Store, milestone: Milestone) -> Card:
    """A member's proposal to the coordinator, or what has become of it."""
    if milestone.state in OFF_PLAN:
        return Card(t("{what} is not put on the plan.", what=what(milestone)))
    if milestone.state != MilestoneState.proposed:
        return Card(t("{what} is on the plan: {when}.", what=what(milestone), when=when(t, milestone)), tone="good")
    proposer = people.get(store, milestone.created_by_id)
    group = groups.get(store, milestone.group_id)
    return Card(
        t("{name} proposes a deadline for {group}.", name=proposer.name, group=group.title),
        (Line(summary(t, store, milestone)),),
        proposal_buttons(t, number(milestone.id)),
        tone="waiting",
    )


def proposal_buttons(t: Speech, id_: int) -> tuple[Button, ...]:
    """[Ja, sæt den på] [Nej tak]"""
    return (
        Button("milestone.confirm", t("Yes, put it on"), {"milestone": id_}, style="primary"),
        Button("milestone.decline", t("No, thank you"), {"milestone": id_}),
    )


def summary(t: Speech, store: Store, milestone: Milestone) -> str:
    """Budskabspapir, fredag den 11. december (uge 50), Anna Lindholt"""
    owner = owner_of(store, milestone)
    parts = [what(milestone), when(t, milestone), *([owner.name] if owner is not None else [])]
    return ", ".join(parts)


def delayed(
    t: Speech, store: Store, milestone: Milestone, by: Person, note: str, *, has_date: bool, found: bool
) -> Card:
    """The coordinator hears of a delay, or that a date was found for what had none, with the date and the note."""
    group = groups.get(store, milestone.group_id)
    lines = []
    if has_date:
        lines.append(Line(t("New deadline: {when}.", when=when(t, milestone))))
    if note:
        lines.append(Line(t("{name} writes: “{note}”", name=first_name(by.name), note=note)))
    said = mentioned(milestone)
    return Card(
        t("{name} has found a date for {what} in {group}.", name=by.name, what=said, group=group.title)
        if found
        else t("{name} is late with {what} in {group}.", name=by.name, what=said, group=group.title),
        tuple(lines),
        (one_page(t, milestone, group.title),),
    )


def ownerless(t: Speech, store: Store, milestone: Milestone, by: Person) -> Card:
    """The coordinator hears that a task was not its owner's, with the way to another."""
    group, owner = groups.get(store, milestone.group_id), owner_of(store, milestone)
    if milestone.state != MilestoneState.open or owner is not None:
        name = owner.name if owner is not None else by.name
        return Card(t("{owner} has {what} now.", owner=name, what=mentioned(milestone)), tone="good")
    return Card(
        t("{what} in {group} needs an owner.", what=what(milestone), group=group.title),
        (
            Line(
                t(
                    "{name} says that it is somebody else's. The deadline is {when}.",
                    name=by.name,
                    when=when(t, milestone),
                )
            ),
        ),
        (
            Button(
                "milestone.choose_owner",
                t("Choose an owner"),
                {"milestone": number(milestone.id)},
                style="primary",
            ),
        ),
        tone="warning",
    )


def help_wanted(t: Speech, store: Store, milestone: Milestone, by: Person) -> Card:
    """Coordinator and secretariat hear that somebody needs help, with the number to ring."""
    group = groups.get(store, milestone.group_id)
    if milestone.help_at is None or milestone.state != MilestoneState.open:
        return Card(t("{name} has had help with {what}.", name=by.name, what=mentioned(milestone)), tone="good")
    return Card(
        t("{name} needs help with {what} in {group}.", name=by.name, what=mentioned(milestone), group=group.title),
        (Line(t("Ring {phone}.", phone=by.phone)),) if by.phone else (),
        (
            Button("milestone.helped", t("It is taken care of"), {"milestone": number(milestone.id)}, style="primary"),
            one_page(t, milestone, group.title),
        ),
        tone="warning",
    )


def one_page(t: Speech, milestone: Milestone, title: str) -> Button:
    """The way to the group."""
    return Button("status.show", t("{group} on one page", group=title), {"group": milestone.group_id})


def with_undo(t: Speech, title: str, line: JournalLine) -> Card:
    """A receipt of one line, with {Undo}."""
    return Card(title, buttons=(undo_button(t, line),), tone="good")
