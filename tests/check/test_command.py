"""nbauth check, from its arguments to its exit status, on real files; it never shows what it finds."""

from __future__ import annotations

import base64
import gzip
import json
import sqlite3
import subprocess
import sys
import zlib
from pathlib import Path

import nbformat
import pytest
from drawn import drawn
from nbformat.v4 import new_code_cell, new_notebook, new_output
from wire.canary import CANARY, leaks

from nbauth.__main__ import main

TOKEN = "ghp_" + drawn(36)


@pytest.fixture
def check(capsys, tmp_path, monkeypatch):
    """Return a function that runs the command, and gives its status, its output and its notes, by line."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, list[str], list[str]]:
        capsys.readouterr()
        status = main(["check", *arguments])
        captured = capsys.readouterr()
        assert [] == leaks(captured.out + captured.err, TOKEN)
        assert [] == leaks(captured.out + captured.err, CANARY)
        return status, captured.out.splitlines(), captured.err.splitlines()

    return run


def test_nothing_found(check, tmp_path):
    """Status 0, and how many files that is about."""
    (tmp_path / "a.py").write_text("token = get()\n")
    (tmp_path / "b.md").write_text("# Title\n")

    assert (0, ["no credential in 2 files"], []) == check(".")


def test_a_notebook_and_its_checkpoint(check, tmp_path):
    """Each cell by its number; status 1."""
    cells = [
        new_code_cell("1"),
        new_code_cell(f"a = 1\nheaders = {{'X-Token': '{TOKEN}'}}"),
        new_code_cell("print(token)", outputs=[new_output("stream", text=f"one\n{TOKEN}\n")]),
    ]
    text = nbformat.writes(new_notebook(cells=cells))
    (tmp_path / "nb.ipynb").write_text(text)
    (tmp_path / ".ipynb_checkpoints").mkdir()
    (tmp_path / ".ipynb_checkpoints" / "nb-checkpoint.ipynb").write_text(text)

    status, found, notes = check(".")

    assert [
        "./.ipynb_checkpoints/nb-checkpoint.ipynb:cell 2:source:line 2: GitHub token",
        "./.ipynb_checkpoints/nb-checkpoint.ipynb:cell 3:output:line 2: GitHub token",
        "./nb.ipynb:cell 2:source:line 2: GitHub token",
        "./nb.ipynb:cell 3:output:line 2: GitHub token",
        "4 credentials in 2 of 2 files",
    ] == found
    assert (1, []) == (status, notes)


def as_database(*values: object) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE yupdates (path TEXT NOT NULL, yupdate BLOB, metadata BLOB, timestamp REAL)")
    connection.executemany("INSERT INTO yupdates VALUES ('nb', ?, NULL, 0)", [(value,) for value in values])
    connection.commit()
    return connection.serialize()


def typed(text: str) -> list[bytes]:
    """Return the Yjs updates of somebody who types it, as pycrdt writes them."""
    updates = [bytes.fromhex("0101070a0400070204") + text[:4].encode() + b"\0"]
    for at, char in enumerate(text[4:], 14):
        data = char.encode()
        updates.append(bytes([1, 1, 7, at, 0x84, 7, at - 1, len(data), *data, 0]))
    return updates


PLACES = {
    "a.py": f"password = {CANARY!r}".encode(),
    "a.env": f"PASSWORD='{CANARY}'".encode(),
    "a.http": f"GET /\nAuthorization: Basic {base64.b64encode(f'ada:{CANARY}'.encode()).decode()}".encode(),
    "a.har": json.dumps({"log": {"text": json.dumps({"a": CANARY})}}).encode(),
    "a.log": gzip.compress(CANARY.encode()),
    "a.hex": CANARY.encode().hex().encode(),
    "latin.txt": CANARY.encode("latin-1"),
    "wide.txt": CANARY.encode("utf-16"),
    "a.bin": b"\0\1\2" + CANARY.encode() + b"\0",
    "a.db": as_database("x", CANARY),
    "z.db": as_database(zlib.compress(CANARY.encode())),
    ".jupyter_ystore.db": as_database(*typed(CANARY)),
    "a.ipynb": nbformat.writes(new_notebook(cells=[new_code_cell(f"x = {CANARY!r}")])).encode(),
    "broken.ipynb": b'{"cells": [' + json.dumps(CANARY).encode(),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_value_in_use_is_found_in_every_encoding(check, tmp_path, monkeypatch, name):
    """Encoded, compressed, in a database, in keystrokes; and not without --login, where only the value tells it."""
    monkeypatch.setenv("MY_PASSWORD", CANARY)
    (tmp_path / name).write_bytes(PLACES[name])

    status, found, _ = check(name, "--login", "env:MY_PASSWORD", "--quiet")

    assert 1 == status
    assert any("value of login_1 (env)" in line and line.startswith(name) for line in found)


def test_a_value_that_no_shape_tells(check, tmp_path, monkeypatch):
    """Words in prose are nothing, until they are the password."""
    monkeypatch.setenv("MY_PASSWORD", "garden gnome")
    (tmp_path / "a.md").write_text("one\nThe garden gnome.\n")

    assert 0 == check("a.md")[0]
    assert (1, ["a.md:2: value of login_1 (env)", "1 credential in 1 of 1 file"], []) == check(
        "a.md", "--login", "env:MY_PASSWORD"
    )


def test_notes_say_what_was_not_searched(check, tmp_path):
    """On stderr; --quiet leaves them out, and the summary too."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "big.txt").write_bytes(b"x" * 1001)
    (tmp_path / "bad.ipynb").write_text("{")
    (tmp_path / "a.py").write_text(TOKEN)
    status, found, notes = check(".", "--max-size", "0.001")

    assert (1, ["./a.py:1: GitHub token", "1 credential in 1 of 2 files; 3 notes"]) == (status, found)
    assert [
        "./.git: not searched: the history of git",
        "./bad.ipynb: no valid notebook; searched as text",
        "./big.txt: not searched: larger than 0.001 MB (--max-size)",
    ] == notes
    assert (1, ["./a.py:1: GitHub token"], []) == check(".", "--max-size", "0.001", "--quiet")


def test_what_cannot_be_read_is_status_2(check, tmp_path):
    """It could have been there. A finding weighs more."""
    (tmp_path / "a.py").write_text(TOKEN)

    status, found, notes = check("gone.py", "--quiet")
    assert (2, [], ["gone.py: cannot be read: No such file or directory"]) == (status, found, notes)
    assert 1 == check("gone.py", "a.py")[0]


def test_made_up_is_for_what_is_below(check, tmp_path):
    """The folder and all in it, or one file; not what only begins with the same letters."""
    for name in ("tests/deep/a.py", "tests_of_mine.py", "sample.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("url = 'https://ada:sommer@db/'")

    assert ["./tests_of_mine.py:1: password in a URL"] == check(
        ".", "--quiet", "--made-up", "tests", "--made-up", "sample.py"
    )[1]


def test_json(check, tmp_path):
    """For programs: a list on stdout, also when it is empty."""
    (tmp_path / "a.py").write_text(f"\n{TOKEN}")
    status, found, _ = check("a.py", "--json")

    assert 1 == status
    assert [{"path": "a.py", "where": "", "line": 2, "kind": "GitHub token"}] == json.loads("".join(found))
    (tmp_path / "a.py").write_text("")
    assert (0, ["[]"], []) == check("a.py", "--json")


def test_names_are_inert_and_hold_no_credential(check, tmp_path, monkeypatch):
    """A file's name may turn text round, or be a token; it is shown neither way."""
    monkeypatch.setenv("MY_PASSWORD", CANARY.replace("/", "_"))
    (tmp_path / f"{TOKEN}.txt").write_text(TOKEN)
    (tmp_path / "\x1b[2J\u202e.txt").write_text(TOKEN)
    (tmp_path / CANARY.replace("/", "_")).write_text(TOKEN)

    assert [
        "./^[[2J\ufffd.txt:1: GitHub token",
        "./{{GitHub token}}.txt:1: GitHub token",
        "./{{value}}:1: GitHub token",
        "3 credentials in 3 of 3 files",
    ] == check(".", "--login", "env:MY_PASSWORD")[1]


@pytest.mark.parametrize("arguments", [["--login", CANARY], ["--login", f"env:{CANARY}"], ["--login", "env:GONE"]])
def test_a_login_that_cannot_be_read_is_a_mistake(check, tmp_path, arguments):
    """Before anything is searched; with what to do, and without what was typed."""
    (tmp_path / "a.py").write_text(TOKEN)
    status, found, notes = check(*arguments, "a.py")

    assert (2, []) == (status, found)
    assert notes[0].startswith("nbauth check: ")


def test_help(capsys):
    """What is searched, the exit status, the sources and the allow mark."""
    with pytest.raises(SystemExit) as stopped:
        main(["check", "-h"])
    shown = capsys.readouterr().out

    assert 0 == stopped.value.code
    for word in ("env:NAME", "netrc[:PATH]", "nbauth: allow", "exit status", "--max-size", ".jupyter_ystore.db"):
        assert word in shown


def test_as_a_program(tmp_path):
    """python -m nbauth check; it loads neither an HTTP library nor IPython, and prints in any terminal."""
    Path(tmp_path / "é.py").write_text(f"{TOKEN}\n")
    command = [sys.executable, "-X", "importtime", "-m", "nbauth", "check", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, env={"PYTHONIOENCODING": "ascii"})

    assert (1, f"{tmp_path}/\\xe9.py:1: GitHub token\n1 credential in 1 of 1 file\n") == (
        done.returncode,
        done.stdout.decode("ascii"),
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.decode().splitlines()}
    assert set() == {"httpx", "httpx2", "IPython", "ipywidgets", "traitlets", "anyio"} & loaded


def test_who_stops_reading_sees_no_traceback(tmp_path):
    """nbauth check . | head -1"""
    for number in range(3000):
        (tmp_path / f"{number:0100}.py").write_text(TOKEN)
    command = f"{sys.executable} -m nbauth check {tmp_path} | head -1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True)

    assert 1 == len(done.stdout.splitlines())
    assert "" == done.stderr
