"""What a page of a link lets be done, signed: nothing else can be done with it, and by no other link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.dialogue.card import Argument, Confirm

from ...seal import Seal
from .. import guard

FORM, ASK = "form", "ask"  # the fields, and the purposes, of what is to be done and of what is to be asked first


@dataclass(frozen=True)
class Signed:
    """What was drawn as a button or a form: an action, what it is about, the key that makes it happen once,
    and the question to be asked before."""

    action: str
    args: Mapping[str, Argument]
    key: str
    confirm: Confirm | None = None

    def packed(self, seal: Seal, link_id: int) -> tuple[str, str]:
        """The hidden field that brings it back: its name and its value."""
        what = [link_id, self.action, dict(self.args), self.key]
        if self.confirm is None:
            return FORM, seal.pack(what, FORM)
        return ASK, seal.pack([*what, self.confirm.title, self.confirm.text, self.confirm.yes], ASK)


def read(sent: guard.Sent, seal: Seal, link_id: int) -> Signed | None:
    """What a page of a link has sent; None when no page of this very link has drawn it."""
    for name in (FORM, ASK):
        text = sent.text(name)
        found = seal.unpack(text, name) if text.isascii() else None
        if found is not None and found[0] == link_id:
            _, action, args, key, *question = found
            return Signed(action, args, key, Confirm(*question) if question else None)
    return None
