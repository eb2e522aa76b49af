"""How a group stands, told to those who should know: the bodies, the secretariat, and the group's own page.

    [Status] on a group's page       how it stands, whom it is told, and the ways from there
    [Tilføj modtagere]               the bodies that are told, once ("januar 2019") or again and again ("hver anden
                                     måned"); each time is a deadline of its own, done for each body by itself
    [Bed om status]                  one group, or all of them from the overview, is asked: a colour, a line, the next
                                     step; [Spørg fast] asks by a rhythm
    [Statuspapir]                    background, purpose, status and next steps as a card and as a Word document; who
                                     leads the group may correct the text first
    [Samlet papir]                   for a body that several groups report to, with whoever has not answered named in it

A marked line `Status: gul – …` in the room answers an open question as well.
"""

from __future__ import annotations

from handlers.dialogue.router import Router

from .answering import router as answering_routes
from .asking import router as asking_routes
from .everybody import router as everybody_routes
from .paper import router as paper_routes
from .recipients import router as recipients_routes
from .standing import router as standing_routes
from .telling import router as telling_routes

router = Router()
router.include(
    standing_routes,
    recipients_routes,
    telling_routes,
    asking_routes,
    everybody_routes,
    answering_routes,
    paper_routes,
)
