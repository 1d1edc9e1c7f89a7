"""What is written in a cell, taken apart and not yet looked up: drafts of requests."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .body_text import as_sent

__all__ = [
    "REFERENCE",
    "BodyPiece",
    "Directives",
    "FilePiece",
    "FileVariable",
    "Header",
    "Piece",
    "Prompt",
    "RequestDraft",
]

REFERENCE = re.compile(r"\{\{((?:[^{}\n]|\{(?!\{)|\}(?!\}))*+)\}\}")
"""``{{...}}`` on one line: from the last two braces that open it, in linear time."""

REQUEST_NAME = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
"""What can be the name of a request, so that ``{{name.response.body}}`` can mean it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line, and where it begins; line and column count from 1."""

    text: str
    line: int
    column: int = 1


@dataclass(frozen=True, slots=True)
class FilePiece:
    """A line of the body that stands for the content of a file.

    Attributes:
        text: The line as it is written, its end included.
        path: The path in it, variables unresolved.
        encoding: How a file is read whose variables are put in (``<@ path``, ``<@latin1 path``); empty for a file
            that goes out as the bytes it is (``< path``).
    """

    text: str
    line: int
    path: Piece
    encoding: str = ""


BodyPiece = Piece | FilePiece


@dataclass(frozen=True, slots=True)
class Header:
    """One header line."""

    name: str
    value: Piece


@dataclass(frozen=True, slots=True)
class FileVariable:
    """A line ``@name = value``; the value may hold variables, and ``\\n`` for a line break."""

    name: str
    value: Piece


@dataclass(frozen=True, slots=True)
class Prompt:
    """A value that the person is asked for before anything is sent: ``# @prompt name [text]``."""

    name: str
    text: str = ""
    line: int = 1


@dataclass(frozen=True, slots=True)
class Directives:
    """What the comments of a request say about how it is sent.

    Attributes:
        name: What later requests call it.
        timeout: Seconds to wait for the server, for the connection unless *connection_timeout* says otherwise too.
        connection_timeout: Seconds to wait for the connection.
        auth: The name of a login, or "none".
    """

    name: str = ""
    no_redirect: bool = False
    timeout: float | None = None
    connection_timeout: float | None = None
    auth: Piece | None = None
    prompts: tuple[Prompt, ...] = ()


NOTHING = Directives()


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
        title: What stands behind the ### before it.
        variables: The ``@name = value`` lines before it; after the last request, also those that follow.
    """

    method: str
    target_pieces: tuple[Piece, ...]
    header_lines: tuple[Header, ...] = ()
    body_pieces: tuple[BodyPiece, ...] = ()
    line: int = 1
    comments: tuple[str, ...] = ()
    title: str = ""
    directives: Directives = NOTHING
    variables: tuple[FileVariable, ...] = ()

    @property
    def name(self) -> str:
        """What later requests call it: its ``# @name``, else a title that can be a name; or empty."""
        found = self.directives.name or self.title
        return found if REQUEST_NAME.fullmatch(found) else ""

    @property
    def target(self) -> str:
        """The URL, in one."""
        return "".join(piece.text for piece in self.target_pieces)

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """The headers as pairs."""
        return tuple((header.name, header.value.text) for header in self.header_lines)

    @property
    def media(self) -> str:
        """The Content-Type as it is written, in lower case; empty without one."""
        return next((one.value.text.lower() for one in self.header_lines if one.name.lower() == "content-type"), "")

    @property
    def body_text(self) -> str:
        """The body as it is written; empty when there is none."""
        return "".join(piece.text for piece in self.body_pieces)

    @property
    def body(self) -> str:
        """The body with the line ends that its media type asks for; empty when there is none."""
        return as_sent(self.body_text, self.media)
