"""axe-core, which knows the rules of accessibility, in the page.

It is npm's.
"""

from __future__ import annotations

from typing import Any

from npm import modules
from playwright.sync_api import Page

VERSION = "4.14.1"

# All rules of WCAG 2.2 AA and axe's own best practices, but those for a whole page, which is not ours.
RUN = """async (selector) => {
  const rules = {region: {enabled: false}};
  const {violations, incomplete} = await axe.run(selector, {rules});
  const seen = [...violations, ...incomplete.filter(each => each.id === 'color-contrast')];
  return seen.flatMap(each => each.nodes.map(node => `${each.id}: ${node.html} ${node.failureSummary ?? ''}`));
}"""


def findings(page: Page, selector: str = "section.nbauth") -> list[Any]:
    """Return what axe finds in all widgets of a page."""
    page.add_script_tag(path=modules("axe-core", VERSION) / "axe-core" / "axe.min.js")
    assert page.locator(selector).count()
    return page.evaluate(RUN, selector)
