"""make demo: run the first notebook in a real kernel and print what went over the wire.

The notebook starts the playground itself, so nothing but this machine is needed.
usage: python tools/demo.py [NOTEBOOK [FOLDER]]
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert.exporters import HTMLExporter
from traitlets.config import Config

ROOT = Path(__file__).parent.parent
NOTEBOOK = ROOT / "notebooks" / "00-first-login.ipynb"
OUTPUT = ROOT / "build" / "demo"

CELL_SECONDS = 120


def main(path: Path = NOTEBOOK, output: Path = OUTPUT) -> int:
    """Run the notebook, print its history and where the results lie; return the exit status."""
    # The kernel of this environment, not one of the same name in the home directory.
    os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")
    notebook = nbformat.read(path, as_version=4)
    failed = execute(notebook, path.parent)
    executed, page = save(notebook, output / path.name)
    shown = history(notebook)
    if shown is None and not failed:
        failed = "no %http_history cell has an output"
    if shown is not None:
        print(f"\nWhat went over the wire:\n\n{shown}\n")
    print(f"executed notebook: {executed}\nHTML page:         {page}")
    if failed:
        print(f"\nmake demo failed in {path.name}: {failed}", file=sys.stderr)
    return 1 if failed else 0


def execute(notebook: nbformat.NotebookNode, folder: Path) -> str:
    """Run all cells in *folder*; return which one failed and what it said, or an empty text."""
    failed = ""

    def remember(*, cell: nbformat.NotebookNode, cell_index: int, execute_reply: dict[str, Any]) -> None:
        nonlocal failed
        # IPython shows a UsageError on stderr; others have a traceback.
        said = "".join(output.text for output in cell.outputs if output.get("name") == "stderr")
        said = said or "\n".join(execute_reply["content"]["traceback"])
        failed = f"cell {cell_index + 1}, {cell.source.splitlines()[0]!r}\n{said.strip()}"

    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        on_cell_error=remember,
        resources={"metadata": {"path": str(folder)}},
        # Between us and the kernel too nothing travels in the clear; ipykernel warns where it does.
        config=Config(KernelManager={"transport_encryption": "auto"}),
    )
    try:
        client.execute()
    except CellExecutionError:
        return failed
    except (CellTimeoutError, DeadKernelError) as exc:
        return f"{type(exc).__name__}: {exc}"
    return ""


def save(notebook: nbformat.NotebookNode, executed: Path) -> tuple[Path, Path]:
    """Write the executed notebook and an HTML page of it; return the two paths."""
    executed.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, executed)
    page = executed.with_suffix(".html")
    html, _ = HTMLExporter().from_notebook_node(notebook)
    page.write_text(html, encoding="utf-8")
    return executed, page


def history(notebook: nbformat.NotebookNode) -> str | None:
    """Return the text of the last %http_history cell's output, or None without one."""
    for cell in reversed(notebook.cells):
        if cell.cell_type == "code" and "%http_history" in cell.source:
            for output in reversed(cell.outputs):
                if text := output.get("data", {}).get("text/plain"):
                    return text
    return None


if __name__ == "__main__":
    raise SystemExit(main(*map(Path, sys.argv[1:])))
