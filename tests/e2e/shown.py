"""Cells that show every kind of card, and what a page has of them."""

from __future__ import annotations

import struct
import zlib

from exchanges import answered, digest, evil, failed, refreshed

from nbauth.core.record import Exchange


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes(c for x in range(width) for c in (4 * x, 5 * y, 128)) for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


FORMULA = "costs $5 and $6, $\\\\href{https://evil.example}{click}$ \\\\(x^2\\\\) https://evil.example"
ITEMS = b'{"items": [%s], "next": null, "total": 12}' % b", ".join(
    b'{"id": %d, "name": "item %d", "tags": ["a", "b"]}' % (n, n) for n in range(12)
)
TABLE = b"id,name,price\n" + b"".join(b"%d,item %d,%d.5\n" % (n, n, n) for n in range(5))

SHOWN: list[Exchange] = [
    digest(ITEMS),
    refreshed(),
    failed(),
    answered(TABLE, "text/csv"),
    answered(_png(60, 40), "image/png"),
    answered(b"<a><b id='1'>some <i>text</i></b><c/></a>", "application/xml"),
    answered(b"<h1>Hi</h1>\n<script>alert(1)</script> " + FORMULA.encode(), "text/html"),
    answered(b'{"text": "%s"}' % FORMULA.encode(), "application/json"),
    answered(b"PK\3\4" * 300, "application/zip"),
    answered(b"a=1&b=%3Cb%3E", "application/x-www-form-urlencoded"),
    evil(),
]

CELLS = [
    "%load_ext nbauth\nfrom nbauth.core.record import *\nfrom nbauth.notebook.view import HistoryView",
    *map(repr, SHOWN),
    f"HistoryView({[SHOWN[0], SHOWN[2], *SHOWN[:1] * 9]!r}, dropped=3)",
]

# All elements of all cards: what each is, its style, and where it is.
ELEMENTS = """() => [...document.querySelectorAll('.mathjax_ignore')].map(card => {
  const origin = card.getBoundingClientRect();
  return [card, ...card.querySelectorAll('*')].map(each => {
    const box = each.getBoundingClientRect();
    const place = [box.x - origin.x, box.y - origin.y, box.width, box.height].map(Math.round);
    return [each.tagName, each.style.cssText, ...place];
  });
})"""

# What would run, link or load, and formulas.
LIVE = """() => [...document.querySelectorAll('.mathjax_ignore')].flatMap(card => [...card.querySelectorAll('*')])
  .filter(each => ['A', 'SCRIPT', 'STYLE', 'SVG', 'IFRAME', 'FORM', 'INPUT', 'LINK'].includes(each.tagName.toUpperCase())
    || each.tagName.startsWith('MJX') || each.className.includes('MathJax')
    || [...each.attributes].some(one => one.name.startsWith('on') || one.name === 'href'))
  .map(each => each.outerHTML)"""

# What is wider than its card, or than the page.
TOO_WIDE = """() => [...document.querySelectorAll('.mathjax_ignore')].flatMap(card => {
  const right = Math.min(card.getBoundingClientRect().right, innerWidth) + 1;
  return [...card.querySelectorAll('*')].filter(each => {
    const scrolls = each.parentElement.closest('[style*="overflow: auto"], [style*="overflow: hidden"]');
    return !scrolls && each.getBoundingClientRect().right > right;
  }).map(each => each.outerHTML.slice(0, 200));
})"""
