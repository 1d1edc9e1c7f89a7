"""XML as its source, indented. Nothing parses it: no entity is expanded, and nothing outside is read."""

from __future__ import annotations

import re
from typing import ClassVar

from .content import Content
from .text import TextView

__all__ = ["XMLView"]

# Each takes what it takes at once, and what is not closed takes all the rest: linear time.
PART = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)"
    r"|<!DOCTYPE(?:[^\[>\"']++|\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|\[[^\]]*+(?:\]|\Z))*+(?:>|\Z)"
    r"|</?[A-Za-z_:](?:[^<>\"']++|\"[^<\"]*+\"|'[^<']*+')*+>"  # no < in a value: XML 1.0 section 3.1
    r"|[^<]++|<",
    re.DOTALL,
)
DEEPEST = 40


class XMLView(TextView):
    """XML (RFC 7303)."""

    name: ClassVar[str] = "XML"

    def __init__(self, content: Content) -> None:
        super().__init__(content)
        self._text = indented(self._text)

    @staticmethod
    def takes(content: Content) -> bool:
        media = content.media
        if media:
            return media.endswith(("/xml", "+xml")) and "html" not in media
        return content.data[:5] == b"<?xml"


def indented(text: str) -> str:
    """Return XML with each element on a line of its own, but for those that stand in text.

    Only white space between tags changes. What is not well-formed is shown all the same.

    Raises:
        ValueError: it has no tag at all.
    """
    parts = PART.findall(text)
    kinds = [_kind(part) for part in parts]
    if START not in kinds and EMPTY not in kinds:
        raise ValueError("no tag in it")
    mixed = _with_text(parts, kinds)
    lines: list[list[str]] = []
    inline: list[bool] = []  # of each element that is open: whether all of it stays on one line
    for at, (part, kind) in enumerate(zip(parts, kinds, strict=True)):
        if inline and inline[-1]:
            lines[-1].append(part)
        elif kind == END and at and kinds[at - 1] == START:
            lines[-1].append(part)
        elif not part.isspace():
            depth = min(len(inline) - (kind == END), DEEPEST)
            lines.append(["  " * depth, part.strip()])
        if kind == START:
            inline.append(at in mixed or bool(inline and inline[-1]))
        elif kind == END and inline:
            inline.pop()
    return "\n".join(map("".join, lines))


START, END, EMPTY, TEXT, OTHER = "start", "end", "empty", "text", "other"


def _kind(part: str) -> str:
    if part[0] != "<" or part == "<" or part.startswith("<![CDATA["):
        return TEXT
    if part[1] in "!?":
        return OTHER
    return END if part[1] == "/" else EMPTY if part.endswith("/>") else START


def _with_text(parts: list[str], kinds: list[str]) -> set[int]:
    """Return which start tags have text right inside."""
    found, opened = set(), []
    for at, kind in enumerate(kinds):
        if kind == START:
            opened.append(at)
        elif kind == END and opened:
            opened.pop()
        elif kind == TEXT and opened and not parts[at].isspace():
            found.add(opened[-1])
    return found
