"""A mandate as a Word document in the municipal shape."""

from __future__ import annotations

from handlers.dialogue.mandate_paper import MandatePaper

from . import word


def document(paper: MandatePaper) -> bytes:
    """The header, the sections, the plan under the timetable, and who approves it."""
    made = word.begin(paper.title, paper.author, paper.language, paper.at)
    word.facts(made, paper.facts)
    for chapter in paper.chapters:
        made.add_heading(chapter.heading, 1)
        for line in chapter.lines:
            made.add_paragraph(line)
        if chapter.muted:
            made.add_paragraph().add_run(chapter.muted).italic = True
        if chapter.grid is not None:
            if chapter.grid.above:
                made.add_paragraph().add_run(chapter.grid.above).italic = True
            word.table(made, chapter.grid.head, chapter.grid.rows)
    return word.finished(made, paper.at)
