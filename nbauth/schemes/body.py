"""Tell whether a request's body can be sent again, and go back to where it began.

The private names of httpx's streams that nbauth needs all stand here, with a test for each.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from .._http import BACKEND, httpx

__all__ = ["is_replayable", "mark", "rewind"]

START = "nbauth.body_start"
"""The request's extension that holds the mark; httpx hands extensions on along redirects."""

_content = import_module(f"{BACKEND}._content")
_multipart = import_module(f"{BACKEND}._multipart")


def is_replayable(request: httpx.Request) -> bool:
    """True when the same bytes can be sent a second time.

    Bytes, forms, JSON, lists and files that can seek are replayable, alone or in multipart; generators,
    iterators, pipes and files that are read asynchronously are not, and a stream of the user's own class
    counts as one that is not. A body that `Request.read` has read is bytes.
    """
    stream: Any = request.stream
    if isinstance(stream, httpx.ByteStream):
        return True
    if isinstance(stream, _multipart.MultipartStream):
        return all(_is_part_replayable(part) for part in stream.fields)
    if isinstance(stream, _content.IteratorByteStream):
        source = stream._stream
        return _can_seek(source) if hasattr(source, "read") else not hasattr(source, "__next__")
    if isinstance(stream, _content.AsyncIteratorByteStream):
        source = stream._stream
        return not hasattr(source, "aread") and not hasattr(source, "__anext__")
    return False


def mark(request: httpx.Request) -> None:
    """Remember where an open file that is the body stands; to be called before it is sent the first time.

    Later calls change nothing, also for requests that were made of this one, as httpx does for a redirect.
    """
    file = _file(request)
    if file is not None:
        request.extensions.setdefault(START, file.tell())


def rewind(request: httpx.Request) -> None:
    """Make a replayable body ready to be sent again: an open file goes back to its mark, or to its first byte.

    Files inside multipart need nothing: httpx itself sends each from its first byte, every time.
    """
    file = _file(request)
    if file is not None:
        file.seek(request.extensions.get(START, 0))


def _file(request: httpx.Request) -> Any:
    stream: Any = request.stream
    if isinstance(stream, _content.IteratorByteStream):
        source = stream._stream
        if hasattr(source, "read") and _can_seek(source):
            return source
    return None


def _can_seek(file: Any) -> bool:
    return bool(file.seekable()) if hasattr(file, "seekable") else False


def _is_part_replayable(part: Any) -> bool:
    if not isinstance(part, _multipart.FileField):
        return True
    return isinstance(part.file, (str, bytes)) or _can_seek(part.file)
