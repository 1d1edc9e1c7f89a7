"""The body of a curl command: -d and its relatives, and -F; written byte for byte as curl writes them.

Files are read by whoever calls: each function takes a `Read`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .shell_words import Word

__all__ = ["Data", "FormPart", "Read", "data_piece", "encoded_piece", "form_part", "joined", "multipart"]

Read = Callable[["Data | FormPart"], bytes]
"""Returns the content of the file that a piece names by its `path`; `word` is where it is named."""

UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

# lib/mime.c of curl; anything else is application/octet-stream.
TYPES = {
    "gif": "image/gif",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "htm": "text/html",
    "html": "text/html",
    "pdf": "application/pdf",
    "xml": "application/xml",
}

IN_QUOTES = re.compile(r'"((?:[^"\\]|\\.)*)"[^;,]*', re.DOTALL)


@dataclass(frozen=True, slots=True, repr=False)
class Data:
    """One -d, --data-binary, --data-urlencode or --json.

    Attributes:
        word: The option's value as it was given.
        text: What is sent, or what comes before the content of the file.
        path: The file whose content is sent; None when *text* is all.
        without_breaks: CR, LF and NUL are taken out of the file (-d).
        encoded: The content is percent-encoded, a space as + (--data-urlencode).
        joined: An & separates it from what is before (all but --json).
    """

    word: Word
    text: str
    path: str | None = None
    without_breaks: bool = False
    encoded: bool = False
    joined: bool = True

    def content(self, read: Read) -> bytes:
        """Return what is sent of it."""
        before = self.text.encode("utf-8", "surrogateescape")
        if self.path is None:
            return before
        content = read(self)
        if self.without_breaks:
            content = content.translate(None, b"\r\n\0")
        return before + (percent_encoded(content) if self.encoded else content)


def data_piece(name: str, word: Word) -> Data:
    """Read the value of -d, --data-ascii, --data-raw, --data-binary or --json; *name* is the long name."""
    joined = name != "json"
    if word.text[:1] != "@" or name == "data-raw":
        return Data(word, word.text, joined=joined)
    return Data(word, "", _path(word.text[1:], word), name in ("data", "data-ascii"), joined=joined)


def encoded_piece(word: Word) -> Data:
    """Read the value of --data-urlencode: content, =content, name=content, @file or name@file."""
    name, sign, content = word.text.partition("=")
    if not sign:
        name, sign, content = word.text.partition("@")
    if not sign:
        name, content = "", name
    before = f"{name}=" if name else ""
    if sign == "@":
        return Data(word, before, _path(content, word), encoded=True)
    return Data(word, before + percent_encoded(content.encode("utf-8", "surrogateescape")).decode())


def percent_encoded(content: bytes) -> bytes:
    """Return *content* percent-encoded, all but the unreserved characters of RFC 3986 and spaces, which are +."""
    return b"".join(
        bytes([byte]) if byte in UNRESERVED else b"+" if byte == 32 else b"%%%02X" % byte for byte in content
    )


def joined(pieces: Iterable[Data], read: Read) -> bytes:
    """Return the body, or the query, that the pieces make."""
    body = b""
    for piece in pieces:
        body += (b"&" if body and piece.joined else b"") + piece.content(read)
    return body


@dataclass(frozen=True, slots=True, repr=False)
class FormPart:
    """One -F or --form-string.

    Attributes:
        word: The option's value as it was given.
        name: The field.
        text: Its value, when it is not a file's content.
        path: The file whose content is its value.
        filename: What the file is called in the request; None for a value that is no file.
        media: The Content-Type of the part, or None.
        ignored: What curl does not understand was left out of the value.
    """

    word: Word
    name: str
    text: str = ""
    path: str | None = None
    filename: str | None = None
    media: str | None = None
    ignored: bool = False

    def head(self) -> str:
        """Return the part's header lines, without a line end after the last."""
        head = "Content-Disposition: form-data"
        if self.name:
            head += f'; name="{in_quotes(self.name)}"'
        if self.filename is not None:
            head += f'; filename="{in_quotes(self.filename)}"'
        return f"{head}\r\nContent-Type: {self.media}" if self.media else head

    def content(self, read: Read) -> bytes:
        """Return its value."""
        return self.text.encode("utf-8", "surrogateescape") if self.path is None else read(self)


def form_part(word: Word, *, literal: bool) -> FormPart:
    """Read the value of -F, or of --form-string when *literal*.

    Raises:
        RequestSyntaxError: it is none, or it is one of the rarer kinds: several files in one field, parts
            within parts, headers or an encoder for a part.
    """
    name, sign, value = word.text.partition("=")
    if not sign:
        raise word.error("a form field is name=value")
    if literal:
        return FormPart(word, name, value)
    if value[:1] == "(" or (not name and value == ")"):
        raise word.error("parts within parts (-F 'name=(') are not supported")
    kind = value[:1] if value[:1] in ("@", "<") else ""
    content, rest = _word_of(value.removeprefix(kind).lstrip(), "," if kind == "@" else "")
    if rest[:1] == ",":
        reason, hint = "several files in one field are not supported", "write one -F for each"
        raise word.error(reason, hint)
    media, filename, ignored = _parameters(rest, word)
    if not kind:
        return FormPart(word, name, content, None, filename, media or _type_of(filename), ignored)
    path = _path(content, word)
    called = filename if filename is not None else re.split(r"[/\\]", path)[-1] if kind == "@" else None
    media = media or _type_of(called) or _type_of(path) or ("application/octet-stream" if called else None)
    if called is None and media == "text/plain":
        media = None  # it is what a part without a Content-Type is
    return FormPart(word, name, "", path, called, media, ignored)


def _parameters(rest: str, word: Word) -> tuple[str | None, str | None, bool]:
    """Read ``;type=...;filename=...`` and the like; the parameters of a media type belong to it."""
    media: str | None = None
    filename: str | None = None
    ignored = in_media = False
    while rest:
        after = rest[1:]
        key, equals, value = after.lstrip().partition("=")
        if equals and key == "type" and not in_media:
            media, rest = _word_of(value.lstrip(), "", quotes=False)
            in_media = True
            if not re.match(r"[^/ ]+/[^;, \n]+", media):
                raise word.error("type= takes a media type: text/plain")
        elif equals and key == "filename":
            filename, rest = _word_of(value.lstrip(), "")
            in_media = False
        elif equals and key in ("headers", "encoder"):
            raise word.error(f"-F with {key}= is not supported")
        elif in_media:
            more, rest = _word_of(after, "", quotes=False)
            media = f"{media};{more}"
        else:
            more, rest = _word_of(after.lstrip(), "")
            ignored = ignored or bool(more)
    media = media.rstrip() if media else None
    return media, filename, ignored


def _word_of(text: str, end: str, *, quotes: bool = True) -> tuple[str, str]:
    """Return a value up to ; or *end*, or one in double quotes, and what follows it."""
    if quotes and (found := IN_QUOTES.match(text)):
        return re.sub(r'\\([\\"])', r"\1", found[1]), text[found.end() :]
    stop = next((at for at, char in enumerate(text) if char == ";" or char == end), len(text))
    return text[:stop].rstrip() if quotes else text[:stop], text[stop:]


def _path(path: str, word: Word) -> str:
    if path in ("", "-"):
        what = "standard input (@-)" if path else "an empty path"
        raise word.error(f"{what} cannot be read here", "name a file: @FILE")
    return path


def _type_of(filename: str | None) -> str | None:
    return TYPES.get(filename.rpartition(".")[2].lower()) if filename and "." in filename else None


def in_quotes(text: str) -> str:
    """Return a name for a Content-Disposition, escaped as browsers do (WHATWG HTML, multipart/form-data)."""
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def multipart(parts: Iterable[FormPart], boundary: str, read: Read) -> bytes:
    """Return a multipart/form-data body (RFC 7578)."""
    body = b""
    for part in parts:
        head = f"--{boundary}\r\n{part.head()}\r\n\r\n".encode("utf-8", "surrogateescape")
        body += head + part.content(read) + b"\r\n"
    return body + f"--{boundary}--\r\n".encode()
