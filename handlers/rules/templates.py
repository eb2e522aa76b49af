"""The kinds of groups that can be made: data, not subclasses. A kind is added by adding a row."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.locale import mark


@dataclass(frozen=True)
class Template:
    """What a kind of group is called, and how many people an organisation has in it unless it is said.

    `seats` is the highest number an organisation may have; None is "as many as are asked for".
    """

    key: str
    name: str
    seats: int | None = None


TEMPLATES = {
    each.key: each
    for each in (
        Template("task_force", mark("task force")),
        Template("working_group", mark("working group")),
        Template("stakeholder_circle", mark("stakeholder circle"), seats=2),
        Template("network", mark("network")),
    )
}
