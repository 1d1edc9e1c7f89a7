"""Each lesson as a student meets it: opened in JupyterLab, all cells run; pictures of it in both themes."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

ROOT = Path(__file__).parent.parent.parent
PICTURES = ROOT / "build" / "screenshots"
LESSONS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("name", LESSONS)
def test_run_all_cells(notebook, name):
    """Every cell runs, what was answered is on the page, and nothing has failed that the lesson is not about."""
    path = ROOT / "notebooks" / f"{name}.ipynb"
    meant = [
        cell
        for cell in nbformat.read(path, as_version=4).cells
        if "raises-exception" in cell.metadata.get("tags", ())
    ]
    page = notebook(path)
    page.run_all(may_fail=bool(meant))

    expect(page.page.locator("text=200 OK >> visible=true").first).to_be_visible()
    for theme in ("Light", "Dark"):
        page.theme(f"JupyterLab {theme}")
        expect(page.page.locator("#jupyterlab-splash")).to_have_count(0)
        page.screenshot(PICTURES / f"{name}-{theme.lower()}.png")
