"""Reads the text of a cell from top to bottom: requests, with what stands before them.

What the formats of the two editors can do beyond `request_text` is refused by name and line, never sent as if it
were text. An error shows only what cannot hold a credential: never a query, a header's value or the body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..errors import RequestSyntaxError
from .directives import DirectiveReader
from .request_draft import REFERENCE, BodyPiece, FilePiece, FileVariable, Header, Piece, RequestDraft

__all__ = ["METHODS", "read_block", "split_blocks"]

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})
FOREIGN_METHODS = frozenset({"GRPC", "WEBSOCKET", "RSOCKET", "SSE", "EVENTSOURCE", "MQTT", "AMQP"})

TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
BAD_IN_NAME = re.compile(r"[^!#$%&'*+.^_`|~0-9A-Za-z-]")
INDENTED_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+:(\s|$)")
SPACE = re.compile(r"\s")
VERSION = re.compile(r"HTTP/\d(\.\d)?")
FILE_VARIABLE = re.compile(r"\s*@([^\s=]*)\s*=\s*")
VARIABLE_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
BAD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
FROM_FILE = re.compile(r"<(?:@([\w-]*))?[ \t]+(?=\S)")

NO_HEADER = "a header is Name: value; a body comes after an empty line"
PYTHON = "look at the response in the next cell, in Python"

# What stands before a request, or in its place, and is not supported.
FOREIGN = (
    (re.compile(r"<\s*\{%"), "a script ({% %})", "set variables in a cell before, in Python"),
    (re.compile(r"import\s"), "import", "write the requests into the cell"),
    (re.compile(r"run\s"), "run", "write the requests into the cell"),
    (re.compile(r"HTTP/\d"), "a response", "a cell holds requests"),
)

# What starts a line of the body and is no body in these formats.
BODY_SIGNS = (
    (re.compile(r"[<>]\s*\{%|>\s+\S+\.js\s*$"), "a script (> {% %})", PYTHON),
    (
        re.compile(r"(<>|>>!?)\s"),
        "a response file (<>, >>)",
        "save it in Python: open(path, 'wb').write(r.content)",
    ),
)


def split_blocks(text: str) -> Iterator[tuple[str, list[str], int, int]]:
    """Yield the parts between ### lines: their title, lines, the first line's number, and the indent of all lines.

    Raises:
        RequestSyntaxError: a control character is in the text.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.removeprefix("\ufeff")
    if bad := BAD.search(text):
        at = text.count("\n", 0, bad.start()) + 1
        column = bad.start() - text.rfind("\n", 0, bad.start())
        raise RequestSyntaxError("a control character, or half of a character", at, column)
    lines, indent = _dedented(text.split("\n"))
    title, begin = "", 0
    for number, line in enumerate(lines):
        if line.startswith("###"):
            yield title, lines[begin:number], begin + 1, indent
            title, begin = line.lstrip("#").strip(), number + 1
    yield title, lines[begin:], begin + 1, indent


def _dedented(lines: list[str]) -> tuple[list[str], int]:
    """Take off the indent that all lines have, as a text in three quotes often has one."""
    first = next((line for line in lines if line.strip()), "")
    if not first[:1].isspace():
        return lines, 0
    indent = first[: len(first) - len(first.lstrip())]
    while indent and not all(line.startswith(indent) for line in lines if line.strip()):
        indent = indent[:-1]
    return [line[len(indent) :] for line in lines], len(indent)


def read_block(title: str, lines: list[str], first: int, indent: int) -> RequestDraft | tuple[FileVariable, ...]:
    """Read a part between ### lines: one request, or just the variables in it where it holds none.

    Raises:
        RequestSyntaxError: it is no request, or it holds more than is supported.
    """
    return _BlockReader(lines, first, indent).read(title)


class _BlockReader:
    """Each method takes the lines that are its part."""

    def __init__(self, lines: list[str], first: int, indent: int) -> None:
        self._lines, self._first, self._indent, self._at = lines, first, indent, 0
        self._comments: list[str] = []
        self._variables: list[FileVariable] = []
        self._directives = DirectiveReader()

    def read(self, title: str) -> RequestDraft | tuple[FileVariable, ...]:
        request = self._request_line()
        if request is None:
            if line := self._directives.first_line:
                raise RequestSyntaxError("there is no request below this comment", line)
            return tuple(self._variables)
        method, target, line = request
        target += self._continuations()
        headers = self._headers()
        return RequestDraft(
            method,
            tuple(target),
            tuple(headers),
            tuple(self._body()),
            line,
            tuple(self._comments),
            title,
            self._directives.result(),
            tuple(self._variables),
        )

    @property
    def _line(self) -> str | None:
        return self._lines[self._at] if self._at < len(self._lines) else None

    @property
    def _number(self) -> int:
        return self._first + self._at

    def _refuse(self, reason: str, column: int = 1, source: str = "", hint: str = "") -> RequestSyntaxError:
        # A caret needs the text before it; without a source only the numbers are shown.
        shown = " " * self._indent + source if source else ""
        return RequestSyntaxError(reason, self._number, column + self._indent, source=shown, hint=hint)

    def _piece(self, text: str, column: int) -> Piece:
        return Piece(text, self._number, column + self._indent)

    def _comment(self, line: str) -> bool:
        """Take *line* when it is a comment."""
        text = line.lstrip()
        if not text.startswith(("#", "//")):
            return False
        if not self._directives.take(line, self._number):
            self._comments.append(text.lstrip("#/").strip())
        self._at += 1
        return True

    def _request_line(self) -> tuple[str, list[Piece], int] | None:
        while (line := self._line) is not None:
            if not line.strip():
                self._at += 1
            elif line.lstrip()[0] == "@":
                self._variable(line)
            elif not self._comment(line):
                break
        else:
            return None
        text = line.strip()
        for sign, what, hint in FOREIGN:
            if sign.match(text):
                raise self._refuse(f"{what} is not supported", hint=hint)
        number = self._number
        method, piece = self._split(line)
        self._at += 1
        return method, [piece], number

    def _variable(self, line: str) -> None:
        found = FILE_VARIABLE.match(line)
        if not found:
            raise self._refuse("a line that begins with @ is a variable: @name = value")
        if not VARIABLE_NAME.fullmatch(found[1]):
            hint = "a variable's name has letters, digits, _, - and ."
            raise self._refuse("what stands behind @ is no name", found.start(1) + 1, hint=hint)
        value = self._piece(line[found.end() :].rstrip(), found.end() + 1)
        self._variables.append(FileVariable(found[1], value))
        self._at += 1

    def _split(self, line: str) -> tuple[str, Piece]:
        """Split "METHOD URL HTTP/1.1" into its method and its URL."""
        text = line.rstrip()
        *before, last = text.rsplit(None, 1)
        if before and VERSION.fullmatch(last):
            text = text.removesuffix(last).rstrip()
        start = len(text) - len(text.lstrip())
        word = text[start:].split(None, 1)[0]
        method = "GET"
        if word.upper() in METHODS or (word.isupper() and TOKEN.fullmatch(word)):
            method, start = word.upper(), start + len(word)
            start += len(text[start:]) - len(text[start:].lstrip())
            if method in FOREIGN_METHODS:
                raise self._refuse(f"{method} is not supported", source=method, hint="HTTP requests are")
            if start >= len(text):
                raise self._refuse(f"no URL after {method}", start + 1, f"{text} ")
        elif re.match(r"[A-Za-z]+\s+(https?:|/|\{\{)", text[start:]):
            hint = f"known: {', '.join(sorted(METHODS))}; one of your own in capital letters"
            raise self._refuse("this is no method", start + 1, hint=hint)
        self._no_space(text, start)
        return method, self._piece(text[start:], start + 1)

    def _no_space(self, text: str, start: int) -> None:
        # The white space of {{ name }} does not count.
        bare = REFERENCE.sub(lambda found: "x" * len(found[0]), text) if "{{" in text else text
        if space := SPACE.search(bare, start):
            shown = text[: space.start() + 1]
            shown = "" if set(shown) & set("?@") else shown
            raise self._refuse(
                "white space in the URL",
                space.start() + 1,
                shown,
                hint="write it as %20; a header or a body goes on a line of its own",
            )

    def _continuations(self) -> list[Piece]:
        """Take the lines that go on with the URL: indented ones, and those that start with ? or &."""
        pieces: list[Piece] = []
        while (line := self._line) is not None and (text := line.strip()):
            column = len(line) - len(line.lstrip()) + 1
            if text[0] not in "?&":
                if column == 1:
                    break
                if self._comment(line):
                    continue
                if INDENTED_HEADER.match(text):
                    raise self._refuse("an indented line goes on with the URL; a header is not indented", column)
            self._no_space(line.rstrip(), column - 1)
            pieces.append(self._piece(text, column))
            self._at += 1
        return pieces

    def _headers(self) -> list[Header]:
        headers: list[Header] = []
        while (line := self._line) is not None and (text := line.strip()):
            if self._comment(line):
                continue
            if line[0].isspace() and headers:
                self._continue(headers, line, text)
                continue
            name, colon, value = line.partition(":")
            if not colon:
                raise self._refuse("no colon: this is no header", hint=NO_HEADER)
            if not TOKEN.fullmatch(name):
                bad = BAD_IN_NAME.search(name)
                column = bad.start() + 1 if bad else 1
                raise self._refuse("this is no header's name", column, hint=NO_HEADER)
            column = len(name) + 2 + len(value) - len(value.lstrip())
            headers.append(Header(name, self._piece(value.strip(), column)))
            self._at += 1
        return headers

    def _continue(self, headers: list[Header], line: str, text: str) -> None:
        """Take an indented line, which goes on with the header above."""
        if INDENTED_HEADER.match(text):
            column = len(line) - len(line.lstrip()) + 1
            raise self._refuse("an indented line goes on with the header above; a header is not indented", column)
        name, value = headers[-1].name, headers[-1].value
        headers[-1] = Header(name, Piece(f"{value.text} {text}".strip(), value.line, value.column))
        self._at += 1

    def _body(self) -> list[BodyPiece]:
        lines, begin, end = self._lines, self._at, len(self._lines)
        while begin < end and not lines[begin].strip():
            begin += 1
        while begin < end and not lines[end - 1].strip():
            end -= 1
        pieces: list[BodyPiece] = []
        for self._at in range(begin, end):
            line = lines[self._at]
            text = line if self._at + 1 == end else line + "\n"
            pieces.append(self._sign(line, text) if line[:1] in ("<", ">") else self._piece(text, 1))
        return pieces

    def _sign(self, line: str, text: str) -> BodyPiece:
        """Return what a line is that begins with < or >: text, mostly, or the content of a file."""
        for sign, what, hint in BODY_SIGNS:
            if sign.match(line):
                raise self._refuse(f"{what} is not supported", hint=hint)
        found = FROM_FILE.match(line)
        if not found:
            return self._piece(text, 1)
        encoding = "" if found[1] is None else found[1] or "utf-8"
        return FilePiece(text, self._number, self._piece(line[found.end() :].rstrip(), found.end() + 1), encoding)
