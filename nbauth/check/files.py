"""Which files are searched: all that are named, and all in the folders that are named, hidden ones included."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator

from .piece import Note

__all__ = ["LIMIT", "files", "read"]

LIMIT = 50_000_000
"""Bytes of a file that is searched at most, unless told otherwise."""

PASSED_BY = {
    ".git": "the history of git",
    ".hg": "the history of Mercurial",
    ".svn": "the history of Subversion",
    "node_modules": "other people's packages",
    ".venv": "a virtual environment",
}


def files(paths: Iterable[str]) -> Iterator[str | Note]:
    """Yield each file once, in the order of its name, and a note for each folder that is passed by.

    Links to files are read; links to folders are not followed, so that a circle of them ends.
    """
    seen: set[tuple[int, int]] = set()
    for path in paths:
        for found in _below(path):
            if isinstance(found, str):
                try:
                    status = os.stat(found)
                except OSError as exc:
                    yield Note(found, f"cannot be read: {exc.strerror}", is_error=found == path)
                    continue
                if (status.st_dev, status.st_ino) in seen:
                    continue
                seen.add((status.st_dev, status.st_ino))
            yield found


def _below(path: str) -> Iterator[str | Note]:
    if not os.path.isdir(path):
        yield path
        return
    try:
        with os.scandir(path) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as exc:
        yield Note(path, f"cannot be read: {exc.strerror}", is_error=True)
        return
    for entry in entries:
        if not os.path.isdir(entry.path):  # unlike entry.is_dir(), at peace with a link to itself
            yield entry.path
        elif entry.is_symlink():
            yield Note(entry.path, "not searched: a link to a folder")
        elif reason := _passed_by(entry):
            yield Note(entry.path, f"not searched: {reason}")
        else:
            yield from _below(entry.path)


def _passed_by(entry: os.DirEntry[str]) -> str:
    if os.path.isfile(os.path.join(entry.path, "pyvenv.cfg")):
        return PASSED_BY[".venv"]
    return PASSED_BY.get(entry.name, "")


def read(path: str, limit: int) -> bytes | Note:
    """Return the content of a file, or why it is not searched."""
    try:
        # Not blocking: a pipe that nobody writes to would hang here.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with open(descriptor, "rb") as source:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                return Note(path, "not searched: no regular file")
            if status.st_size > limit:
                return Note(path, f"not searched: larger than {limit / 1e6:g} MB (--max-size)")
            return source.read()
    except (OSError, ValueError) as exc:
        reason = exc.strerror if isinstance(exc, OSError) else "this is no path"
        return Note(path, f"cannot be read: {reason}", is_error=True)
