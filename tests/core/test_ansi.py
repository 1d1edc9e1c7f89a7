"""Terminal escapes: what they run through is found, and where it was."""

from __future__ import annotations

import time

import pytest

from nbauth.core.ansi import Stripped, has_ansi
from nbauth.core.forms import Forms
from nbauth.core.secret import Known, Secret

SESAME = Forms(Known("it", Secret("sesame", "it")))


@pytest.mark.parametrize(
    "escape",
    [
        "\x1b[0m",
        "\x1b[1;38;5;12m",
        "\x1b[?25h",
        "\x9b2K",
        "\x1b]0;title\x07",
        "\x1b]8;;http://x/\x1b\\",
        "\x1b(B",
        "\x1b7",
        "\x1bc",
    ],
    ids=ascii,
)
def test_each_kind_of_escape_may_run_through(escape):
    """CSI, OSC with both of its ends, character sets and the two-character ones (ECMA-48)."""
    raw = f"é {escape}ses{escape}{escape}ame{escape} z".encode()
    start, end = raw.index(b"ses"), raw.index(b"ame") + 3

    assert has_ansi(raw)
    assert [(start, end)] == list(Stripped(raw).spans(SESAME, 0, len(raw)))
    assert [] == list(Stripped(raw).spans(SESAME, start + 1, len(raw)))
    assert [] == list(Stripped(raw).spans(SESAME, 0, end - 1))


def test_text_without_escapes_says_so():
    """Letters that contain the byte 9b in UTF-8 are none."""
    assert not has_ansi("Û\u203a".encode())


@pytest.mark.parametrize("unit", [b"\x1b[", b"\x1b]", b"\x1b[1;", b"\x1b ", b"\xc2\x9b0"])
def test_hostile_text_costs_linear_time(unit):
    """A quadratic pattern would take minutes."""
    began = time.process_time()
    Stripped(unit * 100_000)

    assert time.process_time() - began < 5
