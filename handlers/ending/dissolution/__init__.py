"""Ending a group with its results recorded, its members thanked and its case in one file.

`/taskforce opløs Elnet`, *Vi er færdige nu* and *Rund af* open two questions: what came of it, and who
carries on. A coordinator from the commissioner's own organisation, or the secretariat, closes the group at once; one
from another organisation proposes it, and the secretariat closes (texts 7). Then the results stand, members
and directors are thanked (texts 8), open deadlines and questions fall away, the room is closed
(`GroupDissolved`), and the case can be fetched as one ZIP. Nothing of that is final: *Genåbn* or *Fortryd*
brings the group and its members back.
"""

from handlers.dialogue.router import Router

from . import closing, proposal, questions, reopening, result

router = Router()
router.include(questions.router, proposal.router, closing.router, reopening.router, result.router)
