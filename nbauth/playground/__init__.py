"""A real server for lessons and tests, on a loopback port, in a thread of the notebook.

    from nbauth import playground

    server = playground.start()
    server.url, server.users, server.seen

It speaks Basic, Digest, Bearer, API keys and two schemes of nobody's; it is an OAuth 2 authorization server with an
API (``server.oauth``); it redirects to a second origin, and fails on purpose. All its users and keys are made up:
never type a real password here.
``python -m nbauth.playground`` runs it in the foreground.
Needs the extra ``playground``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import MissingExtra

if TYPE_CHECKING:
    from .arrivals import Arrivals, Seen
    from .server import Playground

    seen: Arrivals

__all__ = ["Playground", "Seen", "seen", "start"]

_newest: Playground | None = None


def start(port: int = 0) -> Playground:
    """Start a server of its own on 127.0.0.1 and return once it accepts connections.

    Args:
        port: Where to listen; 0 takes a free port. The second origin always has a free port.

    Raises:
        MissingExtra: starlette or uvicorn is not installed.
        OSError: the port is taken.
    """
    global _newest
    _newest = _load("server").Playground(port)
    return _newest


def __getattr__(name: str) -> Any:
    if name == "Playground":
        return _load("server").Playground
    if name == "Seen":
        return _load("arrivals").Seen
    if name == "seen" and _newest is not None:
        return _newest.seen
    wanted = ": start one first, with playground.start()" if name == "seen" else ""
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}{wanted}")


def _load(module: str) -> Any:
    """Import a module of this folder that needs the extra."""
    from importlib import import_module

    try:
        return import_module(f"{__name__}.{module}")
    except ImportError as exc:
        if (exc.name or "").partition(".")[0] in ("starlette", "uvicorn", "anyio", "h11"):
            raise MissingExtra("the playground", "playground") from exc
        raise
