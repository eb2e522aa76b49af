"""The ten deadlines of scenarios E5, pasted by the coordinator in nine layouts; the clock stands in 2014."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from handlers.attention import digest
from handlers.contents import everything
from handlers.dialogue.card import Card, Items, unmarked
from handlers.dialogue.reply import Reply
from handlers.rules import moments
from handlers.rules.moments import Moment
from storage import gates, milestones
from storage.engine import Database
from storage.tables import Milestone
from tests.handlers.working.tidsplan import opened
from tests.plans import BULLETED, LAYOUTS, MARKDOWN, NUMBERED, PROSE, SEMICOLONS, TEN
from tests.world import House, shown, text_of

GROUP = "Forstyrrelsesgruppen"
JANUARY = "Politisk Koordination & Økonomi, mandag den 13. januar"
MANDATES = "Kommissorier skal godkendes"


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    house = opened(database)
    yield house
    house.runner.close()


def paste(house: House, text: str) -> Reply:
    """Paste a plan and put it on, as it was read."""
    form = house.press("Kasper", house.say("Kasper", f"plan {GROUP}"), "Indsæt en plan")
    return house.fill("Kasper", house.fill("Kasper", form, text=text))


def plan(house: House) -> list[Milestone]:
    """The deadlines in the order in which they were pasted."""
    with house.database.reading() as store:
        found = milestones.of_group(store, house.group(GROUP).id)
    return sorted(found, key=lambda each: each.id)


def ten(house: House) -> list[tuple[str, Moment | None]]:
    """The bodies of the plan, with when."""
    return [(each.organ, moments.of(each)) for each in plan(house)]


def press(house: House, card: Card | None, words: str, label: str) -> Reply:
    """Press at the line of a card that has some words in it."""
    assert card is not None
    items = [each for part in card.body if isinstance(part, Items) for each in part.items]
    item = next(each for each in items if words in unmarked(each.text))
    button = next(each for each in item.buttons if each.label == label)
    return house.ask("Kasper", action=button.action, args=button.args)


def see(house: House, what: str) -> Reply:
    """One deadline on a card of its own."""
    return press(house, house.say("Kasper", f"plan {GROUP}").card, what, "Se")


def wait_for_january(house: House, form: Reply) -> None:
    """Choose the meeting of January in a form that asks what something waits for."""
    assert form.form is not None
    field = next(each for each in form.form.fields if each.name == "gate")
    choice = next(each.value for each in field.options if each.label == JANUARY)
    house.fill("Kasper", form, gate=choice)


def asked(house: House) -> Card:
    """The card that asks what was decided."""
    letters = house.letters[house.person("Kasper").name]
    return next(each.card for each in letters if each.subject.endswith("/gate"))


def read(house: House) -> str:
    """The coordinator's digest as it would be now."""
    with house.database.reading() as store:
        return text_of(digest.compose(everything(), store, house.person("Kasper"), house.now))


def states(house: House) -> list[tuple[str, list[tuple[str, str]]]]:
    """The state of each deadline, and of each point under it."""
    with house.database.reading() as store:
        return [
            (each.state.value, [(point.title, point.state.value) for point in milestones.points_of(store, [each.id])])
            for each in plan(house)
        ]


@pytest.mark.parametrize("text", LAYOUTS.values(), ids=LAYOUTS)
def test_at_e5_1_a_plan_that_the_coordinator_pastes_is_exactly_the_ten(house: House, text: str) -> None:
    assert shown(paste(house, text)) == f"10 frister er sat på planen for {GROUP}.\n[Se planen]\n{{Fortryd}}"
    assert ten(house) == TEN


@pytest.mark.parametrize("text", [BULLETED, NUMBERED, MARKDOWN, SEMICOLONS, PROSE])
def test_what_hangs_on_a_yes_waits_for_the_meeting_that_decides_unless_another_is_chosen(
    house: House, text: str
) -> None:
    paste(house, text)
    decision, meeting = plan(house)[1], plan(house)[3]
    with house.database.reading() as store:
        hanging = gates.hanging(store, [decision.id])
    places = [each.id for each in hanging.milestones] + [under.id for _, under in hanging.points]
    assert places == [meeting.id]


def test_at_e5_2_the_digest_of_week_7_has_three_dates_and_one_that_is_missing(house: House) -> None:
    paste(house, NUMBERED)
    house.wind("2014-01-14 08:30")
    house.press("Kasper", asked(house), "Ja")
    house.sleep("2014-02-10 07:00")
    assert read(house) == (
        f"Uge 7 · 10.–16. februar 2014 · {GROUP}\n"
        "De næste 14 dage\n"
        "· Mandag den 17. februar: Politisk Koordination & Økonomi\n"
        "· Onsdag den 19. februar kl. 16.00–18.00: Den Kommunale Ledergruppe\n"
        "· Mandag den 24. februar: Hovedudvalg\n"
        "Uden dato\n"
        "· Hovedudvalgsmøde mangler dato – skal ligge inden 17. februar. [Sæt dato]\n"
        "{Sjældnere} · {Slå fra}"
    )


@pytest.mark.parametrize("text", LAYOUTS.values(), ids=LAYOUTS)
def test_at_e5_2_in_every_layout_the_same_three_are_near_and_the_same_one_has_no_date(house: House, text: str) -> None:
    paste(house, text)
    house.sleep("2014-02-10 07:00")
    lines = read(house).splitlines()
    dated, undated = lines.index("De næste 14 dage"), lines.index("Uden dato")
    days = ["· Mandag den 17. februar", "· Onsdag den 19. februar kl. 16.00–18.00", "· Mandag den 24. februar"]
    assert [line.partition(":")[0] for line in lines[dated + 1 : undated]] == days
    (missing,) = lines[undated + 1 : -1]
    assert missing.endswith(" mangler dato – skal ligge inden 17. februar. [Sæt dato]")


def test_at_e5_3_a_no_makes_what_hangs_on_it_fall_away_point_by_point(house: House) -> None:
    paste(house, BULLETED)
    for what in ("Idéen drøftes", "lægger deres oplæg frem"):
        wait_for_january(house, house.press("Kasper", see(house, what), "Ret"))
    for what, point in (("Fyraftensmøde", "Information om"), ("Seminar", "Status på arbejdet")):
        wait_for_january(house, press(house, see(house, what).card, point, "Ret"))
    house.wind("2014-01-14 08:30")
    assert shown(house.press("Kasper", asked(house), "Nej")) == (
        "Politisk Koordination & Økonomi sagde nej.\n"
        "Metoden besluttes, mandag den 13. januar (uge 3)\n"
        "Det her er bortfaldet:\n"
        "· Idéen drøftes, inden 17. februar\n"
        "· Temamøde i byrådet, hvor grupperne lægger deres oplæg frem, tirsdag den 27. maj (uge 22)\n"
        f"· {MANDATES} (Politisk Koordination & Økonomi, mandag den 17. februar (uge 8))\n"
        "· Information om forstyrrelsesgrupper (Fyraftensmøde, onsdag den 19. februar kl. 16.00–18.00 (uge 8))\n"
        "· Status på arbejdet (Seminar, 3.–4. april (uge 14))\n"
        "{Fortryd}"
    )
    assert states(house) == [
        ("done", []),
        ("done", []),
        ("lapsed", []),
        ("open", [(MANDATES, "lapsed"), ("Oplæg om de resterende 65 mio. kr.", "open")]),
        (
            "open",
            [
                ("Information om forstyrrelsesgrupper", "lapsed"),
                ("Budgettet og råderummet, kort fortalt", "open"),
                ("Nyt fra direktionen", "open"),
            ],
        ),
        ("open", []),
        ("open", [("Formiddag: kerneopgaver", "open"), ("Eftermiddag: arbejdsmiljø", "open")]),
        ("open", [("Status på arbejdet", "lapsed")]),
        ("lapsed", []),
        ("open", []),
    ]
    told = [title for title in house.titles(f"#{GROUP}") if title == "Politisk Koordination & Økonomi sagde nej."]
    assert told == ["Politisk Koordination & Økonomi sagde nej."]
    assert [title for title in house.titles("Anna") if "sagde nej" in title] == []
