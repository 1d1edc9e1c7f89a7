"""JSON as a tree that folds, and as lines."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, ClassVar

from ..style import CODE, QUIET, details, escaped, span, weight
from .content import Content
from .json_value import Pairs, count, member, parse, preview, read, scalar, up_to_the_cut

__all__ = ["JSONLinesView", "JSONView"]

PER_LEVEL = 50
"""Items of one object or list that are shown."""

FEW = 10
"""Up to so many, the items of the outermost value are open too."""

DEEPEST = 20
LEAST_ROOM = 420
"""Bytes below which an object or a list is a preview that does not open."""

FOLD_BYTES = 330
"""What its elements take, and the line that says how many items are left out."""

LONGEST_PATH = 80
ONE_LINE = 70
"""Characters of an object or a list that stands on one line of text."""

LINES = frozenset(("json-lines", "json-seq", "jsonl", "jsonlines", "ndjson"))
"""Media types without their x-; most of them are nowhere registered."""

TREE_ROOM = 32_000
"""Bytes that a tree has at most: what nobody unfolds should not make a notebook heavy."""

INSIDE = "padding-left:1.3em"

# A row without a triangle begins where those with one have their text.
ROW = '<div style="padding-left:1.05em"><div>'
ROW_END = "</div></div>"


def _label(name: str) -> str:
    """Return a member's name as HTML; nearly all of them are plain."""
    return name if name.isascii() and name.isidentifier() and len(name) < ONE_LINE else escaped(member(name))


def _row(html: str) -> str:
    return f"{ROW}{html}{ROW_END}"


class JSONView:
    """JSON (RFC 8259)."""

    name: ClassVar[str] = "JSON"

    def __init__(self, content: Content) -> None:
        self._whole = "response.json()" if content.whole == "response.content" else f"json.loads({content.whole})"
        self._value, self._goes_on = self._read(content)

    def _read(self, content: Content) -> tuple[Any, int]:
        return read(content)

    @staticmethod
    def takes(content: Content) -> bool:
        media = content.media
        if media:
            return media.endswith(("/json", "+json")) or media in ("application/x-json", "text/x-json")
        return content.data.lstrip()[:1] in (b"{", b"[")

    @property
    def about(self) -> str:
        return ""

    def html(self, room: int) -> str:
        room = min(room, TREE_ROOM) - 100
        tree = self._node("", self._value, self._whole, 0, room, is_open=True, goes_on=self._goes_on)
        return f'<div style="{CODE}">{tree}</div>'

    def _node(
        self, label: str, value: Any, path: str, depth: int, room: int, *, is_open: bool, goes_on: int
    ) -> str:
        """Return a value with its label, in *room* bytes at most where it has items; they share the room.

        *goes_on* counts the levels of it that were cut.
        """
        short, is_all = preview(value, goes_on > 0)
        if not isinstance(value, list) or not value or (is_all and depth) or depth > DEEPEST or room < LEAST_ROOM:
            return _row(f"{label}{escaped(short)}")
        summary = f"{label}{span(QUIET, escaped(count(value, goes_on > 0) if is_open else short))}"
        room -= FOLD_BYTES + weight(summary)
        shown = value[:PER_LEVEL]
        is_object = isinstance(value, Pairs)
        is_short = depth == 0 and len(value) <= FEW
        labels = [_label(item[0]) for item in shown] if is_object else list(map(str, range(len(shown))))
        items = [item[1] for item in shown] if is_object else shown
        # Scalars first: what they leave is shared by what can be opened.
        children = ["" if isinstance(item, list) else f"{ROW}<b>{label}</b>: {escaped(scalar(item))}{ROW_END}"
                    for label, item in zip(labels, items, strict=True)]  # fmt: skip
        room -= weight("".join(children))
        left = children.count("")
        for at, item in enumerate(items):
            if isinstance(item, list):
                key = scalar(shown[at][0]) if is_object else at
                opened = is_short and len(item) <= FEW
                path_of = f"{path}[{key}]"
                children[at] = self._node(
                    f"<b>{labels[at]}</b>: ",
                    item,
                    path_of,
                    depth + 1,
                    room // left,
                    is_open=opened,
                    goes_on=max(0, goes_on - 1) if at == len(value) - 1 else 0,
                )
                room -= weight(children[at])
                left -= 1
        while children and room < 0:
            room += weight(children.pop())
        if goes_on or len(children) < len(value):
            where = path if len(path) < LONGEST_PATH else self._whole
            many = "" if goes_on else f"{len(value) - len(children)} "
            children.append(_row(span(QUIET, escaped(f"… {many}more: {where}"))))
        # Rows that stand together need one indentation.
        inside = "".join(children).replace(ROW_END + ROW, "</div><div>")
        return details(summary, f'<div style="{INSIDE}">{inside}</div>', is_open=is_open)

    def text(self, most: int) -> list[str]:
        lines = list(islice(_lines(self._value, "", "", 0), most + 1))
        return [*lines[:most], f"… more: {self._whole}"] if self._goes_on or len(lines) > most else lines


class JSONLinesView(JSONView):
    """A JSON text on each line, or after each record separator (RFC 7464)."""

    name: ClassVar[str] = "JSON lines"

    def _read(self, content: Content) -> tuple[Any, int]:
        lines = [part for part in content.text().replace("\x1e", "\n").split("\n") if part.strip()]
        last = lines.pop() if content.is_cut and lines else None
        values = [parse(part) for part in lines]
        goes_on = int(content.is_cut)
        if last is not None:
            rest, levels = up_to_the_cut(last)
            if rest:
                values.append(parse(rest))
                goes_on += levels
        self._whole = f"[json.loads(line) for line in {content.whole}.splitlines()]"
        return values, goes_on

    @staticmethod
    def takes(content: Content) -> bool:
        return content.media.rpartition("/")[2].removeprefix("x-") in LINES

    @property
    def about(self) -> str:
        many = len(self._value)
        return f"{many} line{'' if many == 1 else 's'}{', and more' if self._goes_on else ''}"


def _lines(value: Any, indent: str, label: str, depth: int, comma: str = "") -> Iterator[str]:
    """Yield a value as indented JSON, line by line; below a depth that nobody reads, a preview."""
    if not isinstance(value, list) or not value or depth > DEEPEST:
        yield f"{indent}{label}{_cut(preview(value)[0])}{comma}"
        return
    is_object = isinstance(value, Pairs)
    if depth and (short := _on_one_line(value)):
        yield f"{indent}{label}{short}{comma}"
        return
    yield f"{indent}{label}{'{' if is_object else '['}"
    last = len(value) - 1
    for at, item in enumerate(value):
        key, inner = (f"{scalar(item[0])}: ", item[1]) if is_object else ("", item)
        comma_of = "," if at < last else ""
        if isinstance(inner, list):
            yield from _lines(inner, f"{indent}  ", key, depth + 1, comma_of)
        else:
            yield f"{indent}  {key}{_cut(scalar(inner))}{comma_of}"
    yield f"{indent}{'}' if is_object else ']'}{comma}"


def _on_one_line(value: list[Any]) -> str:
    """Return an object or a list of few scalars as JSON on one line; nothing where it is longer."""
    is_object = isinstance(value, Pairs)
    inner = [item[1] for item in value] if is_object else value
    if len(value) > FEW or any(isinstance(item, list) and item for item in inner):
        return ""
    parts = [count(item) if isinstance(item, list) else scalar(item) for item in inner]
    if is_object:
        parts = [f"{scalar(name)}: {part}" for (name, _), part in zip(value, parts, strict=True)]
    text = ", ".join(parts)
    if len(text) > ONE_LINE:
        return ""
    return f"{{{text}}}" if is_object else f"[{text}]"


def _cut(text: str) -> str:
    return text if len(text) <= 180 else f"{text[:180]}…"
