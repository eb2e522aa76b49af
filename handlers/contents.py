"""The contents page: every capability's router, in reading order."""

from __future__ import annotations

from .attention import digest, listing, news, overview, status
from .dialogue.router import Router
from .forming import acceptance, commission, establishment, nomination
from .people import absence, directory, erasure, me
from .people import help as help_


def everything() -> Router:
    """All routes of the house."""
    router = Router()
    router.include(
        directory.router,
        commission.router,
        nomination.router,
        acceptance.router,
        establishment.router,
        absence.router,
        me.router,
        erasure.router,
        help_.router_for(router),
        overview.router_for(router),
        status.router,
        listing.router,
        digest.router_for(router),
        news.router_for(router),
    )
    return router
