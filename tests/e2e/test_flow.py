"""A flow explained, in a real JupyterLab."""

from __future__ import annotations

import nbformat
from e2e.flows import signed_in
from e2e.shown import ELEMENTS, LIVE, TOO_WIDE
from e2e.test_cards import PICTURES
from exchanges import evil
from playwright.sync_api import expect

CELLS = [
    "%load_ext nbauth\nimport nbauth\nfrom nbauth import playground\nserver = playground.start()\n"
    "base, s = server.url, nbauth.session()",
    's.login(server.url, nbauth.DigestAuth("ada", server.users["ada"]), name="api")\n'
    'nbauth.flow(s.client.get(f"{server.url}/digest"))',
    's.login(server.url, nbauth.BasicAuth("ada", server.users["ada"]), name="api")\n'
    "%http --flow GET {{base}}/basic",
    f"from nbauth.core.record import *\nsigned_in = {signed_in()!r}\nnbauth.flow(signed_in)",
    "from IPython.display import SVG\nSVG(nbauth.flow(signed_in).svg())",
    f"nbauth.flow({evil()!r})",
]


def test_it_looks_the_same_everywhere(notebook, tmp_path):
    """In both themes, narrow, and in a notebook that is not trusted; nothing runs or links in it."""
    open_one = notebook(CELLS)
    open_one.run_all()
    page, wide = open_one.page, open_one.page.viewport_size
    for theme in ("Dark", "Light"):
        open_one.theme(f"JupyterLab {theme}")
        open_one.screenshot(PICTURES / f"flow-{theme.lower()}.png")
    assert [] == page.evaluate(LIVE) == page.evaluate(TOO_WIDE)
    assert "HA2" in open_one.output(1).inner_text() and "worked from 1" in open_one.output(2).inner_text()
    trusted = page.evaluate(ELEMENTS)
    page.set_viewport_size({"width": 420, "height": 900})
    open_one.screenshot(PICTURES / "flow-narrow.png")
    assert [] == page.evaluate(TOO_WIDE)
    page.set_viewport_size(wide)

    document = open_one.save()
    document.cells[1].outputs[0].data["text/plain"] += " "
    nbformat.write(document, tmp_path / "untrusted.ipynb")
    again = notebook(tmp_path / "untrusted.ipynb")
    expect(again.page.locator(".mathjax_ignore")).to_have_count(len(trusted))
    assert not again.page.evaluate("jupyterapp.shell.currentWidget.content.model.cells.get(1).trusted")
    assert trusted == again.page.evaluate(ELEMENTS)
