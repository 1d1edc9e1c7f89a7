"""A command as bash reads it: judged by bash itself, and by what the browsers write."""

from __future__ import annotations

import os
import re
import subprocess

import pytest
import system
from hypothesis import given, settings
from hypothesis import strategies as st

from nbauth.core.posix_words import posix_words
from nbauth.errors import RequestSyntaxError, UnresolvedVariable

ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
"""All that an argument can be."""


def words(text, **variables):
    return [word.text for word in posix_words(text, variables)]


def of_chrome(text):
    """Write a word as Chrome does (DevTools, NetworkLogView.escapeStringPosix)."""
    if not re.search(r"[\0-\x1f\x7f-\x9f!']", text):
        return f"'{text}'"
    text = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r")
    return "$'" + re.sub(r"[\0-\x1f\x7f-\x9f!]", lambda found: f"\\u{ord(found[0]):04x}", text) + "'"


def of_firefox(text):
    """Write a word as Firefox does (devtools/client/shared/curl.js); it writes UTF-16 units, and bytes below 256."""
    if not re.search(r"[^\x20-\x7e]|[!']", text):
        return f"'{text}'"
    text = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r")
    text = text.replace("!", "\\041")

    def unit(code):
        return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"

    def units(found):
        data = found[0].encode("utf-16-be")
        return "".join(unit(int.from_bytes(data[at : at + 2])) for at in range(0, len(data), 2))

    return "$'" + re.sub(r"[^\x20-\x7e]", units, text) + "'"


@given(st.lists(ANY, min_size=1))
def test_what_chrome_writes_is_read(arguments):
    """Chrome, Edge: every text comes back as it was, over several lines."""
    text = " \\\n  ".join(["curl", *map(of_chrome, arguments)])

    assert ["curl", *arguments] == words(text)


@given(st.lists(ANY, min_size=1))
def test_what_firefox_and_safari_write_is_read(arguments):
    """Their \\xe9 is a byte, for curl and so for us: a character below 256 comes back as its Latin-1."""
    text = " \\\n".join(["curl", *map(of_firefox, arguments)])
    meant = [
        b"".join(bytes([ord(char)]) if ord(char) < 256 else char.encode() for char in argument)
        for argument in arguments
    ]

    assert [b"curl", *meant] == [os.fsencode(word) for word in words(text)]


PIECES = (
    *("a", "é", "😀", " ", "\t", "'", '"', "$'", '$"', "\\", "\\\\", "\\\n", "\\n", "\\t", "\\x41", "\\xe9", "\\x"),
    *("\\u00e9", "\\U1f600", "\\101", "\\8", "\\cA", "\\'", '\\"', "\\?", "\\E", "$V", "${V}", "$", "!", "*", "?"),
    *("{", "}", "~", "=", "#", " #", "%", "^", "/", "]", "-H", "\n", ";", "&", "|"),
)


@settings(max_examples=15)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), min_size=40, max_size=60))
def test_bash_reads_the_same(commands):
    """Whatever is read and not refused is read as bash reads it."""
    system.need("curl")
    value = "v  \\ \"w'é*"
    read = []
    for command in commands:
        if command.endswith("\\"):
            continue  # in the script below it would go on with the next one
        try:
            read.append((command, words(f"curl {command}", V=value)[1:]))
        except (RequestSyntaxError, UnresolvedVariable):
            continue
    show = "set -f; IFS=; p() { for word; do printf '%s\\0' \"$word\"; done; printf 'end\\0'; }\n"
    script = show + "".join(f"p {command}\n" for command, _ in read)
    environment = {"V": value, "LC_ALL": "C.UTF-8", "HOME": "~", "PATH": os.environ["PATH"]}
    done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True)
    by_bash = done.stdout.removesuffix(b"end\0").split(b"end\0") if read else []

    assert b"" == done.stderr
    assert [b"".join(os.fsencode(f"{word}\0") for word in each) for _, each in read] == by_bash


@pytest.mark.parametrize(
    "text, arguments",
    [
        ("curl a  'b c'\t\"d\"e\\ f ''", ["curl", "a", "b c", "de f", ""]),
        ("curl \\\n  a \\\r\n b", ["curl", "a", "\r", "b"]),
        ("curl a # comment\n\n  # more\n", ["curl", "a"]),
        ("curl a;\n", ["curl", "a"]),
        ("curl a \\\n", ["curl", "a"]),
        ("curl a \\", ["curl", "a"]),
        ("curl a#b", ["curl", "a#b"]),
        ("curl $'\\ud83d\\ude00'", ["curl", "😀"]),
        ("curl \"$TOKEN\" ${TOKEN}x '$TOKEN' \\$TOKEN", ["curl", "s3 *", "s3 *x", "$TOKEN", "$TOKEN"]),
        ('curl "a!b" a!b {} a{b}c ~ "$" $', ["curl", "a!b", "a!b", "{}", "a{b}c", "~", "$", "$"]),
    ],
)
def test_words(text, arguments):
    """Quotes, continued lines, comments, variables; what a script would not expand stays."""
    if "\r" in text:
        text = text.replace("\r\n", "\n")
        arguments = [each for each in arguments if each != "\r"]

    assert arguments == words(text, TOKEN="s3 *")


@pytest.mark.parametrize(
    "text, message, hint",
    [
        ("curl a | jq .", "line 1, column 8: a pipe (|)", "leave the rest off"),
        ("curl a > out", "line 1, column 8: a redirection (>)", "leave the rest off"),
        ("curl a && ls", "line 1, column 8: another command after &", "leave the rest off"),
        ("curl a;\n\ncurl b", "line 1, column 7: another command after ;", "leave the rest off"),
        ("curl a\ncurl b", "line 1, column 7: another command on a line of its own", "leave the rest off"),
        ("curl http://a/?b=1&c=2", "line 1, column 19: another command after &", "put the URL in quotes"),
        ("curl (a)", "line 1, column 6: a parenthesis", "leave the rest off"),
        ("curl $(cat z9Kq)", "line 1, column 6: a command's output", "put it into a variable: $NAME"),
        ('curl "`cat z9Kq`"', "line 1, column 7: a command's output", "put it into a variable: $NAME"),
        ("curl ${z9Kq:-b}", "line 1, column 6: only $NAME and ${NAME} are put in", "$ is a dollar"),
        ("curl $1", "line 1, column 6: only $NAME and ${NAME} are put in", "$ is a dollar"),
        ("curl {z9Kq,b}", "line 1, column 6: braces outside of quotes are the shell's", "put the word in quotes"),
        ("curl a \\\n 'z9Kq", "line 2, column 2: this quote (') is not closed", ""),
        ('curl "z9Kq\\"', 'line 1, column 6: this quote (") is not closed', ""),
        ("curl $'z9Kq\\'", "line 1, column 6: this quote ($') is not closed", ""),
        ("curl $'z9Kq\\0'", "line 1, column 6: NUL is in this word", ""),
        ("curl $'z9Kq\\x{41}'", "line 1, column 6: \\x{...} in $'...' is not read", "write the character as"),
        ("curl $'z9Kq\\U110000'", "line 1, column 6: there is no such character", ""),
        ("curl a \\ \n  b", "line 1, column 9: white space after the \\ at the end of the line", "delete it"),
        ("curl.exe a `\n  b", "line 1, column 12: a command for PowerShell", "cURL (cmd)"),
    ],
)
def test_refused(text, message, hint):
    """What would run something else, and what is no word: by name and place, and no word is quoted."""
    with pytest.raises(RequestSyntaxError) as caught:
        words(text)

    assert str(caught.value).startswith(message)
    assert hint in caught.value.hint
    assert "z9Kq" not in f"{caught.value} {caught.value.hint}"


def test_a_variable_that_nothing_defines():
    """Where it stands, and which names there are."""
    with pytest.raises(UnresolvedVariable) as caught:
        words('curl \\\n -H "X: $TOKN"', TOKEN="z9Kq")

    message = "line 2, column 9: nothing defines $TOKN; did you mean: TOKEN"
    assert message == str(caught.value).splitlines()[0]
