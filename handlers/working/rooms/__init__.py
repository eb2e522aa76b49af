"""A group's room: opened when the group begins, closed when it ends, or bound to where the group talks already.

    rum Elnet                          which room it is, who is inside and who is not
    rum Elnet https://teams.example    bind the group to a link
    rum Elnet                          in a channel of nobody's: bind the group to this channel

The members are invited, also those who come later; in Teams, where a bot can let nobody in, they are compared with the
team of the channel. The first post says what the group is for and who is in it, and
stays at the top; the next says what of all that is written there is read. Who cannot be let in is shown to the
group's owner, with what can be done about it; so is a room that could not be made, somebody who came in without
being a member, and a member who went out.
"""

from __future__ import annotations

from handlers.dialogue.router import Router

from .first_post import room_name
from .opening import router as opening_routes
from .reaching import router as reaching_routes
from .visits import router as visits_routes
from .word import router as word_routes

router = Router()
router.include(word_routes, opening_routes, reaching_routes, visits_routes)

__all__ = ["room_name", "router"]
