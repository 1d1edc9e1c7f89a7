"""The clients that the server knows, and how they show who they are (RFC 6749 section 2)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_plus, urlsplit

from starlette.requests import Request

from ..answers import credentials
from ..users import CLIENT_ID, CLIENT_SECRET, PUBLIC_CLIENT, same
from .id_token import is_there
from .refusal import Refused

__all__ = ["DEVICE_CODE", "GRANTS", "METHODS", "SCOPES", "Client", "client_of", "clients", "scopes_of", "supported"]

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
GRANTS = ("authorization_code", "refresh_token", "client_credentials", "password", DEVICE_CODE)
METHODS = ("client_secret_basic", "client_secret_post", "none")
SCOPES = {
    "notes.read": "read your notes",
    "notes.write": "write notes in your name",
    "openid": "know that it is you",
    "profile": "know your name",
}
"""What may be asked for, in the words of the page that asks."""

ANY_PORT = ("127.0.0.1", "[::1]")
"""Where a program on the person's machine listens, at a port that it did not choose (RFC 8252 section 7.3)."""


@dataclass(frozen=True, slots=True)
class Client:
    """A program that may ask for tokens; without a secret it is a public one."""

    id: str
    name: str
    secret: str = ""
    redirect_uris: tuple[str, ...] = ()
    grants: tuple[str, ...] = GRANTS
    scopes: tuple[str, ...] = tuple(SCOPES)

    def comes_back_to(self, uri: str) -> bool:
        """Tell whether a redirect URI is one of its own: the same letter by letter, but for a loopback's port."""
        return any(uri == own or _without_port(uri) == own for own in self.redirect_uris)


def clients() -> dict[str, Client]:
    """Return the clients that are there from the start."""
    back = tuple(f"http://{host}/callback" for host in ANY_PORT)
    person = ("authorization_code", "refresh_token", DEVICE_CODE, "password")
    return {
        PUBLIC_CLIENT: Client(PUBLIC_CLIENT, "The notebook", "", back, person),
        CLIENT_ID: Client(CLIENT_ID, "The nightly report", CLIENT_SECRET, back, scopes=("notes.read", "openid")),
    }


def client_of(request: Request, form: Mapping[str, str], known: Mapping[str, Client]) -> Client | None:
    """Return the client that asks, by Basic, by the form, or a public one by its name; None where it names none.

    Raises:
        Refused: it is not known, or does not show that it is who it says.
    """
    named, secret = form.get("client_id", ""), form.get("client_secret", "")
    if "Authorization" in request.headers:
        if secret:
            raise Refused("invalid_request", "a client shows who it is in one way (RFC 6749 2.3)")
        said, secret = _basic(request)
        if named and named != said:
            raise Refused("invalid_request", "the header and the form name two clients")
        named = said
    elif not named and not secret:
        return None
    client = known.get(named)
    if client is None or not same(secret, client.secret):
        raise Refused("invalid_client")
    return client


def scopes_of(client: Client | None, text: str) -> tuple[str, ...]:
    """Return the scopes of a text, each once; reading notes where it has none.

    Raises:
        Refused: one is not known, or this client may not ask for it.
    """
    asked = tuple(dict.fromkeys(text.split())) or ("notes.read",)
    allowed = [each for each in supported() if client is None or each in client.scopes]
    if not set(asked) <= set(allowed):
        raise Refused("invalid_scope", f"this client may ask for: {' '.join(allowed)}")
    return asked


def supported() -> list[str]:
    """Return the scopes that there are: who somebody is, only a server can tell that signs."""
    return [each for each in SCOPES if is_there() or each not in ("openid", "profile")]


def _basic(request: Request) -> tuple[str, str]:
    """Return id and secret of the header; each was form-encoded before they were joined (section 2.3.1)."""
    given = credentials(request, "basic")
    try:
        pair = base64.b64decode(given.token68 or "" if given else "", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        pair = ""
    name, _, secret = pair.partition(":")
    return unquote_plus(name), unquote_plus(secret)


def _without_port(uri: str) -> str:
    """Return the URI of a loopback without its port; nothing for other hosts, and for what is no URI."""
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:
        return ""
    host = parts.netloc.removesuffix(f":{port}") if port is not None else parts.netloc
    return parts._replace(netloc=host).geturl() if parts.scheme == "http" and host in ANY_PORT else ""
