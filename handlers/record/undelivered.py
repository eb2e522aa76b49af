"""A message that will never arrive: the group's owner in the secretariat is told, and what can be done about it.

Nobody types anything. The card says who did not get it and why. What people press: [Correct the address], which
sends the message again; [Ask the deputy], where somebody waits for an answer; [Call], which shows the telephone
numbers. The notice is about "undelivered:…", so that one which does not arrive either causes no further one. About
a digest there is none: it asks for nothing, and would be the same card for each of its readers every week.
"""

from __future__ import annotations

from handlers.dialogue.card import Argument, Button, Card, Facts, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import SentAgain, Undelivered
from handlers.dialogue.form import Form, Words
from handlers.dialogue.named import name_of
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import DIGEST, MAIL, REPLY, redraw, tell
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech, mark
from handlers.rules.names import looks_like_email
from storage import about, groups, journal, nominations, outbox, people
from storage.engine import Store
from storage.tables import JournalLine, OfficeKind, OutboxRow, Person, RequestRoute, RequestState

NOTICE = "undelivered:"  # how the subject of such a notice begins
NO_SUCH_ADDRESS = "no such address"  # what a face says when nobody has that address
REASONS = {  # what the faces say themselves; whatever else comes is a server's word, and stands as it came
    "they are not in Slack": mark("They are not in Slack."),
    "user_not_found": mark("They are not in Slack."),
    "users_not_found": mark("They are not in Slack."),
    "user_not_visible": mark("They are not in Slack."),
    "user_disabled": mark("Their account in Slack is closed."),
    "their address in Slack is somebody else's": mark("Their address belongs to somebody else in Slack."),
    "they are not in Teams": mark("They are not in Teams."),
    "they do not have us in Teams": mark("They do not have Taskforce in Teams."),
    "they have blocked us in Teams": mark("They have blocked Taskforce in Teams."),
    "they have blocked or removed us in Teams": mark("They have blocked Taskforce in Teams, or removed it."),
    "no mail address is known": mark("We know no mail address."),
    "the address has letters before its @ that most mail servers do not take, such as æ, ø or å": mark(
        "The address has letters before its @ that most mail servers do not take, such as æ, ø or å."
    ),
}

router = Router()


@router.on(Undelivered)
def undelivered(event: Undelivered, request: Request, store: Store) -> None:
    """Tell the group's owner; where no group is known, or the owner is the one, the rest of the staff."""
    row = outbox.get(store, event.outbox_id)
    if row is None or row.person_id is None or row.subject.startswith((NOTICE, DIGEST, REPLY)):
        return
    reader, today = people.get(store, row.person_id), request.now.date()
    group_id = about.group_of(store, row)
    owner = people.get(store, groups.get(store, group_id).owner_id) if group_id is not None else None
    told = [owner] if owner is not None else people.staff(store, today)
    if owner is not None and owner.id == reader.id:
        told = people.staff(store, today)
    for person in told:
        if person.id == reader.id:
            continue
        tell(
            store,
            person,
            subject=f"{NOTICE}{row.id}",
            key=f"undelivered/{row.id}/{person.id}{'/' + event.face if event.then else ''}",
            now=request.now,
            card=lambda t: _notice(t, store, reader, row, event),
        )


def _notice(t: Speech, store: Store, reader: Person, row: OutboxRow, event: Undelivered) -> Card:
    by_mail = (event.face or row.face) == MAIL
    if event.why == NO_SUCH_ADDRESS and reader.email:
        reason = t("The address {address} does not exist.", address=reader.email)
    elif event.why in REASONS:
        reason = t(REASONS[event.why])
    else:
        reason = t("The answer was: {why}", why=event.why)
    body = [Line(str(row.payload.get("title", "")), "muted"), Line(reason)]
    if event.then:
        body.append(Line(t("The message has been sent another way.")))
    reader_id, group_id = number(reader.id), about.group_of(store, row)
    both: dict[str, Argument] = {"person": reader_id, "message": number(row.id)}
    address = Button("undelivered.correct", t("Correct the address"), both, "primary")
    call = Button("undelivered.call", t("Call"), {"person": reader_id}, "quiet" if by_mail else "primary")
    group = () if group_id is None else (Button("status.show", t("Show the group"), {"group": group_id}, "link"),)
    deputies = () if event.then else _deputies(t, store, reader, row)
    return Card(
        _title(t, reader, by_mail),
        tuple(body),
        (*((address,) if by_mail else ()), *deputies, call, *group),
        tone="warning",
    )


def _title(t: Speech, reader: Person, by_mail: bool) -> str:
    if by_mail:
        return t("The mail to {name} did not arrive.", name=name_of(t, reader))
    return t("The message to {name} did not arrive.", name=name_of(t, reader))


def _deputies(t: Speech, store: Store, reader: Person, row: OutboxRow) -> tuple[Button, ...]:
    """One press for each question of the message that somebody else can answer."""
    open_ = [
        each
        for each in nominations.requests_on_card(store, row.subject)
        if each.state == RequestState.waiting and each.route != RequestRoute.external
        and each.addressee_id == reader.id and each.deputy_id is None
    ]  # fmt: skip
    if not open_ or people.deputy(store, open_[0].organisation_id, t.now.date()) is None:
        return ()
    titles = groups.several(store, [each.group_id for each in open_])
    return tuple(
        Button(
            "nomination.ask_deputy",
            t("Ask the deputy about {title}", title=titles[each.group_id].title) if len(open_) > 1
            else t("Ask the deputy"),
            {"request": number(each.id)},
        )
        for each in open_
    )  # fmt: skip


# --- another address ---


def _address_form(request: Request, store: Store) -> Form:
    t, person = request.t, people.get(store, request.id("person"))
    return Form(
        "undelivered.corrected",
        t("Correct the address of {name}", name=name_of(t, person)),
        (Words("email", t("Work mail"), max=254),),
        t("Save and send again"),
        {"person": number(person.id), "message": request.id("message")},
        values={"email": person.email or ""},
    )


@router.button("undelivered.correct", subject="person", changes=False)
def correct(request: Request, store: Store) -> Reply:
    """Open the form for another address."""
    _known(request, store)
    return Reply(form=_address_form(request, store))


@router.form("undelivered.corrected", _address_form, subject="person")
def corrected(request: Request, store: Store) -> Reply:
    """The address is another from now on, and the message goes again, saying what is so today."""
    t, (person, row) = request.t, _known(request, store)
    email = request.value("email").lower()
    if not looks_like_email(email):
        raise UserError(t("“{text}” is not an e-mail address.", text=email[:60]), field="email")
    holder = people.by_email(store, email)
    if holder is not None and holder.id != person.id:
        raise UserError(t("That is {whose} address.", whose=t.whose(name_of(t, holder))), field="email")
    before = person.email or ""
    line = note(request, store, "undelivered.corrected", group=about.group_of(store, row), subject=number(person.id),
                facts={"message": number(row.id)}, texts={"email": before}, about=person.id)  # fmt: skip
    people.readdress(store, person, email)
    if row.failed_at is not None:
        outbox.put_again(store, row, key=f"{row.unique_key}/again/{line.id}", now=request.now)
        store.session.flush()
        store.happened(SentAgain(row.subject))
    done = t("{name} is now written to at {address}.", name=name_of(t, person), address=email)
    again = (Line(t("The mail has been sent again.")),) if row.failed_at is not None else ()

    def card(t: Speech, _: Person | None) -> Card:
        return Card(t("{name} is now written to at {address}.", name=name_of(t, person), address=email), tone="good")

    redraw(store, f"{NOTICE}{row.id}", now=request.now, card=card)
    return Reply(Card(done, again, (undo_button(t, line),), "good"))


def _known(request: Request, store: Store) -> tuple[Person, OutboxRow]:
    """The person and the message that did not reach them; a UserError when either is gone."""
    person, row = people.get(store, request.id("person")), outbox.get(store, request.id("message"))
    if row is None or row.person_id != person.id or person.erased_at is not None:
        raise UserError(request.t("It is no longer there."))
    return person, row


@router.undo("undelivered.corrected")
def undo_correction(request: Request, store: Store, line: JournalLine) -> Reply:
    """The address is what it was; a mail that has gone has gone."""
    t, person = request.t, people.get(store, number(line.subject_id))
    before = journal.texts_of(store, [number(line.id)]).get(number(line.id), {}).get("email", "")
    people.readdress(store, person, before)
    note(request, store, "undelivered.corrected.undone", group=line.group_id, undoes=number(line.id))
    return Reply(Card(t("{name} is now written to at {address}.", name=name_of(t, person), address=before or "–"),
                      tone="good"), instead=True)  # fmt: skip


# --- the telephone ---


@router.button("undelivered.call", subject="person", changes=False)
def call(request: Request, store: Store) -> Reply:
    """The telephone numbers of the person, of whoever takes the director's telephone, and of the deputy."""
    t, person = request.t, people.get(store, request.id("person"))
    pairs = [(name_of(t, person), person.phone or t("no number"))]
    today = request.now.date()
    is_director = any(each.kind == OfficeKind.director for each in people.offices_of(store, number(person.id), today))
    words = {
        OfficeKind.director_secretary: t("the director's secretary"),
        OfficeKind.deputy: t("deputy"),
    }
    if is_director:
        for office, holder in people.holders(store, person.organisation_id, list(words), today):
            if holder.phone and holder.id != person.id:
                pairs.append((t("{name}, {post}", name=holder.name, post=words[office.kind]), holder.phone))
    return Reply(Card(t("Call {name}", name=name_of(t, person)), (Facts(tuple(pairs)),)))
