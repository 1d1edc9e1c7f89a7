"""Bindings: protection space -> login. The most specific wins; no match means no credentials."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from .._http import httpx
from ..core.origin import ANYWHERE, HostSpace, Origin, ProtectionSpace
from ..errors import InvalidOrigin, UnknownName
from ..schemes.netrc import NetRCAuth
from .foreign import username_of

__all__ = ["Bindings", "Login", "Logins", "Trial", "parse_space"]

Space = ProtectionSpace | HostSpace


@dataclass(frozen=True, slots=True)
class Login:
    """A named binding that a person made. Holds no value that could be shown.

    Attributes:
        name: What `%auth list` calls it; its secrets are ``{{<name>_<field>}}``.
        scheme: "basic", "digest", ..., or the class's name for a user's own `httpx.Auth`.
        space: Where it is used.
        source: Where its secret came from, as the user named it: "prompt", "env:NAME", "python", ...
        expires_at: Seconds since the epoch, UTC; None when it does not expire by itself.
        made_at: When the person logged in, in seconds since the epoch, UTC.
    """

    name: str
    scheme: str
    space: Space
    source: str = "python"
    expires_at: float | None = None
    auth: httpx.Auth = field(default_factory=httpx.Auth)
    is_opaque: bool = False
    secrets: tuple[str, ...] = ()
    part_of: str = ""
    made_at: float = field(default_factory=time.time)

    def __repr__(self) -> str:
        expiry = "" if self.expires_at is None else f", expires_at={self.expires_at!r}"
        return f"Login({self.name!r}, {self.scheme!r}, {self.origin!r}, source={self.source!r}{expiry})"

    @property
    def origin(self) -> str:
        """The origin it is bound to, as text."""
        return str(self.space)

    @property
    def username(self) -> str | None:
        """Whose credentials these are, where the scheme knows one user."""
        return username_of(self.auth)

    def answers(self, origin: Origin, path: str, *, direct: bool) -> bool:
        """Tell whether it is used there. `direct` is False where a redirect has led to another origin.

        There, a login for any origin stays behind, and a netrc file answers only for https on its default port:
        it names hosts, and the server that redirects must not choose among the ports of one (CVE-2022-27774).
        """
        if not self.space.covers(origin, path):
            return False
        if direct:
            return True
        if isinstance(self.space, HostSpace):
            return (origin.scheme, origin.port) == ("https", 443)
        return self.space != ANYWHERE

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(f"the login {self.name} is not pickled: its secrets would leave the session")


@dataclass(frozen=True, slots=True)
class Trial:
    """The ``auth=`` of one send: this login where it is for, bound or not; elsewhere what the session has.

    Attributes:
        home: The origin that the user has called, where the last request of a redirect is sent again.
    """

    login: Login
    home: Origin


class Logins(dict[str, Login]):
    """Logins by name; a name that is not there is answered with those that are."""

    def __missing__(self, name: str) -> Login:
        raise UnknownName("login", name, self)


class Bindings(Mapping[str, Login]):
    """The logins of a session by name, oldest first. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._logins: dict[str, Login] = {}
        self._in_order: tuple[Login, ...] = ()
        self._has_paths = False
        self.tried: dict[str, Login] = {}
        """Logins that are tried before they are bound, by name: no other one gets such a name."""

    def add(self, login: Login) -> None:
        """Bind; a login of the same name makes room. The newest is asked first among equals."""
        with self._lock:
            logins = {name: kept for name, kept in self._logins.items() if name != login.name}
            self._set({**logins, login.name: login})

    def remove(self, name: str) -> Login:
        """Unbind and return a login. Raises UnknownName."""
        with self._lock:
            if name not in self._logins:
                raise UnknownName("login", name, self._logins)
            logins = dict(self._logins)
            login = logins.pop(name)
            self._set(logins)
        return login

    def _set(self, logins: dict[str, Login]) -> None:
        self._logins = logins
        # Who is asked first: the most specific, of equals the newest (sorting keeps their order).
        self._in_order = tuple(sorted(reversed(logins.values()), key=lambda login: login.space.rank, reverse=True))
        self._has_paths = any(login.space.rank > (2, 1) for login in self._in_order)

    def name_for(self, scheme: str, space: Space, auth: httpx.Auth) -> str:
        """Return what to call a login that got no name: what the one is called that it renews, or a new name."""
        user = username_of(auth)
        for login in self._logins.values():
            same_file = isinstance(login.auth, NetRCAuth) and login.auth.path == getattr(auth, "path", None)
            same_space = login.space == space or (same_file and isinstance(space, HostSpace))
            if same_space and not login.part_of and (login.scheme, login.username) == (scheme, user):
                return login.name
        return self.free_name(scheme.lower())

    def free_name(self, name: str) -> str:
        """Return *name*, with a number when a login has it."""
        free, count = name, 1
        while free in self._logins or free in self.tried:
            count += 1
            free = f"{name}_{count}"
        return free

    def find(self, url: httpx.URL, origin: Origin, *, direct: bool) -> Login | None:
        """Return the login for a request to *url*, which is at *origin*, or None.

        A URL that names a user (``https://bob@host/``) takes only a login of that user, or one that
        chooses by user itself (netrc). See `Login.answers` for `direct`.
        """
        logins = self._in_order
        if not logins:
            return None
        # Taking a URL apart costs more than all the rest here.
        path, user = url.path if self._has_paths else "/", url.username if url.userinfo else ""
        for login in logins:
            if login.answers(origin, path, direct=direct) and not (user and login.username not in (None, user)):
                return login
        return None

    def __getitem__(self, name: str) -> Login:
        try:
            return self._logins[name]
        except KeyError:
            raise UnknownName("login", name, self._logins) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._logins)

    def __len__(self) -> int:
        return len(self._logins)

    def __contains__(self, name: object) -> bool:
        return name in self._logins

    def __repr__(self) -> str:
        lines = (f"{login.name}: {login.scheme} for {login.origin} ({login.source})" for login in self.values())
        return "\n".join(lines) or "no logins"


def parse_space(text: str | httpx.URL) -> ProtectionSpace:
    """Read ``https://host[:port][/path]``, by the same parser that reads the URLs of requests.

    Raises:
        InvalidOrigin: no http(s) scheme, no host, a bad port, user information, a query, white space
            or a control character. The text is not quoted: it may hold a password.
    """
    if isinstance(text, httpx.URL):
        text = str(text)
    if not isinstance(text, str):
        raise InvalidOrigin(f"expected text, got {type(text).__name__}")
    text = text.strip()
    if any(ord(char) < 33 or ord(char) == 127 for char in text) or "\\" in text:
        raise InvalidOrigin("it holds white space, a control character or a backslash")
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        url = None
    if url is None:  # not in the except clause: httpx's message, with a part of a password, would hang on ours
        raise InvalidOrigin("the host or the port cannot be read")
    if url.scheme not in ("http", "https"):
        raise InvalidOrigin("it does not start with http:// or https://")
    if url.userinfo or "@" in url.netloc.decode("ascii"):
        raise InvalidOrigin("it holds a user name or password; give them as fields of the login")
    if url.query or url.fragment:
        raise InvalidOrigin("it holds a query or a fragment")
    if (url.port or 0) > 65_535:
        raise InvalidOrigin("there are no ports above 65535")
    if not url.host.strip("."):
        raise InvalidOrigin("it has no host")
    return ProtectionSpace(Origin.of(url), url.path or "/")
