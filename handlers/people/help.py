"""What the reader can do here: the words they may use, each with a button that says it.

`/taskforce hjælp`, in Teams the word alone, shows a member the few words of a member, a coordinator those of a
coordinator, and the secretariat all of them. It is made from the commands themselves, so nothing is written twice.
"""

from __future__ import annotations

from collections.abc import Sequence

from handlers.dialogue.card import Button, Card, Item, Items, Line
from handlers.dialogue.command import SPOKEN_TO, Command
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request
from handlers.dialogue.router import Router
from handlers.dialogue.standing import standing
from handlers.locale import Speech, mark
from handlers.rules.permissions import Standing, may
from storage import groups, members
from storage.engine import Store

COMMAND = Command("help", "hjælp", mark("What you can do here"), action="help")
BESIDE = ("undo",)  # stands under every receipt, so that it takes no line of its own


def router_for(house: Router) -> Router:
    """The route of the word help, over all commands of the house, this one among them."""
    router = Router()

    @router.command(COMMAND)
    def show(request: Request, store: Store) -> Reply:
        """What the reader can do here."""
        return Reply(card(request, store, house.commands))

    return router


def card(request: Request, store: Store, commands: Sequence[Command]) -> Card:
    """The words the reader may use, and how to use them."""
    t, who = request.t, _everywhere(request, store)
    words = [each for each in commands if each.word and each.action not in BESIDE and may(each.action, who)]
    directory = (Button("directory.list", t("Who is asked where")),)
    return Card(
        t("What you can do here"),
        (
            *(Line(each) for each in _how(t, request.face)),
            Items(tuple(Item(_line(t, each), (_say(t, each),)) for each in words)),
            Line(t("What you are asked, you answer with a button. The word “undo” takes back what you did last.")),
        ),
        directory if may("directory.list", who) else (),
    )


def _how(t: Speech, face: str) -> tuple[str, str]:
    if face in SPOKEN_TO:
        return (
            t("Write one of these words to me, or press it. In a channel you mention me first."),
            t("The word **taskforce** alone shows what awaits you, and your groups."),
        )
    return (
        t("Write **/taskforce** and one of these words, or press it."),
        t("/taskforce alone shows what awaits you, and your groups."),
    )


def _everywhere(request: Request, store: Store) -> frozenset[Standing]:
    """What the reader is to anything here: a coordinator of one group may use a coordinator's words."""
    found = set(standing(store, request.person, None, request.now.date()))
    if groups.led_by(store, request.me):
        found |= {Standing.coordinator, Standing.member}
    if members.memberships_of(store, request.me):
        found.add(Standing.member)
    return frozenset(found)


def _line(t: Speech, command: Command) -> str:
    example = command.dansk_usage if t.language == "da" else command.usage
    word = command.name(t.language)
    if not example:
        return t("**{word}:** {summary}", word=word, summary=t(command.summary))
    said = f"{word} {example}"
    return t("**{word}:** {summary}. Such as: {example}", word=word, summary=t(command.summary), example=said)


def _say(t: Speech, command: Command) -> Button:
    word = command.name(t.language)
    return Button("say", word, {"words": word})
