"""Secrets in the system's keyring; never in one that keeps secrets in clear, or keeps none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.util import find_spec
from typing import Any, TypeVar, cast

from ..core.secret import Secret
from ..errors import CredentialsNotFound, MissingExtra

__all__ = ["forget", "from_keyring", "recalled", "remember"]

T = TypeVar("T")

KEEP_NOTHING = ("keyring.backends.fail", "keyring.backends.null")

IN_CLEAR = ("plaintext", "uncrypted", "unencrypted", "insecure")
"""What such keyrings call themselves: PlaintextKeyring of keyrings.alt, and its relatives."""

LOCKED = "unlock it, or see `keyring diagnose` for where it is set up"
NONE_SAFE = "unlock or install the system's keyring, or use env:NAME or file:PATH"


def from_keyring(name: str, field: str, username: str | None) -> str:
    """Return the secret that a keyring has as ``SERVICE`` or ``SERVICE/USER``.

    A service may have slashes itself: many are URLs. Of a chain of keyrings the safe ones are asked.

    Args:
        field: What errors speak of.
        username: Whose secret it is, where *name* names no user.

    Raises:
        CredentialsNotFound: there is no safe keyring, it fails, or it has no such secret. *name* is not quoted.
        MissingExtra: the package keyring is not installed.
    """
    password = _of_safe("keyring: as a source", field, lambda safe: _password(safe, name, username or None))
    if not password:
        raise CredentialsNotFound(
            f"{field}: the keyring has nothing under that name", hint="store it: keyring set SERVICE USER"
        )
    return password


def remember(service: str, username: str, secret: Secret) -> str:
    """Put a secret into the first safe keyring; return the source that it then comes from.

    Raises:
        CredentialsNotFound: there is no safe keyring, or it fails; nothing was kept.
        MissingExtra: the package keyring is not installed.
    """
    _of_safe("a keyring", "not remembered", lambda safe: safe[0].set_password(service, username, secret.reveal()))
    return f"keyring:{service}/{username}"


def recalled(service: str, username: str) -> str | None:
    """Return what `remember` has kept under exactly that name. Raises as it does."""
    return _of_safe("a keyring", "not recalled", lambda safe: _password_of(safe, service, username))


def forget(service: str, username: str) -> None:
    """Have the keyring keep nothing under that name. Raises as `remember` does."""

    def work(safe: list[Any]) -> None:
        from keyring.errors import PasswordDeleteError

        for backend in safe:
            with suppress(PasswordDeleteError):  # there is none
                backend.delete_password(service, username)

    _of_safe("a keyring", "not forgotten", work)


def _of_safe(feature: str, what: str, work: Callable[[list[Any]], T]) -> T:
    """Do something with the keyrings that keep secrets safe; *what* begins the error where it cannot be done."""
    if find_spec("keyring") is None:
        raise MissingExtra(feature, "keyring")
    failure, hint, done = "", "", None
    try:
        backends = list(_backends())
        safe = [backend for backend in backends if not _is_unsafe(backend)]
        if safe:
            done = work(safe)
    except Exception as exc:  # each backend has errors of its own; they may quote what they were given
        failure, hint = f"the keyring fails: {type(exc).__name__}", LOCKED
    else:
        if not safe:
            failure = f"there is no keyring that keeps secrets safe (found: {_full_name(backends[0])})"
            hint = NONE_SAFE
    if failure:
        raise CredentialsNotFound(f"{what}: {failure}", hint=hint)
    return cast(T, done)


def _backends() -> Iterator[Any]:
    """Yield the keyring that is set up, or those of a chain in their order; at least one."""
    import keyring

    backend = keyring.get_keyring()
    yield from list(getattr(backend, "backends", ())) or [backend]


def _password(backends: list[Any], name: str, username: str | None) -> str | None:
    found = (_password_of(backends, service, user) for service, user in _readings(name, username))
    return next(filter(None, found), None)


def _password_of(backends: list[Any], service: str, user: str | None) -> str | None:
    for backend in backends:
        credential = backend.get_credential(service, user)
        # A backend may ignore the user that it is asked for; somebody else's password is not wanted.
        if credential is not None and credential.password and _is_of(credential.username, user):
            return str(credential.password)
    return None


def _readings(name: str, username: str | None) -> Iterator[tuple[str, str | None]]:
    """Yield what *name* can mean, as service and user; what is likely first."""
    if "://" in name:
        yield name, username
        # A user may have a slash too: CORP/ada.
        begin = name.index("://") + 3
        for at in range(len(name) - 1, begin, -1):
            if name[at] == "/" and at + 1 < len(name):
                yield name[:at], name[at + 1 :]
        return
    service, _, user = name.partition("/")
    if service:
        yield service, user or username
    if user:
        yield name, username


def _is_of(found: str | None, wanted: str | None) -> bool:
    return not wanted or not found or found.casefold() == wanted.casefold()


def _full_name(backend: object) -> str:
    # The class alone says little: keyring's own "fail" and "null" are both called Keyring.
    return f"{type(backend).__module__}.{type(backend).__name__}"


def _is_unsafe(backend: Any) -> bool:
    """Tell whether a keyring keeps nothing, or keeps it in clear, or wraps one that does."""
    for kind in type(backend).__mro__:
        if kind.__module__ in KEEP_NOTHING or any(word in kind.__name__.lower() for word in IN_CLEAR):
            return True
    inner = [each for each in vars(backend).values() if hasattr(each, "get_password")]
    return any(map(_is_unsafe, inner))
