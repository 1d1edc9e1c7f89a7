"""SecretField: a field in the page for a secret, which leaves it once, and only as a `Secret`."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from ..core.secret import Secret
from ..errors import CredentialsNotFound, InvalidField
from .live import Buffers, Content, Live, source

__all__ = ["SecretField", "secret_of"]


class SecretField(Live):
    """Ask for a secret in the page.

    What is typed is in the page's field only. It travels once, as bytes beside a message, and becomes a `Secret`
    that the notebook's session keeps out of whatever is shown; it is in no widget state and in no file.

        key = SecretField("API key", name="api_key")
        key                    # shows the field
        key.secret             # in a later cell: {{api_key}}

    Args:
        label: What the field is called.
        name: The Secret's name, ``{{name}}``; with a number where another secret has it already.
        help: A sentence below it.
    """

    _esm = source("page.js", "secret_field.js", "secret_field_view.js")

    def __init__(self, label: str = "Secret", *, name: str = "secret", help: str = "") -> None:
        Secret("", name)  # refuses a name that is none, before anybody types
        super().__init__()
        self.label, self.name, self._help = label, name, help
        self.secret: Secret | None = None
        self._callbacks: list[Callable[[Secret], Any]] = []

    def on_secret(self, callback: Callable[[Secret], Any]) -> SecretField:
        """Call *callback* with each secret that is typed. It may run in another thread than the cells."""
        self._callbacks.append(callback)
        return self

    def shown(self) -> Content:
        return {"label": self.label, "help": self._help, "said": self._said()}

    def _said(self) -> str:
        return "" if self.secret is None else f"{self.secret} is set"

    def actions(self) -> dict[str, Callable[[Content, Buffers], None]]:
        return {"secret": self._typed}

    def _typed(self, content: Content, buffers: Buffers) -> None:
        from ..wire.sessions import session

        typed, vault, before = secret_of(buffers, 0, self.name), session().vault, self.secret
        if before is not None and vault.get(before.name) is before:
            # Whoever has it can still show it.
            vault.forget([before.name])
            vault.learn(f"{before.name}_before", before.reveal())
        name, count = self.name, 1
        while name in vault:
            count += 1
            name = f"{self.name}_{count}"
        self.secret = vault.add(name, Secret(typed.reveal(), name))
        self.say(self._said(), "ok")
        for callback in self._callbacks:
            callback(self.secret)

    def text(self) -> tuple[str, str]:
        words = (
            f"{self.label}: a field in the page stands here while its kernel runs; run this cell again to use it"
        )
        return words, escape(words)


def secret_of(buffers: Buffers, index: int, name: str) -> Secret:
    """Return what was typed, from the bytes beside a message.

    Raises:
        CredentialsNotFound: nothing was typed.
        InvalidField: the bytes are no text.
    """
    text = None
    try:
        text = bytes(buffers[index]).decode()
    except (IndexError, UnicodeDecodeError):
        pass  # not raised from here: the error would hold the bytes
    if text is None:
        raise InvalidField(name, "what was typed did not arrive")
    if not text:
        raise CredentialsNotFound(f"{name}: nothing was typed")
    return Secret(text, name)
