"""Writing the sections: one by one, or all on one page; by several people, each when they have time.

A section says who wrote it last. When two write in it at once, the second sees both texts in one field and makes one
of them; until then their own is kept, also when they close the form. What the group knows already (its task, its
coordinator, its end) stands in an empty section as a beginning.
"""

from __future__ import annotations

from collections.abc import Mapping

from handlers.dialogue import chronicle
from handlers.dialogue.card import Argument, Card, Line
from handlers.dialogue.errors import UserError
from handlers.dialogue.form import Form, Value, Words
from handlers.dialogue.named import name_of
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules import mandate as rules
from storage import drafts, groups, mandates, people
from storage.engine import Store
from storage.tables import Draft, Group, JournalLine, Mandate, MandateState

from . import showing
from .parts import known, living, refuse_settled

router = Router()


def write_form(request: Request, store: Store) -> Form:
    """The sections that are asked for, or all ten; `seen` is what stood in each when the form was opened."""
    t, group = request.t, groups.get(store, request.id("group"))
    keys = _keys(request)
    found = mandates.latest(store, number(group.id))
    sections = found.sections if found is not None else {}
    draft = _draft(request, store, group)
    kept = {key: str(text) for key, text in draft.values.items() if key in keys} if draft is not None else {}
    values: dict[str, Value] = {}
    for key in keys:
        stands = rules.text(sections, key)
        mine = kept.get(key, "")
        both = "\n\n".join(filter(None, (stands, mine if mine != stands else "")))
        values[key] = both or known(t, store, group, key)
    asked = [rules.BY_KEY[key] for key in keys]
    one = len(keys) == 1 and len(values[keys[0]]) <= rules.LONGEST
    title = t("{section} · {group}", section=t(asked[0].name), group=group.title)
    return Form(
        "mandate.written",
        title if one else t("The mandate of {group}", group=group.title),
        tuple(
            Words(
                each.key,
                t(each.name),
                hint=t(each.hint),
                required=False,
                max=max(rules.LONGEST, len(str(values[each.key]))),
                lines=6,
            )
            for each in asked
        ),
        t("Save"),
        args={
            "group": number(group.id),
            "version": request.args.get("version", found.version if found is not None else 1),
            "sections": ",".join(keys),
            "seen": request.args.get("seen", ",".join(rules.fingerprint(rules.text(sections, key)) for key in keys)),
        },
        values=values,
        note=_both(t, store, sections, kept),
        page=not one,
    )


def _keys(request: Request) -> tuple[str, ...]:
    asked = str(request.args.get("sections", "")).split(",")
    return tuple(each for each in asked if each in rules.BY_KEY) or tuple(rules.BY_KEY)


def _both(t: Speech, store: Store, sections: dict[str, object], kept: dict[str, str]) -> str:
    """Why two texts stand in one field."""
    others = [rules.last(sections, key) for key in kept if rules.text(sections, key)]
    names = {name_of(t, people.get(store, each[0])) for each in others if each is not None}
    if not names:
        return ""
    return t(
        "{names} wrote while you did. Both texts stand here, yours last. Make one of them.",
        names=t.names(sorted(names)),
    )


@router.button("mandate.write", subject="group", changes=False)
def write(request: Request, store: Store) -> Reply:
    """[Skriv] at a section, [Skriv det hele] under all of them."""
    group = living(request, store, request.id("group"))
    found = mandates.latest(store, number(group.id))
    if found is not None:
        refuse_settled(request.t, found)
    return Reply(form=write_form(request, store))


@router.form("mandate.written", write_form, subject="group")
def written(request: Request, store: Store) -> Reply:
    """The form: what nobody else has written in meanwhile is saved, the rest is shown with both texts."""
    t, group = request.t, living(request, store, request.id("group"))
    found = _begun(request, store, group)
    seen = dict(zip(_keys(request), str(request.args.get("seen", "")).split(","), strict=False))
    said = {key: request.value(key) for key in seen}
    changed, clashing = [], {}
    for key, text in said.items():
        stands = rules.text(found.sections, key)
        if text == stands or rules.fingerprint(text) == seen[key]:
            continue
        if rules.fingerprint(stands) == seen[key]:
            changed.append(key)
        else:
            clashing[key] = text
    line = _save(request, store, found, {key: said[key] for key in changed})
    _keep(request, store, group, said, clashing)
    if clashing:
        again: dict[str, Argument] = {"group": number(group.id), "sections": ",".join(clashing)}
        return Reply(form=write_form(Request(request.actor, request.now, args=again), store))
    if line is None:
        return Reply(showing.card(request, store, group, said=t("Nothing was changed.")))
    names = t.names([t(rules.BY_KEY[key].name) for key in changed])
    saved = t("Saved: {sections}.", sections=names)
    return Reply(showing.card(request, store, group, said=saved, more=(undo_button(t, line),)))


def _begun(request: Request, store: Store, group: Group) -> Mandate:
    """The version that is being written; the first begins when somebody writes in it."""
    found = mandates.latest(store, number(group.id))
    if found is None:
        return Mandate(
            group_id=number(group.id),
            created_at=request.now,
            created_by_id=request.me,
            changed_at=request.now,
            changed_by_id=request.me,
        )
    refuse_settled(request.t, found)
    if found.version != request.id("version"):
        raise UserError(request.t("There is a newer version now. Open the mandate again."))
    return found


def _save(request: Request, store: Store, found: Mandate, said: dict[str, str]) -> JournalLine | None:
    if not said:
        return None
    for key, text in said.items():
        found.sections = rules.put(found.sections, key, rules.Written(text, request.me, request.now))
    found.changed_at, found.changed_by_id = request.now, request.me
    store.add(found)
    return chronicle.note(
        request,
        store,
        "mandate.written",
        group=found.group_id,
        subject=number(found.id),
        facts={"sections": list(said), "version": found.version},
    )


@router.undo("mandate.written")
def undo_written(request: Request, store: Store, line: JournalLine) -> Reply:
    """The sections read as they did, unless somebody has gone on writing."""
    t, found = request.t, mandates.get(store, number(line.subject_id))
    keys = line.facts.get("sections")
    assert isinstance(keys, list)
    for key in keys:
        if found.state != MandateState.draft or rules.last(found.sections, key) != (line.actor_id, line.at):
            raise UserError(t("It has gone on from there and cannot be taken back."))
    for key in keys:
        found.sections = rules.taken_back(found.sections, key)
    found.changed_at, found.changed_by_id = request.now, request.me
    names = t.names([t(rules.BY_KEY[key].name) for key in keys])
    return Reply(Card(t("Taken back."), (Line(t("As before: {sections}.", sections=names)),)))


def _name(group: Group) -> str:
    return f"mandate.written:{group.id}"


def _keep(request: Request, store: Store, group: Group, said: Mapping[str, str], clashing: Mapping[str, str]) -> None:
    """Keep what could not be saved: now, and before in sections that were not on this form."""
    draft = _draft(request, store, group)
    kept = {key: text for key, text in draft.values.items() if key not in said} if draft is not None else {}
    if draft is not None:
        drafts.drop(store, draft)
    if kept or clashing:
        drafts.keep(store, request.me, _name(group), {**kept, **clashing}, now=request.now)


def _draft(request: Request, store: Store, group: Group) -> Draft | None:
    """What the person wrote and could not save, since somebody else had."""
    return drafts.latest(store, request.me, _name(group))
