"""What the holder of a link has: whose it is, the card that it is about as it stands now, and its buttons.

A link is dead when we have not signed it, when it was revoked or its person erased, and when its time is over
and the card has nothing to say about that. All of these look the same from outside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.dialogue.card import Argument, Aside, Button, Card, Items, Letter, Line, Part, Table
from handlers.dialogue.tell import DIGEST, PROFILE_SUBJECT
from handlers.dialogue.wire import from_json
from storage import groups, links, outbox, people
from storage.engine import Store
from storage.tables import Link, LinkPurpose, OutboxRow, Person

PROFILE = frozenset({"me", "me.edit", "me.correct", "me.erase", "me.erase.now", "calendar.address", "calendar.new"})
"""What shows, corrects or erases a profile, or opens a person's calendar. Not with an ordinary mail's link: a mail
may have been passed on."""
_ERASING = ("me.erase", "me.erase.now")

Keep = Callable[[Button], bool]


@dataclass(frozen=True)
class Held:
    """A link that works. `late` says that its time is over; then `card` is what is left to say. `subject` is
    what its message is about, `until` when its time ends if the message has an end of its own, `case` the
    case number of the group, `house` in whose name we write."""

    link: Link
    person: Person
    subject: str
    card: Card
    late: bool = False
    until: datetime | None = None
    case: str = ""
    house: str = ""

    @property
    def letter(self) -> Letter:
        """How the card reads as a letter."""
        return self.card.letter or Letter(self.card.title)

    @property
    def buttons(self) -> tuple[Button, ...]:
        """The buttons under the card on its own page: a letter's own ones in place of the card's, and the
        card's links."""
        found = self.letter.buttons or self.card.buttons
        links = (each for each in self.card.buttons if each.style == "link")
        return (*found, *(each for each in links if not any(same(each, other) for other in found)))

    @property
    def asides(self) -> tuple[Aside, ...]:
        """The letter's sentences with a link in them, without those whose link stands under the card."""
        shown = self.buttons
        return tuple(each for each in self.letter.small if not any(same(each.button, other) for other in shown))

    @property
    def page(self) -> Card:
        """The card as its own page shows it, without small print that a sentence with a link says again."""
        said = {f"{each.before}{each.button.label}{each.after}" for each in self.asides}
        body = (part for part in self.card.body if not (isinstance(part, Line) and part.text in said))
        return replace(self.card, body=tuple(body), buttons=self.buttons)

    def offered(self, action: str, args: Mapping[str, object]) -> Button | None:
        """The button of the card, or of its letter, that does exactly this; None when there is none.
        Arguments are compared as they stand in an address."""
        wanted = _texts(args)
        if action == "me" and not wanted:  # every mail to an expert promises it, and the way there is a fresh mail
            return Button("me", "")
        for each in self._every():
            if each.url is None and each.action == action and _texts(each.args) == wanted:
                return each
        return None

    def _every(self) -> Iterator[Button]:
        yield from self.letter.buttons
        yield from self.card.buttons
        for part in self.card.body:
            yield from _inside(part)
        yield from (aside.button for aside in self.letter.small)

    # --- what may be done ---

    def may(self, action: str, args: Mapping[str, Argument]) -> bool:
        """Whether what one of our pages offered can still be done with this link; when its time is over, only
        what is left on the card."""
        return not self.late or self.offered(action, args) is not None

    def keeps_back(self, action: str) -> bool:
        """Whether this is a matter of the person's profile, for which the link is not good enough. Where the
        card itself asks whether to erase (the card of thanks), its yes is a yes."""
        if action not in PROFILE or self.subject.startswith(PROFILE_SUBJECT):
            return False
        return action not in _ERASING or self.offered("me.erase", {}) is None

    @property
    def digest(self) -> bool:
        """Whether the message is a digest, which can be switched off."""
        return self.subject.startswith(DIGEST)


def find(store: Store, link_id: int, nonce: str, now: datetime) -> Held | None:
    """The link of a number and its random part, if it works at `now` (domain time)."""
    link = links.find(store, link_id, nonce, LinkPurpose.answer)
    if link is None or link.outbox_id is None:
        return None
    person, row = people.get(store, link.person_id), outbox.get(store, link.outbox_id)
    if person.erased_at is not None or row is None:
        return None
    cards = _cards(outbox.versions(store, row.target_id or link.outbox_id))
    late = link.expires_at is not None and link.expires_at <= now
    card = _left(cards) if late else next(iter(cards), None)
    if card is None:
        return None
    case = groups.get(store, link.group_id).case_number if link.group_id is not None else ""
    until = link.expires_at if row.answer_by is not None and not row.subject.startswith(PROFILE_SUBJECT) else None
    return Held(link, person, row.subject, card, late, until, case, people.house(store))


def for_file(store: Store, link_id: int, nonce: str, now: datetime) -> Held | None:
    """The link with which papers can be fetched, if it works at `now` (domain time): one that was made for that
    alone, a long form's, or a message's."""
    found = (links.find(store, link_id, nonce, purpose) for purpose in (LinkPurpose.file, LinkPurpose.page))
    link = next((each for each in found if each is not None), None)
    if link is None:
        return find(store, link_id, nonce, now)
    person = people.get(store, link.person_id)
    if person.erased_at is not None or link.expires_at is None or link.expires_at <= now:
        return None
    return Held(link, person, "", Card(""), house=people.house(store))


def _cards(rows: Sequence[OutboxRow]) -> list[Card]:
    return [from_json(Card, row.payload) for row in rows if row.payload]


def _left(cards: Sequence[Card]) -> Card | None:
    """What the newest letter leaves to say when its time is over."""
    letters = (card.letter for card in cards if card.letter is not None)
    newest = next(letters, None)
    return newest.late if newest is not None else None


# --- buttons ---


def same(one: Button, other: Button) -> bool:
    """Whether two buttons do the same."""
    return (one.action, _texts(one.args), one.url) == (other.action, _texts(other.args), other.url)


def with_buttons(card: Card, keep: Keep) -> Card:
    """The card with those of its buttons alone that `keep` says yes to."""

    def of(buttons: Sequence[Button]) -> tuple[Button, ...]:
        return tuple(each for each in buttons if keep(each))

    def part(each: Part) -> Part:
        if isinstance(each, Items):
            return Items(tuple(replace(item, buttons=of(item.buttons)) for item in each.items))
        if isinstance(each, Table) and each.next is not None and not keep(each.next):
            return replace(each, next=None)
        return each

    return replace(card, body=tuple(map(part, card.body)), buttons=of(card.buttons))


def _inside(part: Part) -> Iterator[Button]:
    if isinstance(part, Items):
        for item in part.items:
            yield from item.buttons
    elif isinstance(part, Table) and part.next is not None:
        yield part.next


def _texts(args: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in args.items()}
