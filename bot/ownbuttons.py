"""What a chat adds to a card by itself: the ways to its other pages, and buttons that fetch papers."""

from __future__ import annotations

from handlers.dialogue.card import Button, Card, Document, Picture, unmarked
from handlers.locale import Speech

from .lengths import short

PAGE = "page"  # another page of a long card; args {"page": n}, from 0
FILE = "file"  # send the document; args {"kind", "id", "name"}


def whereabouts(card: Card, t: Speech, page: int, pages: int, most: int) -> str:
    """What stands above a page that is not the first; of the title at most so many characters."""
    return t("{title} (page {page} of {pages})", title=short(unmarked(card.title), most), page=page + 1, pages=pages)


def onward(t: Speech, page: int, pages: int) -> Button:
    """The way from a page to the next, which there is."""
    label = t("Show the rest") if page + 2 == pages else t("Show more")
    return Button(PAGE, label, {"page": page + 1})


def fetching(document: Document | Picture, t: Speech) -> Button:
    """The button that fetches a paper."""
    if isinstance(document, Picture):
        args = {"kind": document.kind, "id": document.id, "name": document.name}
        return Button(FILE, t("Show the picture"), args)
    # A calendar leads to a page; its name is what is done there, not what is fetched.
    calendar = document.kind.startswith("calendar")
    label = document.name if calendar else t("Get {name}", name=document.name)
    return Button(FILE, label, {"kind": document.kind, "id": document.id, "name": document.name})
