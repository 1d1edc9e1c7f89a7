"""Exchanges to show: what came of a request, without sending one."""

from __future__ import annotations

from nbauth.core.record import Body, Exchange, Leg, RequestRecord, ResponseRecord

URL = "https://api.example.com/items"
EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>\x1b[2J\u202e&lt;$\\href{javascript:alert(1)}{x}$"
EVIL_BODY = EVIL.encode()

DIGEST = 'Digest username="ada", realm="api", nonce="xyz", uri="/items", nc=00000001, response="{{api_proof}}"'
CHALLENGE = 'Digest realm="api", nonce="xyz", qop="auth"'


def sent(method="GET", url=URL, headers=(), body=b"", media=""):
    """Return a request."""
    headers = (("Host", "api.example.com"), *headers, *((("Content-Type", media),) if media else ()))
    return RequestRecord(method, url, headers, Body(body, len(body)))


def came(status=200, body=b"", media="", headers=(), size=None, note="", reason=""):
    """Return a response."""
    headers = (*((("Content-Type", media),) if media else ()), *headers)
    return ResponseRecord(status, reason, headers, Body(body, len(body) if size is None else size, note))


def answered(body=b"", media="", *, number=1, url=URL, **options):
    """Return an exchange of one leg without a login."""
    return Exchange(
        number, (Leg("request", sent(url=url), came(200, body, media, **options), elapsed=0.005),), 0.0061
    )


def digest(body=b'{"ok": true}', media="application/json", *, number=1):
    """Return an exchange of two legs: a challenge and its answer."""
    first = came(401, headers=(("WWW-Authenticate", CHALLENGE),))
    legs = (
        Leg("challenge", sent(), first, elapsed=0.002, login="api"),
        Leg(
            "answer", sent(headers=(("Authorization", DIGEST),)), came(200, body, media), elapsed=0.004, login="api"
        ),
    )
    return Exchange(number, legs, 0.0061)


def refreshed():
    """Return an exchange of three legs: a token that has run out, a new one, the answer."""
    old = sent(headers=(("Authorization", "Bearer {{api_token}}"),))
    form = b"grant_type=refresh_token&refresh_token={{api_refresh_token}}"
    token = sent("POST", "https://login.example.com/token", (), form, "application/x-www-form-urlencoded")
    refused = came(401, headers=(("WWW-Authenticate", 'Bearer realm="api", error="invalid_token"'),))
    legs = (
        Leg("challenge", old, refused, login="api"),
        Leg("token", token, came(200, b"{}", "application/json"), login="api"),
        Leg("answer", old, came(200, b"{}", "application/json"), login="api"),
    )
    return Exchange(7, legs, 0.137)


def failed(error="ConnectError: refused"):
    """Return an exchange that got no response."""
    return Exchange(9, (Leg("request", sent(), None, error, elapsed=0.1),), 0.1, error)


def evil(body=EVIL_BODY, media="text/html"):
    """Return an exchange in which everything that others write tries to run or to forge."""
    headers = (("WWW-Authenticate", f'Basic realm="{EVIL}"'), (EVIL, EVIL), ("Location", EVIL))
    request = RequestRecord(
        EVIL, f"{URL}?{EVIL}", (("Authorization", EVIL), ("X", "{{a}}" + EVIL)), Body(body, len(body))
    )
    legs = (
        Leg("challenge", request, came(401, body, media, headers, reason=EVIL), login=EVIL),
        Leg(EVIL, request, came(200, body, media, headers, reason=EVIL), login=EVIL),
        Leg("token", request, None, EVIL, login=EVIL),
        Leg("answer", request, came(200, body, media, headers, reason=EVIL), login=EVIL),
    )
    return Exchange(1, legs, 1.0)
