"""The circle's directory: reading it from a file, changing a director, and asking once a year."""

from handlers.dialogue.router import Router

from . import changing, review
from .importing import Report, import_directory, report_card

__all__ = ["Report", "import_directory", "report_card", "router"]

router = Router()
router.include(changing.router, review.router)
