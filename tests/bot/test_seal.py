"""Signatures: what comes back is what left, for the same purpose, and nothing else is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.addresses import Addresses
from bot.seal import Seal
from handlers.dialogue.card import Button, Document
from storage.tables import Link, LinkPurpose, Room

SEAL = Seal("a secret of at least thirty-two characters")
LINK = Link(id=12, purpose=LinkPurpose.answer, person_id=3, nonce="AbCd-_123456")
TOKEN = SEAL.link(LINK)
ROOM = Room(id=12, group_id=3, nonce="AbCd-_123456")


def test_a_link_comes_back_with_its_number_and_its_random_part():
    assert SEAL.read_link(TOKEN, "answer") == (12, "AbCd-_123456")


def test_a_link_carries_no_more_than_that():
    assert TOKEN.rpartition(".")[0] == "12.AbCd-_123456"
    assert len(TOKEN) < 64


@pytest.mark.parametrize(
    "token",
    ["", ".", "12", "12.AbCd-_123456", TOKEN[:-1], TOKEN[:-10], TOKEN + "A", "1" + TOKEN, TOKEN.replace("12.", "13.")],
)
def test_a_cut_or_changed_link_is_not_read(token):
    assert SEAL.read_link(token, "answer") is None


def test_a_link_for_one_thing_is_not_good_for_another():
    assert SEAL.read_link(TOKEN, "calendar") is None


def test_another_house_s_links_are_not_read():
    assert Seal("another secret of thirty-two characters").read_link(TOKEN, "answer") is None


@given(st.text())
def test_nothing_that_is_not_ours_is_read(text):
    assert SEAL.read_link(text, "answer") is None
    assert SEAL.unpack(text, "form") is None


def test_a_packed_value_comes_back_for_its_purpose_alone():
    text = SEAL.pack([12, "nomination.yes", {"request": 7}], "form")
    assert SEAL.unpack(text, "form") == [12, "nomination.yes", {"request": 7}]
    assert SEAL.unpack(text, "file") is None


def test_addresses_stand_on_the_public_name():
    here = Addresses(SEAL, lambda: "https://taskforce.brn.example")
    button = Button("end.longer", "3 måneder", {"group": 5, "months": 3})
    assert here.answer(LINK) == f"https://taskforce.brn.example/answer/{TOKEN}"
    assert here.answer(LINK, button) == f"https://taskforce.brn.example/answer/{TOKEN}?do=end.longer&group=5&months=3"
    assert here.privacy() == "https://taskforce.brn.example/oplysninger"
    token = here.file(LINK, Document("casefile", 5, "Elnet.zip")).removeprefix("https://taskforce.brn.example/file/")
    assert SEAL.unpack(token, "file") == [12, "AbCd-_123456", "casefile", 5]


def test_a_room_s_address_comes_back_with_its_number_and_its_random_part():
    token = SEAL.room(ROOM)
    assert SEAL.read_room(token) == (12, "AbCd-_123456")
    assert [SEAL.read_room(each) for each in (token[:-1], f"{token}A", f"1{token}", "", "12")] == [None] * 5


def test_a_room_s_address_opens_no_answer_and_an_answer_s_opens_no_room():
    assert [SEAL.read_link(SEAL.room(ROOM), each) for each in LinkPurpose] == [None] * len(LinkPurpose)
    assert [SEAL.read_room(SEAL.link(Link(id=12, purpose=each, nonce=ROOM.nonce))) for each in LinkPurpose] == [
        None
    ] * len(LinkPurpose)


def test_a_room_s_page_and_calendar_stand_beside_each_other():
    addresses = Addresses(SEAL, lambda: "https://brn.example/taskforce")
    page = f"https://brn.example/taskforce/room/{SEAL.room(ROOM)}"
    assert (addresses.room_page(ROOM), addresses.room_calendar(ROOM)) == (page, f"{page}.ics")
