"""The body of a message with all that a view needs to know of it."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote

from ...core.record import RequestRecord, ResponseRecord

__all__ = ["Content", "content_of"]

PARAMETER = re.compile(r';\s*([\w!#$%&\'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*+)"|([^;]*))')
UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16's, which it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

NO_CHARSETS = frozenset({"idna", "punycode", "unicode_escape", "unicode-escape", "raw_unicode_escape", "undefined"})
"""Encodings that Python has and no media type names."""

EXTENSIONS = {
    "application/gzip": ".gz",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "image/gif": ".gif",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/svg+xml": ".svg",
    "image/webp": ".webp",
}


@dataclass(frozen=True, slots=True)
class Content:
    """A body.

    Attributes:
        data: What is kept of it, content decoding undone.
        media: "application/json": in lower case, without parameters; empty when there is none.
        parameters: Those of the media type, names in lower case.
        size: Bytes the whole body has, or None.
        note: Why `data` is not all of it, or empty.
        whole: Python that gives all of it, in words of the notebook: "response.content".
        name: A file name to save it under, of harmless characters.
    """

    data: bytes
    media: str = ""
    parameters: dict[str, str] = field(default_factory=dict)
    size: int | None = None
    note: str = ""
    whole: str = "response.content"
    name: str = "body"

    @property
    def is_cut(self) -> bool:
        """True when there is more of it than `data`."""
        return bool(self.note)

    def text(self) -> str:
        """Return it as text, by its byte order mark, its charset, or as UTF-8; what does not decode is U+FFFD."""
        return _decoded(self.data, self.parameters.get("charset", ""), is_cut=self.is_cut)

    def is_text(self) -> bool:
        """Tell whether it can only be text: it decodes strictly, and no control character is in it."""
        try:
            text = codecs.getincrementaldecoder("utf-8")().decode(self.data, not self.is_cut)
        except UnicodeDecodeError:
            return False
        return not CONTROL.search(text)


CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def content_of(message: RequestRecord | ResponseRecord, url: str) -> Content:
    """Return the body of *message*; *url* is the request's, for a file name."""
    is_request = isinstance(message, RequestRecord)
    kind = message.header("content-type") or ""
    media, parameters = media_type(kind)
    name = (
        _from_disposition(message.header("content-disposition") or "") or url.partition("?")[0].rpartition("/")[2]
    )
    body = message.body
    return Content(
        body.content,
        media,
        parameters,
        body.size,
        body.note,
        "response.request.content" if is_request else "response.content",
        safe_name(name, media),
    )


@lru_cache(256)
def _media_type(value: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    media, _, _ = value.partition(";")
    found: dict[str, str] = {}
    for name, quoted, bare in PARAMETER.findall(value):
        found.setdefault(name.lower(), quoted or bare.strip())
    return media.strip().lower(), tuple(found.items())


def media_type(value: str) -> tuple[str, dict[str, str]]:
    """Return media type and parameters of a Content-Type (RFC 9110 section 8.3.1)."""
    media, parameters = _media_type(value[:1000])
    return media, dict(parameters)


def safe_name(name: str, media: str) -> str:
    """Return *name* as the name of a file in the current folder, without a character that means something else."""
    name = UNSAFE.sub("_", re.split(r"[/\\]", unquote(name))[-1])[-60:].lstrip("._-")
    if not name:
        name = "body"
    return name if "." in name else name + EXTENSIONS.get(media, "")


def _from_disposition(value: str) -> str:
    """Return the file name of a Content-Disposition (RFC 6266 section 4.3)."""
    found = {name.lower(): quoted or bare.strip() for name, quoted, bare in PARAMETER.findall(value[:1000])}
    extended = found.get("filename*", "").rpartition("'")[2]
    return unquote(extended) if extended else found.get("filename", "")


def _decoded(data: bytes, charset: str, *, is_cut: bool) -> str:
    for mark, encoding in BOMS:
        if data.startswith(mark):
            data, charset = data[len(mark) :], encoding
            break
    decoder = codecs.getincrementaldecoder(_encoding(charset))("replace")
    # A character that is cut in two is left off.
    return decoder.decode(data, not is_cut)


@lru_cache(64)
def _encoding(charset: str) -> str:
    """Return the charset's name where it is one that decodes text, else UTF-8."""
    try:
        b"a".decode(charset, "replace")  # refuses those of Python's codecs that are no text encodings
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        return "utf-8"
    return "utf-8" if name in NO_CHARSETS else name
