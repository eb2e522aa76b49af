"""The receipt that keeps itself up to date, the notice at the deadline, and what follows from it."""

from __future__ import annotations

import pytest

from handlers.dialogue.events import SeatWanted
from handlers.forming.nomination.receipts import waiting_line
from handlers.locale import Speech
from storage import nominations, outbox
from storage.attention import Reader, open_items
from storage.engine import Database
from storage.tables import GroupState
from tests.elnet import accept, all_but_thisted, answer, ask_one, labels, name, send
from tests.handlers.forming.mailed import by_mail
from tests.handlers.working.made import happen
from tests.snapshot import nothing_changes
from tests.world import House, text_of, unmarked


def notice(house: House) -> object:
    """The secretariat's notice about who is missing."""
    return next(card for card in reversed(house.cards("Sofie")) if "Mangler svar" in card.title)


def at_the_deadline(database: Database) -> House:
    house = House(database)
    all_but_thisted(house)
    house.wind("2026-11-27 12:00")
    return house


def test_the_receipt_word_for_word(database: Database) -> None:
    house = House(database)
    send(house)
    assert text_of(house.card("Sofie")) == (
        "Elnet er bestilt.\n"
        "4 direktører og Green Hub Denmark er spurgt. Svarfrist: fredag den 27. november 2026 kl. 12.00 (uge 48). "
        "0 af 5 har svaret.\n"
        "[Notér svar] [Se]\n"
        "{Fortryd}"
    )
    answer(house, "Vibeke", "Ja, spørg Anna")
    house.press("Lars", answer(house, "Lars", "Ikke denne gang"), "Spring over")
    assert len(house.cards("Sofie")) == 1  # one card, brought up to date
    assert text_of(house.card("Sofie")) == (
        "Elnet er bestilt.\n"
        "4 direktører og Green Hub Denmark er spurgt. Svarfrist: fredag den 27. november 2026 kl. 12.00 (uge 48). "
        "2 af 5 har svaret.\n"
        "[Notér svar] [Se]"
    )


def test_the_notice_at_the_deadline_word_for_word(database: Database) -> None:
    house = at_the_deadline(database)
    card = house.card("Sofie")
    assert text_of(card) == (
        "Elnet: 3 af 4 har svaret. Mangler svar: Thisted\n"
        "Lars Nystrand fik kortet fredag den 20. november og en påmindelse onsdag den 25. november. "
        "Stedfortræder: Gitte Hanvold.\n"
        "[Ring op] [Forlæng frist] [Fortsæt uden]"
    )
    sure = card.buttons[2].confirm
    assert (sure.title, sure.text, sure.yes) == (
        "Fortsæt uden Thisted?",
        "Lars får en venlig besked, og pladsen kan fyldes senere.",
        "Ja, fortsæt",
    )


def test_the_notice_says_who_was_asked_by_mail(database: Database) -> None:
    house = House(database)
    send(house)
    by_mail(house, "Lars")
    house.wind("2026-11-27 12:00")
    told = text_of(house.card("Sofie")).splitlines()
    assert (
        "Lars Nystrand fik kortet på mail fredag den 20. november og en påmindelse onsdag den 25. november. "
        "Stedfortræder: Gitte Hanvold."
    ) in told


def test_nothing_is_said_at_the_deadline_when_everybody_has_answered(database: Database) -> None:
    house = House(database)
    all_but_thisted(house)
    name(house, "Lars", "Kasper")
    house.wind("2026-11-27 13:00")
    assert [title for title in house.titles("Sofie") if "har svaret" in title] == []


def test_calling_shows_the_numbers_and_what_to_do_then(database: Database) -> None:
    house = at_the_deadline(database)
    with nothing_changes(database):
        call = house.press("Sofie", house.card("Sofie"), "Ring op")
    assert text_of(call.card) == (
        "Ring op\n· Lars Nystrand 00 00 10 37 · direktionssekretær Randi Kvols 00 00 10 54 "
        "[Notér svar] [Spørg stedfortræderen] [Ingen tog den]"
    )
    assert house.press("Sofie", call, "Notér svar").form.title == "Notér et svar til Elnet"
    nobody = house.press("Sofie", call, "Ingen tog den")
    assert (nobody.card.title, labels(nobody.card)) == (
        "Noteret, at ingen tog den.",
        ["Forlæng frist", "Fortsæt uden"],
    )
    assert nobody.card.buttons[1].confirm == house.card("Sofie").buttons[2].confirm
    assert house.press("Sofie", call, "Spørg stedfortræderen").card.title == "Gitte Hanvold har også fået kortet."
    with nothing_changes(database):
        twice = house.press("Sofie", call, "Spørg stedfortræderen")
    assert twice.card.title == "Gitte Hanvold har allerede fået kortet."
    name(house, "Gitte", "Kasper")
    for label in ("Spørg stedfortræderen", "Ingen tog den"):
        with nothing_changes(database):
            assert house.press("Sofie", call, label).card.title == "Kortet er allerede besvaret."
    assert unmarked(house.card("Sofie").title) == "Elnet: Alle har svaret."


def test_the_deadline_is_extended_and_every_card_says_so(database: Database) -> None:
    house = at_the_deadline(database)
    form = house.press("Sofie", house.card("Sofie"), "Forlæng frist")
    done = house.fill("Sofie", form, reply_by="onsdag den 2. december")
    assert text_of(done.card) == (
        "Svarfristen er nu onsdag den 2. december 2026 kl. 12.00 (uge 49).\nDet står allerede på kortene."
    )
    assert "Svar senest onsdag den 2. december kl. 12 (uge 49)." in text_of(house.cards("Lars")[0])
    assert "Ny svarfrist: onsdag den 2. december 2026 kl. 12.00 (uge 49)." in text_of(notice(house))
    assert "Svarfrist: onsdag den 2. december 2026 kl. 12.00 (uge 49)." in text_of(house.cards("Sofie")[0])
    house.wind("2026-12-02 12:00")
    assert [title for title in house.titles("Sofie") if "Mangler svar" in title] == [
        "Elnet: 3 af 4 har svaret. Mangler svar: Thisted"
    ] * 2


def test_an_extension_before_the_deadline_can_be_undone(database: Database) -> None:
    house = House(database)
    ask_one(house)
    with database.reading() as store:
        round_ = nominations.latest_round(store, house.group("Elnet").id)
    form = house.ask("Sofie", action="nomination.extend", args={"round": round_.id})
    done = house.fill("Sofie", form, reply_by="onsdag den 2. december")
    back = house.press("Sofie", done, "Fortryd")
    assert back.card.title == "Svarfristen er igen fredag den 27. november 2026 kl. 12.00 (uge 48)."
    assert "Svar senest fredag den 27. november kl. 12 (uge 48)." in text_of(house.card("Lars"))
    house.fill("Sofie", form, reply_by="onsdag den 2. december")
    house.wind("2026-11-30 12:00")
    line = house.ask("Sofie", words="fortryd")
    assert house.runner.defects == 0
    assert line.card is not None


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("lørdag den 5. december", "Den 5. december 2026 er lørdag. Hvad med mandag den 7. december?"),
        ("30. februar", "30. februar findes ikke. Mente du fredag den 26. februar eller mandag den 1. marts?"),
        ("i dag kl. 9", "Den 27. november 2026 er passeret. Vælg en dag, der ikke er gået endnu."),
        ("fredag den 5. december", "Den 5. december 2026 er en lørdag, ikke en fredag."),
        ("", "Feltet skal udfyldes."),
    ],
)
def test_a_deadline_that_cannot_be(database: Database, said: str, sentence: str) -> None:
    house = at_the_deadline(database)
    form = house.press("Sofie", house.card("Sofie"), "Forlæng frist")
    with nothing_changes(database):
        assert house.fill("Sofie", form, reply_by=said).form.errors == {"reply_by": sentence}


def one_expert_has_said_no(house: House) -> None:
    """On Friday 20 November Anna says no, so Hjørring has until Monday 30 November; the others are silent."""
    ask_one(house, "Hjørring: Anna Lindholt\nThisted")
    answer(house, "Vibeke", "Ja, spørg Anna")
    house.press("Anna", house.card("Anna"), "Nej tak")


def test_one_expert_s_no_does_not_delay_the_notice_about_the_others(database: Database) -> None:
    house = House(database)
    one_expert_has_said_no(house)
    house.wind("2026-11-27 12:00")
    assert text_of(house.card("Sofie")) == (
        "Elnet: 0 af 2 har svaret. Mangler svar: Thisted\n"
        "Lars Nystrand fik kortet fredag den 20. november og en påmindelse onsdag den 25. november. "
        "Stedfortræder: Gitte Hanvold.\n"
        "Hjørring har frist til mandag den 30. november kl. 12, fordi Anna Lindholt sagde nej.\n"
        "[Ring op] [Forlæng frist] [Fortsæt uden]"
    )
    house.wind("2026-11-30 11:59")
    assert len([title for title in house.titles("Sofie") if "Mangler svar" in title]) == 1
    house.press("Sofie", notice(house), "Fortsæt uden")
    with database.reading() as store:
        asked = nominations.requests_of_group(store, house.group("Elnet").id)
        assert [each.state.value for each in asked] == ["waiting", "skipped"]
    house.wind("2026-11-30 12:00")
    assert text_of(notice(house)) == (
        "Elnet: 0 af 2 har svaret. Mangler svar: Hjørring\n"
        "Anna Lindholt sagde nej fredag den 20. november. Vibeke Mosegaard er spurgt igen og fik en påmindelse "
        "onsdag den 25. november. Stedfortræder: Carsten Lindvig.\n"
        "[Ring op] [Forlæng frist] [Fortsæt uden]"
    )


def test_the_second_question_is_reminded_of_by_the_same_rule(database: Database) -> None:
    house = House(database)
    one_expert_has_said_no(house)
    house.wind("2026-11-25 08:00")
    assert text_of(house.card("Vibeke")) == (
        "Har du et øjeblik til Elnet?\n"
        "Vi mangler Hjørrings svar: Hvem må vi spørge? Fristen er mandag den 30. november kl. 12 (uge 49). "
        "Er du optaget, kan Carsten Lindvig svare for dig.\n"
        "Hilsen Sofie Kragelund, BRN\n"
        "[Udpeg en] [Send videre] [Ikke denne gang]\n"
        "{Læs mere}"
    )


def test_an_answer_taken_back_after_the_notice_is_waited_for_until_its_own_deadline(database: Database) -> None:
    house = House(database)
    one_expert_has_said_no(house)
    answer(house, "Vibeke", "Ikke denne gang")
    house.wind("2026-11-27 12:00")
    assert "Hjørring" not in text_of(notice(house))
    house.press("Vibeke", house.cards("Vibeke")[-1], "Skift svar")
    house.wind("2026-11-30 12:00")
    assert unmarked(notice(house).title) == "Elnet: 0 af 2 har svaret. Mangler svar: Hjørring og Thisted"


def test_nobody_gets_less_time_by_an_extension(database: Database) -> None:
    house = House(database)
    one_expert_has_said_no(house)
    house.wind("2026-11-27 12:00")
    form = house.press("Sofie", house.card("Sofie"), "Forlæng frist")
    house.fill("Sofie", form, reply_by="fredag den 27. november kl. 15")
    with database.reading() as store:
        asked = nominations.requests_of_group(store, house.group("Elnet").id)
        assert [each.reply_by.day for each in asked] == [30, 27]


def test_the_digest_and_the_home_page_say_the_deadline_that_counts(database: Database) -> None:
    house = House(database)
    one_expert_has_said_no(house)
    name(house, "Lars", "Kasper")
    with database.reading() as store:
        item = next(each for each in open_items(store, Reader(staff=True)) if each.kind == "round")
        line = waiting_line(item, Speech("da", house.now), store)
    assert (item.due_at.day, line.text) == (
        30,
        "Elnet: 1 af 2 har svaret. Mangler: Hjørring. Frist mandag den 30. november kl. 12.",
    )


def test_a_card_that_did_not_arrive_is_not_said_to_have_come(database: Database) -> None:
    house = House(database)
    ask_one(house)
    house.wind("2026-11-27 11:00")
    with database.changing() as store:
        subject = nominations.requests_of_group(store, house.group("Elnet").id)[0].card
        for row in outbox.messages_about(store, subject):
            row.sent_at, row.failed_at = None, house.now
    house.wind("2026-11-27 12:00")
    assert text_of(house.card("Sofie")).splitlines()[1] == (
        "Kortet til Lars Nystrand kom ikke frem. Stedfortræder: Gitte Hanvold."
    )


def test_a_reminder_that_did_not_arrive_is_not_said_to_have_come(database: Database) -> None:
    house = House(database)
    ask_one(house)
    house.wind("2026-11-27 11:00")
    with database.changing() as store:
        subject = nominations.requests_of_group(store, house.group("Elnet").id)[0].card
        reminder = outbox.messages_about(store, subject)[-1]
        reminder.sent_at, reminder.failed_at = None, house.now
    house.wind("2026-11-27 12:00")
    assert text_of(house.card("Sofie")).splitlines()[1] == (
        "Lars Nystrand fik kortet fredag den 20. november. Stedfortræder: Gitte Hanvold."
    )


def test_going_on_without_the_last_one_says_that_the_group_cannot_begin(database: Database) -> None:
    house = House(database)
    ask_one(house, "Thisted\nHjørring")
    house.wind("2026-11-27 12:00")
    gone_on = house.press("Sofie", house.card("Sofie"), "Fortsæt uden")
    assert text_of(gone_on.card) == (
        "Vi venter ikke længere på Hjørring og Thisted.\n"
        "De har fået en venlig besked.\n"
        "Ingen kan være med, så gruppen kan ikke gå i gang.\n"
        "{Fortryd}"
    )
    assert [text_of(house.card(who)) for who in ("Lars", "Vibeke")] == [
        "Vi venter ikke længere på svar om Elnet\n"
        "Døren står åben. Vil I alligevel være med, så svar bare her.\n"
        "[Vi vil gerne være med]"
    ] * 2
    assert text_of(house.cards("Sofie")[0]).splitlines()[1:3] == [
        "2 direktører er spurgt. Svarfrist: fredag den 27. november 2026 kl. 12.00 (uge 48). 0 af 2 har svaret. "
        "Vi venter ikke længere på Hjørring og Thisted.",
        "Ingen kan være med, så gruppen kan ikke gå i gang.",
    ]


def test_the_receipt_counts_those_who_are_asked_later_too(database: Database) -> None:
    house = House(database)
    all_but_thisted(house)
    name(house, "Lars", "Kasper")
    accept(house, "Kasper")
    group, rebild = house.group("Elnet").id, house.person("Mogens").organisation_id
    happen(house, SeatWanted(group, rebild, None))
    assert text_of(house.cards("Sofie")[0]).splitlines()[1].startswith("5 direktører og Green Hub Denmark er spurgt.")
    assert text_of(house.cards("Sofie")[0]).splitlines()[1].endswith("5 af 6 har svaret.")


def test_going_on_without_and_undoing_it(database: Database) -> None:
    house = at_the_deadline(database)
    card = notice(house)
    gone_on = house.press("Sofie", card, "Fortsæt uden")
    assert text_of(gone_on.card) == "Elnet fortsætter uden Thisted.\nDe har fået en venlig besked.\n{Fortryd}"
    assert house.titles("Lars")[-1] == "Elnet går i gang uden Thisted i denne omgang"
    assert "Elnet: Vi venter ikke på flere svar." in house.titles("Sofie")
    assert house.group("Elnet").state == GroupState.established
    for label in ("Ring op", "Fortsæt uden"):
        with nothing_changes(database):
            assert house.press("Sofie", card, label).card.title == "Alle har svaret."
    assert house.press("Sofie", gone_on, "Fortryd").card.title == "Vi venter på dem igen."
    name(house, "Lars", "Kasper")
    accept(house, "Kasper")
    assert house.titles("Lars")[-1] == "Kasper er med i Elnet."


def test_a_late_extension_of_a_round_that_nobody_is_missing_in(database: Database) -> None:
    house = at_the_deadline(database)
    form = house.press("Sofie", house.card("Sofie"), "Forlæng frist")
    name(house, "Lars", "Kasper")
    with nothing_changes(database):
        assert house.fill("Sofie", form, reply_by="onsdag den 2. december").card.title == "Alle har svaret."


def test_when_everybody_says_no_the_group_does_not_begin_and_the_receipt_offers_the_ways_on(
    database: Database,
) -> None:
    house = House(database)
    ask_one(house, "Thisted\nHjørring", coordinator="Emil Brandtoft")
    for who in ("Lars", "Vibeke"):
        house.press(who, answer(house, who, "Ikke denne gang"), "Spring over")
    assert house.group("Elnet").state == GroupState.nominating
    assert text_of(house.card("Sofie")) == (
        "Elnet er bestilt.\n"
        "2 direktører er spurgt. Svarfrist: fredag den 27. november 2026 kl. 12.00 (uge 48). 2 af 2 har svaret.\n"
        "Ingen kan være med, så gruppen kan ikke gå i gang.\n"
        "· Thisted [Spørg Thisted igen]\n"
        "· Hjørring [Spørg Hjørring igen]\n"
        "[Se]\n"
        "{Træk hele bestillingen tilbage}"
    )
    house.press("Sofie", house.card("Sofie"), "Spørg Thisted igen")
    assert house.titles("Lars")[-1] == "Hvem hos jer kan hjælpe Elnet?"
    house.press("Lars", answer(house, "Lars", "Ikke denne gang"), "Spring over")
    house.press("Sofie", house.card("Sofie"), "Træk hele bestillingen tilbage")
    assert house.group("Elnet").state == GroupState.withdrawn
