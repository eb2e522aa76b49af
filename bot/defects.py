"""Where a defect of a face becomes a reference number, so that it reaches nobody as anything else."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TypeVar

from .runner import Defect, Runner

Result = TypeVar("Result")


async def guarded(work: Awaitable[Result], runner: Runner, **about: object) -> Result | Defect:
    """What comes of some work, or the defect that it met; logged with what it was about, the face first of all."""
    try:
        return await work
    except Exception:
        return runner.defect(**about)
