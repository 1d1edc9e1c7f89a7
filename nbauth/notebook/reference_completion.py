"""What can stand in ``{{ }}``: variables, secrets of logins, what requests were answered, ``$guid`` and others."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from ..core.dynamic import MAKERS
from .header_names import HEADERS
from .known_names import KnownNames
from .offer import Offer, offer

__all__ = ["complete_reference"]

OPEN = re.compile(r"\{\{\s*([^{}]*)$")
ENVIRONMENT = re.compile(r"\$(?:processEnv\s+|env\.)(\w*)$")
HEADER = re.compile(r"[\w-]+\.(?:response|request)\.headers\.([\w-]*)$")
NAME = re.compile(r"\s*(?:#+|//+)\s*@name[ \t=]+([A-Za-z_][\w-]*)", re.ASCII)

ARGUMENTS = {
    "datetime": " iso8601",
    "localDatetime": " iso8601",
    "random.alphabetic": "(10)",
    "random.alphanumeric": "(10)",
    "random.hexadecimal": "(10)",
}
"""Of the dynamic variables that cannot be without."""

PARTS = ("response.body.$.", "response.body.*", "response.headers.", "request.body.$.", "request.headers.")


def complete_reference(
    before: str, after: str, known: KnownNames, cell: Sequence[str] = (), *, only_text: bool = False
) -> Offer | None:
    """Return what can stand in the ``{{`` that is open at the cursor; None when none is.

    Args:
        before, after: The line before and behind the cursor.
        cell: The lines of a cell, whose requests have names.
        only_text: No Secret can stand there, and nothing that is made for a request.
    """
    found = OPEN.search(before)
    if found is None:
        return None
    inside = found[1]
    # Editors write the closing braces by themselves: those that are there already are not asked for again.
    closing = "}}"[: max(0, 2 - (len(after) - len(after.lstrip("}"))))]
    if only_text:
        return offer(inside, [f"{name}{closing}" for name in known.texts()], "variable")
    if found := ENVIRONMENT.search(inside):
        return offer(found[1], [f"{name}{closing}" for name in sorted(os.environ)], "variable")
    if found := HEADER.fullmatch(inside):
        return offer(found[1], [f"{header}{closing}" for header in HEADERS], "header", any_case=True)
    requests = dict.fromkeys(found[1] for line in cell if (found := NAME.match(line)))
    names = [
        *known.fillable(),
        *(f"{name}.{part}" for name in requests for part in PARTS),
        *(f"${name}{ARGUMENTS.get(name, '')}" for name in MAKERS),
        "$processEnv ",
        "$env.",
    ]
    # What ends in a dot or a space goes on.
    return offer(inside, [name if name[-1] in ". " else f"{name}{closing}" for name in names], "variable")
