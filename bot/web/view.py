"""Everything that one page of the workspace shows, read in one go and in the language of whoever acts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from babel.dates import format_date
from markupsafe import Markup

from handlers.dialogue.card import Card, unmarked
from handlers.dialogue.request import number
from handlers.dialogue.router import Router
from handlers.dialogue.wire import from_json
from handlers.locale import Speech
from handlers.rules import dates_written
from handlers.rules.names import danish_key, raised
from storage import mails, people, workspace
from storage.engine import Store
from storage.tables import Person, WorkspaceChannel, WorkspaceMail
from storage.workspace import Listed, Said

from . import completion, guide, letters
from .personas import Persona
from .render import At, Renderer, kept

BOT = "Taskforce"


@dataclass(frozen=True)
class Message:
    """A post as it is drawn. `version` changes whenever it would look different; `said` is what a screen
    reader is told when it comes in."""

    id: int
    version: str
    by: str
    of: str
    initials: str
    at: datetime
    time: str
    private: bool
    text: str
    card: Markup | None
    said: str


@dataclass(frozen=True)
class Day:
    """The posts of one day, under its name."""

    id: str
    label: str
    messages: list[Message]


@dataclass(frozen=True)
class Somebody:
    """A person whom one can act as; `mail` when they get mail and have no conversation with the bot."""

    id: int
    name: str
    what: str
    line: str
    unread: int
    search: str
    mail: bool


@dataclass(frozen=True)
class Clockface:
    """What the clock says, in long and in short, and what comes next."""

    at: datetime
    day: str
    rest: str
    short: str
    next: str


@dataclass(frozen=True)
class Box:
    """A letter box: how many mails are unopened, and, on its own pages, the mails or the one that is open
    (`as_text` when its plain twin is shown). `earlier` is the mail before which there may be more."""

    unseen: int
    here: bool = False
    mails: Sequence[letters.Listed] = ()
    letter: letters.Letter | None = None
    as_text: bool = False
    earlier: int | None = None


@dataclass(frozen=True)
class View:
    """One page of the workspace. `here` is the channel that is shown, None in the letter box; `box` is None for
    somebody who has never got a mail and does not."""

    person: Person
    what: str
    line: str
    mail: bool
    box: Box | None
    channels: list[Listed]
    direct: list[Listed]
    unread: int
    here: WorkspaceChannel | None
    title: str
    topic: str
    archived: bool
    days: list[Day]
    earlier: int | None
    groups: list[tuple[str, list[Somebody]]]
    words: list[completion.Word]
    clock: Clockface
    steps: list[guide.Shown]
    base: str
    bot: str = BOT

    @property
    def done(self) -> int:
        """How many steps of the guide have been done."""
        return sum(step.done for step in self.steps)

    def name(self, listed: Listed) -> str:
        """What a channel is called in the list."""
        return name(listed.channel, listed.other)


@dataclass(frozen=True)
class Asked:
    """Which page: who acts, where, when, what falls due next, how far back, and which steps were skipped.

    Without a channel it is the letter box: its list, or a mail of it, in words alone with `as_text`.
    """

    person_id: int
    channel_id: int | None
    now: datetime
    next: tuple[str, datetime] | None
    before: int | None
    skipped: Collection[int]
    at: At
    mail: WorkspaceMail | None = None
    as_text: bool = False


def read(store: Store, asked: Asked, cast: Sequence[Persona], router: Router, renderer: Renderer) -> View:
    """Read a page; the person is known to be in the channel, and the mail to be theirs."""
    person = people.get(store, asked.person_id)
    t = Speech(person.language, asked.now)
    everybody = people.everybody(store)
    organisations = people.organisations(store)
    by_mail = {each.email: each for each in cast}
    unopened = mails.unseen(store)
    by_mail_alone = people.by_mail_alone(store)
    unread = Counter(workspace.unread(store, outside=by_mail_alone)) + Counter(unopened)
    outside = asked.person_id in by_mail_alone
    listed = workspace.channels_of(store, asked.person_id)
    here = next((each for each in listed if each.channel.id == asked.channel_id), None)
    if outside:
        listed = [each for each in listed if not alone(each.channel)]

    def somebody(each: Person) -> Somebody:
        organisation = organisations[each.organisation_id].short
        persona = by_mail.get(each.email or "")
        what = ", ".join(part for part in (each.title, organisation) if part)
        line = persona.line if persona else ""
        mail = number(each.id) in by_mail_alone
        return Somebody(
            number(each.id),
            each.name,
            what,
            line,
            unread.get(number(each.id), 0),
            " ".join([each.name, what, t("gets mail") if mail else ""]).strip().casefold(),
            mail,
        )

    shown = {number(each.id): somebody(each) for each in everybody}
    people_of = {each.email: shown[number(each.id)] for each in everybody if each.email}
    played = {each.id: people_of[each.email] for each in cast if each.email in people_of}
    me = shown.get(asked.person_id) or somebody(person)
    said = workspace.posts(store, asked.channel_id, asked.person_id, before=asked.before) if asked.channel_id else []
    box = None
    if outside or not asked.channel_id or mails.has_any(store, asked.person_id):
        box = _box(store, asked, unopened.get(asked.person_id, 0), t)
    return View(
        person=person,
        what=me.what,
        line=me.line,
        mail=outside,
        box=box,
        channels=sorted((each for each in listed if each.channel.name is not None), key=_place_in_rail),
        direct=sorted((each for each in listed if each.channel.name is None), key=_place_in_rail),
        unread=sum(each.unread for each in listed) + (box.unseen if box else 0),
        here=here.channel if here else None,
        title=name(here.channel, here.other) if here else _box_title(box, t),
        topic=_topic(here, t) if here else person.email or "",
        archived=here is not None and here.channel.archived_at is not None,
        days=_days(said, asked, t, renderer, alone=here is not None and alone(here.channel)),
        earlier=number(said[0].post.id) if len(said) == workspace.PAGE else None,
        groups=_grouped(shown, played, {each.id or 0: each.short for each in organisations.values()}, everybody, t),
        words=completion.words(store, router, person, here.channel.group_id if here else None, t),
        clock=clockface(asked.now, asked.next, t),
        steps=guide.shown(
            workspace.story(store, guide.TITLE),
            {id_: guide.Player(each.id, each.name, each.mail) for id_, each in played.items()},
            asked.skipped,
            t,
        ),
        base=asked.at.base,
    )


def _box(store: Store, asked: Asked, unseen: int, t: Speech) -> Box:
    if asked.channel_id:
        return Box(unseen)
    if asked.mail is not None:
        letter = letters.opened(asked.mail, t)
        return Box(unseen, here=True, letter=letter, as_text=asked.as_text or not letter.html)
    found = mails.of_person(store, asked.person_id, before=asked.before)
    earlier = number(found[-1].id) if len(found) == mails.PAGE else None
    return Box(unseen, here=True, mails=[letters.listed(each, t) for each in found], earlier=earlier)


def _box_title(box: Box | None, t: Speech) -> str:
    return box.letter.subject if box and box.letter else t("Inbox")


def alone(channel: WorkspaceChannel) -> bool:
    """Whether a channel is somebody's conversation with the bot."""
    return channel.person_id is not None and channel.other_id is None


def name(channel: WorkspaceChannel, other: str) -> str:
    """# elnet, the other person's name, or Taskforce."""
    return f"# {channel.name}" if channel.name is not None else other or BOT


def clockface(now: datetime, next_: tuple[str, datetime] | None, t: Speech) -> Clockface:
    """The clock in words."""
    day = dates_written.day_only(now.date(), t.language, year=True)
    time = dates_written.short_time(now, t.language)
    short = format_date(now, "EEE d. MMM" if t.language == "da" else "EEE d MMM", locale=t.language)
    return Clockface(
        at=now,
        day=raised(day),
        rest=kept(t("week {week}, at {time}", week=now.isocalendar().week, time=time)),
        short=kept(t("{day} at {time}", day=short, time=time)),
        next=kept(_next(next_, t)) if next_ else "",
    )


def _next(next_: tuple[str, datetime], t: Speech) -> str:
    kind, at = next_
    ahead = (at.date() - t.now.date()).days
    later = t.weekday(at.weekday()) if ahead < 7 else dates_written.plain_day(at.date(), t.language)
    day = later if ahead else t("today")
    when = t("{day} at {time}", day=day, time=dates_written.short_time(at, t.language))
    return t("Next: {what}, {when}", what=_due(t).get(kind, kind), when=when)


def _due(t: Speech) -> Mapping[str, str]:
    return {
        "request.send": t("a card goes out"),
        "request.remind": t("a reminder"),
        "nominee.remind": t("a reminder"),
        "round.notice": t("a reply deadline"),
        "milestone.ask": t("a deadline comes near"),
        "milestone.late": t("a deadline has passed"),
        "handover": t("groups are handed over"),
        "role.start": t("a coordinator begins"),
        "role.leave": t("a coordinator stops"),
        "membership.leave": t("a member stops"),
        "group.status": t("the question how a group is doing"),
        "status_question.remind": t("a reminder"),
        "group.end": t("the question about an end date"),
        "evaluation.ask": t("an evaluation begins"),
        "evaluation.remind": t("a reminder"),
        "step.ask": t("a reminder"),
        "evaluation.close": t("an evaluation is summed up"),
        "office.change": t("a change of directors"),
        "absence.begin": t("somebody is away"),
        "person.erase": t("a profile that is not used"),
        "office.confirm": t("the yearly look at the directory"),
        "person.digest": t("the weekly digest"),
        "week.digest": t("the weekly digest"),
        "outbox": t("a message goes out"),
    }


def _topic(here: Listed, t: Speech) -> str:
    if alone(here.channel):
        return here.channel.topic or t("Questions to you, and your answers")
    if here.channel.name is None:
        return ""
    count = t.plural(here.members, "one member", "{n} members")
    return f"{count} · {here.channel.topic}" if here.channel.topic else count


def _days(said: list[Said], asked: Asked, t: Speech, renderer: Renderer, *, alone: bool) -> list[Day]:
    zone = asked.now.tzinfo
    found = []
    for day, posts in groupby(said, key=lambda each: each.post.posted_at.astimezone(zone).date()):
        messages = [_message(each, asked, t, renderer, alone=alone) for each in posts]
        found.append(Day(f"day-{day.isoformat()}", _day(day, asked.now.date(), t), messages))
    return found


def _day(day: date, today: date, t: Speech) -> str:
    label = dates_written.day_only(day, t.language, year=abs((day - today).days) > 180)
    return t("Today, {day}", day=label) if day == today else raised(label)


def _message(said: Said, asked: Asked, t: Speech, renderer: Renderer, *, alone: bool) -> Message:
    post = said.post
    card = from_json(Card, post.card) if post.card else None
    at = post.posted_at.astimezone(asked.now.tzinfo)
    by = said.author or BOT
    words = unmarked(card.summary or card.title) if card else post.text
    place = At(asked.at.base, asked.at.token, asked.at.key, number(post.id), post.version)
    return Message(
        id=number(post.id),
        version=f"{post.version}-{t.language}",
        by=by,
        of=said.organisation,
        initials=_initials(said.author),
        at=at,
        time=dates_written.short_time(at, t.language),
        private=post.only_for_id is not None and not alone,
        text=post.text,
        card=renderer.card(card, t, place) if card else None,
        said=f"{by}: {words}",
    )


def _grouped(
    shown: Mapping[int, Somebody],
    played: Mapping[str, Somebody],
    organisations: Mapping[int, str],
    everybody: Sequence[Person],
    t: Speech,
) -> list[tuple[str, list[Somebody]]]:
    """Those with something to read first, then those of the guide, then everybody by organisation."""
    waiting = [each for each in shown.values() if each.unread]
    guided = [played[id_] for id_ in guide.personas() if id_ in played and not played[id_].unread]
    placed = {each.id for each in (*waiting, *guided)}
    groups = [(t("Something to read"), waiting), (t("In the guide"), guided)]
    for organisation_id in sorted(organisations, key=lambda id_: danish_key(organisations[id_])):
        members = [
            shown[number(each.id)]
            for each in everybody
            if each.organisation_id == organisation_id and each.id not in placed
        ]
        groups.append((organisations[organisation_id], members))
    return [(label, members) for label, members in groups if members]


def _place_in_rail(listed: Listed) -> tuple[bool, bool, tuple[str, str]]:
    """Closed channels last, the bot before people, then by name."""
    channel = listed.channel
    return channel.archived_at is not None, not alone(channel), danish_key(channel.name or listed.other)


def _initials(name: str) -> str:
    parts = name.split()
    return (parts[0][0] + parts[-1][0] if len(parts) > 1 else name[:2]).upper() if parts else ""
