"""Which proxy a request of a session goes through; never the proxy's userinfo.

httpx has no public name for that. The private ones that this needs are all here: `Client._transport_for_url`,
`HTTPTransport._pool` and, of the pool, `_proxy_url`. A test says so if one ever changes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.request import getproxies

from .._http import httpx

if TYPE_CHECKING:
    from .session import Session

__all__ = ["proxy_of"]

PLAIN_HOST = re.compile(r"[\w.-]+|[0-9a-fA-F:.]+", re.ASCII)
PORTS = {b"http": 80, b"https": 443}
SOCKS_PORT = 1080


def proxy_of(session: Session, url: httpx.URL) -> str | None:
    """Return the proxy that a request to *url* goes through: HOST:PORT, "" when it cannot be told; None without."""
    transport: Any = session.client._transport_for_url(url)
    # A transport of the user's own may do as it likes; a pool without a proxy has no such attribute.
    pool = vars(transport).get("_pool") if isinstance(transport, httpx.HTTPTransport) else None
    proxy = getattr(pool, "_proxy_url", None)
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
