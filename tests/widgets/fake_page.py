"""The page's side of a widget: what it would send, and all that it is told."""

from __future__ import annotations

import threading
from typing import Any

SECONDS = 30
"""Far more than any request here takes."""


class FakePage:
    """Speaks with a widget as the JavaScript does."""

    def __init__(self, widget: Any) -> None:
        self.widget = widget
        self.told: list[dict[str, Any]] = []
        widget.send = lambda content, buffers=None: self.told.append(content)
        self.do("hello", view="v")

    def do(self, what: str, *secrets: str, **content: Any) -> None:
        """Do something in the page, secrets as the bytes beside the message, and wait until the kernel is done."""
        content.setdefault("secrets", {})
        buffers = [memoryview(secret.encode()) for secret in secrets]
        self.widget._received(self.widget, {"do": what, "view": "v", "page": "p", **content}, buffers)
        for thread in threading.enumerate():
            if thread.name == "nbauth form" and thread is not threading.current_thread():
                thread.join(SECONDS)
                assert not thread.is_alive()

    def last(self, kind: str) -> dict[str, Any]:
        """Return the newest message of a kind."""
        return next(each for each in reversed(self.told) if each["kind"] == kind)

    @property
    def said(self) -> str:
        """What the status says."""
        return self.last("said")["text"]

    def log_in(self, scheme: str, origin: str, *secrets: str, **content: Any) -> None:
        """Fill in the form and press its button."""
        names = content.pop("secret_names", ["password"])
        content["secrets"] = {name: index for index, name in enumerate(names[: len(secrets)])}
        self.do("login", *secrets, scheme=scheme, origin=origin, **content)
