"""Whatever a server or a file says is text in the page: nothing of it runs, loads, links or lies above the page."""

from __future__ import annotations

import re

import nbformat
import pytest
from e2e.hostile import answer, cells, document, har, netrc
from html_page import ATTRIBUTES, OURS
from playwright.sync_api import expect
from service import Service

# When it runs for the second time, it shows what each payload would do.
CONTROL = """\
again = 'again' in globals()
IPython.display.HTML('<img src="//evil.example/x" onerror="PWNED=1">' if again else 'once')"""

ACTS = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]")
"""What a terminal acts on, what turns text round, and what nobody sees."""

HTML = '.jp-OutputArea-output[data-mime-type="text/html"]'

# The elements of each card, history and difference: [name, [attribute, value], ...].
OF_CARDS = f"""() => [...document.querySelectorAll('{HTML}')].map(output =>
  [...output.querySelectorAll('*')].map(each =>
    [each.localName, ...[...each.attributes].map(one => [one.name, one.value])]))"""

# What JupyterLab makes of text: elements, and where they link to.
OF_TEXT = """() => [...document.querySelectorAll('.jp-OutputArea-output:not([data-mime-type="text/html"]) *')]
  .filter(each => !each.closest('section.nbauth') && !each.querySelector('section.nbauth'))
  .map(each => [each.localName, each.getAttribute('href')])"""

# The same of each form, panel and history that is alive.
OF_WIDGETS = """() => [...document.querySelectorAll('section.nbauth')].map(section =>
  [section, ...section.querySelectorAll('*')].map(each =>
    [each.localName, ...[...each.attributes].map(one => [one.name, one.value])]))"""

CONTROLS = OURS | set("button datalist input label option p section select tbody textarea thead ul".split())

# Formulas, what lies above the page, and what would load something, wherever in the page it was put.
ACTIVE = """() => [...document.querySelectorAll('*')].filter(each =>
  each.localName.startsWith('mjx') && each.closest('.jp-OutputArea')
  || getComputedStyle(each).position === 'fixed' && each.closest('.jp-OutputArea-output')
  || /evil[.]example/.test(each.getAttribute('src') || '') || each.matches('link[href*="evil.example"]')
).map(each => each.outerHTML)"""


@pytest.fixture
def hostile(tmp_path):
    """A notebook that shows all that such a server and such files say."""
    (tmp_path / "evil.har").write_text(har())
    (tmp_path / "netrc").write_text(netrc())
    (tmp_path / "netrc").chmod(0o600)
    (tmp_path / "evil.http").write_text(har())
    with Service(answer) as server:
        nbformat.write(document([*cells(server.url, tmp_path), CONTROL]), tmp_path / "hostile.ipynb")
        yield tmp_path / "hostile.ipynb"


def check(opened, lab):
    """Check all that a page shows, unfolded, and all that it has asked for."""
    page = opened.page
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    for output in page.evaluate(OF_CARDS):
        assert set() == {name for name, *_ in output} - OURS - {"tbody"}
        attributes = [(name, value) for _, *pairs in output for name, value in pairs]
        assert set() == {name for name, _ in attributes} - ATTRIBUTES
        assert [] == [value for name, value in attributes if name == "src"]
        assert [] == [value for name, value in attributes if name == "style" and "url" in value]
    for section in page.evaluate(OF_WIDGETS):
        assert set() == {name for name, *_ in section} - CONTROLS
        attributes = [(name, value) for _, *pairs in section for name, value in pairs]
        assert set() == {name for name, _ in attributes if name in ("href", "src", "srcset") or name[:2] == "on"}
        assert [] == [value for name, value in attributes if name == "style" and "url" in value]
    text = page.evaluate(OF_TEXT)
    assert {"pre", "span", "a"} >= {name for name, _ in text}
    # JupyterLab links the addresses that it finds in text, whoever has written it; no other scheme.
    assert [] == [link for _, link in text if link is not None and not link.startswith(("http://", "https://"))]
    assert [] == page.evaluate(ACTIVE)
    assert page.evaluate("window.PWNED === undefined")
    ours = (lab.url, lab.url.replace("http", "ws", 1), "data:", "blob:")
    assert [] == [url for url in opened.asked if not url.startswith(ours)]


def opened(page):
    """Open what the forms and the history have to show, and wait for it."""
    expect(page.locator("section.nbauth .nbauth-machines table")).to_be_visible()
    expect(page.locator("section.nbauth", has_text="The server asks for")).to_have_count(3)
    rows = page.locator(".nbauth-exchange[aria-expanded=false]")
    assert 20 < rows.count()
    for _ in range(8):
        rows.first.click()
        panel = page.locator(".nbauth-panel:visible").last
        expect(panel.locator(".nbauth-card > div")).to_be_visible()
        panel.get_by_role("button", name="Copy as .http").click()
        expect(panel.locator("textarea")).to_be_visible()


def texts(output):
    """Return all that an output says: HTML, plain text, a stream, an error."""
    data = [each for each in output.get("data", {}).values() if isinstance(each, str)]
    return [*data, output.get("text", ""), *output.get("traceback", [])]


def test_nothing_of_it_acts_cve_2021_32798_cve_2024_22421_cve_2024_43805(notebook, lab, hostile, tmp_path):
    """Neither in a trusted notebook, where it would if it were not text, nor in one that is not trusted, nor in a
    terminal: no control and nothing that hides is in what is shown. (JupyterLab: HTML in a notebook took tokens.)"""
    trusted = notebook(hostile)
    trusted.run_all(may_fail=True)
    saved = trusted.save()
    last = len(saved.cells) - 1
    shown = [output for cell in saved.cells[:last] for output in cell.outputs]
    cards = [output for output in shown if "text/html" in output.get("data", {})]
    assert 20 == len(cards)
    expect(trusted.page.locator(HTML)).to_have_count(21)
    opened(trusted.page)
    check(trusted, lab)
    assert [] == [text for output in shown for text in texts(output) if ACTS.search(text)]

    trusted.run(last)
    trusted.page.wait_for_function("window.PWNED === 1")
    assert any("evil.example" in url for url in trusted.asked)

    del saved.cells[last]
    cards[0].data["text/plain"] += " "  # or the server's signature would be right
    nbformat.write(saved, tmp_path / "untrusted.ipynb")
    untrusted = notebook(tmp_path / "untrusted.ipynb")
    expect(untrusted.page.locator(HTML)).to_have_count(20)
    assert not untrusted.page.evaluate("jupyterapp.shell.currentWidget.content.model.cells.get(1).trusted")
    check(untrusted, lab)
