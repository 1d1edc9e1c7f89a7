"""Text that does nothing."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbauth.render.inert import clock, inert, line, short, size


@pytest.mark.parametrize(
    "text, shown",
    [
        ("a\x1b[31mb", "a^[[31mb"),
        ("\x1b]0;title\x07", "^[]0;title^G"),
        ("a\rb", "a^Mb"),
        ("a\r\nb", "a\nb"),
        ("\x9b31m", "\ufffd31m"),
        ("user\u202etxt.exe", "user\ufffdtxt.exe"),
        ("\u2066a\u2069", "\ufffda\ufffd"),
        ("pay\u200bpal", "pay\ufffdpal"),
        ("pay\u00adp\u3164al\U000e0041", "pay\ufffdp\ufffdal\ufffd"),
        ("\x1b]8;;https://a.example\x1b\\b\x1b]8;;\x1b\\", "^[]8;;https://a.example^[\\b^[]8;;^[\\"),
        ("\ud800", "\ufffd"),
        ("héllo\t\n€ 👩‍💻", "héllo\t\n€ 👩‍💻"),
    ],
)
def test_inert(text, shown):
    """Controls in caret notation, what turns round or hides as U+FFFD; letters and emoji as they are."""
    assert shown == inert(text)


@given(st.text())
def test_nothing_acts(text):
    """No control but line break and tab, no direction change and no half character is left."""
    left = {char for char in inert(text) if unicodedata.category(char) in ("Cc", "Cs")} - {"\n", "\t"}

    assert set() == left
    assert not any(unicodedata.bidirectional(char) in ("RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI", "FSI", "PDI")
                   for char in inert(text))  # fmt: skip


SCRIPTS = {0x200C, 0x200D, *range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD,
           *range(0x13430, 0x13440)}  # fmt: skip
"""Format characters that a script is written with: the joiners, signs around numbers, hieroglyphs in groups."""


def test_nothing_hides():
    """Of all that Unicode has, no control, no half and no format character is left, but those of a script."""
    hidden = {code for code in range(0x110000) if unicodedata.category(chr(code)) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    left = {code for code in hidden if inert(chr(code)) == chr(code)}

    assert {ord("\n"), ord("\t")} == left - SCRIPTS


@given(st.text(), st.integers(1, 50))
def test_short_is_one_short_line(text, limit):
    """A cut says so."""
    assert len(line(text)) > limit or short(text, limit) == line(text)
    assert "\n" not in short(text, limit)
    assert len(short(text.replace("\n", ""), limit)) <= 2 * limit


@pytest.mark.parametrize(
    "count, words",
    [(None, "unknown size"), (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (65_536, "65.5 kB"),
     (999_949, "999.9 kB"), (1_000_000, "1.0 MB"), (200_000_000, "200.0 MB"), (5_000_000_000_000, "5000.0 GB")],
)  # fmt: skip
def test_size(count, words):
    """Decimal units, as browsers have them."""
    assert words == size(count)


def test_clock():
    """Always N ms, so that one pattern finds all durations."""
    assert ["0 ms", "2 ms", "12345 ms"] == [clock(seconds) for seconds in (0, 0.0021, 12.345)]
