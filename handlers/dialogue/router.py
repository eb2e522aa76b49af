"""Which function answers which request. Each capability has a Router; contents.py merges them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from handlers.locale import Speech
from handlers.rules.names import nearest_word, typed
from storage.attention import OpenItem
from storage.engine import Store
from storage.tables import JournalLine

from .card import Button, Item
from .command import Command
from .errors import UserError
from .form import Form
from .reply import Reply
from .request import Request

Handler = Callable[[Request, Store], Reply]
Builder = Callable[[Request, Store], Form]
Listener = Callable[..., None]  # (event, request, store); the event's type is the key it stands under
DueHandler = Callable[[Request, Store], None]
Undoer = Callable[[Request, Store, JournalLine], Reply]
ItemSentence = Callable[[OpenItem, Speech, Store], Item]
NewsSentence = Callable[[JournalLine, Speech, Store], str | None]

ANSWERS = ("ja", "jo", "nej", "ok", "okay", "tak", "yes", "no", "thanks")  # to a card whose buttons were not seen

H = TypeVar("H", bound=Callable[..., object])


@dataclass(frozen=True)
class Route:
    """One function, and what must hold before it is called: it reads or changes, and is about a subject.

    `subject` names the argument that holds a number (`group`, `request`, `nominee` …; see storage/subjects).
    `form` rebuilds the form that a submission answers, to check the values and to show them again. What is `reported`
    is told by a face alone, and stands behind no button.
    """

    name: str
    handler: Handler
    changes: bool
    subject: str | None = None
    form: Builder | None = None
    command: Command | None = None
    reported: bool = False


@dataclass
class Router:
    """The routes of one capability, or of all of them."""

    routes: dict[str, Route] = field(default_factory=dict)
    commands: list[Command] = field(default_factory=list)
    listeners: dict[type, list[Listener]] = field(default_factory=dict)
    due_handlers: dict[str, DueHandler] = field(default_factory=dict)
    undoers: dict[str, Undoer] = field(default_factory=dict)
    sentences: dict[str, ItemSentence] = field(default_factory=dict)
    headlines: dict[str, NewsSentence] = field(default_factory=dict)

    def command(self, command: Command, *, subject: str | None = None, changes: bool = False) -> Callable[[H], H]:
        """A word after /taskforce; with `subject="group"` the group is read from the words or the room."""

        def register(handler: H) -> H:
            name = command.action
            self._put(Route(name, handler, changes, subject, command=command))  # type: ignore[arg-type]
            self.commands.append(command)
            return handler

        return register

    def button(self, name: str, *, subject: str | None = None, changes: bool = True) -> Callable[[H], H]:
        """A press. One that only shows something or opens a form says `changes=False`."""

        def register(handler: H) -> H:
            self._put(Route(name, handler, changes, subject))  # type: ignore[arg-type]
            return handler

        return register

    def report(self, name: str, *, subject: str | None = None) -> Callable[[H], H]:
        """What a face has seen somebody do; nobody can press it, however they come by its name."""

        def register(handler: H) -> H:
            self._put(Route(name, handler, changes=True, subject=subject, reported=True))  # type: ignore[arg-type]
            return handler

        return register

    def form(self, name: str, form: Builder, *, subject: str | None = None, changes: bool = True) -> Callable[[H], H]:
        """A form sent in; `form` is the function that makes the empty form from the same arguments."""

        def register(handler: H) -> H:
            self._put(Route(name, handler, changes, subject, form=form))  # type: ignore[arg-type]
            return handler

        return register

    def on(self, event: type) -> Callable[[H], H]:
        """Listen to an event, in the transaction that caused it: `(event, request, store) -> None`."""

        def register(listener: H) -> H:
            self.listeners.setdefault(event, []).append(listener)  # type: ignore[arg-type]
            return listener

        return register

    def due(self, kind: str) -> Callable[[H], H]:
        """What to do when a kind of due date (storage/due) has come; `request.id("id")` is the row.

        The function claims the row first: another worker may have been there. The row's group is held, when
        the kind begins with a kind of subject (`role.leave`); a due date of no one group holds its groups
        itself."""

        def register(handler: H) -> H:
            self.due_handlers[kind] = handler  # type: ignore[assignment]
            return handler

        return register

    def undo(self, what: str) -> Callable[[H], H]:
        """How a journalled action is taken back: `(request, store, line) -> Reply`."""

        def register(handler: H) -> H:
            self.undoers[what] = handler  # type: ignore[assignment]
            return handler

        return register

    def line(self, kind: str) -> Callable[[H], H]:
        """The sentence, and the buttons, for a kind of open item: `(item, t, store) -> Item`."""

        def register(sentence: H) -> H:
            self.sentences[kind] = sentence  # type: ignore[assignment]
            return sentence

        return register

    def news(self, what: str) -> Callable[[H], H]:
        """The digest's one line about a journalled action: `(line, t, store) -> sentence | None`."""

        def register(sentence: H) -> H:
            self.headlines[what] = sentence  # type: ignore[assignment]
            return sentence

        return register

    def include(self, *others: Router) -> None:
        """Take in the routes of other routers; a name that two of them claim is a defect."""
        for other in others:
            for route in other.routes.values():
                self._put(route)
            self.commands += other.commands
            for event, listeners in other.listeners.items():
                self.listeners.setdefault(event, []).extend(listeners)
            for mine, theirs in (
                (self.due_handlers, other.due_handlers),
                (self.undoers, other.undoers),
                (self.sentences, other.sentences),
                (self.headlines, other.headlines),
            ):
                twice = mine.keys() & theirs.keys()
                if twice:
                    raise ValueError(f"two capabilities claim {sorted(twice)}")
                mine.update(theirs)  # type: ignore[arg-type]

    def find(self, request: Request) -> tuple[Route, Request]:
        """The route for a request, and the request with its first word taken off when it was words.

        A UserError for words that nobody knows, with the nearest that somebody does; a LookupError for an
        action that no face can have offered.
        """
        if request.action == "say":
            return self.find(_said(request))
        if request.action:
            return self.routes[request.action], request
        word, _, rest = request.words.partition(" ")
        for command in self.commands:
            if typed(word) in {typed(each) for each in command.words}:
                return self.routes[command.action], _with_words(request, rest.strip())
        raise self._unknown(word, request)

    def _unknown(self, word: str, request: Request) -> UserError:
        t = request.t
        known = {typed(each): command for command in self.commands for each in command.words if each}
        near = nearest_word(typed(word), list(known)) if typed(word) not in ANSWERS else None
        shown = word if len(word) <= 40 else word[:39] + "…"
        help_ = Button("say", t("help"), {"words": t("help")})
        if near is None:
            return UserError(
                t("I do not know “{word}”.", word=shown),
                more=t("What you are asked, you answer with a button."),
                buttons=(Button("say", t("What awaits you"), {"words": ""}), help_),
            )
        name = known[near].name(t.language)
        return UserError(
            t("I do not know “{word}”.", word=shown),
            more=t("Did you mean {command}?", command=name),
            buttons=(help_,) if name == t("help") else (Button("say", name, {"words": name}), help_),
        )

    def _put(self, route: Route) -> None:
        if route.name in self.routes:
            raise ValueError(f"two capabilities claim {route.name}")
        self.routes[route.name] = route


def _said(request: Request) -> Request:
    return replace(request, action="", words=str(request.args.get("words", "")), args={})


def _with_words(request: Request, words: str) -> Request:
    return replace(request, words=words)
