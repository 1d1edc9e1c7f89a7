"""The text of a cell: what is read, and what is refused by line and name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbauth.core.request_text import build_request, parse_request
from nbauth.errors import RequestSyntaxError

CANARY = 'p+/"&<%é z9'

FULL = """\
### log in
# a comment
// another one
POST {{base}}/items HTTP/1.1
    ?page=2
    &size=50
Content-Type: application/json
# between headers
X-Trace:   {{ trace }}  
X-Trace: 2

{"name": "{{name}}",

 # no comment here
 "n": 1}

###
"""


def test_all_parts():
    """Comments, method, URL over several lines, repeated headers in order, body with its empty lines."""
    draft = parse_request(FULL)

    assert "POST" == draft.method
    assert "{{base}}/items?page=2&size=50" == draft.target
    assert (("Content-Type", "application/json"), ("X-Trace", "{{ trace }}"), ("X-Trace", "2")) == draft.headers
    assert '{"name": "{{name}}",\n\n # no comment here\n "n": 1}' == draft.body
    assert ("log in", "a comment", "another one", "between headers") == draft.comments
    assert 4 == draft.line
    assert [(4, 6), (5, 5), (6, 5)] == [(piece.line, piece.column) for piece in draft.target_pieces]
    assert [7, 9, 10] == [header.value.line for header in draft.header_lines]
    assert (9, 12) == (draft.header_lines[1].value.line, draft.header_lines[1].value.column)
    assert [12, 13, 14, 15] == [piece.line for piece in draft.body_pieces]


@pytest.mark.parametrize("eol", ["\r\n", "\r"])
def test_line_ends_of_other_systems(eol):
    """A cell pasted from Windows is the same request; no CR is left in a header."""
    assert parse_request(FULL) == parse_request(FULL.replace("\n", eol))


@pytest.mark.parametrize(
    "text, method, target",
    [
        ("https://a.example/x", "GET", "https://a.example/x"),
        ("\n\n  https://a.example/x  \n", "GET", "https://a.example/x"),
        ("get https://a.example/x", "GET", "https://a.example/x"),
        ("PROPFIND https://a.example/x", "PROPFIND", "https://a.example/x"),
        ("DELETE\t https://a.example/x HTTP/1.1", "DELETE", "https://a.example/x"),
        ("GET {{ base }}/x", "GET", "{{ base }}/x"),
        ("{{base}}/x", "GET", "{{base}}/x"),
        ("/x", "GET", "/x"),
        ("GET https://a.example/x\n?a=1\n&b=2", "GET", "https://a.example/x?a=1&b=2"),
    ],
)
def test_request_line(text, method, target):
    """The method may be left out; a URL may go on below (VS Code REST Client, "Request Line")."""
    draft = parse_request(text)

    assert (method, target) == (draft.method, draft.target)


@pytest.mark.parametrize(
    "media, body",
    [
        ("application/json", "a=1\n&b=2"),
        ("application/x-www-form-urlencoded", "a=1&b=2"),
        ("multipart/form-data; boundary=x", "a=1\r\n&b=2"),
    ],
)
def test_line_ends_of_a_body(media, body):
    """A form's line goes on with &; multipart has CRLF (RFC 2046 section 4.1.1)."""
    assert body == parse_request(f"POST /\nContent-Type: {media}\n\na=1\n&b=2\n\n").body


REFUSED = [
    ("", "line 1, column 1: there is no request"),
    ("# only words\n", "line 1, column 1: there is no request"),
    ("POST", "line 1, column 5: no URL after POST\n  POST \n      ^"),
    ("send https://a.example", "line 1, column 1: this is no method"),
    ("GET https://a.example/a b", "line 1, column 24: white space in the URL\n  GET https://a.example/a \n" + " " * 25 + "^"),
    (f"GET https://a.example/?k={CANARY}", "line 1, column 34: white space in the URL"),
    ("GET /a\n    b: 1", "line 2, column 5: an indented line goes on with the URL: it starts with ? or &"),
    ("GET /a\nX Trace: 1", "line 2, column 2: this is no header's name"),
    ("GET /a\n: 1", "line 2, column 1: this is no header's name"),
    (f"GET /a\nBearer {CANARY}", "line 2, column 1: no colon: this is no header"),
    ("GET /a\nX: a\0b", "line 2, column 5: a control character, or half of a character"),
    ("GET /a\nX: \ud800", "line 2, column 4: a control character, or half of a character"),
    ("GET /a\n\n###\nGET /b", "line 4, column 1: several requests in one cell: not yet supported"),
    ("GET /a\n###\n@x = 1", "line 3, column 1: several requests in one cell: not yet supported"),
    (f"@key = {CANARY}\nGET /a", "line 1, column 1: @key =: not yet supported\n  @key =\n  ^"),
    ("# @name login\nGET /a", "line 1, column 1: # @name: not yet supported\n  # @name\n  ^"),
    ("GET /a\n// @no-redirect", "line 2, column 1: # @no-redirect: not yet supported\n  # @no-redirect\n  ^"),
    ("POST /a\n\n< ./file.json", "line 3, column 1: a body from a file (<): not yet supported"),
    ("POST /a\n\n<@latin1 ./file.json", "line 3, column 1: a body from a file (<): not yet supported"),
    ("POST /a\n\n{}\n\n> {%\n%}", "line 5, column 1: a script ({% %}): not yet supported"),
    ("POST /a\n\n{}\n\n>>! out.json", "line 5, column 1: a response file (<>, >>): not yet supported"),
    ("GRPC a.example/x", "line 1, column 1: GRPC: not yet supported\n  GRPC\n  ^"),
]  # fmt: skip


@pytest.mark.parametrize("text, message", REFUSED, ids=[message for _, message in REFUSED])
def test_refused(text, message):
    """What is not supported, or no request, is refused by line and column, and never sent as text."""
    with pytest.raises(RequestSyntaxError) as caught:
        parse_request(text)

    assert message == str(caught.value)
    assert CANARY not in repr(caught.value)


@pytest.mark.parametrize("body", ["<root>\n</root>", "<?xml version='1.0'?>", "<p>x < y</p>", "> quoted", "a #b"])
def test_bodies_that_look_like_signs(body):
    """XML and quoted text are bodies."""
    assert body == parse_request(f"POST /\n\n{body}\n").body


def test_an_email_is_no_directive():
    """A comment may hold an @ that means nothing to these formats."""
    assert ("@ada wrote this",) == parse_request("# @ada wrote this\nGET /").comments


WORD = st.text(
    st.characters(codec="ascii", min_codepoint=33, max_codepoint=126, exclude_characters="#{}"),
    min_size=1,
    max_size=8,
)
LINE = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp")), max_size=20).map(
    lambda line: "x" + line + "x"
)


@given(
    st.sampled_from(["GET", "POST", "REPORT"]),
    WORD.map("https://a.example/".__add__),
    st.lists(st.tuples(st.from_regex(r"[A-Za-z][A-Za-z-]{0,8}", fullmatch=True), LINE), max_size=4),
    st.lists(LINE, max_size=4),
)
def test_round_trip(method, target, headers, body):
    """A request that is written and read again is the same one."""
    lines = [f"{method} {target}", *(f"{name}: {value}" for name, value in headers), "", *body]
    draft = parse_request("\n".join(lines))
    again = parse_request(build_request(draft))

    assert (method, target, tuple(headers), draft.body) == (again.method, again.target, again.headers, again.body)


@given(st.text(st.sampled_from("GET /a:?&#@<>{}%é \r\n\t\0x="), max_size=60))
def test_only_its_own_error(text):
    """Whatever is in a cell: a request, or one error with a place in the text."""
    try:
        draft = parse_request(text)
    except RequestSyntaxError as exc:
        assert 1 <= exc.line <= text.count("\n") + text.count("\r") + 1 and exc.column >= 1
    else:
        assert draft.method and draft.target
