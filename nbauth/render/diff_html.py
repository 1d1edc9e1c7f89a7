"""Two exchanges side by side, as HTML: inline styles only, no colour that says something alone, 64 KiB at most."""

from __future__ import annotations

from html import escape

from ..core.record import Exchange
from .diff import Row, Section, compare, headline
from .style import LIMIT, LINE, QUIET, frame

__all__ = ["diff_html"]

MOST_ROWS = (400, 100, 25, 5)
"""Rows of a section that are shown; the next one where that made it too long."""

PART = f"border-top:1px solid {LINE};padding:.4em .7em"
PAIR = "display:flex;flex-wrap:wrap;gap:0 1em"
# Two beside each other where there is room for 20em each, else one below the other.
CELL = "flex:1 1 20em;min-width:0;font-family:monospace;white-space:pre-wrap;overflow-wrap:break-word"
OLD = f"{CELL};background-color:rgba(207,34,46,.12)"
NEW = f"{CELL};background-color:rgba(26,127,55,.14)"


def diff_html(old: Exchange, new: Exchange) -> str:
    """Return what differs; on the left, and with a -, is the first exchange, on the right, with a +, the second."""
    head = _pair(Row("~", headline(old), headline(new)), "font-weight:600")
    sections = compare(old, new)
    for most in MOST_ROWS:
        parts = "".join(_section(section, most) for section in sections)
        card = frame(f'<div style="padding:.4em .7em">{head}</div>{parts}', wide=True)
        if len(card.encode()) <= LIMIT:
            return card
    return frame(f'<div style="{PART}">too long to show: print() it</div>', wide=True)


def _section(section: Section, most: int) -> str:
    notes = f' <span style="{QUIET}">{escape("; ".join(section.notes))}</span>' if section.notes else ""
    rows = "".join(_pair(row) for row in section.rows[:most])
    if len(section.rows) > most:
        rows += f'<div style="{QUIET}">… {len(section.rows) - most} more lines: print() it</div>'
    return f'<div style="{PART}"><div><b>{escape(section.title)}</b>{notes}</div>{rows}</div>'


def _pair(row: Row, style: str = "") -> str:
    if row.mark == " ":
        return f'<div style="{CELL};{QUIET}">  {escape(row.old or "")}</div>'
    left = _cell("-", row.old, OLD, style)
    return f'<div style="{PAIR}">{left} {_cell("+", row.new, NEW, style)}</div>'


def _cell(mark: str, text: str | None, style: str, more: str) -> str:
    if text is None:
        return f'<span style="{CELL}"></span>'
    style = f"{style};{more}" if more else style
    return f'<span style="{style}">{mark} {escape(text)}</span>'
