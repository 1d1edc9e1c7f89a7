"""Forms as names and values: application/x-www-form-urlencoded and multipart/form-data (RFC 7578)."""

from __future__ import annotations

import re
from typing import ClassVar
from urllib.parse import parse_qsl

from ..inert import short, size
from ..style import pair, pairs, weight
from .content import Content

__all__ = ["FormView"]

MOST = 100
VALUE_CHARS = 300
NAME = re.compile(r'[;\s]name="?([^";]*)', re.IGNORECASE)
FILE = re.compile(r'[;\s]filename="?([^";]*)', re.IGNORECASE)


class FormView:
    """The fields of a form."""

    name: ClassVar[str] = "form"

    def __init__(self, content: Content) -> None:
        self._whole = content.whole
        if content.media.startswith("multipart/"):
            self._fields = _multipart(content)
        else:
            text = content.text()
            if text.lstrip()[:1] == "{" or not text.rstrip("\r\n").isprintable():
                # What curl -d sends where no Content-Type is given: JSON, mostly, or the bytes of a file.
                raise ValueError("no form")
            self._fields = parse_qsl(text, keep_blank_values=True, max_num_fields=10_000)
        if not self._fields:
            raise ValueError("no field in it")

    @staticmethod
    def takes(content: Content) -> bool:
        return content.media in ("application/x-www-form-urlencoded", "multipart/form-data")

    @property
    def about(self) -> str:
        return f"{len(self._fields)} field{'' if len(self._fields) == 1 else 's'}"

    def html(self, room: int) -> str:
        shown: list[str] = []
        room -= 300
        for name, value in self._shown():
            line = pair(name, value)
            room -= weight(line)
            if room < 0:
                break
            shown.append(line)
        rest = len(self._fields) - len(shown)
        return pairs(shown) + (f"<div>… {rest} more: {self._whole}</div>" if rest else "")

    def text(self, most: int) -> list[str]:
        lines = [f"{name}: {value}" for name, value in self._shown()[:most]]
        rest = len(self._fields) - len(lines)
        return [*lines, f"… {rest} more: {self._whole}"] if rest else lines

    def _shown(self) -> list[tuple[str, str]]:
        return [(short(name, 100), short(value, VALUE_CHARS)) for name, value in self._fields[:MOST]]


def _multipart(content: Content) -> list[tuple[str, str]]:
    boundary = content.parameters.get("boundary")
    if not boundary:
        raise ValueError("no boundary")
    fields: list[tuple[str, str]] = []
    for part in content.data.split(b"--" + boundary.encode("utf-8", "surrogatepass"))[1:]:
        if part.startswith(b"--"):
            break
        head, _, value = part.partition(b"\r\n\r\n")
        headers = head.decode("utf-8", "replace")
        name, file = NAME.search(headers), FILE.search(headers)
        value = value.removesuffix(b"\r\n")
        text = f"file {file[1]}, {size(len(value))}" if file else value.decode("utf-8", "replace")
        fields.append((name[1] if name else "", text))
    return fields
