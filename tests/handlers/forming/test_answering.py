"""What a director, a deputy and a colleague answer, and everything that can be wrong with it."""

from __future__ import annotations

import pytest

from handlers.dialogue.form import Choice
from storage import nominations
from storage.engine import Database
from storage.tables import NomineeState, RequestState
from tests.elnet import COLLEAGUES, accept, action, answer, ask_one, asked, established, labels, name, send
from tests.snapshot import nothing_changes
from tests.world import House, shown, text_of


def states(house: House, title: str = "Elnet") -> list[tuple[RequestState, list[NomineeState]]]:
    """What became of each request of a group, and of the experts named for it."""
    with house.database.reading() as store:
        return [
            (each.state, [nominee.state for nominee in nominations.nominees_of(store, [each.id])])
            for each in nominations.requests_of_group(store, house.group(title).id)
        ]


def test_yes_word_for_word(database: Database) -> None:
    house = House(database)
    send(house)
    reply = answer(house, "Vibeke", "Ja, spørg Anna")
    assert text_of(reply.card) == (
        "Tak, Vibeke. Vi spørger Anna.\n"
        "Du hører fra os, når Anna har svaret. Indtil fredag den 27. november kl. 12 kan du ændre svaret.\n"
        "{Skift svar}"
    )
    assert (reply.instead, house.card("Vibeke")) == (True, reply.card)


def test_yes_and_no_of_the_expert_word_for_word(database: Database) -> None:
    house = House(database)
    send(house)
    answer(house, "Vibeke", "Ja, spørg Anna")
    answer(house, "Erik", "Ja, spørg Maja")
    accept(house, "Anna")
    house.press("Maja", house.card("Maja"), "Nej tak")
    assert text_of(house.card("Vibeke")) == (
        "Anna er med i Elnet.\nGruppen går i gang tirsdag den 1. december. Du skal ikke gøre mere."
    )
    assert text_of(house.card("Erik")) == (
        "Maja kan ikke denne gang.\n"
        "Har du en anden, vi må spørge til Elnet? Der er tid til mandag den 30. november.\n"
        "[Udpeg en] [Send videre] [Ikke denne gang]"
    )
    assert house.titles("Erik")[0] == "Maja kan ikke være med i Elnet."
    assert "· Elnet: Hvem hos jer kan være med?" in text_of(house.say("Erik", "").card)


def test_another_person_than_the_one_who_was_named(database: Database) -> None:
    house = House(database)
    send(house)
    form = answer(house, "Vibeke", "Foreslå en anden")
    reply = house.fill("Vibeke", form, name="Henrik Tornbjerg", email="henrik.tornbjerg@hjoerring.example")
    assert reply.card.title == "Tak, Vibeke. Vi spørger Henrik."
    assert house.titles("Henrik") == ["Vil du være med i taskforcen Elnet?"]
    assert house.cards("Anna") == []


def test_somebody_new_needs_no_more_than_a_name_and_an_address(database: Database) -> None:
    house = House(database)
    send(house)
    house.fill("Lars", answer(house, "Lars", "Udpeg en"), name="Ny Kollega", email="Ny.Kollega@thisted.example")
    assert house.person("Ny Kollega").email == "ny.kollega@thisted.example"
    assert house.titles("Ny Kollega") == ["Vil du være med i taskforcen Elnet?"]


def test_who_has_been_lent_before_is_offered_first(database: Database) -> None:
    house = House(database)
    established(house)
    ask_one(house, title="Vand", task="samle viden om grundvand", coordinator="")
    form = answer(house, "Lars", "Udpeg en")
    first = form.form.fields[0]
    assert isinstance(first, Choice)
    assert [(each.label, each.hint) for each in first.options] == [("Kasper Thybo-Lund", "vindkoordinator")]
    assert house.fill("Lars", form, person=first.options[0].value).card.title == "Tak, Lars. Vi spørger Kasper."


def test_only_who_is_offered_can_be_chosen(database: Database) -> None:
    house = House(database)
    send(house)
    form = answer(house, "Lars", "Udpeg en")
    for person in (str(house.person("Anna").id), "0", "x"):
        with nothing_changes(database):
            assert house.fill("Lars", form, person=person).form.errors.keys() <= {"person", "name", "email"}


def test_not_this_time_is_an_answer_with_the_first_press_and_why_is_asked_afterwards(database: Database) -> None:
    house = House(database)
    send(house)
    why = answer(house, "Lars", "Ikke denne gang")
    assert text_of(why.card) == (
        "Det er helt i orden.\nVil du sige hvorfor? Det er frivilligt.\n"
        "[Ingen tid lige nu] [Ingen med den viden] [Ikke relevant for os] [Spring over]"
    )
    assert house.titles("Lars") == ["Tak for svaret, Lars."]
    house.wind("2026-11-26 12:00")
    assert [title for title in house.titles("Lars") if "øjeblik" in title] == []


@pytest.mark.parametrize(
    ("label", "reason"),
    [
        ("Ingen tid lige nu", "time"),
        ("Ingen med den viden", "knowledge"),
        ("Ikke relevant for os", "relevance"),
        ("Spring over", ""),
    ],
)
def test_a_no_with_a_reason_or_without(database: Database, label: str, reason: str) -> None:
    house = House(database)
    send(house)
    reply = house.press("Lars", answer(house, "Lars", "Ikke denne gang"), label)
    assert (text_of(reply.card), reply.instead) == ("Tak, det er noteret.", True)
    assert text_of(house.card("Lars")) == (
        "Tak for svaret, Lars.\nVi spørger ikke andre hos jer til Elnet. Du skal ikke gøre mere.\n{Skift svar}"
    )
    with database.reading() as store:
        thisted = nominations.requests_of_group(store, house.group("Elnet").id)[1]
        assert (thisted.state, thisted.reason) == (RequestState.declined, reason)


def test_an_answer_can_be_changed_until_the_deadline(database: Database) -> None:
    house = House(database)
    send(house)
    changed = house.press("Vibeke", answer(house, "Vibeke", "Ja, spørg Anna"), "Skift svar")
    assert changed.card.title == "Må vi låne Anna Lindholt?"
    assert text_of(house.card("Anna")) == "Du skal ikke svare længere om Elnet.\nDu skal ikke gøre mere."
    again = house.press("Vibeke", changed, "Ja, spørg Anna")
    assert house.titles("Anna")[-1] == "Vil du være med i taskforcen Elnet?"
    house.wind("2026-11-27 12:00")
    with nothing_changes(database):
        late = house.press("Vibeke", again, "Skift svar")
    assert text_of(late.card) == ("Fristen for at ændre svaret er gået.\nRing til Sofie Kragelund, 00 00 10 02.")


def test_a_reason_for_a_no_that_has_been_changed_is_no_second_no(database: Database) -> None:
    house = House(database)
    send(house)
    why = answer(house, "Vibeke", "Ikke denne gang")
    house.press("Vibeke", house.card("Vibeke"), "Skift svar")
    for label in ("Ingen tid lige nu", "Spring over"):
        assert text_of(house.press("Vibeke", why, label).card) == "Svaret er ændret siden."
    assert labels(house.card("Vibeke"))[0] == "Ja, spørg Anna"


def test_a_no_can_become_a_yes_until_the_deadline_even_when_the_group_has_begun(database: Database) -> None:
    house = House(database)
    ask_one(house, "Thisted\nHjørring: Anna Lindholt")
    answer(house, "Vibeke", "Ja, spørg Anna")
    house.press("Lars", answer(house, "Lars", "Ikke denne gang"), "Spring over")
    no = house.card("Lars")
    accept(house, "Anna")
    assert house.group("Elnet").state.value == "established"
    house.press("Lars", no, "Skift svar")
    name(house, "Lars", "Kasper")
    accept(house, "Kasper")
    assert states(house) == [
        (RequestState.named, [NomineeState.accepted]),
        (RequestState.named, [NomineeState.accepted]),
    ]


def test_an_answer_stands_once_the_expert_has_said_yes(database: Database) -> None:
    house = House(database)
    send(house)
    yes = answer(house, "Vibeke", "Ja, spørg Anna")
    accept(house, "Anna")
    with nothing_changes(database):
        assert house.press("Vibeke", yes, "Skift svar").card.title == "Eksperten har allerede sagt ja."


def test_passed_on_to_a_colleague(database: Database) -> None:
    house = House(database)
    send(house)
    form = answer(house, "Lars", "Send videre")
    assert form.form.note == "Kollegaen får sit eget link og svarer på dine vegne. Du får besked om svaret."
    done = house.fill("Lars", form, email="Martin.Vangsaa@thisted.example", line="Kan du tage den?")
    assert text_of(done.card) == (
        "Sendt videre til Martin Vangsaa.\nDu får besked om svaret. Du kan stadig selv svare."
    )
    assert house.titles("Martin") == ["Lars Nystrand skriver til dig om Elnet", "Hvem hos jer kan hjælpe Elnet?"]
    assert text_of(house.card("Martin")).splitlines()[1] == "Lars Nystrand har sendt dette videre til dig."
    name(house, "Martin", "Kasper")
    assert text_of(house.card("Lars")) == (
        "Martin Vangsaa svarede ja til Elnet fredag den 20. november kl. 9.\nDu skal ikke gøre mere."
    )
    accept(house, "Kasper")
    assert house.titles("Lars")[-1] == house.titles("Martin")[-1] == "Kasper er med i Elnet."


def test_passing_on_to_another_colleague_lets_the_first_go(database: Database) -> None:
    house = House(database)
    send(house)
    card = asked(house, "Lars")
    house.fill("Lars", house.press("Lars", card, "Send videre"), email="martin.vangsaa@thisted.example")
    house.fill("Lars", house.press("Lars", card, "Send videre"), email="ny.kollega@thisted.example")
    assert text_of(house.card("Martin")) == "Ny Kollega svarer nu for Thisted.\nDu skal ikke gøre mere."
    assert house.titles("Ny Kollega") == ["Hvem hos jer kan hjælpe Elnet?"]


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("ikke en adresse", '"ikke en adresse" er ikke en mailadresse.'),
        (
            "anna.lindholt@hjoerring.example",
            "anna.lindholt@hjoerring.example er ikke en adresse i Thisted. Send videre til en kollega hos jer.",
        ),
        (
            "fremmed@andet.example",
            "fremmed@andet.example er ikke en adresse i Thisted. Send videre til en kollega hos jer.",
        ),
        ("lars.nystrand@thisted.example", "Det er din egen adresse."),
        ("", "Feltet skal udfyldes."),
        ("x" * 10_000, "Højst 200 tegn. Det her er 10000."),
    ],
)
def test_it_is_passed_on_only_inside_the_house(database: Database, email: str, sentence: str) -> None:
    house = House(database)
    send(house)
    form = answer(house, "Lars", "Send videre")
    with nothing_changes(database):
        assert house.fill("Lars", form, email=email).form.errors == {"email": sentence}


def test_the_deputy_answers_while_the_director_is_away(database: Database) -> None:
    house = House(database)
    send(house)
    house.say("Vibeke", "fravær 20/11 - 27/11")
    assert house.titles("Carsten")[-1] == "Må vi låne Anna Lindholt?"
    assert answer(house, "Carsten", "Ja, spørg Anna").card.title == "Tak, Carsten. Vi spørger Anna."
    assert house.cards("Vibeke")[0].title == "Carsten Lindvig svarede ja til Elnet fredag den 20. november kl. 9."


def test_the_button_is_pressed_twice(database: Database) -> None:
    house = House(database)
    send(house)
    card = asked(house, "Vibeke")
    house.press("Vibeke", card, "Ja, spørg Anna")
    for label in ("Ja, spørg Anna", "Foreslå en anden", "Ikke denne gang", "Send videre til en kollega"):
        with nothing_changes(database):
            again = house.press("Vibeke", card, label)
        assert text_of(again.card) == (
            "Kortet er allerede besvaret.\nVibeke Mosegaard svarede ja til Elnet fredag den 20. november kl. 9."
        )


def test_the_same_press_delivered_twice_is_carried_out_once(database: Database) -> None:
    house = House(database)
    send(house)
    card = asked(house, "Vibeke")
    first = house.press("Vibeke", card, "Ja, spørg Anna", key="press-1")
    with nothing_changes(database):
        assert house.press("Vibeke", card, "Ja, spørg Anna", key="press-1") == first


def test_somebody_else_presses_the_button(database: Database) -> None:
    house = House(database)
    send(house)
    card = asked(house, "Lars")
    for who in ("Vibeke", "Anna", "Kasper", "Helle", "Farah", "Emil"):
        for label in labels(card):
            with nothing_changes(database):
                refused = house.press(who, card, label)
            assert refused.card.title == "Det kan kun Thisteds direktør eller stedfortræder svare på.", who


def test_a_third_nominee_where_two_seats_are(database: Database) -> None:
    house = House(database)
    ask_one(house, "Rebild (2)")
    card = asked(house, "Mogens")
    form = house.press("Mogens", card, "Udpeg en")
    one = house.fill("Mogens", form, name="Bjørn Aagesen", email="bjoern.aagesen@rebild.example")
    assert text_of(one.card) == (
        "Tak. Vi spørger Bjørn.\nDer er plads til én mere fra Rebild.\n[Udpeg en til] [Det var alle]"
    )
    house.fill("Mogens", form, name="Stine Kongsbak", email="stine.kongsbak@rebild.example")
    for late in (
        lambda: house.fill("Mogens", form, name="Pia Støvrup", email="pia.stoevrup@rebild.example"),
        lambda: house.press("Mogens", card, "Udpeg en"),
    ):
        with nothing_changes(database):
            reply = late()
        assert text_of(reply.card) == ("Rebild har allerede to i gruppen.\nHøjst 2 repræsentanter pr. kommune/region.")


def test_one_is_enough_where_two_seats_are(database: Database) -> None:
    house = House(database)
    ask_one(house, "Rebild (2)")
    form = answer(house, "Mogens", "Udpeg en")
    one = house.fill("Mogens", form, name="Bjørn Aagesen", email="bjoern.aagesen@rebild.example")
    assert house.press("Mogens", one, "Det var alle").card.title == "Tak, Mogens. Vi spørger Bjørn."
    assert states(house) == [(RequestState.named, [NomineeState.asked])]


def test_an_expert_named_twice_is_asked_once(database: Database) -> None:
    house = House(database)
    ask_one(house, "Hjørring: Anna Lindholt\nHjørring: Henrik Tornbjerg")
    answer(house, "Vibeke", "Ja, spørg Anna")
    form = answer(house, "Vibeke", "Foreslå en anden")
    with nothing_changes(database):
        back = house.fill("Vibeke", form, name="Anna Lindholt", email="anna.lindholt@hjoerring.example")
    assert back.form.errors == {"name": "Anna Lindholts navn er allerede givet, af Hjørring. Kender du en anden?"}
    assert house.titles("Anna") == ["Vil du være med i taskforcen Elnet?"]


def test_an_expert_nominated_by_two_directors(database: Database) -> None:
    house = House(database)
    send(house)
    answer(house, "Vibeke", "Ja, spørg Anna")
    form = answer(house, "Søren", "Udpeg en")
    with nothing_changes(database):
        back = house.fill("Søren", form, name="Anna Lindholt", email="anna.lindholt@hjoerring.example")
    assert back.form.errors == {"email": "Anna Lindholt arbejder hos Hjørring. Udpeg en fra Mariagerfjord."}


def test_who_has_said_no_is_not_asked_again(database: Database) -> None:
    house = House(database)
    send(house)
    name(house, "Lars", "Kasper")
    house.press("Kasper", house.card("Kasper"), "Nej tak")
    form = answer(house, "Lars", "Udpeg en")
    with nothing_changes(database):
        back = house.fill("Lars", form, **COLLEAGUES["Kasper"])
    assert back.form.errors == {"name": "Kasper kan ikke denne gang. Kender du en anden?"}


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"name": "", "email": ""}, {"name": "Feltet skal udfyldes.", "email": "Feltet skal udfyldes."}),
        ({"name": "A", "email": "nej"}, {"email": '"nej" er ikke en mailadresse.'}),
        (
            {"name": "x" * 10_000, "email": "a@thisted.example"},
            {"name": "Højst 100 tegn. Det her er 10000."},
        ),
        (
            {"name": "A 010180-1234", "email": "a@thisted.example"},
            {"name": "Udelad CPR-nummeret. Det gemmer vi aldrig."},
        ),
    ],
)
def test_a_name_that_cannot_be_used(database: Database, values: dict[str, str], errors: dict[str, str]) -> None:
    house = House(database)
    send(house)
    form = answer(house, "Lars", "Udpeg en")
    with nothing_changes(database):
        assert house.fill("Lars", form, **values).form.errors == errors


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "<b>fed</b>", "**fed** {name}"])
def test_any_text_is_taken_as_it_was_written(database: Database, text: str) -> None:
    house = House(database)
    send(house)
    card = asked(house, "Lars")
    form = house.press("Lars", card, "Send videre")
    house.fill("Lars", form, email="martin.vangsaa@thisted.example", line=text)
    house.fill("Lars", house.press("Lars", card, "Udpeg en"), name=text, title=text, email="ny@thisted.example")
    assert house.runner.defects == 0
    cleaned = text.replace("\x00", "").replace("\ud800", "")
    assert text_of(house.cards("Martin")[0]).splitlines()[1] == cleaned
    assert house.cards(cleaned)[0].title == "Vil du være med i taskforcen Elnet?"


def test_an_answer_after_the_round_was_closed(database: Database) -> None:
    house = House(database)
    ask_one(house, "Thisted\nHjørring: Anna Lindholt")
    card = asked(house, "Lars")
    answer(house, "Vibeke", "Ja, spørg Anna")
    accept(house, "Anna")
    house.wind("2026-11-27 12:00")
    house.press("Sofie", house.card("Sofie"), "Fortsæt uden")
    for label in labels(card):
        with nothing_changes(database):
            late = house.press("Lars", card, label)
        assert text_of(late.card) == (
            "Tak, men svarfristen er gået.\nVil I stadig være med, så tryk her, og Sofie vender tilbage.\n"
            "[Vi vil gerne være med]"
        )


def test_gone_on_without_word_for_word_and_the_way_back_in(database: Database) -> None:
    house = House(database)
    ask_one(house, "Thisted\nHjørring: Anna Lindholt")
    answer(house, "Vibeke", "Ja, spørg Anna")
    accept(house, "Anna")
    house.wind("2026-11-27 12:00")
    house.press("Sofie", house.card("Sofie"), "Fortsæt uden")
    assert text_of(house.card("Lars")) == (
        "Elnet går i gang uden Thisted i denne omgang\n"
        "Døren står åben. Vil I alligevel være med, så svar bare her.\n"
        "[Vi vil gerne være med]"
    )
    card = house.card("Lars")
    for _ in range(2):  # pressed twice, told once
        wanted = house.press("Lars", card, "Vi vil gerne være med")
        assert text_of(wanted.card) == "Elnet går i gang uden Thisted i denne omgang\nTak. Sofie vender tilbage."
    assert house.titles("Sofie").count("Thisted vil alligevel gerne være med i Elnet.") == 1
    door = house.card("Sofie")
    opened = house.press("Sofie", door, "Spørg Thisted igen")
    assert text_of(opened.card) == (
        "Thisted har fået kortet igen.\nSvarfrist: onsdag den 2. december 2026 kl. 12.00 (uge 49)."
    )
    with nothing_changes(database):
        assert house.press("Sofie", door, "Spørg Thisted igen").card.title == "Thisted har allerede kortet."
    name(house, "Lars", "Kasper")
    accept(house, "Kasper")
    assert house.titles("Lars")[-1] == "Kasper er med i Elnet."


def test_somebody_else_from_outside(database: Database) -> None:
    house = House(database)
    send(house)
    form = answer(house, "Tobias", "En anden fra os")
    house.fill("Tobias", form, name="Ny Kollega", email="ny.kollega@greenhub.example")
    assert house.titles("Ny Kollega") == ["Vil du være med i taskforcen Elnet?"]
    accept(house, "Ny Kollega")
    assert "Ny er med i Elnet." in text_of(house.card("Tobias"))


def test_a_stale_button_of_a_group_that_is_gone(database: Database) -> None:
    house = House(database)
    send(house)
    pressed, args = action(asked(house, "Lars"), "Udpeg en")
    house.ask("Sofie", action="nomination.recall", args={"group": house.group("Elnet").id})
    with nothing_changes(database):
        gone = house.ask("Lars", action=pressed, args=args)
        missing = house.ask("Lars", action=pressed, args={"request": 4711})
    assert shown(gone) == "Spørgsmålet om Elnet er taget tilbage."
    assert shown(missing) == "Det findes ikke længere."
