"""A group's case as one ZIP: an overview that Word opens and a table a file, for any records system.

The same state gives the same bytes: the archive and the document inside it carry the time of the group's
newest journal line and nothing of the moment at which they were made.
"""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime

from docx import Document
from docx.oxml.ns import qn

from handlers.record.casefile import CaseFile, Sheet

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would calculate, or let somebody smuggle in
LANGUAGES = {"da": "da-DK", "en": "en-GB"}


def archive(case: CaseFile) -> bytes:
    """The ZIP, with everything in one folder."""
    files = {f"{case.overview}.docx": _overview(case)}
    files |= {f"{sheet.file}.csv": _table(sheet) for sheet in case.sheets}
    return _zipped({f"{case.folder}/{name}": content for name, content in files.items()}, case.at)


def _table(sheet: Sheet) -> bytes:
    """As Danish Excel opens it by a double click: semicolons, UTF-8 with a byte order mark."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(sheet.head)
    writer.writerows([_harmless(cell) for cell in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _overview(case: CaseFile) -> bytes:
    document = Document()
    about = document.core_properties
    about.title, about.author, about.comments = case.title, case.author, ""
    about.created = about.modified = case.at.replace(tzinfo=None)
    about.last_modified_by, about.revision = case.author, 1
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGES[case.language])
    document.add_heading(case.title, 0)
    header = document.add_table(rows=0, cols=2)
    for name, value in case.facts:
        cells = header.add_row().cells
        cells[0].paragraphs[0].add_run(name).bold = True
        cells[1].text = value
    for section in case.sections:
        document.add_heading(section.heading, 1)
        for line in section.lines:
            document.add_paragraph(line, style="List Bullet" if section.listed else None)
    made = io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as parts:
        return _zipped({name: parts.read(name) for name in parts.namelist()}, case.at)


def _zipped(files: dict[str, bytes], at: datetime) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, at.timetuple()[:6])
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            whole.writestr(entry, content)
    return made.getvalue()
