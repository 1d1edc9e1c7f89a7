"""What redaction costs: CPU time per text, and for one whole exchange.

    python benchmarks/redaction.py

Prints the median and the least of many runs. The goals are those of issue 2: 100 KB in 0.4 ms with one login, in
2.5 ms with 20 secrets in all encodings.
"""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Callable
from itertools import count

from nbauth.core.message import Messages
from nbauth.core.redact import Redactor
from nbauth.core.secret import Vault

CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
CANARY = 'p+/"&<%é z9'
RANDOM = random.Random(1)  # noqa: S311 - the same secrets in each run
SIZE = 100_000

ROWS = [
    {"id": at, "name": "Ann O'Neil & Söns", "url": f"https://a.example/p?a={at}&b=%2Fx%20y", "path": "C:\\dir\\f"}
    for at in range(1000)
]
TEXTS = {
    "log": "2026-11-23 22:45:01 INFO worker-3 finished batch 1234 in 0.53 s\n" * 2000,
    "JSON, many escapes": json.dumps(ROWS),
    "JSON, not ASCII": json.dumps(ROWS, ensure_ascii=False),
    "HTML, many references": "<tr><td>Ann &amp; Bob</td><td>&lt;b&gt; 5&nbsp;% &#39;x&#39;</td></tr>\n" * 2000,
}


def token(length: int = 40) -> str:
    """Return a secret as servers make them."""
    return "".join(RANDOM.choices(CHARACTERS, k=length))


def redactor(*values: str) -> Redactor:
    """Return a redactor of logins with these passwords."""
    vault = Vault()
    for at, value in enumerate(values):
        vault.add(f"login_{at}", value, usernames=["alice"])
    return Redactor(vault)


def microseconds(run: Callable[[], object], count: int) -> tuple[float, float]:
    """Return median and least CPU time of *count* runs."""
    times = []
    for _ in range(count):
        began = time.thread_time_ns()
        run()
        times.append((time.thread_time_ns() - began) / 1000)
    return statistics.median(times), min(times)


def small_exchange() -> Callable[[Redactor], object]:
    """Return what redacts one exchange: URL, 10 and 8 headers, 1 KB of JSON."""
    sent = [("Host", "api.example.com"), ("Authorization", "Bearer {{token}}"), ("Accept", "*/*")]
    sent += [(f"X-Sent-{at}", "value, quality=0.8; some more text") for at in range(7)]
    got = [("Content-Type", "application/json"), ("Content-Length", "1024"), ("Server", "nginx/1.22")]
    got += [(f"X-Got-{at}", "value, quality=0.8; some more text") for at in range(5)]
    body = json.dumps([{"id": at, "name": "Ann O'Neil", "path": "/a/b"} for at in range(40)])[:1024].encode()

    dates = count()
    raw_sent = [(name.encode(), value.encode()) for name, value in sent]
    raw_got = [(name.encode(), value.encode()) for name, value in got]
    by_redactor: dict[Redactor, Messages] = {}

    def run(found: Redactor) -> object:
        messages = by_redactor.setdefault(found, Messages(found))
        url = messages.url("https://api.example.com/v1/items?page=2&size=40")
        headers = messages.headers([*raw_got, (b"Date", b"%d" % next(dates))])  # one header is always new
        return url, messages.headers(raw_sent), messages.body(body, headers)

    return run


def main() -> None:
    """Print the table."""
    logins = {
        "1 token": redactor(token()),
        "1 password, 12 characters": redactor("vK7#" + token(8)),
        "1 canary": redactor(CANARY),
        "20 passwords": redactor(*(f"{token(6)}+/{token(6)}" for _ in range(20))),
        "20 canaries": redactor(*(f"{token(4)}{CANARY}{token(6)}" for _ in range(20))),
    }
    print(f"{'':28}{'':24}{'median':>10}{'least':>10}  microseconds of CPU")
    for name, found in logins.items():
        for kind, text in TEXTS.items():
            median, least = microseconds(lambda found=found, text=text[:SIZE]: found.text(text), 60)
            print(f"{name:28}{kind:24}{median:10.0f}{least:10.0f}")
    run = small_exchange()
    for name, found in logins.items():
        median, least = microseconds(lambda found=found: [run(found) for _ in range(100)], 60)
        print(f"{name:28}{'a small exchange':24}{median / 100:10.1f}{least / 100:10.1f}")
    values = [f"{token(4)}{CANARY}{token(6)}" for _ in range(20)]
    median, least = microseconds(lambda: redactor(*values), 20)
    print(f"{'20 canaries':28}{'making the patterns':24}{median:10.0f}{least:10.0f}")


if __name__ == "__main__":
    main()
