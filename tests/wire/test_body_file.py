"""Bodies from files."""

from __future__ import annotations

import asyncio
import os

import pytest

from nbauth.core.request_text import parse_request
from nbauth.core.scope import Scope
from nbauth.core.variables import resolve
from nbauth.errors import RequestSyntaxError
from nbauth.wire import body_file
from nbauth.wire.body_file import AsyncFiles, Files, content_of, read_text

CANARY = 'p+/"&<%é z9'


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """The working directory, which in a notebook is the notebook's own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def parts(body, **variables):
    return resolve(parse_request(f"POST /\n\n{body}"), Scope([variables])).body_parts


def content(body, *, is_whole=False, is_async=False, **variables):
    return content_of(parts(body, **variables), is_whole=is_whole, is_async=is_async)


def test_bytes_as_they_are(folder):
    """Nothing is decoded, no line end is changed; text around it is UTF-8."""
    (folder / "a b.bin").write_bytes(b"\r\n\xff{{x}}\n")

    assert b"\r\n\xff{{x}}\n" == content("< ./a b.bin")
    assert "é\n".encode() + b"\r\n\xff{{x}}\n\nend" == content("é\n< {{name}}\nend", name=str(folder / "a b.bin"))


def test_home(folder, monkeypatch):
    """~ is the home directory."""
    monkeypatch.setenv("HOME", str(folder))
    (folder / "f").write_bytes(b"1")

    assert b"1" == content("< ~/f")


def test_a_long_body_is_read_while_it_is_sent(folder, monkeypatch):
    """By its client's way, each time anew; the size is known before."""
    monkeypatch.setattr(body_file, "READ_AT_ONCE", 10)
    monkeypatch.setattr(body_file, "CHUNK", 4)
    (folder / "f").write_bytes(b"0123456789")
    made = content("a\n< f\nb")
    async_made = content("a\n< f\nb", is_async=True)

    async def gathered():
        return b"".join([chunk async for chunk in async_made])

    assert isinstance(made, Files) and isinstance(async_made, AsyncFiles)
    assert 14 == made.size == async_made.size
    assert [b"a\n0123456789\nb"] * 2 == [b"".join(made), b"".join(made)]
    assert [b"a\n0123456789\nb"] * 2 == [asyncio.run(gathered()), asyncio.run(gathered())]
    assert b"a\n0123456789\nb" == content("a\n< f\nb", is_whole=True)


@pytest.mark.parametrize(
    "body, data, text",
    [
        ("<@ f", "é\n".encode(), "é\n"),
        ("<@ f", b"\xef\xbb\xbfa", "a"),
        ("<@UTF8 f", b"\xef\xbb\xbfa", "a"),
        ("<@latin1 f", b"\xe9", "é"),
        ("<@utf-16 f", "é".encode("utf-16"), "é"),
    ],
)
def test_text(folder, body, data, text):
    """In UTF-8, or in the encoding that is written; a mark at the begin is no text."""
    (folder / "f").write_bytes(data)
    (part,) = parts(body)

    assert text == read_text(part)


FAILURES = [
    ("< ./missing", "line 3, column 3: there is no file at this path"),
    ("a\n  \n< ./missing/x", "line 5, column 3: there is no file at this path"),
    ("< file/x", "line 3, column 3: there is no file at this path"),
    ("< .", "line 3, column 3: this is a directory"),
    ("< pipe", "line 3, column 3: this is no regular file"),
    ("< {{nul}}", "line 3, column 3: a control character (CR, LF, NUL, ...) is in {{nul}}, which goes into a path\n"
     "  < {{nul}}\n    ^"),
    (f"< ./{'x' * 300}", "line 3, column 3: this file cannot be read: File name too long"),
]  # fmt: skip


@pytest.mark.parametrize("body, message", FAILURES, ids=[message for _, message in FAILURES])
def test_failures(folder, body, message):
    """What is wrong with it, at its place; the path is not quoted."""
    os.mkfifo(folder / "pipe")
    (folder / "file").write_bytes(b"")
    with pytest.raises(RequestSyntaxError) as caught:
        content(body, nul=f"{CANARY}\0")

    assert message == str(caught.value)
    assert CANARY not in repr(caught.value) and caught.value.__context__ is None


@pytest.mark.parametrize(
    "body, data, message",
    [
        ("<@ f", b"\xff" + CANARY.encode(), "line 3, column 4: this file is no text in utf-8"),
        ("<@ascii f", CANARY.encode(), "line 3, column 9: this file is no text in ascii"),
        ("<@klingon f", b"x", "line 3, column 11: there is no encoding of this name"),
        ("<@ g", b"x", "line 3, column 4: there is no file at this path"),
    ],
)
def test_no_text(folder, body, data, message):
    """Said without what is in the file, also in the error's context."""
    (folder / "f").write_bytes(data)
    (part,) = parts(body)
    with pytest.raises(RequestSyntaxError) as caught:
        read_text(part)

    assert message == str(caught.value)
    assert caught.value.__context__ is None


def test_a_file_that_may_not_be_read(folder, monkeypatch):
    """The system says why. (Tests may run as root, whom nothing is denied: so the system call says it.)"""

    def denied(*args, **options):
        raise PermissionError(13, "no")

    monkeypatch.setattr(os, "open", denied)
    with pytest.raises(
        RequestSyntaxError, match=r"^line 3, column 3: this file cannot be read: Permission denied$"
    ):
        content("< f")
