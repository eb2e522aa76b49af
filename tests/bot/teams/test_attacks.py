"""What somebody could make their Teams send by hand, in the room of a group that they are in."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.tables import MarkedLine, OutboxRow
from tests.smtp import PostOffice
from tests.teams.fake import Fake
from tests.teams.room import PLACE, Run, in_room, stored
from tests.teams.town import Town


@pytest.fixture
def run(fresh_file: Path, office: PostOffice, teams: Fake) -> Run:
    """Play a scenario in which Elnet has a channel."""
    return in_room(fresh_file, office, teams)


def invoked(verb: str, **args: str | int) -> dict[str, object]:
    """A button that we have never drawn."""
    return {"type": "Action.Execute", "id": "press-0", "verb": verb, "data": {"taskforce": {"args": args}}}


@pytest.mark.parametrize("verb", ["room.heard", "room.unsaid", "room.joined", "room.left"])
def test_what_only_a_face_reports_cannot_be_pressed(run, verb):
    """Whoever could would take back what others in the group have noted."""

    async def scenario(town: Town) -> None:
        sofie = await town.teams.mention("Sofie", PLACE, "Besluttet: Vi bygger.")
        card = (await town.teams.say("Emil", "status Elnet")).card
        before = await stored(town, MarkedLine), await stored(town, OutboxRow)
        place = f"{town.teams.place(PLACE)};messageid={sofie.written.root}/{sofie.written.id}"
        assert [each.place for each in before[0]] == [place]
        done = await town.teams.act("Emil", card, invoked(verb, group=before[0][0].group_id, place=place))
        assert done.card.text.startswith("Det findes ikke længere.\n")
        assert (await stored(town, MarkedLine), await stored(town, OutboxRow)) == before

    run(scenario)
