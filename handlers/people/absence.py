"""Being away while somebody else answers.

`/taskforce fravær` opens a form: from, until, who answers. `/taskforce fravær 21. december - 4. januar` does it at
once, with the organisation's deputy for a director. Nobody is asked why. On the first day whoever waits for an
answer hears who gives it (`DirectorAway`); *Jeg er tilbage* ends it early. A later absence that overlaps takes
the place of the one before. A day without its year that would be most of a year off is asked about: it may have
been meant as a day that has passed, or as one before the first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from handlers.dialogue.card import Button, Card, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.command import Command
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import DirectorAway
from handlers.dialogue.filled import date_sentence
from handlers.dialogue.form import Form, When
from handlers.dialogue.form import Person as PersonField
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.somebody import options, person_named
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech, mark
from handlers.rules import date_words, dates
from handlers.rules.names import first_name
from handlers.rules.workdays import opening
from storage import due, people
from storage.engine import Store
from storage.tables import Absence, JournalLine, OfficeKind, Person

COMMAND = Command(
    "away",
    "fravær",
    mark("Let a deputy answer while you are away (we do not ask why)"),
    usage="21 December - 4 January",
    dansk_usage="21. december - 4. januar",
    action="away",
)
_BETWEEN = re.compile(r"\s+[-–—]\s+|\s+(?:til og med|til|to|until)\s+", re.IGNORECASE)
_FAR = timedelta(weeks=39)  # nobody plans so far ahead without saying the year
_LEAD = re.compile(r"^(?:fra|from)\s+", re.IGNORECASE)
_UNTIL = re.compile(r"^(?:til og med|til|until|to)\s+", re.IGNORECASE)

router = Router()


@router.command(COMMAND, changes=True)
def away(request: Request, store: Store) -> Reply:
    """With dates, note the absence; without, show the one there is, or the form."""
    if request.words:
        since, until = read_days(request)
        return _note(request, store, since, until, _usual_deputy(request, store))
    ahead = people.absences_ahead(store, request.me, request.now.date())
    if ahead:
        return Reply(_standing(request, store, ahead[0]))
    return Reply(form=away_form(request, store))


@router.button("away.form", changes=False)
def another(request: Request, store: Store) -> Reply:
    """Open the form for other days."""
    return Reply(form=away_form(request, store))


def read_days(request: Request) -> tuple[date, date]:
    """The first and the last day of `21. december - 4. januar`, `til fredag` or `fredag`; a UserError else."""
    words = _LEAD.sub("", request.words)
    if _UNTIL.match(words):
        return request.now.date(), _near(request, _UNTIL.sub("", words), "until")
    parts = _BETWEEN.split(words)
    if len(parts) > 2:
        raise UserError(request.t("Write the first and the last day, such as “21 December - 4 January”."))
    first = _near(request, parts[0], "since")
    return first, _last(request, first, parts[1]) if len(parts) == 2 else first


def _near(request: Request, said: str, field: str) -> date:
    """The day, as seen from today; a UserError for one that is far off unless its year was written."""
    t, day = request.t, _day(request, said, request.now)
    if day - request.now.date() > _FAR and not _year_said(said):
        raise UserError(t("Do you mean {day}? Then write the year too.", day=t.day(day)), field=field)
    return day


def _year_said(said: str) -> bool:
    """Whether nothing about the year is left to guess: it is written, or the days to it are counted."""
    phrase = date_words.read(said)
    return phrase is None or "year" in phrase.parts or "count" in phrase.parts


def _day(request: Request, said: str, seen_from: datetime) -> date:
    try:
        return dates.read_date(said, seen_from).day
    except dates.NotUnderstood:
        raise UserError(request.t("Write the first and the last day, such as “21 December - 4 January”.")) from None
    except dates.DateProblem as problem:
        raise UserError(date_sentence(request.t, problem)) from None


def _last(request: Request, first: date, said: str) -> date:
    """The last day, as seen from the first: `fredag - mandag` is the Monday after that Friday."""
    t = request.t
    try:
        day = dates.read_date(said, datetime.combine(first, time(), tzinfo=request.now.tzinfo)).day
    except dates.InThePast:
        raise UserError(request.t("The last day is before the first."), field="until") from None
    except dates.DateProblem:
        return _day(request, said, request.now)
    if day - first > _FAR and not _year_said(said):
        why = t("The last day is before the first. Write the year too if you mean {day}.", day=t.day(day))
        raise UserError(why, field="until")
    return day


# --- the form ---


def away_form(request: Request, store: Store) -> Form:
    """From, until, and who answers."""
    t = request.t
    usual = _usual_deputy(request, store)
    return Form(
        "away.set",
        t("When are you away?"),
        (
            When("since", t("From")),
            When("until", t("Until and including")),
            PersonField(
                "deputy",
                t("Who answers meanwhile?"),
                t("A colleague from your own organisation"),
                required=False,
                options=options(store, _colleagues(request, store)),
            ),
        ),
        t("Save"),
        values={"since": t("today"), "deputy": usual.name if usual else ""},
        note=t("We do not ask why."),
    )


@router.form("away.set", away_form)
def save(request: Request, store: Store) -> Reply:
    """Note an absence from the form."""
    since = _near(request, request.value("since"), "since")
    until = _last(request, since, request.value("until"))
    said = request.value("deputy")
    deputy = _named(request, store, said) if said else None
    return _note(request, store, since, until, deputy)


def _colleagues(request: Request, store: Store) -> Sequence[Person]:
    everybody = people.everybody(store, organisation_id=request.person.organisation_id)
    return [each for each in everybody if each.id != request.me]


def _named(request: Request, store: Store, said: str) -> Person:
    """The colleague meant; only somebody of the same organisation may answer for it."""
    t, mine = request.t, request.person.organisation_id
    person = person_named(request, store, said, field="deputy")
    if person.id == request.me:
        raise UserError(t("You cannot answer for yourself. Choose a colleague."), field="deputy")
    if person.organisation_id != mine:
        place = people.organisation(store, mine).short
        raise UserError(
            t("{name} is not from {organisation}. Choose a colleague there.", name=person.name, organisation=place),
            field="deputy",
        )
    return person


def _usual_deputy(request: Request, store: Store) -> Person | None:
    """A director's deputy; for anybody else nobody in particular."""
    mine, today = request.person.organisation_id, request.now.date()
    if not _directs(request, store):
        return None
    found = people.deputy(store, mine, today)
    return found if found is not None and found.id != request.me else None


def _directs(request: Request, store: Store) -> bool:
    held = people.offices_of(store, request.me, request.now.date())
    return any(office.kind == OfficeKind.director for office in held)


# --- noting it ---


def _note(request: Request, store: Store, since: date, until: date, deputy: Person | None) -> Reply:
    t, today = request.t, request.now.date()
    if until < since:
        raise UserError(t("The last day is before the first."), field="until")
    _check_deputy(request, store, since, until, deputy)
    replaced = [
        each for each in people.absences_ahead(store, request.me, today) if each.since <= until and each.until >= since
    ]
    for each in replaced:
        each.ended_at = request.now
    absence = Absence(
        person_id=request.me,
        deputy_id=deputy.id if deputy else None,
        since=since,
        until=until,
        begin_due=opening(since, request.now) if since > today else None,
        created_at=request.now,
    )
    store.add(absence)
    line = note(
        request,
        store,
        "absence.set",
        subject=number(absence.id),
        for_=number(deputy.id) if deputy else None,
        facts={"replaced": [number(each.id) for each in replaced]},
    )
    if since <= today:
        _begun(store, absence)
    body = [Line(_who_answers(t, deputy))]
    if replaced:
        body.append(Line(t("This takes the place of your absence from {first} to {last}.",
                           first=t.day(replaced[0].since), last=t.day(replaced[-1].until))))  # fmt: skip
    return Reply(Card(_when(t, absence), tuple(body), (_back_button(t, absence), undo_button(t, line)), tone="good"))


def _check_deputy(request: Request, store: Store, since: date, until: date, deputy: Person | None) -> None:
    t = request.t
    if deputy is None:
        if not _directs(request, store):
            return
        place = people.organisation(store, request.person.organisation_id).short
        raise UserError(
            t("{organisation} has no deputy. Write who answers for you.", organisation=place),
            field="deputy",
            buttons=(Button("away.form", t("Choose a colleague")),),
        )
    for each in people.absences_ahead(store, number(deputy.id), request.now.date()):
        if each.since <= until and each.until >= since:
            raise UserError(
                t("{name} is away too, until {day}. Choose somebody else.", name=deputy.name, day=t.day(each.until)),
                field="deputy",
                buttons=(Button("away.form", t("Choose a colleague")),),
            )


def _when(t: Speech, absence: Absence) -> str:
    if absence.since == absence.until:
        return t("You are away on {day}.", day=t.day(absence.since))
    if absence.since <= t.now.date():
        return t("You are away until {day}.", day=t.day(absence.until))
    return t("You are away from {first} to {last}.", first=t.day(absence.since), last=t.day(absence.until))


def _who_answers(t: Speech, deputy: Person | None) -> str:
    if deputy is None:
        return t("Nobody answers for you meanwhile.")
    return t("{name} answers for you meanwhile.", name=deputy.name)


def _standing(request: Request, store: Store, absence: Absence) -> Card:
    t = request.t
    deputy = people.get(store, absence.deputy_id) if absence.deputy_id is not None else None
    buttons = (_back_button(t, absence), Button("away.form", t("Other days")))
    return Card(_when(t, absence), (Line(_who_answers(t, deputy)),), buttons)


def _back_button(t: Speech, absence: Absence) -> Button:
    label = t("I am back") if absence.since <= t.now.date() else t("I am not going away")
    return Button("away.end", label, {"absence": number(absence.id)})


def _begun(store: Store, absence: Absence) -> None:
    if absence.deputy_id is not None:
        store.happened(DirectorAway(absence.person_id))


@router.due("absence.begin")
def first_day(request: Request, store: Store) -> None:
    """The first day has come: whoever waits for an answer hears who gives it."""
    if due.claim(store, "absence.begin", request.id("id"), request.now):
        absence = people.absence_by_id(store, request.id("id"))
        if absence is not None and absence.until >= request.now.date():
            _begun(store, absence)


# --- ending it, and taking it back ---


@router.button("away.end")
def back(request: Request, store: Store) -> Reply:
    """Back before time, or not going at all."""
    t = request.t
    absence = people.absence_by_id(store, request.id("absence"))
    if absence is None or absence.person_id != request.me:
        raise UserError(t("It is no longer there."))
    if absence.ended_at is not None or absence.until < request.now.date():
        return Reply(Card(t("You are not away any more.")), instead=True)
    absence.ended_at = request.now
    line = note(request, store, "absence.ended", subject=number(absence.id))
    card = Card(
        t("Welcome back, {name}. You answer for yourself again.", name=first_name(request.person.name)),
        buttons=(undo_button(t, line),),
        tone="good",
    )
    return Reply(card, instead=True)


@router.undo("absence.set")
def take_back(request: Request, store: Store, line: JournalLine) -> Reply:
    """As if nothing had been said; the absence that it replaced counts again."""
    absence = people.absence_by_id(store, number(line.subject_id))
    if absence is None:
        raise UserError(request.t("It is no longer there."))
    absence.ended_at = request.now
    replaced = line.facts["replaced"]
    assert isinstance(replaced, list)
    for id_ in replaced:
        before = people.absence_by_id(store, id_)
        if before is not None:
            before.ended_at = None
    return Reply(Card(request.t("It has been taken back.")))


@router.undo("absence.ended")
def away_after_all(request: Request, store: Store, line: JournalLine) -> Reply:
    """Away after all."""
    absence = people.absence_by_id(store, number(line.subject_id))
    if absence is None or absence.until < request.now.date():
        raise UserError(request.t("It is no longer there."))
    absence.ended_at = None
    return Reply(_standing(request, store, absence))
