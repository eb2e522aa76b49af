"""One group on one page: who, what, when, and what is missing.

`/taskforce status Elnet`, `status` in the group's own room, or [See] wherever a group is named. The members
see their group; who has not answered yet is for the secretariat alone. Each gap has the button that fills it,
and every reader the buttons that they may press.
"""

from __future__ import annotations

from dataclasses import dataclass

from handlers.dialogue import besides, borrowed, evaluated, framed, mandated
from handlers.dialogue.agenda import parts
from handlers.dialogue.card import Button, Card, Document, Facts, Item, Line
from handlers.dialogue.card import Part as CardPart
from handlers.dialogue.command import Command
from handlers.dialogue.named import name_of
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.standing import standing
from handlers.locale import Speech, mark
from handlers.rules.file_names import casefile_name
from handlers.rules.names import danish_key, raised
from handlers.rules.permissions import STAFF, Standing, may
from storage import groups, subjects
from storage.engine import Store
from storage.tables import ALIVE, PROCESS, WORKING, Group, GroupState, MilestoneState, NominationRequest, Precision

from . import page, process
from .page import Everything

router = Router()
_command = Command(
    "status",
    "status",
    mark("See one group on one page: who, what, when, what is missing"),
    usage="Elnet",
    dansk_usage="Elnet",
    action="status.show",
    featured=True,
)


@dataclass(frozen=True)
class Seen:
    """The page's group as its reader sees it."""

    t: Speech
    who: frozenset[Standing]
    all: Everything

    @property
    def group(self) -> Group:
        """The group."""
        return self.all.group

    @property
    def id(self) -> int:
        """The group's number."""
        return number(self.group.id)

    @property
    def staff(self) -> bool:
        """Whether the reader may know who has not answered."""
        return bool(self.who & STAFF)


@router.command(_command, subject="group")
def show(request: Request, store: Store) -> Reply:
    """The page, as a card for the one who asked."""
    group = groups.get(store, request.id("group"))
    who = standing(store, request.person, subjects.find(store, "group", number(group.id)), request.now.date())
    seen = Seen(request.t, who, page.gather(store, group))
    t = request.t
    if group.template == PROCESS:
        return Reply(process.card(t, store, seen.all, who))
    body: list[CardPart] = [Line(page.kind(t, group), "muted")]
    if group.task:
        body.append(Line(page.task(t, group)))
    more = (
        (t("Hours lent"), borrowed.said(t, store, group)),
        (t("Mandate"), raised(mandated.stands(t, store, seen.id))),
        (t("Evaluation"), evaluated.stands(t, store, seen.id)),
    )
    body.append(Facts((*page.facts(t, seen.all).pairs, *(pair for pair in more if pair[1]))))
    body += page.members(t, seen.all)
    body += _seats(seen)
    body += page.plan(t, seen.all)
    if group.state in WORKING and (group.planned_end or any(each.day for each in seen.all.milestones)):
        body.append(Document("calendar_group", seen.id, t("Add to your calendar")))
    body += framed.parts(t, store, group)
    body += besides.parts(t, store, group, without=framed.numbers(store, group))
    body += page.decided(t, seen.all)
    body += parts([(t("What is missing"), item) for item in _missing(seen)])
    body += page.results(t, seen.all)
    if group.state == GroupState.dissolved and seen.staff:
        year = (group.dissolved_at or request.now).astimezone(request.now.tzinfo).year
        body.append(Document("casefile", seen.id, casefile_name(group.title, group.case_number, year)))
    return Reply(Card(group.title, tuple(body), _buttons(seen, evaluated.way(t, store, group))))


def _seats(seen: Seen) -> list[CardPart]:
    """Empty seats. By name where somebody has left; where nobody has come yet only the staff sees whose they
    are, since that would tell who has not answered."""
    t, every = seen.t, seen.all
    if seen.group.state not in WORKING:
        return []
    known = [each for each in every.vacant if seen.staff or each in every.left]
    names = sorted((every.organisations[each].short for each in known), key=danish_key)
    lines: list[CardPart] = []
    if names:
        lines.append(Line(t.plural(len(names), "Empty seat: {names}", "Empty seats: {names}", names=t.names(names))))
    more = len(every.vacant) - len(known)
    if more:
        lines.append(Line(t.plural(more, "One seat is not filled yet.", "{n} seats are not filled yet.")))
    return lines


def _missing(seen: Seen) -> list[Item]:
    """What is missing, each with the button that fills it."""
    t, every = seen.t, seen.all
    found: list[Item] = []
    if seen.group.state == GroupState.dissolved:
        return found
    if seen.group.needs_basis and not any(each.basis for each in every.decisions):
        write = Button("basis.write", t("Write the decision"), {"group": seen.id})
        found.append(Item(t("A political decision."), _allowed(seen, write)))
    if every.coordinator is None and seen.group.state in ALIVE:
        choose = Button("coordinator.choose", t("Choose coordinator"), {"group": seen.id})
        text = t("A coordinator.") if every.offered is None else _offered(seen)
        found.append(Item(text, _allowed(seen, choose)))
    if seen.staff:
        found += [_unanswered(seen, request) for request in every.waiting]
        found += [
            Item(t("{whose} own yes.", whose=t.whose(name)), ())
            for name in (name_of(t, every.people[nominee.person_id]) for nominee in every.asked)
        ]
    for milestone in every.milestones:
        undated = milestone.day is None or milestone.precision == Precision.before
        if milestone.state == MilestoneState.open and undated:
            edit = Button("milestone.edit", t("Set a date"), {"milestone": number(milestone.id)})
            found.append(Item(t("A date for: {what}", what=milestone.title), _allowed(seen, edit)))
    return found


def _offered(seen: Seen) -> str:
    person = seen.all.people[seen.all.offered or 0]
    return seen.t("A coordinator. {name} has been asked.", name=name_of(seen.t, person))


def _unanswered(seen: Seen, request: NominationRequest) -> Item:
    t = seen.t
    organisation = seen.all.organisations[request.organisation_id].short
    text = t(
        "{whose} answer. The deadline is {deadline}.", whose=t.whose(organisation), deadline=t.when(request.reply_by)
    )
    return Item(text, _allowed(seen, Button("answer.open", t("Record an answer"), {"group": seen.id})))


def _allowed(seen: Seen, button: Button) -> tuple[Button, ...]:
    return (button,) if may(button.action, seen.who) else ()


def _buttons(seen: Seen, evaluation: Button | None) -> tuple[Button, ...]:
    t, args, state = seen.t, {"group": seen.id}, seen.group.state
    wanted = []
    if state == GroupState.ordered:
        wanted.append(Button("nomination.preview", t("See the card"), dict(args), style="primary"))
    if state == GroupState.nominating and seen.all.waiting:
        wanted.append(Button("nomination.correct", t("Send a correction"), dict(args)))
    if state in ALIVE:
        wanted.append(Button("milestone.new", t("New deadline"), dict(args)))
        wanted.append(Button("output.list", t("Results"), dict(args)))
        wanted.append(Button("status.stands", t("Status"), dict(args)))
        wanted.append(Button("dissolve.open", t("Round off"), dict(args)))
    if state == GroupState.dissolved:
        wanted.append(Button("result.show", t("The result on one page"), dict(args)))
    if state != GroupState.withdrawn:
        wanted.append(Button("mandate.show", t("Mandate"), dict(args)))
    wanted.append(Button("history.show", t("History"), dict(args)))
    if state in ALIVE:
        wanted.append(Button("plan", t("See the plan"), dict(args), style="link"))
        wanted.append(Button("status.ask", t("Ask for status"), dict(args), style="link"))
        wanted.append(Button("calendar.show", t("Calendar"), style="link"))
        wanted.append(Button("frame.show", t("Frame and hours"), dict(args), style="link"))
    if state in WORKING:
        wanted.append(Button("basis.write", t("Decision and case"), dict(args), style="link"))
    if evaluation is not None:
        wanted.append(evaluation)
    return tuple(each for each in wanted if may(each.action, seen.who))
