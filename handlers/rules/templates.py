"""The kinds of groups that can be made: data, not subclasses. A kind is added by adding a row."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.locale import mark
from storage.tables import PROCESS

from .names import typed


@dataclass(frozen=True)
class Template:
    """What a kind of group is called, and how many people an organisation has in it unless it is said.

    `seats` is the highest number an organisation may have; None is "as many as are asked for". What has a `basis` is
    ordered by a political decision (AT-A3-1). `said` are the words after *ny* by which one is ordered. What is `light`
    has nobody in it and begins at once.
    """

    key: str
    name: str
    seats: int | None = None
    basis: bool = False
    said: tuple[str, ...] = ()
    light: bool = False


TASK_FORCE = Template("task_force", mark("task force"))
TEMPLATES = {
    each.key: each
    for each in (
        TASK_FORCE,
        Template(
            "assignment",
            mark("ordered assignment"),
            basis=True,
            said=("bestilt opgave", "bestilling", "ordered assignment", "assignment"),
        ),
        Template("working_group", mark("working group")),
        Template("stakeholder_circle", mark("stakeholder circle"), seats=2),
        Template("network", mark("network")),
        Template(PROCESS, mark("process"), said=("forløb", "process"), light=True),
    )
}


def kind_said(words: str) -> tuple[Template, str]:
    """The kind that the words after *ny* begin with and the rest of them, as in `bestilt opgave Digital
    infrastruktur`; a task force and all of them when they name none."""
    several = words.split()
    for template in TEMPLATES.values():
        for said in template.said:
            count = len(said.split())
            if typed(" ".join(several[:count])) == typed(said):
                return template, " ".join(several[count:])
    return TASK_FORCE, words
