"""Start a server of tests/servers/, wait for its READY line, stop it by its process id."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import MappingProxyType

SERVERS = Path(__file__).parent / "servers"

START_SECONDS = 60
STOP_SECONDS = 10


def free_ports(count: int) -> list[int]:
    """Return ports of the loopback interface that nobody listens on."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


@contextmanager
def run_server(
    name: str, workdir: Path, *, ports: int = 1, env: Mapping[str, str] = MappingProxyType({})
) -> Iterator[list[str]]:
    """Run ``start-NAME.sh WORKDIR PORT...`` and yield the URLs of its READY line.

    Raises:
        RuntimeError: it was not ready in time, or ended; the text is its log.
    """
    workdir.mkdir(exist_ok=True)
    log = workdir / f"{name}.log"
    numbers = [str(port) for port in free_ports(ports)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [SERVERS / f"start-{name}.sh", workdir, *numbers],
            env={**os.environ, "PY": sys.executable, **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=output,
        )
    try:
        yield _ready(process, log)
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def _ready(process: subprocess.Popen[bytes], log: Path) -> list[str]:
    readable, _, _ = select.select([process.stdout], [], [], START_SECONDS)
    line = process.stdout.readline().decode() if readable else ""
    if not line.startswith("READY "):
        raise RuntimeError(f"{process.args[0]} was not ready within {START_SECONDS} s; its log:\n{tail(log)}")
    return line.split()[1:]


def tail(log: Path, lines: int = 40) -> str:
    """Return the last lines of a log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
