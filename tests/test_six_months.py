"""Six months of "Elnet", day by day: the bot is off for three days, Sofie hands over, and every message comes once."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from handlers.dialogue.card import Card, unmarked
from storage.engine import Database
from storage.tables import GroupState
from tests.elnet import COLLEAGUES, answer, send
from tests.world import COPENHAGEN, House, text_of

STOPPED = datetime(2027, 3, 5, 17, 0, tzinfo=COPENHAGEN)  # a Friday
BACK = datetime(2027, 3, 9, 9, 0, tzinfo=COPENHAGEN)  # the Tuesday after: Monday's digest is late
HANDOVER = date(2027, 3, 1)


def newest(house: House, who: str, title: str) -> Card:
    """The newest card whose title begins so."""
    return [card for card in house.cards(who) if unmarked(card.title).startswith(title)][-1]


def begin(house: House) -> None:
    """Order Elnet on 20 November, and have everybody answer by 1 December."""
    send(house)
    for director, expert in (("Vibeke", "Anna"), ("Erik", "Maja")):
        answer(house, director, f"Ja, spørg {expert}")
        answer(house, expert, "Ja, jeg er med")
    answer(house, "Tobias", "Ja, jeg deltager")
    house.fill("Søren", answer(house, "Søren", "Udpeg en"), **COLLEAGUES["Dorthe"])
    answer(house, "Dorthe", "Ja, jeg er med")
    house.wind("2026-11-27 13:00")
    house.say("Sofie", "svar Elnet Thisted ja Kasper Thybo-Lund")
    house.wind("2026-12-01 09:00")
    answer(house, "Kasper", "Ja, jeg er med")


def live(house: House, until: date) -> None:
    """One day after the other, each at eight and at five; switched off between STOPPED and BACK."""
    day = house.now.date()
    while day < until:
        day += timedelta(days=1)
        for hour in (8, 17):
            moment = datetime(day.year, day.month, day.day, hour, tzinfo=COPENHAGEN)
            if STOPPED < moment < BACK:
                continue
            if house.now <= STOPPED < moment:
                house.sleep(BACK)
            house.wind(moment)


@pytest.fixture
def lived(database: Database) -> House:
    """The house on 1 June 2027, with everything that came before."""
    house = House(database)
    begin(house)
    house.say("Emil", "frist Elnet fredag den 11. december - Budskabspapir - Anna Lindholt")
    house.say("Emil", "frist Elnet fredag den 18. december - Input til AAU's analyse - Kasper Thybo-Lund")
    live(house, date(2026, 12, 11))
    house.press("Anna", newest(house, "Anna", "Budskabspapir"), "Færdig")
    live(house, HANDOVER)
    form = house.say("Sofie", "overdrag")
    house.fill("Sofie", form, to=str(house.person("Mads").id), note="Elnet kører. Emil har trådene.")
    live(house, date(2027, 6, 1))
    return house


def test_six_months_of_elnet_every_message_once(lived: House) -> None:
    house = lived
    seen = [
        (letter.at.astimezone(COPENHAGEN), box, letter.said)
        for box, letters in house.letters.items()
        for letter in letters
    ]
    digests = [(at, box, title) for at, box, title in seen if title.startswith("Uge ")]
    assert Counter((box, title) for _, box, title in digests).most_common(1)[0][1] == 1

    days = sorted({at.strftime("%Y-%m-%d %H:%M") for at, _, _ in digests})
    assert [day for day in days if not day.endswith("08:00")] == ["2027-03-09 09:00"], "late, at once, and once"
    assert [day for day in days if datetime.fromisoformat(day).weekday() != 0] == [
        "2027-03-09 09:00",  # the bot was off on Monday
        "2027-03-30 08:00",  # Easter Monday
        "2027-05-18 08:00",  # Whit Monday
    ]

    others = sorted(
        (at.strftime("%Y-%m-%d %H:%M"), box, title) for at, box, title in seen if not title.startswith("Uge ")
    )
    assert Counter((box, title) for _, box, title in others).most_common(1)[0][1] == 1
    assert [each for each in others if each[0] > "2026-11-20 09:00"] == TOLD
    end(house)


def end(house: House) -> None:
    """Emil, who is of the commissioner's own house, closes the group; thanks go out, the next digest says so."""
    form = house.press("Emil", newest(house, "Emil", "Elnet slutter om en uge"), "Rund af")
    house.fill("Emil", form, outputs=("2", "3"), owner="BRN-sekretariatet", follow_on="interessevaretagelse")
    assert house.group("Elnet").state == GroupState.dissolved
    house.wind("2027-06-07 08:00")
    assert text_of(newest(house, "Vibeke", "Tak for lånet")) == (
        "Tak for lånet af Anna Lindholt\n"
        "Elnet blev opløst tirsdag den 1. juni efter seks måneder. BRN står med kvalificerede budskaber og sparring på "
        "AAU's analyse. BRN-sekretariatet fører sagen videre. Du skal ikke gøre mere.\n"
        "Hilsen Mads Riisager, BRN\n"
        "{Resultatet på én side}"
    )
    assert text_of(newest(house, "Tobias", "Tak for")) == (
        "Tak for din indsats i Elnet, Tobias\n"
        "Gruppen blev opløst i dag efter seks måneder. Det kom der ud af det: kvalificerede budskaber og sparring på "
        "AAU's analyse. BRN-sekretariatet fører interessevaretagelsen videre.\n"
        "Må vi spørge dig en anden gang?\n"
        "Svarer du ikke, sletter vi din profil onsdag den 1. december 2027.\n"
        "[Ja, gerne] [Nej tak, slet mig]"
    )
    assert text_of(house.card("Lars")) == (
        "Uge 23 · 7.–13. juni 2027 · Thisted\n"
        "Opløst\n"
        "· Elnet. [Resultatet på én side]\n"
        "Oversigten kommer kun, når der er nyt for Thisted.\n"
        "{Sjældnere} · {Slå fra}"
    )


TOLD = [
    ("2026-11-25 08:00", "Lars Nystrand", "Har du et øjeblik til Elnet?"),
    ("2026-11-27 12:00", "Sofie Kragelund", "Elnet: 3 af 4 har svaret. Mangler svar: Thisted"),
    ("2026-11-27 13:00", "Kasper Thybo-Lund", "Vil du være med i taskforcen Elnet?"),
    ("2026-12-01 09:00", "#Elnet", "✅ Frist noteret: Budskabspapir, fredag den 11. december (uge 50), Anna Lindholt."),
    (
        "2026-12-01 09:00",
        "#Elnet",
        "✅ Frist noteret: Input til AAU's analyse, fredag den 18. december (uge 51), Kasper Thybo-Lund.",
    ),
    ("2026-12-01 09:00", "#Elnet", "👋 Velkommen til Elnet"),
    ("2026-12-01 09:00", "Lars Nystrand", "Kasper er med i Elnet."),
    (
        "2026-12-01 09:00",
        "Sofie Kragelund",
        "Elnet er nedsat: 6 personer fra 6 organisationer, tovholder Emil Brandtoft.",
    ),
    ("2026-12-09 08:00", "Anna Lindholt", "Budskabspapir skal være klar fredag den 11. december (uge 50)."),
    ("2026-12-11 17:00", "#Elnet", "✅ Budskabspapir er færdig. Tak, Anna."),
    (
        "2026-12-16 08:00",
        "Kasper Thybo-Lund",
        "Input til AAU's analyse skal være klar fredag den 18. december (uge 51).",
    ),
    ("2026-12-21 08:00", "Kasper Thybo-Lund", "Input til AAU's analyse skulle have ligget klar i fredags."),
    ("2027-03-01 17:00", "Mads Riisager", "Du har overtaget én gruppe fra Sofie Kragelund."),
    ("2027-05-04 08:00", "Emil Brandtoft", "Elnet slutter ca. tirsdag den 1. juni (uge 22). Holder det?"),
    ("2027-05-25 08:00", "Emil Brandtoft", "Elnet slutter om en uge. Skal vi runde af?"),
]
