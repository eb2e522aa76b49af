"""What a group is to make, and has made."""

from __future__ import annotations

from storage import outputs
from storage.tables import OutputState
from tests.handlers.working.made import made_group
from tests.world import House, shown, text_of

NOTE = "Notat om netkapacitet"


def listed(house: House, who: str, group: int):
    return house.ask(who, action="output.list", args={"group": group})


def states(house: House, group: int) -> dict[str, str]:
    with house.database.reading() as store:
        return {each.title: each.state.value for each in outputs.of_group(store, group)}


def test_a_member_delivers_with_a_link_and_the_room_hears_of_it(database):
    house = House(database)
    group = made_group(house, outputs=(NOTE, "Skarpere budskaber"))
    card = listed(house, "Anna", group)
    assert (
        shown(card)
        == """\
Elnet har leveret 0 af 2 ting.
· Notat om netkapacitet [Levér]
· Skarpere budskaber [Levér]
[Tilføj et resultat]"""
    )
    form = house.press("Anna", card, "Levér")
    assert shown(form) == "Levér notat om netkapacitet"
    reply = house.fill("Anna", form, link="https://papirer.example/notat")
    assert shown(reply) == "Leveret: Notat om netkapacitet.\n{Fortryd}"
    assert text_of(house.card("#Elnet")) == "✅ Leveret: Notat om netkapacitet, Anna Lindholt.\n[Åbn]"
    assert shown(house.press("Anna", card, "Levér")) == "Notat om netkapacitet er allerede leveret."
    assert shown(listed(house, "Emil", group)).splitlines()[:2] == [
        "Elnet har leveret 1 af 2 ting.",
        "· ✅ Notat om netkapacitet [Åbn]",
    ]
    assert shown(house.press("Anna", reply, "Fortryd")) == "Det er fortrudt. Notat om netkapacitet mangler stadig."
    assert states(house, group)[NOTE] == OutputState.expected
    assert text_of(house.card("#Elnet")) == "Notat om netkapacitet er ikke leveret alligevel."


def test_what_is_no_link_is_refused_at_its_field(database):
    house = House(database)
    group = made_group(house, outputs=(NOTE,))
    form = house.press("Anna", listed(house, "Anna", group), "Levér")
    assert (
        shown(house.fill("Anna", form, link="på drevet"))
        == """\
Levér notat om netkapacitet
link: Det er ikke et link. Et link begynder med https:// og har ingen mellemrum."""
    )
    assert states(house, group) == {NOTE: "expected"}


def test_a_coordinator_adds_to_the_list_and_drops_from_it(database):
    house = House(database)
    group = made_group(house)
    card = listed(house, "Emil", group)
    assert shown(card) == "Elnet har ingen resultater på listen endnu.\n[Tilføj et resultat]"
    form = house.press("Emil", card, "Tilføj et resultat")
    reply = house.fill("Emil", form, title=NOTE)
    assert shown(reply) == "Elnet skal lave: notat om netkapacitet.\n{Fortryd}"
    assert house.cards("#Elnet") == []
    again = house.fill("Emil", form, title=NOTE.upper())
    assert shown(again).endswith("title: NOTAT OM NETKAPACITET står allerede på listen.")
    dropped = house.press("Emil", listed(house, "Emil", group), "Fjern")
    assert states(house, group) == {}
    house.press("Emil", dropped, "Fortryd")
    assert states(house, group) == {NOTE: "expected"}


def test_what_a_member_adds_is_delivered(database):
    house = House(database)
    group = made_group(house)
    form = house.press("Anna", listed(house, "Anna", group), "Tilføj et resultat")
    reply = house.fill("Anna", form, title=NOTE)
    assert shown(reply) == "Leveret: Notat om netkapacitet.\n{Fortryd}"
    assert text_of(house.card("#Elnet")) == "✅ Leveret: Notat om netkapacitet, Anna Lindholt."
    house.press("Anna", reply, "Fortryd")
    assert states(house, group) == {}


def test_somebody_outside_sees_nothing(database):
    house = House(database)
    group = made_group(house, outputs=(NOTE,))
    assert shown(listed(house, "Line", group)) == "Det kan kun gruppens medlemmer og sekretariatet se."


def test_the_list_in_english(database):
    house = House(database)
    group = made_group(house, members=("Amir",), coordinator="Amir", outputs=(NOTE,))
    assert (
        shown(listed(house, "Amir", group))
        == """\
Elnet has delivered 0 of 1 things.
· Notat om netkapacitet [Deliver] [Drop]
[Add a result]"""
    )
