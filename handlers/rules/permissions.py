"""Who may do what: one table, walked by a test for every role against every command and button.

Secretariat: everything in its own circle. Director or deputy: answer for their own organisation only. Expert:
own nomination, own profile. Coordinator (tovholder), from any organisation: the group's plan and status;
dissolves when from the commissioner's organisation, else proposes it. Member: see their group. Everyone else:
nothing, and is told so politely. A card that was forwarded gives its new reader no rights.
"""

from __future__ import annotations

from enum import StrEnum


class Standing(StrEnum):
    """What somebody is to the thing that a request is about."""

    secretariat = "secretariat"
    reader = "reader"  # of the secretariat, may see but not send
    director = "director"  # of the organisation asked: director, deputy, or whoever answers for one away
    delegate = "delegate"  # the colleague to whom this request was passed on
    expert = "expert"  # the one who was named
    coordinator = "coordinator"  # of this group, or deputy coordinator
    offered = "offered"  # asked to be this group's coordinator
    member = "member"  # of this group
    oneself = "oneself"  # the person it is about, or the owner of the deadline
    known = "known"  # anybody in the directory


_ = Standing
SECRETARIAT = frozenset({_.secretariat})
STAFF = SECRETARIAT | {_.reader}
ASKED = SECRETARIAT | {_.director, _.delegate}
ANSWERS = frozenset({_.director, _.delegate})
LEADS = SECRETARIAT | {_.coordinator}
INSIDE = STAFF | {_.coordinator, _.member}
EVERYBODY = frozenset({_.known})
OWNER = LEADS | {_.oneself}

ALLOWED: dict[str, frozenset[Standing]] = {
    # directory and oneself
    "directory.list": STAFF,
    "directory.organisation": STAFF,
    "directory.review": STAFF,
    "directory.edit": SECRETARIAT,
    "directory.change": SECRETARIAT,
    "directory.confirm": SECRETARIAT,
    "me": EVERYBODY,
    "me.edit": EVERYBODY,
    "me.correct": EVERYBODY,
    "me.language": EVERYBODY,
    "me.cadence": EVERYBODY,
    "me.first": EVERYBODY,
    "me.keep": EVERYBODY,
    "me.link": EVERYBODY,
    "identity.confirm": EVERYBODY,
    "calendar.show": EVERYBODY,
    "calendar.address": EVERYBODY,
    "calendar.new": EVERYBODY,
    "me.erase": EVERYBODY,
    "me.erase.now": EVERYBODY,
    "away": EVERYBODY,
    "away.form": EVERYBODY,
    "away.set": EVERYBODY,
    "away.end": EVERYBODY,
    "help": EVERYBODY,
    # commission
    "commission.new": SECRETARIAT,
    "commission.from_message": SECRETARIAT,
    "commission.order": SECRETARIAT,
    "commission.whom": SECRETARIAT,
    "commission.edit": SECRETARIAT,
    "commission.withdraw": SECRETARIAT,
    "commission.register": SECRETARIAT,
    "commission.register.open": SECRETARIAT,
    "basis.write": LEADS,
    "basis.written": LEADS,
    "basis.skip": SECRETARIAT,
    # mandate
    "mandate.show": INSIDE,
    "mandate.changes": INSIDE,
    "mandate.write": SECRETARIAT | {_.coordinator, _.member},
    "mandate.written": SECRETARIAT | {_.coordinator, _.member},
    "mandate.add_organ": LEADS,
    "mandate.organ_added": LEADS,
    "mandate.organ": LEADS,
    "mandate.organ_kept": LEADS,
    "mandate.organ_drop": LEADS,
    "mandate.settle": LEADS,
    "mandate.send": LEADS,
    "mandate.anyway": LEADS,
    "mandate.again": LEADS,
    "mandate.read": INSIDE | {_.oneself},  # oneself: the secretary of the body that has it
    "mandate.approve": SECRETARIAT | {_.oneself},
    "mandate.approved": SECRETARIAT | {_.oneself},
    "mandate.return": SECRETARIAT | {_.oneself},
    "mandate.returned": SECRETARIAT | {_.oneself},
    "mandate.postpone": SECRETARIAT | {_.oneself},
    "mandate.postponed": SECRETARIAT | {_.oneself},
    # nomination
    "nomination.preview": STAFF,
    "nomination.send": SECRETARIAT,
    "nomination.correct": SECRETARIAT,
    "nomination.corrected": SECRETARIAT,
    "nomination.recall": SECRETARIAT,
    "nomination.call": SECRETARIAT,
    "nomination.nobody": SECRETARIAT,
    "nomination.extend": SECRETARIAT,
    "nomination.extended": SECRETARIAT,
    "nomination.go_on": SECRETARIAT,
    "nomination.ask_deputy": SECRETARIAT,
    "nomination.reopen": SECRETARIAT,
    "nomination.show": ASKED | {_.reader},
    "nomination.more": ASKED | {_.reader},
    "nomination.question": ANSWERS,
    "nomination.asked": ANSWERS,
    "nomination.reply": SECRETARIAT,
    "nomination.replied": SECRETARIAT,
    "nomination.yes": ANSWERS,
    "nomination.another": ANSWERS,
    "nomination.named": ANSWERS,
    "nomination.enough": ANSWERS,
    "nomination.decline": ANSWERS,
    "nomination.why_not": ANSWERS,
    "nomination.declined": ANSWERS,
    "nomination.change": ANSWERS,
    "nomination.delegate": ANSWERS,
    "nomination.delegated": ANSWERS,
    "nomination.want_in": ANSWERS,
    "answer.open": SECRETARIAT,
    "answer.note": SECRETARIAT,
    "answer.noted": SECRETARIAT,
    # acceptance
    "acceptance.yes": frozenset({_.expert}),
    "acceptance.no": frozenset({_.expert}),
    "acceptance.question": frozenset({_.expert}),
    "acceptance.asked": frozenset({_.expert}),
    "acceptance.show": frozenset({_.expert}),
    "acceptance.reply": SECRETARIAT,
    "acceptance.replied": SECRETARIAT,
    # coordinator and members
    "role.yes": SECRETARIAT | {_.offered},
    "role.no": SECRETARIAT | {_.offered},
    "role.talk": SECRETARIAT | {_.offered},
    "coordinator.choose": SECRETARIAT,
    "coordinator.chosen": SECRETARIAT,
    "coordinator.replace": SECRETARIAT,
    "coordinator.deputy": LEADS,
    "coordinator.deputised": LEADS,
    "coordinator.later": LEADS,
    "handover": LEADS,
    "handover.open": LEADS,
    "handover.given": LEADS,
    "handover.everything": SECRETARIAT,
    "handover.all": SECRETARIAT,
    "vacancy.note": INSIDE,
    "member": LEADS,
    "member.add": LEADS,
    "member.added": LEADS,
    "member.over": SECRETARIAT,
    "member.swap": LEADS,
    "member.replace": LEADS,
    "member.replaced": LEADS,
    "member.remove": LEADS,
    "member.agree": SECRETARIAT,
    "member.decline": SECRETARIAT,
    # milestones and outputs
    "deadline": SECRETARIAT | {_.coordinator, _.member},
    "milestone.noted": SECRETARIAT | {_.coordinator, _.member},
    "milestone.anyway": SECRETARIAT | {_.coordinator, _.member},
    "milestone.new": SECRETARIAT | {_.coordinator, _.member},
    "milestone.list": INSIDE,
    "milestone.edit": LEADS,
    "milestone.edited": LEADS,
    "milestone.drop": LEADS,
    "milestone.confirm": LEADS,
    "milestone.decline": LEADS,
    "milestone.choose_owner": LEADS,
    "milestone.owned": LEADS,
    "milestone.helped": LEADS,
    "milestone.done": OWNER,
    "milestone.delayed": OWNER,
    "milestone.put_off": OWNER,
    "milestone.new_date": OWNER,
    "milestone.moved": OWNER,
    "milestone.not_mine": OWNER,
    "milestone.help": OWNER,
    "gate.show": OWNER,
    "gate.yes": OWNER,
    "gate.no": OWNER,
    "gate.postpone": OWNER,
    "gate.postponed": OWNER,
    "back_plan.open": LEADS,
    "back_plan.preview": LEADS,
    "back_plan.save": LEADS,
    "plan": INSIDE,
    "plan.item": INSIDE,
    "plan.new": LEADS,
    "plan.paste": LEADS,
    "plan.preview": LEADS,
    "plan.points": LEADS,
    "plan.points.added": LEADS,
    "plan.point": LEADS,
    "plan.point.edited": LEADS,
    "plan.point.drop": LEADS,
    "frame.show": INSIDE,
    "frame.new": LEADS,
    "frame.made": LEADS,
    "frame.edit": LEADS,
    "frame.changed": LEADS,
    "frame.drop": LEADS,
    "hours.edit": OWNER,
    "hours.edited": OWNER,
    "beside.choose": LEADS,
    "beside.chosen": LEADS,
    "beside.drop": LEADS,
    "process.new": SECRETARIAT,
    "process.made": SECRETARIAT,
    "output.list": INSIDE,
    "output.add": SECRETARIAT | {_.coordinator, _.member},
    "output.added": SECRETARIAT | {_.coordinator, _.member},
    "output.deliver": SECRETARIAT | {_.coordinator, _.member},
    "output.delivered": SECRETARIAT | {_.coordinator, _.member},
    "output.drop": LEADS,
    "room.heard": SECRETARIAT | {_.coordinator, _.member},
    "room.unsaid": SECRETARIAT | {_.coordinator, _.member},
    "marked.keep": frozenset({_.oneself}),
    "marked.fill": frozenset({_.oneself}),
    "marked.filled": frozenset({_.oneself}),
    "marked.decide": frozenset({_.oneself}),
    "marked.decided": frozenset({_.oneself}),
    "marked.deliver": frozenset({_.oneself}),
    "marked.delivered": frozenset({_.oneself}),
    "marked.colour": frozenset({_.oneself}),
    "decision.confirm": LEADS,
    "decision.decline": LEADS,
    "room": LEADS,
    "room.link": LEADS,
    "room.linked": LEADS,
    "room.again": LEADS,
    "room.address": SECRETARIAT,
    "room.addressed": SECRETARIAT,
    "room.joined": EVERYBODY,  # the face says so, of whoever came in or went out
    "room.left": EVERYBODY,
    # attention
    "overview.show": EVERYBODY,
    "home.show": EVERYBODY,
    "status.show": INSIDE,
    "list.show": LEADS | {_.reader},
    "news.show": EVERYBODY,
    # ending
    "end.holds": LEADS,
    "end.extend": LEADS,
    "end.longer": LEADS,
    "end.choose": LEADS,
    "end.until": LEADS,
    "end.finished": LEADS,
    "end.call": LEADS,
    "end.another_year": LEADS,
    "evaluation.plan": LEADS,
    "evaluation.planned": LEADS,
    "evaluation.drop": LEADS,
    "evaluation.show": INSIDE,
    "evaluation.close": SECRETARIAT,
    "evaluation.answer": frozenset({_.oneself}),
    "evaluation.answered": frozenset({_.oneself}),
    "evaluation.read": INSIDE | {_.oneself},
    "dissolve": LEADS,
    "dissolve.open": LEADS,
    "dissolve.close": LEADS,
    "dissolve.approve": SECRETARIAT,
    "dissolve.not_yet": SECRETARIAT,
    "reopen": LEADS,
    "result.show": EVERYBODY,
    # record
    "undo": EVERYBODY,
    "undo.line": SECRETARIAT | {_.oneself},
    "history.show": STAFF,  # it holds who said no, and why
    "casefile": STAFF,
    "calendar_group": INSIDE,
    "mandate": INSIDE | {_.oneself},  # a version as a paper; oneself: the secretary of a body that approves it
    "evaluation": INSIDE | {_.oneself},  # what came of one as a paper; oneself: somebody who was asked
    "plan.csv": INSIDE,
    "plan.png": INSIDE,
    "undelivered.call": SECRETARIAT,
    "undelivered.correct": SECRETARIAT,
    "undelivered.corrected": SECRETARIAT,
}


def may(action: str, standing: frozenset[Standing]) -> bool:
    """Whether somebody of this standing may do it. What the table does not name, nobody may."""
    return bool(ALLOWED.get(action, frozenset()) & standing)
