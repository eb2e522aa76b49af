"""Asking organisations for people: the cards, sending them, and what is answered.

request: planned ──sent──▶ waiting ──answered──▶ named | declined ──changed──▶ waiting
                              └──gone on without──▶ skipped ──asked again──▶ waiting
"""

from handlers.dialogue.router import Router

from . import answering, following, noting, receipts, sending

router = Router()
router.include(sending.router, receipts.router, answering.router, following.router, noting.router)
