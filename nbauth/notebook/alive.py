"""Where forms are alive in the page, and the widgets by name: magics do not know them."""

from __future__ import annotations

from typing import Any

from ..errors import NbauthError
from ..registry import Registry
from ..wire.frontend import is_attended
from .settings import settings

__all__ = ["cell_id", "widget"]


def widget(shell: Any, name: str) -> Any:
    """Return the class of a widget; None where nobody can use one, or wants one, or widgets are not installed."""
    if not (is_attended(shell) and settings(shell).widgets):
        return None
    try:
        return Registry("widget")[name]
    except NbauthError:
        return None


def cell_id(shell: Any) -> str:
    """Return what the frontend calls the cell that runs; empty where it does not say."""
    try:
        return str(shell.get_parent()["metadata"].get("cellId", ""))
    except (AttributeError, KeyError, TypeError):
        return ""
