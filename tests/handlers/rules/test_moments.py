from __future__ import annotations

from datetime import date, time

import pytest

from handlers.rules.moments import Moment, a_day, a_week, kept_in, packed, spanning
from storage.tables import Precision

SEMINAR = spanning(Precision.range, date(2014, 4, 3), date(2014, 4, 4))


@pytest.mark.parametrize(
    ("found", "moment"),
    [
        ({"when": packed(SEMINAR)}, SEMINAR),
        ({"when": ""}, None),
        ({"day": "2026-12-11", "at": "12:00", "week": 0}, a_day(date(2026, 12, 11), time(12))),
        ({"day": "2026-12-11", "at": None, "week": False}, a_day(date(2026, 12, 11))),
        ({"day": "2026-12-13", "at": "", "week": 1}, a_week(date(2026, 12, 13))),
        ({"day": "", "at": "", "week": 0}, None),
        ({"day": None, "at": None, "week": False, "owner": 3}, None),
    ],
)
def test_a_moment_is_read_as_it_was_kept_also_before_dates_had_precisions(
    found: dict[str, object], moment: Moment | None
) -> None:
    assert kept_in(found) == moment
