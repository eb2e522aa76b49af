"""Evaluating a group, while it works or after it has ended.

    {Planlæg evaluering} · "foråret 2009" · medlemmerne og organisationernes direktører

Everybody is asked when the time begins, at 8.00 on a working day: should the group be kept, changed or dissolved? The
form gathers the primary interests, how often they meet, how well it is rooted at home, which competences are missing
and whose it is (AT-B9-1). It can be kept as a draft, and changed until it is summed up. Whoever has not answered is
asked once more two working days before the end. When the time is over it is summed up by itself, or earlier by the
secretariat: a card, a paper, a line in the journal. A plan that goes on beside the group's stands next to it. What
comes of it is for whoever leads the group to decide: [Rund af], [Sæt slutdato].
"""

from handlers.dialogue.router import Router

from . import answering, asking, planning, summing

router = Router()
router.include(planning.router, asking.router, answering.router, summing.router)
