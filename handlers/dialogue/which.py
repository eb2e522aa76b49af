"""Finding the group that somebody means: by a part of its title, or by the room they are in."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.rules.names import fold, nearest_word
from handlers.rules.permissions import STAFF, may
from storage import groups
from storage.engine import Store
from storage.tables import Group, GroupState

from .card import Button
from .errors import UserError
from .request import Request, number
from .standing import standing

FEW = 5  # groups that are offered as buttons


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
            raise choice(request, store, word, hits, rest)
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


def choice(request: Request, store: Store, word: str, hits: Sequence[Group], rest: str = "") -> UserError:
    """Which of these is meant: a few as buttons, how many more there are, and how to find them."""
    return _choice(request, store, request.t("Which group do you mean?"), word, hits, rest)


def _choice(
    request: Request, store: Store, sentence: str, word: str, hits: Sequence[Group], rest: str = ""
) -> UserError:
    t, more = request.t, len(hits) - FEW
    buttons = [Button("say", each.title, {"words": f"{word} {each.title} {rest}".strip()}) for each in hits[:FEW]]
    if more <= 0:
        return UserError(sentence, buttons=tuple(buttons))
    if may("list.show", standing(store, request.person, None, request.now.date())):
        buttons.append(Button("list.show", t("See all groups")))
    there = t.plural(
        more,
        "There is one more. Write a little of its title after “{word}”.",
        "There are {n} more. Write a little of the title after “{word}”.",
        word=word,
    )
    return UserError(sentence, more=there, buttons=tuple(buttons))


def _none(request: Request, store: Store, word: str, seen: Sequence[Group]) -> UserError:
    t = request.t
    living = [group for group in seen if group.state != GroupState.dissolved]
    if not living and standing(store, request.person, None, request.now.date()) & STAFF:
        new = t("new")
        return UserError(t("There are no groups yet."), buttons=(Button("say", new, {"words": new}, "primary"),))
    if not living:
        return UserError(t("You are not in any group right now."))
    if not request.words:
        return choice(request, store, word, living)
    first = request.words.split()[0]
    near = nearest_word(fold(first), [fold(group.title) for group in seen])
    likely = [group for group in seen if near is not None and fold(group.title) == near]
    return _choice(
        request, store, t("I do not know a group called “{title}”.", title=first[:40]), word, likely or living
    )


def group_number(request: Request, store: Store, word: str) -> tuple[int, str]:
    """The number of the group that the words begin with, and the rest of the words."""
    group, rest = named_group(request, store, word)
    return number(group.id), rest
