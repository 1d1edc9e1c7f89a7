"""Python with httpx that runs by itself and gets the same answer; secrets from environment variables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pprint import pformat
from typing import Any

from ..core.record import Exchange
from .asked import Asked, Credential, asked, body_file
from .placeholders import Piece, Placeholder, environment, joined, names, pieces

__all__ = ["to_python"]

INDENT = " " * 4

PLAIN_DIGEST = frozenset(
    {"MD5", "MD5-SESS", "SHA", "SHA-SESS", "SHA-256", "SHA-256-SESS", "SHA-512", "SHA-512-SESS"}
)
"""Algorithms that httpx's own DigestAuth knows; it knows no qop=auth-int, user hash, or user name beyond ASCII."""

NOT_FOLLOWED = "a redirect to another origin is not followed: httpx would send the secrets in headers there too"


def to_python(exchange: Exchange) -> str:
    """Return a script that asks for what *exchange* has asked for, and prints the answer.

    Each ``{{name}}`` becomes ``os.environ["NAME"]``; Basic and Digest become httpx's own auth objects. Where a
    server asks for a Digest that httpx does not know, the script uses nbauth's, which works in httpx too.

    Raises:
        NbauthError: nothing was sent.
    """
    return _Script(asked(exchange)).text()


class _Script:
    def __init__(self, request: Asked) -> None:
        self._request = request
        self._imports: set[str] = set()
        self._notes: list[str] = []
        credential = request.credential
        self._body = request.body_pieces
        wanted = [*pieces(credential.username), Placeholder(credential.password)] if credential else []
        for _, value in request.headers:
            wanted += request.pieces(value)
        self._variables = environment(names([*wanted, *request.pieces(request.url), *self._body]))

    def text(self) -> str:
        """Return the comments, the imports, and the request."""
        request = self._request
        lines = [
            *self._one(literal(request.method)),
            *self._one(self._expression(request.pieces(request.url, "percent"))),
        ]
        lines += self._headers()
        lines += self._content()
        if request.credential:
            lines += self._one(f"auth={self._auth(request.credential)}")
        if request.redirected and request.secret_would_leave:
            self._notes.append(NOT_FOLLOWED)
        elif request.redirected:
            lines += self._one("follow_redirects=True")
        notes = [f"# set first: {', '.join(self._variables.values())}"] if self._variables else []
        imports = "\n".join([*notes, *(f"# {note}" for note in self._notes), *self._import_lines()])
        call = "\n".join(["response = httpx.request(", *lines, ")"])
        return f"{imports}\n\n{call}\nprint(response.status_code, response.reason_phrase)\nprint(response.text)"

    def _import_lines(self) -> list[str]:
        standard = [f"import {name}" for name in ("json", "os") if name in self._imports]
        standard += ["from urllib.parse import quote"] if "quote" in self._imports else []
        http = "import httpx" if self._request.library == "httpx" else f"import {self._request.library} as httpx"
        others = [http, *(["import nbauth"] if "nbauth" in self._imports else [])]
        return [*standard, *([""] if standard else []), *others]

    @staticmethod
    def _one(argument: str) -> list[str]:
        return [f"{INDENT}{argument},"]

    def _headers(self) -> list[str]:
        pairs = [
            (name, value)
            for name, value in self._request.headers
            # httpx asks for what it can decode itself.
            if name.lower() != "accept-encoding" or value == "identity"
        ]
        if self._json is not None:
            pairs = [pair for pair in pairs if pair[0].lower() != "content-type"]
        if not pairs:
            return []
        shown = [(literal(name), self._header_value(value)) for name, value in pairs]
        if len({name.lower() for name, _ in pairs}) == len(pairs):
            rows = [f"{INDENT}{INDENT}{name}: {value}," for name, value in shown]
            return [f"{INDENT}headers={{", *rows, f"{INDENT}}},"]
        rows = [f"{INDENT}{INDENT}({name}, {value})," for name, value in shown]
        return [f"{INDENT}headers=[", *rows, f"{INDENT}],"]

    def _header_value(self, value: str) -> str:
        expression = self._expression(self._request.pieces(value))
        if value.isascii():
            return expression
        # httpx puts text into a header only when it is ASCII.
        return f"({expression}).encode()" if "{{" in value else f"{expression}.encode()"

    @cached_property
    def _json(self) -> Any:
        """The body as httpx's ``json=`` would write it, byte for byte; else None."""
        request = self._request
        if request.media != "application/json" or any(names(self._body)) or request.text is None:
            return None
        try:
            document = json.loads(request.text)
            written = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        except (ValueError, RecursionError):
            return None
        return document if written == request.text else None

    def _content(self) -> list[str]:
        body = self._request.body
        if body.note:
            path, note = body_file(self._request)
            self._notes.append(note)
            return self._one(f'content=open("{path}", "rb").read()')
        if not body.content:
            return []
        if self._json is not None:
            shown = pformat(self._json, width=100, sort_dicts=False).replace("\n", f"\n{INDENT}     ")
            return self._one(f"json={shown}")
        if self._request.text is None:
            return self._one(f"content={self._bytes()}")
        return self._one(f"content={self._expression(self._body, lines=True)}")

    def _bytes(self) -> str:
        return " + ".join(
            repr(piece.encode("utf-8", "surrogateescape"))
            if isinstance(piece, str)
            else f"{self._value(piece)}.encode()"
            for piece in self._body
        )

    def _expression(self, found: Sequence[Piece], *, lines: bool = False) -> str:
        """Return an expression for a text; with *lines*, a text of several lines stands on several lines."""
        parts: list[str] = []
        for piece in joined(found):
            if isinstance(piece, Placeholder):
                parts.append(self._value(piece))
            elif lines and "\n" in piece.rstrip("\n"):
                rows = "".join(f"\n{INDENT}{INDENT}{literal(line)}" for line in piece.splitlines(keepends=True))
                parts.append(f"({rows}\n{INDENT})")
            else:
                parts.append(literal(piece))
        return " + ".join(parts) or '""'

    def _value(self, placeholder: Placeholder) -> str:
        """Return the expression for a secret's value."""
        self._imports.add("os")
        value = f'os.environ["{self._variables[placeholder.name]}"]'
        match placeholder.kind:
            case "percent":
                self._imports.add("quote")
                return f'quote({value}, safe="")'
            case "json":
                self._imports.add("json")
                return f"json.dumps({value}, ensure_ascii=False)[1:-1]"
            case _:
                return value

    def _auth(self, credential: Credential) -> str:
        user, password = (
            self._expression(pieces(credential.username)),
            self._value(Placeholder(credential.password)),
        )
        if credential.scheme == "basic":
            return f"httpx.BasicAuth({user}, {password})"
        if credential.username.isascii() and _is_plain(credential.params):
            return f"httpx.DigestAuth({user}, {password})"
        self._imports.add("nbauth")
        return f"nbauth.DigestAuth({user}, {password})"


def literal(text: str) -> str:
    """Return a Python literal for *text*, in double quotes where that is as readable."""
    shown = repr(text)
    if shown[0] == "'" and '"' not in text:
        return f'"{shown[1:-1]}"'
    return shown


def _is_plain(params: Mapping[str, str]) -> bool:
    """Tell whether httpx's own DigestAuth can answer this server."""
    algorithm, qop = params.get("algorithm", "MD5").upper(), params.get("qop", "auth")
    return algorithm in PLAIN_DIGEST and qop == "auth" and params.get("userhash", "").lower() != "true"
