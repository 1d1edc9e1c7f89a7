"""``$NAME`` of a pasted command: a variable of the notebook, else of the environment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..core.secret import HALF_A_PAIR, Secret
from ..core.secret_names import sounds_secret

__all__ = ["ShellVariables"]


class ShellVariables(Mapping[str, str]):
    """Names to values, for a command that is read; remembers which of those that were used are secret.

    Secret is a `Secret`, and text whose name sounds like a credential: as in a cell.

    Attributes:
        secrets: The values that were used and are secret, by what a cell calls them: ``name`` for a variable of the
            notebook, ``$processEnv NAME`` for one of the environment.
    """

    def __init__(self, notebook: Mapping[str, Any], environment: Mapping[str, str]) -> None:
        self._notebook, self._environment = notebook, environment
        self.secrets: dict[str, str] = {}

    def __contains__(self, name: object) -> bool:
        return _is_usable(self._notebook.get(str(name))) or name in self._environment

    def __getitem__(self, name: str) -> str:
        value, called = self._notebook.get(name), name
        if not _is_usable(value):
            value, called = self._environment[name], f"$processEnv {name}"
        text = value.reveal() if isinstance(value, Secret) else str(value)
        is_secret = isinstance(value, Secret) or (isinstance(value, str) and sounds_secret(name))
        if is_secret and text and not HALF_A_PAIR.search(text):
            self.secrets[called] = text
        return text

    def __iter__(self) -> Iterator[str]:
        """Yield the names that would do, without those that IPython makes (_, _1, _ih)."""
        own = (name for name, value in list(self._notebook.items()) if name[:1] != "_" and _is_usable(value))
        yield from dict.fromkeys([*own, *self._environment])

    def __len__(self) -> int:
        return len(list(iter(self)))


def _is_usable(value: Any) -> bool:
    # Not bool: a shell has no word for it.
    return isinstance(value, str | int | float | Secret) and not isinstance(value, bool)
