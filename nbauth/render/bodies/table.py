"""CSV and TSV as a table (RFC 4180)."""

from __future__ import annotations

import csv
import io
from typing import ClassVar

from ..inert import short
from ..style import QUIET, escaped, span, weight
from .content import Content

__all__ = ["TableView"]

ROWS, COLUMNS = 50, 20
"""What is shown of a table."""

CELL_CHARS = 80
TEXT_CELL = 24


class TableView:
    """Comma- or tab-separated values."""

    name: ClassVar[str] = "table"

    def __init__(self, content: Content) -> None:
        text = content.text()
        self._whole = "response.text" if content.whole == "response.content" else content.whole
        try:
            rows = [row for row in csv.reader(io.StringIO(text, ""), delimiter=_delimiter(content, text)) if row]
        except csv.Error as exc:
            raise ValueError(str(exc)) from None
        if not rows:
            raise ValueError("no row in it")
        self._is_cut = content.is_cut
        if self._is_cut and len(rows) > 1:
            rows.pop()  # the cut may be in it
        self._columns = max(map(len, rows))
        self._head = [] if content.parameters.get("header", "").lower() == "absent" else rows.pop(0)
        self._rows = rows

    @staticmethod
    def takes(content: Content) -> bool:
        return content.media in ("text/csv", "application/csv", "text/tab-separated-values", "text/tsv")

    @property
    def about(self) -> str:
        return ""

    def _extent(self) -> str:
        rows, columns = len(self._rows), self._columns
        more = " and more" if self._is_cut else ""
        return f"{rows} row{'' if rows == 1 else 's'}{more}, {columns} column{'' if columns == 1 else 's'}"

    def html(self, room: int) -> str:
        room -= 600
        head = "".join(f'<th scope="col">{_cell(each)}</th>' for each in self._head[:COLUMNS])
        head = f"<tr>{head}</tr>" if head else ""
        room -= weight(head)
        rows: list[str] = []
        for row in self._rows[:ROWS]:
            cells = "".join(f"<td>{_cell(each)}</td>" for each in row[:COLUMNS])
            room -= weight(cells) + 9
            if room < 0:
                break
            rows.append(f"<tr>{cells}</tr>")
        # No styles of our own: each page has its way with tables.
        table = f"<table><caption>{span(QUIET, self._extent())}</caption>"
        table += f"{head if room > 0 or rows else ''}{''.join(rows)}</table>"
        left = self._left_out(len(rows))
        below = f"<div>{span(QUIET, escaped(left))}</div>" if left else ""
        return f'<div style="overflow:auto;max-height:30em">{table}</div>{below}'

    def _left_out(self, shown: int) -> str:
        rows, columns = len(self._rows) - shown, self._columns - COLUMNS
        left = ["more rows"] if self._is_cut else [f"{rows} more row{'' if rows == 1 else 's'}"] if rows else []
        if columns > 0:
            left.append(f"{columns} more column{'' if columns == 1 else 's'}")
        return f"… {' and '.join(left)}: {self._whole}" if left else ""

    def text(self, most: int) -> list[str]:
        rows = [self._head, *self._rows[: most - 1]] if self._head else self._rows[:most]
        cells = [[short(each, TEXT_CELL) for each in row[:COLUMNS]] for row in rows]
        widths = [
            max(len(row[at]) for row in cells if at < len(row)) for at in range(max(map(len, cells), default=0))
        ]
        lines = ["  ".join(f"{each:<{widths[at]}}" for at, each in enumerate(row)).rstrip() for row in cells]
        left = self._left_out(len(rows) - bool(self._head))
        return [self._extent(), *lines, *([left] if left else [])]


def _cell(text: str) -> str:
    return escaped(short(text, CELL_CHARS))


def _delimiter(content: Content, text: str) -> str:
    """Return what separates values: a tab by the media type; else what the first line has most of."""
    if content.media in ("text/tab-separated-values", "text/tsv"):
        return "\t"
    first = text[:10_000].partition("\n")[0]
    return max(",;\t|", key=first.count)
