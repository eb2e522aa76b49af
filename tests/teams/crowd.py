"""Many people at once, in a process of its own: `python -m tests.teams.crowd URL` takes activities on standard input, a
line of JSON for each (its token and its body). At an empty line it says "ready", at the next it sends them all at the
same time, and then writes each status."""

from __future__ import annotations

import asyncio
import json
import sys

from aiohttp import ClientSession, ClientTimeout, TCPConnector

PATIENCE = ClientTimeout(total=60)


async def crowd(url: str, activities: list[tuple[str, str]]) -> list[int]:
    """Send them all at once; the statuses, in their order."""

    async def send(session: ClientSession, token: str, body: str) -> int:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        async with session.post(url, data=body.encode(), headers=headers, timeout=PATIENCE) as response:
            await response.read()
            return response.status

    async with ClientSession(connector=TCPConnector(limit=0)) as session:
        return list(await asyncio.gather(*(send(session, *each) for each in activities)))


def main() -> None:
    """Read, wait, send, write."""
    activities = [tuple(json.loads(line)) for line in iter(sys.stdin.readline, "\n")]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sys.stdout.write(json.dumps(asyncio.run(crowd(sys.argv[1], activities))))


if __name__ == "__main__":
    main()
