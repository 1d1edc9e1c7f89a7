"""The logins of a session: bound, renewed, taken back, forgotten, and nothing of them left behind."""

from __future__ import annotations

import threading
from collections.abc import Mapping
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

    def _take_back(self, login: Login) -> None:
        """Unbind a login that the server has refused at once. Its secrets are still kept out of what is shown.

        Nothing else is forgotten, as `logout` does: nobody was logged in.
        """
        with self._lock:
            if self._bindings.get(login.name) is not login:
                return  # renewed meanwhile, or logged out
            self._bindings.remove(login.name)
            refused = [each for each in self.vault.known() if each.name in login.secrets]
            self.vault.forget(login.secrets)
            for each in refused:
                self.vault.learn(f"refused_{each.name}", each.secret.reveal(), usernames=each.usernames)
            self._digests.forget(login.auth)

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
                self.open_logins.clear()
                self.vault.clear()
                self._digests.clear()
                for jar in self._jars():
                    jar.clear()
