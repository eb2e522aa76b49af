"""A group's life: every state, and every step from one to another. README draws the same table.

ordered ──send──▶ nominating ──establish──▶ established ──propose_end──▶ closing
   │                  │                       ▲  │  ▲                      │  │
   └──withdraw──▶ withdrawn ◀──withdraw──┘    │  │  └───────resume─────────┘  │
                                              │  └──dissolve──▶ dissolved ◀───┘ dissolve
(register starts in established)              └──────reopen────────┘
"""

from __future__ import annotations

from enum import StrEnum

from storage.tables import GroupState


class Step(StrEnum):
    """What can be done with a group as a whole."""

    send = "send"
    withdraw = "withdraw"
    establish = "establish"
    propose_end = "propose_end"
    resume = "resume"
    dissolve = "dissolve"
    reopen = "reopen"


_ = GroupState
TRANSITIONS: dict[tuple[GroupState, Step], GroupState] = {
    (_.ordered, Step.send): _.nominating,
    (_.ordered, Step.withdraw): _.withdrawn,
    (_.nominating, Step.withdraw): _.withdrawn,
    (_.nominating, Step.establish): _.established,
    (_.established, Step.propose_end): _.closing,
    (_.closing, Step.resume): _.established,
    (_.established, Step.dissolve): _.dissolved,
    (_.closing, Step.dissolve): _.dissolved,
    (_.dissolved, Step.reopen): _.established,
}


def after(state: GroupState, step: Step) -> GroupState | None:
    """The state after a step; None when the step cannot be taken from there."""
    return TRANSITIONS.get((state, step))
