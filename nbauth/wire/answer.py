"""A 401 that no login has answered: what the server asks for, and the same request again with a login."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import ref

from .._http import httpx
from ..core.challenge import Challenge
from ..core.origin import Origin, ProtectionSpace
from ..core.record import Exchange
from ..errors import BodyNotReplayable
from ..schemes.body import is_replayable, rewind
from ..schemes.message import add_cookies
from .bindings import Login, Trial
from .blocking import send
from .cookies import Cookies
from .open_logins import Asked
from .runner import run
from .shown import duplicate

if TYPE_CHECKING:
    from .session import Session

__all__ = ["Unanswered", "mark_asking", "unanswered"]

ASKS = "nbauth.asks"
"""The extension of a response that says that a login could answer it."""

READ_ONCE = "its body can be read only once, so it cannot be sent again from here; log in, then run its cell again"


@dataclass(frozen=True, slots=True)
class Asks:
    """Who would send a request again, whether redirects are followed then, and where the user has sent it first."""

    session: ref[Session]
    follows: bool
    home: Origin


def mark_asking(response: httpx.Response, session: Session, login: str | None, follows: bool, home: Origin) -> None:
    """Mark a response that a login could answer: a 401, to a request without an Authorization header."""
    if response.status_code == 401 and login is None and "Authorization" not in response.request.headers:
        response.extensions[ASKS] = Asks(ref(session), follows, home)


def unanswered(response: httpx.Response) -> Unanswered | None:
    """Return what a 401 asks for; None where it is none, or its session is gone."""
    asks = response.extensions.get(ASKS)
    if not isinstance(asks, Asks) or (session := asks.session()) is None or "_content" not in response.__dict__:
        return None
    return Unanswered(session, response, asks)


class Unanswered:
    """A 401 that a login could answer."""

    def __init__(self, session: Session, response: httpx.Response, asks: Asks) -> None:
        self.session, self.response, self._asks = session, response, asks
        self.origin = Origin.of(response.request.url)
        self.path = response.request.url.path

    @property
    def space(self) -> ProtectionSpace:
        """What a login for it is for: the whole origin, since a 401 does not tell how far its realm goes."""
        return ProtectionSpace(self.origin)

    def is_open_elsewhere(self, cell: str) -> bool:
        """Tell whether a form for it is open in another cell than *cell*."""
        return self.session.open_logins.is_asked_elsewhere(self.origin, self.path, self.asked, cell)

    @property
    def exchange(self) -> Exchange:
        """Its record."""
        exchange: Exchange = self.response.extensions["nbauth.exchange"]
        return exchange

    @property
    def challenges(self) -> tuple[Challenge, ...]:
        """What the server asks for, in its order."""
        from ..render.words import challenges  # not before somebody looks

        return challenges(self.exchange.response)

    @property
    def asked(self) -> Asked:
        """Their schemes and realms."""
        return frozenset((one.scheme, one.realm) for one in self.challenges)

    @property
    def is_direct(self) -> bool:
        """True when the user has called this origin, and no redirect has led there."""
        return self.origin == self._asks.home

    def is_refusal(self, answer: httpx.Response) -> bool:
        """Tell whether an answer says that the login is wrong: another origin may ask for its own."""
        return answer.status_code == 401 and Origin.of(answer.request.url) == self.origin

    @property
    def is_settled(self) -> bool:
        """True when the response has become an answer since."""
        return ASKS not in self.response.extensions

    def check(self) -> None:
        """Raise BodyNotReplayable where the request cannot be sent again."""
        if not is_replayable(self.response.request):
            raise BodyNotReplayable(READ_ONCE)

    def again(self, login: Login) -> httpx.Response:
        """Send the request again with a login, bound or not, and return what it is answered.

        The response stays as it is. After a redirect it is the last request that is sent again: secrets of a cell
        go to where the cell has sent them, and not to where that has led.
        """
        self.check()
        request = duplicate(self.response.request)
        rewind(request)
        if "Set-Cookie" in self.response.headers:
            add_cookies(request, self.response, Cookies.of(self.response))
        options: dict[str, Any] = {"auth": Trial(login, self._asks.home), "follow_redirects": self._asks.follows}
        if not isinstance(request.stream, httpx.SyncByteStream):
            return run(self.session.async_client.send(request, **options))
        return send(self.session, request, **options)

    def settle(self, answer: httpx.Response) -> None:
        """Let the response be *answer*, for everybody who holds it: the variables of a notebook, a list, `Out`."""
        held: dict[str, Any] = self.response.__dict__
        fresh = answer.__dict__
        # No moment at which it is neither: a thread may read it.
        held.update(fresh)
        for name in held.keys() - fresh.keys():
            del held[name]
        self.session.named.renew(self.response)
