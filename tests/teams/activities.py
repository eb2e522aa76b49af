"""The activities that Teams sends, shaped as its documentation has them.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/ and
https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

from tests.teams.fake import BOT, TENANT, Fake, Json
from tests.teams.reading import Shown

BOT_NAME = "Taskforce"
EDITED, DELETED, RESTORED = "editMessage", "softDeleteMessage", "undeleteMessage"
ZONE = "Europe/Copenhagen"
_numbers = count(1)


@dataclass(frozen=True)
class Activities:
    """Activities of one moment; `state` is what the fake knew then."""

    fake: Fake
    state: Json

    def message(self, user: str, what: Shown, type_: str = "message", event: str = "") -> Json:
        """Something that was written, changed ("messageUpdate") or taken back ("messageDelete")."""
        said = self._about(type_, user, what.talk, what.conversation) | {"id": what.id}
        if event:
            said["channelData"]["eventType"] = event
        if event == DELETED:
            return said
        text, entities = self.written(what.body["text"], marked=what.talk.startswith("19:"))
        said |= {"text": text, "textFormat": "plain"}
        said["entities"] = [*said["entities"], *entities]
        said["attachments"] = [{"contentType": "text/html", "content": self.shown(what.body["text"])}]
        return said

    def invoke(self, user: str, what: Shown, action: Json) -> Json:
        """adaptiveCard/action: what was pressed in a card, with what stands in its inputs."""
        said = self._about("invoke", user, what.talk, what.conversation)
        kept = {name: action[name] for name in ("type", "id", "verb", "title", "data") if name in action}
        said |= {"name": "adaptiveCard/action", "value": {"action": kept, "trigger": "manual"}, "replyToId": what.id}
        said["channelData"] |= {"source": {"name": "message"}, "legacy": {"replyToId": f"1:1{what.id}"}}
        return said

    def installation(self, user: str, talk: str, action: str, selected: str = "") -> Json:
        """installationUpdate: the app was installed ("add") or taken away ("remove"); in a team in a chosen channel."""
        said = self._about("installationUpdate", user, talk, talk) | {"action": action}
        del said["entities"]
        if selected:
            said["channelData"]["settings"] = {"selectedChannel": {"id": selected}}
        return said

    def update(self, user: str, talk: str, event: str = "", **changed: list[str]) -> Json:
        """conversationUpdate: people came (`membersAdded`) or went (`membersRemoved`), by id; the bot is among them."""
        said = self._about("conversationUpdate", user, talk, talk)
        del said["entities"]
        if event:
            said["channelData"]["eventType"] = event
        return said | {name: [self._account(each) for each in ids] for name, ids in changed.items()}

    def written(self, words: str, *, marked: bool) -> tuple[str, list[Json]]:
        """Words as Teams sends them: "@Taskforce" and "@Anna Lindholt" as mentions, each with its entity. What is
        `marked` up (in a channel) has HTML's signs escaped."""
        names, text, entities = self._names(), "", []
        for number, piece in enumerate(self._parted(words)):
            if number % 2:
                text += f"<at>{piece}</at>"
                mentioned = {"id": names[piece], "name": piece}
                entities.append({"type": "mention", "mentioned": mentioned, "text": f"<at>{piece}</at>"})
            else:
                text += html.escape(piece, quote=False).replace("\xa0", "&nbsp;") if marked else piece
        return text, entities

    def shown(self, words: str) -> str:
        """The same as HTML, which comes beside it."""
        text, numbers = "", count()
        for number, piece in enumerate(self._parted(words)):
            escaped = html.escape(piece).replace("\xa0", "&nbsp;").replace("\n", "<br>\n")
            if number % 2:
                kind = 'itemscope="" itemtype="http://schema.skype.com/Mention"'
                escaped = f'<span {kind} itemid="{next(numbers)}">{escaped}</span>'
            text += escaped
        return f"<div>\r\n<div>{text}</div>\n</div>"

    # --- parts ---

    def _names(self) -> dict[str, str]:
        return {BOT_NAME: BOT} | {each["name"]: each["id"] for each in self.state["users"].values()}

    def _parted(self, words: str) -> list[str]:
        """Words, and in between them who is mentioned."""
        some = "|".join(re.escape(each) for each in sorted(self._names(), key=len, reverse=True))
        return re.split(rf"@({some})(?!\w)", words)

    def _about(self, type_: str, user: str, talk: str, conversation: str) -> Json:
        now = datetime.fromtimestamp(int(self.fake.do("stamp")) / 1000, UTC)
        return {
            "type": type_,
            "id": f"f:{next(_numbers):08d}-taskforce",
            "timestamp": f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03d}Z",
            "localTimestamp": f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03d}+00:00",
            "localTimezone": ZONE,
            "serviceUrl": self.fake.service,
            "channelId": "msteams",
            "from": self._account(user, named=True),
            "recipient": {"id": BOT, "name": BOT_NAME},
            "conversation": self._conversation(talk, conversation),
            "channelData": self._channel_data(talk),
            "entities": [self._client(user)],
            "locale": self.state["users"][user]["locale"],
        }

    def _account(self, id_: str, *, named: bool = False) -> Json:
        if id_ == BOT:
            return {"id": BOT, "name": BOT_NAME}
        known = self.state["users"][id_]
        return {"id": id_, "aadObjectId": known["aad"]} | ({"name": known["name"]} if named else {})

    def _conversation(self, talk: str, conversation: str) -> Json:
        if self.state["talks"][talk]["kind"] == "personal":
            return {"conversationType": "personal", "tenantId": TENANT, "id": conversation}
        return {"isGroup": True, "conversationType": "channel", "tenantId": TENANT, "id": conversation}

    def _channel_data(self, talk: str) -> Json:
        known = self.state["talks"][talk]
        data: Json = {"tenant": {"id": TENANT}}
        if known["kind"] == "personal":
            return data
        team = self.state["teams"][known["team"]]
        about = {"id": team["id"], "name": team["name"], "aadGroupId": team["group"]}
        data |= {"channel": {"id": talk}, "team": about}
        return data | {"teamsChannelId": talk, "teamsTeamId": team["id"]}

    def _client(self, user: str) -> Json:
        locale = self.state["users"][user]["locale"]
        country = locale.partition("-")[2]
        return {"type": "clientInfo", "locale": locale, "country": country, "platform": "Web", "timezone": ZONE}
