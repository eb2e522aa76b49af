"""From a request to its reply, inside one transaction: find the subject, ask whether the person may, check
the form, call the handler, hand on what happened."""

from __future__ import annotations

from dataclasses import replace

from storage import subjects
from storage.engine import Store

from .card import Card, Line
from .errors import UserError
from .filled import Problems, check
from .form import Form
from .reply import Reply
from .request import Request
from .router import Route, Router
from .standing import permit
from .which import group_number

EVENTS = 1000  # more than this from one request is a circle of listeners, a defect


def answer(router: Router, route: Route, request: Request, store: Store) -> Reply:
    """Carry a request out. A UserError leaves everything to be rolled back by the caller."""
    request, subject = _located(route, request, store)
    permit(request, store, route.name, subject)
    if route.form is not None:
        check(request, route.form(request, store))
    reply = route.handler(request, store)
    hand_on(router, request, store)
    if reply.then is not None:
        after = replace(request, action=reply.then.action, words="", args=dict(reply.then.args), values={})
        return answer(router, router.find(after)[0], after, store)
    return reply


def blank(router: Router, request: Request, store: Store) -> Form | None:
    """The empty form that a route reads, for a face that fills in what can be chosen while somebody types; None for
    a route without one. A UserError when the person may not have it."""
    route, request = router.find(request)
    if route.form is None:
        return None
    request, subject = _located(route, request, store)
    permit(request, store, route.name, subject)
    return route.form(request, store)


def fall_due(router: Router, kind: str, id_: int, request: Request, store: Store) -> None:
    """Do what a due date asks for. What its kind names first (`role.leave`: the role) has its group held."""
    subjects.hold(store, kind.partition(".")[0], id_)
    router.due_handlers[kind](request.with_args(id=id_), store)
    hand_on(router, request, store)


def hand_on(router: Router, request: Request, store: Store) -> None:
    """Tell every listener what happened, in the order in which it did, also what listeners cause in turn."""
    for _ in range(EVENTS):
        if not store.events:
            return
        event = store.events.pop(0)
        for listener in router.listeners.get(type(event), ()):
            listener(event, request, store)
    raise RuntimeError("events keep causing events")


def refused(route: Route, request: Request, error: UserError, store: Store) -> Reply:
    """What the person is shown instead: the form again with its values and the sentence at its field, or a
    card with the sentence and the way out."""
    if route.form is not None and error.field is not None:
        sentence = " ".join(filter(None, (error.sentence, error.more)))
        fields = error.fields if isinstance(error, Problems) else {error.field: sentence}
        located, _ = _located(route, request, store)
        form = route.form(located, store)
        return Reply(form=replace(form, values=dict(request.values), errors=fields))
    return refusal(error)


def refusal(error: UserError) -> Reply:
    """A card with the sentence and the way out."""
    more = (Line(error.more),) if error.more else ()
    return Reply(Card(error.sentence, more, error.buttons, tone="warning"))


def _located(route: Route, request: Request, store: Store) -> tuple[Request, subjects.Subject | None]:
    """The request with its subject's number, and the subject; a group may be named in words."""
    if route.subject is None:
        return request, None
    if route.command is not None and route.subject == "group" and "group" not in request.args:
        found, rest = group_number(request, store, route.command.name(request.t.language))
        request = replace(request.with_args(group=found), words=rest)
    subject = subjects.find(store, route.subject, request.id(route.subject))
    if subject is None:
        raise UserError(request.t("It is no longer there."))
    return request, subject


def came_back(router: Router, event: object, request: Request, store: Store) -> None:
    """Take in what a face reports, as an event: a room was made, a message will never arrive."""
    store.happened(event)
    hand_on(router, request, store)
