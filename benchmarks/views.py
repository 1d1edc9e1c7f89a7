"""What it costs to show things, over a mock transport: CPU, and bytes of one message.

Goals: 1,000 rows of history in one message of at most 130 KB, and at most 15 ms; the card of a list of 1,000 items
at most 64 KB; the first view of the list in the page, of 1,000 exchanges, at most 300 ms and 1 MB.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable

import nbauth
from nbauth._http import httpx
from nbauth.notebook.view import HistoryView, response_bundle
from nbauth.widgets.history import HistoryList

SMALL = {"items": [{"id": number, "name": f"item {number}", "price": number * 1.5} for number in range(20)]}
LARGE = [{"id": number, "name": f"item {number}", "tags": ["a", "b"]} for number in range(1000)]
CHALLENGE = 'Digest realm="api", nonce="0123456789", qop="auth", algorithm=SHA-256'


def answer(request: httpx.Request) -> httpx.Response:
    """Ask for Digest, then answer with JSON."""
    if "Authorization" not in request.headers:
        return httpx.Response(401, headers={"WWW-Authenticate": CHALLENGE})
    return httpx.Response(200, json=LARGE if request.url.path == "/large" else SMALL)


def milliseconds(call: Callable[[], object], count: int = 30) -> float:
    """Return the median CPU time of a call."""
    times = []
    for _ in range(count):
        begun = time.process_time()
        call()
        times.append(time.process_time() - begun)
    return statistics.median(times) * 1e3


def first_view(session: nbauth.Session) -> dict[str, object]:
    """Return all that a page gets to show the list: code, the text that stands for it, and the first rows."""
    shown = HistoryList(session)
    text, html = shown.text()
    told = {"state": shown.get_state(["_esm", "_css"]), "text/plain": text, "text/html": html, **shown.shown()}
    shown.close()
    return told


def main() -> None:
    with nbauth.Session(transport=httpx.MockTransport(answer)) as session:
        auth = nbauth.DigestAuth("ada", "correct horse battery")
        first = session.client.get("https://api.example.com/small", auth=auth)
        large = session.client.get("https://api.example.com/large", auth=auth)
        session.login("https://api.example.com", nbauth.DigestAuth("ada", "correct horse battery"))
        for number in range(998):
            session.client.get(f"https://api.example.com/customers/{number * 37}/orders?page={number % 9}")
        views: dict[str, Callable[[], object]] = {
            "card, 2 legs, 1 KB of JSON": lambda: response_bundle(first),
            "card, 1,000 items": lambda: response_bundle(large),
            "history, 1,000 rows": lambda: HistoryView(session.history)._repr_mimebundle_(),
            "list in the page, 1,000 exchanges": lambda: first_view(session),
        }
        print("## Showing\n\n| | CPU, ms | KB in one message |\n|---|---|---|")
        for name, view in views.items():
            size = len(json.dumps(view(), ensure_ascii=False).encode())
            print(f"| {name} | {milliseconds(view):.2f} | {size / 1000:.1f} |")


if __name__ == "__main__":
    main()
