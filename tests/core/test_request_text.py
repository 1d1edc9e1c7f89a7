"""The text of a cell: what is read, and that what is written is read as the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbauth.core.request_text import (
    build_request,
    build_requests,
    parse_request,
    parse_requests,
    request_names,
)
from nbauth.errors import RequestSyntaxError

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
    """Title, comments, method, URL over several lines, repeated headers in order, body with its empty lines."""
    draft = parse_request(FULL)

    assert "log in" == draft.title
    assert "POST" == draft.method
    assert "{{base}}/items?page=2&size=50" == draft.target
    assert (("Content-Type", "application/json"), ("X-Trace", "{{ trace }}"), ("X-Trace", "2")) == draft.headers
    assert '{"name": "{{name}}",\n\n # no comment here\n "n": 1}' == draft.body
    assert ("a comment", "another one", "between headers") == draft.comments
    assert 4 == draft.line
    assert [(4, 6), (5, 5), (6, 5)] == [(piece.line, piece.column) for piece in draft.target_pieces]
    assert [7, 9, 10] == [header.value.line for header in draft.header_lines]
    assert (9, 12) == (draft.header_lines[1].value.line, draft.header_lines[1].value.column)
    assert [12, 13, 14, 15] == [piece.line for piece in draft.body_pieces]


@pytest.mark.parametrize("eol", ["\r\n", "\r"])
def test_line_ends_of_other_systems(eol):
    """A cell pasted from Windows is the same request; no CR is left in a header."""
    assert parse_requests(FULL) == parse_requests(FULL.replace("\n", eol))


SEVERAL = """\
@host = a.example
@base = https://{{host}}

###

@user-name = ada

### login
POST {{base}}/login

{}

### the items
# only a comment
###
// @name items
GET {{base}}/items
###
###
@late = 1
"""


def test_several_requests():
    """Parts without a request are no request; the variables in them belong to the file."""
    first, second = parse_requests(SEVERAL)

    assert ("POST", "login", "{}") == (first.method, first.title, first.body)
    assert ["host", "base", "user-name"] == [variable.name for variable in first.variables]
    assert [(1, 9), (2, 9), (6, 14)] == [(one.value.line, one.value.column) for one in first.variables]
    assert ("GET", "", "{{base}}/items") == (second.method, second.title, second.target)
    assert [("late", 20)] == [(variable.name, variable.value.line) for variable in second.variables]


@pytest.mark.parametrize(
    "text, names",
    [
        (SEVERAL, ("login", "items")),
        ("### log in\nGET /a", ("",)),
        ("### log-in\nGET /a\n### log-in\nGET /b", ("", "")),
        ("### a\nGET /a\n### a\n# @name b\nGET /b", ("a", "b")),
        ("# @name log in\nGET /a", ("",)),
        ("# @name = x\nGET /a", ("x",)),
    ],
)
def test_names(text, names):
    """A # @name, else a title that can be one and that no other request has."""
    assert names == request_names(parse_requests(text))


def test_two_requests_of_one_name():
    """A name that was given on purpose means one request."""
    with pytest.raises(
        RequestSyntaxError, match=r"^line 5, column 1: two requests have this name; the first is on line 2$"
    ):
        parse_requests("# @name a\nGET /a\n###\n# @name a\nGET /b")


def test_one_is_expected():
    """`parse_request` is for one."""
    with pytest.raises(RequestSyntaxError, match=r"^line 3, column 1: this is a second request"):
        parse_request("GET /a\n###\nGET /b")


@pytest.mark.parametrize("text", ["", "###\n# words\n@a = 1\n"])
def test_no_request(text):
    """An empty cell is told what to write."""
    with pytest.raises(RequestSyntaxError) as caught:
        parse_requests(text)

    assert "line 1, column 1: there is no request" == str(caught.value)
    assert "write: GET https://example.com/path" == caught.value.hint


EVERYTHING = """\
@base = https://a.example
@note = a\\nb

### the title
# @name login
# @no-redirect
# @timeout 500 ms
# @connection-timeout 2
# @auth api
# @prompt user Who are you?
# a comment
GRAPHQL {{base}}/x
    ?a=1
X: 1
Y:

a
<@latin1 ./b
c

###
GET /b

###
@late = 1"""


def test_what_is_written_is_read_again():
    """Each part that a cell can have."""
    drafts = parse_requests(EVERYTHING)
    again = parse_requests(build_requests(drafts))

    assert meaning(drafts) == meaning(again)
    assert build_requests(drafts) == build_requests(again)


def meaning(drafts):
    """Return what drafts say, without where they say it."""
    return [
        (
            draft.method,
            draft.target,
            draft.headers,
            [(type(piece), getattr(piece, "path", None) and piece.path.text) for piece in draft.body_pieces],
            draft.body_text,
            draft.title,
            [(one.name, one.value.text, one.value.line <= draft.line) for one in draft.variables],
            draft.comments,
            (
                draft.directives.name,
                draft.directives.no_redirect,
                draft.directives.timeout,
                draft.directives.connection_timeout,
                draft.directives.auth and draft.directives.auth.text,
                [(prompt.name, prompt.text) for prompt in draft.directives.prompts],
            ),
        )
        for draft in drafts
    ]


WORD = st.text(
    st.characters(codec="ascii", min_codepoint=33, max_codepoint=126, exclude_characters="#{}"),
    min_size=1,
    max_size=8,
)
LINE = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp")), max_size=20).map(
    lambda line: "x" + line + "x"
)
NAME = st.from_regex(r"[a-z]\w{0,6}", fullmatch=True).filter(str.isascii)
DIRECTIVES = st.lists(
    st.one_of(
        NAME.map("# @name {}".format),
        st.just("// @no-redirect"),
        st.integers(1, 999_999).map("# @timeout {}".format),
        st.decimals("0.001", "900", places=3).map("#@connection-timeout {} ms".format),
        NAME.map("# @auth {}".format),
        st.tuples(NAME, LINE).map(lambda pair: "# @prompt {} {}".format(*pair)),
        LINE.map("# {}".format),
    ),
    max_size=4,
    unique_by=lambda line: line.split()[-2] if "@" not in line else line.replace("# ", "#").split()[0],
)
VARIABLE = st.tuples(NAME, LINE).map(lambda pair: "@{} = {}".format(*pair))
BODY = st.lists(
    st.one_of(LINE, st.just(""), st.just("< ./file"), st.just("<@ f"), LINE.map("<{}".format)), max_size=5
)


@st.composite
def requests(draw):
    method = draw(st.sampled_from(["GET ", "POST ", "REPORT ", ""]))
    headers = draw(st.lists(st.tuples(st.from_regex(r"[A-Za-z][A-Za-z-]{0,8}", fullmatch=True), LINE), max_size=4))
    lines = draw(st.lists(VARIABLE, max_size=2)) + draw(DIRECTIVES)
    lines += [f"{method}https://a.example/{draw(WORD)}", *draw(st.lists(WORD.map("    ?{}".format), max_size=2))]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\n".join([*lines, "", *draw(BODY)])


@given(st.lists(requests(), min_size=1, max_size=4), st.lists(LINE.map("### {}".format), min_size=4, max_size=4))
def test_round_trip(texts, separators):
    """Requests that are written and read again are the same."""
    text = "\n".join(line for pair in zip(separators, texts, strict=False) for line in pair)
    try:
        drafts = parse_requests(text)
    except RequestSyntaxError as exc:
        assert exc.reason.startswith(("two requests have this name", "# @"))
        return
    again = parse_requests(build_requests(drafts))

    assert len(texts) == len(drafts)
    assert meaning(drafts) == meaning(again)


@given(st.text(st.sampled_from("GET /a:?&#@<>{}%é \r\n\t\0x=\"'.$-\\"), max_size=80))
def test_only_its_own_error(text):
    """Whatever is in a cell: requests, or one error with a place in the text."""
    try:
        drafts = parse_requests(text)
    except RequestSyntaxError as exc:
        assert 1 <= exc.line <= text.count("\n") + text.count("\r") + 1 and exc.column >= 1
    else:
        assert all(draft.method and draft.target for draft in drafts)
        assert meaning(drafts) == meaning(parse_requests(build_requests(drafts)))


def test_a_single_request_is_written_alone():
    """Without ### lines, as people write it."""
    assert "# about\nGET /x?a=1\nX: 1\n\nbody" == build_request(
        parse_request("# about\nGET /x\n ?a=1\nX: 1\n\nbody\n\n")
    )
