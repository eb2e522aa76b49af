"""Marked lines in Elnet's room: noted, asked about, changed, taken back, undone."""

from __future__ import annotations

import pytest
from sqlmodel import select

from handlers.dialogue.request import Place
from storage import groups
from storage.tables import Decision, GroupState, JournalLine, Milestone, Output, StatusLine
from tests import lines
from tests.handlers.working.made import made_group
from tests.lines import LINE
from tests.world import House, shown, text_of

NOTED = dict(lines.NOTED)[LINE]


@pytest.fixture
def house(database) -> House:
    return House(database)


def hear(house: House, who: str, text: str, place: str = "C1/1.0", *, route: str = "room.heard") -> None:
    """A message in the room as a face tells of it."""
    gid = house.group("Elnet").id
    args = {"group": gid, "place": place}
    house.ask(who, action=route, words=text, args=args, place=Place(alone=False, group_id=gid))


def sign(house: House, place: str = "C1/1.0") -> str:
    """What stands on the message: done, unclear, none; nothing when there never was a sign."""
    signs = house.rooms.get(f"@{place}", [])
    return str(signs[-1][1]["mark"]) if signs else ""


def rows(house: House, table: type) -> list:
    with house.database.reading() as store:
        return list(store.session.exec(select(table).order_by(table.id)))


def room(house: House) -> list[str]:
    return [text_of(card) for card in house.cards("#Elnet")]


@pytest.mark.parametrize(("line", "noted"), lines.NOTED)
def test_what_is_understood_is_noted_and_can_be_undone(house, line, noted):
    made_group(house)
    hear(house, "Emil", line)
    assert room(house) == [noted]
    assert sign(house) == "done"
    assert shown(house.say("Emil", "fortryd")).startswith("Det er fortrudt.")
    assert sign(house) == "none"


@pytest.mark.parametrize(("line", "asked", "press"), lines.ASKED)
def test_what_is_not_understood_is_asked_and_stored_by_one_press(house, line, asked, press):
    made_group(house)
    hear(house, "Emil", line)
    assert (sign(house), room(house)) == ("unclear", [])
    card = house.card("Emil")
    assert text_of(card) == asked
    reply = house.press("Emil", card, press)
    assert shown(reply) == "Tak. Det er noteret.\nKvitteringen står under din besked."
    assert (sign(house), len(room(house))) == ("done", 1)
    assert shown(house.press("Emil", card, press)) == "Linjen er allerede noteret."


@pytest.mark.parametrize("line", lines.LEFT_ALONE)
def test_everything_else_is_left_alone(house, line):
    made_group(house)
    hear(house, "Emil", line)
    assert (sign(house), room(house), rows(house, Milestone)) == ("", [], [])


def test_somebody_outside_the_group_is_not_heard_and_a_member_sets_no_status(house):
    made_group(house)
    hear(house, "Line", LINE)
    hear(house, "Kasper", "Status: rød – stop", "C1/2.0")
    assert (rows(house, Milestone), rows(house, StatusLine), sign(house), sign(house, "C1/2.0")) == ([], [], "", "")


def test_a_members_deadline_and_decision_wait_for_a_press(house):
    made_group(house)
    hear(house, "Kasper", "Frist: 18/12 – input\nBeslutning: Model B\nLeverance: Notat")
    assert sign(house) == "done"
    assert room(house) == ["✅ Leveret: Notat, Kasper Thybo-Lund.\n{Fortryd}"]
    decision, deadline = house.cards("Emil")[-2:]
    house.press("Emil", deadline, "Ja, sæt den på")
    assert text_of(decision) == (
        "Kasper Thybo-Lund har skrevet en beslutning ned i Elnet.\n"
        "Model B (fredag den 20. november)\n[Ja, notér den] [Nej tak]"
    )
    house.press("Emil", decision, "Ja, notér den")
    assert room(house)[1:] == [
        "✅ Frist noteret: Input, fredag den 18. december (uge 51).\n{Ret} · {Fortryd}",
        "✅ Beslutning noteret: Model B (fredag den 20. november)\n{Fortryd}",
    ]


def test_a_decision_declined_is_told_and_leaves_the_message(house):
    made_group(house)
    hear(house, "Kasper", "Beslutning: Model B")
    house.press("Emil", house.card("Emil"), "Nej tak")
    assert text_of(house.card("Kasper")) == (
        "Emil Brandtoft har ikke noteret din beslutning i Elnet.\nModel B (fredag den 20. november)"
    )
    assert sign(house) == "none"


def test_an_edited_message_changes_what_it_became(house):
    made_group(house)
    hear(house, "Emil", f"{LINE}\nStatus: grøn\nLeverance: Notat\nBeslutning: A")
    hear(house, "Emil", "Leverance: Notat 2\nStatus: rød\nBeslutning: B\nFrist: 14/12 – budskabspapir – @Anna\nog mere")
    (milestone,) = rows(house, Milestone)
    assert (str(milestone.day), milestone.at, milestone.state) == ("2026-12-14", None, "open")
    assert [each.colour for each in rows(house, StatusLine)] == ["red"]
    assert [each.title for each in rows(house, Output)] == ["Notat 2"]
    assert [each.title for each in rows(house, Decision)] == ["B"]
    kinds = [line.what for line in rows(house, JournalLine)]
    assert kinds[:4] == ["status.noted", "decision.noted", "milestone.noted", "output.added"]
    assert sorted(kinds[4:]) == ["decision.edited", "milestone.edited", "output.edited", "status.edited"]
    before = len(kinds)
    hear(house, "Emil", "Leverance: Notat 2\nStatus: rød\nBeslutning: B\nFrist: 14/12 – budskabspapir – @Anna")
    assert len(rows(house, JournalLine)) == before


def test_a_line_that_is_gone_is_taken_back_and_so_is_a_deleted_message(house):
    made_group(house)
    hear(house, "Emil", f"{LINE}\nStatus: grøn")
    hear(house, "Emil", LINE)
    assert rows(house, StatusLine)[0].withdrawn_at is not None
    hear(house, "Emil", "", route="room.unsaid")
    assert rows(house, Milestone)[0].state == "dropped"
    assert sorted(room(house)) == ["Status er trukket tilbage.", "Taget af planen: Budskabspapir."]
    kinds = [line.what for line in rows(house, JournalLine)]
    assert kinds[-2:] == ["status.withdrawn", "milestone.dropped"]


def test_nothing_changes_once_the_group_has_ended(house):
    gid = made_group(house)
    hear(house, "Emil", LINE)
    with house.database.changing() as store:
        groups.get(store, gid).state = GroupState.dissolved
    hear(house, "Emil", "", route="room.unsaid")
    hear(house, "Emil", "Status: rød", "C1/2.0")
    assert (rows(house, Milestone)[0].state, rows(house, StatusLine)) == ("open", [])


def test_six_lines_are_too_many(house):
    made_group(house)
    hear(house, "Emil", "\n".join(f"Frist: {day}/12 – notat" for day in range(1, 7)))
    assert (rows(house, Milestone), sign(house)) == ([], "unclear")
    assert text_of(house.card("Emil")) == (
        "Højst fem mærkede linjer i én besked.\nHer er der 6, så intet er noteret. Del dem i to beskeder."
    )


def test_somebody_mentioned_who_is_not_in_the_group_is_asked_about(house):
    made_group(house)
    hear(house, "Emil", "Frist: 18/12 – notat – @Lars")
    assert text_of(house.card("Emil")).startswith('Ingen i Elnet hedder "Lars".')
    form = house.press("Emil", house.card("Emil"), "Udfyld")
    assert form.form.values == {"title": "notat", "day": "fredag den 18. december"}
    house.fill("Emil", form)
    assert [(each.title, each.owner_id) for each in rows(house, Milestone)] == [("notat", None)]


def test_the_question_about_words_that_were_edited_meanwhile_is_not_answered(house):
    made_group(house)
    hear(house, "Emil", "Frist: snarest – one-pager")
    first = house.card("Emil")
    form = house.press("Emil", first, "Sæt dato")
    hear(house, "Emil", "Frist: snarest – budskabspapir")
    edited = "Linjen er rettet siden.\nSvar på det nyeste spørgsmål, eller ret beskeden igen."
    assert shown(house.press("Emil", first, "Uden dato")) == edited
    assert edited.splitlines()[0] in shown(house.fill("Emil", form, day="11. december"))
    assert (rows(house, Milestone), sign(house)) == ([], "unclear")
    house.press("Emil", house.card("Emil"), "Uden dato")
    assert [each.title for each in rows(house, Milestone)] == ["budskabspapir"]


@pytest.mark.parametrize(
    ("line", "press"), [("Frist: snarest – one-pager", "Uden dato"), ("Frist: 24. december – notat", "Ja, gem den")]
)
def test_of_a_members_proposal_nobody_says_that_it_is_noted(house, line, press):
    made_group(house)
    hear(house, "Kasper", line)
    assert shown(house.press("Kasper", house.card("Kasper"), press)) == "Emil har fået dit forslag."
    assert house.card("Kasper").title == "Emil har fået dit forslag."
    assert room(house) == []


def test_a_message_from_before_the_room_was_another_groups_stays_what_it_was(house):
    made_group(house)
    hear(house, "Emil", LINE)
    other = made_group(house, "Byfornyelse")
    for route, words in (("room.heard", "Frist: 14/12 – andet"), ("room.heard", ""), ("room.unsaid", "")):
        house.ask("Emil", action=route, words=words, args={"group": other, "place": "C1/1.0"})
    (milestone,) = rows(house, Milestone)
    assert (milestone.title, str(milestone.day), milestone.state) == ("budskabspapir", "2026-12-11", "open")
    assert sign(house) == "done"


def test_another_person_cannot_answer_for_the_writer(house):
    made_group(house)
    hear(house, "Emil", "Status: vi er lidt bagud")
    assert "Det kan kun" in shown(house.press("Kasper", house.card("Emil"), "Grøn"))
    assert rows(house, StatusLine) == []


def test_a_whole_week_is_late_on_the_monday_after(house):
    made_group(house)
    hear(house, "Emil", "Frist: uge 50 – udkast – @Anna")
    house.wind("2026-12-10 08:00")
    asked = [card for card in house.cards("Anna") if "Udkast" in card.title][-1]
    assert asked.title == "Udkast skal være klar i uge 50."
    house.wind("2026-12-13 23:00")
    assert [card.title for card in house.cards("Anna") if "skulle have" in card.title] == []
    house.wind("2026-12-14 08:00")
    late = [card.title for card in house.cards("Anna") if "skulle have" in card.title]
    assert late[0] == "Udkast skulle have ligget klar i sidste uge."


def test_the_page_and_the_list_say_how_it_stands_and_what_was_decided(house):
    made_group(house)
    hear(house, "Emil", "Status: gul – venter på tal\nBeslutning: Model B – direktionen")
    page = shown(house.say("Emil", "status Elnet"))
    assert "Status: Gul – venter på tal (fredag den 20. november)" in page
    assert "Model B | direktionen | fredag den 20. november" in page
    assert "Elnet · Nedsat, gul" in shown(house.say("Sofie", "liste"))
