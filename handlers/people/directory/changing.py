"""An organisation's card, and giving it another director.

The secretariat presses *Ret* on the card of an organisation (or in the yearly question) and says who is the
director, from which day, and until when if it is for a time. The one before holds the post until the day
before. When the day comes, what is open goes to the new one. Somebody new is added by name and mail.
"""

from __future__ import annotations

from datetime import date, timedelta

from handlers.dialogue.card import Button, Card, Facts, Item, Items, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import OfficeChanged
from handlers.dialogue.form import Form, When, Words
from handlers.dialogue.form import Person as PersonField
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.somebody import matching, options, person_named
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules import names
from handlers.rules.dates import read_date
from handlers.rules.names import danish_key
from storage import due, offices, people
from storage.engine import Store
from storage.tables import JournalLine, Office, OfficeKind, Organisation, OrganisationKind, Person

from .appointing import Ended, appoint, schedule

MEMBERS = (OrganisationKind.municipality, OrganisationKind.region)
_DAY = timedelta(days=1)

router = Router()


@router.button("directory.list", changes=False)
def everyone(request: Request, store: Store) -> Reply:
    """The circle's organisations, each with who is asked there."""
    t = request.t
    here = sorted(people.circle_organisations(store, request.now.date()), key=lambda each: danish_key(each.short))
    rows = tuple(Item(who_is_asked(t, store, each), (see_button(t, each),)) for each in here)
    return Reply(Card(t("Who is asked in {circle}", circle=people.circle(store).title), (Items(rows),)))


@router.button("directory.organisation", changes=False)
def organisation(request: Request, store: Store) -> Reply:
    """Everything about who is asked in one organisation."""
    return Reply(organisation_card(request.t, store, _organisation(request, store)))


def see_button(t: Speech, organisation: Organisation) -> Button:
    """To the organisation's card."""
    return Button("directory.organisation", t("See"), {"organisation": number(organisation.id)})


def edit_button(t: Speech, organisation: Organisation) -> Button:
    """To the form for another director."""
    return Button("directory.edit", t("Edit"), {"organisation": number(organisation.id)})


def who_is_asked(t: Speech, store: Store, organisation: Organisation) -> str:
    """**Hjørring:** Vibeke Mosegaard, stedfortræder Carsten Lindvig."""
    today = t.now.date()
    director = people.director(store, number(organisation.id), today)
    deputy = people.deputy(store, number(organisation.id), today)
    if director is None:
        return t("**{organisation}:** nobody is director", organisation=organisation.short)
    if deputy is None:
        return t(
            "**{organisation}:** {director}, no deputy",
            organisation=organisation.short,
            director=director.name,
        )
    return t(
        "**{organisation}:** {director}, deputy {deputy}",
        organisation=organisation.short,
        director=director.name,
        deputy=deputy.name,
    )


def organisation_card(t: Speech, store: Store, organisation: Organisation) -> Card:
    """The offices of an organisation now and to come, with how to reach their holders."""
    today = t.now.date()
    held = offices.lasting(store, today, organisation_id=number(organisation.id), kinds=offices.DIRECTORS)
    mailed = people.mail_first(store, [number(person.id) for _, person in held])
    pairs = tuple(
        (_office_name(t, office), _holder(t, office, person, mailed=person.id in mailed)) for office, person in held
    )
    if not pairs:
        pairs = ((t("Director"), t("nobody yet")),)
    buttons = (edit_button(t, organisation),) if organisation.kind in MEMBERS else ()
    return Card(organisation.official, (Facts(pairs),), buttons)


def _office_name(t: Speech, office: Office) -> str:
    if office.kind == OfficeKind.deputy:
        return t("Deputy")
    if office.kind == OfficeKind.director_secretary:
        return t("Director's secretary")
    return t("Acting director") if office.acting else t("Director")


def _holder(t: Speech, office: Office, person: Person, *, mailed: bool) -> str:
    mail = t("{address} (gets mail)", address=person.email) if mailed else person.email
    reach = ", ".join(filter(None, [person.name, person.phone, mail]))
    if office.since > t.now.date():
        return t("{person} (from {day})", person=reach, day=t.day(office.since))
    if office.until is not None:
        return t("{person} (until {day})", person=reach, day=t.day(office.until))
    return reach


def _organisation(request: Request, store: Store) -> Organisation:
    found = people.organisations(store, [request.id("organisation")]).get(request.id("organisation"))
    if found is None:
        raise UserError(request.t("It is no longer there."))
    return found


# --- another director ---


def change_form(request: Request, store: Store) -> Form:
    """Who, from when, until when."""
    t, place = request.t, _organisation(request, store)
    here = people.everybody(store, organisation_id=place.id)
    return Form(
        "directory.change",
        t("Who is director in {organisation}?", organisation=place.short),
        (
            PersonField(
                "who",
                t("Name"),
                t("Somebody from {organisation}. If they are new to us, write their work mail too.",
                  organisation=place.short),
                options=options(store, here),
            ),
            Words("email", t("Work mail"), t("Only for somebody new to us"), required=False, max=254),
            When("since", t("From")),
            When("until", t("Acting until"), t("Leave it empty when it is for good"), required=False),
        ),
        t("Save"),
        {"organisation": number(place.id)},
        {"since": t("today")},
        note=t("The one before is director until the day before. What is open then goes to the new one."),
    )  # fmt: skip


@router.button("directory.edit", changes=False)
def edit(request: Request, store: Store) -> Reply:
    """Open the form for another director."""
    return Reply(form=change_form(request, store))


@router.form("directory.change", change_form)
def change(request: Request, store: Store) -> Reply:
    """Give an organisation another director."""
    t, place = request.t, _organisation(request, store)
    if place.kind not in MEMBERS:
        raise UserError(t("Only municipalities and regions have a director and a deputy here."))
    since = read_date(request.value("since"), request.now).day
    until = read_date(request.value("until"), request.now).day if request.value("until") else None
    if until is not None and until < since:
        raise UserError(t("The last day is before the first."), field="until")
    person = _chosen(request, store, place)
    now_director = people.director(store, number(place.id), since)
    if now_director is not None and now_director.id == person.id:
        sentence = t("{name} is already director in {organisation}.", name=person.name, organisation=place.short)
        raise UserError(sentence, field="who")
    office = Office(
        person_id=number(person.id),
        organisation_id=number(place.id),
        kind=OfficeKind.director,
        acting=until is not None,
        since=since,
        until=until,
    )
    ended = appoint(request, store, office, replace=True)
    line = note(
        request,
        store,
        "directory.changed",
        subject=number(office.id),
        for_=number(person.id),
        facts={
            "organisation": number(place.id),
            "ended": [[each.office.id, each.was_until and each.was_until.isoformat()] for each in ended],
        },
    )
    return Reply(_changed(t, place, person, office, ended, line))


def _changed(
    t: Speech, place: Organisation, person: Person, office: Office, ended: list[Ended], line: JournalLine
) -> Card:
    """Who is director, from when, and until when the one before was."""
    now = office.since <= t.now.date()
    body = []
    if office.until is not None:
        body.append(Line(t("{name} is acting until {day}.", name=person.name, day=t.day(office.until))))
    last = t.day(office.since - _DAY)
    for before in (each.person for each in ended if each.person.id != person.id):
        sentence = t("{name} was until {day}.", name=before.name, day=last)
        body.append(Line(sentence if now else t("{name} is until {day}.", name=before.name, day=last)))
    names_ = {"name": person.name, "organisation": place.short}
    title = t("{name} is now director in {organisation}.", **names_)
    if not now:
        title = t("{name} is director in {organisation} from {day}.", **names_, day=t.day(office.since))
    return Card(title, tuple(body), (undo_button(t, line),), tone="good")


def _chosen(request: Request, store: Store, place: Organisation) -> Person:
    """The person meant: by mail, or by name among those of the organisation; somebody new needs both."""
    t, who, email = request.t, request.value("who"), request.value("email").lower()
    if names.looks_like_email(who) and not email:
        who, email = "", who.lower()
    if email and not names.looks_like_email(email):
        raise UserError(t("“{said}” is not an e-mail address.", said=email), field="email")
    here = people.everybody(store, organisation_id=place.id)
    if email:
        known = people.by_email(store, email)
    else:
        known = person_named(request, store, who, field="who", among=here) if matching(who, here) else None
    if known is None and email and who:
        known = Person(
            organisation_id=number(place.id),
            name=who,
            email=email,
            language=people.circle(store).language,
            created_at=request.now,
        )
        store.add(known)
    if known is None:
        raise UserError(t("We do not know {who}. Write the work mail too.", who=who or email), field="email")
    if known.organisation_id != place.id:
        where = people.organisation(store, known.organisation_id).short
        sentence = t("{email} already belongs to {name}, {organisation}.",
                     email=known.email, name=known.name, organisation=where)  # fmt: skip
        raise UserError(sentence, field="email")
    return known


@router.undo("directory.changed")
def take_back(request: Request, store: Store, line: JournalLine) -> Reply:
    """The director before is director again, as if nothing had been said."""
    t = request.t
    place = people.organisation(store, int(str(line.facts["organisation"])))
    office = offices.get(store, number(line.subject_id))
    if office is None:
        raise UserError(t("It is no longer there."))
    offices.remove(store, office)
    ended = line.facts["ended"]
    assert isinstance(ended, list)
    for id_, until in ended:
        before = offices.get(store, id_)
        if before is not None:
            before.until = None if until is None else date.fromisoformat(until)
            schedule(before, request.now)
    store.happened(OfficeChanged(number(place.id)))
    return Reply(organisation_card(t, store, place))


@router.due("office.change")
def day_has_come(request: Request, store: Store) -> None:
    """An office begins or has ended today: whoever has something open there hears of it."""
    if not due.claim(store, "office.change", request.id("id"), request.now):
        return
    office = offices.get(store, request.id("id"))
    if office is None:
        return
    schedule(office, request.now)
    store.happened(OfficeChanged(office.organisation_id))
