"""The contents page: every capability's router, in reading order."""

from __future__ import annotations

from .attention import digest, listing, overview, status
from .dialogue.router import Router
from .ending import dissolution, end_date, evaluation
from .forming import acceptance, basis, commission, establishment, mandate, nomination
from .people import absence, calendar, directory, erasure, identities, me
from .people import help as help_
from .record import history, undelivered, undo
from .working import (
    back_planning,
    coordinator,
    frames,
    gates,
    marked,
    members,
    milestones,
    outputs,
    plan,
    rooms,
    status_reports,
)


def everything() -> Router:
    """All routes of the house."""
    router = Router()
    router.include(
        directory.router,
        commission.router,
        basis.router,
        nomination.router,
        acceptance.router,
        coordinator.router,  # before establishment: a group begins with its coordinator in it
        establishment.router,
        members.router,
        plan.router,
        milestones.router,
        mandate.router,
        gates.router,
        back_planning.router,
        frames.router,
        outputs.router,
        marked.router,
        status_reports.router,
        rooms.router,
        end_date.router,
        dissolution.router,
        evaluation.router,
        absence.router,
        me.router,
        identities.router,
        calendar.router,
        erasure.router,
        help_.router_for(router),
        overview.router_for(router),
        status.router,
        listing.router,
        digest.router_for(router),
        history.router,
        undelivered.router,
        undo.router_for(router.undoers),  # last: it undoes what all of them do
    )
    return router
