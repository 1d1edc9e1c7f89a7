"""Panel: who you are where, and a form to add a login."""

from __future__ import annotations

import time
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

from ..render.inert import short
from ..render.style import CODE
from ..wire.bindings import Login
from ..wire.log_in import told
from ..wire.log_out import log_out
from ..wire.login_rows import ago, login_rows
from .filled import Filled
from .form_part import FormPart
from .live import Buffers, Content, Live, after_cells, source

if TYPE_CHECKING:
    from ..wire.session import Session

__all__ = ["Panel"]

ALIVE = "The panel is here while its kernel runs; run this cell again to use it."


class Panel(Live):
    """The logins of a session, as they are now.

    Args:
        text: What stands for it where it is not alive.
    """

    _esm = source("page.js", "secret_field.js", "login_fields.js", "panel.js")

    def __init__(self, session: Session, text: str = "") -> None:
        super().__init__()
        self._session, self._text = session, text
        self._form = FormPart(self, session, self._made)
        self._told: list[Content] = []

    def came(self) -> None:
        self.follow(lambda: self._session.watch_logins(self._changed), lambda: after_cells(self._changed))

    def left(self) -> None:
        self.end()
        self._form.kept.drop()

    def _changed(self) -> None:
        rows = self._rows()
        if (lasting := _lasting(rows)) != self._told:
            self._told = lasting
            self.tell("rows", rows=rows)

    def _made(self, filled: Filled, name: str | None, warned: list[str]) -> None:
        login, notes = self._form.bind(filled, name)
        self._changed()
        self.answer("added", text="; ".join([told(login), *warned, *notes]))

    def _rows(self) -> list[Content]:
        now = time.time()
        return [
            {
                "name": each.name,
                "scheme": short(each.scheme, 40),
                "origin": short(each.origin, 100),
                "user": short(each.user, 60),
                "source": short(each.source, 60),
                # Seconds from now, since the clock of the page may be another one.
                "expires": None if each.expires_at is None else each.expires_at - now,
                "used": ago(each.used_at, now) or "not yet",
            }
            for each in login_rows(self._session)
        ]

    def shown(self) -> Content:
        rows = self._rows()
        self._told = _lasting(rows)
        return {"rows": rows, "form": self._form.described()}

    def actions(self) -> dict[str, Callable[[Content, Buffers], None]]:
        return {**self._form.actions(), "forget": self._forget, "try": self._try}

    def _forget(self, content: Content, buffers: Buffers) -> None:
        """Forget one login, or all of them."""
        name = None if content.get("name") is None else self._login(content).name
        self._form.kept.drop()
        count = len(self._session.logins)
        gone = f"logged out of {count} login{'' if count == 1 else 's'}" if name is None else f"{name} is forgotten"
        # A server may have to be told: the kernel does not wait for it, and logging out waits for nothing else.
        self.in_background(lambda: self.say("; ".join([gone, *log_out(self._session, name)]), "ok"), waits=False)

    def _try(self, content: Content, buffers: Buffers) -> None:
        """Send one request with a login."""
        login = self._login(content)
        url = str(content.get("address") or "")
        self._form.test(url, login.space.covers, f"they are for {login.origin}", login)

    def _login(self, content: Content) -> Login:
        return self._session.logins[str(content.get("name"))]  # raises UnknownName

    def text(self) -> tuple[str, str]:
        words = self._text or "\n".join(told(each) for each in self._session.logins.values()) or "no logins"
        words = f"{words}\n{ALIVE}"
        return words, f'<div style="{CODE};white-space:pre-wrap">{escape(words)}</div>'


def _lasting(rows: list[Content]) -> list[Content]:
    """Return rows without what goes on by itself: the page counts down what expires."""
    return [{**row, "expires": row["expires"] is None} for row in rows]
