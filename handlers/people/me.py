"""What we know about the person who asks: to see, correct, and choose.

`/taskforce mig` shows everything that is kept about its reader, with *Ret* for the profile, a button for the
language, two for how often the digest comes, and for whoever is on Slack or in Teams one for each place where we can
write first instead. Each choice says what it means and offers the way back. Erasing is erasure.py's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from handlers.dialogue.card import Button, Card, Facts, Item, Items, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.command import Command
from handlers.dialogue.errors import UserError
from handlers.dialogue.form import Form, Words
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import MAIL, PROFILE_SUBJECT, tell
from handlers.dialogue.undo import undo_button
from handlers.locale import LANGUAGES, Speech, mark
from handlers.rules.names import first_name, looks_like_email
from storage import groups, journal, members, offices, people
from storage.engine import Store
from storage.tables import Cadence, Identity, IdentityKind, JournalLine, Office, OfficeKind, Person

COMMAND = Command(
    "me",
    "mig",
    mark("See, correct or erase what we know about you. Choose language and where we write"),
    action="me",
)
LINK_LASTS = timedelta(days=1)
CHATS = (IdentityKind.slack, IdentityKind.teams)
WHERE: dict[IdentityKind, str] = {
    IdentityKind.slack: mark("on Slack"),
    IdentityKind.teams: mark("in Teams"),
    IdentityKind.mail: mark("by mail"),
}
WRITE_THERE: dict[IdentityKind, str] = {
    IdentityKind.slack: mark("Write to me on Slack"),
    IdentityKind.teams: mark("Write to me in Teams"),
    IdentityKind.mail: mark("Write to me by mail"),
}
FROM_NOW_ON: dict[IdentityKind, str] = {
    IdentityKind.slack: mark("We write to you on Slack first from now on."),
    IdentityKind.teams: mark("We write to you in Teams first from now on."),
    IdentityKind.mail: mark("We write to you by mail first from now on."),
}
FIELDS = ("name", "title", "email", "phone", "competences")

router = Router()


@router.command(COMMAND)
def me(request: Request, store: Store) -> Reply:
    """Everything that is kept about the person."""
    t, person = request.t, request.person
    if person.erased_at is not None:
        return Reply(
            Card(
                t("Your profile has been erased."),
                (
                    Line(
                        t("We know nothing more about you."),
                    ),
                ),
            )
        )
    return Reply(
        Card(
            t("This is what we know about you, {name}", name=first_name(person.name)),
            (
                Facts(tuple(pair for pair in _facts(t, store, person, request.face == "link") if pair[1])),
                Items((_language(t), _cadence(t, person), *_first_way(t, store, person))),
                Line(t("We never keep CPR numbers, party, union posts, health or photos."), "footer"),
            ),
            (
                Button("me.edit", t("Edit")),
                Button("me.erase", t("Erase me"), style="danger"),
                Button("calendar.show", t("Calendar"), style="link"),
            ),
        )
    )


def _facts(t: Speech, store: Store, person: Person, by_mail: bool) -> list[tuple[str, str]]:
    now_in, before = _groups(store, person)
    return [
        (t("Name"), person.name),
        (t("Title"), person.title),
        (t("Work mail"), person.email or ""),
        (t("Phone"), person.phone),
        (t("Competences"), person.competences),
        (t("Organisation"), people.organisation(store, person.organisation_id).official),
        (t("Functions"), ", ".join(_offices(t, store, person))),
        (t("Groups now"), ", ".join(now_in)),
        (t("Groups before"), ", ".join(before)),
        (t("Away"), ", ".join(_absences(t, store, person))),
        (t("We write to you"), ", ".join(_addresses(t, store, person, by_mail))),
        (t("Known to us since"), t.day(person.created_at)),
        (t("Profile is erased"), t.day(person.erase_on) if person.erase_on else t("when you say so")),
    ]


def _groups(store: Store, person: Person) -> tuple[list[str], list[str]]:
    every = members.memberships_of(store, number(person.id), ended=True)
    led = members.active_roles_of_person(store, number(person.id))
    lasting = {each.group_id for each in every if each.until is None} | {role.group_id for role in led}
    titles = groups.several(store, lasting | {each.group_id for each in every})
    over = dict.fromkeys(each.group_id for each in every if each.group_id not in lasting)
    return [titles[id_].title for id_ in sorted(lasting)], [titles[id_].title for id_ in over]


def _offices(t: Speech, store: Store, person: Person) -> list[str]:
    held = offices.lasting(store, t.now.date(), person_id=number(person.id))
    return [_dated(t, office, _office(t, office)) for office, _ in held]


def _office(t: Speech, office: Office) -> str:
    match office.kind:
        case OfficeKind.director:
            return t("acting director") if office.acting else t("director")
        case OfficeKind.deputy:
            return t("deputy")
        case OfficeKind.director_secretary:
            return t("director's secretary")
        case OfficeKind.secretariat:
            return t("secretariat")
        case OfficeKind.secretariat_reader:
            return t("may see what the secretariat sees")


def _dated(t: Speech, office: Office, name: str) -> str:
    if office.since > t.now.date():
        return t("{office} from {day}", office=name, day=t.day(office.since))
    if office.until is not None:
        return t("{office} until {day}", office=name, day=t.day(office.until))
    return name


def _absences(t: Speech, store: Store, person: Person) -> list[str]:
    ahead = people.absences_ahead(store, number(person.id), t.now.date())
    return [t("{first} to {last}", first=t.day(each.since), last=t.day(each.until)) for each in ahead]


def _addresses(t: Speech, store: Store, person: Person, by_mail: bool) -> Sequence[str]:
    found = [_there(t, each) for each in people.identities_of(store, number(person.id))]
    if found:
        return list(dict.fromkeys(found))  # two accounts in one place are one way
    return [t("by mail to {address}", address=person.email)] if by_mail and person.email else [t("here")]


def _there(t: Speech, identity: Identity) -> str:
    match identity.kind:
        case IdentityKind.workspace:
            return t("in the workspace")
        case IdentityKind.slack | IdentityKind.teams:
            return t(WHERE[identity.kind])
    return t("by mail to {address}", address=identity.address)


# --- by mail ---


@router.button("me.link")
def send_link(request: Request, store: Store) -> Reply:
    """Send the person a mail of their own that leads here, and works for a day: the one at hand may have been
    forwarded to them."""
    t, person = request.t, request.person
    if person.erased_at is not None or not person.email:
        raise UserError(t("We have no mail address of yours."), more=t("Write to the secretariat."))
    tell(
        store,
        person,
        subject=f"{PROFILE_SUBJECT}{request.me}",
        key=f"{PROFILE_SUBJECT}{request.me}/{request.now.isoformat()}",
        now=request.now,
        answer_by=request.now + LINK_LASTS,
        only_by=MAIL,
        card=lambda t: Card(
            t("What we know about you"),
            (Line(t("The button shows it, and there you can correct or erase it. It works for a day.")),),
            (Button("me", t("See, correct or erase"), style="primary"),),
        ),
    )
    note(request, store, "me.link", subject=request.me)
    return Reply(Card(t("We have sent a link to your mail."), tone="good"))


# --- correcting ---


def edit_form(request: Request, _store: Store) -> Form:
    """The profile, filled in as it stands."""
    t, person = request.t, request.person
    return Form(
        "me.correct",
        t("Correct what we know about you"),
        (
            Words("name", t("Name"), max=100),
            Words("title", t("Title"), required=False, max=120),
            Words("email", t("Work mail"), max=254),
            Words("phone", t("Phone"), required=False, max=40),
            Words("competences", t("Competences"), t("A few words, with commas between"), required=False, max=500),
        ),
        t("Save"),
        values={name: getattr(person, name) or "" for name in FIELDS},
    )


@router.button("me.edit", changes=False)
def edit(request: Request, store: Store) -> Reply:
    """Open the profile to correct it."""
    return Reply(form=edit_form(request, store))


@router.form("me.correct", edit_form)
def correct(request: Request, store: Store) -> Reply:
    """Take over what the person says about themselves."""
    t, person = request.t, request.person
    said = {name: " ".join(request.value(name).split()) for name in FIELDS}
    said["email"] = said["email"].lower()
    if not any(map(str.isalpha, said["name"])):
        raise UserError(t("Write your name with letters."), field="name")
    if not looks_like_email(said["email"]):
        raise UserError(t("“{said}” is not an e-mail address.", said=said["email"]), field="email")
    holder = people.by_email(store, said["email"])
    if holder is not None and holder.id != person.id:
        raise UserError(t("Somebody else has that address. Write to the secretariat if it is yours."), field="email")
    before = {name: getattr(person, name) or "" for name in FIELDS}
    news = [name for name in FIELDS if said[name] != before[name]]
    if not news:
        return Reply(Card(t("Nothing has changed.")))
    _set(store, person, {name: said[name] for name in news})
    line = note(
        request,
        store,
        "me.corrected",
        subject=request.me,
        facts={"fields": news},
        texts={name: before[name] for name in news},
        about=request.me,
    )
    card = Card(t("It has been corrected. Thank you, {name}.", name=first_name(person.name)),
                buttons=(undo_button(t, line),), tone="good")  # fmt: skip
    return Reply(card)


def _set(store: Store, person: Person, news: dict[str, str]) -> None:
    for name, value in news.items():
        if name == "email":
            people.readdress(store, person, value)
        else:
            setattr(person, name, value)


@router.undo("me.corrected")
def take_correction_back(request: Request, store: Store, line: JournalLine) -> Reply:
    """The profile is again what it was."""
    person = people.get(store, number(line.subject_id))
    fields = line.facts["fields"]
    assert isinstance(fields, list)
    texts = journal.texts_of(store, [number(line.id)]).get(number(line.id), {})
    _set(store, person, {name: texts.get(name, "") for name in fields})
    return Reply(Card(request.t("Your profile is as it was before.")))


# --- language ---


def _language(t: Speech) -> Item:
    other = next(code for code in LANGUAGES if code != t.language)
    button = Button("me.language", LANGUAGES[other], {"language": other})
    return Item(t("**Language:** {language}", language=LANGUAGES[t.language]), (button,))


@router.button("me.language")
def speak(request: Request, store: Store) -> Reply:
    """Write to the person in another language from now on."""
    person, wanted = request.person, str(request.args["language"])
    if wanted not in LANGUAGES:
        raise UserError(request.t("Choose one of the options."))
    before, person.language = person.language, wanted
    line = note(request, store, "me.language", subject=request.me, facts={"from": before, "to": wanted})
    return Reply(Card(_from_now_on(request.t), buttons=(undo_button(request.t, line),), tone="good"))


def _from_now_on(t: Speech) -> str:
    """Each catalogue names its own language here."""
    return t("We write to you in English from now on.")


@router.undo("me.language")
def take_language_back(request: Request, store: Store, line: JournalLine) -> Reply:
    """The language before is theirs again."""
    person = people.get(store, number(line.subject_id))
    person.language = str(line.facts["from"])
    return Reply(Card(_from_now_on(request.t)))


# --- how often the digest comes ---


def _cadence(t: Speech, person: Person) -> Item:
    return Item(t("**Digest:** {how_often}", how_often=_how_often(t, person.cadence)), _other(t, person.cadence))


def _how_often(t: Speech, cadence: Cadence) -> str:
    match cadence:
        case Cadence.weekly:
            return t("every week when there is news")
        case Cadence.monthly:
            return t("once a month")
        case Cadence.off:
            return t("never")


def _other(t: Speech, cadence: Cadence) -> tuple[Button, ...]:
    labels = {
        Cadence.weekly: t("Every week"),
        Cadence.monthly: t("Once a month") if cadence == Cadence.off else t("Less often"),
        Cadence.off: t("Switch off"),
    }
    return tuple(
        Button("me.cadence", label, {"cadence": each.value}) for each, label in labels.items() if each != cadence
    )


@router.button("me.cadence")
def choose_cadence(request: Request, store: Store) -> Reply:
    """The digest comes every week, once a month, or not at all; what needs an answer is asked all the same."""
    t, person = request.t, request.person
    if request.args["cadence"] not in list(Cadence):
        raise UserError(t("Choose one of the options."))
    before, person.cadence = person.cadence, Cadence(str(request.args["cadence"]))
    if before != person.cadence:  # who presses a second time because no answer came has changed nothing
        note(request, store, "me.cadence", subject=request.me, facts={"from": before.value, "to": person.cadence.value})
    title = {
        Cadence.weekly: t("You get the digest every week when there is news."),
        Cadence.monthly: t("You get the digest once a month."),
        Cadence.off: t("You get no digest any more."),
    }[person.cadence]
    still = Line(t("What we need your answer to, we ask you about as before."))
    return Reply(Card(title, (still,), _other(t, person.cadence), tone="good"))


# --- where we write first ---


def _first_way(t: Speech, store: Store, person: Person) -> tuple[Item, ...]:
    """Which way comes first, for somebody who has more than one, and the others."""
    own = _ways(store, person)
    if len(own) < 2:
        return ()
    others = tuple(Button("me.first", t(WRITE_THERE[each]), {"way": each.value}) for each in own[1:])
    return (Item(t("**First:** {where}", where=t(WHERE[own[0]])), others),)


def _ways(store: Store, person: Person) -> list[IdentityKind]:
    """Where a person can be written to, in their order; by mail last, unless they have said otherwise. Nothing for
    whoever is in no chat."""
    own = [each for each in people.ways(store, person) if each in (*CHATS, IdentityKind.mail)]
    if not set(own) & set(CHATS):
        return []
    return list(dict.fromkeys([*own, IdentityKind.mail])) if person.email else own


@router.button("me.first")
def choose_first(request: Request, store: Store) -> Reply:
    """[Skriv til mig på mail], [Skriv til mig på Slack], [Skriv til mig i Teams]: what the person has more than one of
    comes there first."""
    t, person = request.t, request.person
    had, own = people.ways(store, person), _ways(store, person)
    found = [each for each in own if each.value == request.args["way"]]
    if len(own) < 2 or not found:
        raise UserError(t("Choose one of the options."))
    if found[0] == own[0]:
        raise UserError(t(FROM_NOW_ON[own[0]]))
    others = [each for each in had if each not in (found[0], IdentityKind.mail)]  # by mail first, or after all others
    people.arrange(store, person, [found[0], *others])
    line = note(request, store, "me.first", subject=request.me, facts={"had": [each.value for each in had]})
    return Reply(Card(t(FROM_NOW_ON[found[0]]), buttons=(undo_button(t, line),), tone="good"))


@router.undo("me.first")
def take_first_back(request: Request, store: Store, line: JournalLine) -> Reply:
    """The way that came first before does again."""
    person, had = people.get(store, number(line.subject_id)), line.facts.get("had")
    if isinstance(had, list):
        people.arrange(store, person, [IdentityKind(str(each)) for each in had])
    else:  # a line from before there was more than one chat
        people.write_by_mail(store, person, yes=not line.facts["mail"])
    first = (_ways(store, person) or [IdentityKind.mail])[0]
    return Reply(Card(request.t(FROM_NOW_ON[first])))
