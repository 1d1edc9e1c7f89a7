"""Authorize: somebody signs in with a browser, here or on another device, and the notebook has a login then."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

from ..errors import NbauthError, OAuthError, RequestFailed
from ..oauth2.auth import OAuth2Auth
from ..oauth2.authorization_code import SignIn, begin, code_of, redeem
from ..oauth2.client import Client
from ..oauth2.device_code import Device, ask_device, poll_once, until_next
from ..oauth2.server import Server, checked_url, discover
from ..oauth2.token import Token
from ..oauth2.wanted import Wanted
from ..render.inert import line, short
from ..wire.bindings import Login, parse_space
from ..wire.failure import in_words
from ..wire.granting import granted
from ..wire.log_in import told
from ..wire.loopback import Loopback
from ..wire.open_logins import OpenLogin
from .live import Buffers, Content, Live, source
from .live import in_words as as_said
from .secret_field import secret_of

if TYPE_CHECKING:
    from ..wire.session import Session

__all__ = ["Authorize"]

MINUTES = 10
"""So long a browser may take to come back."""


class Authorize(Live):
    """A sign-in at an authorization server, for one origin.

    Two ways: a page in a browser, which comes back to this kernel by itself where both are on one machine, and by
    its address, pasted, where they are not; or a short code that is typed on any device.

    Args:
        issuer: The authorization server.
        client_id: The client, as the server knows it: a public one, since a notebook keeps no secret.
        cell: The cell that shows it.
    """

    _esm = source("page.js", "secret_field.js", "authorize.js")

    def __init__(
        self,
        session: Session,
        origin: str,
        *,
        issuer: str,
        client_id: str,
        scope: str = "",
        resource: str = "",
        name: str | None = None,
        cell: str = "",
    ) -> None:
        space = parse_space(origin)
        checked_url(issuer, "issuer")
        client = Client(client_id)
        super().__init__()
        self._session, self._space, self._issuer, self._client = session, space, issuer, client
        self._scope, self._resource, self._name = scope, resource, name
        self._server: Server | None = None
        self._sign_in: SignIn | None = None
        self._device: Device | None = None
        self._loopback: Loopback | None = None
        self._login: Login | None = None
        self._ended = threading.Event()
        self._open = OpenLogin(space, cell, is_wanted=True)

    # -- what is shown ------------------------------------------------------------------------------------

    def shown(self) -> Content:
        if self._login is not None:
            return {"told": told(self._login)}
        about = {"origin": str(self._space), "issuer": short(self._issuer, 200), "scope": short(self._scope, 200)}
        if self._device is not None:
            left = max(0.0, self._device.expires_at - time.time())
            device = {"code": self._device.user_code, "uri": self._device.uri, "complete": self._device.complete}
            return {**about, "device": {**device, "seconds": left}}
        return {**about, "url": self._sign_in.url if self._sign_in is not None else ""}

    def actions(self) -> dict[str, Callable[[Content, Buffers], None]]:
        return {
            "browser": self._browser,
            "device": self._with_code,
            "pasted": self._pasted,
            "cancel": self._cancel,
        }

    # -- the two ways -------------------------------------------------------------------------------------

    def _browser(self, content: Content, buffers: Buffers) -> None:
        def work() -> None:
            with in_words(self._session):
                server = self._discovered()
            self._stop()
            self._loopback = Loopback(self._came)
            redirect = self._loopback.redirect_uri
            self._sign_in = begin(self._client, server, redirect, Wanted(self._scope, self._resource))
            self._wait()
            self.redraw()

        self.in_background(work)

    def _wait(self) -> None:
        """End it when nobody comes back."""
        ended, self._ended = self._ended, threading.Event()
        ended.set()
        mine = self._ended

        def end() -> None:
            if not mine.wait(MINUTES * 60):
                self._stop()
                self.redraw()
                self.tell("said", text=f"nobody has signed in within {MINUTES} minutes: begin anew", level="error")

        threading.Thread(target=end, name="nbauth sign-in", daemon=True).start()

    def _came(self, address: str) -> None:
        self.in_background(lambda: self._redeemed(address))

    def _pasted(self, content: Content, buffers: Buffers) -> None:
        address = secret_of(buffers, 0, "address").reveal()
        self.in_background(lambda: self._redeemed(address))

    def _redeemed(self, address: str) -> None:
        sign_in = self._sign_in
        if sign_in is None:
            raise OAuthError("no sign-in is under way", hint="begin anew")
        try:
            code = code_of(sign_in, address)
            with in_words(self._session):
                token = granted(self._session, self._issuer, redeem(self._client, sign_in, code))
            if self._sign_in is sign_in:  # nobody has cancelled it meanwhile
                self._made(sign_in.server, token)
                self._stop()
        except BaseException:
            # What was the answer to another sign-in ends nothing; of this one's there is no second.
            if sign_in.is_over and self._sign_in is sign_in:
                self._stop()
                self.redraw()
            raise

    def _with_code(self, content: Content, buffers: Buffers) -> None:
        def work() -> None:
            with in_words(self._session):
                server = self._discovered()
                device = granted(
                    self._session,
                    self._issuer,
                    ask_device(self._client, server, Wanted(self._scope, self._resource)),
                )
            self._stop()
            self._device, self._ended = device, threading.Event()
            self.redraw()
            args = (server, device, self._ended)
            threading.Thread(target=self._polled, args=args, name="nbauth sign-in", daemon=True).start()

        self.in_background(work)

    def _polled(self, server: Server, device: Device, ended: threading.Event) -> None:
        interval = device.interval
        try:
            while not ended.wait(interval):
                try:
                    with in_words(self._session):
                        token = granted(self._session, self._issuer, poll_once(self._client, server, device))
                except RequestFailed:
                    continue  # the network may come back before the code has run out (RFC 8628 section 3.5)
                except OAuthError as exc:
                    interval = until_next(exc, interval)  # raises it where it is over
                    continue
                if not ended.is_set():  # nobody has cancelled it meanwhile
                    self._made(server, token)
                    self._stop()
        except NbauthError as exc:
            if not ended.is_set():
                self._stop()
                self.redraw()
                self.tell("said", text=as_said(exc), level="error")

    def _discovered(self) -> Server:
        if self._server is None:
            self._server = granted(self._session, self._issuer, discover(self._issuer))
        return self._server

    def _made(self, server: Server, token: Token) -> None:
        auth = OAuth2Auth.signed_in(self._client, server, token, self._resource)
        self._login = self._session.login(str(self._space), auth, name=self._name, source="sign-in")
        self._session.open_logins.close(self._open)
        self.redraw()

    def _stop(self) -> None:
        """Wait for nobody any more."""
        self._ended.set()
        loopback, self._loopback = self._loopback, None
        if loopback is not None:
            threading.Thread(target=loopback.close, name="nbauth loopback", daemon=True).start()
        self._sign_in = self._device = None

    def _cancel(self, content: Content, buffers: Buffers) -> None:
        self._stop()
        self._session.open_logins.close(self._open)
        self.redraw()
        self.say("the sign-in is cancelled; requests go out without it", "note")

    # -- what it follows ----------------------------------------------------------------------------------

    def came(self) -> None:
        self.follow(lambda: self._session.watch_logins(self._changed))
        if self._login is None:
            self._session.open_logins.add(self._open)

    def left(self) -> None:
        self.end()
        self._stop()
        self._session.open_logins.close(self._open)

    def _changed(self) -> None:
        if self._login is not None and not any(each is self._login for each in self._session.logins.values()):
            self._login = None
            self._session.open_logins.add(self._open)
            self.redraw()

    def text(self) -> tuple[str, str]:
        if self._login is not None:
            words = told(self._login)
        else:
            words = (
                f"sign-in at {line(self._issuer)} for {self._space}: it is here while its kernel runs;"
                " run this cell again to use it"
            )
        return words, escape(words)
