"""What the network, the server or a proxy did, and what to do: a sentence for each kind of httpx's errors."""

from __future__ import annotations

import re
import socket
import ssl
from errno import EHOSTUNREACH, ENETUNREACH

from .client_faults import CA_HINT

__all__ = ["network_fault"]

PROXY = "give its user and password: nbauth.Session(proxy=httpx.Proxy(url, auth=(user, password))), with --session"
PROXY_FROM = (
    "it comes from Session(proxy=...) or HTTP_PROXY, HTTPS_PROXY, ALL_PROXY; NO_PROXY lists hosts to go to without"
)
TIMEOUT = "wait longer: %http --timeout S, or %config NBAuth.timeout = S"
UNREACHABLE = "is the network up? Where only a proxy leads out, set HTTPS_PROXY"
NOT_HTTP = "is it https:// there, or another port?"

VALUE = re.compile(r" b['\"]")
"""Where h11's sentence goes over to the value that it does not like."""

FIRST_LINE = re.compile(r"illegal status line: bytearray\(b(.*)\)")
"""What the server said in place of "HTTP/1.1 200 OK"."""

Fault = tuple[str, str]
"""What happened, and what to do about it."""


def network_fault(exc: Exception, said: str, proxy: str | None) -> Fault:
    """Return what happened, and what to do.

    Args:
        exc: An `httpx.RequestError`.
        said: Its text, redacted and on one line.
        proxy: The proxy on the way: HOST:PORT, "" when it cannot be named, None without.
    """
    return (_of_proxy(exc, said, proxy) if proxy is not None else None) or _of_server(exc, said)


def _of_proxy(exc: Exception, said: str, proxy: str) -> Fault | None:
    """Return what the proxy did, or None when it was not the proxy: a connection is made to it alone."""
    from .._http import httpx

    named = f"the proxy {proxy}" if proxy else "the proxy"
    match exc, system_error(exc):
        case httpx.ConnectTimeout(), _:
            return f"no connection in time through {named}", TIMEOUT
        case httpx.ConnectError(), ssl.SSLError():
            return None
        case httpx.ConnectError(), _ if not proxy:
            return "the proxy's URL cannot be read", PROXY_FROM
        case httpx.ConnectError(), ConnectionRefusedError():
            return f"{named} refused the connection", PROXY_FROM
        case httpx.ConnectError(), socket.gaierror():
            return f"there is no host with the name of {named}", PROXY_FROM
        case httpx.ConnectError(), _:
            return f"no connection to {named}: {said}", PROXY_FROM
    return None


def _of_server(exc: Exception, said: str) -> Fault:
    from .._http import httpx

    match exc, system_error(exc):
        case httpx.ConnectTimeout(), _:
            return "the server did not take the connection in time", TIMEOUT
        case httpx.PoolTimeout(), _:
            return "all connections of the client are in use", "close the responses that you stream"
        case httpx.WriteTimeout(), _:
            return "the server did not take the request in time", TIMEOUT
        case httpx.TimeoutException(), _:
            return "the server did not answer in time", TIMEOUT
        case httpx.ProxyError(), _ if "407" in said:
            return "the proxy wants credentials of its own (407)", PROXY
        case httpx.ProxyError(), _:
            return f"the proxy failed: {said}", PROXY_FROM
        case _, ssl.SSLCertVerificationError() as why:
            return f"no secure connection: {why.verify_message.rstrip('.')}", CA_HINT
        case _, ssl.SSLError(reason="WRONG_VERSION_NUMBER"):
            return "no secure connection: no TLS is spoken there", "is it http:// there, or another port?"
        case _, ssl.SSLEOFError():
            return "no secure connection: the server broke off while it was made", ""
        case _, ssl.SSLError():
            return f"no secure connection: {said}", ""
        case httpx.ConnectError(), ConnectionRefusedError():
            return "the connection was refused", "is the server running, and is the port right?"
        case httpx.ConnectError(), socket.gaierror():
            return "there is no host of that name", "check the name, and the network"
        case httpx.ConnectError(), OSError(errno=number) if number in (ENETUNREACH, EHOSTUNREACH):
            return "no way leads there", UNREACHABLE
        case httpx.ConnectError(), _:
            return f"no connection: {said}", ""
        case httpx.ReadError(), _:
            return "the server broke the connection off", ""
        case ((httpx.WriteError() | httpx.CloseError()), _):
            return "the connection broke while the request was sent", ""
        case httpx.UnsupportedProtocol(), _:
            return "a redirect leads there, and only http and https are supported", "--no-redirects shows it"
        case httpx.RemoteProtocolError(), _:
            return _not_http(said)
        case httpx.LocalProtocolError(), _:
            return f"the request is not allowed in HTTP: {VALUE.split(said)[0]}", ""
        case httpx.DecodingError(), _:
            return "the body is not what its Content-Encoding says", ""
        case httpx.TooManyRedirects(), _:
            return "too many redirects", "--no-redirects shows the first one"
    return f"{type(exc).__name__}{f': {said}' if said else ''}", ""


def _not_http(said: str) -> Fault:
    low = said.lower()
    if "disconnected" in low:
        return "the server broke off without an answer", ""
    if "closed" in low:
        return "the server broke off in the middle of its answer", ""
    if "location" in low:
        return "a redirect leads to what is no URL", "--no-redirects shows it"
    line = FIRST_LINE.search(said)
    return f"what answers there does not speak HTTP: {line[1] if line else said}", NOT_HTTP


def system_error(exc: BaseException) -> OSError | None:
    """Return what the operating system or TLS said: the first cause of *exc*."""
    found: OSError | None = None
    link: BaseException | None = exc
    seen: set[int] = set()
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        found = link if isinstance(link, OSError) else found
        # Several addresses were tried at once, by the async client: the first of them tells why.
        link = link.exceptions[0] if isinstance(link, BaseExceptionGroup) else link.__cause__ or link.__context__
    return found
