"""Measure in a process of its own how much memory one large body takes on its way, in bytes.

``python measure_memory.py URL down|up sync|async LOGIN...`` prints for each login the peak of all that Python
allocated meanwhile (tracemalloc: the same on every system, and not the parent's peak, as ru_maxrss is after a fork).
LOGIN is "bare" for httpx without nbauth, or one of `LOGINS`.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
import tempfile
import tracemalloc
from pathlib import Path
from typing import Any

from nbauth._http import httpx

DOWN = 100 * 1024 * 1024
UP = 200 * 1024 * 1024
PASSWORD = 'p+/"&<%é z9'


def netrc() -> Any:
    import nbauth

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "netrc"
        path.write_text('machine 127.0.0.1 login ada password "a-password"\n')
        path.chmod(0o600)
        return nbauth.NetRCAuth(path)


LOGINS = {
    "basic": lambda nbauth: nbauth.BasicAuth("ada", PASSWORD),
    "digest": lambda nbauth: nbauth.DigestAuth("ada", PASSWORD),
    "bearer": lambda nbauth: nbauth.BearerAuth("a-token-0123456789"),
    "apikey": lambda nbauth: nbauth.APIKeyAuth("a-key-0123456789"),
    "netrc": lambda nbauth: netrc(),
}


def clients(login: str, origin: str) -> tuple[Any, Any]:
    """Return a sync and an async client that log in so."""
    if login == "bare":
        return httpx.Client(), httpx.AsyncClient()
    import nbauth

    session = nbauth.Session()
    session.login(origin, LOGINS[login](nbauth))
    return session.client, session.async_client


def down(client: httpx.Client, url: str, size: int) -> int:
    with client.stream("GET", f"{url}?size={size}") as response:
        return sum(len(chunk) for chunk in response.iter_bytes())


async def adown(client: httpx.AsyncClient, url: str, size: int) -> int:
    async with client.stream("GET", f"{url}?size={size}") as response:
        return sum([len(chunk) async for chunk in response.aiter_bytes()])


def checked(answer: dict[str, Any], file: Any) -> int:
    file.seek(0)
    assert hashlib.file_digest(file, "sha256").hexdigest() == answer["sha256"]
    return answer["size"]


def up(client: httpx.Client, url: str, file: Any) -> int:
    return checked(client.post(url, content=file).json(), file)


async def aup(client: httpx.AsyncClient, url: str, file: Any) -> int:
    async def chunks() -> Any:
        file.seek(0)
        while data := file.read(65536):
            yield data

    headers = {"Content-Length": str(size_of(file))}
    return checked((await client.post(url, content=chunks(), headers=headers)).json(), file)


def size_of(file: Any) -> int:
    return file.seek(0, 2)


def peak(url: str, direction: str, how: str, login: str) -> int:
    """Return how much more was allocated at once than before."""
    target = f"{url}/digest" if login == "digest" else f"{url}/"
    client, async_client = clients(login, url)
    with tempfile.TemporaryFile() as file, asyncio.Runner() as runner:
        file.truncate(UP)
        file.seek(0)

        def run(direction: str, target: str, size: int) -> int:
            if how == "sync":
                return down(client, target, size) if direction == "down" else up(client, target, file)
            return runner.run(
                adown(async_client, target, size) if direction == "down" else aup(async_client, target, file)
            )

        # Connections and caches are not what is measured. A generator can be sent once, so that Digest must know
        # the challenge before; a file is sent twice.
        run("down", f"{url}/" if (direction, how) == ("up", "sync") else target, 1)
        tracemalloc.start()
        moved = run(direction, target, DOWN)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert moved == (DOWN if direction == "down" else UP)
        runner.run(async_client.aclose())
        client.close()
    return most


if __name__ == "__main__":
    url, direction, how, *logins = sys.argv[1:]
    print(json.dumps({login: peak(url, direction, how, login) for login in logins}))
