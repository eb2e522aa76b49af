"""An order that begins with a message: what is filled in, what is said when it does not fit, and who may."""

from __future__ import annotations

import pytest

from handlers.contents import everything
from storage.engine import Database
from tests.elnet import FIRST
from tests.snapshot import nothing_changes
from tests.world import House, text_of

LINK = "https://brn.slack.example/archives/C1/p1"


def quoted(house: House, text: str, *, by: str = "Helle Brinkmark", link: str = LINK, who: str = "Sofie"):
    return house.ask(who, action="commission.from_message", args={"text": text, "by": by, "link": link})


def test_the_task_is_the_message_and_the_rest_of_the_order_as_ever(database: Database) -> None:
    house = House(database)
    form = quoted(house, "  samle havnenes\nønsker til   en fælles plan ").form
    assert (form.name, form.step, form.args, form.values) == (
        "commission.order",
        (1, 2),
        {},
        {"reply_by": "fredag den 27. november kl. 12", "task": "samle havnenes ønsker til en fælles plan"},
    )
    assert form.note == (
        "Opgaven er taget fra beskeden. Ret den til, så den fortsætter: Taskforcen skal …\n"
        f"Skrevet af Helle Brinkmark: {LINK}"
    )


def test_what_does_not_fit_is_told_and_nothing_is_lost(database: Database) -> None:
    house = House(database)
    words = [f"ord{number}" for number in range(60)]
    form = quoted(house, " ".join(words), by="", link="").form
    task, rest = form.values["task"], form.note.removeprefix(
        "Opgaven er begyndelsen af beskeden. Resten er der ikke plads til: "
    )  # fmt: skip
    assert len(task) <= 200
    assert [*task.split(), *rest.split()] == words


def test_a_message_too_long_for_the_note_as_well_says_so_and_where_the_whole_stands(database: Database) -> None:
    house = House(database)
    form = quoted(house, "samle ønsker " * 400).form
    rest, where = form.note.rsplit("\n", 1)
    assert (rest[-1], where) == ("…", f"Skrevet af Helle Brinkmark: {LINK}")
    assert len(form.note) < 1800


def test_one_word_longer_than_the_field_is_cut_and_goes_on_in_the_note(database: Database) -> None:
    house = House(database)
    form = quoted(house, "a" * 250, by="", link="").form
    assert (form.values["task"], form.note[-50:]) == ("a" * 200, "a" * 50)


@pytest.mark.parametrize("text", ["", "  \n ", "\x00\u202e"])
def test_a_message_without_words_opens_an_order_without_a_task(database: Database, text: str) -> None:
    house = House(database)
    form = quoted(house, text, by="", link="").form
    assert (form.values["task"], form.note) == ("", "Der er ingen ord i beskeden, så skriv selv opgaven.")


def test_markup_and_places_in_the_message_stay_what_they_are(database: Database) -> None:
    house = House(database)
    said = "{name} <!channel> *fed* & **mere** %s"
    assert quoted(house, said).form.values["task"] == said


def test_the_order_goes_on_from_there_and_leaves_an_earlier_draft_alone(database: Database) -> None:
    house = House(database)
    house.fill("Sofie", house.say("Sofie", "ny"), **FIRST)
    second = house.fill("Sofie", quoted(house, "samle havnenes ønsker"), title="Havne", hours="2", months="3")
    assert (second.form.name, second.form.step) == ("commission.whom", (2, 2))
    house.fill("Sofie", second, whom="Thisted")
    assert house.group("Havne").task == "samle havnenes ønsker"
    assert house.say("Sofie", "ny").form.values == {**FIRST}


@pytest.mark.parametrize("who", ["Vibeke", "Anna"])
def test_others_are_told_politely_and_nothing_changes(database: Database, who: str) -> None:
    house = House(database)
    with nothing_changes(database):
        reply = quoted(house, "samle havnenes ønsker", who=who)
    assert (reply.form, text_of(reply.card).splitlines()[0]) == (
        None,
        text_of(house.say(who, "ny").card).splitlines()[0],
    )


def test_opening_it_keeps_nothing(database: Database) -> None:
    house = House(database)
    with nothing_changes(database):
        quoted(house, "samle havnenes ønsker")
    assert not everything().routes["commission.from_message"].changes
