"""The cards of several responses."""

from __future__ import annotations

import pytest
from exchanges import answered, digest, evil, failed
from html_page import assert_inert

from nbauth.render.responses import responses_html, responses_text
from nbauth.render.style import LIMIT, weight


def test_one_below_the_other():
    """Each is a whole card; in text a blank line is between two."""
    exchanges = [digest(), answered(b"second", "text/plain"), failed()]
    page = assert_inert(responses_html(exchanges))

    assert 2 == page.text.count("200 OK GET")
    assert "second" in page.text and "failed: ConnectError" in page.text
    assert 3 == len(responses_text(exchanges).split("\n\n"))


@pytest.mark.parametrize("count", [2, 10, 11, 500])
def test_at_most_64_kib_for_all(count):
    """Cards share the room; many responses are a row each."""
    exchanges = [answered(b'{"a": [1, 2, 3]}' * 4000, "text/plain") for _ in range(count)]
    html = responses_html(exchanges)

    assert weight(html) <= LIMIT
    assert html.count("characters: response.text") == (count if count <= 10 else 0)
    assert count <= 10 or html.count("api.example.com/items") >= min(count, 400)
    assert_inert(html)


def test_evil_ones():
    """Nothing of what servers sent runs."""
    assert weight(responses_html([evil()] * 10)) <= LIMIT
    assert_inert(responses_html([evil()] * 10))
    assert_inert(responses_html([evil()] * 30))


def test_text_is_short():
    """Of each body the beginning; of many responses a line each, with its legs."""
    body = b"\n".join(b"line" for _ in range(100))

    assert responses_text([answered(body, "text/plain")] * 2).count("line\n") == 2 * 10
    assert responses_text([answered(body, "text/plain")] * 20).count("\n") == 2 * 20 - 1
    assert "" == responses_text([])
