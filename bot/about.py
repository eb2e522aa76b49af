"""What platforms tell people about the app before they have met it: in Slack's manifest and in Teams'."""

from __future__ import annotations

from handlers.locale import mark

NAME = "Taskforce"
SUMMARY = mark("Task forces from order to thanks.")
ABOUT = mark(
    "For a secretariat that serves several organisations. It orders a task force, asks each director for an expert, "
    "opens a room when all have answered, keeps the deadlines, and closes the group with its results and thanks. "
    "Directors and experts answer with a button; nobody but the secretariat needs to learn a command."
)
