"""What {{...}} stands for: the order of sources, @name lines, references, and what is refused."""

from __future__ import annotations

import pytest

from nbauth.core.request_text import parse_requests
from nbauth.core.scope import Scope, Use, Value, definitions
from nbauth.core.secret import Secret
from nbauth.core.variables import resolve
from nbauth.errors import NbauthError, RequestSyntaxError, UnresolvedVariable

CANARY = 'p+/"&<%é z9'


def resolved(text, *sources, at=0, **parts):
    drafts = parse_requests(text)
    return resolve(drafts[at], Scope(sources, definitions(drafts, drafts[at]), **parts))


def test_the_first_source_counts():
    """Sources are asked in order; an @name line comes before them."""
    assert "/1" == resolved("/{{a}}", {"a": 1}, {"a": 2}).target
    assert "/2" == resolved("/{{a}}", {}, {"a": 2}).target
    assert "/0" == resolved("@a = 0\n/{{a}}", {"a": 1}).target


def test_a_value_is_not_read_again():
    """Braces in a value mean nothing, also where two values meet, and not in an @name line."""
    request = resolved("@d = {{a}}\n/{{a}}\nX: {{b}}{{c}}\nY: {{d}}", {"a": "{{b}}", "b": "{{", "c": "a}}"})

    assert "/{{b}}" == request.target
    assert (("X", "{{a}}"), ("Y", "{{b}}")) == request.headers


def test_variables_of_the_file():
    """They may be made of each other and of variables, and their names may have - and . in them."""
    text = "@host = a.example\n@my-base.url = https://{{host}}:{{port}}\n{{my-base.url}}/x\nX: {{ my-base.url }}"
    request = resolved(text, {"port": 8})

    assert "https://a.example:8/x" == request.target
    assert (("X", "https://a.example:8"),) == request.headers
    assert ["my-base.url", "host"] == [variable.name for variable in request.used]


def test_escapes():
    """A line break is written as \\n, a backslash twice (VS Code's "File Variables"); a value has none."""
    request = resolved("@a = 1\\n2\\t\\\\n\\x{{b}}\nPOST /\n\n{{a}}", {"b": "\\n"})

    assert "1\n2\t\\nx\\n" == request.body


@pytest.mark.parametrize("at, target", [(0, "/1?late=9"), (1, "/2?late=9")])
def test_which_line_counts(at, target):
    """The last one above the request, else the first below: each name is usable in all requests."""
    text = "@v = 0\n@v = 1\nGET /{{v}}?late={{late}}\n###\n@v = 2\nGET /{{v}}?late={{late}}\n###\n@late = 9\n@late = 10\n@v = 3"

    assert target == resolved(text, at=at).target


def test_what_they_are_made_of_counts_where_they_are_used():
    """A name in a value is looked up for the request that uses it."""
    text = "@base = /{{v}}\n@v = 1\nGET {{base}}\n###\n@v = 2\nGET {{base}}"

    assert ["/1", "/2"] == [resolved(text, at=at).target for at in (0, 1)]


@pytest.mark.parametrize("text, sources", [
    ("@password = {}\nPOST /\nX: {{{{password}}}}\n\n{{{{password}}}}", {}),
    ("@my-password = {}\nPOST /\nX: {{{{my-password}}}}\n\n{{{{my-password}}}}", {}),
    ("POST /\nX: {{{{password}}}}\n\n{{{{password}}}}", {"password": CANARY}),
    ("@x = a {{{{password}}}}\nPOST /\nX: {{{{x}}}}\n\n{{{{x}}}}", {"password": CANARY}),
])  # fmt: skip
def test_text_whose_name_says_that_it_is_a_secret(text, sources):
    """It is one: of the notebook, of an @name line, and within one; for each name one placeholder."""
    request = resolved(text.format(CANARY), sources)
    (name,) = request.secrets

    assert CANARY == request.secrets[name].reveal()
    assert request.headers[0][1] == request.body and f"{{{{{name}}}}}" in request.body
    assert CANARY not in repr(request)


def test_numbers_and_nothing_are_no_secrets():
    """max_token = 5 is a number, and there is nothing to hide in an empty text."""
    request = resolved("@secret =\n/{{token}}{{secret}}{{pass}}", {"token": 5, "pass": ""})

    assert ("/5", {}) == (request.target, request.secrets)


def test_references():
    """They are asked for by what is written in them, and put in by parts; also within an @name line."""
    asked = []

    def named(reference, place):
        asked.append((reference.request, place.line, place.column))
        return [Value("a{{x}}"), Use("t", Secret(CANARY)), Value("b")]

    request = resolved("@v = <{{log-in.response.body.$.a}}>\n/{{login.request.headers.X}}\nX: {{v}}", named=named)

    assert "/a{{x}}{{t}}b" == request.target
    assert "<a{{x}}{{t_2}}b>" == request.headers[0][1]
    assert [("login", 2, 2), ("log-in", 1, 7)] == asked


def test_dynamic_values():
    """Each one is made anew, but in an @name line: there it stays for all requests of the cell."""
    numbers = iter(range(9))
    text = "@id = {{$guid}}\n/{{$guid}}/{{$guid}}/{{id}}/{{id}}\n###\n/{{id}}"
    parts = {"dynamic": lambda place: str(next(numbers)), "made": {}}

    assert "/0/1/2/2" == resolved(text, **parts).target
    assert "/2" == resolved(text, at=1, **parts).target


REFUSED = [
    ("/{{tokn}}", UnresolvedVariable, "line 1, column 2: nothing defines {{tokn}}; did you mean: token\n  …{{tokn}}\n   ^"),
    ("/\nX: {{zzz}}", UnresolvedVariable, "line 2, column 4: nothing defines {{zzz}}; known: crlf, nul, token\n  X: {{zzz}}\n     ^"),
    (f"/\nX: {CANARY} {{{{zzz}}}}", UnresolvedVariable,
     "line 2, column 16: nothing defines {{zzz}}; known: crlf, nul, token\n  X: …{{zzz}}\n      ^"),
    ("@b = {{a}}\n/{{b}}", UnresolvedVariable, "line 1, column 6: nothing defines {{a}}; known: b, crlf, nul, token\n  @b = {{a}}\n       ^"),
    ("/{{my-id}}", UnresolvedVariable, "line 1, column 2: nothing defines {{my-id}}; known: crlf, nul, token\n  …{{my-id}}\n   ^"),
    ("@a = {{b}}\n@b = {{a}}\n/{{a}}", RequestSyntaxError, "line 2, column 6: @a is made of itself\n  @b = {{a}}\n       ^"),
    (
        "/\n\na\nb {{flag}}",
        RequestSyntaxError,
        "line 4, column 3: {{flag}} is of type bool; text, an int, a float or a Secret can be put in\n  …{{flag}}\n   ^",
    ),
    (
        "/\nX: {{crlf}}",
        RequestSyntaxError,
        "line 2, column 4: a control character (CR, LF, NUL, ...) is in {{crlf}}, which goes into the header X\n  X: {{crlf}}\n     ^",
    ),
    (
        "@v = 1\\n2\n/\nX: {{v}}",
        RequestSyntaxError,
        "line 3, column 4: a control character (CR, LF, NUL, ...) is in {{v}}, which goes into the header X\n  X: {{v}}\n     ^",
    ),
    (
        "/{{nul}}",
        RequestSyntaxError,
        "line 1, column 2: a control character (CR, LF, NUL, ...) is in {{nul}}, which goes into a URL\n  …{{nul}}\n   ^",
    ),
    ("/\n\n{{half}}", RequestSyntaxError,
     "line 3, column 1: half of a character is in {{half}}, which goes into a body\n  {{half}}\n  ^"),
    ("/{{$guid}}", RequestSyntaxError, "line 1, column 2: {{$...}} cannot be used here\n  …{{$guid}}\n   ^"),
    (
        "/{{login.response.body}}",
        RequestSyntaxError,
        "line 1, column 2: a reference is NAME.response.body.$.member, NAME.response.body.*, NAME.response.headers.NAME;"
        " also .request\n  …{{login.response.body}}\n   ^",
    ),
    ("/{{login.response.body.*}}", RequestSyntaxError,
     "line 1, column 2: only requests have parts here\n  …{{login.response.body.*}}\n   ^"),
    ("/{{user.name}}", RequestSyntaxError, "line 1, column 2: only requests have parts here\n  …{{user.name}}\n   ^"),
    ("/{{() => new Date()}}", RequestSyntaxError,
     "line 1, column 2: a script in {{ }} is not supported\n  …{{() => new Date()}}\n   ^"),
    ("/\n\n{{#if}}", RequestSyntaxError, "line 3, column 1: what stands in {{ }} is no variable's name"),
    (f"/\n\n{{{{{CANARY}}}}}", RequestSyntaxError, "line 3, column 1: what stands in {{ }} is no variable's name"),
    ("/a/{{token", RequestSyntaxError, "line 1, column 4: {{ is not closed by }} on its line\n  …{{\n   ^"),
    (f"/{{{{flag}}/{CANARY.replace(' ', '')}".replace("}}", "}"), RequestSyntaxError,
     "line 1, column 2: {{ is not closed by }} on its line\n  …{{\n   ^"),
    ("/\nX: {{token} {{_1}}", RequestSyntaxError,
     "line 2, column 4: {{ is not closed by }} on its line\n  X: {{\n     ^"),
    ("@base = {{token}\n/{{base}}", RequestSyntaxError,
     "line 1, column 9: {{ is not closed by }} on its line\n  @base = {{\n          ^"),
    ("/\n\n< ./{{token}}", RequestSyntaxError, "line 3, column 3: a Secret cannot be in a path"),
]  # fmt: skip


@pytest.mark.parametrize("text, error, message", REFUSED, ids=[row[0] for row in REFUSED])
def test_refused(text, error, message):
    """Never sent literally, never quoted: the place, the name, and what to do."""
    values = {"token": "t", "crlf": CANARY + "\r\nX-Evil: 1", "nul": CANARY + "\0", "flag": True, "_1": "x"}
    if "half" in text:
        values["half"] = CANARY + "\ud800"
    with pytest.raises(NbauthError) as caught:
        resolved(text, values)

    assert type(caught.value) is error
    assert message == str(caught.value)
    assert CANARY not in repr(caught.value)


def test_what_to_do_with_braces_that_are_not_closed():
    """Mostly one is missing; else they are text, which a variable can hold."""
    with pytest.raises(RequestSyntaxError) as caught:
        resolved("/{{base}/x", {"base": "b"})

    assert "a variable is {{name}}; other text with braces goes into a variable" == caught.value.hint


def test_what_to_do_with_a_value_that_is_no_text():
    """A list or a dict has a text for JSON."""
    with pytest.raises(RequestSyntaxError) as caught:
        resolved("POST /\n\n{{ids}}", {"ids": [1, 2]})

    assert "make it text in a cell before; as JSON: json.dumps(value)" == caught.value.hint


@pytest.mark.parametrize(
    "body", ["{{" * 200_000, "{{a" * 200_000, "}}" * 200_000, "{ {" * 200_000], ids=lambda body: body[:6]
)
def test_linear_time(body):
    """Braces that open and are never closed are text, and cost no more than other text."""
    text = resolved(f"POST /\n\n{body}").body

    assert text
