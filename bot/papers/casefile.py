"""A group's case as one ZIP, for any records system: an overview that Word opens, each version of the mandate, what
came of each evaluation, and a table a file.

The same state gives the same bytes: the archive and the document inside it carry the time of the group's
newest journal line and nothing of the moment at which they were made.
"""

from __future__ import annotations

from handlers.record.casefile import CaseFile

from . import evaluation, mandate, word
from .tables import as_csv


def archive(case: CaseFile) -> bytes:
    """The ZIP, with everything in one folder."""
    files = {f"{case.overview}.docx": _overview(case)}
    files |= {each.name: mandate.document(each) for each in case.mandates}
    files |= {each.name: evaluation.document(each) for each in case.evaluations}
    files |= {f"{sheet.file}.csv": as_csv(sheet.head, sheet.rows) for sheet in case.sheets}
    return word.zipped({f"{case.folder}/{name}": content for name, content in files.items()}, case.at)


def _overview(case: CaseFile) -> bytes:
    document = word.begin(case.title, case.author, case.language, case.at)
    word.facts(document, case.facts)
    for section in case.sections:
        document.add_heading(section.heading, 1)
        for line in section.lines:
            document.add_paragraph(line, style="List Bullet" if section.listed else None)
    return word.finished(document, case.at)
