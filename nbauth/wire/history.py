"""SessionHistory: the record of a session, and what can be done with it: export, import, send again, compare.

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
    """The newest exchanges of a session, newest last. See `History` for how many are kept."""

    def __init__(self, session: Session, *, limit: int, byte_limit: int) -> None:
        super().__init__(limit=limit, byte_limit=byte_limit)
        self._session = session

    def _one(self, which: Which) -> Exchange:
        return which if isinstance(which, Exchange) else self[which]

    def _several(self, which: Which | Iterable[Exchange]) -> list[Exchange]:
        return [self._one(which)] if isinstance(which, int | Exchange) else list(which)

    # -- out ----------------------------------------------------------------------------------------------

    def to_har(self, path: str | os.PathLike[str], exchanges: Iterable[Exchange] | None = None) -> int:
        """Write these exchanges, or all, as a HAR 1.2 file; return how many. Each leg is an entry.

        Secrets are in it as their {{name}}. Only its owner can read the file.

        Raises:
            OSError: it cannot be written; a file of that name is as it was.
        """
        from .har_file import write_har

        chosen = list(self if exchanges is None else exchanges)
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
        frame = pandas.DataFrame([row(exchange) for exchange in self], columns=list(COLUMNS))
        frame["started"] = pandas.to_datetime(frame["started"], unit="s", utc=True)
        return frame.astype(
            {"number": "int64", "status": "Int64", "size": "Int64", "legs": "int64", "ms": "float64"}
        )

    # -- in -----------------------------------------------------------------------------------------------

    def load_har(self, path: str | os.PathLike[str]) -> list[Exchange]:
        """Add the exchanges of a HAR file, of a browser or of nbauth, with new numbers; return them.

        Credentials in it are replaced by their names, as in everything that is kept. What is no HTTP request is
        left out, with a warning.

        Raises:
            OSError, HarSyntaxError: it cannot be read; nothing was added.
        """
        from .har_file import load_har

        read, left_out = load_har(path, self._session)
        added = [replace(exchange, number=self.next_number()) for exchange in read]
        for exchange in added:
            self.append(exchange)
        if left_out:
            shown = "; ".join(left_out[:5]) + (f"; and {len(left_out) - 5} more" if len(left_out) > 5 else "")
            warnings.warn(f"left out of the HAR file: {shown}", stacklevel=2)
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
            self._session, self._one(which), auth=auth, timeout=timeout, follow_redirects=follow_redirects
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
            self._session, self._one(which), auth=auth, timeout=timeout, follow_redirects=follow_redirects
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
