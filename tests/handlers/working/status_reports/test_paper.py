import io
from datetime import date

import pytest
from docx import Document

from bot import papers
from handlers.dialogue.errors import UserError
from handlers.working.status_reports import paper
from storage import status
from storage.tables import Decision, Output, OutputState, StatusLine
from tests.handlers.working.status_reports.status import begun, tell, telling
from tests.world import House, button, shown

GROUP = "Afbureaukratisering"


def at_work(database) -> House:
    """January 2019: the group has a plan, a decision, a result and a status; the økonomiudvalg is to be told."""
    house = begun(database, case_number="18/4711")
    for words in (
        "frist Afbureaukratisering 7. december 2018 kortlægning",
        "frist Afbureaukratisering 14. december 2018 notat",
    ):
        house.say("Kasper", words)
    house.say("Kasper", "frist Afbureaukratisering 20. februar 2019 oplæg")
    house.wind("2018-12-06 09:00")
    house.press("Kasper", house.say("Kasper", "frist Afbureaukratisering"), "Færdig")
    house.wind("2018-12-17 09:00")
    house.fill("Kasper", house.press("Kasper", house.say("Kasper", ""), "Ny dato"), day="18. januar 2019")
    with database.changing() as store:
        group = house.group(GROUP)
        boss = house.person("Kasper").id
        common = {"group_id": group.id, "created_at": house.now}
        store.add(
            Decision(
                title="Metoden er valgt", organ="økonomiudvalget", day=date(2018, 12, 12), noted_by_id=boss, **common
            )
        )
        store.add(Output(title="Katalog", state=OutputState.expected, **common))
    tell(house, organs="økonomiudvalget", day="januar 2019")
    house.fill(
        "Kasper",
        house.press("Kasper", house.press("Kasper", house.say("Kasper", "status Afb"), "Status"), "Giv status"),
        colour="yellow",
        line="venter på tal fra HR",
        next_step="møde med HR den 10. januar",
    )
    return house


PAPER = [
    ("Heading 1", "Baggrund"),
    ("List Bullet", "Afbureaukratisering blev bestilt af BRN mandag den 26. november 2018."),
    ("List Bullet", "Sagsnr. 18/4711."),
    ("Heading 1", "Formål"),
    ("Normal", "Taskforcen Afbureaukratisering skal skærpe Nordjyllands argumenter for et stærkere elnet."),
    ("Heading 1", "Status"),
    ("List Bullet", "Gul: venter på tal fra HR (mandag den 17. december 2018)."),
    ("List Bullet", "Færdig: Kortlægning (torsdag den 6. december 2018)."),
    (
        "List Bullet",
        "Flyttet: Notat, fra fredag den 14. december 2018 (uge 50) til fredag den 18. januar 2019 (uge 3).",
    ),
    ("List Bullet", "Besluttet: Metoden er valgt (økonomiudvalget, onsdag den 12. december 2018)."),
    ("Heading 1", "Næste skridt"),
    ("List Bullet", "Møde med HR den 10. januar."),
    ("List Bullet", "Fredag den 18. januar 2019 (uge 3): notat."),
    ("List Bullet", "Onsdag den 20. februar 2019 (uge 8): oplæg."),
    ("List Bullet", "Mangler endnu: Katalog."),
]


def read(made: papers.Paper) -> list[tuple[str, str]]:
    """The paragraphs of a Word document after its title, each with its style."""
    return [(each.style.name, each.text) for each in Document(io.BytesIO(made.content)).paragraphs[1:]]


def fetch(house: House, who: str, kind: str, id_: int) -> papers.Paper:
    """The file as somebody fetches it from a card."""
    return papers.make(house.database, house.person(who), kind, id_, house.now)


def test_at_d6_2_one_press_makes_the_paper_with_its_four_sections(database):
    house = at_work(database)
    card = house.press("Kasper", house.say("Kasper", ""), "Statuspapir").card
    made = fetch(house, "Kasper", paper.PAPER, house.group(GROUP).id)
    assert (made.name, read(made)) == ("afbureaukratisering-status-2018-12-17.docx", PAPER)
    said = shown(house.press("Kasper", house.say("Kasper", ""), "Statuspapir")).splitlines()
    assert [line.removeprefix("· ") for line in said[1 : 1 + len(PAPER)]] == [text for _, text in PAPER]
    assert said[1 + len(PAPER) :] == [
        "Hvem den er til",
        "· Økonomiudvalget · i januar 2019 [Færdig]",
        "afbureaukratisering-status-2018-12-17.docx",
        "[Ret teksten]",
    ]
    assert button(card, "Færdig").args == {"milestone": telling(house, "økonomi").id}


def test_at_d6_2_the_same_state_makes_the_same_bytes(database):
    house = at_work(database)
    first = fetch(house, "Kasper", paper.PAPER, house.group(GROUP).id)
    assert fetch(house, "Sofie", paper.PAPER, house.group(GROUP).id) == first


def test_at_d6_2_the_coordinator_corrects_the_text_before_it_is_kept(database):
    house = at_work(database)
    form = house.press("Kasper", house.press("Kasper", house.say("Kasper", ""), "Statuspapir"), "Ret teksten")
    house.fill("Kasper", form, status="Vi er på vej.")
    kept = house.fill("Kasper", form, status="Vi er godt på vej.")
    shown_again = shown(house.press("Kasper", kept, "Se papiret")).splitlines()
    assert form.form.values["status"].splitlines() == [text for _, text in PAPER[6:10]]
    assert shown_again[1] == "Teksten er rettet af Kasper Thybo-Lund, mandag den 17. december."
    assert shown_again[shown_again.index("Status") :][:3] == ["Status", "Vi er godt på vej.", "Næste skridt"]
    anew = house.press("Kasper", house.press("Kasper", kept, "Se papiret"), "Saml teksten på ny")
    assert read(fetch(house, "Kasper", paper.PAPER, house.group(GROUP).id)) == PAPER
    house.press("Kasper", anew, "Fortryd")
    assert read(fetch(house, "Kasper", paper.PAPER, house.group(GROUP).id))[6] == ("Normal", "Vi er godt på vej.")
    house.press("Kasper", kept, "Fortryd")
    assert read(fetch(house, "Kasper", paper.PAPER, house.group(GROUP).id))[6] == ("Normal", "Vi er på vej.")


def test_corrected_text_counts_until_a_body_has_been_told(database):
    house = at_work(database)
    form = house.press("Kasper", house.press("Kasper", house.say("Kasper", ""), "Statuspapir"), "Ret teksten")
    house.fill("Kasper", form, status="Vi er godt på vej.")
    house.wind("2019-01-10 09:00")
    house.ask("Kasper", action="milestone.done", args={"milestone": telling(house, "økonomi").id})
    with house.database.reading() as store:
        assert status.paper(store, house.group(GROUP).id) is None


def three(database) -> House:
    """Three groups report to the same body; one has answered, one has not, one never said anything."""
    house = begun(database, "Digital post", "Anlæg", "Ældre", "Ude af det", now="2018-12-03 09:00")
    for title in ("Digital post", "Anlæg", "Ældre"):
        tell(house, title, organs="Økonomiudvalget" if title == "Anlæg" else "økonomiudvalget", day="januar 2019")
    tell(house, "Ude af det", organs="hovedudvalget", day="januar 2019")
    with database.changing() as store:
        for title in ("Digital post", "Anlæg"):
            line = StatusLine(
                group_id=house.group(title).id,
                colour="green",
                line="følger planen",
                next_step="pilot",
                said_by_id=house.person("Kasper").id,
                said_at=house.now,
            )
            store.add(line)
    house.press("Sofie", house.say("Sofie", "status Anlæg"), "Bed om status")
    return house


def test_body_of_several_groups_gets_one_paper_and_whoever_has_not_answered_is_named_in_it(database):
    house = three(database)
    card = house.press("Sofie", house.press("Sofie", house.say("Sofie", "status Digital"), "Status"), "Statuspapir")
    whole = house.press("Sofie", card, "Samlet papir til økonomiudvalget")
    with house.database.reading() as store:
        found = next(iter(status.recipients(store, house.group("Digital post").id)))
    made = fetch(house, "Sofie", paper.OF_ORGAN, found.id)
    green = "Grøn: følger planen (mandag den 3. december 2018)."
    assert shown(whole) == "\n".join(
        [
            "Status til økonomiudvalget",
            "Anlæg",
            "Status for Anlæg mangler: Gruppen har ikke svaret endnu.",
            green,
            "Pilot.",
            "Digital post",
            green,
            "Pilot.",
            "Ældre",
            "Status for Ældre mangler: Gruppen har ikke svaret endnu.",
            "Gruppen har ikke givet status endnu.",
            "Der er ikke planlagt mere endnu.",
            "oekonomiudvalget-status-2018-12-03.docx",
        ]
    )
    document = Document(io.BytesIO(made.content))
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [
        ["Organ", "Økonomiudvalget"],
        ["Grupper", "Anlæg, Digital post og Ældre"],
        ["Status mangler fra", "Anlæg og Ældre"],
        ["Dag", "mandag den 3. december 2018 (uge 49)"],
    ]
    assert [text for style, text in read(made) if style == "Heading 1"] == ["Anlæg", "Digital post", "Ældre"]


def test_group_that_is_done_in_the_same_time_stays_in_the_paper(database):
    house = three(database)
    house.ask("Kasper", action="milestone.done", args={"milestone": telling(house, "økonomi", "Digital post").id})
    with house.database.reading() as store:
        found = next(iter(status.recipients(store, house.group("Ældre").id)))
    assert [text for style, text in read(fetch(house, "Sofie", paper.OF_ORGAN, found.id)) if style == "Heading 1"] == [
        "Anlæg",
        "Digital post",
        "Ældre",
    ]


def test_other_groups_status_is_for_the_secretariat_alone(database):
    house = three(database)
    card = house.press("Kasper", house.press("Kasper", house.say("Kasper", "status Digital"), "Status"), "Statuspapir")
    assert [each.label for each in card.card.buttons] == ["Ret teksten"]


def test_paper_of_a_body_that_nobody_tells_any_more_is_gone(database):
    house = begun(database)
    tell(house, organs="økonomiudvalget", day="januar 2019")
    with house.database.reading() as store:
        found = next(iter(status.recipients(store, house.group(GROUP).id)))
    house.press("Kasper", house.press("Kasper", house.say("Kasper", "status Afb"), "Status"), "Stop")
    with pytest.raises(UserError, match="Økonomiudvalget får allerede ikke længere status"):
        fetch(house, "Sofie", paper.OF_ORGAN, found.id)
    card = house.ask("Sofie", action="status.paper_of_organ", args={"recipient": found.id})
    assert shown(card) == "Økonomiudvalget får allerede ikke længere status."
