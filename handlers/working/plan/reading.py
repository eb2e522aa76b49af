"""What a paste has become so far: kept as its writer's draft, read line by line, with what each line may wait for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from handlers.dialogue.form import Choice, Option
from handlers.dialogue.gated import gate_option, possible_gates
from handlers.dialogue.request import Request, number
from handlers.dialogue.somebody import matching, possible_owners
from handlers.locale import Speech
from handlers.rules import dates_written
from handlers.rules.moments import Moment
from handlers.rules.names import fold, raised
from handlers.rules.plan_text import PlanLine, read_plan
from storage import drafts, milestones
from storage.engine import Store
from storage.tables import Draft, Group, Milestone, MilestoneState, Person

BETWEEN = " · "
LONGEST = 200  # characters of a deadline's title
NEAR = 20  # earlier lines that are offered as the decision that a line waits for
_DECIDES = re.compile(r"beslut|godkend|stilling til|afgør|vedtag|indstill|decision|decide|approv", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """A line of the paste that is a deadline: its place among the lines, what was read, who it names, and the same
    deadline where the plan has it already."""

    place: int
    line: PlanLine
    owner: Person | None
    there: Milestone | None

    @property
    def title(self) -> str:
        """What is due, not longer than a title may be. An owner who is nobody in the group stays in it."""
        title = self.line.title or self.line.organ or self.line.words or " ".join(self.line.raw.split())
        if self.line.owner and self.owner is None:
            title = f"{title} ({self.line.owner})"
        return title if len(title) <= LONGEST else title[: LONGEST - 1].rsplit(" ", 1)[0] + "…"

    @property
    def points(self) -> list[tuple[str, str]]:
        """The points under it, each with its condition; the whole of a title that had to be cut is the first."""
        points = [(point.title, point.condition) for point in self.line.points]
        return [(self.line.title, ""), *points] if len(self.line.title) > LONGEST else points

    @property
    def conditional(self) -> bool:
        """Whether it, or a point of it, hangs on something."""
        return bool(self.line.condition or any(condition for _, condition in self.points))


@dataclass(frozen=True)
class Pasted:
    """A draft as it reads: every line of it, and those that are deadlines."""

    draft: Draft
    lines: tuple[PlanLine, ...]
    entries: tuple[Entry, ...]


def draft_name(group_id: int) -> str:
    """What the draft of a group's plan is kept as."""
    return f"plan.paste/{group_id}"


def keep(
    request: Request, store: Store, text: str, draft: Draft | None, chosen: Mapping[str, str] | None = None
) -> Draft:
    """Keep a paste, and what was `chosen` of it. Its dates are seen from the day on which it was first pasted, so that
    it reads the same later."""
    name = draft_name(request.id("group"))
    seen = str(draft.values["seen"]) if draft is not None and "seen" in draft.values else request.now.isoformat()
    return drafts.keep(
        store,
        request.me,
        name,
        {"text": text, "seen": seen, "chosen": dict(chosen or {})},
        now=request.now,
        draft_id=number(draft.id) if draft is not None else None,
    )


def own(request: Request, store: Store) -> Draft | None:
    """The draft that the request is about, if it is this person's and of this group."""
    draft = drafts.get(store, request.id("draft")) if "draft" in request.args else None
    if draft is None or draft.person_id != request.me or draft.form != draft_name(request.id("group")):
        return None
    return draft


def read(request: Request, store: Store, group: Group, draft: Draft) -> Pasted:
    """The draft as it reads now."""
    seen = datetime.fromisoformat(str(draft.values["seen"])).astimezone(request.now.tzinfo)
    lines = read_plan(str(draft.values["text"]), seen)
    some = possible_owners(store, group)
    plan = [each for each in milestones.of_group(store, number(group.id)) if each.state != MilestoneState.dropped]
    there = {_key(each.title, each.organ, each.day): each for each in plan}
    entries = []
    for place, line in enumerate(lines):
        if line.heading:
            continue
        found = matching(line.owner, some) if line.owner else []
        entry = Entry(place, line, found[0] if len(found) == 1 else None, None)
        day = line.moment.day if line.moment is not None else None
        entries.append(Entry(place, line, entry.owner, there.get(_key(entry.title, line.organ, day))))
    return Pasted(draft, lines, tuple(entries))


def _key(title: str, organ: str, day: object) -> tuple[str, str, object]:
    return fold(title), fold(organ), day


def in_words(t: Speech, entry: Entry) -> str:
    """What was read of a line: its date in full, its body, what is due, who has it, and its points."""
    line = entry.line
    parts = [when(t, line.moment, line.words), line.organ, entry.title]
    parts += [entry.owner.name if entry.owner is not None else ""]
    if entry.points:
        parts.append(t("points: {points}", points="; ".join(title for title, _ in entry.points)))
    return BETWEEN.join(dict.fromkeys(part for part in parts if part))


def when(t: Speech, moment: Moment | None, words: str) -> str:
    """Mandag den 13. januar 2014 (uge 3): with the year, since it may have been guessed."""
    if moment is not None:
        return raised(dates_written.in_paper(moment, t.language))
    return t("Without a date ({words})", words=words) if words else raised(t("without a date"))


# --- what it waits for ---


def gate_choices(t: Speech, store: Store, group_id: int, pasted: Pasted) -> dict[str, tuple[Choice, str]]:
    """A choice for each line and point that hangs on something, by the field's name, with the likely answer."""
    on_plan = tuple(
        Option(f"plan-{option.value}", option.label)
        for option in (gate_option(t, each) for each in possible_gates(store, group_id))
    )
    before_this = pasted.draft.values.get("chosen")
    chosen = before_this if isinstance(before_this, dict) else {}
    by_text = {_text(each.line.raw): f"line-{each.place}" for each in pasted.entries}
    found: dict[str, tuple[Choice, str]] = {}
    for entry in pasted.entries:
        if not entry.conditional or entry.there is not None:
            continue
        before = [each for each in pasted.entries if each.place < entry.place and each.there is None][-NEAR:]
        options = tuple(Option(f"line-{each.place}", _short(t, each)) for each in before) + on_plan[:NEAR]
        if not options:
            continue
        for position, condition in _conditions(entry):
            name, likely = gate_name(entry, position), _likely(before)
            key = _kept_name(entry.line.raw, position)
            if key in chosen:
                said = str(chosen[key])
                likely = by_text.get(said, said)
                likely = likely if likely in {option.value for option in options} else ""
            label = t("“{condition}”: whose yes does that wait for?", condition=_cut(condition))
            hint = t("With a no it falls away. Empty: it waits for nothing.")
            found[name] = (Choice(name, label, hint=hint, required=False, options=options), likely)
    return found


def chosen_so_far(request: Request, pasted: Pasted, texts: Mapping[int, str]) -> dict[str, str]:
    """What was chosen, by the texts of the lines, since the places change when one is left out. `texts` are the lines
    as they are now."""
    found: dict[str, str] = {}
    for entry in pasted.entries:
        for position, _ in _conditions(entry):
            name = gate_name(entry, position)
            if name not in request.values:
                continue
            said = request.value(name)
            kind, _, place = said.partition("-")
            if kind == "line" and place.isdigit():
                said = _text(texts.get(int(place), ""))
            found[_kept_name(texts.get(entry.place, ""), position)] = said
    return found


def _kept_name(raw: str, position: int | None) -> str:
    return f"{'' if position is None else position}/{_text(raw)}"


def _text(raw: str) -> str:
    return " ".join(raw.split())


def _conditions(entry: Entry) -> list[tuple[int | None, str]]:
    """What it hangs on: the whole of it (None), and each of its points."""
    own: list[tuple[int | None, str]] = [(None, entry.line.condition)] if entry.line.condition else []
    return own + [(position, condition) for position, (_, condition) in enumerate(entry.points) if condition]


def gate_name(entry: Entry, position: int | None = None) -> str:
    """The name of the field in which is chosen what a line, or a point of it, waits for."""
    return f"gate{entry.place}" if position is None else f"gate{entry.place}-{position}"


def _likely(before: list[Entry]) -> str:
    """The last earlier line in which something is decided, and that itself hangs on nothing."""
    decides = [each for each in before if not each.conditional and _DECIDES.search(each.line.raw)]
    return f"line-{decides[-1].place}" if decides else ""


def _short(t: Speech, entry: Entry) -> str:
    day = t.days(entry.line.moment) if entry.line.moment is not None else ""
    return ", ".join(part for part in (_cut(entry.line.organ or entry.title), day) if part)


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
