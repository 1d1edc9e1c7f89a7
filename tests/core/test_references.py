"""What a reference to another request is, and what it stands for."""

from __future__ import annotations

import pytest

from nbauth.core.references import Message, Reference, ReferenceFailed, parse_reference, value_of

CANARY = 'p+/"&<%é z9'
JSON = Message([("X-A", "1"), ("x-a", "2"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("Authorization", "Bearer x")],
               '{"a": [{"b": "é"}], "n": 1.50, "t": true, "z": null, "access_token": "' + "t" * 20 + '", "o": {"k": "é"}}')  # fmt: skip


@pytest.mark.parametrize(
    "inside, reference",
    [
        ("login.response.body.*", Reference("login", "response")),
        ("login.response.body.$", Reference("login", "response", steps=())),
        ("login.response.body.$.a[0].b", Reference("login", "response", steps=("a", 0, "b"))),
        ("login.response.body.a.b", Reference("login", "response", steps=("a", "b"))),
        ("log-in.request.body.asJson.$['a b']", Reference("log-in", "request", steps=("a b",))),
        ("login.response.headers.X-Trace", Reference("login", "response", header="X-Trace")),
        ("login.request.headers.x", Reference("login", "request", header="x")),
        ("name", None),
        ("a.b", None),
        ("1.response.body.*", None),
    ],
)
def test_parse(inside, reference):
    """The forms of VS Code's "Request Variables"; what looks like none is none."""
    assert reference == parse_reference(inside)


FORMS = (
    "a reference is NAME.response.body.$.member, NAME.response.body.*, NAME.response.headers.NAME; also .request"
)


@pytest.mark.parametrize(
    "inside, reason",
    [
        ("login.response", FORMS),
        ("login.response.body", FORMS),
        ("login.response.body.", FORMS),
        ("login.response.status", FORMS),
        ("login.response.headers.", FORMS),
        (f"login.response.headers.{CANARY}", FORMS),
        (
            "login.response.body.//reply[1]/@id",
            "XPath is not supported; take the value out of the response in Python",
        ),
        ("login.response.body.asXml.//a", "XPath is not supported; take the value out of the response in Python"),
        (
            "login.response.body.$..a",
            "in JSONPath, .. (descendants) is not supported; $ .name [0] [-1] ['name'] are",
        ),
    ],
)
def test_parse_refused(inside, reason):
    """It says what can be written."""
    with pytest.raises(ReferenceFailed) as caught:
        parse_reference(inside)

    assert reason == str(caught.value)


@pytest.mark.parametrize(
    "inside, value",
    [
        ("r.response.body.$.a[0].b", "é"),
        ("r.response.body.$.n", "1.5"),
        ("r.response.body.$.t", "true"),
        ("r.response.body.$.z", "null"),
        ("r.response.body.$.o", '{"k": "é"}'),
        ("r.response.body.*", JSON.body),
        ("r.response.headers.X-A", "1, 2"),
        ("r.response.headers.x-a", "1, 2"),
    ],
)
def test_value(inside, value):
    """Text as it is, other JSON as JSON; a header's name in any case, its lines as a list."""
    assert (value, False) == value_of(parse_reference(inside), JSON)


@pytest.mark.parametrize(
    "inside, value",
    [
        ("r.response.body.$.access_token", "t" * 20),
        ("r.response.headers.set-cookie", "a=1"),
        ("r.request.headers.authorization", "Bearer x"),
    ],
)
def test_places_of_credentials(inside, value):
    """Where the place says that it is a credential, that is told too; of several Set-Cookie the first."""
    assert (value, True) == value_of(parse_reference(inside), JSON)


@pytest.mark.parametrize(
    "inside, message, reason",
    [
        ("r.response.body.$.b", JSON, "in the response of r, $ has no member b"),
        ("r.response.headers.X-B", JSON, "the response of r has no header X-B"),
        ("r.response.body.$.b", Message([], CANARY), "the response of r is no JSON"),
        ("r.response.body.$.b", Message([], "[" * 100_000), "the response of r is no JSON"),
        ("r.response.body.$.b", Message([], ""), "the response of r has no body"),
        ("r.request.body.*", Message([], None), "the body of the request of r was not kept"),
    ],
)
def test_value_missing(inside, message, reason):
    """What is missing, and where; no value, not even in the error's context."""
    with pytest.raises(ReferenceFailed) as caught:
        value_of(parse_reference(inside), message)

    assert reason == str(caught.value)
    assert caught.value.__context__ is None


def test_an_empty_body_is_a_value():
    """All of nothing is nothing."""
    assert ("", False) == value_of(parse_reference("r.response.body.*"), Message([], ""))


def test_a_message_is_not_shown():
    """Its repr has no body and no headers: a token may be in them."""
    assert "Message()" == repr(Message([("Authorization", CANARY)], CANARY))
