"""Pictures: PNG, JPEG, GIF and WebP, by what they begin with and not by what a server calls them.

SVG is shown as its source. As a picture it would survive in a page, and could not run there; but a person who opens
it on its own runs what is in it.
"""

from __future__ import annotations

import base64
import struct
from typing import ClassVar

from ..style import escaped
from .binary import BinaryView
from .content import Content

__all__ = ["ImageView", "pixels"]

MOST_PIXELS = 25_000_000
"""More would cost a browser over 100 MB."""

IMAGE = "max-width:100%;height:auto"

KINDS = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
)

# The frame headers of JPEG that have the size (ITU T.81 table B.1).
JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
JPEG_ALONE = frozenset((0x01, *range(0xD0, 0xD9)))


class ImageView(BinaryView):
    """A picture that every browser shows."""

    name: ClassVar[str] = "picture"

    def __init__(self, content: Content) -> None:
        super().__init__(content)
        kind = _kind(content.data)
        if kind is None:
            raise ValueError("it does not begin as a picture does")
        if content.is_cut:
            raise ValueError("a part of a picture is none")
        self._kind, self._data = kind, content.data
        self._size = pixels(content.data, kind)

    @staticmethod
    def takes(content: Content) -> bool:
        media = content.media
        return (media.startswith("image/") and media != "image/svg+xml") or (
            not media and _kind(content.data) is not None
        )

    @property
    def about(self) -> str:
        if self._size is None:
            return self._kind.upper()
        return f"{self._kind.upper()}, {self._size[0]} x {self._size[1]} pixels"

    def html(self, room: int) -> str:
        below = super().html(room)
        too_many = self._size is not None and self._size[0] * self._size[1] > MOST_PIXELS
        if too_many or len(self._data) * 4 // 3 + len(below) + 400 > room:
            return f"<div>too large to be shown here</div>{below}"
        data = base64.b64encode(self._data).decode()
        size = f' width="{self._size[0]}" height="{self._size[1]}"' if self._size else ""
        alt = escaped(f"{self.name}: {self.about}")
        return f'<img src="data:image/{self._kind};base64,{data}" alt="{alt}"{size} style="{IMAGE}">'


def _kind(data: bytes) -> str | None:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return next((kind for begin, kind in KINDS if data.startswith(begin)), None)


def pixels(data: bytes, kind: str) -> tuple[int, int] | None:
    """Return width and height of a picture, or None where its header does not say."""
    try:
        match kind:
            case "png":
                return struct.unpack_from(">II", data, 16)
            case "gif":
                return struct.unpack_from("<HH", data, 6)
            case "webp":
                return _webp(data)
            case _:
                return _jpeg(data)
    except struct.error:
        return None


def _webp(data: bytes) -> tuple[int, int] | None:
    """RFC 9649 sections 2.5 to 2.7."""
    match data[12:16]:
        case b"VP8X":
            return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
        case b"VP8L":
            (bits,) = struct.unpack_from("<I", data, 21)
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        case b"VP8 ":
            width, height = struct.unpack_from("<HH", data, 26)
            return width & 0x3FFF, height & 0x3FFF
        case _:
            return None


def _jpeg(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF or marker in JPEG_ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        if marker in JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None
