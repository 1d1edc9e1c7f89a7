"""Answer: the login that a 401 asks for, below its card, which becomes the card of what is sent again."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

from IPython.display import display, update_display

from ..errors import BodyNotReplayable, InvalidField, NbauthError
from ..registry import Registry
from ..render.inert import short
from ..render.words import MAGICS, outcome, spelled
from ..wire.failure import in_words
from ..wire.log_in import notes, told
from ..wire.open_logins import OpenLogin
from .filled import Filled
from .form_part import ELSEWHERE, FormPart, loaded
from .live import Buffers, Content, Live, source

if TYPE_CHECKING:
    from ..wire.answer import Unanswered
    from ..wire.bindings import Login

__all__ = ["Answer"]

TYPED = "the server refuses that login: look at what was typed, and try again"
BOUND = "the server refuses that login here; log in as somebody else, or ask for leave"
GONE = "Somebody has logged out meanwhile: no login was kept."
HOLDERS = "The variables that held the 401 hold this response now."


class Answer(Live):
    """A form for exactly what a 401 asks for. What is filled in is tried first, and bound when it was not refused.

    Args:
        find: Returns what waits for a login; asked again when that was answered.
        bundle: Makes what is shown of the response, as it is then.
        cell: The cell that shows it.
    """

    _esm = source("page.js", "secret_field.js", "login_fields.js", "answer.js")

    def __init__(
        self, find: Callable[[], Unanswered | None], bundle: Callable[[], dict[str, Any]], cell: str = ""
    ) -> None:
        asked = find()
        if asked is None:
            raise NbauthError("there is no 401 that waits for a login")
        super().__init__()
        self._find, self._bundle, self._cell = find, bundle, cell
        self._display_id = f"nbauth-{secrets.token_hex(8)}"
        self._done, self._level = "", "ok"
        self._waits = True
        self._wants_another = False
        self._login: Login | None = None
        self._take(asked)

    def _take(self, asked: Unanswered) -> None:
        """Begin with a 401."""
        self._asked, self._session = asked, asked.session
        schemes = {scheme.auth_scheme: name for name, scheme in loaded(None)[0].items() if scheme.auth_scheme}
        wanted = [one.scheme for one in asked.challenges]
        offered = [schemes[each] for each in (*MAGICS, *schemes) if each in wanted and each in schemes]
        self._unknown = [each for each in wanted if each not in schemes]
        self._form = FormPart(
            self,
            self._session,
            self._filled,
            origin=str(asked.origin),
            schemes=list(dict.fromkeys(offered)) or None,
            tests=False,
        )
        self._open = OpenLogin(asked.space, self._cell, asked.asked)

    # -- what is shown ------------------------------------------------------------------------------------

    def shown(self) -> Content:
        if self._done:
            return {"done": self._done, "level": self._level}
        if self._login is not None and not self._wants_another:
            return {"ready": told(self._login)}
        form = self._form.described()
        return {"words": self._words(), "form": form, "blocked": self._blocked(), "waits": self._waits}

    def _words(self) -> str:
        """Return what the server asks for, in words."""
        asked = [
            spelled(one.scheme) + (f" (realm “{short(one.realm, 80)}”)" if one.realm is not None else "")
            for one in self._asked.challenges
        ]
        if not asked:
            return "The server wants to know who asks, and does not say how."
        words = f"The server asks for {' or '.join(short(each, 120) for each in dict.fromkeys(asked))}."
        if any(one.get("resource_metadata") for one in self._asked.challenges):
            place = short(self._form.origin, 100)
            words += f" It says who grants its tokens: %auth oauth2 {place} --client-id ID signs in there."
        if self._unknown:
            words += f" nbauth has no scheme {', '.join(short(spelled(each), 40) for each in self._unknown)}."
        return words

    def _blocked(self) -> str:
        """Return why the request cannot be sent again; nothing when it can."""
        try:
            self._asked.check()
        except BodyNotReplayable as exc:
            return str(exc)
        return ""

    # -- what is asked for --------------------------------------------------------------------------------

    def actions(self) -> dict[str, Callable[[Content, Buffers], None]]:
        return {**self._form.actions(), "again": self._again, "another": self._another, "not now": self._not_now}

    def _another(self, content: Content, buffers: Buffers) -> None:
        self._wants_another = True
        self.redraw()

    def _not_now(self, content: Content, buffers: Buffers) -> None:
        self._waits = False
        self._open_or_close()
        self.say("other cells do not wait for this login", "note")

    def _filled(self, filled: Filled, name: str | None, warned: list[str]) -> None:
        asked = self._asked
        if filled.origin is None and asked.origin.host not in filled.auth.machines():
            raise InvalidField(
                "file", f"no machine of it is {asked.origin}; for its default entry: %auth netrc PATH"
            )
        if self._is_busy.locked():
            return self.say("the request before is still on its way", "note")
        if blocked := self._blocked():
            login, said = self._form.bind(filled, name)
            return self._settle(" ".join([f"{told(login)}.", blocked, *warned, *said]), "note")
        trial = self._session.trial(filled.origin, filled.auth, name=name, source=filled.source)
        is_sent = False
        try:
            if not trial.answers(asked.origin, asked.path, direct=asked.is_direct):
                raise InvalidField("file", f"its login is not sent to {asked.origin}: {ELSEWHERE}")
            is_sent = self.in_background(lambda: self._try(trial, filled, warned), self._changed)
        finally:
            if not is_sent:
                self._session.drop(trial)

    def _try(self, trial: Login, filled: Filled, warned: list[str]) -> None:
        is_kept = False
        try:
            # The form has said what goes in clear over plain http.
            with in_words(self._session), self._session.plain_http.wanted(self._asked.origin):
                response = self._asked.again(trial)
            if self._asked.is_refusal(response):
                return self.say(TYPED, "error", _secret_field(filled.scheme))
            is_kept = self._session.keep(trial)
        except Exception:
            # Not refused: it need not be typed again.
            if self._form.kept.keep(filled.content, filled.values):
                self.answer("kept")
            raise
        finally:
            if not is_kept:
                self._session.drop(trial)
        if not is_kept:
            return self._answered(response, trial, [GONE], "note")
        self._answered(
            response, trial, [*warned, *notes(self._session, trial), *self._form.remembered(filled, trial)]
        )

    def _again(self, content: Content, buffers: Buffers) -> None:
        """Send it again with a login that is there."""
        login = self._login
        if login is None or self._asked.is_settled:
            return self._changed()

        def work() -> None:
            with in_words(self._session):
                response = self._asked.again(login)
            if self._asked.is_refusal(response):
                self.say(BOUND, "error")
            else:
                self._answered(response, login, [])

        self.in_background(work, self._changed)

    def _answered(self, response: Any, login: Login, said: list[str], level: str = "ok") -> None:
        self._asked.settle(response)
        update_display(self._bundle(), display_id=self._display_id, raw=True)  # type: ignore[no-untyped-call]
        status = outcome(self._asked.exchange)
        if response.status_code >= 400:
            level = "note"
        self._settle(" ".join([f"{status}, with {told(login)}. {HOLDERS}", *said]), level)

    def _settle(self, done: str, level: str) -> None:
        self._session.open_logins.close(self._open)
        before, following = (self._asked.response, self._asked.origin), self._find()
        if following is not None and (following.response, following.origin) != before:
            # The next one of several responses, or another origin to which this one has led.
            self._login, self._wants_another = None, False
            self._take(following)
            self._open_or_close()
        else:
            self._done, self._level = done, level
        self.redraw()

    # -- what it follows ----------------------------------------------------------------------------------

    def came(self) -> None:
        self.follow(lambda: self._session.watch_logins(self._logins_changed))
        self._changed(is_drawn=False)
        self._open_or_close()

    def left(self) -> None:
        self.end()
        self._form.kept.drop()
        self._session.open_logins.close(self._open)

    def _logins_changed(self) -> None:
        if not self._session.logins:
            self._form.kept.drop()  # somebody has logged out of all
        self._changed()

    def _changed(self, *, is_drawn: bool = True) -> None:
        """Look whether somebody has logged in or out elsewhere, or the response was answered there."""
        if self._done or self._form.is_making or self._is_busy.locked():
            return
        if self._asked.is_settled:
            return self._settle("Answered in another place.", "ok")
        url, origin = self._asked.response.request.url, self._asked.origin
        found = self._session._bindings.find(url, origin, direct=self._asked.is_direct)
        if found is not self._login:
            self._login, self._wants_another = found, False
            self._open_or_close()
            if is_drawn:
                self.redraw()

    def _open_or_close(self) -> None:
        opens = self._session.open_logins
        if self._login is None and self._waits and not self._done:
            opens.add(self._open)
        else:
            opens.close(self._open)

    # -- in the notebook ----------------------------------------------------------------------------------

    def _ipython_display_(self) -> None:
        display(self._bundle(), raw=True, display_id=self._display_id)  # type: ignore[no-untyped-call]
        self.show()

    def text(self) -> tuple[str, str]:
        words = self._done or self._words()
        return words, escape(words)


def _secret_field(scheme: str) -> str:
    fields = Registry("scheme")[scheme].fields
    return next((field.name for field in fields if field.secret), "")
