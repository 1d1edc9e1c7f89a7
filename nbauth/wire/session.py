"""Session: the two clients, the logins, the vault and the history that belong together."""

from __future__ import annotations

from types import TracebackType
from typing import Any, NoReturn, Self

from .._http import httpx
from ..core import live
from ..core.record import Exchange
from ..core.redact import Redactor
from ..core.secret import Vault
from ..registry import Registry
from ..schemes.custom import as_auth
from .blocking import send
from .client import AsyncClient, Client
from .cookies import Cookies
from .explain import explain
from .history import SessionHistory
from .logs import redact_logs
from .named import NamedResponses
from .pasted import Pasted
from .plain_http import PlainHttp
from .recorder import Recorder
from .responses import Responses
from .session_logins import SessionLogins
from .text import arun, run

__all__ = ["Session"]


class Session(SessionLogins):
    """One place to log in, one authenticated client, one record of what went over the wire.

    ``client_options`` are `httpx.Client`'s: base_url, verify, proxy, mounts, transport, timeout ... Options that
    only one of the two clients takes (a sync transport) are refused by httpx when that client is first used.

    Args:
        auth: httpx's client-wide auth. It belongs to the origin of ``base_url``; without one it goes wherever
            the user calls directly, and never along a redirect to another origin. So do cookies that are given
            without a domain, and headers and parameters of the client that are credentials.
        history_limit: How many exchanges are kept.
        history_bytes: Bytes of bodies that they have together; the oldest make room.
        body_limit: Bytes of each body that are kept in the history; the user always gets the whole body.
        allow_insecure: Do not warn when a credential goes over plain http to another machine.
    """

    def __init__(
        self,
        *,
        auth: Any = None,
        history_limit: int = 1000,
        history_bytes: int = 64 * 2**20,
        body_limit: int = 65_536,
        allow_insecure: bool = False,
        **client_options: Any,
    ) -> None:
        super().__init__()
        self.vault = Vault()
        self.redactor = Redactor(self.vault)
        live.watch(self.redactor)
        redact_logs()
        self.history = SessionHistory(self, limit=history_limit, byte_limit=history_bytes)
        self.body_limit = body_limit
        self._recorder = Recorder(self.vault, self.redactor, self.history, body_limit)
        self._auth = as_auth(auth)
        self._options = client_options
        # A CookieJar object is taken as it is by httpx: the two clients share what servers set.
        self._jar = Cookies(client_options.pop("cookies", None)).jar
        self._client: Client | None = None
        self._async_client: AsyncClient | None = None
        self.named = NamedResponses()
        self._pasted = Pasted(self.vault)
        self.allow_insecure = allow_insecure
        self.plain_http = PlainHttp(self)

    # -- clients ------------------------------------------------------------------------------------------

    @property
    def client(self) -> Client:
        """The session's `httpx.Client`."""
        with self._lock:
            if self._client is None:
                self._client = Client(self, auth=self._auth, cookies=self._jar, **self._options)
            return self._client

    @property
    def async_client(self) -> AsyncClient:
        """The session's `httpx.AsyncClient`; it shares cookies with `client`."""
        with self._lock:
            if self._async_client is None:
                self._async_client = AsyncClient(self, auth=self._auth, cookies=self._jar, **self._options)
            return self._async_client

    def close(self) -> None:
        """Close the sync client, and forget all logins. See `aclose` when the async client was used by `await`."""
        if self._client is not None:
            self._client.close()
        if self._async_client is not None:
            self._async_client._close()
        self.logout()

    async def aclose(self) -> None:
        """Close both clients, and forget all logins."""
        if self._async_client is not None:
            await self._async_client.aclose()
        self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    # -- sending ------------------------------------------------------------------------------------------

    def run(self, text: str, **options: Any) -> Any:
        """Send what is written in *text*, as a `%%http` cell does; options: `nbauth.wire.cell.Cell`.

        Returns:
            An `httpx.Response`; where there are several requests, `Responses`, a list of them.
        """
        return run(self, text, **options)

    def send(self, request: str | httpx.Request, **options: Any) -> Exchange | list[Exchange]:
        """Send a request, or the text of one, and return what went over the wire; of several, a list."""
        if isinstance(request, str):
            return _exchanges(run(self, request, **options))
        return _exchange(send(self, request, **options))

    async def asend(self, request: str | httpx.Request, **options: Any) -> Exchange | list[Exchange]:
        """Do what `send` does, with the async client."""
        if isinstance(request, str):
            return _exchanges(await arun(self, request, **options))
        return _exchange(await self.async_client.send(request, **options))

    def form(self, origin: str | None = None, scheme: str | None = None) -> Any:
        """Return a login form, to be shown in a notebook or by Voila; ``.on_ready(callback)`` gets the login.

        Args:
            origin: Where the login is for; left out, it is typed.
            scheme: The one that is shown first: "basic", "digest", ...

        Raises:
            InvalidOrigin, UnknownName: there can be no such form.
        """
        return Registry("widget")["form"](self, origin, scheme)

    def explain(self, url: str | httpx.URL) -> str:
        """Tell which login would be used for *url*, and why. Sends nothing."""
        return explain(self, url)

    def __repr__(self) -> str:
        return f"<nbauth.Session: {len(self.logins)} logins, {len(self.history)} exchanges>"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a session is not pickled: its logins would leave it")


def _exchanges(came: httpx.Response | Responses) -> Exchange | list[Exchange]:
    return [_exchange(each) for each in came] if isinstance(came, Responses) else _exchange(came)


def _exchange(response: httpx.Response) -> Exchange:
    exchange: Exchange = response.extensions["nbauth.exchange"]
    return exchange
