"""Help shows what its reader may do, and nothing else."""

from __future__ import annotations

from handlers.dialogue.card import Items
from handlers.dialogue.request import Request
from storage import people
from storage.tables import Group, GroupState, Membership, Role, RoleKind, RoleState
from tests.world import House, button, shown, text_of

MEMBER = {"status", "plan", "kommissorium", "frist", "fravær", "mig", "hjælp"}  # a member's deadline is a proposal
COORDINATOR = MEMBER | {"liste", "medlem", "overdrag", "rum", "opløs"}
SECRETARIAT = COORDINATOR | {"ny", "svar"}


def words(house: House, who: str) -> set[str]:
    """The words that a person is shown."""
    card = house.say(who, "hjælp").card
    return {each.label for part in card.body if isinstance(part, Items) for item in part.items for each in item.buttons}


def put_into_a_group(house: House, who: str, *, leads: bool) -> None:
    person, sofie = house.person(who), house.person("Sofie")
    with house.database.changing() as store:
        group = Group(
            circle_id=people.circle(store).id,
            title="Elnet",
            state=GroupState.established,
            commissioner_id=sofie.organisation_id,
            owner_id=sofie.id,
            created_at=house.now,
        )
        store.add(group)
        store.add(
            Membership(group_id=group.id, person_id=person.id, organisation_id=person.organisation_id, since=house.now)
        )
        if leads:
            store.add(Role(group_id=group.id, person_id=person.id, kind=RoleKind.coordinator, state=RoleState.active))


def test_a_director_needs_few_words(database):
    house = House(database)
    assert shown(house.say("Vibeke", "hjælp")) == (
        "Det, du kan gøre her\n"
        "Skriv /taskforce og et af de her ord, eller tryk på det.\n"
        "/taskforce alene viser det, der venter på dig, og dine grupper.\n"
        "· fravær: Lad en stedfortræder svare, mens du er væk (vi spørger ikke hvorfor)."
        " Fx: fravær 21. december - 4. januar [fravær]\n"
        "· mig: Se, ret eller slet, hvad vi ved om dig. Vælg sprog, og hvor vi skriver [mig]\n"
        "· hjælp: Det, du kan gøre her [hjælp]\n"
        "Det, du bliver spurgt om, svarer du på med en knap."
        ' Ordet "fortryd" tager det seneste, du gjorde, tilbage.'
    )


def test_in_english(database):
    house = House(database)
    assert shown(house.say("Amir", "help")) == (
        "What you can do here\n"
        "Write /taskforce and one of these words, or press it.\n"
        "/taskforce alone shows what awaits you, and your groups.\n"
        "· away: Let a deputy answer while you are away (we do not ask why)."
        " Such as: away 21 December - 4 January [away]\n"
        "· me: See, correct or erase what we know about you. Choose language and where we write [me]\n"
        "· help: What you can do here [help]\n"
        "What you are asked, you answer with a button. The word “undo” takes back what you did last."
    )


def test_a_member_sees_those_of_a_member(database):
    house = House(database)
    put_into_a_group(house, "Anna", leads=False)
    assert words(house, "Anna") == MEMBER


def test_a_coordinator_sees_those_of_a_coordinator(database):
    house = House(database)
    put_into_a_group(house, "Jonas", leads=True)
    assert words(house, "Jonas") == COORDINATOR


def test_the_secretariat_sees_all_and_the_way_to_the_directory(database):
    house = House(database)
    named = {each.dansk for each in house.runner.router.commands if each.word} - {"fortryd"}
    assert words(house, "Sofie") == named == SECRETARIAT
    assert button(house.say("Sofie", "hjælp").card, "Hvem vi spørger").action == "directory.list"


def test_a_button_says_its_word(database):
    house = House(database)
    card = house.say("Anna", "hjælp").card
    assert text_of(house.press("Anna", card, "mig").card) == text_of(house.say("Anna", "mig").card)


def test_in_teams_a_word_needs_nothing_before_it(database):
    house = House(database)
    asked = Request(house.person("Vibeke"), house.now, words="hjælp", face="teams")
    assert text_of(house.runner.run(asked).card).split("\n")[:3] == [
        "Det, du kan gøre her",
        "Skriv et af de her ord til mig, eller tryk på det. I en kanal nævner du mig først.",
        "Ordet taskforce alene viser det, der venter på dig, og dine grupper.",
    ]
