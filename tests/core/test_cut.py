"""Pieces of a secret beside an ellipsis: what is found of them, and what is left alone."""

from __future__ import annotations

import html
import json
import reprlib
import time
from base64 import b64encode

import pandas
import pytest
from IPython.core.oinspect import Inspector
from wire.canary import leaks

from nbauth.core.redact import Redactor
from nbauth.core.secret import Vault

SECRET = 'q7Kd+/"&<%é z9-and-more-of-it-4Xw'
TOKEN = "ghp_q7Kdz9and0more0of0it4Xw8bT"
PAIR = b64encode(f"ada:{TOKEN}".encode()).decode()


@pytest.fixture
def redactor():
    vault = Vault()
    vault.add("password", SECRET)
    vault.add("token", TOKEN, usernames=("ada",))
    return Redactor(vault)


WRITERS = {
    "plain": str,
    "HTML": html.escape,
    "JSON": lambda text: json.dumps(text)[1:-1],
    "repr": lambda text: repr(text.encode())[2:-1],
}


@pytest.mark.parametrize("mark", ["...", "…", " <...> ", "'...", "\\u2026", "&hellip;"])
@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("length", [6, 7, 12, 25])
def test_a_beginning_and_an_end(redactor, mark, writer, length):
    """Escaped or not; what stands around them stays."""
    write = WRITERS[writer]

    assert f"a {{{{password}}}}{mark} b" == redactor.text(f"a {write(SECRET[:length])}{mark} b")
    assert f"a {mark}{{{{password}}}} b" == redactor.text(f"a {mark}{write(SECRET[-length:])} b")


@pytest.mark.parametrize("pair", [PAIR[:12], PAIR[:30]])
def test_a_pair_in_base64(redactor, pair):
    assert "Basic {{token}}..." == redactor.text(f"Basic {pair}...")


@pytest.mark.parametrize(
    "text",
    [
        "q7Kd+...",  # five characters
        "q7Kd+/ is no secret...",
        "... and ghp_q7Kdz9a",
        "ghp_... is what such tokens look like",
        "wait...",
        "q7Kd+/",
    ],
)
def test_what_stays(redactor, text):
    """Few characters, and what is not beside an ellipsis: it may be anything."""
    assert text is redactor.text(text)


def test_pandas(redactor):
    """A table of headers, as text and as HTML."""
    frame = pandas.DataFrame({"a": [f"Authorization: Bearer {TOKEN} {SECRET}"] * 2})
    for shown in (repr(frame), frame.to_html()):
        assert leaks(shown, SECRET) or TOKEN[:12] in shown
        assert [] == leaks(redactor.text(shown), SECRET) + leaks(redactor.text(shown), TOKEN)


def test_reprlib(redactor):
    """What Python's own abbreviation leaves."""
    short = reprlib.Repr()
    short.maxstring = 23
    shown = short.repr(TOKEN)

    assert "'{{token}}...{{token}}'" == redactor.text(shown)


def test_a_question_mark(redactor):
    """IPython cuts the string form of a long list in its middle."""
    for before in range(0, 80):
        shown = Inspector(theme_name="nocolor").info(["x" * before, *[TOKEN, SECRET] * 5])["string_form"]
        assert " <...> " in shown
        assert [] == leaks(redactor.text(shown), SECRET) + leaks(redactor.text(shown), TOKEN), before


def test_twice_is_once(redactor):
    once = redactor.text(f"{TOKEN[:9]}...{TOKEN[-9:]}")

    assert "{{token}}...{{token}}" == once == redactor.text(once)


def test_many_marks_take_linear_time(redactor):
    """A megabyte of them, and of beginnings that are none."""
    text = f"{TOKEN[:6]}x... " * 70_000
    begun = time.perf_counter()
    redactor.text(text[: len(text) // 4])
    quarter = time.perf_counter() - begun
    redactor.text(text)

    assert time.perf_counter() - begun - quarter < 12 * quarter
