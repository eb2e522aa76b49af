"""What somebody has written in Teams, as people see it.

Teams tells a message twice: as `text`, in which line breaks, lists and quotations can be lost, and in an attachment as
HTML, as it was written (MicrosoftDocs/msteams-docs #3960, microsoft/botframework-sdk #3238). The HTML is what is read
where there is one. Lines stay lines, a link is its address, an emoji its sign, and people are called by their names.
What is quoted and what stands in a block of code is left out; what is code within a line, or struck out, keeps the
signs by which marked lines leave it unread.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..payloads import part, several, text

FILE = "application/vnd.microsoft.teams.file.download.info"
MARKUP = ("xml", "xhtml", "html")  # formats of `text` that are read as HTML is
UNREAD = {"blockquote", "pre", "codeblock", "style", "script", "head"}
ROWS = {"p", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "br", "hr"}
SIGNS = {"code": "`", "s": "~", "strike": "~", "del": "~"}
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?P<more>[^<>]*)>")
_AT = re.compile(r"<at\b[^<>]*>([^<]*)</at>", re.IGNORECASE)
_GIVEN = re.compile(r"""([a-z-]+)\s*=\s*["']([^"']*)["']""", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_MENTION, _EMOJI = "schema.skype.com/mention", "schema.skype.com/emoji"


@dataclass(frozen=True)
class Mention:
    """Somebody is mentioned: what the connector calls them (empty when Teams does not say), and what is shown."""

    member: str
    shown: str


Piece = str | Mention


def words(activity: Mapping[str, Any], names: Mapping[str, str] | None = None) -> str:
    """What was written, without mentions of the bot. Whoever else is mentioned is called "@" and the name that `names`
    has for them, or what is shown."""
    said: list[str] = []
    before, known = "", names or {}
    bot = text(part(activity, "recipient"), "id")
    for piece in _pieces(activity):
        if isinstance(piece, str):
            said.append(piece)
            before = before if not piece.strip() else ""
            continue
        name = known.get(piece.member, piece.shown)
        if piece.member == bot:
            said.append(" ")
        elif piece.member and piece.member == before:  # Teams can mention somebody by each of their names
            said.append("" if piece.member in known else name)
        else:
            said.append(f"@{name}")
        before = piece.member
    lines = (" ".join(line.split()) for line in "".join(said).splitlines())
    return "\n".join(line for line in lines if line)


def mentioned(activity: Mapping[str, Any]) -> bool:
    """Whether the bot is meant."""
    bot = text(part(activity, "recipient"), "id")
    return any(each.member == bot for each in mentions(activity))


def mentions(activity: Mapping[str, Any]) -> list[Mention]:
    """Who is mentioned, in order."""
    found = [each for each in several(activity, "entities") if each.get("type") == "mention"]
    return [Mention(text(part(each, "mentioned"), "id"), _bare(text(each, "text"))) for each in found]


def file(activity: Mapping[str, Any]) -> str:
    """The address of the first file that came with it; empty without one."""
    files = [each for each in several(activity, "attachments") if each.get("contentType") == FILE]
    return text(files[0], "contentUrl") if files else ""


def _pieces(activity: Mapping[str, Any]) -> list[Piece]:
    left = mentions(activity)
    written = [each for each in several(activity, "attachments") if each.get("contentType") == "text/html"]
    content = text(written[0], "content") if written else ""
    said = text(activity, "text").replace("\r\n", "\n")
    if not content and text(activity, "textFormat") in MARKUP:
        content = said.replace("\n", "<br>")
    if content:
        return list(_read(content, left))
    parts = _AT.split(said)
    return [_named(each, left) if at % 2 else html.unescape(each) for at, each in enumerate(parts)]


def _read(content: str, left: list[Mention]) -> Iterator[Piece]:
    """The pieces of HTML. An element that Teams would not write may be misread, but takes no longer to read."""
    at, unread = 0, 0
    inside, shown, address = "", "", ""  # the tag of a mention and what it shows, and the link that is being read
    for tag in (*_TAG.finditer(content), None):
        between = re.sub(r"\s+", " ", html.unescape(content[at : tag.start() if tag is not None else None]))
        at = tag.end() if tag is not None else at
        if inside:
            shown += between
        elif not unread and not address:
            yield between
        if tag is None:
            yield shown
            return
        name, ends, given = tag["name"].lower(), bool(tag["end"]), _given(tag["more"])
        if name in UNREAD:
            unread = max(unread + (-1 if ends else 1), 0)
            yield "\n"
        elif unread:
            continue
        elif inside:
            if ends and name == inside:
                yield _named(shown, left)
                inside, shown = "", ""
        elif name == "at" or (name == "span" and _MENTION in given.get("itemtype", "").lower()):
            inside = "" if ends else name
        elif name == "a":
            address = "" if ends or not _ADDRESS.match(given.get("href", "")) else given["href"]
            yield address
        elif name == "emoji" or (name == "img" and _EMOJI in given.get("itemtype", "").lower()):
            yield given.get("alt", "")
        elif name in ROWS:
            yield "\n"
        elif name in ("td", "th"):
            yield " "
        else:
            yield SIGNS.get(name, "")


def _named(shown: str, left: list[Mention]) -> Mention:
    """The mention that is shown so, each once; of nobody where Teams tells of none."""
    bare = _bare(shown)
    for each in left:
        if each.shown == bare:
            left.remove(each)
            return each
    return Mention("", bare)


def _bare(shown: str) -> str:
    """A name without the tag around it."""
    return " ".join(html.unescape(_TAG.sub("", shown)).split()).removeprefix("@")


def _given(more: str) -> dict[str, str]:
    return {name.lower(): html.unescape(value) for name, value in _GIVEN.findall(more)}
