"""The sessions that a notebook asks for by name: made when first used, shared by magics and plain Python.

The HTTP library is imported with the first of them.
"""

from __future__ import annotations

import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

    from .session import Session

__all__ = ["end_sessions", "explain", "session", "sessions_made", "set_options"]

OPTIONS = ("timeout", "history_limit", "history_bytes", "body_limit", "allow_insecure")
"""What can be set."""

_sessions: dict[str, Session] = {}
_options: dict[str, Any] = {}
_lock = threading.Lock()


def session(name: str = "default") -> Session:
    """Return the notebook's session, made when first asked for; other names are other sessions."""
    from .session import Session

    with _lock:
        if name not in _sessions:
            _sessions[name] = Session(**_options)
        return _sessions[name]


def sessions_made() -> dict[str, Session]:
    """Return the sessions that there are by now, by name; makes none."""
    with _lock:
        return dict(_sessions)


def set_options(**options: Any) -> None:
    """Set some of `Session`'s options for all that `session` will make, and for those that it has made."""
    if unknown := options.keys() - OPTIONS:
        raise TypeError(f"set_options takes {', '.join(OPTIONS)}, and not {', '.join(unknown)}")
    with _lock:
        _options.update(options)
        made = list(_sessions.values())
    for each in made:
        _configure(each, options)


def _configure(session: Session, options: dict[str, Any]) -> None:
    for name, value in options.items():
        match name:
            case "timeout":
                session._options["timeout"] = value
                for client in (session._client, session._async_client):
                    if client is not None:
                        client.timeout = value
            case "history_limit":
                session.history.resize(limit=value)
            case "history_bytes":
                session.history.resize(byte_limit=value)
            case "body_limit":
                session.body_limit = session._recorder.body_limit = value
            case "allow_insecure":
                session.allow_insecure = value


def end_sessions() -> None:
    """Log out of all sessions that `session` has made, and close them; options that were set are set no more."""
    with _lock:
        ended = list(_sessions.values())
        _sessions.clear()
        _options.clear()
    # All of them, even if one cannot be closed; and what they know is forgotten first.
    with ExitStack() as closing:
        for each in ended:
            closing.callback(each.close)
            closing.callback(each.logout)


def explain(url: str | httpx.URL) -> str:
    """Tell which login of the notebook's session would be used for *url*, and why. Sends nothing."""
    return session().explain(url)
