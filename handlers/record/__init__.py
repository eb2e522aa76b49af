"""What was done: journal, undo, undelivered messages."""
