"""Session: the two clients, the logins, the vault and the history that belong together."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from http.cookiejar import CookieJar
from types import TracebackType
from typing import Any, NoReturn, Self

from .._http import httpx
from ..core import live
from ..core.origin import ANYWHERE, HostSpace, Origin, ProtectionSpace
from ..core.record import Exchange
from ..core.redact import Redactor
from ..core.secret import NAME, Vault
from ..errors import InvalidAuth, InvalidField
from ..schemes.base import Scheme
from ..schemes.custom import as_auth
from ..schemes.netrc import NetRCAuth
from .bindings import Bindings, Login, Logins, Space, parse_space
from .blocking import send
from .client import AsyncClient, Client
from .cookies import Cookies, forget
from .digests import Digests
from .explain import explain
from .foreign import is_opaque, secrets_of
from .history import SessionHistory
from .logs import redact_logs
from .named import NamedResponses
from .pasted import OWNER, Pasted
from .plain_http import PlainHttp
from .recorder import Recorder
from .responses import Responses
from .text import arun, run

__all__ = ["RESERVED", "Session"]

RESERVED = frozenset(f"use list forget explain test netrc none as form from help client auth url {OWNER}".split())
"""Words of `%auth` and `--auth`, and owners of what no login owns: no login can have one as its name."""


class Session:
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
        self.vault = Vault()
        self.redactor = Redactor(self.vault)
        live.watch(self.redactor)
        redact_logs()
        self.history = SessionHistory(self, limit=history_limit, byte_limit=history_bytes)
        self.body_limit = body_limit
        self._recorder = Recorder(self.vault, self.redactor, self.history, body_limit)
        self._bindings = Bindings()
        self._lock = threading.RLock()
        self._auth = as_auth(auth)
        self._options = client_options
        # A CookieJar object is taken as it is by httpx: the two clients share what servers set.
        self._jar = Cookies(client_options.pop("cookies", None)).jar
        self._client: Client | None = None
        self._async_client: AsyncClient | None = None
        self._digests = Digests()
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

    # -- logins -------------------------------------------------------------------------------------------

    def login(
        self,
        origin: str | httpx.URL | None,
        auth: Any,
        *,
        name: str | None = None,
        source: str = "python",
    ) -> Login:
        """Bind credentials to an origin, "https://api.example.com", or to a path below it.

        A second login of the same scheme and user for the same place takes the first one's name and place.
        Among several logins for one origin the newest answers; a URL's user ("https://bob@host/") or
        ``auth=session.logins["name"]`` chooses another.

        Args:
            origin: Where the credentials are for. None only for a `NetRCAuth`, which names its machines.
            auth: Whatever httpx takes as auth, and nbauth's own schemes.
            name: What to call it; made from the scheme when left out.
            source: Where the secret came from, in words, for `logins`.

        Raises:
            InvalidOrigin, InvalidAuth, InvalidField: nothing was bound.
        """
        made = as_auth(auth)
        if made is None:
            raise InvalidAuth("there is nothing to log in with: auth is None")
        if origin is not None:
            space: Space = parse_space(origin)
        elif isinstance(made, NetRCAuth):
            space = HostSpace(frozenset(made.machines()))
        else:
            raise InvalidAuth("an origin is missing: only a netrc file names its own machines")
        scheme = made.name if isinstance(made, Scheme) else type(made).__name__
        # All that can fail comes first: what fails binds nothing, and a login of the name before stays.
        known = [(each.name, each.secret.reveal(), each.usernames) for each in secrets_of(made)]
        is_own, expires_at = is_opaque(made), getattr(made, "expires_at", None)
        if name is not None and (not isinstance(name, str) or not NAME.fullmatch(name) or name in RESERVED):
            raise InvalidField("name", "use letters, digits and _, and no word that %auth knows")
        with self._lock:
            chosen = name or self._bindings.name_for(scheme, space, made)
            held = tuple(f"{chosen}_{field}" for field, _, _ in known)
            login = Login(chosen, scheme, space, source, expires_at, made, is_own, held)
            for field, value, usernames in known:
                self.vault.add(f"{chosen}_{field}", value, usernames=usernames)
            before = self._bindings[chosen] if chosen in self._bindings else None
            # In one step: a request meanwhile goes out with the one login or with the other.
            self._bindings.add(login)
            if before is not None:
                live.forgetting()
                self._forget(before)
            if origin is None and isinstance(made, NetRCAuth) and made.uses_default:
                # The file's "default" entry was asked for: any origin that the user calls directly.
                rest = self._bindings.free_name(f"{chosen}_default")
                self._bindings.add(replace(login, name=rest, space=ANYWHERE, part_of=chosen))
            return login

    def _forget(self, login: Login) -> None:
        """Forget what belongs to a login that is no longer bound, and to no other one."""
        for other in list(self._bindings.values()):
            if other.part_of == login.name:
                self._bindings.remove(other.name)
        others = self._bindings.values()
        used = {name for other in others for name in other.secrets}
        self.vault.forget({*login.secrets, *self.vault.learned_from(login.name)} - used)
        if all(other.auth is not login.auth for other in others):
            self._digests.forget(login.auth)
        # The server may know the one who was logged in by a cookie too.
        forget(self._jars(), login.space.hosts)

    def _jars(self) -> list[CookieJar]:
        """Return the jars of the session and of its clients, which may have been given others since."""
        clients = (self._client, self._async_client)
        return [self._jar, *(client.cookies.jar for client in clients if client is not None)]

    @property
    def logins(self) -> Mapping[str, Login]:
        """The logins by name, oldest first, and the client-wide auth as "client". Never a value."""
        logins = Logins(self._bindings)
        auth, space = self._client_wide()
        if auth is not None:
            kind = auth.name if isinstance(auth, Scheme) else type(auth).__name__
            logins["client"] = Login("client", kind, space, auth=auth)
        return logins

    def _client_wide(self) -> tuple[httpx.Auth | None, ProtectionSpace]:
        """Return httpx's client-wide auth as it is now, and where it is used."""
        auth, base = self._auth, httpx.URL(self._options.get("base_url", ""))
        if self._client is not None:
            auth, base = self._client.auth, self._client.base_url
        return auth, ProtectionSpace(Origin.of(base)) if base.host else ANYWHERE

    def logout(self, name: str | None = None) -> None:
        """Forget one login, or all of them: bindings, tokens, secrets, and the cookies of its hosts, or all.

        What requests with a name were answered is forgotten too: tokens may be in it.

        Raises:
            UnknownName: there is no such login.
        """
        live.forgetting()
        self.named.clear()
        with self._lock:
            if name in (None, "client"):
                self._auth = None
                for client in (self._client, self._async_client):
                    if client is not None:
                        client.auth = None  # type: ignore[assignment]
            if name == "client":
                self.vault.forget(self.vault.learned_from(name))
            elif name is not None:
                self._forget(self._bindings.remove(name))
            else:
                for each in list(self._bindings):
                    self._bindings.remove(each)
                self.vault.clear()
                self._digests.clear()
                for jar in self._jars():
                    jar.clear()

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
