"""The blocks of code of the README and of each page, and what is done with them.

python, ipython    cells of one kernel for each page, in order; so is a block without a language that begins with %
sh                 run by bash; so is a block without a language that begins with "nbauth "
console            a command that needs the net, or another machine: not run, and listed in test_pages.py
yaml, toml, text, ini, http    a file: read where something can read it
no language        anything else: not run, and listed too
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

__all__ = ["NAMES", "ROOT", "Block", "blocks"]

ROOT = Path(__file__).parents[2]
NAMES = [
    "README.md",
    *sorted(
        str(path.relative_to(ROOT))
        for path in (ROOT / "docs").rglob("*.md")
        if not path.relative_to(ROOT / "docs").parts[0].startswith("_")
    ),
]
"""All pages, by their paths from the root; one that is added is tested without being named."""

KINDS = {"python": "cell", "ipython": "cell", "sh": "sh", "console": "listed"}
FILES = ("yaml", "toml", "text", "ini", "http")


@dataclass(frozen=True)
class Block:
    """A block of code.

    Attributes:
        kind: "cell", "sh", "listed", or the language of a file.
        line: Where it begins, from 1.
    """

    kind: str
    text: str
    line: int

    @property
    def first(self) -> str:
        """Its first line, by which it is listed."""
        return self.text.split("\n", 1)[0].strip()


def blocks(name: str) -> list[Block]:
    """Return the blocks of a page. Raises ValueError for a language that nobody knows what to do with."""
    found = []
    for token in MarkdownIt("commonmark").parse((ROOT / name).read_text()):
        language = token.info.strip()
        if token.type == "code_block":
            raise ValueError(f"{name}, line {token.map[0] + 1}: indented code has no language; use a fence")
        if token.type != "fence" or language.startswith("{"):
            continue
        found.append(Block(_kind(language, token.content, name), token.content, token.map[0] + 1))
    return found


def _kind(language: str, text: str, name: str) -> str:
    if language in KINDS:
        return KINDS[language]
    if language in FILES:
        return language
    if language:
        raise ValueError(f"{name}: a block of {language}; known: {', '.join([*KINDS, *FILES])}")
    if text.startswith("%"):
        return "cell"
    return "sh" if text.startswith("nbauth ") else "listed"
