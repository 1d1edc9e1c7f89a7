"""The site of the documentation: built, and looked at as a browser would."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

ROOT = Path(__file__).parent.parent.parent

LINKS = {"a": "href", "img": "src", "script": "src", "link": "href", "iframe": "src", "source": "srcset"}
NO_LOADS = ("canonical", "prev", "next", "index", "search", "author")
"""Values of rel with which a <link> loads nothing."""


@dataclass
class Page:
    """What is in a page: its text, its anchors, where its links lead, and what it loads."""

    text: str = ""
    anchors: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)


class Reader(HTMLParser):
    """Reads a page."""

    def __init__(self) -> None:
        super().__init__()
        self.page = Page()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.page.anchors |= {given[name] for name in ("id", "name") if given.get(name)}
        target = given.get(LINKS.get(tag, ""))
        if not target:
            return
        self.page.links.append(target)
        if tag != "a" and given.get("rel") not in NO_LOADS:
            self.page.loads.append(target)

    def handle_data(self, data: str) -> None:
        self.page.text += data


@dataclass(frozen=True)
class Site:
    """A built site."""

    folder: Path

    @cached_property
    def pages(self) -> dict[str, Page]:
        """Its pages by their paths; what lies in _static is the theme's."""
        paths = {str(path.relative_to(self.folder)): path for path in self.folder.rglob("*.html")}
        return {name: read(path) for name, path in paths.items() if not name.startswith("_static")}

    def dead_links(self) -> Iterator[str]:
        """Yield each link within the site that leads to no file, or to no place of a page."""
        for name, page in self.pages.items():
            for link in page.links:
                path, anchor = urldefrag(link)
                if "://" in path or path.startswith(("mailto:", "data:")):
                    continue
                path = unquote(path.partition("?")[0])
                there = (self.folder / name).parent / path if path else self.folder / name
                target = str(there.resolve().relative_to(self.folder.resolve()))
                if not there.is_file():
                    yield f"{name}: {link}"
                elif anchor and target in self.pages and unquote(anchor) not in self.pages[target].anchors:
                    yield f"{name}: {link}"


def read(path: Path) -> Page:
    reader = Reader()
    reader.feed(path.read_text())
    return reader.page


def build(folder: Path) -> Site:
    """Build the site in *folder*, as `make docs` does. Raises AssertionError with what Sphinx has said."""
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--quiet", "--conf-dir", "docs"]
    command += ["--doctree-dir", str(folder / "cache"), ".", str(folder / "site")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return Site(folder / "site")
