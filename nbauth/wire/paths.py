"""The paths on the kernel's machine that begin so: for completion, on a line and in a form."""

from __future__ import annotations

import os

__all__ = ["paths"]


def paths(begin: str, *, hidden: bool = False) -> list[str]:
    """Return the paths that begin so, sorted, folders with a / at their end; what cannot be printed is left out.

    Args:
        hidden: Also those whose name begins with a dot, which otherwise come when a dot was typed.
    """
    folder, name = os.path.split(begin)
    hidden = hidden or name.startswith(".")
    try:
        entries = sorted(os.scandir(os.path.expanduser(folder) or "."), key=lambda entry: entry.name)
    except (OSError, ValueError):
        return []  # no folder, or not for us to read
    found = (
        f"{os.path.join(folder, entry.name)}{'/' if entry.is_dir() else ''}"
        for entry in entries
        if entry.name.startswith(name) and (hidden or not entry.name.startswith("."))
    )
    return [path for path in found if path.isprintable()]
