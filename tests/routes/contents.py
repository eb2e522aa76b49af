"""All recipes, in the order in which a reader of handlers/contents.py meets what they reach."""

from __future__ import annotations

from tests.routes import (
    answering,
    backwards,
    basis,
    ending,
    evaluating,
    forming,
    frames,
    gates,
    mandate,
    marked,
    people,
    planning,
    plans,
    record,
    rooms,
    status,
    working,
)
from tests.routes.book import Book


def all_recipes() -> Book:
    """The whole book."""
    book = Book()
    book.include(
        people.book, forming.book, basis.book, mandate.book, answering.book, working.book, rooms.book, marked.book
    )
    book.include(planning.book, gates.book, plans.book, backwards.book, ending.book, evaluating.book, record.book)
    book.include(status.book)
    book.include(frames.book)
    return book
