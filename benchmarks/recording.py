"""CPU of recording and redacting an exchange of 1 KB with one login, over a mock transport. Goal: 40 microseconds.

Three contenders: httpx with its own BasicAuth, a session, and the same session with a recorder that keeps nothing,
which tells the cost of choosing the login from that of recording and redacting.
"""

from __future__ import annotations

import statistics

import server
from rounds import interleaved

import nbauth
from nbauth._http import httpx
from nbauth.wire.hop import Send
from nbauth.wire.recorder import Recording

HEADERS = {"Content-Type": "application/json", "Date": "Tue, 24 Nov 2026 10:00:00 GMT", "Server": "benchmark"}
URL = "https://api.example.com/items?page=2"


def main() -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(200, headers=HEADERS, content=server.BODY))
    bare = httpx.Client(transport=transport, auth=httpx.BasicAuth("ada", "correct horse battery"))
    session = nbauth.Session(transport=transport)
    session.login("https://api.example.com", nbauth.BasicAuth("ada", "correct horse battery"))
    session.client.get(URL)
    finish, view, kept = Recording.finish, Send._view, session.history[-1]

    def keeping_nothing() -> None:
        Recording.finish, Send._view = lambda *args, **options: kept, lambda self, leg, hop: hop
        session.client.get(URL)
        Recording.finish, Send._view = finish, view

    contenders = {
        "httpx": lambda: bare.get(URL),
        "nbauth": lambda: session.client.get(URL),
        "keeping nothing": keeping_nothing,
    }
    cpu = {
        name: [pair[1] * 1e6 for pair in pairs]
        for name, pairs in interleaved(contenders, rounds=40, calls=200).items()
    }
    print("## Recording and redacting 1 KB, one login: CPU, microseconds\n")
    print("| | median of rounds | least |\n|---|---|---|")
    for title, base in (
        ("recording and redacting", "keeping nothing"),
        ("with choosing the login, over httpx", "httpx"),
    ):
        added = statistics.median(mine - other for mine, other in zip(cpu["nbauth"], cpu[base], strict=True))
        print(f"| {title} | {added:.0f} | {min(cpu['nbauth']) - min(cpu[base]):.0f} |")
    print(f"| httpx itself | {statistics.median(cpu['httpx']):.0f} | {min(cpu['httpx']):.0f} |")


if __name__ == "__main__":
    main()
