"""The pages that say what is wrong. The one for a link that does not work tells nothing about anybody."""

from __future__ import annotations

import math

from .. import guard


def dead() -> guard.Trouble:
    """Unknown, forged, cut, revoked, expired, or somebody's who has been erased: nobody can tell which."""
    return guard.Trouble(
        404,
        lambda t: t("The link no longer works."),
        lambda t: t("Write to whoever sent you the mail, and you will get a new one."),
    )


def closed() -> guard.Trouble:
    """The link to a long form does not work; nobody can tell why."""
    return guard.Trouble(
        404,
        lambda t: t("The link no longer works."),
        lambda t: t("Press once more where you found it, and you will get a new one."),
    )


def forged() -> guard.Trouble:
    """The form is none that a page of this link has drawn."""
    return guard.Trouble(
        403,
        lambda t: t("That page was too old."),
        lambda t: t("Nothing has been changed. Go back and press once more."),
    )


def no_such_way() -> guard.Trouble:
    """Pages are opened and forms are sent; there is nothing else."""
    return guard.Trouble(
        405,
        lambda t: t("We could not read that."),
        lambda t: t("Nothing has been changed. Go back and try again."),
    )


class TooMany(guard.Trouble):
    """Somebody has come too often; `seconds` until they may again."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            429,
            lambda t: t("One moment, please."),
            lambda t: t("That was a great deal at once. Nothing has been changed. Wait a minute, and try again."),
        )
        self.seconds = max(math.ceil(seconds), 1)
