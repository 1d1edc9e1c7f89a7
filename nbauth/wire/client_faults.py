"""Why a session has no client to send with; no value of an option or of the environment is quoted."""

from __future__ import annotations

import inspect
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..errors import RequestFailed
from ..render.inert import short

if TYPE_CHECKING:
    from .session import Session

__all__ = ["CA_HINT", "client_fault"]

CA_HINT = "for a CA of your own: nbauth.Session(verify=ssl.create_default_context(cafile='ca.pem')), with --session"
PROXY_HINT = "a proxy is http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT"
ENVIRONMENT = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE", "NO_PROXY", "no_proxy")
"""What httpx reads besides the proxies, in the order in which they are blamed."""


def client_fault(session: Session) -> RequestFailed | None:
    """Return what keeps the session from having an open client; None when it has one."""
    failure = None
    try:
        closed = session.client.is_closed
    except Exception as exc:
        failure = exc
    if failure is not None:
        what, hint = _fault(session._options, failure)
        return RequestFailed(f"the session's client cannot be made: {what}", hint=hint)
    if closed:
        return RequestFailed("this session is closed", hint="make a new one: nbauth.Session(), with --session")
    for name, transport in _transports(session._options):
        if not hasattr(transport, "handle_request"):
            return RequestFailed(
                f"the session's client cannot be made: the option {name} is no httpx.BaseTransport",
                hint="a magic needs one with handle_request: httpx.HTTPTransport(...)",
            )
    return None


def _transports(options: Mapping[str, Any]) -> list[tuple[str, Any]]:
    given = [("transport", options.get("transport"))]
    given += [("mounts", each) for each in (options.get("mounts") or {}).values()]
    return [(name, transport) for name, transport in given if transport is not None]


def _fault(options: Mapping[str, Any], exc: Exception) -> tuple[str, str]:
    """Return the option or the environment variable that is at fault, and what to do."""
    from urllib.request import getproxies

    from .._http import httpx

    known = inspect.signature(httpx.Client).parameters
    for name, value in options.items():
        if name not in known:
            return f"httpx.Client has no option {short(name, 40)}", "see httpx.Client for the options of a Session"
        # Each on its own: httpx does not say which one it was, and may quote it.
        if failure := _tried(**{"trust_env": False, name: value}):
            return _told(f"the option {name}", failure, is_proxy=name in ("proxy", "mounts"))
    for scheme, url in getproxies().items():
        if scheme in ("http", "https", "all"):
            names = (f"{scheme}_proxy", f"{scheme}_proxy".upper())
            found = next((name for name in names if os.environ.get(name)), "")
            where = f"the environment variable {found}" if found else f"the system's {scheme} proxy"
            if failure := _tried(trust_env=False, proxy=url if "://" in url else f"http://{url}"):
                return _told(where, failure, is_proxy=True)
    name = next((name for name in ENVIRONMENT if os.environ.get(name)), "")
    return _told(f"the environment variable {name}" if name else "the options together", exc)


def _tried(**options: Any) -> Exception | None:
    from .._http import httpx

    try:
        httpx.Client(**options).close()
    except Exception as exc:
        return exc
    return None


def _told(where: str, exc: Exception, *, is_proxy: bool = False) -> tuple[str, str]:
    if isinstance(exc, ImportError):
        return f"{where} needs a package that is not installed", "pip install 'httpx[http2,socks]'"
    if isinstance(exc, OSError):
        return f"{where}: {short(exc.strerror or type(exc).__name__, 100)}", CA_HINT
    if is_proxy:
        return f"{where} cannot be read as a proxy's URL", PROXY_HINT
    return f"{where} cannot be used ({type(exc).__name__})", "see httpx.Client for the options of a Session"
