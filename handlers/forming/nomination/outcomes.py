"""What a card says once its question has been answered, passed over, or asked anew after an expert's no
(texts 1a, 1f, 1g)."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.dialogue.card import Button, Card, Confirm, Line
from handlers.dialogue.deeds import by_themselves
from handlers.locale import Speech
from handlers.rules.names import first_name
from storage.tables import NomineeState, Person, RequestRoute, RequestState

from .matter import COMING, Matter


def named(t: Speech, reader: Person | None, it: Matter) -> Card:
    """Somebody has been named: they are asked now, or are in (texts 1a)."""
    coming = [(nominee, person) for nominee, person in it.nominees if nominee.state in COMING]
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
        then = t("Then we no longer ask {name}, and the question is open again.", name=asked)
        sure = Confirm(t("Change the answer?"), then, t("Yes, change it"))
        buttons = (Button("nomination.change", t("Change the answer"), {"request": it.id}, "link", sure),)
    title = t("Thank you, {reader}. We will ask {name}.", reader=_reader(reader, it), name=asked)
    return Card(title, (Line(" ".join(body)),), buttons, "good")


def declined(t: Speech, reader: Person | None, it: Matter) -> Card:
    """The organisation has nobody for this group."""
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
    return reader is not None and by is not None and reader.id != by and by_themselves(it.request.answered_via)


def _reader(reader: Person | None, it: Matter) -> str:
    someone = reader or it.addressee or it.owner
    return first_name(someone.name)


def _can_change(t: Speech, it: Matter) -> bool:
    accepted = any(nominee.state == NomineeState.accepted for nominee, _ in it.nominees)
    return t.now < it.request.reply_by and not accepted


def one_more(t: Speech, it: Matter, coming: Sequence[Person]) -> Card:
    """There were several seats, and not all are filled."""
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
    if it.nobody:
        title = t("We are no longer waiting for an answer about {title}", title=it.group.title)
    if it.request.wants_in_at is not None:
        thanks = t("Thank you. {name} will get back to you.", name=first_name(it.owner.name))
        return Card(title, (Line(thanks),), tone="good")
    return Card(
        title,
        (Line(t("The door stays open. If you want to join after all, just answer here.")),),
        (want_in(t, it),),
    )


def want_in(t: Speech, it: Matter, *, named: bool = False) -> Button:
    """The way back in for an organisation that was passed over or came too late; `named` among several."""
    label = t("We would like to join {title}", title=it.group.title) if named else t("We would like to join")
    return Button("nomination.want_in", label, {"request": it.id}, "primary")
