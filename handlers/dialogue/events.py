"""What can happen, as frozen values: the one way in which capabilities hear of each other.

The runner hands each event, in the transaction that caused it, to every function that listens.
"""

from __future__ import annotations

from dataclasses import dataclass

from handlers.rules.moments import Moment


@dataclass(frozen=True)
class ExpertNamed:
    """An organisation has named an expert, who can now be asked."""

    nominee_id: int


@dataclass(frozen=True)
class NominationTakenBack:
    """A director changed the answer: the expert is not asked after all."""

    nominee_id: int


@dataclass(frozen=True)
class ExpertAnswered:
    """An expert said yes (`accepted`) or no."""

    nominee_id: int
    accepted: bool


@dataclass(frozen=True)
class RequestSettled:
    """A nomination request got its answer, was passed over, or was opened again."""

    request_id: int


@dataclass(frozen=True)
class MemberJoined:
    """Somebody is now in a group."""

    membership_id: int


@dataclass(frozen=True)
class MemberLeft:
    """Somebody is no longer in a group, or will not be from an announced day on: look at `until`."""

    membership_id: int


@dataclass(frozen=True)
class SeatWanted:
    """A group wants somebody from an organisation: this person, or whoever the organisation names."""

    group_id: int
    organisation_id: int
    person_id: int | None


@dataclass(frozen=True)
class CoordinatorAppointed:
    """An order names somebody of the secretariat as the group's coordinator; nobody has to be asked."""

    group_id: int
    person_id: int


@dataclass(frozen=True)
class CoordinatorChanged:
    """A group got a coordinator, another one, or none."""

    group_id: int


@dataclass(frozen=True)
class GroupEstablished:
    """A group has its members and begins."""

    group_id: int


@dataclass(frozen=True)
class GroupDissolved:
    """A group has ended with its results recorded."""

    group_id: int


@dataclass(frozen=True)
class BasisChanged:
    """What a group rests on was written, is another, or was taken back."""

    group_id: int


@dataclass(frozen=True)
class GroupReopened:
    """A dissolved group works again."""

    group_id: int


@dataclass(frozen=True)
class OfficeChanged:
    """Somebody entered or left an office; open requests may have to go to somebody else."""

    organisation_id: int


@dataclass(frozen=True)
class DirectorAway:
    """A person is away from today on, and somebody answers meanwhile."""

    person_id: int


@dataclass(frozen=True)
class GroupsHandedOver:
    """A member of the secretariat has given groups to another; open requests get the new signature."""

    group_ids: tuple[int, ...]
    from_id: int
    to_id: int


@dataclass(frozen=True)
class MilestoneSettled:
    """A deadline was set, moved, done or dropped."""

    milestone_id: int


@dataclass(frozen=True)
class DeadlineSaid:
    """A marked line says a deadline, or another one than before. Whoever keeps deadlines writes in the mark what
    it became."""

    mark_id: int
    title: str
    moment: Moment | None
    owner_id: int | None


@dataclass(frozen=True)
class OutputSaid:
    """A marked line says that something is delivered, or something else than before."""

    mark_id: int
    title: str
    link: str


@dataclass(frozen=True)
class StatusSaid:
    """Whoever leads a group has said how it stands; `place` is where that was written, empty where it was asked."""

    status_id: int
    place: str = ""


@dataclass(frozen=True)
class StatusTakenBack:
    """How a group stood is no longer said."""

    status_id: int


@dataclass(frozen=True)
class LineTakenBack:
    """A marked line is no longer there: whoever keeps what it became takes that back."""

    mark_id: int


@dataclass(frozen=True)
class OutputSettled:
    """A result was delivered, or that was taken back."""

    output_id: int


@dataclass(frozen=True)
class Undelivered:
    """A message will never reach its reader on a face; `why` is the platform's word for it, and `then` the face
    that takes it instead, if one does."""

    outbox_id: int
    why: str
    face: str = ""
    then: str = ""


@dataclass(frozen=True)
class SentAgain:
    """A message that did not arrive goes once more; whoever drew the cards about its subject draws them as things
    are now."""

    subject: str


@dataclass(frozen=True)
class RoomOpened:
    """A face has made a group's room: what kind of room it is, what it is called, its address there, where a browser
    finds it, and how much of what is said there is read (bot/settings.py: `listen`)."""

    group_id: int
    kind: str
    name: str
    address: str
    url: str = ""
    heard: str = ""


@dataclass(frozen=True)
class RoomFailed:
    """A face could not make a group's room; `why` is its word for it, and `mails` whether the posts go by mail now."""

    group_id: int
    why: str
    mails: bool = True


@dataclass(frozen=True)
class RoomEntered:
    """People of a group were let into its room, and some could not be: those with the face's word for why, or nobody
    could since asking for it failed. `mails` is whether the posts reach them by mail."""

    group_id: int
    inside: tuple[int, ...]
    outside: tuple[tuple[int, str], ...]
    mails: bool = True


@dataclass(frozen=True)
class StrangerEntered:
    """Somebody whom the directory does not know has come into the room at an address of a face (`kind`): `who` is
    what the face calls them, `name` how they call themselves."""

    kind: str
    address: str
    who: str
    name: str


@dataclass(frozen=True)
class PersonErased:
    """A person's profile goes: whoever keeps something that they wrote, or their name, deletes it now."""

    person_id: int
