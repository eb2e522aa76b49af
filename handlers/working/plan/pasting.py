"""Pasting a plan as it was written, seeing what was read of it, and putting it on the group's plan.

    [Indsæt en plan] → the whole text → each line with what was read → [Sæt den på planen]

1. What is pasted is kept as a draft, which is there again until it has been used.
2. A line can be corrected where it stands, or emptied, which leaves it out. What has been changed is read and shown
   again; sent back as it is, it goes on the plan, all of it at once.
3. What could not be read goes on without a date, with its words, if it is left as it is.

The room hears of it once, and {Fortryd} takes all of it off again.
"""

from __future__ import annotations

from dataclasses import replace

from handlers.dialogue import chronicle, ongoing
from handlers.dialogue.card import Button, Card, Line
from handlers.dialogue.clean import clean
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import MilestoneSettled
from handlers.dialogue.filled import date_sentence
from handlers.dialogue.form import AnyField, Form, Words
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import post, redraw
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules.plan_text import read_plan
from storage import drafts, groups, journal, milestones
from storage.engine import Store
from storage.tables import ALIVE, WORKING, Group, JournalLine, MilestoneState

from .keeping import put_on
from .reading import Entry, Pasted, chosen_so_far, draft_name, gate_choices, in_words, keep, own, read

router = Router()
MOST = 200  # lines of a plan that are shown for correction at once
ROWS = 10 * MOST  # of the text; a deadline can have points under it
TEXT = 90_000  # characters; a request keeps 100,000 of a value, and what it had to cut shall be refused
LINE = 2000


@router.button("plan.new", subject="group", changes=False)
def new(request: Request, store: Store) -> Reply:
    """[Indsæt en plan]"""
    ongoing.working(request, groups.get(store, request.id("group")))
    return Reply(form=paste_form(request, store))


def paste_form(request: Request, store: Store) -> Form:
    """One large field, with what somebody was in the middle of."""
    t, group = request.t, groups.get(store, request.id("group"))
    draft = drafts.latest(store, request.me, draft_name(number(group.id)))
    return Form(
        "plan.paste",
        t("Paste the plan of {group}", group=group.title),
        (
            Words(
                "text",
                t("The plan, as you have written it"),
                hint=t(
                    "A list, a table or plain text. If the year is nowhere in it, write it on a line of its own at "
                    "the top."
                ),
                max=TEXT,
                lines=16,
            ),
        ),
        t("Read it"),
        args={"group": number(group.id)},
        values={"text": str(draft.values["text"])} if draft is not None else {},
        step=(1, 2),
        note=t("Nothing is on the plan before you have seen how it was read."),
        page=True,
    )


@router.form("plan.paste", paste_form, subject="group")
def pasted(request: Request, store: Store) -> Reply:
    """The form: read it, keep it as a draft, and show what was read."""
    t, group = request.t, groups.get(store, request.id("group"))
    ongoing.working(request, group)
    text = request.value("text")
    _check_size(t, text, request)
    before = drafts.latest(store, request.me, draft_name(number(group.id)))
    draft = keep(request, store, text, None)
    store.session.flush()
    if before is not None:
        drafts.drop(store, before)  # only now, so that the new one does not get its number
    return Reply(form=preview_form(request.with_args(draft=number(draft.id)), store))


def _check_size(t: Speech, text: str, request: Request) -> None:
    rows = sum(1 for row in text.splitlines() if row.strip())
    count = len(read_plan(text, request.now)) if rows <= ROWS else rows  # nobody waits until a whole book is read
    if count == 0:
        raise UserError(t("There is nothing to read in it."), field="text")
    if count > MOST:
        raise UserError(
            t("That is {count} lines. Paste at most {most} at a time, please.", count=count, most=MOST), field="text"
        )


# --- what was read ---


def preview_form(request: Request, store: Store) -> Form:
    """A field for each line as it was pasted, with what was read under it; none once the draft has been used."""
    t, group = request.t, groups.get(store, request.id("group"))
    draft = own(request, store)
    args = {name: request.args[name] for name in ("group", "draft") if name in request.args}
    title = t("This is how the plan was read")
    if draft is None:
        return Form("plan.preview", title, (), t("Put it on the plan"), args=args, page=True)
    found = read(request, store, group, draft)
    entries = {each.place: each for each in found.entries}
    choices = gate_choices(t, store, number(group.id), found)
    fields: list[AnyField] = []
    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    for place, line in enumerate(found.lines):
        name, entry = _name(place), entries.get(place)
        label = t("Line {n}", n=place + 1)
        hint = _hint(t, entry)
        room = max(LINE, len(line.raw))
        fields.append(Words(name, label, hint=hint, required=False, max=room, lines=_height(line.raw)))
        values[name] = clean(line.raw)
        if entry is not None and entry.there is None and line.problem is not None:
            errors[name] = date_sentence(t, line.problem)
        for choice, (field, likely) in choices.items():
            if choice == f"gate{place}" or choice.startswith(f"gate{place}-"):
                fields.append(field)
                values[choice] = likely
    return Form(
        "plan.preview",
        title,
        tuple(fields),
        t("Put it on the plan"),
        args=args,
        values={**values},
        errors=errors,
        step=(2, 2),
        note=_what_now(t, found),
        page=True,
        doubts=True,
    )


def _name(place: int) -> str:
    return f"line{place}"


def _height(raw: str) -> int:
    return min(8, max(1, len(raw.splitlines()), len(raw) // 90 + 1))


def _hint(t: Speech, entry: Entry | None) -> str:
    if entry is None:
        return t("A heading. It is not put on the plan.")
    if entry.there is not None:
        return t("It is on the plan already, and is not put on again.")
    return in_words(t, entry)


def _what_now(t: Speech, found: Pasted) -> str:
    return t.plural(
        sum(1 for each in found.entries if each.there is None),
        "One deadline was read. Correct its line, or empty it to leave it out. Without a date it goes on the plan "
        "“without a date”.",
        "{n} deadlines were read. Correct a line where it stands, or empty it to leave it out. What has no date goes "
        "on the plan “without a date”.",
    )


@router.form("plan.preview", preview_form, subject="group")
def previewed(request: Request, store: Store) -> Reply:
    """The form: what was changed is read and shown again, and what was left as it is goes on the plan."""
    t, group = request.t, groups.get(store, request.id("group"))
    ongoing.working(request, group)
    draft = own(request, store)
    if draft is None and drafts.latest(store, request.me, draft_name(number(group.id))) is not None:
        raise UserError(
            t("You have pasted something else since. Go on with that."),
            buttons=(Button("plan.new", t("Paste a plan"), _args(group)),),
        )
    if draft is None:
        raise UserError(
            t("That has been put on the plan already."), buttons=(Button("plan", t("See the plan"), _args(group)),)
        )
    found = read(request, store, group, draft)
    said = [request.value(_name(place)) for place in range(len(found.lines))]
    changed = [words != clean(line.raw) for words, line in zip(said, found.lines, strict=True)]
    if any(changed):
        return _again(request, store, found, said, changed)
    return _save(request, store, group, found)


def _again(request: Request, store: Store, found: Pasted, said: list[str], changed: list[bool]) -> Reply:
    """Read what has been corrected. A line that was left alone stays as it was pasted, with its tabs and indents."""
    kept = [
        words if other else line.raw for words, other, line in zip(said, changed, found.lines, strict=True) if words
    ]
    if not kept:
        raise UserError(request.t("Every line is empty. Leave at least one."), field=_name(0))
    text = "\n\n".join(kept)
    _check_size(request.t, text, request)
    texts = {
        place: words if other else line.raw
        for place, (words, other, line) in enumerate(zip(said, changed, found.lines, strict=True))
    }
    keep(request, store, text, found.draft, chosen_so_far(request, found, texts))
    store.session.flush()
    return Reply(form=preview_form(request, store))


# --- on the plan ---


def _save(request: Request, store: Store, group: Group, found: Pasted) -> Reply:
    t = request.t
    fresh = [each for each in found.entries if each.there is None]
    if not fresh:
        raise UserError(
            t("All of it is on the plan already."), buttons=(Button("plan", t("See the plan"), _args(group)),)
        )
    made = put_on(request, store, group, fresh)
    line = chronicle.note(
        request,
        store,
        "plan.pasted",
        group=number(group.id),
        facts={"milestones": [number(each.id) for each in made]},
        texts={"plan": str(found.draft.values["text"])},
    )
    drafts.drop(store, found.draft)
    for each in made:
        store.happened(MilestoneSettled(number(each.id)))
    if group.state in ALIVE:
        name = request.person.name
        post(
            store,
            group,
            subject=_subject(line),
            key=_subject(line),
            now=request.now,
            card=lambda t: Card(
                t.plural(
                    len(made),
                    "{name} has put one deadline on the plan.",
                    "{name} has put {n} deadlines on the plan.",
                    name=name,
                ),
                buttons=(Button("plan", t("See the plan"), _args(group)),),
            ),
        )
    undated = sum(1 for each in made if each.day is None)
    title = t.plural(
        len(made),
        "One deadline is on the plan of {group}.",
        "{n} deadlines are on the plan of {group}.",
        group=group.title,
    )
    lines = (
        (
            Line(
                t.plural(
                    undated,
                    "One of them has no date. It stands in every overview until it has one.",
                    "{n} of them have no date. They stand in every overview until they have one.",
                )
            ),
        )
        if undated
        else ()
    )
    see = Button("plan", t("See the plan"), _args(group), style="primary")
    return Reply(Card(title, lines, (see, undo_button(t, line)), tone="good"))


@router.undo("plan.pasted")
def undo(request: Request, store: Store, line: JournalLine) -> Reply:
    """All of it comes off the plan again, but for what is done; the text is a draft again."""
    t, group = request.t, groups.get(store, number(line.group_id))
    ids = line.facts.get("milestones")
    some = [milestones.get(store, id_) for id_ in ids] if isinstance(ids, list) else []
    gone = [each for each in some if each.state in (MilestoneState.open, MilestoneState.lapsed)]
    if not gone or group.state not in WORKING:
        raise UserError(t("It has gone on from there and cannot be taken back."))
    for each in gone:
        milestones.revise(each, request.now)
        each.state = MilestoneState.dropped
        store.happened(MilestoneSettled(number(each.id)))
    text = journal.texts_of(store, [number(line.id)]).get(number(line.id), {}).get("plan", "")
    if text and drafts.latest(store, request.me, draft_name(number(group.id))) is None:
        keep(request.with_args(group=number(group.id)), store, text, None)

    def taken_back(t: Speech) -> Card:
        return Card(
            t.plural(
                len(gone),
                "Taken back. One deadline is off the plan of {group}.",
                "Taken back. {n} deadlines are off the plan of {group}.",
                group=group.title,
            )
        )

    redraw(store, _subject(line), now=request.now, card=lambda t, _reader: taken_back(t))
    again = Button("plan.new", t("Paste it again"), _args(group))
    return Reply(replace(taken_back(t), buttons=(again,)))


def _subject(line: JournalLine) -> str:
    return f"plan:{line.id}"


def _args(group: Group) -> dict[str, str | int]:
    return {"group": number(group.id)}
