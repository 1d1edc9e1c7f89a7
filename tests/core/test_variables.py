"""{{name}}: sources in order, values put in once, Secrets left for the wire."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbauth.core.request_text import parse_requests
from nbauth.core.scope import FileBody, Scope, Use, definitions
from nbauth.core.secret import Secret
from nbauth.core.variables import fill, resolve
from nbauth.errors import RequestSyntaxError, UnresolvedVariable

CANARY = 'p+/"&<%é z9'


def resolved(text, *sources, at=0, **parts):
    drafts = parse_requests(text)
    return resolve(drafts[at], Scope(sources, definitions(drafts, drafts[at]), **parts))


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


def test_two_secrets_of_one_name():
    """What came out of a response may have the name of a variable."""
    named = lambda reference, place: [Use("key", Secret("other-value"))]  # noqa: E731
    request = resolved("/{{key}}/{{r.response.body.*}}", {"key": Secret(CANARY)}, named=named)

    assert "/{{key}}/{{key_2}}" == request.target
    assert (CANARY, "other-value") == (request.secrets["key"].reveal(), request.secrets["key_2"].reveal())


def test_a_body_holds_anything():
    """A line break in a value makes no header of a body."""
    assert "a\r\nb" == resolved("/\n\n{{x}}", {"x": "a\r\nb"}).body


def test_files():
    """``< path`` stays a place, with variables in its path; text before and after is as it is."""
    request = resolved("POST /\n\na {{x}}\n< ./{{x}}.bin\nb", {"x": "é"})
    before, file, after = request.body_parts

    assert ("a é\n", "\nb") == (before, after)
    assert isinstance(file, FileBody) and "./é.bin" == file.path


def test_templates():
    """``<@ path`` is read as text, and its variables are put in; an error says its line."""
    text = "POST /\n\n<@ ./t\nend"
    request = resolved(text, {"x": 1}, read=lambda body: f"{body.path} {body.piece.encoding}\n{{{{x}}}}")

    assert "./t utf-8\n1\nend" == request.body
    with pytest.raises(UnresolvedVariable) as caught:
        resolved(text, {"x": 1}, read=lambda body: "a\nb\n  {{y}}")
    assert "line 3, column 1 (line 3 of that file): nothing defines {{y}}; known: x\n  <@ …{{y}}\n      ^" == str(
        caught.value
    )
    with pytest.raises(
        RequestSyntaxError, match=r"^line 3, column 1: \{\{\$\.\.\.\}\} cannot be used here \(line 1 of"
    ):
        resolved(text, read=lambda body: "{{$guid}}")


@pytest.mark.parametrize("media", ["application/x-www-form-urlencoded", "multipart/mixed; boundary=b"])
def test_a_template_stays_as_it_is(media):
    """Only its variables are put in: the file has the line ends and the encoding that it is to have."""
    request = resolved(
        f"POST /\nContent-Type: {media}\n\n<@ ./t", {"x": "1"}, read=lambda body: "a = {{x}}\n & b\r\n"
    )

    assert request.body.startswith("a = 1\n & b\r\n")
    assert (
        "c d\n"
        == resolved(f"POST /\nContent-Type: {media}\n\n<@ ./t", read=lambda body: "c d\n").body.rstrip("\r\n")
        + "\n"
    )


def test_forms_and_multipart():
    """The text around values is encoded as a form is; a Secret and what a value holds are left to themselves."""
    form = "POST /\nContent-Type: {{type}}\n\na = {{v}} &\nkey={{key}}\n&é=1"
    request = resolved(form, {"type": "application/x-www-form-urlencoded", "v": "x y&z=1", "key": Secret("k")})
    assert "a=x%20y&z=1&key={{key}}&%C3%A9=1" == request.body

    request = resolved('POST /\nContent-Type: application/x-www-form-urlencoded\n\n{"a": "b & c"}')
    assert '{"a": "b & c"}' == request.body

    parts = "POST /\nContent-Type: multipart/form-data; boundary=b\n\n--b\n\n{{v}}\n--b\n\n< ./f\n--b--"
    request = resolved(parts, {"v": "1\n2"})
    assert ("--b\r\n\r\n1\n2\r\n--b\r\n\r\n", "\r\n--b--\r\n") == (request.body_parts[0], request.body_parts[2])


def test_graphql():
    """Both editors' ways are sent as JSON; the mark is not sent."""
    query = 'query Q { a(b: "{{v}}") }\n\n{"c": {{n}}}'
    for head in ("GRAPHQL /g", "POST /g\nX-REQUEST-TYPE: GraphQL"):
        request = resolved(f"{head}\nX: 1\n\n{query}", {"v": "é", "n": 7})

        assert "POST" == request.method
        assert {"query": 'query Q { a(b: "é") }', "operationName": "Q", "variables": {"c": 7}} == json.loads(
            request.body
        )
        assert (("X", "1"), ("Content-Type", "application/json")) == request.headers
    with pytest.raises(
        RequestSyntaxError, match=r"^line 3, column 1: the variables of this GraphQL request are no JSON"
    ):
        resolved('GRAPHQL /\n\n{ a }\n\n{"b"}')
    with pytest.raises(RequestSyntaxError, match=r"^line 1, column 1: GraphQL from a file is not supported"):
        resolved("GRAPHQL /\n\n< ./f")


def test_fill():
    """For the words of a magic; a Secret has no place there, whatever a text is called."""
    assert "http://a.example:8" == fill("{{url}}:{{port}}", [{"url": "http://a.example", "port": 8}], "an origin")
    assert "a.example" == fill("{{secret}}", [{"secret": "a.example"}], "an origin")
    with pytest.raises(RequestSyntaxError, match=r"\{\{s\}\} is a Secret, which cannot be used in an origin"):
        fill("{{s}}", [{"s": Secret(CANARY)}], "an origin")


@given(
    st.text(st.sampled_from("GET /a:?{}$.\n\\@=<ab-[]'*"), max_size=60),
    st.dictionaries(st.sampled_from("ab"), st.text(st.sampled_from("{}ab\n\r"), max_size=6)),
)
def test_only_its_own_errors(text, values):
    """Whatever is in a cell and in its variables: a request, or an error with a place."""
    try:
        drafts = parse_requests(text)
        for draft in drafts:
            request = resolve(draft, Scope([values], definitions(drafts, draft)))
            assert not any("\n" in value or "\r" in value for _, value in request.headers)
    except (RequestSyntaxError, UnresolvedVariable) as exc:
        assert exc.line >= 1 and exc.column >= 1


@given(
    st.sampled_from(["", "application/json", "multipart/mixed; boundary=x", "application/x-ndjson", "text/plain"]),
    st.lists(st.text(st.sampled_from('a &=\t%é"{'), max_size=6), max_size=4),
)
def test_a_body_without_variables_is_the_drafts_own(media, lines):
    """What a draft says of its body is what is sent."""
    text = "\n".join(["POST /", f"Content-Type: {media}", "", *lines])
    (draft,) = parse_requests(text)

    assert draft.body == resolve(draft, Scope([{}])).body
