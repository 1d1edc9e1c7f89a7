"""Bodies that can be sent twice, and those that cannot; here the private names of httpx's streams are proved."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

import pytest

from nbauth._http import httpx
from nbauth.schemes.body import is_replayable, mark, rewind


def generator():
    yield b"one"


async def async_generator():
    yield b"one"


class Again:
    """Iterable as often as one likes."""

    def __iter__(self):
        return iter([b"one", b"two"])


class AgainAsync:
    def __aiter__(self):
        return async_generator()


class AsyncFile:
    """As anyio.open_file gives."""

    def __aiter__(self):
        return async_generator()

    async def aread(self, size):
        return b""


class OwnStream(httpx.SyncByteStream):
    def __iter__(self):
        yield b"one"


def pipe():
    reading, writing = os.pipe()
    os.close(writing)
    return open(reading, "rb")


def post(**body):
    return httpx.Request("POST", "http://h/", **body)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, True),
        ({"content": b"x"}, True),
        ({"content": "x"}, True),
        ({"data": {"a": "b"}}, True),
        ({"json": {"a": "b"}}, True),
        ({"content": [b"a", b"b"]}, True),
        ({"content": Again()}, True),
        ({"content": AgainAsync()}, True),
        ({"content": io.BytesIO(b"x")}, True),
        ({"files": {"f": b"x"}}, True),
        ({"files": {"f": ("name", "text")}, "data": {"a": "b"}}, True),
        ({"files": {"f": io.BytesIO(b"x")}}, True),
        ({"content": generator()}, False),
        ({"content": iter([b"a"])}, False),
        ({"content": map(bytes, [b"a"])}, False),
        ({"content": async_generator()}, False),
        ({"content": AsyncFile()}, False),
        ({"stream": OwnStream()}, False),
    ],
    ids=lambda value: re.sub(r" at 0x\w+", "", repr(value))[:40],
)
def test_is_replayable(body, expected):
    """What is in memory or can seek can be sent again; what is used up by reading cannot."""
    assert expected is is_replayable(post(**body))


def test_pipe_is_not():
    """A pipe is a file that cannot go back, alone and in multipart."""
    with pipe() as file:
        assert not is_replayable(post(content=file))
        assert not is_replayable(post(files={"f": file}))


def test_generator_that_was_read_is():
    """Once read into memory, a body is bytes."""
    request = post(content=generator())
    request.read()

    assert is_replayable(request)
    assert b"one" == b"".join(request.stream)


def test_file_goes_back_to_its_mark(tmp_path: Path):
    """A file that was opened further on is sent again from there, also as the body of a copy of the request."""
    path = tmp_path / "body"
    path.write_bytes(b"skip:sent")
    with path.open("rb") as file:
        file.seek(5)
        request = post(content=file)
        mark(request)
        first = b"".join(request.stream)
        copy = httpx.Request("POST", "http://h/", stream=request.stream, extensions=request.extensions)
        mark(copy)
        rewind(copy)

        assert (b"sent", b"sent") == (first, b"".join(copy.stream))
        assert is_replayable(copy)


def test_unmarked_file_goes_back_to_its_beginning():
    """Without a mark it is the first byte: what httpx counts for Content-Length."""
    request = post(content=io.BytesIO(b"all"))
    b"".join(request.stream)
    rewind(request)

    assert b"all" == b"".join(request.stream)


def test_multipart_needs_no_rewinding():
    """httpx sends each file of multipart from its first byte, as often as it is asked."""
    request = post(files={"f": io.BytesIO(b"all")})
    mark(request)
    first = b"".join(request.stream)
    rewind(request)

    assert first == b"".join(request.stream)
    assert b"all" in first


def test_nothing_to_rewind():
    """A body that is no file is left alone."""
    request = post(content=b"x")
    mark(request)
    rewind(request)

    assert {} == request.extensions
    assert b"x" == b"".join(request.stream)
