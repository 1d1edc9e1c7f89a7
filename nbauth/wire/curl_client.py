"""The client that sends a curl command: the session's, but for what the command says of TLS, proxies and cookies.

Everything is recorded and redacted as it is for the session's own clients. Cookies, default headers and parameters
of the session are left out: a command sends what it says.
"""

from __future__ import annotations

import ssl
from http.cookiejar import Cookie, CookieJar
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.request import Request

from .._http import BACKEND, httpx
from ..core.curl_command import CurlCommand
from ..core.shell_words import Word
from .client import AsyncClient, Client
from .cookies import Policy

if TYPE_CHECKING:
    from .session import Session

__all__ = ["HTTP2", "new_client", "timeout_of"]

HTTP2 = "h2"
"""The package that HTTP/2 needs."""

SOCKS = "socksio"

KEPT = (
    "verify cert trust_env http1 http2 proxy mounts limits transport default_encoding event_hooks timeout".split()
)
"""Options of a session that say how it reaches servers, not what it sends."""

PROXIES = ("http", "https", "socks5", "socks5h")


def new_client(session: Session, command: CurlCommand, cookie: str, *, is_async: bool) -> Any:
    """Return a client for one command; whoever calls closes it.

    Args:
        cookie: The header Cookie, or its placeholder: sent to the origin of the command's URL, along redirects too.

    Raises:
        RequestSyntaxError: the session decides about what the command asks for, or the proxy's URL cannot be read.
    """
    options = {name: value for name, value in session._options.items() if name in KEPT}
    own = [name for name in ("transport", "mounts") if options.get(name)]
    changes = not command.verify or command.cacert is not None or command.proxy is not None
    if own and changes:
        reason = f"this session has {own[0]}= of its own, which decides about certificates and proxies"
        raise command.url.error(reason, "use another session: %%http --session NAME")
    if options.get("transport") is not None:
        options["transport"] = _Borrowed(options["transport"])
    options["mounts"] = {key: each and _Borrowed(each) for key, each in (options.get("mounts") or {}).items()}
    if command.cacert is not None:
        options["verify"] = _trusting(command.cacert, command.url)
    elif not command.verify:
        options["verify"] = False
    if command.proxy is not None:
        options["proxy"] = _proxy(command.proxy, command.proxy_user)
        # Those of the environment would come first.
        options["mounts"] = {} if options["proxy"] else {"http://": None, "https://": None}
    if command.http2 is not None:
        options["http2"] = command.http2 and find_spec(HTTP2) is not None
    client = (AsyncClient if is_async else Client)(
        session,
        cookies=_jar(cookie),
        max_redirects=command.max_redirects,
        **options,
    )
    return client


def timeout_of(session: Session, command: CurlCommand, timeout: Any) -> Any:
    """Return httpx's timeout for a command: *timeout* where the caller says one, else the command's."""
    if not isinstance(timeout, type(httpx.USE_CLIENT_DEFAULT)):
        return timeout
    whole, connect = command.timeout, command.connect_timeout
    if whole is not None:
        return httpx.Timeout(whole, connect=whole if connect is None else min(whole, connect))
    if connect is None:
        return timeout
    base = httpx.Timeout(session._options.get("timeout", 5.0))
    return httpx.Timeout(**{**base.as_dict(), "connect": connect})


def _trusting(path: str, word: Word) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=path)
    except (OSError, ssl.SSLError, ValueError):
        pass  # not raised from here: the error may quote the path
    raise word.error("--cacert: this file cannot be read, or holds no certificates")


def _proxy(word: Word, user: tuple[str, str] | None) -> httpx.Proxy | None:
    """Return the proxy that a word names; None for an empty one, which says that there shall be none."""
    if not word.text:
        return None
    url = word.text if "://" in word.text else f"http://{word.text}"
    scheme = url.partition("://")[0].lower()
    if scheme not in PROXIES:
        raise word.error("-x: this kind of proxy is not supported", f"known: {', '.join(PROXIES)}")
    if scheme.startswith("socks") and find_spec(SOCKS) is None:
        raise word.error("-x: a SOCKS proxy needs a package", f"pip install '{BACKEND}[socks]'")
    proxy = None
    try:
        proxy = httpx.Proxy(url, auth=user)
    except (httpx.InvalidURL, ValueError):
        pass  # not raised from here: the error may quote a password
    if proxy is None or not proxy.url.host:
        raise word.error("-x: the proxy's URL cannot be read")
    return proxy


class _Kept(Policy):
    """Keeps the cookies that are there, and takes no more: so does curl without a file of cookies."""

    def set_ok(self, cookie: Cookie, request: Request) -> bool:
        return False


def _jar(header: str) -> CookieJar:
    """Return a jar with one cookie that is all of a Cookie header; it goes where cookies without a domain go."""
    jar = CookieJar(_Kept())
    if header:
        # A name without a value stands in the header as it is.
        cookie = Cookie(
            0, header, None, None, False, "", False, False, "/", True, False, None, True, None, None, {}
        )
        jar.set_cookie(cookie)
    return jar


class _Borrowed(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport of the session's, which a client that is closed leaves open."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response: httpx.Response = self._transport.handle_request(request)
        return response

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response: httpx.Response = await self._transport.handle_async_request(request)
        return response
