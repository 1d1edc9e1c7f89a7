"""One session that has a credential for host A, given to it in one of all ways, and how it calls.

Host A is http(s)://a.localhost; everything else that the sink serves is "elsewhere", where each request is answered
by a challenge, so that whoever would answer it does.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from wire.canary import CANARY, COOKIE_CANARY, HEADER_CANARY, leaks
from wire.kinds import BY_NAME, CREDENTIAL_HEADERS, KINDS, TARGETS, TOKEN, Kind
from wire.sink import CHALLENGE, Sink, challenged, redirect, reply

import nbauth
from nbauth._http import httpx

LURE = reply(401, b"who?", f"WWW-Authenticate: {CHALLENGE}", 'WWW-Authenticate: Basic realm="r"')

# What is no Auth; `Visit` knows how each is given.
URL = Kind("userinfo", CANARY)
CELL_HEADER = Kind("Secret in a header", HEADER_CANARY)
CELL_QUERY = Kind("Secret in the query", CANARY)
JAR = Kind("cookie that A sets", COOKIE_CANARY)
COOKIES = Kind("cookie without a domain", COOKIE_CANARY)
HEADER = Kind("X-Api-Key", HEADER_CANARY)
PARAMETER = Kind("api_key", CANARY)

# Where a session has a credential from, and of which kinds. An Auth is an Auth: what each kind does with a request is
# tried with the place "login", and the other places with a few that differ in how they are treated.
PLACES = {
    "login": KINDS,
    "request": [BY_NAME[name] for name in ("pair", "httpx basic", "httpx digest", "custom header", "callable")],
    "client": [BY_NAME[name] for name in ("pair", "httpx basic", "digest", "httpx digest", "custom header")],
    "base_url": [BY_NAME[name] for name in ("pair", "digest", "httpx digest", "key in header", "callable")],
    "url": [URL],
    "cell": [CELL_HEADER, CELL_QUERY],
    "jar": [JAR],
    "cookies": [COOKIES],
    "cookies with base_url": [COOKIES],
    "cookies of the request": [COOKIES],
    "written": [HEADER],
    "client with base_url": [HEADER, PARAMETER],
}

# Those that are for one origin also when another one is called.
BOUND = ("login", "base_url", "jar", "cookies with base_url", "client with base_url")


def cases(*places: str) -> list[Any]:
    """Return a parameter (place, kind) for each kind in these places, in all without any."""
    return [
        pytest.param(place, kind, id=f"{place.replace(' ', '_')}-{kind.name.replace(' ', '_')}")
        for place in places or PLACES
        for kind in PLACES[place]
    ]


class Visit:
    """A session and its credential for A.

    Attributes:
        home: A's origin.
    """

    def __init__(
        self,
        place: str,
        kind: Kind,
        sink: Sink,
        folder: Path,
        caller: Any,
        new_session: Callable[..., nbauth.Session],
        server: str = "http",
        **options: Any,
    ) -> None:
        self.place, self.kind, self.sink, self._caller = place, kind, sink, caller
        self.home = sink.url(server=server)
        # Everywhere else each request is answered by challenges; A answers as its visitors expect it.
        sink.answers[f"{self.home}/token"] = reply(200, {"access_token": TOKEN, "token_type": "bearer"})
        sink.answers[f"{self.home}/set"] = reply(200, b"", f"Set-Cookie: sid={kind.secret}; Path=/; HttpOnly")
        sink.answers["/lure"] = LURE
        self.sends("/", reply())
        self._options: dict[str, Any] = {}
        self._extensions: dict[str, Any] = {}
        auth = kind.make(sink, folder, server) if kind.make is not None else None
        match place:
            case "request":
                self._options = {"auth": auth}
            case "client":
                options["auth"] = auth
            case "base_url":
                options |= {"auth": auth, "base_url": self.home}
            case "cell":
                self._extensions = {"nbauth.secrets": {"key": nbauth.Secret(kind.secret, "key")}}
                if kind is CELL_HEADER:
                    self._options = {"headers": {"X-Api-Key": "{{key}}"}}
            case "cookies":
                options["cookies"] = {"sid": kind.secret}
            case "cookies with base_url":
                options |= {"cookies": {"sid": kind.secret}, "base_url": self.home}
            case "cookies of the request":
                self._options = {"cookies": {"sid": kind.secret}}
            case "written":
                self._options = {"headers": {"X-Api-Key": kind.secret}}
            case "client with base_url":
                given = (
                    {"headers": {"X-Api-Key": kind.secret}}
                    if kind is HEADER
                    else {"params": {"api_key": kind.secret}}
                )
                options |= {**given, "base_url": self.home}
        self.session = new_session(**options)
        if place == "login":
            self.session.login(self.home, auth)
        if place == "jar":
            caller.call(self.session, "GET", f"{self.home}/set")

    @property
    def targets(self) -> dict[str, tuple[str, str]]:
        """Where A sends its visitors. Cookies that A sets know no ports (RFC 6265 section 8.5)."""
        same_host = ("other port", "http to https") if self.place == "jar" else ()
        return {name: target for name, target in TARGETS.items() if name not in same_host}

    def wanted(self, answer: Any) -> Any:
        return challenged(answer) if self.kind.is_digest else answer

    def sends(self, path: str, answer: Any) -> None:
        """Let A answer so at *path*."""
        self.sink.answers[f"{self.home}{path}"] = self.wanted(answer)

    def chain(self, hosts: str, status: int = 302) -> str:
        """Let A and B redirect along *hosts*, "ABA"; return the URL to begin with."""
        origins = {"A": self.home, "B": self.sink.url("b.localhost", server=self.home.partition(":")[0])}
        steps = [f"{origins[host]}/{hosts}{number}" for number, host in enumerate(hosts)]
        last = {"A": reply(), "B": LURE}[hosts[-1]]
        for host, here, there in zip(hosts, steps, [*steps[1:], None], strict=True):
            answer = redirect(status, there) if there else last
            self.sink.answers[here] = self.wanted(answer) if host == "A" else answer
        return steps[0]

    def get(self, url: str, *, stream: bool = False, **options: Any) -> httpx.Response:
        """GET, with what this place gives each request; with *stream*, read the body afterwards."""
        if self.place == "url" and url.startswith(f"{self.home}/"):
            url = url.replace("://", f"://bob:{quote(self.kind.secret, safe='')}@", 1)
        if self.kind is CELL_QUERY:
            url += "?key={{key}}"
        options = {"follow_redirects": True, **self._options, **options}
        if not (stream or self._extensions):
            return self._caller.call(self.session, "GET", url, **options)
        on_send = {name: options.pop(name) for name in ("auth", "follow_redirects") if name in options}
        client = self.session.async_client if self._caller.is_async else self.session.client
        request = client.build_request("GET", url, extensions=self._extensions, **options)
        return self._caller.send(self.session, request, stream=stream, **on_send)

    def check(self, *, elsewhere: int = 1) -> None:
        """A got the credential; nobody else did, though *elsewhere* requests came there."""
        there = [each for each in self.sink.arrived if each.origin != self.home]
        seen = self.sink.elsewhere(self.home)

        assert self.kind.arrived(self.sink.at(self.home))
        assert elsewhere == len(there)
        assert [] == leaks(seen, self.kind.secret)
        assert [] == leaks(seen, TOKEN)
        assert [] == [name for each in there for name in CREDENTIAL_HEADERS if name in each.headers]
