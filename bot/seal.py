"""Signatures under what leaves the house and comes back in somebody's hands: links, and the forms behind them.

Each purpose has a salt of its own, so that nothing signed for one can be passed off as another. Nothing here
expires: how long a link lasts is a column, by the domain clock.
"""

from __future__ import annotations

import hashlib
from typing import Any

from itsdangerous import BadData, Signer, URLSafeSerializer

from storage.tables import Link, Room


class Seal:
    """Signs and verifies with one secret, of at least 32 characters."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def link(self, link: Link) -> str:
        """The part of an address that stands for a link; it carries a number and nothing about a person."""
        return self._signed(f"link {link.purpose.value}", link.id, link.nonce)

    def read_link(self, token: str, purpose: str) -> tuple[int, str] | None:
        """The number and the random part of a link for a purpose; None when we have not signed it."""
        return self._read(f"link {purpose}", token)

    def room(self, room: Room) -> str:
        """The part of an address that stands for a group's room."""
        return self._signed("room", room.id, room.nonce)

    def read_room(self, token: str) -> tuple[int, str] | None:
        """The number and the random part of a room; None when we have not signed it."""
        return self._read("room", token)

    def pack(self, value: Any, purpose: str) -> str:
        """A JSON value, signed for a purpose; readable to whoever holds it."""
        return str(self._serializer(purpose).dumps(value))

    def unpack(self, text: str, purpose: str) -> Any:
        """The value that was packed for this purpose; None when we have not signed it."""
        try:
            return self._serializer(purpose).loads(text)
        except BadData:
            return None

    def _signed(self, salt: str, number: int | None, nonce: str) -> str:
        return self._signer(salt).sign(f"{number}.{nonce}").decode()

    def _read(self, salt: str, token: str) -> tuple[int, str] | None:
        try:
            number, _, nonce = self._signer(salt).unsign(token).decode().partition(".")
            return int(number), nonce
        except (BadData, ValueError):
            return None

    def _signer(self, salt: str) -> Signer:
        return Signer(self._secret, salt=salt, key_derivation="hmac", digest_method=hashlib.sha256)

    def _serializer(self, salt: str) -> URLSafeSerializer:
        return URLSafeSerializer(
            self._secret, salt=salt, signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256}
        )
