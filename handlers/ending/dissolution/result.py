"""{Resultatet på én side}: what came of a group, for everybody; no contact data stand in it."""

from __future__ import annotations

from handlers.dialogue.card import Button, Card, Document, Facts, Item, Items, Line, Part
from handlers.dialogue.errors import UserError
from handlers.dialogue.named import name_of, purpose
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.standing import standing
from handlers.locale import Speech
from handlers.rules.names import danish_key
from handlers.rules.permissions import Standing, may
from storage import endings, groups, journal, outputs, people
from storage.engine import Store
from storage.subjects import Subject
from storage.tables import Group, GroupState, Output, OutputState, RoleKind

from .words import began, carried_on, case_name, ended, lasted

router = Router()


@router.button("result.show", subject="group", changes=False)
def show(request: Request, store: Store) -> Reply:
    """A dissolved group on one page."""
    group, t = groups.get(store, request.id("group")), request.t
    if group.state != GroupState.dissolved:
        raise UserError(t("{title} has not been dissolved.", title=group.title))
    id_ = number(group.id)
    here = standing(store, request.person, Subject("group", id_, id_), request.now.date())
    pages = page(t, store, group)
    if not here & {Standing.secretariat, Standing.reader, Standing.coordinator}:
        return Reply(Card(t("{title}: the result on one page", title=group.title), pages))
    file = (Document("casefile", id_, case_name(t, group)),) if may("casefile", here) else ()
    return Reply(
        Card(
            t("{title}: the result on one page", title=group.title),
            (*pages, *file),
            (Button("reopen", t("Reopen"), {"group": id_}),) if Standing.reader not in here else (),
        )
    )


def page(t: Speech, store: Store, group: Group) -> tuple[Part, ...]:
    """What came of it, who took part, how long it took, who carries on."""
    present = endings.members_at_end(store, group)
    organisations = people.organisations(store, [membership.organisation_id for membership, _ in present])
    names = sorted({each.short for each in organisations.values()}, key=danish_key)
    start, end = began(t, group), ended(t, group)
    span = t("{start} to {end} ({time})", start=t.date(start), end=t.date(end), time=lasted(t, start, end))
    pairs = [(t("Task"), purpose(t, group))] if group.task else []
    pairs.append((t("Period"), span))
    if names:
        pairs.append((t("Took part"), t.names(names)))
    for role in endings.roles_at_end(store, group):
        if role.kind == RoleKind.coordinator:
            pairs.append((t("Coordinator"), name_of(t, people.get(store, role.person_id))))
    came = results_of(store, group)
    parts: list[Part] = [Facts(tuple(pairs))]
    if came:
        parts += [
            Line(t("What came of it"), "heading"),
            Items(tuple(Item(each.title, _link(t, each)) for each in came)),
        ]
    carried = carried_on(t, group)
    return (*parts, Line(carried)) if carried else tuple(parts)


def _link(t: Speech, output: Output) -> tuple[Button, ...]:
    return (Button("", t("Open"), style="link", url=output.link),) if output.link else ()


def results_of(store: Store, group: Group) -> list[Output]:
    """What was named as results when the group was closed; everything delivered where that is not known."""
    every = outputs.of_group(store, number(group.id))
    dissolved = journal.latest(store, number(group.id), "group.dissolved")
    named = dissolved.facts.get("outputs") if dissolved is not None else None
    if isinstance(named, list):
        return [each for each in every if each.id in named]
    return [each for each in every if each.state == OutputState.delivered]
