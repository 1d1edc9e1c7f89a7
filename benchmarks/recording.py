"""CPU of recording and redacting an exchange of 1 KB with one login, over a mock transport. Goal: 40 microseconds.

Printed: a session's GET less the same GET with httpx's own BasicAuth, both in each round.
"""

from __future__ import annotations

import statistics

import server
from rounds import interleaved

import nbauth
from nbauth._http import httpx

HEADERS = {"Content-Type": "application/json", "Date": "Tue, 24 Nov 2026 10:00:00 GMT", "Server": "benchmark"}
URL = "https://api.example.com/items?page=2"


def main() -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(200, headers=HEADERS, content=server.BODY))
    bare = httpx.Client(transport=transport, auth=httpx.BasicAuth("ada", "correct horse battery"))
    session = nbauth.Session(transport=transport)
    session.login("https://api.example.com", nbauth.BasicAuth("ada", "correct horse battery"))
    contenders = {"httpx": lambda: bare.get(URL), "nbauth": lambda: session.client.get(URL)}
    times = interleaved(contenders, rounds=40, calls=200)
    added = [mine[1] - other[1] for mine, other in zip(times["nbauth"], times["httpx"], strict=True)]
    print("## Recording and redacting 1 KB, one login: CPU added per exchange\n")
    print(f"median {statistics.median(added) * 1e6:.0f} microseconds, least {min(added) * 1e6:.0f};")
    print(f"the GET itself, httpx over the same mock transport: {min(t[1] for t in times['httpx']) * 1e6:.0f}")


if __name__ == "__main__":
    main()
