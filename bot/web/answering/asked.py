"""What a browser or a mail program asks for beside the page itself: its language, or no digest any more."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message

from aiohttp import web

from handlers.locale import LANGUAGES

from .. import guard

_FIELD = ("List-Unsubscribe", "One-Click")  # RFC 8058, section 3.1
_FORM, _PARTS = "application/x-www-form-urlencoded", "multipart/form-data"


async def unsubscribes(request: web.Request) -> bool:
    """Whether a mail program sends exactly what it may send for its reader, in one of the two forms (RFC 8058)."""
    if request.content_type == _FORM:
        return (await guard.whole(request)).strip() == "=".join(_FIELD).encode()
    if request.content_type != _PARTS:
        return False
    kind = request.headers["Content-Type"].encode("ascii", "replace")
    parts = message_from_bytes(b"Content-Type: " + kind + b"\r\n\r\n" + await guard.whole(request)).get_payload()
    if not isinstance(parts, list):
        return False
    return [_field(each) for each in parts if isinstance(each, Message)] == [_FIELD]


def _field(part: Message) -> tuple[str, str]:
    return str(part.get_param("name", header="Content-Disposition")), str(part.get_payload()).strip()


def preferred(request: web.Request) -> str:
    """The language of ours that a browser likes best; Danish when it likes none."""
    wanted = request.headers.get("Accept-Language", "")[:200].lower()
    found = [(_liking(part), part.partition(";")[0].strip()[:2]) for part in wanted.split(",")]
    liked = [(liking, code) for liking, code in found if code in LANGUAGES and liking > 0]
    return max(liked, key=lambda each: each[0])[1] if liked else "da"


def _liking(part: str) -> float:
    try:
        return float(part.partition("q=")[2].strip() or 1)
    except ValueError:
        return 0.0
