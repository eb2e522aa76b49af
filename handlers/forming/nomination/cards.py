"""A nomination card as its reader sees it now: one request, or all that one director got on one day.

It is drawn anew for each reader whenever something changes, from nothing but what is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.dialogue.card import Card, Item, Items, Line
from handlers.locale import Speech
from handlers.rules.names import count_word, danish_key
from storage.tables import NomineeState, Person, RequestRoute, RequestState

from . import letters, outcomes, questions
from .matter import COMING, Matter


def draw(t: Speech, reader: Person | None, matters: Sequence[Matter]) -> Card:
    """The card of one request, or of several on one day, as a reader sees it now."""
    if len(matters) == 1:
        return _single(t, reader, matters[0])
    short = matters[0].organisation.short
    open_ = [each for each in matters if each.request.state == RequestState.waiting]
    title = t("{Count} quick questions for {organisation}",
              Count=count_word(len(matters), t.language).capitalize(), organisation=short)  # fmt: skip
    items = Items(tuple(_row(t, reader, each) for each in matters))
    body = (items, questions.signature(t, matters[0]))
    card = Card(title, body, tone="waiting" if open_ else "good")
    return replace(card, letter=letters.bundle(t, matters, card))


def remind(t: Speech, reader: Person, matters: Sequence[Matter], deputy: Person | None) -> Card:
    """One reminder for everything on a card that waits (texts 1e)."""
    if len(matters) == 1:
        card = questions.remind(t, matters[0], deputy)
        return replace(card, letter=letters.remind(t, matters, card))
    titles = sorted({each.group.title for each in matters}, key=danish_key)
    sentences = [t("We are missing {whose} answers.", whose=t.whose(matters[0].organisation.short))]
    if deputy is not None:
        sentences.append(t("If you are busy, {deputy} can answer for you.", deputy=deputy.name))
    asked = draw(t, reader, matters)
    title = t("Have you a moment for {title}?", title=t.names(titles))
    card = Card(title, (Line(" ".join(sentences)), *asked.body), tone="waiting")
    return replace(card, letter=letters.remind(t, matters, card))


def _row(t: Speech, reader: Person | None, it: Matter) -> Item:
    card = _single(t, reader, it)
    if not _is_first_question(it):
        return Item(f"{it.group.title}: {card.title}", card.buttons)
    time, deadline = questions.time_and_span(t, it.group), questions.reply_by(t, it.request)
    return Item(f"{it.group.title}: {card.title} {time} {deadline}", card.buttons)


def _single(t: Speech, reader: Person | None, it: Matter) -> Card:
    if it.withdrawn:
        title = t("The question about {title} has been taken back.", title=it.group.title)
        return Card(title, (Line(t("There is nothing more for you to do.")),), tone="good")
    match it.request.state:
        case RequestState.named:
            card = outcomes.named(t, reader, it)
        case RequestState.declined:
            card = outcomes.declined(t, reader, it)
        case RequestState.skipped:
            card = outcomes.skipped(t, it)
        case _:
            return _waiting(t, reader, it)
    return replace(card, letter=letters.outcome(t, it, card))


def _waiting(t: Speech, reader: Person | None, it: Matter) -> Card:
    coming = [person for nominee, person in it.nominees if nominee.state in COMING]
    if coming:
        card = outcomes.one_more(t, it, coming)
        return replace(card, letter=letters.outcome(t, it, card))
    if not _is_first_question(it):
        expert = _said_no(it)[-1]
        card = outcomes.expert_cannot(t, it, expert)
        return replace(card, letter=letters.anew(t, it, card, expert))
    card = questions.ask(t, it)
    if reader is not None and reader.id == it.request.delegate_id and it.addressee is not None:
        handed = t("{name} has passed this on to you.", name=it.addressee.name)
        letter = letters.ask(t, it, card, first=handed)
        return replace(card, body=(Line(handed, "muted"), *card.body), letter=letter)
    return replace(card, letter=letters.ask(t, it, card))


def _is_first_question(it: Matter) -> bool:
    """Whether nobody has been named yet, or asked and unable."""
    if it.request.state not in (RequestState.waiting, RequestState.planned) or it.withdrawn:
        return False
    coming = any(nominee.state in COMING for nominee, _ in it.nominees)
    return not coming and (it.request.route == RequestRoute.external or not _said_no(it))


def _said_no(it: Matter) -> list[Person]:
    return [person for nominee, person in it.nominees if nominee.state == NomineeState.declined]
