"""The tests' Microsoft keeps what it takes, goes wrong when it is told to, records everything and signs."""

from __future__ import annotations

from http.client import RemoteDisconnected
from time import monotonic

import jwt
import pytest

from tests.teams.fake import APP, TENANT, Fake, Json, Refusal
from tests.teams.place import Place, card, carrying
from tests.teams.signing import ISSUER

HELLO: Json = {"type": "message", "text": "Hej"}


@pytest.fixture
def place(teams: Fake) -> Place:
    return Place.of(teams)


def test_a_chat_is_begun_once_also_with_who_is_only_in_a_team(place: Place) -> None:
    chat = place.fake.chat(place.emil)
    assert place.begin(place.emil) == (201, {"id": chat})
    aad = place.fake.read()["users"][place.emil]["aad"]
    assert place.begin(aad) == (201, {"id": chat})
    status, begun = place.begin(place.emil, activity=HELLO)
    assert (status, begun["id"]) == (201, chat)
    assert [each["id"] for each in place.fake.read()["talks"][chat]["messages"]] == [begun["activityId"]]


def test_what_is_said_changed_and_taken_away_stands_so(place: Place) -> None:
    chat = place.fake.chat(place.sofie)
    first, second = place.say("Et"), place.say("To")
    assert place.update(first, carrying(card()))[0] == 200
    assert place.call("DELETE", f"/{chat}/activities/{second}") == (200, "")
    (message,) = place.fake.read()["talks"][chat]["messages"]
    assert (message["id"], message.get("text"), message["summary"]) == (first, None, "Elnet")


def test_a_thread_hangs_on_its_first_message(place: Place) -> None:
    asked = {"isGroup": True, "channelData": {"channel": {"id": place.room}}, "activity": HELLO}
    status, begun = place.call("POST", "", asked)
    root = begun["activityId"]
    assert (status, begun["id"]) == (201, f"{place.room};messageid={root}")
    second = place.say("To", f"{place.room};messageid={root}")
    place.call("POST", f"/{place.room}/activities/{second}", HELLO)
    place.say("Alene", place.room)
    threads = [each["thread"] for each in place.fake.read()["talks"][place.room]["messages"]]
    assert threads == ["", root, root, ""]


def test_a_roster_comes_page_by_page_with_guests(place: Place) -> None:
    many = tuple(place.fake.user(f"Person {n}", email=f"p{n}@brn.example") for n in range(51))
    amir = place.amir
    big = place.fake.team("Store", members=(amir, *many), installed=True)
    status, first = place.call("GET", f"/{big}/pagedmembers?pageSize=1")
    _, rest = place.call("GET", f"/{big}/pagedmembers?continuationToken={first['continuationToken']}")
    assert (status, len(first["members"]), len(rest["members"]), "continuationToken" in rest) == (200, 50, 2, False)
    aad = place.fake.read()["users"][amir]["aad"]
    known = {
        "id": amir,
        "name": "Amir Rahimi",
        "objectId": aad,
        "aadObjectId": aad,
        "givenName": "Amir",
        "surname": "Rahimi",
        "email": "amir.rahimi@aalborg.example",
        "userPrincipalName": "amir.rahimi_aalborg.example#EXT#@brn.example",
        "tenantId": TENANT,
        "userRole": "guest",
    }
    assert first["members"][0] == known
    assert place.call("GET", f"/{big}/members/{aad}") == (200, known)


def test_a_channel_is_made_where_the_team_allows_it(place: Place) -> None:
    status, made = place.make_channel(description="Om varme")
    assert (status, made["displayName"], made["description"]) == (201, "Varme", "Om varme")
    team = place.fake.read()["talks"][made["id"]]["team"]
    status, found = place.call("GET", f"/emea/v3/teams/{team}/conversations")
    general, elnet, new = found["conversations"]
    assert (status, general["id"], general["name"]) == (200, team, None)
    assert (elnet["name"], new) == ("Elnet", {"id": made["id"], "name": "Varme"})
    status, about = place.call("GET", f"/emea/v3/teams/{team}")
    assert (status, about["name"], about["channelCount"], about["memberCount"]) == (200, "Energi", 3, 1)


def test_everything_is_recorded_with_its_answer(place: Place) -> None:
    place.fake.clear()
    place.send(HELLO)
    place.send(HELLO, "a:nowhere")
    chat = place.fake.chat(place.sofie)
    recorded = [(e["method"], e["conversation"], e["arguments"], e["status"]) for e in place.fake.record()]
    assert recorded == [("send", chat, HELLO, 201), ("send", "a:nowhere", HELLO, 404)]
    assert [each["conversation"] for each in place.fake.refused()] == ["a:nowhere"]


@pytest.mark.parametrize(
    ("status", "code"),
    [(412, "PreconditionFailed"), (429, "Throttled"), (500, "ServiceError"), (502, "BadGateway"), (504, "Timeout")],
)
def test_the_next_call_goes_wrong_when_it_is_told_to(place: Place, status: int, code: str) -> None:
    place.fake.fault("send", status=status, retry_after=7)
    assert place.send(HELLO) == (status, code)
    assert place.send(HELLO)[0] == 201


def test_an_answer_is_lost_after_the_call_was_done(place: Place) -> None:
    place.fake.fault("send", status=504, after=True)
    assert place.send(HELLO) == (504, "Timeout")
    assert len(place.fake.read()["talks"][place.fake.chat(place.sofie)]["messages"]) == 1


def test_a_connection_is_cut(place: Place) -> None:
    place.fake.fault("send", die=True)
    with pytest.raises((RemoteDisconnected, ConnectionResetError)):
        place.send(HELLO)


def test_it_is_slow_when_it_is_told_to(place: Place) -> None:
    place.fake.change(latency=0.2)
    began = monotonic()
    assert place.send(HELLO)[0] == 201
    place.fake.change(latency=0)
    place.fake.fault("send", hang=0.2)
    assert place.send(HELLO)[0] == 500
    assert monotonic() - began >= 0.4


def test_a_blocked_chat_opens_again(place: Place) -> None:
    place.fake.block(place.sofie)
    assert place.send(HELLO)[0] == 403
    place.fake.block(place.sofie, False)
    assert place.send(HELLO)[0] == 201


def test_all_that_there_is_is_put_aside_and_brought_back(place: Place) -> None:
    place.say()
    before = place.fake.read()
    place.fake.keep("then")
    place.say("Mere")
    place.fake.user("Helle Brøndum")
    place.fake.block(place.sofie)
    place.fake.bring_back("then")
    assert place.fake.read() == before


def test_an_answer_to_an_invoke_is_seen_by_one_until_the_message_changes(place: Place) -> None:
    said = place.say(talk=place.room)
    place.fake.do("answer", talk=place.room, id=said, user=place.sofie, card=card())
    (message,) = place.fake.read()["talks"][place.room]["messages"]
    assert {user: each["card"] for user, each in message["alone"].items()} == {place.sofie: card()}
    place.update(said, HELLO, place.room)
    assert place.fake.read()["talks"][place.room]["messages"][0]["alone"] == {}
    with pytest.raises(Refusal, match="bad_card"):
        place.fake.do("answer", talk=place.room, id=said, user=place.sofie, card={})


def test_tokens_are_signed_by_the_key_that_is_published(teams: Fake) -> None:
    metadata = teams.http("GET", "/v1/.well-known/openidconfiguration")[2]
    assert metadata["issuer"] == ISSUER

    def claims() -> Json:
        (key,) = teams.http("GET", metadata["jwks_uri"].removeprefix(teams.address))[2]["keys"]
        public = jwt.PyJWK(key, algorithm="RS256").key
        return dict(jwt.decode(teams.token(), public, algorithms=["RS256"], audience=APP))

    assert (claims()["serviceurl"], claims()["iss"]) == (teams.service, ISSUER)
    old = teams.token()
    teams.roll_over("second")
    assert claims()["serviceurl"] == teams.service
    assert [jwt.get_unverified_header(each)["kid"] for each in (old, teams.token())] == ["first", "second"]
    assert [each["method"] for each in teams.record()] == ["metadata", "keys", "keys", "keys"]


def test_the_authority_is_away_when_it_is_told_to(place: Place) -> None:
    place.fake.change(down=True)
    assert place.fake.http("GET", "/v1/keys")[0] == 503
    assert place.login()[0] == 503
