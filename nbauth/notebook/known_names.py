"""The names that a notebook knows, for completion: nothing is made, imported or sent to find them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..core.secret import NAME, Secret
from ..wire import paths as on_disk
from ..wire.sessions import sessions_made

if TYPE_CHECKING:
    from ..wire.session import Session

__all__ = ["KnownNames", "paths"]

NEWEST = 200
"""So many exchanges of a history are looked at."""

MADE_BY_IPYTHON = "_"
"""What a variable starts with that IPython made (_, _1, _ih), or that its owner wants to be left alone."""

OF_IPYTHON = frozenset({"In", "Out", "get_ipython", "exit", "quit", "open"})
"""What else IPython puts among the variables."""


class KnownNames:
    """What is known at one moment to one session of a notebook.

    Args:
        variables: The notebook's variables.
        session: The word after --session; None for the notebook's own.
    """

    def __init__(self, variables: Mapping[str, Any], session: str | None = None) -> None:
        self._variables = variables
        of_variable = variables.get(session) if session else None
        self._session: Session | None = (
            of_variable if _is_session(of_variable) else sessions_made().get(session or "default")
        )

    def logins(self) -> list[str]:
        """Return the names of the logins."""
        return list(self._session.logins) if self._session else []

    def sessions(self) -> list[str]:
        """Return what can stand after --session."""
        return sorted({*sessions_made(), *(name for name, value in self._own() if _is_session(value))})

    def origins(self) -> list[str]:
        """Return the origins of the logins and of the history, and the variables that hold a URL."""
        bound = [login.origin for login in self._session.logins.values()] if self._session else []
        sent = [f"{url.scheme}://{url.netloc}" for url in self._urls()]
        return _once(
            [
                *(origin for origin in bound if "://" in origin),
                *sent,
                *(f"{{{{{name}}}}}" for name in self._url_variables()),
            ]
        )

    def urls(self) -> list[str]:
        """Return the URLs of the history without their queries, newest first, and what `origins` returns.

        Those that begin with what a variable holds begin with its {{name}} as well.
        """
        sent = _once(f"{url.scheme}://{url.netloc}{url.path}" for url in self._urls())
        variables = self._url_variables()
        by_name = [
            f"{{{{{name}}}}}{url[len(base) :]}"
            for url in sent
            for name, base in variables.items()
            if url.startswith(f"{base}/")
        ]
        return _once([*by_name, *sent, *self.origins()])

    def _urls(self) -> Iterator[Any]:
        newest = list(self._session.history)[-NEWEST:] if self._session else []
        for exchange in reversed(newest):
            url = exchange.request.url if exchange.request else ""
            # Redacted as it is: what has a {{name}} in it belongs to the cell that had the value.
            if "{{" not in url.partition("?")[0] and "@" not in url:
                yield urlsplit(url)

    def _url_variables(self) -> dict[str, str]:
        return {
            name: value.rstrip("/")
            for name, value in self._own()
            if type(value) is str and value.startswith(("http://", "https://"))
        }

    def texts(self) -> list[str]:
        """Return the variables that {{name}} can stand for anywhere: text and numbers."""
        return [name for name, value in self._own() if _is_text(value)]

    def fillable(self) -> list[str]:
        """Return the variables that {{name}} can stand for in a request: Secrets too, and those of the logins."""
        own = [name for name, value in self._own() if _is_text(value) or issubclass(type(value), Secret)]
        return _once([*own, *self._login_secrets()])

    def _login_secrets(self) -> list[str]:
        if self._session is None:
            return []
        from ..wire.login_secrets import LoginSecrets  # with a session there is httpx already

        return list(LoginSecrets(self._session))

    def variables(self) -> list[str]:
        """Return the notebook's variables, without those of IPython."""
        return [name for name, _ in self._own()]

    def responses(self) -> list[str]:
        """Return the variables that hold a response, for ``NAME <<``."""
        return [name for name, value in self._own() if type(value).__name__ in ("Response", "Responses")]

    def _own(self) -> Iterator[tuple[str, Any]]:
        for name, value in list(self._variables.items()):
            if not name.startswith(MADE_BY_IPYTHON) and name not in OF_IPYTHON and NAME.fullmatch(name):
                yield name, value


def paths(begin: str) -> list[str]:
    """Return the paths that begin so; none that a line would have to quote."""
    return [path for path in on_disk.paths(begin) if not any(char in path for char in " \t\"'\\{}")]


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _is_text(value: object) -> bool:
    # By type(), not by isinstance(): a proxy's __class__ may be code that does something.
    return issubclass(type(value), str | int | float) and type(value) is not bool


def _is_session(value: object) -> bool:
    module = sys.modules.get("nbauth.wire.session")
    return module is not None and issubclass(type(value), module.Session)
