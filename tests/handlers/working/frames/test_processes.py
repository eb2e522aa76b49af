"""A process goes on beside groups: it has a plan and a frame and nobody in it, and can be shown beside their plans."""

from __future__ import annotations

from storage.engine import Database
from storage.tables import PROCESS, GroupState
from tests.handlers.working.made import made_group
from tests.world import House, shown, text_of


def begun(database: Database) -> House:
    """Budget 2015, with a deadline and a frame of its own, beside Elnet."""
    house = House(database)
    made_group(house)
    house.fill("Sofie", house.say("Sofie", "ny forløb Budget 2015"), task="Forløbet skal finde 65 mio. kr.")
    house.say("Sofie", "frist Budget 2015 11. december gennemgang af budgetterne")
    page = house.press("Sofie", house.say("Sofie", "status Budget 2015"), "Ramme")
    house.fill("Sofie", house.press("Sofie", page, "Ny ramme"), title="Råderum", amount="65 mio. kr.")
    return house


def beside(house: House, who: str = "Emil") -> str:
    """Budget 2015 is shown beside Elnet's plan; the receipt."""
    form = house.press(who, house.say(who, "plan Elnet"), "Vis ved siden af")
    return shown(house.fill(who, form, other=str(house.group("Budget 2015").id)))


def test_the_word_begins_a_process_at_once(database: Database) -> None:
    house = House(database)
    form = house.say("Sofie", "ny forløb Budget 2015")
    assert form.form is not None
    assert form.form.values == {"title": "Budget 2015"}
    receipt = house.fill("Sofie", form)
    group = house.group("Budget 2015")
    assert (group.template, group.state, group.ordered_at) == (PROCESS, GroupState.established, None)
    assert shown(receipt) == (
        "Budget 2015 er i gang.\n"
        "Skriv plan og ramme, og vis det ved siden af planen i de grupper, det betyder noget for.\n"
        "[Indsæt en plan] [Ny ramme] [Se]"
    )


def test_a_title_that_is_taken_is_refused_at_its_field(database: Database) -> None:
    house = House(database)
    made_group(house)
    refused = house.fill("Sofie", house.say("Sofie", "ny forløb elnet"))
    assert refused.form is not None
    assert refused.form.errors == {"title": "Der er allerede en gruppe, der hedder Elnet."}


def test_a_process_misses_nobody_and_was_never_established(database: Database) -> None:
    house = begun(database)
    house.wind("2027-03-01 09:00")
    assert "mangler en tovholder" not in text_of(house.say("Sofie", "").card)
    assert "Budget 2015" not in text_of(house.say("Sofie", "liste uden tovholder").card)
    digests = [text_of(card) for card in house.cards("Sofie") if card.title.startswith("Uge")]
    assert digests
    assert not [each for each in digests if "Nedsat" in each and "Budget" in each.split("Nedsat")[1]]
    assert all("Budget 2015: intet nyt" not in each and "Budget 2015 mangler" not in each for each in digests)


def test_its_page_says_what_it_is_and_beside_what_it_is_shown(database: Database) -> None:
    house = begun(database)
    beside(house)
    assert text_of(house.say("Sofie", "status Budget 2015").card) == (
        "Budget 2015\n"
        "Forløb\n"
        "Budget 2015 skal finde 65 mio. kr.\n"
        "Passes af: Sofie Kragelund\n"
        "Vises ved siden af: Elnet\n"
        "Økonomisk ramme\n"
        "· Råderum: 65 mio. kr. mangler at blive fundet i alt\n"
        "Hvornår\n"
        "Hvad | Frist | Status\n"
        "gennemgang af budgetterne | fredag den 11. december (uge 50) | i gang\n"
        "[Se planen] [Ny frist] [Ramme] [Rund af] [Historik]"
    )


def test_its_plan_and_frame_stand_beside_the_plan_of_a_group(database: Database) -> None:
    house = begun(database)
    assert beside(house) == "Budget 2015 vises ved siden af planen for Elnet.\n[Se planen]\n{Fortryd}"
    section = (
        "Budget 2015\n"
        "· Råderum: 65 mio. kr. mangler at blive fundet i alt [Vis ikke længere]\n"
        "· Fredag den 11. december (uge 50): gennemgang af budgetterne."
    )
    assert section in text_of(house.say("Emil", "plan Elnet").card)
    page = text_of(house.say("Anna", "status Elnet").card)
    assert section.replace(" [Vis ikke længere]", "") in page


def test_a_frame_that_the_group_shares_is_told_once_on_its_page(database: Database) -> None:
    house = begun(database)
    beside(house)
    frame = house.press("Sofie", house.say("Sofie", "status Budget 2015"), "Ramme")
    house.fill("Sofie", house.press("Sofie", frame, "Ret ramme"), groups=(str(house.group("Elnet").id),))
    page = text_of(house.say("Anna", "status Elnet").card).splitlines()
    assert [line for line in page if "mio." in line] == ["· Råderum: 65 mio. kr. mangler at blive fundet i alt"]


def test_it_is_shown_no_longer_and_again(database: Database) -> None:
    house = begun(database)
    beside(house)
    plan = house.say("Emil", "plan Elnet")
    receipt = house.press("Emil", plan, "Vis ikke længere")
    assert shown(receipt) == "Budget 2015 vises ikke længere ved siden af planen for Elnet.\n{Fortryd}"
    assert "Råderum" not in text_of(house.say("Emil", "plan Elnet").card)
    twice = house.press("Emil", plan, "Vis ikke længere")
    assert shown(twice) == "Det findes ikke længere."
    assert shown(house.press("Emil", receipt, "Fortryd")) == "Det er fortrudt. Budget 2015 vises igen."
    assert "Råderum" in text_of(house.say("Emil", "plan Elnet").card)


def test_a_group_without_a_plan_shows_what_goes_on_beside_it(database: Database) -> None:
    house = begun(database)
    beside(house)
    card = house.say("Emil", "plan Elnet").card
    assert card.title == "Elnet har ingen plan endnu."
    assert "gennemgang af budgetterne" in text_of(card)


def test_a_coordinator_finds_processes_and_their_own_groups_only(database: Database) -> None:
    house = begun(database)
    made_group(house, "Turisme", members=("Anna",), coordinator="Anna")
    form = house.press("Emil", house.say("Emil", "plan Elnet"), "Vis ved siden af").form
    assert [each.label for each in form.fields[0].options] == ["Budget 2015", "Turisme"]
    theirs = house.press("Anna", house.say("Anna", "plan Turisme"), "Vis ved siden af").form
    assert [each.label for each in theirs.fields[0].options] == ["Budget 2015", "Elnet"]
    made_group(house, "Indenrigsfly", members=("Maja",), coordinator="Maja")
    hers = house.press("Maja", house.say("Maja", "plan Indenrigsfly"), "Vis ved siden af").form
    assert [each.label for each in hers.fields[0].options] == ["Budget 2015", "Elnet"]


def test_nothing_is_posted_in_a_room_that_a_process_does_not_have(database: Database) -> None:
    house = begun(database)
    assert "#Budget 2015" not in house.letters
    assert "#Budget 2015" not in house.rooms


def test_a_process_is_rounded_off(database: Database) -> None:
    house = begun(database)
    form = house.press("Sofie", house.say("Sofie", "status Budget 2015"), "Rund af")
    assert shown(house.fill("Sofie", form, more="et budget", owner="økonomiudvalget")).splitlines()[0] == (
        "Budget 2015 er opløst."
    )
    assert house.group("Budget 2015").state == GroupState.dissolved


def test_who_hides_what_is_not_shown_learns_nothing_of_it(database: Database) -> None:
    house = begun(database)
    secret = made_group(house, "Fortrolig", members=("Maja",), coordinator="Maja")
    args = {"group": house.group("Elnet").id, "other": secret}
    assert shown(house.ask("Emil", action="beside.drop", args=args)) == "Det findes ikke længere."
