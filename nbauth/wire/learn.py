"""Learn credentials on the way: what a flow puts on requests, and what responses hand out."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from urllib.parse import parse_qsl

from .._http import httpx
from ..core.message import Pairs, text, texts
from ..core.places import TREATMENTS, field, whole
from ..core.secret import HALF_A_PAIR, Known, Vault
from ..schemes.base import HIDDEN

__all__ = ["HARMLESS", "Learner", "added"]

TOKEN_FIELDS = ("access_token", "refresh_token", "id_token", "client_secret", "device_code", "token")
"""Members of a response, JSON or form, that are credentials (RFC 6749 section 5.1, RFC 7591, RFC 8628)."""

HARMLESS = frozenset(
    "host connection content-length content-type transfer-encoding accept accept-encoding accept-language "
    "user-agent date cookie x-request-id traceparent".split()
)
"""Headers that are no credential, even when an auth flow sets them. (Cookies are redacted by place.)"""

SESSION = re.compile(r"sess|sid\s*$|auth|token|jwt|secret|csrf|xsrf", re.IGNORECASE)
"""What is in the names of cookies that are credentials: PHPSESSID, JSESSIONID, connect.sid, access_token."""

AUTHORIZATION = ("authorization", "proxy-authorization")


class Learner:
    """Registers what it meets with the vault of one session."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def request(self, leg: httpx.Request, hop: httpx.Request, login: str) -> list[Known]:
        """Register what a flow of the user's own put on a leg, and return it: any of it may be secret."""
        names = [
            self._header(name.lower(), value, login)
            for name, value in texts(added(leg.headers.raw, hop.headers.raw))
        ]
        if leg.url != hop.url:
            before = set(hop.url.params.multi_items())
            names += [
                self._vault.learn(f"{login}_{name}", value, owner=login)
                for name, value in leg.url.params.multi_items()
                if (name, value) not in before and value
            ]
        return [known for known in self._vault.known() if known.name in names]

    def own_request(self, leg: httpx.Request, login: str) -> None:
        """Register the credentials of a request that a flow made itself: a client secret, a refresh token."""
        for raw_name, raw_value in leg.headers.raw:
            name = raw_name.decode("ascii", "ignore").lower()
            if name in AUTHORIZATION or TREATMENTS[name] is whole:
                self._header(name, text(raw_value), login)
        for secret in leg.extensions.get(HIDDEN, ()):
            self._vault.learn(f"{login}_{secret.name}", secret.reveal(), owner=login)
        content: bytes = leg.__dict__.get("_content", b"")
        for name, value in members(content, leg.headers.get("content-type", "")):
            if field(name) and value:
                self._vault.learn(f"{login}_{name}", value, owner=login)

    def _header(self, name: str, value: str, login: str) -> str | None:
        """Register the value of a header; return the name it is known by, None when it is no secret."""
        if name in HARMLESS:
            return None
        if name in AUTHORIZATION:
            scheme, space, rest = value.partition(" ")
            value = rest.strip() if space else value  # some APIs want a token alone
            if scheme.lower() == "basic":
                return self._basic(login, value)
            if "=" in value.rstrip("=") and "," in value:
                return None  # parameters (Digest, AWS4-HMAC-SHA256): a one-time proof, masked by its place
        return self._vault.learn(f"{login}_{name}", value, owner=login) if value else None

    def _basic(self, login: str, value: str) -> str | None:
        try:
            user, _, password = b64decode(value, validate=True).decode().partition(":")
        except ValueError:
            return self._vault.learn(f"{login}_authorization", value, owner=login)
        if password:
            return self._vault.learn(f"{login}_password", password, owner=login, usernames=(user,))
        # A token as the user name, with an empty password, as many APIs want it.
        return self._vault.learn(f"{login}_authorization", value, owner=login) if user else None

    def response(self, response: httpx.Response, content: bytes, login: str | None) -> None:
        """Register the tokens and session cookies that a response hands out."""
        owner = login or "response"
        for raw_name, raw_value in response.headers.raw:
            if len(raw_name) != 10 or raw_name.lower() != b"set-cookie":
                continue
            pair, _, attributes = text(raw_value).partition(";")
            title, _, cookie = pair.partition("=")
            # HttpOnly marks what scripts must not see: sessions and tokens, not a colour theme. Many servers
            # leave it off their sessions (PHP by default), which then have a name that says so.
            is_session = "httponly" in attributes.lower() or SESSION.search(title)
            if is_session and len(cookie.strip()) >= 8:
                self._vault.learn(f"{owner}_{title.strip()}", cookie.strip().strip('"'), owner=owner)
        # All names of tokens but "token" itself have an underscore, which is found at once.
        if b"token" not in content and not (b"_" in content and (b"_secret" in content or b"_code" in content)):
            return
        for name, value in members(content, response.headers.get("content-type", "")):
            if name in TOKEN_FIELDS and value:
                self._vault.learn(f"{owner}_{name}", value, owner=owner)


def added(leg: Pairs, hop: Pairs) -> Pairs:
    """Return the header pairs that a flow put on a leg."""
    if leg[: len(hop)] == hop:
        return leg[len(hop) :]  # most flows add a header, at the end
    before = set(hop)
    return [pair for pair in leg if pair not in before]


def members(content: bytes, media: str) -> list[tuple[str, str]]:
    """Return the members of a body that is a form, or a JSON object, whose values are text.

    JSON can write half of a surrogate pair, which nobody can send: such a value is redacted by place only.
    """
    try:
        if media.startswith("application/x-www-form-urlencoded"):
            return parse_qsl(content.decode())
        document = json.loads(content)
    except (ValueError, RecursionError):
        return []
    if not isinstance(document, dict):
        return []
    texts_of = ((name, value) for name, value in document.items() if isinstance(value, str))
    return [(name, value) for name, value in texts_of if not HALF_A_PAIR.search(value)]
