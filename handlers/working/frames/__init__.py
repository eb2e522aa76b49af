"""What a group may cost and what it borrows: economic frames, hours, and what goes on beside it.

- `showing`   [Ramme og timer] on a group's page: its frames with who shares them, and each member's hours
- `keeping`   a frame is written, changed, shared with other groups, or ended
- `telling`   who coordinates a group hears of a change, once
- `hours`     [Ret timer]: hours a week of one member
- `besides`   [Vis ved siden af]: the plan and frame of another group or process beside a group's own plan
- `processes` `ny forløb Budget 2015`: something that goes on beside groups, with a plan and a frame and nobody in it
"""

from __future__ import annotations

from handlers.dialogue.router import Router

from . import besides, hours, keeping, processes, showing

router = Router()
router.include(showing.router, keeping.router, hours.router, besides.router, processes.router)
