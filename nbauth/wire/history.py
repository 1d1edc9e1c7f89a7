"""SessionHistory: the record of a session, and what can be done with it: save, export, load, send again, compare.

What does it is imported when it is first asked for: most sessions only record.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .._http import httpx
from ..core.history import History
from ..core.record import Exchange
from ..core.redact_exchange import redacted
from ..errors import MissingExtra

if TYPE_CHECKING:
    from ..render.difference import Difference
    from .session import Session

__all__ = ["SessionHistory"]

DEFAULT = httpx.USE_CLIENT_DEFAULT

COLUMNS = ("number", "started", "method", "url", "status", "ms", "size", "login", "legs", "error")

Which = int | Exchange
"""An exchange, or its index as in ``history[index]``: -1 is the newest. Not its number, which stays when older ones
are dropped: `History.numbered` finds by number."""


class SessionHistory(History):
    """The newest exchanges of a session, newest last. See `History` for how many are kept.

    Whatever is made of them has the secrets of now replaced: also one that was sent before it was known as such.
    """

    def __init__(self, session: Session, *, limit: int, byte_limit: int) -> None:
        super().__init__(limit=limit, byte_limit=byte_limit)
        self._session = session

    def _kept(self, which: Which) -> Exchange:
        return which if isinstance(which, Exchange) else self[which]

    def _one(self, which: Which) -> Exchange:
        return redacted(self._kept(which), self._session.redactor)

    def _several(self, which: Which | Iterable[Exchange] | None) -> list[Exchange]:
        if isinstance(which, int | Exchange):
            return [self._one(which)]
        return [self._one(each) for each in (self if which is None else which)]

    # -- out ----------------------------------------------------------------------------------------------

    def save(self, path: str | os.PathLike[str], exchanges: Iterable[Exchange] | None = None) -> int:
        """Write these exchanges, or all, for `load`; return how many. The file is JSON Lines: one exchange a line.

        It takes the place of one that is there, and only its owner can read it. Secrets are in it as {{name}}.

        Raises:
            OSError: it cannot be written; a file of that name is as it was.
        """
        from .history_file import write_history

        chosen = self._several(exchanges)
        write_history(path, chosen)
        return len(chosen)

    def to_har(self, path: str | os.PathLike[str], exchanges: Iterable[Exchange] | None = None) -> int:
        """Write these exchanges, or all, as a HAR 1.2 file; return how many. Each leg is an entry.

        Secrets are in it as their {{name}}. Only its owner can read the file.

        Raises:
            OSError: it cannot be written; a file of that name is as it was.
        """
        from .har_file import write_har

        chosen = self._several(exchanges)
        write_har(path, chosen)
        return len(chosen)

    def curl(self, which: Which | Iterable[Exchange] = -1) -> str:
        """Return a curl command for sh that gets the same answer; its first lines say what it needs."""
        from ..export.curl import to_curl

        return "\n\n".join(to_curl(exchange) for exchange in self._several(which))

    def python(self, which: Which | Iterable[Exchange] = -1) -> str:
        """Return a script with httpx that gets the same answer; its first line says what it needs."""
        from ..export.python import to_python

        return "\n\n".join(to_python(exchange) for exchange in self._several(which))

    def http(self, which: Which | Iterable[Exchange] = -1) -> str:
        """Return text for a .http file or a %%http cell; reading it gives the same request."""
        from ..export.http import to_http

        return to_http(self._several(which))

    def to_frame(self) -> Any:
        """Return a `pandas.DataFrame` with a row for each exchange.

        The columns: number, started (UTC), method, url, status (missing where there is none), ms, size (bytes of
        the response's body), login, legs (how many), error.

        Raises:
            MissingExtra: pandas is not installed.
        """
        try:
            import pandas  # type: ignore[import-not-found,import-untyped,unused-ignore]
        except ImportError:
            missing = MissingExtra("history.to_frame()", "pandas")
            missing.hint = "pip install pandas"
            raise missing from None
        frame = pandas.DataFrame([row(exchange) for exchange in self._several(None)], columns=list(COLUMNS))
        frame["started"] = pandas.to_datetime(frame["started"], unit="s", utc=True)
        return frame.astype(
            {"number": "int64", "status": "Int64", "size": "Int64", "legs": "int64", "ms": "float64"}
        )

    # -- in -----------------------------------------------------------------------------------------------

    def load(self, path: str | os.PathLike[str]) -> list[Exchange]:
        """Add the exchanges of a file of `save`, or of a HAR file, with new numbers; return them.

        Each is marked as imported: sent again, it asks this session for its logins, and gets no other secret,
        whatever the file calls one. Credentials that somebody has written into it are replaced by their names. Of
        more than the history keeps, the newest are added, with a warning.

        Raises:
            OSError, HistorySyntaxError, HarSyntaxError: it cannot be read; nothing was added.
        """
        from .history_file import is_har, read_history

        if is_har(path):
            return self._load_har(path)
        read, older = read_history(path, self._session)
        return self._add(read, f"{older} older exchanges of the file: the history is full" if older else "")

    def load_har(self, path: str | os.PathLike[str]) -> list[Exchange]:
        """Add the exchanges of a HAR file, of a browser or of nbauth, with new numbers; return them.

        Credentials in it are replaced by their names, as in everything that is kept. What is no HTTP request is
        left out, with a warning.

        Raises:
            OSError, HarSyntaxError: it cannot be read; nothing was added.
        """
        return self._load_har(path)

    def _load_har(self, path: str | os.PathLike[str]) -> list[Exchange]:
        from .har_file import load_har

        read, left_out = load_har(path, self._session)
        shown = "; ".join(left_out[:5]) + (f"; and {len(left_out) - 5} more" if len(left_out) > 5 else "")
        return self._add(read, f"of the HAR file: {shown}" if left_out else "", stacklevel=4)

    def _add(self, read: list[Exchange], left_out: str, *, stacklevel: int = 3) -> list[Exchange]:
        """Add exchanges of a file; the warning is for who called the method that called this."""
        added = [replace(exchange, number=self.next_number()) for exchange in read]
        for exchange in added:
            self.append(exchange)
        if left_out:
            warnings.warn(f"left out {left_out}", stacklevel=stacklevel)
        return added

    # -- again --------------------------------------------------------------------------------------------

    def replay(
        self,
        which: Which = -1,
        *,
        auth: Any = DEFAULT,
        timeout: Any = DEFAULT,
        follow_redirects: bool | None = None,
    ) -> httpx.Response:
        """Send a request again through the session; its logins and its cookies are those of now.

        Args:
            auth: Whatever httpx takes, instead of what the session's logins give.
            timeout: Seconds, or httpx's Timeout.
            follow_redirects: None does as the first time.

        Raises:
            CredentialsNotFound: what it was sent with is not there any more; nothing was sent.
            BodyNotReplayable: its body is not, or not all, in the record.
        """
        from .replay import replay

        return replay(
            self._session, self._kept(which), auth=auth, timeout=timeout, follow_redirects=follow_redirects
        )

    async def areplay(
        self,
        which: Which = -1,
        *,
        auth: Any = DEFAULT,
        timeout: Any = DEFAULT,
        follow_redirects: bool | None = None,
    ) -> httpx.Response:
        """Do what `replay` does, with the session's async client."""
        from .replay import areplay

        return await areplay(
            self._session, self._kept(which), auth=auth, timeout=timeout, follow_redirects=follow_redirects
        )

    def diff(self, old: Which, new: Which = -1) -> Difference:
        """Return what differs between two exchanges; in a notebook it shows side by side."""
        from ..render.difference import Difference

        return Difference(self._one(old), self._one(new))


def row(exchange: Exchange) -> dict[str, Any]:
    """Return what a row of `SessionHistory.to_frame` says of an exchange."""
    request, response = exchange.request, exchange.response
    return {
        "number": exchange.number,
        "started": exchange.started,
        "method": request.method if request else None,
        "url": request.url if request else None,
        "status": exchange.status,
        "ms": exchange.elapsed * 1000,
        "size": response.body.size if response else None,
        "login": exchange.login,
        "legs": len(exchange.legs),
        "error": exchange.error,
    }
