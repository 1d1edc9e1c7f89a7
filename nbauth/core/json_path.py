"""The part of JSONPath that names one place in a document: ``$.a[0]['b c'][-1]`` (RFC 9535)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

__all__ = ["JSONPathError", "find", "parse_path", "path_text"]

Step = str | int

STEP = re.compile(r"\.?\[\s*(-?\d{1,9})\s*\]|\.?\[\s*('[^']*'|\"[^\"]*\")\s*\]|\.([^\s.\[\]'\"*?@()]+)")
PLAIN = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
SHOWN = re.compile(r"[A-Za-z_][\w-]{0,39}", re.ASCII)

FOREIGN = (
    ("..", ".. (descendants)"),
    ("*", "* (all members)"),
    ("?", "? (a filter)"),
    (":", ": (a slice)"),
    (",", ", (several)"),
)


class JSONPathError(ValueError):
    """A path that cannot be read, or that leads nowhere; says at which step, never a value."""


def parse_path(text: str) -> tuple[Step, ...]:
    """Read a path; the ``$`` may be left out.

    Raises:
        JSONPathError: it is none, or more than names, indexes and ``['names']``.
    """
    rest = text[1:] if text[:1] == "$" else f".{text}" if text[:1] != "[" else text
    steps: list[Step] = []
    at = 0
    while at < len(rest):
        match = STEP.match(rest, at)
        if match is None:
            found = next((what for sign, what in FOREIGN if sign in rest[at:]), "")
            if found:
                raise JSONPathError(f"in JSONPath, {found} is not supported; $ .name [0] [-1] ['name'] are")
            raise JSONPathError("this is no JSONPath; it is written $.items[0].id or $['a name']")
        index, quoted, name = match.groups()
        steps.append(int(index) if index else quoted[1:-1] if quoted is not None else name)
        at = match.end()
    return tuple(steps)


def path_text(steps: Sequence[Step]) -> str:
    """Write a path; reading that gives the same steps."""
    parts = []
    for step in steps:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        elif PLAIN.fullmatch(step):
            parts.append(f".{step}")
        else:
            parts.append(f'["{step}"]' if "'" in step else f"['{step}']")
    return f"${''.join(parts)}"


def find(document: Any, steps: Sequence[Step]) -> Any:
    """Return what is at a path of a document that `json.loads` has read.

    Raises:
        JSONPathError: there is nothing; says what is missing, and where.
    """
    value = document
    for number, step in enumerate(steps):
        here = path_text(steps[:number])
        match value:
            case dict() if isinstance(step, str):
                if step not in value:
                    raise JSONPathError(
                        f"{here} has no member {path_text([step])[1:].lstrip('.')}{_near(step, value)}"
                    )
                value = value[step]
            case list() if isinstance(step, int):
                if not -len(value) <= step < len(value):
                    raise JSONPathError(f"{here} has no item [{step}]: it is a list of {len(value)}")
                value = value[step]
            case _:
                wanted = "list, which an index needs" if isinstance(step, int) else "object, which a name needs"
                raise JSONPathError(f"{here} is {_kind(value)}, and no {wanted}")
    return value


def _near(step: str, members: dict[str, Any]) -> str:
    """Return what may have been meant. Only names that look like names: a server may use secrets as keys."""
    near = get_close_matches(step, [name for name in members if SHOWN.fullmatch(name)], n=2)
    return f"; did you mean {' or '.join(near)}?" if near else ""


def _kind(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case _:
            return "an object"
