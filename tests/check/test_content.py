"""Files of each kind, packed in each other."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import sqlite3
import zipfile

import pytest

from nbauth.check.content import pieces
from nbauth.check.piece import Note


def found(data: bytes, path: str = "file", limit: int = 100_000) -> list[tuple[str, bool]]:
    """Return where the word is, and whether that place only repeats others; notes as their text."""
    return [
        (f"{part.path}: {part.reason}", False) if isinstance(part, Note) else (part.where, part.again)
        for part in pieces(data, path, limit)
        if isinstance(part, Note) or "SECRET" in str(part.content)
    ]


def database(*values: object) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (x)")
    connection.executemany("INSERT INTO t VALUES (?)", [(value,) for value in values])
    connection.commit()
    return connection.serialize()


def zipped(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def notebook(source: str) -> bytes:
    return json.dumps({"cells": [{"source": source}], "metadata": {}}).encode()


CONTENTS = {
    "text": (b"SECRET", [("", False)]),
    "gzip": (gzip.compress(b"SECRET"), [("", False)]),
    "gzip in bzip2": (bz2.compress(gzip.compress(b"SECRET")), [("", False)]),
    "zip": (zipped("a.txt", b"SECRET"), [("member a.txt", False)]),
    "database": (database("SECRET"), [("table t:row 1", False), ("", True)]),
    "gzip in a database": (database("a", gzip.compress(b"SECRET")), [("table t:row 2", False)]),
    "database in a zip": (
        zipped("h.db", database("SECRET")),
        [("member h.db:table t:row 1", False), ("member h.db", True)],
    ),
    "three deep": (zipped("a", zipped("b", gzip.compress(b"SECRET"))), [("member a:member b", False)]),
    "four deep": (gzip.compress(zipped("a", zipped("b", gzip.compress(b"SECRET" * 9)))), []),
}


@pytest.mark.parametrize(("data", "expected"), CONTENTS.values(), ids=CONTENTS)
def test_contents(data, expected):
    """Known by what they begin with, opened three deep; what is in a part is looked for again in the whole."""
    assert expected == found(data)


def test_a_notebook_is_known_by_its_name():
    """Its cells come first, then the file as a whole; a checkpoint is one too."""
    expected = [("cell 1:source", False), ("", True)]

    assert expected == found(notebook("SECRET"), "a.ipynb")
    assert expected == found(notebook("SECRET"), ".ipynb_checkpoints/a-checkpoint.IPYNB")
    assert [("", False)] == found(notebook("SECRET"), "a.json")


def test_a_damaged_notebook_is_searched_as_text():
    """Its save was cut, or a merge left its marks; that is said."""
    expected = [("a.ipynb: no valid notebook; searched as text", False), ("", False)]

    assert expected == found(notebook("SECRET")[:-3], "a.ipynb")


def test_what_is_compressed_in_a_notebook():
    """A picture or an attachment in base64 is opened as a file is."""
    packed = base64.b64encode(gzip.compress(b"SECRET")).decode()
    cell = {"outputs": [{"data": {"application/gzip": packed}}], "attachments": {"a": {"text/csv": packed}}}
    parts = pieces(json.dumps({"cells": [cell]}).encode(), "a.ipynb", 100)

    assert ["cell 1:output", "cell 1:attachment"] == [part.where for part in parts if part.content == b"SECRET"]


def test_damaged_files_are_searched_as_bytes():
    """It is said what is the matter."""
    assert [("file: no valid zip file; searched as bytes", False), ("", False)] == found(b"PK\x03\x04 SECRET")
    assert [("file: no valid database (DatabaseError); searched as bytes", False), ("", False)] == found(
        b"SQLite format 3\0" + b"SECRET" * 100
    )


def test_deleted_rows_are_in_the_bytes():
    """SQLite leaves what was deleted in its pages until they are used again."""
    connection = sqlite3.connect(":memory:")
    connection.executescript("PRAGMA secure_delete=OFF; CREATE TABLE t (x); INSERT INTO t VALUES ('SECRET');")
    connection.execute("DELETE FROM t")
    connection.commit()

    assert [("", True)] == found(connection.serialize())


def test_the_limit_is_for_what_is_unpacked():
    """What is left out is said, with where it is."""
    assert [
        ("", False),
        ("file: only the first 0.0001 MB of its content are searched (--max-size)", False),
    ] == found(gzip.compress(b"SECRET" * 100), limit=100)
    assert [("file:member a: not searched: the archive holds more than is searched (--max-size)", False)] == found(
        zipped("a", b"SECRET" * 100), limit=100
    )
