"""Knowing somebody who writes from a chat: by their work mail there, or by a link that we send to it.

Whoever writes from a workspace of the circle, or from its tenant in Teams, is recognised by the mail address that they
have there. Anybody else tells us their work mail, and gets a mail: *Er det dig, der skriver fra Slack?* with [Ja, det
er mig], which ties the account to them. They hear of it once more by mail, with [Det var ikke mig], since a mail may
have been passed on. Whether we know an address is never said, and nobody gets more than a few such mails a day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.dialogue.card import Button, Card, Facts, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.deeds import BY_LINK
from handlers.dialogue.errors import UserError
from handlers.dialogue.form import Form, Words
from handlers.dialogue.named import name_of
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import MAIL, redraw, tell
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech, mark
from handlers.rules.names import first_name, looks_like_email
from storage import conversations, journal, outbox, people
from storage.engine import Store
from storage.tables import IdentityKind, JournalLine, Person

FORM = "identity.ask"
SUBJECT = "identity:"
LINK_LASTS = timedelta(days=1)
MAILS, ASKED = 3, 5  # a day: mails to one person, and asked for by one account
FACES: dict[IdentityKind, str] = {
    IdentityKind.slack: mark("Slack"),
    IdentityKind.teams: mark("Teams"),
}
_LONGEST_NAME = 40

router = Router()


# --- what somebody unknown is shown ---


def unknown(t: Speech, store: Store, email: str, kind: IdentityKind) -> Card:
    """To somebody who is at home where our own people are, and whose address is in no list."""
    whom, face = whom_to_write(t, store), t(FACES[kind])
    if not email:
        text = t(
            "We cannot see your work mail in {face}. Write to {whom}, and you will be put on the list.",
            face=face,
            whom=whom,
        )
    else:
        text = t(
            "Your address in {face}, {email}, is not on our list. Write to {whom}, and you will be put on it.",
            face=face,
            email=email,
            whom=whom,
        )
    return Card(t("We do not know you yet."), (Line(text),), tone="warning")


def barred(t: Speech, store: Store) -> Card:
    """To somebody from elsewhere, where no mail can be sent to find out who it is."""
    text = t("Write to {whom} from your work mail, and you will be told how to answer.", whom=whom_to_write(t, store))
    return Card(t("We do not know you yet."), (Line(text),), tone="warning")


def known_already(t: Speech) -> Card:
    """To somebody whom we have come to know since they were asked."""
    return Card(t("We know who you are. You can answer here now."), tone="good")


def form(t: Speech, kind: IdentityKind) -> Form:
    """Who are you?, to somebody from elsewhere."""
    return Form(
        FORM,
        t("Who are you?"),
        (Words("email", t("Work mail"), max=254),),
        t("Send the mail"),
        note=t(
            "We send a mail to your work mail. Press its button, and we know who you are in {face} from then on.",
            face=t(FACES[kind]),
        ),
    )


def whom_to_write(t: Speech, store: Store) -> str:
    """Sofie Kragelund (sofie.kragelund@brn.example), or the house where it has nobody yet."""
    staff = [each for each in people.staff(store, t.now.date()) if each.email]
    if staff:
        return t("{name} ({address})", name=staff[0].name, address=staff[0].email)
    return people.house(store) or t("the secretariat")


# --- confirming by mail ---


def asked(
    t: Speech, store: Store, said: str, *, kind: IdentityKind, address: str, called: str, now: datetime, key: str
) -> Reply:
    """The work mail that somebody unknown has given, who writes from an `address` and is `called` something there.
    The answer is the same whether or not we know it. `key` names the request, so that a repeat sends nothing."""
    email = " ".join(said.split()).lower()
    if not looks_like_email(email):
        return _again(t, kind, said, t("“{said}” is not an e-mail address.", said=email))
    person = people.by_email(store, email)
    subject = f"{SUBJECT}{kind.value}/{address}"
    if person is not None and not _enough(store, person, subject, now):
        tell(
            store,
            person,
            subject=subject,
            key=f"{SUBJECT}{person.id}/{key}",
            now=now,
            answer_by=now + LINK_LASTS,
            only_by=MAIL,
            card=lambda t: _question(t, store, kind, address, called),
        )
    return Reply(
        Card(
            t("If we know {email}, a mail is on its way to it.", email=email),
            (
                Line(t("Press the button in the mail. It works for a day.")),
                Line(t("No mail? Write to {whom}.", whom=whom_to_write(t, store)), "muted"),
            ),
        )
    )


def _again(t: Speech, kind: IdentityKind, said: str, sentence: str) -> Reply:
    return Reply(form=replace(form(t, kind), values={"email": said}, errors={"email": sentence}))


def _enough(store: Store, person: Person, subject: str, now: datetime) -> bool:
    """Whether the person has got, or the account has asked for, as many mails as there may be in a day."""
    since = now - timedelta(days=1)
    to_them = outbox.count_since(store, f"{SUBJECT}", since, person_id=number(person.id))
    asked_for = outbox.count_since(store, subject, since)
    return to_them >= MAILS or asked_for >= ASKED


def _question(t: Speech, store: Store, kind: IdentityKind, address: str, called: str) -> Card:
    face = t(FACES[kind])
    facts = (Facts(((t("Name there"), called),)),) if _is_a_name(called) else ()
    body = (
        Line(
            t(
                "Somebody has written to {house} from {face} and given this address. Is it you, press the button. "
                "Is it not, you need do nothing.",
                house=people.house(store),
                face=face,
            )
        ),
        *facts,
        Line(t("The button works for a day. Pass it on to nobody: whoever presses it can answer as you."), "footer"),
    )
    yes = Button("identity.confirm", t("Yes, it is me"), {"kind": kind.value, "address": address}, style="primary")
    return Card(t("Is it you who writes from {face}?", face=face), body, (yes,), tone="waiting")


def _is_a_name(called: str) -> bool:
    """Whether what an account is called can be shown in a mail of ours: whoever has it chose it, so that it could
    be an address to press or a sentence of theirs."""
    return 0 < len(called) <= _LONGEST_NAME and all(each.isalpha() or each in " -'’" for each in called)


@router.button("identity.confirm")
def confirm(request: Request, store: Store) -> Reply:
    """[Ja, det er mig] in the mail: the account is tied to its reader from now on."""
    t, address = request.t, str(request.args["address"])
    kind = _kind(request)
    if request.face != BY_LINK:
        raise UserError(t("That can only be answered in the mail."))
    holder = people.at_address(store, kind, address)
    if holder is not None and holder.id != request.me:
        raise UserError(t("That account is somebody else’s."), more=t("Write to the secretariat."))
    if holder is not None:
        raise UserError(t("That is done already."))
    line = tied(request, store, request.me, kind, address)
    subject = f"{SUBJECT}{kind.value}/{address}"
    _redraw(request, store, subject, request.me, lambda t: _settled(t, kind))
    tell(
        store,
        request.person,
        subject=f"{SUBJECT}tied/{line.id}",
        key=f"{SUBJECT}tied/{line.id}",
        now=request.now,
        only_by=MAIL,
        card=lambda t: _word_of_it(t, kind, line),
    )
    card = Card(
        t("Thank you, {name}. Now we know you in {face}.", name=first_name(request.person.name), face=t(FACES[kind])),
        (Line(t("You can answer there from now on. We have sent you a mail about it.")),),
        (undo_button(t, line),),
        tone="good",
    )
    return Reply(card, instead=True)


def _kind(request: Request) -> IdentityKind:
    found = [kind for kind in FACES if kind.value == request.args["kind"]]
    if not found:
        raise UserError(request.t("Choose one of the options."))
    return found[0]


def _settled(t: Speech, kind: IdentityKind) -> Card:
    return Card(t("Now we know you in {face}.", face=t(FACES[kind])), tone="good")


def _word_of_it(t: Speech, kind: IdentityKind, line: JournalLine) -> Card:
    not_me = Button("undo.line", t("It was not me"), {"journal": number(line.id)}, style="danger")
    text = t("It can see and answer what is yours. Was it not you, press the button, and it no longer can.")
    return Card(t("An account in {face} has been tied to you", face=t(FACES[kind])), (Line(text),), (not_me,))


def tied(
    request: Request, store: Store, person_id: int, kind: IdentityKind, address: str, *, what: str = "identity.tied"
) -> JournalLine:
    """Tie an account to a person, and write it down."""
    people.tie(store, person_id, kind, address)
    texts = {"address": f"{kind.value}:{address}"}
    return note(request, store, what, subject=person_id, texts=texts, about=person_id)


@router.undo("identity.tied")
def untie(request: Request, store: Store, line: JournalLine) -> Reply:
    """The account is nobody's again."""
    t, id_ = request.t, number(line.subject_id)
    kind, _, address = (
        journal.texts_of(store, [number(line.id)]).get(number(line.id), {}).get("address", "").partition(":")
    )
    if not kind or not people.untie(store, id_, IdentityKind(kind), address):
        raise UserError(t("It is no longer there."))
    conversations.drop(store, kind, address)
    for subject in (f"{SUBJECT}{kind}/{address}", f"{SUBJECT}tied/{line.id}"):
        _redraw(request, store, subject, id_, _loose)
    card = _loose(t)
    if id_ != request.me:
        card = replace(
            card, title=t("The account is no longer tied to {name}.", name=name_of(t, people.get(store, id_)))
        )
    return Reply(card, instead=True)


def _loose(t: Speech) -> Card:
    return Card(t("The account is no longer tied to you."), (Line(t("We do not know it any more.")),), tone="good")


def _redraw(request: Request, store: Store, subject: str, person_id: int, card: Callable[[Speech], Card]) -> None:
    """Draw the mails about an account again for one person: it may have given the address of others too."""

    def drawn(t: Speech, reader: Person | None) -> Card | None:
        return card(t) if reader is not None and reader.id == person_id else None

    redraw(store, subject, now=request.now, card=drawn)
