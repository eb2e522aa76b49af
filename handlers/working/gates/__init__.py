"""Where a plan waits for a yes: *hvis udvalget i januar siger ja til forstyrrelsesgrupper …*

    Sagde Politisk Koordination & Økonomi ja?  [Ja] [Nej] [Udsat]

A deadline on which others hang is a gate (storage/gates). On the working day after it, whoever leads the group is
asked what was decided; until then nobody is asked about what hangs on it.

1. A yes opens what waited: its owners are asked as about any deadline.
2. A no makes it fall away, point by point, together with what hangs on that in turn. The members are told once.
3. A decision that is put off gets another date, or none for the time being; what waits goes on waiting.

Each of them can be undone.
"""

from __future__ import annotations

from handlers.dialogue.router import Router

from .deciding import router as deciding_routes
from .postponing import router as postponing_routes

router = Router()
router.include(deciding_routes, postponing_routes)
