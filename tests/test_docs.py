"""README tells what the product does: its commands, in both languages, its settings, and a group's life."""

from __future__ import annotations

import re
from pathlib import Path

from bot.settings import PREFIX, Settings
from handlers.contents import everything
from handlers.rules.lifecycle import TRANSITIONS

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def test_readme_begins_with_the_two_commands() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    assert [line.split("#")[0].strip() for line in blocks[0].splitlines()] == ["make demo", "make test"]


def test_readme_lists_every_command_in_both_languages() -> None:
    rows = re.findall(r"^\| (?:`(\S+?)`|\*\(alone\)\*) \| (?:`(\S+?)`|\*\(alone\)\*) \| (.+?) \|", README, re.MULTILINE)
    commands = [(each.dansk, each.word, each.summary) for each in everything().commands]
    assert sorted(rows) == sorted(commands)


def test_readme_lists_every_setting_with_its_default() -> None:
    rows = dict(re.findall(rf"^\| `({PREFIX}\w+)` \| .+ \| (?:`(.+)`)? ?\|$", README, re.MULTILINE))
    fields = {
        PREFIX + name.upper(): "" if field.default is None else str(field.default)
        for name, field in Settings.model_fields.items()
    }
    assert rows == fields


def test_readme_draws_every_state_and_step_of_a_groups_life() -> None:
    drawing = README.split("## How a group lives")[1].split("```")[1]
    words = set(re.findall(r"[a-z_]+", drawing))
    assert words == {word.value for key, state in TRANSITIONS.items() for word in (*key, state)}
