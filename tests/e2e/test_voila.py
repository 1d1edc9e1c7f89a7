"""The form in an app: Voila runs all cells first, then somebody sees the page and fills it in."""

from __future__ import annotations

import nbformat
from e2e.axe import findings
from playwright.sync_api import expect
from server_process import run_server

CELLS = [
    """\
import ipywidgets
import nbauth
from nbauth import playground
server = playground.start()
server.users["ada"] = "correct horse"
session, out = nbauth.session(), ipywidgets.Output()
def ready(login):
    out.append_stdout(f"ready: {login.name} {session.client.get(server.url + '/digest').status_code}")""",
    "session.form(server.url, 'digest').on_ready(ready)",
    "out",
]


def test_a_login_form_in_voila(browser, tmp_path):
    """It is alive, its text is not beside it, and its callback runs when somebody has logged in."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cells = [nbformat.v4.new_code_cell(text) for text in CELLS]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), tmp_path / "app.ipynb")
    with run_server("voila", tmp_path) as (url,):
        page = browser.new_page()
        page.goto(url)
        form = page.locator("section.nbauth")
        form.get_by_label("User name").fill("ada", timeout=60_000)
        expect(page.get_by_text("login form for")).to_be_hidden()
        assert [] == findings(page)
        form.get_by_label("Password", exact=True).fill("correct horse")
        form.get_by_label("Password", exact=True).press("Enter")
        expect(form).to_contain_text("✓ digest: Digest for")
        expect(page.get_by_text("ready: digest 200")).to_be_visible()
        page.close()
