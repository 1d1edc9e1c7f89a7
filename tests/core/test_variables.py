"""{{name}}: sources in order, values put in once, Secrets left for the wire."""

from __future__ import annotations

import pytest

from nbauth.core.request_text import parse_request
from nbauth.core.secret import Secret
from nbauth.core.variables import fill, resolve
from nbauth.errors import NbauthError, RequestSyntaxError, UnresolvedVariable

CANARY = 'p+/"&<%é z9'


def resolved(text, *sources):
    return resolve(parse_request(text), sources)


def test_values_go_in_everywhere():
    """URL, headers and body; text and numbers; white space in the braces does not count."""
    request = resolved(
        "POST {{base}}/{{n}}\n    ?f={{f}}\nX: a {{ word }} b\n\n{{word}}: {{n}}",
        {"base": "https://a.example", "n": 7, "f": 1.5, "word": "é"},
    )

    assert "https://a.example/7?f=1.5" == request.target
    assert (("X", "a é b"),) == request.headers
    assert "é: 7" == request.body
    assert {} == request.secrets


def test_the_first_source_counts():
    """Sources are asked in order."""
    assert "/1" == resolved("/{{a}}", {"a": 1}, {"a": 2}).target
    assert "/2" == resolved("/{{a}}", {}, {"a": 2}).target


def test_a_value_is_not_read_again():
    """Braces in a value mean nothing, also where two values meet."""
    request = resolved("/{{a}}\nX: {{b}}{{c}}", {"a": "{{b}}", "b": "{{", "c": "a}}"})

    assert "/{{b}}" == request.target
    assert (("X", "{{a}}"),) == request.headers


def test_a_secret_stays_a_placeholder():
    """Its value is nowhere but in `secrets`."""
    request = resolved("POST /?k={{key}}\nX: {{key}}\n\n{{key}}", {"key": Secret(CANARY, "other")})

    assert ("/?k={{key}}", (("X", "{{key}}"),), "{{key}}") == (request.target, request.headers, request.body)
    assert CANARY == request.secrets["key"].reveal()
    assert CANARY not in repr(request)


@pytest.mark.parametrize("value", ["{{key}}", "%7B%7Bkey%7d%7D", "{%7Bkey}}"])
def test_a_value_cannot_name_a_secret(value):
    """A value that a server sent, with {{key}} in it, is not filled on the wire: the Secret has another name."""
    request = resolved("/?a={{a}}&k={{key}}", {"a": value, "key": Secret(CANARY)})

    assert f"/?a={value}&k={{{{key_2}}}}" == request.target
    assert ["key_2"] == list(request.secrets)
    assert {"key_2": "key"} == request.names


def test_two_values_cannot_name_a_secret_together():
    """The same where the name is put together from two values."""
    request = resolved("/{{a}}{{b}}{{key}}", {"a": "{{k", "b": "ey}}", "key": Secret(CANARY)})

    assert "/{{key}}{{key_2}}" == request.target


REFUSED = [
    ("/{{tokn}}", UnresolvedVariable, "line 1, column 2: nothing defines {{tokn}}; did you mean: token"),
    ("/\nX: a{{zzz}}", UnresolvedVariable, "line 2, column 5: nothing defines {{zzz}}; known: crlf, nul, token"),
    (
        "/\n\na\nb {{flag}}",
        RequestSyntaxError,
        "line 4, column 3: {{flag}} is of type bool; text, an int, a float or a Secret can be put in",
    ),
    (
        "/\nX: {{crlf}}",
        RequestSyntaxError,
        "line 2, column 4: a control character (CR, LF, NUL, ...) is in {{crlf}}, which goes into the header X",
    ),
    (
        "/{{nul}}",
        RequestSyntaxError,
        "line 1, column 2: a control character (CR, LF, NUL, ...) is in {{nul}}, which goes into a URL",
    ),
    ("/{{$guid}}", RequestSyntaxError, "line 1, column 2: {{$...}}: not yet supported"),
    (
        "/{{login.response.body}}",
        RequestSyntaxError,
        "line 1, column 2: {{name.part}}: not yet supported; put the value into a variable first",
    ),
    (
        "/\n\n{{#if}}",
        RequestSyntaxError,
        "line 3, column 1: what stands in {{ }} is no variable's name; put text with braces into a variable",
    ),
]


@pytest.mark.parametrize("text, error, message", REFUSED, ids=[row[0] for row in REFUSED])
def test_refused(text, error, message):
    """Never sent literally, never quoted: the place, the name, and what to do."""
    values = {"token": "t", "crlf": CANARY + "\r\nX-Evil: 1", "nul": CANARY + "\0", "flag": True, "_1": "x"}
    with pytest.raises(NbauthError) as caught:
        resolved(text, values)

    assert type(caught.value) is error
    assert message == str(caught.value)


def test_a_body_holds_anything():
    """A line break in a value makes no header of a body."""
    assert "a\r\nb" == resolved("/\n\n{{x}}", {"x": "a\r\nb"}).body


def test_fill():
    """For the words of a magic; a Secret has no place there."""
    assert "http://a.example:8" == fill("{{url}}:{{port}}", [{"url": "http://a.example", "port": 8}], "an origin")
    with pytest.raises(RequestSyntaxError, match=r"\{\{s\}\} is a Secret, which cannot be used in an origin"):
        fill("{{s}}", [{"s": Secret(CANARY)}], "an origin")
