"""What the connector service says of a team, and the one call of Microsoft Graph: a channel is made in it.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context and
https://learn.microsoft.com/graph/api/channel-post
"""

from __future__ import annotations

import re
from typing import Any

from .state import Cloud, Json, Team, Wrong

LONGEST = 50  # characters of a channel's name
CREATE = "Channel.Create.Group"
_FORBIDDEN = re.compile(r"[~#%&*{}+/\\:<>?|'\",]|^[_.]|\.$|\.\.")


def team(cloud: Cloud, where: Json, _body: Any) -> Json:
    """What a team is."""
    found = _team(cloud, where["team"])
    talks = [each for each in cloud.talks.values() if each.team == found.id]
    known = {"id": found.id, "name": found.name, "aadGroupId": found.group}
    return known | {"channelCount": len(talks), "memberCount": len(found.members)}


def channels(cloud: Cloud, where: Json, _body: Any) -> Json:
    """Its channels; the general one has no name."""
    team = _team(cloud, where["team"])
    several = [each for each in cloud.talks.values() if each.team == team.id]
    return {"conversations": [{"id": each.id, "name": None if each.id == team.id else each.name} for each in several]}


def make_channel(cloud: Cloud, where: Json, body: Any) -> Json:
    """A channel is made; the team's owner has to have given leave for it."""
    team = next((each for each in cloud.teams.values() if each.group == where["group"]), None)
    if team is None:
        raise Wrong(404, "NotFound", "No team found with Group Id.")
    if not team.installed or CREATE not in team.grants:
        raise Wrong(403, "Forbidden", f"Missing role permissions on the request. API requires one of '{CREATE}'.")
    name = body.get("displayName") if isinstance(body, dict) else None
    if not isinstance(name, str) or not name or len(name) > LONGEST or _FORBIDDEN.search(name):
        raise Wrong(400, "BadRequest", "Channel.DisplayName doesn't contain allowed characters.")
    if any(each.team == team.id and each.name.lower() == name.lower() for each in cloud.talks.values()):
        raise Wrong(400, "BadRequest", "Channel name already existed, please use other name")
    made = cloud.new_channel(team, name)
    return {"id": made.id, "displayName": name, "description": body.get("description"), "membershipType": "standard"}


def _team(cloud: Cloud, id_: str) -> Team:
    team = cloud.teams.get(id_)
    if team is None:
        raise Wrong(404, "ConversationNotFound", "Team not found.")
    if not team.installed:
        raise Wrong(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
    return team
