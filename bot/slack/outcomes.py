"""What Slack's refusals mean: whether to try again, to go another way, or that nothing is left to do.

The words are Slack's own, from the pages of its methods. A word that no table here has is a `Never`: the next of the
person's faces has its turn, and the secretariat is told.
"""

from __future__ import annotations

import structlog

from handlers.working.rooms.why import (
    ABSENT,
    ARCHIVED,
    CLOSED_ACCOUNT,
    ELSEWHERE,
    FULL,
    GONE,
    GUEST,
    NO_ACCOUNT,
    NOT_ALLOWED,
)

from ..face import Later, Never, NotHere
from .api import Refused

OPERATORS = {  # our token or our app: once somebody has mended that, the same call will work
    *("access_denied", "account_inactive", "app_missing_action_url", "ekm_access_denied", "enterprise_is_restricted"),
    *("invalid_auth", "missing_scope", "no_permission", "not_allowed_token_type", "not_authed", "org_login_required"),
    *("team_access_not_granted", "token_expired", "token_revoked", "two_factor_setup_required"),
}
NOBODY = {  # in a conversation with one person: there is no such person, or not any longer
    *("cannot_dm_bot", "channel_not_found", "messages_tab_disabled", "user_disabled", "user_not_found"),
    *("user_not_visible", "users_not_found"),
}
ROOM = {  # what is wrong with a room, in the words that the handlers know
    "channel_not_found": GONE,
    "is_archived": ARCHIVED,
    "is_inactive": ARCHIVED,
    "not_in_channel": ABSENT,
    "method_not_supported_for_channel_type": ABSENT,
    "restricted_action": NOT_ALLOWED,
    "restricted_action_read_only_channel": NOT_ALLOWED,
    "restricted_action_thread_only_channel": NOT_ALLOWED,
    "cannot_create_channel": NOT_ALLOWED,
    "user_is_restricted": NOT_ALLOWED,
}
GUESTS = {  # what keeps one person out of a room
    "account_inactive": CLOSED_ACCOUNT,
    "cant_invite": NOT_ALLOWED,
    "external_channel_migrating": ELSEWHERE,
    "invitee_cant_see_channel": ELSEWHERE,
    "no_external_invite_permission": ELSEWHERE,
    "not_supported": ELSEWHERE,
    "org_user_not_in_team": ELSEWHERE,
    "user_team_not_in_channel": ELSEWHERE,
    "is_bot": NO_ACCOUNT,
    "too_many_members": FULL,
    "ura_max_channels": GUEST,
    "user_is_restricted": GUEST,
    "user_is_ultra_restricted": GUEST,
    "user_disabled": CLOSED_ACCOUNT,
    "user_not_found": NO_ACCOUNT,
}
INSIDE_ALREADY = {"already_in_channel", "cant_invite_self"}
log = structlog.get_logger()


def of_person(refused: Refused) -> Later | Never:
    """What a refusal means for a message to one person."""
    return _operators(refused) or (NotHere(refused.error) if refused.error in NOBODY else refused)


def of_room(refused: Refused) -> Later | Never:
    """What a refusal means for a room and what is written there."""
    return _operators(refused) or (Never(ROOM[refused.error]) if refused.error in ROOM else refused)


def _operators(refused: Refused) -> Later | None:
    """Nothing is lost while the app's rights are mended: it is tried again, and after a while goes by mail."""
    if refused.error not in OPERATORS:
        return None
    log.error("slack does not accept the app", why=str(refused), needed=refused.answer.get("needed", ""))
    return Later(str(refused))
