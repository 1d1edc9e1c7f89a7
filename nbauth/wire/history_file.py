"""History files: JSON Lines, written at once or not at all, read line by line, redacted before anything is kept."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.history import cost
from ..core.record import Exchange
from ..core.redact_exchange import redacted
from ..errors import HistorySyntaxError
from ..export.json_lines import to_line
from ..export.json_lines_in import from_line
from .file_secrets import FileSecrets
from .private_file import write_private

if TYPE_CHECKING:
    from .session import Session

__all__ = ["is_har", "read_history", "write_history"]

OWNER = "file"
"""What the names of secrets begin with that somebody has written into such a file: {{file_authorization}}."""

LONGEST_LINE = 256 * 2**20
"""Bytes: all bodies of an exchange are on its line."""

LONGEST_ESCAPE = 6
r"""Bytes of a line that one byte of a body takes at most: \\u0000."""

HAR = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"log"\s*:')


def write_history(path: str | os.PathLike[str], exchanges: Iterable[Exchange]) -> None:
    """Write the exchanges, one on a line, in place of a file that is there. Only its owner can read it.

    Raises:
        OSError: it cannot be written.
    """
    write_private(path, (f"{to_line(exchange)}\n" for exchange in exchanges))


def is_har(path: str | os.PathLike[str]) -> bool:
    """Tell whether a file begins as a HAR file does. Raises OSError when it cannot be read."""
    with open(Path(path).expanduser(), "rb") as file:
        return HAR.match(file.read(4096)) is not None


def read_history(path: str | os.PathLike[str], session: Session) -> tuple[list[Exchange], int]:
    """Return the newest exchanges of a file, without numbers, and how many older ones were left out.

    There are as many as the history of the session can keep, so that a file of any size takes as much memory as
    that. Whatever stands in the file where credentials stand is redacted, on lines that are left out too.

    Raises:
        OSError: it cannot be read.
        HistorySyntaxError: a line of it cannot; nothing of it is used.
    """
    secrets = FileSecrets(session.vault, OWNER)
    limit, byte_limit = session.history.limit, session.history.byte_limit
    newest: deque[tuple[Exchange, int]] = deque()
    total = left_out = 0
    with open(Path(path).expanduser(), "rb") as file:
        for number in count(1):
            line = file.readline(LONGEST_LINE + 1)
            if len(line) > LONGEST_LINE:
                raise HistorySyntaxError(f"it is longer than {LONGEST_LINE // 2**20} MiB", number)
            if not line:
                break
            if line.isspace():
                continue
            exchange = from_line(line, number)
            _look_at(exchange, secrets)
            # Bodies count as in the history; all else, which nbauth keeps small, may not be more than they.
            size = max(cost(exchange), len(line) // LONGEST_ESCAPE)
            newest.append((exchange, size))
            total += size
            while len(newest) > limit or (total > byte_limit and len(newest) > 1):
                total -= newest.popleft()[1]
                left_out += 1
    redactor = secrets.redactor()
    return [redacted(exchange, redactor) for exchange, _ in newest], left_out


def _look_at(exchange: Exchange, secrets: FileSecrets) -> None:
    for leg in exchange.legs:
        secrets.request(leg.request.headers, leg.request.body.content)
        if leg.response is not None:
            secrets.response(leg.response.status, leg.response.headers, leg.response.body.content)
