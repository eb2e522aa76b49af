"""The mandate of a group (kommissorium): what it is for, what it is to present, and who has approved that.

`/taskforce kommissorium Elnet` shows it. Whoever leads the group, and its members, write its ten sections in turns
(writing.py); nobody's text is lost when two write at once. Whoever leads it says which bodies approve it, and which of
them it is not yet known of (chain.py), and sends it (sending.py): never without its required output. Each body's
secretary gets a card in turn and says what became of it (answering.py); a yes is a decision of the group. One that puts
it off is asked again on its new day (postponing.py). After a no, or when something is to be another after all, there is
a new version (versions.py).
"""

from __future__ import annotations

from handlers.dialogue.router import Router

from .answering import router as answering_routes
from .chain import router as chain_routes
from .postponing import router as postponing_routes
from .sending import router as sending_routes
from .showing import router as showing_routes
from .versions import router as versions_routes
from .writing import router as writing_routes

router = Router()
router.include(showing_routes, writing_routes, chain_routes, sending_routes)
router.include(answering_routes, postponing_routes, versions_routes)
