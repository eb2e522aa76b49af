"""The two questions before a group is closed: what came of it, and who carries on (texts 7)."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.dialogue.card import Button
from handlers.dialogue.command import Command
from handlers.dialogue.errors import UserError
from handlers.dialogue.form import AnyField, Choice, Form, Option, Words
from handlers.dialogue.named import name_of
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.standing import in_secretariat
from handlers.locale import Speech, mark
from handlers.rules.lifecycle import Step, after
from handlers.rules.names import danish_key
from storage import endings, groups, members, outputs, people, rooms
from storage.engine import Store
from storage.tables import Group, GroupState, IdentityKind

MOST_LINES, LONGEST_LINE = 20, 200

router = Router()


@dataclass(frozen=True)
class Answers:
    """What somebody answered: the numbers of the outputs ticked, further ones in words, who carries on, and
    with what."""

    ticked: tuple[int, ...]
    written: tuple[str, ...]
    owner: str
    follow_on: str


def closes_at_once(request: Request, store: Store, group: Group) -> bool:
    """The secretariat and a coordinator from the commissioner's own organisation close; others propose."""
    if in_secretariat(request, store):
        return True
    return organisation_here(store, group, request) == group.commissioner_id


def organisation_here(store: Store, group: Group, request: Request) -> int:
    """The organisation for which somebody is in a group, or else their own."""
    found = members.membership(store, number(group.id), request.me)
    return found.organisation_id if found is not None else request.person.organisation_id


def form(request: Request, store: Store) -> Form:
    """Both questions on one page, with what the group was to make, unticked."""
    t, group = request.t, groups.get(store, request.id("group"))
    offered = outputs.of_group(store, number(group.id))
    came_of_it = t("1. What came of it?")
    fields: list[AnyField] = []
    if offered:
        fields.append(
            Choice(
                "outputs",
                came_of_it,
                required=False,
                many=True,
                options=tuple(Option(str(each.id), each.title) for each in offered),
            )
        )
    fields += [
        Words(
            "more",
            t("Anything else that came of it") if offered else came_of_it,
            t("One thing a line, in the words of a sentence: sharper messages."),
            required=False,
            max=MOST_LINES * LONGEST_LINE,
            lines=4,
        ),
        Words("owner", t("2. Who carries on?"), t("For instance the secretariat."), required=False, max=120),
        Words("follow_on", t("With what?"), t("For instance the advocacy."), required=False, max=200),
    ]
    return Form(
        "dissolve.close",
        t("Two questions, and we close {title} properly.", title=group.title),
        tuple(fields),
        t("Close the group") if closes_at_once(request, store, group) else t("Propose it"),
        args={"group": number(group.id)},
        note="\n".join(_what_happens(request, store, group)),
    )


def _what_happens(request: Request, store: Store, group: Group) -> list[str]:
    t, id_ = request.t, number(group.id)
    lines = [what_happens(t, store, group)]
    if not closes_at_once(request, store, group):
        owner = people.get(store, group.owner_id)
        lines = [t("{owner} in the secretariat is told and closes the group.", owner=owner.name), *lines]
    names = [name_of(t, person) for _, person in members.of_group(store, id_)]
    if names:
        lines.append(t("Members: {names}.", names=t.names(sorted(names, key=danish_key))))
    titles = [each.title for each in endings.unfinished(store, id_)]
    if titles:
        lines.append(t("Deadlines that fall away: {titles}.", titles=t.names(titles)))
    return lines


def what_happens(t: Speech, store: Store, group: Group) -> str:
    """What closing a group does (texts 7, *Se, hvad der sker*). A channel in Teams is the team's, and stays."""
    room = rooms.of_group(store, number(group.id))
    if room is not None and room.kind == IdentityKind.teams:
        return t(
            "Members and directors are thanked. The channel stays as it is. The case is gathered in one file for "
            "your records system. The group can be reopened."
        )
    return t(
        "Members and directors are thanked. The channel is archived. The case is gathered in one file for "
        "your records system. The group can be reopened."
    )


DISSOLVE = Command(
    "dissolve",
    "opløs",
    mark("Close the group with results, thanks and someone who carries on"),
    usage="Elnet",
    dansk_usage="Elnet",
    action="dissolve",
    featured=True,
)


@router.command(DISSOLVE, subject="group")
def dissolve(request: Request, store: Store) -> Reply:
    """`/taskforce opløs Elnet`."""
    return ask(request, store)


@router.button("dissolve.open", subject="group", changes=False)
def ask(request: Request, store: Store) -> Reply:
    """The two questions."""
    group = groups.get(store, request.id("group"))
    check_open(request, store, group)
    return Reply(form=form(request, store))


def check_open(request: Request, store: Store, group: Group) -> None:
    """Refuse what cannot be closed, or is being closed already, with a sentence that says why."""
    t = request.t
    if group.state == GroupState.dissolved:
        raise UserError(t("{title} has been dissolved already.", title=group.title))
    if group.state == GroupState.closing and not closes_at_once(request, store, group):
        owner = people.get(store, group.owner_id)
        sentence = t(
            "{title} has been proposed for closing. {owner} has been told.",
            title=group.title,
            owner=owner.name,
        )
        raise UserError(sentence)
    if after(group.state, Step.dissolve) is None:
        sentence = t("{title} has not begun yet. Drop the order instead.", title=group.title)
        raise UserError(sentence, buttons=(Button("status.show", t("See"), {"group": number(group.id)}),))


def read(request: Request, store: Store, group: Group) -> Answers:
    """The answers of a form that was sent; a line that repeats an output ticks it."""
    t = request.t
    offered = outputs.of_group(store, number(group.id))
    ticked = {int(each) for each in request.several("outputs")}
    written: list[str] = []
    known = {each.title.casefold(): number(each.id) for each in offered}
    for line in request.value("more").splitlines():
        title = " ".join(line.lstrip("-•* ").split())
        if title.casefold() in known:
            ticked.add(known[title.casefold()])
        elif title and title.casefold() not in {each.casefold() for each in written}:
            written.append(title)
    if not ticked and not written:
        field = "outputs" if offered else "more"
        raise UserError(t("Tick or write at least one thing that came of it."), field=field)
    if len(written) > MOST_LINES:
        raise UserError(t("At most {most} lines, please.", most=MOST_LINES), field="more")
    if any(len(each) > LONGEST_LINE for each in written):
        raise UserError(t("At most {most} characters a line, please.", most=LONGEST_LINE), field="more")
    return Answers(
        tuple(number(each.id) for each in offered if each.id in ticked),
        tuple(written),
        request.value("owner").rstrip(". "),
        request.value("follow_on").rstrip(". "),
    )
