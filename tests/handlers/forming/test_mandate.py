"""The mandate, from its first section to what three bodies make of it."""

from __future__ import annotations

from handlers.rules import mandate as rules
from storage import journal, mandates, marked
from storage.tables import DecisionState, MandateState, StepState
from tests.handlers.forming.mandated import (
    ALL,
    OUTPUT,
    PKE,
    add_organ,
    decisions,
    sent,
    stage,
    steps,
    version,
    write,
)
from tests.world import at, shown, text_of


def test_at_e3_1_the_ten_sections_stand_in_their_order(database):
    house, _ = stage(database)
    card = house.say("Maja", "kommissorium")
    assert (
        shown(card)
        == "Skolegruppen har ikke noget kommissorium endnu.\n[Skriv kommissoriet] [Begynd med krav til output]"
    )
    form = house.press("Maja", card, "Skriv kommissoriet").form
    assert [each.label for each in form.fields] == [
        "Baggrund",
        "Formål",
        "Opgave",
        "Krav til output",
        "Sammensætning",
        "Tovholder",
        "Tidsplan",
        "Økonomisk ramme",
        "Refererer til",
        "Ophør",
    ]
    assert form.page


def test_at_e3_1_it_cannot_be_sent_without_its_required_output(database):
    house, _ = stage(database)
    write(house, "Maja", **{**ALL, "output": ""})
    add_organ(house)
    reply = house.press("Maja", house.say("Maja", "kommissorium Skolegruppen"), "Send til godkendelse")
    assert (
        shown(reply)
        == """\
"Krav til output" mangler.
Uden det ved ingen, hvad gruppen skal fremlægge. Derfor kan kommissoriet ikke sendes.
[Skriv det]"""
    )
    assert version(house).state == MandateState.draft
    again = house.ask("Maja", action="mandate.anyway", args={"mandate": version(house).id})
    assert again.card.tone == "warning"
    house.fill("Maja", house.press("Maja", reply, "Skriv det"), output=OUTPUT)
    house.press("Maja", house.say("Maja", "kommissorium Skolegruppen"), "Send til godkendelse")
    assert version(house).state == MandateState.sent


def test_at_e3_1_whatever_else_is_missing_can_be_gone_on_without_and_the_journal_says_who_did(database):
    house, _ = stage(database)
    write(house, "Maja", **{**ALL, "frame": "", "end": ""})
    add_organ(house)
    reply = house.press("Maja", house.say("Maja", "kommissorium Skolegruppen"), "Send til godkendelse")
    assert (
        shown(reply)
        == """\
Kommissoriet for Skolegruppen mangler økonomisk ramme og ophør.
Det kan sendes alligevel. Journalen viser, hvem der gik videre uden.
[Skriv dem] [Gå videre uden]"""
    )
    assert version(house).state == MandateState.draft
    house.press("Maja", reply, "Gå videre uden")
    assert version(house).state == MandateState.sent
    with house.database.reading() as store:
        line = journal.latest(store, house.group("Skolegruppen").id, "mandate.sent")
        assert (line.actor_id, line.facts) == (
            house.person("Maja").id,
            {"version": 1, "without": ["frame", "end"]},
        )


def test_somebody_has_to_approve_it(database):
    house, _ = stage(database)
    write(house, "Maja", **ALL)
    reply = house.press("Maja", house.say("Maja", "kommissorium Skolegruppen"), "Send til godkendelse")
    assert shown(reply).splitlines()[0] == "Hvem skal godkende kommissoriet?"
    assert version(house).state == MandateState.draft


def test_at_e3_2_an_open_step_stands_on_the_groups_page_until_it_is_settled(database):
    house, _ = stage(database)
    write(house, "Maja", **ALL)
    add_organ(house)
    add_organ(house, "Byrådet", sure="no", question="Skal kommissorier i byrådet?", day="17. februar 2014")
    page = shown(house.say("Maja", "status Skolegruppen"))
    assert (
        "Kommissorium: Version 1, under udarbejdelse; "
        "afventer afklaring: skal kommissorier i byrådet? (mandag den 17. februar)"
    ) in page.splitlines()
    line = "· Skolegruppen: afventer afklaring: skal kommissorier i byrådet? (mandag den 17. februar)"
    home = shown(house.say("Maja", ""))
    assert any(each.startswith(line) for each in home.splitlines()), home
    house.press("Maja", house.say("Maja", "kommissorium Skolegruppen"), "Ja, det skal det")
    assert steps(house) == {PKE: "planned", "Byrådet": "planned"}
    assert "afventer afklaring" not in shown(house.say("Maja", "status Skolegruppen"))


def test_a_mandate_does_not_count_before_it_is_settled_who_approves_it(database):
    house, _ = stage(database)
    write(house, "Maja", **ALL)
    add_organ(house, secretary="Helle Brinkmark")
    add_organ(house, "Byrådet", sure="no", question="Skal kommissorier i byrådet?", day="17. februar 2014")
    house.press("Maja", house.say("Maja", "kommissorium Skolegruppen"), "Send til godkendelse")
    reply = house.fill("Helle", house.press("Helle", house.card("Helle"), "Godkendt"))
    assert text_of(reply.card).splitlines()[1] == "Det skal stadig afklares, hvem der ellers skal godkende det."
    assert version(house).state == MandateState.sent
    reply = house.press("Maja", house.say("Maja", "kommissorium Skolegruppen"), "Nej, det er ikke nødvendigt")
    assert version(house).state == MandateState.approved
    house.press("Maja", reply, "Fortryd")
    assert (version(house).state, steps(house)["Byrådet"]) == (MandateState.sent, "undecided")


def test_the_secretary_of_the_body_gets_a_card_and_a_yes_is_a_decision(database):
    house, _ = stage(database)
    sent(house, day="17. februar 2014")
    card = house.card("Helle")
    assert (
        text_of(card)
        == """\
Har Politisk Koordination & Økonomi godkendt kommissoriet for Skolegruppen?
Hej Helle. Version 1 af kommissoriet er klar til Politisk Koordination & Økonomi. Sig til her, når det har været på.
Det er på dagsordenen mandag den 17. februar (uge 8).
Hilsen Sofie Kragelund, BRN
[Godkendt] [Sendt tilbage] [Udsat]
{Læs kommissoriet}"""
    )
    assert shown(house.press("Helle", card, "Læs kommissoriet")).splitlines()[:4] == [
        "Kommissorium for Skolegruppen",
        "Version 1, afventer Politisk Koordination & Økonomi",
        "Baggrund",
        "Background er beskrevet her.",
    ]
    house.now = at("2014-02-18 10:00")
    form = house.press("Helle", card, "Godkendt")
    late = house.fill("Helle", form, day="19. februar 2014")
    assert late.form.errors == {"day": "19. februar 2014 er ikke kommet endnu."}
    reply = house.fill("Helle", form, day="17. februar 2014", item="5")
    assert shown(reply).splitlines() == [
        "Noteret: godkendt af Politisk Koordination & Økonomi (mandag den 17. februar, punkt 5).",
        "Kommissoriet gælder nu.",
        "{Fortryd}",
    ]
    assert decisions(house) == [("Kommissoriet er godkendt (version 1)", PKE, "2014-02-17", "5", "taken")]
    assert text_of(house.card("#Skolegruppen")).splitlines() == [
        "Kommissoriet for Skolegruppen er godkendt.",
        "Af Politisk Koordination & Økonomi (mandag den 17. februar, punkt 5).",
    ]
    assert house.titles("Helle")[-1] == f"{PKE} har godkendt kommissoriet for Skolegruppen."
    twice = house.fill("Helle", form, day="17. februar 2014")
    assert shown(twice) == f"{PKE} har allerede godkendt det."
    house.press("Helle", reply, "Fortryd")
    assert (version(house).state, steps(house), decisions(house)) == (MandateState.sent, {PKE: "waiting"}, [])
    assert house.titles("Helle")[-1] == f"Har {PKE} godkendt kommissoriet for Skolegruppen?"


def test_nobody_but_the_secretary_and_the_secretariat_answers_for_a_body(database):
    house, _ = stage(database, "2027-01-07 09:00")
    write(house, "Maja", **ALL)
    add_organ(house, secretary="Vibeke Mosegaard")
    house.press("Maja", house.say("Maja", "kommissorium Skolegruppen"), "Send til godkendelse")
    card = house.card("Vibeke")
    assert shown(house.press("Anna", card, "Godkendt")) == "Det kan kun den, det handler om, gøre."
    assert house.press("Sofie", card, "Godkendt").form is not None
    assert house.press("Vibeke", card, "Godkendt").form is not None
    assert house.press("Vibeke", card, "Læs kommissoriet").card.tone == "neutral"


def test_bodies_are_asked_one_after_the_other(database):
    house, _ = stage(database)
    write(house, "Maja", **ALL)
    add_organ(house, "Direktionen", secretary="Helle Brinkmark")
    add_organ(house, "Bestyrelsen", secretary="Vibeke Mosegaard")
    house.press("Maja", house.say("Maja", "kommissorium Skolegruppen"), "Send til godkendelse")
    assert (steps(house), house.cards("Vibeke")) == ({"Direktionen": "waiting", "Bestyrelsen": "planned"}, [])
    reply = house.fill("Helle", house.press("Helle", house.card("Helle"), "Godkendt"))
    assert shown(reply).splitlines()[1] == "Nu er det Bestyrelsens tur."
    assert house.titles("Vibeke") == ["Har Bestyrelsen godkendt kommissoriet for Skolegruppen?"]
    house.press("Helle", reply, "Fortryd")
    assert steps(house) == {"Direktionen": "waiting", "Bestyrelsen": "planned"}
    assert text_of(house.card("Vibeke")).splitlines()[0] == "Kommissoriet for Skolegruppen er trukket tilbage."


def test_after_a_no_there_is_a_new_version_with_a_readable_difference(database):
    house, _ = stage(database)
    sent(house)
    form = house.press("Helle", house.card("Helle"), "Sendt tilbage")
    house.fill("Helle", form, reason="Skriv, hvornår oplæggene skal ligge klar.")
    assert version(house).state == MandateState.returned
    card = house.card("Maja")
    assert (
        text_of(card)
        == """\
Politisk Koordination & Økonomi har sendt kommissoriet for Skolegruppen tilbage.
Skriv, hvornår oplæggene skal ligge klar.
[Ny version]"""
    )
    house.press("Maja", card, "Ny version")
    assert (version(house).version, version(house).state, steps(house)) == (2, MandateState.draft, {PKE: "planned"})
    write(house, "Maja", output="Required output er beskrevet her. Tre oplæg ligger klar den 27. maj.", end="")
    changes = house.press("Maja", house.say("Maja", "kommissorium Skolegruppen"), "Se, hvad der er nyt")
    assert (
        shown(changes)
        == """\
Skolegruppen: version 2 over for version 1
Krav til output
Nyt: Tre oplæg ligger klar den 27. maj.
Ophør
Udgår: End er beskrevet her."""
    )
    assert rules.texts(version(house, 1).sections) == ALL
    assert shown(house.press("Maja", card, "Ny version")) == "Der er kommet en nyere version. Åbn kommissoriet igen."


def test_the_version_that_counts_does_so_until_a_newer_one_is_approved(database):
    house, _ = stage(database)
    sent(house)
    house.fill("Helle", house.press("Helle", house.card("Helle"), "Godkendt"))
    house.press("Maja", house.say("Maja", "kommissorium Skolegruppen"), "Ny version")
    with house.database.reading() as store:
        assert mandates.approved(store, house.group("Skolegruppen").id).version == 1
    write(house, "Maja", task="Noget andet end før.")
    house.press("Maja", house.say("Maja", "kommissorium Skolegruppen"), "Send til godkendelse")
    house.fill("Helle", house.press("Helle", house.card("Helle"), "Godkendt"))
    assert [version(house, each).state for each in (1, 2)] == [MandateState.replaced, MandateState.approved]


def test_a_new_version_is_taken_back_unless_something_was_written_in_it(database):
    house, _ = stage(database)
    sent(house)
    house.fill("Helle", house.press("Helle", house.card("Helle"), "Godkendt"))
    reply = house.press("Maja", house.say("Maja", "kommissorium Skolegruppen"), "Ny version")
    house.press("Maja", reply, "Fortryd")
    assert version(house).version == 1
    reply = house.press("Maja", house.say("Maja", "kommissorium Skolegruppen"), "Ny version")
    write(house, "Maja", task="Noget andet end før.")
    refused = house.press("Maja", reply, "Fortryd")
    assert (refused.card.tone, version(house).version) == ("warning", 2)


def test_a_body_that_puts_it_off_says_until_when(database):
    house, _ = stage(database)
    sent(house)
    reply = house.fill("Helle", house.press("Helle", house.card("Helle"), "Udsat"), day="24. februar 2014")
    said = f"{PKE} har udsat kommissoriet for Skolegruppen til mandag den 24. februar."
    assert (text_of(reply.card).splitlines()[0], house.titles("Maja")[-1]) == (said, said)
    assert "Det er på dagsordenen mandag den 24. februar (uge 9)." in text_of(house.card("Helle"))
    house.press("Helle", reply, "Fortryd")
    assert "dagsordenen" not in text_of(house.card("Helle"))
    assert steps(house) == {PKE: StepState.waiting.value}


def test_what_was_sent_is_a_draft_again_until_a_body_has_answered(database):
    house, _ = stage(database)
    reply = sent(house)
    house.press("Maja", reply, "Fortryd")
    assert (version(house).state, steps(house)) == (MandateState.draft, {PKE: "planned"})
    assert text_of(house.card("Helle")).splitlines()[0] == "Kommissoriet for Skolegruppen er trukket tilbage."
    reply = house.press("Maja", house.say("Maja", "kommissorium Skolegruppen"), "Send til godkendelse")
    house.fill("Helle", house.press("Helle", house.card("Helle"), "Godkendt"))
    assert house.press("Maja", reply, "Fortryd").card.tone == "warning"


def test_a_decision_taken_back_is_withdrawn(database):
    house, _ = stage(database)
    sent(house)
    reply = house.fill("Helle", house.press("Helle", house.card("Helle"), "Godkendt"))
    house.press("Helle", reply, "Fortryd")
    with house.database.reading() as store:
        assert marked.decision(store, 1).state == DecisionState.withdrawn
