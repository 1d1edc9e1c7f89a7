"""Secret: a value that leaves only through reveal(). Vault: the secrets that a session knows."""

from __future__ import annotations

import base64
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from ..errors import InvalidField

__all__ = ["Known", "Secret", "Vault", "secret"]

NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
NOT_IN_NAMES = re.compile(r"\W", re.ASCII)
HALF_A_PAIR = re.compile(r"[\ud800-\udfff]")


class Secret:
    """One text value that leaves only through `reveal()`.

    repr, str, format and f-strings show ``{{name}}``, which the session puts the value in for, on the wire
    and nowhere else. Pickle is refused and a copy is the object itself; JSON has no form for it.
    """

    # A closure, not an attribute: nothing that walks vars(), slots or __dict__ meets the value.
    __slots__ = ("_reveal", "name")

    name: str

    def __init__(self, value: str, name: str = "secret") -> None:
        if not isinstance(value, str):
            raise InvalidField(name, f"a secret is text, not {type(value).__name__}")
        if HALF_A_PAIR.search(value):
            # Not by trying to encode it: the exception of that would hold the value.
            raise InvalidField(name, "half of a surrogate pair is in it, which is no character")
        if not NAME.fullmatch(name):
            raise InvalidField("name", "a secret's name is letters, digits and _, not starting with a digit")
        self.name = name
        self._reveal: Callable[[], str] = lambda: value

    def reveal(self) -> str:
        """Return the value. Whoever calls this answers for where it goes."""
        return self._reveal()

    def __repr__(self) -> str:
        return f"{{{{{self.name}}}}}"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(f"the secret {self.name} is not pickled: it would leave the session")


def secret(value: str | Secret, name: str) -> Secret:
    """Return *value* as a Secret; a Secret stays the object it is."""
    return value if isinstance(value, Secret) else Secret(value, name)


@dataclass(frozen=True, slots=True)
class Known:
    """A secret as redaction knows it.

    `usernames` are those whose ``user:password`` in base64 is this secret too (RFC 7617). `owner` is the login
    that a value met on the way came with. `since` is when the name got this value, in seconds since the epoch.
    """

    name: str
    secret: Secret
    usernames: tuple[str, ...] = ()
    owner: str = ""
    since: float = field(default_factory=time.time, compare=False)

    def values(self) -> tuple[str, ...]:
        """Return the texts to look for. The caller keeps them to itself."""
        value = self.secret.reveal()
        pairs = (base64.b64encode(f"{user}:{value}".encode()).decode() for user in self.usernames)
        return (value, *pairs)


class Vault(Mapping[str, Secret]):
    """Names to secrets, for one session; lists every value that redaction must know.

    Two kinds: those that a login owns stay until `forget`; those learned on the way (tokens in a
    response, credentials of one request) make room for newer ones, `learned_limit` at most.
    Safe to use from several threads.
    """

    def __init__(self, *, learned_limit: int = 64) -> None:
        self._lock = threading.RLock()
        self._owned: dict[str, Known] = {}
        self._learned: dict[str, Known] = {}
        self._learned_limit = learned_limit
        self._known: tuple[Known, ...] = ()
        self.version = 0
        """Counts changes, so that what is built from the vault knows when it is out of date."""

    @classmethod
    def of(cls, known: Iterable[Known]) -> Vault:
        """Return a vault for redaction only: what it knows has no names to be resolved by."""
        vault = cls()
        vault._known = tuple(known)
        return vault

    def _changed(self) -> None:
        self._known = (*self._owned.values(), *self._learned.values())
        self.version += 1

    def add(self, name: str, value: str | Secret, *, usernames: Iterable[str] = ()) -> Secret:
        """Keep *value* as *name*, in place of what had the name; return its Secret."""
        if not NAME.fullmatch(name):
            raise InvalidField("name", "use letters, digits and _, not starting with a digit")
        held = secret(value, name)
        with self._lock:
            self._owned[name] = Known(name, held, tuple(usernames))
            self._learned.pop(name, None)
            self._changed()
        return held

    def learn(self, name: str, value: str, *, usernames: Iterable[str] = (), owner: str = "") -> str:
        """Keep a value met on the way, once; return the name it is known by."""
        name = NOT_IN_NAMES.sub("_", name)
        users = tuple(usernames)
        with self._lock:
            for known in (*self._owned.values(), *self._learned.values()):
                if known.secret.reveal() == value and set(users) <= set(known.usernames):
                    return known.name
            free, count = name, 1
            while free in self._owned or free in self._learned:
                count += 1
                free = f"{name}_{count}"
            self._learned[free] = Known(free, Secret(value, free), users, owner)
            while len(self._learned) > self._learned_limit:
                self._learned.pop(next(iter(self._learned)))
            self._changed()
            return free

    def learned_from(self, owner: str) -> list[str]:
        """Return the names of what was met on the way with this login."""
        with self._lock:
            return [known.name for known in self._learned.values() if known.owner == owner]

    def forget(self, names: Iterable[str]) -> None:
        """Forget these names; names that are not there are ignored."""
        with self._lock:
            for name in list(names):
                self._owned.pop(name, None)
                self._learned.pop(name, None)
            self._changed()

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._owned.clear()
            self._learned.clear()
            self._changed()

    def known(self) -> tuple[Known, ...]:
        """Return all that redaction must know, in the order of arrival; the same object until something changes."""
        return self._known

    def __getitem__(self, name: str) -> Secret:
        with self._lock:
            known = self._owned.get(name) or self._learned[name]
            return known.secret

    def __iter__(self) -> Iterator[str]:
        with self._lock:
            return iter([*self._owned, *self._learned])

    def __len__(self) -> int:
        with self._lock:
            return len(self._owned) + len(self._learned)

    def __repr__(self) -> str:
        return f"Vault({', '.join(self)})"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a vault is not pickled: its secrets would leave the session")
