"""Two exchanges side by side as HTML."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

from render.test_diff import JSON, exchange

from nbauth.render.diff import compare
from nbauth.render.diff_html import LIMIT, diff_html


class Page(HTMLParser):
    """Tags, attributes and text of a page; fails where tags are not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert [] == self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag == self._open.pop()

    def handle_data(self, data: str) -> None:
        self.text.append(data)


OLD = exchange(1, status=401, sent=(("X-A", "1"),), came=(JSON,), text='{"a": 1}')
NEW = exchange(2, sent=(("X-A", "2"),), came=(JSON,), text='{"a": 2}', login="api")


def test_only_inline_styles():
    """No script, style block or link: an untrusted notebook keeps all of it. The class keeps MathJax away."""
    page = Page(diff_html(OLD, NEW))

    assert {"div", "span", "b"} == page.tags
    assert {"class", "style"} == page.attributes
    assert 'class="mathjax_ignore tex2jax_ignore"' in diff_html(OLD, NEW)
    assert "url(" not in diff_html(OLD, NEW)


def test_all_of_it_is_there():
    """Every row of the comparison, with its mark as text: a colour alone says nothing."""
    text = "".join(Page(diff_html(OLD, NEW)).text)

    for section in compare(OLD, NEW):
        assert section.title in text
        for row in section.rows:
            marks = {"-": ["- "], "+": ["+ "], "~": ["- ", "+ "], " ": ["  "]}[row.mark]
            sides = [side for side in (row.old, row.new) if side is not None]
            assert all(f"{mark}{side}" in text for mark, side in zip(marks, sides, strict=False))


def test_it_fits_on_narrow_pages():
    """Two cells beside each other wrap, and so do long words in them."""
    html = diff_html(OLD, NEW)
    cells = re.findall(r'<span style="(flex:[^"]*)"', html)

    assert cells
    assert all("flex:1 1 20em;min-width:0" in cell and "overflow-wrap:break-word" in cell for cell in cells)
    assert "flex-wrap:wrap" in html


def test_what_a_server_sends_is_inert():
    """No tag, no entity, no control comes through."""
    hostile = exchange(came=(("X", '"><script>alert(1)</script>'),), text="<img src=x onerror=y>\x1b\u202e&amp;")
    page = Page(diff_html(hostile, NEW))

    assert {"div", "span", "b"} == page.tags
    assert "&amp;" in "".join(page.text)
    assert not {"\x1b", "\u202e"} & set("".join(page.text))


def test_it_is_never_too_long():
    """Where there is too much, lines are left out, and it says so."""
    old = json.dumps({f"{'<' * 50}{number}": number for number in range(20_000)})
    new = json.dumps({f"{'>' * 50}{number}": number for number in range(20_000)})
    html = diff_html(exchange(text=old, came=(JSON,)), exchange(text=new, came=(JSON,)))
    headers = tuple((f"X-{number}", "<" * 400) for number in range(2000))
    many = diff_html(exchange(came=headers, sent=headers), exchange())

    assert len(html.encode()) <= LIMIT and len(many.encode()) <= LIMIT
    assert "more lines: print() it" in html
    Page(html), Page(many)
