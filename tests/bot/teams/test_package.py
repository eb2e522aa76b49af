"""The app package: its files, the same bytes each time, and its icons, which the script draws again as they are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path
from struct import unpack
from zipfile import ZipFile

import pytest

from bot.settings import load
from bot.teams.manifest import manifest, strings
from bot.teams.package import ICONS, package
from handlers.contents import everything
from scripts.icons import AMBER, FJORD, WHITE, icons

ROOT = Path(__file__).resolve().parents[3]
APP, TEAM = "11111111-1111-4111-8111-111111111111", "55555555-5555-4555-8555-555555555555"
GIVEN = {"TEAMS_APP_ID": APP, "TEAMS_TEAM": TEAM, "PUBLIC_URL": "https://taskforce.brn.example", "LANGUAGE": "da"}
COMMANDS = everything().commands
Pixel = tuple[int, int, int, int]


def command(folder: Path, *words: str, **given: str) -> tuple[int, str]:
    """`python -m bot teams …` in a folder: its exit code and what it says."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TASKFORCE_")}
    chosen = {f"TASKFORCE_{name}": value for name, value in given.items()}
    ran = subprocess.run(
        [sys.executable, "-m", "bot", "teams", *words],
        cwd=folder,
        env={**clean, **chosen, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout + ran.stderr


def pixels(content: bytes) -> list[list[Pixel]]:
    """What a picture of at most sixteen colours shows, row by row; every chunk's sum is right."""
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    parts, rest = {}, content[8:]
    while rest:
        (length,) = unpack(">I", rest[:4])
        kind, part = rest[4:8], rest[8 : 8 + length]
        assert unpack(">I", rest[8 + length : 12 + length]) == (zlib.crc32(kind + part),)
        parts[kind], rest = part, rest[12 + length :]
    assert list(parts) == [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"]
    width, height, *form = unpack(">IIBBBBB", parts[b"IHDR"])
    assert form == [4, 3, 0, 0, 0]
    colours = [(*parts[b"PLTE"][3 * each : 3 * each + 3], alpha) for each, alpha in enumerate(parts[b"tRNS"])]
    rows = zlib.decompress(parts[b"IDAT"])
    wide = width // 2 + 1
    assert len(rows) == wide * height
    assert set(rows[::wide]) == {0}
    return [
        [colours[number] for byte in rows[at + 1 : at + wide] for number in (byte >> 4, byte & 15)]
        for at in range(0, len(rows), wide)
    ]


# --- the zip ---


def test_it_holds_the_manifest_the_other_language_and_two_icons() -> None:
    settings = load(**{name.lower(): value for name, value in GIVEN.items()})
    with ZipFile(BytesIO(package(COMMANDS, settings))) as zipped:
        assert zipped.testzip() is None
        assert zipped.namelist() == ["manifest.json", "en.json", "color.png", "outline.png"]
        assert json.loads(zipped.read("manifest.json")) == manifest(COMMANDS, settings)
        assert json.loads(zipped.read("en.json")) == strings(COMMANDS, "en")
        assert {name: zipped.read(name) for name in ("color.png", "outline.png")} == icons()


def test_every_file_that_the_manifest_names_is_in_it() -> None:
    settings = load(**{name.lower(): value for name, value in (GIVEN | {"LANGUAGE": "en"}).items()})
    with ZipFile(BytesIO(package(COMMANDS, settings))) as zipped:
        made = json.loads(zipped.read("manifest.json"))
        named = [*made["icons"].values(), *(each["file"] for each in made["localizationInfo"]["additionalLanguages"])]
        assert sorted([*named, "manifest.json"]) == sorted(zipped.namelist())


def test_the_same_settings_make_the_same_bytes_and_it_says_what_to_do_with_them(tmp_path: Path) -> None:
    code, said = command(tmp_path, "package", **GIVEN)
    assert (code, said) == (
        0,
        "taskforce-teams.zip is ready. In the Teams admin center: Teams apps, Manage apps, Actions, Upload new app. "
        "Then let the app be installed for the people of the directory, under Setup policies (docs/teams.md).\n",
    )
    assert command(tmp_path, "package", "another.zip", **GIVEN)[0] == 0
    first, second = ((tmp_path / name).read_bytes() for name in ("taskforce-teams.zip", "another.zip"))
    assert first == second
    assert command(tmp_path, "package", "--number", "9.8.7", "third.zip", **GIVEN)[0] == 0
    with ZipFile(tmp_path / "third.zip") as zipped:
        assert json.loads(zipped.read("manifest.json"))["version"] == "9.8.7"


def test_the_manifest_alone_is_printed(tmp_path: Path) -> None:
    code, said = command(tmp_path, "manifest", **GIVEN)
    settings = load(**{name.lower(): value for name, value in GIVEN.items()})
    assert (code, json.loads(said)) == (0, manifest(COMMANDS, settings))


@pytest.mark.parametrize("word", ["package", "manifest"])
def test_without_settings_nothing_is_written_and_it_says_which(tmp_path: Path, word: str) -> None:
    code, said = command(tmp_path, word)
    assert (code, [line.split()[0] for line in said.splitlines()], list(tmp_path.iterdir())) == (
        1,
        ["TASKFORCE_TEAMS_APP_ID", "TASKFORCE_PUBLIC_URL"],
        [],
    )


# --- the icons ---


def test_the_icons_are_what_the_script_draws() -> None:
    assert {each.name: each.read_bytes() for each in ICONS.iterdir()} == icons()


def test_the_icon_in_colour_has_twelve_seats_on_fjord_inside_what_teams_shows() -> None:
    shown = pixels(icons()["color.png"])
    assert (len(shown), {len(row) for row in shown}) == (192, {192})
    edge = [pixel for y, row in enumerate(shown) for x, pixel in enumerate(row) if not (36 <= x < 156 > y >= 36)]
    assert set(edge) == {(*FJORD, 255)}
    assert shown[96][142] == (*AMBER, 255)  # the one, at three o'clock
    assert shown[96][50] == shown[142][96] == shown[50][96] == (*WHITE, 255)  # nine, six and twelve o'clock
    assert shown[96][96] == (*FJORD, 255)


def test_the_outline_is_white_on_nothing() -> None:
    shown = pixels(icons()["outline.png"])
    assert (len(shown), {len(row) for row in shown}) == (32, {32})
    assert {pixel[:3] for row in shown for pixel in row} == {WHITE}
    assert (shown[0][0][3], shown[16][16][3], shown[16][27][3], shown[16][4][3]) == (0, 0, 255, 255)
