"""A curl command that runs in any POSIX shell and gets the same answer; secrets from environment variables."""

from __future__ import annotations

import re
from shlex import quote

from ..core.record import Exchange
from ..render.inert import short
from .asked import Asked, asked, body_file
from .placeholders import Piece, Placeholder, environment, joined, names, pieces
from .sh import FUNCTIONS, is_calm, printf, value, word

__all__ = ["to_curl"]

WIDTH = 80
LONGEST_WORD = 100_000
"""Characters of a body that are given as one argument; Linux takes 128 KiB."""

NOT_FOLLOWED = "a redirect to another origin is not followed: curl would send the secrets in headers there too"


def to_curl(exchange: Exchange) -> str:
    """Return a curl command that asks for what *exchange* has asked for; comments before it say what it needs.

    Each ``{{name}}`` becomes "$NAME". Basic and Digest go out as ``-u user:"$PASSWORD"``, which curl answers the
    server with anew; all other credentials stand where they stood.

    Raises:
        NbauthError: nothing was sent.
    """
    return _Command(asked(exchange)).text()


class _Command:
    def __init__(self, request: Asked) -> None:
        self._request = request
        self._notes: list[str] = []
        self._url = request.pieces(request.url, "percent")
        self._headers = [(name, request.pieces(value)) for name, value in request.headers]
        self._body = request.body_pieces
        self._user: list[Piece] = []
        if credential := request.credential:
            self._user = [*pieces(f"{credential.username}:"), Placeholder(credential.password)]
        self._variables = environment(names(self._all()))

    def _all(self) -> list[Piece]:
        # The order in which a reader meets them.
        return [*self._user, *(piece for _, parts in self._headers for piece in parts), *self._url, *self._body]

    def text(self) -> str:
        """Return the comments, the functions that are needed, and the command."""
        words = [f"curl {self._word(self._url)}", *self._options()]
        body, words = self._with_body(words)
        one = f"{body}{' '.join(words)}"
        command = one if len(one) <= WIDTH and "\n" not in one else body + " \\\n  ".join(words)
        notes = self._notes
        if self._variables:
            notes = [f"set first: {', '.join(self._variables.values())}", *notes]
        kinds = {piece.kind for piece in self._all() if isinstance(piece, Placeholder)}
        functions = [function for kind, function in FUNCTIONS.items() if kind in kinds]
        return "\n".join([*(f"# {note}" for note in notes), *functions, command])

    def _word(self, what: list[Piece]) -> str:
        return word(what, self._variables)

    def _options(self) -> list[str]:
        options = []
        if re.search(r"[\[\]{}]", "".join(piece for piece in self._url if isinstance(piece, str))):
            options.append("--globoff")  # else curl takes [1-3] and {a,b} for many URLs
        options += self._method()
        options += self._credential()
        for name, parts in self._headers:
            if name.lower() == "accept-encoding" and parts != ["identity"]:
                options.append("--compressed")
            elif not parts:
                options.append(f"-H {quote(f'{name};')}")  # "name:" would take the header away
            else:
                options.append(f"-H {self._word(joined([f'{name}: ', *parts]))}")
        return [*options, *self._follow()]

    @property
    def _has_body(self) -> bool:
        # A POST of nothing says so: Content-Length: 0.
        body = self._request.body
        return bool(body.content or body.note) or self._request.method in ("POST", "PUT", "PATCH")

    def _method(self) -> list[str]:
        method = self._request.method
        if method == "HEAD":
            return ["--head"]
        return [] if method == ("POST" if self._has_body else "GET") else [f"-X {quote(method)}"]

    def _credential(self) -> list[str]:
        credential = self._request.credential
        if credential is None:
            return []
        if ":" in credential.username:
            self._notes.append("curl cannot send this user name: it holds a colon, which ends one for curl")
        if credential.params.get("qop") == "auth-int":
            self._notes.append("the server was answered with qop=auth-int, which curl does not know")
        user = f"-u {self._word(self._user)}"
        return ["--digest", user] if credential.scheme == "digest" else [user]

    def _follow(self) -> list[str]:
        request = self._request
        if not request.redirected:
            return []
        if request.secret_would_leave:
            self._notes.append(NOT_FOLLOWED)
            return []
        if self._method() not in ([], ["--head"]) and set(request.redirected) != {request.method}:
            again = short(request.method, 20)
            self._notes.append(f"a redirect is not followed: with -X, curl would send a {again} there too")
            return []
        return ["-L"]

    def _with_body(self, words: list[str]) -> tuple[str, list[str]]:
        """Return what writes the body to curl, if that is needed, and the words with the option for it."""
        body = self._request.body
        if not self._has_body:
            return "", words
        if self._request.header("content-type") is None:
            words.append("-H 'Content-Type:'")  # else curl says it is a form
        if body.note:
            path, note = body_file(self._request)
            self._notes.append(note)
            return "", [*words, f"--data-binary @{path}"]
        texts = [piece for piece in self._body if isinstance(piece, str)]
        if len(body.content) <= LONGEST_WORD and all(is_calm(text) for text in texts):
            # Not --data-binary, which reads a file where the text begins with @.
            return "", [*words, f"--data-raw {self._word(self._body)}"]
        return f"{self._writer()} | ", [*words, "--data-binary @-"]

    def _writer(self) -> str:
        """Return the commands that write the body, byte for byte."""
        parts = [
            printf(piece.encode("utf-8", "surrogateescape"))
            if isinstance(piece, str)
            else f'printf %s "{value(piece, self._variables)}"'
            for piece in self._body
        ]
        return parts[0] if len(parts) == 1 else f"{{ {'; '.join(parts)}; }}"
