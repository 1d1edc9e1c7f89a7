"""Bodies from files: ``< path`` goes out as the bytes it is, ``<@ path`` is read as text.

A path is relative to the working directory, which in a notebook is the notebook's own.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import AsyncIterator, Iterator, Sequence
from io import FileIO
from typing import NoReturn

from ..core.scope import FileBody
from ..errors import RequestSyntaxError

__all__ = ["AsyncFiles", "Files", "content_of", "opened", "read_text"]

READ_AT_ONCE = 1_048_576
"""Bytes up to which a body with files in it is read; a longer one is sent while it is read."""

CHUNK = 65_536

HINT = "a path starts at the notebook's directory; text that begins with '< ' goes into a variable"


def read_text(body: FileBody) -> str:
    """Return the text of a file whose variables are to be put in.

    Raises:
        RequestSyntaxError: it cannot be read, or it is no text in that encoding.
    """
    with opened(body) as file:
        content = file.read()
    encoding = body.piece.encoding
    failure, hint = f"this file is no text in {encoding}", "another encoding is written <@latin1 path"
    try:
        # With the mark that Windows editors put at the begin of UTF-8.
        return content.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    except UnicodeDecodeError:
        pass  # not raised from here: the error would carry the content in its context
    except LookupError:
        failure, hint = "there is no encoding of this name", "known: utf-8, latin1, utf-16, cp1252, ..."
    _refuse(body, failure, hint)


def opened(body: FileBody) -> FileIO:
    """Open a file to read its bytes.

    Raises:
        RequestSyntaxError: there is none, or it cannot be read. The path is not quoted.
    """
    failure, hint = "", HINT
    try:
        # Not blocking: a pipe that nobody writes to would hang here.
        descriptor = os.open(os.path.expanduser(body.path), os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISREG(mode):
            return FileIO(descriptor)
        os.close(descriptor)
        failure = "this is a directory" if stat.S_ISDIR(mode) else "this is no regular file"
    except (OSError, ValueError) as exc:
        code = exc.errno if isinstance(exc, OSError) else None
        if code in (errno.ENOENT, errno.ENOTDIR):
            failure = "there is no file at this path"
        else:
            failure = f"this file cannot be read: {os.strerror(code) if code else 'this is no path'}"
    _refuse(body, failure, hint)


def _refuse(body: FileBody, reason: str, hint: str) -> NoReturn:
    raise RequestSyntaxError(reason, body.piece.line, body.piece.path.column, hint=hint)


def content_of(parts: Sequence[str | FileBody], *, is_whole: bool, is_async: bool) -> bytes | Files | AsyncFiles:
    """Return the content of a body with files in it: bytes, or what reads the files while they are sent.

    Args:
        is_whole: It must be bytes, since a Secret is to be put in.

    Raises:
        RequestSyntaxError: a file cannot be read.
    """
    pieces: list[bytes | FileBody] = []
    size = 0
    for part in parts:
        if isinstance(part, str):
            data = part.encode()
            size += len(data)
            pieces.append(data)
        else:
            with opened(part) as file:
                size += os.fstat(file.fileno()).st_size
            pieces.append(part)
    if is_whole or size <= READ_AT_ONCE:
        return b"".join(Files(pieces, size))
    return AsyncFiles(pieces, size) if is_async else Files(pieces, size)


class _Pieces:
    def __init__(self, pieces: Sequence[bytes | FileBody], size: int) -> None:
        self._pieces, self.size = pieces, size


class Files(_Pieces):
    """A body that opens its files anew each time it is sent, so that it can be sent again."""

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            if isinstance(piece, bytes):
                yield piece
                continue
            with opened(piece) as file:
                while chunk := file.read(CHUNK):
                    yield chunk


class AsyncFiles(_Pieces):
    """The same for the async client; files are read in threads."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        import anyio.to_thread

        for piece in self._pieces:
            if isinstance(piece, bytes):
                yield piece
                continue
            with await anyio.to_thread.run_sync(opened, piece) as file:
                while chunk := await anyio.to_thread.run_sync(file.read, CHUNK):
                    yield chunk
