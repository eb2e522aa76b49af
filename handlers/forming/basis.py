"""The political decision that a group rests on, and its case number (AT-A3-1).

A *bestilt opgave* is ordered by a decision. When it is made without one, the secretariat is asked: [Skriv beslutning]
or [Gå videre uden]. Nobody is stopped, but who went on without is journalled, and what is missing stands on the group's
page and under *Hold øje* until it is written. Any other group can have one as well: {Beslutning og sag} on its page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handlers.dialogue import chronicle, ongoing, resting
from handlers.dialogue.card import Button, Card, Facts, Item
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import BasisChanged
from handlers.dialogue.filled import date_sentence
from handlers.dialogue.form import Form, Value, Words
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules.dates import DateProblem
from handlers.rules.marked import agenda_item, decided_on
from storage import groups, journal, marked
from storage.attention import OpenItem
from storage.engine import Store
from storage.tables import LIVING, Decision, DecisionState, Group, GroupState, JournalLine

router = Router()


@dataclass(frozen=True)
class Said:
    """What the form says."""

    organ: str
    day: date
    item: str
    title: str
    case_number: str


def basis_form(request: Request, store: Store) -> Form:
    """Who decided, when, as which item and what; and the case that it belongs to."""
    t, group = request.t, groups.get(store, request.id("group"))
    values: dict[str, Value] = {"case_number": group.case_number} if group.case_number else {}
    there = marked.basis(store, number(group.id))
    if there is not None:
        values |= {
            "organ": there.organ,
            "day": t.date(there.day),
            "item": there.item,
            "title": there.title,
        }
    return Form(
        "basis.written",
        t("What does {group} rest on?", group=group.title),
        (
            Words("organ", t("Who decided it?"), t("Such as the executive board or the municipal council."), max=100),
            Words("day", t("When was it decided?"), t("For instance “{example}”.", example=t.date(request.now.date())),
                  max=60),
            Words("item", t("Item on the agenda (optional)"), required=False, max=40),
            Words("title", t("What was decided? (optional)"), required=False, max=300, lines=2),
            Words("case_number", t("Case number (optional)"), required=False, max=64),
        ),
        t("Save"),
        {"group": number(group.id), **({"on": 1} if "on" in request.args else {})},
        values,
    )  # fmt: skip


@router.button("basis.write", subject="group", changes=False)
def write(request: Request, store: Store) -> Reply:
    """[Skriv beslutning]"""
    _living(request, store)
    return Reply(form=basis_form(request, store))


@router.form("basis.written", basis_form, subject="group")
def written(request: Request, store: Store) -> Reply:
    """Keep the decision, or what is another about it; then on to where the question came from."""
    t, group = request.t, _living(request, store)
    said = _said(request, group)
    there = marked.basis(store, number(group.id))
    if there is not None and _as_said(there, group) == said:
        raise UserError(t("Nothing has been changed."))
    line = _keep(request, store, group, said, there)
    if "on" in request.args and group.state == GroupState.ordered:
        return _on(group)
    decision = resting.rests_on(t, store, group)
    pairs = [(t("Decision"), decision), (t("Case no."), group.case_number)]
    return Reply(
        Card(
            t("What {group} rests on has been written down.", group=group.title),
            (Facts(tuple(pair for pair in pairs if pair[1])),),
            (undo_button(t, line),),
            "good",
        )
    )


@router.button("basis.skip", subject="group")
def skip(request: Request, store: Store) -> Reply:
    """[Gå videre uden]: it is journalled who did, once."""
    group = _living(request, store)
    if resting.to_be_asked(store, group):
        chronicle.note(request, store, resting.SKIPPED, group=number(group.id))
    return _on(group)


def _on(group: Group) -> Reply:
    shown = "nomination.preview" if group.state == GroupState.ordered else "status.show"
    return Reply(then=Button(shown, "", {"group": number(group.id)}))


def _living(request: Request, store: Store) -> Group:
    return ongoing.living(request, groups.get(store, request.id("group")))


def _said(request: Request, group: Group) -> Said:
    t = request.t
    try:
        day = decided_on(request.value("day"), request.now)
    except DateProblem as problem:
        raise UserError(date_sentence(t, problem), field="day") from None
    if day > request.now.date():
        raise UserError(t("{day} is still to come. Write the day when it was decided.", day=t.date(day)), field="day")
    return Said(
        request.value("organ"),
        day,
        agenda_item(request.value("item")),
        request.value("title") or t("To order {group}", group=group.title),
        request.value("case_number"),
    )


def _as_said(decision: Decision, group: Group) -> Said:
    return Said(decision.organ, decision.day, decision.item, decision.title, group.case_number)


def _keep(request: Request, store: Store, group: Group, said: Said, there: Decision | None) -> JournalLine:
    """The line keeps what stood there before, for whoever takes it back."""
    before = _as_said(there, group) if there is not None else None
    decision = there or Decision(
        group_id=number(group.id), day=said.day, basis=True, noted_by_id=request.me, created_at=request.now
    )
    texts = {"title": said.title, "organ": said.organ, "item": said.item}
    if before is not None:
        texts = {"title": before.title, "organ": before.organ, "item": before.item}
    texts["case_number"] = group.case_number
    decision.organ, decision.day, decision.item, decision.title = said.organ, said.day, said.item, said.title
    group.case_number = said.case_number
    store.add(decision)
    store.happened(BasisChanged(number(group.id)))
    return chronicle.note(
        request,
        store,
        "basis.written" if before is None else "basis.edited",
        group=number(group.id),
        subject=number(decision.id),
        facts={"day": (before or said).day.isoformat()},
        texts=texts,
    )


@router.undo("basis.written")
@router.undo("basis.edited")
def undo(request: Request, store: Store, line: JournalLine) -> Reply:
    """It is as it was: not written, or as it read."""
    t, decision = request.t, marked.decision(store, number(line.subject_id))
    group = groups.get(store, decision.group_id)
    newest = journal.last_about(store, number(decision.id), ("basis.written", "basis.edited"))
    if group.state not in LIVING or decision.state != DecisionState.taken or newest is None or newest.id != line.id:
        raise UserError(t("It has gone on from there and cannot be taken back."))
    before = journal.texts_of(store, [number(line.id)]).get(number(line.id), {})
    group.case_number = before.get("case_number", "")
    store.happened(BasisChanged(number(group.id)))
    if line.what == "basis.written":
        decision.state = DecisionState.withdrawn
        return Reply(Card(t("Taken back. The decision is not noted.")))
    decision.title, decision.organ, decision.item = (before.get(name, "") for name in ("title", "organ", "item"))
    decision.day = date.fromisoformat(str(line.facts["day"]))
    return Reply(Card(t("Taken back. It rests on {decision} again.", decision=resting.decided_by(t, decision))))


@router.line("basis")
def missing(item: OpenItem, t: Speech, store: Store) -> Item:
    """Digital infrastruktur mangler en politisk beslutning."""
    text = t("{group} has no political decision to rest on.", group=groups.get(store, item.id).title)
    return Item(text, (Button("basis.write", t("Write the decision"), {"group": item.id}),))
