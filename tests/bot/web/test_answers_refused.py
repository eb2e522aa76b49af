"""Links that do not work, forms that are none of ours, and who comes too often: a friendly page, nothing changed."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from bot.web import answers
from handlers.dialogue.card import Card
from storage import links
from storage.tables import LinkPurpose
from tests.bot.web.answers_stage import CASE, DEAD, LATE, YES, do, stage
from tests.snapshot import nothing_changes


@pytest.fixture
def played(database):
    return stage(database)


# --- links that do not work ---


def test_a_link_that_does_not_work_leads_to_one_and_the_same_page(played):
    def found_at() -> list[tuple[int, dict[str, str], str]]:
        found = []

        async def scenario(reader):
            for path in dead:
                await reader.open(path, **{"Accept-Language": "da"})
                reader.headers.pop("Date")
                found.append((reader.status, reader.headers, reader.page))
                if path.startswith("/answer"):
                    await reader.post(path, {"form": "x"})
                    assert (reader.status, reader.said()) == (404, DEAD)

        played.visit(scenario)
        return found

    working, expired = played.vibeke(), played.told("Erik", Card("Vil du?"), until="2026-11-19 12:00")
    revoked = played.told("Søren", Card("Vil du?"), subject="play:2")
    erased = played.told("Kasper", Card("Vil du?"), subject="play:3")
    with played.database.changing() as store:
        links.revoke(store, played.house.now, person_id=played.house.person("Søren").id)
    played.house.ask("Kasper", action="me.erase.now")
    foreign = type(played.seal)("another secret of thirty-two characters")
    with played.database.reading() as store:
        link = links.get(store, 1)
    dead = [
        *("/answer", "/answer/", "/answer/x", "/answer/x/y", working[:-1], working + "A", working + "/x"),
        *(f"/answer/{foreign.link(link)}", f"/answer/{played.seal.link(link.model_copy(update={'id': 999}))}"),
        f"/answer/{played.seal.link(link.model_copy(update={'nonce': 'another'}))}",
        f"/answer/{played.seal.link(link.model_copy(update={'purpose': LinkPurpose.calendar}))}",
        *("/answer/%00", "/answer/%ff%fe", "/answer/%ED%A0%80", expired, revoked, erased),
        *("/file", "/file/x", "/file/%00"),
    ]
    with nothing_changes(played.database):
        found = found_at()
    assert len({page for _, _, page in found}) == 1
    assert [each for each in found if each != found[0]] == []
    assert found[0][0] == 404
    for secret in ("Elnet", "Vibeke", "Anna", CASE):
        assert secret not in found[0][2]


def test_a_link_that_was_made_for_papers_fetches_them_for_a_day_and_answers_nothing(played):
    erik = played.house.person("Erik").id
    with played.database.changing() as store:
        link = links.for_file(store, erik, played.house.now)
    paper = f"/file/{played.seal.pack([link.id, link.nonce, 'casefile', played.group()], 'file')}"

    async def scenario(reader):
        await reader.open(paper)
        assert (reader.status, reader.page) == (200, f"Erik Vendelbjerg {played.group()}")
        await reader.open(f"/answer/{played.seal.link(link)}")
        assert (reader.status, reader.said()) == (404, DEAD)
        await reader.open(paper.replace("/file/", "/answer/"))
        assert reader.status == 404
        played.house.wind("2026-11-27 12:00")
        await reader.open(paper)
        assert (reader.status, reader.said()) == (404, DEAD)

    played.visit(scenario)


def test_after_the_deadline_only_the_way_back_in_is_left(played):
    async def scenario(reader):
        await reader.open(link + do("nomination.yes", request=request))
        action, before = reader.form(YES)
        played.house.wind("2026-11-27 12:00")
        for query in ("", do("nomination.yes", request=request), do("nomination.more", request=request)):
            await reader.open(link + query)
            assert (reader.status, reader.said()) == (
                410,
                f"{LATE} Vil I stadig være med, så tryk her, og Sofie vender tilbage. Vi vil gerne være med",
            )
        with nothing_changes(played.database):
            await reader.post(action, before)  # the page had been open since before
            assert (reader.status, reader.said().startswith(LATE)) == (410, True)
        await reader.press("Vi vil gerne være med")
        assert reader.status == 200

    link, request = played.vibeke(), played.request("Vibeke")
    played.visit(scenario)
    assert played.row("Sofie", "wants_in").payload["title"] == "Hjørring vil alligevel gerne være med i Elnet."


# --- forms that are none of ours ---


def test_a_form_of_another_link_or_none_changes_nothing(played):
    async def scenario(reader):
        await reader.open(lars + do("nomination.decline", request=played.request("Lars")))
        _, foreign = reader.form("Ikke denne gang")
        await reader.open(link + do("nomination.yes", request=request))
        action, own = reader.form(YES)
        pack = played.seal.pack
        number, args = 1, {"request": request}
        bad = [
            {},
            {"form": ""},
            {"form": "æ"},
            {"form": "\x00"},
            {"form": own["form"][:-1]},
            {"form": own["form"] + "A"},
            {"ask": own["form"]},
            foreign,
            {"form": pack([number, "nomination.yes", args, "abcdefgh"], "file")},
            {"action": "nomination.yes", "args": '{"request":1}', "key": "abcdefgh"},
        ]
        with nothing_changes(played.database):
            for fields in bad:
                await reader.post(action, fields)
                assert (reader.status, reader.title()) == (403, "Siden var for gammel."), fields

    link, lars, request = played.vibeke(), played.lars(), played.request("Vibeke")
    played.visit(scenario)


def test_a_body_of_another_kind_or_size_changes_nothing(played):
    form = "application/x-www-form-urlencoded"

    async def scenario(reader):
        await reader.open(link)
        with nothing_changes(played.database):
            for body, kind, status in [
                (b"x" * 1_100_000, form, 413),
                (b"f.a=b&" * 10_000, form, 400),
                (b"\xff\xfe=%ff&f.x=%00%ED%A0%80", form + "; charset=utf-99", 403),
                (b"{}", "application/json", 400),
                (b"", "multipart/form-data", 400),
                (b"--x\r\n\r\n", 'multipart/form-data; boundary="x"', 400),
                (b"", "", 400),
            ]:
                await reader.post(link, body, headers={"Content-Type": kind})
                assert (reader.status, bool(reader.title())) == (status, True), kind

    link = played.vibeke()
    played.visit(scenario)


def test_control_characters_in_a_field_are_dropped(played):
    async def scenario(reader):
        await reader.open(link + do("nomination.another", request=request))
        await reader.press("Udpeg", name="Gitte\x00 Hanvold\u202e", email="gitte.hanvold@thisted.example")
        assert (reader.status, reader.title()) == (200, "Tak, Lars. Vi spørger Gitte.")

    link, request = played.lars(), played.request("Lars")
    played.visit(scenario)


def test_pages_are_opened_and_forms_are_sent_and_nothing_else(played):
    async def scenario(reader):
        with nothing_changes(played.database):
            for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
                response = await reader.client.request(method, link)
                assert (response.status, response.headers["Allow"]) == (405, "GET, HEAD, POST")
                assert response.headers["Referrer-Policy"] == "no-referrer"
            response = await reader.client.post("/oplysninger")
            assert (response.status, response.headers["Allow"]) == (405, "GET, HEAD")

    link = played.vibeke()
    played.visit(scenario)


# --- too often ---


def test_who_presses_too_often_waits_and_opening_never_keeps_anybody_from_pressing(played, monkeypatch):
    monkeypatch.setattr(answers, "OPENS", 60)

    async def scenario(reader):
        for _ in range(60):
            async with reader.client.head(link) as response:
                assert response.status == 200
        await reader.open(link)
        assert (reader.status, reader.title(), reader.headers["Retry-After"]) == (429, "Et øjeblik.", "1")
        for _ in range(30):
            await reader.post(link, {"form": "x"})
            assert reader.status == 403
        await reader.post(link, {"form": "x"})
        assert (reader.status, reader.headers["Retry-After"]) == (429, "2")
        played.machine[0] += 2
        await reader.open(link + do("nomination.yes", request=request))
        await reader.press(YES)
        assert reader.status == 200

    link, request = played.vibeke(), played.request("Vibeke")
    played.visit(scenario)


def test_who_tries_links_waits_and_working_ones_still_work(played):
    async def scenario(reader):
        for number in range(60):
            await reader.open(f"/answer/{number}")
            assert reader.status == 404
        await reader.open("/answer/61")
        assert (reader.status, reader.headers["Retry-After"]) == (429, "1")
        await reader.open(link)
        assert reader.status == 200
        played.machine[0] += 1
        await reader.open("/answer/62")
        assert reader.status == 404

    link = played.vibeke()
    played.visit(scenario)


# --- the gate of the local workspace ---


@pytest.mark.parametrize("headers", [{"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}, {}])
def test_an_answer_comes_from_a_page_that_says_nothing_about_itself(played, headers):
    async def scenario(reader):
        await reader.open(link + do("nomination.yes", request=request))
        action, fields = reader.form(YES)
        await reader.post(action, fields, headers=headers)
        assert reader.status == 200

    link, request = played.vibeke(), played.request("Vibeke")
    played.visit(scenario)


def test_a_foreign_name_for_this_machine_is_refused(played):
    async def scenario(reader):
        await reader.open(link, Host="workspace.example")
        assert reader.status == 403

    link = played.vibeke()
    played.visit(scenario)


def test_a_defect_is_told_under_a_reference_and_without_the_link_in_the_log(played):
    async def scenario(reader):
        with capture_logs() as logs:
            await reader.open(paper)
        assert (reader.status, reader.title()) == (500, "Noget gik galt hos os, ikke hos dig.")
        assert [(each["event"], each["path"]) for each in logs] == [("defect", "/file")]

    played.vibeke()
    with played.database.reading() as store:
        link = links.get(store, 1)
    paper = f"/file/{played.seal.pack([link.id, link.nonce], 'file')}"
    played.visit(scenario)
