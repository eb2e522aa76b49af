"""Marked lines in a group's own room, noted as they are written (the grammar stands in rules/marked.py).

    Frist: fredag den 11. december kl. 12 – budskabspapir – @Anna
    Beslutning: Vi går videre med model B – direktionen – 2. december
    Leverance: Notat om netkapacitet – https://…
    Status: gul – venter på tal fra netselskabet

A face says `room.heard` with the text of a new or edited message, and `room.unsaid` of a deleted one. What is noted
gets ✅ and a receipt under the message; what is not understood gets ❓, and its writer alone is asked. The coordinator,
the deputy and the secretariat note at once; a member's deadline or decision is a proposal. Editing the message changes
what it became, deleting it takes that back; both are new lines in the journal. Whatever else is written is not kept.
"""

from __future__ import annotations

from handlers.dialogue.router import Router

from .answering import router as answering_routes
from .decisions import router as decisions_routes
from .hearing import router as hearing_routes
from .states import router as states_routes

router = Router()
router.include(hearing_routes, answering_routes, decisions_routes, states_routes)
