"""NetRC: Basic credentials by host, from a netrc file."""

from __future__ import annotations

import os
import shlex
import stat
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from .._http import httpx
from ..core.netrc import NetrcEntry, parse_netrc
from ..core.origin import Origin
from ..core.secret import Known
from ..errors import (
    CredentialsNotFound,
    InvalidField,
    InvalidOrigin,
    NetrcNotFound,
    NetrcPermissionWarning,
    NetrcSyntaxError,
)
from ..render.inert import line
from .base import Field, Flow, Scheme
from .basic import BasicAuth

__all__ = ["Explanation", "NetRCAuth", "heard"]

NAMES = (".netrc", "_netrc") if os.name == "nt" else (".netrc",)
"""What the file in the home directory is called; the first that is there counts, as in curl."""

_warned: set[str] = set()
"""Files that others can read and that were warned of: once in a process is enough."""


_listening: ContextVar[list[str] | None] = ContextVar("listening", default=None)


@contextmanager
def heard() -> Iterator[list[str]]:
    """Meanwhile, gather what would be a warning, in this context alone, for a form that says it itself."""
    said: list[str] = []
    token = _listening.set(said)
    try:
        yield said
    finally:
        _listening.reset(token)


def _tell(message: str) -> None:
    said = _listening.get()
    if said is not None:
        said.append(message)
    else:
        warnings.warn(message, NetrcPermissionWarning, stacklevel=4)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a netrc file has for one address, and why; never a password.

    Attributes:
        entry: The entry whose credentials are sent; None when nothing is sent.
        reason: Why this one, or why none.
        path: The file.
        plain: True when the address is on another machine and not https.
    """

    entry: NetrcEntry | None
    reason: str
    path: str
    plain: bool

    def __str__(self) -> str:
        if self.entry is None:
            return f"{self.path}: sends nothing: {self.reason}"
        named = "default" if self.entry.machine is None else f"machine {line(_host(self.entry.machine))}"
        login = f"login {line(self.entry.login)}" if self.entry.login else "no login, only a password"
        plain = "; over plain http the password is readable on the way" if self.plain else ""
        return f"{self.path}, line {self.entry.line}: {named}, {login}: {self.reason}{plain}"


class NetRCAuth(Scheme, httpx.NetRCAuth):
    """Send the user name and password that a netrc file has for the host, as Basic does.

    The file is read once, here: *file*, else the one that ``$NETRC`` names, else ``~/.netrc``. An empty text
    counts as not given, ``~`` is expanded. Hosts are compared as a whole; a netrc file knows no schemes and
    no ports.

    Of several entries for a host the first counts (as in curl; Python's module takes the last), unless the
    URL names a user: then the first with that login, and without one nothing is sent, as the password of
    another user must not be (CVE-2026-8926). A password without a login is sent with an empty user name, a
    login without a password is not sent. The ``default`` entry, which every other host would get, is used
    only with ``default=True``, and never after a redirect to another origin.

    Raises:
        NetrcNotFound: there is no such file; it is a FileNotFoundError too.
        CredentialsNotFound: the file cannot be read.
        NetrcSyntaxError: the file is no netrc file; says where, and quotes nothing.
        InvalidField: *default* is no choice, or a control character is in the path.
    """

    name = "netrc"
    title = "NetRC"
    about = "User names and passwords come from a netrc file, by host, and go along as Basic has them."
    fields = (
        Field("file", "File", default="", help="Path of the netrc file; without one $NETRC, then ~/.netrc."),
        Field(
            "default",
            "Default entry",
            default="no",
            help="Give hosts that the file does not name its default entry.",
            choices=("no", "yes"),
        ),
    )

    def __init__(self, file: str | os.PathLike[str] | None = None, *, default: bool | str = False) -> None:
        if default not in (True, False, "yes", "no"):
            raise InvalidField("default", "it is True or False, or yes or no")
        self._use_default = default in (True, "yes")
        self._path = _find(file)
        self._entries = parse_netrc(_read(self._path), self._path)
        self._by_host: dict[str, list[NetrcEntry]] = {}
        for entry in self._entries:
            if entry.machine is not None:
                self._by_host.setdefault(_host(entry.machine), []).append(entry)

    @property
    def path(self) -> str:
        """The file that was read."""
        return self._path

    @property
    def uses_default(self) -> bool:
        """True when hosts that the file does not name are sent the credentials of its ``default``."""
        return self._use_default and any(entry.machine is None for entry in self._entries)

    @property
    def entries(self) -> tuple[NetrcEntry, ...]:
        """What the file has, in its order."""
        return self._entries

    def machines(self) -> tuple[str, ...]:
        """Return the hosts that the file names, as an Origin has them, each once, in the file's order."""
        return tuple(self._by_host)

    def entries_for(self, host: str) -> tuple[NetrcEntry, ...]:
        """Return the entries of a host, in the file's order, without ``default``."""
        return tuple(self._by_host.get(_host(host), ()))

    def explain(self, url: httpx.URL | str, *, redirected: bool = False) -> Explanation:
        """Tell which entry answers for *url*, and why. Raises InvalidOrigin when no host is in it."""
        url = _url(url)
        origin = Origin.of(url)
        entry, reason = self._choose(url, redirected)
        return Explanation(entry, reason, self._path, origin.scheme == "http" and not origin.is_loopback)

    def secrets(self) -> Iterator[Known]:
        """Yield each password: "password" when it is the only one, else named after its line."""
        held = [(entry, entry.password) for entry in self._entries if entry.password is not None]
        names: set[str] = set()
        for entry, password in held:
            name = "password" if len(held) == 1 else f"password_{entry.line}"
            while name in names:  # several entries on one line
                name += "_"
            names.add(name)
            yield Known(name, password, (entry.login,))

    def auth_flow(self, request: httpx.Request) -> Flow:  # type: ignore[override]
        entry, _ = self._choose(request.url, bool(request.extensions.get("nbauth.redirected")))
        if entry is None or entry.password is None:
            yield request
            return
        if ":" in entry.login:
            where = f"{self._path}, line {entry.line}"
            raise InvalidField("login", f"{where}: a colon in it would end it (RFC 7617 section 2)")
        yield from BasicAuth(entry.login, entry.password).auth_flow(request)

    def _choose(self, url: httpx.URL, redirected: bool) -> tuple[NetrcEntry | None, str]:
        """Return the entry that answers for *url*, or None, and the reason."""
        origin, user = Origin.of(url), url.username
        entries = self._by_host.get(origin.host, [])
        why = "the first entry for this host" if len(entries) > 1 else "the entry for this host"
        if not entries:
            entries = [entry for entry in self._entries if entry.machine is None]
            why = "no machine is this host, and default was asked for"
            if not entries:
                return None, f"no machine is {origin.host}"
            if redirected:
                return None, f"no machine is {origin.host}, and default is not used after a redirect"
            if not self._use_default:
                return None, f"no machine is {origin.host}, and default is used only with default=True"
        if user:
            # The name itself is not shown: some put a token there.
            why = "the entry for the user in the URL"
            lines = ", ".join(str(entry.line) for entry in entries)
            entries = [entry for entry in entries if entry.login == user]
            if not entries:
                return None, f"no entry for this host (line {lines}) is for the user in the URL"
        chosen = entries[0]
        if chosen.password is None:
            return None, f"the entry on line {chosen.line} has no password"
        return chosen, why


def _find(file: str | os.PathLike[str] | None) -> str:
    """Return the path of the file to read; it need not be there."""
    given = os.fsdecode(file or "") or os.environ.get("NETRC")
    if given:
        return os.path.expanduser(given)
    paths = [os.path.join(os.path.expanduser("~"), name) for name in NAMES]
    return next((path for path in paths if os.path.exists(path)), paths[0])


def _read(path: str) -> str:
    """Return the text of the file, and warn when others can read it too."""
    # Before any error or warning shows it: a path could write lines of its own, or turn text round.
    if any(unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp") for char in path):
        raise InvalidField("file", "a control character is in the path")
    try:
        with open(path, "rb") as source:
            mode = os.fstat(source.fileno()).st_mode
            content = source.read()
    except FileNotFoundError:
        raise NetrcNotFound(path) from None
    except OSError as exc:
        raise CredentialsNotFound(f"the netrc file {path} cannot be read: {exc.strerror}") from exc
    is_open = os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO)
    if is_open and (path not in _warned or _listening.get() is not None):
        _warned.add(path)
        _tell(f"other users can read the netrc file {path} or change it; run: chmod 600 {shlex.quote(path)}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = content.count(b"\n", 0, exc.start) + 1
    # Outside of the except clause, or the error would carry the file's content in its context.
    raise NetrcSyntaxError("this is no text in UTF-8", path, line)


def _host(machine: str) -> str:
    """Return a host as `Origin` has it: lower-case, in punycode, IPv6 without brackets."""
    try:
        return Origin.of(httpx.URL(scheme="http", host=machine)).host
    except httpx.InvalidURL:
        return machine.lower()  # no host at all ("example.org:80", say), so it never matches


def _url(url: httpx.URL | str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        parsed = httpx.URL("")
    # Outside of the except clause: httpx's message can quote a part of a password.
    if not parsed.host:
        raise InvalidOrigin("there is no host in the URL")
    return parsed
