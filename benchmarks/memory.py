"""Memory of 100,000 requests with history_limit=1000, over a mock transport. Goal: flat after the first 10,000."""

from __future__ import annotations

import resource
import sys

import server

import nbauth
from nbauth._http import httpx


def rss() -> float:
    """Return the largest resident size so far, in MiB."""
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def main() -> None:
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=server.BODY))
    with nbauth.Session(transport=transport, history_limit=1000) as session:
        session.login("https://api.example.com", nbauth.BasicAuth("ada", "correct horse battery"))
        print(f"## Memory over {total:,} requests, history_limit=1000\n\n| requests | MiB |\n|---|---|")
        for count in range(1, total + 1):
            session.client.get("https://api.example.com/items")
            if count in (1, total // 10, total // 2, total):
                print(f"| {count:,} | {rss():.1f} |", flush=True)


if __name__ == "__main__":
    main()
