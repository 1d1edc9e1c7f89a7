"""httpx's errors as a notebook shows them: in one or two lines, where, what, and what to do."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..errors import NbauthError, RequestFailed
from ..render.inert import short

if TYPE_CHECKING:
    from .session import Session

__all__ = ["in_words"]


@contextmanager
def in_words(session: Session) -> Iterator[None]:
    """Turn an error of httpx into a RequestFailed: where, what, and what to do.

    A session that has no open client is one before anything is sent. httpx's error is the cause of ours only
    where `NBAuth.short_errors` is False: its stack holds the request as it went over the wire.
    """
    from .client_faults import client_fault

    if failure := client_fault(session):
        raise failure
    cause = None
    try:
        with session.plain_http.told_by(_told):
            yield
    except Exception as exc:
        failure = _failure(exc, session)
        if failure is None:
            raise
        cause = None if NbauthError.show_all is None else exc
    except KeyboardInterrupt as exc:
        if NbauthError.show_all is None:
            _shorten(exc)
        raise
    if failure is not None:
        try:
            raise failure from cause
        finally:
            # Python has noted httpx's error here too: contextlib throws it into this generator.
            failure.__context__ = None


def _shorten(interrupt: KeyboardInterrupt) -> None:
    """Have a notebook show it in one line, with the notes on what was sent: the stack is httpx's and ours."""

    def lines() -> list[str]:
        return ["; ".join(["KeyboardInterrupt: the request was stopped", *getattr(interrupt, "__notes__", ())])]

    interrupt._render_traceback_ = lines  # type: ignore[attr-defined]


def _told(warning: Warning) -> None:
    """Tell it in one line: Python's own way shows where nbauth is installed and a line of its source."""
    print(f"warning: {warning}", file=sys.stderr)


def _failure(exc: Exception, session: Session) -> RequestFailed | None:
    from .._http import httpx
    from ..core.origin import Origin
    from .network_faults import network_fault
    from .proxies import proxy_of

    if isinstance(exc, httpx.InvalidURL):
        return RequestFailed("the URL cannot be read: its host or its port is wrong")
    if not isinstance(exc, httpx.RequestError):
        return None
    try:
        url = exc.request.url
        place = (
            Origin.of(url)
            if url.scheme in ("http", "https")
            else f"{url.scheme}://{short(url.raw_host.decode(), 100)}"
        )
        where, proxy = f"{exc.request.method} {place}", proxy_of(session, url)
    except RuntimeError:
        where, proxy = "the request", None  # httpx raised it before there was one
    what, hint = network_fault(exc, short(session.redactor.text(str(exc)), 200), proxy)
    return RequestFailed(f"{where}: {what}", hint=hint)
