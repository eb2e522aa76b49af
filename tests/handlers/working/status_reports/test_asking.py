from handlers.dialogue.events import GroupDissolved
from handlers.dialogue.request import Place
from storage import marked, status
from tests.handlers.working.made import happen, made_group
from tests.handlers.working.status_reports.status import lines_with
from tests.world import House, at, shown, text_of

ASKED = (
    "Hvordan står det til i Elnet?\n"
    "En farve, én linje og det næste skridt er nok. Svar senest fredag den 27. november.\n"
    "Hilsen Sofie Kragelund, BRN\n"
    "[Grøn] [Gul] [Rød]"
)


def asked(database, **values: object) -> House:
    """Sofie has asked for a status of Elnet on Friday 20 November 2026; Maja coordinates."""
    house = House(database)
    made_group(house, coordinator="Maja", **values)
    house.press("Sofie", house.say("Sofie", "status Elnet"), "Bed om status")
    return house


def questions(house: House) -> int:
    """How many cards with the question Maja has had."""
    return house.titles("Maja").count("Hvordan står det til i Elnet?")


def answer(house: House, colour: str = "Gul", **values: str) -> object:
    """Maja presses a colour on the newest card, and sends the form."""
    return house.fill("Maja", house.press("Maja", house.card("Maja"), colour), **values)


def test_who_leads_a_group_is_asked_and_the_page_shows_colour_line_and_next_step(database):
    house = asked(database)
    before = text_of(house.card("Maja"))
    reply = answer(house, line="venter på tal fra netselskabet", next_step="møde med netselskabet")
    page = shown(house.say("Kasper", "status Elnet")).splitlines()
    assert (
        before,
        shown(reply),
        text_of(house.card("Maja")),
        [line for line in page if line.startswith(("Status:", "Næ"))],
    ) == (
        ASKED,
        "Tak, Maja. Status for Elnet er noteret.\n"
        "gul – venter på tal fra netselskabet\n"
        "Næste skridt: møde med netselskabet\n"
        "{Fortryd}",
        "Tak. Status for Elnet: gul – venter på tal fra netselskabet.",
        [
            "Status: Gul – venter på tal fra netselskabet (fredag den 20. november)",
            "Næste skridt: møde med netselskabet",
        ],
    )
    assert house.titles("#Elnet")[-1:] == ["✅ Status noteret: gul – venter på tal fra netselskabet"]


def test_undo_opens_the_question_again(database):
    house = asked(database)
    house.press("Maja", answer(house, line="venter på tal"), "Fortryd")
    assert text_of(house.card("Maja")) == ASKED
    with house.database.reading() as store:
        assert marked.newest_status(store, [house.group("Elnet").id]) == {}


def test_marked_line_in_the_room_answers_the_question_too(database):
    house = asked(database)
    gid = house.group("Elnet").id
    room = {"args": {"group": gid, "place": "C1/1.0"}, "place": Place(alone=False, group_id=gid)}
    house.ask("Maja", action="room.heard", words="Status: rød – tallene mangler", **room)
    assert text_of(house.card("Maja")) == "Tak. Status for Elnet: rød – tallene mangler."


def test_reminder_two_working_days_before_and_the_secretariat_sees_who_has_not_answered(database):
    house = asked(database)
    house.wind("2026-11-25 08:00")
    reminded = text_of(house.card("Maja"))
    house.wind("2026-11-30 09:00")
    awaits = lines_with(shown(house.say("Sofie", "")), "Vi mangler")
    chased = house.press("Sofie", house.say("Sofie", ""), "Ryk")
    again = house.press("Sofie", house.say("Sofie", ""), "Ryk")
    assert (reminded, awaits, shown(chased), shown(again), questions(house)) == (
        ASKED.replace("\nEn farve", "\nVi mangler din status.\nEn farve"),
        ["· Elnet: Vi mangler Maja Hedelunds status. Fristen var fredag den 27. november. [Ryk] [Fortsæt uden]"],
        "Maja Hedelund har fået en påmindelse.",
        "Maja Hedelund har allerede fået en påmindelse i dag.",
        3,  # asked, reminded, reminded by hand
    )


def test_secretariat_goes_on_without_and_takes_that_back(database):
    house = asked(database)
    went = house.press("Sofie", house.say("Sofie", ""), "Fortsæt uden")
    told = text_of(house.card("Maja"))
    house.press("Sofie", went, "Fortryd")
    assert (shown(went), told, text_of(house.card("Maja"))) == (
        "Vi fortsætter uden status for Elnet.\n{Fortryd}",
        "Der er ikke længere brug for status for Elnet.\nDu skal ikke gøre mere.",
        ASKED,
    )


def test_nobody_is_asked_twice_or_without_a_coordinator(database):
    house = asked(database)
    made_group(house, "Turisme", coordinator=None)
    again = house.press("Sofie", house.say("Sofie", "status Elnet"), "Status")
    house.ask("Sofie", action="status.ask", args={"group": house.group("Elnet").id})
    assert (
        [line for line in shown(again).splitlines() if line.startswith(("Spurgt", "["))],
        shown(house.ask("Sofie", action="status.ask", args={"group": house.group("Elnet").id})),
        shown(house.press("Sofie", house.say("Sofie", "status Turisme"), "Bed om status")),
        questions(house),
    ) == (
        [
            "Spurgt: Maja Hedelund, svar senest fredag den 27. november",
            "[Giv status] [Statuspapir] [Tilføj modtagere] [Spørg fast]",
        ],
        "Maja Hedelund er allerede spurgt om status for Elnet.",
        "Turisme har ingen tovholder at spørge endnu.\n[Vælg tovholder]",
        1,
    )


def test_everybody_is_asked_from_the_overview_and_whoever_cannot_be_is_named(database):
    house = asked(database)
    for title, boss in (("Vand", "Kasper"), ("Klima", "Anna"), ("Turisme", None)):
        made_group(house, title, coordinator=boss)
    reply = house.press("Sofie", house.say("Sofie", ""), "Bed om status")
    asked_now = {name: house.titles(name) for name in ("Anna", "Kasper", "Maja")}
    undone = house.press("Sofie", reply, "Fortryd")
    assert (shown(reply), asked_now, shown(undone), house.titles("Anna")[-1], house.titles("Maja")[-1]) == (
        "2 grupper bliver spurgt om status. Svarene kommer senest fredag den 27. november.\n"
        "Klima og Vand\n"
        "Uden tovholder: Turisme. Én var spurgt i forvejen.\n"
        "{Fortryd}",
        {
            "Anna": ["Hvordan står det til i Klima?"],
            "Kasper": ["Hvordan står det til i Vand?"],
            "Maja": ["Hvordan står det til i Elnet?"],
        },
        "Det er fortrudt. 2 grupper bliver ikke spurgt.",
        "Der er ikke længere brug for status for Klima.",
        "Hvordan står det til i Elnet?",
    )


def test_rhythm_asks_by_itself_and_once_more_instead_of_twice(database):
    house = House(database)
    made_group(house, coordinator="Maja")
    stands = house.press("Maja", house.say("Maja", "status Elnet"), "Status")
    rhythm = house.fill("Maja", house.press("Maja", stands, "Spørg fast"), rhythm="hver måned")
    house.wind("2026-12-21 09:00")
    first = questions(house)
    house.wind("2027-01-21 09:00")
    with house.database.reading() as store:
        open_ = status.open_question(store, house.group("Elnet").id)
    assert (shown(rhythm), first, open_.asked_at, questions(house)) == (
        "Elnet bliver spurgt 1 gang om måneden.\nFørste gang er mandag den 21. december.\n{Fortryd}",
        1,
        at("2026-12-21 08:00"),
        3,  # asked, reminded before Christmas, asked once more
    )
    empty = house.fill("Maja", house.press("Maja", stands, "Spørg fast"), rhythm="")
    assert shown(empty) == "Elnet bliver ikke længere spurgt fast.\n{Fortryd}"
    assert house.group("Elnet").status_due is None
    house.press("Maja", empty, "Fortryd")
    assert house.group("Elnet").status_rhythm == "1 gang om måneden"


def test_question_moves_with_the_coordinator(database):
    house = asked(database)
    house.fill("Maja", house.say("Maja", "overdrag Elnet Kasper"), note="")
    house.press("Kasper", house.card("Kasper"), "Ja, den tager jeg")
    assert [
        text_of(card)
        for card in house.cards("Maja") + house.cards("Kasper")
        if "status" in card.title.lower() or "står" in card.title
    ] == [
        "Kasper Thybo-Lund bliver spurgt om status for Elnet.",
        ASKED,
    ]


def test_group_that_ends_is_not_asked(database):
    house = asked(database)
    happen(house, GroupDissolved(house.group("Elnet").id))
    assert text_of(house.card("Maja")) == ("Der er ikke længere brug for status for Elnet.\nDu skal ikke gøre mere.")


def test_only_the_newest_rhythm_is_taken_back(database):
    house = House(database)
    made_group(house, coordinator="Maja")
    stands = house.press("Maja", house.say("Maja", "status Elnet"), "Status")
    first = house.fill("Maja", house.press("Maja", stands, "Spørg fast"), rhythm="hver måned")
    second = house.fill("Maja", house.press("Maja", stands, "Spørg fast"), rhythm="hver uge")
    refused = house.press("Maja", first, "Fortryd")
    assert (shown(refused), house.group("Elnet").status_rhythm) == (
        "Der er sket mere siden, så det kan ikke fortrydes.",
        "1 gang om ugen",
    )
    house.press("Maja", second, "Fortryd")
    house.press("Maja", first, "Fortryd")
    assert (house.group("Elnet").status_rhythm, house.group("Elnet").status_due) == ("", None)


def test_undo_asks_nothing_about_a_group_that_has_ended(database):
    house = asked(database)
    said = answer(house, line="venter på tal")
    went = house.press("Sofie", house.say("Sofie", "status Elnet"), "Bed om status")
    assert shown(went).startswith("Maja Hedelund bliver spurgt")
    gone = house.press("Sofie", house.say("Sofie", ""), "Fortsæt uden")
    house.fill("Sofie", house.say("Sofie", "opløs Elnet"), more="et papir", owner="BRN-sekretariatet")
    house.press("Maja", said, "Fortryd")
    refused = house.press("Sofie", gone, "Fortryd")
    with house.database.reading() as store:
        open_ = status.open_question(store, house.group("Elnet").id)
    assert (shown(refused), open_) == ("Der er sket mere siden, så det kan ikke fortrydes.", None)


def test_all_questions_that_are_taken_back_are_taken_back_for_good(database):
    house = asked(database)
    made_group(house, "Vand", coordinator="Kasper")
    reply = house.press("Sofie", house.say("Sofie", ""), "Bed om status")
    house.press("Sofie", reply, "Fortryd")
    history = shown(house.press("Sofie", house.say("Sofie", "status Vand"), "Historik"))
    before = shown(house.say("Sofie", "fortryd"))
    assert ("Fortrudt: Bedt om status" in history, before) == (
        True,
        "Det er fortrudt. Ingen bliver spurgt om status for Elnet.",
    )
