"""Finding the group that somebody means: by a part of its title, or by the room they are in."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.rules.names import fold, nearest_word
from handlers.rules.permissions import STAFF
from storage import groups
from storage.engine import Store
from storage.tables import Group, GroupState

from .card import Button
from .errors import UserError
from .request import Request, number
from .standing import standing


def named_group(request: Request, store: Store, word: str) -> tuple[Group, str]:
    """The group that the words begin with, and the rest of the words.

    A part of the title is enough. In a group's own room no title is needed. Several that fit: a UserError
    whose buttons are the choices, each saying `word` with that title. None that fits: a UserError too.
    """
    seen = visible(request, store)
    words = request.words.split()
    for length in range(min(len(words), 8), 0, -1):
        said, rest = fold(" ".join(words[:length])), " ".join(words[length:])
        exact = [group for group in seen if fold(group.title) == said]
        hits = exact or [group for group in seen if len(said) > 1 and fold(group.title).startswith(said)]
        if not hits and request.place.group_id is None and len(said) > 2:
            hits = [group for group in seen if said in fold(group.title)]
        if len(hits) == 1:
            return hits[0], rest
        if hits:
            raise _choice(request, word, hits, rest)
    if request.place.group_id is not None:
        return groups.get(store, request.place.group_id), request.words
    living = [group for group in seen if group.state != GroupState.dissolved]
    if not words and len(living) == 1:
        return living[0], ""
    raise _none(request, store, word, seen)


def visible(request: Request, store: Store) -> Sequence[Group]:
    """The groups that a person may know of: the secretariat all of them, anybody else their own."""
    if standing(store, request.person, None, request.now.date()) & STAFF:
        return [group for group in groups.everything(store) if group.state != GroupState.withdrawn]
    return groups.of_person(store, request.me)


def _choice(request: Request, word: str, hits: Sequence[Group], rest: str) -> UserError:
    buttons = tuple(Button("say", group.title, {"words": f"{word} {group.title} {rest}".strip()}) for group in hits[:5])
    return UserError(request.t("Which group do you mean?"), buttons=buttons)


def _none(request: Request, store: Store, word: str, seen: Sequence[Group]) -> UserError:
    t = request.t
    living = [group for group in seen if group.state != GroupState.dissolved]
    if not living and standing(store, request.person, None, request.now.date()) & STAFF:
        new = t("new")
        return UserError(t("There are no groups yet."), buttons=(Button("say", new, {"words": new}, "primary"),))
    if not living:
        return UserError(t("You are not in any group yet."))
    if not request.words:
        return _choice(request, word, living, "")
    first = request.words.split()[0]
    near = nearest_word(fold(first), [fold(group.title) for group in seen])
    likely = [group for group in seen if near is not None and fold(group.title) == near]
    return UserError(
        t("I do not know a group called “{title}”.", title=first[:40]),
        buttons=tuple(Button("say", group.title, {"words": f"{word} {group.title}"}) for group in likely or living[:5]),
    )


def group_number(request: Request, store: Store, word: str) -> tuple[int, str]:
    """The number of the group that the words begin with, and the rest of the words."""
    group, rest = named_group(request, store, word)
    return number(group.id), rest
