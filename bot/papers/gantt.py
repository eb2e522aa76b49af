"""A group's plan as a picture, a bar for each deadline and a column for each week, to be read on a phone.

What is to be done stands above its bar over the whole width, with its date and how it stands in words, so that nothing
is said by colour alone. A day is a mark, everything longer a bar; what lies before a day is open to the left, and what
has no date stands last. The same plan on the same day gives the same bytes.
"""

from __future__ import annotations

import atexit
import io
import os
import shutil
import tempfile
import threading
import warnings
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

from handlers.dialogue.planned import Chart, Row, more_words, state_words
from handlers.locale import Speech
from handlers.rules import dates_written
from handlers.rules.names import raised
from storage.tables import MilestoneState, Precision

CONTENT_TYPE = "image/png"
WIDE, DPI = 3.0, 360  # inches and dots: 1080 across, so that 8.5 points are 12 pixels in a card on a phone of 360
ROW, HEAD, FOOT, STEP = 0.5, 0.95, 0.25, 0.17  # inches; a step is a line of text
LINE, LONGEST = 44, 2  # signs of a title on one line, and its lines
SIGN = 0.021  # how wide a sign of the small text is, of the whole width
MOST_WEEKS = 9  # of which each has its number
MOST_LINES = 120  # weeks of which each has its line; a year that was mistyped would have thousands
INK, MUTED, PALE = "#1d282b", "#556164", "#d9d5cb"
OPEN, DONE, LATE, OVER = "#1f5c7a", "#2f6b46", "#9a4a12", "#68757a"
_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)
_drawing = threading.Lock()  # matplotlib keeps its fonts in one place for all threads


@dataclass(frozen=True)
class _Span:
    """The Mondays that the picture begins and ends with."""

    first: date
    last: date

    def at(self, day: date) -> float:
        """Where a day begins, from 0 to 1."""
        return (day - self.first).days / (self.last - self.first).days

    @property
    def weeks(self) -> int:
        """How many it has."""
        return (self.last - self.first).days // 7


def _keep_fonts_somewhere() -> None:
    """matplotlib writes down once which fonts there are, in the home folder; where nothing can be written there, in the
    folder for temporary files."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path("~").expanduser())
    if "MPLCONFIGDIR" not in os.environ and not os.access(home, os.W_OK):
        folder = tempfile.mkdtemp(prefix="taskforce-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        os.environ["MPLCONFIGDIR"] = folder


def drawn(chart: Chart, t: Speech) -> bytes:
    """The picture as PNG."""
    _keep_fonts_somewhere()
    # It takes a second to load, and most houses that start draw nothing at once.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    rows = [_laid(t, each, _span(chart)) for each in chart.seen]
    tall = HEAD + sum(each.height for each in rows) + FOOT + (STEP if chart.more else 0)
    with _drawing, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a sign that the font does not have is drawn as a box
        figure = Figure(figsize=(WIDE, tall), dpi=DPI, facecolor="white")
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0.03, 0, 0.94, 1))
        axes.set_axis_off()
        axes.set_xlim(0, 1)
        axes.set_ylim(tall, 0)
        _head(axes, chart, _span(chart), t, tall)
        top = HEAD
        for each in rows:
            _row(axes, each, top)
            top += each.height
        if chart.more:
            _text(axes, 0, top + 0.1, more_words(t, chart), color=MUTED, size=7.5)
        made = io.BytesIO()
        figure.savefig(made, format="png", metadata={"Software": None})
    return made.getvalue()


@dataclass(frozen=True)
class _Laid:
    """A row with its place: the lines of its title, what stands by its bar, the bar from 0 to 1, and on which side of
    it the words have room."""

    row: Row
    lines: list[str]
    said: str
    begins: float
    ends: float
    side: Literal["right", "left", "below"]

    @property
    def height(self) -> float:
        """In inches."""
        return ROW + STEP * (len(self.lines) - 1 + (self.side == "below" and self.row.moment is not None))


def _laid(t: Speech, row: Row, span: _Span) -> _Laid:
    lines = _wrapped(" · ".join(filter(None, (raised(row.title), row.organ, row.owner))))
    said, moment = _said(t, row), row.moment
    if moment is None:
        return _Laid(row, lines, said, 0, 0, "below")
    begins, ends = span.at(moment.begins), span.at(moment.day + _DAY)
    if _is_a_mark(row):
        begins, ends = (begins + ends) / 2 - 0.015, (begins + ends) / 2 + 0.015
    elif moment.precision == Precision.before:
        begins = max(0.0, ends - 0.08)
    elif moment.precision == Precision.since:
        ends = min(1.0, begins + 0.08)
    wide = SIGN * len(said) + 0.02
    side: Literal["right", "left", "below"] = "below"
    if ends + wide <= 1:
        side = "right"
    elif begins - wide >= 0:
        side = "left"
    return _Laid(row, lines, said, begins, max(ends, begins + 0.012), side)


def _is_a_mark(row: Row) -> bool:
    return row.moment is not None and row.moment.precision == Precision.day and not row.moment.about


def _span(chart: Chart) -> _Span:
    """From the first week of the plan to its last, today's too where that is near; at least four weeks."""
    days = [day for row in chart.dated if row.moment for day in (row.moment.begins, row.moment.day)] or [chart.today]
    first, last = min(days), max(days)
    if first - 4 * _WEEK <= chart.today <= last + 4 * _WEEK:
        first, last = min(first, chart.today), max(last, chart.today)
    monday = first - timedelta(days=first.weekday())
    end = last - timedelta(days=last.weekday()) + _WEEK
    return _Span(monday, max(end, monday + 4 * _WEEK))


def _weeks_with_a_line(span: _Span) -> range:
    return range(0, span.weeks + 1, 1 if span.weeks <= MOST_LINES else -(-span.weeks // MOST_WEEKS))


def _head(axes: Any, chart: Chart, span: _Span, t: Speech, tall: float) -> None:
    _text(axes, 0, 0.28, _wrapped(chart.title, 27)[0], size=12, weight="bold")
    period = f"{t.date(span.first)} – {t.date(span.last - _DAY)}"
    _text(axes, 0, 0.5, period, color=MUTED, size=8)
    every = -(-span.weeks // MOST_WEEKS)
    for number in _weeks_with_a_line(span):
        monday = span.first + number * _WEEK
        axes.plot([span.at(monday)] * 2, [HEAD - 0.12, tall - FOOT], color=PALE, linewidth=0.5, zorder=0)
        if number % every == 0 and number < span.weeks:
            week = str(monday.isocalendar().week) if number else dates_written.week_number(monday, t.language)
            _text(axes, span.at(monday), HEAD - 0.17, week, color=MUTED, size=7)
    if span.first <= chart.today < span.last:
        here = span.at(chart.today) + 0.5 / (span.weeks * 7)
        axes.plot([here] * 2, [HEAD - 0.12, tall - FOOT], color=LATE, linewidth=0.9, linestyle=(0, (3, 2)), zorder=1)
        side = "right" if here > 0.85 else "left"
        _text(axes, here, tall - 0.08, t("today"), color=LATE, size=7, ha=side)


def _row(axes: Any, laid: _Laid, top: float) -> None:
    row, colour = laid.row, _colour(laid.row)
    for number, line in enumerate(laid.lines):
        _text(axes, 0, top + 0.12 + STEP * number, line, color=MUTED if row.over else INK, size=8.5)
    bar = top + 0.12 + STEP * len(laid.lines)
    if row.moment is None:
        _text(axes, 0, bar + 0.03, laid.said, color=MUTED, size=7.5)
        return
    _bar(axes, row, laid, bar, colour)
    if laid.side == "right":
        _text(axes, laid.ends + 0.015, bar + 0.03, laid.said, color=colour, size=7.5)
    elif laid.side == "left":
        _text(axes, laid.begins - 0.015, bar + 0.03, laid.said, color=colour, size=7.5, ha="right")
    else:
        _text(axes, 0, bar + 0.03 + STEP, laid.said, color=colour, size=7.5)


def _bar(axes: Any, row: Row, laid: _Laid, bar: float, colour: str) -> None:
    """A mark, an arrow that is open to one side, or a bar; broken and empty where it may not come, or only about
    then."""
    begins, ends = laid.begins, laid.ends
    precision = row.moment.precision if row.moment is not None else Precision.day
    filled = not (row.waits or row.state == MilestoneState.lapsed or (row.moment is not None and row.moment.about))
    if _is_a_mark(row):
        face = colour if filled else "white"
        look = {"markersize": 6, "color": colour, "markerfacecolor": face, "clip_on": False}
        axes.plot([(begins + ends) / 2], [bar], marker="D", zorder=3, **look)
    elif precision in (Precision.before, Precision.since):
        edge, end = (begins, ends) if precision == Precision.since else (ends, begins)
        axes.plot([edge, end], [bar] * 2, color=colour, linewidth=1.2, zorder=3)
        axes.plot([edge], [bar], marker="|", markersize=9, color=colour, zorder=3)
        axes.plot(
            [end], [bar], marker=">" if end > edge else "<", markersize=4.5, color=colour, zorder=3, clip_on=False
        )
    else:
        style = "solid" if filled else (0, (2, 1.5))
        look = {"color": colour if filled else "white", "edgecolor": colour, "linewidth": 1, "linestyle": style}
        axes.barh(bar, ends - begins, left=begins, height=0.12, zorder=3, **look)


def _said(t: Speech, row: Row) -> str:
    """11. december · færdig"""
    when = t.when(row.moment, week=False) if row.moment is not None else t("without a date")
    said = " · ".join(filter(None, (when, state_words(t, row))))
    return said if len(said) <= LINE else f"{said[: LINE - 1]}…"


def _colour(row: Row) -> str:
    if row.state == MilestoneState.done:
        return DONE
    return OVER if row.over else LATE if row.late else OPEN


def _wrapped(text: str, width: int = LINE) -> list[str]:
    """A text on at most LONGEST lines of a width, broken between words where that is possible."""
    lines: list[str] = []
    left = " ".join(text.split()).replace(" · ", "\N{NO-BREAK SPACE}· ")  # a line does not begin with one
    while left and len(lines) < LONGEST:
        if len(left) <= width:
            return [*lines, left]
        cut = left.rfind(" ", width // 2, width + 1)
        cut = cut if cut > 0 else width
        lines.append(left[:cut])
        left = left[cut:].lstrip()
    if left:
        lines[-1] = f"{lines[-1][: width - 1]}…"
    return lines or [""]


def _text(axes: Any, x: float, y: float, text: str, **look: Any) -> None:
    behind = {"facecolor": "white", "edgecolor": "none", "pad": 0.7}  # no line runs through what is read
    usual = {"color": INK, "va": "baseline", "ha": "left", "parse_math": False, "zorder": 2, "bbox": behind}
    axes.text(x, y, text, **usual | look)
