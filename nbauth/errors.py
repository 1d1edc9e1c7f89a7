"""Every error that nbauth raises.

    NbauthError
    ├── ParseError (ValueError)            text that does not follow its grammar, with a position
    │   ├── ChallengeSyntaxError           WWW-Authenticate, Authorization and their relatives
    │   ├── RequestSyntaxError             the text of a %%http cell
    │   ├── NetrcSyntaxError               a netrc file
    │   ├── HarSyntaxError                 a HAR file
    │   └── HistorySyntaxError             a line of a history file
    ├── UnresolvedVariable (KeyError)      a {{name}} that nothing defines
    ├── UnknownName (KeyError)             a login, scheme or source that does not exist
    ├── InvalidField (ValueError)          a credential's field that cannot be sent
    ├── InvalidOrigin (ValueError)         an address that no credential can be bound to
    ├── InvalidAuth (TypeError)            an auth argument that httpx cannot use
    ├── CredentialsNotFound (LookupError)  a source that has no credential to give
    │   └── NetrcNotFound (FileNotFoundError)
    ├── BodyNotReplayable                  a flow must send a body twice that can be read once
    ├── ChallengeRefused                   a challenge that cannot be answered
    ├── ServerNotAuthentic                 the server's own proof (rspauth) is wrong
    ├── RedirectRefused                    following would carry a credential to another origin
    ├── OAuthError                         an authorization server refuses, or cannot be used
    ├── LoginStillOpen                     a request needs a login whose form is not filled in yet
    ├── RequestFailed                      a magic got no response, or --check an error one
    └── MissingExtra (ImportError)         an optional package is not installed

Two warnings (UserWarning): NetrcPermissionWarning, a netrc file that others can read, and
InsecureTransportWarning, a credential that goes out in clear.

Each error keeps its parts as attributes and builds its sentence itself. No message holds a secret's value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from errno import ENOENT
from typing import ClassVar

__all__ = [
    "BodyNotReplayable",
    "ChallengeRefused",
    "ChallengeSyntaxError",
    "CredentialsNotFound",
    "HarSyntaxError",
    "HistorySyntaxError",
    "InsecureTransportWarning",
    "InvalidAuth",
    "InvalidField",
    "InvalidOrigin",
    "LoginStillOpen",
    "MissingExtra",
    "NbauthError",
    "NetrcNotFound",
    "NetrcPermissionWarning",
    "NetrcSyntaxError",
    "OAuthError",
    "ParseError",
    "RedirectRefused",
    "RequestFailed",
    "RequestSyntaxError",
    "ServerNotAuthentic",
    "UnknownName",
    "UnresolvedVariable",
]


def _near(name: str, known: list[str]) -> list[str]:
    from difflib import get_close_matches  # only when there is an error

    return get_close_matches(name, known, n=3)


class NbauthError(Exception):
    """Base of all nbauth errors; in a notebook it shows as one or two lines, without a stack."""

    hint: str = ""
    """What to do about it, or nothing."""

    show_all: ClassVar[Callable[[NbauthError], list[str]] | None] = None
    """Returns what a notebook shows in place of these lines: `%config NBAuth.short_errors = False` sets it."""

    def __init__(self, message: str = "", *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        if hint:
            self.hint = hint

    def __str__(self) -> str:
        return self.message

    def _render_traceback_(self) -> list[str]:
        """Return the lines that IPython shows instead of a traceback."""
        if NbauthError.show_all is not None:
            return NbauthError.show_all(self)
        lines = [f"{type(self).__name__}: {self}"]
        return [*lines, f"  hint: {self.hint}"] if self.hint else lines


class ParseError(NbauthError, ValueError):
    """Raised for text that does not follow its grammar."""


class ChallengeSyntaxError(ParseError):
    """Raised for a header field that is no list of challenges or credentials (RFC 9110 section 11)."""

    def __init__(self, reason: str, position: int, *, header: str = "WWW-Authenticate") -> None:
        super().__init__(f"{header}: {reason} at position {position}")
        self.reason, self.position, self.header = reason, position, header


class RequestSyntaxError(ParseError):
    """Raised for request text that cannot be read; line and column count from 1.

    *source* is what can be shown of the line, with a caret below its column, or below *caret* where not all of the
    line is in it.
    """

    def __init__(
        self, reason: str, line: int, column: int = 1, *, source: str = "", caret: int = 0, hint: str = ""
    ) -> None:
        message = f"line {line}, column {column}: {reason}{_pointed(source, caret or column)}"
        super().__init__(message, hint=hint)
        self.reason, self.line, self.column = reason, line, column


def _pointed(source: str, caret: int) -> str:
    """Return a line of text with a caret below one of its columns; nothing without a line."""
    return f"\n  {source}\n  {' ' * (caret - 1)}^" if source else ""


class NetrcSyntaxError(ParseError):
    """Raised for a netrc file that cannot be read; says file and line, never a word of the file."""

    def __init__(self, reason: str, path: str, line: int) -> None:
        super().__init__(f"{path}, line {line}: {reason}")
        self.reason, self.path, self.line = reason, path, line


class HarSyntaxError(ParseError):
    """Raised for a file that is no HAR file; says the entry, counted from 1, never a word of the file."""

    def __init__(self, reason: str, entry: int | None = None) -> None:
        super().__init__(f"the HAR file, entry {entry}: {reason}" if entry else f"the HAR file: {reason}")
        self.reason, self.entry = reason, entry


class HistorySyntaxError(ParseError):
    """Raised for a file that is no saved history; says the line, counted from 1, never a word of the file."""

    def __init__(self, reason: str, line: int, *, hint: str = "") -> None:
        super().__init__(f"the history file, line {line}: {reason}", hint=hint)
        self.reason, self.line = reason, line


class UnresolvedVariable(NbauthError, KeyError):
    """Raised when text names a {{variable}} that no source defines.

    Args:
        written: How it is written where it is not ``{{name}}``: ``$NAME`` of a shell, whose environment is too
            much to list.
    """

    hint = "set it in the notebook, or log in with %auth"

    def __init__(
        self,
        name: str,
        line: int,
        column: int,
        known: Iterable[str],
        *,
        source: str = "",
        caret: int = 0,
        within: str = "",
        written: str = "",
    ) -> None:
        self.name, self.line, self.column, self.known = name, line, column, sorted(known)
        self.reason = f"nothing defines {written or f'{{{{{name}}}}}'}"
        if near := _near(name, self.known):
            self.reason += f"; did you mean: {', '.join(near)}"
        elif not written:
            self.reason += f"; known: {', '.join(self.known[:12]) or 'none'}"
        super().__init__(f"line {line}, column {column}{within}: {self.reason}{_pointed(source, caret or column)}")


class UnknownName(NbauthError, KeyError):
    """Raised for a name that is not there: says which kind of thing, and the names that are."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind, self.name, self.known = kind, name, sorted(known)
        near = _near(name, self.known)
        listed = f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(self.known) or 'none'}"
        super().__init__(f"no {kind} is named {name!r}; {listed}")


class InvalidField(NbauthError, ValueError):
    """Raised for a credential's field that cannot be used; names the field, never quotes it."""

    def __init__(self, field: str, reason: str, *, hint: str = "") -> None:
        super().__init__(f"{field}: {reason}", hint=hint)
        self.field, self.reason = field, reason


class InvalidOrigin(NbauthError, ValueError):
    """Raised for an address without the scheme and host that a credential is bound to (RFC 6454)."""

    hint = "write an origin like https://api.example.com or http://127.0.0.1:8000"

    def __init__(self, reason: str, *, hint: str = "") -> None:
        super().__init__(f"not an origin: {reason}", hint=hint)
        self.reason = reason


class InvalidAuth(NbauthError, TypeError):
    """Raised for an auth argument that is none of the forms that httpx documents."""


class CredentialsNotFound(NbauthError, LookupError):
    """Raised when a source (environment, file, netrc, keyring, prompt) has no credential to give."""


class NetrcNotFound(CredentialsNotFound, FileNotFoundError):
    """Raised when there is no netrc file at a path; httpx users catch FileNotFoundError."""

    hint = "pass the path of your netrc file, or set NETRC to it"

    def __init__(self, path: str) -> None:
        super().__init__(f"there is no netrc file at {path}")
        self.errno, self.filename = ENOENT, path


class NetrcPermissionWarning(UserWarning):
    """A netrc file that other users of the machine can read, and its passwords with it."""


class InsecureTransportWarning(UserWarning):
    """A credential that goes over plain http to another machine: whoever is on the way can read it."""

    def __init__(self, origin: str, what: str) -> None:
        super().__init__(
            f"{what} goes to {origin} in clear, for everybody on the way to read: use https, or say that it is"
            f" wanted by session.login({origin!r}, ...), Session(allow_insecure=True), or"
            " %config NBAuth.allow_insecure = True"
        )
        self.origin, self.what = origin, what


class BodyNotReplayable(NbauthError):
    """Raised before anything is sent, when a flow may send a body twice that can be read only once."""

    hint = "pass content=b'...' or a seekable file instead of a generator, or send a small request first"


class ChallengeRefused(NbauthError):
    """Raised for a challenge that cannot be answered: an unknown algorithm, a missing nonce, ..."""


class ServerNotAuthentic(NbauthError):
    """Raised when the server's own proof is wrong: it does not know the password (RFC 7616 section 3.5)."""

    hint = "whoever answered does not know the password; do not trust the response"


class RedirectRefused(NbauthError):
    """Raised when following a redirect would carry a credential to an origin it was not given for."""

    hint = "if it is meant for that address, send the request there yourself"


class OAuthError(NbauthError):
    """Raised when an authorization server refuses, or is none that can be used (RFC 6749 section 5.2).

    *error* is the server's own word for it ("invalid_grant"), empty where it has said none.
    """

    def __init__(self, message: str, error: str = "", *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.error = error


class LoginStillOpen(NbauthError):
    """Raised before anything is sent, for a request that needs a login whose form is still open."""

    def __init__(self, space: str) -> None:
        super().__init__(
            f"{space} waits for a login: fill in its form, or press Not now there, or use %auth SCHEME {space};"
            " then run this cell again"
        )
        self.space = space


class RequestFailed(NbauthError):
    """Raised by a magic in place of httpx's error: where it happened, and why."""


class MissingExtra(NbauthError, ImportError):
    """Raised when a feature needs an optional package; says what to install."""

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(f"{feature} needs an optional package", hint=f"pip install 'nbauth[{extra}]'")
        self.feature, self.extra = feature, extra
