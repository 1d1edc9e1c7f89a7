"""``%load_ext nbauth``: magics, display, completion and settings, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from weakref import WeakKeyDictionary

from ..wire.sessions import end_sessions
from .auth_magic import AuthMagics
from .completion import add_completion
from .guard import add_guard
from .history_magic import HistoryMagics
from .http_magic import HttpMagics
from .ipython_record import add_record
from .settings import add_settings
from .view import (
    exchange_bundle,
    history_bundle,
    print_exchange,
    print_responses,
    response_bundle,
    responses_bundle,
    show_response,
)

__all__ = ["load", "unload"]

MAGICS = (AuthMagics, HttpMagics, HistoryMagics)

# By name: the libraries are imported when the first request is sent.
SHOWN = (
    ("httpx", "Response", response_bundle),
    ("httpx2", "Response", response_bundle),
    ("nbauth.wire.responses", "Responses", responses_bundle),
    ("nbauth.core.record", "Exchange", exchange_bundle),
    ("nbauth.core.history", "History", history_bundle),
)

_loaded: WeakKeyDictionary[Any, ExitStack] = WeakKeyDictionary()
"""For each shell that has the extension, how to take back what was done to it."""


def load(shell: Any) -> None:
    """Add the magics, and show every Response as a card. Prints nothing, and imports no HTTP library.

    A shell that has them already is left as it is.
    """
    if shell in _loaded:
        return
    with ExitStack() as undo:
        add_guard(shell, undo)
        add_record(shell, undo)
        add_settings(shell, undo)
        add_completion(shell, undo)
        for kind in MAGICS:
            _add_magics(shell, kind, undo)
        for module, name, bundle in SHOWN:
            _add_formatter(shell.display_formatter.mimebundle_formatter, module, name, bundle, undo)
        for module, name, _ in SHOWN[:3]:
            _add_formatter(shell.display_formatter.ipython_display_formatter, module, name, show_response, undo)
        # Lists, for which text/plain has a printer of its own, and what stands in lists.
        plain = shell.display_formatter.formatters["text/plain"]
        _add_formatter(plain, "nbauth.wire.responses", "Responses", print_responses, undo)
        _add_formatter(plain, "nbauth.core.record", "Exchange", print_exchange, undo)
        _loaded[shell] = undo.pop_all()


def unload(shell: Any) -> None:
    """Give the shell back what it had before `load`; log out of all sessions and close them.

    The sessions belong to the process. Where another shell of it has the extension, they stay.
    """
    undo = _loaded.pop(shell, None)
    if undo is None:
        return
    try:
        undo.close()
    finally:
        if not _loaded:
            end_sessions()


def _add_magics(shell: Any, kind: Any, undo: ExitStack) -> None:
    manager = shell.magics_manager
    before = {
        (place, name): manager.magics[place].get(name) for place, names in kind.magics.items() for name in names
    }
    before_by_class = manager.registry.get(kind.__name__)
    shell.register_magics(kind)
    added = manager.registry[kind.__name__]

    def remove() -> None:
        _put_back(manager.registry, kind.__name__, added, before_by_class)
        for (place, name), old in before.items():
            # Another extension may have taken the name since: then it is theirs.
            now = manager.magics[place].get(name)
            if getattr(now, "__self__", None) is added:
                _put_back(manager.magics[place], name, now, old)
        if added in shell.configurables:
            shell.configurables.remove(added)

    undo.callback(remove)


def _put_back(table: dict[str, Any], name: str, ours: object, before: object) -> None:
    if table.get(name) is not ours:
        return
    if before is None:
        del table[name]
    else:
        table[name] = before


def _add_formatter(formatter: Any, module: str, name: str, bundle: Callable[..., object], undo: ExitStack) -> None:
    before = formatter.pop(f"{module}.{name}", None)
    formatter.for_type_by_name(module, name, bundle)

    def remove() -> None:
        now = formatter.pop(f"{module}.{name}", None)
        kept = before if now is bundle else now
        if kept is not None:
            formatter.for_type_by_name(module, name, kept)

    undo.callback(remove)
