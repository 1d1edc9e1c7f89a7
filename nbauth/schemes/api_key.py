"""API key: a value in a header, a query parameter or a cookie (OpenAPI 3 section "Security Scheme Object")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

from .._http import httpx
from ..core.secret import Known, Secret, secret
from ..errors import InvalidField
from .base import Field, Flow, Scheme
from .basic import check_text

__all__ = ["APIKeyAuth"]

TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
COOKIE_VALUE = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*")


class APIKeyAuth(Scheme):
    """Send a key as a header, a query parameter or a cookie.

    Raises:
        InvalidField: the name cannot be a header's or cookie's name, the key is empty, or it holds a
            character that its place cannot carry.
    """

    name = "apikey"
    title = "API key"
    about = "A key goes along with every request: in a header, in the query or in a cookie."
    fields = (
        Field("key", "Key", secret=True),
        Field("header", "Name", default="X-API-Key", help="Name of the header, parameter or cookie."),
        Field("location", "Sent in", default="header", choices=("header", "query", "cookie")),
    )

    def __init__(self, key: str | Secret, header: str = "X-API-Key", location: str = "header") -> None:
        if location not in ("header", "query", "cookie"):
            raise InvalidField("location", "choose header, query or cookie")
        check_text("header", header)
        if not header or (location != "query" and not TOKEN.fullmatch(header)):
            raise InvalidField("header", f"not a {location}'s name (RFC 9110 section 5.6.2)")
        given = secret(key, "key")
        text = given.reveal().strip()
        if not text:
            raise InvalidField("key", "it is empty")
        check_text("key", text)
        if location == "cookie" and not COOKIE_VALUE.fullmatch(text):
            raise InvalidField("key", "white space, a quote, comma, semicolon or backslash cannot be in a cookie")
        self._key = given if text == given.reveal() else Secret(text, given.name)
        self._header, self._location = header, location

    def secrets(self) -> Iterator[Known]:
        yield Known("key", self._key)

    def is_on(self, request: httpx.Request) -> bool:
        match self._location:
            case "header":
                return self._header in request.headers
            case "query":
                return self._header in request.url.params
            case _:
                names = (pair.partition("=")[0].strip() for pair in request.headers.get("Cookie", "").split(";"))
                return self._header in names

    def auth_flow(self, request: httpx.Request) -> Flow:  # type: ignore[override]
        value = self._key.reveal()
        match self._location:
            case "header":
                request.headers[self._header] = value
            case "query":
                request.url = _with_param(request.url, self._header, value)
            case _:
                cookie = f"{self._header}={value}"
                others = request.headers.get("Cookie")
                request.headers["Cookie"] = f"{others}; {cookie}" if others else cookie
        yield request


def _with_param(url: httpx.URL, name: str, value: str) -> httpx.URL:
    if name in url.params:
        return url.copy_set_param(name, value)
    # copy_set_param writes the whole query anew, in another order; a signature or a bare flag in it would be lost.
    pair = urlencode({name: value}).encode()
    return url.copy_with(query=url.query + b"&" + pair if url.query else pair)
