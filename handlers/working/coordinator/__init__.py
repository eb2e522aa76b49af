"""The tovholder of a group: asked, appointed, deputised, missed when there is none, and handed over.

- `asking`    an order's coordinator is appointed, or asked once they are in the group: yes, no, a talk first
- `choosing`  the secretariat or the coordinator chooses another one, or a deputy
- `passing`   `/taskforce overdrag`: the role goes on, with a note, now or from a day on
- `takeover`  a member of the secretariat gives everything of theirs to a colleague
- `vacancy`   a group without a coordinator, or soon without one: the secretariat and the members hear of it
"""

from __future__ import annotations

from handlers.dialogue.router import Router

from .asking import router as asking_routes
from .choosing import router as choosing_routes
from .passing import router as passing_routes
from .takeover import router as takeover_routes
from .vacancy import router as vacancy_routes

router = Router()
router.include(asking_routes, choosing_routes, passing_routes, takeover_routes, vacancy_routes)
