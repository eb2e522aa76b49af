"""The expert's own yes, no or question, and what follows from it.

An expert is asked once a group, by a card that says why, how long and what for. A yes makes them a member, a no
gives the seat back to whoever named them, a question goes to the secretariat.
"""

from handlers.dialogue.router import Router

from . import answering, questions

router = Router()
router.include(answering.router, questions.router)
