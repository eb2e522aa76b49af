"""Buttons on their way to Slack and back: what is pressed travels as the element's action_id and value."""
