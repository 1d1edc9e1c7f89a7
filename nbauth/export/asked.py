"""What an exchange has asked for, as somebody would ask again with another tool.

That is the last leg of the first hop: the request as it was sent, with its credential. A Basic or Digest
credential is taken apart into user and password, since what was sent cannot be sent by others: the first is
recorded as the name of the password alone, the second is a proof for one nonce.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from ..core.challenge import parse_credentials
from ..core.record import Body, Exchange, Headers, Leg, ResponseRecord, header
from ..errors import ChallengeSyntaxError, NbauthError
from ..render.inert import short
from .placeholders import PLACEHOLDER, Piece, body_pieces, names, pieces

__all__ = ["Asked", "Credential", "asked", "asking_leg", "body_file", "is_redirect"]

BASIC = re.compile(r"Basic \{\{(\w+)\}\}", re.ASCII)
USERINFO = re.compile(r"(?<=://)[^/?#]*@")

FROM_THE_CLIENT = frozenset({"host", "content-length", "connection", "transfer-encoding", "proxy-connection"})
"""Headers that every client sets itself, for the connection or from the body."""

LEFT_BEHIND = frozenset({"authorization", "cookie"})
"""Headers that curl and httpx do not take to another origin (CVE-2018-1000007, CVE-2022-27774)."""

DEFAULT_AGENT = re.compile(r"python-httpx\d?/\S*")


@dataclass(frozen=True, slots=True)
class Credential:
    """A user's Basic or Digest credential.

    Attributes:
        scheme: "basic" or "digest".
        username: May hold a ``{{name}}``.
        password: The name of the password.
        params: Digest's parameters, as the answer had them.
    """

    scheme: str
    username: str
    password: str
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to be sent again.

    Attributes:
        url: Without user information, which is in `credential`, and without a fragment, which is not sent.
        headers: Those that matter: not what every client sets itself, nor httpx's own name, nor what
            `credential` is.
        login: Whose flow has put the credential on it.
        redirected: The methods of the requests that redirects led to; empty where none was followed.
        left_origin: One of these went to another origin.
        is_redirect_shown: The answer is a redirect, which was not followed.
        literal: The names in braces that are text, and no secret.
        library: Whose name the request had: "httpx", or its fork "httpx2".
    """

    number: int
    method: str
    url: str
    headers: Headers
    body: Body
    credential: Credential | None
    login: str | None
    redirected: tuple[str, ...]
    left_origin: bool
    is_redirect_shown: bool
    literal: tuple[str, ...]
    library: str

    def header(self, name: str) -> str | None:
        """Return the first value of a header, or None."""
        return header(self.headers, name)

    @property
    def secret_would_leave(self) -> bool:
        """True when following the redirects takes secrets to another origin, with any client but a session's."""
        return self.left_origin and any(
            any(names(self.pieces(value))) for name, value in self.headers if name.lower() not in LEFT_BEHIND
        )

    def pieces(self, text: str, kind: str = "plain") -> list[Piece]:
        """Return a text of the request cut at its placeholders."""
        return pieces(text, kind, literal=self.literal)

    @property
    def body_pieces(self) -> list[Piece]:
        """The body cut at its placeholders, empty when it is not recorded; what is no UTF-8 as surrogates."""
        content = "" if self.body.note else self.body.content.decode("utf-8", "surrogateescape")
        return body_pieces(content, self.media, literal=self.literal)

    @property
    def media(self) -> str:
        """The body's Content-Type, or nothing."""
        return self.header("content-type") or ""

    @property
    def text(self) -> str | None:
        """The body as text; None when it is none, or not all here."""
        if self.body.note:
            return None
        try:
            return self.body.content.decode()
        except UnicodeDecodeError:
            return None


def asked(exchange: Exchange) -> Asked:
    """Return what *exchange* has asked for.

    Raises:
        NbauthError: nothing was sent.
    """
    leg = asking_leg(exchange)
    if leg is None:
        raise NbauthError(f"#{exchange.number} has sent nothing that could be exported")
    main = [each for each in exchange.legs if not each.is_of_flow]
    later = main[main.index(leg) + 1 :]
    request, credential = leg.request, _credential(leg)
    url = USERINFO.sub("", request.url).partition("#")[0]
    here = _origin(url)
    kept = tuple(
        (name, value)
        for name, value in request.headers
        if _matters(name.lower(), value, here[1]) and not (credential and name.lower() == "authorization")
    )
    return Asked(
        exchange.number,
        request.method,
        url,
        kept,
        request.body,
        credential,
        leg.login,
        tuple(each.request.method for each in later),
        any(_origin(each.request.url) != here for each in later),
        not later and leg.response is not None and is_redirect(leg.response),
        request.literal,
        "httpx2" if (request.header("user-agent") or "").startswith("python-httpx2/") else "httpx",
    )


def is_redirect(response: ResponseRecord) -> bool:
    """Tell whether httpx would follow this answer."""
    return response.status in (301, 302, 303, 307, 308) and response.header("location") is not None


def body_file(request: Asked, reason: str = "") -> tuple[str, str]:
    """Return the name of the file that a body is read from which cannot be written down, and a note about it.

    The note is one line, whatever the record says: it may come from a file of somebody else.
    """
    path = f"body-{request.number}.bin"
    why = reason or f"it is not recorded ({short(request.body.note, 60)})"
    return path, f"write its body to the file {path} first; {why}"


def asking_leg(exchange: Exchange) -> Leg | None:
    """Return the last leg of the first hop, or None."""
    found = None
    for leg in exchange.legs:
        if leg.is_of_flow:
            continue
        if found is not None and leg.purpose != "answer":
            break
        found = leg
    return found


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(USERINFO.sub("", url).lower())
    return parts.scheme, parts.netloc


def _matters(name: str, value: str, host: str) -> bool:
    match name:
        case "host":
            return value.lower() != host
        case "accept":
            return value != "*/*"
        case "user-agent":
            return not DEFAULT_AGENT.fullmatch(value)
        case _:
            return name not in FROM_THE_CLIENT


def _credential(leg: Leg) -> Credential | None:
    value = leg.request.header("authorization") or ""
    if leg.username is not None and (found := BASIC.fullmatch(value)):
        return Credential("basic", leg.username, found[1])
    if value[:7].lower() != "digest ":
        return None
    try:
        params = dict(parse_credentials(value).params)
    except ChallengeSyntaxError:
        return None
    proof = PLACEHOLDER.fullmatch(params.get("response", ""))
    if proof is None:
        return None
    # {{api_proof}} was computed from {{api_password}}; a proof of nobody's login from a password.
    owner = proof[1].removesuffix("proof")
    username = params.get("username")
    if username is None:
        # RFC 7616 section 3.4: username* is in the form of RFC 8187.
        username = unquote(params.get("username*", "").rpartition("'")[2])
    if params.get("userhash", "").lower() == "true" or not username:
        username = f"{{{{{owner}username}}}}"
    return Credential("digest", username, f"{owner}password", params)
