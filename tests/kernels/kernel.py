"""A real kernel, driven as JupyterLab drives one: "Run all" sends every cell at once, and waits for none."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import zmq
from jupyter_client import BlockingKernelClient, KernelManager

DEADLINE = 60.0
"""Seconds, far more than anything here takes: what has not come by then is lost."""

IPYKERNEL_6 = Path(__file__).parents[2] / "build" / "ipykernel-6"
MISSING = (
    "ipykernel 6 is not there, which these tests run beside the installed one. To get it: make build/ipykernel-6"
)


KERNELS = [
    (version, applied) for version in ("6.31", "7.") for applied in ("nothing", "nest_asyncio", "nest_asyncio2")
]
"""The versions, and what the user has applied there."""

BLOCKED = ("7.", "nest_asyncio")
"""The one whose loop waits while a coroutine runs elsewhere."""

START = """\
%load_ext nbauth
import asyncio, sys, ipykernel, nbauth
from nbauth._http import httpx

class AsyncOnly(httpx.Auth):
    def sync_auth_flow(self, request):
        raise RuntimeError("Cannot use an async authentication class with httpx.Client")

    async def async_auth_flow(self, request):
        async with lock:
            request.headers["Authorization"] = "Token t"
        yield request

lock = asyncio.Lock()
session = nbauth.session()
"""


@dataclass
class Cell:
    """What a frontend has of a cell.

    Attributes:
        status: "ok" or "error", as the reply says; empty before it.
        said: All its output in order: streams, text/plain, errors with their name and text.
        took: Seconds from when it was sent, or interrupted, to its reply.
    """

    status: str = ""
    said: str = ""
    took: float = 0.0
    since: float = 0.0
    is_idle: bool = False


class Kernel:
    """A kernel and its client."""

    def __init__(self, version: str, home: Path) -> None:
        paths = {"HOME": str(home), "IPYTHONDIR": str(home), "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
        if version.startswith("6"):
            if not IPYKERNEL_6.is_dir():
                pytest.fail(MISSING, pytrace=False)
            paths["PYTHONPATH"] = os.pathsep.join([str(IPYKERNEL_6), os.environ.get("PYTHONPATH", "")])
        self._manager = KernelManager(kernel_name="python3")
        self._manager.start_kernel(env={**os.environ, **paths})
        self._client: BlockingKernelClient = self._manager.client()
        self._client.start_channels()
        self._client.wait_for_ready(timeout=DEADLINE)
        self._poller = zmq.Poller()
        for channel in (self._client.shell_channel, self._client.iopub_channel):
            self._poller.register(channel.socket, zmq.POLLIN)
        self._cells: dict[str, Cell] = {}
        self.replied: list[Cell] = []
        """The cells in the order of their replies."""

    def send(self, *codes: str) -> list[Cell]:
        """Send cells, and wait for nothing."""
        cells = [Cell(since=time.monotonic()) for _ in codes]
        for code, cell in zip(codes, cells, strict=True):
            # Each runs, whatever becomes of those before: the tests look at all of them.
            self._cells[self._client.execute(code, allow_stdin=False, stop_on_error=False)] = cell
        return cells

    def ended(self, cells: list[Cell]) -> list[Cell]:
        """Return the cells when each has its reply and is idle."""
        self.wait(lambda: all(cell.status and cell.is_idle for cell in cells))
        return cells

    def run(self, *codes: str) -> list[Cell]:
        """Send cells, all at once, and return them when all have ended."""
        return self.ended(self.send(*codes))

    def value(self, code: str) -> str:
        """Run one cell that must go well, and return what it said."""
        (cell,) = self.run(code)
        assert "ok" == cell.status, cell.said
        return cell.said.strip()

    def interrupt(self, cell: Cell) -> None:
        """Interrupt the kernel; *cell* counts its time from now."""
        cell.since = time.monotonic()
        self._manager.interrupt_kernel()

    def comm(self, model: str, content: dict, *secrets: str, subshell: str = "") -> None:
        """Send what a page sends to a widget, secrets as the bytes beside it; on a subshell where one is named."""
        message = self._client.session.msg(
            "comm_msg", {"comm_id": model, "data": {"method": "custom", "content": content}}
        )
        message["buffers"] = [secret.encode() for secret in secrets]
        if subshell:
            message["header"]["subshell_id"] = subshell
        self._client.shell_channel.send(message)

    def subshell(self) -> str:
        """Return the name of a new subshell, as JupyterLab makes one for widgets."""
        self._client.control_channel.send(self._client.session.msg("create_subshell_request"))
        return self._client.control_channel.get_msg(timeout=DEADLINE)["content"]["subshell_id"]

    def wait(self, condition: Callable[[], object]) -> None:
        """Take messages until *condition* holds."""
        until = time.monotonic() + DEADLINE
        while not condition():
            if time.monotonic() > until:
                pytest.fail(f"waited in vain; the cells: {list(self._cells.values())}", pytrace=False)
            for socket, _ in self._poller.poll(20):
                is_reply = socket is self._client.shell_channel.socket
                channel = self._client.shell_channel if is_reply else self._client.iopub_channel
                message = channel.get_msg(timeout=1)
                cell = self._cells.get(message["parent_header"].get("msg_id", ""))
                if cell is not None:
                    self._take(cell, message["msg_type"], message["content"])

    def _take(self, cell: Cell, kind: str, content: dict) -> None:
        match kind:
            case "execute_reply":
                cell.status, cell.took = content["status"], time.monotonic() - cell.since
                self.replied.append(cell)
            case "status":
                cell.is_idle = content["execution_state"] == "idle"
            case "stream":
                cell.said += content["text"]
            case "execute_result" | "display_data":
                cell.said += content["data"].get("text/plain", "") + "\n"
            case "error":
                cell.said += f"{content['ename']}: {content['evalue']}\n"

    def stop(self) -> None:
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)


@contextmanager
def running_kernel(version: str, applied: str, url: str, home: Path) -> Iterator[Kernel]:
    """Start a kernel of that version in which the user has applied a nest_asyncio, or "nothing".

    nbauth is loaded there; `url` is the server's, and AsyncOnly an auth that has no flow for the sync client.
    """
    kernel = Kernel(version, home)
    try:
        if applied != "nothing":
            kernel.value(f"import {applied}; {applied}.apply()")
        kernel.value(f"{START}url = {url!r}")
        assert kernel.value("ipykernel.__version__").strip("'").startswith(version)
        yield kernel
    finally:
        kernel.stop()
