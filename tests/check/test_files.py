"""Which files are searched, and what is said about the others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nbauth.check.files import files, read
from nbauth.check.piece import Note


def names(*paths: Path) -> list[str]:
    """Return the names of what is found, and the reasons of what is not."""
    return [
        f"{Path(found.path).name}: {found.reason}" if isinstance(found, Note) else Path(found).name
        for found in files(map(str, paths))
    ]


def write(path: Path, content: bytes = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_all_that_is_in_a_folder(tmp_path):
    """Hidden files and folders too, by name."""
    for name in ("b.py", ".env", ".ipynb_checkpoints/a-checkpoint.ipynb", ".jupyter_ystore.db", "a/deep/c.json"):
        write(tmp_path / name)

    assert [".env", "a-checkpoint.ipynb", ".jupyter_ystore.db", "c.json", "b.py"] == names(tmp_path)


def test_a_folder_that_is_passed_by_is_named(tmp_path):
    """Version control, other people's packages, and a virtual environment whatever it is called."""
    for name in (".git/config", "node_modules/a/b.js", "env/pyvenv.cfg", "env/lib/x.py", ".venv/x.py", "own.py"):
        write(tmp_path / name)

    assert [
        ".git: not searched: the history of git",
        ".venv: not searched: a virtual environment",
        "env: not searched: a virtual environment",
        "node_modules: not searched: other people's packages",
        "own.py",
    ] == names(tmp_path)


def test_a_folder_that_is_named_is_searched(tmp_path):
    """Who names it means it."""
    write(tmp_path / ".venv" / "x.py")

    assert ["x.py"] == names(tmp_path / ".venv")


def test_each_file_once(tmp_path):
    """Named twice, below a folder that is named, or by another link to it."""
    file = write(tmp_path / "a.py")
    os.link(file, tmp_path / "b.py")

    assert ["a.py"] == names(tmp_path, file, file)


def test_a_circle_of_links_ends(tmp_path):
    """A link to a folder is not followed, and said; one to a file is read; one to nothing is said."""
    write(tmp_path / "a.py")
    (tmp_path / "circle").symlink_to(tmp_path)
    (tmp_path / "dead").symlink_to(tmp_path / "gone")
    (tmp_path / "itself").symlink_to(tmp_path / "itself")
    (tmp_path / "z.py").symlink_to(write(tmp_path.parent / f"{tmp_path.name}-outside.py"))

    assert [
        "a.py",
        "circle: not searched: a link to a folder",
        f"dead: cannot be read: {os.strerror(2)}",
        f"itself: cannot be read: {os.strerror(40)}",
        "z.py",
    ] == names(tmp_path)


def test_a_path_that_is_not_there_is_an_error(tmp_path):
    """Named on the line, it is a mistake; a link in a folder that leads nowhere is none."""
    (tmp_path / "dead").symlink_to(tmp_path / "gone")

    assert [(True, f"cannot be read: {os.strerror(2)}")] == [
        (found.is_error, found.reason) for found in files([str(tmp_path / "gone")]) if isinstance(found, Note)
    ]
    assert [False] == [found.is_error for found in files([str(tmp_path)]) if isinstance(found, Note)]


def test_reading(tmp_path):
    """The bytes, or in words why not."""
    file = write(tmp_path / "a", b"12345")

    assert b"12345" == read(str(file), 5)
    assert Note(str(file), "not searched: larger than 4e-06 MB (--max-size)") == read(str(file), 4)


def test_a_pipe_is_not_waited_for(tmp_path):
    """Nobody writes to it; the search goes on."""
    os.mkfifo(tmp_path / "pipe")

    assert Note(str(tmp_path / "pipe"), "not searched: no regular file") == read(str(tmp_path / "pipe"), 10)


@pytest.mark.parametrize("path", ["/dev/null", "/dev/zero"])
def test_a_device_is_not_read(path):
    """/dev/zero has no end."""
    assert Note(path, "not searched: no regular file") == read(path, 10)


def test_a_file_that_cannot_be_read_is_an_error(tmp_path):
    """Nobody can say what is in it."""
    note = read(str(tmp_path / "gone"), 10)

    assert isinstance(note, Note)
    assert note.is_error
