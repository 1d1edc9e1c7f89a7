"""Where a secret comes from: ``env:NAME``, ``file:PATH``, ``keyring:SERVICE[/USER]``, ``prompt``.

No error quotes what follows the colon: somebody may have typed the secret itself there.
"""

from __future__ import annotations

import builtins
import getpass
import os
import stat
import warnings
from contextlib import suppress
from difflib import get_close_matches
from typing import NamedTuple

from ..core.secret import Secret
from ..errors import CredentialsNotFound, InvalidField
from .keyrings import from_keyring

__all__ = ["SOURCES", "ask", "from_source"]

SOURCES = ("env:NAME", "file:PATH", "keyring:SERVICE[/USER]", "prompt", "form")
"""What `--FIELD-from` understands."""

FILE_LIMIT = 65_536


def from_source(source: str, field: str, *, label: str = "", username: str | None = None) -> Secret:
    """Return the secret that *source* names.

    Args:
        field: What it is for: the Secret's name, and what errors speak of.
        label: How a prompt calls it.
        username: Whose secret it is; a keyring is asked for theirs where the source names no user.

    Raises:
        CredentialsNotFound: there is none, or it is not safe to use.
        InvalidField: this is no source.
        MissingExtra: keyring: without the package keyring.
    """
    kind, colon, rest = source.partition(":")
    match kind, bool(colon and rest):
        case "prompt", False if not colon:
            value = ask(label or field, field)
        case "env", True:
            value = _from_environment(rest, field)
        case "file", True:
            value = _from_file(rest, field)
        case "keyring", True:
            value = from_keyring(rest, field, username)
        case _:
            raise InvalidField(f"--{field}-from", f"this is no source; known: {', '.join(SOURCES)}")
    return Secret(value, field)


def ask(label: str, field: str, *, hidden: bool = True) -> str:
    """Ask the person at the keyboard; where nobody can answer, say so at once.

    Raises:
        CredentialsNotFound: nobody can answer, or nothing was typed.
    """
    found = None
    try:
        with warnings.catch_warnings():
            # Without a terminal, getpass would warn, show what is typed, and wait for it for ever.
            warnings.simplefilter("error", getpass.GetPassWarning)
            found = getpass.getpass(f"{label}: ") if hidden else builtins.input(f"{label}: ")
    except (NotImplementedError, EOFError, OSError, getpass.GetPassWarning):
        pass  # NotImplementedError: IPython's StdinNotImplementedError, in nbclient, papermill and the like
    if found is None:
        hint = f"give --{field}-from {' or '.join(SOURCES[:3])}" if hidden else f"give --{field}"
        raise CredentialsNotFound(f"{field}: nobody can answer a prompt here", hint=hint)
    if not found:
        raise CredentialsNotFound(f"{field}: nothing was typed")
    return found


def _from_environment(name: str, field: str) -> str:
    value = hint = ""
    failure = "the environment has no variable of that name"
    try:
        found = os.environ.get(name)
    except ValueError:
        found = None  # half of a character: no variable has such a name
    if found is None:
        near = get_close_matches(name, list(os.environ), n=2, cutoff=0.8)
        hint = f"did you mean env:{' or env:'.join(near)}?" if near else "set it before the kernel starts"
    else:
        failure = "that variable of the environment is empty"
        # A line break at its end is one of the file that it was made of.
        value = found.rstrip("\r\n")
    if not value:
        raise CredentialsNotFound(f"{field}: {failure}", hint=hint)
    return value


class _Problem(NamedTuple):
    """Why a file gives no secret, and what to do."""

    reason: str
    hint: str = ""


def _from_file(path: str, field: str) -> str:
    found = _read(path)
    value = _text(found) if isinstance(found, bytes) else found
    if isinstance(value, _Problem):
        raise CredentialsNotFound(f"{field}: {value.reason}", hint=value.hint)
    return value


def _read(path: str) -> bytes | _Problem:
    """Return the content of a file that nobody else can read or change."""
    try:
        # Not blocking: a pipe that nobody writes to would hang here.
        descriptor = os.open(os.path.expanduser(path), os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except (OSError, ValueError) as exc:
        why = exc.strerror if isinstance(exc, OSError) else "this is no path"
        return _Problem(f"that file cannot be read: {why}")  # not raised from here: the error knows the path
    try:
        if problem := _unfit(os.fstat(descriptor)):
            return problem
        with open(descriptor, "rb", closefd=False) as source:
            return source.read(FILE_LIMIT + 1)
    finally:
        os.close(descriptor)


def _unfit(status: os.stat_result) -> _Problem | None:
    """Return why what is there cannot be used; the bits of an access control list count as those of the group."""
    if stat.S_ISDIR(status.st_mode):
        return _Problem("that is a directory", "name the file in it")
    if not stat.S_ISREG(status.st_mode):
        return _Problem("that is no regular file")
    if os.name != "posix":
        return None
    if status.st_uid not in (os.geteuid(), 0):
        return _Problem("that file is another user's", "copy it, so that it is yours")
    if status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return _Problem("other users can read that file or change it", "chmod 600 it")
    return None


def _text(content: bytes) -> str | _Problem:
    """Return what a file holds, without the line breaks at its end."""
    text = None
    if len(content) <= FILE_LIMIT:
        with suppress(UnicodeDecodeError):  # not raised: the error would carry the content in its context
            text = content.decode("utf-8-sig").rstrip("\r\n")
    if text is None:
        return _Problem("that file is no text in UTF-8 of at most 64 KiB")
    return text or _Problem("that file is empty")
