"""Runs the notebook in a real kernel as a front end does, and keeps all that comes of it.

nbclient runs the cells, collects outputs and the state of widgets, and would fail where a cell asks for something;
here somebody types. What is kept: the messages of all channels with their buffers, and a folder with the notebook,
its checkpoint, and all files that the kernel wrote there.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty
from typing import Any

import nbformat
from canary.canaries import CANARIES, ENVIRONMENT
from canary.cells import ANSWERS, OFF, OURS, START, TYPED, YOURS
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

SECONDS = 60
"""Far more than any cell takes."""

KERNEL_CONFIG = """\
c.HistoryManager.db_log_output = True  # which few have: outputs in history.sqlite too
c.HistoryManager.db_cache_size = 0
c.StoreMagics.autorestore = True
"""


@dataclass
class Run:
    """What a run has left.

    Attributes:
        folder: All that is on disk of it.
        messages: For each cell, and for "" (requests of no cell), all messages that the kernel sent, as bytes.
        failed: The cells that ended in an error, with its text.
    """

    folder: Path
    messages: dict[str, bytes] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def of(self, cells: Mapping[str, str]) -> bytes:
        """Return the messages of these cells, one after the other."""
        return b"\n".join(self.messages.get(name, b"") for name in cells)


def run_all(folder: Path, site: str) -> dict[str, Run]:
    """Run the notebook once for each protection that is off, and once with all on; all at the same time."""
    runs = {off: Run(folder / off) for off in OFF}
    for each in runs.values():
        _prepare(each.folder)

    async def together() -> None:
        await asyncio.gather(*(_run(each, site, off) for off, each in runs.items()))

    asyncio.run(together())
    return runs


def _prepare(folder: Path) -> None:
    (folder / "ipython" / "profile_default").mkdir(parents=True)
    (folder / "ipython" / "profile_default" / "ipython_kernel_config.py").write_text(KERNEL_CONFIG)
    (folder / "work").mkdir()
    entry = f"machine localhost login ada password {CANARIES['NETRC']}\n"
    for name, text in {"netrc": entry, "netrc-with-a-mistake": entry.replace("login", "lgin")}.items():
        (folder / "work" / name).write_text(text)
        (folder / "work" / name).chmod(0o600)


async def _run(result: Run, site: str, off: str) -> None:
    cells = {"start": START, f"{off} is off": OFF[off], **OURS, **YOURS}
    document = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells.values()])
    client = Client(
        document,
        timeout=SECONDS,
        allow_errors=True,
        ipython_hist_file="",
        km=AsyncKernelManager(kernel_name="python3"),
    )
    # Under pytest a kernel would not watch its file descriptors.
    env = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    env |= {**ENVIRONMENT, "CANARY_SITE": site, "JUPYTER_PREFER_ENV_PATH": "1"}
    env |= {"IPYTHONDIR": str(result.folder / "ipython"), "HOME": str(result.folder / "work")}
    async with client.async_setup_kernel(env=env, cwd=str(result.folder / "work"), cleanup_kc=True):
        typing = asyncio.create_task(client.type_answers())
        for index, (name, cell) in enumerate(zip(cells, document.cells, strict=True)):
            client.at = name
            await client.async_execute_cell(cell, index)
            if name in TYPED:
                client.fill_in(site)
        client.at = ""
        await client.ask_around()
        typing.cancel()
        with suppress(asyncio.CancelledError):
            await typing
        client.set_widgets_metadata()
    for name in ("netrc", "netrc-with-a-mistake"):  # the person's own, and the one place where a secret is
        (result.folder / "work" / name).unlink()
    _save(result.folder / "work", document)
    result.failed = client.failed
    for name, messages in client.messages.items():
        result.messages[name] = b"\n".join(messages)


def _save(folder: Path, document: Any) -> None:
    """Do what Ctrl-S does: the notebook, with its outputs and its widgets, and a copy of it as a checkpoint."""
    nbformat.write(document, folder / "notebook.ipynb")
    (folder / ".ipynb_checkpoints").mkdir()
    shutil.copy(folder / "notebook.ipynb", folder / ".ipynb_checkpoints" / "notebook-checkpoint.ipynb")


class Client(NotebookClient):
    """A notebook client with somebody before it, who answers prompts.

    Attributes:
        at: The cell that runs.
        messages: The messages of each cell, in the order in which they came.
        failed: Of each cell that ended in an error, what it said.
        form: The newest widget of nbauth.
    """

    at = form = ""

    def __init__(self, document: Any, **options: Any) -> None:
        super().__init__(document, **options)
        self.messages: dict[str, list[bytes]] = {}
        self.failed: dict[str, str] = {}

    async def async_start_new_kernel_client(self) -> Any:
        client = await super().async_start_new_kernel_client()
        client.allow_stdin = True
        session = client.session
        deserialize = session.deserialize

        def kept(*args: Any, **kwargs: Any) -> Any:
            # All channels come through here.
            message = deserialize(*args, **kwargs)
            said = json.dumps(message, default=lambda value: bytes(value).hex() if _is_data(value) else str(value))
            data = [bytes(buffer) for buffer in message["buffers"]]
            self.messages.setdefault(self.at, []).append(b"\n".join([said.encode(), *data]))
            if message["msg_type"] == "comm_open" and b"nbauth" in said.encode():
                self.form = message["content"]["comm_id"]
            if message["msg_type"] == "execute_reply" and message["content"]["status"] == "error":
                self.failed[self.at] = f"{message['content']['ename']}: {message['content']['evalue']}"
            return message

        session.deserialize = kept
        return client

    async def type_answers(self) -> None:
        """Answer each prompt with the value that its cell asks for."""
        while True:
            with suppress(Empty):
                await self.kc.get_stdin_msg(timeout=0.1)
                self.kc.input(CANARIES[ANSWERS[self.at]])

    def fill_in(self, site: str) -> None:
        """Type into the newest form, and press its button, as the page does."""
        name, content = TYPED[self.at]
        filled = {
            "do": "login" if content else "secret",
            "values": {"username": name.lower()},
            "secrets": {"password": 0},
            **{key: text.format(site=site) for key, text in content.items()},
        }
        message = self.kc.session.msg(
            "comm_msg", {"comm_id": self.form, "data": {"method": "custom", "content": filled}}
        )
        message["buffers"] = [CANARIES[name].encode()]
        self.kc.shell_channel.send(message)

    async def ask_around(self) -> None:
        """Ask the kernel what a front end may ask beside the running of cells."""
        for name in ("values", "session", "r", "body_secret"):
            for level in (0, 1):
                await self.kc.inspect(name, detail_level=level, reply=True, timeout=SECONDS)
        for code in ("%auth forget ", "%http --auth ", "values[0].", "r."):
            await self.kc.complete(code, reply=True, timeout=SECONDS)
        for output in (True, False):
            await self.kc.history(
                raw=True, output=output, hist_access_type="range", session=0, start=0, reply=True, timeout=SECONDS
            )
        await self.kc.comm_info(reply=True, timeout=SECONDS)
        await self.kc.kernel_info(reply=True, timeout=SECONDS)
        with suppress(Empty):
            while True:
                await self.kc.get_iopub_msg(timeout=0.3)


def _is_data(value: Any) -> bool:
    return isinstance(value, bytes | bytearray | memoryview)
