"""A search for the canaries in whatever a run has left: files, folders, messages.

It knows nothing of nbauth's own redaction. What is packed is unpacked (gzip, zlib, zip, the rows and the raw pages
of SQLite), text in JSON is taken out of it as often as JSON holds JSON, and each text is read in every way that it may be
encoded: percent, HTML, backslash escapes, hex, base64, UTF-16, two of them one over the other.

A reading that is not done here would be a way for a leak to hide; test_scanner.py has a row for each.
"""

from __future__ import annotations

import io
import json
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from canary.canaries import MARK
from wire.canary import readings

PIECE = 6
"""So many characters of a canary's beginning or end are found too: a leak may be cut off."""

PACKED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
"""How gzip and zlib begin."""


def found(data: bytes, canaries: Mapping[str, str]) -> dict[str, str]:
    """Return which canaries are in *data*: their names, each with the way in which it was read there."""
    forms = {name: _forms(value) for name, value in canaries.items()}
    hits: dict[str, str] = {}
    for how, view in _views(data):
        lower = view.lower()
        if MARK.lower().encode() not in lower:
            continue  # as in nearly all
        for name, wanted in forms.items():
            if name not in hits and any(form in lower for form in wanted):
                hits[name] = how
    return hits


def found_in_files(folder: Path, canaries: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return for each file of a folder that has any, which canaries are in it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    contents = {str(path.relative_to(folder)): path.read_bytes() for path in files}
    hits = {data: found(data, canaries) for data in set(contents.values())}  # a checkpoint is the same again
    return {name: hits[data] for name, data in contents.items() if hits[data]}


def _forms(value: str) -> list[bytes]:
    texts = {value, value.replace(" ", "+"), value[:PIECE], value[-PIECE:]}
    forms = {text.encode(charset) for text in texts for charset in ("utf-8", "latin-1")}
    return sorted(form.lower() for form in forms)


def _views(data: bytes) -> Iterator[tuple[str, bytes]]:
    for where, part in _parts(data):
        for how, view in readings(part):
            yield f"{where}{how}", view
            if how != "plain":  # what was base64 in a text, say
                for packing, unpacked in _unpacked(view):
                    yield from ((f"{where}{how} {packing} {more}", each) for more, each in readings(unpacked, 1))


def _parts(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield *data*, and what is in it when it is a file of a known kind."""
    yield "", data
    if b"\0" in data:
        # UTF-16 and UTF-32 in either order: a character's byte, beside zeros.
        yield "UTF-16 ", data.replace(b"\0", b"")
    if data.startswith(b"SQLite format 3\0"):
        yield "SQLite ", _rows(data)
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield from ((f"zip {where}", part) for where, part in _parts(archive.read(name)))
    for packing, unpacked in _unpacked(data):
        yield from ((f"{packing} {where}", part) for where, part in _parts(unpacked))
    if texts := "\n".join(_json_texts(_read(data))):
        yield "JSON ", texts.encode("utf-8", "surrogatepass")


def _unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    for match in PACKED.finditer(data):
        try:
            # What stands behind it stays out; a stream that was cut off gives what it has.
            unpacked = zlib.decompressobj(wbits=47).decompress(data[match.start() :])
        except zlib.error:
            continue
        if unpacked:
            yield ("gzip" if match[0].startswith(b"\x1f") else "zlib"), unpacked


def _rows(data: bytes) -> bytes:
    database = sqlite3.connect(":memory:")
    try:
        # One in WAL mode, of which the version numbers say so, has no WAL in memory.
        database.deserialize(data[:18] + b"\1\1" + data[20:])
        tables = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
        values = [
            value
            for name in tables
            for row in database.execute('select * from "{}"'.format(name.replace('"', '""')))  # noqa: S608
            for value in row
        ]
    finally:
        database.close()
    return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in values)


def _read(data: bytes | str) -> Any:
    """Return the JSON that *data* is, or the values of its lines that are JSON; None for any other text."""
    try:
        return json.loads(data)
    except ValueError:
        lines = data.splitlines()
        return [_read(line) for line in lines] if len(lines) > 1 else None


def _json_texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        if value[:1] in ("{", "[", '"'):
            yield from _json_texts(_read(value))
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _json_texts(key)
            yield from _json_texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _json_texts(each)
