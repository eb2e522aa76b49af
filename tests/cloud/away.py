"""A platform's cloud as the tests have it, from without: started in a process of its own, told what to be, and read."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

Json = dict[str, Any]
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20  # seconds


class Refusal(AssertionError):
    """The cloud would not take what the bot or the test gave it."""


@dataclass
class Away:
    """A cloud that runs elsewhere. Every method waits for its answer; none of them reaches the bot."""

    MODULE: ClassVar[str]

    address: str
    secret: str

    @classmethod
    @contextmanager
    def started(cls) -> Iterator[Self]:
        """It, while the block runs. It ends with this process, too."""
        command = [sys.executable, "-m", cls.MODULE]
        with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            said = process.stdout.readline().split()
            assert len(said) == 2, f"{cls.MODULE} did not start"
            try:
                yield cls(*said)
            finally:
                process.stdin.close()
                process.wait(PATIENCE)

    def do(self, what: str, **arguments: Any) -> Any:
        """Speak to it as a test; raises Refusal."""
        status, _headers, answer = self.http("POST", f"/{self.secret}/{what}", json.dumps(arguments))
        assert status == 200, (what, status, answer)
        if not answer["ok"]:
            said = answer.get("response_metadata", {}).get("messages", [])
            raise Refusal(f"{what}: {answer['error']} {'; '.join(said)}")
        return answer["answer"]

    def http(self, verb: str, path: str, body: str | bytes = "", headers: Any = None) -> tuple[int, Message, Any]:
        """One request as anybody may make it; status, headers, body (read, where it is JSON)."""
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=PATIENCE)
        try:
            connection.request(verb, path, body, headers or {})
            response = connection.getresponse()
            raw = response.read()
            is_json = response.headers.get_content_type() == "application/json"
            return response.status, response.headers, json.loads(raw) if is_json else raw.decode()
        finally:
            connection.close()

    def reset(self) -> None:
        """Begin with nobody in it."""
        self.do("reset")

    def fault(self, method: str, *, times: int = 1, **how: Any) -> None:
        """The next calls of a method go wrong: `status` (500), `error`, `retry_after` and `hang` (seconds), `after`
        (the call is done, but its answer is lost), `die` (the connection is cut)."""
        self.do("fault", method=method, times=times, **how)

    def limits(self, on: bool) -> None:
        """Whether the platform's own limits on how often it is called are kept."""
        self.do("limits", on=on)

    def read(self) -> Json:
        """Everything that there is."""
        found: Json = self.do("read")
        return found

    def record(self, *methods: str) -> list[Json]:
        """Every call in its order, accepted or refused: method, arguments, answer, status. With methods, those calls
        alone."""
        found: list[Json] = self.do("record")
        return [each for each in found if not methods or each["method"] in methods]

    def clear(self) -> None:
        """Forget the record."""
        self.do("clear")

    def keep(self, name: str) -> None:
        """Put all that there is aside under a name."""
        self.do("keep", name=name)

    def bring_back(self, name: str) -> None:
        """Everything is as it was when it was put aside."""
        self.do("bring_back", name=name)
