"""SQLite files: IPython's own history, JupyterLab's store, and any other."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from nbauth.check.database import database_pieces, is_database

PYCRDT_STORE = """
    CREATE TABLE yupdates (path TEXT NOT NULL, yupdate BLOB, metadata BLOB, timestamp REAL NOT NULL);
    CREATE TABLE ycheckpoints (path TEXT NOT NULL, checkpoint BLOB NOT NULL, timestamp REAL, PRIMARY KEY(path));
"""


def found(data: bytes, word: str = "SECRET") -> list[tuple[str, str | bytes]]:
    return [(where, value) for where, value in database_pieces(data) if word in str(value)]


def database(path: Path, *statements: str) -> Path:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.executescript(statement)
    connection.close()
    return path


def test_the_history_of_ipython(tmp_path):
    """The file that IPython writes: what was typed, raw and translated, and what was shown."""
    path = tmp_path / "history.sqlite"
    options = (f"--HistoryManager.hist_file={path}", "--HistoryManager.db_log_output=True", "--no-banner")
    typed = "a = 'SECRET'\n %lsmagic SECRET\na\nexit\n"
    command = (sys.executable, "-m", "IPython", "--simple-prompt", *options)
    subprocess.run(command, input=typed, text=True, capture_output=True, check=True)

    assert [
        ("history:session 1 line 1", b"a = 'SECRET'"),
        ("history:session 1 line 1", b"a = 'SECRET'"),
        ("history:session 1 line 2", b"get_ipython().run_line_magic('lsmagic', 'SECRET')"),
        ("history:session 1 line 2", b" %lsmagic SECRET"),
        ("output_history:session 1 line 3", b"'SECRET'"),
    ] == found(path.read_bytes())


def test_what_was_typed_in_a_shared_document(tmp_path):
    """No update has the word; together they have. The update itself is there as well."""
    path = database(tmp_path / ".jupyter_ystore.db", PYCRDT_STORE)
    connection = sqlite3.connect(path)
    for update in ("0101070a04000702025345", "0101070c84070b024352", "0101070e84070d0245540000"):
        connection.execute("INSERT INTO yupdates VALUES ('nb', ?, NULL, 0)", (bytes.fromhex(update),))
    connection.execute("INSERT INTO ycheckpoints VALUES ('nb', ?, 0)", (b"SECRET in bytes",))
    connection.commit()
    connection.close()

    assert [
        ("table yupdates:typed text", "SECRET"),
        ("table ycheckpoints:row 1", b"SECRET in bytes"),
    ] == found(path.read_bytes())


def test_any_table(tmp_path):
    """Text and blobs, in rows that count from 1; names may be anything."""
    path = database(
        tmp_path / "any.db",
        'CREATE TABLE "a""b c" (x, y); INSERT INTO "a""b c" VALUES (1, 2), (\'SECRET 1\', x\'534543524554\');',
        "CREATE TABLE t (k PRIMARY KEY, v) WITHOUT ROWID; INSERT INTO t VALUES ('SECRET 2', NULL);",
        "CREATE VIEW w AS SELECT * FROM t;",
    )

    assert [
        ('table a"b c:row 2', b"SECRET 1"),
        ('table a"b c:row 2', b"SECRET"),
        ("table t:row 1", b"SECRET 2"),
    ] == found(path.read_bytes())


def test_text_that_is_no_text(tmp_path):
    """SQLite keeps any bytes as text."""
    path = database(
        tmp_path / "a.db", "CREATE TABLE t (x); INSERT INTO t VALUES (CAST(x'ff534543524554' AS TEXT));"
    )

    assert [("table t:row 1", b"\xffSECRET")] == found(path.read_bytes())


def test_a_database_in_use(tmp_path):
    """JupyterLab has it open in WAL mode: it is read, and no file is made beside it."""
    path = tmp_path / "a.db"
    connection = sqlite3.connect(path)
    connection.executescript("PRAGMA journal_mode=WAL; CREATE TABLE t (x); INSERT INTO t VALUES ('SECRET');")
    connection.execute("PRAGMA wal_checkpoint")
    before = sorted(tmp_path.iterdir())
    data = path.read_bytes()

    assert b"\2\2" == data[18:20]
    assert [("table t:row 1", b"SECRET")] == found(data)
    assert before == sorted(tmp_path.iterdir())
    connection.close()


def test_what_is_no_database(tmp_path):
    """It begins like one, and is cut or damaged: said with one error."""
    data = database(tmp_path / "a.db", "CREATE TABLE t (x); INSERT INTO t VALUES ('SECRET');").read_bytes()

    assert is_database(data)
    assert not is_database(b"text")
    for damaged in (data[:16], data[:100], data[:3000], data[:100] + b"\xff" * 3996 + data[4096:]):
        with pytest.raises(ValueError, match="Error"):
            list(database_pieces(damaged))
