"""What is in a file: its parts, by what kind of file it is, taken out of whatever they are packed in."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace

from .archive import decompressed, is_zip, zip_members
from .database import database_pieces, is_database
from .notebook import notebook_pieces
from .piece import Note, Piece, text_of

__all__ = ["pieces"]

Opening = Generator[Piece | Note, None, bool]
"""Yields the parts, and returns whether what they are in was read to its end."""

DEPTH = 3
"""So many wrappings are opened: a compressed value in a database in a zip file."""


def pieces(data: bytes, path: str, limit: int) -> Iterator[Piece | Note]:
    """Yield the parts of the file at *path*, and notes about those that cannot be read.

    Args:
        limit: Bytes to which a compressed content may grow.
    """
    if path.lower().endswith(".ipynb"):
        yield from _notebook(data, path, limit)
        return
    for found in _opened(data, "", limit, DEPTH):
        if isinstance(found, Note):
            found = replace(found, path=f"{path}:{found.path}".removesuffix(":"))
        yield found


def _notebook(data: bytes, path: str, limit: int) -> Iterator[Piece | Note]:
    try:
        parts = list(notebook_pieces(text_of(data)[0]))
    except ValueError:
        yield Note(path, "no valid notebook; searched as text")
        yield Piece("", data)
        return
    for part in parts:
        if isinstance(part.content, bytes):
            yield from _opened(part.content, part.where, limit, DEPTH)
        else:
            yield part
    yield Piece("", data, again=True)


def _opened(data: bytes, where: str, limit: int, depth: int) -> Iterator[Piece | Note]:
    """Yield what is in bytes: themselves, and what is packed in them."""
    again = False
    unpacked = decompressed(data, limit) if depth else None
    if unpacked is not None:
        content, is_all = unpacked
        yield from _opened(content, where, limit, depth - 1)
        if not is_all:
            yield Note(where, f"only the first {limit / 1e6:g} MB of its content are searched (--max-size)")
        return
    if depth and is_zip(data):
        again = yield from _zip(data, where, limit, depth)
    elif depth and is_database(data):
        again = yield from _database(data, where, limit, depth)
    yield Piece(where, data, again=again)


def _zip(data: bytes, where: str, limit: int, depth: int) -> Opening:
    try:
        for name, content in zip_members(data, limit):
            place = _joined(where, f"member {name}")
            if isinstance(content, str):
                yield Note(place, f"not searched: {content}")
            else:
                yield from _opened(content, place, limit, depth - 1)
    except ValueError:
        yield Note(where, "no valid zip file; searched as bytes")
        return False
    return True


def _database(data: bytes, where: str, limit: int, depth: int) -> Opening:
    try:
        for place, value in database_pieces(data):
            if isinstance(value, str):
                yield Piece(_joined(where, place), value)
            else:
                yield from _opened(value, _joined(where, place), limit, depth - 1)
    except ValueError as exc:
        yield Note(where, f"no valid database ({exc}); searched as bytes")
        return False
    return True


def _joined(where: str, place: str) -> str:
    return f"{where}:{place}" if where else place
