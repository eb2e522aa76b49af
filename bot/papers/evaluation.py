"""What came of an evaluation as a Word document."""

from __future__ import annotations

from handlers.dialogue import evaluated
from handlers.dialogue.evaluated import Summary
from handlers.locale import Speech

from . import word


def document(summary: Summary) -> bytes:
    """The header with the counts, the words by question, the plans that go on beside."""
    t = Speech(summary.language, summary.at)
    made = word.begin(summary.title, summary.author, summary.language, summary.at)
    word.facts(
        made,
        (
            (t("Group"), summary.group),
            (t("Time"), summary.when),
            (t("Answers"), evaluated.answered_of(t, summary)),
            *summary.counts,
        ),
    )
    for remark in (evaluated.missing(t, summary), evaluated.without_names(t, summary)):
        if remark:
            made.add_paragraph().add_run(remark).italic = True
    for heading, texts in summary.texts:
        made.add_heading(heading, 1)
        for each in texts:
            made.add_paragraph(evaluated.entry(t, each), style="List Bullet")
    for plan in summary.parallel:
        made.add_heading(t("Beside it: {title}", title=plan.title), 1)
        rows = [evaluated.plan_row(t, each) for each in plan.rows]
        word.table(made, (t("What"), t("When"), t("State")), rows)
    return word.finished(made, summary.at)
