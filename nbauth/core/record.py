"""What happened, frozen and already redacted: Exchange, Leg, and the two messages of a leg.

Everything that is shown, exported, replayed or taught is a function of these. No field holds a secret's
value: each is replaced by its {{name}} before a record is made.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Body", "Exchange", "Headers", "Leg", "Purpose", "RequestRecord", "ResponseRecord"]

Headers = tuple[tuple[str, str], ...]
"""Header pairs in the order of the wire, repeated names included."""

Purpose = str
"""Why a leg was sent: request, challenge, answer, redirect; of a flow's own: discovery, authorize, token, ..."""

OF_THE_FLOW = frozenset("discovery register authorize callback token refresh poll keys userinfo revoke".split())
"""Purposes of requests that a flow makes for itself."""

SENDERS = ("", "browser")
"""Who can have sent a leg: the session, or the person's browser."""


@dataclass(frozen=True, slots=True)
class Body:
    """A message's body, as far as it is kept.

    Attributes:
        content: The bytes after content decoding (gzip ...), redacted; cut at the session's body limit.
        size: Bytes the whole body has, or had so far; None when it is not known.
        note: Why `content` is not all of it: "cut", "not read", "one-time stream", ... or empty.
    """

    content: bytes = b""
    size: int | None = 0
    note: str = ""

    def text(self, charset: str = "utf-8") -> str:
        """Return the content as text; what does not decode is replaced."""
        return self.content.decode(charset, "replace")


def header(headers: Headers, name: str) -> str | None:
    """Return the first value of a header, by its name in any case."""
    name = name.lower()
    return next((value for key, value in headers if key.lower() == name), None)


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """A request as it went over the wire.

    Attributes:
        literal: The names that were sent in braces as they are, for what was sent is a template; all other
            ``{{name}}`` are what redaction has put in place of a value.
    """

    method: str
    url: str
    headers: Headers = ()
    body: Body = field(default_factory=Body)
    literal: tuple[str, ...] = ()

    def header(self, name: str) -> str | None:
        """Return the first value of a header, or None."""
        return header(self.headers, name)


@dataclass(frozen=True, slots=True)
class ResponseRecord:
    """A response as it came over the wire."""

    status: int
    reason: str = ""
    headers: Headers = ()
    body: Body = field(default_factory=Body)
    http_version: str = "HTTP/1.1"

    def header(self, name: str) -> str | None:
        """Return the first value of a header, or None."""
        return header(self.headers, name)

    def json(self) -> Any:
        """Return the body as JSON. Raises ValueError when it is none, or when it was cut."""
        return json.loads(self.body.text())


@dataclass(frozen=True, slots=True)
class Leg:
    """One request and its response *or* failure on the wire.

    Attributes:
        error: Class and message of the failure when there was no response: "ConnectError: ...".
        started: When the request went out, in seconds since the epoch, UTC.
        elapsed: Seconds until the response's headers were there, or until it failed.
        login: Name of the login whose flow sent this leg; None without one.
        username: Whose password Basic has sent, which its credentials hide as one; a ``{{name}}`` where the
            user name may be a secret itself. None for other schemes (Digest's header names its user).
        by: "browser" where the person's browser has sent it, and not the session; empty otherwise. What the
            server answered there only the browser has seen.
    """

    purpose: Purpose
    request: RequestRecord
    response: ResponseRecord | None
    error: str | None = None
    started: float = 0.0
    elapsed: float = 0.0
    login: str | None = None
    username: str | None = None
    by: str = ""

    @property
    def status(self) -> int | None:
        """The status code, or None when the leg failed."""
        return self.response.status if self.response else None

    @property
    def is_of_flow(self) -> bool:
        """True for a request that the flow has made for itself: for a token, or to ask whether it is done."""
        return self.purpose in OF_THE_FLOW


@dataclass(frozen=True, slots=True)
class Exchange:
    """All legs that one send caused, in the order of the wire.

    Attributes:
        number: Its place in the history, from 1; never reused in a session.
        elapsed: Seconds from the send to its outcome, waits included.
        error: Why the send failed, when it did; None when the user got a response.
        source: The text of the cell that asked for it, redacted; empty for a call from Python.
        imported: True when it was read from a file, so that this session has not sent it.
        notes: What the one who asked for it should know, a sentence each; a credential that was typed, say.
    """

    number: int
    legs: tuple[Leg, ...]
    elapsed: float = 0.0
    error: str | None = None
    source: str = ""
    imported: bool = False
    notes: tuple[str, ...] = ()

    @property
    def request(self) -> RequestRecord | None:
        """What was asked for at first, or None when nothing went out.

        A flow may fetch a token before it: that is not what was asked for, unless nothing else went out.
        """
        asked = next((leg for leg in self.legs if not leg.is_of_flow), None)
        return (asked or self.legs[0]).request if self.legs else None

    @property
    def response(self) -> ResponseRecord | None:
        """The final response, or None when the send failed."""
        return self.legs[-1].response if self.legs and self.error is None else None

    @property
    def status(self) -> int | None:
        """The final status code, or None when the send failed."""
        return self.response.status if self.response else None

    @property
    def started(self) -> float:
        """When the first leg went out, in seconds since the epoch, UTC; 0 when none did."""
        return self.legs[0].started if self.legs else 0.0

    @property
    def login(self) -> str | None:
        """The login that the last authenticated leg used."""
        return next((leg.login for leg in reversed(self.legs) if leg.login), None)

    @property
    def size(self) -> int:
        """Bytes that this record keeps in bodies, for the history's bound."""
        total = 0
        for leg in self.legs:
            total += len(leg.request.body.content)
            if leg.response is not None:
                total += len(leg.response.body.content)
        return total
