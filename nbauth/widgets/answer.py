"""Answer: the login that a 401 asks for, below its card, which becomes the card of what is sent again."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

from IPython.display import display, update_display

from ..registry import Registry
from ..render.inert import short
from ..render.words import outcome, spelled
from ..wire.failure import in_words
from ..wire.log_in import told
from ..wire.open_logins import OpenLogin
from .form_part import FormPart
from .live import Buffers, Content, Live, source

if TYPE_CHECKING:
    from ..wire.answer import Unanswered
    from ..wire.bindings import Login

__all__ = ["Answer"]

STRONGEST = ("digest", "bearer", "basic")
"""Of the schemes that a server may name: what gives away least comes first."""

REFUSED = "the server refuses that login: look at what was typed, and try again"


class Answer(Live):
    """A form for exactly what a 401 asks for.

    Args:
        bundle: Makes what is shown of the response, as it is then.
        cell: The cell that shows it.
    """

    _esm = source("page.js", "secret_field.js", "login_fields.js", "answer.js")

    def __init__(self, asked: Unanswered, bundle: Callable[[], dict[str, Any]], cell: str = "") -> None:
        super().__init__()
        self._asked, self._bundle = asked, bundle
        self._display_id = f"nbauth-{secrets.token_hex(8)}"
        known = Registry("scheme")
        wanted = {one.scheme for one in asked.challenges}
        offered = [name for name in (*STRONGEST, *known) if name in wanted and name in known]
        self._unknown = [one.scheme for one in asked.challenges if one.scheme not in known]
        self._form = FormPart(
            self,
            asked.session,
            self._made,
            origin=str(asked.origin),
            schemes=list(dict.fromkeys(offered)) or None,
            tests=False,
        )
        self._login: Login | None = None
        self._problem = ""
        self._done = ""
        self._open = OpenLogin(asked.space, "above", cell, asked.asked)
        asked.session.open_logins.add(self._open)
        self.at_close(self.left)
        self.watch(asked.session._bindings.on_change, self._changed)

    # -- what is shown ------------------------------------------------------------------------------------

    def shown(self) -> Content:
        if self._done:
            return {"done": self._done}
        if self._login is not None:
            return {"ready": told(self._login), "problem": self._problem}
        return {"words": self._words(), "form": self._form.described(), "blocked": self._blocked()}

    def _words(self) -> str:
        """Return what the server asks for, in words."""
        asked = [
            spelled(one.scheme) + (f" (realm “{short(one.realm, 80)}”)" if one.realm is not None else "")
            for one in self._asked.challenges
        ]
        if not asked:
            return "The server wants to know who asks, and does not say how."
        words = f"The server asks for {' or '.join(short(each, 120) for each in dict.fromkeys(asked))}."
        if self._unknown:
            words += f" nbauth has no scheme {', '.join(short(spelled(each), 40) for each in self._unknown)}."
        return words

    def _blocked(self) -> str:
        """Return why the request cannot be sent again; nothing when it can."""
        from ..errors import BodyNotReplayable

        try:
            self._asked.check()
        except BodyNotReplayable as exc:
            return str(exc)
        return ""

    # -- what happens -------------------------------------------------------------------------------------

    def actions(self) -> dict[str, Callable[[Content, Buffers], None]]:
        return {**self._form.actions(), "again": self._again}

    def _made(self, login: Login, notes: list[str]) -> None:
        self._login = login
        if self._blocked():
            return self._settle(f"{told(login)}. {self._blocked()}")
        self._send_again(login)

    def _again(self, content: Content, buffers: Buffers) -> None:
        if self._login is not None:
            self._send_again(self._login)

    def _send_again(self, login: Login) -> None:
        self.in_background(lambda: self._sent(login))

    def _sent(self, login: Login) -> None:
        session = self._asked.session
        try:
            with in_words(session):
                response = self._asked.again(login)
        except Exception:
            # The login is there, the answer is not: it can be sent again.
            self.redraw()
            raise
        if response.status_code == 401:
            self._login = None
            session._take_back(login)
            self.tell("said", text=REFUSED, level="error", field=self._first_field())
            return
        self._asked.settle(response)
        update_display(self._bundle(), display_id=self._display_id, raw=True)  # type: ignore[no-untyped-call]
        now = outcome(self._asked.exchange)
        self._settle(f"{now}, with {told(login)}. The variables that held the 401 hold this response now.")

    def _first_field(self) -> str:
        fields = Registry("scheme")[self._form.scheme].fields
        return next((field.name for field in fields if field.secret), "")

    def _settle(self, done: str) -> None:
        self._done = done
        self._asked.session.open_logins.close(self._open)
        self.redraw()

    def _changed(self) -> None:
        """Somebody has logged in or out elsewhere."""
        if self._done or self._form.is_making or self._is_busy.locked():
            return
        bindings = self._asked.session._bindings
        found = bindings.find(self._asked.response.request.url, self._asked.origin, direct=True)
        if found is not self._login:
            self._login = found
            self._open_or_close()
            self.redraw()

    def _open_or_close(self) -> None:
        opens = self._asked.session.open_logins
        if self._login is None and not self._done:
            opens.add(self._open)
        else:
            opens.close(self._open)

    def came(self) -> None:
        self._open_or_close()

    def left(self) -> None:
        self._asked.session.open_logins.close(self._open)

    # -- in the notebook ----------------------------------------------------------------------------------

    def _ipython_display_(self) -> None:
        display(self._bundle(), raw=True, display_id=self._display_id)  # type: ignore[no-untyped-call]
        self.show()

    def text(self) -> tuple[str, str]:
        words = self._done or self._words()
        return words, escape(words)
