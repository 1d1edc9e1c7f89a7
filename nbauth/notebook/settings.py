"""``%config NBAuth``: the settings of the magics, and of the sessions that `nbauth.session` makes."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import Any

from traitlets import Bool, Float, Int, TraitError, observe, validate
from traitlets.config import Config, Configurable

from ..errors import NbauthError
from ..wire.sessions import OPTIONS, set_options
from .guard import switch_guard

__all__ = ["NBAuth", "add_settings", "settings"]


class NBAuth(Configurable):
    """What `%config NBAuth` shows and sets, and ``c.NBAuth.timeout = 7`` in ipython_config.py."""

    timeout = Float(
        5.0,
        allow_none=True,
        help="Seconds that the notebook's sessions wait for a server (None: without end); --timeout for one cell.",
    ).tag(config=True)
    follow_redirects = Bool(
        True,
        help="Whether cells follow redirects (session.client only when asked to); --no-redirects for one cell.",
    ).tag(config=True)
    history_limit = Int(1000, min=1, help="How many requests a history keeps.").tag(config=True)
    history_bytes = Int(64 * 2**20, min=1, help="Bytes of bodies that they have together.").tag(config=True)
    body_limit = Int(65_536, min=0, help="Bytes of each body that are kept; a response itself is whole.").tag(
        config=True
    )
    allow_insecure = Bool(
        False, help="Whether credentials may go over plain http to another machine without a warning."
    ).tag(config=True)
    short_errors = Bool(True, help="Whether an error is one or two lines; False shows the whole stack.").tag(
        config=True
    )

    widgets = Bool(
        True, help="Whether forms, the panel and the history are alive in the page; False shows them as text."
    ).tag(config=True)
    guard = Bool(True, help="Whether known secrets are kept out of all that the kernel sends.").tag(config=True)

    @validate("timeout")
    def _is_a_time(self, proposal: Any) -> Any:
        seconds = proposal["value"]
        if seconds is not None and not 0 < seconds < 1e6:
            raise TraitError("NBAuth.timeout takes seconds, more than 0; or None to wait without end")
        return seconds

    @observe(*OPTIONS)
    def _of_sessions(self, change: Any) -> None:
        set_options(**{change["name"]: change["new"]})

    @observe("guard")
    def _of_guard(self, change: Any) -> None:
        switch_guard(self.parent, change["new"])

    @observe("short_errors")
    def _of_errors(self, change: Any) -> None:
        NbauthError.show_all = None if change["new"] else self._stack

    def _stack(self, error: NbauthError) -> list[str]:
        """Return what IPython shows of any other error, in the user's %xmode and colours."""
        shell: Any = self.parent
        lines: list[str] = shell.InteractiveTB.structured_traceback(type(error), error, error.__traceback__)
        return [*lines, f"hint: {error.hint}"] if error.hint else lines


def settings(shell: Any) -> NBAuth:
    """Return the settings of a shell that has the extension."""
    return next(each for each in shell.configurables if isinstance(each, NBAuth))


def add_settings(shell: Any, undo: ExitStack) -> None:
    """Let `%config` know them, with what configuration files, the command line and earlier `%config`s say.

    A value there that cannot be used is told, and the default stays.
    """
    made = NBAuth(parent=shell, config=Config())
    for name, value in shell.config.get("NBAuth", {}).items():
        try:
            made.update_config(Config(NBAuth={name: value}))
        except (TraitError, ValueError) as exc:
            print(f"warning: NBAuth.{name} stays {getattr(made, name)}: {exc}", file=sys.stderr)
    shell.configurables.append(made)

    def remove() -> None:
        shell.configurables.remove(made)
        if NbauthError.show_all == made._stack:
            NbauthError.show_all = None

    undo.callback(remove)
