"""The one tree of errors that a person is meant to read. Anything else is a defect."""

from __future__ import annotations

from .card import Button


class UserError(Exception):
    """A clear sentence for the person who asked; nothing has been changed.

    `field` names the field of a form that it is about; `buttons` offer the way out where there is one.
    """

    def __init__(
        self, sentence: str, *, field: str | None = None, more: str = "", buttons: tuple[Button, ...] = ()
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.more = more
        self.buttons = buttons


class NotAllowed(UserError):
    """The person may not do this; the sentence says who may."""
