"""``%load_ext nbauth``: magics and display, and the way back."""

from __future__ import annotations

import sys
from typing import Any

from .auth_magic import AuthMagics
from .history_magic import HistoryMagics
from .http_magic import HttpMagics
from .view import response_bundle

__all__ = ["load", "unload"]

MAGICS = (AuthMagics, HttpMagics, HistoryMagics)
RESPONSES = ("httpx", "httpx2")


def load(shell: Any) -> None:
    """Add the magics, and show every Response as a card. Prints nothing, and imports no HTTP library."""
    shell.register_magics(*MAGICS)
    formatter = shell.display_formatter.mimebundle_formatter
    for library in RESPONSES:
        # By name: the library is imported when the first request is sent.
        formatter.for_type_by_name(library, "Response", response_bundle)


def unload(shell: Any) -> None:
    """Remove what `load` added; log out of all sessions and close them."""
    for kind in MAGICS:
        magics = shell.magics_manager.registry.pop(kind.__name__, None)
        for place, names in kind.magics.items():
            for name in names:
                bound = shell.magics_manager.magics[place].get(name)
                if magics is not None and getattr(bound, "__self__", None) is magics:
                    del shell.magics_manager.magics[place][name]
    formatter = shell.display_formatter.mimebundle_formatter
    for library in RESPONSES:
        formatter.pop(f"{library}.Response", None)
    sessions = sys.modules.get("nbauth.wire.sessions")
    if sessions is not None:
        sessions.end_sessions()
