"""What Word documents have in common: who they are by, in which language, a header of facts, tables; and the same bytes
for the same state, since nothing in them says when they were made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from docx import Document
from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LANGUAGES = {"da": "da-DK", "en": "en-GB"}


def begin(title: str, author: str, language: str, at: datetime) -> Word:
    """A document with its title on top; `at` stands in its properties."""
    document = Document()
    about = document.core_properties
    about.title, about.author, about.comments = title, author, ""
    about.created = about.modified = at.replace(tzinfo=None)
    about.last_modified_by, about.revision = author, 1
    for each in document.styles.element.iter(qn("w:lang")):
        each.set(qn("w:val"), LANGUAGES[language])
    document.add_heading(title, 0)
    return document


def facts(document: Word, pairs: Iterable[tuple[str, str]]) -> None:
    """Names in bold with what is so beside them."""
    header = document.add_table(rows=0, cols=2)
    for name, value in pairs:
        cells = header.add_row().cells
        cells[0].paragraphs[0].add_run(name).bold = True
        cells[1].text = value


def table(document: Word, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table with lines, whose head stands on every page that it reaches and is read aloud with each cell."""
    made = document.add_table(rows=1, cols=len(head), style="Table Grid")
    for cell, name in zip(made.rows[0].cells, head, strict=True):
        cell.paragraphs[0].add_run(name).bold = True
    made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in rows:
        for cell, text in zip(made.add_row().cells, row, strict=True):
            cell.text = text


def finished(document: Word, at: datetime) -> bytes:
    """The document's bytes."""
    made = io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as parts:
        return zipped({name: parts.read(name) for name in parts.namelist()}, at)


def zipped(files: Mapping[str, bytes], at: datetime) -> bytes:
    """Files in an archive that says they are from `at`."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, at.timetuple()[:6])
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            whole.writestr(entry, content)
    return made.getvalue()
