"""Digest: prove to know a password without sending it (RFC 7616, RFC 2617, RFC 2069)."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from dataclasses import replace
from secrets import token_hex
from typing import Any

from .._http import httpx
from ..core.challenge import build_params, parse_params
from ..core.origin import Origin
from ..core.secret import Known, Secret, secret
from ..errors import BodyNotReplayable, ChallengeRefused, ServerNotAuthentic
from .base import Body, Field, Flow, Scheme, Step, Turn
from .basic import check_text
from .body import is_replayable, mark, rewind
from .digest_math import (
    CONTROL,
    QOPS,
    DigestChallenge,
    a1_hash,
    fixed_params,
    own_params,
    response_value,
    strongest,
)
from .digest_nonce import Nonce, Proof, Server
from .message import add_cookies, asked, header_lines, set_header

__all__ = ["DigestAuth"]

LEGS = 6
"""How often one request is sent at most: a remembered nonce, a fresh one, and some that were stale or overtaken."""

PATIENCE = 3
"""After so many turns in a row without a challenge, first requests no longer wait for each other."""


class DigestAuth(Scheme):
    """Prove to know the password, without sending it (RFC 7616, RFC 2617, RFC 2069).

    MD5, SHA-256, SHA-512-256 and SHA-512, each with -sess; qop auth, auth-int or none; of several
    challenges the strongest. An origin's nonce is used again, without another 401, by all requests there
    and by no others; several first requests at once wait for the challenge to one of them. A server
    may limit by ``domain`` where its nonce is used unasked.

    Without ``charset=UTF-8`` the RFC leaves the encoding of a non-ASCII name or password open: UTF-8 is used.

    The server's own proof, ``rspauth``, is checked when it comes, for qop auth and none. With auth-int it is
    about the whole response body; a body that streams is in the reader's hands before it could be checked, so
    there it is checked only when the body has been read before the flow goes on, and not when it was compressed.

    Raises:
        InvalidField: a control character is in the name or the password.
        BodyNotReplayable: the body can be sent once, and a challenge must come first.
        ChallengeRefused: no challenge can be answered.
        ServerNotAuthentic: the server's own proof is wrong.
    """

    name = "digest"
    title = "Digest"
    about = "The server asks first, and gets a proof of the password: the password itself is not sent."
    auth_scheme = "digest"
    fields = (
        Field("username", "User name"),
        Field("password", "Password", secret=True, help="It is not sent; a proof of it is."),
    )

    def __init__(self, username: str, password: str | Secret) -> None:
        check_text("username", username)
        self._username = username
        self._password = secret(password, "password")
        check_text("password", self._password.reveal())
        self._lock = threading.Lock()
        self._servers: dict[Origin, Server] = {}

    @property
    def username(self) -> str:
        return self._username

    def secrets(self) -> Iterator[Known]:
        yield Known("password", self._password)

    def auth_flow(self, request: httpx.Request) -> Flow:  # type: ignore[override]
        url = request.url
        origin = Origin.of(url)
        server = self._server(origin)
        turn, leads, is_fresh, is_alone = Turn(origin), False, False, False
        mark(request)
        try:
            known, leads = yield from self._look(server, turn)
            nonce = known if known and known.covers(origin, request.url.path) else None
            for _ in range(LEGS):
                proof = None
                if nonce is not None:
                    proof = yield from self._answer(server, request, nonce)
                elif not is_replayable(request):
                    raise BodyNotReplayable(f"{origin}: the body can be sent once, and a challenge must come first")
                try:
                    response: httpx.Response = yield request
                finally:
                    if proof is not None:
                        with self._lock:
                            server.returned += 1
                request = asked(request, response)
                if request.url is not url and Origin.of(request.url) != origin:
                    return  # redirected by httpx itself, to somebody this password is not for
                if response.status_code != 401:
                    if proof is not None:
                        self._accept(origin, server, response, proof, known)
                    return
                challenge = strongest(header_lines(response, "WWW-Authenticate"), str(origin))
                if challenge is None:
                    return
                if (
                    proof is not None
                    and not challenge.stale
                    and self._is_final(server, challenge, proof, known, is_fresh)
                ):
                    self._store(server, known, None)
                    return
                nonce, is_fresh = Nonce.of(challenge, request.url), True
                if leads:
                    # The others need not wait for our answer. Other nonces are shared when they have proved good.
                    self._store(server, known, nonce)
                    known, leads = nonce, False
                    turn.done()
                elif proof is not None and not challenge.stale and not is_alone:
                    # A server may want the counts of one client in order (Apache's AuthDigestNcCheck). Those who
                    # came too late go one by one, with the nonce that was good last.
                    yield turn
                    is_alone = True
                    with self._lock:
                        newest = server.nonce
                    if newest is not None and newest is not known:
                        known, nonce, is_fresh = newest, newest, False
                if not is_replayable(request):
                    self._store(server, known, nonce)  # so that the user's next try succeeds
                    raise BodyNotReplayable(
                        f"{origin}: the nonce was no longer good, and the body is already sent",
                        hint="send the request again with a new body: a fresh nonce is at hand now",
                    )
                rewind(request)
                add_cookies(request, response)
            self._store(server, known, None)
        finally:
            if leads:
                with self._lock:
                    server.fruitless += 1
            turn.done()

    def _server(self, origin: Origin) -> Server:
        """Return what is known of the server at *origin*."""
        with self._lock:
            server = self._servers.get(origin)
            if server is None:
                server = self._servers[origin] = Server()
            return server

    def _look(self, server: Server, turn: Turn) -> Generator[Step, Any, tuple[Nonce | None, bool]]:
        """Return the server's nonce, and True when there is none and all others wait for ours."""
        with self._lock:
            known, waits = server.nonce, server.fruitless < PATIENCE
        if known is not None or not waits:
            return known, False
        yield turn
        with self._lock:
            known, leads = server.nonce, server.fruitless < PATIENCE
        if known is not None or not leads:
            turn.done()
            return known, False
        return None, True

    def _answer(self, server: Server, request: httpx.Request, nonce: Nonce) -> Generator[Step, Any, Proof]:
        """Put the credentials on *request* (RFC 7616 section 3.4)."""
        challenge, body = nonce.challenge, b""
        if challenge.qop == "auth-int":
            yield Body(request)
            body = request.content
        with self._lock:
            nonce.count += 1
            nc = f"{nonce.count:08x}"
            is_crowded = server.sent > server.returned
            server.sent += 1
            number = server.sent
        # A -sess server may remember A1 or make it anew from what is sent: one cnonce serves both.
        cnonce = nonce.prime[1] if challenge.is_session else token_hex(16)
        proof = Proof(nonce, nc, cnonce, _target(request), number, is_crowded)
        response = self._response(proof, request.method, body)
        if nonce.head is None:
            # What is the same in all answers to this nonce is checked and quoted once.
            nonce.head = build_params(fixed_params(challenge, self._username))
        value = f"Digest {nonce.head}, {own_params(challenge, proof.uri, response, nc, cnonce)}"
        set_header(request, "Authorization", value.encode("latin-1"))
        return proof

    def _response(self, proof: Proof, method: str, body: bytes, qop: str | None = None) -> str:
        nonce, challenge = proof.nonce, proof.nonce.challenge
        if nonce.ha1 is None:
            nonce.ha1 = Secret(a1_hash(challenge, self._username, self._password.reveal()).decode(), "a1")
        return response_value(
            challenge if qop is None else replace(challenge, qop=qop),
            self._username,
            self._password.reveal(),
            method=method,
            uri=proof.uri,
            nc=proof.nc,
            cnonce=proof.cnonce,
            body=body,
            prime=nonce.prime,
            ha1=nonce.ha1.reveal().encode(),
        )

    def _accept(
        self, origin: Origin, server: Server, response: httpx.Response, proof: Proof, known: Nonce | None
    ) -> None:
        """Check the server's own proof, and keep the nonce to use from now on (RFC 7616 section 3.5)."""
        lines = header_lines(response, "Authentication-Info") if "Authentication-Info" in response.headers else []
        line = ", ".join(lines)
        info = parse_params(line) if line else {}
        if "rspauth" in info:
            said = info.get("qop", "").lower()
            qop = said if said in QOPS else proof.nonce.challenge.qop
            body = _body(response) if qop == "auth-int" else b""
            if body is not None and info["rspauth"].lower() != self._response(proof, "", body, qop):
                raise ServerNotAuthentic(f"{origin}: the server's rspauth is wrong")
        nonce = proof.nonce
        nonce.is_good = True
        nextnonce = info.get("nextnonce")
        if nextnonce and nextnonce != nonce.challenge.nonce:
            if CONTROL.search(line):
                raise ChallengeRefused(f"{origin}: a control character is in the header that names the next nonce")
            nonce = nonce.next(nextnonce)
        self._store(server, known, nonce)

    def _is_final(
        self, server: Server, challenge: DigestChallenge, proof: Proof, known: Nonce | None, is_fresh: bool
    ) -> bool:
        """Tell whether a 401 that is not stale means that the password is wrong.

        A remembered nonce may have expired, and of a shared one the counts may arrive out of order: then not. Nor
        where the password was good before and other answers were under way: Apache counts per client, and one of
        them may have come between. With nobody else there, more tries would only lock the account.
        """
        if challenge == proof.nonce.challenge:
            return True
        with self._lock:
            is_crowded = proof.is_crowded or server.sent != proof.number
        was_good = known is not None and known.is_good
        return is_fresh and proof.nonce.count == 1 and not (was_good and is_crowded)

    def _store(self, server: Server, known: Nonce | None, nonce: Nonce | None) -> None:
        """Put *nonce* in place of *known*, unless somebody else was faster."""
        with self._lock:
            if server.nonce is known:
                server.nonce = nonce
                if nonce is not None:
                    server.fruitless = 0


def _target(request: httpx.Request) -> str:
    """Return the path and query as they go over the wire, which httpx has made ASCII."""
    return request.url.raw_path.decode("ascii")


def _body(response: httpx.Response) -> bytes | None:
    """Return the body that an auth-int proof is about; None when it is not there to be hashed."""
    if "Content-Encoding" in response.headers:
        return None
    try:
        return response.content
    except httpx.ResponseNotRead:
        return None
