"""What is in compressed files: gzip, bzip2, xz and zlib as one content, zip as its members."""

from __future__ import annotations

import bz2
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any

__all__ = ["decompressed", "is_zip", "zip_members"]

# The last is zlib's header with each of its levels (RFC 1950 section 2.2): two bytes, so the content must agree.
DECOMPRESSORS: tuple[tuple[bytes, Callable[[], Any]], ...] = (
    (b"\x1f\x8b\x08", lambda: zlib.decompressobj(wbits=31)),
    (b"BZh", bz2.BZ2Decompressor),
    (b"\xfd7zXZ\0", lzma.LZMADecompressor),
    *((b"\x78" + level, zlib.decompressobj) for level in (b"\x01", b"\x5e", b"\x9c", b"\xda")),
)


DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    OverflowError,
)
"""What zipfile raises for files that are no zip files, or not whole."""


def decompressed(data: bytes, limit: int) -> tuple[bytes, bool] | None:
    """Return what was compressed, *limit* bytes at most, and whether that is all; None for other data."""
    for magic, make in DECOMPRESSORS:
        if data.startswith(magic):
            content = b"".join(_members(data, magic, make, limit + 1))
            return (content[:limit], len(content) <= limit) if content else None
    return None


def _members(data: bytes, magic: bytes, make: Callable[[], Any], limit: int) -> Iterator[bytes]:
    """Yield the content of each of the compressed files that stand one behind the other (RFC 1952 section 2.2)."""
    while data.startswith(magic) and limit > 0:
        decompressor = make()
        try:
            content = decompressor.decompress(data, limit)
        except (zlib.error, OSError, lzma.LZMAError, EOFError):
            return
        yield content
        limit -= len(content)
        data = decompressor.unused_data if decompressor.eof else b""


def is_zip(data: bytes) -> bool:
    """Tell whether this is a zip file: wheels, spreadsheets and NumPy's archives are."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def zip_members(data: bytes, limit: int) -> Iterator[tuple[str, bytes | str]]:
    """Yield name and content of each member, or name and why it cannot be read; *limit* bytes in all.

    Raises:
        ValueError: this is no zip file after all.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except DAMAGE as exc:
        raise ValueError("no zip file") from exc
    with archive:
        for member in archive.infolist():
            if member.filename.endswith("/"):
                continue
            try:
                with archive.open(member) as source:
                    content = source.read(limit + 1)
            except (RuntimeError, *DAMAGE) as exc:  # RuntimeError: a password is wanted
                encrypted = member.flag_bits & 1
                yield member.filename, "it is encrypted" if encrypted else f"it is damaged ({type(exc).__name__})"
                continue
            if len(content) > limit:
                yield member.filename, "the archive holds more than is searched (--max-size)"
                return
            limit -= len(content)
            yield member.filename, content
