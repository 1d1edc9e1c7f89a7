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
    least = {name: min(cpu for _, cpu in pairs) * 1e6 for name, pairs in times.items()}
    print("## Recording and redacting 1 KB, one login: CPU added per exchange\n")
    print(f"median of rounds {statistics.median(added) * 1e6:.0f} microseconds,")
    print(f"least-disturbed rounds {least['nbauth'] - least['httpx']:.0f}: {least['nbauth']:.0f} against")
    print(f"httpx's {least['httpx']:.0f} over the same mock transport")


if __name__ == "__main__":
    main()
