"""The Python expression on a magic's line that gives an auth."""

from __future__ import annotations

import sys
from typing import Any

from ..errors import NbauthError

__all__ = ["evaluated"]


def evaluated(expression: str, variables: dict[str, Any]) -> tuple[Any, str]:
    """Return what an expression gives, and why it gives nothing: the type of its error, which may quote it.

    A credential that is typed there is told, for the line stays in the notebook.
    """
    from ..core.typed import typed_on_line

    for typed in typed_on_line(expression):
        print(f"note: {typed}", file=sys.stderr)
    try:
        return eval(expression, variables), ""  # noqa: S307 - it is the user's own notebook
    except NbauthError:
        raise
    except Exception as exc:
        return None, type(exc).__name__
