"""Cards in a real JupyterLab: what a person sees, and what a page makes of them."""

from __future__ import annotations

from pathlib import Path

import nbformat
from e2e.shown import ELEMENTS, LIVE, SHOWN, TOO_WIDE
from nbconvert.exporters import HTMLExporter
from playwright.sync_api import expect
from traitlets.config import Config

PICTURES = Path(__file__).parent.parent.parent / "build" / "screenshots"


def test_light_dark_and_narrow(cards):
    """A card for each, in both themes; nothing that a server sent is a link, a formula or runs. At 420 pixels nothing
    is wider than its card."""
    page, wide = cards.page, cards.page.viewport_size
    assert len(SHOWN) + 1 == page.locator(".mathjax_ignore").count()
    for theme in ("Dark", "Light"):
        cards.theme(f"JupyterLab {theme}")
        cards.screenshot(PICTURES / f"cards-{theme.lower()}.png")
    assert [] == page.evaluate(LIVE)
    page.set_viewport_size({"width": 420, "height": 900})
    try:
        expect(page.locator(".mathjax_ignore").first).to_be_visible()
        cards.screenshot(PICTURES / "cards-narrow.png")
        assert [] == page.evaluate(TOO_WIDE)
    finally:
        page.set_viewport_size(wide)


def test_by_keyboard(cards):
    """A part of a card opens and closes with the keys that browsers have for it, and is reached with Tab."""
    headers = cards.output(1).locator("details", has_text="Request headers").first
    summary = headers.locator("summary").first

    summary.focus()
    assert not headers.evaluate("each => each.open")
    cards.page.keyboard.press("Enter")
    assert headers.evaluate("each => each.open")
    cards.page.keyboard.press("Tab")
    assert "Response headers" in cards.page.evaluate("document.activeElement.innerText")
    summary.focus()
    cards.page.keyboard.press("Space")
    assert not headers.evaluate("each => each.open")


def test_an_untrusted_notebook_looks_the_same(cards, notebook, tmp_path):
    """Its outputs go through JupyterLab's sanitizer: every element keeps its style and its place."""
    trusted = cards.page.evaluate(ELEMENTS)
    document = cards.save()
    # One that this server has signed is trusted, whoever opens it.
    document.cells[1].outputs[0].data["text/plain"] += " "
    nbformat.write(document, tmp_path / "untrusted.ipynb")
    page = notebook(tmp_path / "untrusted.ipynb")
    expect(page.page.locator(".mathjax_ignore")).to_have_count(len(trusted))
    page.screenshot(PICTURES / "cards-untrusted.png")

    assert not page.page.evaluate("jupyterapp.shell.currentWidget.content.model.cells.get(1).trusted")
    assert trusted == page.page.evaluate(ELEMENTS)
    assert [] == page.page.evaluate(LIVE)


def test_nbconvert(cards, browser, tmp_path):
    """A page of nbconvert, in both of its themes, has each element with its style; sanitized it has the text."""
    document = cards.save()
    lab = [[each[:2] for each in card] for card in cards.page.evaluate(ELEMENTS)]
    page = browser.new_page(viewport={"width": 1100, "height": 1000})
    for theme, sanitize in (("light", False), ("dark", False), ("light", True)):
        config = Config({"HTMLExporter": {"theme": theme, "sanitize_html": sanitize}})
        html, _ = HTMLExporter(config=config).from_notebook_node(document)
        (tmp_path / "page.html").write_text(html)
        page.goto(f"file://{tmp_path}/page.html", wait_until="domcontentloaded")
        name = "sanitized" if sanitize else theme
        page.screenshot(path=PICTURES / f"cards-nbconvert-{name}.png", full_page=True)
        assert [] == page.evaluate(LIVE)
        if sanitize:
            assert "200 OK GET https://api.example.com/items 6 ms" in page.inner_text("body")
        else:
            assert lab == [[each[:2] for each in card] for card in page.evaluate(ELEMENTS)]
    page.close()
