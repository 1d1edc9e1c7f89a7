"""The text of a curl command: what is one, what its options mean, and what is refused by name."""

from __future__ import annotations

import pytest

from nbauth.core.curl_text import is_curl, parse_curl
from nbauth.errors import RequestSyntaxError, UnresolvedVariable

CHROME = """\
curl 'https://api.example.com/v1/items?q=a%20b' \\
  -H 'accept: application/json' \\
  -H 'content-type: application/json' \\
  -b 'session=abc; theme=dark' \\
  -H 'sec-ch-ua: "Chromium";v="141"' \\
  -H 'x-empty;' \\
  --data-raw $'{"name":"it\\'s \\u0021"}' \\
  --compressed \\
  --insecure
"""

CHROME_ON_WINDOWS = """\
curl ^"https://api.example.com/v1/items?q=a^%^20b^" ^
  -H ^"accept: application/json^" ^
  -H ^"content-type: application/json^" ^
  -b ^"session=abc; theme=dark^" ^
  -H ^"sec-ch-ua: ^\\^"Chromium^\\^";v=^\\^"141^\\^"^" ^
  -H ^"x-empty;^" ^
  --data-raw ^"^{^\\^"name^\\^":^\\^"it's ^!^\\^"^}^" ^
  --compressed ^
  --insecure
"""

FIREFOX = """\
curl 'https://api.example.com/v1/items?q=a%20b' \\
  --compressed \\
  -X POST \\
  -H 'accept: application/json' \\
  -H 'content-type: application/json' \\
  -H 'sec-ch-ua: "Chromium";v="141"' \\
  -H 'x-empty;' \\
  -H 'Cookie: session=abc; theme=dark' \\
  --data-raw $'{"name":"it\\'s \\041"}' -k
"""


def read(piece):
    return {"q.txt": b"q=1\n"}[piece.path]


@pytest.mark.parametrize("text", [CHROME, CHROME_ON_WINDOWS, FIREFOX, CHROME_ON_WINDOWS.replace("\n", "\r\n")])
def test_copied_from_a_browser(text):
    """Chrome and Edge, bash and cmd; Firefox. All mean the same request."""
    command = parse_curl(text)
    cookies = [value for name, value in command.headers if name == "Cookie"] or [command.cookies]

    assert ("POST", "https://api.example.com/v1/items?q=a%20b") == (command.method, command.url.text)
    assert ["session=abc; theme=dark"] == cookies
    assert [
        ("accept", "application/json"),
        ("content-type", "application/json"),
        ("sec-ch-ua", '"Chromium";v="141"'),
        ("x-empty", ""),
    ] == [pair for pair in command.headers if pair[0] != "Cookie"]
    assert [b'{"name":"it\'s !"}'] == [piece.content(read) for piece in command.data]
    assert (True, False, False, ()) == (command.compressed, command.verify, command.follow, command.notes)


@pytest.mark.parametrize(
    "text",
    [
        "curl https://a.example",
        "  curl\thttps://a.example",
        "$ curl https://a.example",
        "# about it\n\n// too\n> curl https://a.example",
        "PS C:\\Users\\ada> curl.exe https://a.example",
        "C:\\>curl https://a.example",
        "/usr/bin/curl \\\n https://a.example",
        "\r\n# about it\r\ncurl https://a.example\r\n",
    ],
)
def test_a_curl_command(text):
    """Comments, blank lines and a prompt may be before it."""
    assert is_curl(text)
    assert "https://a.example" == parse_curl(text).url.text


@pytest.mark.parametrize(
    "text", ["", "GET https://curl.se", "curly x", "curl: x", "# curl", "https://a/curl x", "x=1 curl a"]
)
def test_no_curl_command(text):
    """A request of a cell is none."""
    assert not is_curl(text)
    with pytest.raises(RequestSyntaxError, match="this is no curl command"):
        parse_curl(text)


REFUSED = [
    ("curl", "line 1, column 1: there is no URL"),
    ("curl -k", "line 1, column 1: there is no URL"),
    ("curl a --frobnicate z9Kq", "line 1, column 8: curl has no option --frobnicate"),
    ("curl a --frobnicate=z9Kq", "line 1, column 8: curl has no option --frobnicate"),
    ("curl a --z9Kq-is-a-long-password-after-two-dashes", "line 1, column 8: curl has no such option"),
    ("curl a --insecure=z9Kq", "line 1, column 8: curl has no option --insecure"),
    ("curl a --no-header z9Kq", "line 1, column 8: curl has no option --no-header"),
    ("curl a -sS9z9Kq", "line 1, column 8: curl has no option -9"),
    ("curl a -sé", "line 1, column 8: curl has no such option"),
    ("curl a -", "line 1, column 8: curl has no such option"),
    ("curl a \\\n -kT z9Kq", "line 2, column 2: -T is not supported"),
    ("curl a --next b", "line 1, column 8: --next is not supported"),
    ("curl a -K z9Kq", "line 1, column 8: -K is not supported"),
    ("curl a --anyauth", "line 1, column 8: --anyauth is not supported"),
    ("curl a --location-trusted", "line 1, column 8: --location-trusted is not supported"),
    ("curl a -E z9Kq", "line 1, column 8: -E is not supported"),
    ("curl a -u", "line 1, column 8: -u needs a value after it"),
    ("curl a --user", "line 1, column 8: --user needs a value after it"),
    ("curl a z9Kq", "line 1, column 8: a second URL"),
    ("curl \u201cz9Kq\u201d", "line 1, column 6: a typographic quote or dash"),
    ("curl a -H z9Kq", "line 1, column 11: -H takes a header: Name: value"),
    ("curl a -H 'z9Kq;x'", "line 1, column 11: -H takes a header: Name: value"),
    ("curl a -H 'z 9Kq: x'", "line 1, column 11: -H: this is no header's name"),
    ("curl a -H $'A: z9Kq\\nB: x'", "line 1, column 11: -H: a control character"),
    ("curl a -H Host:", "line 1, column 11: -H Host: without a value is not supported"),
    ("curl a -H @z9Kq", "line 1, column 11: -H @FILE is not supported"),
    ("curl a -b z9Kq.txt", "line 1, column 11: -b with a file of cookies is not supported"),
    ("curl a -b $'a=z9Kq\\r'", "line 1, column 11: -b: a control character"),
    ("curl a -A $'z9Kq\\n'", "line 1, column 11: --user-agent: a control character"),
    ("curl --url @z9Kq", "line 1, column 12: --url @FILE is not supported"),
    ("curl ftp://z9Kq", "line 1, column 6: this scheme is not supported"),
    ("curl 'http://a/z 9Kq'", "line 1, column 6: white space or a control character in the URL"),
    ("curl http://a\u00a0-H\u00a0z9Kq", "line 1, column 6: a no-break space"),
    ("curl 'http://a/z9Kq[1-3]'", "line 1, column 6: { } and [ ] in a URL mean several URLs"),
    ("curl 'http://a/{z9Kq,b}'", "line 1, column 6: { } and [ ] in a URL mean several URLs"),
    ("curl 'http://a/z9Kq}'", "line 1, column 6: { } and [ ] in a URL mean several URLs"),
    ("curl -g 'http://a\\@z9Kq/'", "line 1, column 9: a backslash in the URL"),
    ("curl --path-as-is http://a/../z9Kq", "line 1, column 19: --path-as-is is not supported"),
    ("curl a -X 'z 9Kq'", "line 1, column 11: -X takes a method"),
    ("curl a -F a=b -d z9Kq", "line 1, column 18: -F and -d exclude each other"),
    ("curl a -I -d z9Kq", "line 1, column 14: -I and a body exclude each other"),
    ("curl a -I -F z9Kq=a", "line 1, column 14: -I and a body exclude each other"),
    ("curl a -G -d b --url-query z9Kq", "line 1, column 28: --url-query and -G exclude each other"),
    ("curl a --basic --digest", "line 1, column 16: --basic and --digest exclude each other"),
    ("curl a -m z9Kq", "line 1, column 11: --max-time takes seconds"),
    ("curl a --max-redirs z9Kq", "line 1, column 21: --max-redirs takes a number"),
    ("curl a -U z9Kq", "line 1, column 11: -U takes user:password"),
    ("curl a --noproxy z9Kq", "line 1, column 18: --noproxy with a list is not supported"),
    ("curl a -d \0", "line 1, column 11: NUL, or half of a character"),
    ("curl a\n -d \ud800", "line 2, column 5: NUL, or half of a character"),
]  # fmt: skip


@pytest.mark.parametrize(
    "text, message", REFUSED, ids=[text[:40].encode("ascii", "replace").decode() for text, _ in REFUSED]
)
def test_refused(text, message):
    """By the option's name, line and column; never with a value."""
    with pytest.raises(RequestSyntaxError) as caught:
        parse_curl(text)

    assert str(caught.value).startswith(message)
    assert "9Kq" not in f"{caught.value} {caught.value.hint}".replace("--z9Kq", "")


@pytest.mark.parametrize(
    "option, hint",
    [("--loaction", "did you mean --location"), ("-T f", "--data-binary @FILE"), ("--negotiate", "%auth use"),
     ("--resolve a:1:b", "Session(transport=...)"), ("--cert c", "ssl.SSLContext"), ("--next", "a cell of its own")],
)  # fmt: skip
def test_what_to_do_instead(option, hint):
    """What is refused says what does the same."""
    with pytest.raises(RequestSyntaxError) as caught:
        parse_curl(f"curl https://a.example {option}")

    assert hint in caught.value.hint


@pytest.mark.parametrize(
    "url, hint", [("{{base}}/x", "a variable in a command is $NAME"), ("http://a/{b}", "-g takes")]
)
def test_braces_in_a_url(url, hint):
    """Who writes a cell's variable hears what it is in a command."""
    with pytest.raises(RequestSyntaxError) as caught:
        parse_curl(f"curl '{url}'")

    assert caught.value.hint.startswith(hint)


def test_variables():
    """$NAME as in a shell; an unknown one is named, with its place."""
    command = parse_curl(
        'curl "$BASE/x" -H "X-Key: $KEY" -H \'X: $KEY\'', {"BASE": "https://a.example", "KEY": "k"}
    )

    assert "https://a.example/x" == command.url.text
    assert (("X-Key", "k"), ("X", "$KEY")) == command.headers
    with pytest.raises(UnresolvedVariable, match=r"line 1, column 7: nothing defines \$BASE$"):
        parse_curl('curl "$BASE/x"')


def test_a_command_is_not_shown():
    """It holds credentials: its repr has none."""
    for body in ("-d z9Kq", "-F z9Kq=1"):
        command = parse_curl(f"curl https://z9Kq@a.example -u z9Kq:z9Kq -H 'X: z9Kq' -b z=z9Kq {body}")

        assert "z9Kq" not in repr(command)
