"""Words and commands of a POSIX shell: dash reads back what was meant."""

from __future__ import annotations

import os
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nbauth.export.placeholders import Placeholder
from nbauth.export.sh import FUNCTIONS, is_calm, printf, value, word

KEY = Placeholder("key")
VARIABLES = {"key": "KEY"}
SECRET = "a b\"'$x`\\!*é\n%"


def sh(script: str, **env: str) -> bytes:
    environ = {"PATH": os.environ["PATH"], **env}
    return subprocess.run(["sh"], input=script.encode(), env=environ, capture_output=True, check=True).stdout


def read_back(pieces: list[object]) -> str:
    """Return the one word that sh reads."""
    return sh(f"printf '%s\\001' {word(pieces, VARIABLES)}", KEY=SECRET).decode()


PIECES = [
    [],
    ["plain"],
    ["it's"],
    ['"$HOME" `id` $(id) \\ ! * ? ~ # ; & | < > ( )'],
    ["-n"],
    ["a\nb\n"],
    ["é €"],
    ["\x1b[31m \u202e"],
    [KEY],
    ["Bearer ", KEY],
    [KEY, "tail"],
    [KEY, "-", KEY],
    ["it's ", KEY, ' "quoted" $x ', KEY, "\n"],
    ["\x07 ", KEY],
]


@pytest.mark.parametrize("pieces", PIECES, ids=repr)
def test_words(pieces):
    """One word, whatever is in it; a secret as it is in the environment."""
    expected = "".join(piece if isinstance(piece, str) else SECRET for piece in pieces)

    assert f"{expected}\1" == read_back(pieces)


@settings(max_examples=40)
@given(
    st.lists(st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"])), min_size=1, max_size=3)
)
def test_any_words(texts):
    """One word for each text; no substitution may end in line breaks, which a shell takes off."""
    texts = [f"{text}." for text in texts]
    read = sh(f"printf '%s\\0' {' '.join(word([text], {}) for text in texts)}").decode()

    assert "".join(f"{text}\0" for text in texts) == read


def test_how_words_read():
    """In double quotes where nothing needs more; the variable's name in braces where it would go on."""
    assert '"Bearer $KEY"' == word(["Bearer ", KEY], VARIABLES)
    assert '"${KEY}x"' == word([KEY, "x"], VARIABLES)
    assert "'$1 '\"$KEY\"" == word(["$1 ", KEY], VARIABLES)
    assert "''" == word([], VARIABLES)


@settings(max_examples=40)
@given(st.binary(max_size=300))
def test_printf_writes_any_bytes(data):
    """Also NUL, line breaks at the end, % and \\; the script itself is plain ASCII."""
    script = printf(data)

    assert data == sh(script)
    assert script.isascii() and script.isprintable()


@pytest.mark.parametrize("data", [b"-n", b"--", b"\\055", b"\x001", b"%s%d%%"])
def test_printf_writes_what_looks_like_something_else(data):
    """Options, escapes, formats."""
    assert data == sh(printf(data))


def test_all_bytes():
    """Each of the 256."""
    assert bytes(range(256)) == sh(printf(bytes(range(256))))


@pytest.mark.parametrize(
    "kind, expected",
    [
        ("plain", SECRET),
        ("percent", "%61%20%62%22%27%24%78%60%5c%21%2a%c3%a9%0a%25"),
        ("json", "a b\\\"'$x`\\\\!*é\\n%"),
    ],
)
def test_values(kind, expected):
    """As they are, percent-encoded, or escaped for a JSON string, with tools that are everywhere."""
    script = f'{FUNCTIONS.get(kind, ":")}\nprintf %s "{value(Placeholder("key", kind), VARIABLES)}"'

    assert expected == sh(script, KEY=SECRET).decode()


@pytest.mark.parametrize("text, calm", [("a b\té\n", True), ("\r\n", False), ("\x1b", False), ("\u202e", False)])
def test_what_can_stand_in_a_script(text, calm):
    """What gets lost on the way through a page or a terminal, or acts there, cannot."""
    assert calm == is_calm(text)
