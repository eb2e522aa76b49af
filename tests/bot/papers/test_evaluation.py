"""What came of an evaluation, as a Word document and in the case file."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document

from bot.papers import make
from handlers.dialogue.errors import NotAllowed, UserError
from storage.engine import Database
from tests.handlers.ending.evaluation.spring import answer, begun, evaluation, planned
from tests.world import House, at


def asked(database: Database) -> House:
    house = begun(database)
    planned(house)
    house.sleep("2009-03-02 08:00")
    answer(house, "Anna", "Bevar", interests="Strukturfondene først", cadence="seldom")
    answer(house, "Vibeke", "Ændr", interests="Vi vil være med", unnamed="yes")
    return house


def closed(database: Database) -> House:
    house = asked(database)
    house.sleep("2009-06-02 08:00")
    return house


def paper(house: House, who: str):
    return make(house.database, house.person(who), "evaluation", evaluation(house).id, house.now)


def read(content: bytes) -> list[str]:
    """Headings, paragraphs and rows in their order."""
    document = Document(io.BytesIO(content))
    found = []
    for part in document.iter_inner_content():
        if hasattr(part, "rows"):
            found += [" | ".join(cell.text for cell in row.cells) for row in part.rows]
        else:
            found.append(part.text)
    return found


def test_at_b9_1_the_paper_has_the_counts_the_words_and_the_plan_beside(database: Database) -> None:
    made = paper(closed(database), "Maja")
    assert made.name == "n17-evaluering-2009-05-31.docx"
    assert read(made.content) == [
        "Evalueringen af N17",
        "Gruppe | N17",
        "Tid | i foråret 2009",
        "Svar | 2 af 6 har svaret.",
        "Bevar, ændr eller opløs | Bevar 1 · Ændr 1 · Opløs 0",
        "Hvor tit vi mødes | For sjældent 1",
        "4 har ikke svaret.",
        "Ét svar er uden navn.",
        "Primære interesser",
        "Strukturfondene først (Anna Lindholt, Hjørring)",
        "Vi vil være med",
        "Sideløbende: Væksthus",
        "Hvad | Hvornår | Status",
        "Møde om væksthuset | mandag den 27. april (uge 18) | færdig",
    ]


def test_whoever_was_asked_may_read_it_and_nobody_else(database: Database) -> None:
    house = closed(database)
    content = paper(house, "Maja").content
    assert [paper(house, who).content == content for who in ("Anna", "Vibeke", "Lars", "Sofie", "Farah")] == [True] * 5
    for stranger in ("Søren", "Dorthe"):
        with pytest.raises(NotAllowed):
            paper(house, stranger)


def test_before_it_is_summed_up_there_is_no_paper(database: Database) -> None:
    house = asked(database)
    with pytest.raises(UserError, match="Evalueringen af N17 er ikke gjort op endnu"):
        paper(house, "Sofie")


def test_the_case_file_holds_it(database: Database) -> None:
    house = closed(database)
    case = make(database, house.person("Sofie"), "casefile", house.group("N17").id, at("2009-06-02 09:00"))
    with zipfile.ZipFile(io.BytesIO(case.content)) as parts:
        inside = {name.rpartition("/")[2]: parts.read(name) for name in parts.namelist()}
    assert inside["n17-evaluering-2009-05-31.docx"] == paper(house, "Sofie").content
