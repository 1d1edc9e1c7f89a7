"""What cannot be shown: its size, its hash, and the Python that saves it."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from ..style import CODE, escaped
from .content import Content

__all__ = ["BinaryView"]


class BinaryView:
    """Any bytes."""

    name: ClassVar[str] = "binary"

    def __init__(self, content: Content) -> None:
        is_all = not content.is_cut and content.size in (None, len(content.data))
        self._hash = hashlib.sha256(content.data).hexdigest()[:16] if is_all else ""
        self._save = f'open("{content.name}", "wb").write({content.whole})'

    @staticmethod
    def takes(content: Content) -> bool:
        return True

    @property
    def about(self) -> str:
        return "binary"

    def html(self, room: int) -> str:
        return "".join(f"<div>{each}</div>" for each in self._lines(f'<span style="{CODE}">', "</span>"))

    def text(self, most: int) -> list[str]:
        return self._lines("", "")

    def _lines(self, before: str, after: str) -> list[str]:
        lines = [f"sha256 {self._hash}…"] if self._hash else []
        return [*lines, f"save: {before}{escaped(self._save) if before else self._save}{after}"]
