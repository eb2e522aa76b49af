"""Slack for the tests: a Web API that refuses what Slack refuses, in its own process (`python -m tests.slack.cloud`).

tests/slack/fake.py starts it and reads it; what people do in it stands in tests/slack/workspace.py.
"""
