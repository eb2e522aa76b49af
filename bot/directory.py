"""`taskforce directory import FILE.csv`: the circle's organisations, directors and people, read from a file.

Good lines are stored and bad ones are named with what is wrong. Run it again after mending them: the same file
twice changes nothing. The columns stand in handlers/rules/directory_file.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from handlers.contents import everything
from handlers.dialogue import dispatch
from handlers.dialogue.card import Card, Item, Items, Line, unmarked
from handlers.dialogue.request import Request
from handlers.locale import Speech
from handlers.people.directory import Report, import_directory, report_card
from storage import people
from storage.engine import Database, Store
from storage.migrate import migrate

from .runner import Runner
from .settings import Settings


def import_file(settings: Settings, path: Path) -> tuple[str, bool]:
    """What came of reading a file, as text in the circle's language, and whether every line was good."""
    database = Database(settings.database_url)
    migrate(database)
    runner = Runner(database, everything())
    data = path.read_bytes()
    request = Request(actor=None, now=datetime.now(settings.zone), face="command line")

    def read(store: Store) -> tuple[Report, str]:
        report = import_directory(request, store, data, language=settings.language)
        dispatch.hand_on(runner.router, request, store)
        circle = people.find_circle(store)
        return report, circle.language if circle is not None else settings.language

    try:
        report, language = runner.transact(read)
    finally:
        runner.close()
        database.close()
    return as_text(report_card(Speech(language, request.now), report)), not report.bad


def as_text(card: Card) -> str:
    """A card of lines and items for a terminal."""
    lines = [card.title]
    for part in card.body:
        if isinstance(part, Line):
            lines.append(part.text)
        elif isinstance(part, Items):
            lines += [f"  {item.text}" for item in part.items if isinstance(item, Item)]
    return unmarked("\n".join(lines))
