"""A play with forms that are too long for a chat: a text is pasted, looked through line by line, and kept."""

from __future__ import annotations

from handlers.dialogue.card import Button, Card, Confirm, Document, Line
from handlers.dialogue.command import Command
from handlers.dialogue.errors import UserError
from handlers.dialogue.form import Form, Words
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request
from handlers.dialogue.router import Router
from storage import drafts
from storage.engine import Store

ROUTES = (
    "long.open",
    "long.paste",
    "long.look",
    "long.start",
    "long.more",
    "short.open",
    "short.ask",
    "undo.line",
    "status.show",
)
PASTED = "Styregruppemøde tirsdag 2. december\nUdkast i uge 50\nSnarest: budget\nHøring 11. december"


def paste(request: Request, store: Store) -> Form:
    """Everything at once."""
    kept = drafts.latest(store, request.me, "long.paste")
    values = {"text": str(kept.values["text"])} if kept is not None else {}
    return Form(
        "long.paste",
        "Indsæt planen for Elnet",
        (Words("text", "Planen, som I har skrevet den", "Ét punkt pr. linje.", max=60_000, lines=14),),
        "Læs planen",
        {"group": 1},
        values,
        step=(1, 2),
        note="I ser hver linje igen, før noget bliver gemt.",
        page=True,
    )


def look(request: Request, store: Store) -> Form:
    """Each line, with what was read of it."""
    kept = drafts.latest(store, request.me, "long.paste")
    if kept is None:
        raise UserError("Planen er gemt allerede.")
    lines = [each for each in str(kept.values["text"]).splitlines() if each.strip()]
    fields = tuple(
        Words(f"line{number}", f"Linje {number}", f"Læst: {each}", max=500, required=False)
        for number, each in enumerate(lines, start=1)
    )
    return Form(
        "long.look",
        "Er planen læst rigtigt?",
        fields,
        "Gem planen",
        {"group": 1},
        {field.name: each for field, each in zip(fields, lines, strict=True)},
        _problems(lines),
        (2, 2),
        "En linje, du tømmer, kommer ikke med.",
        page=True,
    )


def _problems(lines: list[str]) -> dict[str, str]:
    return {
        f"line{number}": "Her står ingen dato. Skriv en, eller tøm linjen."
        for number, each in enumerate(lines, start=1)
        if "snarest" in each.casefold()
    }


def add(router: Router) -> None:
    """The routes of the play."""

    @router.command(Command("long", "lang", "A long form", action="long.start"))
    def _(request: Request, store: Store) -> Reply:
        return Reply(form=paste(request, store))

    @router.button("long.open", changes=False)
    def _(request: Request, store: Store) -> Reply:
        return Reply(form=paste(request, store))

    @router.button("short.open", changes=False)
    def _(request: Request, store: Store) -> Reply:
        return Reply(form=short(request, store))

    @router.form("short.ask", short)
    def _(request: Request, store: Store) -> Reply:
        drafts.keep(store, request.me, "long.paste", {"text": request.value("text")}, now=request.now)
        return Reply(form=look(request, store))

    @router.form("long.paste", paste)
    def _(request: Request, store: Store) -> Reply:
        text = request.value("text")
        if text == "afvist":
            raise UserError("Elnet er opløst.", more="Skriv til Sofie.")
        if text == "defekt":
            raise RuntimeError("a defect")
        drafts.keep(store, request.me, "long.paste", {"text": text}, now=request.now)
        return Reply(form=look(request, store))

    @router.form("long.look", look)
    def _(request: Request, store: Store) -> Reply:
        lines = [request.value(name) for name in request.values]
        wrong = _problems(lines)
        if wrong:
            raise UserError(next(iter(wrong.values())), field=next(iter(wrong)))
        kept = drafts.latest(store, request.me, "long.paste")
        assert kept is not None
        drafts.drop(store, kept)
        drafts.keep(store, request.me, "long.saved", {"lines": [each for each in lines if each]}, now=request.now)
        return Reply(saved(len([each for each in lines if each])))

    @router.button("long.more", changes=False)
    def _(request: Request, store: Store) -> Reply:
        return Reply(Card("Det er hele planen."))

    @router.button("undo.line")
    def _(request: Request, store: Store) -> Reply:
        kept = drafts.latest(store, request.me, "long.saved")
        if kept is None:
            raise UserError("Der er ikke mere at fortryde.")
        drafts.drop(store, kept)
        return Reply(Card("Planen er taget tilbage."))

    @router.button("status.show", changes=False)
    def _(request: Request, store: Store) -> Reply:
        return Reply(Card("Elnet"))


def short(request: Request, store: Store) -> Form:
    """A short form that leads to a long one."""
    return Form("short.ask", "Hvad handler det om?", (Words("text", "Emne"),), "Videre")


def saved(count: int) -> Card:
    """What came of it."""
    sure = Confirm("Skal planen tages tilbage?", "Punkterne forsvinder igen.", "Ja, tag den tilbage")
    return Card(
        f"{count} punkter er gemt.",
        (Line("Ejerne hører fra mig."), Document("case", 1, "Elnet.zip")),
        (
            Button("long.more", "Vis planen"),
            Button("undo.line", "Fortryd", {"journal": 4}, confirm=sure),
            Button("status.show", "Vis gruppen", {"group": 1}),
            Button("say", "Hjælp", {"words": "hjælp"}),
            Button("", "Læs på nettet", url="https://taskforce.brn.example/", style="link"),
        ),
        tone="good",
    )
