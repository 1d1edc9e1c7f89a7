"""The pages in a real browser: light and dark, wide and narrow, and for whoever cannot see them."""

from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from e2e.axe import VERSION
from e2e.conftest import browser  # noqa: F401 - a fixture
from npm import modules

GRAVE = """async () => {
  const {violations} = await axe.run(document);
  const grave = violations.filter(each => ['serious', 'critical'].includes(each.impact));
  return grave.flatMap(each => each.nodes.map(node => `${each.id}: ${node.html.slice(0, 200)}`));
}"""

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


LEADS_ON = "index.html"
"""The page that leads to the first one at once."""

ONE_LESSON = "notebooks/00-first-login.html"
"""What cells show is looked at in JupyterLab, by tests/e2e: for the frame that the site gives it, one is enough."""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def address(site):
    """Where the built site is served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site.folder)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_can_read_each_page(scheme, browser, site, address):  # noqa: F811
    """axe-core finds nothing serious in either theme, and no page asks for anything that is not there."""
    axe = modules("axe-core", VERSION) / "axe-core" / "axe.min.js"
    names = [name for name in site.pages if name == ONE_LESSON or name.startswith("docs/")]
    missing, grave = [], {}
    with browser.new_context(color_scheme=scheme) as context:
        page = context.new_page()
        page.on("response", lambda answer: missing.append(answer.url) if answer.status >= 400 else None)
        page.on("requestfailed", lambda request: missing.append(request.url))
        for name in names:
            page.goto(f"{address}/{name}")
            page.wait_for_function("theme => document.documentElement.dataset.theme === theme", arg=scheme)
            page.add_script_tag(path=axe)
            grave[name] = page.evaluate(GRAVE)

    assert {} == {name: found for name, found in grave.items() if found}
    assert [] == [url for url in missing if not url.endswith("/favicon.ico")]


def test_no_page_is_wider_than_a_phone(browser, site, address):  # noqa: F811
    """Nobody has to scroll sideways: what is wide (a table, a block of code) scrolls by itself."""
    wide = {}
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        for name in set(site.pages) - {LEADS_ON}:
            page.goto(f"{address}/{name}")
            wide[name] = page.evaluate(TOO_WIDE)

    assert {} == {name: pixels for name, pixels in wide.items() if pixels > 0}
