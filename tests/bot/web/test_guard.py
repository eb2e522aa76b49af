"""What comes from elsewhere, or from no page of ours, changes nothing."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest

from handlers.dialogue.card import Card
from handlers.dialogue.wire import from_json
from tests.bot.web.stage import QUESTION
from tests.bot.web.visitor import browse, posts


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "workspace.example"},
        {"Origin": "http://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_form_from_elsewhere_is_refused(played, headers):
    async def scenario(browser):
        await browser.open("/as/14")
        action, fields = browser.form("Send videre til en kollega")
        await browser.post(action, fields, headers=headers)
        assert browser.status == 403
        assert len(posts(played, 1)) == 3

    browse(played, scenario)


def test_form_without_the_token_of_this_browser_is_refused(played):
    async def scenario(browser):
        await browser.open("/as/14")
        action, fields = browser.form("Send videre til en kollega")
        for token in ("", "x", "æ", fields["token"][:-1]):
            page = await browser.post(action, fields | {"token": token})
            assert (browser.status, "Siden var for gammel." in page) == (403, True)
        browser.client.session.cookie_jar.clear()
        await browser.post(action, fields)
        assert browser.status == 403
        assert len(posts(played, 1)) == 3

    browse(played, scenario)


@pytest.mark.parametrize(
    "changed",
    [
        *({"args": args} for args in ("[]", "{", '{"a":[1]}', '{"a":true}', '{"a":1.5}', '{"a":9007199254740993}')),
        *({"args": "[" * 5000}, {"key": ""}, {"key": "short"}, {"key": "x" * 500}, {"key": "<script>"}),
        *({"post": "-1"}, {"post": "x"}, {"version": "9" * 40}, {"action": ""}, {"action": "x" * 500}),
    ],
    ids=str,
)
def test_form_that_is_none_of_ours_changes_nothing(played, changed):
    async def scenario(browser):
        await browser.open("/as/14")
        action, fields = browser.form("Send videre til en kollega")
        page = await browser.post(action, fields | changed)
        assert (browser.status, "Det kunne vi ikke læse." in page) == (400, True)
        assert len(posts(played, 1)) == 3

    browse(played, scenario)


def test_body_of_another_kind_or_size_changes_nothing(played):
    async def scenario(browser):
        await browser.open("/as/14")
        action, _ = browser.form("Send videre til en kollega")
        statuses = []
        for body, kind in [
            (b"x" * 1_100_000, "application/x-www-form-urlencoded"),
            (b"a&" * 2000, "application/x-www-form-urlencoded"),
            (b"\xff\xfe=%ff", "application/x-www-form-urlencoded; charset=utf-99"),
            (b"{}", "application/json"),
            (b"", "multipart/form-data"),
        ]:
            response = await browser.client.post(action, data=body, headers={"Content-Type": kind})
            statuses.append(response.status)
        assert statuses == [413, 400, 403, 400, 400]
        assert len(posts(played, 1)) == 3

    browse(played, scenario)


def test_action_that_nobody_offers_is_a_card_and_no_crash(played):
    async def scenario(browser):
        await browser.open("/as/14")
        action, fields = browser.form("Send videre til en kollega")
        await browser.post(action, fields | {"action": "no.such.action"})
        assert browser.titles()[3:] == ["Noget gik galt hos os, ikke hos dig."]

    browse(played, scenario)


def test_post_of_another_channel_is_not_touched(played):
    async def scenario(browser):
        await browser.open("/as/14")
        action, fields = browser.form("Foreslå en anden")
        await browser.post(action.replace("/as/14/1/", "/as/14/2/"), fields | {"action": "play.yes"})
        assert from_json(Card, next(each for each in posts(played) if each.id == 3).card) == QUESTION

    browse(played, scenario)


def test_what_was_sent_while_the_database_was_away_is_kept_on_the_page_and_sent_once_more(played):
    async def scenario(browser):
        await browser.open("/as/14")
        other = sqlite3.connect(played.database.engine.url.database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        action, fields = browser.form("Send videre til en kollega")
        page = await browser.post(action, fields)
        assert (browser.status, "Vi kan ikke komme til vores data lige nu." in page) == (503, True)
        other.close()
        again = browser.form("Prøv igen")
        assert again == (action, fields)
        await until_there(browser, *again)

    browse(played, scenario)


async def until_there(browser, action, fields):
    """Try until it works, as people do."""
    for _ in range(100):
        await browser.post(action, fields)
        if browser.status == 200:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("it never went on")
