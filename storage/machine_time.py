"""The database's own time, which leases and backoffs are counted in: a host with a wrong clock does harm to nobody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Float, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import UTCDateTime


class machine_time(FunctionElement[datetime]):  # noqa: N801  (it reads as the SQL function it stands for)
    """The database's own time, moved by a number of seconds, or by an expression of seconds."""

    type = UTCDateTime()
    inherit_cache = True

    def __init__(self, seconds: float | ColumnElement[float] = 0) -> None:
        super().__init__(seconds if isinstance(seconds, ColumnElement) else literal(float(seconds), Float()))


@compiles(machine_time, "sqlite")
def _sqlite(element: machine_time, compiler: Any, **options: Any) -> str:
    seconds = compiler.process(element.clauses, **options)
    return f"strftime('%Y-%m-%d %H:%M:%f000', 'now', printf('%+.3f seconds', {seconds}))"


@compiles(machine_time, "postgresql")
def _postgresql(element: machine_time, compiler: Any, **options: Any) -> str:
    seconds = compiler.process(element.clauses, **options)
    return f"(clock_timestamp() + make_interval(secs => CAST({seconds} AS double precision)))"
