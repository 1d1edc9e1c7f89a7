"""Exchanges as HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from nbauth.core.record import Body, Exchange, Leg, RequestRecord, ResponseRecord
from nbauth.render.html import LIMIT, exchange_html, history_html

URL = "https://api.example.com/items"
EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>\x1b[2J\u202e&lt;"

ALLOWED = {"div", "span", "b", "pre", "details", "summary"}
VOID = {"br"}


class Tags(HTMLParser):
    """Collects tags and attributes, and checks that all are closed in order."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.text, self._open = set(), set(), "", []
        self.feed(html)
        self.close()
        assert [] == self._open

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self._open.append(tag)

    def handle_endtag(self, tag):
        assert tag == self._open.pop()

    def handle_data(self, data):
        self.text += data


def exchange(body=b"{}", media="application/json", code=200, reason="OK", number=1, method="GET", login=None):
    response = ResponseRecord(code, reason, (("Content-Type", media), ("X", "1")), Body(body, len(body)))
    first = ResponseRecord(401, "Unauthorized", (("WWW-Authenticate", 'Digest realm="api"'),))
    request = RequestRecord(method, URL, (("Accept", "*/*"),))
    legs = (
        Leg("challenge", request, first, elapsed=0.002),
        Leg("answer", request, response, elapsed=0.003, login=login),
    )
    return Exchange(number, legs, 0.0061)


def test_a_card_says_it_all():
    """Status in words, method, URL, time, size, login; each leg with its sentence; headers closed, body open."""
    html = exchange_html(exchange(login="api"))
    text = Tags(html).text

    assert text.startswith("200 OK GET https://api.example.com/items 6 ms · 2 B · login api")
    assert '1 → GET /items ← 401 Unauthorized Digest realm="api" 2 ms' in text
    assert "The server refuses, and names the scheme it wants: Digest." in text
    assert ["Auth flow", "Body"] == re.findall(r"<details open[^>]*><summary[^>]*>(\w+(?: flow)?)", html)
    assert ["Request headers", "Response headers"] == re.findall(
        r"<details style[^>]*><summary[^>]*>(\w+ \w+)", html
    )


def test_one_leg_has_no_flow():
    """A flow is shown where there was one."""
    one = exchange()
    assert "Auth flow" not in exchange_html(Exchange(1, one.legs[1:], 0.1))


@pytest.mark.parametrize("media", ["text/html", "text/plain", "application/json", EVIL])
def test_nothing_is_live(media):
    """Whatever a server or user writes is text: only our tags, no attribute but style and open."""
    evil = exchange(EVIL.encode(), media, 200, EVIL, method=EVIL, login=EVIL)
    for html in (exchange_html(evil), history_html([evil])):
        tags = Tags(html)

        assert set() == tags.tags - ALLOWED
        assert set() == tags.attributes - {"style", "open"}
        assert "\x1b" not in html and "\u202e" not in html
        assert "url(" not in html and "var(" not in html


@pytest.mark.parametrize(
    "big",
    [
        exchange(b"<" * 65_536, "text/plain"),
        exchange("€".encode() * 20_000, "text/plain"),
        Exchange(
            1, tuple(Leg("redirect", RequestRecord("GET", URL + "&" * 300), None, "<" * 300) for _ in range(60))
        ),
    ],
    ids=["angle brackets", "euro signs", "many legs"],
)
def test_at_most_64_kib(big):
    """However long the body, the headers or the flow."""
    html = exchange_html(big)

    assert len(html.encode()) <= LIMIT
    Tags(html)


def test_a_long_history_says_what_is_left_out():
    """The newest are shown; none is lost silently."""
    html = history_html([exchange(number=number) for number in range(1, 200)])

    assert len(html.encode()) <= LIMIT
    assert re.search(r"\d+ older ones: %http_history N-M", Tags(html).text)
    assert html.rindex("199") > html.rindex("198")


def test_binary_is_a_size():
    """What is no text is named by type and size."""
    assert "image/png · 4 B · binary" in Tags(exchange_html(exchange(b"\x89\xff\0\1", "image/png"))).text


def test_an_empty_history():
    """No exchange is said in words."""
    assert "nothing was sent yet" in history_html([])
