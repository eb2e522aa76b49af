"""While the database is away: one line in the log, one try a second, and sentences that say no more than is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import TimeoutError as PoolTimeout
from structlog.testing import capture_logs

from bot import outage
from bot.outage import Outage
from handlers.locale import Speech
from storage.unavailable import Unavailable

DANISH = Speech("da", datetime(2026, 11, 20, 8, 0, tzinfo=UTC))


class Watched:
    """An outage by a clock of the test's own. `away` is what the database says, None when it is there."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.away: Unavailable | None = Unavailable(PoolTimeout())
        self.tries = 0
        self.outage = Outage(lambda: self.seconds)

    def asks(self, *, changes: bool = True) -> bool:
        """Whether a transaction went well."""
        try:
            with self.outage.trying(changes=changes):
                self.tries += 1
                if self.away is not None:
                    raise self.away
        except Unavailable:
            return False
        return True


@pytest.fixture
def watched() -> Watched:
    outage.begin()
    return Watched()


def test_the_log_has_a_line_when_it_begins_and_one_when_it_is_over(watched: Watched) -> None:
    with capture_logs() as logged:
        for watched.seconds in (0.0, 2.0, 4.0):
            assert not watched.asks()
        watched.away = None
        watched.seconds = 6.0
        assert watched.asks()
        assert watched.asks()
    assert logged == [
        {"event": "the database cannot be used", "why": "TimeoutError", "log_level": "warning"},
        {"event": "the database can be used again", "seconds": 6.0, "log_level": "info"},
    ]


def test_one_in_a_second_tries_and_the_others_are_told_at_once(watched: Watched) -> None:
    for watched.seconds in (0.0, 0.1, 0.9, 1.1, 1.2, 2.2):
        assert not watched.asks()
    assert watched.tries == 3


def test_it_is_tried_again_after_a_second_and_then_everybody_goes_through(watched: Watched) -> None:
    watched.asks()
    watched.away = None
    assert not watched.asks()
    watched.seconds = 1.0
    assert [watched.asks() for _ in range(3)] == [True, True, True]


def test_reads_go_on_where_only_changes_fail(watched: Watched) -> None:
    watched.asks()
    watched.away = None
    assert watched.asks(changes=False)
    assert watched.outage.on
    assert not watched.asks(changes=True)  # a read says nothing about them


def test_a_lock_that_one_request_waits_for_holds_up_nobody_else(watched: Watched) -> None:
    watched.away = Unavailable(PoolTimeout(), wide=False)
    with capture_logs() as logged:
        watched.asks()
        watched.asks()
    assert (watched.tries, watched.outage.on) == (2, False)
    assert [line["event"] for line in logged] == ["a lock was held for too long"] * 2


@pytest.mark.parametrize(
    ("away", "happened", "said"),
    [
        (Unavailable(PoolTimeout()), outage.begin, "Intet er gemt. Prøv igen om et par minutter."),
        (Unavailable(PoolTimeout()), outage.saved, "Vi ved ikke, om det blev gemt. Se efter, før du prøver igen."),
        (
            Unavailable(PoolTimeout(), unsure=True),
            outage.begin,
            "Vi ved ikke, om det blev gemt. Se efter, før du prøver igen.",
        ),
    ],
)
def test_that_nothing_was_saved_is_said_only_when_it_is_so(
    away: Unavailable, happened: Callable[[], None], said: str
) -> None:
    happened()
    card = outage.reply(DANISH, away).card
    assert card is not None
    assert (card.title, card.body[0].text) == ("Vi kan ikke komme til vores data lige nu.", said)  # type: ignore[union-attr]
    outage.begin()
