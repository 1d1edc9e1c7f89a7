"""What is in SQLite files: IPython's history, JupyterLab's store of shared documents, and any other."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from .updates import typed_texts

__all__ = ["database_pieces", "is_database"]

MAGIC = b"SQLite format 3\0"

DOCUMENTS = {"yupdates": "yupdate", "ycheckpoints": "checkpoint"}
"""Tables of jupyter-collaboration (pycrdt-store) that keep Yjs updates, and the column that has them."""


def is_database(data: bytes) -> bool:
    """Tell whether this is a SQLite file."""
    return data.startswith(MAGIC)


def database_pieces(data: bytes) -> Iterator[tuple[str, str | bytes]]:
    """Yield what each value of each table is, and where it is; then what was typed in shared documents.

    The file is not opened, so that a notebook that is open now is not disturbed and no file is made beside it.

    Raises:
        ValueError: it cannot be read as a database.
    """
    # A database in WAL mode cannot be one in memory; these two bytes say which it is (SQLite's file format, 1.3).
    memory = data[:18] + b"\1\1" + data[20:] if len(data) > 20 else data
    connection = sqlite3.connect(":memory:")
    connection.text_factory = bytes  # text may be in no encoding at all
    try:
        connection.deserialize(memory)
        connection.execute("PRAGMA trusted_schema = OFF")  # the file's own definitions call nothing
        tables = [name.decode("utf-8", "replace") for (name,) in connection.execute(TABLES)]
        for table in tables:
            yield from _rows(connection, table)
    except (sqlite3.Error, OverflowError) as exc:
        raise ValueError(type(exc).__name__) from None
    finally:
        connection.close()


TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0"


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[tuple[str, str | bytes]]:
    quoted = table.replace('"', '""')
    rows = connection.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608 - the name is quoted as SQL asks for
    names = [column[0] for column in rows.description]
    updates: list[bytes] = []
    for number, row in enumerate(rows, 1):
        place = f"table {table}:row {number}"
        if "session" in names and "line" in names:
            place = f"{table}:session {row[names.index('session')]} line {row[names.index('line')]}"
        yield from ((place, value) for value in row if isinstance(value, bytes))
        if table in DOCUMENTS and DOCUMENTS[table] in names:
            update = row[names.index(DOCUMENTS[table])]
            updates += [update] if isinstance(update, bytes) else []
    yield from ((f"table {table}:typed text", text) for text in typed_texts(updates))
