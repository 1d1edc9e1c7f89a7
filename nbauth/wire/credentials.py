"""Where a secret comes from: ``env:NAME``, ``file:PATH``, ``keyring:SERVICE[/USER]``, ``prompt``.

No error quotes what follows the colon: somebody may have typed the secret itself there.
"""

from __future__ import annotations

import builtins
import getpass
import os
import stat
import warnings
from difflib import get_close_matches
from typing import Any

from ..core.secret import Secret
from ..errors import CredentialsNotFound, InvalidField, MissingExtra

__all__ = ["SOURCES", "ask", "from_source"]

SOURCES = ("env:NAME", "file:PATH", "keyring:SERVICE[/USER]", "prompt")
"""What `--FIELD-from` understands."""

FILE_LIMIT = 65_536

UNSAFE_BACKENDS = ("keyring.backends.fail", "keyring.backends.null")


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
            value = _from_keyring(rest, field, username)
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
    value = os.environ.get(name)
    if value is None:
        near = get_close_matches(name, list(os.environ), n=2, cutoff=0.8)
        hint = f"did you mean env:{' or env:'.join(near)}?" if near else "set it before the kernel starts"
        raise CredentialsNotFound(f"{field}: the environment has no variable of that name", hint=hint)
    if not value:
        raise CredentialsNotFound(f"{field}: that variable of the environment is empty")
    return value


def _from_file(path: str, field: str) -> str:
    try:
        # Not blocking: a pipe that nobody writes to would hang here.
        descriptor = os.open(os.path.expanduser(path), os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with open(descriptor, "rb") as source:
            mode = os.fstat(descriptor).st_mode
            content = source.read(FILE_LIMIT + 1) if stat.S_ISREG(mode) else b""
    except (OSError, ValueError) as exc:
        why = exc.strerror if isinstance(exc, OSError) else "this is no path"
        raise CredentialsNotFound(f"{field}: that file cannot be read: {why}") from None
    if not stat.S_ISREG(mode):
        raise CredentialsNotFound(f"{field}: that is no regular file")
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise CredentialsNotFound(f"{field}: other users can read that file or change it", hint="chmod 600 it")
    value = _text(content)
    if value is None:
        raise CredentialsNotFound(f"{field}: that file is no text in UTF-8 of at most 64 KiB")
    if not value:
        raise CredentialsNotFound(f"{field}: that file is empty")
    return value


def _text(content: bytes) -> str | None:
    """Return what a file holds, without the line break at its end."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None  # not raised from here: the error would carry the content in its context
    return None if len(content) > FILE_LIMIT else text.removesuffix("\n").removesuffix("\r")


def _from_keyring(rest: str, field: str, username: str | None) -> str:
    try:
        import keyring
        import keyring.errors
    except ImportError:
        raise MissingExtra("keyring: as a source", "keyring") from None
    service, _, user = rest.partition("/")
    backend = keyring.get_keyring()
    if any(_is_unsafe(one) for one in (backend, *getattr(backend, "backends", ()))):
        raise CredentialsNotFound(
            f"{field}: there is no keyring that keeps secrets safe (found: {_full_name(backend)})",
            hint="unlock or install the system's keyring, or use env:NAME or file:PATH",
        )
    try:
        credential: Any = backend.get_credential(service, user or username or None)
    except keyring.errors.KeyringError as exc:
        raise CredentialsNotFound(f"{field}: the keyring refused: {type(exc).__name__}") from None
    if credential is None or not credential.password:
        hint = "store it: keyring set SERVICE USER"
        raise CredentialsNotFound(f"{field}: the keyring has nothing under that name", hint=hint)
    return str(credential.password)


def _full_name(backend: object) -> str:
    # The class alone says little: keyring's own "fail" and "null" are both called Keyring.
    return f"{type(backend).__module__}.{type(backend).__name__}"


def _is_unsafe(backend: object) -> bool:
    kind = type(backend)
    return kind.__module__ in UNSAFE_BACKENDS or "plaintext" in kind.__name__.lower()
