"""The logins of a session: bound, renewed, taken back, forgotten, and nothing of them left behind."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING, Any

from .._http import httpx
from ..core import live
from ..core.origin import ANYWHERE, HostSpace, Origin, ProtectionSpace
from ..core.secret import NAME, Vault
from ..errors import InvalidAuth, InvalidField
from ..schemes.base import Scheme
from ..schemes.custom import as_auth
from ..schemes.netrc import NetRCAuth
from .bindings import Bindings, Login, Logins, Space, parse_space
from .cookies import forget
from .digests import Digests
from .foreign import is_opaque, secrets_of
from .named import NamedResponses
from .open_logins import OpenLogins
from .pasted import OWNER

if TYPE_CHECKING:
    from .client import AsyncClient, Client

__all__ = ["RESERVED", "SessionLogins"]

RESERVED = frozenset(f"use list forget explain test netrc none as form from help client auth url {OWNER}".split())
"""Words of `%auth` and `--auth`, and owners of what no login owns: no login can have one as its name."""


class SessionLogins:
    """What a `Session` knows of logins."""

    vault: Vault
    named: NamedResponses
    _auth: httpx.Auth | None
    _options: dict[str, Any]
    _jar: CookieJar
    _client: Client | None
    _async_client: AsyncClient | None

    def __init__(self) -> None:
        self._bindings = Bindings()
        self._digests = Digests()
        self._lock = threading.RLock()
        self.open_logins = OpenLogins()
        self._watching: tuple[Callable[[], None], ...] = ()

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
        made = self._made(origin, auth, name, source)
        scheme, space = made.scheme, made.space
        with self._lock:
            if name in self._bindings.tried:
                raise InvalidField("name", "a login of that name is being tried right now")
            login, known = self._named(made, name or self._bindings.name_for(scheme, space, made.auth))
            self._bind(login, known)
        self._tell()
        return login

    def trial(self, origin: str | httpx.URL | None, auth: Any, *, name: str | None = None, source: str) -> Login:
        """Return a login that is not bound, to be sent with once, `Trial`; then `keep` it or `drop` it.

        Its secrets are redacted meanwhile. What is bound stays as it is.

        Raises:
            InvalidOrigin, InvalidAuth, InvalidField: as `login`; also where a login has the name already.
        """
        made = self._made(origin, auth, name, source)
        with self._lock:
            if name in self._bindings or name in self._bindings.tried:
                raise InvalidField("name", "a login has it already")
            login, known = self._named(made, name or self._bindings.free_name(made.scheme.lower()))
            self._bindings.tried[login.name] = login
            for field, value, usernames in known:
                self.vault.add(field, value, usernames=usernames)
        return login

    def keep(self, login: Login) -> bool:
        """Bind a login that was tried, as `login` does; False when somebody has logged out of all meanwhile."""
        with self._lock:
            if self._bindings.tried.get(login.name) is not login:
                return False
            del self._bindings.tried[login.name]
            bound, known = self._named(login, self._bindings.name_for(login.scheme, login.space, login.auth))
            if bound.name in self._bindings and bound.name != login.name:
                # The same user for the same place, with another password: it takes the name and the place.
                self.vault.forget(login.secrets)
                self._bind(bound, known)
            else:
                self._bind(login, [])
        self._tell()
        return True

    def drop(self, login: Login) -> None:
        """Forget a login that was tried and refused. Its secrets are still kept out of what is shown."""
        with self._lock:
            if self._bindings.tried.get(login.name) is login:
                del self._bindings.tried[login.name]
                self.vault.forget(login.secrets)
            for each in secrets_of(login.auth):
                name = f"refused_{login.name}_{each.name}"
                self.vault.learn(name, each.secret.reveal(), usernames=each.usernames)
            self._digests.forget(login.auth)

    def _bind(self, login: Login, known: list[tuple[str, str, tuple[str, ...]]]) -> None:
        """Bind a login in place of what has its name; *known* are its secrets that the vault has not yet."""
        for field, value, usernames in known:
            self.vault.add(field, value, usernames=usernames)
        before = self._bindings[login.name] if login.name in self._bindings else None
        # In one step: a request meanwhile goes out with the one login or with the other.
        self._bindings.add(login)
        if before is not None:
            live.forgetting()
            self._forget(before)
        if isinstance(login.space, HostSpace) and isinstance(login.auth, NetRCAuth) and login.auth.uses_default:
            # The file's "default" entry was asked for: any origin that the user calls directly.
            rest = self._bindings.free_name(f"{login.name}_default")
            self._bindings.add(replace(login, name=rest, space=ANYWHERE, part_of=login.name))

    def _made(self, origin: str | httpx.URL | None, auth: Any, name: str | None, source: str) -> Login:
        """Return a login without a name; all that can fail comes here, where nothing is bound yet."""
        made = as_auth(auth)
        if made is None:
            raise InvalidAuth("there is nothing to log in with: auth is None")
        if origin is not None:
            space: Space = parse_space(origin)
        elif isinstance(made, NetRCAuth):
            space = HostSpace(frozenset(made.machines()))
        else:
            raise InvalidAuth("an origin is missing: only a netrc file names its own machines")
        if name is not None and (not isinstance(name, str) or not NAME.fullmatch(name) or name in RESERVED):
            raise InvalidField("name", "use letters, digits and _, and no word that %auth knows")
        if isinstance(made, Scheme) and made.wants_store:
            from .kept_tokens import keep_tokens

            keep_tokens(made, str(space))
        scheme = made.name if isinstance(made, Scheme) else type(made).__name__
        return Login("", scheme, space, source, getattr(made, "expires_at", None), made, is_opaque(made))

    def _named(self, made: Login, name: str) -> tuple[Login, list[tuple[str, str, tuple[str, ...]]]]:
        """Return a login with its name, and its secrets by theirs."""
        secrets = secrets_of(made.auth)
        known = [(f"{name}_{each.name}", each.secret.reveal(), each.usernames) for each in secrets]
        return replace(made, name=name, secrets=tuple(field for field, _, _ in known)), known

    def watch_logins(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Have *callback* called, in any thread, after a login was added or is gone; return what ends that."""
        with self._lock:
            self._watching = (*self._watching, callback)

        def end() -> None:
            with self._lock:
                self._watching = tuple(each for each in self._watching if each is not callback)

        return end

    def _tell(self) -> None:
        for each in self._watching:
            try:
                each()
            except Exception:
                # A form that cannot be drawn must not keep anybody from logging in.
                logging.getLogger(__name__).exception("nbauth: what watches the logins has failed")

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
                self._bindings.tried.clear()
                self.vault.clear()
                self._digests.clear()
                for jar in self._jars():
                    jar.clear()
        self._tell()
