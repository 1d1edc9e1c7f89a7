"""The {{name}} in a recorded text: where each stands, and how its value has to be written there."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from ..core.body_text import is_form

__all__ = ["Piece", "Placeholder", "body_pieces", "environment", "joined", "names", "pieces"]

PLACEHOLDER = re.compile(r"\{\{([A-Za-z_]\w*)\}\}", re.ASCII)
STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)

TAKEN = frozenset(
    """
    ALL_PROXY BASH CDPATH COLUMNS DISPLAY EDITOR ENV EUID FTP_PROXY GROUPS HISTFILE HOME HOST HOSTNAME HOSTTYPE
    HTTPS_PROXY HTTP_PROXY IFS LANG LANGUAGE LINENO LINES LOGNAME MAIL MAILPATH NO_PROXY OLDPWD OPTARG OPTIND OSTYPE
    PAGER PATH PPID PS1 PS2 PS3 PS4 PWD RANDOM REPLY SECONDS SHELL SHLVL TEMP TERM TMP TMPDIR TZ UID USER USERNAME
    """.split()
)
"""Environment variables that hold something else: a secret with the name pwd must not be read from PWD."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """Where a secret's value goes.

    Attributes:
        name: What stands in the braces.
        kind: How its value is written there: "plain" as it is, "percent" percent-encoded (URLs, forms), "json"
            with the escapes of a JSON string.
    """

    name: str
    kind: str = "plain"


Piece = str | Placeholder


def pieces(text: str, kind: str = "plain", *, literal: Container[str] = ()) -> list[Piece]:
    """Return *text* cut at its placeholders, but for these *literal* names; no piece is empty."""
    parts = PLACEHOLDER.split(text)
    found: list[Piece] = []
    for index, part in enumerate(parts):
        if index % 2:
            found.append(f"{{{{{part}}}}}" if part in literal else Placeholder(part, kind))
        elif part:
            found.append(part)
    return joined(found)


def body_pieces(text: str, media: str, *, literal: Container[str] = ()) -> list[Piece]:
    """Return a body of this media type, cut at its placeholders."""
    media = media.partition(";")[0].strip().lower()
    if is_form(media, text):
        return pieces(text, "percent", literal=literal)
    if "json" not in media and not is_form(media):  # curl -d calls JSON a form
        return pieces(text, literal=literal)
    found: list[Piece] = []
    end = 0
    for string in STRING.finditer(text):
        found += [*pieces(text[end : string.start()], literal=literal), *pieces(string[0], "json", literal=literal)]
        end = string.end()
    return joined([*found, *pieces(text[end:], literal=literal)])


def joined(found: Iterable[Piece]) -> list[Piece]:
    """Return the pieces with neighbouring texts made one."""
    one: list[Piece] = []
    for piece in found:
        if one and isinstance(piece, str) and isinstance(before := one[-1], str):
            one[-1] = before + piece
        else:
            one.append(piece)
    return one


def names(found: Iterable[Piece]) -> Iterator[str]:
    """Yield the names that are referred to."""
    return (piece.name for piece in found if isinstance(piece, Placeholder))


def environment(wanted: Iterable[str]) -> dict[str, str]:
    """Return an environment variable for each name: its own in capitals, where nothing else has that."""
    variables: dict[str, str] = {}
    for name in dict.fromkeys(wanted):
        base = name.upper()
        base = free = f"{base}_SECRET" if base in TAKEN else base
        count = 1
        while free in variables.values():
            count += 1
            free = f"{base}_{count}"
        variables[name] = free
    return variables
