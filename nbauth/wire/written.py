"""What a person has written on a request themself: how far it goes.

Logins are added per hop (`wire/hop.py`) and need nothing of this. But httpx has room for credentials in headers,
parameters too, and a redirect of httpx's takes all headers along but Authorization. Here, a header of which the
record would hide something stays at the origin that it was written for.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from .._http import httpx
from ..core.message import Messages, text
from ..core.origin import Origin
from ..core.redact import Redactor
from .shown import duplicate

__all__ = ["is_same", "leave_out_headers", "without", "without_proxys"]

FRAME = frozenset("host connection content-length content-type content-encoding transfer-encoding".split())
"""Headers without which a message cannot be read; whatever the secret, it is not one of these."""


def is_same(home: Origin, origin: Origin) -> bool:
    """Tell whether *origin* is *home*, or home over TLS: httpx takes Authorization from http:80 to https:443."""
    return origin == home or (
        (home.scheme, home.port, origin.scheme, origin.port) == ("http", 80, "https", 443)
        and origin.host == home.host
    )


def leave_out_headers(request: httpx.Request, messages: Messages) -> None:
    """Take off *request* each header of which the record would hide something."""
    raw = request.headers.raw
    shown = messages.headers(raw)
    kept = [
        pair
        for pair, (name, value) in zip(raw, shown, strict=True)
        if name.lower() in FRAME or text(pair[1]) == value
    ]
    if len(kept) < len(raw):
        request.headers = httpx.Headers(kept)


def without(client: Any, request: httpx.Request, url: Any, params: Any, headers: Any, redactor: Redactor) -> None:
    """Take off *request* what its client put there and the record would hide; not what was *given* for it alone.

    Args:
        url: As it was called for, absolute.
        params: Given for this request.
        headers: Given for this request.
    """
    own = httpx.Headers(headers)
    for name, value in client.headers.multi_items():
        if name not in own and redactor.headers([(name, value)]) != ((name, value),):
            request.headers.pop(name, None)
    of_client = client.params.multi_items()
    kept = [pair for pair in of_client if not _hides(pair, redactor)]
    if len(kept) < len(of_client):
        merged = httpx.QueryParams(kept).merge(params)
        request.url = httpx.URL(url, params=merged) if merged else httpx.URL(url)


def _hides(pair: tuple[str, str], redactor: Redactor) -> bool:
    query = f"//?{urlencode([pair])}"
    return redactor.url(query) != query


def without_proxys(leg: httpx.Request) -> httpx.Request:
    """Return *leg*, which goes over TLS, without a Proxy-Authorization.

    A proxy of https gets its own with CONNECT, from `proxy=`; what stands on the request, the server would get.
    """
    if "Proxy-Authorization" not in leg.headers:
        return leg
    copy = duplicate(leg)
    del copy.headers["Proxy-Authorization"]
    return copy
