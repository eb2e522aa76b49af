"""What a line of the journal says was done, in a few words: for a group's history and for its case file.

Kinds are listed here in one place, since lines outlive the capability that wrote them. A kind that is not
listed is shown as it is.
"""

from __future__ import annotations

from handlers.locale import Speech, mark
from storage.tables import JournalLine

DEEDS: dict[str, str] = {
    "group.registered": mark("Group registered"),
    "group.established": mark("Group established"),
    "group.withdrawn": mark("Order taken back"),
    "group.extended": mark("End date moved"),
    "group.end_holds": mark("End date confirmed"),
    "group.end_call": mark("Asked for a call about the end"),
    "group.closing": mark("Closing proposed"),
    "group.resumed": mark("Closing put off"),
    "group.dissolved": mark("Group dissolved"),
    "group.reopened": mark("Group reopened"),
    "undone": mark("Undone"),
}


def deed(line: JournalLine, t: Speech) -> str:
    """Gruppen opløst, Fortrudt: Slutdato flyttet."""
    what = line.facts.get("what")
    if line.what == "undone" and isinstance(what, str):
        return t("Undone: {what}", what=t(DEEDS[what]) if what in DEEDS else what)
    return t(DEEDS[line.what]) if line.what in DEEDS else line.what
