"""Which shell a command is quoted for, and words that know their place."""

from __future__ import annotations

import pytest

from nbauth.core.posix_words import posix_words
from nbauth.core.shell_words import Word, is_for_cmd


@pytest.mark.parametrize(
    "text, expected",
    [
        ('curl ^"http://a^"', True),
        ('curl "http://a" ^\n  -H "b: c"', True),
        ('curl.exe "http://a" ^', True),
        ("curl 'http://a' \\\n  -H 'b: ^\"c^\"'", False),
        ("curl http://a -d 'x ^\n'", False),
        ('curl http://a -d "{\\"x\\": \\" ^\\"}"', False),
        ("curl http://a -d $'it\\'s ^\"'", False),
        ('curl http://a/^"', False),
        ("curl 'http://a", False),
        ('curl "http://a"', False),
    ],
)
def test_is_for_cmd(text, expected):
    """A ^ counts where sh has no quotes."""
    assert expected is is_for_cmd(text)


def test_places():
    """A word knows its line and column; the text before the command counts."""
    text = "# note\n$ curl 'a' \\\n  -H \"b\""
    places = [(word.line, word.column) for word in posix_words(text, {}, text.index("curl"))]

    assert [(2, 3), (2, 8), (3, 3), (3, 6)] == places


def test_a_word_is_not_shown():
    """It may be a password: neither its repr nor an error about it holds it."""
    word = Word("z9Kq", 2, 3)

    assert "Word(line=2, column=3)" == repr(word)
    assert "line 2, column 3: no good" == str(word.error("no good"))
