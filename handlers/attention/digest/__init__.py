"""The weekly digest: when it leaves, and to whom.

Monday at 08.00 in the circle's zone, or the next working day when Monday is a public holiday. One due date
for the circle calls everybody who may have something to read; each then gets theirs in a transaction of its
own, so that nobody's is held up by another's. A circle's next date is counted from now: a bot that was down
for three days, or three weeks, sends one digest, late. Nobody gets two in a week, nobody gets an empty one.
Under each digest stand {Less often} and {Switch off}.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.dialogue.agenda import Eyes, eyes, heading, parts
from handlers.dialogue.card import Button, Card, Letter, Line
from handlers.dialogue.request import Request
from handlers.dialogue.router import Router
from handlers.dialogue.tell import DIGEST, tell
from handlers.locale import Speech
from handlers.rules import dates_written, workdays
from storage import digests, due, groups, people
from storage.engine import Store
from storage.tables import LIVING, PROCESS, Cadence, Person

from . import news
from .sections import entries

RARELY = timedelta(weeks=4)


def router_for(house: Router) -> Router:
    """The digest's due dates and its news; the lines are worded by the capabilities of the house."""
    router = Router()
    router.include(news.router_for(house))

    @router.due("week.digest")
    def call(request: Request, store: Store) -> None:
        circle = people.circle(store)
        first = digests.never_called(circle)
        again = workdays.next_digest(request.now)
        if due.claim(store, "week.digest", request.id("id"), request.now, again=again) and not first:
            digests.call_readers(store, request.now, request.now.date(), rarely_before=_rarely_before(request.now))

    @router.due("person.digest")
    def send(request: Request, store: Store) -> None:
        person_id = request.id("id")
        if not due.claim(store, "person.digest", person_id, request.now):
            return
        person = people.get(store, person_id)
        card = compose(house, store, person, request.now)
        if card is None:
            return
        name = f"{DIGEST}{person_id}:{request.now:%G-%V}"
        if tell(store, person, subject=name, key=name, now=request.now, card=lambda t: card):
            person.digest_sent_at = request.now

    return router


def compose(house: Router, store: Store, person: Person, now: datetime) -> Card | None:
    """A person's digest as it would be at `now`, a local time; None when there is nothing to say."""
    view = eyes(store, person, now)
    found = entries(house, view, store, person.digest_sent_at or person.created_at)
    if not found:
        return None
    titled = [(heading(view.t, entry.part), entry.item) for entry in found]
    footer = (Line(_why(view), "footer"),) if view.directs and not view.staff else ()
    title = _title(view, store)
    letter = Letter(view.t("Weekly digest: {title}", title=title), preview=titled[0][1].text)
    return Card(title, (*parts(titled), *footer), _choices(view.t, person), letter=letter)


def compose_all(house: Router, store: Store, now: datetime) -> list[tuple[Person, Card]]:
    """The digests that would leave at `now`, a local time, without sending any."""
    called = digests.readers(store, now.date(), rarely_before=_rarely_before(now))
    made = [(person, compose(house, store, person, now)) for person in called]
    return [(person, card) for person, card in made if card is not None]


def _rarely_before(now: datetime) -> datetime:
    """Every fourth week is counted in weeks, not days: a Tuesday after a holiday delays nothing."""
    monday = datetime.combine(now.date() - timedelta(days=now.weekday()), datetime.min.time(), now.tzinfo)
    return monday - RARELY + timedelta(weeks=1)


def _title(view: Eyes, store: Store) -> str:
    """Uge 48 · 23.–29. november 2026 · Hjørring."""
    t = view.t
    rest = ""
    if view.staff:
        sizes = digests.members_of_groups(store)
        living = sum(each.template != PROCESS for each in groups.everything(store, LIVING))
        rest = t(
            "{groups}, {members}",
            groups=t.plural(living, "{n} group", "{n} groups"),
            members=t.plural(sum(sizes.values()), "{n} member", "{n} members"),
        )
    elif len(view.leads) == 1:
        rest = groups.get(store, next(iter(view.leads))).title
    elif view.leads:
        rest = t.plural(len(view.leads), "{n} group", "{n} groups")
    elif view.directs:
        rest = _organisations(view)
    return " · ".join(filter(None, [dates_written.week_header(view.today, t.language), rest]))


def _organisations(view: Eyes) -> str:
    return view.t.names([organisation.short for organisation in view.directs])


def _why(view: Eyes) -> str:
    return view.t("The digest only comes when there is news for {organisation}.", organisation=_organisations(view))


def _choices(t: Speech, person: Person) -> tuple[Button, ...]:
    rarer = Button("me.cadence", t("Less often"), {"cadence": Cadence.monthly.value}, style="link")
    off = Button("me.cadence", t("Switch off"), {"cadence": Cadence.off.value}, style="link")
    return (off,) if person.cadence == Cadence.monthly else (rarer, off)
