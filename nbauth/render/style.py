"""How all that nbauth shows as HTML looks: its colours, its inline styles, and the elements it is built of.

Inline styles and plain elements only. JupyterLab keeps these in a notebook that is not trusted. It would drop a
style block, an SVG, a role, ``currentColor``, the unit ``ch`` and ``overflow-wrap:anywhere``. Neutral tones are
half transparent, and a border without a colour has that of the text: light and dark themes, nbconvert's pages and
paper need nothing of their own. <details> and <summary> have no attribute but ``open``, since nbconvert's sanitizer
shows their tags as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

__all__ = [
    "AMBER",
    "BLUE",
    "CODE",
    "GREEN",
    "GREY",
    "LIMIT",
    "LINE",
    "PRE",
    "QUIET",
    "RED",
    "colour",
    "details",
    "escaped",
    "frame",
    "pair",
    "pairs",
    "pill",
    "rows",
    "section",
    "span",
    "weight",
]

LIMIT = 65_536
"""Bytes that one output has at most."""

# White on these has a contrast of 4.8 or more, whatever the theme.
GREEN, BLUE, AMBER, RED, GREY = "#1a7f37", "#0969da", "#9a6700", "#cf222e", "#57606a"

LINE = "rgba(128,128,128,.45)"
CODE = "font-family:monospace;overflow-wrap:break-word;min-width:0"
QUIET = "opacity:.75"
PRE = f"{CODE};white-space:pre-wrap;margin:0;max-height:36em;overflow:auto;background-color:transparent"
POINTER = "cursor:pointer"

FRAME = f"border:1px solid {LINE};border-radius:6px;font-size:13px;line-height:1.5;max-width:"
FIRST = "padding:.3em .7em"
SECTION = f"border-top:1px solid {LINE};{FIRST}"
PILL = "display:inline-block;min-width:0;border-radius:1em;padding:0 .7em;font-weight:600;overflow-wrap:break-word"
PILL = f"{PILL};color:#ffffff;background-color:"


def escaped(text: str) -> str:
    """Return inert text for between two tags."""
    return escape(text, quote=False) if "&" in text or "<" in text or ">" in text else text


def weight(html: str) -> int:
    """Return how many bytes *html* has."""
    return len(html) if html.isascii() else len(html.encode())


def frame(html: str, *, wide: bool = False) -> str:
    """Return the outermost element of an output.

    Its classes keep MathJax away, of version 3 and of version 2. JupyterLab lets it look at every output, where
    ``$\\href{...}{...}$`` in a body would become a link.
    """
    return f'<div class="mathjax_ignore tex2jax_ignore" style="{FRAME}{80 if wide else 60}em">{html}</div>'


def section(title: str, inside: str, about: str = "", *, is_open: bool = False) -> str:
    """Return a part of a card that folds; *about* is a quiet remark beside its title."""
    remark = f' <span style="{QUIET}">{about}</span>' if about else ""
    inside = f'<div style="padding:.25em 0">{inside}</div>'
    return f'<div style="{SECTION}">{details(title + remark, inside, is_open=is_open)}</div>'


def rows(parts: Sequence[str]) -> str:
    """Return *parts* one below the other, with a line between two."""
    return "".join(f'<div style="{SECTION if at else FIRST}">{part}</div>' for at, part in enumerate(parts))


def details(summary: str, inside: str, *, is_open: bool = False) -> str:
    """Return what opens and closes, by mouse or by keyboard."""
    opened = "<details open>" if is_open else "<details>"
    return f'{opened}<summary><span style="{POINTER}">{summary}</span></summary>{inside}</details>'


def span(style: str, html: str) -> str:
    """Return *html* with a style of its own."""
    return f'<span style="{style}">{html}</span>'


def pill(words: str, background: str) -> str:
    """Return a status in words on its colour."""
    return f'<span style="{PILL}{background}">{escaped(words)}</span>'


def pair(name: str, value: str) -> str:
    """Return a name and its value, which are inert text, as a line for `pairs`."""
    return f"<div><b>{escaped(name)}</b>: {escaped(value)}</div>"


def pairs(lines: Sequence[str]) -> str:
    """Return lines of `pair`, one below the other."""
    return f'<div style="{CODE}">{"".join(lines)}</div>'


def colour(code: int | None) -> str:
    """Return the colour of a status code; None is a failure."""
    if code is None or code >= 500:
        return RED
    if code >= 400:
        return AMBER if code in (401, 407) else RED
    if code >= 300:
        return BLUE
    return GREEN if code >= 200 else GREY
