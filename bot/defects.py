"""Where a defect of a face becomes a reference number, so that it reaches nobody as anything else."""

from __future__ import annotations

from collections.abc import Awaitable
from contextlib import suppress
from typing import TypeVar

from storage.unavailable import Unavailable

from .runner import Defect, Runner

Result = TypeVar("Result")


async def guarded(work: Awaitable[Result], runner: Runner, **about: object) -> Result | Defect:
    """What comes of some work, or the defect that it met; logged with what it was about, the face first of all.
    Raises Unavailable, which is no defect and has been logged."""
    try:
        return await work
    except Unavailable:
        raise
    except Exception:
        return runner.defect(**about)


async def beside(work: Awaitable[Result], runner: Runner, **about: object) -> Result | Defect | None:
    """The same for what nobody waits for: None while the database is away."""
    with suppress(Unavailable):
        return await guarded(work, runner, **about)
    return None
