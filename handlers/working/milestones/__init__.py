"""A group's deadlines: set, moved, finished, asked about, and missed.

    frist Elnet                                        what is on the plan, or the form when nothing is
    frist Elnet fredag kl. 12 budskabspapir @Anna      done at once; the date first or last
    frist Elnet møde med distributørerne uden dato     on the plan, without a date

A coordinator and the secretariat set deadlines; what a member sets is a proposal, which the coordinator confirms
with one press. The owner is asked two working days before, and once more when the day has passed.
"""

from __future__ import annotations

from handlers.dialogue.router import Router

from .asking import router as asking_routes
from .attending import router as attending_routes
from .lines import router as lines_routes
from .noting import router as noting_routes
from .owning import router as owning_routes
from .planning import router as planning_routes

router = Router()
router.include(noting_routes, planning_routes, asking_routes, attending_routes, owning_routes, lines_routes)
