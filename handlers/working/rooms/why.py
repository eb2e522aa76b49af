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
TAKEN = "taken"
NO_TEAM = "no_team"
NOT_IN_TEAM = "not_in_team"
OTHER_CHAT = "other_chat"
MUTED = "muted"
NOT_DONE = "not_done"

SHUT = frozenset({NOT_ALLOWED, GONE, ARCHIVED, ABSENT, MUTED})  # what ends the posts in a room that there was
_UNREAD = ", unread"  # behind the word of an entry: there is no mail by which the posts could arrive
_OF_PEOPLE = {
    NO_ACCOUNT: mark("no account with the address that we have"),
    CLOSED_ACCOUNT: mark("the account has been closed"),
    ELSEWHERE: mark("only has an account in another organisation"),
    GUEST: mark("is a guest and cannot be let into more rooms"),
    FULL: mark("the room is full"),
    NOT_ALLOWED: mark("the workspace does not allow it"),
    NOT_IN_TEAM: mark("is not in there"),
    OTHER_CHAT: mark("uses Teams, and cannot come into a room in Slack"),
    GONE: mark("the channel is not there, or Taskforce is not in it"),
    ABSENT: mark("Taskforce is not in the channel"),
    ARCHIVED: mark("the channel has been archived"),
    NOT_DONE: mark("it did not work when we tried"),
}
_OF_ROOMS = {
    NOT_ALLOWED: mark("Rooms may not be made from here. An administrator can change that."),
    GONE: mark("The channel is not there, or it is closed and Taskforce is not in it. Let Taskforce in first."),
    ABSENT: mark("Taskforce is not in the channel. Let Taskforce in first."),
    ARCHIVED: mark("The channel has been archived."),
    MUTED: mark("The channel lets only some people write. The owner of the team can let Taskforce write there."),
    TAKEN: mark("The channel is the room of another group."),
    NO_TEAM: mark("Write **@Taskforce room {group}** in the channel in Teams where the group is to talk."),
}


def unread(reason: str) -> str:
    """The word of an entry whose person the posts do not reach by mail either."""
    return reason + _UNREAD


def is_unread(reason: str) -> bool:
    """Whether the posts do not reach them by mail."""
    return reason.endswith(_UNREAD)


def plain(reason: str) -> str:
    """The face's word alone."""
    return reason.removesuffix(_UNREAD)


def of_invitation(reason: str) -> str:
    """The word for each of those whose invitation has failed as a whole. What else a platform says then, or a defect of
    ours, is about none of them and in nobody's language: it stands in the log."""
    return reason if reason in _OF_PEOPLE else NOT_DONE


def of_person(t: Speech, reason: str) -> str:
    """What keeps somebody out: "ingen konto med den adresse, vi har"."""
    said = plain(reason)
    return t(_OF_PEOPLE[said]) if said in _OF_PEOPLE else t("the answer was: {why}", why=said)


def of_room(t: Speech, reason: str, group: str) -> str:
    """Why a room could not be made or had, or what makes it one; `group` is the title."""
    return t(_OF_ROOMS[reason], group=group) if reason in _OF_ROOMS else t("The answer was: {why}", why=reason)
