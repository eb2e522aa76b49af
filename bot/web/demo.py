"""What the demo begins with: BRN's circle of invented people, and groups in different phases.

Nothing is put into the database behind the product's back. The last seven weeks are played through the same
runner, clock and delivery as everything else, so every card, digest and journal line is a real one. What the
newcomer is to do, ordering Elnet, lies ready as the draft that Sofie was in the middle of.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import datetime

from bot.clock import Clock
from bot.delivery import Dispatcher
from bot.runner import Runner
from handlers.dialogue.card import Argument
from handlers.dialogue.form import Value
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, cleaned, number
from handlers.people.directory.importing import import_directory
from storage import drafts, groups, nominations, people
from storage.engine import Store
from storage.tables import NominationRequest, NomineeState, Person, RequestState

from .personas import Persona, cast

FIRST = (2026, 10, 1, 9, 0)  # a Thursday; the seven weeks before the guide begins
TODAY = (2026, 11, 20, 9, 0)  # Friday, week 47
SOFIE, JONAS = "Sofie Kragelund", "Jonas Hvidbjerg"
_NO_OFFICE = {"expert", "it_chief", "external", "tovholder_candidate"}
_OFFICES = {"Emil Brandtoft": "secretariat", "Farah Demirel": "secretariat_reader"}
_ACTING = {"Niels Klithave": ("ja", "", "2027-01-31")}

ELNET = {
    "title": "Elnet",
    "task": "skærpe Nordjyllands argumenter for et stærkere elnet",
    "hours": "4",
    "months": "6",
    "reply_by": "fredag den 27. november kl. 12",
    "whom": "Hjørring: Anna Lindholt\nThisted\nMariagerfjord\nRegion Nordjylland: Maja Hedelund\n"
    "Green Hub Denmark: Tobias Grønnegaard",
    "competences": "netplanlægning eller vindkraft",
    "coordinator": "Emil Brandtoft",
    "outputs": "Faglige input til indsatsen\nSkarpere budskaber\nSparring på AAU's analyse\n"
    "Møder med elnetdistributørerne",
    "case_number": "2026-0117",
}


async def seed(runner: Runner, clock: Clock, dispatcher: Dispatcher) -> None:
    """Play the weeks before the guide begins; the clock then stands at Friday 20 November 2026, 9.00."""
    play = _Play(runner, clock, dispatcher)
    await clock.begin(play.at(*FIRST))
    await runner.change(lambda store: _settle(store, clock.now()))
    await play.digital_infrastructure()
    await play.skilled_labour()
    await clock.wind(play.at(2026, 11, 16, 9, 30))
    await play.domestic_flights()
    await clock.wind(play.at(2026, 11, 17, 10, 0))
    await play.first_answers()
    await clock.wind(play.at(2026, 11, 19, 14, 0))
    await play.harbours()
    await clock.wind(play.at(*TODAY))
    await runner.change(lambda store: _leave_draft(store, clock.now()))


def _settle(store: Store, now: datetime) -> None:
    import_directory(Request(None, now, face="workspace"), store, _directory(cast()))


def _directory(everybody: list[Persona]) -> bytes:
    """The cast as the file that a secretariat would import."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["organisation", "type", "navn", "email", "telefon", "titel", "kompetencer", "funktion",
                     "konstitueret", "fra", "til", "sprog", "kanal"])  # fmt: skip
    for each in everybody:
        office = _OFFICES.get(each.name, "" if each.office in _NO_OFFICE else each.office)
        acting = _ACTING.get(each.name, ("", "", ""))
        writer.writerow([each.organisation or "Borgere", each.organisation_kind, each.name, each.email, each.phone,
                         each.title, each.competences, office, *acting, each.language, each.channel])  # fmt: skip
    return out.getvalue().encode()


def _leave_draft(store: Store, now: datetime) -> None:
    sofie = people.by_name(store, SOFIE)[0]
    drafts.keep(store, number(sofie.id), "commission.order", ELNET, now=now)


class _Play:
    """The cast at work."""

    def __init__(self, runner: Runner, clock: Clock, dispatcher: Dispatcher) -> None:
        self._runner, self._clock, self._dispatcher = runner, clock, dispatcher

    def at(self, year: int, month: int, day: int, hour: int, minute: int) -> datetime:
        """A local moment."""
        return datetime(year, month, day, hour, minute, tzinfo=self._clock.now().tzinfo)

    async def digital_infrastructure(self) -> None:
        """A group that works already, led from the region."""
        chiefs = [each for each in cast() if each.office == "it_chief"]
        lines = [f"{each.organisation}: {each.name}" for each in chiefs] + [f"Region Nordjylland: {JONAS}"]
        await self.fill(SOFIE, await self.say(SOFIE, "ny registrer Digital infrastruktur"), {
            "task": "give BRN råd om bredbånd og fælles digital infrastruktur",
            "whom": "\n".join(lines), "coordinator": JONAS, "template": "working_group",
        })  # fmt: skip
        await self.say(JONAS, "frist Digital infrastruktur 26. november - høringssvar om bredbåndspuljen")
        await self.say(JONAS, "frist Digital infrastruktur 2. december kl. 10 - oplæg om dækningskort")

    async def skilled_labour(self) -> None:
        """A group near its end."""
        await self.fill(SOFIE, await self.say(SOFIE, "ny registrer Kvalificeret arbejdskraft"), {
            "task": "samle erfaringer med at tiltrække faglært arbejdskraft",
            "whom": "Vesthimmerland: Signe Farstrup\nJammerbugt: Rasmus Vestrup\nRebild: Bjørn Aagesen",
            "coordinator": "Signe Farstrup", "ends": "11. december",
        })  # fmt: skip

    async def domestic_flights(self) -> None:
        """A task force that is still asking."""
        second = await self.fill(SOFIE, await self.say(SOFIE, "ny Indenrigsfly"), {
            "task": "vurdere, hvad færre indenrigsfly betyder for Nordjylland", "hours": "3", "months": "5",
            "reply_by": "mandag den 23. november kl. 12",
        })  # fmt: skip
        preview = await self.fill(SOFIE, second, {
            "whom": "Aalborg: Amir Rahimi\nBrønderslev: Line Overholt\nFrederikshavn\nLæsø",
            "competences": "trafik eller erhverv", "coordinator": "Helle Brinkmark",
        })  # fmt: skip
        await self.press(SOFIE, preview, "nomination.send")

    async def first_answers(self) -> None:
        """Brønderslev answers the same day, as always; Læsø too, and its only adviser says yes."""
        await self.answer("Brønderslev")
        ove = {"name": "Ove Strandhede", "email": "ove.strandhede@laesoe.example"}
        await self.answer("Læsø", name=ove)
        await self.accept("Line Overholt")
        await self.accept("Ove Strandhede")

    async def harbours(self) -> None:
        """An order that is ready, and that nobody has sent."""
        second = await self.fill(SOFIE, await self.say(SOFIE, "ny Havne og forsvar"), {
            "task": "kortlægge, hvad forsvarets planer kræver af havnene", "hours": "2", "months": "8",
            "reply_by": "fredag den 4. december kl. 12",
        })  # fmt: skip
        await self.fill(SOFIE, second, {
            "whom": "Frederikshavn: Jannik Strandby-Holm\nAalborg\nHjørring", "competences": "havne eller logistik",
        })  # fmt: skip

    # --- what people do ---

    async def say(self, who: str, words: str) -> Reply:
        """Type `/taskforce words` in the conversation with the bot."""
        return await self._ask(who, words=words)

    async def fill(self, who: str, reply: Reply, values: Mapping[str, Value]) -> Reply:
        """Send the form of a reply."""
        form = reply.form
        if form is None:
            raise RuntimeError(f"the demo expected a form, and got {reply}")
        return await self._ask(who, action=form.name, args=form.args, values={**form.values, **values})

    async def press(self, who: str, reply: Reply, action: str) -> Reply:
        """Press the first button of an action on a reply's card."""
        card = reply.card
        found = next((each for each in card.buttons if each.action == action), None) if card else None
        if found is None:
            raise RuntimeError(f"the demo expected {action}, and got {reply}")
        return await self._ask(who, action=found.action, args=found.args)

    async def answer(self, organisation: str, *, name: Mapping[str, str] | None = None) -> Reply:
        """Let a director say yes to the person asked for, or name somebody."""
        director, asked = await self._runner.look(lambda store: _open(store, organisation, self._clock.now()))
        args: dict[str, Argument] = {"request": number(asked.id)}
        if name is None:
            return await self._ask(director.name, action="nomination.yes", args=args)
        return await self._ask(director.name, action="nomination.named", args=args, values=name)

    async def accept(self, expert: str) -> Reply:
        """Let an expert say yes."""
        nominee = await self._runner.look(lambda store: _asked(store, expert))
        return await self._ask(expert, action="acceptance.yes", args={"nominee": nominee})

    async def _ask(
        self,
        who: str,
        *,
        words: str = "",
        action: str = "",
        args: Mapping[str, Argument] | None = None,
        values: Mapping[str, Value] | None = None,
    ) -> Reply:
        person = await self._runner.look(lambda store: people.by_name(store, who)[0])
        now = self._clock.now()
        request = Request(person, now, action=action, words=words, args=args or {}, values=values or {})
        reply = await self._runner.ask(cleaned(request))
        await self._dispatcher.drain(now)
        wrong = reply.card is not None and reply.card.tone == "warning"
        if wrong or (reply.form is not None and reply.form.errors):
            raise RuntimeError(f"the demo's {words or action} by {who} was refused: {reply}")
        return reply


def _open(store: Store, organisation: str, now: datetime) -> tuple[Person, NominationRequest]:
    place = people.organisation_named(store, organisation)
    assert place is not None
    asked = [
        each for each in nominations.open_requests_of(store, number(place.id)) if each.state == RequestState.waiting
    ]
    director = people.director(store, number(place.id), now.date())
    assert director is not None
    return director, asked[-1]


def _asked(store: Store, expert: str) -> int:
    person = people.by_name(store, expert)[0]
    for group in groups.everything(store):
        nominee = nominations.nominee_of_person(store, number(group.id), number(person.id))
        if nominee is not None and nominee.state == NomineeState.asked:
            return number(nominee.id)
    raise RuntimeError(f"nobody has asked {expert}")
