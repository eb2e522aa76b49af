"""The contents page: every capability's router, in reading order."""

from __future__ import annotations

from .dialogue.router import Router


def everything() -> Router:
    """All routes of the house."""
    router = Router()
    router.include()
    return router
