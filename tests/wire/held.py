"""Walk everything that an object holds: what a debugger, a variable inspector or `vars()` would show of it."""

from __future__ import annotations

import types
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

from wire.canary import leaks

from nbauth._http import httpx
from nbauth.wire.session import Session

# The user's own objects and the session are asked for credentials, not looked through.
CLOSED = (Session, httpx.Auth, types.ModuleType, types.FunctionType, types.MethodType, type, types.FrameType)


def texts(thing: Any, path: str = "", seen: dict[int, Any] | None = None) -> Iterator[tuple[str, str | bytes]]:
    """Yield each text below *thing* with the way to it; frames of tracebacks are left out."""
    seen = {} if seen is None else seen
    if isinstance(thing, (str, bytes, bytearray, memoryview)):
        yield path, thing if isinstance(thing, str) else bytes(thing)
        return
    if thing is None or isinstance(thing, (int, float, *CLOSED)) or id(thing) in seen:
        return
    seen[id(thing)] = thing
    if isinstance(thing, BaseException):
        yield f"str({path})", str(thing)
        for name in ("args", "__cause__", "__context__", "__notes__", "object"):
            yield from texts(getattr(thing, name, None), f"{path}.{name}", seen)
    yield f"repr({path})", repr(thing)
    if isinstance(thing, Mapping):
        for key, value in thing.items():
            yield from texts(key, f"{path} key", seen)
            yield from texts(value, f"{path}[{key!r}]", seen)
    elif isinstance(thing, (list, tuple, set, frozenset, deque)):
        for index, value in enumerate(thing):
            yield from texts(value, f"{path}[{index}]", seen)
    for name, value in attributes(thing):
        yield from texts(value, f"{path}.{name}", seen)


def attributes(thing: Any) -> Iterator[tuple[str, Any]]:
    """Yield what `vars()` shows, and slots."""
    yield from getattr(thing, "__dict__", {}).items()
    for base in type(thing).__mro__:
        slots = base.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name not in ("__dict__", "__weakref__") and hasattr(thing, name):
                yield name, getattr(thing, name)


def check_record(exchange: Any, *secrets: str) -> None:
    """No reading of any text of a record has one of the secrets."""
    found = [(path, secret) for path, text in texts(exchange) for secret in secrets if leaks(text, secret)]
    assert [] == found
