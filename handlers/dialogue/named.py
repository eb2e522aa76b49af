"""What to call a person, an organisation in a list, a group and what it is for, and whoever ordered it."""

from __future__ import annotations

from handlers.locale import Speech
from handlers.rules.templates import TASK_FORCE
from storage import people
from storage.engine import Store
from storage.tables import Circle, Group, Organisation, Person


def name_of(t: Speech, person: Person) -> str:
    """The full name; "Erased profile" for somebody whose name is no longer kept."""
    return person.name or t("Erased profile")


def short_name(circle: Circle, organisation: Organisation) -> str:
    """An organisation in a list; the circle's secretariat goes by the circle's own name."""
    return circle.title if organisation.id == circle.secretariat_id else organisation.short


def commissioner(store: Store, group: Group) -> str:
    """By whom a group was ordered: BRN when its own secretariat did it, else the organisation."""
    return short_name(people.circle(store), people.organisation(store, group.commissioner_id))


def group_name(t: Speech, group: Group) -> str:
    """Taskforcen Elnet, at the beginning of a sentence; a group of another kind goes by its title."""
    return t("The task force {title}", title=group.title) if group.template == TASK_FORCE.key else group.title


def group_inside(t: Speech, group: Group, title: str | None = None) -> str:
    """taskforcen Elnet, inside a sentence; `title` is how much of its own there is room for."""
    title = title or group.title
    return t("the task force {title}", title=title) if group.template == TASK_FORCE.key else title


def aim(t: Speech, group: Group) -> str:
    """Taskforcen Elnet skal skærpe Nordjyllands argumenter for et stærkere elnet; empty when nobody has said."""
    return t("{group} is to {task}.", group=group_name(t, group), task=group.task) if group.task else ""


def purpose(t: Speech, group: Group) -> str:
    """Taskforcen skal …, where its title stands above; empty when nobody has said."""
    task = group.task.rstrip(". ")
    if not task:
        return ""
    if group.template == TASK_FORCE.key:
        return t("The task force is to {task}.", task=task)
    return t("The group is to {task}.", task=task)
