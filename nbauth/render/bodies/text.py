"""Text as it is, in its charset: plain text, HTML and other languages as their source, server-sent events."""

from __future__ import annotations

import json
from typing import ClassVar

from ...core.record import Body
from ..inert import inert, short
from ..style import PRE, escaped, weight
from .content import Content, media_type

__all__ = ["TextView", "body_text", "is_textual", "lines_of", "pre"]

CHARS = 20_000
"""Characters that are shown."""

WIDTH = 200
"""Characters of a line in text/plain."""

WORDS = frozenset("json xml javascript ecmascript yaml toml graphql form-urlencoded csv sql x-sh x-python".split())
"""What the names of text have in them, outside of text/."""


def is_textual(media: str) -> bool:
    """Tell whether a media type is one of text."""
    return media.startswith(("text/", "message/", "multipart/")) or any(word in media for word in WORDS)


class TextView:
    """Any text. HTML is text here: it never becomes part of the page."""

    name: ClassVar[str] = "text"

    def __init__(self, content: Content) -> None:
        self._media = content.media
        self._text = content.text()
        self._whole = "response.text" if content.whole == "response.content" else content.whole
        self._is_cut = content.is_cut

    @staticmethod
    def takes(content: Content) -> bool:
        return is_textual(content.media) if content.media else content.is_text()

    @property
    def about(self) -> str:
        return "as source" if "html" in self._media or self._media == "image/svg+xml" else ""

    def html(self, room: int) -> str:
        return pre(self._text, room, self._whole, is_cut=self._is_cut)

    def text(self, most: int) -> list[str]:
        return lines_of(self._text, most, self._whole, is_cut=self._is_cut)


def body_text(body: Body, media: str) -> str | None:
    """Return a whole body as inert text, JSON laid out; None when it is not text."""
    content = Content(body.content, *media_type(media), body.size, body.note)
    if not TextView.takes(content):
        return None
    if "json" in content.media:
        try:
            return inert(json.dumps(json.loads(body.content), indent=2, ensure_ascii=False))
        except (ValueError, RecursionError):
            pass  # cut, or none: shown as it is
    return inert(content.text())


def pre(text: str, room: int, whole: str, *, is_cut: bool = False) -> str:
    """Return the beginning of *text* in *room* bytes, and where all of it is when that is not all.

    With *is_cut*, *text* is a beginning itself.
    """
    most, room = min(len(text), CHARS), room - 400
    shown = escaped(inert(text[:most]))
    while weight(shown) > room and most:
        # Characters take from 1 to 6 bytes; a few steps come near.
        most = max(0, min(most - 1, most * room // weight(shown)))
        shown = escaped(inert(text[:most]))
    if most == len(text):
        return f'<pre style="{PRE}">{shown}</pre>'
    rest = escaped(f"… the first {most}{'' if is_cut else f' of {len(text)}'} characters: {whole}")
    return f'<pre style="{PRE}">{shown}</pre><div>{rest}</div>'


def lines_of(text: str, most: int, whole: str, *, is_cut: bool = False) -> list[str]:
    """Return the first lines of *text*, inert, and how many more there are, if that is known."""
    text = text.rstrip("\r\n").replace("\r\n", "\n")
    lines = text.split("\n", most)
    shown = [short(each, WIDTH) for each in lines[:most]]
    if len(lines) > most:
        more = lines[most].count("\n") + 1
        many = "more lines" if is_cut else "1 more line" if more == 1 else f"{more} more lines"
        shown.append(f"… {many}: {whole}")
    return shown
