"""Microsoft's cloud in a process of its own."""

from __future__ import annotations

from tests.cloud.served import run

from .server import Server

if __name__ == "__main__":
    run(Server)
