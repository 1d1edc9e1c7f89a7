"""LoginForm: log in, in the page."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

from ..core.origin import ProtectionSpace
from ..registry import Registry
from ..render.inert import line
from ..wire.bindings import Login, parse_space
from ..wire.log_in import told
from ..wire.open_logins import OpenLogin
from .filled import Filled
from .form_part import FormPart
from .live import Buffers, Content, Live, source

if TYPE_CHECKING:
    from ..wire.session import Session

__all__ = ["LoginForm"]


class LoginForm(Live):
    """A form for one login; what it makes is a login of the session, as by `Session.login`.

    As long as it is in the page, and not filled in, nothing is sent to its origin without a login.

    Args:
        origin: Where the login is for; None where it is typed.
        scheme: The one that is shown first; None for the first of all.
        values: What stands in the fields already; never a secret.
        name: What to call the login.
        cell: The cell that shows it, so that it takes its own place when that is run again.
    """

    _esm = source("page.js", "secret_field.js", "login_fields.js", "login.js")

    def __init__(
        self,
        session: Session,
        origin: str | None = None,
        scheme: str | None = None,
        *,
        values: dict[str, str] | None = None,
        name: str = "",
        cell: str = "",
    ) -> None:
        space: ProtectionSpace | None = parse_space(origin) if origin else None
        if scheme is not None:
            Registry("scheme")[scheme]  # raises UnknownName
        super().__init__()
        self._session, self._space = session, space
        self._form = FormPart(
            self, session, self._made, origin=origin or None, scheme=scheme, values=values, name=name
        )
        self._login: Login | None = None
        self._notes: list[str] = []
        self._callbacks: list[Callable[[Login], Any]] = []
        self._open = None if space is None else OpenLogin(space, cell, is_wanted=True)
        self._waits = True
        # The logins that were there when somebody wanted another one.
        self._before = list(session.logins.values())

    @property
    def login(self) -> Login | None:
        """The login that was made, or None."""
        return self._login

    def on_ready(self, callback: Callable[[Login], Any]) -> LoginForm:
        """Call *callback* with each login that is made. It may run in another thread than the cells."""
        self._callbacks.append(callback)
        return self

    def _made(self, filled: Filled, name: str | None, warned: list[str]) -> None:
        login, notes = self._form.bind(filled, name)
        self._take(login, [*warned, *notes])

    def _take(self, login: Login, notes: list[str]) -> None:
        self._login, self._notes = login, notes
        self._open_or_close()
        self.redraw()
        for callback in self._callbacks:
            callback(login)

    # -- what it follows ----------------------------------------------------------------------------------

    def came(self) -> None:
        self.follow(lambda: self._session.watch_logins(self._logins_changed))
        self._changed()
        self._open_or_close()

    def left(self) -> None:
        self.end()
        self._form.kept.drop()
        if self._open is not None:
            self._session.open_logins.close(self._open)

    def _open_or_close(self) -> None:
        if self._open is None:
            return
        if self._login is None and self._waits:
            self._session.open_logins.add(self._open)
        else:
            self._session.open_logins.close(self._open)

    def _logins_changed(self) -> None:
        if not self._session.logins:
            self._form.kept.drop()  # somebody has logged out of all
        self._changed()

    def _changed(self) -> None:
        """Look whether somebody has logged in or out elsewhere."""
        if self._form.is_making:
            return
        bound = list(self._session.logins.values())
        if self._login is not None and not any(each is self._login for each in bound):
            self._login, self._notes = None, []
            self._form.kept.drop()
            self._open_or_close()
            self.redraw()
        elif self._login is None and self._space is not None:
            new = (each for each in bound if not any(each is old for old in self._before))
            found = next((each for each in new if each.space == self._space), None)
            if found is not None:
                self._take(found, [])

    # -- what is shown, and asked for ---------------------------------------------------------------------

    def shown(self) -> Content:
        if self._login is not None:
            space = self._login.space
            address = str(space) if isinstance(space, ProtectionSpace) and space.origin is not None else ""
            return {"told": told(self._login), "notes": self._notes, "address": address}
        return {"form": self._form.described(), "waits": self._open is not None and self._waits}

    def actions(self) -> dict[str, Callable[[Content, Buffers], None]]:
        return {**self._form.actions(), "again": self._again, "test": self._test, "not now": self._not_now}

    def _again(self, content: Content, buffers: Buffers) -> None:
        self._login, self._notes = None, []
        self._before = list(self._session.logins.values())
        self._open_or_close()
        self.redraw()

    def _not_now(self, content: Content, buffers: Buffers) -> None:
        self._waits = False
        self._open_or_close()
        self.say("requests go out without this login", "note")

    def _test(self, content: Content, buffers: Buffers) -> None:
        login = self._login
        if login is None:
            return self._form.actions()["test"](content, buffers)
        return self._form.test(
            str(content.get("address") or ""), login.space.covers, f"they are for {login.origin}", login
        )

    def text(self) -> tuple[str, str]:
        if self._login is not None:
            words = told(self._login)
        else:
            where, scheme = line(str(self._space)) if self._space is not None else "ORIGIN", self._form.scheme
            words = (
                f"login form for {where}: it is here while its kernel runs; run this cell again to use it."
                f" Elsewhere type %auth {scheme} {where}, with a source for its secret (%auth {scheme} -h)"
            )
        return words, escape(words)
