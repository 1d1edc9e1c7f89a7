"""A kernel in which a page is run as by somebody in JupyterLab: who answers prompts, and for whom forms are shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from docs.world import PASSWORD, TOKEN, World
from jupyter_client import BlockingKernelClient
from jupyter_client.manager import start_new_kernel

__all__ = ["PageKernel", "page_kernel"]

ANSWERS = {"Access token: ": TOKEN, "Password for ada: ": PASSWORD, "Password: ": PASSWORD}
SECONDS = 60


class PageKernel:
    """A kernel.

    Attributes:
        said: All that it has sent, as text, but for the cells themselves.
        result: What the last cell that has a result has returned, as text.
    """

    def __init__(self, client: BlockingKernelClient) -> None:
        self._client = client
        self.said: list[str] = []
        self.result = ""

    def run(self, code: str) -> str:
        """Run a cell; return what is wrong with it: an error, or IPython's line for a mistake. Empty where nothing is."""
        wrong: list[str] = []

        def hear(message: dict[str, Any]) -> None:
            content = message["content"]
            if message["msg_type"] == "execute_input":
                return
            self.said.append(repr(content))
            if message["msg_type"] == "error":
                wrong.append(f"{content['ename']}: {content['evalue']}")
            elif message["msg_type"] == "stream" and content["name"] == "stderr":
                wrong.append(content["text"])
            elif message["msg_type"] == "execute_result":
                self.result = content["data"]["text/plain"]

        def answer(message: dict[str, Any]) -> None:
            self._client.input(ANSWERS[message["content"]["prompt"]])

        self._client.execute_interactive(
            code, allow_stdin=True, timeout=SECONDS, output_hook=hear, stdin_hook=answer, stop_on_error=False
        )
        return "".join(wrong).strip()


@contextmanager
def page_kernel(world: World) -> Iterator[PageKernel]:
    """Start a kernel in the world of the pages."""
    manager, client = start_new_kernel(
        kernel_name="python3", env=world.environment, cwd=str(world.folder), startup_timeout=SECONDS
    )
    try:
        yield PageKernel(client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
