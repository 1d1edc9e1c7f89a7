"""A real kernel for benchmarks: starts, runs cells, and tells how long each took for whoever sent it."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jupyter_client.manager import KernelManager

PEERS = Path(__file__).parent.parent / "build" / "peers"
SECONDS = 60


class Kernel:
    """A kernel that is ready."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def run(self, code: str) -> tuple[float, str]:
        """Run a cell; return the seconds until the kernel was idle again, and what was printed.

        Raises AssertionError with what the cell said when it failed.
        """
        printed: list[str] = []

        def hook(message: dict[str, Any]) -> None:
            content = message["content"]
            if message["msg_type"] == "stream":
                printed.append(content["text"])
            elif message["msg_type"] == "error":
                printed.extend(content["traceback"])

        begun = time.perf_counter()
        reply = self._client.execute_interactive(code, timeout=SECONDS, output_hook=hook, allow_stdin=False)
        took = time.perf_counter() - begun
        assert reply["content"]["status"] == "ok", "".join(printed)
        return took, "".join(printed)


@contextlib.contextmanager
def running() -> Iterator[Kernel]:
    """Yield a fresh kernel in which the peers of benchmarks/peers.txt can be imported."""
    manager = KernelManager(kernel_name="python3", transport_encryption="auto")
    path = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), str(PEERS)]))
    # What is installed is compiled, as httpx is by pip: also where this environment says not to.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    manager.start_kernel(env={**env, "PYTHONPATH": path, "JUPYTER_PREFER_ENV_PATH": "1"})
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=SECONDS)
        yield Kernel(client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.cleanup_resources()
