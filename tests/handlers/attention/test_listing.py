import pytest

from handlers.dialogue.card import Table
from storage.engine import Database
from storage.tables import GroupState
from tests.handlers.attention.rows import asked, dissolved, group, person, round_
from tests.world import House, at, shown


def several(database: Database) -> House:
    """Groups in every state."""
    house = House(database, now=at("2026-12-07 09:00"))
    with database.changing() as store:
        asking = group(store, "Havne og forsvar", coordinator=None, state=GroupState.nominating, established_at=None)
        asked(store, round_(store, asking), "Thisted")
        group(store, "Elnet")
        group(store, "Ørsted", "Jonas Hvidbjerg", owner_id=person(store, "Helle Brinkmark").id)
        group(store, "Aalborg havn", planned_end=None)
        soon = group(store, "Turisme", coordinator=None, planned_end=at("2027-02-01").date())
        soon.approximate_end = False
        later = group(store, "Brint", planned_end=at("2027-02-02").date())
        later.approximate_end = False
        ended = group(store, "Indenrigsfly", "Jonas Hvidbjerg")
        dissolved(store, ended, at("2026-12-03 09:00"))
        group(store, "Fortrudt", state=GroupState.withdrawn, coordinator=None)
    return house


FILTERS = "[Alle (6)] [Mine (5)] [Mangler svar (1)] [Uden tovholder (1)] [Slutter snart (1)] [Opløst (1)]"


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        (
            "liste",
            [
                "Alle · 6 grupper",
                "Gruppe | Fase | Slutter",
                "Brint | Nedsat | tirsdag den 2. februar",
                "Elnet | Nedsat | ca. juni 2027",
                "Havne og forsvar | Udpegning | ca. juni 2027",
                "Turisme | Nedsat | mandag den 1. februar",
                "Ørsted | Nedsat | ca. juni 2027",
                "Aalborg havn | Nedsat | uden slutdato",
            ],
        ),
        (
            "list unanswered",
            [
                "Mangler svar · 1 gruppe",
                "Gruppe | Fase | Slutter",
                "Havne og forsvar | Udpegning | ca. juni 2027",
            ],
        ),
        (
            "liste UDEN tovholder",
            ["Uden tovholder · 1 gruppe", "Gruppe | Fase | Slutter", "Turisme | Nedsat | mandag den 1. februar"],
        ),
        (
            "liste slutter snart",
            ["Slutter snart · 1 gruppe", "Gruppe | Fase | Slutter", "Turisme | Nedsat | mandag den 1. februar"],
        ),
        (
            "liste oploest",
            ["Opløst · 1 gruppe", "Gruppe | Fase | Slutter", "Indenrigsfly | Opløst | torsdag den 3. december"],
        ),
    ],
)
def test_filters_in_both_languages(database: Database, words: str, rows: list[str]) -> None:
    house = several(database)
    assert shown(house.say("Sofie", words)).split("\n") == [*rows, FILTERS]


def test_current_filter_is_marked_and_the_buttons_lead_to_the_others(database: Database) -> None:
    house = several(database)
    reply = house.say("Sofie", "liste")
    assert reply.card is not None
    assert [each.label for each in reply.card.buttons if each.style == "primary"] == ["Alle (6)"]
    pressed = house.press("Sofie", reply, "Mine (5)")
    assert shown(pressed).split("\n")[0] == "Mine · 5 grupper"
    assert pressed.card is not None
    assert [each.label for each in pressed.card.buttons if each.style == "primary"] == ["Mine (5)"]


def test_coordinator_sees_own_groups_alone(database: Database) -> None:
    house = several(database)
    assert shown(house.say("Jonas", "liste")).split("\n") == [
        "Alle · 1 gruppe",
        "Gruppe | Fase | Slutter",
        "Ørsted | Nedsat | ca. juni 2027",
        "[Alle (1)] [Mine (1)] [Mangler svar (0)] [Uden tovholder (0)] [Slutter snart (0)] [Opløst (1)]",
    ]
    assert "Indenrigsfly" in shown(house.say("Jonas", "liste opløst"))


def test_reader_sees_all_and_members_are_told_who_may(database: Database) -> None:
    house = several(database)
    assert shown(house.say("Farah", "liste")).split("\n")[0] == "Alle · 6 grupper"
    assert shown(house.say("Anna", "liste")) == "Det kan kun gruppens tovholder og sekretariatet gøre."


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("mine", "Ingen af grupperne er dine lige nu."),
        ("mangler svar", "Alle, der er spurgt, har svaret."),
        ("uden tovholder", "Alle grupper har en tovholder."),
        ("slutter snart", "Ingen gruppe slutter inden for otte uger."),
        ("opløst", "Ingen gruppe er opløst endnu."),
        ("", "Der er ingen grupper endnu."),
    ],
)
def test_each_filter_without_groups_says_so(database: Database, words: str, sentence: str) -> None:
    house = House(database)
    assert shown(house.say("Sofie", f"liste {words}")).split("\n")[1] == sentence


@pytest.mark.parametrize(
    ("words", "more", "offered"),
    [
        ("mangler sar", "Mente du mangler svar?", ["Mangler svar"]),
        ("uden", "Mente du uden tovholder?", ["Uden tovholder"]),
        ("dissolvd", "Mente du opløst?", ["Opløst"]),
    ],
)
def test_unknown_filter_suggests_the_nearest(database: Database, words: str, more: str, offered: list[str]) -> None:
    house = House(database)
    card = house.say("Sofie", f"liste {words}").card
    assert card is not None
    assert shown(house.say("Sofie", f"liste {words}")).split("\n")[:2] == [
        f'Jeg kender ikke filteret "{words}".',
        more,
    ]
    assert [each.label for each in card.buttons] == offered


def test_filter_that_is_like_none_offers_them_all_and_is_cut(database: Database) -> None:
    house = House(database)
    card = house.say("Sofie", "liste " + "x" * 500).card
    assert card is not None
    assert card.title == 'Jeg kender ikke filteret "' + "x" * 39 + '…".'
    assert [each.label for each in card.buttons] == [
        "Alle",
        "Mine",
        "Mangler svar",
        "Uden tovholder",
        "Slutter snart",
        "Opløst",
    ]


def test_twenty_at_a_time(database: Database) -> None:
    house = House(database)
    with database.changing() as store:
        for number in range(45):
            group(store, f"Gruppe {number:02}")
    seen = []
    reply = house.say("Sofie", "liste")
    while True:
        assert reply.card is not None
        table = next(part for part in reply.card.body if isinstance(part, Table))
        seen.append([row[0] for row in table.rows])
        if table.next is None:
            break
        reply = house.press("Sofie", reply, table.next.label)
    assert [len(each) for each in seen] == [20, 20, 5]
    assert [title for page in seen for title in page] == [f"Gruppe {number:02}" for number in range(45)]


def test_list_in_english(database: Database) -> None:
    house = several(database)
    with database.changing() as store:
        person(store, "Sofie Kragelund").language = "en"
    assert shown(house.say("Sofie", "liste mangler svar")).split("\n") == [
        "Unanswered · 1 group",
        "Group | Phase | Ends",
        "Havne og forsvar | Nominating | about June 2027",
        "[All (6)] [Mine (5)] [Unanswered (1)] [No coordinator (1)] [Ending soon (1)] [Dissolved (1)]",
    ]
