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
from .form_part import FormPart
from .live import Buffers, Content, Live, source

if TYPE_CHECKING:
    from ..wire.session import Session

__all__ = ["LoginForm"]


class LoginForm(Live):
    """A form for one login; what it makes is a login of the session, as by `Session.login`.

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
        self._open: OpenLogin | None = None
        if space is not None:
            self._open = OpenLogin(space, "above", cell, is_wanted=True)
            session.open_logins.add(self._open)
            self.at_close(self._settle)
        self.watch(session._bindings.on_change, self._changed)

    @property
    def login(self) -> Login | None:
        """The login that was made, or None."""
        return self._login

    def on_ready(self, callback: Callable[[Login], Any]) -> LoginForm:
        """Call *callback* with each login that is made. It may run in another thread than the cells."""
        self._callbacks.append(callback)
        return self

    def _made(self, login: Login, notes: list[str]) -> None:
        self._login, self._notes = login, notes
        self._settle()
        self.redraw()
        for callback in self._callbacks:
            callback(login)

    def _settle(self) -> None:
        if self._open is not None:
            self._session.open_logins.close(self._open)

    def came(self) -> None:
        if self._open is not None and self._login is None:
            self._session.open_logins.add(self._open)

    def left(self) -> None:
        self._settle()

    def _changed(self) -> None:
        """Somebody has logged in or out elsewhere."""
        if self._form.is_making:
            return
        bindings = self._session._bindings
        if self._login is not None and self._login not in bindings.values():
            self._login, self._notes = None, []
            self.redraw()
        elif self._login is None and self._space is not None:
            found = next((each for each in bindings.values() if each.space == self._space), None)
            if found is not None:
                self._login = found
                self._settle()
                self.redraw()

    def shown(self) -> Content:
        if self._login is not None:
            return {"told": told(self._login), "notes": self._notes}
        return {"form": self._form.described()}

    def actions(self) -> dict[str, Callable[[Content, Buffers], None]]:
        return {**self._form.actions(), "again": self._again, "test": self._test}

    def _again(self, content: Content, buffers: Buffers) -> None:
        self._login, self._notes = None, []
        self.redraw()

    def _test(self, content: Content, buffers: Buffers) -> None:
        if self._login is None:
            return self._form.actions()["test"](content, buffers)
        return self._form.test(str(self._login.space), self._login.space, self._login)

    def text(self) -> tuple[str, str]:
        if self._login is not None:
            words = told(self._login)
        else:
            where = line(str(self._space)) if self._space is not None else "ORIGIN"
            words = (
                f"login form for {where}: it is here while its kernel runs. Elsewhere type"
                f" %auth {self._form.scheme} {where}, with a source for its secret (%auth {self._form.scheme} -h)"
            )
        return words, escape(words)
