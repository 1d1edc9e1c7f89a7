"""A command as Windows' cmd and the C runtime read it, and as the browsers write it for them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbauth.core.cmd_words import cmd_words
from nbauth.core.shell_words import is_for_cmd
from nbauth.errors import RequestSyntaxError

ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"))
"""All that both browsers can write: for a line break they write LF, whichever it was."""


def words(text, **variables):
    return [word.text for word in cmd_words(text, variables)]


def of_chrome(text):
    """Write a word as Chrome does (DevTools, NetworkLogView.escapeStringWin)."""
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    text = re.sub(r"[^a-zA-Z0-9\s_\-:=+~'/.',?;()*`]", r"^\g<0>", text)
    text = re.sub(r"%(?=[a-zA-Z0-9_])", "%^", text)
    return '^"' + text.replace("\n", "^\n\n") + '^"'


def of_firefox(text):
    """Write a word as Firefox did until 2024 (devtools/client/shared/curl.js): a line break outside of quotes."""
    text = re.sub(r"[^a-zA-Z0-9\s_:=+~/.',?;()*`\\\"-]", r"^\g<0>", text)
    return '"' + text.replace('"', '""').replace("\n", '"^\n\n"') + '"'


@given(st.lists(ANY, min_size=1))
def test_what_chrome_writes_is_read(arguments):
    """Chrome, Edge, and Firefox since: every text comes back as it was, over several lines."""
    text = " ^\n  ".join(["curl", *map(of_chrome, arguments)])

    assert is_for_cmd(text)
    assert ["curl", *arguments] == words(text)


@given(st.lists(st.text("ab\" :{}'\n/.,", min_size=1), min_size=1))
def test_double_quotes_twice(arguments):
    """Two double quotes within double quotes are one, and a line break stands outside of them."""
    text = " ^\n  ".join(["curl.exe", *map(of_firefox, arguments)])

    assert ["curl.exe", *arguments] == words(text.replace("^{", "{").replace("^}", "}"))


@pytest.mark.parametrize(
    "text, arguments",
    [
        ('curl ^"http://a/?b=c^&d=^%^41^" ^\n  -H ^"A: b^"\n', ["curl", "http://a/?b=c&d=%41", "-H", "A: b"]),
        ('curl "{\\"a\\": \\"b c\\"}" d', ["curl", '{"a": "b c"}', "d"]),
        ('curl ^"^{^\\^"a^\\^":^\\^"b^\\^\\c^\\^"^}^"', ["curl", '{"a":"b\\c"}']),
        ('curl "a^b" C:\\dir\\f "C:\\dir\\\\" \\\\host', ["curl", "a^b", "C:\\dir\\f", "C:\\dir\\", "\\\\host"]),
        ('curl a^^b ^\n ""', ["curl", "a^b", ""]),
        ('curl "%TOKEN%" %TOKEN%x %NOBODY% %E4%B8', ["curl", 's 3 "^', 's 3 "^x', "%NOBODY%", "%E4%B8"]),
        ("curl a ^", ["curl", "a"]),
        ("curl a &\r\n".replace("\r", ""), ["curl", "a"]),
    ],
)
def test_words(text, arguments):
    """Carets, both ways to write a quote, paths, variables; a variable's value is not read again."""
    assert arguments == words(text, TOKEN='s 3 "^', E4="no variable of an encoded character")


@pytest.mark.parametrize(
    "text, message",
    [
        ('curl ^"a^" | jq', "line 1, column 12: a pipe (|)"),
        ('curl "a" ^\n > z9Kq', "line 2, column 2: a redirection (>)"),
        ("curl a &\ncurl z9Kq", "line 1, column 8: another command after &"),
        ("curl a\ncurl z9Kq", "line 1, column 7: another command on a line of its own"),
        ('curl ^"z9Kq', 'line 1, column 6: a quote (") is not closed'),
        ('curl "z9Kq\n"', "line 1, column 11: another command on a line of its own"),
    ],
)
def test_refused(text, message):
    """By name and place; no word is quoted."""
    with pytest.raises(RequestSyntaxError) as caught:
        words(text)

    assert message == str(caught.value)


def test_places():
    """A word knows its line and column, for errors that are about it."""
    places = [(word.line, word.column) for word in cmd_words('curl ^"a^" ^\n  -H ^"b c^"', {})]

    assert [(1, 1), (1, 6), (2, 3), (2, 6)] == places
