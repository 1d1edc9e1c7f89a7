"""Which proxy a request of a session goes through; never the proxy's userinfo.

httpx has no public name for that. The private ones that this needs are all here: `Client._transport_for_url`,
`HTTPTransport._pool` and, of the pool, `_proxy_url`. A test says so if one ever changes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.request import getproxies

from .._http import httpx
from ..core.origin import Origin

if TYPE_CHECKING:
    from .session import Session

__all__ = ["leaves_by_proxy", "proxy_of"]

PLAIN_HOST = re.compile(r"[\w.-]+|[0-9a-fA-F:.]+", re.ASCII)
PORTS = {b"http": 80, b"https": 443}
SOCKS_PORT = 1080


def proxy_of(session: Session, url: httpx.URL) -> str | None:
    """Return the proxy that a request to *url* goes through: HOST:PORT, "" when it cannot be told; None without."""
    proxy = _proxy(session.client, url)
    if proxy is None:
        return None
    host = proxy.host.decode("ascii", "replace")
    # "http://user:12/34@host" has the host "user" and a password's begin as its port: then nothing is named.
    texts = (str(session._options.get("proxy", "")), *getproxies().values())
    misread = proxy.target not in (b"", b"/") or any("#" in text for text in texts)
    if misread or not PLAIN_HOST.fullmatch(host):
        return ""
    port = proxy.port or PORTS.get(proxy.scheme, SOCKS_PORT)
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def leaves_by_proxy(client: Any, url: httpx.URL) -> bool:
    """Tell whether a request of a session's client goes to a proxy on another machine, wherever *url* is."""
    proxy = _proxy(client, url)
    return proxy is not None and not Origin("http", proxy.host.decode("ascii", "replace"), 0).is_loopback


def _proxy(client: Any, url: httpx.URL) -> Any:
    """Return the proxy's URL as httpcore has it; None without a proxy."""
    transport: Any = client._transport_for_url(url)
    # A transport of the user's own may do as it likes; a pool without a proxy has no such attribute.
    own = isinstance(transport, httpx.HTTPTransport | httpx.AsyncHTTPTransport)
    return getattr(vars(transport).get("_pool"), "_proxy_url", None) if own else None
