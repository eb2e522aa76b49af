"""An economic frame is written down, shared among groups, changed and taken back; its amounts are read at the field."""

from __future__ import annotations

import pytest

from handlers.dialogue.card import Card
from storage.engine import Database
from tests.handlers.working.made import made_group
from tests.world import House, button, shown, text_of

FOUR = ("Beskæftigelse", "Fritid & Fællesskab", "Læring", "Social Omsorg")
COORDINATORS = ("Kasper", "Anna", "Dorthe", "Maja")
FRAME = "Reduceret ramme: 65 mio. kr. mangler at blive fundet i alt (af råderum på 100 mio. kr.)"


def begun(database: Database, coordinators: tuple[str, ...] = COORDINATORS) -> House:
    """The process Budget 2015, whose frame the four groups share."""
    house = House(database)
    for title, coordinator in zip(FOUR, coordinators, strict=True):
        made_group(house, title, members=(coordinator,), coordinator=coordinator)
    house.fill("Sofie", house.say("Sofie", "ny forløb Budget 2015"))
    form = house.press("Sofie", house.say("Sofie", "status Budget 2015"), "Ramme")
    house.fill("Sofie", house.press("Sofie", form, "Ny ramme"), title="Reduceret ramme", amount="65 mio.",
               total="100 mio.", groups=tuple(str(house.group(each).id) for each in FOUR))  # fmt: skip
    return house


def changed(house: House, **values: str) -> Card:
    """Sofie changes the frame; her receipt."""
    frame = house.press("Sofie", house.say("Sofie", "status Budget 2015"), "Ramme")
    reply = house.fill("Sofie", house.press("Sofie", frame, "Ret ramme"), **values)
    assert reply.card is not None, shown(reply)
    return reply.card


def told(house: House, who: str) -> list[str]:
    """The cards that somebody has been sent, as texts."""
    return [text_of(card) for card in house.cards(who)]


def test_each_of_the_groups_shows_what_they_are_to_find_together_at_e1_3(database: Database) -> None:
    house = begun(database)
    for title in FOUR:
        lines = text_of(house.say("Sofie", f"status {title}").card).splitlines()
        assert [line for line in lines if "mio." in line] == [f"· {FRAME}"]


def test_a_member_reads_it_in_english_as_well(database: Database) -> None:
    house = begun(database)
    house.ask("Anna", action="me.language", args={"language": "en"})
    text = text_of(house.say("Anna", "status Fritid").card)
    said = "· Reduceret ramme: DKK 65 million still to be found in all (of a scope of DKK 100 million)"
    assert said in text.splitlines()


def test_a_change_is_told_to_the_four_coordinators_once_at_e6_1(database: Database) -> None:
    house = begun(database)
    receipt = changed(house, amount="60 mio. kr.")
    assert "4 tovholdere har fået besked." in text_of(receipt)
    for who, title in zip(COORDINATORS, FOUR, strict=True):
        assert told(house, who) == [
            "Reduceret ramme er ændret fra 65 mio. kr. til 60 mio. kr.\n"
            "Reduceret ramme: 60 mio. kr. mangler at blive fundet i alt (af råderum på 100 mio. kr.)\n"
            f"Det gælder {title}.\n"
            "Ændret af Sofie Kragelund.\n"
            "[Se]"
        ]
    assert [house.titles(who) for who in ("Sofie", "Emil")] == [[], []]


def test_the_journal_says_what_it_was_and_what_it_is(database: Database) -> None:
    house = begun(database)
    changed(house, amount="60 mio.")
    history = text_of(house.press("Sofie", house.say("Sofie", "status Budget 2015"), "Historik").card)
    assert "Økonomisk ramme ændret" in history
    assert "Reduceret ramme · 65 mio. kr. → 60 mio. kr." in history


def test_a_frame_outlives_its_process_until_it_is_ended(database: Database) -> None:
    house = begun(database)
    form = house.press("Sofie", house.say("Sofie", "status Budget 2015"), "Rund af")
    house.fill("Sofie", form, more="et budget", owner="økonomiudvalget")
    page = house.press("Sofie", house.say("Sofie", "status Fritid"), "Ramme og timer")
    house.press("Sofie", page, "Afslut ramme")
    assert "mio." not in text_of(house.say("Anna", "status Fritid").card)


def test_who_coordinates_two_of_them_is_told_once_of_both(database: Database) -> None:
    house = begun(database, ("Kasper", "Anna", "Kasper", "Maja"))
    changed(house, amount="60 mio.")
    assert "Det gælder Beskæftigelse og Læring." in told(house, "Kasper")[0]
    assert [len(told(house, who)) for who in ("Kasper", "Anna", "Maja")] == [1, 1, 1]


def test_a_group_without_a_coordinator_is_spoken_for_by_its_owner(database: Database) -> None:
    house = begun(database)
    made_group(house, "Tværgående", coordinator=None, owner="Mads Riisager")
    several = tuple(str(house.group(each).id) for each in (*FOUR, "Tværgående"))
    changed(house, groups=several)
    changed(house, amount="60 mio.")
    assert told(house, "Mads Riisager")[-1].splitlines()[2] == "Det gælder Tværgående."


def test_the_change_is_taken_back_and_whoever_was_told_is_told_so(database: Database) -> None:
    house = begun(database)
    receipt = changed(house, amount="60 mio.")
    assert house.press("Sofie", receipt, "Fortryd").card == Card(f"Det er fortrudt. {FRAME}")
    assert house.titles("Anna")[1:] == ["Ændringen af Reduceret ramme er taget tilbage."]
    assert text_of(house.card("Anna")).splitlines()[1] == FRAME
    assert f"· {FRAME}" in text_of(house.say("Anna", "status Fritid").card).splitlines()


def test_only_the_newest_change_can_be_taken_back(database: Database) -> None:
    house = begun(database)
    first = changed(house, amount="60 mio.")
    changed(house, amount="55 mio.")
    assert "kan ikke fortrydes" in shown(house.press("Sofie", first, "Fortryd"))


def test_a_new_name_alone_is_told_to_nobody(database: Database) -> None:
    house = begun(database)
    changed(house, title="Ramme 2015")
    assert [told(house, who) for who in COORDINATORS] == [[], [], [], []]


def test_an_ended_frame_stands_nowhere_and_can_be_taken_back(database: Database) -> None:
    house = begun(database)
    frame = house.press("Sofie", house.say("Sofie", "status Budget 2015"), "Ramme")
    receipt = house.press("Sofie", frame, "Afslut ramme")
    assert house.titles("Maja") == ["Reduceret ramme gælder ikke længere."]
    assert "mio." not in text_of(house.say("Maja", "status Social").card)
    assert house.press("Sofie", frame, "Ret ramme").card.title == "Reduceret ramme gælder ikke længere."
    house.press("Sofie", receipt, "Fortryd")
    assert f"· {FRAME}" in text_of(house.say("Maja", "status Social").card).splitlines()


def test_parts_of_their_own_are_shown_with_what_is_not_given_out(database: Database) -> None:
    house = begun(database)
    changed(house, parts="Fritid & Fællesskab: 20 mio. kr.\nlæring: 12,5 mio.")
    assert text_of(house.press("Anna", house.say("Anna", "status Fritid"), "Ramme og timer").card) == (
        "Ramme og timer for Fritid & Fællesskab\n"
        f"· {FRAME}\n"
        "Gælder for Beskæftigelse, Fritid & Fællesskab, Læring og Social Omsorg.\n"
        "Den ligger hos Budget 2015.\n"
        "Fritid & Fællesskabs egen del: 20 mio. kr.\n"
        "Lærings egen del: 12,5 mio. kr.\n"
        "Ikke fordelt: 32,5 mio. kr.\n"
        "Udlånt tid\n"
        "· Anna Lindholt: timerne er ikke aftalt [Ret timer]\n"
        "[Ny ramme]"
    )
    page = text_of(house.say("Anna", "status Fritid").card).splitlines()
    assert [line for line in page if "mio." in line] == [
        f"· {FRAME}",
        "· Fritid & Fællesskabs egen del: 20 mio. kr.",
    ]


def test_only_those_whose_part_changes_are_told_of_parts(database: Database) -> None:
    house = begun(database)
    changed(house, parts="Læring: 12,5 mio.")
    assert [len(told(house, who)) for who in COORDINATORS] == [0, 0, 1, 0]
    assert told(house, "Dorthe")[0].splitlines()[0] == "Reduceret ramme er ændret."


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"amount": "65"}, {"amount": 'Er "65" i kroner eller millioner? Skriv "65 kr." eller "65 mio. kr.".'}),
        (
            {"amount": "mange"},
            {"amount": '"mange" er ikke et beløb, jeg kan læse. Skriv for eksempel "65 mio. kr.".'},
        ),
        ({"amount": "9999999 mia."}, {"amount": '"9999999 mia." er flere penge, end der kan være.'}),
        (
            {"total": "60 mio."},
            {"total": "Råderummet kan ikke være mindre end de 65 mio. kr., der er en del af det."},
        ),
        (
            {"parts": "Læring: 40 mio.\nFritid: 30 mio."},
            {"parts": "Delene bliver 70 mio. kr. tilsammen. Det er 5 mio. kr. mere, end der er."},
        ),
        (
            {"parts": "Sundhed: 1 mio."},
            {
                "parts": '"Sundhed: 1 mio." begynder ikke med en gruppe, du har valgt. '
                'Skriv den som "Beskæftigelse: 65 mio. kr.".'
            },
        ),
        (
            {"parts": "Læring: lidt"},
            {"parts": '"lidt" er ikke et beløb, jeg kan læse. Skriv for eksempel "65 mio. kr.".'},
        ),
        ({"title": ""}, {"title": "Feltet skal udfyldes."}),
    ],
)
def test_what_cannot_be_is_told_at_its_field(
    database: Database, values: dict[str, str], errors: dict[str, str]
) -> None:
    house = begun(database)
    frame = house.press("Sofie", house.say("Sofie", "status Budget 2015"), "Ramme")
    reply = house.fill("Sofie", house.press("Sofie", frame, "Ret ramme"), **values)
    assert reply.form is not None
    assert reply.form.errors == errors
    assert {name: reply.form.values[name] for name in values} == values


def test_a_coordinator_shares_a_frame_of_their_own_with_groups_that_they_lead(database: Database) -> None:
    house = begun(database, ("Kasper", "Anna", "Kasper", "Maja"))
    page = house.press("Kasper", house.say("Kasper", "status Læring"), "Ramme og timer")
    assert [each.label for each in page.card.buttons] == ["Ny ramme"]
    form = house.press("Kasper", page, "Ny ramme").form
    assert [each.label for each in form.fields[3].options] == ["Beskæftigelse"]
    assert "Ret ramme" not in text_of(page.card)


def test_a_coordinator_cannot_change_what_another_group_keeps(database: Database) -> None:
    house = begun(database)
    frame = button(house.press("Sofie", house.say("Sofie", "status Budget 2015"), "Ramme").card, "Ret ramme")
    refused = house.ask("Anna", action="frame.edit", args=frame.args)
    assert shown(refused) == "Det kan kun gruppens tovholder og sekretariatet gøre."


def test_the_mandate_begins_with_the_frame_and_the_hours(database: Database) -> None:
    house = begun(database)
    form = house.ask(
        "Anna", action="mandate.write", args={"group": house.group("Fritid & Fællesskab").id, "sections": "frame"}
    ).form
    assert form.values["frame"] == FRAME


def test_a_group_that_has_ended_keeps_its_part_when_the_frame_is_changed(database: Database) -> None:
    house = begun(database)
    changed(house, parts="Læring: 12,5 mio.")
    form = house.say("Sofie", "opløs Læring")
    house.fill("Sofie", form, more="et papir", owner="BRN-sekretariatet")
    receipt = text_of(changed(house, title="Ramme 2015"))
    assert "Gælder for Beskæftigelse, Fritid & Fællesskab, Læring og Social Omsorg." in receipt
    assert "Lærings egen del: 12,5 mio. kr." in receipt
