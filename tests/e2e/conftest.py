"""JupyterLab in a real browser.

lab       a JupyterLab of our own, without the user's settings
browser   Chromium, which can reach this machine and nothing else
notebook  opens a notebook and returns it, its kernel ready: ``notebook(path)`` or ``notebook(["cell", ...])``,
          in JupyterLab or with ``app="notebook"`` in Notebook 7
cards     a notebook that shows a card of each kind and a history, all cells run; for a whole module
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
import system
from e2e.shown import CELLS
from playwright.sync_api import Browser, Locator, Page, WebSocket, sync_playwright
from server_process import run_server

WAIT_MS = 60_000

# The last two prove that a page loads nothing from the net.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--proxy-server=direct://",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]

KERNEL_IDLE = """() => {
  const session = window.jupyterapp?.shell?.currentWidget?.context?.sessionContext;
  return session?.isReady && session.session?.kernel?.status === 'idle';
}"""

# "Run all" stops at the first error, so wait for that too. A UsageError is text on stderr, no error output.
ALL_RAN = """(mayFail) => {
  const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(each => each.innerText);
  if (prompts.length && prompts.every(text => /\\[\\d+\\]/.test(text))) return 'done';
  if (mayFail) return false;
  const kinds = ['error', 'stderr'].map(kind => `[data-mime-type="application/vnd.jupyter.${kind}"]`);
  const error = document.querySelector(kinds.join());
  return error && !prompts.some(text => text.includes('*')) ? error.innerText : false;
}"""


@dataclass(frozen=True)
class Lab:
    url: str
    token: str
    folder: Path


class OpenNotebook:
    """A notebook that is open in JupyterLab; cells count from 0, as in the file.

    Attributes:
        asked: The URLs of all that the page has asked for.
        received, sent: The frames of its websockets.
    """

    def __init__(self, page: Page, path: Path) -> None:
        self.page, self.path = page, path
        self.asked: list[str] = []
        self.received: list[bytes] = []
        self.sent: list[bytes] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("websocket", self._socket)

    def _socket(self, socket: WebSocket) -> None:
        self.asked.append(socket.url)
        socket.on("framereceived", lambda frame: self.received.append(_bytes(frame)))
        socket.on("framesent", lambda frame: self.sent.append(_bytes(frame)))

    def cell(self, index: int) -> Locator:
        return self.page.locator(".jp-Notebook .jp-Cell").nth(index)

    def output(self, index: int) -> Locator:
        return self.cell(index).locator(".jp-OutputArea-output")

    def command(self, name: str, *, wait: bool = True, **arguments: Any) -> None:
        """Execute a command of Lab; with *wait*, until Lab says it is done."""
        run = "([name, args]) => { const done = window.jupyterapp.commands.execute(name, args);"
        self.page.evaluate(f"{run} {'return done.then(() => null);' if wait else ''} }}", [name, arguments])

    def run(self, index: int) -> None:
        """Run one cell and wait until it has finished."""
        prompt = self.cell(index).locator(".jp-InputPrompt")
        before = prompt.inner_text()
        self.cell(index).locator(".jp-InputArea-editor").click()
        # Not waiting for the command: it ends with the cell, which may wait for somebody's input.
        self.command("notebook:run-cell", wait=False)
        ran = "([element, before]) => element.innerText !== before && /\\[\\d+\\]/.test(element.innerText)"
        self.page.wait_for_function(ran, arg=[prompt.element_handle(), before], timeout=WAIT_MS)

    def run_all(self, *, may_fail: bool = False) -> None:
        """Run all cells. Raises AssertionError with what a cell said when one fails.

        Args:
            may_fail: Some cells do, tagged "raises-exception", and the others run nevertheless.
        """
        self.command("notebook:run-all-cells", wait=False)
        said = self.page.wait_for_function(ALL_RAN, arg=may_fail, timeout=WAIT_MS).json_value()
        assert said == "done", said

    def theme(self, name: str) -> None:
        """Switch to "JupyterLab Light" or "JupyterLab Dark"."""
        self.command("apputils:change-theme", theme=name)
        self.page.wait_for_selector(f'body[data-jp-theme-name="{name}"]', state="attached")

    def screenshot(self, path: Path) -> None:
        """Save a picture of the whole notebook, also of what is scrolled away."""
        path.parent.mkdir(parents=True, exist_ok=True)
        bottom = """() => {
            document.querySelector('.jp-WindowedPanel-outer').scrollTop = 0;
            return Math.max(...[...document.querySelectorAll('.jp-Cell')].map(e => e.getBoundingClientRect().bottom));
        }"""
        size = dict(self.page.viewport_size)
        height = max(size["height"], int(self.page.evaluate(bottom)) + 60)
        self.page.set_viewport_size({**size, "height": height})
        self.page.screenshot(path=path)
        self.page.set_viewport_size(size)

    def save(self) -> nbformat.NotebookNode:
        """Save the notebook and return what then lies in the file."""
        self.command("docmanager:save")
        return nbformat.read(self.path, as_version=4)


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    workdir, token = tmp_path_factory.mktemp("lab"), secrets.token_hex(16)
    with run_server("jupyterlab", workdir, env={"JUPYTER_TOKEN": token}) as (url,):
        yield Lab(url, token, workdir / "notebooks")


# Not for the session: as long as it lives, its event loop counts as running in this thread, and the tests after
# it could not call asyncio.run.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    system.need("chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=system.command("chromium"), args=FLAGS)
        yield chromium
        chromium.close()


Open = Callable[..., OpenNotebook]

PLACES = {"lab": "doc/tree", "notebook": "notebooks"}
"""Where each application shows a notebook, on the same server."""


@pytest.fixture
def notebook(browser: Browser, lab: Lab) -> Iterator[Open]:
    with opener(browser, lab) as open_notebook:
        yield open_notebook


@contextmanager
def opener(browser: Browser, lab: Lab) -> Iterator[Open]:
    """Return what opens notebooks; in the end their kernels are shut down."""
    opened: list[OpenNotebook] = []

    def open_notebook(source: Path | list[str], app: str = "lab", name: str = "") -> OpenNotebook:
        path = lab.folder / (name or f"{secrets.token_hex(4)}.ipynb")
        nbformat.write(_document(source), path)
        page = browser.new_context(viewport={"width": 1100, "height": 1000}).new_page()
        opened.append(OpenNotebook(page, path))
        page.goto(f"{lab.url}/{PLACES[app]}/{path.name}?token={lab.token}")
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=WAIT_MS)
        page.wait_for_function(KERNEL_IDLE, timeout=WAIT_MS)
        return opened[-1]

    yield open_notebook
    for each in opened:
        each.command("kernelmenu:shutdown")
        each.page.context.close()


@pytest.fixture(scope="module")
def cards(browser: Browser, lab: Lab) -> Iterator[OpenNotebook]:
    with opener(browser, lab) as open_notebook:
        page = open_notebook(CELLS)
        page.run_all()
        yield page


def _bytes(frame: str | bytes) -> bytes:
    return frame.encode() if isinstance(frame, str) else frame


def _document(source: Path | list[str]) -> nbformat.NotebookNode:
    if isinstance(source, Path):
        return nbformat.read(source, as_version=4)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cells = [nbformat.v4.new_code_cell(text) for text in source]
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
