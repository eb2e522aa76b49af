"""When a group ends, and asking its coordinator whether that holds.

A group that is established gets the day on which its coordinator is asked: 8.00 four weeks before the planned
end, and after that a week before (texts 7). Nothing ends by itself. *Ja, det holder* waits for the second
question, *Forlæng* moves the end and starts over, *Vi er færdige nu* and *Rund af* open the two questions of
the dissolution, *Ring til mig* tells the secretariat. A question that nobody answers stays open in the
overview and in the weekly digest. Without a coordinator the group's owner in the secretariat is asked.

A group without an end is asked about once a year: *Skal Digital infrastruktur fortsætte?* [Fortsæt et år] [Sæt
slutdato] [Rund af] [Ring til mig], at 8.00 on a working day a year after it began or was last confirmed (yearly.py).
"""

from handlers.dialogue.router import Router

from . import asking, extending, yearly

router = Router()
router.include(asking.router, extending.router, yearly.router)
