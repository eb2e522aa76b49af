"""How many errands a face runs at once, and when it rests."""

from __future__ import annotations

from dataclasses import dataclass

from bot.hands import FIRST_REST, IN_A_ROW, LONGEST_REST, Hands


@dataclass
class Platform:
    at_once: int
    name: str = ""
    redraws: bool = True
    remembers: bool = True

    async def send(self, errand: object) -> str:
        raise AssertionError("nobody sends here")


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def hands() -> tuple[Hands, Clock]:
    clock = Clock()
    return Hands({"slack": Platform(3), "mail": Platform(1)}, clock), clock


def test_each_face_has_hands_of_its_own() -> None:
    it, _ = hands()
    for face in ("slack", "mail", "slack"):
        it.take(face)
    assert it.free() == {"slack": 1, "mail": 0}
    it.done("mail")
    assert it.free() == {"slack": 1, "mail": 1}


def test_a_face_that_does_not_answer_rests_alone_and_is_tried_with_one_errand() -> None:
    it, clock = hands()
    for _ in range(IN_A_ROW):
        assert (it.free(), it.resting()) == ({"slack": 3, "mail": 1}, set())
        it.unanswered("slack")
    assert (it.free(), it.resting()) == ({"slack": 0, "mail": 1}, {"slack"})
    clock.now += FIRST_REST
    assert (it.free(), it.resting()) == ({"slack": 1, "mail": 1}, {"slack"})
    it.take("slack")
    assert it.free() == {"slack": 0, "mail": 1}
    it.answered("slack")
    it.done("slack")
    assert (it.free(), it.resting()) == ({"slack": 3, "mail": 1}, set())


def test_a_rest_doubles_up_to_a_minute_however_many_were_on_their_way() -> None:
    it, clock = hands()
    for _ in range(IN_A_ROW + 20):
        it.unanswered("slack")
    rests = []
    for _ in range(6):
        began = clock.now
        while it.free()["slack"] == 0:
            clock.now += 1
        rests.append(clock.now - began)
        it.unanswered("slack")
    assert rests == [FIRST_REST, 10.0, 20.0, 40.0, LONGEST_REST, LONGEST_REST]


def test_an_answer_in_between_begins_the_count_anew() -> None:
    it, _ = hands()
    for _ in range(IN_A_ROW - 1):
        it.unanswered("slack")
    it.answered("slack")
    it.unanswered("slack")
    assert it.resting() == set()
