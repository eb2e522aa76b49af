"""The contents page: every capability's router, in reading order."""

from __future__ import annotations

from .attention import digest, news
from .dialogue.router import Router
from .forming import acceptance, commission, establishment, nomination


def everything() -> Router:
    """All routes of the house."""
    router = Router()
    router.include(
        commission.router,
        nomination.router,
        acceptance.router,
        establishment.router,
        digest.router_for(router),
        news.router_for(router),
    )
    return router
