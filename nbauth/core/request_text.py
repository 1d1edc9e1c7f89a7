"""The text of a ``%%http`` cell: one request, as VS Code's REST Client and JetBrains' HTTP Client write it.

    # a comment
    POST {{base}}/items
        ?page=2
        &size=50
    Content-Type: application/json

    {"name": "{{name}}"}

`parse_request` reads it, `build_request` writes it. Variables stay as they are: see `variables`. What these
formats can do beyond that is refused by name and line, never sent as if it were text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..errors import RequestSyntaxError

__all__ = ["Header", "Piece", "RequestDraft", "build_request", "parse_request"]

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})
FOREIGN_METHODS = frozenset({"GRPC", "GRAPHQL", "WEBSOCKET", "RSOCKET"})
DIRECTIVES = frozenset({"name", "prompt", "no-redirect", "no-cookie-jar", "timeout", "auth", "ref", "import"})

TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
REFERENCE = re.compile(r"\{\{.*?\}\}")
VERSION = re.compile(r"\s+HTTP/\d(\.\d)?$")
DIRECTIVE = re.compile(r"(?:#|//)\s*@([\w-]+)")
FILE_VARIABLE = re.compile(r"@[\w.-]+\s*=")
BAD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")

# What starts a line of the body and is no body in these formats.
BODY_SIGNS = (
    (re.compile(r"<@?\w*\s+[^\s{]"), "a body from a file (<)"),
    (re.compile(r"[<>]\s*\{%"), "a script ({% %})"),
    (re.compile(r"(<>|>>!?)\s"), "a response file (<>, >>)"),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line, and where it begins; line and column count from 1."""

    text: str
    line: int
    column: int = 1


@dataclass(frozen=True, slots=True)
class Header:
    """One header line."""

    name: str
    value: Piece


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """One request as it was written, variables unresolved.

    Attributes:
        method: Upper-case; GET where none is written.
        target_pieces: The URL: the rest of the request line, then the lines that continue it.
        header_lines: The headers in order, repeated names included.
        body_pieces: The lines of the body, line ends included.
        line: The line of the request line.
        comments: The texts of the comment lines, without # or //.
    """

    method: str
    target_pieces: tuple[Piece, ...]
    header_lines: tuple[Header, ...] = ()
    body_pieces: tuple[Piece, ...] = ()
    line: int = 1
    comments: tuple[str, ...] = ()

    @property
    def target(self) -> str:
        """The URL, in one."""
        return "".join(piece.text for piece in self.target_pieces)

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """The headers as pairs."""
        return tuple((header.name, header.value.text) for header in self.header_lines)

    @property
    def body(self) -> str:
        """The body, in one; empty when there is none."""
        return "".join(piece.text for piece in self.body_pieces)


def parse_request(text: str) -> RequestDraft:
    """Read the text of one request.

    Raises:
        RequestSyntaxError: it is none, or it holds more than is supported. Only what cannot hold a
            credential is quoted: never a query, a header's value or the body.
    """
    lines = re.split(r"\r\n|\r|\n", text)
    for number, line in enumerate(lines, 1):
        if bad := BAD.search(line):
            raise RequestSyntaxError("a control character, or half of a character", number, bad.start() + 1)
    return _Reader(lines).read()


def build_request(draft: RequestDraft) -> str:
    """Write a draft as text; reading that gives the same request."""
    lines = [*(f"# {comment}" for comment in draft.comments), f"{draft.method} {draft.target}"]
    lines += [f"{name}: {value}" for name, value in draft.headers]
    return "\n".join([*lines, "", draft.body]) if draft.body else "\n".join(lines)


class _Reader:
    """Reads from top to bottom; each method takes the lines that are its part."""

    def __init__(self, lines: list[str]) -> None:
        self._lines, self._at = lines, 0
        self._comments: list[str] = []

    def read(self) -> RequestDraft:
        method, target, line = self._request_line()
        target += self._continuations()
        headers = self._headers()
        media = next((one.value.text.lower() for one in headers if one.name.lower() == "content-type"), "")
        body = self._body(media)
        self._end()
        return RequestDraft(method, tuple(target), tuple(headers), tuple(body), line, tuple(self._comments))

    @property
    def _line(self) -> str | None:
        return self._lines[self._at] if self._at < len(self._lines) else None

    def _refuse(self, reason: str, column: int = 1, source: str = "", hint: str = "") -> RequestSyntaxError:
        # A caret needs the text before it; without a source only the numbers are shown.
        return RequestSyntaxError(reason, self._at + 1, column, source=source, hint=hint)

    def _later(self, what: str, source: str = "") -> RequestSyntaxError:
        return self._refuse(f"{what}: not yet supported", source=source)

    def _comment(self, line: str) -> bool:
        """Take *line* when it is a comment or a separator before the body."""
        text = line.strip()
        if not text.startswith(("#", "//")):
            return False
        if (directive := DIRECTIVE.match(text)) and directive[1] in DIRECTIVES:
            raise self._later(f"# @{directive[1]}", f"# @{directive[1]}")
        self._comments.append(text.lstrip("#/").strip())
        self._at += 1
        return True

    def _request_line(self) -> tuple[str, list[Piece], int]:
        while (line := self._line) is not None:
            if not line.strip():
                self._at += 1
            elif found := FILE_VARIABLE.match(line.strip()):
                hint = "set the variable in a cell before this one"
                raise self._refuse(f"{found[0]}: not yet supported", source=found[0], hint=hint)
            elif not self._comment(line):
                break
        else:
            self._at = 0
            raise self._refuse("there is no request", hint="write: GET https://example.com/path")
        method, piece = self._split(line)
        self._at += 1
        return method, [piece], piece.line

    def _split(self, line: str) -> tuple[str, Piece]:
        """Split "METHOD URL HTTP/1.1" into its method and its URL."""
        number, text = self._at + 1, VERSION.sub("", line.rstrip())
        start = len(text) - len(text.lstrip())
        word = text[start:].partition(" ")[0].partition("\t")[0]
        method = "GET"
        if word.upper() in METHODS or (TOKEN.fullmatch(word) and word.isupper()):
            method, start = word.upper(), start + len(word)
            start += len(text[start:]) - len(text[start:].lstrip())
            if method in FOREIGN_METHODS:
                raise self._later(method, method)
            if start == len(text):
                raise self._refuse(f"no URL after {method}", start + 1, f"{text} ")
        elif re.match(r"[A-Za-z]+\s+(https?:|/|\{\{)", text[start:]):
            hint = f"known: {', '.join(sorted(METHODS))}; one of your own in capital letters"
            raise self._refuse("this is no method", start + 1, hint=hint)
        self._no_space(text, start)
        return method, Piece(text[start:], number, start + 1)

    def _no_space(self, text: str, start: int) -> None:
        # The white space of {{ name }} does not count.
        bare = REFERENCE.sub(lambda found: "x" * len(found[0]), text)
        if space := re.compile(r"\s").search(bare, start):
            shown = text[: space.start() + 1]
            shown = "" if set(shown) & set("?@") else shown
            raise self._refuse("white space in the URL", space.start() + 1, shown, hint="write it as %20")

    def _continuations(self) -> list[Piece]:
        pieces: list[Piece] = []
        while (line := self._line) is not None and line.strip():
            text, column = line.strip(), len(line) - len(line.lstrip()) + 1
            if text[0] in "?&":
                self._no_space(line.rstrip(), column - 1)
                pieces.append(Piece(text, self._at + 1, column))
                self._at += 1
            elif column > 1 and not text.startswith(("#", "//")):
                raise self._refuse("an indented line goes on with the URL: it starts with ? or &", column)
            elif column == 1 or not self._comment(line):
                break
        return pieces

    def _headers(self) -> list[Header]:
        headers: list[Header] = []
        while (line := self._line) is not None and line.strip():
            if line.startswith("###"):
                break
            if self._comment(line):
                continue
            name, colon, value = line.partition(":")
            if not colon:
                hint = "a header is Name: value; a body comes after an empty line"
                raise self._refuse("no colon: this is no header", hint=hint)
            if not TOKEN.fullmatch(name):
                bad = next(index for index, char in enumerate(name + " ") if not TOKEN.fullmatch(char))
                raise self._refuse("this is no header's name", bad + 1, hint="letters, digits and - only")
            column = len(name) + 2 + len(value) - len(value.lstrip())
            headers.append(Header(name, Piece(value.strip(), self._at + 1, column)))
            self._at += 1
        return headers

    def _body(self, media: str) -> list[Piece]:
        end = next((n for n in range(self._at, len(self._lines)) if self._lines[n].startswith("###")), None)
        numbered = [(n, self._lines[n]) for n in range(self._at, end if end is not None else len(self._lines))]
        while numbered and not numbered[0][1].strip():
            numbered.pop(0)
        while numbered and not numbered[-1][1].strip():
            numbered.pop()
        for self._at, line in numbered:
            for sign, what in BODY_SIGNS:
                if sign.match(line):
                    raise self._later(what)
        self._at = end if end is not None else len(self._lines)
        # A multipart body is made of CRLF lines (RFC 2046 section 4.1.1); & goes on with a form's line.
        eol = "\r\n" if media.startswith("multipart/") else "\n"
        form = media.startswith("application/x-www-form-urlencoded")
        pieces = []
        for index, (number, line) in enumerate(numbered):
            last = index + 1 == len(numbered)
            joined = last or (form and numbered[index + 1][1].startswith("&"))
            pieces.append(Piece(line if joined else line + eol, number + 1))
        return pieces

    def _end(self) -> None:
        """Nothing but separators, comments and white space may follow."""
        while (line := self._line) is not None:
            if line.strip() and not line.lstrip().startswith(("#", "//")):
                raise self._later("several requests in one cell")
            self._at += 1
