"""Tables for Danish Excel."""

from __future__ import annotations

from bot.papers.tables import as_csv


def test_every_beginning_that_a_spreadsheet_would_calculate_is_made_harmless() -> None:
    rows = [(each,) for each in ("=1", "+45", "-x", "@a", "\tb", "a;b", "ja")]
    assert as_csv(("Ord",), rows).decode("utf-8-sig").split("\r\n") == [
        "Ord",
        "'=1",
        "'+45",
        "'-x",
        "'@a",
        "'\tb",
        '"a;b"',
        "ja",
        "",
    ]
