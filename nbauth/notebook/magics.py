"""What all magics share."""

from __future__ import annotations

from typing import Any

from IPython.core.magic import Magics

__all__ = ["NotebookMagics"]


class NotebookMagics(Magics):
    """Magics that look names up in the notebook."""

    @property
    def _variables(self) -> dict[str, Any]:
        shell: Any = self.shell
        return shell.user_ns  # type: ignore[no-any-return]
