"""A mandate that several people write in turns, and the bodies that are to approve it."""

from __future__ import annotations

from handlers.rules import mandate as rules
from tests.handlers.forming.mandated import (
    ALL,
    OUTPUT,
    PKE,
    add_organ,
    open_form,
    stage,
    steps,
    version,
    write,
)
from tests.world import at, shown


def test_several_people_write_in_turns_and_each_section_says_who_was_last(database):
    house, _ = stage(database)
    write(house, "Maja", output=OUTPUT)
    house.fill("Anna", open_form(house, "Anna", "background"), background="Budgettet for 2015 er ikke fundet.")
    card = house.say("Kasper", "kommissorium Skolegruppen")
    assert (
        shown(card)
        == """\
Kommissorium for Skolegruppen
Version 1, under udarbejdelse
· Baggrund · Anna Lindholt, tirsdag den 7. januar [Ret]
Budgettet for 2015 er ikke fundet.
· Krav til output · Maja Hedelund, tirsdag den 7. januar [Ret]
Tre oplæg, som byrådet kan vælge imellem den 27. maj.
Det mangler
· Formål [Skriv]
· Opgave [Skriv]
· Sammensætning [Skriv]
· Tovholder [Skriv]
· Tidsplan [Skriv]
· Økonomisk ramme [Skriv]
· Refererer til [Skriv]
· Ophør [Skriv]
skolegruppen-kommissorium-1.docx
[Skriv det hele]"""
    )
    assert house.ask("Dorthe", action="mandate.show", args={"group": house.group("Skolegruppen").id}).card.tone == (
        "warning"
    )


def test_what_the_group_knows_already_stands_there_as_a_beginning(database):
    house, _ = stage(database)
    values = open_form(house, "Maja", "").form.values
    assert {key: value for key, value in values.items() if value} == {
        "task": "Gruppen skal skærpe Nordjyllands argumenter for et stærkere elnet.",
        "coordinator": "Maja Hedelund, Region Nordjylland",
        "reports_to": "BRN-sekretariatet",
    }
    assert version(house) is None


def test_two_who_write_at_once_lose_nothing(database):
    house, _ = stage(database)
    write(house, "Maja", output=OUTPUT, purpose="Gammelt formål.")
    one, other = open_form(house, "Anna", "purpose"), open_form(house, "Kasper", "purpose")
    house.fill("Anna", one, purpose="Annas formål.")
    clash = house.fill("Kasper", other, purpose="Kaspers formål.")
    assert clash.form.values == {"purpose": "Annas formål.\n\nKaspers formål."}
    assert clash.form.note == (
        "Anna Lindholt skrev, mens du skrev. Her står begge tekster, din til sidst. Ret dem sammen til én."
    )
    assert rules.text(version(house).sections, "purpose") == "Annas formål."
    assert open_form(house, "Kasper", "purpose").form.values == clash.form.values
    assert open_form(house, "Anna", "purpose").form.values == {"purpose": "Annas formål."}
    house.fill("Kasper", clash, purpose="Vores fælles formål.")
    assert rules.text(version(house).sections, "purpose") == "Vores fælles formål."
    assert open_form(house, "Kasper", "purpose").form.values == {"purpose": "Vores fælles formål."}


def test_of_a_form_with_all_sections_only_the_clashing_ones_come_back(database):
    house, _ = stage(database)
    write(house, "Maja", output=OUTPUT, purpose="Gammelt formål.")
    whole = open_form(house, "Kasper", "")
    house.fill("Anna", open_form(house, "Anna", "purpose"), purpose="Annas formål.")
    clash = house.fill("Kasper", whole, purpose="Kaspers formål.", frame="Ingen.")
    assert [each.name for each in clash.form.fields] == ["purpose"]
    found = rules.texts(version(house).sections)
    assert (found["purpose"], found["frame"], found["output"]) == ("Annas formål.", "Ingen.", OUTPUT)


def test_somebody_who_left_a_section_as_it_was_overwrites_nobody(database):
    house, _ = stage(database)
    write(house, "Maja", output=OUTPUT, purpose="Gammelt formål.")
    whole = open_form(house, "Kasper", "")
    house.fill("Anna", open_form(house, "Anna", "purpose"), purpose="Annas formål.")
    assert house.fill("Kasper", whole, frame="Ingen.").form is None
    assert rules.text(version(house).sections, "purpose") == "Annas formål."


def test_what_was_written_is_taken_back_unless_somebody_has_gone_on(database):
    house, _ = stage(database)
    write(house, "Maja", output=OUTPUT)
    house.now = at("2014-01-08 09:00")
    reply = house.fill("Anna", open_form(house, "Anna", "output"), output="Ét oplæg.")
    house.now = at("2014-01-08 09:30")
    assert shown(house.press("Anna", reply, "Fortryd")) == "Fortrudt.\nSom før: Krav til output."
    assert rules.text(version(house).sections, "output") == OUTPUT
    reply = house.fill("Anna", open_form(house, "Anna", "output"), output="Ét oplæg.")
    house.now = at("2014-01-08 10:00")
    house.fill("Kasper", open_form(house, "Kasper", "output"), output="To oplæg.")
    assert house.press("Anna", reply, "Fortryd").card.tone == "warning"
    assert rules.text(version(house).sections, "output") == "To oplæg."


def test_what_is_out_for_approval_is_not_written_in(database):
    house, _ = stage(database)
    write(house, "Maja", **ALL)
    form = open_form(house, "Anna", "purpose")
    add_organ(house)
    house.press("Maja", house.say("Maja", "kommissorium Skolegruppen"), "Send til godkendelse")
    assert shown(house.fill("Anna", form, purpose="Andet.")) == "Version 1 er allerede sendt til godkendelse."
    assert rules.texts(version(house).sections) == ALL


def test_a_body_is_edited_dropped_and_brought_back(database):
    house, _ = stage(database)
    write(house, "Maja", **ALL)
    added = add_organ(house, day="17. februar 2014")
    twice = house.press("Maja", house.say("Maja", "kommissorium Skolegruppen"), "Tilføj et organ")
    assert house.fill("Maja", twice, organ=PKE).form.errors == {"organ": f"{PKE} er der allerede."}
    card = house.ask("Maja", action="mandate.organ", args={"step": 1})
    edited = house.fill("Maja", card, organ="Økonomiudvalget", secretary="Helle Brinkmark", day="")
    assert "· Økonomiudvalget: ikke spurgt endnu [Ret organet] [Fjern organet]" in shown(edited).splitlines()
    assert house.press("Maja", added, "Fortryd").card.tone == "warning"
    house.press("Maja", edited, "Fortryd")
    line = f"· {PKE}: ikke spurgt endnu, på dagsordenen mandag den 17. februar [Ret organet] [Fjern organet]"
    assert line in shown(house.say("Maja", "kommissorium Skolegruppen")).splitlines()
    dropped = house.ask("Maja", action="mandate.organ_drop", args={"step": 1})
    assert steps(house) == {PKE: "left_out"}
    house.press("Maja", dropped, "Fortryd")
    assert steps(house) == {PKE: "planned"}
    house.press("Maja", added, "Fortryd")
    assert steps(house) == {}
