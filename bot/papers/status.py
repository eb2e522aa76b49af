"""A status paper as a Word document: one group's, or one over all groups that report to a body."""

from __future__ import annotations

from handlers.working.status_reports.paper import Paper

from . import word


def document(paper: Paper) -> bytes:
    """The header, and the sections under their headings."""
    made = word.begin(paper.title, paper.author, paper.language, paper.at)
    word.facts(made, paper.facts)
    for chapter in paper.chapters:
        made.add_heading(chapter.heading, chapter.level)
        for line in chapter.lines:
            made.add_paragraph(line, style="List Bullet" if len(chapter.lines) > 1 else None)
    return word.finished(made, paper.at)
