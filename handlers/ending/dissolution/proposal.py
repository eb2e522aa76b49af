"""A coordinator from another organisation than the commissioner's proposes to close the group.

The group is then `closing`; its owner in the secretariat gets a card with [Luk gruppen] and [Ikke endnu], and
the same stands in the secretariat's overview until one of them is pressed or the coordinator takes it back.
"""

from __future__ import annotations

from datetime import datetime

from handlers.dialogue import tell
from handlers.dialogue.card import Argument, Button, Card, Confirm, Facts, Item, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.errors import UserError
from handlers.dialogue.named import commissioner
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules.lifecycle import Step, after
from storage import groups, journal, outputs, people
from storage.attention import OpenItem
from storage.engine import Store
from storage.tables import Group, GroupState, JournalLine, Person

from .questions import Answers, what_happens
from .words import results

PROPOSED = "group.closing"

router = Router()


def propose(request: Request, store: Store, group: Group, answers: Answers) -> Reply:
    """Keep the answers and ask the owner."""
    t, id_ = request.t, number(group.id)
    state = after(group.state, Step.propose_end)
    assert state is not None
    group.state = state
    line = note(
        request,
        store,
        PROPOSED,
        group=id_,
        facts={"outputs": list(answers.ticked)},
        texts={
            "results": "\n".join(answers.written),
            "owner": answers.owner,
            "follow_on": answers.follow_on,
        },
    )
    owner = people.get(store, group.owner_id)
    tell.tell(
        store,
        owner,
        subject=f"closing:{id_}",
        key=f"closing/{line.id}",
        now=request.now,
        card=lambda t: card(t, store, group),
    )
    text = t(
        "{owner} in the secretariat closes {title} once {commissioner} agrees.",
        owner=owner.name,
        title=group.title,
        commissioner=commissioner(store, group),
    )
    sent = t("Thank you. The proposal has been sent.")
    return Reply(Card(sent, (Line(text),), (undo_button(t, line),), tone="good"), instead=True)


def latest(store: Store, group: Group) -> JournalLine | None:
    """The proposal that awaits an answer, or the last one there was."""
    return journal.latest(store, number(group.id), PROPOSED)


def answers(request: Request, store: Store, group: Group) -> Answers:
    """What was proposed; a UserError when nothing is proposed any more."""
    t, line = request.t, latest(store, group)
    if group.state == GroupState.dissolved:
        raise UserError(t("{title} has been dissolved already.", title=group.title))
    if group.state != GroupState.closing or line is None:
        raise UserError(t("Nobody proposes to close {title} any more.", title=group.title))
    return _kept(store, line)


def _kept(store: Store, line: JournalLine) -> Answers:
    texts = journal.texts_of(store, [number(line.id)]).get(number(line.id), {})
    kept = line.facts["outputs"]
    assert isinstance(kept, list)
    return Answers(
        tuple(int(each) for each in kept),
        tuple(texts.get("results", "").splitlines()),
        texts.get("owner", ""),
        texts.get("follow_on", ""),
    )


def card(t: Speech, store: Store, group: Group) -> Card:
    """The proposal as the owner sees it now."""
    if group.state == GroupState.dissolved:
        return Card(t("{title} has been dissolved.", title=group.title), tone="good")
    line = latest(store, group)
    if group.state != GroupState.closing or line is None or line.actor_id is None:
        return Card(t("{title} goes on.", title=group.title), tone="good")
    said = _kept(store, line)
    happens = what_happens(t, store, group)
    titles = [each.title for each in outputs.of_group(store, number(group.id)) if each.id in said.ticked]
    pairs = [(t("What came of it"), results(t, [*titles, *said.written]))]
    if said.owner:
        pairs.append((t("Carries on"), said.owner))
    if said.follow_on:
        pairs.append((t("With"), said.follow_on))
    return Card(
        _title(t, store, group, line),
        (Facts(tuple(pairs)), Line(happens, "muted")),
        _buttons(t, group, happens),
        tone="waiting",
    )


def _title(t: Speech, store: Store, group: Group, line: JournalLine) -> str:
    name = people.get(store, number(line.actor_id)).name
    return t("{name} proposes to close {title}.", name=name, title=group.title)


def _buttons(t: Speech, group: Group, happens: str) -> tuple[Button, ...]:
    about: dict[str, Argument] = {"group": number(group.id)}
    sure = Confirm(t("Close {title}?", title=group.title), happens, t("Close the group"))
    return (
        Button("dissolve.approve", t("Close the group"), about, style="primary", confirm=sure),
        Button("dissolve.not_yet", t("Not yet"), about),
    )


def redraw(store: Store, group: Group, now: datetime) -> None:
    """The owner's card after something has been decided."""
    tell.redraw(store, f"closing:{group.id}", now=now, card=lambda t, _: card(t, store, group))


@router.line("closing")
def line(item: OpenItem, t: Speech, store: Store) -> Item:
    """The open proposal, in the secretariat's overview and digest."""
    group = groups.get(store, item.id)
    proposed = latest(store, group)
    buttons = _buttons(t, group, what_happens(t, store, group))
    if proposed is None or proposed.actor_id is None:
        return Item(t("{title} is being closed.", title=group.title), buttons)
    return Item(_title(t, store, group, proposed), buttons)


@router.button("dissolve.not_yet", subject="group")
def not_yet(request: Request, store: Store) -> Reply:
    """The group goes on; the coordinator is told who will talk about it."""
    group, t = groups.get(store, request.id("group")), request.t
    answers(request, store, group)
    proposed = latest(store, group)
    _resume(store, group, request.now)
    note(request, store, "group.resumed", group=number(group.id))
    if proposed is not None and proposed.actor_id is not None:
        proposer, answering = people.get(store, proposed.actor_id), request.person
        tell.tell(
            store,
            proposer,
            subject=f"resumed:{group.id}",
            key=f"resumed/{proposed.id}",
            now=request.now,
            card=lambda t: _goes_on(t, group, answering),
        )
    return Reply(Card(t("{title} goes on.", title=group.title), tone="good"), instead=True)


def _goes_on(t: Speech, group: Group, person: Person) -> Card:
    body = t("{name} would like to talk with you about the end first.", name=person.name)
    phone = [Line(t("Telephone {number}", number=person.phone))] if person.phone else []
    return Card(t("{title} goes on for a while yet.", title=group.title), (Line(body), *phone))


@router.undo(PROPOSED)
def take_back(request: Request, store: Store, line: JournalLine) -> Reply:
    """Whoever proposed it thinks better of it."""
    group, t = groups.get(store, number(line.group_id)), request.t
    found = latest(store, group)
    if group.state != GroupState.closing or found is None or found.id != line.id:
        raise UserError(t("The secretariat has answered already."))
    _resume(store, group, request.now)
    text = t("The proposal has been taken back. {title} goes on.", title=group.title)
    return Reply(Card(text, tone="good"))


def _resume(store: Store, group: Group, now: datetime) -> None:
    state = after(group.state, Step.resume)
    assert state is not None
    group.state = state
    redraw(store, group, now)
