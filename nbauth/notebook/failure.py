"""What went wrong, in one or two lines: httpx's errors as a notebook shows them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..errors import RequestFailed
from ..render.inert import short
from .client_faults import CA_HINT, client_fault, proxy_of

if TYPE_CHECKING:
    from ..wire.session import Session

__all__ = ["in_words"]

PROXY = "give its user and password: nbauth.Session(proxy=httpx.Proxy(url, auth=(user, password))), with --session"
PROXY_FROM = (
    "it comes from Session(proxy=...) or HTTP_PROXY, HTTPS_PROXY, ALL_PROXY; NO_PROXY lists hosts to go to without"
)
NO_NAME = ("name or service", "getaddrinfo", "resolution", "nodename")
TIMEOUT = "wait longer with --timeout S"


@contextmanager
def in_words(session: Session) -> Iterator[None]:
    """Turn an error of httpx into a RequestFailed: where, what, and what to do.

    A session that has no open client is one before anything is sent.
    """
    if failure := client_fault(session):
        raise failure
    try:
        yield
    except Exception as exc:
        failure = _failure(exc, session)
        if failure is None:
            raise
    # Outside of the except clause: httpx's error would be its context, with all that it holds.
    if failure is not None:
        raise failure


def _failure(exc: Exception, session: Session) -> RequestFailed | None:
    from .._http import httpx
    from ..core.origin import Origin

    if isinstance(exc, httpx.InvalidURL):
        return RequestFailed("the URL cannot be read: its host or its port is wrong")
    if not isinstance(exc, httpx.RequestError):
        return None
    try:
        where, proxy = f"{exc.request.method} {Origin.of(exc.request.url)}", proxy_of(session, exc.request.url)
    except RuntimeError:
        where, proxy = "the request", None  # httpx raised it before there was one
    said = short(session.redactor.text(str(exc)), 200)
    what, hint = (_of_proxy(exc, said, proxy) if proxy is not None else None) or _what(exc, said)
    return RequestFailed(f"{where}: {what}", hint=hint)


def _of_proxy(exc: Exception, said: str, proxy: str) -> tuple[str, str] | None:
    """Return what the proxy did, or None when it was not the proxy: a connection is made to it alone."""
    from .._http import httpx

    low, named = said.lower(), f"the proxy {proxy}" if proxy else "the proxy"
    match exc:
        case httpx.ConnectTimeout():
            return f"no connection in time through {named}", TIMEOUT
        case httpx.ConnectError() if "certificate" in low or "ssl" in low:
            return None
        case httpx.ConnectError() if not proxy:
            return "the proxy's URL cannot be read", PROXY_FROM
        case httpx.ConnectError() if "refused" in low:
            return f"{named} refused the connection", PROXY_FROM
        case httpx.ConnectError() if any(word in low for word in NO_NAME):
            return f"there is no host with the name of {named}", PROXY_FROM
        case httpx.ConnectError():
            return f"no connection to {named}: {said}", PROXY_FROM
    return None


def _what(exc: Exception, said: str) -> tuple[str, str]:
    from .._http import httpx

    low = said.lower()
    match exc:
        case httpx.ConnectTimeout():
            return "the server did not take the connection in time", TIMEOUT
        case httpx.PoolTimeout():
            return "all connections of the client are in use", "close responses that you stream"
        case httpx.TimeoutException():
            return "the server did not answer in time", TIMEOUT
        case httpx.ProxyError() if "407" in said:
            return "the proxy wants credentials of its own (407)", PROXY
        case httpx.ProxyError():
            return f"the proxy failed: {said}", ""
        case httpx.ConnectError() if "certificate" in low or "ssl" in low:
            return f"no secure connection: {said}", CA_HINT if "certificate" in low else ""
        case httpx.ConnectError() if "refused" in low:
            return "the connection was refused", "is the server running, and is the port right?"
        case httpx.ConnectError() if any(word in low for word in NO_NAME):
            return "there is no host of that name", "check the name, and the network"
        case httpx.UnsupportedProtocol():
            return "only http and https are supported", "a URL starts with https:// or http://"
        case httpx.RemoteProtocolError():
            return f"the server broke off, or does not speak HTTP: {said}", ""
        case httpx.TooManyRedirects():
            return "too many redirects", "--no-redirects shows the first one"
    return f"{type(exc).__name__}{f': {said}' if said else ''}", ""
