import pytest

from handlers.dialogue.card import Items
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


FILTERS = "[Alle (6)] [Mine (5)] [Mangler svar (1)] [Uden tovholder (2)] [Slutter snart (1)] [Opløst (1)]"


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        (
            "liste",
            [
                "Alle · 6 grupper",
                "· Brint · Nedsat · slutter tirsdag den 2. februar [Se]",
                "· Elnet · Nedsat · slutter ca. juni 2027 [Se]",
                "· Havne og forsvar · Udpegning · slutter ca. juni 2027 [Se]",
                "· Turisme · Nedsat · slutter mandag den 1. februar [Se]",
                "· Ørsted · Nedsat · slutter ca. juni 2027 [Se]",
                "· Aalborg havn · Nedsat · uden slutdato [Se]",
            ],
        ),
        (
            "list unanswered",
            [
                "Mangler svar · 1 gruppe",
                "· Havne og forsvar · Udpegning · slutter ca. juni 2027 [Se]",
            ],
        ),
        (
            "liste UDEN tovholder",
            [
                "Uden tovholder · 2 grupper",
                "· Havne og forsvar · Udpegning · slutter ca. juni 2027 [Se]",
                "· Turisme · Nedsat · slutter mandag den 1. februar [Se]",
            ],
        ),
        (
            "liste slutter snart",
            ["Slutter snart · 1 gruppe", "· Turisme · Nedsat · slutter mandag den 1. februar [Se]"],
        ),
        (
            "liste oploest",
            ["Opløst · 1 gruppe", "· Indenrigsfly · opløst torsdag den 3. december [Se]"],
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


def test_each_row_leads_to_the_groups_page(database: Database) -> None:
    house = several(database)
    reply = house.say("Jonas", "liste")
    assert shown(house.press("Jonas", reply, "Se")).split("\n")[0].startswith("Ørsted")
    gone = house.say("Jonas", "liste opløst")
    assert shown(house.press("Jonas", gone, "Se")).split("\n")[0].startswith("Indenrigsfly")


def test_coordinator_sees_own_groups_alone(database: Database) -> None:
    house = several(database)
    assert shown(house.say("Jonas", "liste")).split("\n") == [
        "Alle · 1 gruppe",
        "· Ørsted · Nedsat · slutter ca. juni 2027 [Se]",
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
        rows = next(part for part in reply.card.body if isinstance(part, Items))
        seen.append([item.text.split(" · ")[0] for item in rows.items])
        if reply.card.buttons[0].label != "Vis flere":
            break
        reply = house.press("Sofie", reply, "Vis flere")
    assert [len(each) for each in seen] == [20, 20, 5]
    assert [title for page in seen for title in page] == [f"Gruppe {number:02}" for number in range(45)]


def test_list_in_english(database: Database) -> None:
    house = several(database)
    with database.changing() as store:
        person(store, "Sofie Kragelund").language = "en"
    assert shown(house.say("Sofie", "liste mangler svar")).split("\n") == [
        "Unanswered · 1 group",
        "· Havne og forsvar · Nominating · ends about June 2027 [See]",
        "[All (6)] [Mine (5)] [Unanswered (1)] [No coordinator (2)] [Ending soon (1)] [Dissolved (1)]",
    ]
