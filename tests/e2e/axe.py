"""axe-core, which knows the rules of accessibility, in the page.

It is npm's, and lies in build/axe after the first test that wants it.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import system
from playwright.sync_api import Page

VERSION = "4.14.1"
FOLDER = Path(__file__).parent.parent.parent / "build" / "axe"
SCRIPT = FOLDER / "node_modules" / "axe-core" / "axe.min.js"

# All rules of WCAG 2.2 AA and axe's own best practices, but those for a whole page, which is not ours.
RUN = """async (selector) => {
  const rules = {region: {enabled: false}};
  const {violations, incomplete} = await axe.run(selector, {rules});
  const seen = [...violations, ...incomplete.filter(each => each.id === 'color-contrast')];
  return seen.flatMap(each => each.nodes.map(node => `${each.id}: ${node.html} ${node.failureSummary ?? ''}`));
}"""


def script() -> Path:
    """Return axe-core's file, installed when it is not there."""
    if not SCRIPT.is_file():
        system.need("npm")
        FOLDER.mkdir(parents=True, exist_ok=True)
        npm = [shutil.which("npm"), "install", "--no-fund", "--no-audit", "--no-package-lock", "--silent"]
        subprocess.run([*npm, "--prefix", FOLDER, f"axe-core@{VERSION}"], check=True, timeout=120)
    return SCRIPT


def findings(page: Page, selector: str = "section.nbauth") -> list[Any]:
    """Return what axe finds in all widgets of a page."""
    page.add_script_tag(path=script())
    assert page.locator(selector).count()
    return page.evaluate(RUN, selector)
