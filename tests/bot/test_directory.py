"""`taskforce directory import FILE.csv`, as it is typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import commands

CAST = Path(__file__).parents[1] / "data" / "cast.csv"
READ = "Kredsens personer er læst ind."


@pytest.fixture
def typed(empty_url, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TASKFORCE_DATABASE_URL", empty_url)
    return lambda path: CliRunner().invoke(commands, ["directory", "import", str(path)])


def test_the_circle_is_read_and_once_is_enough(typed):
    first, again = typed(CAST), typed(CAST)
    assert (first.exit_code, first.output) == (0, f"{READ}\n58 nye, 0 ændret, 0 som før.\n")
    assert (again.exit_code, again.output) == (0, f"{READ}\n0 nye, 0 ændret, 58 som før.\n")


def test_bad_lines_are_named_and_the_command_says_so(typed, tmp_path):
    path = tmp_path / "circle.csv"
    path.write_text(CAST.read_text(encoding="utf-8").replace("helle.brinkmark@", "helle brinkmark@"), encoding="utf-8")
    found = typed(path)
    assert (found.exit_code, found.output) == (
        1,
        "Kredsens personer er læst ind, på nær én linje.\n"
        "57 nye, 0 ændret, 0 som før.\n"
        "Fra de her linjer er intet gemt:\n"
        '  Linje 2: "helle brinkmark@brn.example" er ikke en mailadresse.\n',
    )


def test_a_file_that_is_not_there(typed, tmp_path):
    assert typed(tmp_path / "none.csv").exit_code == 2
