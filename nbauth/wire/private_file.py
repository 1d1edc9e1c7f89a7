"""Files that only their owner can read, and that are there whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

__all__ = ["write_private"]


def write_private(path: str | os.PathLike[str], parts: Iterable[str]) -> None:
    """Write the parts as a text in UTF-8, in place of a file that is there; where a link points, the link stays.

    Only its owner can read it, also where others could read the one before. Whatever goes wrong, in making the
    parts too, the one before is as it was and nothing else is left.

    Raises:
        OSError: it cannot be written.
    """
    target = Path(os.path.realpath(Path(path).expanduser()))
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")  # mode 0600
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as file:
            file.writelines(parts)
            # Or a machine that stops right now could have the new name with nothing in it.
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise
