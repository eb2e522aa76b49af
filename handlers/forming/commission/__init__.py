"""A group comes to be: a task force is ordered in two short steps, or a group that exists already is registered."""

from handlers.dialogue.router import Router

from . import ordering, quoting, registering

router = Router()
router.include(ordering.router, quoting.router, registering.router)
