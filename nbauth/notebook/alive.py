"""Where forms are alive in the page, and the widgets by name: magics do not know them."""

from __future__ import annotations

import os
from typing import Any

from ..errors import NbauthError
from ..registry import Registry
from .settings import settings

__all__ = ["cell_id", "has_widgets", "widget"]


def has_widgets(shell: Any) -> bool:
    """Tell whether somebody can use a form here.

    A kernel cannot know what its frontend shows. It knows whether somebody may be asked: not in nbclient, nbconvert
    and papermill, which run a notebook alone. Voila does that too, for somebody who sees the page then.
    """
    kernel = getattr(shell, "kernel", None)
    if kernel is None or not settings(shell).widgets:
        return False
    return bool(getattr(kernel, "_allow_stdin", False)) or os.environ.get("SERVER_SOFTWARE", "").startswith("voila")


def widget(shell: Any, name: str) -> Any:
    """Return the class of a widget; None where nobody can use one, or widgets are not installed."""
    if not has_widgets(shell):
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
