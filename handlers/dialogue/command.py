"""A slash command, defined once: help, completion, the guide and the manifests are all made from it."""

from __future__ import annotations

from dataclasses import dataclass

SPOKEN_TO = ("teams",)  # faces without a command before the word


@dataclass(frozen=True)
class Command:
    """One word after /taskforce, in both languages.

    `summary` is one line of help in English (its Danish stands in the catalogue); `usage` is an example of
    what comes after the word; `aliases` are further words that mean the same. `action` is its row in
    rules/permissions. `featured` commands are offered first.
    """

    word: str
    dansk: str
    summary: str
    usage: str = ""
    dansk_usage: str = ""
    action: str = ""
    featured: bool = False
    aliases: tuple[str, ...] = ()

    def name(self, language: str) -> str:
        """The word in a language."""
        return self.dansk if language == "da" else self.word

    @property
    def words(self) -> tuple[str, ...]:
        """Every word that means this command."""
        return (self.word, self.dansk, *self.aliases)
