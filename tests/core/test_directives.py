"""Comments that say how a request is sent."""

from __future__ import annotations

import pytest

from nbauth.core.directives import build_directives
from nbauth.core.request_text import Directives, Piece, Prompt, parse_request
from nbauth.errors import RequestSyntaxError

CANARY = 'p+/"&<%é z9'


def directives(*lines):
    return parse_request("\n".join([*lines, "GET /"])).directives


@pytest.mark.parametrize("sign", ["# @", "// @", "#@", "//@", "   #  @", "## @"])
def test_signs(sign):
    """Any comment may hold one, with or without white space."""
    assert Directives(name="login") == directives(f"{sign}name login")


def test_all():
    """Each of them, before and after the request line."""
    draft = parse_request(
        "# @name login\n# @no-redirect\n// @timeout 5\nGET /\n# @connection-timeout 2 m\nX: 1\n  # @auth api\n"
        "# @prompt user\n# @prompt code The code in your mail"
    )

    assert draft.directives == Directives(
        "login",
        True,
        5.0,
        120.0,
        Piece("api", 7, 11),
        (Prompt("user", "", 8), Prompt("code", "The code in your mail", 9)),
    )
    assert () == draft.comments


@pytest.mark.parametrize(
    "text, seconds", [("5", 5.0), ("600", 600.0), ("500 ms", 0.5), ("500ms", 0.5), ("2 m", 120.0), ("1.5 s", 1.5)]
)
def test_durations(text, seconds):
    """Seconds, or a unit of JetBrains'."""
    assert seconds == directives(f"# @timeout {text}").timeout


@pytest.mark.parametrize(
    "comment", ["@ada wrote this", "ada@example.com", "@", "@ name", "mail @name", "@see RFC 9110"]
)
def test_comments(comment):
    """A comment may hold an @ that means nothing to these formats."""
    draft = parse_request(f"# {comment}\nGET /")

    assert (Directives(), (comment,)) == (draft.directives, draft.comments)


REFUSED = [
    ("# @name", "line 1, column 1: # @name needs a name: # @name login\n  # @name\n  ^"),
    ("  # @name", "line 1, column 3: # @name needs a name: # @name login\n    # @name\n    ^"),
    ("# @name a\n# @name b", "line 2, column 1: # @name is given twice\n  # @name\n  ^"),
    ("# @no-redirect yes", "line 1, column 1: # @no-redirect takes no value\n  # @no-redirect\n  ^"),
    (f"# @timeout {CANARY}", "line 1, column 1: # @timeout takes seconds: # @timeout 5, # @timeout 500 ms, # @timeout 2 m\n  # @timeout\n  ^"),
    ("# @timeout 0", "line 1, column 1: # @timeout takes seconds: # @timeout 5, # @timeout 500 ms, # @timeout 2 m\n  # @timeout\n  ^"),
    (f"# @auth Bearer {CANARY}", "line 1, column 1: # @auth takes the name of a login, or none\n  # @auth\n  ^"),
    (f"# @prompt {CANARY}", "line 1, column 1: # @prompt takes a name made of letters, digits and _, and a text\n  # @prompt\n  ^"),
    ("# @no-cookie-jar", "line 1, column 1: # @no-cookie-jar is not supported\n  # @no-cookie-jar\n  ^"),
    ("# @no-log", "line 1, column 1: # @no-log is not supported\n  # @no-log\n  ^"),
    ("# @no-auto-encoding", "line 1, column 1: # @no-auto-encoding is not supported\n  # @no-auto-encoding\n  ^"),
    ("# @note", "line 1, column 1: # @note is not supported\n  # @note\n  ^"),
    ("# @forceRef login", "line 1, column 1: # @forceref is not supported\n  # @forceref\n  ^"),
    (f"# @timout {CANARY}", "line 1, column 1: an unknown directive; did you mean # @timeout?"),
    ("# @no-redirects", "line 1, column 1: an unknown directive; did you mean # @no-redirect?"),
]  # fmt: skip


@pytest.mark.parametrize("text, message", REFUSED, ids=[text for text, _ in REFUSED])
def test_refused(text, message):
    """By name and place; what stands behind the name is never quoted."""
    with pytest.raises(RequestSyntaxError) as caught:
        parse_request(f"{text}\nGET /")

    assert message == str(caught.value)
    assert CANARY not in repr(caught.value)


def test_each_refusal_says_what_to_do():
    """A hint with what nbauth has instead."""
    with pytest.raises(RequestSyntaxError) as caught:
        directives("# @no-cookie-jar")

    assert "a session of its own has cookies of its own: --session NAME" == caught.value.hint


def test_writing():
    """In a form that the editors read too: whole numbers with a unit."""
    made = Directives("a", True, 0.5, 60.0, Piece("none", 1), (Prompt("b"), Prompt("c", "d e")))
    lines = build_directives(made)

    assert ["# @name a", "# @no-redirect", "# @timeout 500 ms", "# @connection-timeout 60", "# @auth none",
            "# @prompt b", "# @prompt c d e"] == lines  # fmt: skip
    assert lines == build_directives(directives(*lines))
