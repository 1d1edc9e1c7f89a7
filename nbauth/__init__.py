"""Log in once in a notebook, call APIs with httpx, and see every leg of every auth flow.

    import nbauth
    session = nbauth.session()
    session.login("https://api.example.com", nbauth.BearerAuth(token))
    session.client.get("https://api.example.com/items")

Importing this imports neither httpx nor IPython: each name is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_PLACES = {
    "Session": "wire.session",
    "session": "wire.sessions",
    "explain": "wire.sessions",
    "flow": "wire.story",
    "APIKeyAuth": "schemes.api_key",
    "BasicAuth": "schemes.basic",
    "BearerAuth": "schemes.bearer",
    "DigestAuth": "schemes.digest",
    "NetRCAuth": "schemes.netrc",
    "OAuth2Auth": "oauth2.auth",
    "Scheme": "schemes.base",
    "Field": "core.field",
    "Secret": "core.secret",
    "Exchange": "core.record",
    "Leg": "core.record",
    "NbauthError": "errors",
}

__all__ = [
    "APIKeyAuth",
    "BasicAuth",
    "BearerAuth",
    "DigestAuth",
    "Exchange",
    "Field",
    "Leg",
    "NbauthError",
    "NetRCAuth",
    "OAuth2Auth",
    "Scheme",
    "Secret",
    "Session",
    "__version__",
    "explain",
    "flow",
    "load_ipython_extension",
    "session",
    "unload_ipython_extension",
]

if TYPE_CHECKING:
    from .core.field import Field
    from .core.record import Exchange, Leg
    from .core.secret import Secret
    from .errors import NbauthError
    from .oauth2.auth import OAuth2Auth
    from .schemes.api_key import APIKeyAuth
    from .schemes.base import Scheme
    from .schemes.basic import BasicAuth
    from .schemes.bearer import BearerAuth
    from .schemes.digest import DigestAuth
    from .schemes.netrc import NetRCAuth
    from .wire.session import Session
    from .wire.sessions import explain, session
    from .wire.story import flow


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'nbauth' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f".{_PLACES[name]}", __name__), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_PLACES})


def load_ipython_extension(shell: Any) -> None:
    """Load the magics: ``%load_ext nbauth``."""
    from .notebook.extension import load

    load(shell)


def unload_ipython_extension(shell: Any) -> None:
    """Remove the magics and forget all that the session knows: ``%unload_ext nbauth``."""
    from .notebook.extension import unload

    unload(shell)
