"""Reading a cell: what a line means where it stands, and what is refused by line and name."""

from __future__ import annotations

import pytest

from nbauth.core.request_text import FilePiece, parse_request, parse_requests
from nbauth.errors import RequestSyntaxError

CANARY = 'p+/"&<%é z9'


@pytest.mark.parametrize(
    "text, method, target",
    [
        ("https://a.example/x", "GET", "https://a.example/x"),
        ("\n\n  https://a.example/x  \n", "GET", "https://a.example/x"),
        ("get https://a.example/x", "GET", "https://a.example/x"),
        ("GET\u00a0https://a.example/x", "GET", "https://a.example/x"),
        ("PROPFIND https://a.example/x", "PROPFIND", "https://a.example/x"),
        ("DELETE\t https://a.example/x HTTP/1.1", "DELETE", "https://a.example/x"),
        ("GET https://a.example/x HTTP/2", "GET", "https://a.example/x"),
        ("GET {{ base }}/x", "GET", "{{ base }}/x"),
        ("{{base}}/x", "GET", "{{base}}/x"),
        ("{{$processEnv HOST}}/x", "GET", "{{$processEnv HOST}}/x"),
        ("/x", "GET", "/x"),
        ("\ufeffGET /x", "GET", "/x"),
        ("GET https://a.example/x\n?a=1\n&b=2", "GET", "https://a.example/x?a=1&b=2"),
        ("GET https://a.example:80\n    /api\n    # a comment\n\t/get\n    ?id=1\n", "GET", "https://a.example:80/api/get?id=1"),
        ("GET https://a.example/x?\n    a=1&\n    b=2", "GET", "https://a.example/x?a=1&b=2"),
        ("GET https://a.example/\n    api\n    /get\nX: 1", "GET", "https://a.example/api/get"),
    ],
)  # fmt: skip
def test_request_line(text, method, target):
    """The method may be left out; a URL may go on below (VS Code's "Request Line", JetBrains' "Break long requests")."""
    draft = parse_request(text)

    assert (method, target) == (draft.method, draft.target)


def test_a_header_may_go_on_below():
    """An indented line belongs to the header above (JetBrains' specification, 3.2.2)."""
    draft = parse_request("GET /\nAccept: text/html,\n    # a comment\n    application/json\nX: 1")

    assert (("Accept", "text/html, application/json"), ("X", "1")) == draft.headers


def test_comments_stand_anywhere_but_in_a_body():
    """Before the request, in its URL, between headers; # in a body is Markdown, YAML, a script."""
    draft = parse_request("# a\n// b\nPOST /\n    // c\n    ?x=1\n  # d\nX: 1\n#e\n\n# no comment\n// neither\n")

    assert ("a", "b", "c", "d", "e") == draft.comments
    assert "# no comment\n// neither" == draft.body


def test_the_indent_of_all_lines_does_not_count():
    """A text in three quotes is indented as a whole; columns count in what is written."""
    draft = parse_request("""
        POST /x
            ?a=1
        X: {{x}}

        {
          "a": 1
        }
        """)

    assert ("/x?a=1", (("X", "{{x}}"),), '{\n  "a": 1\n}') == (draft.target, draft.headers, draft.body)
    assert (4, 12) == (draft.header_lines[0].value.line, draft.header_lines[0].value.column)
    with pytest.raises(RequestSyntaxError, match=r"^line 1, column 8: no URL after GET\n {2} {4}GET \n {9}\^$"):
        parse_request("    GET")


def test_a_body_from_a_file():
    """``< path`` as bytes, ``<@ path`` with variables; the path ends with its line."""
    draft = parse_request("POST /\n\na\n< ./my file.json  \n<@ ./b\n<@latin1   {{dir}}/c\n<d>")
    plain, utf8, latin1 = (piece for piece in draft.body_pieces if isinstance(piece, FilePiece))

    assert [("./my file.json", 4, 3), ("./b", 5, 4), ("{{dir}}/c", 6, 12)] == [
        (piece.path.text, piece.path.line, piece.path.column) for piece in (plain, utf8, latin1)
    ]
    assert ["", "utf-8", "latin1"] == [piece.encoding for piece in (plain, utf8, latin1)]
    assert "a\n< ./my file.json  \n<@ ./b\n<@latin1   {{dir}}/c\n<d>" == draft.body


@pytest.mark.parametrize(
    "body", ["<root>\n</root>", "<?xml version='1.0'?>", "<p>x < y</p>", "> quoted", "a #b", "<", "<@"]
)
def test_bodies_that_look_like_signs(body):
    """XML and quoted text are bodies."""
    assert body == parse_request(f"POST /\n\n{body}\n").body


@pytest.mark.parametrize(
    "line, name, value",
    [
        ("@a=1", "a", "1"),
        ("  @a  =  b c  ", "a", "b c"),
        ("@my-host.name = x=y", "my-host.name", "x=y"),
        ("@empty =", "empty", ""),
    ],
)
def test_variables(line, name, value):
    """Name and value, without the white space around them (VS Code's "File Variables")."""
    (variable,) = parse_request(f"{line}\nGET /").variables

    assert (name, value) == (variable.name, variable.value.text)


REFUSED = [
    ("POST", "line 1, column 5: no URL after POST\n  POST \n      ^"),
    ("send https://a.example", "line 1, column 1: this is no method"),
    ("GET https://a.example/a b", "line 1, column 24: white space in the URL\n  GET https://a.example/a \n" + " " * 25 + "^"),
    (f"GET https://a.example/?k={CANARY}", "line 1, column 34: white space in the URL"),
    ("GET /a\n    /b c", "line 2, column 7: white space in the URL\n      /b \n        ^"),
    ("GET /a\n    b: 1", "line 2, column 5: an indented line goes on with the URL; a header is not indented"),
    ("GET /a\nb: 1\n    c: 1", "line 3, column 5: an indented line goes on with the header above; a header is not indented"),
    ("GET /a\nX Trace: 1", "line 2, column 2: this is no header's name"),
    ("GET /a\n: 1", "line 2, column 1: this is no header's name"),
    (f"GET /a\nBearer {CANARY}", "line 2, column 1: no colon: this is no header"),
    ("GET /a\nX: a\0b", "line 2, column 5: a control character, or half of a character"),
    ("GET /a\r\nX: \ud800", "line 2, column 4: a control character, or half of a character"),
    ('@p+/"&<%é = 1\nGET /a', "line 1, column 2: what stands behind @ is no name"),
    ("@\nGET /a", "line 1, column 1: a line that begins with @ is a variable: @name = value"),
    ("@a b\nGET /a", "line 1, column 1: a line that begins with @ is a variable: @name = value"),
    ("# @name a\n###\nGET /a", "line 1, column 1: there is no request below this comment"),
    ("< {%\n  x\n%}\nGET /a", "line 1, column 1: a script ({% %}) is not supported"),
    ("import other.http\n", "line 1, column 1: import is not supported"),
    ("run #login", "line 1, column 1: run is not supported"),
    ("HTTP/1.1 200 OK\nX: 1", "line 1, column 1: a response is not supported"),
    ("GRPC a.example/x", "line 1, column 1: GRPC is not supported\n  GRPC\n  ^"),
    ("WEBSOCKET ws://a.example", "line 1, column 1: WEBSOCKET is not supported\n  WEBSOCKET\n  ^"),
    ("POST /a\n\n{}\n\n> {%\n%}", "line 5, column 1: a script (> {% %}) is not supported"),
    ("POST /a\n\n{}\n\n> ./handler.js", "line 5, column 1: a script (> {% %}) is not supported"),
    ("POST /a\n\n{}\n\n>>! out.json", "line 5, column 1: a response file (<>, >>) is not supported"),
    ("POST /a\n\n<> last.200.json", "line 3, column 1: a response file (<>, >>) is not supported"),
    ("GET /a\n###\nGET /b\nX", "line 4, column 1: no colon: this is no header"),
]  # fmt: skip


@pytest.mark.parametrize("text, message", REFUSED, ids=[message for _, message in REFUSED])
def test_refused(text, message):
    """What is not supported, or no request, is refused by line and column, and never sent as text."""
    with pytest.raises(RequestSyntaxError) as caught:
        parse_requests(text)

    assert message == str(caught.value)
    assert CANARY not in repr(caught.value)


MANY = 200_000


@pytest.mark.parametrize(
    "text",
    [
        f"@a = x{' ' * MANY}y\nGET /",
        f"GET /a{' ' * MANY}HTTP/1.1x",
        f"{' ' * MANY}x{' ' * MANY}",
        f"POST /\n\n< a{' ' * MANY}b",
        f"POST /\n\n> a{' ' * MANY}b",
        f"GET /\nX: a\n{' ' * MANY}b{' ' * MANY}c",
        f"# @name{' ' * MANY}x{' ' * MANY}y\nGET /",
        "GET /" + "{{" * MANY,
        "###\n" * MANY + "GET /",
        "\n" * MANY + "GET /",
    ],
    ids=lambda text: text.strip()[:12],
)
def test_linear_time(text):
    """Long runs of anything are read at once; in quadratic time this would take minutes."""
    try:
        parse_requests(text)
    except RequestSyntaxError as exc:
        assert exc.line >= 1


@pytest.mark.parametrize(
    "text, hint",
    [
        ('POST /\n{"a": 1}', "a header is Name: value; a body comes after an empty line"),
        ("POST /\n<xml/>", "a header is Name: value; a body comes after an empty line"),
        ("POST /\na=1", "a header is Name: value; a body comes after an empty line"),
        ("GET https://a.example X:1", "write it as %20; a header or a body goes on a line of its own"),
    ],
)
def test_a_body_in_the_wrong_place(text, hint):
    """What everybody forgets once."""
    with pytest.raises(RequestSyntaxError) as caught:
        parse_requests(text)

    assert hint == caught.value.hint
