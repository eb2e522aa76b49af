"""What is wrong with a line of a directory's file, as a sentence for whoever saved it."""

from __future__ import annotations

from handlers.dialogue.filled import date_sentence
from handlers.locale import Speech
from handlers.rules import dates
from handlers.rules.directory_file import Fault, Problem


def sentence(t: Speech, problem: Problem) -> str:
    """The clear sentence for a problem; the line's number is said beside it."""
    values = problem.values
    match problem.fault:
        case Fault.not_text:
            return t("The file is not text. Save it as CSV and try again.")
        case Fault.too_large:
            return t("The file is too large. At most {most} lines, please.", **values)
        case Fault.empty:
            return t("The file is empty.")
        case Fault.columns_missing:
            missing = _list(t, values)
            return t("These columns are missing: {columns}. The first line names the columns.", columns=missing)
        case Fault.column_twice:
            return t("These columns mean the same: {columns}. Keep one of them.", columns=_list(t, values))
        case Fault.cells:
            return t("The line has {found} cells where the first line has {wanted}.", **values)
        case Fault.quotation:
            return t("A quotation mark on the line has no partner.")
        case Fault.letters:
            return t("The letters æ, ø and å cannot be read. Save the file as UTF-8.")
        case Fault.long_line:
            return t("The line is far too long: {count} characters. At most {most}, please.", **values)
        case Fault.missing:
            return t("The cell under {column} is empty.", **values)
        case Fault.too_long:
            return t("At most {most} characters under {column}, please. This is {count}.", **values)
        case Fault.cpr:
            return t("Please leave out the CPR number. We never keep them.")
        case Fault.email:
            return t("“{said}” is not an e-mail address.", **values)
        case Fault.type:
            return t(
                "“{said}” is not a type we know. Write kommune, region, sekretariat, forening or virksomhed.",
                **values,
            )
        case Fault.office:
            return t(
                "“{said}” is not a function we know. Write kommunaldirektør, stedfortræder,"
                " direktionssekretær, sekretariat or må se, or leave it empty.",
                **values,
            )
        case Fault.acting:
            return t("“{said}” under konstitueret is neither ja nor nej.", **values)
        case Fault.language:
            return t("“{said}” is not a language we write. Choose dansk or engelsk.", **values)
        case Fault.channel:
            return t("“{said}” under kanal is neither chat nor mail.", **values)
        case Fault.date:
            return _date(t, values["problem"])
        case Fault.reversed:
            return t("The last day is before the first.")
        case Fault.same_person:
            return t("{email} stands on line {line} too.", **values)
        case Fault.two_directors:
            return t(
                "{organisation} already has a director on line {line}. Write from when or until when, or that"
                " one of them is acting.",
                **values,
            )


def _date(t: Speech, problem: object) -> str:
    if isinstance(problem, dates.NotUnderstood):
        return t("“{said}” is not a date with its year. Write for instance 2027-01-31.", said=problem.text)
    assert isinstance(problem, dates.DateProblem)
    return date_sentence(t, problem)


def _list(t: Speech, values: object) -> str:
    columns = values["columns"] if isinstance(values, dict) else ()
    return t.names([str(each) for each in columns])
