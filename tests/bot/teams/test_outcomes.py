"""What Teams' refusals mean, by its own words for them."""

from __future__ import annotations

import pytest

from bot.face import Later, Never
from bot.teams.calls import Refused
from bot.teams.outcomes import closed, of_person, of_room
from handlers.record.undelivered import REASONS
from handlers.working.rooms.why import SHUT

DOCUMENTED = [
    (400, "Bad Argument", False, "Bad Argument (400)", "Bad Argument (400)"),
    (401, "BotNotRegistered", False, "later", "later"),
    (403, "BotDisabledByAdmin", False, "later", "later"),
    (403, "BotNotInConversationRoster", True, "they do not have us in Teams", "absent"),
    (403, "ConversationBlockedByUser", True, "they have blocked us in Teams", "muted"),
    (403, "ForbiddenOperationException", True, "they do not have us in Teams", "absent"),
    (403, "InvalidBotApiHost", False, "later", "later"),
    (403, "NotEnoughPermissions", False, "NotEnoughPermissions (403)", "muted"),
    (403, "", True, "they have blocked or removed us in Teams", "absent"),  # as with the subcode MessageWritesBlocked
    (404, "ActivityNotFoundInConversation", False, "the message is gone", "the message is gone"),
    (404, "ConversationNotFound", True, "they have blocked or removed us in Teams", "gone"),
    (404, "MemberNotFound", True, "they have blocked or removed us in Teams", "gone"),
    (404, "AWordOfTomorrow", False, "AWordOfTomorrow (404)", "AWordOfTomorrow (404)"),
    (413, "MessageSizeTooBig", False, "MessageSizeTooBig (413)", "MessageSizeTooBig (413)"),
    (418, "", False, "refused (418)", "refused (418)"),
]


def said(outcome: Later | Never) -> str:
    """An outcome in a word."""
    return "later" if isinstance(outcome, Later) else str(outcome)


@pytest.mark.parametrize(("status", "error", "over", "person", "room"), DOCUMENTED)
def test_each_refusal_that_is_documented_has_its_outcome(
    status: int, error: str, over: bool, person: str, room: str
) -> None:
    refused = Refused(status, error)
    assert (closed(refused), said(of_person(refused)), said(of_room(refused))) == (over, person, room)


def test_why_somebody_hears_nothing_any_more_can_be_said_in_words() -> None:
    over = [Refused(status, error) for status, error, is_over, _, _ in DOCUMENTED if is_over]
    assert {said(of_person(each)) for each in over} - REASONS.keys() == set()
    assert {said(of_room(each)) for each in over} - SHUT == set()
