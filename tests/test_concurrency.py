"""Eight people at once at one group, for five seconds: nothing is lost, nothing is done twice, nothing locks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise

from sqlmodel import select

from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request
from storage import nominations
from storage.engine import Database
from storage.tables import JournalLine, NominationRequest, Nominee, NomineeState, OutboxRow, Person, RequestState
from tests.elnet import ask_one, order
from tests.world import House, at, text_of

SECONDS = 5
WHOM = "Hjørring: Anna Lindholt\nThisted: Kasper Thybo-Lund\nRegion Nordjylland: Maja Hedelund\nRebild (9)"
# Who answers which of the four requests: three directors with their deputies, and Rebild's with its experts.
PAIRS = (("Vibeke", "Carsten"), ("Lars", "Gitte"), ("Erik", "Susanne"))


class Crowd:
    """Threads that press as fast as they can until the time is up, with what each press was answered."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.until = time.monotonic() + SECONDS
        self.replies: list[tuple[str, Reply]] = []
        self.errors: list[BaseException] = []
        self._lock = threading.Lock()

    def press(self, person: Person, action: str, args: dict[str, int | str], **values: str) -> Reply:
        request = Request(actor=person, now=self.house.now, action=action, args=args, values=values)
        reply = self.house.runner.run(request)
        with self._lock:
            self.replies.append((action, reply))
        return reply

    def run(self, *work: Callable[[], None]) -> None:
        def repeat(step: Callable[[], None]) -> None:
            try:
                while time.monotonic() < self.until:
                    step()
            except BaseException as error:
                self.errors.append(error)

        threads = [threading.Thread(target=repeat, args=(step,), daemon=True) for step in work]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(SECONDS + 60)
        assert not any(thread.is_alive() for thread in threads)


def test_eight_threads_answer_and_undo_against_one_group(database: Database) -> None:
    house = House(database)
    ask_one(house, WHOM)
    with database.reading() as store:
        asked = {each.addressee_id: each.id for each in nominations.requests_of_group(store, house.group("Elnet").id)}
    crowd = Crowd(house)

    def answering(who: str, request_id: int) -> Callable[[], None]:
        person = house.person(who)

        def step() -> None:
            crowd.press(person, "nomination.yes", {"request": request_id})
            crowd.press(person, "nomination.change", {"request": request_id})

        return step

    mogens = house.person("Mogens")
    rebild = asked[mogens.id]
    numbers = iter(range(1_000_000))

    def naming() -> None:
        one = next(numbers)
        crowd.press(
            mogens, "nomination.named", {"request": rebild}, name=f"Ekspert {one}", email=f"e{one}@rebild.example"
        )

    def declining() -> None:
        with database.reading() as store:
            waiting = nominations.nominees_of(store, [rebild], (NomineeState.asked,))
            experts = [(each.id, store.session.get_one(Person, each.person_id)) for each in waiting]
        for nominee_id, person in experts[:1]:
            crowd.press(person, "acceptance.no", {"nominee": nominee_id})
        time.sleep(0.001)  # let the others in while there is nobody to answer

    work = [answering(who, asked[house.person(pair[0]).id]) for pair in PAIRS for who in pair]
    crowd.run(*work, naming, declining)

    assert crowd.errors == []
    assert house.runner.defects == 0
    with database.reading() as store:
        lines = store.session.exec(select(JournalLine).order_by(JournalLine.id)).all()  # type: ignore[arg-type]
        nominees = store.session.exec(select(Nominee)).all()
        requests = {each.id: each for each in store.session.exec(select(NominationRequest))}
        subjects = [row.subject for row in store.session.exec(select(OutboxRow)) if row.unique_key.endswith("/ask")]
    named = [each for each in lines if each.what == "nomination.named"]

    # Every press that was thanked for stands in the journal, and nothing else does.
    thanked = [reply for action, reply in crowd.replies if action == "nomination.yes" and reply.instead]
    taken = [reply for action, reply in crowd.replies if action == "nomination.named" and reply.instead]
    no = [reply for action, reply in crowd.replies if action == "acceptance.no" and reply.instead]
    assert len(thanked) + len(taken) == len(named) == len(nominees)
    assert len(no) == len([each for each in lines if each.what == "acceptance.no"])
    assert thanked
    assert no

    # Each expert was written to once.
    assert sorted(subjects) == sorted(f"nominee:{each.id}" for each in nominees)

    # At each request yes and change took turns, and the last of them is how it stands now.
    for pair in PAIRS:
        request_id = asked[house.person(pair[0]).id]
        turns = [
            each.what
            for each in lines
            if (each.what == "nomination.named" and each.facts["request"] == request_id)
            or (each.what == "nomination.changed" and each.subject_id == request_id)
        ]
        assert all(one != other for one, other in pairwise(turns))
        states = [each.state for each in nominees if each.request_id == request_id]
        assert states.count(NomineeState.withdrawn) == turns.count("nomination.changed")
        is_named = turns[-1] == "nomination.named"
        assert states.count(NomineeState.asked) == is_named
        assert requests[request_id].state == (RequestState.named if is_named else RequestState.waiting)
    states = [each.state for each in nominees if each.request_id == rebild]
    assert (states.count(NomineeState.declined), len(states)) == (len(no), len(taken))
    assert states.count(NomineeState.asked) <= requests[rebild].seats


def test_two_groups_that_share_a_card_are_answered_at_once(database: Database) -> None:
    house = House(database)
    house.now = at("2026-11-20 17:00")
    for title in ("Elnet", "Brint"):
        house.press(
            "Sofie", order(house, title=title, whom="Hjørring: Anna Lindholt", outputs=""), "Send mandag kl. 8.00"
        )
    house.wind("2026-11-23 08:00")
    with database.reading() as store:
        ids = [nominations.requests_of_group(store, house.group(title).id)[0].id for title in ("Elnet", "Brint")]
    vibeke = house.person("Vibeke")
    for turn in range(10):
        action = "nomination.declined" if turn % 2 == 0 else "nomination.change"
        crowd, once = Crowd(house), threading.Barrier(2)

        def answering(id_: int, crowd: Crowd = crowd, once: threading.Barrier = once, action: str = action) -> None:
            once.wait(10)
            crowd.press(vibeke, action, {"request": id_})
            crowd.until = 0

        crowd.run(*(partial(answering, id_) for id_ in ids))
        assert (crowd.errors, house.runner.defects) == ([], 0)
        house.deliver()
        note = "Tak for svaret, Vibeke." if turn % 2 == 0 else "Må vi låne Anna Lindholt?"
        assert [text_of(card).count(note) for card in house.cards("Vibeke") if "To hurtige" in card.title] == [2]
