"""The product as somebody new has it: `python -m bot` in a folder of their own, with the settings of its `.env`."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CAST = ROOT / "tests" / "data" / "cast.csv"


def steps(section: str) -> list[str]:
    """What README's section says to do, in its order."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.findall(
        r"^\d\. \*\*(.+?)\*\*", readme.partition(f"## {section}\n")[2].partition("\n## ")[0], re.MULTILINE
    )


def command(folder: Path, *words: str) -> tuple[int, list[str]]:
    """`python -m bot` with the settings of the folder's .env: its exit code and what it says."""
    ran = subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, (ran.stdout + ran.stderr).splitlines()


def environment() -> dict[str, str]:
    """That of a machine on which nothing is set."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TASKFORCE_")}
    return {**clean, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


@contextmanager
def running(folder: Path, lines: int) -> Iterator[tuple[str, list[str]]]:
    """`python -m bot run`: its address, and the first lines that it says at start."""
    words = [sys.executable, "-m", "bot", "run"]
    with subprocess.Popen(words, cwd=folder, env=environment(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            said = [process.stdout.readline().strip() for _ in range(lines)]
            yield f"http://127.0.0.1:{_port(folder)}", said
        finally:
            process.terminate()
            assert process.wait(20) == 0


def write(folder: Path, **settings: str) -> None:
    """Add to the folder's `.env`."""
    with (folder / ".env").open("a", encoding="utf-8") as file:
        file.writelines(f"TASKFORCE_{name}={value}\n" for name, value in settings.items())


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _port(folder: Path) -> str:
    found = re.search(r"^TASKFORCE_PORT=(\d+)$", (folder / ".env").read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None
    return found[1]
