"""The guide beside the workspace: ten steps that lead a newcomer through "Elnet", from order to thanks.

Each step says who does it and what to press. Whether it has been done is read from the group itself, so it
does not matter how somebody got there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from handlers.locale import Speech
from storage import workspace
from storage.engine import Store
from storage.tables import GroupState, RequestState
from storage.workspace import Story

TITLE = "Elnet"
ANNA = "anna.lindholt@hjoerring.example"
ASKED_BY_PHONE = "Thisted"
NAMED = "Hjørring"


@dataclass(frozen=True)
class Player:
    """Somebody of the cast who takes part: number, name, and whether they get mail and nothing else."""

    id: int
    name: str
    mail: bool


Sentence = Callable[[Speech], str]
Done = Callable[[Story], bool]


@dataclass(frozen=True)
class Step:
    """One thing to do: as which persona (none: the clock does it), how, and how it is known to be done.
    `until` is the moment that it waits for, when that is far away."""

    title: Sentence
    how: Sentence
    persona: str
    done: Done
    until: Callable[[Story], datetime | None] = lambda story: None


@dataclass(frozen=True)
class Shown:
    """A step as the page draws it. `address` leads to the conversation or the letter box where it is done,
    empty for the clock; `until` is a moment to wind the clock to."""

    number: int
    title: str
    by: str
    how: str
    address: str
    done: bool
    skipped: bool
    current: bool
    until: datetime | None


def steps() -> tuple[Step, ...]:
    """The ten steps, in order."""
    return (
        Step(
            lambda t: t("Order Elnet"),
            lambda t: t(
                "Write **/taskforce new**. The fields are filled in already: press **Next** and then **See the card**."
            ),
            "p02",
            lambda story: True,
        ),
        Step(
            lambda t: t("See the card before it goes, and send it"),
            lambda t: t("You see the card as its reader will. Press **Send now**."),
            "p02",
            lambda story: any(each.sent_at or each.send_at for each in story.requests.values()),
        ),
        Step(
            lambda t: t("Answer for Hjørring"),
            lambda t: t(
                "Vibeke has no account here, so the card came as a mail. Open it and press **Yes, ask Anna**: "
                "a page opens. One more press, and that is all a director has to do."
            ),
            "p14",
            lambda story: _settled(story, NAMED) or _begun(story),
        ),
        Step(
            lambda t: t("Say yes"),
            lambda t: t("Nobody but Anna decides. A no would be just as easy."),
            "p16",
            lambda story: ANNA in story.accepted or _begun(story),
        ),
        Step(
            lambda t: t("Let three working days pass"),
            lambda t: t("Wind the clock. Whoever has not answered gets one reminder."),
            "",
            lambda story: any(each.reminded_at for each in story.requests.values()) or _begun(story),
        ),
        Step(
            lambda t: t("Phone Thisted, and note the answer"),
            lambda t: t(
                "Lars does not answer, but the telephone works. "
                "Write **/taskforce answer Elnet** and name Kasper Thybo-Lund."
            ),
            "p02",
            lambda story: _settled(story, ASKED_BY_PHONE) or _begun(story),
        ),
        Step(
            lambda t: t("Let the others answer"),
            lambda t: t(
                "Switch person and answer for whoever is missing, or go on without them. Those marked **mail** have "
                "a letter box. Then Elnet is established."
            ),
            "p25",
            _begun,
        ),
        Step(
            lambda t: t("Read the weekly digest"),
            lambda t: t("Wind the clock to Monday at 8. Only those who have something to read get one."),
            "",
            lambda story: (
                story.digest_at is not None
                and story.group.established_at is not None
                and story.digest_at >= story.group.established_at
            ),
        ),
        Step(
            lambda t: t("Answer about the end date"),
            lambda t: t("Wind on to May. Four weeks before the end the coordinator is asked whether the date holds."),
            "p03",
            lambda story: story.group.end_confirmed_at is not None or _over(story),
            lambda story: story.group.end_ask_due if story.group.end_asked_at is None else None,
        ),
        Step(
            lambda t: t("Close the group with thanks"),
            lambda t: t("Two questions, and Elnet closes. Members and directors are thanked, the case is kept."),
            "p03",
            lambda story: story.group.state == GroupState.dissolved,
        ),
    )


def shown(story: Story | None, people: Mapping[str, Player], skipped: Collection[int], t: Speech) -> list[Shown]:
    """The steps as they stand: `people` by the persona that they are, `skipped` those passed over."""
    found: list[Shown] = []
    for number, step in enumerate(steps(), start=1):
        done = story is not None and step.done(story)
        passed = number in skipped and not done
        player = people.get(step.persona)
        found.append(
            Shown(
                number=number,
                title=step.title(t),
                by=t("as {name}", name=player.name) if player else t("with the clock"),
                how=step.how(t),
                address=_address(player),
                done=done,
                skipped=passed,
                current=not (done or passed or any(each.current for each in found)),
                until=step.until(story) if story is not None else None,
            )
        )
    return found


def _address(player: Player | None) -> str:
    if player is None:
        return ""
    return f"/as/{player.id}/mail" if player.mail else f"/as/{player.id}"


def awaited(store: Store) -> dict[str, datetime]:
    """The moments that steps wait for, by "step" and their number."""
    story = workspace.story(store, TITLE)
    if story is None:
        return {}
    found = {f"step{number}": step.until(story) for number, step in enumerate(steps(), start=1)}
    return {name: until for name, until in found.items() if until is not None}


def personas() -> list[str]:
    """Who takes part in the guide, each once, in the order in which they appear."""
    return [each for each in dict.fromkeys(step.persona for step in steps()) if each]


def _settled(story: Story, organisation: str) -> bool:
    asked = story.requests.get(organisation)
    return asked is not None and asked.state not in (RequestState.planned, RequestState.waiting)


def _begun(story: Story) -> bool:
    return story.group.established_at is not None


def _over(story: Story) -> bool:
    return story.group.state in (GroupState.closing, GroupState.dissolved)
