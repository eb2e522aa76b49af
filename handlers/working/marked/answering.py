"""What the writer of a line says who was asked about it: one of the choices, or the form."""

from __future__ import annotations

from handlers.dialogue import ongoing
from handlers.dialogue.card import Card, Line
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import DeadlineSaid, OutputSaid
from handlers.dialogue.form import Form, When, Words
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.somebody import owner_field, possible_owners
from handlers.rules import links
from handlers.rules.dates import read_date
from handlers.rules.moments import Moment, kept_in
from handlers.rules.names import first_name
from storage import groups, marked
from storage.engine import Store
from storage.tables import Colour, MarkedKind, MarkedLine, MarkState

from . import decisions, states
from .signs import sign

router = Router()
LONGEST = 200  # characters of a title
PROPOSED = (MarkedKind.deadline, MarkedKind.decision)  # by a member


# --- a deadline ---


@router.button("marked.keep", subject="mark")
def keep(request: Request, store: Store) -> Reply:
    """[Uden dato], [Ja, gem den], [Fredag den 11.]"""
    mark = _asked(request, store)
    return _deadline(request, store, mark, str(request.args["title"]), _moment(request), _owner(request, store, mark))


def deadline_form(request: Request, store: Store) -> Form:
    """What was understood of the line, to be completed."""
    t, mark = request.t, marked.get(store, request.id("mark"))
    group, moment = groups.get(store, mark.group_id), _moment(request)
    values = {"title": str(request.args.get("title", ""))}
    if moment is not None:
        values["day"] = t.when(moment, week=False)
    owner = _owner(request, store, mark)
    if owner is not None:
        values["owner"] = str(owner)
    return Form(
        "marked.filled",
        t("New deadline in {group}", group=group.title),
        (
            Words("title", t("What is due?"), max=LONGEST),
            When(
                "day",
                t("When?"),
                hint=t("Such as Friday at 12. Empty puts it on the plan without a date."),
                required=False,
                weeks=True,
            ),
            owner_field(t, store, group),
        ),
        t("Set the deadline"),
        args=dict(request.args),
        values={**values},
    )


@router.button("marked.fill", subject="mark", changes=False)
def fill(request: Request, store: Store) -> Reply:
    """[Udfyld], [Sæt en dato], [Vælg en anden dag]"""
    _asked(request, store)
    return Reply(form=deadline_form(request, store))


@router.form("marked.filled", deadline_form, subject="mark")
def filled(request: Request, store: Store) -> Reply:
    """The form."""
    mark = _asked(request, store)
    said, owner = request.value("day"), request.value("owner")
    moment = read_date(said, request.now, weeks=True) if said else None
    return _deadline(request, store, mark, request.value("title"), moment, int(owner) if owner else None)


def _deadline(
    request: Request, store: Store, mark: MarkedLine, title: str, moment: Moment | None, owner_id: int | None
) -> Reply:
    store.happened(DeadlineSaid(number(mark.id), title, moment, owner_id))
    return _thanks(request, store, mark)


def _moment(request: Request) -> Moment | None:
    return kept_in(request.args)


def _owner(request: Request, store: Store, mark: MarkedLine) -> int | None:
    """Who was mentioned, while they are in the group."""
    wanted = int(request.args.get("owner", 0))
    group = groups.get(store, mark.group_id)
    return wanted if wanted in [each.id for each in possible_owners(store, group)] else None


# --- a decision ---


def decision_form(request: Request, store: Store) -> Form:
    """What was decided, by whom and when."""
    t, mark = request.t, marked.get(store, request.id("mark"))
    return Form(
        "marked.decided",
        t("A decision for {group}", group=groups.get(store, mark.group_id).title),
        (
            Words("title", t("What was decided?"), max=decisions.LONGEST, lines=3),
            Words("organ", t("Who decided it?"), hint=t("Empty is the group itself."), required=False, max=LONGEST),
            Words("day", t("When was it decided?"), hint=t("Empty is today."), required=False, max=60),
        ),
        t("Note the decision"),
        args=dict(request.args),
        values={"title": str(request.args.get("title", "")), "organ": str(request.args.get("organ", ""))},
    )


@router.button("marked.decide", subject="mark", changes=False)
def decide(request: Request, store: Store) -> Reply:
    """[Udfyld]"""
    _asked(request, store)
    return Reply(form=decision_form(request, store))


@router.form("marked.decided", decision_form, subject="mark")
def decided(request: Request, store: Store) -> Reply:
    """The form."""
    mark = _asked(request, store)
    day = decisions.day_said(request, request.value("day"))
    decisions.noted(request, store, mark, request.value("title"), request.value("organ"), day)
    return _thanks(request, store, mark)


# --- a result ---


def output_form(request: Request, store: Store) -> Form:
    """What has been made, and where it is."""
    t, mark = request.t, marked.get(store, request.id("mark"))
    return Form(
        "marked.delivered",
        t("A result of {group}", group=groups.get(store, mark.group_id).title),
        (
            Words("title", t("What is the result?"), max=LONGEST),
            Words(
                "link", t("Link"), hint=t("Where it can be read. It may stay empty."), required=False, max=links.LONGEST
            ),
        ),
        t("Deliver"),
        args=dict(request.args),
        values={"title": str(request.args.get("title", "")), "link": str(request.args.get("link", ""))},
    )


@router.button("marked.deliver", subject="mark", changes=False)
def deliver(request: Request, store: Store) -> Reply:
    """[Udfyld]"""
    _asked(request, store)
    return Reply(form=output_form(request, store))


@router.form("marked.delivered", output_form, subject="mark")
def delivered(request: Request, store: Store) -> Reply:
    """The form."""
    mark, link = _asked(request, store), request.value("link")
    if link and links.host_of(link) is None:
        raise UserError(
            request.t("That is not a link. A link begins with https:// and has no spaces in it."), field="link"
        )
    store.happened(OutputSaid(number(mark.id), request.value("title"), link))
    return _thanks(request, store, mark)


# --- a status ---


@router.button("marked.colour", subject="mark")
def colour(request: Request, store: Store) -> Reply:
    """[Grøn] [Gul] [Rød]"""
    mark, said = _asked(request, store), str(request.args["colour"])
    if said not in list(Colour):
        raise UserError(request.t("Choose one of the options."))
    states.noted(request, store, mark, said, str(request.args.get("line", "")))
    return _thanks(request, store, mark)


# --- what they share ---


def _asked(request: Request, store: Store) -> MarkedLine:
    """The line that is asked about; a UserError when it no longer is."""
    t, mark = request.t, marked.get(store, request.id("mark"))
    group = groups.get(store, mark.group_id)
    ongoing.working(request, group)
    if mark.state == MarkState.gone:
        raise UserError(t("The line is no longer there."))
    if mark.state != MarkState.asked:
        raise UserError(t("The line has been noted already."))
    if request.args.get("said", mark.said) != mark.said:
        raise UserError(
            t("The line has been edited since."), more=t("Answer the newest question, or edit the message once more.")
        )
    return mark


def _thanks(request: Request, store: Store, mark: MarkedLine) -> Reply:
    mark.state = MarkState.kept
    sign(request, store, mark.group_id, mark.face, mark.place)
    t, group = request.t, groups.get(store, mark.group_id)
    if mark.kind in PROPOSED and not decisions.leads(request, store, group):
        name = first_name(decisions.lead_of(store, group).name)
        return Reply(Card(t("{name} has your proposal.", name=name), tone="waiting"), instead=True)
    card = Card(t("Thank you. It is noted."), (Line(t("The receipt stands under your message.")),), tone="good")
    return Reply(card, instead=True)
