"""The first notebook, as a person meets it: opened in JupyterLab, all cells run."""

from pathlib import Path

from playwright.sync_api import expect

ROOT = Path(__file__).parent.parent.parent
PICTURES = ROOT / "build" / "screenshots"


def test_run_all_cells(notebook):
    """Every cell runs, an answered request is on the page, in the light and in the dark theme."""
    page = notebook(ROOT / "notebooks" / "00-first-login.ipynb")
    page.run_all()

    expect(page.page.get_by_text("200 OK").first).to_be_visible()
    for theme in ("Light", "Dark"):
        page.theme(f"JupyterLab {theme}")
        page.screenshot(PICTURES / f"first-login-{theme.lower()}.png")
