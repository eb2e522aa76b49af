"""Who is in a group: add, replace or remove somebody, in the middle of the work.

    medlem Elnet                              who is in it, with what can be done
    medlem Elnet tilføj Kasper Thybo-Lund     add; an organisation instead of a name asks it for somebody
    medlem Elnet afløs Maja 1. februar        replace: Maja stops that day, her organisation is asked for another
    medlem Elnet fjern Maja                   remove, after a second press

The secretariat does it; a coordinator proposes it. Somebody from a municipality or a region is asked for through
their director, unless it is agreed already: then the director is told. An organisation may have so many seats
and no more; the secretariat alone may go on all the same.
"""

from __future__ import annotations

from handlers.dialogue.router import Router

from .adding import router as adding_routes
from .answering import router as answering_routes
from .leaving import router as leaving_routes
from .word import router as word_routes

router = Router()
router.include(word_routes, adding_routes, leaving_routes, answering_routes)
