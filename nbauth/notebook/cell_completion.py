"""What can stand at a place of a ``%%http`` cell: methods, URLs, headers, directives, and {{names}} everywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..core.directives import KNOWN as DIRECTIVES
from .header_names import HEADERS, VALUES
from .known_names import KnownNames, paths
from .line_completion import COMMON_METHODS
from .offer import Offer, offer
from .reference_completion import complete_reference

__all__ = ["complete_cell"]

COMMENT = re.compile(r"\s*(?:#|//)")
DIRECTIVE = re.compile(r"\s*(?:#+|//+)\s*@([\w-]*)$")
LOGIN = re.compile(r"\s*(?:#+|//+)\s*@auth\s+(\w*)$")
FILE_VARIABLE = re.compile(r"\s*@([A-Za-z_]\w*)\s*=\s*(.*?)\s*", re.ASCII)
FILE = re.compile(r"<(?:@[\w-]*)?\s+(\S*)$")


def complete_cell(
    lines: Sequence[str], row: int, column: int, variables: Mapping[str, Any], session: str | None
) -> Offer:
    """Return what can stand at the cursor, which is in line *row* behind *column* characters, both from 0."""
    before, after = lines[row][:column], lines[row][column:]
    own = {found[1]: found[2] for line in lines if (found := FILE_VARIABLE.fullmatch(line))}
    known = KnownNames({**own, **variables, **own}, session)
    if offered := complete_reference(before, after, known, lines):
        return offered
    if found := LOGIN.fullmatch(before):
        return offer(found[1], [*known.logins(), "none"], "login")
    if found := DIRECTIVE.fullmatch(before):
        return offer(found[1], DIRECTIVES, "directive")
    begin = max((number + 1 for number in range(row) if lines[number].startswith("###")), default=0)
    match _part(lines[begin:row], before):
        case "request":
            return _request(before, known)
        case "header":
            return _header(before)
        case "body" if found := FILE.fullmatch(before):
            return offer(found[1], paths(found[1]), "path")
    return Offer("")


def _part(above: Sequence[str], line: str) -> str:
    """Return which part of its request a line is, by the lines of the request above it."""
    part = "request"
    for each in above:
        if part == "request" and each.strip() and not COMMENT.match(each) and not FILE_VARIABLE.match(each):
            if each.lstrip().startswith("curl "):
                return "curl"
            part = "header"
        elif part == "header" and not each.strip():
            part = "body"
    if part != "body" and (COMMENT.match(line) or line.lstrip()[:1] in ("@", "?", "&")):
        return "other"
    return "curl" if part == "request" and line.lstrip().startswith("curl ") else part


def _request(before: str, known: KnownNames) -> Offer:
    words = before.split()
    fragment = "" if before[-1:].isspace() or not words else words[-1]
    written = len(words) - bool(fragment)
    if written == 0 and fragment[:4] != "http":
        return offer(fragment, COMMON_METHODS, "method", any_case=True)
    return offer(fragment, known.urls(), "url") if written < 2 else Offer(fragment)


def _header(before: str) -> Offer:
    name, colon, value = before.partition(":")
    if not colon:
        fragment = before.lstrip()
        return offer(fragment, [f"{header}: " for header in HEADERS], "header", any_case=True)
    fragment = value.rpartition(",")[2].lstrip()
    return offer(fragment, VALUES.get(name.strip().lower(), ()), "value", any_case=True)
