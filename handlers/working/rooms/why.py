"""Why a room could not be made, or somebody could not be let in: the words between a face and the handlers, and the
sentences that the secretariat reads."""

from __future__ import annotations

from handlers.locale import Speech, mark

NO_ACCOUNT = "no_account"
CLOSED_ACCOUNT = "closed_account"
ELSEWHERE = "elsewhere"
GUEST = "guest"
FULL = "full"
NOT_ALLOWED = "not_allowed"
GONE = "gone"
ARCHIVED = "archived"
ABSENT = "absent"

_OF_PEOPLE = {
    NO_ACCOUNT: mark("no account with the mail address that we have"),
    CLOSED_ACCOUNT: mark("the account is closed"),
    ELSEWHERE: mark("has an account in another organisation only"),
    GUEST: mark("is a guest and may not be let into more rooms"),
    FULL: mark("the room is full"),
    NOT_ALLOWED: mark("the workspace does not allow it"),
}
_OF_ROOMS = {
    NOT_ALLOWED: mark("The workspace does not let the bot make rooms. Whoever looks after it can change that."),
    GONE: mark("The channel is not there, or it is closed and the bot is not in it. Invite the bot first."),
    ABSENT: mark("The bot is not in the channel. Invite it there first."),
    ARCHIVED: mark("The channel has been archived."),
}


def of_person(t: Speech, why: str) -> str:
    """What keeps somebody out: "ingen konto med den mailadresse, vi har"."""
    return t(_OF_PEOPLE[why]) if why in _OF_PEOPLE else t("the answer was: {why}", why=why)


def of_room(t: Speech, why: str) -> str:
    """Why a room could not be made or had."""
    return t(_OF_ROOMS[why]) if why in _OF_ROOMS else t("The answer was: {why}", why=why)
