"""Escapes: what the real writers write is found, however they are stacked."""

from __future__ import annotations

import html
import json
import re
import time
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbauth._http import httpx
from nbauth.core.escapes import expression, fold, misread, resolved

CANARY = 'p+/"&<%é z9'


def unquoted(text: str) -> str:
    return text[1:-1]


def go_json(text: str) -> str:
    """As Go's encoding/json writes it: <, > and & as \\u00xx, the rest raw."""
    written = unquoted(json.dumps(text, ensure_ascii=False))
    return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def units_of(c: str) -> str:
    """As System.Text.Json writes all but letters and digits of ASCII."""
    return "".join(f"\\u{unit:04X}" for unit in memoryview(c.encode("utf-16-le")).cast("H"))


WRITERS: dict[str, Callable[[str], str]] = {
    "JSON": lambda text: unquoted(json.dumps(text)),
    "JSON, raw": lambda text: unquoted(json.dumps(text, ensure_ascii=False)),
    "JSON of PHP": lambda text: unquoted(json.dumps(text)).replace("/", "\\/"),
    "JSON of Go": go_json,
    "JSON of .NET": lambda text: "".join(c if c.isalnum() and c.isascii() else units_of(c) for c in text),
    "quote": quote,
    "quote everything": lambda text: quote(text, safe=""),
    "quote_plus": quote_plus,
    "lower-case percent": lambda text: re.sub("%..", lambda match: match[0].lower(), quote(text)),
    "percent of Latin-1": lambda text: quote(text, encoding="latin-1"),
    "encodeURIComponent": lambda text: quote(text, safe="!'()*"),
    "encodeURI": lambda text: quote(text, safe=";/?:@&=+$,#!'()*"),
    "HTML": html.escape,
    "HTML without quotes": lambda text: html.escape(text, quote=False),
    "HTML in numbers": lambda text: "".join(c if c.isalnum() and c.isascii() else f"&#{ord(c)};" for c in text),
    "HTML in hex": lambda text: "".join(c if c.isalnum() and c.isascii() else f"&#x{ord(c):X};" for c in text),
    "HTML of PHP": lambda text: html.escape(text).replace("&#x27;", "&#039;").replace("é", "&eacute;"),
    "repr": lambda text: unquoted(repr(text)),
    "ascii": lambda text: unquoted(ascii(text)),
    "repr of bytes": lambda text: repr(text.encode())[2:-1],
}

VALUES = [
    CANARY,
    '+/"&<%é ',
    "back\\slash\\\\and'quote\"",
    "line\nbreak\ttab",
    "a=b;c,d?e#f@g:h",
    "emoji 🔑 key",
    "ßtraßeŒÉ",
]


@pytest.mark.parametrize("value", VALUES, ids=ascii)
@pytest.mark.parametrize("writer", WRITERS)
def test_what_a_writer_makes_of_a_value_is_found(writer, value):
    """JSON (RFC 8259), percent (RFC 3986), HTML references and Python's repr, by the libraries themselves."""
    try:
        written = WRITERS[writer](value)
    except UnicodeEncodeError:
        assert writer == "percent of Latin-1"
        return

    assert re.fullmatch(expression(value), fold(written))


STACKS = [
    ("JSON", "JSON"),
    ("JSON", "HTML"),
    ("JSON", "quote everything"),
    ("JSON of PHP", "JSON"),
    ("JSON", "repr"),
    ("repr", "JSON"),
    ("HTML", "JSON"),
    ("HTML", "HTML"),
    ("quote everything", "quote everything"),
    ("quote everything", "HTML"),
    ("HTML", "quote everything"),
    ("JSON of Go", "JSON"),
]


@pytest.mark.parametrize("stack", STACKS, ids=" in ".join)
def test_what_two_writers_make_of_a_value_is_found(stack):
    """A body echoed as a JSON string, JSON shown in HTML, JSON in a query: each escapes what is escaped already."""
    inner, outer = stack

    assert re.fullmatch(expression(CANARY), fold(WRITERS[outer](WRITERS[inner](CANARY))))


@pytest.mark.parametrize("writer", WRITERS)
def test_what_is_resolved_has_the_resolved_value_in_it(writer):
    """So a probe is found without the slow expression; for the ASCII part, which is what probes are made of."""
    ascii_part = 'p+/"&<%'

    assert resolved(fold(ascii_part)) in resolved(fold(f"{{{WRITERS[writer](CANARY)}}}"))


def test_what_httpx_makes_of_a_url_is_found():
    """The path, the query and the userinfo leave different characters alone (WHATWG URL, as httpx has it)."""
    url = httpx.URL("https://example.com/", username="al", password=CANARY, params={"key": CANARY})
    raw = httpx.URL(f"https://example.com/{quote(CANARY)}?k=" + CANARY.replace("&", "%26"))

    assert 2 == len(re.findall(expression(CANARY), fold(str(url))))
    assert 2 == len(re.findall(expression(CANARY), fold(str(raw))))


@given(st.text(min_size=1, max_size=20), st.sampled_from(["JSON", "JSON, raw", "quote_plus", "HTML", "repr"]))
def test_any_text_is_found_as_it_is_written(value, writer):
    """Whatever the characters are: controls, surrogate pairs, other alphabets."""
    assert re.fullmatch(expression(value), fold(WRITERS[writer](value)))


def test_a_value_misread():
    """WHATWG Encoding: 0x81, 0x8d, 0x8f, 0x90 and 0x9d are controls in windows-1252; ASCII reads the same anyway."""
    assert {"sÃ©"} == misread("sé")
    assert {"â\x82¬ Ã\x81", "â\u201a¬ Ã\x81"} == misread("€ Á")
    assert set() == misread('p+/"&<%')


@pytest.mark.parametrize("unit", ["\\", "%25", "&amp;", "%", "&", "&#0", "%5c", '\\"', "\\\\u00"])
def test_hostile_text_costs_linear_time(unit):
    """A server may send what an expression reads for long: four times the text, about four times the work."""
    pattern = re.compile(expression('"é&%\\\\\\\\\\\\x'))

    def seconds(count: int) -> float:
        text = unit.encode() * count
        began = time.process_time()
        pattern.search(text)
        resolved(text)
        return time.process_time() - began

    # Quadratic time would be hundreds of seconds here.
    assert seconds(200_000) < 20
