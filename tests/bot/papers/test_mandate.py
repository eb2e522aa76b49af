"""A mandate as a paper, read back as Word reads it."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from docx import Document

from bot.papers import casefile, make, word
from handlers.dialogue.errors import NotAllowed, UserError
from handlers.locale import Speech
from handlers.record.casefile import collect
from handlers.rules import mandate as rules
from handlers.rules import moments
from handlers.rules.mandate import Written
from handlers.rules.moments import a_day
from storage import groups, people
from storage.engine import Database
from storage.tables import (
    Decision,
    Mandate,
    MandateState,
    MandateStep,
    Milestone,
    MilestoneState,
    PlanPoint,
    StepState,
)
from tests.handlers.working.made import made_group
from tests.world import House, at

TEXTS = {
    "background": "Elnettet er fuldt udbygget flere steder.\nNye virksomheder venter.",
    "purpose": "Bedre argumenter over for ministeriet.",
    "output": "Et notat med fem argumenter, som fremlægges for direktionen den 27. maj.",
}


def written(house: House, state: MandateState = MandateState.draft, **more: Any) -> int:
    """A version of Elnet's mandate with three sections, a plan of two and a chain of two; its number."""
    gid = made_group(house, case_number="2026-0117")
    sofie, helle = house.person("Sofie").id, house.person("Helle").id
    assert sofie is not None
    with house.database.changing() as store:
        decision = Decision(group_id=gid, title="Bestilling", organ="direktionen", day=date(2026, 11, 11), item="4",
                            basis=True, noted_by_id=sofie, created_at=house.now)  # fmt: skip
        yes = Decision(group_id=gid, title="Kommissorium", organ="Direktionen", day=date(2026, 11, 18), item="2",
                       noted_by_id=helle, created_at=house.now)  # fmt: skip
        store.add(decision)
        store.add(yes)
        sections: dict[str, object] = {}
        for key, text in TEXTS.items():
            sections = rules.put(sections, key, Written(text, sofie, house.now))
        version = Mandate(group_id=gid, state=state, sections=sections, created_at=house.now, created_by_id=sofie,
                          changed_at=house.now, changed_by_id=sofie, **more)  # fmt: skip
        store.add(version)
        store.add(MandateStep(mandate_id=version.id, position=0, organ="Direktionen", state=StepState.approved,
                              decision_id=yes.id, settled_at=house.now, settled_by_id=helle))  # fmt: skip
        store.add(MandateStep(mandate_id=version.id, position=1, organ="Byrådet", state=StepState.undecided,
                              question="Skal kommissorier i byrådet?", settle_by=date(2026, 12, 17),
                              secretary_id=house.person("Jytte").id))  # fmt: skip
        gate = Milestone(group_id=gid, title="Beslutning om metode", organ="Direktionen", created_at=house.now,
                         created_by_id=sofie)  # fmt: skip
        moments.put(gate, a_day(date(2026, 12, 2)))
        store.add(gate)
        later = Milestone(group_id=gid, title="fremlæggelse", words="snarest", gate_id=gate.id, created_at=house.now,
                          created_by_id=sofie)  # fmt: skip
        store.add(later)
        store.add(PlanPoint(milestone_id=later.id, title="status"))
        store.add(PlanPoint(milestone_id=later.id, title="væk", state=MilestoneState.lapsed))
        assert version.id is not None
        return version.id


def read(house: House, who: str, id_: int) -> Any:
    """The Word document that somebody fetches."""
    paper = make(house.database, house.person(who), "mandate", id_, house.now)
    assert paper[1:] == (word.CONTENT_TYPE, "elnet-kommissorium-1.docx")
    return Document(io.BytesIO(paper.content))


def rows(table: Any) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row.cells) for row in table.rows]


def test_the_paper_has_the_municipal_shape_with_the_decision_it_rests_on(database: Database) -> None:
    house = House(database)
    document = read(house, "Sofie", written(house, MandateState.sent))
    assert rows(document.tables[0]) == [
        ("Sagsnr.", "2026-0117"),
        ("Gruppe", "Elnet"),
        ("Bestiller", "BRN-sekretariatet"),
        ("Beslutning", "direktionen, onsdag den 11. november 2026, punkt 4"),
        ("Tovholder", "Emil Brandtoft, BRN-sekretariatet"),
        ("Version", "1, sendt"),
        ("Senest ændret", "fredag den 20. november 2026 (uge 47)"),
    ]
    assert [each.text for each in document.paragraphs] == [
        "Kommissorium for Elnet",
        "Baggrund",
        "Elnettet er fuldt udbygget flere steder.",
        "Nye virksomheder venter.",
        "Formål",
        "Bedre argumenter over for ministeriet.",
        "Krav til output",
        "Et notat med fem argumenter, som fremlægges for direktionen den 27. maj.",
        "Tidsplan",
        "Planen, som den er fredag den 20. november 2026 (uge 47).",
        "Godkendelse",
    ]


def test_the_plan_and_the_bodies_stand_in_tables_whose_heads_are_read_aloud(database: Database) -> None:
    house = House(database)
    document = read(house, "Emil", written(house, MandateState.sent))
    assert rows(document.tables[1]) == [
        ("Hvornår", "Organ", "Hvad", "Status"),
        ("Onsdag den 2. december 2026 (uge 49)", "Direktionen", "Beslutning om metode", ""),
        ("Snarest", "", "Fremlæggelse: status", "afventer Direktionen, onsdag den 2. december 2026 (uge 49)"),
    ]
    assert rows(document.tables[2]) == [
        ("Organ", "Svar", "Dag", "Punkt", "Noteret af"),
        ("Direktionen", "godkendt", "18. november 2026", "2", "Helle Brinkmark"),
        ("Byrådet", "afventer afklaring: skal kommissorier i byrådet?", "17. december 2026", "", ""),
    ]
    for table in document.tables[1:]:
        assert "w:tblHeader" in table.rows[0]._tr.xml


def test_a_version_that_is_being_written_says_what_is_missing(database: Database) -> None:
    house = House(database)
    said = [each.text for each in read(house, "Anna", written(house)).paragraphs]
    assert [said[place - 1] for place, text in enumerate(said) if text == "Ikke skrevet endnu."] == [
        "Opgave", "Sammensætning", "Tovholder", "Økonomisk ramme", "Refererer til", "Ophør",
    ]  # fmt: skip


def test_members_and_the_secretary_of_a_body_read_it_and_nobody_else(database: Database) -> None:
    house = House(database)
    id_ = written(house)
    for who in ("Anna", "Farah", "Jytte"):
        assert read(house, who, id_).paragraphs[0].text == "Kommissorium for Elnet"
    for who in ("Bodil", "Vibeke"):
        with pytest.raises(NotAllowed):
            make(house.database, house.person(who), "mandate", id_, house.now)
    with pytest.raises(UserError):
        make(house.database, house.person("Sofie"), "mandate", 99, house.now)


def test_the_same_state_gives_the_same_bytes_whenever_it_is_fetched(database: Database) -> None:
    house = House(database)
    id_ = written(house, MandateState.approved, settled_at=house.now)
    first = make(house.database, house.person("Sofie"), "mandate", id_, house.now)
    assert make(house.database, house.person("Sofie"), "mandate", id_, at("2028-01-03 08:00")) == first


def test_every_version_is_in_the_case_file_with_the_decision_in_its_overview(database: Database) -> None:
    house = House(database)
    written(house, MandateState.approved, settled_at=house.now)
    with database.reading() as store:
        speech = Speech(people.circle(store).language, house.now)
        case = collect(store, groups.get(store, 1), speech)
    archive = zipfile.ZipFile(io.BytesIO(casefile.archive(case)))
    assert archive.namelist()[:2] == ["elnet-2026-0117/oversigt.docx", "elnet-2026-0117/elnet-kommissorium-1.docx"]
    overview = Document(io.BytesIO(archive.read("elnet-2026-0117/oversigt.docx")))
    assert ("Beslutning", "direktionen, onsdag den 11. november 2026, punkt 4") in rows(overview.tables[0])
    decided = archive.read("elnet-2026-0117/beslutninger.csv").decode("utf-8-sig").split("\r\n")
    assert decided[:2] == [
        "Dag;Beslutning;Besluttet af;Punkt;Noteret af",
        "2026-11-11;Bestilling;direktionen;4;Sofie Kragelund",
    ]
    assert isinstance(case.at, datetime)
