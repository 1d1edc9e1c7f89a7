"""What a browser would make of HTML that nbauth shows: its elements, attributes and text."""

from __future__ import annotations

from html.parser import HTMLParser

ALONE = {"img"}

OURS = {"b", "caption", "details", "div", "img", "li", "ol", "pre", "span", "summary", "table", "td", "th", "tr"}
"""Every element that nbauth uses."""

ATTRIBUTES = {"alt", "class", "height", "open", "scope", "src", "style", "value", "width"}


class Page(HTMLParser):
    """Reads HTML, and checks that each element is closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert [] == self._open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in ALONE:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert tag == self._open.pop()

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        raise AssertionError("a comment")

    def values(self, name: str) -> list[str]:
        """Return all values of an attribute."""
        return [value for key, value in self.attributes if key == name]


def assert_inert(html: str) -> Page:
    """Return the page, when it consists of nbauth's elements alone and nothing in it runs, links or loads."""
    page = Page(html)
    assert set() == set(page.tags) - OURS
    assert set() == {name for name, _ in page.attributes} - ATTRIBUTES
    assert [] == [src for src in page.values("src") if not src.startswith("data:image/")]
    assert [] == [style for style in page.values("style") if "url" in style or "expression" in style]
    return page
