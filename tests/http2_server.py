"""An ASGI application behind hypercorn: it speaks HTTP/2 to who asks for it, over TLS on loopback."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import trustme
from hypercorn.asyncio import serve
from hypercorn.config import Config


class Http2Server:
    """Runs in a thread what *make* returns for its URL.

    Attributes:
        url: Where it listens, without a slash at the end.
    """

    def __init__(
        self, make: Callable[[str], Any], authority: trustme.CA, folder: Path, host: str = "127.0.0.1"
    ) -> None:
        listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://{host}:{listener.getsockname()[1]}"
        config = Config()
        config.bind = [f"fd://{listener.detach()}"]  # hypercorn closes it
        config.certfile, config.keyfile = str(folder / "cert.pem"), str(folder / "key.pem")
        certificate = authority.issue_cert(host)
        certificate.private_key_pem.write_to_path(config.keyfile)
        for pem in certificate.cert_chain_pems:
            pem.write_to_path(config.certfile, append=True)
        config.loglevel = "ERROR"
        self._loop, self._over = asyncio.new_event_loop(), asyncio.Event()
        serving = serve(make(self.url), config, shutdown_trigger=self._over.wait)
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(serving,))
        self._thread.start()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()
        self._loop.close()
