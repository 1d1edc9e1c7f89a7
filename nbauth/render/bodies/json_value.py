"""JSON exactly as it was written: all digits of a number, a name that is there twice, what a cut has left."""

from __future__ import annotations

import codecs
import json
import re
from typing import Any

from ..inert import line
from .content import Content

__all__ = ["Number", "Pairs", "count", "member", "parse", "preview", "read", "scalar", "up_to_the_cut"]

# What matters for where a text can be cut: strings, brackets, commas; a quote that nothing closes.
MARK = re.compile(r'"(?:[^"\\]++|\\.)*+"|[\[\]{},"]', re.DOTALL)
CLOSER = {"[": "]", "{": "}"}

ENCODE = json.JSONEncoder(ensure_ascii=False).encode

LITERALS: dict[object, str] = {None: "null", True: "true", False: "false"}

STRING_CHARS = 300
MEMBER_CHARS = 100
PREVIEW_CHARS = 70
PREVIEW_ITEMS = 8
PREVIEW_STRING = 32


class Number(str):
    """A number, NaN or Infinity, with the characters that it was written with."""

    __slots__ = ()


class Pairs(list[tuple[str, Any]]):
    """An object: its names and values in order, each as often as it is there."""

    __slots__ = ()


def read(content: Content) -> tuple[Any, int]:
    """Return the value of a JSON body, and 0; of one that is cut, what is there, and how many levels go on.

    These are the outermost value, the last one in it, the last one in that ...

    Raises:
        ValueError: it is no JSON.
        RecursionError: it is nested deeper than Python's parser goes.
    """
    text = _text(content)
    if not content.is_cut:
        return parse(text), 0
    text, levels = up_to_the_cut(text)
    return parse(text), levels


def parse(text: str) -> Any:
    """Return the value of a JSON text."""
    return json.loads(text, object_pairs_hook=Pairs, parse_int=Number, parse_float=Number, parse_constant=Number)


def _text(content: Content) -> str:
    if "charset" in content.parameters:
        return content.text()
    encoding = json.detect_encoding(content.data)  # RFC 8259 section 8.1, and what was allowed before it
    return codecs.getincrementaldecoder(encoding)("surrogatepass").decode(content.data, not content.is_cut)


def up_to_the_cut(text: str) -> tuple[str, int]:
    """Return JSON that was cut as valid JSON, up to the last complete value, and how many brackets were open."""
    closers: list[str] = []
    end = 0
    for found in MARK.finditer(text):
        mark = found[0]
        if mark == '"':
            break  # the cut is in a string
        if mark in CLOSER:
            closers.append(CLOSER[mark])
            end = found.end()
        elif mark == ",":
            end = found.start()
        elif mark in ("]", "}"):
            if not closers or closers.pop() != mark:
                raise ValueError("brackets do not match")
            end = found.end()
    return text[:end] + "".join(reversed(closers)), len(closers)


def scalar(value: Any, most: int = STRING_CHARS) -> str:
    """Return a string, number or literal as JSON, as one inert line; of a long one the first *most* characters."""
    if isinstance(value, Number):
        return value if len(value) <= most else f"{value[:most]}… ({len(value)} digits)"
    if isinstance(value, str):
        if len(value) <= most:
            # As most strings are: nothing to be escaped, nothing to be made inert.
            if value.isascii() and value.isprintable() and '"' not in value and "\\" not in value:
                return f'"{value}"'
            return line(ENCODE(value))
        return line(ENCODE(value[:most])[:-1]) + f'…" ({len(value)} characters)'
    return LITERALS[value]


def member(name: str) -> str:
    """Return a member's name as one inert line: as it is where it is a plain one, else as JSON."""
    return (
        name if name.isascii() and name.isidentifier() and len(name) < MEMBER_CHARS else scalar(name, MEMBER_CHARS)
    )


def count(value: list[Any], goes_on: bool = False) -> str:
    """Return how much is in an object or a list: "{ 2 keys }"; one that goes on has more."""
    many = f"{'' if len(value) == 1 else 's'}{', and more' if goes_on else ''}"
    if isinstance(value, Pairs):
        return f"{{ {len(value)} key{many} }}" if value else "{}"
    return f"[ {len(value)} item{many} ]" if value else "[]"


def preview(value: Any, goes_on: bool = False) -> tuple[str, bool]:
    """Return a value as a short line, and whether that is all of it.

    An object or a list has its first scalars in it: ``{id: 0, name: "a", tags: […], …}``.
    """
    if not isinstance(value, list):
        return scalar(value), True
    is_object = isinstance(value, Pairs)
    parts: list[str] = []
    room, has_scalars, is_all = PREVIEW_CHARS, False, True
    for item in value[:PREVIEW_ITEMS]:
        inner = item[1] if is_object else item
        if not isinstance(inner, list):
            part, has_scalars = scalar(inner, PREVIEW_STRING), True
            is_all = is_all and not (isinstance(inner, str) and len(inner) > PREVIEW_STRING)
        elif inner:
            part, is_all = "{…}" if isinstance(inner, Pairs) else "[…]", False
        else:
            part = count(inner)
        if is_object:
            part = f"{member(item[0])}: {part}"
        room -= len(part) + 2
        if room < 0:
            break
        parts.append(part)
    if not has_scalars or not parts:
        return count(value, goes_on), not value
    rest = ", …" if len(parts) < len(value) or goes_on else ""
    line = f"{', '.join(parts)}{rest}"
    if is_object:
        return f"{{{line}}}", is_all and not rest
    many = f" {len(value)} items{', and more' if goes_on else ''}" if rest else ""
    return f"[{line}]{many}", is_all and not rest
