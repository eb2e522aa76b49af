"""The end-date question as its reader sees it, before and after it has been answered (texts 7)."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.dialogue import tell
from handlers.dialogue.card import Argument, Button, Card, Line
from handlers.dialogue.named import commissioner
from handlers.dialogue.request import number
from handlers.locale import Speech
from handlers.rules.dates_written import month_span
from handlers.rules.names import count_word
from storage import groups, outputs, people
from storage.engine import Store
from storage.tables import Group, GroupState, OutputState, Person

SECOND = timedelta(weeks=1)  # before the end, the question is whether to wrap up (AT-A2-2)
BETWEEN = timedelta(days=14)  # a question that is asked late becomes the second one from here on


def question(t: Speech, store: Store, group: Group, reader: Person | None) -> Card:
    """Whether the end holds: four weeks before, one week before, or after it has passed (texts 7); of a group without
    an end, whether it goes on."""
    end, today = group.planned_end, t.now.date()
    id_ = number(group.id)
    if end is None:
        return _yearly(t, store, group, reader)
    if end - today > BETWEEN:
        delivered = _delivered(t, store, id_)
        waits = t("If you do not answer, nothing happens by itself, but we ask again the week before.")
        return Card(
            ends(t, group),
            (Line(" ".join(filter(None, [delivered, waits]))), *_proposes(t, store, group, reader)),
            buttons(t, group, reader),
            tone="waiting",
        )
    body = _proposes(t, store, group, reader)
    return Card(ends(t, group), body, buttons(t, group, reader), tone="waiting")


def ends(t: Speech, group: Group) -> str:
    """The question alone, as a title or a line."""
    end, left = group.planned_end, (group.planned_end or t.now.date()) - t.now.date()
    if end is None:
        return t("Should {title} go on?", title=group.title)
    if left > BETWEEN:
        day = t.day(end, week=True)
        if group.approximate_end:
            return t("{title} ends around {day}. Does that hold?", title=group.title, day=day)
        return t("{title} ends on {day}. Does that hold?", title=group.title, day=day)
    if left == SECOND:
        return t("{title} ends in a week. Shall we wrap up?", title=group.title)
    if left >= timedelta(0):
        return t("{title} ends on {day}. Shall we wrap up?", title=group.title, day=t.day(end))
    return t("{title} was to end on {day}. Shall we wrap up?", title=group.title, day=t.day(end))


def buttons(t: Speech, group: Group, reader: Person | None) -> tuple[Button, ...]:
    """Its answers; the owner is not offered a call from themselves."""
    about: dict[str, Argument] = {"group": number(group.id)}
    call = Button("end.call", t("Call me"), about)
    own = reader is not None and reader.id == group.owner_id
    if group.planned_end is None:
        year = Button("end.another_year", t("Another year"), about, style="primary")
        date_ = Button("end.choose", t("Set an end date"), about)
        wrap = Button("end.finished", t("Wrap up"), about)
        return (year, date_, wrap) if own else (year, date_, wrap, call)
    longer = Button("end.extend", t("Extend"), about)
    if (group.planned_end or t.now.date()) - t.now.date() > BETWEEN:
        return (
            Button("end.holds", t("Yes, it holds"), about, style="primary"),
            longer,
            Button("end.finished", t("We are done now"), about),
        )
    wrap = Button("end.finished", t("Wrap up"), about, style="primary")
    return (wrap, longer) if own else (wrap, longer, call)


def _yearly(t: Speech, store: Store, group: Group, reader: Person | None) -> Card:
    """Skal Digital infrastruktur fortsætte? Asked of a group without an end."""
    said = []
    if group.established_at is not None:
        began = group.established_at.astimezone(t.now.tzinfo).date()
        month = month_span(began, began, t.language, years=True)
        said.append(t("It has been at work since {month} and has no end date.", month=month))
    said.append(t("If you do not answer, it goes on, and the question stays in the weekly digest."))
    body = (Line(" ".join(said)), *_proposes(t, store, group, reader))
    return Card(ends(t, group), body, buttons(t, group, reader), tone="waiting")


def _delivered(t: Speech, store: Store, group_id: int) -> str:
    every = outputs.of_group(store, group_id)
    done = sum(each.state == OutputState.delivered for each in every)
    if not every:
        return ""
    if done == 0:
        return t("The group has not delivered anything yet.")
    if done == len(every):
        return t("The group has delivered all that was planned.")
    return t(
        "The group has delivered {done} of {all} things.",
        done=count_word(done, t.language),
        all=count_word(len(every), t.language),
    )


def _proposes(t: Speech, store: Store, group: Group, reader: Person | None) -> tuple[Line, ...]:
    """A coordinator from another organisation than the commissioner's proposes the end (texts 7)."""
    if reader is None or reader.id == group.owner_id or reader.organisation_id == group.commissioner_id:
        return ()
    return (
        Line(
            t(
                "If you are done, {owner} in the secretariat is told and closes the group once {commissioner} agrees.",
                owner=people.get(store, group.owner_id).name,
                commissioner=commissioner(store, group),
            ),
            "muted",
        ),
    )


def now_ends(t: Speech, group: Group) -> str:
    """When the group ends, after that was changed."""
    assert group.planned_end is not None
    day = t.day(group.planned_end, week=True)
    if group.approximate_end:
        return t("{title} now ends around {day}.", title=group.title, day=day)
    return t("{title} now ends on {day}.", title=group.title, day=day)


def settled(t: Speech, store: Store, group: Group) -> Card:
    """What the question looks like once it has been answered."""
    if group.state == GroupState.dissolved:
        return Card(t("{title} has been dissolved.", title=group.title), tone="good")
    if group.planned_end is None and group.end_confirmed_at is not None:
        return goes_on(t, group)
    if group.end_confirmed_at is None or group.planned_end is None:
        title = now_ends(t, group) if group.planned_end else t("{title} has no end date.", title=group.title)
        return Card(title, tone="good")
    day = t.day(group.planned_end, week=True)
    again = (Line(t("We ask again the week before.")),) if group.end_ask_due is not None else ()
    if group.approximate_end:
        return Card(t("Noted: {title} ends around {day}.", title=group.title, day=day), again, tone="good")
    return Card(t("Noted: {title} ends on {day}.", title=group.title, day=day), again, tone="good")


def goes_on(t: Speech, group: Group) -> Card:
    """That a group without an end goes on, and when it is asked about next."""
    asked = group.end_ask_due
    again = (Line(t("We ask again on {day}.", day=t.day(asked))),) if asked is not None else ()
    return Card(t("{title} goes on for another year.", title=group.title), again, tone="good")


def wants_a_call(t: Speech, group: Group, person: Person) -> Card:
    """For the owner: whom to ring, and where."""
    body = [Line(t("Telephone {number}", number=person.phone))] if person.phone else []
    if person.email:
        body.append(Line(person.email))
    if group.planned_end is not None:
        day = t.day(group.planned_end, week=True)
        body.append(Line(t("{title} ends on {day}.", title=group.title, day=day)))
    return Card(
        t("{name} would like a call about {title}.", name=person.name, title=group.title),
        tuple(body),
        (Button("status.show", t("Show {title}", title=group.title), {"group": number(group.id)}),),
        tone="waiting",
    )


def redraw(store: Store, group_id: int, now: datetime) -> None:
    """Draw every question that was sent as it stands now."""
    group = groups.get(store, group_id)

    def card(t: Speech, reader: Person | None) -> Card | None:
        open_ = group.state == GroupState.established and group.end_asked_at and not group.end_confirmed_at
        return question(t, store, group, reader) if open_ else settled(t, store, group)

    tell.redraw(store, f"end:{group_id}", now=now, card=card)
