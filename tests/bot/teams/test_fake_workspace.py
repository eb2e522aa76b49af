"""People at work in the tests' Teams: the bot hears what Teams' documentation says, and what it shows is read."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import jwt
import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from tests.teams.activities import ZONE
from tests.teams.fake import APP, BOT, TENANT, Fake, Json, Refusal
from tests.teams.filling import CannotSend
from tests.teams.place import TEXT, Place, card, carrying, execute
from tests.teams.reading import Shown
from tests.teams.workspace import Workspace

CARD = "application/vnd.microsoft.card.adaptive"
FIELDS: list[Json] = [
    {"type": "Input.Text", "id": "title", "label": "Opgave", "isRequired": True, "errorMessage": "Skriv en opgave."},
    {"type": "Input.Text", "id": "note", "label": "Note", "maxLength": 5},
    {"type": "Input.Text", "id": "mail", "label": "Mail", "regex": "@", "errorMessage": "Skriv en mailadresse."},
    {
        "type": "Input.ChoiceSet",
        "id": "where",
        "label": "Hvor",
        "isMultiSelect": True,
        "choices": [{"title": title, "value": value} for title, value in (("Aalborg", "a"), ("Thisted", "t"))],
        "value": "t",
    },
    {"type": "Input.ChoiceSet", "id": "who", "label": "Hvem", "choices": [{"title": "Anna", "value": "1"}]},
    {"type": "Input.Toggle", "id": "ok", "title": "I orden", "valueOn": "ja", "valueOff": "nej"},
]
QUESTION: Json = {
    "type": "Action.ShowCard",
    "title": "Opløs",
    "card": {"type": "AdaptiveCard", "body": [TEXT], "actions": [execute("Ja, opløs", id="yes", verb="dissolve")]},
}


@dataclass(frozen=True)
class Answer:
    """What the bot answers over HTTP."""

    body: Any = None
    status: int = 200


@dataclass
class Bot:
    """A bot that lets in what is signed for it, answers invokes with what it was told to, and words with `says`."""

    workspace: Workspace
    place: Place
    heard: list[Json] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    says: Json | None = None

    async def hear(self, request: web.Request) -> web.Response:
        """POST /api/messages"""
        fake, token = self.place.fake, request.headers.get("Authorization", "").removeprefix("Bearer ")
        keys = {each["kid"]: each for each in fake.http("GET", "/v1/keys")[2]["keys"]}
        try:
            key = jwt.PyJWK(keys[jwt.get_unverified_header(token)["kid"]], algorithm="RS256").key
            jwt.decode(token, key, algorithms=["RS256"], audience=APP)
        except jwt.PyJWTError:
            return web.Response(status=401)
        activity = await request.json()
        self.heard.append(activity)
        answer = self.answers.pop(0) if activity["type"] == "invoke" else Answer()
        if activity["type"] == "message" and self.says:
            self.place.send(self.says, activity["conversation"]["id"])
        if answer.body is None:
            return web.Response(status=answer.status)
        return web.json_response(answer.body, status=answer.status)

    def shows(self, content: Any) -> None:
        """The next invoke is answered with a card."""
        self.answers.append(Answer({"statusCode": 200, "type": CARD, "value": content}))

    def shown(self, content: Json, talk: str = "") -> Shown:
        """A card of the bot's, as Sofie sees it."""
        where = talk or self.place.fake.chat(self.place.sofie)
        assert self.place.send(carrying(content), where)[0] == 201
        return self.workspace.messages(where, viewer="Sofie")[-1]


def at(teams: Fake, scenario: Callable[[Bot], Awaitable[None]]) -> Bot:
    """Play a scenario with a bot; the bot."""

    async def run() -> Bot:
        place = Place.of(teams)
        people = {"Sofie": place.sofie, "Emil": place.emil, "Amir": place.amir}
        async with ClientSession() as session:
            bot = Bot(Workspace(teams, "", session, people), place)
            app = web.Application()
            app.router.add_post("/api/messages", bot.hear)
            async with TestServer(app) as server:
                bot.workspace.url = str(server.make_url("")).rstrip("/")
                await scenario(bot)
        return bot

    return asyncio.run(run())


# --- words ---


def test_words_in_a_chat_are_told_as_teams_tells_them_and_the_reply_is_read(teams: Fake) -> None:
    async def scenario(bot: Bot) -> None:
        bot.says = {"type": "message", "text": "**Elnet** er i gang \\*"}
        done = await bot.workspace.say("Sofie", "status <Elnet> & @Emil Brandtoft")
        assert (done.text, [each.text for each in done.shown]) == ("Elnet er i gang *", ["Elnet er i gang *"])
        assert done.written is not None

    (heard,) = at(teams, scenario).heard
    sofie = teams.read()["users"][heard["from"]["id"]]
    assert heard.pop("timestamp").endswith("Z")
    assert heard.pop("localTimestamp").endswith("+00:00")
    assert heard.pop("id").isdecimal()
    emil = next(each for each in teams.read()["users"].values() if each["name"] == "Emil Brandtoft")
    client = {"type": "clientInfo", "locale": "da-DK", "country": "DK", "platform": "Web", "timezone": ZONE}
    mentioned = {"id": emil["id"], "name": "Emil Brandtoft"}
    text = "status <Elnet> & <at>Emil Brandtoft</at>"
    span = '<span itemscope="" itemtype="http://schema.skype.com/Mention" itemid="0">Emil Brandtoft</span>'
    marked = f"status &lt;Elnet&gt; &amp; {span}"
    assert heard == {
        "type": "message",
        "serviceUrl": teams.service,
        "channelId": "msteams",
        "localTimezone": ZONE,
        "locale": "da-DK",
        "from": {"id": sofie["id"], "name": "Sofie Kragelund", "aadObjectId": sofie["aad"]},
        "recipient": {"id": BOT, "name": "Taskforce"},
        "conversation": {"conversationType": "personal", "tenantId": TENANT, "id": teams.chat(sofie["id"])},
        "channelData": {"tenant": {"id": TENANT}},
        "text": text,
        "textFormat": "plain",
        "entities": [client, {"type": "mention", "mentioned": mentioned, "text": "<at>Emil Brandtoft</at>"}],
        "attachments": [{"contentType": "text/html", "content": f"<div>\r\n<div>{marked}</div>\n</div>"}],
    }


def test_a_mention_in_a_channel_names_its_thread_and_its_team(teams: Fake) -> None:
    async def scenario(bot: Bot) -> None:
        bot.says = {"type": "message", "text": "Noteret"}
        await bot.workspace.write("Emil", "#Elnet", "Uden bot")
        first = await bot.workspace.mention("Sofie", "#Elnet", "Frist: 1. maj\n@Emil Brandtoft < 3")
        await bot.workspace.mention("Emil", "#Elnet", "Hej @Taskforce", thread=first.written)
        assert first.written is not None
        assert [each.root for each in bot.workspace.messages("#Elnet")][1:] == [first.written.id] * 4
        assert bot.workspace.texts("#Elnet")[1] == "@Taskforce\xa0Frist: 1. maj\n@Emil Brandtoft < 3"

    bot = at(teams, scenario)
    first, second = bot.heard
    root = f"{bot.place.room};messageid={first['id']}"
    channel = {"isGroup": True, "conversationType": "channel", "tenantId": TENANT, "id": root}
    assert [each["conversation"] for each in bot.heard] == [channel, channel]
    group = teams.read()["teams"][bot.place.team]["group"]
    assert second["channelData"] == {
        "tenant": {"id": TENANT},
        "channel": {"id": bot.place.room},
        "team": {"id": bot.place.team, "name": "Forsyning", "aadGroupId": group},
        "teamsChannelId": bot.place.room,
        "teamsTeamId": bot.place.team,
    }
    assert first["text"] == "<at>Taskforce</at>&nbsp;Frist: 1. maj\n<at>Emil Brandtoft</at> &lt; 3"
    assert [each["text"] for each in first["entities"][1:]] == ["<at>Taskforce</at>", "<at>Emil Brandtoft</at>"]
    assert second["text"] == "Hej <at>Taskforce</at>"


def test_a_message_is_changed_taken_back_and_brought_back(teams: Fake) -> None:
    async def scenario(bot: Bot) -> None:
        said = (await bot.workspace.mention("Sofie", "#Elnet", "Frist")).written
        assert said is not None
        changed = (await bot.workspace.edit(said, "Ingen bot mere")).written
        assert changed is not None
        await bot.workspace.edit(changed, "Intet mere at høre")
        await bot.workspace.delete(said)
        assert bot.workspace.texts("#Elnet") == []
        await bot.workspace.restore(said)
        assert bot.workspace.texts("#Elnet") == ["@Taskforce\xa0Frist"]

    told = [
        (each["type"], each["channelData"].get("eventType"), each.get("text")) for each in at(teams, scenario).heard
    ]
    assert told == [
        ("message", None, "<at>Taskforce</at>&nbsp;Frist"),
        ("messageUpdate", "editMessage", "Ingen bot mere"),
        ("messageDelete", "softDeleteMessage", None),
        ("messageUpdate", "undeleteMessage", "<at>Taskforce</at>&nbsp;Frist"),
    ]


def test_who_hears_all_hears_what_mentions_nobody(teams: Fake) -> None:
    async def scenario(bot: Bot) -> None:
        bot.workspace.hears_all = True
        await bot.workspace.write("Emil", "#Elnet", "Uden bot")

    assert [each["text"] for each in at(teams, scenario).heard] == ["Uden bot"]


# --- buttons ---


def test_a_press_is_an_invoke_and_its_answer_is_seen_by_one_until_the_message_changes(teams: Fake) -> None:
    pressed = execute("Godkend", id="b1", verb="nomination.accept", data={"taskforce": {"args": {"group": 7}}})

    async def scenario(bot: Bot) -> None:
        message = bot.shown(card(actions=[pressed]), bot.place.room)
        bot.shows(card(TEXT | {"text": "Noteret"}))
        done = await bot.workspace.press("Sofie", message, "Godkend")
        assert done.text == "Elnet\nNoteret"
        assert bot.workspace.texts("#Elnet", viewer="Sofie") == ["Elnet\nNoteret"]
        assert bot.workspace.texts("#Elnet", viewer="Emil") == ["Elnet\n[Godkend]"]
        assert bot.place.update(message.id, carrying(card()), bot.place.room)[0] == 200
        assert bot.workspace.texts("#Elnet", viewer="Sofie") == bot.workspace.texts("#Elnet") == ["Elnet"]
        assert bot.workspace.taps == {bot.place.sofie: 1}

    bot = at(teams, scenario)
    (heard,) = bot.heard
    message = teams.read()["talks"][bot.place.room]["messages"][0]["id"]
    action = {"type": "Action.Execute", "id": "b1", "verb": "nomination.accept", "title": "Godkend"}
    assert (heard["type"], heard["name"], heard["replyToId"]) == ("invoke", "adaptiveCard/action", message)
    assert heard["conversation"]["id"] == f"{bot.place.room};messageid={message}"
    assert heard["value"] == {
        "action": action | {"data": {"taskforce": {"args": {"group": 7}}}},
        "trigger": "manual",
    }


def test_what_was_typed_is_sent_beside_the_data_as_the_client_sends_it(teams: Fake) -> None:
    async def scenario(bot: Bot) -> None:
        form = bot.shown(card(*FIELDS, actions=[execute("Send", data={"a": 1})]))
        assert form.text == (
            "Elnet\nOpgave *: ____\nNote: ____\nMail: ____\nHvor: Thisted\nHvem: ____\n( ) I orden\n[Send]"
        )
        bot.shows(card())
        await bot.workspace.submit("Sofie", form, {"Opgave": "Elnet", "Hvor": ["Thisted", "a"]}, ok=True)
        bot.shows(card())
        await bot.workspace.press("Sofie", form, "Send", {"title": "x", "where": [], "Hvem": "Anna"})

    first, second = (each["value"]["action"]["data"] for each in at(teams, scenario).heard)
    assert first == {"a": 1, "title": "Elnet", "note": "", "mail": "", "where": "a,t", "ok": "ja"}
    assert second == {"a": 1, "title": "x", "note": "", "mail": "", "who": "1", "ok": "nej"}


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({}, "Skriv en opgave."),
        ({"title": "x", "note": "123456"}, "no more than 5 characters"),
        ({"title": "x", "mail": "sofie"}, "Skriv en mailadresse."),
    ],
)
def test_the_client_does_not_send_what_it_sees_is_wrong(teams: Fake, values: Json, why: str) -> None:
    async def scenario(bot: Bot) -> None:
        form = bot.shown(card(*FIELDS, actions=[execute("Send")]))
        with pytest.raises(CannotSend, match=why):
            await bot.workspace.submit("Sofie", form, values)

    assert at(teams, scenario).heard == []


def test_nobody_types_or_presses_what_is_not_there(teams: Fake) -> None:
    async def scenario(bot: Bot) -> None:
        form = bot.shown(card(*FIELDS, actions=[execute("Send"), execute("Ud", associatedInputs="none")]))
        for label, values in (("Slet", {}), ("Send", {"x": "y"}), ("Send", {"who": "Bo"}), ("Ud", {"title": "x"})):
            with pytest.raises(AssertionError):
                await bot.workspace.press("Sofie", form, label, values)
        with pytest.raises(AssertionError, match="not there any more"):
            await bot.workspace.press("Emil", form, "Send", {"title": "x"})

    assert at(teams, scenario).heard == []


def test_what_is_unfolded_first_takes_a_tap_more_and_sends_what_stands_around_it(teams: Fake) -> None:
    async def scenario(bot: Bot) -> None:
        form = bot.shown(card(FIELDS[1], actions=[QUESTION]))
        assert form.text == "Elnet\nNote: ____\n[Opløs …]"
        for label in ("Opløs", "Ja, opløs"):
            bot.shows(card())
            await bot.workspace.press("Sofie", form, label, {"note": "x"})
        assert bot.workspace.taps == {bot.place.sofie: 4}

    actions = [each["value"]["action"] for each in at(teams, scenario).heard]
    assert [(each["id"], each["verb"], each["data"]) for each in actions] == [("yes", "dissolve", {"note": "x"})] * 2


def test_one_of_several_is_found_by_the_words_before_it(teams: Fake) -> None:
    def line(name: str) -> Json:
        inside = [{"type": "ActionSet", "actions": [execute("Svar", id=name, verb=name)]}]
        columns = [{"type": "Column", "items": [TEXT | {"text": name}]}, {"type": "Column", "items": inside}]
        return {"type": "ColumnSet", "columns": columns}

    async def scenario(bot: Bot) -> None:
        message = bot.shown(card(line("Anna"), line("Bo")))
        assert message.text == "Elnet\nAnna [Svar]\nBo [Svar]"
        bot.shows(card())
        await bot.workspace.press("Sofie", message, "Svar", near="Bo")

    assert [each["value"]["action"]["verb"] for each in at(teams, scenario).heard] == ["Bo"]


def test_a_link_is_followed_and_the_bot_hears_nothing(teams: Fake) -> None:
    link = {"type": "Action.OpenUrl", "id": "u", "title": "Se", "url": "https://brn.example/"}

    async def scenario(bot: Bot) -> None:
        message = bot.shown(card(actions=[link]))
        assert (await bot.workspace.press("Sofie", message, "Se")).url == "https://brn.example/"

    assert at(teams, scenario).heard == []


@pytest.mark.parametrize(
    ("answer", "refused"),
    [
        (Answer({}, 500), AssertionError),
        (Answer(), AssertionError),
        (Answer({"statusCode": 200, "type": CARD}), AssertionError),
        (Answer({"statusCode": 400, "type": CARD, "value": card()}), AssertionError),
        (Answer({"statusCode": 200, "type": "text/html", "value": ""}), AssertionError),
        (Answer({"statusCode": 200, "type": CARD, "value": card(version="1.6")}), Refusal),
        (Answer({"statusCode": 200, "type": CARD, "value": card(TEXT | {"text": "x" * 29_000})}), Refusal),
    ],
)
def test_an_answer_that_the_client_does_not_understand_is_refused(
    teams: Fake, answer: Answer, refused: type[Exception]
) -> None:
    async def scenario(bot: Bot) -> None:
        message = bot.shown(card(actions=[execute("Ja")]))
        bot.answers.append(answer)
        with pytest.raises(refused):
            await bot.workspace.press("Sofie", message, "Ja")

    at(teams, scenario)


def test_a_short_word_may_be_the_answer(teams: Fake) -> None:
    async def scenario(bot: Bot) -> None:
        message = bot.shown(card(actions=[execute("Ja")]))
        value = {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "Tak"}
        bot.answers.append(Answer(value))
        done = await bot.workspace.press("Sofie", message, "Ja")
        assert (done.said, done.text) == ("Tak", "Elnet\n[Ja]")

    at(teams, scenario)


# --- coming and going ---


def test_the_app_comes_and_goes_and_so_do_people(teams: Fake) -> None:
    async def scenario(bot: Bot) -> None:
        await bot.workspace.say("Emil", "hjælp")
        await bot.workspace.uninstall("Emil")
        await bot.workspace.uninstall_from("Sofie", "Forsyning")
        await bot.workspace.add_member("Sofie", "Forsyning", "Amir")
        await bot.workspace.mention("Sofie", "#Elnet", "Hører du?")
        await bot.workspace.install_in("Sofie", "Forsyning", channel="#Elnet")
        await bot.workspace.remove_member("Sofie", "Forsyning", "Amir")
        await bot.workspace.rename("Sofie", "#Elnet", "Elnet 2")
        assert bot.workspace.roster("#Elnet 2") == ["Sofie Kragelund", "Emil Brandtoft"]

    bot = at(teams, scenario)
    chat, team, room = teams.chat(bot.place.emil), bot.place.team, bot.place.room

    def told(each: Json) -> tuple[Any, ...]:
        data = each["channelData"]
        event = each.get("action") or data.get("eventType") or each["type"]
        changed = each.get("membersAdded") or each.get("membersRemoved") or data.get("settings") or ()
        return event, each["conversation"]["id"], changed

    amir = {"id": bot.place.amir, "aadObjectId": teams.read()["users"][bot.place.amir]["aad"]}
    bot_itself = [{"id": BOT, "name": "Taskforce"}]
    assert [told(each) for each in bot.heard] == [
        ("conversationUpdate", chat, bot_itself),
        ("add", chat, ()),
        ("message", chat, ()),
        ("remove", chat, ()),
        ("teamMemberRemoved", team, bot_itself),
        ("remove", team, ()),
        ("teamMemberAdded", team, bot_itself),
        ("add", team, {"selectedChannel": {"id": room}}),
        ("teamMemberRemoved", team, [amir]),
        ("channelRenamed", room, ()),
    ]


def test_what_is_not_signed_for_the_bot_is_not_told(teams: Fake) -> None:
    async def scenario(bot: Bot) -> None:
        await bot.workspace.say("Sofie", "hjælp")
        said = bot.heard[0]
        assert (await bot.workspace.again()).status == 200
        assert (await bot.workspace.signed(said, aud="x")).status == 401
        assert (await bot.workspace.unsigned(b"{}")).status == 401
        teams.roll_over("second")

    assert len(at(teams, scenario).heard) == 2
