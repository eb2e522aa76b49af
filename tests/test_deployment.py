"""What runs the program elsewhere: the container, compose and systemd. No engine is needed, for their steps are tried:
what is copied is what is needed, and every command that they name is there and does what they expect of it."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.ending import WHOLE
from bot.settings import PREFIX, Settings
from storage import copies
from tests.newcomer import command, environment, free_port, running, write

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
CONTAINERFILE = (ROOT / "Containerfile").read_text(encoding="utf-8")
PYTHON = "/opt/taskforce/bin/python"
USER = "10001:10001"
GRACE = 10  # seconds that a stop may take


def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8")))


def ours() -> list[dict[str, Any]]:
    """The services of compose that run our program."""
    return [each for each in compose()["services"].values() if each["image"] == "taskforce"]


def unit(name: str) -> dict[str, dict[str, list[str]]]:
    """A unit's sections; each setting with all its lines."""
    sections: dict[str, dict[str, list[str]]] = {}
    section = ""
    for line in (DEPLOY / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            key, value = line.split("=", 1)
            sections.setdefault(section, {}).setdefault(key, []).append(value)
    return sections


def container(word: str) -> list[str]:
    """What follows a word of the Containerfile, with its lines put together."""
    whole = CONTAINERFILE.replace("\\\n", " ")
    return [" ".join(line.split()[1:]) for line in whole.splitlines() if line.startswith(f"{word} ")]


def sent(name: str) -> bool:
    """Whether .containerignore lets a file of the project through; the last line that fits decides."""
    through = True
    for line in (ROOT / ".containerignore").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pattern = line.removeprefix("!").removeprefix("**/")
            parts = name.split("/")
            if fnmatch(parts[0], pattern) or ("**/" in line and any(fnmatch(part, pattern) for part in parts)):
                through = line.startswith("!")
    return through


# --- the container ---


def test_the_container_has_neither_root_nor_an_address_to_fetch_from() -> None:
    assert container("USER") == [USER]
    assert re.findall(r"\w+://(?!127\.0\.0\.1|/)\S+", CONTAINERFILE) == []
    assert [each.split(" AS ")[0].split(":")[0] for each in container("FROM")] == ["python", "python"]
    assert "--require-hashes --requirement requirements.lock" in CONTAINERFILE
    assert "index" not in CONTAINERFILE


def test_what_the_container_copies_is_let_through_and_nothing_else() -> None:
    copied = [word for line in container("COPY") if "--from" not in line for word in line.split()[:-1]]
    assert sorted(copied) == [
        "LICENSE",
        "README.md",
        "bot",
        "handlers",
        "pyproject.toml",
        "requirements.lock",
        "storage",
    ]
    assert sorted(each.name for each in ROOT.iterdir() if sent(each.name)) == sorted(copied)
    assert (sent("bot/app.py"), sent("bot/__pycache__/app.pyc"), sent(".env"), sent("var/taskforce.db")) == (
        *(True, False, False, False),
    )
    assert (ROOT / ".dockerignore").read_bytes() == (ROOT / ".containerignore").read_bytes()


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program as the container installs it: from what is copied alone, without fetching anything."""
    source, target = tmp_path_factory.mktemp("src"), tmp_path_factory.mktemp("opt")
    for name in (word for line in container("COPY") if "--from" not in line for word in line.split()[:-1]):
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, source / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        else:
            shutil.copy(path, source / name)
    words = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-index",
        "--no-compile",
        "--no-deps",
        "--no-build-isolation",
        "--target",
    ]
    subprocess.run([sys.executable, *words, str(target), "."], cwd=source, check=True)
    return target


def test_the_installed_program_has_every_file_of_ours(installed: Path) -> None:
    folders = ("bot", "handlers", "storage")
    wanted = {
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    there = {
        path.relative_to(installed).as_posix()
        for folder in folders
        for path in (installed / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted - there == set()


def test_the_installed_program_starts_in_a_folder_of_its_own_and_writes_nowhere_else(
    installed: Path, tmp_path: Path
) -> None:
    data, home = tmp_path / "data", tmp_path / "tmp"
    data.mkdir()
    home.mkdir()
    surroundings = {**environment(), "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"}
    surroundings |= {"HOME": str(home), "MPLCONFIGDIR": str(home), f"{PREFIX}DATABASE_URL": f"sqlite:///{data}/a.db"}
    before = sorted(installed.rglob("*"))

    def bot(*words: str) -> tuple[int, str]:
        ran = subprocess.run(
            [sys.executable, *words], cwd=data, env=surroundings, capture_output=True, text=True, check=False
        )
        return ran.returncode, ran.stdout

    assert bot("-c", "import bot; print(bot.__file__)") == (0, f"{installed}/bot/__init__.py\n")
    assert bot(*yaml.safe_load(container("CMD")[-1])[1:], "--help")[0] == 0
    assert bot("-m", "bot", "migrate")[0] == 0
    assert bot("-m", "bot", "backup", "b.db")[0] == 0
    assert sorted(each.name for each in data.iterdir()) == ["a.db", "b.db"]
    assert sorted(installed.rglob("*")) == before


def test_the_settings_of_the_container_are_settings() -> None:
    given = set(re.findall(rf"\b({PREFIX}\w+)=", CONTAINERFILE))
    for service in ours():
        given |= {name for name in service["environment"] if name.startswith(PREFIX)}
    for name in ("taskforce.service", "taskforce-backup.service"):
        given |= {word.split("=")[0] for line in unit(name)["Service"]["Environment"] for word in line.split()}
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    assert {name for name in given if name.startswith(PREFIX)} - known == set()


# --- compose ---


def test_every_service_is_shut_in() -> None:
    for name, service in compose()["services"].items():
        shut = {key: service.get(key) for key in ("read_only", "cap_drop", "security_opt")}
        assert (name, shut) == (
            name,
            {"read_only": True, "cap_drop": ["ALL"], "security_opt": ["no-new-privileges:true"]},
        )
        assert any(each.startswith("/tmp:") for each in service["tmpfs"])
        assert service["user"] in (USER, "postgres")
        assert "healthcheck" in service
        assert "privileged" not in service
        assert int(service["stop_grace_period"].removesuffix("s")) > GRACE
    assert GRACE > WHOLE


def test_each_profile_is_whole() -> None:
    services = compose()["services"]
    by_profile = {
        profile: sorted(name for name, each in services.items() if profile in each["profiles"])
        for profile in ("sqlite", "postgresql")
    }
    assert by_profile == {"sqlite": ["taskforce"], "postgresql": ["database", "replica"]}
    assert services["replica"]["deploy"]["replicas"] == 2
    # one address of this machine a replica, and none of another
    assert (services["taskforce"]["ports"], services["replica"]["ports"]) == (
        *(["127.0.0.1:8080:8080"], ["127.0.0.1:8081-8082:8080"]),
    )
    assert "ports" not in services["database"]
    named = {each.split(":")[0] for service in services.values() for each in service.get("volumes", [])}
    assert named == set(compose()["volumes"])


def test_the_healthcheck_finds_the_program_and_notices_when_it_is_gone(tmp_path: Path) -> None:
    port = free_port()
    write(tmp_path, PORT=str(port))
    (test,) = {tuple(each["healthcheck"]["test"]) for each in ours()}
    of_container = yaml.safe_load(container("HEALTHCHECK")[0].partition("CMD ")[2])
    checks = [
        [sys.executable, *(word.replace("8080", str(port)) for word in test[2:])],
        [sys.executable, *of_container[1:]],
    ]
    assert (test[:2], of_container[0]) == (("CMD", "python"), "python")

    def healthy() -> list[bool]:
        surroundings = {**environment(), f"{PREFIX}PORT": str(port)}
        ran = [subprocess.run(each, env=surroundings, capture_output=True, check=False) for each in checks]
        return [each.returncode == 0 for each in ran]

    with running(tmp_path, 1):
        assert healthy() == [True, True]
    assert healthy() == [False, False]


# --- systemd ---

SERVICES = ("taskforce.service", "taskforce-backup.service")
SHUT_IN = {
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "RestrictAddressFamilies": "AF_UNIX AF_INET AF_INET6",
    "MemoryDenyWriteExecute": "yes",
    "UMask": "0077",
}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_shut_in_and_is_nobody_else(name: str) -> None:
    service = unit(name)["Service"]
    assert {key: service[key][-1] for key in SHUT_IN} == SHUT_IN
    assert (service["User"], service["Group"], service["WorkingDirectory"]) == (
        *(["taskforce"], ["taskforce"], ["/var/lib/taskforce"]),
    )


def test_the_service_begins_once_the_machine_knows_what_time_it_is() -> None:
    (after,) = unit("taskforce.service")["Unit"]["After"]
    assert "time-sync.target" in after.split()


def test_a_service_has_longer_to_stop_than_it_needs_and_always_comes_back() -> None:
    service = unit("taskforce.service")["Service"]
    assert int(service["TimeoutStopSec"][0]) > GRACE
    assert (service["Restart"], service["KillSignal"]) == (["always"], ["SIGTERM"])


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_starts_is_there(name: str, tmp_path: Path) -> None:
    (line,) = unit(name)["Service"]["ExecStart"]
    (words,) = re.findall(rf"{re.escape(PYTHON)} -m bot (\w+)", line)
    assert command(tmp_path, words, "--help")[0] == 0


def test_the_nightly_copy_is_made_under_the_name_of_its_night_and_old_ones_go(tmp_path: Path) -> None:
    service = unit("taskforce-backup.service")["Service"]
    assert "taskforce/backups" in service["StateDirectory"][0].split()
    assert command(tmp_path, "migrate")[0] == 0
    folder = tmp_path / "backups"
    folder.mkdir()
    old = folder / "taskforce-2026-01-01-041500.db"
    old.write_text("old")
    os.utime(old, (0, 0))
    for line in (*service["ExecStart"], *service["ExecStartPost"]):
        words = shlex.split(line.replace("$$", "$").replace("%%", "%").replace(PYTHON, sys.executable))
        subprocess.run(words, cwd=tmp_path, env=environment(), check=True)
    (copy,) = folder.iterdir()
    assert re.fullmatch(r"taskforce-\d{4}-\d\d-\d\d-\d{6}\.db", copy.name)
    assert copies.examine(copy)


def test_the_timer_starts_the_copy_at_an_hour_that_every_day_has_once() -> None:
    assert unit("taskforce-backup.timer")["Timer"]["OnCalendar"] == ["*-*-* 04:15:00"]
    assert (DEPLOY / "taskforce-backup.service").exists()


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:  # then what they say has been read above, and no more is known
        return
    for path in DEPLOY.iterdir():
        text = path.read_text(encoding="utf-8").replace(PYTHON, sys.executable)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    units = sorted(str(each) for each in tmp_path.iterdir())
    verified = subprocess.run([analyze, "verify", *units], capture_output=True, text=True, check=False)
    assert (verified.returncode, "taskforce" in verified.stderr) == (0, False)
    for name in SERVICES:
        words = [analyze, "security", "--offline=true", "--threshold=30", str(tmp_path / name)]
        assert subprocess.run(words, capture_output=True, text=True, check=False).returncode == 0
