"""Piece: a part of a file that is searched on its own. Note: what could not be searched, or was not."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

__all__ = ["Note", "Piece", "text_of"]


@dataclass(frozen=True, slots=True, repr=False)  # the content may be a secret
class Piece:
    """A part of a file.

    Attributes:
        where: Which part: "cell 3:output"; empty for the file itself.
        content: Its text, or its bytes.
        kind: Says that all of it is a credential, and which; empty where it has to be searched.
        again: It was searched before, in parts: only what no part had is worth saying.
    """

    where: str
    content: str | bytes
    kind: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """What was not searched, or not as one would think, and why.

    Attributes:
        path: The file or folder, and the part of it.
        is_error: Nobody can say whether a credential is there.
    """

    path: str
    reason: str
    is_error: bool = False


BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
HEAD = 8192
"""Bytes in which a NUL tells that a file is no text, as in git."""

RUNS = re.compile(rb"[\t\x20-\x7e\x80-\xff]{6,}")
WIDE_RUNS = re.compile(rb"(?:[\t\x20-\x7e]\0){6,}")


def text_of(data: bytes) -> tuple[str, bool]:
    """Return *data* as text, and whether it is one, so that its lines can be counted.

    What is no UTF-8 is read as Latin-1. Of what is no text, the runs of printable characters, one on a line; also
    those in UTF-16, as programs for Windows have them.
    """
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), True
    if b"\0" not in data[:HEAD]:
        try:
            return data.decode(), True
        except UnicodeDecodeError:
            return data.decode("latin-1"), True
    runs = RUNS.findall(data) + [run.replace(b"\0", b"") for run in WIDE_RUNS.findall(data)]
    return b"\n".join(runs).decode("utf-8", "replace"), False
