"""The lock beside a SQLite file: one at a time, gone with its process, and never a second one under the same name."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from storage.alone import NotAlone, alone, beside

ROOT = Path(__file__).resolve().parents[2]
HOLDER = "import sys; from pathlib import Path; from storage.alone import alone\nwith alone(Path(sys.argv[1])):\n"


def test_one_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "var" / "taskforce.db"
    with alone(path):
        with pytest.raises(NotAlone), alone(path):
            pytest.fail("two at a time")
        with alone(path.with_name("other.db")):
            pass
    with alone(path):
        pass
    assert list(path.parent.iterdir()) == []


def test_it_goes_with_a_process_that_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "taskforce.db"
    words = [sys.executable, "-c", f"{HOLDER}    print('held', flush=True)\n    sys.stdin.read()", str(path)]
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(NotAlone), alone(path):
            pytest.fail("two at a time")
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    assert beside(path).exists()
    with alone(path):
        pass


def test_many_that_come_and_go_are_never_two_at_a_time(tmp_path: Path) -> None:
    work = (
        f"import os\n{HOLDER[: HOLDER.index('with')]}from storage.alone import NotAlone\npath = Path(sys.argv[1])\n"
        "for _ in range(4000):\n"
        "    try:\n"
        "        with alone(path):\n"
        "            os.close(os.open(path, os.O_CREAT | os.O_EXCL))\n"  # fails when somebody else is in here
        "            path.unlink()\n"
        "    except NotAlone:\n"
        "        pass\n"
    )
    words = [sys.executable, "-c", work, str(tmp_path / "taskforce.db")]
    several = [subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    assert [(each.communicate()[1], each.returncode) for each in several] == [("", 0)] * 4
