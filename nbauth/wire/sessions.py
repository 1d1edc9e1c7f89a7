"""The sessions that a notebook asks for by name: made when first used, shared by magics and plain Python."""

from __future__ import annotations

import threading

from .._http import httpx
from .session import Session

__all__ = ["end_sessions", "explain", "session"]

_sessions: dict[str, Session] = {}
_lock = threading.Lock()


def session(name: str = "default") -> Session:
    """Return the notebook's session, made when first asked for; other names are other sessions."""
    with _lock:
        if name not in _sessions:
            _sessions[name] = Session()
        return _sessions[name]


def end_sessions() -> None:
    """Log out of all sessions that `session` has made, and close them."""
    with _lock:
        ended = list(_sessions.values())
        _sessions.clear()
    for each in ended:
        each.close()


def explain(url: str | httpx.URL) -> str:
    """Tell which login of the notebook's session would be used for *url*, and why. Sends nothing."""
    return session().explain(url)
