"""What Teams' refusals mean: whether to try again, to go another way, or that nothing is left to do.

The words are the connector service's own. Somebody who has blocked or removed the bot, and a channel that it has been
taken out of, are written to no more until something is heard from there again. What no table here has is a `Never`:
the next of the person's faces has its turn, and the secretariat is told.
https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability
"""

from __future__ import annotations

import structlog

from handlers.working.rooms.why import ABSENT, GONE, MUTED

from ..face import Later, Never
from .calls import Refused

OPERATORS = {"BotDisabledByAdmin", "BotNotRegistered", "InvalidBotApiHost"}
"""Our app or its registration: once somebody has mended that, the same call will work."""
NOT_ALLOWED = "NotEnoughPermissions"  # for one thing, where others are allowed
NO_MESSAGE = "ActivityNotFoundInConversation"
NOT_THERE = {"ConversationNotFound", "MemberNotFound", ""}
BLOCKED = "they have blocked us in Teams"
REMOVED = "they do not have us in Teams"
CLOSED = "they have blocked or removed us in Teams"
PERSON = {
    "ConversationBlockedByUser": BLOCKED,
    "BotNotInConversationRoster": REMOVED,
    "ForbiddenOperationException": REMOVED,
}
MESSAGE_GONE = "the message is gone"
log = structlog.get_logger()


def closed(refused: Refused) -> bool:
    """Whether nothing arrives in a conversation any more."""
    if refused.status == 403:
        return refused.error not in {*OPERATORS, NOT_ALLOWED}
    return refused.status == 404 and refused.error in NOT_THERE


def of_person(refused: Refused) -> Later | Never:
    """What a refusal means for a message to one person."""
    return _of_us(refused) or (Never(PERSON.get(refused.error, CLOSED)) if closed(refused) else refused)


def of_room(refused: Refused) -> Later | Never:
    """What a refusal means for a room and what is written there."""
    settled = _of_us(refused)
    if settled is not None:
        return settled
    if refused.error == NOT_ALLOWED or refused.error == "ConversationBlockedByUser":  # the channel's moderators have
        return Never(MUTED)
    if not closed(refused):
        return refused
    return Never(ABSENT if refused.status == 403 else GONE)


def _of_us(refused: Refused) -> Later | Never | None:
    """What is the operator's, and what is about the message alone. Nothing is lost while the app is mended: it is
    tried again, and after a while goes by mail."""
    if refused.status == 401 or refused.error in OPERATORS:
        log.error("teams does not accept the app", why=str(refused))
        return Later(str(refused))
    if refused.error == NO_MESSAGE:
        return Never(MESSAGE_GONE)
    if refused.status in (400, 413):
        log.error("teams does not take a message", why=str(refused))
    return None
