"""Authorize: somebody signs in with a browser, here or on another device, and the notebook has a login then."""

from __future__ import annotations

import time
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

from ..errors import NbauthError
from ..oauth2.plan import Plan
from ..render.inert import line, short
from ..wire.bindings import parse_space
from ..wire.log_in import told
from ..wire.open_logins import OpenLogin
from ..wire.place import far_away
from ..wire.signing_in import SigningIn
from .live import Buffers, Content, Live, in_words, source
from .qr import can_draw, qr_svg
from .secret_field import secret_of

if TYPE_CHECKING:
    from ..oauth2.auth import OAuth2Auth
    from ..wire.session import Session

__all__ = ["Authorize"]

OF_THE_PROTOCOL = frozenset("nonce at_hash c_hash s_hash sid jti iat nbf azp auth_time".split())
"""Claims that tell nothing of a person."""

MOST_CLAIMS = 20

NO_PICTURE = "For a QR code of it: pip install 'nbauth[oauth]' where the kernel runs."


class Authorize(Live):
    """A sign-in at an authorization server, for one origin.

    Two ways: a page in a browser, which comes back to this kernel by itself where both are on one machine, and by
    its address, pasted, where they are not; or a short code that is typed on any device. Which one is offered first
    depends on where the kernel and the page are, and on what the server has.

    Args:
        origin: What the login is for.
        name: What to call it.
        cell: The cell that shows it.
        about: Values of `OAuth2Auth.fields`: ``issuer``, ``client_id``, ``scope`` ...
    """

    _esm = source("page.js", "secret_field.js", "authorize.js")

    def __init__(
        self, session: Session, origin: str, *, name: str | None = None, cell: str = "", **about: str
    ) -> None:
        space = parse_space(origin)
        plan = Plan.of(str(space), about)
        super().__init__()
        self._session, self._space, self._plan = session, space, plan
        self._signing = SigningIn(session, plan, name=name, changed=self.redraw, failed=self._failed)
        self._open = OpenLogin(space, cell, is_wanted=True)
        self._has_looked = False

    # -- what is shown ------------------------------------------------------------------------------------

    def shown(self) -> Content:
        signing, plan = self._signing, self._plan
        if signing.login is not None:
            return _signed_in(signing.login)
        about: Content = {
            "origin": str(self._space),
            "issuer": short(plan.server_name, 200),
            "scope": short(plan.wanted.scope, 200),
        }
        if (device := signing.device) is not None:
            left = max(0.0, device.expires_at - time.time())
            place = {"code": device.user_code, "uri": device.uri, "complete": device.complete}
            hint = "" if can_draw() else NO_PICTURE
            return {
                **about,
                "device": {**place, "seconds": left, "qr": qr_svg(device.complete, device.uri), "hint": hint},
            }
        if signing.sign_in is not None:
            return {**about, "url": signing.sign_in.url, "listens": signing.listens}
        server = signing.server
        has = {
            "browser": server is None or bool(server.authorization),
            "device": server is None or bool(server.device),
        }
        return {**about, "has": has, "far": far_away()}

    def actions(self) -> dict[str, Callable[[Content, Buffers], None]]:
        return {
            "browser": lambda content, buffers: self._work(self._signing.with_browser),
            "device": lambda content, buffers: self._work(self._signing.with_code),
            "pasted": self._pasted,
            "back": self._back,
            "cancel": self._cancel,
        }

    # -- what is asked for --------------------------------------------------------------------------------

    def _work(self, work: Callable[[], None]) -> None:
        self.in_background(work)

    def _pasted(self, content: Content, buffers: Buffers) -> None:
        address = secret_of(buffers, 0, "address").reveal()
        self._work(lambda: self._signing.answer(address))

    def _back(self, content: Content, buffers: Buffers) -> None:
        self._signing.stop()
        self.redraw()

    def _cancel(self, content: Content, buffers: Buffers) -> None:
        self._signing.stop()
        self._session.open_logins.close(self._open)
        self.redraw()
        self.say("the sign-in is cancelled; requests go out without it", "note")

    def _failed(self, error: NbauthError) -> None:
        self.tell("said", text=in_words(error), level="error")

    def redraw(self) -> None:
        if self._signing.login is not None:
            self._session.open_logins.close(self._open)
        super().redraw()

    # -- what it follows ----------------------------------------------------------------------------------

    def came(self) -> None:
        self.follow(lambda: self._session.watch_logins(self._changed))
        if self._signing.login is None:
            self._session.open_logins.add(self._open)
            if not self._has_looked:
                self._has_looked = True
                self.in_background(self._look, waits=False)

    def _look(self) -> None:
        """Ask the server what it can do, so that nothing is offered that it has not."""
        try:
            self._signing.look()
        except NbauthError:
            return  # what is wrong is said to who presses a button
        if self._signing.sign_in is None and self._signing.device is None:
            self.redraw()

    def left(self) -> None:
        self.end()
        self._signing.stop()
        self._session.open_logins.close(self._open)

    def _changed(self) -> None:
        login = self._signing.login
        if login is not None and not any(each is login for each in self._session.logins.values()):
            self._signing.login = None
            self._session.open_logins.add(self._open)
            self.redraw()

    def text(self) -> tuple[str, str]:
        if self._signing.login is not None:
            words = told(self._signing.login)
        else:
            where = f"sign-in at {line(self._plan.server_name)}" if self._plan.server_name else "sign-in"
            words = f"{where} for {self._space}: it is here while its kernel runs; run this cell again to use it"
        return words, escape(words)


def _signed_in(login: Any) -> Content:
    """Return what is told of who has signed in: claims, never a token."""
    auth: OAuth2Auth = login.auth
    claims = [
        {"name": short(name, 60), "value": short(_in_words(name, value), 200)}
        for name, value in auth.claims.items()
        if name not in OF_THE_PROTOCOL
    ]
    left = None if auth.expires_at is None else auth.expires_at - time.time()
    allows = short(auth.scope, 200)
    return {"told": told(login), "claims": claims[:MOST_CLAIMS], "scope": allows, "seconds": left}


def _in_words(name: str, value: Any) -> str:
    if name == "exp" and isinstance(value, int | float):
        return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(value))
    return value if isinstance(value, str) else str(value)
