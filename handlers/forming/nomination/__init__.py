"""Asking organisations for people: the cards, sending them, and what is answered.

request: planned ──sent──▶ waiting ──answered──▶ named | declined ──changed──▶ waiting
                              └──gone on without──▶ skipped ──asked again──▶ waiting
"""

from handlers.dialogue.router import Router

from . import again, answering, correcting, enquiries, following, late, noting, overdue, passing, receipts, sending

router = Router()
router.include(
    sending.router,
    receipts.router,
    answering.router,
    passing.router,
    enquiries.router,
    following.router,
    late.router,
    overdue.router,
    noting.router,
    again.router,
    correcting.router,
)
