"""A group's plan as it was agreed: with every precision, its bodies and points, and what waits for a decision.

    plan Elnet                  the plan, in order
    [Indsæt en plan]            a plan as it was written, pasted as a whole

What is pasted is shown line by line with what was read of it, and nothing is on the plan before it has been seen. What
could not be read is shown as it was written, and can be corrected there.
"""

from __future__ import annotations

from handlers.dialogue.router import Router

from .pasting import router as pasting_routes
from .points import router as points_routes
from .showing import router as showing_routes

router = Router()
router.include(showing_routes, pasting_routes, points_routes)
