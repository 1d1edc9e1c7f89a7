"""Signing in: what happens between the moment somebody wants to and the login, whoever shows it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ..errors import NbauthError, OAuthError, RequestFailed
from ..oauth2.authorization_code import SignIn, code_of, redeem
from ..oauth2.client import Client
from ..oauth2.device_code import Device, poll_once, until_next
from ..oauth2.person import known
from ..oauth2.plan import ANY_PORT, Plan
from ..oauth2.server import Server
from ..oauth2.token import Token
from .bindings import Login
from .failure import in_words
from .granting import granted
from .loopback import Loopback
from .recorder import BrowserLeg

if TYPE_CHECKING:
    from .session import Session

__all__ = ["MINUTES", "SigningIn"]

MINUTES = 10
"""So long a browser may take to come back."""


class SigningIn:
    """One place where somebody signs in, by one way at a time. Its methods are safe to be called from any thread.

    Those that begin a way ask the server, so they wait for it; what comes after runs in threads of its own.

    Args:
        changed: Called when a way has begun or is over, or somebody is logged in.
        failed: Called with why a way has ended that nobody waits for: an error, in words.
    """

    def __init__(
        self,
        session: Session,
        plan: Plan,
        *,
        name: str | None = None,
        changed: Callable[[], None],
        failed: Callable[[NbauthError], None],
    ) -> None:
        self.plan = plan
        self.sign_in: SignIn | None = None
        self.device: Device | None = None
        self.login: Login | None = None
        self._session, self._name, self._changed, self._failed = session, name, changed, failed
        self._server: Server | None = None
        self._client: Client | None = None
        self._loopback: Loopback | None = None
        self._ended = threading.Event()
        self._asking, self._state = threading.Lock(), threading.RLock()
        self._begun = 0.0

    @property
    def server(self) -> Server | None:
        """The server, once it has told what it can do."""
        return self._server

    @property
    def listens(self) -> bool:
        """Whether a browser on this machine can come back by itself."""
        return self._loopback is not None

    def _granted(self, grant: Any, browser: tuple[BrowserLeg, ...] = ()) -> Any:
        with in_words(self._session):
            return granted(self._session, self.plan.server_name or self.plan.place, grant, browser)

    # -- the ways -----------------------------------------------------------------------------------------

    def look(self) -> None:
        """Ask the server what it can do. Raises NbauthError."""
        with self._asking:
            if self._server is None:
                self._server = self._granted(self.plan.server())

    def with_browser(self) -> None:
        """Begin a sign-in with a browser. Raises NbauthError."""
        self.look()
        mine = self._stopped()
        loopback: Loopback | None = None
        try:
            loopback = Loopback(self._came)
        except OSError:
            pass  # where no port can be had, the address is pasted: `listens` says so
        redirect = loopback.redirect_uri if loopback is not None else ANY_PORT
        try:
            client, sign_in = self._granted(self.plan.begun(redirect))
        except BaseException:
            _close(loopback)
            raise
        with self._state:
            if mine is not self._ended:  # somebody has cancelled it, or begun anew, meanwhile
                return _close(loopback)
            self._client, self.sign_in, self._loopback = client, sign_in, loopback
            self._begun = time.time()
        self._wait(mine)
        self._changed()

    def with_code(self) -> None:
        """Begin a sign-in on another device. Raises NbauthError."""
        self.look()
        mine = self._stopped()
        client, server, device = self._granted(self.plan.on_a_device())
        with self._state:
            if mine is not self._ended:
                return
            self.device = device
        self._changed()
        _thread(lambda: self._polled(client, server, device, mine))

    def stop(self) -> None:
        """Wait for nobody any more."""
        self._stopped()

    def _stopped(self) -> threading.Event:
        """Stop, and return what will be set when that which begins now is over."""
        with self._state:
            self._ended.set()
            self._ended = threading.Event()
            loopback, self._loopback = self._loopback, None
            self.sign_in = self.device = None
            mine = self._ended
        _close(loopback)
        return mine

    # -- what comes back ----------------------------------------------------------------------------------

    def _wait(self, mine: threading.Event) -> None:
        """End it when nobody comes back."""

        def end() -> None:
            if not mine.wait(MINUTES * 60):
                self.stop()
                self._changed()
                self._failed(OAuthError(f"nobody has signed in within {MINUTES} minutes: begin anew"))

        _thread(end)

    def _came(self, address: str) -> bool:
        """Take what a browser has brought to the loopback, in its thread; tell whether it was the answer."""
        sign_in = self.sign_in
        try:
            self.answer(address, status=200)
        except NbauthError as exc:
            self._failed(exc)
        return sign_in is not None and sign_in.is_over

    def answer(self, address: str, status: int | None = None) -> None:
        """Take the address at which the browser came back, and hand in its code.

        Args:
            status: What it was answered there, where that is known.

        Raises:
            NbauthError: it is no answer to this sign-in, or the server refuses.
        """
        sign_in, client = self.sign_in, self._client
        if sign_in is None or client is None:
            raise OAuthError("no sign-in is under way", hint="begin anew")
        try:
            code = code_of(sign_in, address)
            now = time.time()
            hidden = (sign_in.state, sign_in.nonce, code)
            legs = (
                BrowserLeg("authorize", sign_in.url, self._begun, now - self._begun, None, hidden),
                BrowserLeg("callback", address.strip(), now, 0.0, status, hidden),
            )
            token = self._granted(redeem(client, sign_in, code), legs)
            if self.sign_in is sign_in:  # nobody has cancelled it meanwhile
                self._made(client, sign_in.server, token)
        except BaseException:
            # What was the answer to another sign-in ends nothing; of this one's there is no second.
            if sign_in.is_over and self.sign_in is sign_in:
                self.stop()
                self._changed()
            raise

    def _polled(self, client: Client, server: Server, device: Device, ended: threading.Event) -> None:
        interval = device.interval
        try:
            while not ended.wait(interval):
                try:
                    token = self._granted(poll_once(client, server, device))
                except RequestFailed:
                    continue  # the network may come back before the code has run out (RFC 8628 section 3.5)
                except OAuthError as exc:
                    interval = until_next(exc, interval)  # raises it where it is over
                    continue
                with suppress(RequestFailed):  # who it is; the token is good all the same, and is not had again
                    token = self._granted(known(client, server, token, None, device.resource))
                if not ended.is_set():  # nobody has cancelled it meanwhile
                    self._made(client, server, token)
        except NbauthError as exc:
            if not ended.is_set():
                self.stop()
                self._changed()
                self._failed(exc)

    def _made(self, client: Client, server: Server, token: Token) -> None:
        auth = self.plan.auth(client, server, token)
        self.login = self._session.login(self.plan.place, auth, name=self._name, source="sign-in")
        self.stop()
        self._changed()


def _close(loopback: Loopback | None) -> None:
    if loopback is not None:
        threading.Thread(target=loopback.close, name="nbauth loopback", daemon=True).start()


def _thread(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="nbauth sign-in", daemon=True).start()
