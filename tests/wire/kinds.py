"""Every kind of credential that a session can send, and how a test gives it to the session."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from wire.canary import CANARY, COOKIE_CANARY, HEADER_CANARY, TOKEN_CANARY, leaks
from wire.sink import Arrived, challenged

import nbauth
from nbauth._http import httpx

TOKEN = "AT-0f9d8c7b6a"
"""What `TokenFlow` is given by the token endpoint of a test."""


class CustomHeader(httpx.Auth):
    """A user's own flow, as httpx's documentation shows it."""

    def __init__(self, token):
        self.token = token

    def auth_flow(self, request):
        request.headers["X-Authentication"] = self.token
        yield request


class TokenFlow(httpx.Auth):
    """A user's own flow that fetches a token first, with a client secret in the form."""

    requires_response_body = True

    def __init__(self, url, secret):
        self.url, self.secret, self.token = url, secret, None

    def auth_flow(self, request):
        if self.token is None:
            form = {"grant_type": "client_credentials", "client_id": "me", "client_secret": self.secret}
            response = yield type(request)("POST", self.url, data=form)
            self.token = response.json()["access_token"]
        request.headers["Authorization"] = f"Bearer {self.token}"
        yield request


def in_query(secret):
    """Return a user's function that signs with a query parameter."""

    def sign(request):
        request.url = request.url.copy_merge_params({"signature": secret})
        return request

    return sign


def netrc(path, secret, make=nbauth.NetRCAuth):
    """Return the Auth of a netrc file that names host A only."""
    quoted = re.sub(r'(["\\])', r"\\\1", secret)
    path.write_text(f'machine a.localhost login bob password "{quoted}"\n')
    path.chmod(0o600)
    return make(path)


def digest_is_right(arrived: Arrived, user: str, password: str) -> bool:
    """Tell whether a request has a right Digest answer to `sink.CHALLENGE` (RFC 7616 section 3.4.1)."""
    value = arrived.headers.get("authorization", "")
    if not value.startswith("Digest "):
        return False
    given = {name: quoted or plain for name, quoted, plain in re.findall(r'(\w+)=(?:"([^"]*)"|([^, ]*))', value)}
    method = arrived.head[0].split(" ")[0]
    # A server that names no charset is answered in UTF-8 by both implementations.
    h1, h2 = md5(f"{user}:r:{password}"), md5(f"{method}:{given['uri']}")
    return given["response"] == md5(f"{h1}:n0nce:{given['nc']}:{given['cnonce']}:auth:{h2}")


def md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


@dataclass
class Kind:
    """One kind of credential.

    Attributes:
        make: From (sink, folder, server="http") to an `auth` argument; None for what is no Auth.
        secret: What must not be seen anywhere else.
        is_digest: Its server asks first.
    """

    name: str
    secret: str
    make: Callable[..., Any] | None = field(repr=False, default=None)
    is_digest: bool = False

    def wanted(self, answer: Any) -> Any:
        """Return *answer*, after a challenge where this kind needs one."""
        return challenged(answer) if self.is_digest else answer

    def arrived(self, requests: list[Arrived]) -> bool:
        """True when host A got the credential in one of these requests."""
        if self.is_digest:
            return any(digest_is_right(each, "bob", self.secret) for each in requests)
        return any(leaks(each.raw, self.secret) for each in requests)


KINDS = [
    Kind("pair", CANARY, lambda *_: ("bob", CANARY)),
    Kind("basic", CANARY, lambda *_: nbauth.BasicAuth("bob", CANARY)),
    Kind("httpx basic", CANARY, lambda *_: httpx.BasicAuth("bob", CANARY)),
    Kind("bearer", TOKEN_CANARY, lambda *_: nbauth.BearerAuth(TOKEN_CANARY)),
    Kind("digest", CANARY, lambda *_: nbauth.DigestAuth("bob", CANARY), is_digest=True),
    Kind("httpx digest", CANARY, lambda *_: httpx.DigestAuth("bob", CANARY), is_digest=True),
    Kind("key in header", HEADER_CANARY, lambda *_: nbauth.APIKeyAuth(HEADER_CANARY)),
    Kind("key in query", CANARY, lambda *_: nbauth.APIKeyAuth(CANARY, "key", "query")),
    Kind("key in cookie", COOKIE_CANARY, lambda *_: nbauth.APIKeyAuth(COOKIE_CANARY, "key", "cookie")),
    Kind("netrc", CANARY, lambda sink, folder, *_: netrc(folder / "netrc", CANARY)),
    Kind("httpx netrc", CANARY, lambda sink, folder, *_: netrc(folder / "netrc", CANARY, httpx.NetRCAuth)),
    Kind("custom header", HEADER_CANARY, lambda *_: CustomHeader(HEADER_CANARY)),
    Kind("callable", CANARY, lambda *_: in_query(CANARY)),
    Kind(
        "token flow",
        CANARY,
        lambda sink, _, server="http": TokenFlow(sink.url(path="/token", server=server), CANARY),
    ),
]

BY_NAME = {kind.name: kind for kind in KINDS}

CREDENTIAL_HEADERS = ("authorization", "proxy-authorization", "cookie", "x-api-key", "x-authentication")

# Where A sends its visitors: (host, server), with a user in it or not.
TARGETS = {
    "other host": ("b.localhost", "http"),
    "other port": ("a.localhost", "http2nd"),
    "http to https": ("a.localhost", "https"),
    "sub-domain": ("sub.a.localhost", "http"),
    "parent domain": ("localhost", "http"),
    "longer name": ("a.localhost.localhost", "http"),
    "trailing dot": ("a.localhost.", "http"),
    "user in it": ("a.localhost@b.localhost", "http"),
    "bob in it": ("bob@b.localhost", "http"),
}
