"""Web addresses that people give: to a room of theirs, to a paper."""

from __future__ import annotations

from urllib.parse import urlsplit

LONGEST = 500  # characters


def host_of(link: str) -> str | None:
    """The host of a web address (http or https), to call it by; None when it is none.

    One that carries a user name is refused, since it can look like another host.
    """
    if len(link) > LONGEST or any(letter.isspace() for letter in link):
        return None
    try:
        found = urlsplit(link)
        host = found.hostname
    except ValueError:
        return None
    if found.scheme not in ("http", "https") or not host or "." not in host or found.username is not None:
        return None
    return host
