"""What a line of the journal says was done, in a few words: for a group's history and for its case file.

Kinds are listed here in one place, since lines outlive the capability that wrote them. A kind that is not
listed is shown as it is.
"""

from __future__ import annotations

from collections.abc import Mapping

from handlers.locale import Speech, mark
from storage.tables import JournalLine

UNDONE = ".undone"  # how the kind of a line ends that a capability wrote about its own undoing

DEEDS: dict[str, str] = {
    "group.ordered": mark("Group ordered"),
    "group.registered": mark("Group registered"),
    "basis.written": mark("Political decision written"),
    "basis.edited": mark("Political decision edited"),
    "basis.skipped": mark("Gone on without a political decision"),
    "group.established": mark("Group established"),
    "group.withdrawn": mark("Order taken back"),
    "group.extended": mark("End date moved"),
    "group.end_holds": mark("End date confirmed"),
    "group.continued": mark("Goes on for another year"),
    "group.end_call": mark("Asked for a call about the end"),
    "group.closing": mark("Closing proposed"),
    "group.resumed": mark("Closing put off"),
    "group.dissolved": mark("Group dissolved"),
    "group.reopened": mark("Group reopened"),
    "mandate.written": mark("Mandate written"),
    "mandate.organ_added": mark("Body to approve the mandate added"),
    "mandate.organ_edited": mark("Body to approve the mandate edited"),
    "mandate.organ_dropped": mark("Body to approve the mandate dropped"),
    "mandate.settled": mark("Settled who approves the mandate"),
    "mandate.sent": mark("Mandate sent for approval"),
    "mandate.approved": mark("Mandate approved by a body"),
    "mandate.returned": mark("Mandate sent back"),
    "mandate.postponed": mark("Mandate put off"),
    "mandate.begun": mark("New version of the mandate begun"),
    "nomination.sent": mark("Requests sent"),
    "nomination.recalled": mark("Order taken back"),
    "nomination.corrected": mark("Correction sent"),
    "nomination.named": mark("Expert named"),
    "nomination.enough": mark("Naming finished"),
    "nomination.declined": mark("Not this time"),
    "nomination.reason": mark("Why not"),
    "nomination.changed": mark("Answer changed"),
    "nomination.delegated": mark("Passed on to a colleague"),
    "nomination.wants_in": mark("Would like to join after all"),
    "nomination.reminded": mark("Reminder sent"),
    "nomination.question": mark("Question asked"),
    "nomination.replied": mark("Question answered"),
    "nomination.called": mark("Called"),
    "nomination.deputy_asked": mark("Deputy asked"),
    "nomination.reopened": mark("Request opened again"),
    "answer.noted": mark("Answer noted"),
    "round.extended": mark("Reply deadline moved"),
    "round.went_on": mark("Gone on without"),
    "round.closed": mark("Round closed"),
    "acceptance.yes": mark("Expert said yes"),
    "acceptance.no": mark("Expert said no"),
    "acceptance.question": mark("Question asked"),
    "acceptance.replied": mark("Question answered"),
    "acceptance.reminded": mark("Expert reminded"),
    "coordinator.asked": mark("Asked to be coordinator"),
    "coordinator.agreed": mark("Agreed to be coordinator"),
    "coordinator.declined": mark("Declined to be coordinator"),
    "coordinator.became": mark("Became coordinator"),
    "coordinator.appointed": mark("Appointed coordinator"),
    "coordinator.deputised": mark("Deputy coordinator chosen"),
    "coordinator.talk": mark("Would like to talk about it"),
    "coordinator.handed_over": mark("Coordinator role passed on"),
    "handover.announced": mark("Handover announced"),
    "handover.done": mark("Handover done"),
    "owner.changed": mark("New contact in the secretariat"),
    "member.wanted": mark("Organisation asked for a member"),
    "member.proposed": mark("Change of members proposed"),
    "member.agreed": mark("Proposal about members agreed"),
    "member.declined": mark("Proposal about members declined"),
    "member.added": mark("Member added"),
    "member.joined": mark("Member joined"),
    "member.leaving": mark("Replacement announced"),
    "member.removed": mark("Member removed"),
    "member.left": mark("Member left"),
    "seats.raised": mark("One seat more"),
    "milestone.noted": mark("Deadline set"),
    "milestone.edited": mark("Deadline edited"),
    "milestone.moved": mark("Deadline moved"),
    "milestone.delayed": mark("Delay reported"),
    "milestone.done": mark("Deadline done"),
    "milestone.held": mark("Meeting held"),
    "milestone.dropped": mark("Deadline dropped"),
    "milestone.confirmed": mark("Proposed deadline confirmed"),
    "milestone.declined": mark("Proposed deadline declined"),
    "plan.pasted": mark("Plan pasted"),
    "plan.points_added": mark("Points added to a deadline"),
    "plan.point_edited": mark("Point of a deadline edited"),
    "plan.point_done": mark("Point of a deadline done"),
    "plan.point_reopened": mark("Point of a deadline not done after all"),
    "plan.point_dropped": mark("Point of a deadline dropped"),
    "milestone.owned": mark("Owner of a deadline chosen"),
    "milestone.not_mine": mark("Deadline given back"),
    "milestone.help": mark("Help asked for"),
    "milestone.helped": mark("Help given"),
    "gate.yes": mark("Decided: yes"),
    "gate.no": mark("Decided: no"),
    "gate.postponed": mark("Decision put off"),
    "plan.backwards": mark("Planned backwards"),
    "process.made": mark("Process begun"),
    "frame.made": mark("Economic frame written down"),
    "frame.changed": mark("Economic frame changed"),
    "frame.ended": mark("Economic frame ended"),
    "hours.edited": mark("Hours of a member changed"),
    "beside.linked": mark("Another plan shown beside the plan"),
    "beside.unlinked": mark("Another plan no longer shown beside the plan"),
    "output.added": mark("Result added"),
    "output.delivered": mark("Result delivered"),
    "output.dropped": mark("Result dropped"),
    "output.edited": mark("Result edited"),
    "output.withdrawn": mark("Result withdrawn"),
    "decision.noted": mark("Decision noted"),
    "decision.edited": mark("Decision edited"),
    "decision.confirmed": mark("Proposed decision confirmed"),
    "decision.declined": mark("Proposed decision declined"),
    "decision.withdrawn": mark("Decision withdrawn"),
    "status.noted": mark("Status noted"),
    "status.edited": mark("Status edited"),
    "status.withdrawn": mark("Status withdrawn"),
    "status.asked": mark("Status asked for"),
    "status.asked_all": mark("Status asked for, of all groups"),
    "status.chased": mark("Reminder sent"),
    "status.went_on": mark("Gone on without a status"),
    "status.rhythm": mark("Rhythm of status set"),
    "status.recipients": mark("Bodies to be told how the group stands"),
    "status.recipient_ended": mark("Body told no more"),
    "status.paper": mark("Text of the status paper corrected"),
    "status.paper_anew": mark("Status paper put together anew"),
    "evaluation.planned": mark("Evaluation planned"),
    "evaluation.asked": mark("Evaluation sent out"),
    "evaluation.answered": mark("Evaluation answered"),
    "evaluation.closed": mark("Evaluation summed up"),
    "evaluation.dropped": mark("Evaluation called off"),
    "identity.tied": mark("Account tied"),
    "identity.recognised": mark("Account recognised"),
    "room.bound": mark("Room bound"),
    "room.moved": mark("Room moved"),
    "room.again": mark("Room tried again"),
    "room.addressed": mark("Address corrected"),
    "undelivered.corrected": mark("Address corrected"),
    "undone": mark("Undone"),
}
BY_LINK = "link"  # the face of the pages behind the links in mails
BY_PAGE = "page"  # the face of the pages on which long forms are filled in
WAYS: dict[str, str] = {  # by which an answer came or a thing was done
    "phone": mark("By phone"),
    "mail": mark("By mail"),
    "meeting": mark("In a meeting"),
    "workspace": mark("the workspace"),
    "slack": mark("On Slack"),
    "teams": mark("In Teams"),
    BY_LINK: mark("By link in the mail"),
    BY_PAGE: mark("On the form's own page"),
    "clock": mark("the clock"),
}
NOTED = ("phone", "mail", "meeting")
"""The ways of an answer that the secretariat noted for whoever gave it; every other way is a face."""
REASONS: dict[str, str] = {  # why an organisation has nobody this time
    "time": mark("No time just now"),
    "knowledge": mark("Nobody with that knowledge"),
    "relevance": mark("Not relevant for us"),
}


def deed(line: JournalLine, t: Speech) -> str:
    """Gruppen opløst, Fortrudt: Slutdato flyttet."""
    what = line.facts.get("what") if line.what == "undone" else line.what.removesuffix(UNDONE)
    if isinstance(what, str) and what != line.what:
        return t("Undone: {what}", what=_said(what, t))
    return _said(line.what, t)


def way(word: str, t: Speech) -> str:
    """På telefon, of "phone"."""
    return t(WAYS[word]) if word in WAYS else word


def by_themselves(via: str) -> bool:
    """Whether an answer that came by a way was given by its person, on a face, and not noted for them."""
    return via != "" and via not in NOTED


def reason(word: str, t: Speech) -> str:
    """Ingen tid lige nu, of "time"."""
    return t(REASONS[word]) if word in REASONS else word


def words(texts: Mapping[str, str], t: Speech) -> str:
    """The texts of a line, one after the other; what was chosen from a few is in the language of `t`."""
    spoken = {"via": way, "reason": reason}
    return " · ".join(spoken[name](text, t) if name in spoken else text for name, text in texts.items())


def _said(what: str, t: Speech) -> str:
    return t(DEEDS[what]) if what in DEEDS else what
