"""Ordering in two steps, editing, dropping, and registering a group that exists."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.contents import everything
from handlers.dialogue.request import Request
from storage import groups, members, nominations
from storage.engine import Database
from storage.tables import GroupState, RequestRoute
from tests.elnet import FIRST, SECOND, WHOM, order, send
from tests.snapshot import nothing_changes
from tests.world import House, shown, text_of


def test_the_order_opens_with_a_deadline_five_working_days_ahead(database: Database) -> None:
    house = House(database)
    form = house.say("Sofie", "ny Elnet").form
    assert (form.title, form.step, form.values) == (
        "Bestil en taskforce",
        (1, 2),
        {"reply_by": "fredag den 27. november kl. 12", "title": "Elnet"},
    )
    assert [each.label for each in form.fields] == ["Titel", "Opgave", "Timer om ugen", "Varighed", "Svarfrist"]


def test_the_order_makes_a_group_with_its_plan_and_asks_nobody(database: Database) -> None:
    house = House(database)
    order(house)
    group = house.group("Elnet")
    assert (group.state, group.title, group.task, group.hours, group.duration_months, group.starts_on) == (
        GroupState.ordered,
        "Elnet",
        "skærpe Nordjyllands argumenter for et stærkere elnet",
        4.0,
        6,
        date(2026, 12, 1),
    )
    with database.reading() as store:
        asked = nominations.requests_of_group(store, group.id)
        assert [each.route for each in asked] == [
            RequestRoute.named,
            RequestRoute.open,
            RequestRoute.open,
            RequestRoute.named,
            RequestRoute.external,
        ]
        assert [seat.maximum for seat in groups.seats(store, group.id).values()] == [1, 1, 1, 1, 1]
    assert house.letters == {}


def test_the_draft_is_kept_between_the_steps(database: Database) -> None:
    house = House(database)
    house.fill("Sofie", house.say("Sofie", "ny"), **FIRST)
    again = house.say("Sofie", "ny")
    assert again.form.values == {**FIRST}
    assert house.say("Helle", "ny").form.values == {"reply_by": "fredag den 27. november kl. 12"}


def test_what_the_deadline_meant_when_it_was_written_still_holds_two_days_later(database: Database) -> None:
    house = House(database)
    second = house.fill("Sofie", house.say("Sofie", "ny"), **{**FIRST, "reply_by": "5 arbejdsdage"})
    house.wind("2026-11-24 09:00")
    house.fill("Sofie", second, **SECOND)
    with database.reading() as store:
        round_ = nominations.latest_round(store, house.group("Elnet").id)
        assert round_.reply_by.astimezone(house.now.tzinfo).isoformat() == "2026-11-27T12:00:00+01:00"


def test_a_draft_whose_deadline_has_passed_goes_back_to_the_first_step_and_loses_nothing(
    database: Database,
) -> None:
    house = House(database)
    second = house.fill("Sofie", house.say("Sofie", "ny"), **FIRST)
    house.wind("2026-11-30 09:00")
    back = house.fill("Sofie", second, **SECOND)
    assert (back.form.name, back.form.errors) == (
        "commission.order",
        {"reply_by": "Det tidspunkt er passeret. Vælg et, der ikke er gået endnu."},
    )
    second = house.fill("Sofie", back, reply_by="fredag den 4. december")
    assert second.form.values["whom"] == WHOM
    assert house.fill("Sofie", second).card.title == "Sådan ser kortet ud for Vibeke Mosegaard."


def test_editing_keeps_everything(database: Database) -> None:
    house = House(database)
    first = house.press("Sofie", order(house), "Ret")
    assert first.form.values == {**FIRST, "reply_by": "fredag den 27. november kl. 12"}
    second = house.fill("Sofie", first, title="Elnettet")
    assert {**second.form.values, "case_number": ""} == {
        **SECOND,
        "whom": "Hjørring: Anna Lindholt <anna.lindholt@hjoerring.example>\nThisted\nMariagerfjord\n"
        "Region Nordjylland: Maja Hedelund <maja.hedelund@rn.example>\n"
        "Green Hub Denmark: Tobias Grønnegaard <tobias.groennegaard@greenhub.example>",
        "case_number": "",
    }
    house.fill("Sofie", second)
    with database.reading() as store:
        assert [each.title for each in groups.everything(store)] == ["Elnettet"]
        assert len(nominations.rounds_of(store, house.group("Elnettet").id)) == 1
        assert len(nominations.requests_of_group(store, house.group("Elnettet").id)) == 5


def test_an_edit_that_was_opened_before_the_cards_went_cannot_undo_them(database: Database) -> None:
    house = House(database)
    preview = order(house)
    second = house.fill("Sofie", house.press("Sofie", preview, "Ret"))
    house.press("Sofie", preview, "Send nu")
    with nothing_changes(database):
        assert house.fill("Sofie", second).card.title == "Elnet er allerede sendt."


def test_an_order_that_has_been_finished_cannot_be_finished_again(database: Database) -> None:
    house = House(database)
    second = house.fill("Sofie", house.say("Sofie", "ny"), **FIRST)
    house.fill("Sofie", second, **SECOND)
    with nothing_changes(database):
        assert house.fill("Sofie", second, **SECOND).card.title == "Bestillingen er allerede gjort færdig."


@pytest.mark.parametrize("title", ["Elnet", "Ærø og færger"])
def test_two_groups_of_one_title(database: Database, title: str) -> None:
    house = House(database)
    send(house, title=title)
    for again in (title, title.upper(), title.lower()):
        with nothing_changes(database):
            back = house.fill("Helle", house.say("Helle", "ny"), **{**FIRST, "title": again})
        assert back.form.errors == {"title": f"Der er allerede en gruppe, der hedder {title}."}


def test_dropping_an_order(database: Database) -> None:
    house = House(database)
    preview = order(house)
    assert house.press("Sofie", preview, "Drop bestillingen").card.title == "Bestillingen af Elnet er droppet."
    assert house.group("Elnet").state == GroupState.withdrawn
    for label in ("Send nu", "Ret", "Drop bestillingen"):
        with nothing_changes(database):
            assert house.press("Sofie", preview, label).card.title == "Elnet er allerede sendt."


def test_a_coordinator_who_is_not_asked_has_to_be(database: Database) -> None:
    house = House(database)
    second = house.fill("Sofie", house.say("Sofie", "ny"), **FIRST)
    with nothing_changes(database):
        back = house.fill("Sofie", second, **{**SECOND, "coordinator": "Jonas Hvidbjerg"})
        unknown = house.fill("Sofie", second, **{**SECOND, "coordinator": "Ukendt Person"})
        nobody = house.fill("Sofie", second, **{**SECOND, "coordinator": "", "whom": ""})
    assert back.form.errors == {
        "coordinator": 'Jonas Hvidbjerg skal også spørges. Tilføj linjen "Region Nordjylland: Jonas Hvidbjerg".'
    }
    assert unknown.form.errors == {"coordinator": "Jeg kender ikke nogen, der hedder Ukendt Person."}
    assert list(nobody.form.errors) == ["whom"]


def test_registering_a_group_that_exists_takes_one_form_and_asks_nobody(database: Database) -> None:
    house = House(database)
    form = house.say("Sofie", "ny registrer Digital infrastruktur")
    reply = house.fill(
        "Sofie",
        form,
        template="network",
        task="dele viden om digital infrastruktur",
        whom="Hjørring: Henrik Tornbjerg\nThisted: Martin Vangsaa\nRegion Nordjylland: Jonas Hvidbjerg",
        coordinator="Jonas Hvidbjerg",
    )
    assert text_of(reply.card) == "\n".join(
        ("Digital infrastruktur er registreret.", "Den har 3 medlemmer. Ingen er blevet spurgt.", "[Se]")
    )
    group = house.group("Digital infrastruktur")
    with database.reading() as store:
        assert (group.state, group.template, group.planned_end) == (GroupState.established, "network", None)
        assert members.coordinator(store, group.id).name == "Jonas Hvidbjerg"
        assert sorted(person.name for _, person in members.of_group(store, group.id)) == [
            "Henrik Tornbjerg",
            "Jonas Hvidbjerg",
            "Martin Vangsaa",
        ]
        assert nominations.requests_of_group(store, group.id) == []


def test_registering_says_what_it_cannot_understand(database: Database) -> None:
    house = House(database)
    form = house.say("Sofie", "ny registrer Digital infrastruktur")
    with nothing_changes(database):
        without = house.fill("Sofie", form, task="dele viden", whom="Hjørring")
        outside = house.fill("Sofie", form, task="dele viden", whom="Hjørring: Anna Lindholt", coordinator="Lars")
    assert without.form.errors == {"whom": 'Hvem er det fra Hjørring? Skriv "Hjørring: navn".'}
    assert list(outside.form.errors) == ["coordinator"]


# --- bad input: every text field of every form here ---

FORMS = {
    "commission.order": (FIRST, ("title", "task")),
    "commission.whom": (SECOND, ("whom", "competences", "coordinator", "outputs", "case_number")),
    "commission.register": (
        {"template": "network", "title": "Netværk", "task": "dele viden", "whom": "Hjørring: Anna Lindholt"},
        ("title", "task", "whom", "coordinator"),
    ),
}
FIELDS = [(form, field) for form, (_, fields) in FORMS.items() for field in fields]


def opened(house: House, form: str) -> object:
    if form == "commission.register":
        return house.say("Sofie", "ny registrer")
    first = house.say("Sofie", "ny")
    return first if form == "commission.order" else house.fill("Sofie", first, **FIRST)


@pytest.mark.parametrize(("form", "field"), FIELDS)
def test_bad_text_is_refused_at_its_field_and_changes_nothing(database: Database, form: str, field: str) -> None:
    house = House(database)
    reply = opened(house, form)
    most = next(each.max for each in reply.form.fields if each.name == field)
    for text, sentence in (
        ("x" * 10_000, f"Højst {most} tegn. Det her er 10000."),
        ("Anna 010180-1234", "Udelad CPR-nummeret. Det gemmer vi aldrig."),
    ):
        with nothing_changes(database):
            back = house.fill("Sofie", reply, **{**FORMS[form][0], field: text})
        assert back.form.errors == {field: sentence}
        assert back.form.values[field] == text


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "<b>fed</b>", "**fed** {title} %s", "\x0efed\x0f"])
def test_no_text_breaks_anything(database: Database, text: str) -> None:
    house = House(database)
    for form, field in FIELDS:
        house.fill("Sofie", opened(house, form), **{**FORMS[form][0], "title": f"Nr. {field}", field: text})
        assert shown(house.say("Sofie", ""))
        assert house.runner.defects == 0, (form, field)


def test_every_text_field_of_the_forms_here_is_tried() -> None:
    found = []
    for route in everything().routes.values():
        if route.form is not None and route.name.startswith("commission."):
            found.append(route.name)
    assert sorted(found) == sorted(FORMS)


def test_markup_in_a_title_reaches_the_reader_as_it_was_written(database: Database) -> None:
    house = House(database)
    send(house, title="<b>El</b> **net**", whom="Thisted", competences="", outputs="")
    assert house.card("Lars").title == "Hvem hos jer kan hjælpe <b>El</b> **net**?"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("30. februar", "30. februar findes ikke. Mente du fredag den 26. februar eller mandag den 1. marts?"),
        ("fredag den 12. december", "Den 12. december 2026 er en lørdag, ikke en fredag."),
        ("lørdag den 28. november", "Den 28. november 2026 er lørdag. Hvad med mandag den 30. november?"),
        ("24. december", "Den 24. december 2026 er juleaftensdag. Hvad med mandag den 28. december?"),
        ("19. november 2026", "Den 19. november 2026 er passeret. Vælg en dag, der ikke er gået endnu."),
        ("snarest", 'Det kan jeg ikke læse som en dato. Skriv for eksempel "27. november".'),
    ],
)
def test_a_date_that_cannot_be_the_deadline(database: Database, said: str, sentence: str) -> None:
    house = House(database)
    form = house.say("Sofie", "ny")
    with nothing_changes(database):
        back = house.fill("Sofie", form, **{**FIRST, "reply_by": said})
    assert back.form.errors == {"reply_by": sentence}


def test_an_organisation_without_a_director(database: Database) -> None:
    house = House(database)
    second = house.fill("Sofie", house.say("Sofie", "ny"), **FIRST)
    with database.changing() as store:
        from sqlmodel import select

        from storage.tables import Office

        karen = house.person("Karen")
        office = store.session.exec(select(Office).where(Office.person_id == karen.id)).one()
        office.until = date(2026, 10, 31)
    with nothing_changes(database):
        back = house.fill("Sofie", second, **{**SECOND, "whom": "Læsø"})
    assert back.form.errors == {"whom": "Læsø har ingen direktør i kartoteket, så der er ingen at spørge."}


def test_the_first_step_reads_in_english(database: Database) -> None:
    house = House(database)
    with database.changing() as store:
        store.session.get_one(type(house.person("Sofie")), house.person("Sofie").id).language = "en"
    form = house.say("Sofie", "new").form
    assert (form.title, [each.label for each in form.fields]) == (
        "Order a task force",
        ["Title", "Task", "Hours a week", "Duration", "Reply deadline"],
    )
    assert house.fill("Sofie", house.say("Sofie", "new"), **{**FIRST, "reply_by": "30 February"}).form.errors == {
        "reply_by": "30 February does not exist. Did you mean Friday 26 February or Monday 1 March?"
    }


def test_in_teams_the_order_names_the_word_for_a_group_that_exists_as_it_is_written_there(
    database: Database,
) -> None:
    house = House(database)
    asked = Request(house.person("Sofie"), house.now, words="ny", face="teams")
    assert house.runner.run(asked).form.note == (
        'Findes gruppen allerede? Så skriv "ny registrer". Hviler den på en politisk beslutning? Så skriv "ny bestilt '
        'opgave".'
    )
