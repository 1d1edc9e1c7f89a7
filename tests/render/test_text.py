"""Exchanges as plain text."""

from __future__ import annotations

from nbauth.core.record import Body, Exchange, Leg, RequestRecord, ResponseRecord
from nbauth.render.text import exchange_text, history_text

URL = "https://api.example.com/items"
FIRST = Leg(
    "challenge",
    RequestRecord("GET", URL),
    ResponseRecord(401, "Unauthorized", (("WWW-Authenticate", 'Digest realm="api", nonce="x"'),)),
    elapsed=0.002,
)
SECOND = Leg(
    "answer",
    RequestRecord("GET", URL, (("Authorization", "Digest ..."),)),
    ResponseRecord(200, "OK", (("Content-Type", "application/json"),), Body(b'{"n":1}', 7)),
    elapsed=0.004,
    login="api",
)
ANSWERED = Exchange(2, (FIRST, SECOND), 0.0061)
FAILED = Exchange(
    3, (Leg("request", RequestRecord("GET", URL), None, "ConnectError: refused"),), 0.1, "ConnectError: refused"
)


def test_an_answered_challenge():
    """One status line, a line for each leg, then the body."""
    assert """\
200 OK  GET https://api.example.com/items  6 ms  7 B  login api
  1 → challenge  GET /items  ← 401 Unauthorized  Digest realm="api"  2 ms
  2 → answer     GET /items  Digest ••••••  ← 200 OK  4 ms
{
  "n": 1
}""" == exchange_text(ANSWERED)


def test_a_failure():
    """What failed stands at its leg, and below."""
    assert """\
failed: ConnectError  GET https://api.example.com/items  100 ms  no login
  1 → request    GET /items  ✗ ConnectError: refused  0 ms
ConnectError: refused""" == exchange_text(FAILED)


def test_history():
    """All exchanges with their legs, by number; what was dropped is said."""
    text = history_text([ANSWERED, FAILED], dropped=1)

    assert "1 older exchanges were dropped" == text.splitlines()[0]
    assert ["  2  200", "  3  fai"] == [line[:8] for line in text.splitlines() if line[2:3].isdigit()]
    assert 6 == len(text.splitlines())
    assert "nothing was sent yet" == history_text([])


def test_a_long_body_is_cut():
    """Twenty lines, and how many more there are."""
    body = "\n".join(f"line {n}" for n in range(30)).encode()
    exchange = Exchange(
        1,
        (
            Leg(
                "request",
                RequestRecord("GET", URL),
                ResponseRecord(200, "OK", (("Content-Type", "text/plain"),), Body(body, len(body))),
            ),
        ),
    )
    lines = exchange_text(exchange).splitlines()

    assert ["line 19", "… 10 more lines"] == lines[-2:]


def test_a_server_forges_nothing():
    """Terminal escapes and line breaks in what a server sends stay visible and on their line."""
    evil = "OK\x1b[2J\x1b]8;;http://evil.example\x07\r\n  9 → answer"
    headers = (("WWW-Authenticate", f'Basic realm="{evil}"'), ("Content-Type", f"image/{evil}"))
    leg = Leg("request", RequestRecord("GET", URL), ResponseRecord(401, evil, headers, Body(b"\xff", 1)))
    text = exchange_text(Exchange(1, (leg,)))

    assert 3 == len(text.splitlines())
    assert "\x1b" not in text and "\x07" not in text and "\r" not in text
