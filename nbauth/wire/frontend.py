"""Whether somebody sees the page: a kernel is not told what its frontend can show."""

from __future__ import annotations

import os
from typing import Any

__all__ = ["is_attended"]


def is_attended(shell: Any) -> bool:
    """Tell whether somebody could fill in a form where this shell's output is shown.

    A frontend says with each cell whether a person may be asked; nbclient, nbconvert and papermill say no, which
    run a notebook alone. So does Voila, for somebody who sees the page then. In a terminal there is no page.
    """
    kernel = getattr(shell, "kernel", None)
    if kernel is None:
        return False
    return bool(getattr(kernel, "_allow_stdin", False)) or os.environ.get("SERVER_SOFTWARE", "").startswith("voila")
